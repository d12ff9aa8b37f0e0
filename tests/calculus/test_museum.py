"""Wrong facts and wrong counterexamples: each is refused, by the rule under which it hangs here."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from instances_of_calculus import (
    FOR_EVERY_STEP,
    NOTHING,
    ONE,
    ZERO,
    L,
    alpha,
    analytic,
    beta,
    convexity_of_analytic,
    double_well,
    f,
    g,
    hints,
    kink,
    minimiser,
    number,
    s,
    x,
)

from symmaml.calculus import (
    Adapted,
    At,
    AttainsInfimum,
    Between,
    Condition,
    Converges,
    Convexity,
    Cycle,
    Equals,
    Exceeds,
    Expanding,
    Falls,
    Forms,
    HasCriticalPoint,
    HasSign,
    Interval,
    Jump,
    Kink,
    Lyapunov,
    Minimum,
    OneMinimiser,
    Orbit,
    Outline,
    Pieces,
    PlaneConvexity,
    Ray,
    SameMinimisers,
    Shape,
    Slopes,
    Smoothness,
    Stretch,
    Trap,
    Turning,
    Universal,
    Vanishing,
    case,
    cos,
    derivative,
    enclose,
    find_shape,
    from_one,
    log,
    opened,
    positive,
    refute,
    show,
    sqrt,
    substitute,
    variable,
)
from symmaml.calculus.interval import REAL, closed, point
from symmaml.errors import FactRefused, InvalidStatement, NotDecided

u, y = variable("u"), variable("y")
LINE = (("x", REAL),)
parabola = x**2 / 2
STEP = x - derivative(analytic, x) / 4
SECOND = derivative(derivative(substitute(analytic, {x: STEP}), x), x)
AT = ((x, number(Q(36, 5))),)
SHAPE = Shape(parabola, x, (ZERO,), (Stretch("falls"), Stretch("rises")), (Turning("minimum", ZERO, ZERO),), 1)
W_SHAPE = find_shape(x**4 - 2 * x**2, x, -5, 5)
IRRATIONAL = find_shape(x**4 - 4 * x**2, x, -5, 5)

FACTS = [
    ("value", "off by a billionth", Equals(SECOND, number(Q(-121916583, 274625000) + Q(1, 10**9)), AT)),
    ("value", "wrong sign", Equals(SECOND, number(Q(121916583, 274625000)), AT)),
    ("value", "the point is another", Equals(SECOND, number(Q(-121916583, 274625000)), ((x, number(7)),))),
    ("sign", "reversed at a point", HasSign(SECOND, ">", (("x", point(Q(36, 5))),))),
    ("sign", "weak is not strict at a zero", HasSign(x**2, ">", (("x", point(0)),))),
    ("sign", "false somewhere, read off coefficients", HasSign(-(x**2) - x, ">", (("x", opened(0, None)),))),
    ("cover", "cuts do not increase", HasSign(x**2 + 1, ">", (("x", closed(0, 3)),), "x", (Q(2), Q(1)))),
    ("cover", "a cut outside the interval", HasSign(x**2 + 1, ">", (("x", closed(0, 3)),), "x", (Q(4),))),
    ("cover", "cuts of an unknown letter", HasSign(x**2 + 1, ">", LINE, "y", (Q(1),))),
    ("variable", "a letter without a range", HasSign(x + u, ">", LINE)),
    ("domain", "the logarithm of a negative number", HasSign(log(x), ">", (("x", closed(-1, 1)),))),
    ("domain", "the root of a negative number", HasSign(sqrt(x), ">=", (("x", closed(-1, 1)),))),
    ("division", "by an interval that contains zero", HasSign(1 / x, ">", (("x", closed(-1, 1)),))),
    ("sign", "a jump up that is called a jump down", Jump(positive(x) ** 2 + positive(x), x, ZERO, "<")),
    ("sign", "a jump where there is none", Jump(positive(x) ** 2, x, ZERO, "<")),
    ("sign", "a jump on the other side of the kink", Jump(-positive(x), x, ONE, "<")),
    ("orbit", "one step is wrong", Orbit(((x, -x),), ((ONE,), (-ONE,), (-ONE,)))),
    ("orbit", "off by a billionth", Orbit(((x, x / 2),), ((ONE,), (number(Q(1, 2) + Q(1, 10**9)),)))),
    ("orbit", "one state", Orbit(((x, x),), ((ONE,),))),
    ("orbit", "a state of two numbers", Orbit(((x, x),), ((ONE, ONE), (ONE, ONE)))),
    ("ray", "a bound that is not linear", Falls(-(x**2), x, u, u, -(u**2), (("u", opened(0, None)),))),
    ("sign", "a bound that rises", Falls(-x, x, u, u, u, (("u", opened(0, None)),))),
    ("sign", "a bound that stays", Falls(-x, x, u, u, ZERO, (("u", opened(0, None)),))),
    ("sign", "above its bound", Falls(-x, x, u, u, -2 * u, (("u", opened(0, None)),))),
    ("ray", "a letter that does not run to infinity", Falls(-x, x, u, u, -u, (("u", closed(0, 1)),))),
    ("ray", "the letter along the peaks is another", Falls(-x, x, None, u, -u, (("u", opened(0, None)),))),
    ("sign", "the peaks of the cosine", Falls(-x * cos(x), x, None, x, -x)),
    ("sign", "larger is negative", Exceeds(-(x**2) - 1, x, LINE)),
    ("count", "a zero too many", replace(SHAPE, critical=2)),
    ("count", "a zero too few", replace(W_SHAPE, critical=2)),
    ("count", "a turning point is left out", replace(SHAPE, turnings=())),
    ("turning", "a maximum for a minimum", replace(SHAPE, turnings=(Turning("maximum", ZERO, ZERO),))),
    ("turning", "at another place", replace(SHAPE, turnings=(Turning("minimum", ONE, ONE),))),
    ("sign", "rises where it falls", replace(SHAPE, stretches=(Stretch("rises"), Stretch("rises")), turnings=())),
    ("sign", "the breakpoint is shifted", replace(SHAPE, breakpoints=(number(Q(1, 10**9)),))),
    ("cover", "a stretch is missing", replace(SHAPE, stretches=(Stretch("falls"),))),
    ("stretch", "of an unknown kind", replace(SHAPE, stretches=(Stretch("falls"), Stretch("soars")))),
    ("turning", "a tail that turns", replace(SHAPE, stretches=(Stretch("falls"), Stretch("turns")))),
    (
        "kink",
        "inside a stretch",
        Shape(x**2 + positive(x - 1), x, (ZERO,), (Stretch("falls"), Stretch("rises")), (), 0),
    ),
    (
        "sign",
        "turns, but the slope is not monotone",
        Shape(
            x**4 - 2 * x**2,
            x,
            (number(-2), number(2)),
            (Stretch("falls"), Stretch("turns"), Stretch("rises")),
            (),
            1,
        ),
    ),
    (
        "turning",
        "turns, but has the same sign at both ends",
        Shape(x, x, (ONE, number(2)), (Stretch("rises"), Stretch("turns"), Stretch("rises")), (), 1),
    ),
    (
        "division",
        "a pole at a breakpoint",
        Shape(-(x**-2), x, (ZERO,), (Stretch("falls"), Stretch("rises")), (Turning("minimum", ZERO, ZERO),), 1),
    ),
    (
        "division",
        "a jump hidden by cancelling",
        Shape(x + positive(x) / x, x, (ZERO,), (Stretch("rises"), Stretch("rises")), (), 0),
    ),
    (
        "turning",
        "isolated in the wrong interval",
        replace(IRRATIONAL, turnings=(IRRATIONAL.turnings[2], *IRRATIONAL.turnings[1:])),
    ),
]


@pytest.mark.parametrize(
    ("rule", "fact"), [(rule, fact) for rule, _, fact in FACTS], ids=[name for _, name, _ in FACTS]
)
def test_a_wrong_fact_is_refused(rule, fact):
    with pytest.raises(FactRefused) as refusal:
        fact.check()
    assert refusal.value.rule == rule, refusal.value


small = case(x, {"f": analytic}, {"mu": 1, "L": 2, "alpha": Q(1, 4)})
KINKED = [*hints(Pieces((ONE,))), NOTHING, NOTHING]
DESCENT = Universal(("f", "beta"), (), Converges(f, beta))
UNIT_STEP = case(x, {"f": parabola}, {"beta": 1})
MINIMA = Universal(("f", "alpha"), (), SameMinimisers(Adapted(f, alpha), f))
dip = (y - Q(3, 2)) * (y - 4)
cone = (sqrt(x**2 + y**2) - x) ** 2

CLAIMS = [
    (
        "hypothesis",
        "mu is too large",
        convexity_of_analytic(case=replace(small, values={**small.values, "mu": number(2)})),
    ),
    (
        "hypothesis",
        "L is too small",
        convexity_of_analytic(case=replace(small, values={**small.values, "L": number(1)})),
    ),
    (
        "hypothesis",
        "the step is outside its range",
        convexity_of_analytic(case=case(x, {"f": analytic}, {"mu": 1, "L": 2, "alpha": Q(1, 3)})),
    ),
    (
        "hypothesis",
        "the range of the step goes too far",
        {
            "statement": convexity_of_analytic()["statement"],
            "case": case(x, {"f": kink}, {"mu": 1, "L": 2}, {"alpha": Interval(Q(1, 8), Q(1, 2))}),
            "established": KINKED,
            "violated": Kink(ONE),
        },
    ),
    (
        "hypothesis",
        "the modulus is zero",
        convexity_of_analytic(case=replace(small, values={**small.values, "mu": ZERO})),
    ),
    ("hypothesis", "a hint is missing", convexity_of_analytic(established=hints(Pieces()))),
    ("hypothesis", "a hint too many", convexity_of_analytic(established=[*hints(Pieces()), *[NOTHING] * 3])),
    ("hypothesis", "a hint of another kind", convexity_of_analytic(established=[At(ZERO)] * 5)),
    (
        "hypothesis",
        "a task that is not convex",
        convexity_of_analytic(case=case(x, {"f": x**4 - x**2}, {"mu": 1, "L": 2, "alpha": Q(1, 4)})),
    ),
    (
        "hypothesis",
        "a kink where the task is to be smooth",
        convexity_of_analytic(case=case(x, {"f": parabola + positive(x)}, {"mu": 1, "L": 2, "alpha": Q(1, 4)})),
    ),
    ("hypothesis", "another function", convexity_of_analytic(case=replace(small, functions={"g": analytic}))),
    ("violation", "the second derivative is positive there", convexity_of_analytic(violated=At(ZERO))),
    ("violation", "no kink is there", convexity_of_analytic(violated=Kink(number(Q(36, 5))))),
    (
        "violation",
        "a quadratic task",
        convexity_of_analytic(case=case(x, {"f": parabola}, {"mu": 1, "L": 2, "alpha": Q(1, 4)})),
    ),
    (
        "violation",
        "a bound that does not fall",
        convexity_of_analytic(
            case=case(x, {"f": x**2 + cos(x)}, {"mu": 1, "L": 3, "alpha": Q(1, 6)}), violated=Ray(None, x, x)
        ),
    ),
    (
        "violation",
        "the minima lie elsewhere",
        double_well(
            violated=replace(
                FOR_EVERY_STEP, turnings=tuple(replace(each, kind="minimum") for each in FOR_EVERY_STEP.turnings)
            )
        ),
    ),
    (
        "violation",
        "one minimum only",
        double_well(
            violated=Outline((ZERO,), (Stretch("falls"), Stretch("rises")), (Turning("minimum", ZERO, ZERO),), 1)
        ),
    ),
    (
        "violation",
        "the minimiser is off by a billionth",
        double_well(
            violated=replace(
                FOR_EVERY_STEP,
                breakpoints=tuple(
                    each + Q(1, 10**9) if each == minimiser else each for each in FOR_EVERY_STEP.breakpoints
                ),
            )
        ),
    ),
    (
        "violation",
        "two minima of different values",
        {
            "statement": Universal(("f",), (), OneMinimiser(f)),
            "case": case(x, {"f": x**4 / 4 + x**3 / 3 - x**2}),
            "established": [],
            "violated": Outline(
                (number(-2), ZERO, ONE),
                tuple(Stretch(kind) for kind in ("falls", "rises", "falls", "rises")),
                (
                    Turning("minimum", number(-2), number(-2)),
                    Turning("maximum", ZERO, ZERO),
                    Turning("minimum", ONE, ONE),
                ),
                3,
            ),
        },
    ),
    (
        "violation",
        "the least value is not attained",
        {
            "statement": Universal(("f",), (), OneMinimiser(f)),
            "case": case(x, {"f": -(x**4) + 2 * x**2}),
            "established": [],
            "violated": Outline(
                (number(-1), ZERO, ONE),
                tuple(Stretch(kind) for kind in ("rises", "falls", "rises", "falls")),
                (),
                3,
            ),
        },
    ),
    (
        "violation",
        "no second derivative at a kink",
        {
            "statement": Universal(("f",), (), Convexity(f)),
            "case": case(x, {"f": positive(x - 1) ** 2 - parabola}),
            "established": [],
            "violated": At(ONE),
        },
    ),
    (
        "violation",
        "a bound below the values on the curve",
        {
            "statement": Universal(("f",), (), AttainsInfimum(f)),
            "case": case((x, y), {"f": (y - 1) ** 2 + 1}),
            "established": [],
            "violated": Vanishing((s, ONE), s, from_one(), 1 / s, (y - 1) ** 2 + 1, Q(1)),
        },
    ),
    (
        "violation",
        "a paraboloid has a critical point",
        {
            "statement": Universal(("f",), (), HasCriticalPoint(f)),
            "case": case((x, y), {"f": x**2 + (y - 1) ** 2}),
            "established": [],
            "violated": Slopes(ONE, -x, x, (y - 1) ** 2, ONE),
        },
    ),
    (
        "violation",
        "the slope vanishes on a half-line",
        {
            "statement": Universal(("f",), (), HasCriticalPoint(f)),
            "case": case((x, y), {"f": y**2 * (1 - x / sqrt(1 + x**2)) + (y - 1) ** 2}),
            "established": [],
            "violated": Slopes(
                y**2 * sqrt(1 + x**2) ** -3,
                ONE,
                ZERO,
                (y - 1) ** 2,
                number(2),
                (2 * x**2 + y**2 * (1 + x / sqrt(1 + x**2)),),
            ),
        },
    ),
    (
        "violation",
        "negative beyond the level",
        {
            "statement": Universal(("f",), (), AttainsInfimum(f)),
            "case": case((x, y), {"f": dip}),
            "established": [],
            "violated": Vanishing((s, number(4)), s, from_one(), 1 / s, dip, Q(1)),
        },
    ),
    (
        "violation",
        "a cycle that does not close",
        {"statement": DESCENT, "case": UNIT_STEP, "established": [], "violated": Cycle((ONE, ZERO, ZERO))},
    ),
    (
        "violation",
        "a fixed point is no cycle",
        {"statement": DESCENT, "case": UNIT_STEP, "established": [], "violated": Cycle((ZERO, ZERO, ZERO))},
    ),
    (
        "violation",
        "a factor between -1 and 1",
        {
            "statement": DESCENT,
            "case": case(x, {"f": parabola}, {"beta": Q(1, 2)}),
            "established": [],
            "violated": Expanding(ZERO, number(Q(1, 2))),
        },
    ),
    (
        "violation",
        "a trap that is the global minimum",
        {
            "statement": DESCENT,
            "case": case(x, {"f": parabola}, {"beta": Q(1, 2)}),
            "established": [],
            "violated": Trap(number(-1), ZERO, ONE),
        },
    ),
    (
        "violation",
        "steps so long that descent jumps over the trap",
        {
            "statement": DESCENT,
            "case": case(x, {"f": x**4 / 4 - x**3 / 3 - x**2}, {"beta": 1}),
            "established": [],
            "violated": Trap(number(Q(-6, 5)), number(-1), number(2)),
        },
    ),
    (
        "violation",
        "a minimiser of both",
        {
            "statement": MINIMA,
            "case": case(x, {"f": parabola}, {"alpha": Q(1, 2)}),
            "established": [],
            "violated": Between(ZERO, ZERO, Pieces()),
        },
    ),
    (
        "violation",
        "the adapted function is of another task",
        {
            "statement": Universal(("f", "g"), (), SameMinimisers(Adapted(g, alpha), f)),
            "case": case(x, {"f": parabola, "g": (x - 1) ** 2 / 2}, {"alpha": 1}),
            "established": [],
            "violated": Between(ONE, ZERO, Pieces()),
        },
    ),
]


@pytest.mark.parametrize(
    ("rule", "given"), [(rule, given) for rule, _, given in CLAIMS], ids=[name for _, name, _ in CLAIMS]
)
def test_a_wrong_counterexample_is_refused(rule, given):
    with pytest.raises(FactRefused) as refusal:
        refute(**given)
    assert refusal.value.rule == rule, refusal.value


lower = Lyapunov(ZERO, positive(x) + positive(-x), ONE, (ZERO,))
PROOFS = [
    ("a step that is too long", Converges(f, beta), case(x, {"f": parabola}, {"beta": 3}), lower),
    ("a step that cycles", Converges(f, beta), case(x, {"f": parabola}, {"beta": 2}), lower),
    (
        "a limit that is no fixed point",
        Converges(f, beta),
        UNIT_STEP,
        replace(lower, limit=ONE, breakpoints=(ZERO, ONE)),
    ),
    ("a limit off the breakpoints", Converges(f, beta), UNIT_STEP, replace(lower, breakpoints=(ONE,))),
    ("bounded level sets are not shown", Converges(f, beta), UNIT_STEP, replace(lower, growth=number(2))),
    ("growth that is not positive", Converges(f, beta), UNIT_STEP, replace(lower, growth=ZERO)),
    ("a hint of another kind", Convexity(f), UNIT_STEP, At(ZERO)),
    ("not convex", Convexity(f), case(x, {"f": -parabola}), Pieces()),
    ("a derivative that jumps at a breakpoint", Convexity(f), case(x, {"f": -sqrt(x**2)}), Pieces((ZERO,))),
    ("a breakpoint is missing", Smoothness(f, L), case(x, {"f": kink}, {"L": 2}), Pieces()),
    ("two minima", OneMinimiser(f), case(x, {"f": x**4 - 2 * x**2}), replace(FOR_EVERY_STEP, turnings=())),
    (
        "one minimum, but no least value",
        OneMinimiser(f),
        case(x, {"f": x**3 - 3 * x}),
        Outline(
            (-ONE, ONE),
            (Stretch("rises"), Stretch("falls"), Stretch("rises")),
            (Turning("maximum", -ONE, -ONE), Turning("minimum", ONE, ONE)),
            2,
        ),
    ),
    ("a fold along the axis", PlaneConvexity(f), case((x, y), {"f": x**2 - sqrt(y**2)}), Forms()),
    ("not convex in the plane", PlaneConvexity(f), case((x, y), {"f": x**2 - y**2}), Forms()),
    ("the minimum is not zero", AttainsInfimum(f), case((x, y), {"f": cone + 1}), Minimum((ZERO, ZERO))),
    ("the minimum is elsewhere", AttainsInfimum(f), case((x, y), {"f": cone}), Minimum((number(-1), ZERO))),
    ("a condition that fails", Condition(alpha, ">"), case(x, {}, {"alpha": -1}), NOTHING),
]


@pytest.mark.parametrize(("what", "given", "hint"), [each[1:] for each in PROOFS], ids=[each[0] for each in PROOFS])
def test_a_wrong_proof_is_refused(what, given, hint):
    with pytest.raises(FactRefused) as refusal:
        show(what, given, hint)
    assert refusal.value.rule == "conclusion"


def test_a_case_may_not_speak_of_unknown_letters():
    with pytest.raises(FactRefused) as refusal:
        case(x, {"f": x + u})
    assert refusal.value.rule == "variable"


def test_a_form_that_is_not_equal_is_not_used():
    with pytest.raises(NotDecided):
        HasSign(x**2 - x + 1, ">", LINE, forms=((x - Q(1, 2)) ** 2 + 1,)).check()
    HasSign(x**2 - x + 1, ">", LINE, forms=((x - Q(1, 2)) ** 2 + Q(3, 4),)).check()


def test_a_zero_at_a_closed_end_is_no_positive_value():
    HasSign(x**3 + x, ">", (("x", opened(0, 1)),)).check()
    with pytest.raises(NotDecided):
        HasSign(x**3 + x, ">", (("x", closed(0, 1)),)).check()


def test_an_interval_too_wide_is_undecided_and_says_what_to_ask_for():
    found = show(Convexity(f), case(x, {"f": x**4 / 12 - x**3 / 6 + x**2 / 2}), Pieces())
    assert found.standing.value == "undecided"
    assert "Ask for precision" in found.reason
    assert found.kind == "none"


@pytest.mark.parametrize("value", [0.25, "1/4", True, None])
def test_only_exact_numbers_are_numbers(value):
    with pytest.raises(InvalidStatement, match="write Fraction"):
        x + value


def test_a_property_of_the_line_is_no_property_of_the_plane():
    with pytest.raises(InvalidStatement):
        show(Convexity(f), case((x, y), {"f": x**2 + y**2}), Pieces())


def test_exact_values_stay_exact():
    assert enclose(sqrt(1 + s**2), {"s": point(Q(3, 4))}) == point(Q(5, 4))
    assert not enclose(sqrt(1 + s**2), {"s": point(1)}).is_point
