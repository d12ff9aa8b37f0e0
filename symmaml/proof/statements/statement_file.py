"""Read statement files: every statement becomes a question, or is invalid for a reason.

A file is read strictly: a key that stands twice, is unknown or has a value of the wrong type is said, not guessed away.
What is wrong with one statement makes that statement invalid, with its place and reason, and leaves the others alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from symmaml.errors import InvalidStatement
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.grammar import RESERVED, StatementReader, related
from symmaml.proof.statements.question import Declared, Question, Relation

MAX_FILE_CHARACTERS = 1 << 26
EXPECTATIONS = ("proved", "refuted", "undecided", "invalid")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)
_DIMENSION = re.compile(f"1|{_NAME.pattern}", re.ASCII)


@dataclass(frozen=True)
class FileStatement:
    """A statement of a file: the question it asks, or the reason why it is `invalid`; `record` is its JSON object."""

    position: int
    record: Any
    id: str | None = None
    expect: str | None = None
    question: Question | None = None
    invalid: str | None = None


def read_statements(path: str | Path) -> tuple[FileStatement, ...]:
    """Read all statements of a file, in their order; raise `InvalidStatement` if it is no statement file at all."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read(MAX_FILE_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidStatement(f"{path} cannot be read: {error}") from None
    try:
        return parse_statements(text)
    except InvalidStatement as error:
        raise InvalidStatement(f"{path}: {error}") from None


def parse_statements(text: str) -> tuple[FileStatement, ...]:
    """Read the statements in the text of a file.

    >>> file = '{"statements": [{"id": "wrong", "symbols": {}, "relation": "eq", "lhs": "1 + x", "rhs": "2"}]}'
    >>> parse_statements(file)[0].invalid
    "lhs, column 5: unknown name 'x': the symbols are none"
    """
    if len(text) > MAX_FILE_CHARACTERS:
        raise InvalidStatement(f"more than {MAX_FILE_CHARACTERS} characters: split the file")
    records = _fields(_loaded(text), ("statements",), (), "a statement file")["statements"]
    if not isinstance(records, list):
        raise InvalidStatement(f'"statements" is {_brief(records)}, expected a list of statements')
    return tuple(_unique([_statement(position, record) for position, record in enumerate(records, start=1)]))


def parse_record(text: str) -> FileStatement:
    """Read the JSON text of a single statement."""
    return _statement(1, _loaded(text))


def _unique(statements: Iterable[FileStatement]) -> Iterator[FileStatement]:
    """Make statements invalid whose id was given before."""
    positions: dict[str, int] = {}
    for statement in statements:
        position = (
            statement.position if statement.id is None else positions.setdefault(statement.id, statement.position)
        )
        if position == statement.position:
            yield statement
        else:
            reason = f"the id {statement.id!r:.60} was given to statement {position} of the file already"
            yield replace(statement, question=None, invalid=reason)


def _statement(position: int, record: Any) -> FileStatement:
    id = record.get("id") if isinstance(record, dict) else None
    expect = record.get("expect") if isinstance(record, dict) else None
    statement = FileStatement(
        position,
        record,
        id if isinstance(id, str) else None,
        expect if expect in EXPECTATIONS else None,
    )
    try:
        return replace(statement, question=read_question(record))
    except InvalidStatement as error:
        return replace(statement, invalid=str(error))


# --- one statement ----------------------------------------------------------------------------------------------------


def read_question(record: Any) -> Question:
    """Return the question that the JSON object of a statement asks; raise `InvalidStatement` with place and reason.

    Every hypothesis stays a hypothesis, also a definition such as "S = A + B": in a gradient S is then constant.
    """
    fields = _fields(
        record,
        ("id", "symbols", "relation", "lhs", "rhs"),
        ("hypotheses", "wrt", "note", "expect"),
        "a statement",
    )
    for key in ("id", "relation", "lhs", "rhs", "wrt", "note", "expect"):
        if not isinstance(fields.get(key, ""), str):
            raise InvalidStatement(f'"{key}" is {_brief(fields[key])}, expected a string')
    if fields.get("expect", "proved") not in EXPECTATIONS:
        raise InvalidStatement(f'"expect" is {_brief(fields["expect"])}, expected one of {", ".join(EXPECTATIONS)}')
    letters = _letters(fields["symbols"])
    reader = StatementReader({letter.name: letter.shape for letter in letters})
    hypotheses = _hypotheses(reader, fields.get("hypotheses", []))
    return Question(letters, (), hypotheses, _claim(reader, fields))


