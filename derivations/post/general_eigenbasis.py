"""No orthonormal basis serves in general; generalised eigenvectors do."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """If coordinates in an orthonormal basis were averaged, the weight W would be symmetric. Along g it is so."""
    t = sm.two_tasks(problem)
    W = sm.matrix("W")
    g = sm.vector("g")
    d = sm.scalar("d")
    where = (*t.where, sm.Definition(W, t.S.I * t.A_alpha))
    skewed = {t.A: [[20, 0], [0, 1]], t.B: [[81, 40], [40, 21]], t.alpha: "1/250"}
    generalised = sm.Named("$g$ is a generalised eigenvector", sm.Equal(t.A_alpha * g, d * t.S * g))
    length = sm.Named("$g$ has a positive length in the norm of $S$", sm.Positive(g.T * t.S * g))
    average = sm.Equal(g.T * t.S * t.theta_star, d * (g.T * t.S * t.v) + (1 - d) * (g.T * t.S * t.w))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the weight of $v$ is diagonal in some orthonormal basis, hence symmetric",
            sm.refute(sm.Equal(W, W.T), where=where, at=skewed),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "along a generalised eigenvector the coordinate of the fixed point is an average with weight $d$",
            sm.prove(average, (generalised,), t.where),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "the weight $d$ is not negative",
            sm.prove(sm.AtLeast(d, 0), (generalised, length), t.where),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "the weight $d$ is not above 1",
            sm.prove(sm.AtLeast(1, d), (generalised, length), t.where),
        ),
    )
