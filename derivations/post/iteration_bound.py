"""How many gradient steps lead to epsilon? Each multiplies the loss by q^2 at most, and it starts from a metric."""

from sympy import Identity

import symmaml as sm

A, B = sm.symmetric("A B", definite="positive")
A_alpha, B_alpha, S = sm.symmetric("A_alpha B_alpha S")
alpha, q = sm.scalar("alpha q", positive=True)
lamda = sm.scalar("lamda")
v, w, u, theta, theta_star = sm.vector("v w u theta theta_star")
I = Identity(A.rows)
ATTENUATED = (
    sm.Definition(A_alpha, (I - alpha * A) * A * (I - alpha * A)),
    sm.Definition(B_alpha, (I - alpha * B) * B * (I - alpha * B)),
    sm.Definition(S, A_alpha + B_alpha),
)
FIXED = sm.Named("$\\theta^{\\star}$ is the fixed point", sm.Equal(S * theta_star, A_alpha * v + B_alpha * w))


def square(vector, matrix):
    """Return the squared length of a vector in the metric of a matrix."""
    return vector.T * matrix * vector


def stepped(at, hessian=A, minimiser=v):
    """Take a gradient step on a task."""
    return at - alpha * hessian * (at - minimiser)


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Bound a step, the loss at the start, and both tasks together; say when the bound is attained."""
    before, after = square(theta - v, A), square(stepped(theta) - v, A)
    falls = sm.AtLeast(before, after)
    contracts = (
        sm.Named("no 1 - alpha lambda exceeds q", sm.AtLeast(q * I, I - alpha * A)),
        sm.Named("none is below -q", sm.AtLeast(I - alpha * A, -q * I)),
    )
    below_two = sm.Named("alpha is at most 2/L", sm.AtLeast(2 * I, alpha * A))
    eigenvector = sm.Named("u is an eigenvector of A", sm.Equal(A * u, lamda * u))
    at_star = square(w - v, B_alpha * S.I * A * S.I * B_alpha)
    both = square(stepped(theta_star) - v, A) + square(stepped(theta_star, B, w) - w, B)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "gradient descent on a task lowers its loss, so that some number of steps leads to epsilon",
            sm.refute(falls, at={A: 1, alpha: 3, theta: 1, v: 0}),
        ),
        sm.Part(sm.Role.HYPOTHESIS, "each step does for steps up to $2/L$", sm.prove(falls, (below_two,))),
        sm.Part(
            sm.Role.REMARK,
            "each step multiplies the loss by at most $q^2$, so $t$ steps by at most $q^{2t}$",
            sm.prove(sm.AtLeast(q**2 * before, after), contracts),
        ),
        sm.Part(
            sm.Role.REMARK,
            "from the fixed point the loss starts at $\\frac12 \\delta^T M \\delta$, "
            "$M = B_{\\alpha} S^{-1} A S^{-1} B_{\\alpha}$: at most "
            "$\\lceil \\ln(\\delta^T M \\delta / (2 \\varepsilon)) / (2 \\ln(1/q)) \\rceil$ steps",
            sm.prove(sm.Equal(square(theta_star - v, A), at_star), (FIXED,), ATTENUATED),
        ),
        sm.Part(
            sm.Role.REMARK,
            "along an eigenvector the factor is $(1 - \\alpha \\lambda)^2$: on the slowest the bound is attained",
            sm.prove(sm.Equal(square(stepped(v + u) - v, A), (1 - alpha * lamda) ** 2 * square(u, A)), (eigenvector,)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "both tasks together start, a step from the fixed point, at the parallel sum; each further step multiplies "
            "both losses by at most $q^2$, for the larger $q$",
            sm.prove(sm.Equal(both, square(w - v, A_alpha * S.I * B_alpha)), (FIXED,), ATTENUATED),
        ),
    )
