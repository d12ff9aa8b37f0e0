"""Statements that once got a wrong reading, no answer or no end: each stays as it should be."""

from __future__ import annotations

import io
import json
import sys
import time
from pathlib import Path

import pytest
import sympy

import symmaml as sm
from symmaml import cli
from symmaml.proof.judge import decide_question
from symmaml.proof.statements.statement_file import parse_statements
from symmaml.proof.values.samples import sizes
from symmaml.statement import Status

A, B = sm.matrix("A B")
P, S = sm.symmetric("P", definite="positive"), sm.symmetric("S")
MATRIX = {"kind": "matrix", "shape": ["n", "n"]}


def of_file(lhs: str, rhs: str, relation: str = "eq", **fields: object) -> sm.Status:
    """Return the status of a statement in square matrices A and B, as a file states it."""
    symbols = {"A": MATRIX, "B": MATRIX}
    record = {"id": "s", "symbols": symbols, "relation": relation, "lhs": lhs, "rhs": rhs, **fields}
    [statement] = parse_statements(json.dumps({"statements": [record]}))
    assert statement.question is not None, statement.invalid
    return decide_question(statement.question).status


# --- two letters that were taken for one ------------------------------------------------------------------------------


def test_a_dimension_is_not_the_scalar_of_its_name() -> None:
    with pytest.raises(sm.InvalidStatement, match="n is declared as a letter and used as a dimension"):
        sm.decide(sm.Equal(A.rows * A, sm.scalar("n") * A))


def test_dummies_of_one_name_are_refused() -> None:
    one, other = sympy.Dummy("x", real=True), sympy.Dummy("x", real=True)
    with pytest.raises(sm.InvalidStatement, match="Dummy"):
        sm.decide(sm.Equal(one, other))


# --- what is positive is symmetric ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "hypothesis"),
    [
        (sm.Equal(A, A.T), sm.AtLeast(A, 0)),
        (sm.Equal(A, A.T), sm.AtLeast(0, A)),
        (sm.Equal(A, A.T), sm.Positive(A - sympy.Identity(A.rows))),
        (sm.AtLeast(A.I, 0), sm.Positive(A)),
        (sm.AtLeast(A * A, 0), sm.AtLeast(A, 0)),
        (sm.Equal(P * S, S * P), sm.AtLeast(P * S, 0)),
    ],
)
def test_a_positive_expression_is_its_own_transpose(claim: sm.statement.Claim, hypothesis: object) -> None:
    assert sm.decide(claim, [hypothesis]).status is Status.PROVED


def test_other_hypotheses_make_nothing_symmetric() -> None:
    assert sm.decide(sm.Equal(A, A.T), [sm.AtLeast(A + A.T, 0)]).status is Status.REFUTED
    assert sm.decide(sm.Equal(A, A.T), [sm.AtLeast(A.T * A, 0)]).status is Status.REFUTED


def test_the_hypotheses_of_a_file_say_so_too() -> None:
    assert of_file("A.I", "0", "psd", hypotheses=["pd(A)"]) is Status.PROVED
    assert of_file("Inverse(B)", "Inverse(A)", "psd", hypotheses=["pd(B)", "psd(A - B)"]) is Status.PROVED
    assert of_file("Inverse(A)", "Inverse(B)", "psd", hypotheses=["pd(B)", "psd(A - B)"]) is Status.REFUTED


# --- names and dimensions ---------------------------------------------------------------------------------------------


def test_a_long_name_and_a_nested_inverse_are_named_by_number() -> None:
    long = sm.matrix("L" * 58)
    assert sm.decide(sm.Equal((long.I + B.I).I, long * (long + B).I * B)).status is Status.PROVED
    assert of_file("A" + 9 * ".I", "A.I") is Status.PROVED


def test_names_of_a_file_are_as_long_as_the_kernel_reads_them() -> None:
    for length, is_read in ((60, True), (61, False)):
        name = "A" * length
        record = {"id": "s", "symbols": {name: MATRIX}, "relation": "eq", "lhs": name, "rhs": name}
        [statement] = parse_statements(json.dumps({"statements": [record]}))
        assert (statement.question is not None) is is_read


