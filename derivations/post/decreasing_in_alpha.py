"""In the step size it decreases from lambda to 0; in the eigenvalue it rises first, and falls after 1 / (3 alpha)."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """A polynomial in alpha and lamda, compared at two step sizes and at two eigenvalues."""
    alpha, beta, lamda, mu = sm.scalar("alpha beta lamda mu")
    positive = (sm.AtLeast(alpha, 0), sm.Positive(lamda))

    def attenuated(step, eigenvalue):
        return eigenvalue * (1 - step * eigenvalue) ** 2

    steps = (*positive, sm.AtLeast(beta, alpha), sm.AtLeast(1, beta * lamda))
    peak = (*positive, sm.AtLeast(4, 3 * alpha * lamda))
    eigenvalues = (*positive, sm.AtLeast(mu, lamda), sm.AtLeast(1, alpha * mu))
    for_all = (sm.Positive(lamda), sm.AtLeast(mu, lamda), sm.AtLeast(1, alpha * mu), sm.AtLeast(alpha, 0))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "a larger step size, up to $1/\\lambda$, gives no larger eigenvalue",
            sm.prove(sm.AtLeast(attenuated(alpha, lamda), attenuated(beta, lamda)), steps),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "at $\\alpha = 1/\\lambda$ the eigenvalue is 0",
            sm.prove(sm.Equal(attenuated(alpha, lamda), 0), (sm.Equal(alpha * lamda, 1),)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "with one $\\alpha$, at most $1/\\mu$ for the largest eigenvalue $\\mu$, another one only falls to "
            "$\\lambda (1 - \\lambda / \\mu)^2$",
            sm.prove(sm.AtLeast(mu**2 * attenuated(alpha, lamda), lamda * (mu - lamda) ** 2), for_all),
        ),
        sm.Part(
            sm.Role.REMARK,
            "a larger eigenvalue, up to $1/\\alpha$, stays no smaller",
            sm.refute(
                sm.AtLeast(attenuated(alpha, mu), attenuated(alpha, lamda)),
                eigenvalues,
                at={alpha: 1, lamda: "1/3", mu: "9/10"},
            ),
        ),
        sm.Part(
            sm.Role.REMARK,
            "no attenuated eigenvalue is above $4/(27\\alpha)$ while $\\alpha \\lambda \\le 4/3$",
            sm.prove(sm.AtLeast(4, 27 * alpha * attenuated(alpha, lamda)), peak),
        ),
        sm.Part(
            sm.Role.REMARK,
            "at $\\alpha \\lambda = 1/3$ it is $4/(27\\alpha)$",
            sm.prove(sm.Equal(27 * alpha * attenuated(alpha, lamda), 4), (sm.Equal(3 * alpha * lamda, 1),)),
        ),
    )