def _letters(symbols: Any) -> tuple[Declared, ...]:
    if not isinstance(symbols, dict):
        raise InvalidStatement(f'"symbols" is {_brief(symbols)}, expected an object from names to declarations')
    _refuse_repeated(symbols, '"symbols"')
    letters = tuple(_declared(name, record) for name, record in symbols.items())
    both = sorted({letter.name for letter in letters} & {size for letter in letters for size in letter.shape})
    if both:
        raise InvalidStatement(f"{both[0]} is declared as a symbol and used as a dimension: rename one of them")
    return letters


def _declared(name: str, record: Any) -> Declared:
    what = f"symbol {name[:60]!r}"
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise InvalidStatement(
            f"{what} is no name: expected a letter, then letters, digits and _, 60 in all at most, and none of "
            f"{sorted(RESERVED)}"
        )
    fields = _fields(record, ("kind", "shape"), ("symmetric", "positive_definite"), what)
    for flag in ("symmetric", "positive_definite"):
        if not isinstance(fields.get(flag, False), bool):
            raise InvalidStatement(f'{what}: "{flag}" is {_brief(fields[flag])}, expected true or false')
    shape = _shape(what, fields["kind"], fields["shape"])
    definite = fields.get("positive_definite", False)
    symmetric = definite or fields.get("symmetric", False)
    if symmetric and shape[0] != shape[1]:
        flag = "positive_definite" if definite else "symmetric"
        raise InvalidStatement(f"{what} contradicts itself: {flag}, and of shape {'x'.join(shape)}, not square")
    return Declared(name, shape, symmetric or shape == tree.NUMBER, "positive" if definite else None)


def _shape(what: str, kind: Any, shape: Any) -> tree.Shape:
    expected = {
        "scalar": "[]",
        "vector": 'like ["n", "1"]',
        "matrix": 'like ["n", "m"]',
    }
    if not isinstance(kind, str) or kind not in expected:
        raise InvalidStatement(f"{what}: kind is {_brief(kind)}, expected one of {', '.join(expected)}")
    if not isinstance(shape, list) or not all(isinstance(size, str) and _DIMENSION.fullmatch(size) for size in shape):
        raise InvalidStatement(f'{what}: shape is {_brief(shape)}, expected a list of names and "1", {expected[kind]}')
    if len(shape) != (0 if kind == "scalar" else 2) or (kind == "vector" and "1" not in shape):
        raise InvalidStatement(
            f"{what} contradicts itself: a {kind} of shape {_brief(shape)}, expected {expected[kind]}"
        )
    return (shape[0], shape[1]) if shape else tree.NUMBER


def _hypotheses(reader: StatementReader, texts: Any) -> tuple[Relation, ...]:
    if not isinstance(texts, list):
        raise InvalidStatement(f'"hypotheses" is {_brief(texts)}, expected a list of strings')
    hypotheses = []
    for number, text in enumerate(texts, start=1):
        if not isinstance(text, str):
            raise InvalidStatement(f"hypothesis {number} is {_brief(text)}, expected a string")
        with _place(f"hypothesis {number}"):
            hypotheses.append(reader.hypothesis(text))
    _refuse_circles(hypotheses)
    return tuple(hypotheses)


def _claim(reader: StatementReader, fields: Mapping[str, Any]) -> Relation:
    relation, sides = fields["relation"], []
    if relation not in ("eq", "psd", "gradient"):
        raise InvalidStatement(f'"relation" is {_brief(relation)}, expected one of eq, gradient, psd')
    if ("wrt" in fields) != (relation == "gradient"):
        raise InvalidStatement('"wrt" is there for a gradient, and for nothing else: it names the vector')
    for side in ("lhs", "rhs"):
        with _place(side):
            sides.append(reader.expression(fields[side]))
    lhs, rhs = sides
    if relation == "gradient":
        return _gradient(reader, lhs, rhs, fields["wrt"])
    with _place("lhs and rhs"):
        claim = related("equal" if relation == "eq" else "at-least", lhs, rhs)
    if relation == "psd" and claim.lhs.shape[0] != claim.lhs.shape[1]:
        raise InvalidStatement(f"psd between expressions of shape {'x'.join(claim.lhs.shape)}, expected square ones")
    return claim


