"""Where the fixed point lies, seen from the first minimiser."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Subtract the minimiser, cancel S."""
    return sm.displacement(problem, task=0)
