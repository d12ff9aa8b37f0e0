"""Replace values by simpler fractions nearby, as long as they still serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd

from symmaml.proof.values import exact
from symmaml.proof.values.choices import Recorded, shrunk
from symmaml.proof.values.exact import Exact

Values = Mapping[str, Exact]
Slot = tuple[str, int, int]

DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 12, 16, 24, 32, 64)


def rounded(values: Values, symmetric: frozenset[str], serves: Callable[[Values], bool], attempts: int) -> Values:
    """Return values with the smallest common denominator, then the smallest numerators, found to serve.

    Letters in `symmetric` stay symmetric. Values that cannot be rounded are returned as they came.
    """
    slots = [
        (name, i, j)
        for name, value in values.items()
        for i, row in enumerate(value.rows)
        for j in range(len(row))
        if name not in symmetric or i <= j
    ]
    for denominator in DENOMINATORS:
        numerators = tuple(_nearest(values[name], i, j, denominator) for name, i, j in slots)

        def with_numerators(some: Recorded, denominator: int = denominator) -> Values:
            return _with_numerators(values, symmetric, dict(zip(slots, some, strict=True)), denominator)

        if serves(with_numerators(numerators)):
            return with_numerators(shrunk(numerators, lambda some: serves(with_numerators(some)), attempts))
    return values


def whole(values: Values) -> Values:
    """Return multiples of the values whose entries are integers without a common divisor: a claim may fail there too.

    >>> whole({"A": exact.exact([[2, 4]], 6)})["A"].rows
    ((1, 2),)
    """
    return {name: _whole(value) for name, value in values.items()}


def _whole(value: Exact) -> Exact:
    divisor = gcd(*(x for row in value.rows for x in row)) or 1
    return exact.exact([[x // divisor for x in row] for row in value.rows])


def _nearest(value: Exact, row: int, col: int, denominator: int) -> int:
    return round(Fraction(value.rows[row][col] * denominator, value.denominator))


def _with_numerators(
    values: Values, symmetric: frozenset[str], numerators: Mapping[Slot, int], denominator: int
) -> Values:
    def entry(name: str, i: int, j: int) -> int:
        return numerators[name, min(i, j), max(i, j)] if name in symmetric else numerators[name, i, j]

    def matrix(name: str, value: Exact) -> Exact:
        rows = ([entry(name, i, j) for j in range(len(row))] for i, row in enumerate(value.rows))
        return exact.exact(rows, denominator)

    return {name: matrix(name, value) for name, value in values.items()}


def is_simple(values: Values) -> bool:
    """Whether all entries are halves, thirds or whole, and small."""
    return all(
        value.denominator <= 3 and all(abs(x) < 10 for row in value.rows for x in row) for value in values.values()
    )


def complexity(values: Values) -> int:
    """Return the number of bits that the entries take: a measure of how simple values are."""
    entries = (Fraction(x, value.denominator) for value in values.values() for row in value.rows for x in row)
    return sum(entry.numerator.bit_length() + entry.denominator.bit_length() for entry in entries)
