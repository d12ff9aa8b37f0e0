"""The sum and the mean of the two losses have the same stationary points; only the outer step is rescaled."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The gradient of the mean, and one outer step on it."""
    t = sm.two_tasks(problem)
    beta = sm.scalar("beta")
    gradient = t.A_alpha * (t.theta - t.v) + t.B_alpha * (t.theta - t.w)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the gradient of the mean of both losses is half the gradient of their sum",
            sm.prove(sm.Gradient(t.meta_loss(t.theta) / 2, t.theta, gradient / 2), where=t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "a step of size $2\\beta$ on the mean is a step of size $\\beta$ on the sum",
            sm.prove(sm.Equal(t.theta - 2 * beta * (gradient / 2), t.theta - beta * gradient), where=t.where),
        ),
    )
