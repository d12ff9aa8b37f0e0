"""Unique if S is definite; and best for one step with the training step size only."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Two minimisers; and the point that is best after two steps."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    stationary = sm.Named("$x$ is a fixed point", t.stationary(x))
    as_good = sm.Named("$y$ is at least as good", sm.AtLeast(t.twice_meta_loss(x), t.twice_meta_loss(y)))
    definite = sm.Named("$S$ is positive definite", sm.Positive(t.S))
    same, flat = sm.Equal(x, y), {t.A: 1, t.B: 1, t.alpha: 1, t.v: 0, t.w: 0, x: 0, y: 1}

    def after_two(start):
        return t.adapted_loss(0, start, 2) + t.adapted_loss(1, start, 2)

    beta = sm.scalar("beta")
    R, Q = t.identity - beta * t.A, t.identity - beta * t.B

    def with_beta(z):
        """Return twice the meta-loss of z for the step beta in the place of alpha."""
        return (z - t.v).T * (R * t.A * R) * (z - t.v) + (z - t.w).T * (Q * t.B * Q) * (z - t.w)

    return (
        sm.Part(
            sm.Role.STATEMENT,
            "only one point minimises the sum of the fine-tuned losses",
            sm.refute(same, (stationary, as_good), t.where, at=flat),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "only one point minimises the sum of the fine-tuned losses if $S$ is positive definite",
            sm.prove(same, (stationary, as_good, definite), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the same point is best if two steps are made",
            sm.refute(
                sm.AtLeast(after_two(x), after_two(t.theta_star)),
                where=t.where,
                at={t.A: 1, t.B: "1/2", t.alpha: "1/2", t.v: 0, t.w: 1, x: "81/113"},
            ),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the same point is best if the step has another size, $\\beta$",
            sm.refute(
                sm.AtLeast(with_beta(x), with_beta(t.theta_star)),
                where=t.where,
                at={t.A: 1, t.B: "1/2", t.alpha: "1/4", beta: "1/2", t.v: 0, t.w: 1, x: "9/17"},
            ),
        ),
    )
