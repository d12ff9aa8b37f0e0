"""The weights are the attenuated curvatures; with the plain ones it would be joint training."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The stationarity equation with plain and with attenuated weights."""
    t = sm.two_tasks(problem)
    plain = sm.Equal((t.A + t.B) * t.theta_star, t.A * t.v + t.B * t.w)
    R_A, R_B = t.identity - t.alpha * t.A, t.identity - t.alpha * t.B
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
            sm.Role.REPAIR,
            "it is the average weighted by the attenuated curvatures",
            sm.prove(sm.Equal(t.S * t.theta_star, t.A_alpha * t.v + t.B_alpha * t.w), where=t.where),
        ),
    )
