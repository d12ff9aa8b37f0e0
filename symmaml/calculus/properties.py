"""Properties of functions of one real variable: what shows that a function has one, and what shows that it has not.

A property turns a case and a hint into the facts that must be checked. The facts are about the function of the case and
nothing else: a hint says only where to look.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from symmaml.calculus.case import Case, Function
from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import enclose
from symmaml.calculus.expression import ZERO, Expression, Variable, as_expression, substitute, variables_of
from symmaml.calculus.facts import Fact, Falls, HasSign, Jump, ranges
from symmaml.calculus.pieces import PLACE, Piece, near, resolve
from symmaml.calculus.spelling import RELATION, latex, plain
from symmaml.errors import FactRefused


class Hint:
    """Where to look: it is believed in nothing."""


@dataclass(frozen=True)
class Nothing(Hint):
    """No hint is needed."""


@dataclass(frozen=True)
class Pieces(Hint):
    """Where the second derivative jumps, further cuts of the pieces, and forms in which its bounds are plain."""

    breakpoints: tuple[Expression, ...] = ()
    cuts: tuple[tuple[Fraction, ...], ...] = ()
    forms: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class At(Hint):
    """A point of the line, and forms in which the sign there is plain."""

    point: Expression
    forms: tuple[Expression, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "point", as_expression(self.point))


@dataclass(frozen=True)
class Kink(Hint):
    """A point where the derivative jumps, down unless said otherwise."""

    point: Expression
    relation: str = "<"

    def __post_init__(self) -> None:
        object.__setattr__(self, "point", as_expression(self.point))


@dataclass(frozen=True)
class Ray(Hint):
    """Points at which a function tends to minus infinity, below a bound that is linear in the letter `along`.

    `place` is the point; None stands for the peaks of the sine, x = pi/2 + 2 pi n > 0, and `along` is then x.
    """

    place: Expression | None
    along: Variable
    bound: Expression
    forms: tuple[Expression, ...] = ()


class Property(Protocol):
    """A predicate of functions and parameters."""

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]: ...

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]: ...

    def plain(self) -> str: ...

    def latex(self) -> str: ...


def no_way(what: Property, hint: Hint) -> FactRefused:
    return FactRefused("evidence", f"a {type(hint).__name__} does not bear on: {what.plain()}")


def second_pieces(
    function: Expression, case: Case, hint: Pieces
) -> list[tuple[Piece, tuple[Fraction, ...], Expression]]:
    """Return the pieces of the line, their cuts, and the second derivative on each.

    The function and its derivative must be defined everywhere: then they are continuous, and what holds piece by piece
    holds as a whole. That its formula has a second derivative does not say so: of log(-x) - log(x) it is zero.
    """
    slope = derivative(function, case.variable)
    for place in hint.breakpoints:
        enclose(substitute(slope, {case.variable: place}), case.ranges)  # refuses where it is not defined
    ends = (None, *hint.breakpoints, None)
    cuts = hint.cuts or ((),) * (len(ends) - 1)
    if len(cuts) != len(ends) - 1:
        raise FactRefused(
            "cover", f"{len(hint.breakpoints)} breakpoints make {len(ends) - 1} pieces, cut {len(cuts)} times"
        )
    found = []
    for number, inner in enumerate(cuts):
        piece = Piece(case.variable, ends[number], ends[number + 1])
        piece.check_order(case.ranges)
        here = resolve(slope, piece, case.ranges)
        for each in (resolve(function, piece, case.ranges), here):
            enclose(piece.on(each), piece.box(case.ranges))
        found.append((piece, inner, derivative(here, case.variable)))
    return found


def at(place: Expression, case: Case) -> str:
    return f"at ${latex(case.variable)} = {latex(place)}$"


def sign_on(
    expression: Expression,
    relation: str,
    piece: Piece,
    cuts: tuple[Fraction, ...],
    case: Case,
    hint: Pieces | None = None,
) -> HasSign:
    box = ranges(piece.box(case.ranges))
    along = case.variable.name if piece.constant else PLACE.name
    return HasSign(piece.on(expression), relation, box, along, cuts, hint.forms if hint else ())


def second_at(function: Expression, place: Expression, case: Case) -> Expression:
    """Return the second derivative at a point near which the function is smooth."""
    smooth = near(function, case.variable, place, case.ranges)
    return substitute(derivative(derivative(smooth, case.variable), case.variable), {case.variable: place})


@dataclass(frozen=True)
class Convexity:
    """The function is convex; with a modulus mu it is mu-strongly convex.

    Shown by f'' >= mu on pieces of the line, f' being continuous. Contradicted by f'' < mu at a point, by a derivative
    that jumps down, or by an f'' that tends to minus infinity.
    """

    function: Function
    modulus: Expression = ZERO

    def __post_init__(self) -> None:
        object.__setattr__(self, "modulus", as_expression(self.modulus))

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Pieces):
            raise no_way(self, hint)
        mu = case.value(self.modulus)
        pieces = second_pieces(self.function.of(case), case, hint)
        return tuple(sign_on(second - mu, ">=", piece, cuts, case, hint) for piece, cuts, second in pieces)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        function, mu = self.function.of(case), case.value(self.modulus)
        if isinstance(hint, At):
            second = second_at(function, hint.point, case)
            label = f"its second derivative{'' if mu == ZERO else ', minus the modulus,'} {at(hint.point, case)}"
            return (HasSign(second - mu, "<", ranges(case.ranges), forms=hint.forms, label=label),)
        if isinstance(hint, Kink):
            return (Jump(function, case.variable, hint.point, "<", ranges(case.ranges)),)
        if isinstance(hint, Ray):
            return (falling(function, case, hint, mu),)
        raise no_way(self, hint)

    def plain(self) -> str:
        what = "convex" if self.modulus == ZERO else f"{plain(self.modulus)}-strongly convex"
        return f"{self.function.plain()} is {what}"

    def latex(self) -> str:
        what = "convex" if self.modulus == ZERO else f"${latex(self.modulus)}$-strongly convex"
        return f"${self.function.latex()}$ is {what}"


@dataclass(frozen=True)
class Smoothness:
    """The gradient is Lipschitz with constant L; without a bound, with some constant.

    Shown by -L <= f'' <= L on pieces of the line, f' being continuous. Contradicted by f'' > L at a point, by a
    derivative that jumps, or by an f'' that tends to minus infinity.
    """

    function: Function
    bound: Expression | None = None

    def __post_init__(self) -> None:
        if self.bound is not None:
            object.__setattr__(self, "bound", as_expression(self.bound))

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Pieces) or self.bound is None:
            raise no_way(self, hint)
        bound = case.value(self.bound)
        pieces = second_pieces(self.function.of(case), case, hint)
        return tuple(
            sign_on(bound + side * second, ">=", piece, cuts, case, hint)
            for piece, cuts, second in pieces
            for side in (-1, 1)
        )

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        function = self.function.of(case)
        if isinstance(hint, At) and self.bound is not None:
            second = second_at(function, hint.point, case)
            label = f"the square of its second derivative, minus that of the constant, {at(hint.point, case)}"
            excess = second**2 - case.value(self.bound) ** 2
            return (HasSign(excess, ">", ranges(case.ranges), forms=hint.forms, label=label),)
        if isinstance(hint, Kink):
            return (Jump(function, case.variable, hint.point, hint.relation, ranges(case.ranges)),)
        if isinstance(hint, Ray):
            bound = None if self.bound is None else case.value(self.bound)
            return (falling(function, case, hint, bound),)
        raise no_way(self, hint)

    def plain(self) -> str:
        name = self.function.plain()
        return (
            f"{name} is {plain(self.bound)}-smooth" if self.bound is not None else f"{name} is smooth for some constant"
        )

    def latex(self) -> str:
        name = f"${self.function.latex()}$"
        return (
            f"{name} is ${latex(self.bound)}$-smooth"
            if self.bound is not None
            else f"{name} is smooth for some constant"
        )


@dataclass(frozen=True)
class Differentiability:
    """The function has a derivative everywhere."""

    function: Function

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Kink):
            raise no_way(self, hint)
        return (Jump(self.function.of(case), case.variable, hint.point, hint.relation, ranges(case.ranges)),)

    def plain(self) -> str:
        return f"{self.function.plain()} is differentiable"

    def latex(self) -> str:
        return f"${self.function.latex()}$ is differentiable"


@dataclass(frozen=True)
class Condition:
    """Parameters stand in a relation: `expression` compared with `bound`."""

    expression: Expression
    relation: str
    bound: Expression = ZERO

    def holds(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        if not isinstance(hint, Nothing) or self.relation not in RELATION:
            raise no_way(self, hint)
        return (HasSign(case.value(self.expression - self.bound), self.relation, ranges(case.ranges)),)

    def fails(self, case: Case, hint: Hint) -> tuple[Fact, ...]:
        raise no_way(self, hint)

    def plain(self) -> str:
        return f"{plain(self.expression)} {self.relation} {plain(self.bound)}"

    def latex(self) -> str:
        return f"${latex(self.expression)} {RELATION[self.relation]} {latex(self.bound)}$"


def falling(function: Expression, case: Case, hint: Ray, fixed: Expression | None) -> Falls:
    """Return the fact for a ray. Along a letter of the case it is about one function after the other: these may have no
    constant in common, so that `fixed`, the constant in question, must not depend on the letter; None is any constant.
    """
    letters = variables_of(function) if fixed is None else variables_of(fixed)
    if hint.along != case.variable and hint.along.name in letters:
        raise FactRefused("ray", f"the constant may depend on {hint.along.name}, along which the points run")
    second = derivative(derivative(function, case.variable), case.variable)
    return Falls(second, case.variable, hint.place, hint.along, hint.bound, ranges(case.ranges), hint.forms)
