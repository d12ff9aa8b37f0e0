"""Check the evidence of a verdict again: what counts is what the kernel says now, of this very statement."""

from __future__ import annotations

import json
from collections.abc import Iterator

from symmaml import kernel
from symmaml.errors import InvalidClaim, InvalidStatement
from symmaml.proof.equality.repeated import with_repeated_named
from symmaml.proof.rational.abbreviation import abbreviated
from symmaml.proof.refutation.goal import without_increment
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import question
from symmaml.statement import Statement, Status, Verdict


def recheck(verdict: Verdict) -> Status:
    """Return the status of a verdict whose evidence the kernel accepts again, for the statement that it is about.

    Raises `InvalidClaim` if the evidence is missing, is refused, or shows something else.

    >>> from symmaml.notation import matrix
    >>> from symmaml.proof.decide import decide
    >>> from symmaml.statement import Equal
    >>> X, Y = matrix("X Y")
    >>> recheck(decide(Equal((X * Y).T, Y.T * X.T))).value
    'proved'
    """
    if verdict.status is Status.UNDECIDED:
        return verdict.status
    found = _checked(verdict)
    if isinstance(found, kernel.Theorem):
        agrees = verdict.status is Status.PROVED and verdict.theorem == found
    else:
        shown = verdict.counterexample
        agrees = verdict.status is Status.REFUTED and shown is not None and dict(shown.values) == dict(found.values)
    if not agrees:
        raise InvalidClaim(f"the verdict says {verdict.status.value}, which is not what its certificate shows")
    if not is_about(json.loads(found.statement), verdict.statement):
        raise InvalidClaim(f"the certificate is about another statement: {found.claim}")
    return verdict.status


def _checked(verdict: Verdict) -> kernel.Theorem | kernel.Refutation:
    shown = verdict.counterexample
    certificate = shown.certificate if verdict.status is Status.REFUTED and shown else verdict.certificate
    if certificate is None:
        raise InvalidClaim(f"the verdict says {verdict.status.value}, and carries no certificate")
    try:
        return kernel.check(certificate)
    except kernel.CertificateRejected as refusal:
        raise InvalidClaim(f"the kernel refuses the certificate: {refusal}") from refusal


def is_about(certified: Source, statement: Statement) -> bool:
    """Whether what a certificate states is this statement, as the judge writes it.

    A proof may declare letters beyond those of the statement: nothing is assumed of them that the kernel has not shown.
    """
    return any(_same(certified, written) for written in _written(statement))


def _written(statement: Statement) -> Iterator[Source]:
    """Yield the ways in which the judge writes a statement: with repeated products named if it is long, with sums
    abbreviated, or multiplied out, which may take long.
    """
    asked = question(statement)
    for made in (with_repeated_named(asked), abbreviated(asked), asked):
        try:
            written = formal(made)
        except (InvalidStatement, kernel.CertificateRejected):  # symmetric only when multiplied out; or too long then
            continue
        yield from (written, without_increment(written))


def _same(certified: Source, written: Source) -> bool:
    return (
        all(letter in certified["letters"] for letter in written["letters"])
        and certified["hypotheses"] == written["hypotheses"]
        and certified["claim"] == written["claim"]
    )
