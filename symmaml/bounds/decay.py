"""The first step at which a decreasing loss is small enough, decided exactly.

Gradient descent on a quadratic multiplies the error by R = I - alpha A at every step, so after t steps the loss is
`1/2 e^T R^t A R^t e`. For 0 <= alpha A <= 2 I it never increases, and the first t with a loss of at most epsilon is
found by squaring R and walking down the bits of t, in about 2 log t products.

Numbers have a fixed point: integers, p bits behind it. As |R| <= 1, errors add up and never grow: each vector and
matrix carries a bound on the norm of its error, in units of the last bit, and p is doubled until no comparison is in
doubt. Loss and epsilon are rational: if they differ, then by one over the product of their denominators at least, so a
doubt beyond that many bits means that they are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symmaml.bounds.exact import Exact

Array = Any
FIRST_PRECISION = 128


@dataclass(frozen=True)
class Descent:
    """Gradient descent on one quadratic: the residual operator R with |R| <= 1, the Hessian, and the first error."""

    residual: Exact
    hessian: Exact
    error: Exact


@dataclass(frozen=True)
class _Power:
    """An approximate power of R, in units of 2^-precision; its error has a spectral norm of at most `doubt` units."""

    entries: Array
    doubt: int
    precision: int

    @staticmethod
    def of(residual: Exact, precision: int) -> _Power:
        return _Power((residual.numerators << precision) // residual.denominator, len(residual.numerators), precision)

    @property
    def squared(self) -> _Power:
        # |P P - R R| <= |P - R| (|P| + |R|) <= doubt (2 + doubt), and each entry loses one unit.
        doubt = 2 * self.doubt + (self.doubt**2 >> self.precision) + 1 + len(self.entries)
        return _Power((self.entries @ self.entries) >> self.precision, doubt, self.precision)


@dataclass(frozen=True)
class _Point:
    """An approximate error after some steps, in units of 2^(exponent - precision), and a bound on its own error."""

    entries: Array
    doubt: int

    def after(self, power: _Power) -> _Point:
        # |P x - R y| <= |P - R| |x| + |R| |x - y|, and each entry loses one unit.
        length = sum(abs(self.entries))
        doubt = self.doubt + (power.doubt * length >> power.precision) + 1 + len(self.entries)
        return _Point((power.entries @ self.entries) >> power.precision, doubt)


def first_below(descents: Sequence[Descent], epsilon: Fraction) -> int:
    """Return the least t at which the losses, added up, are at most epsilon > 0.

    >>> tenth = Exact.of([[Fraction(9, 10)]])
    >>> first_below([Descent(tenth, Exact.of([[2]]), Exact.of([1]))], Fraction(9, 10) ** 6)
    3
    """
    precision, found = FIRST_PRECISION, None
    while found is None:
        found = _Search(descents, epsilon, precision).first()
        precision *= 2
    return found


@dataclass(frozen=True)
class _Search:
    descents: Sequence[Descent]
    epsilon: Fraction
    precision: int

    def first(self) -> int | None:
        """Return the first step, or None when a comparison is in doubt at this precision."""
        start = [self._start(descent) for descent in self.descents]
        is_above = self._is_above(start, 0)
        if not is_above:
            return None if is_above is None else 0
        powers = [[_Power.of(descent.residual, self.precision) for descent in self.descents]]
        while is_above := self._is_above(self._moved(start, powers[-1]), 1 << (len(powers) - 1)):
            powers.append([power.squared for power in powers[-1]])
        if is_above is None:
            return None
        point, count = start, 0
        for place in reversed(range(len(powers))):
            further = self._moved(point, powers[place])
            is_above = self._is_above(further, count + (1 << place))
            if is_above is None:
                return None
            if is_above:
                point, count = further, count + (1 << place)
        return count + 1

    def _moved(self, points: list[_Point], powers: list[_Power]) -> list[_Point]:
        return [point.after(power) for point, power in zip(points, powers, strict=True)]

    def _start(self, descent: Descent) -> _Point:
        error = descent.error
        return _Point((error.numerators << self.precision) // error.denominator, len(error.numerators))

    def _is_above(self, points: list[_Point], count: int) -> bool | None:
        """Whether the loss after `count` steps exceeds epsilon; None if in doubt."""
        unit = Fraction(1, 1 << self.precision)
        excess, doubt, bits = -self.epsilon, Fraction(0), self.epsilon.denominator.bit_length()
        for descent, point in zip(self.descents, points, strict=True):
            hessian = descent.hessian
            value = point.entries @ hessian.numerators @ point.entries
            norm = max(abs(hessian.numerators).sum(axis=1))
            slack = norm * point.doubt * (2 * sum(abs(point.entries)) + point.doubt)
            excess += Fraction(value, 2 * hessian.denominator) * unit**2
            doubt += Fraction(slack, 2 * hessian.denominator) * unit**2
            steps = count * descent.residual.denominator.bit_length() + descent.error.denominator.bit_length()
            bits += 1 + hessian.denominator.bit_length() + 2 * steps
        if abs(excess) > doubt:
            return excess > 0
        equal = self.precision > bits and abs(excess) + doubt < Fraction(1, 1 << bits)
        return False if equal else None
