"""What is known to be positive semidefinite, and squares that it measures.

A weight is a positive polynomial P: an identity, a letter with a sign, a hypothesis, or what a lemma says of: a product
of two that commute, a letter that its definition shows to be a sum of squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symmaml.kernel import Alphabet, Document, Polynomial
from symmaml.proof.statements.formal import record

NUMBER = ("1", "1")
Tensor = tuple[Polynomial, ...]


@dataclass(frozen=True)
class Factor:
    """One slot of a square: a reference, and the columns X, Y, ... that it measures."""

    reference: str
    columns: tuple[Polynomial, ...]

    @property
    def is_number(self) -> bool:
        """Whether X' P Y is 1x1."""
        return self.columns[0].shape[1] == "1"


@dataclass(frozen=True)
class Square:
    """A positive coefficient times the square of a sum of tensors; one factor for each slot."""

    coefficient: Fraction
    factors: tuple[Factor, ...]

    def spelled(self) -> list[Any]:
        """Spell the square as a certificate does."""
        return [str(self.coefficient), [[f.reference, *map(record, f.columns)] for f in self.factors]]


@dataclass(frozen=True)
class Weight:
    """A positive semidefinite polynomial, and the reference by which the kernel knows it.

    A `reciprocal` is a number t = t (1/t) t where 1/t is a weight too: where squares contain t, 1/t is enough.
    """

    polynomial: Polynomial
    reference: str
    is_reciprocal: bool = False

    @property
    def dimension(self) -> str:
        """The number of rows."""
        return self.polynomial.shape[0]

    @property
    def is_one(self) -> bool:
        """Whether it is an identity."""
        return self.reference == "identity"

    @property
    def is_number(self) -> bool:
        """Whether it is a 1x1 expression other than the number 1."""
        return self.polynomial.shape == NUMBER and not self.is_one


def given(document: Document) -> list[Weight]:
    """Return the identities of all dimensions, the letters with a sign, and the positive hypotheses."""
    a = document.alphabet
    dimensions = {dimension: None for letter in a.letters.values() for dimension in letter.shape}
    weights = [Weight(a.identity(dimension), "identity") for dimension in dimensions]
    return weights + [Weight(p, reference) for reference, p in document.positives.items() if p.terms]


def square_of(weights: Sequence[Weight], tensors: Sequence[Tensor]) -> Square:
    """Return the square of a sum of tensors, one slot for each weight."""
    slots = zip(weights, zip(*tensors, strict=True), strict=True)
    return Square(Fraction(1), tuple(Factor(weight.reference, columns) for weight, columns in slots))


def congruent(alphabet: Alphabet, square: Square, letter: Polynomial) -> Square:
    """Return letter' * square * letter."""
    numbers, last = _split(square)
    moved = Factor(last.reference, tuple(alphabet.multiply(column, letter) for column in last.columns))
    return Square(square.coefficient, (*numbers, moved))


def _split(square: Square) -> tuple[list[Factor], Factor]:
    """Return the 1x1 factors, and the one that is a matrix (the last, if there is none)."""
    place = next((i for i, f in enumerate(square.factors) if not f.is_number), len(square.factors) - 1)
    return [f for i, f in enumerate(square.factors) if i != place], square.factors[place]
