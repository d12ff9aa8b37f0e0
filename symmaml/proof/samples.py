"""Exact sample values for the letters of a question, as the kernel reads them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symmaml import kernel
from symmaml.proof.formal import Source

Rows = list[list[Fraction]]


def samples(source: Source, size: int, seed: int = 0) -> Iterator[Source]:
    """Yield values in which every dimension is `size`; small integers first, then fractions.

    Flags of letters hold; equational hypotheses need not: the kernel checks them.
    """
    generator = random.Random(f"{seed}/{size}")
    names = {d for letter in source["letters"] for d in (letter["rows"], letter["cols"])} - {"1"}
    dimensions = {name: size for name in sorted(names)}
    given = [letter for letter in source["letters"] if "equals" not in letter and "inverse_of" not in letter]
    spread = 1
    while True:
        values = {letter["name"]: _spell(_value(letter, dimensions, generator, spread)) for letter in given}
        yield {"dimensions": dimensions, "values": values}
        spread = min(spread + 1, 12)


def _value(letter: Source, dimensions: dict[str, int], generator: random.Random, spread: int) -> Rows:
    rows, cols = (dimensions.get(letter[side], 1) for side in ("rows", "cols"))
    sign = letter.get("sign")

    def entry() -> Fraction:
        return Fraction(generator.randint(-spread, spread), generator.choice((1, 1, 2)) if spread > 2 else 1)

    if sign:
        root = [[entry() for _ in range(cols)] for _ in range(rows)]
        shift = Fraction(1 if sign == "positive" else 0)
        square = kernel.product(_frozen(root), tuple(zip(*root, strict=True)))
        return [[x + shift * (i == j) for j, x in enumerate(row)] for i, row in enumerate(square)]
    value = [[entry() for _ in range(cols)] for _ in range(rows)]
    if letter.get("symmetric"):
        return [[value[min(i, j)][max(i, j)] for j in range(cols)] for i in range(rows)]
    return value


def _frozen(rows: Rows) -> kernel.Matrix:
    return tuple(map(tuple, rows))


def _spell(rows: Rows) -> list[list[str]]:
    return [[str(x) for x in row] for row in rows]


def witness(source: Source, attempts: int = 60) -> Source | None:
    """Return values at which every inverse exists and every hypothesis holds, or None if none was found."""
    for size in (1, 2, 3):
        for _, values in zip(range(attempts), samples(source, size), strict=False):
            try:
                kernel.Document(source).evaluate_letters(values, "witness")
            except kernel.CertificateRejected:
                continue
            return values
    return None


def spelled(matrix: Any) -> list[list[str]]:
    """Spell an exact matrix as a certificate does."""
    return [[str(x) for x in row] for row in matrix]
