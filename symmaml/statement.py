"""Statements and verdicts: pure records.

A claim is an equality, a Loewner inequality, or "g is the gradient of F", between SymPy expressions in
declared letters. A statement is a claim under visible hypotheses, with the abbreviations it is written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from symmaml.kernel import Certificate, Theorem

Matrix = tuple[tuple[Fraction, ...], ...]


class Status(Enum):
    """What is known of a statement. Undecided is never counted as anything else."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Equal:
    """`lhs` equals `rhs`."""

    lhs: Any
    rhs: Any


@dataclass(frozen=True)
class AtLeast:
    """`larger - smaller` is symmetric positive semidefinite (for 1x1 expressions: nonnegative)."""

    larger: Any
    smaller: Any


@dataclass(frozen=True)
class Gradient:
    """`gradient` is the gradient of the 1x1 expression `function` with respect to the vector `variable`.

    Abbreviations (`where`) are differentiated through; every other letter is held constant, also one that a hypothesis
    equates with an expression in the variable.
    """

    function: Any
    variable: Any
    gradient: Any


@dataclass(frozen=True)
class Positive:
    """`expression` is positive definite (for a scalar: positive). Used as a hypothesis."""

    expression: Any


@dataclass(frozen=True)
class Nonzero:
    """The scalar `expression` is not zero. Used as a hypothesis."""

    expression: Any


Claim = Equal | AtLeast | Gradient
Hypothesis = Equal | AtLeast | Positive | Nonzero


@dataclass(frozen=True)
class Definition:
    """An abbreviation: `letter` stands for `expression`, written in earlier letters."""

    letter: Any
    expression: Any


@dataclass(frozen=True)
class Statement:
    """A claim, the hypotheses under which it is made, and the abbreviations it is written in."""

    claim: Claim
    hypotheses: tuple[Hypothesis, ...] = ()
    where: tuple[Definition, ...] = ()


@dataclass(frozen=True)
class Counterexample:
    """Exact rational values at which the hypotheses hold and the claim fails."""

    dimensions: Mapping[str, int]
    values: Mapping[str, Matrix]
    lhs: Matrix
    rhs: Matrix
    certificate: Certificate
    witness: Matrix | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "dimensions", MappingProxyType(dict(self.dimensions)))
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True)
class Obstacle:
    """Where a search ended: which engine, at which limit, what was nearest to a proof, and what to try next."""

    engine: str
    limit: str
    residue: str = ""
    advice: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return one line."""
        left = f"; left over: {self.residue}" if self.residue else ""
        return f"{self.engine} ended: {self.limit}{left}" + "".join(f"; {hint}" for hint in self.advice)


@dataclass(frozen=True)
class Verdict:
    """What `decide` found, with the evidence that the kernel accepted."""

    status: Status
    statement: Statement
    theorem: Theorem | None = None
    certificate: Certificate | None = field(default=None, repr=False)
    counterexample: Counterexample | None = field(default=None, repr=False)
    reason: str = ""
    seconds: float = field(default=0.0, compare=False)
    obstacle: Obstacle | None = None

    def __bool__(self) -> bool:
        """Refuse: three outcomes are no truth value."""
        raise TypeError(
            f"a verdict ({self.status.value}) is not true or false: write verdict.status is sm.Status.PROVED"
        )
