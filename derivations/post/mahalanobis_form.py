"""The square of a Mahalanobis distance; a metric if S is definite, and never without the root."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """What a metric needs: zero only at zero, and the triangle inequality."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    vanishing = sm.Named("the meta-loss of the midpoint is zero", sm.Equal(t.delta.T * t.S * t.delta, 0))
    definite = sm.Named("$S$ is positive definite", sm.Positive(t.S))
    same = sm.Equal(t.delta, 0)
    sizes = (x.T * t.S * x, y.T * t.S * y)
    return (
        sm.Part(sm.Role.STATEMENT, "the meta-loss of the midpoint is a squared distance", sm.midpoint_loss(problem)),
        sm.Part(
            sm.Role.STATEMENT,
            "it is zero only if the optima are the same",
            sm.refute(same, (vanishing,), t.where, at={t.A: 1, t.B: 1, t.alpha: 1, t.v: 0, t.w: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "it is zero only if the optima are the same, if $S$ is positive definite",
            sm.prove(same, (vanishing, definite), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "without the root it satisfies the triangle inequality",
            sm.refute(
                sm.AtLeast(sizes[0] + sizes[1], (x + y).T * t.S * (x + y)),
                where=t.where,
                at={t.A: 1, t.B: 1, t.alpha: "1/2", x: 1, y: 1},
            ),
        ),
        sm.Part(
            sm.Role.REMARK,
            "with the root it does: this is what Cauchy and Schwarz say",
            sm.prove(sm.AtLeast(sizes[0] * sizes[1], (x.T * t.S * y) ** 2), where=t.where),
        ),
    )
