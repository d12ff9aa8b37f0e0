"""A gradient step on the adapted loss is no contraction; on quadratics it is one for small steps."""

from fractions import Fraction

from sympy import Identity

import symmaml as sm
from symmaml import calculus as on

x, alpha, beta, mu, L = (on.variable(name) for name in "x alpha beta mu L".split())
f = on.Given("f")


def expanding() -> on.Finding:
    """Where the adapted loss is concave, every gradient step expands."""
    statement = on.Universal(
        ("f", "alpha", "beta", "mu", "L"),
        (
            on.Condition(mu, ">"),
            on.Convexity(f, mu),
            on.Smoothness(f, L),
            on.Condition(alpha, ">"),
            on.Condition(2 * alpha * L, "<=", on.as_expression(1)),
            on.Condition(beta, ">"),
        ),
        on.Contraction(on.Adapted(f, alpha), beta),
    )
    function = x**2 / 2 + on.sqrt(1 + (x - Fraction(159, 20)) ** 2)
    given = on.case(x, {"f": function}, {"mu": 1, "L": 2, "alpha": Fraction(1, 4)}, {"beta": on.opened(0, None)})
    hints = [on.Nothing(), on.Pieces(), on.Pieces(), *[on.Nothing()] * 3]
    return on.refute(statement, given, hints, on.At(on.as_expression(Fraction(36, 5))))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Refute the claim; repair it for a quadratic, whose adapted loss has the Hessian S."""
    S = sm.symmetric("S")
    step, least = sm.scalar("beta mu", positive=True)
    unit = Identity(S.rows)
    curved = sm.Named("S is at least $\\mu I$", sm.AtLeast(S, least * unit))
    short = sm.Named("$\\beta$ is at most one over the largest eigenvalue of S", sm.AtLeast(unit, step * S))
    return (
        sm.Part(sm.Role.STATEMENT, "the gradient update for F is a contraction", expanding()),
        sm.Part(
            sm.Role.REPAIR,
            "on quadratics it shrinks distances to at most $1 - \\beta \\mu$ times",
            sm.prove(sm.AtLeast((1 - step * least) * unit, unit - step * S), [curved, short]),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "and it does not reverse them",
            sm.prove(sm.AtLeast(unit - step * S, 0), [short]),
        ),
    )
