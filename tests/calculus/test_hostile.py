"""Hostile statements, cases and hints: each looks as if it showed something, and is refused by a named rule."""

from dataclasses import dataclass
from fractions import Fraction as Q

import pytest
from instances_of_calculus import ONE, ZERO, L, f, number, s, x

import symmaml as sm
from symmaml.calculus import (
    Above,
    AttainsInfimum,
    Condition,
    Converges,
    Convexity,
    Equals,
    Expanding,
    Forms,
    Hint,
    Minimum,
    OneMinimiser,
    Outline,
    Pieces,
    PlaneConvexity,
    PlaneSmoothness,
    Ray,
    Slopes,
    Smoothness,
    Stretch,
    Turning,
    Universal,
    Vanishing,
    as_expression,
    case,
    from_one,
    log,
    opened,
    refute,
    show,
    sqrt,
    variable,
)
from symmaml.calculus.enclosure import enclose
from symmaml.calculus.expression import Apply, Variable
from symmaml.calculus.interval import REAL
from symmaml.calculus.plane import HasCriticalPoint
from symmaml.errors import FactRefused, InvalidClaim, InvalidStatement
from symmaml.evidence import standing

beta, c, mu, t, y = (variable(name) for name in ("beta", "c", "mu", "t", "y"))
NOWHERE = log(-1 - x**2) - log(1 + x**2)  # its derivative is zero, and it has no values
SIGN = (x - 1) / sqrt(2 * (x - 1) ** 2)  # so is that of this, which jumps
VALLEY = Outline((ZERO,), (Stretch("falls"), Stretch("rises")), (Turning("minimum", ZERO, ZERO),), 1)


@dataclass(frozen=True)
class Cheese:
    """A property that is not one of the package."""

    def holds(self, case, hint):
        return (Equals(ZERO, ZERO),)

    def plain(self):
        return "the moon is made of cheese"

    fails, latex = holds, plain


class Sham(Outline):
    """A hint that brings its own facts."""

    def shape(self, function, case):
        return Equals(ZERO, ZERO)


@dataclass(frozen=True)
class Borrowed:
    """A function that is another one in every case."""

    def of(self, case):
        return x**2

    def plain(self):
        return "f"

    latex = plain


SHOWN = [
    ("a kink without a breakpoint", Convexity(f), -sqrt(x**2), Pieces(), {}, {}),
    ("a kink under a sharp quotient", Convexity(f), -sqrt(2 * x**2), Pieces(), {}, {}),
    ("a kink that is to be smooth", Smoothness(f, L), sqrt(2 * x**2), Pieces(), {"L": 1}, {}),
    ("a function without values", Convexity(f), x**2 + NOWHERE, Pieces(), {}, {}),
    ("a function on a half-line", Convexity(f), log(2 * x) - log(x), Pieces(), {}, {}),
    ("no values above a bound", Above(f, ZERO), 1 + NOWHERE, Pieces(), {}, {}),
    ("a jump inside a stretch", OneMinimiser(f), x**2 - 100 * SIGN, VALLEY, {}, {}),
    ("the letter of a piece as a parameter", Convexity(f), x**3, Pieces((t,)), {}, {"t": opened(0, 1)}),
    ("a modulus that depends on the point", Convexity(f, 6 * x), x**3, Pieces(), {}, {}),
]


@pytest.mark.parametrize(("what", "function", "hint", "values", "ranges"), [each[1:] for each in SHOWN])
def test_what_has_no_values_or_jumps_has_no_property(what, function, hint, values, ranges):
    with pytest.raises(FactRefused) as refusal:
        show(what, case(x, {"f": function}, values, ranges), hint)
    assert refusal.value.rule == "conclusion"


FOLDS = [-sqrt(2 * (x - 1) ** 2), -sqrt(2 * (y - 1) ** 2), -sqrt(2 * x**2), x**2 + log(-1 - y**2) - log(1 + y**2)]


@pytest.mark.parametrize("function", FOLDS)
def test_a_fold_in_the_plane_is_not_smooth(function):
    for what in (PlaneConvexity(f), PlaneSmoothness(f, L)):
        with pytest.raises(FactRefused) as refusal:
            show(what, case((x, y), {"f": function}, {"L": 9}), Forms())
        assert refusal.value.rule == "conclusion"


CASES = [
    ("a constant that depends on the point", x, {"f": x**4}, {"L": 12 * x**2}, {}),
    ("a variable that is a parameter", x, {"f": x**3}, {}, {"x": opened(0, None)}),
    ("a variable with a value", x, {"f": x**3}, {"x": 1}, {}),
    ("one variable twice", (x, x), {"f": x**2}, {}, {}),
]


