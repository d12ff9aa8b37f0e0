"""Judge a question: refuted by an exact counterexample, proved by a certificate, or undecided with a reason.

Both kinds of evidence pass through `kernel.check`; a judgement that the kernel did not accept cannot be given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.proof.certificate import identity_certificate, proof_certificate, refutation_certificate
from symmaml.proof.counterexample import read_counterexample
from symmaml.proof.equality.both_orders import prove_by_both_orders
from symmaml.proof.equality.lemmas import prove_by_lemmas
from symmaml.proof.equality.prove import EqualityProver, spelled
from symmaml.proof.equality.repeated import with_repeated_named
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.rational.abbreviation import abbreviated, expanded_size
from symmaml.proof.rational.procedure import MULTIPLIED_OUT, TOO_LONG, Rationality, decide_rational
from symmaml.proof.refutation.contradiction import contradiction
from symmaml.proof.refutation.refute import refute
from symmaml.proof.spectral.prove import prove_spectral
from symmaml.proof.spectral.refute import refute_spectral
from symmaml.proof.squares.positivity import prove_at_least
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import Question
from symmaml.proof.statements.second_reading import differentiated_through
from symmaml.proof.undecided import NO_VALUES, no_rewriting, no_squares, too_long, two_readings
from symmaml.proof.values.samples import witness
from symmaml.statement import Counterexample, Obstacle, Status

LAST_EFFORT = 8  # of a search for counterexamples, when nothing else is left to try


@dataclass(frozen=True)
class Judgement:
    """A status with the evidence that the kernel accepted, or the reason why there is none."""

    status: Status
    certificate: kernel.Certificate | None = None
    theorem: kernel.Theorem | None = None
    counterexample: Counterexample | None = None
    reason: str = ""
    obstacle: Obstacle | None = None


class _Reading:
    """A question as the kernel reads it, in one of the ways to write it, and the prover of its equality."""

    def __init__(self, question: Question) -> None:
        try:
            self.source = formal(question)
            self.document = kernel.Document(self.source)
        except kernel.CertificateRejected as refusal:
            if refusal.rule == "size":
                raise
            raise InvalidStatement(f"the kernel cannot read the statement: {refusal}") from refusal
        self.is_order = self.document.claim.kind == "at-least"

    @cached_property
    def prover(self) -> EqualityProver:
        """What looks for a proof, if the claim is no inequality."""
        return EqualityProver(self.source, self.document)

    @cached_property
    def values(self) -> Source | None:
        """Values at which all hypotheses hold, if any were found."""
        return witness(self.source, document=self.document)


def decide_question(question: Question, seconds: float = 5.0) -> Judgement:
    """Decide a question within about `seconds`. Raises `InvalidStatement` for one that the kernel cannot read.

    What is long when multiplied out is first judged with its repeated products named, then multiplied out. A gradient
    that can be read in two ways is decided only if they agree.
    """
    other = differentiated_through(question)
    try:
        judged = _decided(question, seconds if other is None else seconds / 2)
        if other is None or judged.status is Status.UNDECIDED:
            return judged
        with suppress(InvalidStatement):  # letters that are defined by one another are no abbreviations
            if _decided(other, seconds / 2).status is not judged.status:
                return _undecided(two_readings(name for name, _ in other.definitions[len(question.definitions) :]))
        return judged
    except kernel.CertificateRejected as refusal:
        return _undecided(too_long(refusal.detail))


def _decided(question: Question, seconds: float) -> Judgement:
    """Try one engine after the other; what the kernel refuses for its size is passed on."""
    deadline = time.monotonic() + seconds
    first, longer = _readings(question)
    reason = contradiction(first.document)
    if reason is not None:
        raise InvalidStatement(f"contradictory hypotheses: {reason}")
    undecided = None
    for share, engine in _engines(question, first, longer):
        judged = engine(max(0.1, (deadline - time.monotonic()) * share))
        if judged is not None and judged.status is not Status.UNDECIDED:
            return judged
        undecided = judged or undecided
    return undecided or _undecided(NO_VALUES)


def _engines(
    question: Question, first: _Reading, longer: Question | None
) -> Iterator[tuple[float, Callable[[float], Judgement | None]]]:
    """Yield the engines in their order, each with its share of the time that is left: what is quick comes first."""
    is_equality = not first.is_order
    if is_equality:
        yield 1 / 4, partial(_proved_at_once, first)
    yield 1 / 2, partial(_refuted, first)
    if first.is_order:
        yield 1 / 4, partial(_refuted_between_roots, first)
    if is_equality and first.document.hypotheses:
        yield 1 / 4, partial(_proved_by_lemmas, first, thorough=False)
    yield 3 / 4 if first.is_order and longer is None else 1 / 2, partial(_proved, first)
    if first.values is None:
        return
    last = first if longer is None else _Reading(longer)
    if longer is not None:
        yield 1 / 2, partial(_proved, last)
    if is_equality:
        yield 1 / 2, partial(_decided_as_rational, question)
        yield 1 / 2, partial(_proved_by_lemmas, last, thorough=True)
        yield 1 / 2, partial(_proved_by_orders, last)
    yield 1, partial(_refuted, first, effort=LAST_EFFORT)


def _readings(question: Question) -> tuple[_Reading, Question | None]:
    """Read a question, with repeated products named if it is long; then it may be judged multiplied out after that.

    What is hopeless to multiply out is read with all sums in products named.
    """
    size = expanded_size(question)
    shorter = with_repeated_named(question) if size > MULTIPLIED_OUT else question
    if expanded_size(shorter) > TOO_LONG:
        shorter = abbreviated(question)
    if expanded_size(shorter) < size:
        with suppress(InvalidStatement):  # a letter is declared symmetric, and is so only when multiplied out
            return _Reading(shorter), question if size <= TOO_LONG else None
    return _Reading(question), None


def _proved_at_once(reading: _Reading, seconds: float) -> Judgement | None:
    """Prove what needs no search."""
    search = reading.prover.at_once(Limits(seconds=seconds))
    if search.multiples is None or reading.values is None:
        return None
    judged = _accepted(proof_certificate(reading.source, map(spelled, search.multiples), (), reading.values))
    return judged if judged.status is Status.PROVED else None


def _proved(reading: _Reading, seconds: float) -> Judgement:
    """Search for a proof."""
    if reading.values is None:
        return _undecided(NO_VALUES)
    if reading.is_order:
        spectral = prove_spectral(reading.source, reading.values, seconds / 4)
        if spectral is not None:
            return _accepted(spectral)
        certificate, reason = prove_at_least(reading.source, reading.values, Limits(seconds=seconds))
        return _accepted(certificate) if certificate else _undecided(no_squares(reason, seconds))
    search = reading.prover.by_completion(Limits(seconds=seconds))
    if search.multiples is not None:
        return _accepted(proof_certificate(reading.source, map(spelled, search.multiples), (), reading.values))
    return _undecided(no_rewriting(reading.document, search, seconds))


def _undecided(obstacle: Obstacle) -> Judgement:
    return Judgement(Status.UNDECIDED, reason=str(obstacle), obstacle=obstacle)


def _proved_by_lemmas(reading: _Reading, seconds: float, thorough: bool) -> Judgement | None:
    """Prove an equality by lemmas of the kernel."""
    if reading.values is None:
        return None
    certificate = prove_by_lemmas(reading.source, reading.values, Limits(seconds=seconds), thorough)
    return _accepted(certificate) if certificate else None


def _proved_by_orders(reading: _Reading, seconds: float) -> Judgement | None:
    """Prove a symmetric equality as two inequalities."""
    if reading.values is None:
        return None
    certificate = prove_by_both_orders(reading.source, reading.values, Limits(seconds=seconds))
    return _accepted(certificate) if certificate else None


def _refuted(reading: _Reading, seconds: float, effort: int = 1) -> Judgement | None:
    """Look for a counterexample; the harder, the more effort."""
    return _counterexample(refute(reading.source, seconds, effort, reading.document))


def _refuted_between_roots(reading: _Reading, _: float) -> Judgement | None:
    """Refute an inequality that depends on one variable between the roots of its polynomial."""
    return _counterexample(refute_spectral(reading.source))


def _counterexample(refuted: tuple[kernel.Certificate, kernel.Refutation] | None) -> Judgement | None:
    if refuted is None:
        return None
    certificate, found = refuted
    return Judgement(Status.REFUTED, certificate, counterexample=read_counterexample(certificate, found))


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
