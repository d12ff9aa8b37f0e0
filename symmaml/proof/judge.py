"""Judge a question: refuted by an exact counterexample, proved by a certificate, or undecided with a reason.

Both kinds of evidence pass through `kernel.check`; a judgement that the kernel did not accept cannot be given.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from fractions import Fraction

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.proof.formal import Source, formal
from symmaml.proof.prove import prove_equality
from symmaml.proof.question import Question
from symmaml.proof.refute import refute
from symmaml.proof.rewriting import Limits
from symmaml.proof.samples import witness
from symmaml.statement import Counterexample, Status


@dataclass(frozen=True)
class Judgement:
    """A status with the evidence that the kernel accepted, or the reason why there is none."""

    status: Status
    certificate: kernel.Certificate | None = None
    theorem: kernel.Theorem | None = None
    counterexample: Counterexample | None = None
    reason: str = ""


def decide_question(question: Question, seconds: float = 5.0) -> Judgement:
    """Decide a question within about `seconds`. Raises `InvalidStatement` for one that the kernel cannot read."""
    deadline = time.monotonic() + seconds
    try:
        source = formal(question)
    except kernel.CertificateRejected as refusal:
        raise InvalidStatement(f"the kernel cannot read the statement: {refusal}") from refusal
    refuted = refute(source, seconds / 2)
    if refuted is not None:
        certificate, found = refuted
        return Judgement(Status.REFUTED, certificate, counterexample=_counterexample(certificate, found))
    values = witness(source)
    if values is None:
        return Judgement(Status.UNDECIDED, reason="no values were found at which all hypotheses hold: vacuous?")
    return _prove(source, values, max(0.1, deadline - time.monotonic()))


def _prove(source: Source, values: Source, seconds: float) -> Judgement:
    if source["claim"]["relation"] == "at-least":
        return Judgement(Status.UNDECIDED, reason="no counterexample was found, and no sum of squares was sought")
    certificate, search = prove_equality(source, values, Limits(seconds=seconds))
    if certificate is None:
        left = kernel.show(kernel.Polynomial(("", ""), search.left_over))
        return Judgement(Status.UNDECIDED, reason=f"the search ended at {search.limit}; left over: {left[:500]}")
    return _accepted(certificate)


def _accepted(certificate: kernel.Certificate) -> Judgement:
    """Return the judgement that a certificate proves its claim, if the kernel says so."""
    try:
        theorem = kernel.check(certificate)
    except kernel.CertificateRejected as refusal:
        return Judgement(Status.UNDECIDED, reason=f"the kernel refused the certificate that was found: {refusal}")
    if not isinstance(theorem, kernel.Theorem):
        return Judgement(Status.UNDECIDED, reason="the kernel read no theorem in the certificate")
    return Judgement(Status.PROVED, certificate, theorem)


def _counterexample(certificate: kernel.Certificate, found: kernel.Refutation) -> Counterexample:
    dimensions = {name: size for name, size in found.dimensions.items() if name != "1"}
    direction = json.loads(certificate.text)["counterexample"].get("direction")
    witness = tuple(tuple(Fraction(x) for x in row) for row in direction) if direction else None
    return Counterexample(dimensions, found.values, found.lhs, found.rhs, certificate, witness)
