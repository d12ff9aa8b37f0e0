"""Spectral statements: true ones are proved and accepted by the kernel, false ones refuted at exact points."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sympy import Identity, Poly, Rational, Symbol
from terse_statements import source

from symmaml import kernel
from symmaml.notation import scalar, symmetric
from symmaml.proof.decide import decide
from symmaml.proof.spectral.prove import prove_spectral
from symmaml.proof.spectral.reading import reading
from symmaml.proof.spectral.refute import refute_spectral
from symmaml.proof.spectral.search import Search
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import question
from symmaml.proof.values.samples import witness
from symmaml.statement import AtLeast, Statement, Status

TABLES = Path(__file__).parent / "spectral"
SECONDS = 60.0  # a limit that no statement here comes near, however busy the machine


def statements(table: str) -> list[Any]:
    """Read a table: a title, the letters, `if` with hypotheses, and the claim."""
    found = []
    for block in (TABLES / f"{table}.txt").read_text().strip().split("\n\n"):
        title, letters, *rest = (line.strip() for line in block.splitlines())
        hypotheses = rest.pop(0).removeprefix("if ") if rest[0].startswith("if ") else ""
        larger, smaller = rest[0].split(" >= ")
        found.append(pytest.param(letters, hypotheses, larger, smaller, id=title))
    return found


def certificate_of(stated: Source) -> kernel.Certificate | None:
    values = witness(stated)
    assert values is not None
    return prove_spectral(stated, values, SECONDS)


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), statements("true"))
def test_a_true_statement_is_proved(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    stated = source(letters, hypotheses, "psd", larger, smaller)
    certificate = certificate_of(stated)
    assert certificate is not None
    theorem = kernel.check(certificate)
    assert isinstance(theorem, kernel.Theorem)
    written = json.loads(certificate.text)
    assert {key: written[key] for key in stated} == stated
    assert refute_spectral(stated) is None


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), statements("false"))
def test_a_false_statement_is_not(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    assert certificate_of(source(letters, hypotheses, "psd", larger, smaller)) is None


ONE_VARIABLE = [row for row in statements("false") if not set("mqb") & set(row.values[0].replace("symmetric", ""))]


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), ONE_VARIABLE)
def test_a_false_statement_in_one_variable_is_refuted(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    found = refute_spectral(source(letters, hypotheses, "psd", larger, smaller))
    assert found is not None
    certificate, refutation = found
    assert kernel.check(certificate) == refutation
    assert refutation.lhs[0][0] < refutation.rhs[0][0]


NEEDED = (
    (
        *("A:symmetric n | alpha:1", "A", "A*(Identity(n) - alpha*A)**2"),
        ("alpha > 0", "psd(2*Identity(n) - alpha*A)"),
    ),
    ("l m alpha:1", "m*(1 - alpha*m)**2", "l*(1 - alpha*l)**2", ("m >= l", "alpha > 0", "1 >= 3*alpha*m")),
    ("q alpha mu L:1", "q*(L + mu)", "L - mu", ("q >= 1 - alpha*mu", "q >= alpha*L - 1", "mu > 0", "L > 0")),
)


@pytest.mark.parametrize(("letters", "larger", "smaller", "hypotheses"), NEEDED)
def test_every_hypothesis_is_needed(letters: str, larger: str, smaller: str, hypotheses: tuple[str, ...]) -> None:
    assert certificate_of(source(letters, "; ".join(hypotheses), "psd", larger, smaller))
    for dropped in hypotheses:
        rest = "; ".join(text for text in hypotheses if text != dropped)
        assert certificate_of(source(letters, rest, "psd", larger, smaller)) is None, dropped


def test_decide_proves_in_every_dimension_with_a_step_that_is_a_letter() -> None:
    A, alpha = symmetric("A"), scalar("alpha", positive=True)
    one = Identity(A.shape[0])
    hypotheses = [AtLeast(A, 0), AtLeast(4 * one, 3 * alpha * A)]
    verdict = decide(AtLeast(4 * one, 27 * alpha * A * (one - alpha * A) ** 2), hypotheses, seconds=SECONDS)
    assert verdict.status is Status.PROVED
    assert verdict.theorem is not None
    assert verdict.theorem.hypotheses == (1,)  # psd(A) is not needed: below zero the left side is negative


def test_decide_refutes_what_other_points_miss() -> None:
    """The claim fails only for |A - sqrt(3)| < 10^-4: at a point that is computed, not drawn."""
    A = symmetric("A")
    one = Identity(A.shape[0])
    verdict = decide(AtLeast((A**2 - 3 * one) ** 2, one / 10**8), [AtLeast(A, 0)], seconds=SECONDS)
    assert verdict.status is Status.REFUTED
    assert verdict.counterexample is not None
    ((a,),) = verdict.counterexample.values["A"]
    assert abs(a * a - 3) < Fraction(1, 10**4)


def test_other_statements_are_left_alone() -> None:
    A, B = symmetric("A B")
    for claim in (AtLeast(A * B * A, 0), AtLeast(A + B, B), AtLeast(A * A, A.T * B)):
        assert reading(kernel.Document(formal(question(Statement(claim, (AtLeast(B, 0),)))))) is None


def test_a_factor_may_be_negative() -> None:
    read = reading(kernel.Document(source("x:1", "1 >= x", "psd", "x**2 + 2", "3*x")))
    assert read is not None
    search = Search(read, read.goal, None, math.inf)
    (x,) = read.ring.gens
    for factor, sign in ((x - 1, -1), (x - 2, -1), (3 - x, 1)):
        found = search.signed(factor, alone=False)
        assert found is not None
        assert found[0] == sign
        assert found[1].value(search.known) == sign * factor
    assert search.signed(x, alone=False) is None


@pytest.mark.parametrize("seed", range(12))
def test_a_polynomial_that_touches_zero_is_proved_and_a_lower_one_refuted(seed: int) -> None:
    """p = (x - r)^2 q + (x - a)(b - x) s^2 with q > 0 is positive on [a, b] and zero at r = a or r = b."""
    rng, x = Random(f"touching {seed}"), Symbol("x", real=True)
    a, b = Rational(rng.randint(-3, 0), rng.randint(1, 3)), Rational(rng.randint(1, 4), rng.randint(1, 3))
    r = rng.choice((a, b))
    q, s = x**2 + rng.randint(-1, 1) * x + rng.randint(1, 3), x + rng.randint(-2, 2)
    p = Poly((x - r) ** 2 * q + (x - a) * (b - x) * s**2, x)
    A = symmetric("A")
    one = Identity(A.shape[0])
    value = sum((c * A ** int(k) for (k,), c in p.terms() if k), p.coeff_monomial(1) * one)
    inside = (AtLeast(A, a * one), AtLeast(b * one, A))
    assert certificate_of(formal(question(Statement(AtLeast(value, 0), inside))))
    lower = formal(question(Statement(AtLeast(value, one / 10**9), inside)))
    assert certificate_of(lower) is None
    assert refute_spectral(lower) is not None


def test_same_bytes_whatever_the_hash_seed() -> None:
    script = (
        "from terse_statements import source\n"
        "from symmaml.proof.spectral.prove import prove_spectral\n"
        "from symmaml.proof.values.samples import witness\n"
        "s = source('A:symmetric n | alpha mu L:1', 'psd(A - mu*Identity(n)); psd(L*Identity(n) - A); mu > 0; '\n"
        "           'alpha > 0; 1 >= 2*alpha*L', 'psd', 'A*(Identity(n) - alpha*A)**2', 'mu*Identity(n)/4')\n"
        "print(prove_spectral(s, witness(s), 60.0).text)\n"
    )
    texts = set()
    for seed in ("0", "1", "2"):
        path = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[2])])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        texts.add(run.stdout)
    assert len(texts) == 1
