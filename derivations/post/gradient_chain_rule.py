"""The meta-gradient, as the chain rule gives it."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Differentiate each adapted loss: the Jacobian of one gradient step is I - alpha A."""
    return sm.gradient_by_chain_rule(problem)
