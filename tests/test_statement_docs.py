"""The page on statement files: its examples are read, and decided as they expect."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from symmaml.proof.judge import decide_question
from symmaml.proof.statements.statement_file import parse_statements
from symmaml.proof.statements.statement_results import StatementResult, surprises
from symmaml.statement_runner import decide_statements

PAGE = (Path(__file__).parents[1] / "docs" / "statement-files.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```json\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
FILES = [block for block in BLOCKS if '"statements"' in block]


def test_the_page_has_its_examples() -> None:
    assert len(FILES) == 3
    assert len(BLOCKS) == 4


@pytest.mark.parametrize("text", FILES)
def test_examples_are_decided_as_the_page_says(text: str) -> None:
    statements = parse_statements(text)
    assert all(statement.expect is not None for statement in statements)
    run = decide_statements(statements, decide_question)
    assert surprises(statements, run.results) == ()
    for result in run.results:
        assert result.status != "invalid" or result.reason == result.id


def test_the_result_on_the_page_has_the_keys_that_are_written() -> None:
    (result,) = json.loads(BLOCKS[-1])["results"]
    assert list(result) == [field.name for field in fields(StatementResult)]
    assert list(result["counterexample"]) == ["dims", "values", "witness"]
