"""Higher than the joint optimum before adapting, yes; on a steeper slope than the midpoint, no."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The plain losses at the fixed point, and the slope of task 1 there."""
    t = sm.two_tasks(problem)
    joint = sm.vector("theta_joint")
    where = (*t.where, sm.Definition(joint, (t.A + t.B).I * (t.A * t.v + t.B * t.w)))
    first, second = t.losses

    def height(x):
        return first.value(x) + second.value(x)

    steep, level = first.gradient(t.theta_star), first.gradient(t.m)
    at = {t.A: [[2, 0], [0, 1]], t.B: [[1, 0], [0, 1]], t.alpha: "1/10", t.v: [0, 0], t.w: [1, 1]}
    return (
        sm.Part(
            sm.Role.READING,
            "before adapting, the sum of the losses at the fixed point is at least its least value",
            sm.prove(sm.AtLeast(height(t.theta_star), height(joint)), where=where),
        ),
        sm.Part(
            sm.Role.READING,
            "the slope of task 1 at the fixed point is at least as steep as at the midpoint",
            sm.refute(sm.AtLeast(steep.T * steep, level.T * level), where=t.where, at=at),
        ),
    )
