"""What is interesting needs two different curvatures, and one dimension is enough for it."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Different curvatures in one dimension; equal curvatures in any."""
    t = sm.two_tasks(problem)
    middle = sm.Equal(t.theta_star, t.m)
    equal = sm.Named("both tasks have one Hessian", sm.Equal(t.A, t.B))
    return (
        sm.Part(
            sm.Role.READING,
            "with two curvatures nothing interesting happens yet: the fixed point is the midpoint",
            sm.refute(middle, where=t.where, at={t.A: 1, t.B: "1/2", t.alpha: "1/2", t.v: 0, t.w: 1}),
        ),
        sm.Part(
            sm.Role.READING,
            "with one curvature nothing interesting happens: the fixed point is the midpoint",
            sm.prove(middle, (equal,), t.where),
        ),
    )
