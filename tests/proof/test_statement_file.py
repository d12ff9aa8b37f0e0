"""Statement files: what a statement asks, what makes one invalid, and how results are written."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symmaml.errors import InvalidStatement, SymmamlError
from symmaml.kernel import Certificate
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Declared
from symmaml.proof.statements.statement_file import FileStatement, parse_statements, read_question, read_statements
from symmaml.proof.statements.statement_results import (
    StatementResult,
    Surprise,
    decided,
    invalid,
    require_writable,
    results_text,
    surprises,
    undecided,
    write_results,
)
from symmaml.statement import Counterexample, Status

MATRIX = {"kind": "matrix", "shape": ["n", "n"]}
SYMBOLS = {
    "A": MATRIX,
    "P": {**MATRIX, "symmetric": True, "positive_definite": True},
    "X": {"kind": "matrix", "shape": ["n", "k"], "symmetric": False, "positive_definite": False},
    "x": {"kind": "vector", "shape": ["n", "1"]},
    "t": {"kind": "scalar", "shape": []},
}
GOOD: dict[str, Any] = {
    "id": "good",
    "symbols": SYMBOLS,
    "hypotheses": ["A*P = P*A", "t > 0"],
    "relation": "eq",
    "lhs": "A*P",
    "rhs": "P*A",
}
GRADIENT = {**GOOD, "relation": "gradient", "wrt": "x", "lhs": "x.T*P*x", "rhs": "2*P*x"}


def read(record: Any) -> FileStatement:
    (statement,) = parse_statements(json.dumps({"statements": [record]}))
    return statement


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_letters_keep_their_shapes_and_flags() -> None:
    assert read_question(GOOD).letters == (
        Declared("A", ("n", "n")),
        Declared("P", ("n", "n"), True, "positive"),
        Declared("X", ("n", "k")),
        Declared("x", ("n", "1")),
        Declared("t", ("1", "1"), True),
    )


@pytest.mark.parametrize(
    ("symbol", "declared"),
    [
        ({"kind": "matrix", "shape": ["n", "n"], "symmetric": True}, Declared("S", ("n", "n"), True)),
        (
            {"kind": "matrix", "shape": ["n", "n"], "positive_definite": True},
            Declared("S", ("n", "n"), True, "positive"),
        ),
        ({"kind": "matrix", "shape": ["1", "1"]}, Declared("S", ("1", "1"), True)),
        ({"kind": "vector", "shape": ["1", "n"]}, Declared("S", ("1", "n"))),
        ({"kind": "scalar", "shape": [], "positive_definite": True}, Declared("S", ("1", "1"), True, "positive")),
    ],
)
def test_kinds_of_symbols(symbol: dict[str, Any], declared: Declared) -> None:
    record = {"id": "s", "symbols": {"S": symbol}, "relation": "eq", "lhs": "S", "rhs": "S"}
    assert read_question(record).letters == (declared,)


def test_hypotheses_stay_hypotheses_also_definitions() -> None:
    question = read_question({**GRADIENT, "hypotheses": ["A = P*P", "psd(A)", "pd(A - P)", "t >= 1", "t != 2"]})
    assert question.definitions == ()
    assert [h.kind for h in question.hypotheses] == ["equal", "nonnegative", "positive", "nonnegative", "nonzero"]
    assert isinstance(question.hypotheses[0].lhs, tree.Name)


@pytest.mark.parametrize(
    ("record", "kind", "variable"),
    [(GOOD, "equal", ""), ({**GOOD, "relation": "psd"}, "at-least", ""), (GRADIENT, "gradient", "x")],
)
def test_claims(record: dict[str, Any], kind: str, variable: str) -> None:
    claim = read_question(record).claim
    assert (claim.kind, claim.variable) == (kind, variable)


@pytest.mark.parametrize(
    "record", [{**GOOD, "rhs": "0"}, {**GOOD, "relation": "psd", "rhs": "0"}, {**GRADIENT, "rhs": "0"}]
)
def test_a_bare_zero_has_the_shape_of_the_other_side(record: dict[str, Any]) -> None:
    claim = read_question(record).claim
    assert isinstance(claim.rhs, tree.Zero)
    assert claim.rhs.shape == (("n", "1") if claim.variable else ("n", "n"))


def test_what_may_be_left_out() -> None:
    record = {key: value for key, value in GOOD.items() if key != "hypotheses"}
    assert read_question({**record, "note": "why", "expect": "proved"}).hypotheses == ()


# --- what is invalid --------------------------------------------------------------------------------------------------


def changed(**changes: Any) -> dict[str, Any]:
    return {**GOOD, **changes}


def symbol(**changes: Any) -> dict[str, Any]:
    return changed(symbols={**SYMBOLS, "A": {**MATRIX, **changes}})


INVALID: list[tuple[str, Any, str]] = [
    ("not an object", 7, "a statement is 7, expected an object with keys id, symbols, relation, lhs, rhs"),
    ("null", None, "a statement is null"),
    ("no lhs", {k: v for k, v in GOOD.items() if k != "lhs"}, "a statement lacks lhs"),
    ("unknown key", changed(hypothesis=[]), "a statement has the unknown key 'hypothesis'"),
    ("id", changed(id=3), '"id" is 3, expected a string'),
    ("lhs", changed(lhs=["A"]), '"lhs" is ["A"], expected a string'),
    ("note", changed(note=None), '"note" is null, expected a string'),
    ("expect", changed(expect="true"), '"expect" is "true", expected one of proved, refuted, undecided, invalid'),
    ("relation", changed(relation="equal"), '"relation" is "equal", expected one of eq, gradient, psd'),
    ("symbols", changed(symbols=[]), '"symbols" is [], expected an object from names to declarations'),
    ("symbol", changed(symbols={"A": "matrix"}), "symbol 'A' is \"matrix\", expected an object with keys kind, shape"),
    ("symbol key", symbol(sym=True), "symbol 'A' has the unknown key 'sym'"),
    ("kind", symbol(kind="tensor"), "symbol 'A': kind is \"tensor\", expected one of scalar, vector, matrix"),
    ("flag", symbol(symmetric="yes"), 'symbol \'A\': "symmetric" is "yes", expected true or false'),
    ("shape", symbol(shape="n"), "symbol 'A': shape is \"n\", expected a list of names"),
    ("number as size", symbol(shape=["n", 1]), "symbol 'A': shape is [\"n\", 1], expected a list of names"),
    ("fixed size", symbol(shape=["2", "2"]), 'expected a list of names and "1", like ["n", "m"]'),
    ("one size", symbol(shape=["n"]), "symbol 'A' contradicts itself: a matrix of shape [\"n\"]"),
    ("wide vector", symbol(kind="vector"), 'symbol \'A\' contradicts itself: a vector of shape ["n", "n"]'),
    ("scalar with a shape", symbol(kind="scalar"), "symbol 'A' contradicts itself: a scalar of shape"),
    (
        "symmetric rectangle",
        symbol(shape=["n", "k"], symmetric=True),
        "contradicts itself: symmetric, and of shape nxk",
    ),
    (
        "definite vector",
        changed(symbols={**SYMBOLS, "x": {"kind": "vector", "shape": ["n", "1"], "positive_definite": True}}),
        "symbol 'x' contradicts itself: positive_definite, and of shape nx1",
    ),
    ("name", changed(symbols={**SYMBOLS, "A'": MATRIX}), 'symbol "A\'" is no name'),
    ("empty name", changed(symbols={**SYMBOLS, "": MATRIX}), "symbol '' is no name"),
    ("leading underscore", changed(symbols={**SYMBOLS, "_A": MATRIX}), "symbol '_A' is no name"),
    ("reserved name", changed(symbols={**SYMBOLS, "Inverse": MATRIX}), "symbol 'Inverse' is no name"),
    (
        "name of a dimension",
        changed(symbols={**SYMBOLS, "n": {"kind": "scalar", "shape": []}}),
        "n is declared as a symbol",
    ),
    ("hypotheses", changed(hypotheses="A = P"), '"hypotheses" is "A = P", expected a list of strings'),
    ("hypothesis", changed(hypotheses=["A = P", 1]), "hypothesis 2 is 1, expected a string"),
    ("hypothesis text", changed(hypotheses=["A = P", "A = Q"]), "hypothesis 2, column 5: unknown name 'Q'"),
    ("lhs text", changed(lhs="A*x.T"), "lhs, column 2: cannot multiply shapes nxn and 1xn"),
    ("rhs text", changed(rhs="A**t"), "rhs, column 2: the exponent is not an integer"),
    ("sides", changed(rhs="x"), "lhs and rhs, the sides have shapes nxn and nx1: expected one shape"),
    ("order of rectangles", changed(relation="psd", lhs="X", rhs="X"), "psd between expressions of shape nxk"),
    ("no variable", {k: v for k, v in GRADIENT.items() if k != "wrt"}, '"wrt" is there for a gradient'),
    ("variable of an equation", changed(wrt="x"), '"wrt" is there for a gradient, and for nothing else'),
    (
        "unknown variable",
        {**GRADIENT, "wrt": "y"},
        '"wrt" is "y", expected the name of a column vector among the symbols',
    ),
    ("matrix as variable", {**GRADIENT, "wrt": "A"}, '"wrt" is "A", expected the name of a column vector'),
    ("gradient of a vector", {**GRADIENT, "lhs": "P*x"}, "lhs has shape nx1: a gradient is one of a 1x1 expression"),
    ("gradient as a row", {**GRADIENT, "rhs": "2*x.T*P"}, "rhs and x, the sides have shapes nx1 and 1xn"),
    ("cycle of one", changed(hypotheses=["A = A*P"]), "the definition of A is cyclic: it leads back to A"),
    ("cycle of two", changed(hypotheses=["A = P + t*P", "P = A*A"]), "the definition of A is cyclic"),
    ("cycle beside others", changed(hypotheses=["t = x.T*x", "x = A*x"]), "the definition of x is cyclic"),
]


@pytest.mark.parametrize(("record", "reason"), [pytest.param(r, why, id=what) for what, r, why in INVALID])
def test_invalid_with_a_reason(record: Any, reason: str) -> None:
    statement = read(record)
    assert statement.question is None
    assert reason in str(statement.invalid)


@pytest.mark.parametrize(
    "hypotheses",
    [["A*P = A"], ["A.T = A"], ["A = P", "A = P*P"], ["t = x.T*x", "A = P"]],
)
def test_equations_and_second_definitions_are_no_cycles(hypotheses: list[str]) -> None:
    assert read(changed(hypotheses=hypotheses)).invalid is None


def test_one_bad_statement_leaves_the_others() -> None:
    text = json.dumps({"statements": [GOOD, changed(id="bad", lhs="("), {**GRADIENT, "id": "also good"}]})
    assert [statement.question is not None for statement in parse_statements(text)] == [True, False, True]


def test_an_id_is_given_once() -> None:
    first, second, third = parse_statements(json.dumps({"statements": [GOOD, GOOD, changed(id="other")]}))
    assert (first.invalid, third.invalid) == (None, None)
    assert second.invalid == "the id 'good' was given to statement 1 of the file already"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            '{"id": "a", "id": "b", "symbols": {}, "relation": "eq", "lhs": "1", "rhs": "1"}',
            "a statement: the key 'id' stands twice",
        ),
        (
            '{"id": "a", "symbols": {"t": {"kind": "scalar", "shape": []}, "t": 1}, "relation": "eq", "lhs": "t", '
            '"rhs": "1"}',
            "\"symbols\": the key 't' stands twice",
        ),
        (
            '{"id": "a", "symbols": {"t": {"kind": "scalar", "kind": "scalar", "shape": []}}, "relation": "eq", '
            '"lhs": "1", "rhs": "1"}',
            "symbol 't': the key 'kind' stands twice",
        ),
    ],
)
def test_a_key_that_stands_twice_is_invalid(text: str, reason: str) -> None:
    (statement,) = parse_statements('{"statements": [' + text + "]}")
    assert statement.invalid == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "this is not a JSON file"),
        ("{", "this is not a JSON file"),
        ("[]", "a statement file is [], expected an object with keys statements"),
        ("{}", "a statement file lacks statements"),
        ('{"statements": {}}', '"statements" is {}, expected a list of statements'),
        ('{"statements": [], "version": 1}', "a statement file has the unknown key 'version'"),
        ('{"statements": [], "statements": []}', "a statement file: the key 'statements' stands twice"),
        ("[" * 100_000, "this is not a JSON file"),
        ('{"statements": [' + "1" * 5000 + "]}", "this is not a JSON file"),
    ],
)
def test_what_is_no_statement_file(text: str, reason: str) -> None:
    with pytest.raises(InvalidStatement) as refusal:
        parse_statements(text)
    assert reason in str(refusal.value)


def test_a_deeply_nested_value_is_no_statement() -> None:
    (statement,) = parse_statements('{"statements": [' + "[" * 900 + "]" * 900 + "]}")
    assert "expected an object" in str(statement.invalid)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"statements": ["\xe9"]}')
    for name in ("missing.json", "latin.json"):
        with pytest.raises(InvalidStatement, match=f"{name} cannot be read"):
            read_statements(tmp_path / name)
    (tmp_path / "empty.json").write_text('{"statements": []}')
    assert read_statements(tmp_path / "empty.json") == ()


# --- results ----------------------------------------------------------------------------------------------------------


class Found:
    """What a judge says."""

    status = Status.REFUTED
    certificate = Certificate('{"kind": "refutation"}')
    counterexample = Counterexample(
        {"n": 2},
        {
            "P": ((Fraction(1), Fraction(1, 2)), (Fraction(1, 2), Fraction(1))),
            "x": ((Fraction(1),), (Fraction(-1, 3),)),
            "t": ((Fraction(1, 2),),),
            "inverse_1": ((Fraction(7),),),
        },
        ((Fraction(1),),),
        ((Fraction(2),),),
        Certificate(""),
        ((Fraction(1),), (Fraction(-2),)),
    )
    reason = ""


def test_a_counterexample_gives_every_symbol_a_value() -> None:
    statement = read({**GOOD, "hypotheses": [], "relation": "psd", "lhs": "t*x.T*P*x", "rhs": "0"})
    assert statement.question is not None
    result = decided(statement, statement.question, Found(), 0.123456)
    assert result == StatementResult(
        "good",
        "refuted",
        0.1235,
        {"kind": "refutation"},
        {
            "dims": {"k": 1, "n": 2},
            "values": {
                "A": [["0", "0"], ["0", "0"]],
                "P": [["1", "1/2"], ["1/2", "1"]],
                "X": [["0"], ["0"]],
                "x": [["1"], ["-1/3"]],
                "t": "1/2",
            },
            "witness": ["1", "-2"],
        },
    )


def test_an_unmentioned_definite_symbol_becomes_the_identity() -> None:
    statement = read({**GOOD, "hypotheses": [], "lhs": "x", "rhs": "2*x"})
    assert statement.question is not None
    values = decided(statement, statement.question, replace_values(Found(), "P"), 0).counterexample
    assert values is not None
    assert values["values"]["P"] == [["1", "0"], ["0", "1"]]


def replace_values(found: Found, dropped: str) -> Found:
    values = {name: value for name, value in found.counterexample.values.items() if name != dropped}
    found.counterexample = replace(found.counterexample, values=values)
    return found


def test_the_text_of_results_is_the_schema() -> None:
    statement = read(GOOD)
    text = results_text([invalid(statement, "why"), undecided(statement, "time", 1.5)])
    assert json.loads(text) == {
        "results": [
            {
                **{"id": "good", "status": status, "seconds": seconds},
                **{"certificate": None, "counterexample": None, "reason": reason},
            }
            for status, seconds, reason in (("invalid", 0.0, "why"), ("undecided", 1.5, "time"))
        ]
    }
    assert results_text([]) == '{"results": [\n\n]}\n'


def test_results_replace_a_file_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    write_results(path, [undecided(read(GOOD), "first")])
    first = path.read_text()
    assert "first" in first

    def fails(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(SymmamlError, match=r"cannot write .*out\.json: no space left"):
        write_results(path, [undecided(read(GOOD), "second")])
    assert path.read_text() == first
    assert [p.name for p in tmp_path.iterdir()] == ["out.json"]


def test_where_results_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    require_writable(tmp_path / "out.json")
    with pytest.raises(SymmamlError, match="is a folder: expected the name of a file"):
        require_writable(tmp_path)
    with pytest.raises(SymmamlError, match="nothing can be written to the folder"):
        require_writable(tmp_path / "missing" / "out.json")


def test_surprises_are_what_the_file_did_not_expect() -> None:
    told = parse_statements(
        json.dumps({"statements": [changed(id=str(i), expect=e) for i, e in enumerate(["proved", "refuted"])] + [GOOD]})
    )
    results = [undecided(statement, "?") for statement in told]
    assert surprises(told, results) == (Surprise("0", "proved", "undecided"), Surprise("1", "refuted", "undecided"))
