"""The meta-Hessian is the sum of the attenuated curvatures."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Expand F to second order."""
    return sm.hessian(problem)
