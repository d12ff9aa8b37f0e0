"""From (I - alpha H) g = 0 to g = 0: true below 1/L, where I - alpha H is positive definite."""

from fractions import Fraction

from sympy import Identity

import symmaml as sm
from symmaml import calculus as on

H, J = sm.symmetric("H"), sm.matrix("J")
alpha = sm.scalar("alpha", positive=True)
g = sm.vector("g")
factor = Identity(H.rows) - alpha * H


def at_the_bound() -> on.Finding:
    """A task on the line: at the step 1/L the factor vanishes at 3/2, where the gradient after the step does not."""
    x, alpha, mu, L = (on.variable(name) for name in "x alpha mu L".split())
    f, one = on.Given("f"), on.as_expression(1)
    task = (on.Convexity(f, mu), on.Smoothness(f, L), on.Condition(alpha * L, "<=", one))
    given = on.case(
        x, {"f": x**2 / 2 + on.sqrt(1 + (x - Fraction(3, 2)) ** 2)}, {"mu": 1, "L": 2, "alpha": Fraction(1, 2)}
    )
    statement = on.Universal(("f", "alpha", "mu", "L"), task, on.CriticalAfterStep(f, alpha))
    place = on.At(on.as_expression(Fraction(3, 2)))
    return on.refute(statement, given, [on.Pieces(), on.Pieces(), on.Nothing()], place)


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Cancel the factor where that is allowed; g is the gradient of f at the adapted point, H the Hessian at theta."""
    stationary = sm.Named("the gradient of F vanishes", sm.Equal(factor * g, 0))
    invertible = sm.Named("$I - \\alpha H$ is invertible, with inverse J", sm.Equal(J * factor, Identity(H.rows)))
    zero = sm.Equal(g, 0)
    chain_rule = sm.Citation(
        "if f is twice differentiable at $\\theta$ and differentiable at $U(\\theta)$, then the gradient of "
        "$f \\circ U$ at $\\theta$ is $(I - \\alpha H) g$",
        "W. Rudin, Principles of Mathematical Analysis, 3rd edition, chapter 9",
    )
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "then the gradient of f vanishes",
            sm.refute(zero, [stationary], at={H: 1, alpha: 1, g: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS, "so it is if $I - \\alpha H$ is invertible", sm.prove(zero, [stationary, invertible])
        ),
        sm.Part(sm.Role.REMARK, "the gradient of F is what the chain rule gives", chain_rule),
        sm.Part(sm.Role.REMARK, "steps up to 1/L are allowed, 1/L included", at_the_bound()),
    )
