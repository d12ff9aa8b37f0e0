"""What each task loses at the fixed point, after one step."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Put the displacement into both adapted losses."""
    return (
        sm.Part(sm.Role.STATEMENT, "the loss of task 1 at the fixed point, after one step", sm.task_loss(problem, 0)),
        sm.Part(sm.Role.STATEMENT, "the loss of task 2 at the fixed point, after one step", sm.task_loss(problem, 1)),
    )
