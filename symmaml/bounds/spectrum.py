"""Where the extreme eigenvalues of a symmetric rational matrix lie, enclosed between rational numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from symmaml.bounds.exact import Exact, form, is_definite, rank_if_semidefinite

TIGHT = 60  # an enclosure is first tried this many bits narrower than the room there is
LOOSER = 8  # bits that are given up each time


@dataclass(frozen=True)
class Enclosure:
    """Two rational numbers with an eigenvalue between them: `lower <= eigenvalue <= upper`."""

    lower: Fraction
    upper: Fraction


def largest_eigenvalue(matrix: Exact, ceiling: Fraction | None = None) -> Enclosure:
    """Enclose the largest eigenvalue of a symmetric matrix; `ceiling`, if given, is known to lie above it.

    The Rayleigh quotient of an approximate eigenvector is a lower bound, `upper I - M` positive definite says that
    `upper` is one; both are computed exactly.

    >>> found = largest_eigenvalue(Exact.of([[2, 1], [1, 2]]))
    >>> found.lower == 3 == found.upper
    True
    """
    size = len(matrix.numerators)
    vector = Exact.of(np.linalg.eigh(matrix.floats)[1][:, -1])
    lower = form(matrix, vector) / form(Exact.identity(size), vector)
    excess = Exact.identity(size).times(lower) - matrix
    if not any(excess.numerators @ vector.numerators) and rank_if_semidefinite(excess) is not None:
        return Enclosure(lower, lower)  # an eigenvector without rounding errors, as those of a diagonal matrix
    if ceiling is None:
        ceiling = Fraction(int(max(abs(matrix.numerators).sum(axis=1))) + 1, matrix.denominator)
    uppers = _between(lower, ceiling)
    upper = next(bound for bound in uppers if is_definite(Exact.identity(size).times(bound) - matrix))
    return Enclosure(lower, upper)


def smallest_eigenvalue(matrix: Exact) -> Enclosure:
    """Enclose the smallest eigenvalue: `lower <= eigenvalue <= upper`."""
    negative = largest_eigenvalue(matrix.times(-1))
    return Enclosure(-negative.upper, -negative.lower)


def _between(lower: Fraction, ceiling: Fraction) -> Iterator[Fraction]:
    """Yield bounds from just above `lower` towards `ceiling`, which lies above the eigenvalue; they come near it."""
    room = ceiling - lower
    yield from (lower + room / 2**bits for bits in range(TIGHT, 0, -LOOSER))
    bits = 1
    while True:
        yield ceiling - room / 2**bits
        bits *= 2


def rounded_up(number: Fraction) -> float:
    """Return the least float that is not below a number."""
    nearest = float(number)
    return nearest if Fraction(nearest) >= number else math.nextafter(nearest, math.inf)


def rounded_down(number: Fraction) -> float:
    """Return the largest float that is not above a number."""
    return -rounded_up(-number)
