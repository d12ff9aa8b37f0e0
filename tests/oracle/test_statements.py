"""Statements on floats: what is proved holds, what is refuted fails, and changed statements are caught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sympy import Identity, Rational

import symmaml as sm
from symmaml.oracle.compare import Outcome
from symmaml.oracle.statements import check_numbers
from symmaml.statement import Verdict

A, B = sm.symmetric("A B", definite="positive")
X, Y = sm.matrix("X Y")
x, y = sm.vector("x y")
alpha, lamda = sm.scalar("alpha lamda")
I = Identity(A.rows)
INVERSE = (A + x * x.T).I
GRADIENT = -2 * (x.T * INVERSE * y) * INVERSE * y
SLIGHTLY = Rational(10001, 10000)

TRUE: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "equality": (sm.Equal(A * (A + B).I * B, B * (A + B).I * A), ()),
    "equality under a hypothesis": (sm.Equal(A * A * x, lamda**2 * x), (sm.Equal(A * x, lamda * x),)),
    "order": (sm.AtLeast(A.I + B.I, 4 * (A + B).I), ()),
    "order under a hypothesis": (
        sm.AtLeast(I, (I - alpha * A) ** 2),
        (sm.AtLeast(alpha, 0), sm.AtLeast(2 * I, alpha * A)),
    ),
    "number": (sm.AtLeast((x.T * A * x) * (y.T * A * y), (x.T * A * y) ** 2), ()),
    "gradient": (sm.Gradient((x.T * A * x) ** 2, x, 4 * (x.T * A * x) * A * x), ()),
    "gradient through an inverse": (
        sm.Gradient((y.T * x) / (x.T * A * x), x, y / (x.T * A * x) - 2 * (y.T * x) * A * x / (x.T * A * x) ** 2),
        (),
    ),
}
FALSE: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "equality": (sm.Equal(X * Y, Y * X), ()),
    "order": (sm.AtLeast(B * B, A * A), (sm.AtLeast(B, A),)),
    "asymmetry": (sm.AtLeast(I + X, 0), ()),
    "gradient": (sm.Gradient(x.T * X * x, x, 2 * X * x), ()),
}
CHANGES: dict[str, Callable[[Any], Any]] = {
    "larger": lambda side: SLIGHTLY * side,
    "smaller": lambda side: side / SLIGHTLY,
    "negative": lambda side: -side,
}


def changed(verdict: Verdict, change: Callable[[Any], Any]) -> Verdict:
    """Return the verdict with another claim: its evidence is of the old one."""
    claim = verdict.statement.claim
    if isinstance(claim, sm.Equal):
        claim = sm.Equal(claim.lhs, change(claim.rhs))
    elif isinstance(claim, sm.Gradient):
        claim = sm.Gradient(claim.function, claim.variable, change(claim.gradient))
    else:
        claim = sm.AtLeast(claim.smaller, claim.larger)
    return replace(verdict, statement=replace(verdict.statement, claim=claim))


@pytest.mark.parametrize("name", TRUE)
def test_what_is_proved_holds(name: str) -> None:
    numbers = check_numbers(sm.prove(*TRUE[name]))
    assert numbers.outcome is Outcome.CONFIRMED
    assert numbers.instances >= 5
    assert numbers.ratio <= 1


@pytest.mark.parametrize("name", FALSE)
def test_what_is_refuted_fails(name: str) -> None:
    verdict = sm.decide(*FALSE[name])
    assert verdict.status is sm.Status.REFUTED
    numbers = check_numbers(verdict)
    assert numbers.outcome is Outcome.CONFIRMED
    assert numbers.ratio > 1


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", TRUE)
def test_another_claim_is_refuted(name: str, change: str) -> None:
    assert check_numbers(changed(sm.prove(*TRUE[name]), CHANGES[change])).outcome is Outcome.REFUTED


def test_a_counterexample_to_something_else_is_refuted() -> None:
    verdict = sm.decide(*FALSE["equality"])
    other = replace(verdict, statement=replace(verdict.statement, claim=sm.Equal(X * Y, X * Y)))
    assert check_numbers(other).outcome is Outcome.REFUTED


def test_a_hypothesis_that_does_not_hold_is_noticed() -> None:
    verdict = sm.prove(*TRUE["equality under a hypothesis"])
    other = replace(verdict, statement=replace(verdict.statement, hypotheses=(sm.Equal(A * x, 2 * lamda * x),)))
    assert check_numbers(other).outcome is Outcome.REFUTED


def test_what_is_zero_is_not_taken_for_a_number_that_is_not() -> None:
    verdict = sm.prove(sm.Equal(A.I * x, x / lamda), [sm.Equal(A * x, lamda * x), sm.Nonzero(lamda)])
    assert check_numbers(verdict).outcome is Outcome.CONFIRMED
    eigenvector = verdict.statement.hypotheses[0]
    other = replace(verdict, statement=replace(verdict.statement, hypotheses=(eigenvector, sm.Nonzero(lamda - lamda))))
    assert check_numbers(other).outcome is Outcome.REFUTED


def test_of_several_dimensions_points_with_equal_ones_are_taken() -> None:
    Z = sm.matrix("Z", rows="m", cols="k")
    numbers = check_numbers(sm.decide(sm.Equal((Z.T * Z).T, Z.T * Z)))
    assert numbers.outcome is Outcome.CONFIRMED
    assert 1 <= numbers.instances < 10
