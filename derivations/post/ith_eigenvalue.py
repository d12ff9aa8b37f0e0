"""Each eigenvector keeps its place; the order of the eigenvalues may not."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Matched eigenpairs, and two of them compared."""
    t = sm.two_tasks(problem)
    u, x = sm.vector("u x")
    lamda, mu = sm.scalar("lamda mu")
    first = sm.Named("$u$ is an eigenvector for $\\lambda$", sm.Equal(t.A * u, lamda * u))
    second = sm.Named("$x$ is an eigenvector for $\\mu$", sm.Equal(t.A * x, mu * x))
    lengths = (sm.Equal(u.T * u, 1), sm.Equal(x.T * x, 1))
    ordered, positive = sm.AtLeast(mu, lamda), (sm.AtLeast(t.alpha, 0), sm.AtLeast(lamda, 0))
    kept = sm.AtLeast(x.T * t.A_alpha * x, u.T * t.A_alpha * u)
    swapped = {t.A: [["1/3", 0], [0, "9/10"]], t.alpha: 1, u: [1, 0], x: [0, 1], lamda: "1/3", mu: "9/10"}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "an eigenvector of $A$ for $\\lambda$ is one of $A_\\alpha$ for $\\lambda (1 - \\alpha \\lambda)^2$",
            sm.prove(sm.Equal(t.A_alpha * u, lamda * (1 - t.alpha * lamda) ** 2 * u), (first,), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the attenuated eigenvalues stand in the order of the eigenvalues",
            sm.refute(kept, (first, second, *lengths, *positive, ordered), t.where, at=swapped),
        ),
        sm.Part(
            sm.Role.REMARK,
            "they do if $\\alpha$ times the larger one is at most 1/3",
            sm.prove(
                sm.AtLeast(mu * (1 - t.alpha * mu) ** 2, lamda * (1 - t.alpha * lamda) ** 2),
                (*positive, ordered, sm.AtLeast(1, 3 * t.alpha * mu)),
            ),
        ),
    )
