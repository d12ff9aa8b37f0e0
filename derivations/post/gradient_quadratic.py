"""The meta-gradient is a sum of gradients of modified quadratics."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Differentiate, collect, name the attenuated curvatures."""
    return sm.gradient(problem)
