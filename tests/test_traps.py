"""Traps: for each of a referee's list what is right is proved, and what one would write by mistake is refuted.

Parts of claims cover some: the Hessian at the wrong point (`gradient-chain-rule`), the factor 4 after other numbers of
steps (`similar-task-does-well`), equal averages of unequal Hessians (`really-does-its-job`, `curvature-weighted`), and
another step size at test time (`unique-best-point`). The others stand here, and the closed forms that no file of the
book holds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from sympy import Identity

import symmaml as sm

PROBLEM = sm.MetaProblem(
    [sm.quadratic("A", "v"), sm.quadratic("B", "w")], adaptation=sm.GradientDescent(sm.scalar("alpha"), steps=1)
)
t = sm.two_tasks(PROBLEM)
I = t.identity
R_A, R_B = I - t.alpha * t.A, I - t.alpha * t.B
K, M, N, H, S = sm.symmetric("K M N H S")
J, X = sm.matrix("J X")
c, p, q, v1, v2, v3, x, z, rhs = sm.vector("c p q v1 v2 v3 x z rhs")
beta = sm.scalar("beta")

TOTAL = K + M + N
AVERAGE = TOTAL.I * (K * v1 + M * v2 + N * v3)


def form(vector, matrix):
    return vector.T * matrix * vector


def least_of_three():
    """Twice the least value of three quadratics together."""
    return form(AVERAGE - v1, K) + form(AVERAGE - v2, M) + form(AVERAGE - v3, N)


def pairwise():
    """What it would be if two at a time were enough."""
    pairs = ((v1, v2, K, M), (v1, v3, K, N), (v2, v3, M, N))
    return sum(((a - b).T * P * TOTAL.I * Q * (a - b) for a, b, P, Q in pairs[1:]), form(v1 - v2, K * TOTAL.I * M))


THREE = {K: [[1, -1], [-1, 2]], M: [[1, 0], [0, 1]], N: [[1, 0], [0, 2]], v1: [0, 0], v2: [1, 0], v3: [0, 1]}

# Adapt on a loss with the Hessian H and the minimiser q, be judged by one with the Hessian K and the minimiser p.
STEP = I - t.alpha * H
HELD_OUT = (sm.Equal(J * STEP, I), sm.Equal(STEP * J, I))


def held_out_slope(theta):
    """The gradient of the second loss after a step on the first."""
    return STEP * K * (theta - t.alpha * H * (theta - q) - p)


FIRST_ORDER = t.A * R_A + t.B * R_B
AT_FIRST_ORDER = FIRST_ORDER.I * (t.A * R_A * t.v + t.B * R_B * t.w)
JOINT = (t.A + t.B).I * (t.A * t.v + t.B * t.w)
UNLIKE = {t.A: [[1, 0], [0, 2]], t.B: [[2, 1], [1, 2]], t.alpha: "1/4", t.v: [0, 0], t.w: [1, 2]}


def slope(theta):
    return t.A_alpha * (theta - t.v) + t.B_alpha * (theta - t.w)


@dataclass(frozen=True)
class Trap:
    """What is right, perhaps under a condition of its own, and what is wrong, with the values that refute it."""

    right: object
    wrong: object
    at: dict
    hypotheses: tuple = ()
    where: tuple = t.where
    condition: tuple = ()


TRAPS = {
    "the sign of delta": Trap(
        sm.Equal(t.theta_star - t.v, t.S.I * t.B_alpha * t.delta),
        sm.Equal(t.theta_star - t.v, -t.S.I * t.B_alpha * t.delta),
        UNLIKE,
    ),
    "which displacement": Trap(
        sm.Equal(t.theta_star - t.w, -t.S.I * t.A_alpha * t.delta),
        sm.Equal(t.theta_star - t.w, -t.S.I * t.B_alpha * t.delta),
        UNLIKE,
    ),
    "the order of the inverse": Trap(
        sm.Equal(t.A_alpha * t.S.I * t.B_alpha, t.B_alpha * t.S.I * t.A_alpha),
        sm.Equal(t.S.I * t.A_alpha, t.A_alpha * t.S.I),
        UNLIKE,
    ),
    "three tasks are no pairs": Trap(
        sm.Equal(
            least_of_three(),
            (v1 - AVERAGE).T * K * (v1 - c) + (v2 - AVERAGE).T * M * (v2 - c) + (v3 - AVERAGE).T * N * (v3 - c),
        ),
        sm.Equal(least_of_three(), pairwise()),
        THREE,
        where=(),
    ),
    "a held-out loss is averaged at a preimage": Trap(
        sm.Equal(held_out_slope(q + J * (p - q)), 0),
        sm.Equal(held_out_slope(p), 0),
        {H: 1, K: 1, t.alpha: "1/2", q: 0, p: 1, J: 2},
        HELD_OUT,
        (),
    ),
    "the first-order curvature has a sign up to 1/L only": Trap(
        sm.AtLeast(H * (Identity(H.rows) - t.alpha * H), 0),
        sm.AtLeast(H * (Identity(H.rows) - t.alpha * H), 0),
        {H: 1, t.alpha: "3/2"},
        (sm.AtLeast(H, 0),),
        (),
        (sm.AtLeast(Identity(H.rows), t.alpha * H),),
    ),
    "descent keeps its start along the kernel": Trap(
        sm.Equal(z.T * (x - beta * (S * x - rhs)), z.T * x),
        sm.Equal(z.T * (x - beta * (S * x - rhs)), 0),
        {S: [[1, 0], [0, 0]], z: [0, 1], x: [2, 3], rhs: [1, 0], beta: 1},
        (sm.Equal(S * z, 0), sm.Equal(z.T * rhs, 0)),
        (),
    ),
    "the gradient at the joint optimum": Trap(
        sm.Equal(slope(JOINT), (R_A * R_A - R_B * R_B) * t.A * (t.A + t.B).I * t.B * t.delta),
        sm.Equal(slope(JOINT), (R_B * R_B - R_A * R_A) * t.A * (t.A + t.B).I * t.B * t.delta),
        UNLIKE,
    ),
    "the gradient at the first-order fixed point": Trap(
        sm.Equal(slope(AT_FIRST_ORDER), t.alpha * (t.B - t.A) * t.A * R_A * FIRST_ORDER.I * t.B * R_B * t.delta),
        sm.Equal(slope(AT_FIRST_ORDER), t.alpha * (t.A - t.B) * t.A * R_A * FIRST_ORDER.I * t.B * R_B * t.delta),
        UNLIKE,
    ),
    "what a start costs over the least loss": Trap(
        sm.Equal(2 * t.meta_loss(x) - 2 * t.meta_loss(t.theta_star), form(slope(x), t.S.I)),
        sm.Equal(2 * t.meta_loss(x) - 2 * t.meta_loss(t.theta_star), form(slope(x), t.S)),
        UNLIKE | {x: [1, 1]},
    ),
    "the least loss vanishes at 1/L, and rises again": Trap(
        sm.Equal(t.meta_loss(t.theta_star), 0),
        sm.Equal(t.meta_loss(t.theta_star), 0),
        {t.A: 1, t.B: 2, t.alpha: "3/4", t.v: 0, t.w: 1},
        condition=(sm.Equal(t.alpha * t.B, I),),
    ),
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_a_trap_is_seen(trap):
    assert sm.decide(trap.right, (*trap.hypotheses, *trap.condition), trap.where).status is sm.Status.PROVED
    assert sm.refute(trap.wrong, trap.hypotheses, trap.where, at=trap.at).status is sm.Status.REFUTED


def test_near_a_singular_curvature_descent_needs_as_many_steps_as_its_rate_says():
    A, B, beyond = np.diag([1.0, 0.5]), np.diag([1.0, 0.25]), 1 - 1e-3
    outer = sm.outer_descent(A=A, B=B, alpha=beyond)
    S = sum((np.eye(2) - beyond * each) @ each @ (np.eye(2) - beyond * each) for each in (A, B))
    error, steps = np.array([1.0, 0.0]), 1000
    for _ in range(steps):
        error = error - outer.step * S @ error
    left = np.linalg.norm(error)
    assert outer.condition > 1e4
    assert left > 0.5  # a thousand steps of the best size, and it is not half way
    assert left <= outer.rate**steps * (1 + 1e-9)
