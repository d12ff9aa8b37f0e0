"""Counterexamples given by hand: exact values, which the kernel must accept as every other counterexample."""

from __future__ import annotations

import json
import numbers
import re
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from symmaml import kernel
from symmaml.errors import InvalidStatement, NotRefuted
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.refutation.goal import without_increment
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import Question, question
from symmaml.proof.values import exact
from symmaml.statement import (
    Claim,
    Counterexample,
    Definition,
    Hypothesis,
    Matrix,
    Named,
    Statement,
    Status,
    Verdict,
    stated,
)

_FRACTION = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*)?\Z")


def refute(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    at: Mapping[Any, Any],
    direction: Sequence[Any] | None = None,
) -> Verdict:
    """Return the verdict that a statement is refuted by these values.

    `at` gives a value to each letter, or its name, that is not defined: an integer, a fraction, "1/2", nested lists of
    these (for a vector a flat list), or a SymPy matrix of rationals; dimensions follow from them. An inequality fails
    along `direction`, which is found if it is not given.

    Raises `InvalidStatement` for values that cannot be read, and `NotRefuted` for values at which a hypothesis fails
    or the claim holds.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.statement import AtLeast
    >>> A, B = symmetric("A B", definite="semi")
    >>> found = refute(AtLeast(A * B, 0), at={A: [[1, 0], [0, 0]], B: [["1/2", "1/2"], ["1/2", "1/2"]]})
    >>> found.status.value, found.counterexample.dimensions["n"]
    ('refuted', 2)
    """
    started = time.monotonic()
    statement = stated(claim, hypotheses, where)
    asked = question(statement)
    try:
        source = without_increment(formal(asked))
        document = kernel.Document(source)
    except kernel.CertificateRejected as refusal:
        raise InvalidStatement(f"the kernel cannot read the statement: {refusal}") from refusal
    record = _record(asked, source, at)
    try:
        failing = _direction(document, record) if direction is None else [[str(_number(x))] for x in direction]
        certificate = refutation_certificate(source, {**record, **({"direction": failing} if failing else {})})
        found = kernel.check(certificate)
    except kernel.CertificateRejected as refusal:
        raise NotRefuted(
            f"these values are no counterexample: {_explained(refusal, statement)}", refusal.rule
        ) from refusal
    if not isinstance(found, kernel.Refutation):
        raise NotRefuted("no counterexample: the kernel read no refutation", "kind")
    counterexample = read_counterexample(certificate, found)
    seconds = time.monotonic() - started
    return Verdict(Status.REFUTED, statement, None, certificate, counterexample, seconds=seconds)


def read_counterexample(certificate: kernel.Certificate, found: kernel.Refutation) -> Counterexample:
    """Return the counterexample that the kernel found in a certificate."""
    dimensions = {name: size for name, size in found.dimensions.items() if name != "1"}
    direction = json.loads(certificate.text)["counterexample"].get("direction")
    witness = tuple(tuple(Fraction(x) for x in row) for row in direction) if direction else None
    return Counterexample(dimensions, found.values, found.lhs, found.rhs, certificate, witness)


def _explained(refusal: kernel.CertificateRejected, statement: Statement) -> str:
    """Say which hypothesis it is that the kernel knows by its number."""
    matched = re.match(r"hypothesis (\d+) ", refusal.detail)
    if matched is None or int(matched[1]) >= len(statement.hypotheses):
        return refusal.detail
    number = int(matched[1])
    hypothesis = statement.hypotheses[number]
    words = hypothesis.words if isinstance(hypothesis, Named) else str(hypothesis)
    return f"hypothesis {number + 1} {refusal.detail[matched.end() :]} ({words})"


def _direction(document: kernel.Document, record: Source) -> list[list[str]] | None:
    """Return a vector along which an inequality fails; None for an equality, or where no such vector is needed."""
    if document.claim.kind != "at-least":
        return None
    dimensions, values = document.evaluate_letters(record, "counterexample")
    gap = kernel.evaluate(document.alphabet, document.goal(), dimensions, values)
    common = lcm(*(x.denominator for row in gap for x in row))
    whole = exact.exact([[int(x * common) for x in row] for row in gap], common)
    failing = exact.descent_direction(whole) if exact.is_symmetric(whole) else None
    return [[str(x)] for x in failing] if failing else None


# --- reading values ---------------------------------------------------------------------------------------------------


def _record(asked: Question, source: Source, at: Mapping[Any, Any]) -> Source:
    """Return dimensions and values as the kernel reads them."""
    given = {str(getattr(letter, "name", letter)): value for letter, value in at.items()}
    declared = {letter.name: letter for letter in asked.letters}
    defined = {name for name, _ in asked.definitions}
    free = [x["name"] for x in source["letters"] if not {"equals", "inverse_of"} & set(x)]
    for name in given:
        if name in defined:
            raise InvalidStatement(f"{name} is defined, and computed from its definition: leave it out of `at`")
        if name not in declared:
            raise InvalidStatement(f"{name} is no letter of the statement; its letters are {', '.join(free)}")
    if not declared.keys() >= set(free):
        raise InvalidStatement("a hypothesis binds the variable of the gradient: state an equality along a vector")
    missing = [name for name in free if name not in given]
    if missing:
        raise InvalidStatement(f"no value is given for {', '.join(missing)}: write at={{{missing[0]}: ...}}")
    dimensions: dict[str, int] = {}
    values = {}
    for name in free:
        rows = _matrix(name, given[name], declared[name].shape)
        for dimension, size in zip(declared[name].shape, (len(rows), len(rows[0])), strict=True):
            if dimensions.setdefault(dimension, 1 if dimension == "1" else size) != size:
                expected = dimensions[dimension]
                raise InvalidStatement(f"{name} has size {size} where {expected} was expected ({dimension})")
        values[name] = [[str(x) for x in row] for row in rows]
    return {"dimensions": {k: size for k, size in dimensions.items() if k != "1"}, "values": values}


def _matrix(name: str, value: Any, shape: tuple[str, str]) -> Matrix:
    """Read a number, a flat list (for a row or a column), nested lists, or anything with `tolist`."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(value, list | tuple):
        value = [[value]]
    elif not any(isinstance(row, list | tuple) for row in value):
        value = [list(value)] if shape[0] == "1" else [[x] for x in value]
    if not value or not all(isinstance(row, list | tuple) and len(row) == len(value[0]) > 0 for row in value):
        raise InvalidStatement(f"the value of {name} is no matrix: expected rows of one length, as in [[1, 0], [0, 1]]")
    try:
        return tuple(tuple(map(_number, row)) for row in value)
    except InvalidStatement as error:
        raise InvalidStatement(f"the value of {name}: {error}") from error


def _number(value: Any) -> Fraction:
    """Read an exact number."""
    if isinstance(value, str) and _FRACTION.match(value):
        return Fraction(value)
    if isinstance(value, numbers.Rational) and value is not True and value is not False:
        return Fraction(int(value.numerator), int(value.denominator))
    raise InvalidStatement(f"{value!r} is no exact number: write an integer, Fraction(1, 2) or '1/2'")
