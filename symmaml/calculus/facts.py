"""Facts about given functions: frozen records that check themselves.

`check` returns what was shown, raises `FactRefused` by a named rule when the fact or its evidence is wrong, and
`NotDecided` when an enclosure is too wide. Nothing that a record says about itself is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Protocol

from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import PRECISION, Box, enclose
from symmaml.calculus.expression import ONE, ZERO, Constant, Expression, Variable, cos, sin, substitute, variables_of
from symmaml.calculus.interval import Interval, opened, point
from symmaml.calculus.pieces import decided, one_sided
from symmaml.calculus.rational import identical, rational, written
from symmaml.calculus.sign import Shown, settle, slices
from symmaml.calculus.spelling import RELATION, latex, plain, range_latex, range_plain
from symmaml.errors import FactRefused, NotDecided

Ranges = tuple[tuple[str, Interval], ...]  # the range of each variable and parameter, by name
Point = tuple[tuple[Variable, Expression], ...]


LONGEST_FORMULA = 120  # characters of LaTeX, in a sentence


class Fact(Protocol):
    """What can be checked, and spelled: in plain text, as LaTeX, and in a few words with formulas between dollars."""

    def check(self) -> Shown: ...

    def plain(self) -> str: ...

    def latex(self) -> str: ...

    def words(self) -> str: ...


def ranges(box: Box) -> Ranges:
    return tuple(sorted(box.items()))


def named(expression: Expression) -> str:
    """Return a formula that is short enough for a sentence, or words in its place."""
    spelled = latex(expression)
    return f"${spelled}$" if len(spelled) < LONGEST_FORMULA else "the expression"


def where_plain(box: Ranges) -> str:
    return " for " + ", ".join(range_plain(name, values) for name, values in box) if box else ""


def where_latex(box: Ranges) -> str:
    return r"\quad (" + ",\\ ".join(range_latex(name, values) for name, values in box) + ")" if box else ""


@dataclass(frozen=True)
class HasSign:
    """The expression stands in a relation to zero on the whole box, shown on the slices of the variable `along`."""

    expression: Expression
    relation: str
    box: Ranges = ()
    along: str = ""
    cuts: tuple[Fraction, ...] = ()
    forms: tuple[Expression, ...] = ()
    precision: int = PRECISION
    label: str = ""  # what the expression is, in words with formulas between dollar signs

    def check(self) -> Shown:
        box = dict(self.box)
        if not self.cuts:
            return self.on_slice(box)
        if self.along not in box:
            raise FactRefused("cover", f"cuts of {self.along!r}, which has no range here")
        shown = [self.on_slice({**box, self.along: part}) for part in slices(box[self.along], self.cuts)]
        return Shown("enclosure", f"{len(shown)} intervals, each of one sign")

    def on_slice(self, box: Box) -> Shown:
        if self.relation not in enclose(self.expression, box, self.precision).relations() and len(box) == 1:
            ((name, values),) = box.items()
            if self.monotone(name, values):
                return Shown("enclosure", "monotone, with both ends of that sign")
        return settle(self.expression, self.relation, box, self.precision, self.forms)

    def monotone(self, name: str, values: Interval) -> bool:
        """Whether the expression is strictly monotone on a bounded interval and has the sign at both ends."""
        if not (isinstance(values.low, Fraction) and isinstance(values.high, Fraction)) or values.is_point:
            return False
        try:
            slope = enclose(derivative(self.expression, Variable(name)), {name: values}, self.precision)
        except FactRefused:  # there is a kink, or a division that may be by zero
            return False
        if not slope.relations() & {"<", ">"}:
            return False
        for end, is_open in ((values.low, values.low_open), (values.high, values.high_open)):
            wanted = self.relation + "=" if is_open and self.relation in ("<", ">") else self.relation
            if wanted not in enclose(self.expression, {name: point(end)}, self.precision).relations():
                return False
        return True

    def plain(self) -> str:
        return f"{plain(self.expression)} {self.relation} 0{where_plain(self.box)}"

    def latex(self) -> str:
        return f"{latex(self.expression)} {RELATION[self.relation]} 0{where_latex(self.box)}"

    def words(self) -> str:
        return f"{self.label or named(self.expression)} ${RELATION[self.relation]} 0$"


@dataclass(frozen=True)
class Equals:
    """At the point (or everywhere) the expression has the value, for all parameters in their ranges."""

    expression: Expression
    value: Expression
    at: Point = ()
    box: Ranges = ()
    label: str = ""

    def check(self) -> Shown:
        here = substitute(self.expression, dict(self.at))
        if self.at:
            here = decided(here, dict(self.box))
        if identical(here, self.value):
            return Shown("exact value" if isinstance(self.value, Constant) else "identity", plain(self.value))
        try:
            settle(here - self.value, "=", dict(self.box))
        except FactRefused as refusal:
            raise FactRefused("value", f"{plain(here)} is not {plain(self.value)} ({refusal})") from None
        except NotDecided:
            pass
        raise NotDecided(f"whether {plain(here)} is {plain(self.value)}: the difference does not reduce to zero")

    def plain(self) -> str:
        places = ", ".join(f"{variable.name} = {plain(place)}" for variable, place in self.at)
        return f"{plain(self.expression)} = {plain(self.value)}" + (f" at {places}" if places else "")

    def latex(self) -> str:
        places = ",\\ ".join(f"{latex(variable)} = {latex(place)}" for variable, place in self.at)
        return f"{latex(self.expression)} = {latex(self.value)}" + (rf"\quad\text{{at }} {places}" if places else "")

    def words(self) -> str:
        value = latex(self.value) if len(latex(self.value)) < LONGEST_FORMULA else r"\text{the formula}"
        return f"{self.label or named(self.expression)} $= {value}$"


@dataclass(frozen=True)
class Jump:
    """The derivative from the right minus that from the left stands in a relation to `bound` at the point."""

    expression: Expression
    variable: Variable
    at: Expression
    relation: str
    box: Ranges = ()

    @property
    def jump(self) -> Expression:
        """The exact jump of the derivative."""
        right, left = (one_sided(self.expression, self.variable, self.at, side, dict(self.box)) for side in (1, -1))
        return written(rational(right - left))

    def check(self) -> Shown:
        settle(self.jump, self.relation, dict(self.box))
        return Shown("exact value", plain(self.jump))

    def plain(self) -> str:
        place = f"{self.variable.name} = {plain(self.at)}"
        return f"the derivative of {plain(self.expression)} jumps by {plain(self.jump)} at {place}"

    def latex(self) -> str:
        what, by = rf"\text{{the derivative of }} {latex(self.expression)}", rf"\text{{ jumps by }} {latex(self.jump)}"
        return rf"{what} {by} \text{{ at }} {latex(self.variable)} = {latex(self.at)}"

    def words(self) -> str:
        place = f"${latex(self.variable)} = {latex(self.at)}$"
        return f"its derivative jumps by ${latex(self.jump)} {RELATION[self.relation]} 0$ at {place}"


@dataclass(frozen=True)
class Falls:
    """At points that run off to infinity the expression is at most `bound`, which falls linearly in the letter `along`.

    Without a `place` the points are the peaks of the sine, x = pi/2 + 2 pi n > 0: there cos x = 0 and sin x = 1.
    """

    expression: Expression
    variable: Variable
    place: Expression | None
    along: Variable
    bound: Expression
    box: Ranges = ()
    forms: tuple[Expression, ...] = ()

    def check(self) -> Shown:
        box, place = dict(self.box), self.place
        there: dict[Expression, Expression]
        if place is None:
            if self.along != self.variable:
                raise FactRefused("ray", f"along the peaks of the sine the letter is {self.variable.name} itself")
            there = {cos(self.variable): ZERO, sin(self.variable): ONE}
            box[self.along.name] = opened(0, None)
        else:
            there = {self.variable: place}
            if box.get(self.along.name, point(0)).high != inf:
                raise FactRefused("ray", f"the letter {self.along.name} does not run to infinity")
        slope = derivative(self.bound, self.along)
        if self.along.name in variables_of(slope):
            raise FactRefused("ray", f"the bound {plain(self.bound)} is not linear in {self.along.name}")
        settle(slope, "<", box)
        return settle(substitute(self.expression, there) - self.bound, "<=", box, forms=self.forms)

    def plain(self) -> str:
        place = "pi/2 + 2 pi n" if self.place is None else plain(self.place)
        return (
            f"{plain(self.expression)} <= {plain(self.bound)} at {self.variable.name} = {place}{where_plain(self.box)}"
        )

    def latex(self) -> str:
        place = r"\tfrac{\pi}{2} + 2 \pi n" if self.place is None else latex(self.place)
        bound = rf"{latex(self.expression)} \le {latex(self.bound)}"
        return rf"{bound} \quad\text{{at }} {latex(self.variable)} = {place}{where_latex(self.box)}"

    def words(self) -> str:
        place = r"\tfrac{\pi}{2} + 2 \pi n" if self.place is None else latex(self.place)
        at = f"${latex(self.variable)} = {place}$"
        return rf"its second derivative at {at} is at most ${latex(self.bound)}$, which tends to $-\infty$"


@dataclass(frozen=True)
class Exceeds:
    """On the box `larger` is more than `smaller` in size: it is not negative, and its square is more."""

    larger: Expression
    smaller: Expression
    box: Ranges = ()
    forms: tuple[Expression, ...] = ()
    label: str = ""

    def check(self) -> Shown:
        settle(self.larger, ">=", dict(self.box), forms=self.forms)
        return settle(self.larger**2 - self.smaller**2, ">", dict(self.box), forms=self.forms)

    def plain(self) -> str:
        return f"{plain(self.larger)} > |{plain(self.smaller)}|{where_plain(self.box)}"

    def latex(self) -> str:
        return rf"{latex(self.larger)} > \left|{latex(self.smaller)}\right|{where_latex(self.box)}"

    def words(self) -> str:
        return self.label or f"{named(self.larger)} exceeds {named(self.smaller)} in size"


@dataclass(frozen=True)
class Orbit:
    """A map, iterated from the first state, passes through the states in order."""

    step: Point  # each variable, and the expression that replaces it
    states: tuple[tuple[Expression, ...], ...]
    box: Ranges = ()

    def check(self) -> Shown:
        variables = [variable for variable, _ in self.step]
        if len(self.states) < 2 or any(len(state) != len(variables) for state in self.states):
            raise FactRefused("orbit", "an orbit has at least two states, each with one entry per variable")
        for number, (before, after) in enumerate(pairwise(self.states)):
            here: dict[Expression, Expression] = dict(zip(variables, before, strict=True))
            for (variable, rule), expected in zip(self.step, after, strict=True):
                found = decided(substitute(rule, here), dict(self.box))
                if not identical(found, expected):
                    raise FactRefused(
                        "orbit", f"step {number + 1}: {variable.name} is {plain(found)}, not {plain(expected)}"
                    )
        return Shown("exact value", f"{len(self.states) - 1} exact steps")

    def plain(self) -> str:
        return "orbit " + " -> ".join("(" + ", ".join(plain(each) for each in state) + ")" for state in self.states)

    def latex(self) -> str:
        return r" \mapsto ".join(
            r"\left(" + ", ".join(latex(each) for each in state) + r"\right)" for state in self.states
        )

    def words(self) -> str:
        return f"descent passes through ${self.latex()}$"
