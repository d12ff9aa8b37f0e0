"""Gradient descent can converge to the minimiser of a function that is not convex."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, beta = on.variable("x"), on.variable("beta")
f = on.Given("f")
given = on.case(x, {"f": on.log(1 + x**2)}, {"beta": Fraction(1, 2)})
lowered = on.Lyapunov(
    on.as_expression(0), on.positive(x) + on.positive(-x), on.as_expression(1), (on.as_expression(0),)
)


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The step leads from x to $x^3 / (1 + x^2)$, nearer to zero."""
    only_convex = on.Universal(("f", "beta"), (on.Converges(f, beta),), on.Convexity(f))
    not_convex = on.refute(only_convex, given, [lowered], on.At(on.as_expression(2)))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "descent converges from every start to the minimiser of $\\log(1 + x^2)$",
            on.show(on.Converges(f, beta), given, lowered),
        ),
        sm.Part(sm.Role.REMARK, "a function on which it does is convex", not_convex),
    )
