"""The fixed point minimises the meta-loss; it is the only minimiser if S is definite."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """A stationary point x is compared with any other point y."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    stationary = sm.Named("$x$ is a fixed point", t.stationary(x))
    equally_good = sm.Named("$y$ is as good", sm.Equal(t.twice_meta_loss(y), t.twice_meta_loss(x)))
    definite = sm.Named("$S$ is positive definite", sm.Positive(t.S))
    same, flat = sm.Equal(x, y), {t.A: 1, t.B: 1, t.alpha: 1, t.v: 0, t.w: 0, x: 0, y: 1}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "no point has a smaller meta-loss than a fixed point",
            sm.prove(sm.AtLeast(t.meta_loss(y), t.meta_loss(x)), (stationary,), t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "no other point is as good as a fixed point",
            sm.refute(same, (stationary, equally_good), t.where, at=flat),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "no other point is as good as a fixed point if $S$ is positive definite",
            sm.prove(same, (stationary, equally_good, definite), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it gains nothing over the midpoint where $A_\\alpha \\delta = B_\\alpha \\delta$",
            sm.prove(
                sm.Equal(t.meta_loss(t.m), t.meta_loss(t.theta_star)),
                (sm.Named("both agree along $\\delta$", sm.Equal(t.A_alpha * t.delta, t.B_alpha * t.delta)),),
                t.where,
            ),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it gains nothing only if both Hessians are the same",
            sm.refute(
                sm.Equal(t.A, t.B),
                (sm.Named("both attenuated curvatures are the same", sm.Equal(t.A_alpha, t.B_alpha)),),
                t.where,
                at={t.A: "1/7", t.B: "4/7", t.alpha: 1},
            ),
        ),
    )
