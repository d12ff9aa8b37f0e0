"""Statements that are about one variable after scaling: alpha A(I - alpha A)^2 depends on x = alpha lambda alone.

A polynomial all of whose monomials are one monomial times powers of another, z, is a polynomial in z. It is studied at
the point where all letters but one are 1, and what is found there is scaled back by powers of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from symmaml.proof.spectral.line import Bound, negative_point, pieces
from symmaml.proof.spectral.reading import Element, Known
from symmaml.proof.spectral.term import Term, fraction, merged

Exponents = tuple[int, ...]
LARGEST = 24  # degree: the numerical roots of larger ones take long


@dataclass(frozen=True)
class Profile:
    """A polynomial as monomial * sum of coefficients[k] * z^k, where z has the exponent 1 in the variable.

    `place` is that of the variable among the generators; the monomial does not contain it.
    """

    place: int
    direction: Exponents
    monomial: Exponents
    coefficients: tuple[Fraction, ...]


@dataclass(frozen=True)
class Interval:
    """Bounds of z, each with the index and the factor of what is known: factor * known = z - lower, or upper - z."""

    lower: Bound = None
    upper: Bound = None
    lower_by: tuple[int, Fraction] = (-1, Fraction(1))
    upper_by: tuple[int, Fraction] = (-1, Fraction(1))


def profile(f: Element, known: Sequence[Known], matrix: str | None) -> Profile | None:
    """Return a polynomial as one in a single monomial; None if it depends on more.

    The variable is the matrix if there is one; all other letters in the monomial must be known to be positive.
    """
    first, *rest = list(f)
    direction = next((_primitive(_minus(other, first)) for other in rest), None)
    if direction is None:
        return None
    signed = {place for place, x in enumerate(f.ring.gens) if any(k.polynomial == x for k in known)}
    moved = [place for place, step in enumerate(direction) if step]
    names = [str(x) for x in f.ring.gens]
    for place in sorted(moved, key=lambda place: (names[place] != matrix, place in signed, place)):
        if abs(direction[place]) == 1 and signed.issuperset(other for other in moved if other != place):
            along = tuple(step * direction[place] for step in direction)
            return _along(f, place, along)
    return None


def _along(f: Element, place: int, direction: Exponents) -> Profile | None:
    """Return a polynomial as one in the monomial of given exponents, None if it is none."""
    coefficients: dict[int, Fraction] = {}
    monomials = set()
    for exponents, coefficient in f.terms():
        power = exponents[place]
        monomials.add(tuple(e - power * step for e, step in zip(exponents, direction, strict=True)))
        coefficients[power] = fraction(coefficient)
    if len(monomials) != 1:
        return None
    listed = tuple(coefficients.get(k, Fraction(0)) for k in range(max(coefficients) + 1))
    return Profile(place, direction, monomials.pop(), listed)


def interval(found: Profile, known: Sequence[Known]) -> Interval:
    """Return the tightest bounds that are known of the variable."""
    lower = upper = None
    by = [(-1, Fraction(1)), (-1, Fraction(1))]
    for index, each in enumerate(known):
        other = _along(each.polynomial, found.place, found.direction)
        if other is None or len(other.coefficients) != 2:
            continue
        end, slope = -other.coefficients[0] / other.coefficients[1], other.coefficients[1]
        if slope > 0 and (lower is None or end > lower):
            lower, by[0] = end, (index, 1 / slope)
        if slope < 0 and (upper is None or end < upper):
            upper, by[1] = end, (index, -1 / slope)
    return Interval(lower, upper, by[0], by[1])


def terms(f: Element, found: Profile, known: Sequence[Known]) -> list[Term] | None:
    """Return terms that add up to a polynomial of this profile; None if it is negative somewhere, or they are none."""
    bounds = interval(found, known)
    is_point = bounds.lower is not None and bounds.upper is not None and bounds.lower >= bounds.upper
    if is_point or len(found.coefficients) > LARGEST + 1:
        return None
    try:
        parts = pieces(found.coefficients, bounds.lower, bounds.upper)
    except ArithmeticError:
        return None
    if parts is None:
        return None
    total = []
    for piece in parts:
        coefficient, weights = piece.coefficient, set()
        for is_there, (index, factor) in ((piece.lower, bounds.lower_by), (piece.upper, bounds.upper_by)):
            if is_there:
                coefficient *= factor
                weights.add(index)
        scaled = _scaled_back(f, found, known, frozenset(weights), piece.root)
        if scaled is None:
            return None
        total.append(Term(coefficient, *scaled))
    return merged(total)


def _scaled_back(
    f: Element, found: Profile, known: Sequence[Known], weights: frozenset[int], coefficients: Sequence[Fraction]
) -> tuple[frozenset[int], Element] | None:
    """Return weights and a root that have the exponents of f in every letter; None if some would be negative."""
    ring = f.ring
    missing = found.monomial
    for index in weights:
        other = _along(known[index].polynomial, found.place, found.direction)
        missing = _minus(missing, other.monomial) if other else missing
    halves = tuple(e // 2 for e in missing)
    odd = [place for place, e in enumerate(missing) if e % 2]
    single = {k.polynomial: index for index, k in reversed(list(enumerate(known)))}
    extra = frozenset(single[ring.gens[place]] for place in odd if ring.gens[place] in single)
    root = {}
    for power, c in enumerate(coefficients):
        exponents = tuple(e + power * step for e, step in zip(halves, found.direction, strict=True))
        if c:
            root[exponents] = ring.domain(c.numerator, c.denominator)
    if len(extra) < len(odd) or extra & weights or any(e < 0 for exponents in root for e in exponents):
        return None
    return weights | extra, ring.from_dict(root)


def violation(found: Profile, known: Sequence[Known]) -> Fraction | None:
    """Return a value of the variable, within what is known of it, at which the polynomial is negative."""
    bounds = interval(found, known)
    return negative_point(found.coefficients, bounds.lower, bounds.upper)


def _minus(first: Exponents, second: Exponents) -> Exponents:
    return tuple(a - b for a, b in zip(first, second, strict=True))


def _primitive(exponents: Exponents) -> Exponents:
    divisor = gcd(*exponents)
    return tuple(e // divisor for e in exponents)
