"""Statements about elementary functions of one or two real variables, decided by exact arithmetic and enclosures.

Write functions with `variable`, `sqrt`, `cos`, `sin`, `log`, `positive`; say what holds with properties of `Given`,
`Adapted` and mixed functions; refute a `Universal` statement by a `case` of it, or `show` a property of a case.
"""

from symmaml.calculus.case import Adapted, Case, Given, Mix, case, mix
from symmaml.calculus.differentiation import derivative
from symmaml.calculus.dynamics import Contraction, Converges, Cycle, Expanding, Lyapunov, Trap
from symmaml.calculus.enclosure import enclose
from symmaml.calculus.expression import (
    Expression,
    Variable,
    as_expression,
    cos,
    log,
    positive,
    sin,
    sqrt,
    substitute,
    variable,
)
from symmaml.calculus.facts import Equals, Exceeds, Falls, HasSign, Jump, Orbit
from symmaml.calculus.finding import Finding, Universal, refute, show
from symmaml.calculus.interval import Interval, closed, opened
from symmaml.calculus.minimisers import (
    Above,
    Between,
    CriticalAfterStep,
    LocalMinimaAreGlobal,
    OneMinimiser,
    Outline,
    SameMinimisers,
    SlopeOfAdapted,
    StaysPositive,
    outline,
)
from symmaml.calculus.plane import (
    AttainsInfimum,
    Forms,
    HasCriticalPoint,
    Minimum,
    PlaneConvexity,
    PlaneSmoothness,
    Slopes,
    Vanishing,
)
from symmaml.calculus.properties import (
    At,
    Condition,
    Convexity,
    Differentiability,
    Kink,
    Nothing,
    Pieces,
    Ray,
    Smoothness,
)
from symmaml.calculus.rational import identical
from symmaml.calculus.search import find_shape
from symmaml.calculus.shape import Shape, Stretch, Turning
from symmaml.calculus.spelling import latex, plain

__all__ = [
    "Above",
    "Adapted",
    "At",
    "AttainsInfimum",
    "Between",
    "Case",
    "Condition",
    "Contraction",
    "Converges",
    "Convexity",
    "CriticalAfterStep",
    "Cycle",
    "Differentiability",
    "Equals",
    "Exceeds",
    "Expanding",
    "Expression",
    "Falls",
    "Finding",
    "Forms",
    "Given",
    "HasCriticalPoint",
    "HasSign",
    "Interval",
    "Jump",
    "Kink",
    "LocalMinimaAreGlobal",
    "Lyapunov",
    "Minimum",
    "Mix",
    "Nothing",
    "OneMinimiser",
    "Orbit",
    "Outline",
    "Pieces",
    "PlaneConvexity",
    "PlaneSmoothness",
    "Ray",
    "SameMinimisers",
    "Shape",
    "SlopeOfAdapted",
    "Slopes",
    "Smoothness",
    "StaysPositive",
    "Stretch",
    "Trap",
    "Turning",
    "Universal",
    "Vanishing",
    "Variable",
    "as_expression",
    "case",
    "closed",
    "cos",
    "derivative",
    "enclose",
    "find_shape",
    "identical",
    "latex",
    "log",
    "mix",
    "opened",
    "outline",
    "plain",
    "positive",
    "refute",
    "show",
    "sin",
    "sqrt",
    "substitute",
    "variable",
]
