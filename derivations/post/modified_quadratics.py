"""Not only the gradients agree: each adapted loss is a modified quadratic."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The loss after one step, and its gradient."""
    t = sm.two_tasks(problem)
    away = t.theta - t.v
    slopes = t.A_alpha * away + t.B_alpha * (t.theta - t.w)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the loss of a task after one step is the quadratic in its attenuated curvature, with no constant",
            sm.prove(sm.Equal(2 * t.adapted_loss(0, t.theta), away.T * t.A_alpha * away), where=t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "the meta-gradient is the sum of the gradients of both",
            sm.prove(sm.Gradient(t.meta_loss(t.theta), t.theta, slopes), where=t.where),
        ),
    )
