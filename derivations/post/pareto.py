"""Pareto optimality: minimisers of weighted sums are Pareto optimal for the adapted losses, not for the losses."""

from fractions import Fraction

from sympy import Identity, Rational

import symmaml as sm

A, B, S, T = sm.symmetric("A B S T")
alpha = sm.scalar("alpha", positive=True)
v, w, star, theta = sm.vector("v w theta_star theta")


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """State both readings."""
    s, r = sm.scalar("s r", positive=True)
    a, b = sm.scalar("a b")
    best = sm.Named(
        "a and b, the changes of $F_1$ and $F_2$ from a minimiser of $s F_1 + r F_2$, do not lower it",
        sm.AtLeast(s * a + r * b, 0),
    )
    R, Q = Identity(A.rows) - alpha * A, Identity(A.rows) - alpha * B
    stationary = sm.Named(
        "$\\theta^{\\star}$ is the fixed point", sm.Equal(R * A * R * (star - v) + Q * B * Q * (star - w), 0)
    )
    losses = [Rational(1, 2) * ((at - v).T * A * (at - v)) for at in (theta, star)]
    others = [Rational(1, 2) * ((at - w).T * B * (at - w)) for at in (theta, star)]
    no_worse = sm.Named("$\\theta$ is no worse for the second task", sm.AtLeast(others[1], others[0]))
    fixed = [Fraction(8, 17), Fraction(9, 17)]
    return (
        sm.Part(
            sm.Role.READING,
            "from a minimiser of a weighted sum of the adapted losses neither is lowered without raising the other",
            sm.prove(sm.AtLeast(s * a, -r * b), [best]),
        ),
        sm.Part(
            sm.Role.READING,
            "from the fixed point the loss of one task is not lowered without raising that of the other",
            sm.refute(
                sm.AtLeast(losses[0], losses[1]),
                [stationary, no_worse],
                at={
                    A: [[1, 0], [0, 2]],
                    B: [[2, 0], [0, 1]],
                    alpha: Fraction(1, 4),
                    v: [0, 0],
                    w: [1, 1],
                    star: fixed,
                    theta: [Fraction(1, 2), Fraction(1, 2)],
                },
            ),
        ),
    )
