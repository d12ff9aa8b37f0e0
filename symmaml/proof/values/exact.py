"""Exact matrices for sampling: integers over one common denominator, far faster than matrices of fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from math import gcd, lcm
from operator import mul
from typing import NamedTuple

Rows = tuple[tuple[int, ...], ...]


class Exact(NamedTuple):
    """A rational matrix: integer rows over a positive denominator, in lowest terms."""

    rows: Rows
    denominator: int = 1


def exact(rows: Iterable[Iterable[int]], denominator: int = 1) -> Exact:
    """Return integer rows over a denominator, in lowest terms.

    >>> exact([[2, 0], [0, 4]], 6)
    Exact(rows=((1, 0), (0, 2)), denominator=3)
    """
    frozen = tuple(map(tuple, rows))
    if denominator == 1:
        return Exact(frozen)
    common = gcd(denominator, *[x for row in frozen for x in row])
    if denominator < 0:
        common = -common
    if common != 1:
        frozen = tuple(tuple([x // common for x in row]) for row in frozen)
    return Exact(frozen, denominator // common)


def number(value: Fraction | int) -> Exact:
    """Return a number as a 1x1 matrix."""
    return Exact(((value.numerator,),), value.denominator)


@cache
def identity(size: int) -> Exact:
    """Return the identity."""
    return Exact(tuple(tuple([int(i == j) for j in range(size)]) for i in range(size)))


def zero(rows: int, cols: int) -> Exact:
    """Return the zero matrix."""
    return Exact(((0,) * cols,) * rows)


def transpose(a: Exact) -> Exact:
    """Return the transpose."""
    return Exact(tuple(zip(*a.rows, strict=True)), a.denominator)


def product(a: Exact, b: Exact) -> Exact:
    """Return the matrix product."""
    columns = tuple(zip(*b.rows, strict=True))
    rows = tuple([tuple([sum(map(mul, row, column)) for column in columns]) for row in a.rows])
    return exact(rows, a.denominator * b.denominator)


def combination(shape: tuple[int, int], terms: Sequence[tuple[int, int, Exact]]) -> Exact:
    """Return the sum of (p/q) A over terms (p, q, A)."""
    if not terms:
        return zero(*shape)
    common = lcm(*[q * a.denominator for _, q, a in terms])
    factors = [p * (common // (q * a.denominator)) for p, q, a in terms]
    stacked = zip(*[a.rows for _, _, a in terms], strict=True)
    return exact([[sum(map(mul, factors, entries)) for entries in zip(*rows, strict=True)] for rows in stacked], common)


def plus(a: Exact, b: Exact) -> Exact:
    """Return the sum."""
    return combination((len(a.rows), len(a.rows[0])), [(1, 1, a), (1, 1, b)])


def minus(a: Exact, b: Exact) -> Exact:
    """Return the difference."""
    return combination((len(a.rows), len(a.rows[0])), [(1, 1, a), (-1, 1, b)])


def times(value: Fraction | int, a: Exact) -> Exact:
    """Return a number times a matrix."""
    return exact(([value.numerator * x for x in row] for row in a.rows), value.denominator * a.denominator)


def inverse(a: Exact) -> Exact | None:
    """Return the inverse by fraction-free Gauss-Jordan elimination, or None if the matrix is singular."""
    size, previous = len(a.rows), 1
    rows = [[*row, *one] for row, one in zip(a.rows, identity(size).rows, strict=True)]
    for k in range(size):
        pivot = next((i for i in range(k, size) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        lead, p = rows[k], rows[k][k]
        for i in range(size):
            if i != k:
                f = rows[i][k]
                rows[i] = [(p * x - f * y) // previous for x, y in zip(rows[i], lead, strict=True)]
        previous = p
    return exact(([a.denominator * x for x in row[size:]] for row in rows), previous)


def is_zero(a: Exact) -> bool:
    """Whether every entry is zero."""
    return not any(map(any, a.rows))


def is_symmetric(a: Exact) -> bool:
    """Whether the matrix equals its transpose."""
    return len(a.rows) == len(a.rows[0]) and a.rows == tuple(zip(*a.rows, strict=True))


def has_sign(a: Exact, sign: str) -> bool:
    """Whether a matrix is symmetric and positive definite ("positive") or semidefinite ("nonnegative")."""
    if not is_symmetric(a):
        return False
    rows, previous = [list(row) for row in a.rows], 1
    for i in range(len(rows)):
        pivot = rows[i][i]
        if pivot < 0 or (pivot == 0 and (sign == "positive" or any(rows[i][i:]))):
            return False
        if pivot == 0:
            continue
        for k in range(i + 1, len(rows)):
            f = rows[k][i]
            rows[k] = [(pivot * x - f * y) // previous for x, y in zip(rows[k], rows[i], strict=True)]
        previous = pivot
    return True


def descent_direction(a: Exact) -> tuple[int, ...] | None:
    """Return a small integer z with z' (a + a') z < 0, or None if there is none.

    >>> descent_direction(exact([[1, 2], [2, 1]])), descent_direction(exact([[1, 1], [1, 1]]))
    ((1, -1), None)
    """
    size = len(a.rows)
    form = [[a.rows[i][j] + a.rows[j][i] for j in range(size)] for i in range(size)]
    for i in range(size):
        if form[i][i] < 0:
            return tuple(int(k == i) for k in range(size))
    for i in range(size):
        for j in range(i):
            if form[i][i] + form[j][j] < 2 * abs(form[i][j]):
                sign = -1 if form[i][j] > 0 else 1
                return tuple(1 if k == j else sign if k == i else 0 for k in range(size))
    return _eliminated_direction([[Fraction(x) for x in row] for row in form])


def _eliminated_direction(form: list[list[Fraction]]) -> tuple[int, ...] | None:
    """Complete squares; the first pivot that is negative shows a direction."""
    size = len(form)
    basis = [[Fraction(i == j) for j in range(size)] for i in range(size)]
    for i in range(size):
        pivot = form[i][i]
        if pivot < 0:
            return _coprime(basis[i])
        for k in range(i + 1, size):
            if form[i][k] and pivot == 0:
                # (t e_i + e_k) has curvature 2 t a + b: negative for a suitable t
                t = -(form[k][k] + 1) / (2 * form[i][k])
                return _coprime([t * x + y for x, y in zip(basis[i], basis[k], strict=True)])
        for k in range(i + 1, size):
            if form[i][k]:
                ratio = form[i][k] / pivot
                basis[k] = [y - ratio * x for x, y in zip(basis[i], basis[k], strict=True)]
                for j in range(i + 1, size):
                    form[k][j] -= ratio * form[i][j]
    return None


def _coprime(values: Sequence[Fraction]) -> tuple[int, ...]:
    """Scale a rational vector to coprime integers."""
    common = lcm(*(x.denominator for x in values))
    integers = [int(x * common) for x in values]
    divisor = gcd(*integers) or 1
    return tuple(x // divisor for x in integers)


def spelled(a: Exact) -> list[list[str]]:
    """Spell a matrix as a certificate does."""
    return [[str(Fraction(x, a.denominator)) for x in row] for row in a.rows]
