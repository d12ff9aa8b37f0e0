"""Statements and verdicts: pure records.

A claim is an equality, a Loewner inequality, or "g is the gradient of F", between SymPy expressions in
declared letters. A statement is a claim under visible hypotheses, with the abbreviations it is written in.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from symmaml.errors import InvalidStatement
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

    Abbreviations (`where`) are differentiated through; every other letter is held constant. Where it matters whether a
    letter is that a hypothesis expresses in the variable, the statement is left undecided.
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
Relation = Equal | AtLeast | Positive | Nonzero


@dataclass(frozen=True)
class Named:
    """A hypothesis with the words in which it is printed. The kernel sees the relation, and nothing of the words.

    >>> Named("f is smooth", Nonzero(1)).words
    'f is smooth'
    """

    words: str
    relation: Relation

    def __post_init__(self) -> None:
        if not isinstance(self.words, str) or not self.words.strip():
            raise InvalidStatement(f"{self.words!r} names no hypothesis: write Named('f is L-smooth', AtLeast(L, H))")
        if not isinstance(self.relation, Relation):
            raise InvalidStatement(
                f"{self.words}: {self.relation!r} is no hypothesis; expected Equal, AtLeast, Positive or Nonzero"
            )


Hypothesis = Relation | Named


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


def stated(claim: Any, hypotheses: Any = (), where: Any = ()) -> Statement:
    """Put a claim, hypotheses and abbreviations together; a `Statement` comes back as it is.

    Raises `InvalidStatement` where hypotheses or abbreviations are no list, or stand beside a `Statement`.

    >>> stated(Equal(1, 1)).where
    ()
    """
    if not isinstance(claim, Statement):
        listed = _listed("hypotheses", hypotheses, "Equal(...)"), _listed("where", where, "Definition(...)")
        return Statement(claim, *listed)
    if hypotheses or where:
        raise InvalidStatement("a Statement carries its own hypotheses: pass it alone, as in decide(statement)")
    return claim


def _listed(name: str, given: Any, example: str) -> tuple[Any, ...]:
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise InvalidStatement(f"{name}={str(given)[:80]} is no list: write {name}=[{example}]")
    return tuple(given)


@dataclass(frozen=True)
class Counterexample:
    """Exact rational values at which the hypotheses hold and the claim fails."""

    dimensions: Mapping[str, int]
    values: Mapping[str, Matrix]
    lhs: Matrix
    rhs: Matrix
    certificate: Certificate = field(repr=False)
    witness: Matrix | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "dimensions", MappingProxyType(dict(self.dimensions)))
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))

    def as_numpy(self) -> dict[str, np.ndarray]:
        """Return each letter of the statement as an array of floats: the exact fractions of `values`, rounded once.

        A scalar has shape (), everything else two dimensions, vectors too. Letters that are defined are computed
        exactly before they are rounded.
        """
        arrays = {name: np.array([[float(x) for x in row] for row in value]) for name, value in self.letters()}
        return {name: array[0, 0] if name in self._scalars() else array for name, array in arrays.items()}

    def as_text(self) -> str:
        """Return the values as text to be pasted into Python: arrays whose entries are quotients of integers.

        Both sides of the claim, and the direction along which an inequality fails, stand below as comments.
        """
        scalars = self._scalars()
        lines = ["import numpy as np", ""]
        lines += [f"{name} = {_spelled(value, name in scalars)}" for name, value in self.letters()]
        sides = {"left side": self.lhs, "right side": self.rhs, "direction": self.witness}
        lines += [f"# {what}: {_entries(value)}" for what, value in sides.items() if value is not None]
        return "\n".join(lines) + "\n"

    def letters(self) -> Iterator[tuple[str, Matrix]]:
        """Yield each letter that was given or defined, with its exact value; inverses without a letter are left out."""
        for letter in json.loads(self.certificate.text)["letters"]:
            if "inverse_of" not in letter and letter["name"] in self.values:
                yield letter["name"], self.values[letter["name"]]

    def _scalars(self) -> frozenset[str]:
        letters = json.loads(self.certificate.text)["letters"]
        return frozenset(letter["name"] for letter in letters if letter["rows"] == letter["cols"] == "1")


def _spelled(value: Matrix, is_scalar: bool) -> str:
    return str(value[0][0]) if is_scalar else f"np.array({_entries(value)})"


def _entries(value: Matrix) -> str:
    return "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in value) + "]"


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

    def __str__(self) -> str:
        """Say the status, and for what: `explain` says why."""
        claim = self.statement.claim
        if self.status is Status.PROVED and self.theorem is not None:
            return f"proved in every dimension, for {self.theorem.scope}: {claim}"
        if self.status is Status.REFUTED and self.counterexample is not None:
            values = ", ".join(f"{name} = {_entries(value)}" for name, value in self.counterexample.letters())
            return f"refuted, at {values}: {claim}"
        return f"undecided: {self.reason}"

    def __bool__(self) -> bool:
        """Refuse: three outcomes are no truth value."""
        raise TypeError(
            f"a verdict ({self.status.value}) is not true or false: write verdict.status is sm.Status.PROVED"
        )
