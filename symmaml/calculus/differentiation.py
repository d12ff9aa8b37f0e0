"""Exact formal derivatives. A positive part to the first power has none at its kink, and is refused: resolve it first.

A quotient n / sqrt(k n^2 + m) is kept whole, because its enclosure is sharp and its derivative short.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symmaml.calculus.expression import (
    ONE,
    ZERO,
    Apply,
    Constant,
    Expression,
    Product,
    Sum,
    Variable,
    combination,
    cos,
    product,
    sin,
    variables_of,
)
from symmaml.errors import FactRefused


def derivative(expression: Expression, variable: Variable) -> Expression:
    """Return the derivative with respect to one variable, valid wherever the expression and the result are defined.

    >>> from symmaml.calculus.expression import positive, variable
    >>> x = variable("x")
    >>> derivative(positive(x - 1) ** 2 / 2, x) == positive(x - 1)
    True

    Raises `FactRefused` by the rule "kink" where a positive part stands to the first power.
    """
    done: dict[Expression, Expression] = {}

    def visit(node: Expression) -> Expression:
        if node not in done:
            done[node] = found(node)
        return done[node]

    def found(node: Expression) -> Expression:
        if variable.name not in variables_of(node):
            return ZERO
        if isinstance(node, Sum):
            return combination([(visit(term), c) for term, c in node.terms])
        if isinstance(node, Product):
            return of_product(node, visit)
        if isinstance(node, Apply):
            return of_function(node) * visit(node.argument)
        return ONE

    return visit(expression)


def of_product(node: Product, visit: Callable[[Expression], Expression]) -> Expression:
    pair = unit_quotient(dict(node.factors))
    if pair is not None:
        numerator, below, _, constant = pair
        if isinstance(constant, Constant):
            unit = product([(numerator, 1), (below, -1)])
            rest = product([(node, 1), (unit, -1)])
            slope = constant * visit(numerator) * product([(below, -3)])
            return visit(rest) * unit + rest * slope
    total: Expression = ZERO
    for base, exponent in node.factors:
        kink = isinstance(base, Apply) and base.function == "positive" and exponent >= 2
        inner = visit(base.argument if kink and isinstance(base, Apply) else base)
        total = total + product([(node, 1), (base, -1), (inner, 1)]) * exponent
    return total


def of_function(node: Apply) -> Expression:
    """Return the derivative of the function, at its argument."""
    if node.function == "sqrt":
        return product([(node, -1)]) * Fraction(1, 2)
    if node.function == "cos":
        return -sin(node.argument)
    if node.function == "sin":
        return cos(node.argument)
    if node.function == "log":
        return product([(node.argument, -1)])
    raise FactRefused("kink", f"{node.key} is differentiated where its argument may change sign")


def unit_quotient(factors: dict[Expression, int]) -> tuple[Expression, Expression, Fraction, Expression] | None:
    """Find n and s = sqrt(k n^2 + m) among the factors, n above and s below the bar; return n, s, k, m with k > 0."""
    for below, exponent in factors.items():
        if isinstance(below, Apply) and below.function == "sqrt" and exponent < 0:
            for numerator, above in factors.items():
                found = square_in(below.argument, numerator) if above > 0 else None
                if found is not None:
                    return numerator, below, *found
    return None


def square_in(inside: Expression, numerator: Expression) -> tuple[Fraction, Expression] | None:
    """Return k > 0 and m where `inside` is the sum k n^2 + m."""
    square = product([(numerator, 2)])
    k = dict(inside.terms).get(square, Fraction(0)) if isinstance(inside, Sum) else Fraction(0)
    return (k, combination([(inside, Fraction(1)), (square, -k)])) if k > 0 else None
