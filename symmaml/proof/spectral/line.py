"""A polynomial in one variable that is positive on an interval, as squares times the interval's factors; exact.

On the whole line: a positive polynomial is close to |product of (x - root)|^2 over the roots above the real line, and
what rounding leaves is made up for by a small sum of even powers (Chevillard, Harrison, Joldes, Lauter 2011). On
[0, oo): p(y^2) is a sum of squares in y, and even parts of its roots give p = sum e^2 + x sum o^2. On [a, b]: the same
with x = (a + b y^2)/(1 + y^2). Before this, factors of even multiplicity and the ends of the interval are taken out,
so that what remains is bounded away from zero, and rational coefficients exist.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

import mpmath
import numpy as np
from sympy import QQ, Dummy, Poly

Bound = Fraction | None  # None: there is none
Coefficients = list[Fraction]  # from the constant upwards
DIGITS = (15, 30, 60, 120, 240)  # of roots: as many as there are until rounding is made up for
APART = 1e-9
SHARES = 200  # a sum of even powers is halved so often until it is smaller than the polynomial
X = Dummy("x")


@dataclass(frozen=True)
class Piece:
    """A positive coefficient times a square, times x - lower and upper - x as said."""

    coefficient: Fraction
    root: tuple[Fraction, ...]
    lower: bool = False
    upper: bool = False


def pieces(coefficients: Sequence[Fraction], lower: Bound, upper: Bound) -> list[Piece] | None:
    """Return pieces that add up to a polynomial; None if it is negative somewhere in the interval, lower < upper.

    Raises `ArithmeticError` where it comes too close to zero for the digits tried.

    >>> [piece.root for piece in pieces([Fraction(1), Fraction(-2), Fraction(1)], None, None)]  # (1 - x)^2
    [(Fraction(-1, 1), Fraction(1, 1))]
    """
    p = polynomial(coefficients)
    if not p:
        return []
    root, rest = split(p)
    at_lower, at_upper = False, False
    if lower is not None and not rest(_rational(lower)):
        rest, at_lower = rest.quo(polynomial([-lower, Fraction(1)])), True
    if upper is not None and not rest(_rational(upper)):
        rest, at_upper = -rest.quo(polynomial([-upper, Fraction(1)])), True
    if not is_positive(rest, lower, upper):
        return None
    outside = Piece(Fraction(1), tuple(_coefficients(root)), at_lower, at_upper)
    return [_times(outside, piece, lower, upper) for piece in _positive(_coefficients(rest), lower, upper)]


def negative_point(coefficients: Sequence[Fraction], lower: Bound, upper: Bound) -> Fraction | None:
    """Return a point of an interval at which a polynomial is negative, or None if there is none.

    >>> negative_point([Fraction(-2), Fraction(0), Fraction(1)], Fraction(0), None)  # x^2 - 2 for x >= 0
    Fraction(1, 2)
    """
    p = polynomial(coefficients)
    if not p or (lower is not None and upper is not None and lower > upper):
        return None
    points = [point for point in _between_roots(p.sqf_part(), lower, upper) if p(_rational(point)) < 0]
    return min(points, key=lambda x: (x.denominator, abs(x.numerator), x), default=None)


def is_positive(p: Any, lower: Bound, upper: Bound) -> bool:
    """Whether a polynomial is positive on a closed interval, and at infinity where the interval has no end."""
    inside = next(_between(lower, upper))
    bounded = all(p.LC() * sign ** p.degree() > 0 for sign, end in ((-1, lower), (1, upper)) if end is None)
    ends = [None if end is None else _rational(end) for end in (lower, upper)]
    return bool(bounded and p(_rational(inside)) > 0 and p.count_roots(*ends) == 0)


def polynomial(coefficients: Sequence[Fraction]) -> Any:
    """Return a polynomial of SymPy's."""
    return Poly.from_list([_rational(c) for c in reversed(coefficients)] or [0], X, domain=QQ)


