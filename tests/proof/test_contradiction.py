"""Hypotheses that contradict one another at sight, and hypotheses that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from symmaml import kernel
from symmaml.proof.refutation.contradiction import contradiction
from symmaml.proof.statements.formal import formal
from symmaml.proof.statements.statement_file import read_question, read_statements

BANK = Path(__file__).parents[1] / "bank"

SYMBOLS = {
    "P": {"kind": "matrix", "shape": ["n", "n"], "positive_definite": True},
    "A": {"kind": "matrix", "shape": ["n", "n"], "symmetric": True},
    "x": {"kind": "vector", "shape": ["n", "1"]},
    "s": {"kind": "scalar", "shape": []},
    "t": {"kind": "scalar", "shape": []},
}


def noticed(*hypotheses: str) -> str | None:
    sides = {"lhs": "A + P + s*t*x*x.T", "rhs": "A"}
    record = {"id": "s", "symbols": SYMBOLS, "hypotheses": list(hypotheses), "relation": "eq", **sides}
    return contradiction(kernel.Document(formal(read_question(record))))


@pytest.mark.parametrize(
    ("hypotheses", "reason"),
    [
        (["1 = 2"], "hypothesis 1 holds nowhere"),
        (["s != s"], "hypothesis 1 holds nowhere"),
        (["s > s"], "hypothesis 1 holds nowhere"),
        (["A - A = Identity(n)"], "hypothesis 1 holds nowhere"),
        (["pd(A - A)"], "hypothesis 1 holds nowhere"),
        (["psd(-Identity(n))"], "hypothesis 1 holds nowhere"),
        (["t > 0", "s > 0", "t < 0"], "hypothesis 3 contradicts hypothesis 1"),
        (["t > 1", "t <= 1"], "hypothesis 2 contradicts hypothesis 1"),
        (["t >= 1", "2*t <= 1"], "hypothesis 2 contradicts hypothesis 1"),
        (["s < t", "t < s"], "hypothesis 2 contradicts hypothesis 1"),
        (["s < t", "s = t"], "hypothesis 2 contradicts hypothesis 1"),
        (["t = 1", "t = 2"], "hypothesis 2 contradicts hypothesis 1"),
        (["t = 1", "3 - t < 0"], "hypothesis 2 contradicts hypothesis 1"),
        (["3 - t < 0", "t = 1"], "hypothesis 2 contradicts hypothesis 1"),
        (["t != 0", "2*t = 0"], "hypothesis 2 contradicts hypothesis 1"),
        (["psd(A)", "pd(-A)"], "hypothesis 2 contradicts hypothesis 1"),
        (["psd(A - Identity(n))", "A = Identity(n)/2"], "hypothesis 2 contradicts hypothesis 1"),
        (["psd(-P)"], "hypothesis 1 contradicts that P is positive"),
        (["P = ZeroMatrix(n, n)"], "hypothesis 1 contradicts that P is positive"),
        (["P = -2*Identity(n)"], "hypothesis 1 contradicts that P is positive"),
        (["x.T*A*x > 0", "x.T*A*x < 0"], "hypothesis 2 contradicts hypothesis 1"),
    ],
)
def test_is_noticed(hypotheses: list[str], reason: str) -> None:
    assert noticed(*hypotheses) == reason


@pytest.mark.parametrize(
    "hypotheses",
    [
        [],
        ["t > 0", "t < 1", "s > t"],
        ["t >= 0", "t <= 0"],
        ["t >= 1", "t = 1"],
        ["t = 1", "2*t = 2"],
        ["t != 0", "t = 1"],
        ["t != 0", "s != 0", "s != t"],
        ["3 - t > 0", "t = 1"],
        ["psd(A)", "psd(-A)"],
        ["psd(A)", "A = ZeroMatrix(n, n)"],
        ["psd(A - P)", "pd(A)"],
        ["P = Identity(n)", "psd(P)"],
        ["A*A = A", "A*P = P*A"],
        ["Identity(n) = Identity(n)"],
    ],
)
def test_is_no_contradiction(hypotheses: list[str]) -> None:
    assert noticed(*hypotheses) is None


def test_no_statement_of_the_bank_contradicts_itself() -> None:
    statements = [statement for path in sorted(BANK.glob("*.json")) for statement in read_statements(path)]
    questions = [
        statement.question for statement in statements if statement.question and statement.record["hypotheses"]
    ]
    assert len(questions) > 300
    assert not [q for q in questions[::5] if contradiction(kernel.Document(formal(q)))]
