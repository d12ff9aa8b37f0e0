"""Giving v more weight along the top eigenvectors moves the fixed point away from their span, not towards it."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The squared distance to the line of a top eigenvector u of A."""
    t = sm.two_tasks(problem)
    u = sm.vector("u")
    lamda, mu, p, q = sm.scalar("lamda mu p q")
    eigenvector = sm.Named("$u$ is an eigenvector of $A$", sm.Equal(t.A * u, lamda * u))
    top = sm.Named("$\\lambda$ is the largest eigenvalue", sm.AtLeast(lamda * t.identity, t.A))
    unit = sm.Named("$u$ has length one", sm.Equal(u.T * u, 1))
    shared = sm.Named("$u$ is an eigenvector of $B$", sm.Equal(t.B * u, mu * u))
    weights = (
        sm.Definition(p, lamda * (1 - t.alpha * lamda) ** 2),
        sm.Definition(q, mu * (1 - t.alpha * mu) ** 2),
    )

    def distance(x):
        return x.T * x - (u.T * x) ** 2

    closer = sm.AtLeast(distance(t.m - t.v), distance(t.theta_star - t.v))
    at = {t.A: [[2, 0], [0, 1]], t.B: [[1, 0], [0, 2]], t.alpha: "1/20", t.v: [0, 0], t.w: [1, 1], u: [1, 0], lamda: 2}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "$\\theta^{\\star} - v$ is at least as close to the top eigenspace of $A$ as $m - v$ is",
            sm.refute(closer, (eigenvector, top, unit), t.where, at=at),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "along a shared eigenvector the distance from $v$ is the share $q/(p+q)$ of $\\delta$",
            sm.prove(
                sm.Equal((p + q) * (u.T * (t.theta_star - t.v)), q * (u.T * t.delta)),
                (eigenvector, shared),
                (*t.where, *weights),
            ),
        ),
    )
