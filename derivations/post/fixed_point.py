"""The fixed point: a curvature-weighted average of the two minimisers, if the meta-Hessian is invertible."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Solve the affine stationarity equation; say when it has one solution."""
    t = sm.two_tasks(problem)
    T = sm.matrix("T")
    x, y = sm.vector("x y")
    right = t.A_alpha * t.v + t.B_alpha * t.w
    stationary = (
        sm.Named("x is a fixed point", sm.Equal(t.S * x, right)),
        sm.Named("y too", sm.Equal(t.S * y, right)),
    )
    invertible = sm.Named("S is invertible, with inverse T", sm.Equal(T * t.S, t.identity))
    same, flat = sm.Equal(x, y), {t.A: 1, t.B: 1, t.alpha: 1, t.v: 0, t.w: 0, x: 0, y: 1}
    return (
        sm.Part(sm.Role.REMARK, "where S is invertible, this is the fixed point", sm.fixed_point(problem)),
        sm.Part(sm.Role.STATEMENT, "the update has one fixed point", sm.refute(same, stationary, t.where, at=flat)),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "the update has one fixed point if S is invertible",
            sm.prove(same, (*stationary, invertible), t.where),
        ),
    )
