"""The finder: where a function falls, rises and turns. What it returns is checked elsewhere, and may be wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import inf

from symmaml.calculus.coefficients import relations_by_coefficients
from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import PRECISION, enclose
from symmaml.calculus.expression import Constant, Expression, Variable
from symmaml.calculus.interval import End, Interval, point
from symmaml.calculus.pieces import Piece, resolve
from symmaml.calculus.shape import Shape, Stretch, Turning
from symmaml.errors import NotDecided

NARROWEST = Fraction(1, 2**20)
ISOLATED = Fraction(1, 2**12)  # width of the interval in which a zero is left that is not exact
HALVINGS = 40  # of an interval with a zero, before an exact value is guessed
DENOMINATOR = 10**5  # the largest of an exact zero that is guessed
Segment = tuple[End, End, str]


def find_shape(
    expression: Expression,
    variable: Variable,
    low: int | Fraction,
    high: int | Fraction,
    kinks: Iterable[Fraction] = (),
) -> Shape:
    """Propose the shape of a function of one variable that turns only between `low` and `high`.

    `kinks` are the points where positive parts change sides. Raises `NotDecided` where the search ends.

    >>> from symmaml.calculus.expression import positive, variable
    >>> x = variable("x")
    >>> find_shape(x**2 / 2 - x, x, -5, 5).plain()
    'x^2/2 - x has exactly 1 critical points, and turns at: minimum at 1'
    """
    ends = sorted({Fraction(low), *(Fraction(kink) for kink in kinks), Fraction(high)})
    marks: list[End] = [-inf, *ends, inf]
    segments: list[Segment] = []
    for start, end in pairwise(marks):
        slope = derivative(resolve(expression, piece(variable, start, end), {}), variable)
        for segment in divide(slope, variable, start, end):
            segments.extend(isolate(slope, variable, *segment) if segment[2] == "turns" else [segment])
    return assembled(expression, variable, segments, frozenset(ends))


def piece(variable: Variable, start: End, end: End) -> Piece:
    ends = [Constant(each) if isinstance(each, Fraction) else None for each in (start, end)]
    return Piece(variable, ends[0], ends[1])


def divide(slope: Expression, variable: Variable, start: End, end: End) -> list[Segment]:
    """Cut an interval until the slope has one sign on each part, or is monotone with one zero inside."""
    curvature = derivative(slope, variable)
    found: list[Segment] = []
    waiting = [(start, end)]
    while waiting:
        low, high = waiting.pop()
        kind = kind_of(slope, curvature, variable, low, high)
        if kind:
            found.append((low, high, kind))
        elif isinstance(low, Fraction) and isinstance(high, Fraction) and high - low > NARROWEST:
            waiting += [((low + high) / 2, high), (low, (low + high) / 2)]
        else:
            raise NotDecided(f"the sign of the slope between {low} and {high}: give the search wider or other ends")
    return found


def kind_of(slope: Expression, curvature: Expression, variable: Variable, low: End, high: End) -> str:
    box, bounded = (
        {variable.name: Interval(low, high, True, True)},
        isinstance(low, Fraction) and isinstance(high, Fraction),
    )
    here = enclose(slope, box).relations()
    here = here if bounded or here & {"<", ">"} else relations_by_coefficients(slope, box, PRECISION)
    if here & {"<", ">"}:
        return "rises" if ">" in here else "falls"
    if not (isinstance(low, Fraction) and isinstance(high, Fraction)):
        return ""
    if not enclose(curvature, {variable.name: Interval(low, high)}).relations() & {"<", ">"}:
        return ""
    left, right = sign(slope, variable, low), sign(slope, variable, high)
    if left * right < 0:
        return "turns"
    return "rises" if left + right > 0 else "falls"


def sign(slope: Expression, variable: Variable, at: Fraction) -> int:
    found = enclose(slope, {variable.name: point(at)}).relations()
    return 1 if ">" in found else -1 if "<" in found else 0


def isolate(slope: Expression, variable: Variable, low: End, high: End, kind: str) -> list[Segment]:
    """Narrow the interval around a zero; where the zero is a fraction of small denominator, cut there."""
    if not (isinstance(low, Fraction) and isinstance(high, Fraction)):
        return [(low, high, kind)]
    before = "rises" if sign(slope, variable, low) > 0 else "falls"
    after = "falls" if before == "rises" else "rises"
    inner, outer, narrow = low, high, (low, high)
    for _ in range(HALVINGS):
        middle = (inner + outer) / 2
        here = sign(slope, variable, middle)
        if here == 0:
            inner = outer = middle
            break
        inner, outer = (middle, outer) if (here > 0) == (before == "rises") else (inner, middle)
        narrow = (inner, outer) if outer - inner >= ISOLATED else narrow
    guess = ((inner + outer) / 2).limit_denominator(DENOMINATOR)
    if low < guess < high and enclose(slope, {variable.name: point(guess)}) == point(0):
        return [(low, guess, before), (guess, high, after)]
    parts = [(low, narrow[0], before), (*narrow, "turns"), (narrow[1], high, after)]
    return [(start, end, each) for start, end, each in parts if start < end]


def assembled(expression: Expression, variable: Variable, segments: list[Segment], kept: frozenset[Fraction]) -> Shape:
    """Join neighbours of one kind, and read off what turns where."""
    joined: list[tuple[End, End, str, tuple[Fraction, ...]]] = []
    for low, high, kind in segments:
        if joined and kind != "turns" and joined[-1][2] == kind and isinstance(low, Fraction) and low not in kept:
            start, _, _, cuts = joined.pop()
            joined.append((start, high, kind, (*cuts, low)))
        else:
            joined.append((low, high, kind, ()))
    turnings = []
    for number, (low, high, kind, _) in enumerate(joined):
        if kind == "turns" and isinstance(low, Fraction) and isinstance(high, Fraction):
            falls = joined[number - 1][2] == "falls"
            turnings.append(Turning("minimum" if falls else "maximum", Constant(low), Constant(high)))
        elif number and {kind, joined[number - 1][2]} == {"falls", "rises"} and isinstance(low, Fraction):
            turnings.append(Turning("minimum" if kind == "rises" else "maximum", Constant(low), Constant(low)))
    breakpoints = tuple(Constant(low) for low, *_ in joined if isinstance(low, Fraction))
    stretches = tuple(Stretch(kind, cuts) for _, _, kind, cuts in joined)
    shape = Shape(expression, variable, breakpoints, stretches, tuple(turnings), 0)
    return replace(shape, critical=shape.count([shape.slope(number) for number in range(len(stretches))]))
