"""A table of statements written without looking at the search: what is true is proved, what is false refuted."""

from __future__ import annotations

from pathlib import Path

import pytest
from terse_statements import question

from symmaml import kernel
from symmaml.proof.judge import decide_question
from symmaml.statement import Status

ROWS = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in Path(__file__).with_name("statements.txt").read_text(encoding="ascii").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(
    ("letters", "hypotheses", "relation", "lhs", "rhs", "expected"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_the_verdict(letters: str, hypotheses: str, relation: str, lhs: str, rhs: str, expected: str) -> None:
    kind, _, variable = relation.partition(":")
    judgement = decide_question(question(letters.replace(";", "|"), hypotheses, kind, lhs, rhs, variable), 30.0)
    assert judgement.status is Status(expected), judgement.reason
    if judgement.certificate is not None:
        kernel.check(judgement.certificate)
    elif expected == "undecided":
        assert "vacuous" in judgement.reason
