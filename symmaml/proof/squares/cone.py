"""What is known to be positive semidefinite, and squares that it measures.

A weight is a positive polynomial P: an identity, a letter with a sign, a hypothesis, a product of two that commute, or
a letter that its definition shows to be a sum of squares. Squares are written in the references that the kernel knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    """A positive semidefinite polynomial, and the squares that it is (of 1, if the kernel knows its reference)."""

    polynomial: Polynomial
    squares: tuple[Square, ...]
    is_known: bool = True

    @property
    def dimension(self) -> str:
        """The number of rows."""
        return self.polynomial.shape[0]

    @property
    def reference(self) -> str:
        """The reference by which the kernel knows it."""
        return self.squares[0].factors[0].reference

    @property
    def is_one(self) -> bool:
        """Whether it is an identity."""
        return self.reference == "identity" and self.is_known

    @property
    def is_number(self) -> bool:
        """Whether it is a 1x1 expression other than the number 1."""
        return self.polynomial.shape == NUMBER and not self.is_one


def known(alphabet: Alphabet, reference: str, polynomial: Polynomial) -> Weight:
    """Return the weight of a reference that the kernel knows."""
    factor = Factor(reference, (alphabet.identity(polynomial.shape[0]),))
    return Weight(polynomial, (Square(Fraction(1), (factor,)),))


def given(document: Document) -> list[Weight]:
    """Return the identities of all dimensions, the letters with a sign, and the positive hypotheses."""
    a = document.alphabet
    dimensions = {dimension: None for letter in a.letters.values() for dimension in letter.shape}
    weights = [known(a, "identity", a.identity(dimension)) for dimension in dimensions]
    return weights + [known(a, reference, p) for reference, p in document.positives.items() if p.terms]


def expanded(alphabet: Alphabet, weights: Sequence[Weight], tensors: Sequence[Tensor]) -> Iterator[Square]:
    """Write the square of a sum of tensors, one slot for each weight, in the references that the kernel knows."""
    if not weights:
        yield Square(Fraction(1), ())
        return
    for square in weights[0].squares:
        numbers, last = _split(square)
        head = [Factor(f.reference, f.columns * len(tensors)) for f in numbers]
        head.append(Factor(last.reference, tuple(alphabet.multiply(last.columns[0], tensor[0]) for tensor in tensors)))
        for rest in expanded(alphabet, weights[1:], [tensor[1:] for tensor in tensors]):
            yield Square(square.coefficient * rest.coefficient, (*head, *rest.factors))


def congruent(alphabet: Alphabet, square: Square, letter: Polynomial) -> Square:
    """Return letter' * square * letter."""
    numbers, last = _split(square)
    moved = Factor(last.reference, tuple(alphabet.multiply(column, letter) for column in last.columns))
    return Square(square.coefficient, (*numbers, moved))


def _split(square: Square) -> tuple[list[Factor], Factor]:
    """Return the 1x1 factors, and the one that is a matrix (the last, if there is none)."""
    place = next((i for i, f in enumerate(square.factors) if not f.is_number), len(square.factors) - 1)
    return [f for i, f in enumerate(square.factors) if i != place], square.factors[place]
