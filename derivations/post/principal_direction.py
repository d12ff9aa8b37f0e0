"""Not along a principal eigenvector of A or B, but along one of S."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Compare the loss along a unit eigenvector u with that along another unit vector x."""
    t = sm.two_tasks(problem)
    u, x = sm.vector("u x")
    lamda, sigma = sm.scalar("lamda sigma")
    units = (sm.Equal(u.T * u, 1), sm.Equal(x.T * x, 1))
    of_both = (
        sm.Named("$u$ is an eigenvector of $A$", sm.Equal(t.A * u, lamda * u)),
        sm.Named("and of $B$", sm.Equal(t.B * u, lamda * u)),
        sm.Named("$\\lambda$ is the largest eigenvalue of $A$", sm.AtLeast(lamda * t.identity, t.A)),
        sm.Named("and of $B$", sm.AtLeast(lamda * t.identity, t.B)),
    )
    of_sum = (
        sm.Named("$u$ is an eigenvector of $S$", sm.Equal(t.S * u, sigma * u)),
        sm.Named("$\\sigma$ is its largest eigenvalue", sm.AtLeast(sigma * t.identity, t.S)),
    )
    most = sm.AtLeast(u.T * t.S * u, x.T * t.S * x)
    curvature = [["1/3", 0], [0, "9/10"]]
    at = {t.A: curvature, t.B: curvature, t.alpha: 1, u: [0, 1], x: [1, 0], lamda: "9/10"}
    small = (sm.AtLeast(t.alpha, 0), sm.AtLeast(1, 3 * t.alpha * lamda))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "no direction raises the loss more than a principal eigenvector $u$ of $A$ and $B$",
            sm.refute(most, (*units, *of_both), t.where, at=at),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "no direction raises the loss more than a principal eigenvector $u$ of $S$",
            sm.prove(most, (*units, *of_sum), t.where),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "a principal eigenvector of $A$ is one of $A_\\alpha$ if $\\alpha \\lambda$ is at most 1/3",
            sm.prove(
                sm.AtLeast(lamda * (1 - t.alpha * lamda) ** 2 * t.identity, t.A_alpha),
                (of_both[2], *small),
                t.where,
            ),
        ),
    )
