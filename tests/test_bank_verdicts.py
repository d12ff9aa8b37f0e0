"""The judge on the bank: what is true is proved, what is false refuted, and counterexamples hold up outside symmaml."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from bank.exact_values import Point, Rows, add, claim_holds, holds, is_positive, product, transposed

from symmaml import kernel
from symmaml.proof.judge import decide_question
from symmaml.proof.statements.statement_file import read_statements
from symmaml.proof.statements.statement_results import StatementResult, surprises
from symmaml.statement_runner import RunLimits, decide_statements

BANK = Path(__file__).parent / "bank"
TOPICS = sorted(path.stem for path in BANK.glob("*.json"))
# A busy machine must not change a verdict: the bank takes less than a second a statement on an idle one.
PATIENT = RunLimits(seconds=30)


def point_of(counterexample: dict[str, Any]) -> Point:
    def rows(value: Any) -> Rows:
        return [[Fraction(value)]] if isinstance(value, str) else [[Fraction(x) for x in row] for row in value]

    return Point(counterexample["dims"], {name: rows(value) for name, value in counterexample["values"].items()})


def refutes(record: dict[str, Any], counterexample: dict[str, Any]) -> bool:
    """Whether values refute a statement: flags and hypotheses hold, the claim does not."""
    point = point_of(counterexample)
    for name, symbol in record["symbols"].items():
        value = point.values[name]
        if symbol["symmetric"] and value != transposed(value):
            return False
        if symbol["positive_definite"] and not is_positive(value, strictly=True):
            return False
    if not all(holds(hypothesis, point) for hypothesis in record["hypotheses"]):
        return False
    if counterexample["witness"] is not None:
        direction = [[Fraction(entry)] for entry in counterexample["witness"]]
        gap = add(point.at(record["lhs"]), point.at(record["rhs"]), -1)
        return product(product(transposed(direction), gap), direction)[0][0] < 0
    return not claim_holds(record["relation"], record["lhs"], record["rhs"], record.get("wrt", ""), point)


def check(result: StatementResult, record: dict[str, Any]) -> None:
    """Check the evidence of a result: the certificate by the kernel, a counterexample also by the bank's evaluator."""
    if result.status in ("proved", "refuted"):
        found = kernel.check(kernel.Certificate(json.dumps(result.certificate)))
        assert isinstance(found, kernel.Theorem if result.status == "proved" else kernel.Refutation)
    if result.status == "refuted":
        assert result.counterexample is not None
        assert refutes(record, dict(result.counterexample)), result.id


@pytest.mark.parametrize("topic", TOPICS)
def test_every_verdict_is_as_expected(topic: str) -> None:
    statements = read_statements(BANK / f"{topic}.json")
    run = decide_statements(statements, decide_question, PATIENT)
    assert surprises(statements, run.results) == ()
    for statement, result in zip(statements, run.results, strict=True):
        check(result, statement.record)
