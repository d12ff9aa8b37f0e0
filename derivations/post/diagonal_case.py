"""Along a shared eigenvector: an average with the attenuated eigenvalues as weights, unless both vanish."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Coordinates along u, an eigenvector of both Hessians; x and y are fixed points."""
    t = sm.two_tasks(problem)
    u, x, y = sm.vector("u x y")
    lamda, mu, p, q = sm.scalar("lamda mu p q")
    shared = (
        sm.Named("$u$ is an eigenvector of $A$", sm.Equal(t.A * u, lamda * u)),
        sm.Named("$u$ is an eigenvector of $B$", sm.Equal(t.B * u, mu * u)),
    )
    first = sm.Named("$x$ is a fixed point", t.stationary(x))
    second = sm.Named("$y$ is a fixed point", t.stationary(y))
    where = (
        *t.where,
        sm.Definition(p, lamda * (1 - t.alpha * lamda) ** 2),
        sm.Definition(q, mu * (1 - t.alpha * mu) ** 2),
    )
    same, free = sm.Equal(u.T * x, u.T * y), {t.A: 1, t.B: 1, t.alpha: 1, t.v: 0, t.w: 0, x: 0, y: 1}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the coordinate of a fixed point along $u$ is an average with the attenuated eigenvalues as weights",
            sm.prove(sm.Equal((p + q) * (u.T * x), p * (u.T * t.v) + q * (u.T * t.w)), (*shared, first), where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "this determines the coordinate",
            sm.refute(same, (*shared, first, second), where, at=free | {u: 1, lamda: 1, mu: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "this determines the coordinate if the weights do not add up to zero",
            sm.prove(
                same,
                (*shared, first, second, sm.Named("the weights do not add up to zero", sm.Nonzero(p + q))),
                where,
            ),
        ),
    )
