"""What task 1 alone gains, or pays."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """A difference of squares."""
    return sm.task_difference(problem, task=0)
