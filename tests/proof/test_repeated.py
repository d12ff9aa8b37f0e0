"""Naming repeated products changes no value: trees as the reader means them, at random matrices without symmetry."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from bank.exact_values import Rows, Singular
from tree_values import value

from symmaml.proof.equality.repeated import with_repeated_named
from symmaml.proof.rational.abbreviation import sides
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Declared, Question, Relation
from symmaml.proof.statements.statement_file import read_statements

BANK = Path(__file__).parents[1] / "bank"
TOPICS = sorted(path.stem for path in BANK.glob("*.json"))
SHAPES = {"A": ("n", "n"), "B": ("n", "n"), "x": ("n", "1"), "y": ("n", "1"), "s": tree.NUMBER}


def drawn(letters: tuple[Declared, ...], generator: random.Random) -> dict[str, Rows]:
    """Draw values for letters; every dimension is two."""
    sizes = [[1 if size == "1" else 2 for size in letter.shape] for letter in letters]
    return {
        letter.name: [[Fraction(generator.randint(-9, 9)) for _ in range(cols)] for _ in range(rows)]
        for letter, (rows, cols) in zip(letters, sizes, strict=True)
    }


def values_of_sides(question: Question, values: dict[str, Rows]) -> list[Rows]:
    """Evaluate hypotheses and claim, what is defined by its definition."""
    sizes, known = {size: 2 for letter in question.letters for size in letter.shape if size != "1"}, dict(values)
    for name, node in question.definitions:
        known[name] = value(node, sizes, known)
    return [value(side, sizes, known) for side in sides(replace(question, definitions=()))]


def agree(question: Question, seed: int) -> bool | None:
    """Whether a question and the one with names have the same values; None if no name is needed or no value exists."""
    named = with_repeated_named(question)
    if len(named.definitions) == len(question.definitions):
        return None
    values = drawn(question.letters, random.Random(seed))
    try:
        expected = values_of_sides(question, values)
    except Singular:  # something that is inverted is singular
        return None
    return values_of_sides(named, values) == expected


@pytest.mark.parametrize("topic", TOPICS)
def test_the_bank_means_the_same_in_names(topic: str) -> None:
    found = [agree(s.question, seed) for seed, s in enumerate(read_statements(BANK / f"{topic}.json")) if s.question]
    assert False not in found
    assert topic in ("invalid", "structure") or True in found


def trees(generator: random.Random, rows: str, cols: str, depth: int) -> tree.Node:
    """Draw a tree of a shape: sums, products in either association, transposes, powers, inverses, numbers."""
    names = [name for name, shape in SHAPES.items() if shape == (rows, cols)]
    if depth == 0 and names:
        return tree.Name((rows, cols), generator.choice(names))
    kinds = ["sum", "product", "transpose", "scaled"] + (["power", "inverse", "name"] if rows == cols == "n" else [])
    kinds = 4 * kinds + ["zero"] + (["identity"] if rows == cols == "n" else [])
    match generator.choice(kinds) if depth > 0 else "transpose":
        case "name":
            return tree.Name((rows, cols), generator.choice(names))
        case "zero":
            return tree.Zero((rows, cols))
        case "identity":
            return tree.Identity((rows, cols))
        case "sum":
            return tree.add([trees(generator, rows, cols, depth - 1) for _ in range(2)])
        case "product":
            middle = generator.choice("nn1")
            return tree.multiply(trees(generator, rows, middle, depth - 1), trees(generator, middle, cols, depth - 1))
        case "scaled":
            pair = [trees(generator, "1", "1", depth - 1), trees(generator, rows, cols, depth - 1)]
            return tree.multiply(*generator.sample(pair, 2)) if rows == cols == "1" else tree.multiply(*pair)
        case "power":
            return tree.power(trees(generator, rows, cols, depth - 1), generator.randint(0, 3))
        case "inverse":
            return tree.invert(trees(generator, rows, cols, depth - 1))
    return tree.transpose(trees(generator, cols, rows, max(0, depth - 1)))


def random_questions(count: int) -> Iterator[tuple[int, Question]]:
    letters = tuple(Declared(name, shape) for name, shape in SHAPES.items())
    for seed in range(count):
        generator = random.Random(f"repeated {seed}")
        (name, rows, cols) = generator.choice([("n", "n", "n"), ("x", "n", "1"), ("s", "1", "1")])
        first, second = (trees(generator, rows, cols, 5) for _ in range(2))
        defined = (("D", trees(generator, "n", "n", 3)),) if name == "n" else ()
        more = (Declared("D", ("n", "n")),) if defined else ()
        both = tree.add([second, tree.multiply(first, tree.Name(("n", "n"), "D"))]) if defined else second
        yield seed, Question((*letters, *more), defined, (), Relation("equal", first, both))


def test_random_trees_mean_the_same_in_names() -> None:
    found = [agree(question, seed) for seed, question in random_questions(600)]
    assert False not in found
    assert found.count(True) > 80
