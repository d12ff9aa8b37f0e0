"""Properties of gradient descent on functions of one real variable: where it converges, cycles, or is caught."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from symmaml.calculus.case import Case, Function, descent
from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import enclose
from symmaml.calculus.expression import Expression, substitute
from symmaml.calculus.facts import Equals, Fact, HasSign, Orbit, ranges
from symmaml.calculus.pieces import Piece, near, resolve
from symmaml.calculus.properties import At, Hint, at, no_way, second_at, sign_on
from symmaml.calculus.spelling import latex, plain
from symmaml.errors import FactRefused


@dataclass(frozen=True)
class Contraction:
    """One gradient step x - b f'(x) is a contraction. Contradicted by a derivative greater than 1 in size."""

    function: Function
    step: Expression

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, At):
            raise no_way(self, hint)
        slope = 1 - case.value(self.step) * second_at(self.function.of(case), hint.point, case)
        label = f"the square of the derivative of the step {at(hint.point, case)}, minus 1,"
        return (HasSign(slope**2 - 1, ">", ranges(case.ranges), forms=hint.forms, label=label),)

    def plain(self) -> str:
        return f"a gradient step of size {plain(self.step)} on {self.function.plain()} is a contraction"

    def latex(self) -> str:
        return f"a gradient step of size ${latex(self.step)}$ on ${self.function.latex()}$ is a contraction"


@dataclass(frozen=True)
class Lyapunov(Hint):
    """A function that every step lowers, except at the limit, and that grows linearly: V >= growth |x - limit|.

    `breakpoints` are where it, the step or the step after it change their formulas; the limit is one of them.
    """

    limit: Expression
    function: Expression
    growth: Expression
    breakpoints: tuple[Expression, ...]


@dataclass(frozen=True)
class Cycle(Hint):
    """States that descent passes through, the last equal to the first and the second not."""

    states: tuple[Expression, ...]


@dataclass(frozen=True)
class Expanding(Hint):
    """A number, not between -1 and 1, by which every step multiplies the distance from `center`."""

    center: Expression
    factor: Expression


@dataclass(frozen=True)
class Trap(Hint):
    """Descent from `start` moves towards `limit`, never passes it, and another point has a lower value.

    `breakpoints` between start and limit are where the step changes its formula.
    """

    start: Expression
    limit: Expression
    lower: Expression
    breakpoints: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Converges:
    """Gradient descent with this step converges, from every start, to a minimiser.

    Shown by a Lyapunov function. Contradicted by a cycle, by steps that multiply the distance from a point, or by a
    start from which descent is caught at a point that is no minimiser.
    """

    function: Function
    step: Expression

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        """Continuous steps that lower a function with bounded level sets lead to where it is lowered no more."""
        if not isinstance(hint, Lyapunov):
            raise no_way(self, hint)
        function, x = self.function.of(case), case.variable
        if hint.limit not in hint.breakpoints:
            raise FactRefused("cover", "the limit is to be one of the breakpoints")
        step, box = self.step_of(function, case), ranges(case.ranges)
        drop = substitute(hint.function, {x: step}) - hint.function
        rise = function - substitute(function, {x: hint.limit})
        enclose(substitute(hint.function, {x: hint.limit}), case.ranges)  # refuses where it is not defined
        facts: list[Fact] = [Equals(step, hint.limit, ((x, hint.limit),), box), HasSign(hint.growth, ">", box)]
        ends, right = (None, *hint.breakpoints, None), False
        for start, end in pairwise(ends):
            right = right or start == hint.limit
            piece = Piece(x, start, end)
            piece.check_order(case.ranges)
            distance = (x - hint.limit) * (1 if right else -1)
            for expression, relation in ((drop, "<"), (hint.function - hint.growth * distance, ">="), (rise, ">=")):
                facts.append(sign_on(resolve(expression, piece, case.ranges), relation, piece, (), case))
        others = [place for place in hint.breakpoints if place != hint.limit]
        return (*facts, *(HasSign(substitute(drop, {x: place}), "<", box) for place in others))

    def step_of(self, function: Expression, case: Case) -> Expression:
        return descent(function, case.value(self.step), case)[case.variable]

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        function, x, box = self.function.of(case), case.variable, ranges(case.ranges)
        if isinstance(hint, Trap):
            return self.caught(function, case, hint)
        step = self.step_of(function, case)
        if isinstance(hint, Cycle):
            if len(hint.states) < 3 or hint.states[0] != hint.states[-1]:
                raise FactRefused("orbit", "a cycle ends where it began, after two steps or more")
            apart = (hint.states[1] - hint.states[0]) ** 2
            return (Orbit(((x, step),), tuple((state,) for state in hint.states), box), HasSign(apart, ">", box))
        if isinstance(hint, Expanding):
            enclose(hint.center, case.ranges)  # refuses what moves with x
            image = hint.center + hint.factor * (x - hint.center)
            sides = (Piece(x, None, hint.center), Piece(x, hint.center, None))
            label = "the step"
            images = (Equals(resolve(step, side, case.ranges), image, box=box, label=label) for side in sides)
            return (*images, HasSign(hint.factor**2 - 1, ">", box))
        raise no_way(self, hint)

    def caught(self, function: Expression, case: Case, hint: Trap) -> tuple[Fact, ...]:
        """An increasing step that fixes the limit keeps descent before it, and descent moves while the slope is not 0.

        The function need be differentiable between start and limit only.
        """
        x, box = case.variable, ranges(case.ranges)
        facts: list[Fact] = []
        before = self.step_of(near(function, x, hint.start, case.ranges), case)
        marks = (hint.start, *hint.breakpoints, hint.limit)
        for start, end in pairwise(marks):
            piece = Piece(x, start, end)
            piece.check_order(case.ranges)
            step = self.step_of(resolve(function, piece, case.ranges), case)
            here = substitute(step, {x: start})
            label = f"the step at ${latex(start)}$"
            facts.append(Equals(here, substitute(before, {x: start}), box=box, label=label))
            facts.append(HasSign(here - start, ">", box, label=f"the step at ${latex(start)}$, less its start,"))
            facts.append(replace(sign_on(step - x, ">", piece, (), case), label="the step less its start"))
            slope = sign_on(derivative(step, x), ">=", piece, (), case)
            facts.append(replace(slope, label="the derivative of the step"))
            before = step
        label = f"the step at ${latex(hint.limit)}$"
        facts.append(Equals(before, hint.limit, ((x, hint.limit),), box, label))
        caught, lower = (substitute(function, {x: place}) for place in (hint.limit, hint.lower))
        places = f"${latex(hint.limit)}$ less its value at ${latex(hint.lower)}$"
        return (*facts, HasSign(caught - lower, ">", box, label=f"its value at the limit {places}"))

    def plain(self) -> str:
        name = self.function.plain()
        return f"gradient descent on {name} with step {plain(self.step)} converges from every start to a minimiser"

    def latex(self) -> str:
        name = self.function.latex()
        return f"gradient descent on ${name}$ with step ${latex(self.step)}$ converges from every start to a minimiser"
