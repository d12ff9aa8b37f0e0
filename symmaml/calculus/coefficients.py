"""The sign of a rational function on a box, read off coefficients.

On a box every atom is written with a new variable a >= 0: low + a, high - a, or (low + high a) / (1 + a). If then all
coefficients of the numerator have one sign, so has the numerator. The test needs no search and no rounding; it says
nothing when the signs are mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product as combinations
from math import inf
from types import MappingProxyType

from symmaml.calculus.enclosure import Box, enclose
from symmaml.calculus.expression import Apply, Expression
from symmaml.calculus.interval import REAL, Interval
from symmaml.calculus.rational import ONE_POLYNOMIAL, Divisor, Monomial, Polynomial, multiplied, plus, raised, rational
from symmaml.errors import FactRefused

NOTHING = frozenset[str]()
ZERO = frozenset({"<=", "=", ">="})
OPPOSITE = MappingProxyType({"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="})


@dataclass(frozen=True)
class Ends:
    """An atom after the change of variable: the exponents that its closed ends single out (0, the degree, or both)."""

    atom: Expression
    exponents: tuple[int, ...]


def relations_by_coefficients(expression: Expression, box: Box, precision: int) -> frozenset[str]:
    """Return the relations to zero that the coefficients show on the box.

    >>> from symmaml.calculus.expression import variable
    >>> from symmaml.calculus.interval import opened
    >>> t, a = variable("t"), variable("a")
    >>> sorted(relations_by_coefficients(t * a - a, {"t": opened(0, 1), "a": opened(0, 1)}, 64))
    ['<', '<=']
    """
    quotient = rational(expression)
    found = of_polynomial(quotient.numerator, box, precision)
    for divisor, exponent in quotient.divisors.items():
        below = of_divisor(divisor, box, precision)
        if not below & {"<", ">"}:
            return NOTHING
        if exponent % 2 and "<" in below:
            found = frozenset(OPPOSITE[relation] for relation in found)
    return found


def of_divisor(divisor: Divisor, box: Box, precision: int) -> frozenset[str]:
    found = range_of(divisor.form, box, precision).relations()
    return found if found & {"<", ">"} else of_polynomial(dict(divisor.terms), box, precision)


def of_polynomial(polynomial: Polynomial, box: Box, precision: int) -> frozenset[str]:
    if not polynomial:
        return ZERO
    atoms = sorted({atom for word in polynomial for atom, _ in word}, key=lambda atom: atom.key)
    ends = []
    for atom in atoms:
        changed = change_variable(polynomial, atom, range_of(atom, box, precision))
        if changed is None:
            return NOTHING
        polynomial, exponents = changed
        ends.append(Ends(atom, exponents))
    if not polynomial:
        return ZERO
    if all(c > 0 for c in polynomial.values()):
        return frozenset({">", ">="} if strict(polynomial, ends) else {">="})
    if all(c < 0 for c in polynomial.values()):
        return frozenset({"<", "<="} if strict(polynomial, ends) else {"<="})
    return NOTHING


def range_of(atom: Expression, box: Box, precision: int) -> Interval:
    """Enclose an atom; a root whose argument in normal form is enclosed too widely is still not negative."""
    try:
        return enclose(atom, box, precision)
    except FactRefused:
        if isinstance(atom, Apply) and atom.function == "sqrt":
            return Interval(Fraction(0), inf)
        return REAL


def change_variable(
    polynomial: Polynomial, atom: Expression, values: Interval
) -> tuple[Polynomial, tuple[int, ...]] | None:
    """Write the polynomial, up to a positive factor, in a >= 0 for the atom; None where no change is known."""
    degree = max(dict(word).get(atom, 0) for word in polynomial)
    low, high = values.low, values.high
    letter: Monomial = ((atom, 1),)
    one: Monomial = ()
    above: Polynomial
    below: Polynomial = ONE_POLYNOMIAL
    exponents: tuple[int, ...] = ()
    at_low, at_high = () if values.low_open else (0,), () if values.high_open else (degree,)
    if isinstance(low, Fraction) and low == high:
        above = {one: low}
    elif isinstance(low, Fraction) and isinstance(high, Fraction):
        above, below, exponents = {one: low, letter: high}, {one: Fraction(1), letter: Fraction(1)}, at_low + at_high
    elif isinstance(low, Fraction):
        above, exponents = {one: low, letter: Fraction(1)}, at_low
    elif isinstance(high, Fraction):
        above, exponents = {one: high, letter: Fraction(-1)}, at_high and (0,)
    elif all(dict(word).get(atom, 0) % 2 == 0 for word in polynomial):
        return polynomial, (0,)
    else:
        return None
    above = {word: c for word, c in above.items() if c}
    total: Polynomial = {}
    for word, coefficient in polynomial.items():
        exponent = dict(word).get(atom, 0)
        rest = {tuple((other, e) for other, e in word if other != atom): coefficient}
        factor = multiplied(raised(above, exponent), raised(below, degree - exponent))
        total = plus(total, multiplied(rest, factor))
    return total, exponents


def strict(polynomial: Polynomial, ends: list[Ends]) -> bool:
    """Whether the sum is not zero even at the closed ends: there some monomial must remain."""
    corners = combinations(*[[(each.atom, e) for e in each.exponents] for each in ends if each.exponents])
    words = [dict(word) for word in polynomial]
    return all(any(all(word.get(atom, 0) == e for atom, e in corner) for word in words) for corner in corners)
