"""The combination lies above the combination of the minima."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Weigh two inequalities; f and g are values at one point, m and n the minima."""
    lamda, f, g, m, n = sm.scalar("lamda f g m n")
    weights = [sm.Named("$\\lambda$ is a weight", sm.AtLeast(lamda, 0)), sm.AtLeast(1, lamda)]
    minima = [sm.Named("m is a lower bound of f", sm.AtLeast(f, m)), sm.Named("n is one of g", sm.AtLeast(g, n))]
    bound = sm.AtLeast(lamda * f + (1 - lamda) * g, lamda * m + (1 - lamda) * n)
    words = "the combination is at least the combination of the minima"
    return (sm.Part(sm.Role.STATEMENT, words, sm.prove(bound, [*weights, *minima])),)
