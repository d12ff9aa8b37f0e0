"""The benchmark runs; and the work that proofs take, which is counted and not timed, does not creep up."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sympy

import symmaml as sm
from symmaml import kernel
from symmaml.errors import InvalidClaim
from symmaml.notation import matrix, scalar, symmetric, vector
from symmaml.proof.equality.repeated import with_repeated_named
from symmaml.proof.rational.abbreviation import expanded_size
from symmaml.proof.recheck import recheck
from symmaml.proof.statements.question import Question, question
from symmaml.statement import Definition, Equal, Statement

SCRIPT = Path(__file__).parent / "benchmarks" / "contenders.py"
A, B = symmetric("A B")
ONE = sympy.Identity(A.shape[0])
alpha = scalar("alpha")


def effective(curvature: Any, steps: int) -> Any:
    """Return a task's curvature as it is seen through so many inner steps."""
    return curvature * (ONE - alpha * curvature) ** (2 * steps)


def total_loss(P: Any, Q: Any) -> Equal:
    v, w = vector("v w")
    theta = (P + Q).I * (P * v + Q * w)
    lhs = ((theta - v).T * P * (theta - v) + (theta - w).T * Q * (theta - w)) / 2
    return Equal(lhs, (w - v).T * P * (P + Q).I * Q * (w - v) / 2)


def terms(statement: Equal | Statement) -> list[Any]:
    verdict = sm.decide(statement, seconds=60)
    assert verdict.certificate is not None, verdict.reason
    assert verdict.status is sm.Status.PROVED
    return list(json.loads(verdict.certificate.text)["terms"])


def asked(claim: Equal, *where: Definition) -> Question:
    return question(Statement(claim, (), where))


def test_every_contender_answers_two_statements() -> None:
    chosen = ["algebra/symmetric-product", "algebra/jacobi-slip1"]
    command = [sys.executable, str(SCRIPT), "--limit", "30", "--only", *chosen]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    heading, *rows = done.stdout.splitlines()
    assert heading.split() == ["statement", "symmaml", "SymPy", "2x2", "3x3"]
    counts = {row.split()[0]: row.split()[1:] for row in rows[2:-1]}
    assert [sum(map(int, column)) for column in zip(*counts.values(), strict=True)] == [2, 2, 2, 2]
    assert [counts[answer][0] for answer in ("proved", "refuted", "wrong")] == ["1", "1", "0"]


@pytest.mark.parametrize("steps", [1, 2, 3, 8])
def test_the_total_loss_written_out_takes_as_little_as_in_names(steps: int) -> None:
    written_out = total_loss(effective(A, steps), effective(B, steps))
    assert len(terms(written_out)) == len(terms(total_loss(*symmetric("P Q")))) == 7
    short = with_repeated_named(asked(written_out))
    assert [name for name, _ in short.definitions] == ["part_1", "part_2"]
    assert expanded_size(short) <= 26 + 4 * steps  # 2 k + 1 terms in each definition


@pytest.mark.parametrize("steps", [1, 8])
def test_checking_the_total_loss_takes_few_steps(steps: int) -> None:
    """Steps of the kernel's budget: about 20 000; multiplied out, one inner step takes 360 000 and two 2 000 000."""
    verdict = sm.decide(total_loss(effective(A, steps), effective(B, steps)), seconds=60)
    assert verdict.certificate is not None
    budget = kernel.Budget(kernel.MAX_STEPS)
    kernel.Document(kernel.parse(verdict.certificate), budget).check_reason()
    assert kernel.MAX_STEPS - budget.left < 25_000 + 1_000 * steps**2


def test_a_statement_is_read_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[None] = []
    read = kernel.Document.__init__

    def counted(self: kernel.Document, *given: Any) -> None:
        readings.append(None)
        read(self, *given)

    monkeypatch.setattr(kernel.Document, "__init__", counted)
    assert sm.decide(total_loss(*symmetric("P Q"))).status is sm.Status.PROVED
    # as stated, for general letters, to check the proof, and to see whether each of P, Q and S^-1 need be symmetric
    assert len(readings) == 6


def test_the_theorem_names_the_hypotheses_on_the_letters_of_the_user() -> None:
    verdict = sm.decide(total_loss(effective(A, 3), effective(B, 3)))
    assert verdict.theorem is not None
    assert verdict.theorem.symmetric == ("A", "B")
    assert json.loads(verdict.theorem.statement)["hypotheses"] == []


def test_the_evidence_of_a_long_statement_is_checked_again() -> None:
    assert recheck(sm.decide(total_loss(effective(A, 8), effective(B, 8)), seconds=60)) is sm.Status.PROVED
    verdict = sm.decide(total_loss(effective(A, 1), effective(B, 1)), seconds=60)
    other = replace(verdict, statement=Statement(total_loss(effective(A, 1), effective(B, 2))))
    with pytest.raises(InvalidClaim, match="another statement"):
        recheck(other)


def test_what_the_user_names_keeps_its_name() -> None:
    P, Q = symmetric("P Q")
    where = (Definition(P, effective(A, 2)), Definition(Q, effective(B, 2)))
    mixed = Equal(total_loss(P, Q).lhs, total_loss(effective(A, 2), effective(B, 2)).rhs)
    assert [name for name, _ in with_repeated_named(asked(mixed, *where)).definitions] == ["P", "Q"]
    assert len(terms(Statement(mixed, (), where))) == 7


def test_a_product_and_its_transpose_share_a_letter() -> None:
    X, Y, M = matrix("X Y M")
    product = X * (ONE + Y) * X
    short = with_repeated_named(asked(Equal((product + M).I * product.T, product.T * (product + M).I)))
    assert len(short.definitions) == 1
