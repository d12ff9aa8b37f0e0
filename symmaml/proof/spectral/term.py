"""Sums of products of what is positive and of squares: how positivity is shown, and how such sums multiply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symmaml.proof.spectral.reading import Element, Known


@dataclass(frozen=True)
class Term:
    """A positive coefficient times some of what is known to be positive, each once, times the square of a root."""

    coefficient: Fraction
    weights: frozenset[int]
    root: Element

    def value(self, known: Sequence[Known]) -> Element:
        """Multiply out."""
        total = self.root**2 * rational(self.root.ring, self.coefficient)
        for index in sorted(self.weights):
            total *= known[index].polynomial
        return total


def square(root: Element) -> Term:
    """Return the square of a root as a term."""
    return Term(Fraction(1), frozenset(), root)


def times(known: Sequence[Known], first: Term, second: Term) -> Term:
    """Return the product of two terms: what is known twice is a square."""
    root = first.root * second.root
    for index in sorted(first.weights & second.weights):
        root *= known[index].polynomial
    return Term(first.coefficient * second.coefficient, first.weights ^ second.weights, root)


def product(known: Sequence[Known], sums: Iterable[Sequence[Term]], one: Element) -> list[Term]:
    """Return the product of sums."""
    total = [square(one)]
    for terms in sums:
        total = [times(known, first, second) for first in total for second in terms]
    return total


def added(known: Sequence[Known], terms: Sequence[Term], zero: Element) -> Element:
    """Return the sum of terms, multiplied out."""
    return sum((term.value(known) for term in terms), zero)


def merged(terms: Iterable[Term]) -> list[Term]:
    """Add up terms of the same weights whose roots differ by a factor."""
    total: dict[tuple[frozenset[int], Element], Fraction] = {}
    for term in terms:
        if term.root:
            leading = term.root.LC
            key = (term.weights, term.root.quo_ground(leading))
            total[key] = total.get(key, Fraction(0)) + term.coefficient * fraction(leading) ** 2
    return [Term(c, weights, root) for (weights, root), c in total.items()]


def rational(ring: Any, value: Fraction) -> Element:
    """Return a fraction as an element of a ring."""
    return ring(ring.domain(value.numerator, value.denominator))


def fraction(value: Any) -> Fraction:
    """Return a rational number of SymPy's as a fraction."""
    return Fraction(int(value.numerator), int(value.denominator))
