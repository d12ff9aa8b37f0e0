"""One step of the outer loop contracts the distance from the fixed point."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Subtract the fixed point from one step of meta gradient descent."""
    return sm.outer_step(problem)
