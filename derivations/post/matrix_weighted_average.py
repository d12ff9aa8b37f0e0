"""A weighted average in the geometry of S: in the ball over [v, w], but not between v and w."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The weight W of v, the ball in the norm of S, and the plain distances."""
    t = sm.two_tasks(problem)
    W = sm.matrix("W")
    where = (*t.where, sm.Definition(W, t.S.I * t.A_alpha))
    average = sm.Equal(t.theta_star, W * t.v + (t.identity - W) * t.w)
    star, other = t.theta_star - t.v, t.theta_star - t.w
    commuting = sm.Named("the Hessians commute", sm.Equal(t.A * t.B, t.B * t.A))
    far = {t.A: [[20, 0], [0, 1]], t.B: [[81, 40], [40, 21]], t.alpha: "1/250", t.v: [0, 0], t.w: [1, 0]}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the fixed point is $W v + (I - W) w$ with $W = S^{-1} A_\\alpha$",
            sm.prove(average, where=where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "the weight is its own adjoint in the geometry of $S$",
            sm.prove(sm.Equal(t.S * W, W.T * t.S), where=where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "the fixed point lies in the ball over the segment from $v$ to $w$, in the norm of $S$",
            sm.prove(sm.AtLeast(0, star.T * t.S * other), where=t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it is no farther from $v$ than $w$ is",
            sm.refute(sm.AtLeast(t.delta.T * t.delta, star.T * star), where=t.where, at=far),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it lies in the plain ball over the segment if the Hessians commute",
            sm.prove(sm.AtLeast(0, star.T * other), (commuting,), t.where),
        ),
    )
