"""How many gradient steps lead to epsilon? Each multiplies the loss by q^2 at most, and it starts from a metric."""

import symmaml as sm


def square(vector, matrix):
    """Return the squared length of a vector in the metric of a matrix."""
    return vector.T * matrix * vector


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Bound a step, the loss at the start, and both tasks together; say when the bound is attained."""
    t = sm.two_tasks(problem)
    A, alpha, v, theta, I = t.A, t.alpha, t.v, t.theta, t.identity
    q, a = sm.scalar("q a", positive=True)
    lamda, u = sm.scalar("lamda"), sm.vector("u")
    before, after = square(theta - v, A), square(t.adapted(0, theta) - v, A)
    falls = sm.AtLeast((1 - a) ** 2 * before, after)
    contracts = (
        sm.Named("no 1 - alpha lambda exceeds q", sm.AtLeast(q * I, I - alpha * A)),
        sm.Named("none is below -q", sm.AtLeast(I - alpha * A, -q * I)),
    )
    positive = sm.Named("no eigenvalue of $\\alpha A$ is below a", sm.AtLeast(alpha * A, a * I))
    below_two = sm.Named("none is 2 or more: none is above $2 - a$", sm.AtLeast((2 - a) * I, alpha * A))
    eigenvector = sm.Named("u is an eigenvector of A", sm.Equal(A * u, lamda * u))
    factor = (1 - alpha * lamda) ** 2
    at_star = square(t.delta, t.B_alpha * t.S.I * A * t.S.I * t.B_alpha)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "each step on a task multiplies its loss by at most $(1 - a)^2$, $a > 0$, so that some number of steps "
            "leads to epsilon",
            sm.refute(falls, (positive,), at={A: 1, alpha: 3, theta: 1, v: 0, a: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "each step below $2/L$ multiplies the loss of its task by at most $(1 - a)^2$, for some $a > 0$",
            sm.prove(falls, (positive, below_two)),
        ),
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
            sm.prove(sm.Equal(square(t.theta_star - v, A), at_star), where=t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "along an eigenvector the factor is $(1 - \\alpha \\lambda)^2$: on the slowest the bound is attained",
            sm.prove(sm.Equal(square(t.adapted(0, v + u) - v, A), factor * square(u, A)), (eigenvector,)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "both tasks together start, one step from the fixed point, at the parallel sum; each further step "
            "multiplies both losses by at most $q^2$, for the larger $q$",
            sm.prove(
                sm.Equal(2 * t.meta_loss(t.theta_star), square(t.delta, t.A_alpha * t.S.I * t.B_alpha)), where=t.where
            ),
        ),
    )
