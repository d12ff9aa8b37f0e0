"""It is the attenuated curvature that decides which way to move from the midpoint, not the eigenvalues."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The slope of the meta-loss at the midpoint, towards the optimum of task 1."""
    t = sm.two_tasks(problem)
    slope = t.A_alpha * (t.m - t.v) + t.B_alpha * (t.m - t.w)
    falls = sm.AtLeast(0, slope.T * (t.v - t.m))
    harder = sm.Named("task 1 has the higher eigenvalues", sm.AtLeast(t.A, t.B))
    step = sm.Named("the step is at most $1/\\lambda$", sm.AtLeast(t.identity, t.alpha * t.A))
    attenuated = sm.Named("task 1 has the higher attenuated curvature", sm.AtLeast(t.A_alpha, t.B_alpha))
    at = {t.A: "9/10", t.B: "1/3", t.alpha: 1, t.v: 0, t.w: 1}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "if task 1 has the higher eigenvalues, moving from the midpoint to its optimum lowers the meta-loss",
            sm.refute(falls, (harder, step), t.where, at=at),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "it does if task 1 has the higher attenuated curvature",
            sm.prove(falls, (attenuated,), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "what task 1 loses at the midpoint does not depend on the other Hessian",
            sm.prove(sm.Equal(8 * t.adapted_loss(0, t.m), t.delta.T * t.A_alpha * t.delta), where=t.where),
        ),
    )