def _gradient(reader: StatementReader, lhs: tree.Node, rhs: tree.Node, variable: str) -> Relation:
    shape = reader.letters.get(variable)
    if shape is None or shape[1] != "1":
        raise InvalidStatement(f'"wrt" is {_brief(variable)}, expected the name of a column vector among the symbols')
    if lhs.shape != tree.NUMBER:
        raise InvalidStatement(f"lhs has shape {'x'.join(lhs.shape)}: a gradient is one of a 1x1 expression")
    with _place(f"rhs and {variable}"):
        rhs = related("equal", tree.Name(shape, variable), rhs).rhs
    return Relation("gradient", lhs, rhs, variable)


@contextmanager
def _place(place: str) -> Iterator[None]:
    """Say where in the statement an expression stands that cannot be read."""
    try:
        yield
    except InvalidStatement as error:
        raise InvalidStatement(f"{place}, {error}") from None


# --- definitions ------------------------------------------------------------------------------------------------------


def _refuse_circles(hypotheses: Sequence[Relation]) -> None:
    """Refuse letters that are defined by themselves, directly or through others."""
    bodies: dict[str, set[str]] = {}
    for hypothesis in hypotheses:
        if hypothesis.kind == "equal" and isinstance(hypothesis.lhs, tree.Name):
            bodies.setdefault(hypothesis.lhs.name, set()).update(names(hypothesis.rhs))
    for start in bodies:
        reached, waiting = set[str](), [start]
        while waiting:
            fresh = bodies.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting += fresh
        if start in reached:
            raise InvalidStatement(
                f"the definition of {start} is cyclic: it leads back to {start}; an equation that is no definition "
                f"has no bare name on its left, such as A.T = A"
            )


def names(node: tree.Node) -> frozenset[str]:
    """Return the letters in an expression."""
    found, seen, waiting = set[str](), {node}, [node]
    while waiting:
        present = waiting.pop()
        if isinstance(present, tree.Name):
            found.add(present.name)
        parts = [part for part in tree_parts(present) if part not in seen]
        seen.update(parts)
        waiting += parts
    return frozenset(found)


def tree_parts(node: tree.Node) -> tuple[tree.Node, ...]:
    """Return the direct parts of an expression."""
    match node:
        case tree.Sum(parts=parts):
            return parts
        case tree.Product(left=left, right=right):
            return (left, right)
        case tree.Transpose(inside=inside) | tree.Inverse(inside=inside) | tree.Power(inside=inside):
            return (inside,)
    return ()


# --- strict JSON ------------------------------------------------------------------------------------------------------


class _Repeated(dict[str, Any]):
    """A JSON object in which a key stands twice."""

    key = ""


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except (ValueError, RecursionError) as error:
        raise InvalidStatement(f"this is not a JSON file: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = set[str]()
    for key, _ in pairs:
        if key in known:
            repeated = _Repeated(pairs)
            repeated.key = key
            return repeated
        known.add(key)
    return dict(pairs)


def _refuse_repeated(record: dict[str, Any], what: str) -> None:
    if isinstance(record, _Repeated):
        raise InvalidStatement(f"{what}: the key {record.key[:60]!r} stands twice")


def _fields(record: Any, required: Sequence[str], optional: Sequence[str], what: str) -> dict[str, Any]:
    """Return a JSON object that has the required keys and no unknown one."""
    if not isinstance(record, dict):
        raise InvalidStatement(f"{what} is {_brief(record)}, expected an object with keys {', '.join(required)}")
    _refuse_repeated(record, what)
    missing = [key for key in required if key not in record]
    unknown = sorted(set(record) - set(required) - set(optional))
    if missing:
        raise InvalidStatement(f"{what} lacks {', '.join(missing)}")
    if unknown:
        raise InvalidStatement(
            f"{what} has the unknown key {unknown[0][:60]!r}: known are {', '.join((*required, *optional))}"
        )
    return record


def _brief(value: Any) -> str:
    try:
        text = json.dumps(value)
    except RecursionError:
        return "a deeply nested value"
    return text if len(text) <= 60 else text[:57] + "..."
