"""The functions and statements that the tests of calculus share."""

from __future__ import annotations

from fractions import Fraction as Q

from symmaml.calculus import (
    Adapted,
    At,
    Condition,
    Convexity,
    Given,
    Nothing,
    OneMinimiser,
    Outline,
    Pieces,
    Smoothness,
    Stretch,
    Turning,
    Universal,
    as_expression,
    case,
    mix,
    opened,
    positive,
    sqrt,
    substitute,
    variable,
)

x, alpha, beta, mu, L, c, s = (variable(name) for name in "x alpha beta mu L c s".split())
f, g = Given("f"), Given("g")
number = as_expression
ONE, ZERO = number(1), number(0)
NOTHING = Nothing()

kink = x**2 / 2 + positive(x - 1) ** 2 / 2
analytic = x**2 / 2 + sqrt(1 + (x - Q(159, 20)) ** 2)
well = (x + 1) ** 2 / 2 + positive(x) ** 2 / 2
analytic_well = (x + Q(36, 5)) ** 2 / 2 + sqrt(1 + (x - Q(3, 4)) ** 2)

TASK = (Condition(mu, ">"), Convexity(f, mu), Smoothness(f, L))
HALF_STEP = (Condition(alpha, ">"), Condition(2 * alpha * L, "<=", ONE))
CONVEX = Universal(("f", "alpha", "mu", "L"), (*TASK, *HALF_STEP), Convexity(Adapted(f, alpha)))

PAIR = (*TASK, Convexity(g, mu), Smoothness(g, L), Condition(alpha, ">"), Condition(alpha * L, "<", ONE))
SUM = mix((1, Adapted(f, alpha)), (1, Adapted(g, alpha)))
UNIQUE = Universal(("f", "g", "alpha", "mu", "L"), PAIR, OneMinimiser(SUM))


def hints(*pieces: Pieces) -> list[object]:
    """Return the hints for a strongly convex and smooth task of positive modulus: nothing, pieces, pieces."""
    return [NOTHING, *(each for piece in pieces for each in (piece, piece))]


def convexity_of_analytic(**changed: object) -> dict[str, object]:
    """Return the arguments that refute convexity by the analytic task; the museum changes some."""
    given = {
        "statement": CONVEX,
        "case": case(x, {"f": analytic}, {"mu": 1, "L": 2, "alpha": Q(1, 4)}),
        "established": [*hints(Pieces()), NOTHING, NOTHING],
        "violated": At(number(Q(36, 5))),
    }
    return {**given, **changed}


minimiser = alpha * (1 - alpha) / ((1 - alpha) ** 2 + (1 - 2 * alpha) ** 2)
bend = alpha / (1 - 2 * alpha)
FOR_EVERY_STEP = Outline(
    (-bend, -minimiser, ZERO, minimiser, bend),
    tuple(Stretch(kind) for kind in ("falls", "falls", "rises", "falls", "rises", "rises")),
    (
        Turning("minimum", -minimiser, -minimiser),
        Turning("maximum", ZERO, ZERO),
        Turning("minimum", minimiser, minimiser),
    ),
    2,
)


def double_well(**changed: object) -> dict[str, object]:
    """Return the arguments that refute uniqueness by the kink pair, for every step below 1/L."""
    given = {
        "statement": UNIQUE,
        "case": case(x, {"f": well, "g": substitute(well, {x: -x})}, {"mu": 1, "L": 2}, {"alpha": opened(0, Q(1, 2))}),
        "established": [*hints(Pieces((ZERO,)), Pieces((ZERO,))), NOTHING, NOTHING],
        "violated": FOR_EVERY_STEP,
    }
    return {**given, **changed}
