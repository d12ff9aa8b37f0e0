"""The weights are the attenuated curvatures; with the plain ones it would be joint training."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The stationarity equation with plain and with attenuated weights."""
    t = sm.two_tasks(problem)
    plain = sm.Equal((t.A + t.B) * t.theta_star, t.A * t.v + t.B * t.w)
    R_A, R_B = t.identity - t.alpha * t.A, t.identity - t.alpha * t.B
    gap = (R_A * R_A - R_B * R_B) * t.A * (t.A + t.B).I * t.B * t.delta
    alike = sm.Named("both tasks are attenuated alike", sm.Equal(R_A * R_A, R_B * R_B))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the fixed point is the average of the optima weighted by the curvatures $A$ and $B$",
            sm.refute(plain, where=t.where, at={t.A: 1, t.B: "1/2", t.alpha: "1/2", t.v: 0, t.w: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "it is if both tasks are attenuated alike",
            sm.prove(plain, (alike,), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "where it is that average, $((I - \\alpha A)^2 - (I - \\alpha B)^2) A (A + B)^{-1} B \\delta = 0$",
            sm.prove(sm.Equal(gap, 0), (sm.Named("it is that average", plain),), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it is that average only if both Hessians are the same",
            sm.refute(
                sm.Equal(t.A, t.B),
                (sm.Named("it is that average", plain),),
                t.where,
                at={t.A: "1/2", t.B: "3/2", t.alpha: 1, t.v: 0, t.w: 1},
            ),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "it is the average weighted by the attenuated curvatures",
            sm.prove(sm.Equal(t.S * t.theta_star, t.A_alpha * t.v + t.B_alpha * t.w), where=t.where),
        ),
    )
