"""Is 1/lambda the largest step? As a convention it is; the method can use more."""

from sympy import Identity

import symmaml as sm

A = sm.symmetric("A", definite="positive")
alpha = sm.scalar("alpha", positive=True)
lamda = sm.scalar("lamda")
u, theta, v = sm.vector("u theta v")


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """State both readings for an eigenvector of length one."""
    unit = (
        sm.Named("u is an eigenvector of A", sm.Equal(A * u, lamda * u)),
        sm.Named("u has length one", sm.Equal(u.T * u, 1)),
    )
    convention = sm.Named("$I - \\alpha A$ is positive semidefinite", sm.AtLeast(Identity(A.rows), alpha * A))
    within = sm.prove(sm.AtLeast(1, alpha * lamda), (*unit, convention))
    away = theta - v
    adapted = away - alpha * A * away
    beyond = sm.Named("the step is beyond $1/\\lambda$", sm.AtLeast(alpha * lamda, 1))
    useless = sm.refute(
        sm.AtLeast(adapted.T * adapted, away.T * away),
        (*unit, beyond),
        at={A: 1, alpha: "3/2", lamda: 1, u: 1, theta: 1, v: 0},
    )
    return (
        sm.Part(sm.Role.READING, "regularity ($I - \\alpha A$ positive) allows no step beyond $1/\\lambda$", within),
        sm.Part(sm.Role.READING, "beyond $1/\\lambda$ gradient descent comes no closer to the minimiser", useless),
    )
