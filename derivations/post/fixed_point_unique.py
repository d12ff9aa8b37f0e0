"""No other point is stationary."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Multiply the meta-gradient by the inverse of S."""
    return sm.uniqueness(problem)
