"""Claims and their verdicts: pure records, and the one rule by which the verdict of a claim follows from its parts.

A claim is a sentence of a text. Its parts are formal statements, each with the evidence that settles it: what the
sentence says, the same under an extra hypothesis, a repaired statement, a reading, a remark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from symmaml.errors import InvalidClaim

LONGEST_QUOTATION = 25  # words


class Standing(Enum):
    """What is known of one part. Cited: it rests on a named theorem of the literature, not proved here."""

    PROVED = "proved"
    REFUTED = "refuted"
    CITED = "cited"
    UNDECIDED = "undecided"


class Role(Enum):
    """What a part is to its claim."""

    STATEMENT = "statement"  # the claim as the text makes it
    HYPOTHESIS = "hypothesis"  # the same conclusion under more hypotheses
    REPAIR = "repair"  # another statement, true, that stands in the place of a false one
    READING = "reading"  # one of several things that the text may mean
    REMARK = "remark"  # what else belongs here


class Judged(Enum):
    """The verdict on a claim, computed from its parts by `judged`."""

    TRUE = "true"
    TRUE_WITH_HYPOTHESIS = "true-with-hypothesis"
    FALSE = "false"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Quotation:
    """A sentence of the post: the claim's identifier, the words, the sentence numbers, and the formula it is about."""

    identifier: str
    title: str
    words: str
    sentences: tuple[int, ...]
    formula: str = ""

    def __post_init__(self) -> None:
        if not self.words.strip() or not self.sentences:
            raise InvalidClaim(f"{self.identifier}: the quotation or its sentence numbers are missing")
        if len(self.words.split()) > LONGEST_QUOTATION:
            raise InvalidClaim(
                f"{self.identifier}: quotation has {len(self.words.split())} words; quote at most {LONGEST_QUOTATION}"
            )


@dataclass(frozen=True)
class Citation:
    """A statement that rests on a theorem of the literature: what is stated, and where its proof is to be read.

    `conclusion` and `hypotheses` spell its parts, for a part with the role HYPOTHESIS: they are compared with another.
    """

    statement: str
    source: str
    conclusion: str = ""
    hypotheses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.statement.strip() or not self.source.strip():
            raise InvalidClaim("a citation lacks its statement or its source: write Citation('...', 'A, 2019')")


@dataclass(frozen=True)
class Part:
    """One formal statement with its evidence: a `Verdict`, a `Result`, a finding of `calculus`, or a `Citation`.

    `words` says in a sentence what the statement says.
    """

    role: Role
    words: str
    evidence: Any


def judged(standings: Sequence[tuple[Role, Standing]]) -> Judged | None:
    """Return the verdict on a claim whose parts have these standings; None while one of them is undecided.

    >>> judged([(Role.STATEMENT, Standing.REFUTED), (Role.HYPOTHESIS, Standing.PROVED)])
    <Judged.TRUE_WITH_HYPOTHESIS: 'true-with-hypothesis'>
    """
    found = {role: [standing for other, standing in standings if other is role] for role in Role}
    if not found[Role.STATEMENT] and not found[Role.READING]:
        raise InvalidClaim("no part states the claim: give one the role STATEMENT, or several the role READING")
    if found[Role.STATEMENT] and found[Role.READING]:
        raise InvalidClaim("a claim is stated, or it is read in several ways: it has both STATEMENT and READING")
    if any(standing is Standing.UNDECIDED for _, standing in standings):
        return None
    for role in (Role.HYPOTHESIS, Role.REPAIR):
        if Standing.REFUTED in found[role]:
            raise InvalidClaim(f"a part with the role {role.name} is refuted: it must be true")
    if found[Role.READING]:
        return Judged.AMBIGUOUS
    if Standing.REFUTED not in found[Role.STATEMENT]:
        return Judged.TRUE
    return Judged.TRUE_WITH_HYPOTHESIS if found[Role.HYPOTHESIS] else Judged.FALSE
