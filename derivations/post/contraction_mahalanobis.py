"""A contraction in the metric of A if alpha A is below 2, and in that of the other task not even then."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Two points x and y, before and after a step on task 1."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    q = sm.scalar("q")
    before, after = x - y, t.adapted(0, x) - t.adapted(0, y)
    contracts = sm.AtLeast(before.T * t.A * before, after.T * t.A * after)
    step = sm.Named("the step is not negative", sm.AtLeast(t.alpha, 0))
    below = sm.Named("no eigenvalue of $\\alpha A$ is above 2", sm.AtLeast(2 * t.identity, t.alpha * t.A))
    within = sm.Named("no eigenvalue of $\\alpha A$ is above 1", sm.AtLeast(t.identity, t.alpha * t.A))
    R = t.identity - t.alpha * t.A
    rate = sm.Named("no eigenvalue of $I - \\alpha A$ is larger than $q$ in size", sm.AtLeast(q**2 * t.identity, R * R))
    other = {t.A: [[1, -1], [-1, 2]], t.B: [[1, 0], [0, 5]], t.alpha: "1/4", x: [5, 1], y: [0, 0], t.v: [0, 0]}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "a step does not increase distances in the metric of $A$",
            sm.refute(contracts, (step,), t.where, at={t.A: 1, t.alpha: 3, t.v: 0, x: 1, y: 0}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "a step does not increase distances in the metric of $A$ if no eigenvalue of $\\alpha A$ is above 2",
            sm.prove(contracts, (step, below), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "what a step does to squared distances is measured by $A_\\alpha$",
            sm.prove(sm.Equal(after.T * t.A * after, before.T * t.A_alpha * before), where=t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "distances shrink by the factor $q$ or more",
            sm.prove(sm.AtLeast(q**2 * (before.T * t.A * before), after.T * t.A * after), (rate,), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "a step does not increase distances in the metric of the other task",
            sm.refute(sm.AtLeast(before.T * t.B * before, after.T * t.B * after), (step, within), t.where, at=other),
        ),
    )
