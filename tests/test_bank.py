"""The bank of statements: as its generator writes it, every verdict confirmed without symmaml, read as it is meant."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from bank.exact_values import Point, Rows, Singular, parsed, shape_of
from bank.generate import TABLES, text_of
from tree_values import value

from symmaml.proof.statements.statement_file import FileStatement, read_statements

BANK = Path(__file__).parent / "bank"
FILES = sorted(BANK.glob("*.json"))


def everything() -> list[FileStatement]:
    return [statement for path in FILES for statement in read_statements(path)]


@pytest.mark.parametrize("topic", TABLES)
def test_the_bank_is_what_its_generator_confirms(topic: str) -> None:
    """Fewer points than at writing: every true statement again at two, every false one by a counterexample."""
    assert text_of(topic, points=2) == (BANK / f"{topic}.json").read_text(), (
        "run: PYTHONPATH=tests python -m bank.generate"
    )


def test_the_bank_is_large_and_balanced() -> None:
    statements = everything()
    assert len({statement.id for statement in statements}) == len(statements)
    expected = [statement.expect for statement in statements]
    assert expected.count("proved") >= 300
    assert expected.count("refuted") >= 300
    assert expected.count("invalid") >= 40
    relations = [statement.record["relation"] for statement in statements if statement.expect == "proved"]
    assert min(relations.count(relation) for relation in ("eq", "psd", "gradient")) >= 50


def test_invalid_statements_are_invalid_for_the_reason_in_their_note_and_no_others_are() -> None:
    for statement in everything():
        assert (statement.invalid is not None) == (statement.expect == "invalid"), (
            f"{statement.id}: {statement.invalid}"
        )
        if statement.expect == "invalid":
            assert statement.record["note"] in str(statement.invalid)


def random_values(record: dict[str, Any], generator: random.Random) -> tuple[dict[str, int], dict[str, Rows]]:
    shapes = {name: symbol["shape"] or ["1", "1"] for name, symbol in record["symbols"].items()}
    sizes = {
        size: 2 + i for i, size in enumerate(sorted({size for shape in shapes.values() for size in shape} - {"1"}))
    }
    values = {
        name: [
            [Fraction(generator.randint(-3, 3)) for _ in range(sizes.get(cols, 1))] for _ in range(sizes.get(rows, 1))
        ]
        for name, (rows, cols) in shapes.items()
    }
    return sizes, values


def test_what_is_read_means_what_is_written() -> None:
    """Our reader's trees against Python's parser, on every side of every statement, in shape and in value."""
    generator, compared = random.Random(0), 0
    for statement in everything():
        if statement.question is None:
            continue
        claim, record = statement.question.claim, statement.record
        shapes = {name: tuple(symbol["shape"]) or ("1", "1") for name, symbol in record["symbols"].items()}
        sizes, values = random_values(record, generator)
        for node, text in ((claim.lhs, record["lhs"]), (claim.rhs, record["rhs"])):
            if text == "0":
                continue
            assert node.shape == shape_of(parsed(text), shapes), statement.id
            try:
                expected = Point(sizes, values).at(text)
            except Singular:
                continue
            assert value(node, sizes, values) == expected, statement.id
            compared += 1
    assert compared > 1500
