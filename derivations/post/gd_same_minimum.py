"""Gradient descent on F does lead to the minimiser of f, for small steps: F is coercive, and PL holds."""

from fractions import Fraction

from sympy import Identity

import symmaml as sm
from symmaml import calculus as on

x, alpha, beta, mu, L = (on.variable(name) for name in "x alpha beta mu L".split())
f = on.Given("f")


def long_steps() -> on.Finding:
    """Without a bound on the outer step descent may run away, on a quadratic too."""
    statement = on.Universal(
        ("f", "alpha", "beta", "mu", "L"),
        (
            on.Condition(mu, ">"),
            on.Convexity(f, mu),
            on.Smoothness(f, L),
            on.Condition(alpha, ">"),
            on.Condition(alpha * L, "<", on.as_expression(1)),
            on.Condition(beta, ">"),
        ),
        on.Converges(on.Adapted(f, alpha), beta),
    )
    given = on.case(x, {"f": x**2 / 2}, {"mu": 1, "L": 1, "alpha": Fraction(1, 4), "beta": 4})
    hints = [on.Nothing(), on.Pieces(), on.Pieces(), *[on.Nothing()] * 3]
    zero, factor = on.as_expression(0), on.as_expression(Fraction(-5, 4))
    return on.refute(statement, given, hints, on.Expanding(zero, factor))


def away_from_the_minimiser() -> sm.Verdict:
    """A quadratic with one ridge: f = 1/2 z' D z + 1/2 c max(0, r' z - b)^2, whose minimiser is 0.

    At z, beyond the ridge by t, the gradient is a and the Hessian H; the adapted point y lies before it.
    """
    D, H = sm.symmetric("D", definite="positive"), sm.symmetric("H")
    r, z, y, a, g = sm.vector("r z y a g")
    ridge, level, beyond, step, most = sm.scalar("c b t alpha L")
    where = (
        sm.Definition(H, D + ridge * r * r.T),
        sm.Definition(a, D * z + ridge * beyond * r),
        sm.Definition(y, z - step * a),
        sm.Definition(g, (Identity(D.rows) - step * H) * D * y),
    )
    task = (
        sm.Named("f is convex beyond D", sm.AtLeast(ridge, 0)),
        sm.Named("0 lies before the ridge", sm.Positive(level)),
        sm.Named("z lies beyond it", sm.Positive(beyond)),
        sm.Named("by t", sm.Equal(r.T * z, level + beyond)),
        sm.Named("the adapted point y lies before it", sm.AtLeast(level, r.T * y)),
        sm.Named("f is L-smooth", sm.AtLeast(most * Identity(D.rows), H)),
        sm.Named("the inner step is positive", sm.Positive(step)),
        sm.Named("and below 1/L", sm.Positive(1 - step * most)),
    )
    at = {D: [["1/10", 0], [0, "1/2"]], r: [-5, 4], z: [-6, 5], ridge: "1/60", level: "4999/100", beyond: "1/100"}
    return sm.refute(sm.AtLeast(z.T * g, 0), task, where, at=at | {step: 1, most: "999/1000"})


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """e leads from the minimiser of f to theta, d from there to U(theta); g and u are the gradients at both ends."""
    e, d, g, u = sm.vector("e d g u")
    H = sm.symmetric("H")
    step, most, least, c = sm.scalar("alpha L mu c", positive=True)
    gap = sm.scalar("Delta")
    factor = Identity(H.rows) - step * H
    smooth = sm.Named("f is convex and L-smooth", sm.AtLeast(most * (e.T * e), e.T * g))
    away = sm.Named("U moves $\\theta$ away from the minimiser no faster", sm.AtLeast(e.T * d, c * (e.T * e)))
    bounded = sm.Named("the factor of the chain rule is at least c I", sm.AtLeast(factor, c * Identity(H.rows)))
    polyak = sm.Named(
        "f is $\\mu$-strongly convex, so that its gap at $U(\\theta)$ is at most $|u|^2 / (2 \\mu)$",
        sm.AtLeast(u.T * u, 2 * least * gap),
    )
    small = long_steps()
    more = (
        "the Hessian of f is Lipschitz on bounded sets",
        "beta <= 1/M, the gradient of F being M-Lipschitz near the sublevel set of the start",
    )
    theorem = sm.Citation(
        "if f is $\\mu$-strongly convex and L-smooth with a Hessian that is Lipschitz on bounded sets, "
        "$\\alpha < 1/L$, the gradient of F is M-Lipschitz near the sublevel set of the start, and $\\beta \\le 1/M$, "
        "then gradient descent on F converges linearly to the minimiser of f, since F is coercive and satisfies the "
        "PL inequality (see below)",
        "H. Karimi, J. Nutini, M. Schmidt, Linear convergence of gradient and proximal-gradient methods under the "
        "Polyak-Lojasiewicz condition, ECML 2016",
        conclusion=small.conclusion,
        hypotheses=(*small.hypotheses, *more),
    )
    return (
        sm.Part(sm.Role.STATEMENT, "gradient descent on F converges to the minimum of f", small),
        sm.Part(sm.Role.HYPOTHESIS, "it does for small outer steps", theorem),
        sm.Part(
            sm.Role.REMARK,
            "U is injective, and so keeps away from the minimiser: $e^T (e - \\alpha g) \\ge (1 - \\alpha L) |e|^2$",
            sm.prove(sm.AtLeast(e.T * (e - step * g), (1 - step * most) * (e.T * e)), [smooth]),
        ),
        sm.Part(
            sm.Role.REMARK,
            "hence F is coercive: $|d| \\ge c |e|$, and $F - f^{\\star} \\ge \\tfrac12 \\mu |d|^2$",
            sm.prove(sm.AtLeast(d.T * d, c**2 * (e.T * e)), [away]),
        ),
        sm.Part(
            sm.Role.REMARK,
            "and F satisfies the PL inequality, $F - f^{\\star} \\le |\\nabla F|^2 / (2 \\mu c^2)$",
            sm.prove(sm.AtLeast((factor * u).T * (factor * u), 2 * least * c**2 * gap), [bounded, polyak]),
        ),
        sm.Part(
            sm.Role.REMARK,
            "small gradient steps on F come no farther from the minimiser, here 0: $z^T g \\ge 0$, where $g$ is the "
            "gradient of F at $z$; here f has second derivatives off a line, and z is not on it",
            away_from_the_minimiser(),
        ),
    )
