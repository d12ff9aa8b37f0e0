"""The minimisers of the adapted loss are those of the task, for steps below 1/L."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

g, u = sm.vector("g u")
q = sm.scalar("q")
c, k = sm.scalar("c k", positive=True)

x, alpha, mu, L = (on.variable(name) for name in "x alpha mu L".split())
f = on.Given("f")
zero = on.as_expression(0)
both = on.Pieces((on.as_expression(-1), on.as_expression(1)))


def beyond(function: on.Expression, constant: int, step: Fraction, pieces: on.Pieces) -> on.Finding:
    """Refute the claim by a function on the line, at a step that is not below 1/L."""
    statement = on.Universal(
        ("f", "alpha", "mu", "L"),
        (on.Convexity(f, mu), on.Smoothness(f, L), on.Condition(alpha * L, "<", on.as_expression(2))),
        on.SameMinimisers(on.Adapted(f, alpha), f),
    )
    given = on.case(x, {"f": function}, {"mu": 1, "L": constant, "alpha": step})
    hint = on.Between(on.as_expression(2), zero, pieces)
    return on.refute(statement, given, [pieces, pieces, on.Nothing()], hint)


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """g and u are the gradients of f at a minimiser of F and after the step from there, which minimises f."""
    smooth = sm.Named("f is L-smooth; q = $(\\alpha L)^2$", sm.AtLeast(q * (g.T * g), (g - u).T * (g - u)))
    least = sm.Named("$U(\\theta)$ minimises f", sm.Equal(u, 0))
    below = sm.Named("$\\alpha < 1/L$: q is less than one, by c", sm.Equal(q + c, 1))
    positive = sm.Named("c is positive, with inverse k", sm.Equal(k * c, 1))
    vanishes = sm.Equal(g, 0)
    even = x**2 / 2 + on.positive(x - 1) ** 2 + on.positive(-x - 1) ** 2
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "at a minimiser of F the gradient of f vanishes",
            sm.refute(vanishes, [smooth, least], at={q: 1, g: 1, u: 0}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "so it does for steps below 1/L; U does not move that point, so that it minimises f",
            sm.prove(vanishes, [smooth, least, below, positive]),
        ),
        sm.Part(
            sm.Role.REMARK,
            "no minimiser is added at the step 1/L",
            beyond(x**2 / 2, 1, Fraction(1), on.Pieces()),
        ),
        sm.Part(sm.Role.REMARK, "no minimiser is added between 1/L and 2/L", beyond(even, 3, Fraction(1, 2), both)),
    )
