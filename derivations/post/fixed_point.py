"""The fixed point: a curvature-weighted average of the two minimisers."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Solve the affine stationarity equation."""
    return sm.fixed_point(problem)
