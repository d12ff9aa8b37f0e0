"""The counterexamples of the smooth part, with the numbers that the ledger of the post gives for them."""

from __future__ import annotations

from fractions import Fraction as Q

import pytest
from instances_of_calculus import (
    CONVEX,
    HALF_STEP,
    NOTHING,
    ONE,
    PAIR,
    SUM,
    TASK,
    UNIQUE,
    ZERO,
    L,
    alpha,
    analytic,
    analytic_well,
    beta,
    c,
    convexity_of_analytic,
    double_well,
    f,
    g,
    hints,
    kink,
    mu,
    number,
    s,
    well,
    x,
)

from symmaml.calculus import (
    Adapted,
    At,
    AttainsInfimum,
    Between,
    Condition,
    Contraction,
    Converges,
    Convexity,
    CriticalAfterStep,
    Cycle,
    Differentiability,
    Equals,
    Expanding,
    Forms,
    Given,
    HasCriticalPoint,
    Interval,
    Kink,
    LocalMinimaAreGlobal,
    Lyapunov,
    Minimum,
    OneMinimiser,
    Pieces,
    PlaneConvexity,
    PlaneSmoothness,
    Ray,
    SameMinimisers,
    SlopeOfAdapted,
    Slopes,
    Smoothness,
    StaysPositive,
    Trap,
    Universal,
    Vanishing,
    as_expression,
    case,
    cos,
    derivative,
    enclose,
    find_shape,
    identical,
    log,
    mix,
    opened,
    outline,
    positive,
    refute,
    show,
    sqrt,
    substitute,
    variable,
)
from symmaml.calculus.interval import point
from symmaml.claim import Standing
from symmaml.errors import InvalidStatement

PIECES = Pieces((ONE,))
NO_PIECES = Pieces()
AT_ZERO = Pieces((ZERO,))
y = variable("y")
STRONG = (Condition(mu, ">"), Convexity(f, mu), Smoothness(f, L), Condition(alpha, ">"))


def second_derivative(function, step, at):
    adapted = substitute(function, {x: x - step * derivative(function, x)})
    return enclose(derivative(derivative(adapted, x), x), {"x": point(at)}).low


def refuted(finding, kind=None):
    assert finding.standing is Standing.REFUTED, finding.reason
    assert kind is None or finding.kind == kind
    return finding.grounds[-1].shown[-1].reached


def test_one_kinked_task_for_every_step_gives_a_concave_kink():
    family = case(x, {"f": kink}, {"mu": 1, "L": 2}, {"alpha": Interval(Q(0), Q(1, 4), True)})
    found = refute(CONVEX, family, [*hints(PIECES), NOTHING, NOTHING], Kink(ONE))
    assert refuted(found) == "alpha^2 - alpha"


def test_the_concave_kink_is_there_for_every_step_below_one():
    statement = Universal(("f", "alpha"), (*TASK, Condition(alpha, ">")), Convexity(Adapted(f, alpha)))
    family = case(x, {"f": kink}, {"mu": 1, "L": 2}, {"alpha": opened(0, 1)})
    refuted(refute(statement, family, [*hints(PIECES), NOTHING], Kink(ONE)))


def test_the_adapted_kink_is_not_differentiable():
    statement = Universal(("f", "alpha"), (*TASK, Condition(alpha, ">")), Differentiability(Adapted(f, alpha)))
    family = case(x, {"f": kink}, {"mu": 1, "L": 2}, {"alpha": opened(0, 1)})
    refuted(refute(statement, family, [*hints(PIECES), NOTHING], Kink(ONE)))


def test_the_analytic_task_is_concave_at_a_rational_point():
    assert refuted(refute(**convexity_of_analytic())) == "-121916583/274625000"
    assert second_derivative(analytic, Q(1, 4), Q(36, 5)) == Q(-121916583, 274625000)


def test_no_threshold_for_the_step_can_depend_on_mu_and_l_alone():
    """For the family x^2/2 + sqrt(1 + (x - c)^2) the second derivative at c - 3/4 falls linearly in c."""
    size, slope = 1 - Q(189, 125) * alpha, Q(2304, 3125) * alpha
    bound = 2 * size**2 - slope * ((1 - alpha) * c - Q(7, 4) + Q(27, 20) * alpha)
    away = Q(27, 20) * alpha - Q(3, 4) - alpha * c  # the adapted point, measured from c
    root = sqrt(1 + away**2)
    form = -(size**2 * (1 - root**-3) + slope * (1 + away / root))
    family = case(
        x, {"f": x**2 / 2 + sqrt(1 + (x - c) ** 2)}, {"mu": 1, "L": 2}, {"alpha": opened(0, 1), "c": opened(0, None)}
    )
    statement = Universal(("f", "alpha"), (*TASK, Condition(alpha, ">")), Convexity(Adapted(f, alpha)))
    refuted(refute(statement, family, [*hints(NO_PIECES), NOTHING], Ray(c - Q(3, 4), c, bound, (form,))))


