"""How well does a task do from the fixed point? Never worse than the whole meta-loss, and never five times worse."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Training tasks, against the meta-loss and against the midpoint; and the exact loss of a new task."""
    t = sm.two_tasks(problem)
    C, C_alpha = sm.symmetric("C C_alpha")
    u, x = sm.vector("u x")
    R = t.identity - t.alpha * C
    end = x - t.alpha * C * (x - u)
    new = sm.Equal((end - u).T * C * (end - u), (x - u).T * C_alpha * (x - u))
    star, mid = t.adapted_loss(0, t.theta_star), t.adapted_loss(0, t.m)
    crossed = {t.A: [[4, -1], [-1, 2]], t.B: [[2, -2], [-2, 3]], t.alpha: "1/5", t.v: [0, 0]}

    def fourfold(steps):
        return sm.AtLeast(4 * t.adapted_loss(0, t.m, steps), t.adapted_loss(0, t.theta_star, steps))

    return (
        sm.Part(
            sm.Role.READING,
            "after one step from $\\theta^{\\star}$ a training task loses at most the whole meta-loss there",
            sm.prove(sm.AtLeast(t.meta_loss(t.theta_star), star), where=t.where),
        ),
        sm.Part(
            sm.Role.READING,
            "after one step from $\\theta^{\\star}$ a training task does at least as well as from the midpoint",
            sm.refute(sm.AtLeast(mid, star), where=t.where, at={t.A: 1, t.B: 2, t.alpha: "1/10", t.v: 0, t.w: 1}),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it never does worse than four times the loss from the midpoint",
            sm.prove(sm.AtLeast(4 * mid, star), where=t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "before any step, too, it is at most four times",
            sm.refute(fourfold(0), where=t.where, at=crossed | {t.w: [1, 1]}),
        ),
        sm.Part(
            sm.Role.REMARK,
            "after two steps, too, it is at most four times",
            sm.refute(fourfold(2), where=t.where, at=crossed | {t.w: [5, -2]}),
        ),
        sm.Part(
            sm.Role.REMARK,
            "a new task with Hessian $C$ and minimiser $u$ has, after one step from $x$, its quadratic in the "
            "attenuated curvature",
            sm.prove(new, where=(sm.Definition(C_alpha, R * C * R),)),
        ),
    )
