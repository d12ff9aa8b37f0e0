"""On random trees: enclosures contain values, derivatives are derivatives, identities and signs are never wrong."""

from __future__ import annotations

import random
from fractions import Fraction as Q

import mpmath
import pytest

from symmaml.calculus import (
    Interval,
    as_expression,
    closed,
    cos,
    derivative,
    enclose,
    identical,
    log,
    opened,
    positive,
    sin,
    sqrt,
    substitute,
    variable,
)
from symmaml.calculus.coefficients import relations_by_coefficients
from symmaml.calculus.expression import Apply, Constant, Product, Sum, Variable
from symmaml.calculus.interval import add, power, reciprocal, rounded, times
from symmaml.calculus.pieces import one_sided
from symmaml.calculus.rational import rational, written

x, y = variable("x"), variable("y")
DIGITS = 60
ERROR = mpmath.mpf(10) ** -30


def number(draw):
    return Q(draw.randint(-6, 6), draw.randint(1, 5))


def tree(draw, depth, smooth):
    """Draw an expression in x and y; smooth ones have no positive part."""
    kind = draw.randrange(9) if depth else draw.randrange(2)
    if kind == 0:
        return draw.choice([x, y])
    if kind == 1:
        return number(draw) * x + number(draw)
    one, other = (tree(draw, depth - 1, smooth) for _ in range(2))
    made = (
        lambda: number(draw) * one + other,
        lambda: one * other,
        lambda: one / (1 + other**2),
        lambda: sqrt(1 + one**2),
        lambda: one / sqrt(2 + 3 * one**2),
        lambda: draw.choice([sin, cos])(one),
        lambda: log(1 + one**2) if smooth else positive(one),
    )
    return made[kind - 2]()


def value(node, at):
    """Evaluate with mpmath, independently of the enclosure."""
    if isinstance(node, Constant):
        return mpmath.mpf(node.value.numerator) / node.value.denominator
    if isinstance(node, Variable):
        return mpmath.mpf(at[node.name].numerator) / at[node.name].denominator
    if isinstance(node, Sum):
        constant = mpmath.mpf(node.constant.numerator) / node.constant.denominator
        return constant + sum(value(term, at) * c.numerator / c.denominator for term, c in node.terms)
    if isinstance(node, Product):
        return mpmath.fprod(value(base, at) ** e for base, e in node.factors)
    assert isinstance(node, Apply)
    inner = value(node.argument, at)
    return max(inner, 0) if node.function == "positive" else getattr(mpmath, node.function)(inner)


def inside(found, exact):
    low = -mpmath.inf if found.low == -mpmath.inf else mpmath.mpf(found.low.numerator) / found.low.denominator
    high = mpmath.inf if found.high == mpmath.inf else mpmath.mpf(found.high.numerator) / found.high.denominator
    slack = ERROR * (1 + abs(exact))
    return low - slack <= exact <= high + slack


@pytest.mark.parametrize("seed", range(60))
def test_enclosures_contain_values(seed):
    draw = random.Random(seed)
    with mpmath.workdps(DIGITS):
        made = tree(draw, 3, smooth=False)
        ends = [sorted((number(draw), number(draw))) for _ in range(2)]
        boxes = {name: Interval(low, high) for name, (low, high) in zip("xy", ends, strict=True)}
        wide = {"x": Interval(ends[0][0], opened(0, None).high), "y": boxes["y"]}
        for _ in range(5):
            at = {name: box.low + (box.high - box.low) * Q(draw.randint(0, 8), 8) for name, box in boxes.items()}
            for box in (boxes, wide, {name: Interval(each, each) for name, each in at.items()}):
                assert inside(enclose(made, box), value(made, at))
            assert inside(enclose(made, boxes, precision=20), value(made, at))


@pytest.mark.parametrize("seed", range(40))
def test_derivatives_are_derivatives(seed):
    draw = random.Random(seed)
    made = tree(draw, 3, smooth=True)
    slope = derivative(made, x)
    with mpmath.workdps(DIGITS):
        at = {"x": number(draw), "y": number(draw)}
        step = Q(1, 10**20)
        ends = (value(made, {**at, "x": at["x"] + side * step}) for side in (1, -1))
        estimate = (next(ends) - next(ends)) / 2 * 10**20
        assert abs(estimate - value(slope, at)) < mpmath.mpf(10) ** -25 * (1 + abs(estimate)) ** 3


