"""Formulas as explanations print them, evaluated at exact matrices: an evaluator of its own, for text and for LaTeX."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from bank.exact_values import Rows, add, inverted, product, scaled, transposed, unit

from symmaml.notation import latex_name

Values = Mapping[str, Rows]
TOKEN = re.compile(r"\s*(?:(?P<matrix>\[\[.*?\]\])|(?P<number>\d+(?:/\d+)?)|(?P<name>[A-Za-z]\w*)|(?P<sign>[-+()'^]))")


class Unknown(Exception):
    """A formula has a letter without a value."""


def lifted(a: Rows, size: int) -> Rows:
    """Return a number as that multiple of the identity: in print, I is the number 1."""
    return scaled(a[0][0], unit(size)) if len(a) == len(a[0]) == 1 else a


def plus(a: Rows, b: Rows, factor: int = 1) -> Rows:
    if (len(a), len(a[0])) != (len(b), len(b[0])):
        zero = next((x for x in (a, b) if x == [[Fraction(0)]]), None)
        if zero is not None:
            return scaled(Fraction(factor), b) if zero is a else a
        a, b = lifted(a, len(b)), lifted(b, len(a))
    return add(a, b, factor)


def same(a: Rows, b: Rows) -> bool:
    return not any(map(any, plus(a, b, -1)))


def value(text: str, values: Values) -> Rows:
    """Evaluate a formula in plain text."""
    found = list(TOKEN.finditer(text))
    assert "".join(m[0] for m in found).strip() == text.strip(), f"{text!r} is not a formula"
    reader = Reader([(str(m.lastgroup), m[str(m.lastgroup)]) for m in found], values)
    total = reader.sum()
    assert reader.at == len(reader.tokens), f"{text!r}: {reader.tokens[reader.at :]} is left over"
    return total


class Reader:
    def __init__(self, tokens: list[tuple[str, str]], values: Values) -> None:
        self.tokens, self.values, self.at = tokens, values, 0

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self) -> Rows:
        total = None
        while self.peek()[0] != "end" and self.peek()[1] != ")":
            minus = self.take()[1] == "-" if self.peek()[1] in ("+", "-") else False
            term = self.term()
            total = plus(total or [[Fraction(0)]], term, -1 if minus else 1)
        assert total is not None
        return total

    def term(self) -> Rows:
        total = self.factor()
        while self.peek()[0] in ("matrix", "number", "name") or self.peek()[1] == "(":
            total = product(total, self.factor())
        return total

    def factor(self) -> Rows:
        kind, text = self.take()
        if kind == "number":
            result = [[Fraction(text)]]
        elif kind == "matrix":
            result = [[Fraction(x) for x in row.split(",")] for row in re.findall(r"\[([^\[\]]+)\]", text)]
        elif kind == "name":
            if text not in self.values and text != "I":
                raise Unknown(text)
            result = self.values.get(text, [[Fraction(1)]])
        else:
            assert text == "(", f"{text!r} begins no factor"
            result = self.sum()
            assert self.take()[1] == ")"
        while self.peek()[1] in ("'", "^"):
            result = transposed(result) if self.take()[1] == "'" else self.power(result)
        return result

    def power(self, base: Rows) -> Rows:
        minus = self.peek()[1] == "-" and bool(self.take())
        exponent = int(self.take()[1])
        base = inverted(base) if minus else base
        total = base
        for _ in range(exponent - 1):
            total = product(total, base)
        return total


def from_latex(latex: str, names: Iterable[str]) -> str:
    """Rewrite a formula in LaTeX as plain text, its letters as their names."""
    known = {latex_name(name): name for name in names} | {r"\mathrm{d}F": "dF"}
    spellings = "|".join(re.escape(spelling) for spelling in sorted(known, key=len, reverse=True))
    text = re.sub(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", _matrix, latex)
    text = re.sub(r"\\tfrac\{(\d+)\}\{(\d+)\}", r"\1/\2", text)
    text = text.replace(r"^{-\top}", "^-1'").replace(r"^{\top}", "'")
    text = re.sub(r"\\(?:[bB]igg?[lr]|cdot)", " ", text)
    text = re.sub(rf"({spellings})(?![A-Za-z])|\\[a-z]+", lambda m: f" {known[m[1]]} " if m[1] else m[0], text)
    return re.sub(r"[{}]", " ", re.sub(r"\^\{(-?\d+)\}", r"^\1", text))


def _matrix(match: re.Match[str]) -> str:
    rows = [", ".join(cell.strip() for cell in row.split("&")) for row in match[1].split(r"\\")]
    return re.sub(r"\\tfrac\{(\d+)\}\{(\d+)\}", r"\1/\2", "[" + ", ".join(f"[{row}]" for row in rows) + "]")


# --- values of the letters of a certificate ---------------------------------------------------------------------------


def polynomial(record: Any, values: Values, dimensions: Mapping[str, int]) -> Rows:
    """Evaluate a polynomial as certificates write it."""
    rows, cols = (dimensions[d] for d in record["shape"])
    total = [[Fraction(0)] * cols for _ in range(rows)]
    for coefficient, scalars, word in record["terms"]:
        term = scaled(Fraction(coefficient), lifted(value(word, values) if word else [[Fraction(1)]], rows))
        for scalar in scalars:
            term = scaled(value(scalar, values)[0][0], term)
        total = plus(total, term)
    return total


def points(text: str, seed: int) -> Iterator[dict[str, Rows]]:
    """Yield values of all letters: at the witness, and at random if no hypothesis binds them."""
    source = json.loads(text)
    record = source.get("witness") or source["counterexample"]
    given = {name: [[Fraction(x) for x in row] for row in rows] for name, rows in record["values"].items()}
    yield completed(source, given, {"1": 1, **record["dimensions"]})
    generator = random.Random(seed)
    if not source["hypotheses"] and source["kind"] != "refutation":
        for size in (2, 3):
            names = sorted({d for letter in source["letters"] for d in (letter["rows"], letter["cols"])} - {"1"})
            dimensions = {"1": 1, **{name: size + (i % 2) for i, name in enumerate(names)}}
            drawn = {x["name"]: drawn_value(x, dimensions, generator) for x in source["letters"]}
            yield completed(source, drawn, dimensions)


def drawn_value(letter: Any, dimensions: Mapping[str, int], generator: random.Random) -> Rows:
    rows, cols = dimensions[letter["rows"]], dimensions[letter["cols"]]
    value = [[Fraction(generator.randint(-9, 9), generator.randint(1, 3)) for _ in range(cols)] for _ in range(rows)]
    if letter.get("sign"):
        return add(product(value, transposed(value)), unit(rows))
    return add(value, transposed(value)) if letter.get("symmetric") else value


def completed(source: Any, given: Mapping[str, Rows], dimensions: Mapping[str, int]) -> dict[str, Rows]:
    """Evaluate the letters that are defined."""
    values: dict[str, Rows] = {}
    generator = random.Random(0)
    for lemma in source.get("lemmas", []):
        if "direction" in lemma:  # any vector
            column = {"rows": lemma["form"]["shape"][0], "cols": "1"}
            values[lemma["direction"]] = drawn_value(column, dimensions, generator)
    lemmas = [lemma["letter"] for lemma in source.get("lemmas", []) if "letter" in lemma]
    for letter in (*source["letters"], *lemmas):
        name = letter["name"]
        if "equals" in letter:
            values[name] = polynomial(letter["equals"], values, dimensions)
        elif "inverse_of" in letter:
            values[name] = inverted(polynomial(letter["inverse_of"], values, dimensions))
        else:
            values[name] = given[name]
    increment = "h1" if "h" in values else "h"
    return {(increment if name.startswith("@") else name): x for name, x in values.items()}
