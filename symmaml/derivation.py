"""Derivations and results: pure records.

A derivation is what a finder proposes: an answer, the steps that led to it, a reason per step. A result is a
derivation all of whose steps, and whose conclusion, carry a theorem of the kernel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symmaml.problem import MetaProblem
from symmaml.statement import Claim, Definition, Verdict


@dataclass(frozen=True)
class Measure:
    """What a formula claims to be, in words that an oracle can compute from the definition of MAML.

    `what` is one of "meta-loss", "meta-gradient", "meta-hessian", "task-loss" (after adaptation, unweighted),
    "adapted",
    "point" (the place `at` itself), "newton-step" (Hessian^-1 times gradient), "minimiser" (of task `task`).
    `at` is one of "theta", "midpoint", "fixed-point", "next" (one outer step of size beta from theta).
    `minus`, if given, is subtracted.
    """

    what: str
    at: str = "theta"
    task: int | None = None
    minus: Measure | None = None


@dataclass(frozen=True)
class Step:
    """One proved line of a derivation, and the reason for writing it."""

    claim: Claim
    reason: str


@dataclass(frozen=True)
class Derivation:
    """An answer with the steps that led to it; proposed by a finder, not yet believed.

    `symbol` is what the answer is called (an expression such as theta_star, or a name such as "F(theta)" spelled in
    LaTeX), `expression` the answer in the letters of `where`, `conclusion` the claim that makes it the answer.
    `assertion`
    says in words what the equation `symbol = expression` is worth, where it would read as a definition.
    """

    title: str
    symbol: str
    expression: Any
    where: tuple[Definition, ...]
    steps: tuple[Step, ...]
    conclusion: Claim
    problem: MetaProblem
    measure: Measure
    assertion: str = ""


@dataclass(frozen=True)
class Result:
    """A derivation whose every step, and whose conclusion, the kernel accepted."""

    derivation: Derivation
    proofs: tuple[Verdict, ...]
    theorem: Verdict

    @property
    def title(self) -> str:
        """The title of the derivation."""
        return self.derivation.title

    @property
    def expression(self) -> Any:
        """The answer, a SymPy expression."""
        return self.derivation.expression

    @property
    def where(self) -> tuple[Definition, ...]:
        """The abbreviations in which the answer is written, each in earlier letters."""
        return self.derivation.where

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The hypotheses that the kernel saw used, in words such as "A symmetric" or "S invertible"."""
        verdicts = (*self.proofs, self.theorem)
        used = {name: None for verdict in verdicts if verdict.theorem for name in _used(verdict)}
        return tuple(used)


def _used(verdict: Verdict) -> list[str]:
    theorem = verdict.theorem
    if theorem is None:
        return []
    return [f"{name} symmetric" for name in theorem.symmetric] + [f"{name} invertible" for name in theorem.inverses]
