"""Properties of minimisers and critical points of functions on the line."""

from __future__ import annotations

from dataclasses import dataclass

from symmaml.calculus.case import Adapted, Case, Function, descent
from symmaml.calculus.differentiation import derivative
from symmaml.calculus.expression import ZERO, Expression, substitute
from symmaml.calculus.facts import Equals, Fact, HasSign, ranges
from symmaml.calculus.pieces import Piece, decided
from symmaml.calculus.properties import At, Convexity, Hint, Pieces, at, no_way, sign_on
from symmaml.calculus.shape import Shape, Stretch, Turning
from symmaml.calculus.spelling import latex, plain
from symmaml.errors import FactRefused


@dataclass(frozen=True)
class Outline(Hint):
    """Where a function falls, rises and turns, and how many critical points it has."""

    breakpoints: tuple[Expression, ...]
    stretches: tuple[Stretch, ...]
    turnings: tuple[Turning, ...]
    critical: int

    def shape(self, function: Expression, case: Case) -> Shape:
        """Return the shape that is to be checked of the function of the case, which must attain its minimum."""
        if self.stretches[0].kind != "falls" or self.stretches[-1].kind != "rises":
            raise FactRefused("evidence", "the outline does not fall at first and rise at last")
        return Shape(
            function, case.variable, self.breakpoints, self.stretches, self.turnings, self.critical, ranges(case.ranges)
        )

    @property
    def minima(self) -> tuple[Turning, ...]:
        return tuple(turning for turning in self.turnings if turning.kind == "minimum")


def outline(shape: Shape) -> Outline:
    """Return a shape that was found as a hint."""
    return Outline(shape.breakpoints, shape.stretches, shape.turnings, shape.critical)


@dataclass(frozen=True)
class OneMinimiser:
    """The function has exactly one minimiser.

    Shown by an outline with one minimum; contradicted by one with several, all of the same value. Values are compared
    exactly, or by symmetry when the function is even and there are two.
    """

    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Outline) or len(hint.minima) != 1:
            raise no_way(self, hint)
        return (hint.shape(self.function.of(case), case),)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Outline) or len(hint.minima) < 2:
            raise no_way(self, hint)
        function = self.function.of(case)
        return (hint.shape(function, case), *same_values(function, hint.minima, case))

    def plain(self) -> str:
        return f"{self.function.plain()} has exactly one minimiser"

    def latex(self) -> str:
        return f"${self.function.latex()}$ has exactly one minimiser"


def same_values(function: Expression, minima: tuple[Turning, ...], case: Case) -> tuple[Fact, ...]:
    first, box = minima[0], ranges(case.ranges)
    if all(turning.exact for turning in minima):
        value = substitute(function, {case.variable: first.start})
        values = [substitute(function, {case.variable: turning.start}) for turning in minima[1:]]
        gaps = (decided(other - value, case.ranges) for other in values)
        label = "the difference of its values at two minima"
        return tuple(Equals(gap, ZERO, box=box, label=label) for gap in gaps)
    if len(minima) == 2 and (first.start, first.end) == (-minima[1].end, -minima[1].start):
        mirrored = substitute(function, {case.variable: -case.variable})
        return (Equals(mirrored, function, box=box, label="its value at $-x$"),)
    raise FactRefused("evidence", "the values at the minima are compared where both are exact, or mirror images")


@dataclass(frozen=True)
class LocalMinimaAreGlobal:
    """Every local minimiser of the function is a global one. Contradicted by two minima of different values."""

    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Outline) or len(hint.minima) != 1:
            raise no_way(self, hint)
        return (hint.shape(self.function.of(case), case),)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Outline) or len(hint.minima) < 2 or not all(turning.exact for turning in hint.minima):
            raise no_way(self, hint)
        function = self.function.of(case)
        one, other = (substitute(function, {case.variable: turning.start}) for turning in hint.minima[:2])
        label = "the square of the difference of its values at two minima"
        return (hint.shape(function, case), HasSign((one - other) ** 2, ">", ranges(case.ranges), label=label))

    def plain(self) -> str:
        return f"every local minimiser of {self.function.plain()} is a global one"

    def latex(self) -> str:
        return f"every local minimiser of ${self.function.latex()}$ is a global one"


@dataclass(frozen=True)
class Between(Hint):
    """A minimiser of one function, a minimiser of the other, and the pieces on which the other is convex."""

    point: Expression
    minimiser: Expression
    pieces: Pieces


@dataclass(frozen=True)
class SameMinimisers:
    """Every minimiser of `adapted`, which is `function` after a step, minimises `function`.

    Contradicted by a point with adapted(p) = min function < function(p): the minimum of a convex function is its value
    where the derivative vanishes, and no value of the function after a step is less.
    """

    adapted: Function
    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Between):
            raise no_way(self, hint)
        if not isinstance(self.adapted, Adapted) or self.adapted.function != self.function:
            raise FactRefused("case", f"{self.adapted.plain()} is not {self.function.plain()} after a step")
        function, x, box = self.function.of(case), case.variable, ranges(case.ranges)
        least = substitute(function, {x: hint.minimiser})
        excess = substitute(function, {x: hint.point}) - least
        slope, place = "the derivative of the function", at(hint.point, case)
        return (
            *Convexity(self.function).holds(case, hint.pieces),
            Equals(derivative(function, x), ZERO, ((x, hint.minimiser),), box, f"{slope} {at(hint.minimiser, case)}"),
            Equals(self.adapted.of(case), least, ((x, hint.point),), box, f"the adapted function {place}"),
            HasSign(excess, ">", box, label=f"the function {place}, less its least value,"),
        )

    def plain(self) -> str:
        return f"every minimiser of {self.adapted.plain()} minimises {self.function.plain()}"

    def latex(self) -> str:
        return f"every minimiser of ${self.adapted.latex()}$ minimises ${self.function.latex()}$"