@pytest.mark.parametrize("conclusion", [Convexity(Adapted(f, alpha)), Smoothness(Adapted(f, alpha))])
def test_one_task_refutes_convexity_and_smoothness_for_every_step(conclusion):
    bound = (1 - 2 * alpha) * (3 * (1 - 2 * alpha) - alpha * (2 * x - 1))
    family = case(x, {"f": x**2 + cos(x)}, {"mu": 1, "L": 3}, {"alpha": opened(0, Q(1, 2))})
    statement = Universal(("f", "alpha"), (*TASK, Condition(alpha, ">")), conclusion)
    refuted(refute(statement, family, [*hints(NO_PIECES), NOTHING], Ray(None, x, bound)))


def test_the_gradient_update_is_no_contraction_whatever_its_step():
    statement = Universal(
        ("f", "alpha", "beta"), (*TASK, *HALF_STEP, Condition(beta, ">")), Contraction(Adapted(f, alpha), beta)
    )
    family = case(x, {"f": analytic}, {"mu": 1, "L": 2, "alpha": Q(1, 4)}, {"beta": opened(0, None)})
    refuted(refute(statement, family, [*hints(NO_PIECES), *[NOTHING] * 3], At(number(Q(36, 5)))))


def test_two_minima_for_every_step_below_one_over_l():
    found = refute(**double_well())
    assert refuted(found) == "0"  # the difference of the two least values
    assert found.grounds[-1].shown[0].reached == "2 critical points, 3 turning points"


def test_the_double_well_at_one_quarter():
    wells = case(x, {"f": well, "g": substitute(well, {x: -x})}, {"alpha": Q(1, 4)})
    function = SUM.of(wells)
    shape = find_shape(function, x, -5, 5, [Q(-1, 2), 0, Q(1, 2)])
    shape.check()
    assert [turning.start for turning in shape.turnings] == [number(Q(-3, 13)), ZERO, number(Q(3, 13))]
    for place, value in ((Q(3, 13), Q(225, 416)), (Q(-3, 13), Q(225, 416)), (0, Q(9, 16))):
        Equals(function, number(value), ((x, number(place)),)).check()


def test_the_midpoint_is_the_only_minimiser_of_joint_training():
    wells = case(x, {"f": well, "g": substitute(well, {x: -x})})
    joint = mix((1, f), (1, g))
    shape = find_shape(joint.of(wells), x, -5, 5, [0])
    assert show(OneMinimiser(joint), wells, outline(shape)).standing is Standing.PROVED
    assert shape.turnings[0].start == ZERO


def test_the_analytic_pair_has_exactly_three_critical_points():
    mirrored = substitute(analytic_well, {x: -x})
    wells = case(x, {"f": analytic_well, "g": mirrored}, {"mu": 1, "L": 2, "alpha": Q(1, 4)})
    function = SUM.of(wells)
    shape = find_shape(function, x, -50, 50)
    established = [*hints(NO_PIECES, NO_PIECES), NOTHING, NOTHING]
    found = refute(UNIQUE, wells, established, outline(shape))
    refuted(found, "enclosures")
    assert (shape.critical, len(shape.turnings)) == (3, 3)
    right = shape.turnings[2]
    ends = [Q(right.start.key), Q(right.end.key)]
    assert ends[0] < Q(10622, 10000) < ends[1] < ends[0] + Q(1, 1000)
    curvature = derivative(derivative(function, x), x)
    assert enclose(curvature, {"x": point(0)}) == point(Q(-121916583, 137312500))


def kink_pair():
    return {"f": well, "g": substitute(well, {x: -x})}, {"mu": 1, "L": 2, "alpha": Q(1, 4)}


def test_a_local_minimum_that_is_not_global_catches_descent():
    functions, values = kink_pair()
    weighted = mix((1, Adapted(f, alpha)), (Q(5, 4), Adapted(g, alpha)))
    pair = case(x, functions, values, {"beta": Interval(Q(0), Q(1, 4), True)})
    shape = find_shape(weighted.of(pair), x, -5, 5, [Q(-1, 2), 0, Q(1, 2)])
    assert [turning.start for turning in shape.turnings] == [number(Q(-3, 28)), ZERO, number(Q(21, 61))]
    established = [*hints(AT_ZERO, AT_ZERO), NOTHING, NOTHING]
    statement = Universal(("f", "g", "alpha"), PAIR, LocalMinimaAreGlobal(weighted))
    refuted(refute(statement, pair, established, outline(shape)), "exact values")
    left, right = (enclose(weighted.of(pair), {"x": point(place)}).low for place in (Q(-3, 28), Q(21, 61)))
    assert abs(left - Q(6278, 10000)) < Q(1, 10000) > abs(right - Q(5763, 10000))
    descent = Universal(("f", "g", "alpha", "beta"), (*PAIR, Condition(beta, ">")), Converges(weighted, beta))
    trap = Trap(number(-1), number(Q(-3, 28)), number(Q(21, 61)), (number(Q(-1, 2)),))
    refuted(refute(descent, pair, [*established, NOTHING], trap))


