"""Matrices that satisfy a polynomial relation such as A^2 = 3 A - 2 I: its rational roots, and blocks for the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import isqrt, lcm

from symmaml.proof.values import exact
from symmaml.proof.values.exact import Exact

Coefficients = tuple[Fraction, ...]  # from the constant upwards; the last one is not zero
MAX_CONSTANT = 10_000


def polynomial(coefficients: Sequence[Fraction | int]) -> Coefficients:
    """Leave out leading zeros."""
    end = max((k + 1 for k, c in enumerate(coefficients) if c), default=0)
    return tuple(Fraction(c) for c in coefficients[:end])


def divide(p: Coefficients, q: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Return quotient and remainder."""
    rest, quotient = list(p), [Fraction(0)] * max(0, len(p) - len(q) + 1)
    for shift in range(len(p) - len(q), -1, -1):
        quotient[shift] = rest[shift + len(q) - 1] / q[-1]
        for k, c in enumerate(q):
            rest[shift + k] -= quotient[shift] * c
    return polynomial(quotient), polynomial(rest)


def common_divisor(p: Coefficients, q: Coefficients) -> Coefficients:
    """Return a greatest common divisor.

    >>> common_divisor(polynomial([0, -1, 1]), polynomial([0, 1]))  # x^2 - x and x
    (Fraction(0, 1), Fraction(1, 1))
    """
    while q:
        p, q = q, divide(p, q)[1]
    return p


def rational_roots(p: Coefficients) -> tuple[dict[Fraction, int], Coefficients]:
    """Return the rational roots with multiplicity, and the factor without rational roots.

    >>> rational_roots(polynomial([2, -3, 1]))[0]  # x^2 - 3 x + 2
    {Fraction(1, 1): 1, Fraction(2, 1): 1}
    """
    roots: dict[Fraction, int] = {}
    for root in (Fraction(0), *_candidates(p)):
        while len(p) > 1:
            quotient, rest = divide(p, (-root, Fraction(1)))
            if rest:
                break
            roots[root] = roots.get(root, 0) + 1
            p = quotient
    return roots, p


def _candidates(p: Coefficients) -> Iterator[Fraction]:
    """Yield what can be a nonzero root: divisors of the lowest coefficient over divisors of the highest."""
    scale = lcm(*(c.denominator for c in p))
    nonzero = [int(c * scale) for c in p if c]
    if not nonzero or max(abs(nonzero[0]), abs(nonzero[-1])) > MAX_CONSTANT:
        return
    for numerator in _divisors(abs(nonzero[0])):
        for denominator in _divisors(abs(nonzero[-1])):
            yield from (Fraction(numerator, denominator), Fraction(-numerator, denominator))


def _divisors(value: int) -> list[int]:
    small = [k for k in range(1, isqrt(value) + 1) if value % k == 0]
    return sorted({*small, *(value // k for k in small)})


def companion(p: Coefficients) -> Exact:
    """Return the companion matrix, whose minimal polynomial is p."""
    size = len(p) - 1
    columns = [[Fraction(i == j + 1) for i in range(size)] for j in range(size - 1)]
    columns.append([-c / p[-1] for c in p[:-1]])
    return _exact([[columns[j][i] for j in range(size)] for i in range(size)])


def jordan_block(root: Fraction, size: int) -> Exact:
    """Return the Jordan block of a root."""
    return _exact([[root * (i == j) + (j == i + 1) for j in range(size)] for i in range(size)])


def symmetric_block(p: Coefficients) -> Exact | None:
    """Return a rational symmetric 2x2 matrix that satisfies a quadratic, or None if no small one does."""
    if len(p) != 3:
        return None
    constant, slope = p[0] / p[2], p[1] / p[2]
    for numerator in range(13):
        for denominator in (1, 2, 3, 5):
            first = Fraction(numerator, denominator) - slope / 2
            second = -slope - first
            square = first * second - constant
            if square >= 0 and (root := _root(square)) is not None:
                return _exact([[first, root], [root, second]])
    return None


def _root(value: Fraction) -> Fraction | None:
    """Return the rational square root, if there is one."""
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root * root == value else None


def _exact(rows: Sequence[Sequence[Fraction]]) -> Exact:
    common = lcm(*(x.denominator for row in rows for x in row))
    return exact.exact([[int(x * common) for x in row] for row in rows], common)
