"""Fine-tuned from the fixed point, or from anywhere: a mixture of the start and the optimum."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """One step from any start, and from the fixed point."""
    t = sm.two_tasks(problem)
    mixture = t.alpha * t.A * t.v + (t.identity - t.alpha * t.A) * t.theta
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "one step mixes the start and the optimum with the weights $I - \\alpha A$ and $\\alpha A$",
            sm.prove(sm.Equal(t.adapted(0, t.theta), mixture)),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "fine-tuned to task 1 from the fixed point",
            sm.adapted(problem, 0, "fixed-point"),
        ),
    )
