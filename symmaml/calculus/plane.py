"""Properties of functions of two real variables x, y, smooth except perhaps at the origin, where they are continuous.

The plane without the origin is the half-planes y > 0 and y < 0 and the half-lines y = 0, x > 0 and y = 0, x < 0. What
is shown of second derivatives on the half-planes holds on every segment that does not meet the origin, because the
gradient is continuous there, and on the others by continuity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from symmaml.calculus.case import Case, Function, gradient
from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import enclose
from symmaml.calculus.expression import ZERO, Expression, Variable, substitute
from symmaml.calculus.facts import Equals, Exceeds, Fact, HasSign, Ranges, ranges
from symmaml.calculus.interval import REAL, Interval, opened, point
from symmaml.calculus.pieces import decided
from symmaml.calculus.properties import Hint, no_way
from symmaml.calculus.spelling import latex, plain, range_latex
from symmaml.errors import FactRefused, InvalidStatement

SIDES = (opened(0, None), opened(None, 0))


@dataclass(frozen=True)
class Forms(Hint):
    """Expressions thought equal to what must have a sign, in which the sign is plain."""

    forms: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Minimum(Hint):
    """A point at which the function, nowhere negative, is zero."""

    point: tuple[Expression, Expression]
    forms: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Vanishing(Hint):
    """Why a positive function has no least value.

    Along the curve (x, y) = `curve`, written in a letter s with values in `values`, it is at most `bound`, a multiple
    of 1/s. It is at least `floor` everywhere, which is positive at the origin. `level` is a value of y where a form is
    needed to show that it is positive.
    """

    curve: tuple[Expression, Expression]
    along: Variable
    values: Interval
    bound: Expression
    floor: Expression
    level: Fraction
    forms: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Slopes(Hint):
    """Why a gradient vanishes nowhere: the slope in x is -`factor` (`larger` - `smaller`), negative unless y is zero.

    At the origin the function is `floor` up to at most `ratio` (x^2 + y^2), so that it has the same gradient there.
    """

    factor: Expression
    larger: Expression
    smaller: Expression
    floor: Expression
    ratio: Expression
    forms: tuple[Expression, ...] = ()


def coordinates(case: Case) -> tuple[Variable, Variable]:
    if len(case.variables) != 2:
        raise InvalidStatement(f"this property is about functions of two variables, not of {len(case.variables)}")
    return case.variables[0], case.variables[1]


def half_planes(case: Case) -> Iterator[Ranges]:
    x, y = coordinates(case)
    for side in SIDES:
        yield ranges({**case.ranges, x.name: REAL, y.name: side})


def on_half_line(expression: Expression, side: Interval, case: Case) -> tuple[Expression, Ranges]:
    """Return an expression on y = 0 as one in x, whose sign is known."""
    x, y = coordinates(case)
    box = {**case.ranges, x.name: side}
    return decided(substitute(expression, {y: ZERO}), box), ranges(box)


def excess_over(floor: Expression) -> str:
    return f"its excess over ${latex(floor)}$"


def trace_and_determinant(function: Expression, case: Case) -> tuple[Expression, Expression]:
    """Return the trace and the determinant of the Hessian.

    The function and its gradient must be defined, and so continuous, off the origin, on the line y = 0 too.
    """
    x, y = coordinates(case)
    along_x, along_y = gradient(function, case)
    for each in (function, along_x, along_y):
        for box in half_planes(case):
            enclose(each, dict(box))  # refuses where it is not defined
        for side in SIDES:
            there, box = on_half_line(each, side, case)
            enclose(there, dict(box))
    mixed = derivative(along_x, y)
    xx, yy = derivative(along_x, x), derivative(along_y, y)
    return xx + yy, xx * yy - mixed**2


@dataclass(frozen=True)
class PlaneConvexity:
    """The function of two variables is convex: trace and determinant of its Hessian are nonnegative."""

    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Forms):
            raise no_way(self, hint)
        goals = trace_and_determinant(self.function.of(case), case)
        return tuple(HasSign(goal, ">=", box, forms=hint.forms) for goal in goals for box in half_planes(case))

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def plain(self) -> str:
        return f"{self.function.plain()} is convex"

    def latex(self) -> str:
        return f"${self.function.latex()}$ is convex"


@dataclass(frozen=True)
class PlaneSmoothness:
    """The gradient of the function of two variables has Lipschitz constant L: L I - H and L I + H are nonnegative."""

    function: Function
    bound: Expression

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Forms):
            raise no_way(self, hint)
        trace, determinant = trace_and_determinant(self.function.of(case), case)
        bound = case.value(self.bound)
        goals = [2 * bound + side * trace for side in (-1, 1)]
        goals += [bound**2 + side * bound * trace + determinant for side in (-1, 1)]
        return tuple(HasSign(goal, ">=", box, forms=hint.forms) for goal in goals for box in half_planes(case))

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def plain(self) -> str:
        return f"{self.function.plain()} is {plain(self.bound)}-smooth"

    def latex(self) -> str:
        return f"${self.function.latex()}$ is ${latex(self.bound)}$-smooth"


@dataclass(frozen=True)
class AttainsInfimum:
    """The function has a minimiser. Shown by a point at which it is zero, where it is nonnegative everywhere."""

    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Minimum):
            raise no_way(self, hint)
        function = self.function.of(case)
        there = tuple(zip(case.variables, hint.point, strict=True))
        box = ranges({**case.ranges, **{each.name: REAL for each in case.variables}})
        return (Equals(function, ZERO, there, ranges(case.ranges)), HasSign(function, ">=", box, forms=hint.forms))

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Vanishing):
            raise no_way(self, hint)
        if hint.values.high != inf or not hint.level > 0 or hint.along.name in case.ranges:
            raise FactRefused("ray", "the curve runs to infinity along a letter of its own, and the level is positive")
        function, (x, y), s = self.function.of(case), coordinates(case), hint.along
        levels = (opened(0, hint.level), point(hint.level), opened(hint.level, None), opened(None, 0))
        facts: list[Fact] = []
        for level in levels:
            box = ranges({**case.ranges, x.name: REAL, y.name: level})
            label = f"its value for ${range_latex(y.name, level)}$"
            facts.append(HasSign(function, ">", box, forms=hint.forms, label=label))
        for side in SIDES:
            there, box = on_half_line(function, side, case)
            facts.append(
                HasSign(there, ">", box, label=f"its value for ${latex(y)} = 0$, ${range_latex(x.name, side)}$")
            )
        for box in half_planes(case):
            facts.append(HasSign(function - hint.floor, ">=", box, forms=hint.forms, label=excess_over(hint.floor)))
        origin = substitute(hint.floor, {x: ZERO, y: ZERO})
        facts.append(HasSign(origin, ">", ranges(case.ranges), label="that bound at the origin"))
        there = substitute(function, dict(zip((x, y), hint.curve, strict=True)))
        box = ranges({**case.ranges, s.name: hint.values})
        along = ", ".join(latex(place) for place in hint.curve)
        label = f"the bound ${latex(hint.bound)}$ less its value at $({along})$"
        facts.append(HasSign(hint.bound - there, ">=", box, forms=hint.forms, label=label))
        change = derivative(hint.bound * s, s)
        return (*facts, Equals(change, ZERO, label=f"the derivative of ${latex(s)}$ times that bound"))

    def plain(self) -> str:
        return f"{self.function.plain()} attains its infimum"

    def latex(self) -> str:
        return f"${self.function.latex()}$ attains its infimum"


@dataclass(frozen=True)
class HasCriticalPoint:
    """The gradient of the function vanishes somewhere: where gradient descent could converge to."""

    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Slopes):
            raise no_way(self, hint)
        function, (x, y) = self.function.of(case), coordinates(case)
        along_x, along_y = gradient(function, case)
        rest = along_x + hint.factor * (hint.larger - hint.smaller)
        facts: list[Fact] = [
            Equals(rest, ZERO, label="its slope in the first variable plus the product of two factors"),
            HasSign(hint.ratio, ">=", ranges(case.ranges), label="the ratio"),  # one number for the whole plane
        ]
        for box in half_planes(case):
            facts.append(HasSign(hint.factor, ">", box, forms=hint.forms, label="the first factor off the axis"))
            facts.append(Exceeds(hint.larger, hint.smaller, box, hint.forms, "so is the second"))
        for slope, side, name in ((along_y, SIDES[0], "second"), (along_x, SIDES[1], "first")):
            there, box = on_half_line(slope, side, case)
            label = f"its slope in the {name} variable for ${latex(y)} = 0$, ${range_latex(x.name, side)}$"
            facts.append(HasSign(there, "<", box, label=label))
        return (*facts, *self.origin(function, case, hint))

    def origin(self, function: Expression, case: Case, hint: Slopes) -> tuple[Fact, ...]:
        """At the origin the function has the gradient of `floor`, which is not zero."""
        x, y = coordinates(case)
        rest, square = function - hint.floor, hint.ratio * (x**2 + y**2)
        slope = substitute(derivative(hint.floor, y), {x: ZERO, y: ZERO})
        bounds = ((rest, excess_over(hint.floor)), (square - rest, f"${latex(square)}$ less that excess"))
        signs = (
            HasSign(each, ">=", box, forms=hint.forms, label=label)
            for each, label in bounds
            for box in half_planes(case)
        )
        label = "the square of the slope of that bound at the origin"
        return (*signs, HasSign(slope**2, ">", ranges(case.ranges), label=label))

    def plain(self) -> str:
        return f"{self.function.plain()} has a critical point"

    def latex(self) -> str:
        return f"${self.function.latex()}$ has a critical point"