@pytest.mark.parametrize("count", range(13))
def test_sizes_are_given_to_every_dimension(count: int) -> None:
    assert {len(some) for some in sizes(count, 3)} == {count}


def test_a_chain_of_many_dimensions_is_decided() -> None:
    names = [f"n{i}" for i in range(12)]
    chain = sympy.MatMul(*(sm.matrix(f"A{i}", rows=names[i], cols=names[i + 1]) for i in range(11)))
    assert sm.decide(sm.Equal(chain, 2 * chain)).status is Status.REFUTED


# --- what is long -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (sm.Equal((A + B) ** 40, (B + A) ** 39 * (A + B)), Status.PROVED),
        (sm.Equal((A + B) ** 40, (A + B) ** 39 * (A - B)), Status.REFUTED),
        (sm.AtLeast((S + P) ** 15, 0), Status.REFUTED),
    ],
)
def test_a_power_of_a_sum_is_decided_without_multiplying_out(claim: sm.statement.Claim, status: sm.Status) -> None:
    started = time.monotonic()
    assert sm.decide(claim, seconds=10).status is status
    assert time.monotonic() - started < 15


def test_what_the_kernel_cannot_read_for_its_length_is_undecided() -> None:
    """No sum stands in a product that could be named: the two sides simply are too long."""
    x, letters = sm.vector("x"), sm.matrix(" ".join(f"A{i}" for i in range(12)))
    forms = sympy.MatAdd(*(x.T * letter * x for letter in letters))
    long = sympy.MatMul(*(A if i % 2 else B for i in range(401)))
    for claim in (sm.Equal(long, A), sm.Equal(forms**64, forms)):
        verdict = sm.decide(claim, seconds=1)
        assert verdict.status is Status.UNDECIDED
        assert str(verdict.obstacle).startswith("reading the statement ended")
        assert verdict.seconds < 20


def test_lemmas_that_run_out_of_time_are_no_error() -> None:
    claim = sm.Equal((A + B) ** 10 * (A - B) ** 10, (A**2 - B**2) ** 10)
    assert sm.decide(claim, [sm.Equal(A * B, B * A)], seconds=0.5).status is not Status.REFUTED


# --- a gradient whose variable is bound through a definition ----------------------------------------------------------


def test_a_variable_may_be_bound_through_a_definition() -> None:
    x, y, c = sm.vector("x y c")
    where, bound = [sm.Definition(y, 2 * x)], [sm.Equal(y, c)]
    assert sm.decide(sm.Gradient(y.T * y, x, 4 * c), bound, where).status is Status.PROVED
    assert sm.decide(sm.Gradient(y.T * y, x, 2 * c), bound, where).status is Status.REFUTED


# --- bad arguments ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), "5", None, True])
def test_seconds_that_are_not_positive_are_refused(seconds: object) -> None:
    with pytest.raises(sm.InvalidArgument, match="write seconds=5"):
        sm.decide(sm.Equal(A, B), seconds=seconds)


def test_hypotheses_and_definitions_of_a_wrong_kind_are_refused() -> None:
    with pytest.raises(sm.InvalidStatement, match=r"write hypotheses=\[Equal"):
        sm.decide(sm.Equal(A, B), sm.Equal(A, B))
    with pytest.raises(sm.InvalidStatement, match=r"write where=\[Definition"):
        sm.decide(sm.Equal(A, B), (), None)
    with pytest.raises(sm.InvalidStatement, match="no definition"):
        sm.decide(sm.Equal(A, B), where=[sm.Equal(A, B)])


# --- what a terminal cannot show --------------------------------------------------------------------------------------


def test_an_id_that_cannot_be_printed_loses_no_results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "file.json", io.BytesIO()
    record = {"symbols": {"A": MATRIX}, "relation": "eq", "lhs": "A", "rhs": "A"}
    file.write_text(json.dumps({"statements": [{"id": "\ud800", **record}, {"id": "next", **record}]}))
    stream = io.TextIOWrapper(out, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert cli.main(["decide", str(file)]) == 0
    stream.flush()
    assert b"\\ud800" in out.getvalue()
    assert b"next" in out.getvalue()
