"""From (I - alpha H) g = 0 to g = 0: true below 1/L, where I - alpha H is positive definite."""

from sympy import Identity

import symmaml as sm

H, J = sm.symmetric("H"), sm.matrix("J")
alpha = sm.scalar("alpha", positive=True)
g = sm.vector("g")
factor = Identity(H.rows) - alpha * H


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Cancel the factor where that is allowed; g is the gradient of f at the adapted point, H the Hessian at theta."""
    stationary = sm.Named("the gradient of F vanishes", sm.Equal(factor * g, 0))
    invertible = sm.Named("$I - \\alpha H$ is invertible, with inverse J", sm.Equal(J * factor, Identity(H.rows)))
    zero = sm.Equal(g, 0)
    chain_rule = sm.Citation(
        "if f is twice differentiable at $\\theta$ and differentiable at $U(\\theta)$, then the gradient of "
        "$f \\circ U$ at $\\theta$ is $(I - \\alpha H) g$",
        "W. Rudin, Principles of Mathematical Analysis, 3rd edition, Theorem 9.15",
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
    )
