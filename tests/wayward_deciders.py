"""Judges that misbehave, for the tests of the statement runner: worker processes import them from here.

The number on the left of the claim says what happens: `1 = 0` is answered, `2 = 0` hangs, and so on.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass

from symmaml.errors import InvalidStatement
from symmaml.proof.statements.expression import Number
from symmaml.proof.statements.question import Question
from symmaml.statement import Status

ANSWERS, HANGS, SPINS, DIES, LEAVES, EATS, RAISES, RECURSES, REFUSES, SLEEPS = range(1, 11)


@dataclass(frozen=True)
class Answer:
    """What a judge says."""

    status: Status = Status.UNDECIDED
    certificate: None = None
    counterexample: None = None
    reason: str = "as told"


def decide(question: Question, seconds: float) -> Answer:
    """Do what the claim says."""
    way = question.claim.lhs.value if isinstance(question.claim.lhs, Number) else ANSWERS
    if way == HANGS:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(1000)
    elif way == SPINS:
        while True:
            pass
    elif way == DIES:
        os.kill(os.getpid(), signal.SIGKILL)
    elif way == LEAVES:
        raise SystemExit(3)
    elif way == EATS:
        hoard = [0]
        while True:
            hoard = hoard + hoard
    elif way == RAISES:
        raise ZeroDivisionError("by nothing")
    elif way == RECURSES:
        return decide(question, seconds)
    elif way == REFUSES:
        raise InvalidStatement("an expression that is identically zero is inverted")
    elif way == SLEEPS:
        time.sleep(0.3)
    return Answer(reason=f"asked to keep to {seconds:g} seconds")
