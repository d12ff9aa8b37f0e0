"""What was found of the statements of a file, as the JSON that `symmaml decide --json` writes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

from symmaml.errors import SymmamlError
from symmaml.kernel import Certificate
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Question
from symmaml.proof.statements.statement_file import FileStatement, names
from symmaml.statement import Counterexample, Matrix, Status
from symmaml.writing import is_stream, write_atomically


class Outcome(Protocol):
    """What a judge says of a question; a `Verdict` is one."""

    @property
    def status(self) -> Status:
        """Proved, refuted or undecided."""

    @property
    def certificate(self) -> Certificate | None:
        """What the kernel accepted, if anything."""

    @property
    def counterexample(self) -> Counterexample | None:
        """Exact values that refute the statement, if it is refuted."""

    @property
    def reason(self) -> str:
        """Why nothing was decided, if nothing was."""


@dataclass(frozen=True)
class StatementResult:
    """The answer to one statement; its fields are the keys of its JSON object, in their order."""

    id: str | None
    status: str
    seconds: float = 0.0
    certificate: Mapping[str, Any] | None = None
    counterexample: Mapping[str, Any] | None = None
    reason: str | None = None


def invalid(statement: FileStatement, reason: str, seconds: float = 0.0) -> StatementResult:
    """Return the result of a statement that cannot be read."""
    where = "" if statement.id is not None else f"statement {statement.position} of the file: "
    return StatementResult(statement.id, "invalid", round(seconds, 4), reason=where + reason)


def undecided(statement: FileStatement, reason: str, seconds: float = 0.0) -> StatementResult:
    """Return the result of a statement of which nothing was found, and why."""
    return StatementResult(statement.id, "undecided", round(seconds, 4), reason=reason)


def decided(statement: FileStatement, question: Question, outcome: Outcome, seconds: float) -> StatementResult:
    """Return the result of a statement that was judged."""
    certificate, counterexample = outcome.certificate, outcome.counterexample
    return StatementResult(
        statement.id,
        outcome.status.value,
        round(seconds, 4),
        json.loads(certificate.text) if certificate else None,
        _spelled(question, _scalars(statement.record), counterexample) if counterexample else None,
        outcome.reason or None,
    )


def _scalars(record: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name, symbol in record["symbols"].items() if symbol["kind"] == "scalar")


def _spelled(question: Question, scalars: frozenset[str], found: Counterexample) -> dict[str, Any]:
    """Spell a counterexample: a value for every symbol, so that a reader can evaluate the statement without us."""
    declared = {size for letter in question.letters for size in letter.shape} - {"1"}
    dimensions = {size: found.dimensions.get(size, 1) for size in sorted(declared)}
    mentioned = frozenset[str]().union(*(names(side) for r in _relations(question) for side in (r.lhs, r.rhs)))
    values: dict[str, Any] = {}
    for letter in question.letters:
        value = found.values.get(letter.name)
        if value is None and letter.name not in mentioned:
            value = _any_value(letter.shape, dimensions, letter.sign is not None)
        if value is not None:
            rows = [[str(entry) for entry in row] for row in value]
            values[letter.name] = rows[0][0] if letter.name in scalars else rows
    witness = [str(row[0]) for row in found.witness] if found.witness else None
    return {"dims": dimensions, "values": values, "witness": witness}


def _relations(question: Question) -> Sequence[Any]:
    return (*question.hypotheses, question.claim)


def _any_value(shape: tree.Shape, dimensions: Mapping[str, int], positive: bool) -> Matrix:
    """Return a value for a symbol that the statement does not mention: the identity if it is definite, else zero."""
    rows, cols = (dimensions.get(size, 1) for size in shape)
    return tuple(tuple(Fraction(positive and i == j) for j in range(cols)) for i in range(rows))


# --- files ------------------------------------------------------------------------------------------------------------


def results_text(results: Iterable[StatementResult]) -> str:
    """Return the JSON text of results, one to a line."""
    return '{"results": [\n' + ",\n".join(json.dumps(asdict(result)) for result in results) + "\n]}\n"


def require_writable(path: str | Path) -> None:
    """Raise `SymmamlError` if results could not be written to `path`: better before the work than after it."""
    path = Path(path)
    if path.is_dir():
        raise SymmamlError(f"{path} is a folder: expected the name of a file for the results")
    if not is_stream(path) and not os.access(path.parent, os.W_OK | os.X_OK):
        raise SymmamlError(f"{path}: nothing can be written to the folder {path.parent}; choose another or create it")


def write_results(path: str | Path, results: Iterable[StatementResult]) -> None:
    """Write results to a file whole, or raise `NotWritable` and leave an older file as it was."""
    write_atomically(Path(path), results_text(results))


@dataclass(frozen=True)
class Surprise:
    """A statement whose result is not the one that its file expects."""

    id: str | None
    expect: str
    status: str


def surprises(statements: Sequence[FileStatement], results: Sequence[StatementResult]) -> tuple[Surprise, ...]:
    """Compare results with what the file expects of them, where it expects anything."""
    pairs = zip(statements, results, strict=True)
    return tuple(
        Surprise(statement.id, statement.expect, result.status)
        for statement, result in pairs
        if statement.expect is not None and statement.expect != result.status
    )
