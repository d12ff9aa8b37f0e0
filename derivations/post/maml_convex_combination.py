"""The objective of two tasks need not be convex: it can have two minima, for every step below 1/L."""

from fractions import Fraction

from sympy import Identity

import symmaml as sm
from symmaml import calculus as on

x, alpha, mu, L = (on.variable(name) for name in "x alpha mu L".split())
f, g = on.Given("f"), on.Given("g")
zero, one = on.as_expression(0), on.as_expression(1)
total = on.mix((1, on.Adapted(f, alpha)), (1, on.Adapted(g, alpha)))
task = (on.Condition(mu, ">"), on.Convexity(f, mu), on.Smoothness(f, L), on.Convexity(g, mu), on.Smoothness(g, L))
letters = ("f", "g", "alpha", "mu", "L")
kink = (x + 1) ** 2 / 2 + on.positive(x) ** 2 / 2
analytic = (x + Fraction(36, 5)) ** 2 / 2 + on.sqrt(1 + (x - Fraction(3, 4)) ** 2)


def pair(function: on.Expression) -> dict[str, on.Expression]:
    """Return a task and its mirror image."""
    return {"f": function, "g": on.substitute(function, {x: -x})}


def shown(pieces: on.Pieces) -> list[on.Nothing | on.Pieces]:
    """Return hints for the hypotheses on the tasks and the step."""
    return [on.Nothing(), *[pieces] * 4, on.Nothing(), on.Nothing()]


def concave() -> on.Finding:
    """Refute convexity by the kink at the midpoint, for every step up to 1/(2L)."""
    short = (on.Condition(alpha, ">"), on.Condition(2 * alpha * L, "<=", one))
    given = on.case(x, pair(kink), {"mu": 1, "L": 2}, {"alpha": on.Interval(Fraction(0), Fraction(1, 4), True)})
    statement = on.Universal(letters, (*task, *short), on.Convexity(total))
    return on.refute(statement, given, shown(on.Pieces((zero,))), on.Kink(zero))


def two_minima() -> on.Finding:
    """Refute uniqueness by the same pair, for every step below 1/L."""
    least = alpha * (1 - alpha) / ((1 - alpha) ** 2 + (1 - 2 * alpha) ** 2)
    bend = alpha / (1 - 2 * alpha)
    outline = on.Outline(
        (-bend, -least, zero, least, bend),
        tuple(on.Stretch(kind) for kind in ("falls", "falls", "rises", "falls", "rises", "rises")),
        (on.Turning("minimum", -least, -least), on.Turning("maximum", zero, zero), on.Turning("minimum", least, least)),
        2,
    )
    given = on.case(x, pair(kink), {"mu": 1, "L": 2}, {"alpha": on.opened(0, Fraction(1, 2))})
    return on.refute(unique(), given, shown(on.Pieces((zero,))), outline)


def three_critical_points() -> on.Finding:
    """Refute uniqueness by an analytic pair, at the step 1/(2L)."""
    given = on.case(x, pair(analytic), {"mu": 1, "L": 2, "alpha": Fraction(1, 4)})
    outline = on.outline(on.find_shape(total.of(given), x, -50, 50))
    return on.refute(unique(), given, shown(on.Pieces()), outline)


def unique() -> on.Universal:
    """State that the objective of two tasks has one minimiser."""
    below = (on.Condition(alpha, ">"), on.Condition(alpha * L, "<", one))
    return on.Universal(letters, (*task, *below), on.OneMinimiser(total))


def close_tasks() -> sm.Verdict:
    """Between the minimisers the gradient after the step is at most L (1 - alpha mu) times their distance."""
    M, D, R = sm.symmetric("M D R")
    step, least, most, c = sm.scalar("alpha mu L c", positive=True)
    rho, gamma, distance = sm.scalar("rho gamma delta")
    unit, reach = Identity(M.rows), most * (1 - step * least) * distance
    return sm.prove(
        sm.AtLeast(R * M * R - step * D, (c**2 * least - step * rho * reach) * unit),
        [
            sm.Named("M, the Hessian of f at $U(\\theta)$, is at least $\\mu I$", sm.AtLeast(M, least * unit)),
            sm.Named(
                "R = $I - \\alpha H(\\theta)$ is at least c I, where c = $1 - \\alpha L$", sm.AtLeast(R, c * unit)
            ),
            sm.Named("the Hessian of f is $\\rho$-Lipschitz", sm.AtLeast(rho * gamma * unit, D)),
            sm.Named("$\\theta$ lies between the minimisers, $\\delta$ apart", sm.AtLeast(rho * reach, rho * gamma)),
        ],
    )


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Refute the claim, and what is weaker; say for which tasks the objective is convex where it matters."""
    joint = on.mix((1, f), (1, g))
    tasks = on.case(x, pair(kink))
    midpoint = on.show(on.OneMinimiser(joint), tasks, on.outline(on.find_shape(joint.of(tasks), x, -5, 5, [0])))
    return (
        sm.Part(sm.Role.STATEMENT, "the MAML objective of smooth and strongly convex tasks is convex", concave()),
        sm.Part(sm.Role.REMARK, "it has one minimiser, at least", two_minima()),
        sm.Part(sm.Role.REMARK, "it has one minimiser for analytic tasks", three_critical_points()),
        sm.Part(sm.Role.REMARK, "joint training of the same tasks has one minimiser, their midpoint", midpoint),
        sm.Part(
            sm.Role.REPAIR,
            "on the line it is strictly convex between the minimisers, and so has one minimiser, if "
            "$\\alpha \\rho L (1 - \\alpha \\mu) \\delta < (1 - \\alpha L)^2 \\mu$",
            close_tasks(),
        ),
    )
