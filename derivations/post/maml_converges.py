"""MAML need not converge: the objective of two smooth convex tasks may have no critical point at all, and that of two
strongly convex ones has local minima that catch gradient descent."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, y, s, alpha, beta, mu, L = (on.variable(name) for name in "x y s alpha beta mu L".split())
f, g = on.Given("f"), on.Given("g")
zero, one = on.as_expression(0), on.as_expression(1)
step = Fraction(1, 20)
r = on.sqrt(x**2 + y**2)
cosine, above = x / r, 1 - x / r  # of the angle, and one minus it
plane = on.case((x, y), {"f": (r - x) ** 2, "g": (y - 1) ** 2}, {"alpha": step, "L": 8})
total = on.mix((1, on.Adapted(f, alpha)), (1, on.Adapted(g, alpha)))
convex = on.Forms((6 * above, 4 * above**3))
smooth = on.Forms(
    (16 - 6 * above, 16 + 6 * above, 4 * (1 + cosine) ** 2 * (5 - cosine), 64 + 48 * above + 4 * above**3)
)
lowest = (on.Minimum((zero, zero)), on.Minimum((zero, one)))

factor = 1 - 2 * step * above  # what a step leaves of y
to_x = x - step * (4 * x - 2 * r - 2 * x**2 / r)
length = on.sqrt(to_x**2 + (factor * y) ** 2)  # of the adapted point
away = 1 - to_x / length
floor = (1 - 2 * step) ** 2 * (y - 1) ** 2  # the adapted loss of the second task


def statement(conclusion: on.Property) -> on.Universal:
    """Assume of two tasks in the plane that they are convex, smooth, and attain their minima."""
    assumed = [each for name in (f, g) for each in (on.PlaneConvexity(name), on.PlaneSmoothness(name, L))]
    return on.Universal(
        ("f", "g", "alpha", "L"),
        (*assumed, on.AttainsInfimum(f), on.AttainsInfimum(g), on.Condition(alpha * L, "<", one)),
        conclusion,
    )


def no_critical_point() -> on.Finding:
    """The slope in x is negative everywhere but on the half-line y = 0, x >= 0, where the slope in y is."""
    sine_squared = y**2 / (x**2 + y**2)
    before = 1 - 2 * step * above * (Fraction(9, 4) - (cosine + Fraction(1, 2)) ** 2)
    mixed = 2 * step * (y / r) * sine_squared
    ahead = cosine + 2 * step * above**2
    gap = before * (factor * before - 4 * step * sine_squared * ahead) - factor * (2 * step) ** 2 * sine_squared**3
    small = 16 * step * (x**2 + y**2) * above**2 * factor + length**2 * (4 - away**2)
    forms = (y**2 * factor * gap, small, length**2 * away**2)
    smaller = before * to_x + mixed * factor * y
    hint = on.Slopes(2 * away, before * length, smaller, floor, on.as_expression(4), forms)
    hints = [convex, smooth, convex, smooth, *lowest, on.Nothing()]
    return on.refute(statement(on.HasCriticalPoint(total)), plane, hints, hint)


def not_attained() -> on.Finding:
    """Along y = 1 the objective tends to zero, which it is nowhere."""
    root = on.sqrt(1 + s**2)
    left = 1 - 2 * step * (1 - s / root)
    along = s + 2 * step * root * (1 - s / root) ** 2
    size = on.sqrt(along**2 + left**2)
    inside = (size / s + 1 + 2 * step * (root / s) * (1 - s / root) ** 2) ** 2 - left**4 / s
    forms = (length**2 * away**2 + floor, s * inside / (size + along) ** 2)
    hint = on.Vanishing((s, one), s, on.from_one(), 1 / s, floor, Fraction(1), forms)
    hints = [convex, smooth, convex, smooth, *lowest, on.Nothing()]
    return on.refute(statement(on.AttainsInfimum(total)), plane, hints, hint)


def caught() -> on.Finding:
    """From the minimiser of the first task, descent on a weighted sum ends at a minimum that is not global."""
    kink = (x + 1) ** 2 / 2 + on.positive(x) ** 2 / 2
    given = on.case(
        x,
        {"f": kink, "g": on.substitute(kink, {x: -x})},
        {"mu": 1, "L": 2, "alpha": Fraction(1, 4)},
        {"beta": on.Interval(Fraction(0), Fraction(1, 4), True)},
    )
    weighted = on.mix((1, on.Adapted(f, alpha)), (Fraction(5, 4), on.Adapted(g, alpha)))
    tasks = (on.Condition(mu, ">"), on.Convexity(f, mu), on.Smoothness(f, L), on.Convexity(g, mu), on.Smoothness(g, L))
    claim = on.Universal(
        ("f", "g", "alpha", "beta", "mu", "L"),
        (*tasks, on.Condition(alpha * L, "<", one), on.Condition(beta, ">")),
        on.Converges(weighted, beta),
    )
    left, right, bend = (on.as_expression(Fraction(*place)) for place in ((-3, 28), (21, 61), (-1, 2)))
    hints = [on.Nothing(), *[on.Pieces((zero,))] * 4, on.Nothing(), on.Nothing()]
    return on.refute(claim, given, hints, on.Trap(on.as_expression(-1), left, right, (bend,)))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Where gradient descent converges the gradient vanishes: refute that it does so anywhere."""
    descent = sm.Citation(
        "if the tasks are strongly convex and L-smooth, $\\alpha < 1/L$, and the gradient of F is M-Lipschitz near a "
        "sublevel set, then F attains its infimum, and gradient descent from there with steps below 2/M accumulates at "
        "critical points only",
        "Y. Nesterov, Introductory Lectures on Convex Optimization, 2004, chapter 1",
    )
    return (
        sm.Part(
            sm.Role.STATEMENT, "the objective has a critical point, to which MAML can converge", no_critical_point()
        ),
        sm.Part(sm.Role.REMARK, "the objective has a minimiser", not_attained()),
        sm.Part(sm.Role.REMARK, "for strongly convex tasks MAML converges to a minimiser", caught()),
        sm.Part(sm.Role.REPAIR, "for strongly convex tasks it approaches critical points", descent),
    )
