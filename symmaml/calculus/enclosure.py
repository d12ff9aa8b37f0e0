"""Rigorous enclosure of an expression on a box: exact where the value is rational, rounded outward elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

from symmaml.calculus.differentiation import square_in
from symmaml.calculus.expression import Apply, Constant, Expression, Product, Sum, Variable
from symmaml.calculus.interval import (
    Interval,
    add,
    logarithm,
    meet,
    periodic,
    point,
    positive_part,
    power,
    reciprocal,
    rounded,
    square_root,
    times,
)
from symmaml.errors import FactRefused

PRECISION = 64  # binary digits
Box = Mapping[str, Interval]


def enclose(expression: Expression, box: Box, precision: int = PRECISION) -> Interval:
    """Return an interval that contains the values of the expression on the box.

    >>> from symmaml.calculus.expression import sqrt, variable
    >>> from symmaml.calculus.interval import REAL, point
    >>> u = variable("u")
    >>> str(enclose(u / sqrt(1 + u**2), {"u": REAL})), str(enclose(u / sqrt(1 + u**2), {"u": point(Fraction(3, 4))}))
    ('(-1, 1)', '3/5')

    Raises `FactRefused` by the rules "variable", "domain" or "division".
    """
    done: dict[Expression, Interval] = {}

    def visit(node: Expression) -> Interval:
        if node not in done:
            done[node] = rounded(found(node), precision)
        return done[node]

    def found(node: Expression) -> Interval:
        if isinstance(node, Constant):
            return point(node.value)
        if isinstance(node, Variable):
            if node.name not in box:
                raise FactRefused("variable", f"no range is given for {node.name}")
            return box[node.name]
        if isinstance(node, Sum):
            total = point(node.constant)
            for term, coefficient in node.terms:
                total = add(total, times(visit(term), point(coefficient)))
            return total
        if isinstance(node, Product):
            return of_product(node)
        return of_function(node)

    def of_product(node: Product) -> Interval:
        whole, factors = unit_quotients(dict(node.factors), visit, precision)
        for base, exponent in factors.items():
            if exponent:
                whole = rounded(times(whole, power(visit(base), exponent)), precision)
        return whole

    def of_function(node: Expression) -> Interval:
        if not isinstance(node, Apply):
            raise FactRefused("variable", f"{node.key} is no expression that has values")
        inner = visit(node.argument)
        if node.function == "positive":
            return positive_part(inner)
        if node.function == "sqrt":
            return square_root(inner, precision)
        return logarithm(inner, precision) if node.function == "log" else periodic(node.function, inner, precision)

    return visit(expression)


def unit_quotients(
    factors: dict[Expression, int], visit: Callable[[Expression], Interval], precision: int
) -> tuple[Interval, dict[Expression, int]]:
    """Enclose the quotients n / sqrt(k n^2 + m) and n^2 / (k n^2 + m); return the other factors with it.

    They are defined where m > 0, and where m = 0 and n is not zero.
    """
    whole = point(1)
    for below, numerator, weight, k, constant in quotients_among(tuple(factors)):
        count = min(-factors[below], factors[numerator] // weight)
        rest = visit(constant) if count > 0 else point(-1)
        apart = visit(numerator).relations() & {"<", ">"} and ">=" in rest.relations()
        if ">" in rest.relations() or apart:
            unit = unit_range(visit(numerator), k, rest, precision)
            whole = times(whole, power(unit, weight * count))
            factors[below] += count
            factors[numerator] -= weight * count
    return whole, factors


@lru_cache(maxsize=4096)
def quotients_among(
    factors: tuple[Expression, ...],
) -> tuple[tuple[Expression, Expression, int, Fraction, Expression], ...]:
    """Return the pairs s = sqrt(k n^2 + m) or k n^2 + m, and n, as (s, n, 1 or 2, k, m)."""
    found = []
    for below in factors:
        is_root = isinstance(below, Apply) and below.function == "sqrt"
        inside, weight = (below.argument, 1) if isinstance(below, Apply) and is_root else (below, 2)
        squares = ((numerator, square_in(inside, numerator)) for numerator in factors)
        found += [(below, numerator, weight, *square) for numerator, square in squares if square is not None]
    return tuple(found)


def unit_range(numerator: Interval, k: Fraction, rest: Interval, precision: int) -> Interval:
    """Enclose n / sqrt(k n^2 + m), m >= 0: at most 1 / sqrt(k) in size; increasing in n where m > 0 is one number."""
    limit = reciprocal(square_root(point(k), precision))
    strict = ">" in rest.relations()
    bound = Interval(-limit.high, limit.high, strict, strict)
    if not (rest.is_point and strict):
        signs = numerator.relations()
        if ">=" in signs:
            bound = meet(bound, Interval(Fraction(0), limit.high, ">" in signs, strict))
        if "<=" in signs:
            bound = meet(bound, Interval(-limit.high, Fraction(0), strict, "<" in signs))
        return bound
    ends = []
    for end in (numerator.low, numerator.high):
        if isinstance(end, Fraction):
            ends.append(times(point(end), reciprocal(square_root(add(point(k * end * end), rest), precision))))
        else:
            ends.append(limit if end > 0 else times(limit, point(-1)))
    return Interval(ends[0].low, ends[1].high, numerator.low_open, numerator.high_open)
