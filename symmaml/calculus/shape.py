"""The shape of a function on the whole line: where it falls and rises, its turning points, how many critical points.

The line is cut at breakpoints. On a stretch the derivative has one sign ("falls", "rises"), or it has exactly one zero
because it is strictly monotone with opposite signs at the ends ("turns"). From the signs all local extrema follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import enclose
from symmaml.calculus.expression import ZERO, Expression, Variable, substitute
from symmaml.calculus.facts import HasSign, Ranges, ranges
from symmaml.calculus.pieces import Piece, resolve
from symmaml.calculus.rational import identical
from symmaml.calculus.sign import Shown, settle
from symmaml.calculus.spelling import latex, plain
from symmaml.errors import FactRefused


@dataclass(frozen=True)
class Stretch:
    """One piece of the line: it "falls", "rises", or "turns"; `cuts` subdivide it for the proof."""

    kind: str
    cuts: tuple[Fraction, ...] = ()


@dataclass(frozen=True)
class Turning:
    """A strict local minimum or maximum, the only critical point between `start` and `end` (equal when it is exact)."""

    kind: str
    start: Expression
    end: Expression

    @property
    def exact(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True)
class Shape:
    """The turning points of a function on the real line are exactly these; it has `critical` critical points."""

    expression: Expression
    variable: Variable
    breakpoints: tuple[Expression, ...]
    stretches: tuple[Stretch, ...]
    turnings: tuple[Turning, ...]
    critical: int
    box: Ranges = ()

    def check(self) -> Shown:
        if len(self.stretches) != len(self.breakpoints) + 1:
            raise FactRefused(
                "cover", f"{len(self.breakpoints)} breakpoints make {len(self.breakpoints) + 1} stretches"
            )
        for place in self.breakpoints:  # the function is continuous where it is defined
            enclose(substitute(self.expression, {self.variable: place}), dict(self.box))
        for number in range(len(self.stretches)):
            piece = self.piece(number)
            whole = resolve(self.expression, piece, dict(self.box))
            enclose(piece.on(whole), piece.box(dict(self.box)))
        slopes = [self.check_stretch(number) for number in range(len(self.stretches))]
        found = self.found(slopes)
        if len(found) != len(self.turnings):
            raise FactRefused("count", f"{len(self.turnings)} turning points are claimed, and there are {len(found)}")
        for claimed, turning in zip(self.turnings, found, strict=True):
            if claimed != turning:
                raise FactRefused("turning", f"{spelled(turning)} was found where {spelled(claimed)} is claimed")
        count = self.count(slopes)
        if count != self.critical:
            raise FactRefused("count", f"{self.critical} critical points are claimed, and there are {count}")
        exact = all(turning.exact for turning in found)
        reached = f"{count} critical points, {len(found)} turning points"
        return Shown("exact value" if exact else "enclosure", reached)

    def piece(self, number: int, closed: bool = False) -> Piece:
        ends = (None, *self.breakpoints, None)
        return Piece(self.variable, ends[number], ends[number + 1], closed)

    def slope(self, number: int) -> Expression:
        """Return the derivative of the function on one stretch."""
        return derivative(resolve(self.expression, self.piece(number), dict(self.box)), self.variable)

    def check_stretch(self, number: int) -> Expression:
        """Check one stretch; return its slope."""
        stretch, piece = self.stretches[number], self.piece(number)
        piece.check_order(dict(self.box))
        slope = self.slope(number)
        if stretch.kind == "turns":
            self.check_turn(slope, piece, stretch)
        elif stretch.kind in SIGNS_OF_SLOPE:
            relation = SIGNS_OF_SLOPE[stretch.kind]
            self.sign(slope, relation, piece, stretch.cuts)
        else:
            raise FactRefused("stretch", f"a stretch {stretch.kind!r}: write falls, rises or turns")
        return slope

    def sign(self, expression: Expression, relation: str, piece: Piece, cuts: tuple[Fraction, ...]) -> None:
        along = self.variable.name if piece.constant else "t"
        HasSign(piece.on(expression), relation, ranges(piece.box(dict(self.box))), along, cuts).check()

    def check_turn(self, slope: Expression, piece: Piece, stretch: Stretch) -> None:
        if piece.start is None or piece.end is None:
            raise FactRefused("turning", "a stretch that turns has two ends")
        signs = [self.sign_at(slope, end) for end in (piece.start, piece.end)]
        if {*signs} != {"<", ">"}:
            raise FactRefused(
                "turning", f"the slope is {signs[0]} 0 and {signs[1]} 0 at the ends of a stretch that turns"
            )
        curvature = derivative(slope, self.variable)
        closed = Piece(self.variable, piece.start, piece.end, closed=True)
        self.sign(curvature, ">" if signs[0] == "<" else "<", closed, stretch.cuts)

    def sign_at(self, expression: Expression, place: Expression) -> str:
        here, box = substitute(expression, {self.variable: place}), dict(self.box)
        for relation in sorted(enclose(here, box).relations() & {"<", ">"}):
            return relation
        if identical(here, ZERO):
            return "="
        try:
            settle(here, ">", box)
        except FactRefused:
            settle(here, "<", box)
            return "<"
        return ">"

    def found(self, slopes: list[Expression]) -> list[Turning]:
        """Read the turning points off the stretches."""
        found = []
        for number, stretch in enumerate(self.stretches):
            if stretch.kind == "turns":
                start, end = self.breakpoints[number - 1], self.breakpoints[number]
                found.append(Turning(kind_of(self.sign_at(slopes[number], start)), start, end))
            if number < len(self.breakpoints):
                here = self.breakpoints[number]
                before = self.sign_before(slopes[number], stretch, here)
                after = self.sign_before(slopes[number + 1], self.stretches[number + 1], here)
                if before != after:
                    found.append(Turning(kind_of(before), here, here))
        return found

    def sign_before(self, slope: Expression, stretch: Stretch, here: Expression) -> str:
        """Return the sign of the slope on the side of a breakpoint where the stretch lies."""
        return SIGNS_OF_SLOPE.get(stretch.kind) or self.sign_at(slope, here)

    def count(self, slopes: list[Expression]) -> int:
        """Count the zeros of the derivative: one on each stretch that turns, and the breakpoints where it vanishes."""
        inside = sum(stretch.kind == "turns" for stretch in self.stretches)
        for number, here in enumerate(self.breakpoints):
            sides = [self.sign_at(slopes[side], here) for side in (number, number + 1)]
            inside += sides == ["=", "="]
        return inside

    def plain(self) -> str:
        points = ", ".join(spelled(turning) for turning in self.turnings)
        return f"{plain(self.expression)} has exactly {self.critical} critical points, and turns at: {points}"

    def latex(self) -> str:
        points = ",\\ ".join(spelled_latex(turning) for turning in self.turnings)
        return (
            rf"{latex(self.expression)} \text{{ has exactly {self.critical} critical points, and turns at }} {points}"
        )

    def words(self) -> str:
        points = ", ".join(f"{turning.kind} at ${place_latex(turning)}$" for turning in self.turnings)
        return f"it has exactly {self.critical} critical points, and its turning points are: {points}"


SIGNS_OF_SLOPE = MappingProxyType({"falls": "<", "rises": ">"})


def kind_of(before: str) -> str:
    return "minimum" if before == "<" else "maximum"


def spelled(turning: Turning) -> str:
    if turning.exact:
        return f"{turning.kind} at {plain(turning.start)}"
    return f"{turning.kind} in [{plain(turning.start)}, {plain(turning.end)}]"


def spelled_latex(turning: Turning) -> str:
    return rf"{place_latex(turning)} \text{{ ({turning.kind})}}"


def place_latex(turning: Turning) -> str:
    if turning.exact:
        return latex(turning.start)
    return rf"x \in \left[{latex(turning.start)}, {latex(turning.end)}\right]"
