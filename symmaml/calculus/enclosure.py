"""Rigorous enclosure of an expression on a box: exact where the value is rational, rounded outward elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symmaml.calculus.differentiation import unit_quotient
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
        factors = dict(node.factors)
        whole = point(1)
        while (pair := unit_quotient(factors)) is not None:
            numerator, below, k, rest = pair
            whole = times(whole, unit_range(visit(numerator), k, visit(rest), visit(below), precision))
            factors[numerator] -= 1
            factors[below] += 1
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


def unit_range(numerator: Interval, k: Fraction, rest: Interval, below: Interval, precision: int) -> Interval:
    """Enclose n / s, s = sqrt(k n^2 + m): at most 1 / sqrt(k) in size where m >= 0, and increasing in n where m > 0."""
    if not rest.relations() & {">", ">="}:
        return times(numerator, reciprocal(below))
    limit = reciprocal(square_root(point(k), precision))
    strict = ">" in rest.relations()
    bound = Interval(-limit.high, limit.high, strict, strict)
    if not (rest.is_point and strict):
        if numerator.relations() & {">", ">="}:
            bound = meet(bound, Interval(Fraction(0), limit.high, ">" in numerator.relations(), strict))
        if numerator.relations() & {"<", "<="}:
            bound = meet(bound, Interval(-limit.high, Fraction(0), strict, "<" in numerator.relations()))
        return bound
    ends = []
    for end in (numerator.low, numerator.high):
        if isinstance(end, Fraction):
            inside = add(point(k * end * end), rest)
            ends.append(times(point(end), reciprocal(square_root(inside, precision))))
        else:
            ends.append(limit if end > 0 else times(limit, point(-1)))
    return Interval(ends[0].low, ends[1].high, numerator.low_open, numerator.high_open)
