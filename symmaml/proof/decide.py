"""Decide and prove statements made of SymPy expressions: the judge's public door."""

from __future__ import annotations

import time
from collections.abc import Sequence

from symmaml.errors import InvalidArgument, NotProved
from symmaml.proof.judge import decide_question
from symmaml.proof.statements.question import question
from symmaml.statement import Claim, Definition, Hypothesis, Statement, Status, Verdict, stated

PATIENCE = 60.0  # seconds for what is thought to be true: a busy machine must not change what is proved


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


def prove(
    claim: Claim | Statement,
    hypotheses: Sequence[Hypothesis] = (),
    where: Sequence[Definition] = (),
    *,
    seconds: float = PATIENCE,
) -> Verdict:
    """Return the verdict of a statement that is proved; raise `NotProved`, carrying the verdict, for any other.

    Who calls this thinks that the statement is true: the search is given more time than `decide` gives it.
    """
    verdict = decide(claim, hypotheses, where, seconds=seconds)
    if verdict.status is not Status.PROVED:
        detail = verdict.reason or "an exact counterexample was found; see .verdict.counterexample"
        raise NotProved(f"the statement is {verdict.status.value}: {detail}", verdict)
    return verdict
