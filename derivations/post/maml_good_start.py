"""Does the fixed point make one gradient step end close to each optimum? In energy, not in distance."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Two ways to measure how close; the second is won by other weights than MAML's."""
    t = sm.two_tasks(problem)
    x = sm.vector("x")

    def distance(theta):
        ends = ((t.adapted(0, theta) - t.v), (t.adapted(1, theta) - t.w))
        return ends[0].T * ends[0] + ends[1].T * ends[1]

    near = {t.A: 1, t.B: "1/4", t.alpha: "1/2", t.v: 0, t.w: 1, x: "49/65"}
    return (
        sm.Part(
            sm.Role.READING,
            "no start has a smaller sum of losses after one step than $\\theta^{\\star}$",
            sm.prove(sm.AtLeast(t.meta_loss(x), t.meta_loss(t.theta_star)), where=t.where),
        ),
        sm.Part(
            sm.Role.READING,
            "no start has a smaller sum of squared distances to the optima after one step than $\\theta^{\\star}$",
            sm.refute(sm.AtLeast(distance(x), distance(t.theta_star)), where=t.where, at=near),
        ),
    )
