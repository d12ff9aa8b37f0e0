"""What each task loses at the fixed point, after one step."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Where the fixed point lies, and the loss of each task there."""
    return (
        sm.Part(sm.Role.STATEMENT, "the loss of task 1 at the fixed point, after one step", sm.task_loss(problem, 0)),
        sm.Part(sm.Role.STATEMENT, "the loss of task 2 at the fixed point, after one step", sm.task_loss(problem, 1)),
        sm.Part(sm.Role.REMARK, "the fixed point, seen from the first optimum", sm.displacement(problem, 0)),
    )
