"""Minimisers, gradients and Hessians of the two quadratics; the second is the first in other letters."""

from sympy import Rational

import symmaml as sm

A = sm.symmetric("A", definite="positive")
v, theta, h = sm.vector("v theta h")


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Write each fact of a quadratic in letters."""
    away = theta - v
    loss, gradient = Rational(1, 2) * (away.T * A * away), A * away
    parts = {
        "$f_1$ is nowhere below its value at v, which is zero": sm.prove(sm.AtLeast(loss, 0)),
        "and zero nowhere else": sm.prove(sm.Equal(theta, v), [sm.Named("$f_1$ is zero", sm.Equal(loss, 0))]),
        "the gradient of $f_1$ is $A (\\theta - v)$": sm.prove(sm.Gradient(loss, theta, gradient)),
        "the Hessian of $f_1$ is A": sm.prove(sm.Gradient(h.T * gradient, theta, A * h)),
    }
    return tuple(sm.Part(sm.Role.STATEMENT, words, verdict) for words, verdict in parts.items())
