"""A gradient that depends on whether a letter is held constant is decided only if both readings agree."""

from __future__ import annotations

import pytest
from terse_statements import question

import symmaml as sm
from symmaml.proof.judge import decide_question

LETTERS = "A:symmetric n | S:n,n | x v U W:n | a:1"
STEP = "U = x - a*A*(x - v)"
LOSS = "(U - v).T*A*(U - v)/2"


@pytest.mark.parametrize(
    ("hypotheses", "function", "gradient", "status"),
    [
        pytest.param(STEP, LOSS, "(Identity(n) - a*A)*A*(U - v)", "undecided", id="true if differentiated through"),
        pytest.param(STEP, LOSS, "ZeroMatrix(n, 1)", "undecided", id="true if held constant"),
        pytest.param(STEP, LOSS, "A*(U - v)", "refuted", id="false in both readings"),
        pytest.param("U = S*v", "(x - U).T*(x - U)/2", "x - U", "proved", id="defined without the variable"),
        pytest.param("U = S*x; W = U - v", "v.T*W", "S.T*v", "undecided", id="defined through another"),
        pytest.param(STEP, "(x - v).T*A*(x - v)/2", "A*(x - v)", "proved", id="not in the function"),
    ],
)
def test_status(hypotheses: str, function: str, gradient: str, status: str) -> None:
    judged = decide_question(question(LETTERS, hypotheses, "gradient", function, gradient, "x"))
    assert judged.status.value == status
    assert ("reading" in judged.reason) == (status == "undecided")


def test_what_the_reason_advises_is_decided() -> None:
    A, alpha = sm.symmetric("A"), sm.scalar("alpha")
    x, v, U = sm.vector("x v U")
    step = x - alpha * A * (x - v)
    claim = sm.Gradient((U - v).T * A * (U - v) / 2, x, A * (U - v) - alpha * A * A * (U - v))
    assert sm.decide(claim, [sm.Equal(U, step)]).status is sm.Status.UNDECIDED
    assert sm.decide(claim, where=[sm.Definition(U, step)]).status is sm.Status.PROVED


def test_letters_in_a_circle_are_no_abbreviations() -> None:
    x, v, U, W = sm.vector("x v U W")
    claim = sm.Gradient(v.T * U, x, 0)
    assert sm.decide(claim, [sm.Equal(U, x - W), sm.Equal(W, x - U)]).status is sm.Status.PROVED
