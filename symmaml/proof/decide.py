"""Decide and prove statements made of SymPy expressions: the judge's public door."""

from __future__ import annotations

import time
from collections.abc import Sequence

from symmaml.errors import InvalidArgument, NotProved
from symmaml.proof.judge import decide_question
from symmaml.proof.statements.question import question
from symmaml.statement import Claim, Definition, Hypothesis, Statement, Status, Verdict, stated


def decide(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    seconds: float = 5.0,
) -> Verdict:
    """Decide whether the hypotheses imply the claim for all dimensions and all real values at which it makes sense.

    Every inverse written in the statement is assumed to exist; the search ends after about `seconds`, undecided.
    Raises `InvalidStatement` for a statement that cannot be read, `InvalidArgument` for seconds that are not positive.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.statement import Equal
    >>> A, B = symmetric("A B")
    >>> decide(Equal((A * B).T, B * A)).status, decide(Equal(A * B, B * A)).status
    (<Status.PROVED: 'proved'>, <Status.REFUTED: 'refuted'>)
    """
    started = time.monotonic()
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise InvalidArgument(f"seconds is {seconds!r}, expected a positive number; write seconds=5")
    statement = stated(claim, hypotheses, where)
    found = decide_question(question(statement), seconds)
    return Verdict(
        found.status,
        statement,
        found.theorem,
        found.certificate,
        found.counterexample,
        found.reason,
        time.monotonic() - started,
        found.obstacle,
    )


def decide_patiently(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    seconds: float = 5.0,
    patience: float = 60.0,
) -> Verdict:
    """Decide what is thought to be true: what is undecided after `seconds` is given `patience` seconds more.

    So a busy machine does not change what is proved.
    """
    verdict = decide(claim, hypotheses, where, seconds=seconds)
    if verdict.status is Status.UNDECIDED and patience > seconds:
        verdict = decide(claim, hypotheses, where, seconds=patience)
    return verdict


def prove(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    seconds: float = 5.0,
    patience: float = 60.0,
) -> Verdict:
    """Return the verdict of a statement that is proved; raise `NotProved`, carrying the verdict, for any other.

    What is undecided after `seconds` is given `patience` seconds more.
    """
    verdict = decide_patiently(claim, hypotheses, where, seconds=seconds, patience=patience)
    if verdict.status is not Status.PROVED:
        detail = verdict.reason or "an exact counterexample was found; see .verdict.counterexample"
        raise NotProved(f"the statement is {verdict.status.value}: {detail}", verdict)
    return verdict
