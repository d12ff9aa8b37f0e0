"""The meta-gradient is a sum of gradients of modified quadratics."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Differentiate, collect, name the attenuated curvatures."""
    words = "the meta-gradient is linear in the attenuated curvatures, for every step size"
    return (sm.Part(sm.Role.STATEMENT, words, sm.gradient(problem)),)
