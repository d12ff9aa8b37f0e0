"""Closer to the top eigenspace is neither enough for a smaller loss, nor needed."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Squared distances to the line of a top eigenvector u of A, and the loss of task 1 after one step."""
    t = sm.two_tasks(problem)
    u = sm.vector("u")
    lamda = sm.scalar("lamda")
    top = (
        sm.Named("$u$ is an eigenvector of $A$", sm.Equal(t.A * u, lamda * u)),
        sm.Named("$\\lambda$ is the largest eigenvalue", sm.AtLeast(lamda * t.identity, t.A)),
        sm.Named("$u$ has length one", sm.Equal(u.T * u, 1)),
    )

    def distance(x):
        return x.T * x - (u.T * x) ** 2

    closer = sm.AtLeast(distance(t.m - t.v), distance(t.theta_star - t.v))
    star, mid = t.theta_star - t.v, t.m - t.v
    angle = sm.AtLeast((u.T * star) ** 2 * (mid.T * mid), (u.T * mid) ** 2 * (star.T * star))
    nearer = (sm.Named("it is closer in distance", closer), sm.Named("and in angle", angle))
    better = sm.AtLeast(t.adapted_loss(0, t.m), t.adapted_loss(0, t.theta_star))
    at = {t.A: [[2, 0], [0, 1]], t.alpha: "1/20", t.v: [0, 0], u: [1, 0], lamda: 2}
    worse, farther = {t.B: [[4, 0], [0, "1/2"]], t.w: [1, 1]}, {t.B: [[1, 0], [0, 2]], t.w: [3, 1]}
    stiffer = sm.Named("task 1 has the higher attenuated curvature", sm.AtLeast(t.A_alpha, t.B_alpha))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "closer to the top eigenspace than the midpoint, task 1 does better",
            sm.refute(better, (*top, *nearer), t.where, at=at | worse),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "where task 1 does better, the fixed point is closer to the top eigenspace",
            sm.refute(closer, (*top, sm.Named("it does better", better)), t.where, at=at | farther),
        ),
        sm.Part(
            sm.Role.REMARK,
            "its angle to the top eigenspace is smaller there, at least",
            sm.refute(angle, (*top, sm.Named("it does better", better)), t.where, at=at | farther),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "both tasks together always do at least as well as from the midpoint",
            sm.prove(sm.AtLeast(t.meta_loss(t.m), t.meta_loss(t.theta_star)), where=t.where),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "task 1 does at least as well if it has the higher attenuated curvature",
            sm.prove(better, (stiffer,), t.where),
        ),
        sm.Part(sm.Role.REPAIR, "what task 1 gains or pays, exactly", sm.task_difference(problem, 0)),
    )
