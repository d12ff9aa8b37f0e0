"""Judge a question: refuted by an exact counterexample, proved by a certificate, or undecided with a reason.

Both kinds of evidence pass through `kernel.check`; a judgement that the kernel did not accept cannot be given.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.proof.certificate import identity_certificate, refutation_certificate
from symmaml.proof.counterexample import read_counterexample
from symmaml.proof.equality.lemmas import prove_by_lemmas
from symmaml.proof.equality.prove import prove_equality
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.rational.procedure import Rationality, decide_rational
from symmaml.proof.refutation.contradiction import contradiction
from symmaml.proof.refutation.refute import refute
from symmaml.proof.squares.positivity import prove_at_least
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import Question
from symmaml.proof.values.samples import witness
from symmaml.statement import Counterexample, Status

LAST_EFFORT = 8  # of a search for counterexamples, when nothing else is left to try


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
        document = kernel.Document(source)
    except kernel.CertificateRejected as refusal:
        raise InvalidStatement(f"the kernel cannot read the statement: {refusal}") from refusal
    reason = contradiction(document)
    if reason is not None:
        raise InvalidStatement(f"contradictory hypotheses: {reason}")
    refuted = _refuted(source, seconds / 2)
    if refuted is not None:
        return refuted
    values = witness(source)
    if values is None:
        return Judgement(Status.UNDECIDED, reason="no values were found at which all hypotheses hold: vacuous?")
    if source["claim"]["relation"] == "at-least":
        positive = _proved_by_squares(source, values, max(0.1, (deadline - time.monotonic()) * 3 / 4))
        if positive.status is Status.PROVED:
            return positive
        return _refuted(source, max(0.1, deadline - time.monotonic()), LAST_EFFORT) or positive
    proved = _proved_by_rewriting(source, values, max(0.1, (deadline - time.monotonic()) / 2))
    if proved.status is Status.PROVED:
        return proved
    rational = _decided_as_rational(question, max(0.1, (deadline - time.monotonic()) / 2))
    if rational is not None:
        return rational
    certificate = prove_by_lemmas(source, values, Limits(seconds=max(0.1, (deadline - time.monotonic()) / 2)))
    if certificate is not None:
        return _accepted(certificate)
    return _refuted(source, max(0.1, deadline - time.monotonic()), LAST_EFFORT) or proved


def _proved_by_squares(source: Source, values: Source, seconds: float) -> Judgement:
    certificate, reason = prove_at_least(source, values, Limits(seconds=seconds))
    return _accepted(certificate) if certificate else Judgement(Status.UNDECIDED, reason=reason)


def _refuted(source: Source, seconds: float, effort: int = 1) -> Judgement | None:
    """Look for a counterexample; the harder, the more effort."""
    refuted = refute(source, seconds, effort)
    if refuted is None:
        return None
    certificate, found = refuted
    return Judgement(Status.REFUTED, certificate, counterexample=read_counterexample(certificate, found))


def _proved_by_rewriting(source: Source, values: Source, seconds: float) -> Judgement:
    certificate, search = prove_equality(source, values, Limits(seconds=seconds))
    if certificate is not None:
        return _accepted(certificate)
    left = kernel.show(kernel.Polynomial(("", ""), search.left_over))
    return Judgement(Status.UNDECIDED, reason=f"the search ended at {search.limit}; left over: {left[:500]}")


def _decided_as_rational(question: Question, seconds: float) -> Judgement | None:
    """Decide an identity of matrices completely, where that procedure applies."""
    outcome = decide_rational(question, Limits(seconds=seconds))
    if outcome.source is None:
        return None
    if outcome.status is Rationality.PROVED and outcome.evidence is not None:
        values = witness(outcome.source)
        return None if values is None else _accepted(identity_certificate(outcome.source, outcome.evidence, values))
    if outcome.status is Rationality.REFUTED and outcome.counterexample is not None:
        certificate = refutation_certificate(outcome.source, outcome.counterexample)
        found = kernel.check(certificate)
        if isinstance(found, kernel.Refutation):
            return Judgement(Status.REFUTED, certificate, counterexample=read_counterexample(certificate, found))
    return None


def _accepted(certificate: kernel.Certificate) -> Judgement:
    """Return the judgement that a certificate proves its claim, if the kernel says so."""
    try:
        theorem = kernel.check(certificate)
    except kernel.CertificateRejected as refusal:
        return Judgement(Status.UNDECIDED, reason=f"the kernel refused the certificate that was found: {refusal}")
    if not isinstance(theorem, kernel.Theorem):
        return Judgement(Status.UNDECIDED, reason="the kernel read no theorem in the certificate")
    return Judgement(Status.PROVED, certificate, theorem)