def split(p: Any) -> tuple[Any, Any]:
    """Return (s, q) with p = s^2 q, where q has no multiple factor.

    >>> split(polynomial([Fraction(0), Fraction(0), Fraction(0), Fraction(2)]))[1].all_coeffs()
    [2, 0]
    """
    leading, factors = p.sqf_list()
    root, rest = polynomial([Fraction(1)]), polynomial([_fraction(leading)])
    for factor, multiplicity in factors:
        root *= factor ** (multiplicity // 2)
        rest *= factor ** (multiplicity % 2)
    return root, rest


def _between_roots(p: Any, lower: Bound, upper: Bound) -> Iterator[Fraction]:
    """Yield a point of an interval between any two neighbouring roots, and beyond the last ones."""
    for end in (lower, upper):
        if end is not None and p(_rational(end)):
            p *= polynomial([-end, Fraction(1)])
    gaps, width = _gaps(p, None), Fraction(1)
    while any(left >= right for left, right in gaps):
        gaps, width = _gaps(p, width), width / 16
    points = [simplest(*gap) for gap in gaps] or [Fraction(0)]
    yield from (x for x in points if (lower is None or lower < x) and (upper is None or x < upper))


def _gaps(p: Any, width: Bound) -> list[tuple[Fraction, Fraction]]:
    """Return where no root is: between isolating intervals of the roots; the first and the last gap are half lines."""
    found = p.intervals(sqf=True, eps=None if width is None else _rational(width)) if p.degree() > 0 else []
    ends = [(_fraction(left), _fraction(right)) for left, right in found]
    inner = [(left[1], right[0]) for left, right in pairwise(ends)]
    return [(ends[0][0] - 2, ends[0][0]), *inner, (ends[-1][1], ends[-1][1] + 2)] if ends else []


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of least denominator strictly between two.

    >>> simplest(Fraction(1, 3), Fraction(1, 2)), simplest(Fraction(-7, 2), Fraction(-2))
    (Fraction(2, 5), Fraction(-3, 1))
    """
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest(-high, -low)
    whole = floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:
        return whole + Fraction(1, floor(1 / (high - whole)) + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def _between(lower: Bound, upper: Bound) -> Iterator[Fraction]:
    """Yield one point of an interval."""
    if lower is not None and upper is not None:
        yield (lower + upper) / 2
    elif lower is not None or upper is not None:
        yield lower + 1 if lower is not None else (upper or Fraction(0)) - 1
    else:
        yield Fraction(0)


# --- what is positive everywhere in the interval, ends included ------------------------------------------------------


def _positive(p: Coefficients, lower: Bound, upper: Bound) -> Iterator[Piece]:
    """Yield the pieces of a polynomial that is positive on the closed interval, and at infinity where it is open."""
    degree = len(p) - 1
    if lower is None and upper is None:
        yield from (Piece(c, tuple(s)) for c, s in squares(p))
    elif lower is None or upper is None:
        sign = 1 if upper is None else -1
        end = lower if lower is not None else (upper or Fraction(0))
        image = _substituted(p, [end, Fraction(sign)], [Fraction(1)], degree)  # p(end + sign y)
        for c, even, odd in _halves(image):
            back = [-end * sign, Fraction(sign)]
            yield Piece(c, tuple(_substituted(even, back, [Fraction(1)], len(even) - 1)))
            yield Piece(c, tuple(_substituted(odd, back, [Fraction(1)], len(odd) - 1)), sign > 0, sign < 0)
    else:
        image = _substituted(p, [lower, upper], [Fraction(1), Fraction(1)], degree)
        up, down, odd_degree = [-lower, Fraction(1)], [upper, Fraction(-1)], degree % 2 == 1
        for c, even, odd in _halves(image):
            # (1 + y^2) = (upper - lower)/(upper - x) and y^2 = (x - lower)/(upper - x)
            scaled = c / (upper - lower) ** degree
            yield Piece(scaled, tuple(_substituted(even, up, down, degree // 2)), False, odd_degree)
            if degree:
                yield Piece(scaled, tuple(_substituted(odd, up, down, (degree - 1) // 2)), True, not odd_degree)


def _halves(p: Coefficients) -> Iterator[tuple[Fraction, Coefficients, Coefficients]]:
    """Yield (c, e, o) such that p(t) is the sum of c (e(t)^2 + t o(t)^2), for p positive on t >= 0."""
    doubled = [c for pair in zip(p, [Fraction(0)] * len(p), strict=True) for c in pair][:-1]
    for c, root in squares(doubled):
        yield c, root[::2], root[1::2]


def squares(p: Coefficients) -> list[tuple[Fraction, Coefficients]]:
    """Return a positive polynomial as a sum of squares with positive coefficients.

    Raises `ArithmeticError` where its roots are too close to the real line for the digits tried.

    >>> squares([Fraction(2), Fraction(2), Fraction(1)])  # 2 + 2 x + x^2
    [(Fraction(1, 1), [Fraction(1, 1), Fraction(1, 1)]), (Fraction(1, 1), [Fraction(1, 1)])]
    """
    if len(p) == 1:
        return [(p[0], [Fraction(1)])]
    if len(p) == 3:
        middle = p[1] / (2 * p[2])
        return [(p[2], [middle, Fraction(1)]), (p[0] - p[2] * middle**2, [Fraction(1)])]
    share = min(c for c in p[::2] if c > 0) / 2
    for _ in range(SHARES):
        less = [c - share * (k % 2 == 0) for k, c in enumerate(p)]
        if is_positive(polynomial(less), None, None):
            break
        share /= 2
    for digits in DIGITS:
        found = _rounded(less, share, digits)
        if found is not None:
            return found
    raise ArithmeticError(f"the roots of {p} are too close to the real line")


def _rounded(p: Coefficients, share: Fraction, digits: int) -> list[tuple[Fraction, Coefficients]] | None:
    """Return p + share (1 + x^2 + x^4 + ...) as a sum of squares, of which two come from rounded roots."""
    try:
        real, imaginary = _conjugate_factor(p, digits)
    except mpmath.NoConvergence:
        return None
    if 2 * len(real) != len(p) + 1:
        return None  # some roots could not be told from real ones
    leading = p[-1]
    main = [_sum_of_products((real, real), (imaginary, imaginary))[k] * leading for k in range(len(p))]
    error = [c - d for c, d in zip(p, main, strict=True)]
    even = [share + error[k] for k in range(0, len(p), 2)]
    found = [(leading, real), (leading, imaginary)] if any(imaginary) else [(leading, real)]
    for k in range(len(p) // 2):
        odd = error[2 * k + 1]  # odd x^(2k+1) = |odd| ((x^(k+1) +- x^k / 2)^2 - x^(2k+2) - x^(2k)/4)
        if odd:
            sign = Fraction(1 if odd > 0 else -1, 2)
            found.append((abs(odd), [*[Fraction(0)] * k, sign, Fraction(1)]))
            even[k] -= abs(odd) / 4
            even[k + 1] -= abs(odd)
    found += [(c, [*[Fraction(0)] * k, Fraction(1)]) for k, c in enumerate(even) if c]
    return found if min(even) >= 0 else None


def _conjugate_factor(p: Coefficients, digits: int) -> tuple[Coefficients, Coefficients]:
    """Return rounded real and imaginary parts of the product of x - z over the roots z above the real line."""
    with mpmath.workdps(2 * digits + 20):
        numbers = [mpmath.mpf(c.numerator) / c.denominator for c in reversed(p)]
        near = np.roots([float(c / p[-1]) for c in reversed(p)]).tolist()
        # Moved off the real line, each by its own amount: from equal or real starts the method does not get away.
        start = [mpmath.mpc(z) + mpmath.mpc(0, (k + 1) * APART) for k, z in enumerate(near)]
        roots = mpmath.polyroots(numbers, maxsteps=500, cleanup=False, extraprec=4 * digits, roots_init=start)
        upper = sorted((z for z in roots if z.imag > 0), key=lambda z: (z.real, z.imag))
        factor = [mpmath.mpc(1)]
        for z in upper:
            shifted = [mpmath.mpc(0), *factor]
            factor = [a - z * b for a, b in zip(shifted, [*factor, mpmath.mpc(0)], strict=True)]
        real = [_near(z.real, digits) for z in factor]
        return real, [_near(z.imag, digits) for z in factor]


def _near(value: Any, digits: int) -> Fraction:
    """Return a fraction whose denominator is a power of two, near a floating-point number."""
    scale = 1 << (3 * digits)
    return Fraction(int(mpmath.nint(value * scale)), scale)


# --- arithmetic -------------------------------------------------------------------------------------------------------


def _times(outside: Piece, piece: Piece, lower: Bound, upper: Bound) -> Piece:
    """Return the product of two pieces; a factor of the interval that both have is squared."""
    root = _product(outside.root, piece.root)
    if outside.lower and piece.lower:
        root = _product(root, [-(lower or Fraction(0)), Fraction(1)])
    if outside.upper and piece.upper:
        root = _product(root, [upper or Fraction(0), Fraction(-1)])
    coefficient = outside.coefficient * piece.coefficient
    return Piece(coefficient, tuple(root), outside.lower ^ piece.lower, outside.upper ^ piece.upper)


def _substituted(p: Coefficients, top: Coefficients, bottom: Coefficients, degree: int) -> Coefficients:
    """Return bottom^degree p(top/bottom)."""
    total = [Fraction(0)]
    powers = [[Fraction(1)]]
    for _ in range(degree):
        powers.append(_product(powers[-1], bottom))
    for k in range(degree, -1, -1):
        total = _product(total, top)
        if k < len(p):
            total = _sum_of_products((total, [Fraction(1)]), ([p[k]], powers[degree - k]))
    return _trimmed(total)


def _product(p: Sequence[Fraction], q: Sequence[Fraction]) -> Coefficients:
    total = [Fraction(0)] * max(1, len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            total[i + j] += a * b
    return total


def _sum_of_products(*pairs: Iterable[Coefficients]) -> Coefficients:
    products = [_product(*pair) for pair in pairs]
    return [sum((p[k] for p in products if k < len(p)), Fraction(0)) for k in range(max(map(len, products)))]


def _trimmed(p: Coefficients) -> Coefficients:
    end = max((k + 1 for k, c in enumerate(p) if c), default=1)
    return p[:end]


def _coefficients(p: Any) -> Coefficients:
    return [_fraction(c) for c in reversed(p.all_coeffs())]


def _rational(value: Fraction) -> Any:
    return QQ(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.numerator), int(value.denominator))
