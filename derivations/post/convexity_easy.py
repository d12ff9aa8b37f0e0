"""Convex and smooth? Neither: one strongly convex and smooth task is enough. What holds is a bound with the third
derivative."""

from fractions import Fraction

from sympy import Identity

import symmaml as sm
from symmaml import calculus as on

x, alpha, mu, L, c = (on.variable(name) for name in "x alpha mu L c".split())
f = on.Given("f")
adapted = on.Adapted(f, alpha)
one = on.as_expression(1)
task = (on.Condition(mu, ">"), on.Convexity(f, mu), on.Smoothness(f, L), on.Condition(alpha, ">"))
half_step = on.Condition(2 * alpha * L, "<=", one)
letters = ("f", "alpha", "mu", "L")


def shown(pieces: on.Pieces) -> list[on.Nothing | on.Pieces]:
    """Return hints for the hypotheses on the task and its step."""
    return [on.Nothing(), pieces, pieces, on.Nothing()]


def analytic() -> on.Finding:
    """One analytic task, at the step 1/(2L)."""
    given = on.case(
        x, {"f": x**2 / 2 + on.sqrt(1 + (x - Fraction(159, 20)) ** 2)}, {"mu": 1, "L": 2, "alpha": Fraction(1, 4)}
    )
    statement = on.Universal(letters, (*task, half_step), on.Convexity(adapted))
    place = on.At(on.as_expression(Fraction(36, 5)))
    return on.refute(statement, given, [*shown(on.Pieces()), on.Nothing()], place)


def kink() -> on.Finding:
    """A task with one kink in its derivative, for every step below one."""
    given = on.case(x, {"f": x**2 / 2 + on.positive(x - 1) ** 2 / 2}, {"mu": 1, "L": 2}, {"alpha": on.opened(0, 1)})
    statement = on.Universal(letters, task, on.Convexity(adapted))
    return on.refute(statement, given, shown(on.Pieces((one,))), on.Kink(one))


def family() -> on.Finding:
    """Tasks with the same constants mu = 1 and L = 2: whatever the step below one, some of them fail."""
    size, slope = 1 - Fraction(189, 125) * alpha, Fraction(2304, 3125) * alpha
    bound = 2 * size**2 - slope * ((1 - alpha) * c - Fraction(7, 4) + Fraction(27, 20) * alpha)
    away = Fraction(27, 20) * alpha - Fraction(3, 4) - alpha * c  # from c to the adapted point
    root = on.sqrt(1 + away**2)
    form = -(size**2 * (1 - root**-3) + slope * (1 + away / root))
    tasks = {"f": x**2 / 2 + on.sqrt(1 + (x - c) ** 2)}
    given = on.case(x, tasks, {"mu": 1, "L": 2}, {"alpha": on.opened(0, 1), "c": on.opened(0, None)})
    statement = on.Universal(letters, task, on.Convexity(adapted))
    return on.refute(statement, given, shown(on.Pieces()), on.Ray(c - Fraction(3, 4), c, bound, (form,)))


def every_step(conclusion: on.Convexity | on.Smoothness) -> on.Finding:
    """One task, all of whose derivatives from the second on are bounded, for every step below one half."""
    given = on.case(x, {"f": x**2 + on.cos(x)}, {"mu": 1, "L": 3}, {"alpha": on.opened(0, Fraction(1, 2))})
    bound = (1 - 2 * alpha) * (3 * (1 - 2 * alpha) - alpha * (2 * x - 1))
    statement = on.Universal(letters, task, conclusion)
    return on.refute(statement, given, shown(on.Pieces()), on.Ray(None, x, bound))


def bound() -> sm.Verdict:
    """The Hessian of F is R M R - alpha D: from below, the least of the first less the most of the second."""
    M, D, R = sm.symmetric("M D R")
    step, modulus, factor = sm.scalar("alpha mu c", positive=True)
    rho, gamma = sm.scalar("rho gamma")
    unit = Identity(M.rows)
    return sm.prove(
        sm.AtLeast(R * M * R - step * D, (factor**2 * modulus - step * rho * gamma) * unit),
        [
            sm.Named("M, the Hessian of f at $U(\\theta)$, is at least $\\mu I$", sm.AtLeast(M, modulus * unit)),
            sm.Named(
                "R = $I - \\alpha H(\\theta)$ is at least c I, where c = $1 - \\alpha L$", sm.AtLeast(R, factor * unit)
            ),
            sm.Named(
                "D, the third derivative applied to the gradient at $U(\\theta)$, is at most its length $\\gamma$ "
                "times the Lipschitz constant $\\rho$ of the Hessian",
                sm.AtLeast(rho * gamma * unit, D),
            ),
        ],
    )


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Refute convexity and smoothness, for ever larger classes of steps; prove what remains."""
    STATEMENT, REMARK = sm.Role.STATEMENT, sm.Role.REMARK
    return (
        sm.Part(STATEMENT, "the adapted loss of a strongly convex and smooth task is convex", analytic()),
        sm.Part(STATEMENT, "it is smooth", every_step(on.Smoothness(adapted))),
        sm.Part(REMARK, "it is convex, for tasks with a kink in the derivative", kink()),
        sm.Part(REMARK, "some step that depends on $\\mu$ and L alone makes it convex", family()),
        sm.Part(REMARK, "for each task some step makes it convex", every_step(on.Convexity(adapted))),
        sm.Part(sm.Role.REPAIR, "it is convex where $\\alpha \\rho \\gamma \\le (1 - \\alpha L)^2 \\mu$", bound()),
    )
