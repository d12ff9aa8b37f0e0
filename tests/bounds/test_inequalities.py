"""The inequalities behind the bounds, each decided in every dimension, beside slips of it that must fall."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from sympy import Identity, Rational

import symmaml as sm

A, B, S = sm.symmetric("A B S", definite="positive")
P1, Q1, P2, Q2 = sm.symmetric("P1 Q1 P2 Q2", definite="semi")
alpha, beta = sm.scalar("alpha beta", nonnegative=True)
q, r, mu, L = sm.scalar("q r mu L", positive=True)
lamda = sm.scalar("lamda")
v, w, x, y, u, theta, star = sm.vector("v w x y u theta star")
H, M = sm.symmetric("H M")
I = Identity(A.rows)
R_A, R_B = I - alpha * A, I - alpha * B
OUTER = I - beta * S
PARTS = (
    sm.Definition(A_alpha := sm.symmetric("A_alpha"), R_A * A * R_A),
    sm.Definition(B_alpha := sm.symmetric("B_alpha"), R_B * B * R_B),
)
SUM = (*PARTS, sm.Definition(T := sm.symmetric("T"), A_alpha + B_alpha))
FIXED = sm.Equal(T * star, A_alpha * v + B_alpha * w)
delta = w - v


def square(vector, matrix):
    return vector.T * matrix * vector


def adapted(at, steps=1, curvature=A, centre=v):
    for _ in range(steps):
        at = at - alpha * curvature * (at - centre)
    return at


def within(bound, operator):
    """-bound <= operator <= bound."""
    return (sm.AtLeast(bound * I, operator), sm.AtLeast(operator, -bound * I))


def parallel(one, other):
    return one * (one + other).I * other


@dataclass(frozen=True)
class Case:
    """A claim with its hypotheses, and a slip of the claim under the same hypotheses."""

    claim: object
    slip: object
    hypotheses: tuple = ()
    where: tuple = field(default=(), repr=False)


CASES = {
    "a gradient step contracts in the metric of the task": Case(
        sm.AtLeast(q**2 * square(x - y, A), square(adapted(x) - adapted(y), A)),
        sm.AtLeast(q**3 * square(x - y, A), square(adapted(x) - adapted(y), A)),
        within(q, R_A),
    ),
    "a gradient step contracts in the Euclidean metric": Case(
        sm.AtLeast(q**2 * square(x - y, I), square(adapted(x) - adapted(y), I)),
        sm.AtLeast(q**3 * square(x - y, I), square(adapted(x) - adapted(y), I)),
        within(q, R_A),
    ),
    "the factor is a Loewner inequality": Case(
        sm.AtLeast(q**2 * A, R_A * A * R_A), sm.AtLeast(q * A, R_A * A * R_A), within(q, R_A)
    ),
    "and it does not hold in the metric of the other task": Case(
        sm.AtLeast(q**2 * square(x - y, A), square(adapted(x) - adapted(y), A)),
        sm.AtLeast(q**2 * square(x - y, B), square(adapted(x) - adapted(y), B)),
        within(q, R_A),
    ),
    "one step multiplies the loss by at most q^2": Case(
        sm.AtLeast(q**2 * square(theta - v, A), square(adapted(theta) - v, A)),
        sm.AtLeast(q**4 * square(theta - v, A), square(adapted(theta) - v, A)),
        within(q, R_A),
    ),
    "two steps multiply it by at most q^4": Case(
        sm.AtLeast(q**4 * square(theta - v, A), square(adapted(theta, 2) - v, A)),
        sm.AtLeast(q**5 * square(theta - v, A), square(adapted(theta, 2) - v, A)),
        within(q, R_A),
    ),
    "three steps by at most q^6": Case(
        sm.AtLeast(q**6 * square(theta - v, A), square(adapted(theta, 3) - v, A)),
        sm.AtLeast(q**7 * square(theta - v, A), square(adapted(theta, 3) - v, A)),
        within(q, R_A),
    ),
    "the loss before the first step, from the fixed point": Case(
        sm.Equal(square(star - v, A), square(delta, B_alpha * T.I * A * T.I * B_alpha)),
        sm.Equal(square(star - v, A), square(delta, A_alpha * T.I * A * T.I * A_alpha)),
        (FIXED,),
        SUM,
    ),
    "both losses after one step, from the fixed point": Case(
        sm.Equal(
            square(adapted(star) - v, A) + square(adapted(star, 1, B, w) - w, B),
            square(delta, A_alpha * T.I * B_alpha),
        ),
        sm.Equal(
            square(adapted(star) - v, A) + square(adapted(star, 1, B, w) - w, B),
            square(delta, A_alpha * T.I * A_alpha),
        ),
        (FIXED,),
        SUM,
    ),
    "a further step multiplies both losses by at most q^2": Case(
        sm.AtLeast(
            q**2 * (square(adapted(theta) - v, A) + square(adapted(theta, 1, B, w) - w, B)),
            square(adapted(theta, 2) - v, A) + square(adapted(theta, 2, B, w) - w, B),
        ),
        sm.AtLeast(
            q**4 * (square(adapted(theta) - v, A) + square(adapted(theta, 1, B, w) - w, B)),
            square(adapted(theta, 2) - v, A) + square(adapted(theta, 2, B, w) - w, B),
        ),
        (*within(q, R_A), *within(q, R_B)),
    ),
    "along an eigenvector it is attained, one step": Case(
        sm.Equal(square(adapted(v + u) - v, A), (1 - alpha * lamda) ** 2 * square(u, A)),
        sm.Equal(square(adapted(v + u) - v, A), (1 - alpha * lamda) * square(u, A)),
        (sm.Equal(A * u, lamda * u),),
    ),
    "along an eigenvector it is attained, three steps": Case(
        sm.Equal(square(adapted(v + u, 3) - v, A), (1 - alpha * lamda) ** 6 * square(u, A)),
        sm.Equal(square(adapted(v + u, 3) - v, A), (1 - alpha * lamda) ** 5 * square(u, A)),
        (sm.Equal(A * u, lamda * u),),
    ),
    "an outer step contracts in the metric of S": Case(
        sm.AtLeast(r**2 * square(x, S), square(OUTER * x, S)),
        sm.AtLeast(r**3 * square(x, S), square(OUTER * x, S)),
        within(r, OUTER),
    ),
    "an outer step contracts in the Euclidean metric": Case(
        sm.AtLeast(r**2 * square(x, I), square(OUTER * x, I)),
        sm.AtLeast(r**3 * square(x, I), square(OUTER * x, I)),
        within(r, OUTER),
    ),
    "the best step has the rate (kappa - 1) / (kappa + 1)": Case(
        sm.AtLeast((L - mu) * I, (mu + L) * (I - 2 / (mu + L) * S)),
        sm.AtLeast((L - 2 * mu) * I, (mu + L) * (I - 2 / (mu + L) * S)),
        (sm.AtLeast(S, mu * I), sm.AtLeast(L * I, S)),
    ),
    "the best step has that rate, from below": Case(
        sm.AtLeast((mu + L) * (I - 2 / (mu + L) * S), (mu - L) * I),
        sm.AtLeast((mu + L) * (I - 2 / (mu + L) * S), (2 * mu - L) * I),
        (sm.AtLeast(S, mu * I), sm.AtLeast(L * I, S)),
    ),
    "the curvature of F is at most the sum of the curvatures": Case(
        sm.AtLeast(A + B, R_A * A * R_A + R_B * B * R_B),
        sm.AtLeast(A, R_A * A * R_A + R_B * B * R_B),
        (sm.AtLeast(2 * I, alpha * A), sm.AtLeast(2 * I, alpha * B)),
    ),
    "the curvature of F is at most 8 / (27 alpha), up to 4/3": Case(
        sm.AtLeast(Rational(8, 27) * I, alpha * (R_A * A * R_A + R_B * B * R_B)),
        sm.AtLeast(Rational(7, 27) * I, alpha * (R_A * A * R_A + R_B * B * R_B)),
        (sm.AtLeast(Rational(4, 3) * I, alpha * A), sm.AtLeast(Rational(4, 3) * I, alpha * B)),
    ),
    "the attenuated curvature falls as alpha grows": Case(
        sm.AtLeast(R_A * A * R_A, (I - beta * A) * A * (I - beta * A)),
        sm.AtLeast((I - beta * A) * A * (I - beta * A), R_A * A * R_A),
        (sm.AtLeast(beta, alpha), sm.AtLeast(I, beta * A)),
    ),
    "the parallel sum is monotone": Case(
        sm.AtLeast(parallel(P1, Q1), parallel(P2, Q2)),
        sm.AtLeast(parallel(P2, Q2), parallel(P1, Q1)),
        (sm.AtLeast(P1, P2), sm.AtLeast(Q1, Q2)),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_proved_in_every_dimension(name):
    case = CASES[name]
    verdict = sm.prove(case.claim, case.hypotheses, case.where)
    assert sm.kernel.check(verdict.certificate) == verdict.theorem


@pytest.mark.parametrize("name", CASES)
def test_a_slip_is_refuted(name):
    case = CASES[name]
    assert sm.decide(case.slip, case.hypotheses, case.where).status is sm.Status.REFUTED


LATER = tuple(sm.symmetric("A_beta B_beta"))
LATER_PARTS = tuple(
    sm.Definition(letter, (I - beta * X) * X * (I - beta * X)) for letter, X in zip(LATER, (A, B), strict=True)
)
UP_TO_ONE = (sm.AtLeast(beta, alpha), sm.AtLeast(I, beta * A), sm.AtLeast(I, beta * B))


@pytest.mark.parametrize("place", [0, 1])
def test_each_attenuated_curvature_falls_as_alpha_grows(place):
    sm.prove(sm.AtLeast((A_alpha, B_alpha)[place], LATER[place]), UP_TO_ONE, (*PARTS, *LATER_PARTS))


def test_hence_the_minimum_of_the_objective_falls():
    """The claim is (2/delta^2) (F*(alpha) - F*(beta)) >= 0; that each curvature falls is the theorem above."""
    falls = tuple(sm.AtLeast(*pair) for pair in zip((A_alpha, B_alpha), LATER, strict=True))
    claim = sm.AtLeast(parallel(A_alpha, B_alpha), parallel(*LATER))
    sm.prove(claim, (*UP_TO_ONE, *falls), (*PARTS, *LATER_PARTS))
    assert sm.decide(claim, (), (*PARTS, *LATER_PARTS)).status is not sm.Status.PROVED
