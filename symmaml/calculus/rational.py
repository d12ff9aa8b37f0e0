"""Expressions as rational functions of their atoms: variables, roots, cosines, sines, logarithms, positive parts.

A square root squared is its argument, a cosine squared is one minus the sine squared. Two expressions whose difference
reduces to zero are equal wherever both are defined. The converse is not claimed: atoms may have other relations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from symmaml.calculus.expression import (
    ONE,
    Apply,
    Constant,
    Expression,
    Product,
    Sum,
    apply,
    combination,
    product,
    sin,
)
from symmaml.errors import FactRefused

Monomial = tuple[tuple[Expression, int], ...]  # atoms with their exponents, in the order of their keys
Polynomial = Mapping[Monomial, Fraction]
ONE_POLYNOMIAL: Polynomial = MappingProxyType({(): Fraction(1)})


@dataclass(frozen=True)
class Divisor:
    """A polynomial below the bar, and an expression equal to it, whose form may show its sign."""

    terms: frozenset[tuple[Monomial, Fraction]]
    form: Expression = field(compare=False)


@dataclass(frozen=True)
class Rational:
    """A polynomial over a product of powers of polynomials."""

    numerator: Polynomial
    divisors: Mapping[Divisor, int] = field(default_factory=lambda: MappingProxyType({}))


def plus(one: Polynomial, other: Polynomial) -> dict[Monomial, Fraction]:
    total = dict(one)
    for monomial, coefficient in other.items():
        total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    return {monomial: c for monomial, c in total.items() if c}


def multiplied(one: Polynomial, other: Polynomial) -> dict[Monomial, Fraction]:
    total: dict[Monomial, Fraction] = {}
    for left, c in one.items():
        for right, d in other.items():
            word = joined(left, right)
            total[word] = total.get(word, Fraction(0)) + c * d
    return {monomial: c for monomial, c in total.items() if c}


def joined(left: Monomial, right: Monomial) -> Monomial:
    exponents = dict(left)
    for atom, exponent in right:
        exponents[atom] = exponents.get(atom, 0) + exponent
    return tuple(sorted(exponents.items(), key=lambda pair: pair[0].key))


def raised(base: Polynomial, exponent: int) -> Polynomial:
    total = ONE_POLYNOMIAL
    for _ in range(exponent):
        total = multiplied(total, base)
    return total


def expand(divisors: Mapping[Divisor, int]) -> Polynomial:
    total = ONE_POLYNOMIAL
    for base, exponent in divisors.items():
        total = multiplied(total, raised(dict(base.terms), exponent))
    return total


def sum_of(one: Rational, other: Rational) -> Rational:
    common = {
        base: max(one.divisors.get(base, 0), other.divisors.get(base, 0)) for base in {**one.divisors, **other.divisors}
    }
    numerators = [
        multiplied(each.numerator, expand({base: e - each.divisors.get(base, 0) for base, e in common.items()}))
        for each in (one, other)
    ]
    return reduced(Rational(plus(*numerators), common))


def product_of(one: Rational, other: Rational) -> Rational:
    divisors = dict(one.divisors)
    for base, exponent in other.divisors.items():
        divisors[base] = divisors.get(base, 0) + exponent
    return reduced(Rational(multiplied(one.numerator, other.numerator), divisors))


def inverse(expression: Expression) -> Rational:
    base = rational(expression)
    if not base.numerator:
        raise FactRefused("division", "an expression divides by zero")
    form = spelled(base.numerator) if base.divisors else expression
    return reduced(Rational(expand(base.divisors), {Divisor(frozenset(base.numerator.items()), form): 1}))


def reduced(base: Rational) -> Rational:
    """Rewrite squares of roots and of cosines, and cancel the divisors that divide the numerator."""
    while (atom := next((a for word in base.numerator for a, e in word if e > 1 and has_square(a)), None)) is not None:
        base = without_square(base, atom)
    numerator, divisors = base.numerator, {}
    for divisor, exponent in base.divisors.items():
        left = exponent
        while left and numerator and (shorter := divided(numerator, dict(divisor.terms))) is not None:
            numerator, left = shorter, left - 1
        if left and numerator:
            divisors[divisor] = left
    return Rational(numerator, divisors)


def divided(numerator: Polynomial, divisor: Polynomial) -> Polynomial | None:
    """Divide by a polynomial; None where that leaves a remainder."""
    atoms = sorted({atom for word in (*numerator, *divisor) for atom, _ in word}, key=lambda atom: atom.key)
    rest, quotient = exponents_of(numerator, atoms), {}
    below = exponents_of(divisor, atoms)
    lead = max(below)
    while rest:
        top = max(rest)
        step = tuple(e - d for e, d in zip(top, lead, strict=True))
        if min(step, default=0) < 0:
            return None
        quotient[step] = factor = rest[top] / below[lead]
        for word, c in below.items():
            place = tuple(e + d for e, d in zip(word, step, strict=True))
            rest[place] = rest.get(place, Fraction(0)) - factor * c
            if not rest[place]:
                del rest[place]
    return {tuple((a, e) for a, e in zip(atoms, word, strict=True) if e): c for word, c in quotient.items()}


def exponents_of(polynomial: Polynomial, atoms: list[Expression]) -> dict[tuple[int, ...], Fraction]:
    words = [(dict(word), c) for word, c in polynomial.items()]
    return {tuple(word.get(atom, 0) for atom in atoms): c for word, c in words}


def has_square(atom: Expression) -> bool:
    return isinstance(atom, Apply) and atom.function in ("sqrt", "cos")


def without_square(base: Rational, atom: Expression) -> Rational:
    square = square_of(atom)
    highest = max(dict(word).get(atom, 0) for word in base.numerator) // 2
    below = expand(square.divisors)
    total: Polynomial = {}
    for word, coefficient in base.numerator.items():
        exponent = dict(word).get(atom, 0)
        rest = tuple((a, e) for a, e in word if a != atom) + (((atom, 1),) if exponent % 2 else ())
        start = {tuple(sorted(rest, key=lambda pair: pair[0].key)): coefficient}
        factor = multiplied(raised(square.numerator, exponent // 2), raised(below, highest - exponent // 2))
        total = plus(total, multiplied(start, factor))
    divisors = dict(base.divisors)
    for divisor, exponent in square.divisors.items():
        divisors[divisor] = divisors.get(divisor, 0) + exponent * highest
    return Rational(total, divisors)


def square_of(atom: Expression) -> Rational:
    if isinstance(atom, Apply) and atom.function == "sqrt":
        return rational(atom.argument)
    if isinstance(atom, Apply):
        return rational(ONE - sin(atom.argument) ** 2)
    raise FactRefused("form", f"{atom.key} has no square")


@lru_cache(maxsize=4096)
def rational(expression: Expression) -> Rational:
    """Return the expression as a rational function of its atoms."""
    if isinstance(expression, Constant):
        return Rational({(): expression.value} if expression.value else {})
    if isinstance(expression, Sum):
        total = rational(Constant(expression.constant))
        for term, coefficient in expression.terms:
            total = sum_of(total, product_of(rational(Constant(coefficient)), rational(term)))
        return total
    if isinstance(expression, Product):
        total = Rational(ONE_POLYNOMIAL)
        for base, exponent in expression.factors:
            for _ in range(abs(exponent)):
                total = product_of(total, rational(base) if exponent > 0 else inverted(base))
        return total
    if isinstance(expression, Apply):
        expression = apply(expression.function, written(rational(expression.argument)))
        if isinstance(expression, Constant):
            return rational(expression)
    return Rational({((expression, 1),): Fraction(1)})


def inverted(base: Expression) -> Rational:
    """Return 1 / base; of a square root, that root over its argument."""
    if isinstance(base, Apply) and base.function == "sqrt":
        return product_of(rational(base), inverse(base.argument))
    return inverse(base)


def written(base: Rational) -> Expression:
    """Return a rational function as an expression: its normal spelling."""
    above = spelled(base.numerator)
    return product([(above, 1), *((spelled(dict(divisor.terms)), -e) for divisor, e in base.divisors.items())])


def spelled(polynomial: Polynomial) -> Expression:
    return combination([(product(word), coefficient) for word, coefficient in polynomial.items()])


@lru_cache(maxsize=4096)
def identical(one: Expression, other: Expression) -> bool:
    """Whether the difference reduces to zero: then the expressions are equal wherever both are defined.

    >>> from symmaml.calculus.expression import sqrt, variable
    >>> x = variable("x")
    >>> identical((sqrt(1 + x**2) - x) * (sqrt(1 + x**2) + x), ONE), identical(x + 1, x)
    (True, False)
    """
    return one == other or not rational(one - other).numerator
