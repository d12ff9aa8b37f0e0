"""What the fixed point gains over the midpoint."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """The energy identity at the midpoint."""
    return sm.midpoint_gap(problem)