SAME_STEP = (Convexity(f, mu), Convexity(g, mu), Converges(f, beta), Converges(g, beta))
AVERAGE = mix((Q(1, 2), f), (Q(1, 2), g))


@pytest.mark.parametrize(
    ("steep", "ranges", "violated"),
    [(Q(7, 4), {"s": opened(0, None)}, Cycle((s, -s, s))), (Q(9, 4), {}, Expanding(ZERO, number(Q(-3, 2))))],
    ids=["cycle", "divergence"],
)
def test_descent_on_an_average_cycles_or_diverges(steep, ranges, violated):
    left = x**2 / 4 + (steep - Q(1, 4)) * positive(x) ** 2
    mirrored = case(x, {"f": left, "g": substitute(left, {x: -x})}, {"mu": Q(1, 2), "beta": 1}, ranges)
    lower = [
        Lyapunov(ZERO, positive(-x) + 4 * positive(x), ONE, (ZERO,)),
        Lyapunov(ZERO, positive(x) + 4 * positive(-x), ONE, (ZERO,)),
    ]
    statement = Universal(("f", "g", "beta"), SAME_STEP, Converges(AVERAGE, beta))
    refuted(refute(statement, mirrored, [AT_ZERO, AT_ZERO, *lower], violated))


def logarithm(center):
    return log(1 + (x - center) ** 2)


def distance(center):
    return Lyapunov(number(center), positive(x - center) + positive(center - x), ONE, (number(center),))


def test_two_functions_on_which_descent_converges_have_an_average_with_two_minimisers():
    pair = case(x, {"f": logarithm(Q(5, 4)), "g": logarithm(Q(-5, 4))}, {"beta": Q(1, 2)})
    shape = find_shape(AVERAGE.of(pair), x, -50, 50)
    assert [turning.start for turning in shape.turnings] == [number(Q(-3, 4)), ZERO, number(Q(3, 4))]
    statement = Universal(("f", "g", "beta"), (Converges(f, beta), Converges(g, beta)), OneMinimiser(AVERAGE))
    refuted(refute(statement, pair, [distance(Q(5, 4)), distance(Q(-5, 4))], outline(shape)))


def test_descent_converges_on_a_function_that_is_not_convex():
    one = case(x, {"f": logarithm(0)}, {"beta": Q(1, 2)})
    statement = Universal(("f", "beta"), (Converges(f, beta),), Convexity(f))
    assert refuted(refute(statement, one, [distance(0)], At(number(2)))) == "-6/25"
    step = x - derivative(logarithm(0), x) / 2
    assert identical(step, x**3 / (1 + x**2))


def test_other_minimisers_appear_from_one_over_l_on():
    statement = Universal(
        ("f", "alpha", "mu", "L"), (*STRONG, Condition(alpha * L, "<", number(2))), SameMinimisers(Adapted(f, alpha), f)
    )
    even, pieces = x**2 / 2 + positive(x - 1) ** 2 + positive(-x - 1) ** 2, Pieces((number(-1), ONE))
    beyond = case(x, {"f": even}, {"mu": 1, "L": 3, "alpha": Q(1, 2)})
    refuted(refute(statement, beyond, [*hints(pieces), NOTHING, NOTHING], Between(number(2), ZERO, pieces)))
    at_bound = case(x, {"f": x**2 / 2}, {"mu": 1, "L": 1, "alpha": 1})
    refuted(refute(statement, at_bound, [*hints(NO_PIECES), NOTHING, NOTHING], Between(ONE, ZERO, NO_PIECES)))


def test_at_one_over_l_the_gradient_may_vanish_by_the_factor():
    task = case(x, {"f": x**2 / 2 + sqrt(1 + (x - Q(3, 2)) ** 2)}, {"mu": 1, "L": 2, "alpha": Q(1, 2)})
    statement = Universal(("f", "alpha"), (*STRONG, Condition(alpha * L, "<=", ONE)), CriticalAfterStep(f, alpha))
    refuted(refute(statement, task, [*hints(NO_PIECES), NOTHING, NOTHING], At(number(Q(3, 2)))))


def test_a_step_leaves_the_domain():
    task = case(x, {"f": x - log(x)}, {"alpha": Q(9, 2)})
    statement = Universal(("f", "alpha"), (Condition(alpha, ">"),), StaysPositive(f, alpha))
    assert refuted(refute(statement, task, [NOTHING], At(number(2)))) == "-1/4"