@pytest.mark.parametrize(("variables", "functions", "values", "ranges"), [each[1:] for each in CASES])
def test_a_case_keeps_places_and_parameters_apart(variables, functions, values, ranges):
    with pytest.raises(FactRefused) as refusal:
        case(variables, functions, values, ranges)
    assert refusal.value.rule == "variable"


FAMILY = {"functions": {"f": -c * x**2}, "ranges": {"c": opened(0, None)}}
ALONG_C = Ray(ZERO, c, -c)
REFUTED = [
    ("every one of the family is smooth", Smoothness(f), case(x, **FAMILY), ALONG_C),
    ("with a constant of its own", Smoothness(f, L), case(x, **FAMILY, values={"L": 2 * c}), ALONG_C),
    ("and a modulus of its own", Convexity(f, mu), case(x, **FAMILY, values={"mu": -2 * c}), ALONG_C),
    (
        "distances from a centre that moves",
        Converges(f, beta),
        case(x, {"f": x**2 / 2}, {"beta": Q(1, 2)}),
        Expanding(Q(3, 2) * x, number(2)),
    ),
    (
        "a curve along a letter of the function",
        AttainsInfimum(f),
        case((x, y), {"f": (y - 1) ** 2 + 1 / s}, {}, {"s": from_one()}),
        Vanishing((s, ONE), s, from_one(), 1 / s, (y - 1) ** 2, Q(1)),
    ),
    (
        "a ratio that is no number",
        HasCriticalPoint(f),
        case((x, y), {"f": x**2 + y**2}),
        Slopes(ONE, -2 * x, ZERO, y, 1 / (x**2 + y**2)),
    ),
]


@pytest.mark.parametrize(("what", "given", "hint"), [each[1:] for each in REFUTED], ids=[each[0] for each in REFUTED])
def test_what_shows_nothing_of_a_single_function_refutes_nothing(what, given, hint):
    with pytest.raises(FactRefused) as refusal:
        refute(Universal(("f",), (), what), given, [], hint)
    assert refusal.value.rule == "violation"


def test_a_family_may_fall_where_the_constant_is_its_own_for_all():
    given = case(x, FAMILY["functions"], {"L": 3}, FAMILY["ranges"])
    assert refute(Universal(("f", "L"), (), Smoothness(f, L)), given, [], ALONG_C).standing is sm.Standing.REFUTED


def test_a_relation_is_a_known_one():
    with pytest.raises(FactRefused) as refusal:
        show(Condition(mu, "!="), case(x, {}, {"mu": 1}))
    assert refusal.value.rule == "conclusion"


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        (Cheese(), None),
        (Convexity(Borrowed()), Pieces()),
        (OneMinimiser(f), Sham((ZERO,), VALLEY.stretches, VALLEY.turnings, 1)),
        (AttainsInfimum(f), [Hint()]),
    ],
)
def test_classes_from_elsewhere_are_refused(what, hint):
    with pytest.raises(FactRefused) as refusal:
        show(what, case(x, {"f": x**2}), hint)
    assert refusal.value.rule == "class"


@pytest.mark.parametrize("name", ["0", "(* x^2)", "x y", "", "λ"])
def test_a_variable_does_not_spell_another_expression(name):
    with pytest.raises(InvalidStatement, match="no name for a variable"):
        Variable(name)


def test_a_function_is_a_known_one():
    with pytest.raises(InvalidStatement, match="'exp' is no function"):
        Apply("exp", x)


def test_a_quotient_has_no_value_where_root_and_numerator_vanish():
    with pytest.raises(FactRefused) as refusal:
        enclose(x / sqrt(2 * x**2), {"x": REAL})
    assert refusal.value.rule == "division"
    assert str(enclose(x / sqrt(4 * x**2 + y**2), {"x": opened(0, None), "y": REAL})) == "(0, 1/2]"


def test_what_a_finding_says_of_itself_is_found_again():
    found = show(AttainsInfimum(f), case((x, y), {"f": x**2 + y**2}), Minimum((ZERO, ZERO)))
    assert standing(found) is sm.Standing.PROVED
    object.__setattr__(found, "standing", sm.Standing.REFUTED)
    assert standing(found) is sm.Standing.PROVED
    object.__setattr__(found, "hints", (Minimum((ONE, as_expression(0))),))
    with pytest.raises((FactRefused, InvalidClaim)):
        standing(found)
