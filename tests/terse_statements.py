"""Statements in few words, for tables of tests: letters by kind and shape, texts as in statement files."""

from __future__ import annotations

from typing import Any

from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import Question
from symmaml.proof.statements.statement_file import read_question


def question(letters: str, hypotheses: str, relation: str, lhs: str, rhs: str, wrt: str = "") -> Question:
    """Return the question as the judge takes it. Letters: "A B:n,n | S:symmetric n | P:definite n | x:n | t:1"."""
    record: dict[str, Any] = {"id": "terse", "symbols": symbols(letters), "relation": relation, "lhs": lhs, "rhs": rhs}
    record["hypotheses"] = [text.strip() for text in hypotheses.split(";") if text.strip()]
    return read_question({**record, "wrt": wrt} if wrt else record)


def source(letters: str, hypotheses: str, relation: str, lhs: str, rhs: str, wrt: str = "") -> Source:
    """Return what the engines of the judge work on."""
    return formal(question(letters, hypotheses, relation, lhs, rhs, wrt))


def symbols(letters: str) -> dict[str, Any]:
    """Return the declarations of letters as a statement file has them."""
    declared = {}
    for group in letters.split("|"):
        names, kind = (part.strip() for part in group.split(":"))
        flag, _, size = kind.rpartition(" ")
        shape = size.split(",") if "," in size else [size, size] if flag else [] if size == "1" else [size, "1"]
        sort = "scalar" if not shape else "vector" if shape[1] == "1" else "matrix"
        flags = {"symmetric": flag == "symmetric", "positive_definite": flag == "definite"}
        for name in names.split():
            declared[name] = {"kind": sort, "shape": shape, **flags}
    return declared