def test_the_hessian_of_the_chain_rule_is_taken_before_the_step():
    task = case(x, {"f": x**2 / 2 + sqrt(1 + x**2)}, {"alpha": Q(1, 4)})
    assert show(SlopeOfAdapted(f, alpha, "x"), task).standing is Standing.PROVED
    statement = Universal(("f", "alpha"), (Condition(alpha, ">"),), SlopeOfAdapted(f, alpha, "U(x)"))
    refuted(refute(statement, task, [NOTHING], At(number(Q(3, 4)))))


# --- two variables ----------------------------------------------------------------------------------------------------

STEP = Q(1, 20)
r = sqrt(x**2 + y**2)
cosine, above = x / r, 1 - x / r  # of the angle, and one minus it
cone, strip = (r - x) ** 2, (y - 1) ** 2
PLANE = case((x, y), {"f": cone, "g": strip}, {"alpha": STEP, "L": 8})
BELOW_EIGHT = Forms(
    (16 - 6 * above, 16 + 6 * above, 4 * (1 + cosine) ** 2 * (5 - cosine), 64 + 48 * above + 4 * above**3)
)


@pytest.mark.parametrize("name", ["f", "g"])
def test_the_pair_in_the_plane_is_convex_smooth_and_attains_its_minima(name):
    lowest = {"f": (ZERO, ZERO), "g": (ZERO, ONE)}[name]
    assert show(PlaneConvexity(Given(name)), PLANE, Forms((6 * above, 4 * above**3))).standing is Standing.PROVED
    assert show(PlaneSmoothness(Given(name), L), PLANE, BELOW_EIGHT).standing is Standing.PROVED
    assert show(AttainsInfimum(Given(name)), PLANE, Minimum(lowest)).standing is Standing.PROVED


def plane_parts():
    """Return the adapted point of the first task, its distance from the origin, and the loss of the second."""
    to_x = x - STEP * (4 * x - 2 * r - 2 * x**2 / r)
    to_y = y * (1 - 2 * STEP * above)
    return to_x, to_y, sqrt(to_x**2 + to_y**2), (1 - 2 * STEP) ** 2 * (y - 1) ** 2


def test_the_objective_of_the_pair_does_not_attain_its_infimum():
    to_x, _, length, floor = plane_parts()
    root = sqrt(1 + s**2)
    factor = 1 - 2 * STEP * (1 - s / root)
    along = s + 2 * STEP * root * (1 - s / root) ** 2
    size = sqrt(along**2 + factor**2)
    inside = (size / s + 1 + 2 * STEP * (root / s) * (1 - s / root) ** 2) ** 2 - factor**4 / s
    forms = (length**2 * (1 - to_x / length) ** 2 + floor, s * inside / (size + along) ** 2)
    hint = Vanishing((s, ONE), s, Interval(Q(1), opened(1, None).high), 1 / s, floor, Q(1), forms)
    statement = Universal(("f", "g", "alpha"), (PlaneConvexity(f), PlaneConvexity(g)), AttainsInfimum(SUM))
    convex = Forms((6 * above, 4 * above**3))
    refuted(refute(statement, PLANE, [convex, convex], hint))


def test_the_objective_of_the_pair_has_no_critical_point():
    to_x, to_y, length, floor = plane_parts()
    before = 1 - 2 * STEP * above * (Q(9, 4) - (cosine + Q(1, 2)) ** 2)
    sine_squared = y**2 / (x**2 + y**2)
    mixed = 2 * STEP * (y / r) * sine_squared
    inner = 1 - 2 * STEP * above
    ahead = cosine + 2 * STEP * above**2
    gap = before * (inner * before - 4 * STEP * sine_squared * ahead) - inner * (2 * STEP) ** 2 * sine_squared**3
    away = 1 - to_x / length
    small = 16 * STEP * (x**2 + y**2) * above**2 * inner + length**2 * (4 - away**2)
    forms = (y**2 * inner * gap, small, length**2 * away**2)
    hint = Slopes(2 * away, before * length, before * to_x + mixed * to_y, floor, number(4), forms)
    statement = Universal(("f", "g", "alpha"), (PlaneConvexity(f), PlaneConvexity(g)), HasCriticalPoint(SUM))
    convex = Forms((6 * above, 4 * above**3))
    refuted(refute(statement, PLANE, [convex, convex], hint))


def test_exact_numbers_stand_for_expressions():
    f = Given("f")
    for made, exact in ((Convexity(f, 1).modulus, 1), (Smoothness(f, 2).bound, 2), (At(Q(1, 2)).point, Q(1, 2))):
        assert made == as_expression(exact)
    assert Kink(3).point == as_expression(3)
    with pytest.raises(InvalidStatement, match="no exact number"):
        Convexity(f, 0.5)