@pytest.mark.parametrize("seed", range(40))
def test_derivatives_from_one_side(seed):
    draw = random.Random(seed)
    made, at = tree(draw, 3, smooth=False), {"x": Q(draw.randint(-2, 2)), "y": Q(1)}
    with mpmath.workdps(DIGITS):
        for side in (1, -1):
            fixed = {**at, "x": at["x"] + side * Q(1, 10**20)}
            estimate = (value(made, fixed) - value(made, at)) * side * 10**20
            found = one_sided(substitute(made, {y: as_expression(1)}), x, as_expression(at["x"]), side, {})
            assert abs(value(found, {}) - estimate) < mpmath.mpf(10) ** -12 * (1 + abs(estimate)) ** 3


@pytest.mark.parametrize("seed", range(40))
def test_normal_forms_are_equal_and_differences_are_seen(seed):
    draw = random.Random(seed)
    made, other = tree(draw, 2, smooth=False), tree(draw, 2, smooth=False)
    assert identical(made * (other + 1), made * other + made)
    assert not identical(made + Q(1, 10**9), made)
    with mpmath.workdps(DIGITS):
        at = {"x": number(draw), "y": number(draw)}
        normal = written(rational(made))
        assert abs(value(normal, at) - value(made, at)) < ERROR * (1 + abs(value(made, at)))
        if identical(made, other):
            assert abs(value(made, at) - value(other, at)) < ERROR


@pytest.mark.parametrize("seed", range(120))
def test_signs_by_coefficients_hold_at_samples(seed):
    draw = random.Random(seed)
    made = sum((number(draw) * x**i * y**j for i in range(3) for j in range(2)), as_expression(0))
    made = made + draw.choice([0, 3, -3]) + draw.choice([0, 1]) * sqrt(1 + x**2)
    low = number(draw)
    high = low + draw.randint(1, 5)
    box = {
        "x": draw.choice([closed(low, high), Interval(low, high, True, False), opened(low, None), opened(None, high)]),
        "y": draw.choice([closed(0, 1), opened(0, 1), opened(0, None), Interval(Q(1), Q(1))]),
    }
    found = relations_by_coefficients(made, box, 64)
    for _ in range(30):
        at = {name: sample(draw, values) for name, values in box.items()}
        with mpmath.workdps(DIGITS):
            here = value(made, at)
        assert not ({">", ">="} & found and here < 0)
        assert not ({"<", "<="} & found and here > 0)
        assert not ({"<", ">"} & found and here == 0)


def sample(draw, values):
    part = Q(draw.randint(0, 8), 8)
    if values.low == -mpmath.inf:
        return values.high - part * draw.choice([1, 100]) - Q(1, 1000)
    if values.high == mpmath.inf:
        return values.low + part * draw.choice([1, 100]) + Q(1, 1000)
    if values.is_point:
        return values.low
    part = min(max(part, Q(1, 1000) * values.low_open), 1 - Q(1, 1000) * values.high_open)
    return values.low + (values.high - values.low) * part


def test_an_open_end_is_kept_and_a_closed_end_is_attained():
    half_open = Interval(Q(0), Q(1), True, False)
    assert str(times(half_open, half_open)) == "(0, 1]"
    assert str(times(Interval(Q(0), Q(1)), opened(0, None))) == "[0, inf)"
    assert str(add(half_open, closed(0, 1))) == "(0, 2]"
    assert str(reciprocal(half_open)) == "[1, inf)"
    assert str(power(Interval(Q(-2), Q(1), True, False), 2)) == "[0, 4)"
    assert str(rounded(Interval(Q(1, 1000), Q(1, 500)), 3)) == "(1/1024, 5/2048)"


def test_signs_of_coefficients_know_where_an_end_is_closed():
    assert relations_by_coefficients(x * (1 - x), {"x": opened(0, 1)}, 64) == {">", ">="}
    assert relations_by_coefficients(x * (1 - x), {"x": closed(0, 1)}, 64) == {">="}
    assert relations_by_coefficients(x * (1 - x), {"x": Interval(Q(0), Q(1), True, False)}, 64) == {">="}
    assert relations_by_coefficients(x, {"x": closed(0, 1)}, 64) == {">="}
    assert relations_by_coefficients(1 / (x - 1), {"x": opened(0, 2)}, 64) == set()
    assert relations_by_coefficients(x * (1 - x) + 1, {"x": closed(0, 1)}, 64) == {">", ">="}
    assert relations_by_coefficients(x - x**2, {"x": Interval(Q(1), Q(1))}, 64) == {"<=", "=", ">="}
