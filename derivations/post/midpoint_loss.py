"""The baseline: the loss of the midpoint."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Put the midpoint into the meta-objective, in letters of the distance."""
    words = "the meta-loss of the midpoint is a quadratic form in the step between the optima"
    return (sm.Part(sm.Role.STATEMENT, words, sm.midpoint_loss(problem)),)
