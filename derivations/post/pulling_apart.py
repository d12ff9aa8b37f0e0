"""Along an eigenvector the weights of v and w are (1 + alpha lambda) / 2 and (1 - alpha lambda) / 2."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The coordinate along u of the point fine-tuned from the midpoint."""
    t = sm.two_tasks(problem)
    u = sm.vector("u")
    lamda = sm.scalar("lamda")
    eigenvector = sm.Named("$u$ is an eigenvector of $A$", sm.Equal(t.A * u, lamda * u))
    product = t.alpha * lamda
    mixture = (1 + product) * (u.T * t.v) + (1 - product) * (u.T * t.w)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "along an eigenvector the weights of the optima differ by $\\alpha \\lambda$",
            sm.prove(sm.Equal(2 * (u.T * t.adapted(0, t.m)), mixture), (eigenvector,), t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "the fine-tuned model moves from the midpoint by $-\\frac12 \\alpha A \\delta$",
            sm.prove(sm.Equal(t.adapted(0, t.m) - t.m, -t.alpha * t.A * t.delta / 2), where=t.where),
        ),
    )
