"""Intervals of real numbers with rational or infinite ends, open or closed, and arithmetic that encloses.

A result contains every value that the operation takes on its operands. Ends are exact fractions; where a function has
irrational values the ends are rounded outward, to `precision` binary digits. Trusted: this file, and `mpmath.iv` for
the cosine, the sine and the logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, isqrt
from typing import Any

from mpmath.ctx_iv import MPIntervalContext

from symmaml.errors import FactRefused

End = Fraction | float  # a float only when it is infinite
DIGITS = 8  # of a decimal that stands for an end
WIDEST_PERIOD = Fraction(6)  # on an interval wider than this the cosine is taken to have all its values


@dataclass(frozen=True)
class Interval:
    """The numbers between two ends; an infinite end is open."""

    low: End
    high: End
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise FactRefused("empty", f"there is no number between {self.low} and {self.high}")
        object.__setattr__(self, "low_open", self.low_open or self.low == -inf)
        object.__setattr__(self, "high_open", self.high_open or self.high == inf)

    def __str__(self) -> str:
        if self.is_point:
            return str(self.low)
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{spelled(self.low, -1)}, {spelled(self.high, 1)}{right}"

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    @property
    def width(self) -> End:
        return self.high - self.low

    def relations(self) -> frozenset[str]:
        """Return which of < <= = >= > hold between every number of the interval and zero."""
        found = set()
        if self.low > 0 or (self.low == 0 and self.low_open):
            found |= {">", ">="}
        if self.high < 0 or (self.high == 0 and self.high_open):
            found |= {"<", "<="}
        if self.low >= 0:
            found.add(">=")
        if self.high <= 0:
            found.add("<=")
        if self.low == self.high == 0:
            found.add("=")
        return frozenset(found)


def spelled(end: End, side: int) -> str:
    """Spell an end; a fraction of large denominator as a decimal, rounded outward."""
    if not isinstance(end, Fraction) or end.denominator < 10**DIGITS:
        return str(end)
    scaled = end * 10**DIGITS
    whole = scaled.numerator // scaled.denominator + (1 if side > 0 else 0)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 10**DIGITS}.{abs(whole) % 10**DIGITS:0{DIGITS}}"


REAL = Interval(-inf, inf)
UNIT = Interval(Fraction(-1), Fraction(1))


def point(value: int | Fraction) -> Interval:
    return Interval(Fraction(value), Fraction(value))


def closed(low: int | Fraction, high: int | Fraction) -> Interval:
    """Return the closed interval between two ends."""
    return Interval(Fraction(low), Fraction(high))


def opened(low: int | Fraction | None, high: int | Fraction | None) -> Interval:
    """Return the open interval between two ends; None is infinite."""
    return Interval(-inf if low is None else Fraction(low), inf if high is None else Fraction(high), True, True)


def from_one() -> Interval:
    """Return the numbers from one on."""
    return Interval(Fraction(1), inf)


def add(one: Interval, other: Interval) -> Interval:
    return Interval(
        one.low + other.low, one.high + other.high, one.low_open or other.low_open, one.high_open or other.high_open
    )


def times(one: Interval, other: Interval) -> Interval:
    """Return the products; an end is closed when it is attained."""
    ends = [
        corner((a, a_open), (b, b_open))
        for a, a_open in ((one.low, one.low_open), (one.high, one.high_open))
        for b, b_open in ((other.low, other.low_open), (other.high, other.high_open))
    ]
    low, high = min(end for end, _ in ends), max(end for end, _ in ends)
    return Interval(
        low,
        high,
        all(is_open for end, is_open in ends if end == low),
        all(is_open for end, is_open in ends if end == high),
    )


def corner(one: tuple[End, bool], other: tuple[End, bool]) -> tuple[End, bool]:
    """Multiply two ends: zero times anything is zero, and it is attained when that zero is."""
    if one[0] == 0 or other[0] == 0:
        return Fraction(0), all(is_open for end, is_open in (one, other) if end == 0)
    return one[0] * other[0], one[1] or other[1]


def reciprocal(base: Interval) -> Interval:
    if not base.relations() & {"<", ">"}:
        raise FactRefused("division", f"the divisor lies in {base}, which contains zero")
    ends = {
        end: Fraction(1) / end if isinstance(end, Fraction) and end else inverse_of_limit(end, base)
        for end in (base.low, base.high)
    }
    return Interval(ends[base.high], ends[base.low], base.high_open, base.low_open)


def inverse_of_limit(end: End, base: Interval) -> End:
    """Return the limit of 1/x at an end that is zero or infinite."""
    if end != 0:
        return Fraction(0)
    return inf if base.high > 0 else -inf


def power(base: Interval, exponent: int) -> Interval:
    if exponent < 0:
        return reciprocal(power(base, -exponent)) if exponent % 2 else reciprocal(power_of_size(base, -exponent))
    return power_of_size(base, exponent)


def power_of_size(base: Interval, exponent: int) -> Interval:
    """Return the powers with a positive exponent; even ones are those of the absolute value."""
    if exponent % 2 == 0:
        base = size(base)
    low, high = raised(base.low, exponent), raised(base.high, exponent)
    return Interval(low, high, base.low_open, base.high_open)


def raised(end: End, exponent: int) -> End:
    return end**exponent


def size(base: Interval) -> Interval:
    """Return the absolute values."""
    if base.low >= 0:
        return base
    if base.high <= 0:
        return times(base, point(-1))
    ends = ((-base.low, base.low_open), (base.high, base.high_open))
    high = max(end for end, _ in ends)
    return Interval(Fraction(0), high, False, all(is_open for end, is_open in ends if end == high))


def meet(one: Interval, other: Interval) -> Interval:
    """Return what two enclosures of the same values leave."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Interval(
        low,
        high,
        any(each.low_open for each in (one, other) if each.low == low),
        any(each.high_open for each in (one, other) if each.high == high),
    )


