"""The meta-objective: adapt, then judge."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Run both inner loops on letters."""
    return sm.meta_objective(problem)