@dataclass(frozen=True)
class CriticalAfterStep:
    """Where the derivative of the adapted function vanishes, that of the function vanishes after the step."""

    function: Function
    step: Expression

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, At):
            raise no_way(self, hint)
        function, x, box = self.function.of(case), case.variable, ranges(case.ranges)
        inner = descent(function, case.value(self.step), case)
        after = substitute(derivative(function, x), inner)
        adapted, place = derivative(substitute(function, inner), x), at(hint.point, case)
        return (
            Equals(adapted, ZERO, ((x, hint.point),), box, f"the derivative of the adapted function {place}"),
            HasSign(
                substitute(after, {x: hint.point}) ** 2, ">", box, label="the square of the derivative after the step"
            ),
        )

    def plain(self) -> str:
        name, step = self.function.plain(), plain(self.step)
        return f"where the derivative of {name}(U(x)) vanishes, {name}'(U(x)) = 0, U(x) = x - {step} {name}'(x)"

    def latex(self) -> str:
        name, step = self.function.latex(), latex(self.step)
        return rf"where the derivative of ${name}(U(x))$ vanishes, ${name}'(U(x)) = 0$, $U(x) = x - {step} {name}'(x)$"


@dataclass(frozen=True)
class StaysPositive:
    """A gradient step leads from a positive number to a positive number."""

    function: Function
    step: Expression

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, At):
            raise no_way(self, hint)
        inner = descent(self.function.of(case), case.value(self.step), case)[case.variable]
        box = ranges(case.ranges)
        return (
            HasSign(hint.point, ">", box, label=f"the start $x = {latex(hint.point)}$"),
            HasSign(substitute(inner, {case.variable: hint.point}), "<=", box, label="the end of the step"),
        )

    def plain(self) -> str:
        return f"a step of size {plain(self.step)} on {self.function.plain()} leads from x > 0 to x > 0"

    def latex(self) -> str:
        return f"a step of size ${latex(self.step)}$ on ${self.function.latex()}$ leads from $x > 0$ to $x > 0$"


@dataclass(frozen=True)
class SlopeOfAdapted:
    """The derivative of f(U(x)), U(x) = x - a f'(x), is (1 - a f''(p)) f'(U(x)): at p = x, or at p = U(x)."""

    function: Function
    step: Expression
    place: str  # "x" or "U(x)"

    def sides(self, case: Case) -> tuple[Expression, Expression]:
        function, x = self.function.of(case), case.variable
        inner = descent(function, case.value(self.step), case)
        slope = derivative(function, x)
        second = derivative(slope, x)
        if self.place == "U(x)":
            second = substitute(second, inner)
        formula = (1 - case.value(self.step) * second) * substitute(slope, inner)
        return derivative(substitute(function, inner), x), formula

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        left, right = self.sides(case)
        return (Equals(left, right, box=ranges(case.ranges)),)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, At):
            raise no_way(self, hint)
        left, right = (substitute(side, {case.variable: hint.point}) for side in self.sides(case))
        label = f"the square of the difference of both sides {at(hint.point, case)}"
        return (HasSign((left - right) ** 2, ">", ranges(case.ranges), label=label),)

    def plain(self) -> str:
        name, step = self.function.plain(), plain(self.step)
        return f"the derivative of {name}(U(x)) is (1 - {step} {name}''({self.place})) {name}'(U(x))"

    def latex(self) -> str:
        name, step = self.function.latex(), latex(self.step)
        return f"the derivative of ${name}(U(x))$ is $(1 - {step} {name}''({self.place})) {name}'(U(x))$"


@dataclass(frozen=True)
class Above:
    """Every value of the function is more than a bound."""

    function: Function
    bound: Expression

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Pieces) or hint.breakpoints:
            raise no_way(self, hint)
        excess = self.function.of(case) - case.value(self.bound)
        cuts = hint.cuts[0] if hint.cuts else ()
        return (sign_on(excess, ">", Piece(case.variable, None, None), cuts, case, hint),)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, At):
            raise no_way(self, hint)
        excess = substitute(self.function.of(case) - case.value(self.bound), {case.variable: hint.point})
        return (HasSign(excess, "<=", ranges(case.ranges), label=f"its value {at(hint.point, case)}, less the bound,"),)

    def plain(self) -> str:
        return f"every value of {self.function.plain()} is more than {plain(self.bound)}"

    def latex(self) -> str:
        return f"every value of ${self.function.latex()}$ is more than ${latex(self.bound)}$"
