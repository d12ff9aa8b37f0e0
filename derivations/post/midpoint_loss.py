"""The baseline: the loss of the midpoint."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Put the midpoint into the meta-objective, in letters of the distance."""
    return sm.midpoint_loss(problem)
