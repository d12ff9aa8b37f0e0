"""From spaces modulo a prime to exact columns: integers, or polynomials in the numbers of a statement.

Numbers that no scaling turns into 1 are given values X, X^d, X^(d^2), ... for a large X: a polynomial with small
coefficients can be read off its value there, digit by digit. Nothing here is trusted: what is read is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isqrt
from typing import Any

from sympy import ZZ
from sympy.polys.rings import PolyElement, ring

from symmaml.proof.rational.linear_representation import Space, Spaces
from symmaml.proof.rational.scaling import Scaling

Polynomial = dict[tuple[int, ...], int]  # exponents, coefficient
Column = list[tuple[int, Polynomial]]  # (index, constant), the pivot first

COFACTORS = 64  # the values of numerator and denominator may share a factor, though as polynomials they do not
MERSENNE = (61, 127, 521, 1279, 2203, 4423, 9689, 21701)  # 2^e - 1 is prime


class Unreadable(Exception):
    """A value is no quotient of small integers or polynomials."""


@dataclass(frozen=True)
class Digits:
    """How values are read: modulo a prime, polynomials in digits of a base, of degrees below `degree`."""

    modulus: int
    base: int
    degree: int

    def value(self, place: int) -> int:
        """Return the value that stands for the number in a place."""
        return pow(self.base, self.degree**place, self.modulus)


def ladder(count: int) -> Iterator[Digits]:
    """Yield ways to read quotients of polynomials in this many numbers, the cheapest first."""
    if count == 0:
        yield from (Digits(2**exponent - 1, 1, 1) for exponent in MERSENNE[:5])
        return
    for bits, degree in ((16, 5), (24, 9), (40, 17)):
        exponent = next((e for e in MERSENNE if e > 2 * (bits + 1) * degree**count), None)
        if exponent is not None:
            yield Digits(2**exponent - 1, 2**bits + 1, degree)


def rational(value: int, modulus: int) -> tuple[int, int]:
    """Return the fraction of smallest numerator and denominator that is the value modulo a prime.

    >>> rational(pow(7, -1, 101) * 3 % 101, 101)
    (3, 7)
    """
    bound = isqrt(modulus // 2)
    (a, b), (s, t) = (modulus, value), (0, 1)
    while b > bound:
        quotient = a // b
        (a, b), (s, t) = (b, a - quotient * b), (t, s - quotient * t)
    if abs(t) > bound:
        raise Unreadable
    return (b, t) if t > 0 else (-b, -t)


class Lift:
    """Makes spaces exact: reads values as quotients of polynomials in numbers, and undoes scalings."""

    def __init__(self, digits: Digits, numbers: Sequence[str], scalings: Sequence[Scaling]) -> None:
        self.digits, self.numbers, self.scalings = digits, tuple(numbers), tuple(scalings)
        self.ring = ring(self.numbers or ("unit",), ZZ)[0]
        self.known: dict[int, tuple[PolyElement, PolyElement]] = {}

    def evidence(self, spaces: Spaces) -> dict[str, list[Any]]:
        """Return the columns of a pair of spaces as the certificate has them; raise `Unreadable` if they are large."""
        names = sorted(spaces.solutions)
        solutions = [column for name in names for column in self.columns(spaces.solutions[name])]
        images = [column for name in names for column in self.columns(spaces.images[name])]
        whole = [column for cleared in ([c] for c in solutions) for column in self.cleared(cleared)]
        written = [self.rescaled(column, [s.unknowns for s in self.scalings]) for column in whole]
        raised = [column for alone in ([c] for c in written) for column in _raised(alone)]
        powers = [[-power for power in s.equations] for s in self.scalings]
        others = _raised([self.rescaled(column, powers) for column in self.cleared(images)])
        return {"solutions": [self.spelled(c) for c in raised], "images": [self.spelled(c) for c in others]}

    def columns(self, space: Space) -> list[list[tuple[int, PolyElement, PolyElement]]]:
        """Read the columns of a space: (index, numerator, denominator), the pivot first."""
        return [
            [(i, *self.quotient(column[i])) for i in (pivot, *sorted(set(column) - {pivot}))]
            for pivot, column in sorted(space.columns.items())
        ]

    def quotient(self, value: int) -> tuple[PolyElement, PolyElement]:
        """Return the numerator and denominator of a value."""
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
        """Read balanced digits; None if one is large, or if there are too many."""
        base, degree, count = self.digits.base, self.digits.degree, len(self.numbers)
        terms: Polynomial = {}
        for place in range(degree**count):
            digit = (value + base // 2) % base - base // 2
            if abs(digit) > isqrt(base):
                return None
            if digit:
                terms[tuple(place // degree**k % degree for k in range(count))] = digit
            value = (value - digit) // base
            if not value:
                return self.ring.from_dict(terms)
        return None

    def cleared(self, columns: Sequence[Sequence[tuple[int, PolyElement, PolyElement]]]) -> list[Column]:
        """Multiply columns by the least common multiple of all their denominators."""
        multiple = self.ring.one
        for bottom in dict.fromkeys(bottom for column in columns for _, _, bottom in column):
            multiple = multiple.lcm(bottom)
        return [
            [(i, {m: int(c) for m, c in (top * multiple.exquo(bottom)).terms()}) for i, top, bottom in column]
            for column in columns
        ]

    def rescaled(self, column: Column, powers: Sequence[Sequence[int]]) -> Column:
        """Put back the numbers that were set to 1: a power of each for an index, relative to the pivot's."""
        pivot = column[0][0]

        def exponents(index: int, monomial: tuple[int, ...]) -> tuple[int, ...]:
            kept = monomial if self.numbers else ()
            own = (
                power[index]
                - power[pivot]
                - sum(e * s.others.get(n, 0) for n, e in zip(self.numbers, kept, strict=True))
                for s, power in zip(self.scalings, powers, strict=True)
            )
            return (*kept, *own)

        return [(index, {exponents(index, m): c for m, c in polynomial.items()}) for index, polynomial in column]

    def spelled(self, column: Column) -> list[Any]:
        """Write a column as the certificate has it."""
        names = (*self.numbers, *(scaling.number for scaling in self.scalings))
        return [[index, _spelled(polynomial, names)] for index, polynomial in column]


def _raised(columns: list[Column]) -> list[Column]:
    """Multiply columns by one monomial so that no exponent is negative."""
    exponents = [monomial for column in columns for _, polynomial in column for monomial in polynomial]
    lowest = [min(0, *of_one) for of_one in zip((0,) * len(exponents[0]), *exponents, strict=True)] if exponents else []

    def raised(monomial: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(e - low for e, low in zip(monomial, lowest, strict=True))

    return [[(i, {raised(m): c for m, c in polynomial.items()}) for i, polynomial in column] for column in columns]


def _spelled(polynomial: Polynomial, names: Sequence[str]) -> Any:
    """Write an integer as itself, a polynomial as a list of terms."""
    terms = []
    for monomial, coefficient in sorted(polynomial.items()):
        powers = sorted((name, e) for name, e in zip(names, monomial, strict=True) if e)
        terms.append([coefficient, " ".join(name if e == 1 else f"{name}^{e}" for name, e in powers)])
    return terms[0][0] if len(terms) == 1 and not terms[0][1] else terms