def positive_part(base: Interval) -> Interval:
    low, high = max(base.low, Fraction(0)), max(base.high, Fraction(0))
    return Interval(low, high, base.low_open and base.low >= 0, base.high_open and base.high > 0)


def square_root(base: Interval, precision: int) -> Interval:
    if base.low < 0:
        raise FactRefused("domain", f"the square root of {base}, which has negative numbers")
    low, high = root(base.low, precision), root(base.high, precision)
    return Interval(low[0], high[1], base.low_open, base.high_open)


def root(end: End, precision: int) -> tuple[End, End]:
    """Return bounds of the square root of a nonnegative number; they are equal when it is rational."""
    if not isinstance(end, Fraction):
        return inf, inf
    top, bottom = isqrt(end.numerator), isqrt(end.denominator)
    if top * top == end.numerator and bottom * bottom == end.denominator:
        return Fraction(top, bottom), Fraction(top, bottom)
    bits = max(0, precision - (end.numerator.bit_length() - end.denominator.bit_length()) // 2)
    below = isqrt((end.numerator << (2 * bits)) // end.denominator)
    return Fraction(below, 1 << bits), Fraction(below + 1, 1 << bits)


def logarithm(base: Interval, precision: int) -> Interval:
    if not base.relations() & {">"}:
        raise FactRefused("domain", f"the logarithm of {base}, which has numbers that are not positive")
    low = -inf if base.low == 0 else transcendental("log", base.low, base.low, precision).low
    high = inf if base.high == inf else transcendental("log", base.high, base.high, precision).high
    return Interval(low, high, base.low_open, base.high_open)


def periodic(function: str, base: Interval, precision: int) -> Interval:
    """Return the cosines or the sines of an interval."""
    if base.is_point and base.low == 0:
        return point(1 if function == "cos" else 0)
    if base.width > WIDEST_PERIOD:
        return UNIT
    return meet(transcendental(function, base.low, base.high, precision), UNIT)


@lru_cache(maxsize=8)
def context(precision: int) -> Any:
    made = MPIntervalContext()
    made.prec = precision
    return made


def transcendental(function: str, low: End, high: End, precision: int) -> Interval:
    """Enclose a function on a bounded interval with mpmath's interval arithmetic."""
    if function == "log" and low == high == 1:
        return point(0)
    iv = context(precision)
    ends = [iv.mpf(end.numerator) / iv.mpf(end.denominator) for end in (low, high) if isinstance(end, Fraction)]
    found = getattr(iv, function)(iv.mpf([ends[0].a, ends[1].b]))
    below, above = found._mpi_
    return Interval(exact(below), exact(above))


def exact(number: Any) -> Fraction:
    """Return the fraction that a binary floating-point number of mpmath is."""
    sign, mantissa, exponent, bits = number
    if not mantissa and bits:
        raise FactRefused("domain", "a value that is not finite")
    value: Fraction = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -value if sign else value


def rounded(base: Interval, precision: int) -> Interval:
    """Round the ends of an interval outward to `precision` binary digits; a point stays exact."""
    if base.is_point:
        return base
    low, high = outward(base.low, precision, -1), outward(base.high, precision, 1)
    return Interval(low, high, base.low_open or low != base.low, base.high_open or high != base.high)


def outward(end: End, precision: int, side: int) -> End:
    if not isinstance(end, Fraction) or end.denominator.bit_length() <= precision:
        return end
    bits = precision - end.numerator.bit_length() + end.denominator.bit_length()
    scaled = end * Fraction(2) ** bits
    whole = scaled.numerator // scaled.denominator
    return Fraction(whole if side < 0 else whole + 1) / Fraction(2) ** bits
