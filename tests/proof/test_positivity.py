"""Sums of squares: true Loewner statements are proved and accepted by the kernel, false ones are not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sympy import Identity
from terse_statements import source

from symmaml import kernel
from symmaml.notation import scalar, symmetric
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.squares.positivity import prove_at_least
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import question
from symmaml.proof.values.samples import witness
from symmaml.statement import AtLeast, Statement

TABLES = Path(__file__).parent / "loewner"


def statements(table: str) -> list[Any]:
    """Read a table: a title, the letters, `if` with hypotheses, and the claim, which may take two lines."""
    blocks = (block.splitlines() for block in (TABLES / f"{table}.txt").read_text().strip().split("\n\n"))
    found = []
    for title, letters, *rest in blocks:
        hypotheses = rest.pop(0).strip().removeprefix("if ") if rest[0].strip().startswith("if ") else ""
        larger, smaller = " ".join(line.strip() for line in rest).split(" >= ")
        found.append(pytest.param(letters.strip(), hypotheses, larger, smaller, id=title))
    return found


TRUE = [row for table in ("one_matrix", "several_matrices", "vectors", "numbers") for row in statements(table)]
NO_POINT: Source = {"dimensions": {}, "values": {}}


def proved(statement: Source) -> kernel.Certificate:
    point = witness(statement)
    assert point is not None
    certificate, reason = prove_at_least(statement, point, Limits())
    assert certificate is not None, reason
    theorem = kernel.check(certificate)
    assert isinstance(theorem, kernel.Theorem)
    return certificate


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), TRUE)
def test_a_true_statement_is_proved(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    proved(source(letters, hypotheses, "psd", larger, smaller))


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), statements("false"))
def test_a_false_statement_is_not(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    statement = source(letters, hypotheses, "psd", larger, smaller)
    certificate, reason = prove_at_least(statement, witness(statement) or NO_POINT, Limits())
    assert certificate is None
    assert reason.startswith("no sum of squares was found: ")


@pytest.mark.parametrize(
    ("letters", "hypotheses", "larger", "smaller", "squares"),
    [
        ("P Q:definite n", "", "P", "P*Inverse(P + Q)*Q", 1),
        ("A B:definite n", "psd(B - A)", "A.I", "B.I", 2),
        (
            "A:symmetric n | t:1",
            "psd(A); t > 0; psd(Identity(n) - t*A)",
            "A",
            "(Identity(n) - t*A)*A*(Identity(n) - t*A)",
            2,
        ),
        ("X Y:n,k", "", "X.T*X", "X.T*Y*Inverse(Y.T*Y)*Y.T*X", 1),
        ("A:symmetric n", "A*A = A", "Identity(n)", "A", 1),
        ("A B:symmetric n", "psd(A - B)", "A", "B", 1),
    ],
)
def test_proofs_are_short(letters: str, hypotheses: str, larger: str, smaller: str, squares: int) -> None:
    certificate = proved(source(letters, hypotheses, "psd", larger, smaller))
    assert len(json.loads(certificate.text)["squares"]) == squares


def test_signs_of_letters_are_used_as_sympy_declares_them() -> None:
    A, (P, Q), alpha = (
        symmetric("A", definite="semi"),
        symmetric("P Q", definite="positive"),
        scalar("alpha", positive=True),
    )
    one = Identity(A.shape[0])
    for larger, smaller in (
        (A + alpha * one, A),
        (P * (P + Q).I * Q, 0 * P),
        (one / alpha, (A + alpha * one).I),
        (A, A * (one + alpha * A).I),
    ):
        certificate = proved(formal(question(Statement(AtLeast(larger, smaller)))))
        theorem = kernel.check(certificate)
        assert isinstance(theorem, kernel.Theorem)
        assert theorem.signs


def test_equal_sides_need_no_square() -> None:
    certificate = proved(source("A:symmetric n", "", "psd", "A", "A"))
    assert json.loads(certificate.text)["squares"] == []


def test_a_reason_names_what_no_square_reaches() -> None:
    _, reason = prove_at_least(source("A:n,n | B:symmetric n", "", "psd", "A*B*A", "0"), NO_POINT, Limits())
    assert "no square in reach has the terms A B A" in reason


def test_no_time_is_no_proof() -> None:
    statement = source("A B:definite n", "psd(B - A)", "psd", "A.I", "B.I")
    certificate, reason = prove_at_least(statement, NO_POINT, Limits(seconds=0.0))
    assert certificate is None
    assert "0 seconds" in reason


def corrupted(certificate: kernel.Certificate) -> Iterator[str]:
    """Yield the text with one coefficient of a square, or of a column in it, changed, and with one square left out."""

    def changed(path: list[Any], value: Any) -> str:
        record = json.loads(certificate.text)
        place = record["squares"]
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        return json.dumps(record)

    for i, (_, factors) in enumerate(json.loads(certificate.text)["squares"]):
        yield changed([i], None)
        yield changed([i, 0], "5/7")
        for j, (reference, *columns) in enumerate(factors):
            for k, column in enumerate(columns, start=1):
                for m in range(len(column["terms"])):
                    yield changed([i, 1, j, k, "terms", m, 0], "5/7")
            yield changed([i, 1, j, 0], "identity" if reference != "identity" else "hypothesis:0")


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), TRUE[::7])
def test_a_corrupted_proof_is_refused(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    for text in corrupted(proved(source(letters, hypotheses, "psd", larger, smaller))):
        with pytest.raises(kernel.CertificateRejected):
            kernel.check(kernel.Certificate(text))


SCRIPT = """
import hashlib
from terse_statements import source
from symmaml.proof.squares.positivity import prove_at_least
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.values.samples import witness
for letters, hypotheses, larger, smaller in (
    ("P Q R:definite n", "psd(P - Q)", "P*Inverse(P + R)*R", "Q*Inverse(Q + R)*R"),
    ("A:definite n | t:1", "t > 0; psd(Identity(n) - t*A)", "4*Identity(n)/(27*t)", "A*(Identity(n) - t*A)**2"),
    ("A:definite n | x y:n", "", "x.T*A*x + y.T*A.I*y", "2*x.T*y"),
):
    statement = source(letters, hypotheses, "psd", larger, smaller)
    certificate, _ = prove_at_least(statement, witness(statement), Limits())
    print(hashlib.sha256(certificate.text.encode()).hexdigest())
"""


def test_certificates_are_the_same_bytes_for_every_hash_seed() -> None:
    tests = str(Path(__file__).parents[1])
    found = set()
    for seed in ("0", "1"):
        path = os.pathsep.join((tests, str(Path(tests).parent)))
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        found.add(run.stdout)
    assert len(found) == 1
    assert len(found.pop().split()) == 3
