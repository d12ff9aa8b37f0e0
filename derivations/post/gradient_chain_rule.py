"""The chain rule: the Hessian at theta, the gradient at the adapted parameters."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Differentiate through the inner step."""
    words = "the meta-gradient of two quadratics is what the chain rule gives"
    return (sm.Part(sm.Role.STATEMENT, words, sm.gradient_by_chain_rule(problem)),)
