"""From spaces modulo a prime to exact columns: integers, or polynomials in the numbers of a statement.

Numbers that no scaling turns into 1 are given the values X, X^d, X^(d^2), ... for a large X: a polynomial with small
coefficients can be read off its value there, digit by digit. Nothing here is trusted: what is read is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from sympy import ZZ
from sympy.polys.rings import PolyElement, ring

from symmaml.proof.linear_representation import Closure, Space
from symmaml.proof.rational_scaling import Scaling

Column = list[tuple[int, Any]]  # (index, polynomial), the pivot first
Powers = Mapping[str, int]
COFACTORS = 64  # numerator and denominator, as integers, may share a factor that is no polynomial


@dataclass(frozen=True)
class Digits:
    """How polynomials are read off: modulo a prime, at base^(degree^k) for the k-th number."""

    modulus: int
    base: int
    degree: int

    def value(self, place: int) -> int:
        """Return the value of the number in this place."""
        return pow(self.base, self.degree**place, self.modulus)


def ladder(count: int) -> Iterator[Digits]:
    """Yield primes, bases and degrees for this many numbers, cheap ones first."""
    exponents = (61, 127, 521, 1279, 2203, 4423, 9689, 21701)
    if count == 0:
        yield from (Digits(2**exponent - 1, 1, 1) for exponent in exponents[:5])
        return
    for bits, degree in ((16, 5), (24, 9), (40, 17)):
        needed = 2 * (bits + 1) * degree**count
        exponent = next((e for e in exponents if e > needed), None)
        if exponent is not None:
            yield Digits(2**exponent - 1, 2**bits + 1 + 2 * degree, degree)


class Unreadable(Exception):
    """A value is no quotient of small polynomials."""


class Lift:
    """Reads values modulo a prime as quotients of polynomials in some numbers."""

    def __init__(self, digits: Digits, numbers: Sequence[str]) -> None:
        self.digits, self.numbers = digits, tuple(numbers)
        self.ring = ring(self.numbers or ("unit",), ZZ)[0]
        self.known: dict[int, tuple[PolyElement, PolyElement]] = {}

    def quotient(self, value: int) -> tuple[PolyElement, PolyElement]:
        """Return numerator and denominator; raise `Unreadable` if there are none of the expected size."""
        if value not in self.known:
            self.known[value] = self.read(*rational(value, self.digits.modulus))
        return self.known[value]

    def read(self, numerator: int, denominator: int) -> tuple[PolyElement, PolyElement]:
        if not self.numbers:
            return self.ring.ground_new(numerator), self.ring.ground_new(denominator)
        for cofactor in range(1, COFACTORS):
            top, bottom = self.polynomial(cofactor * numerator), self.polynomial(cofactor * denominator)
            if top is not None and bottom is not None:
                return top, bottom
        raise Unreadable

    def polynomial(self, value: int) -> PolyElement | None:
        """Read digits in a balanced system; None if one is large, or there are too many."""
        base, degree, small = self.digits.base, self.digits.degree, isqrt(self.digits.base)
        terms: dict[tuple[int, ...], int] = {}
        for place in range(degree ** len(self.numbers)):
            digit = (value + base // 2) % base - base // 2
            if abs(digit) > small:
                return None
            if digit:
                terms[tuple(place // degree**k % degree for k in range(len(self.numbers)))] = digit
            value = (value - digit) // base
            if not value:
                return self.ring.from_dict(terms)
        return None

    def columns(self, space: Space) -> list[list[tuple[int, PolyElement, PolyElement]]]:
        """Read the columns of a space: (index, numerator, denominator), pivot first."""
        return [
            [(i, *self.quotient(column[i])) for i in (pivot, *sorted(set(column) - {pivot}))]
            for pivot, column in sorted(space.columns.items())
        ]


def rational(value: int, modulus: int) -> tuple[int, int]:
    """Return the quotient of smallest terms that is the value modulo a prime."""
    bound = isqrt(modulus // 2)
    (a, b), (s, t) = (modulus, value), (0, 1)
    while b > bound:
        quotient = a // b
        (a, b), (s, t) = (b, a - quotient * b), (t, s - quotient * t)
    if abs(t) > bound:
        raise Unreadable
    return (b, t) if t > 0 else (-b, -t)


def exact_columns(closure: Closure, lift: Lift, scalings: Sequence[Scaling]) -> dict[str, list[Any]]:
    """Return the evidence: columns of solutions, and columns of images that have one common pivot."""
    spaces = [(closure.solutions[d], closure.images[d]) for d in sorted(closure.solutions)]
    solutions = [column for space, _ in spaces for column in lift.columns(space)]
    images = [column for _, space in spaces for column in lift.columns(space)]
    shared = _common_multiple(lift, [bottom for column in images for _, _, bottom in column])
    scaled_images = [[(i, top * shared.exquo(bottom)) for i, top, bottom in column] for column in images]
    scaled_solutions = []
    for column in solutions:
        multiple = _common_multiple(lift, [bottom for _, _, bottom in column])
        scaled_solutions.append([(i, top * multiple.exquo(bottom)) for i, top, bottom in column])
    names = (*lift.numbers, *(scaling.number for scaling in scalings))
    unknowns = [[s.unknowns[i] for s in scalings] for i in range(len(scalings[0].unknowns) if scalings else 0)]
    equations = [[-s.equations[i] for s in scalings] for i in range(len(unknowns))]
    powers = [[_powers(s, name) for s in scalings] for name in lift.numbers]
    written_images = [_unscaled(column, equations, powers) for column in scaled_images]
    written_solutions = [_unscaled(column, unknowns, powers) for column in scaled_solutions]
    _raise_together(written_images)
    for column in written_solutions:
        _raise_together([column])
    return {
        "solutions": [_spelled(column, names) for column in written_solutions],
        "images": [_spelled(column, names) for column in written_images],
    }


def _common_multiple(lift: Lift, polynomials: Sequence[PolyElement]) -> PolyElement:
    total = lift.ring.one
    for polynomial in dict.fromkeys(polynomials):
        total = total.lcm(polynomial)
    return total


def _powers(scaling: Scaling, name: str) -> int:
    return -scaling.others.get(name, 0)


Written = list[tuple[int, dict[tuple[int, ...], int]]]


def _unscaled(column: Column, weights: Sequence[Sequence[int]], powers: Sequence[Sequence[int]]) -> Written:
    """Put back the numbers that were set to 1: with a whole power at each index, relative to the pivot's."""
    start = weights[column[0][0]] if weights else []
    written: Written = []
    for index, polynomial in column:
        own = [w - v for w, v in zip(weights[index], start, strict=True)] if weights else []
        terms = {}
        for monomial, coefficient in polynomial.terms():
            exponents = monomial if powers or not own else ()
            degrees = [
                value + sum(e * power[k] for e, power in zip(monomial, powers, strict=False)) for k, value in enumerate(own)
            ]
            terms[(*(exponents if powers else ()), *degrees)] = int(coefficient)
        written.append((index, terms))
    return written


def _raise_together(columns: Sequence[Written]) -> None:
    """Multiply columns by one monomial so that no exponent is negative, in place."""
    exponents = [monomial for column in columns for _, terms in column for monomial in terms]
    if not exponents:
        return
    lowest = [min(0, *of_one) for of_one in zip(*exponents, strict=True)]
    for column in columns:
        column[:] = [
            (i, {tuple(e - low for e, low in zip(m, lowest, strict=True)): c for m, c in terms.items()})
            for i, terms in column
        ]


def _spelled(column: Written, names: Sequence[str]) -> list[Any]:
    """Write a column as the certificate does."""
    return [[index, _coefficient(terms, names)] for index, terms in column]


def _coefficient(terms: Mapping[tuple[int, ...], int], names: Sequence[str]) -> Any:
    if all(not any(monomial) for monomial in terms):
        return sum(terms.values())
    spelled = []
    for monomial, coefficient in sorted(terms.items()):
        parts = sorted((name, e) for name, e in zip(names, monomial, strict=True) if e)
        spelled.append([coefficient, " ".join(name if e == 1 else f"{name}^{e}" for name, e in parts)])
    return spelled
