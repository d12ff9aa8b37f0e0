"""A contraction in the metric of A if alpha A is below 2, and in that of the other task not even then."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Two points x and y, before and after a step on task 1."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    q, a = sm.scalar("q"), sm.scalar("a", positive=True)
    before, after = x - y, t.adapted(0, x) - t.adapted(0, y)
    contracts = sm.AtLeast((1 - a) ** 2 * (before.T * t.A * before), after.T * t.A * after)
    least = sm.Named("no eigenvalue of $\\alpha A$ is below $a$", sm.AtLeast(t.alpha * t.A, a * t.identity))
    step = sm.Named("the step is not negative", sm.AtLeast(t.alpha, 0))
    below = sm.Named("none is 2 or more: none is above $2 - a$", sm.AtLeast((2 - a) * t.identity, t.alpha * t.A))
    within = sm.Named("no eigenvalue of $\\alpha A$ is above 1", sm.AtLeast(t.identity, t.alpha * t.A))
    R = t.identity - t.alpha * t.A
    rate = sm.Named("no eigenvalue of $I - \\alpha A$ is larger than $q$ in size", sm.AtLeast(q**2 * t.identity, R * R))
    other = {t.A: [[1, -1], [-1, 2]], t.B: [[1, 0], [0, 5]], t.alpha: "1/4", x: [5, 1], y: [0, 0], t.v: [0, 0]}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "a step shrinks distances in the metric of $A$ to $1 - a$ times or less, where $a > 0$",
            sm.refute(contracts, (least,), at={t.A: 1, t.alpha: 3, t.v: 0, x: 1, y: 0, a: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "a step shrinks distances in the metric of $A$, to $1 - a$ times or less, if no eigenvalue of $\\alpha A$ "
            "is 2 or more",
            sm.prove(contracts, (least, below)),
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
