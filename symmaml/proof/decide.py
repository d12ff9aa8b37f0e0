"""Decide a statement: refuted by an exact counterexample, proved by a certificate, or undecided with a reason.

Both kinds of evidence pass through `kernel.check`; a verdict that the kernel did not accept cannot be given.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from symmaml import kernel
from symmaml.errors import InvalidStatement, NotProved
from symmaml.proof.formal import formal
from symmaml.proof.prove import prove_equality
from symmaml.proof.question import question
from symmaml.proof.refute import refute
from symmaml.proof.rewriting import Limits
from symmaml.proof.samples import witness
from symmaml.statement import Claim, Counterexample, Definition, Hypothesis, Statement, Status, Verdict


def decide(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    limits: Limits | None = None,
) -> Verdict:
    """Decide whether the hypotheses imply the claim for all dimensions and all real values at which it makes sense.

    Every inverse written in the statement is assumed to exist. Raises `InvalidStatement` for a statement that cannot be read.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.statement import Equal
    >>> A, B = symmetric("A B")
    >>> decide(Equal((A * B).T, B * A)).status, decide(Equal(A * B, B * A)).status
    (<Status.PROVED: 'proved'>, <Status.REFUTED: 'refuted'>)
    """
    started = time.monotonic()
    limits = limits or Limits()
    if isinstance(claim, Statement):
        if hypotheses or where:
            raise InvalidStatement("a Statement carries its own hypotheses: pass decide(statement) alone")
        statement = claim
    else:
        statement = Statement(claim, tuple(hypotheses), tuple(where))
    try:
        source = formal(question(statement))
        kernel.Document(source)
    except kernel.CertificateRejected as refusal:
        raise InvalidStatement(f"the kernel cannot read the statement: {refusal}") from refusal
    verdict = _verdict(statement, source, limits)
    object.__setattr__(verdict, "seconds", time.monotonic() - started)
    return verdict


def _verdict(statement: Statement, source: dict[str, object], limits: Limits) -> Verdict:
    refuted = refute(source, limits.seconds)
    if refuted is not None:
        return Verdict(Status.REFUTED, statement, certificate=refuted[0], counterexample=_counterexample(*refuted))
    values = witness(source)
    if values is None:
        return Verdict(Status.UNDECIDED, statement, reason="no values were found at which all hypotheses hold: vacuous?")
    if source["claim"]["relation"] == "at-least":  # type: ignore[index]
        return Verdict(Status.UNDECIDED, statement, reason="no counterexample was found, and no sum of squares was sought")
    certificate, search = prove_equality(source, values, limits)
    if certificate is None:
        left = kernel.show(kernel.Polynomial(("", ""), search.left_over))
        return Verdict(Status.UNDECIDED, statement, reason=f"the search ended at {search.limit}; left over: {left[:500]}")
    try:
        theorem = kernel.check(certificate)
    except kernel.CertificateRejected as refusal:
        return Verdict(Status.UNDECIDED, statement, reason=f"the kernel refused the certificate that was found: {refusal}")
    if not isinstance(theorem, kernel.Theorem):
        return Verdict(Status.UNDECIDED, statement, reason="the kernel read no theorem in the certificate")
    return Verdict(Status.PROVED, statement, theorem=theorem, certificate=certificate)


def _counterexample(certificate: kernel.Certificate, found: kernel.Refutation) -> Counterexample:
    dimensions = {name: size for name, size in found.dimensions.items() if name != "1"}
    return Counterexample(dimensions, found.values, found.lhs, found.rhs, certificate)


def prove(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    limits: Limits | None = None,
) -> Verdict:
    """Return the verdict of a statement that is proved; raise `NotProved`, carrying the verdict, for any other."""
    verdict = decide(claim, hypotheses, where, limits=limits)
    if verdict.status is not Status.PROVED:
        detail = verdict.reason or "an exact counterexample was found; see .verdict.counterexample"
        raise NotProved(f"the statement is {verdict.status.value}: {detail}", verdict)
    return verdict
