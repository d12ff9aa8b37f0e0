"""Decide rational identities: equalities and gradients without side conditions other than that inverses exist.

An identity between matrix expressions holds in all dimensions just when a certificate of `rational_certificate` exists, and
otherwise fails at matrices of bounded size (docs/rational-identities.md). Both are found here.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.proof.abbreviation import abbreviated, expanded_size
from symmaml.proof.formal import Source, formal
from symmaml.proof.linear_representation import Closing, Closure, Equations, OutOfTime, Point, Singular
from symmaml.proof.question import Question
from symmaml.proof.rational_certificate import Pencil, check_rational
from symmaml.proof.rational_counterexample import counterexample, sizes_up_to
from symmaml.proof.rational_lift import Digits, Lift, Unreadable, exact_columns, ladder
from symmaml.proof.rational_scaling import Scaling, scalings
from symmaml.proof.rewriting import Limits

MULTIPLIED_OUT = 60  # terms beyond which sums in products are abbreviated
ATTEMPTS = 2  # random points per choice of sizes: one is singular by accident once in 2^50
LARGEST_POINT = 4  # sizes of points tried


class Rationality(Enum):
    """What the procedure found."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_APPLICABLE = "not applicable"
    OUT_OF_TIME = "out of time"


@dataclass(frozen=True)
class RationalOutcome:
    """The outcome: evidence for `source` when proved, values when refuted, else a reason.

    `source` is the statement as the kernel reads it; where multiplying out would be long, sums in products are defined
    letters in it.
    """

    status: Rationality
    source: Source | None = None
    evidence: Mapping[str, Any] | None = None
    counterexample: Source | None = None
    reason: str = ""


def decide_rational(question: Question, limits: Limits | None = None) -> RationalOutcome:
    """Decide whether an equality or a gradient holds for all matrices at which its inverses exist.

    Hypotheses are not used: an identity that needs them is "not applicable". So are inequalities, and products of 1x1
    expressions that contain vectors.
    """
    if question.claim.kind not in ("equal", "gradient"):
        return _not_applicable("an inequality is no identity")
    deadline = time.monotonic() + (limits or Limits()).seconds
    try:
        source = _formal(question)
        decision = _Decision(source, deadline)
        return decision.outcome()
    except OutOfTime:
        return RationalOutcome(Rationality.OUT_OF_TIME, reason=f"more than {(limits or Limits()).seconds} seconds")
    except kernel.CertificateRejected as refusal:
        return _not_applicable(refusal.detail)


def _not_applicable(reason: str) -> RationalOutcome:
    return RationalOutcome(Rationality.NOT_APPLICABLE, reason=reason)


def _formal(question: Question) -> Source:
    """Write the question as the kernel reads it, without multiplying out what would be long."""
    if expanded_size(question) > MULTIPLIED_OUT:
        try:
            return formal(abbreviated(question))
        except InvalidStatement:  # a letter declared symmetric is so only when multiplied out
            pass
    return formal(question)


class _Decision:
    """One statement on its way to an outcome."""

    def __init__(self, source: Source, deadline: float) -> None:
        self.source, self.deadline = source, deadline
        self.document = kernel.Document(source)
        self.pencil = Pencil(self.document.alphabet, self.document.goal())
        self.scalings = scalings(self.pencil)
        unit = {scaling.number for scaling in self.scalings}
        columns = [entry for entries in self.pencil.entries.values() for column in entries.values() for entry in column]
        numbers = {n for _, product, _ in columns for n in product}
        numbers |= {n for p in self.pencil.right.values() for product in p for n in product}
        self.numbers = sorted(numbers - unit)
        self.unit = sorted(unit)
        shapes = {d for letter in self.document.alphabet.letters.values() for d in letter.shape}
        shapes |= {d for relation in (self.document.claim, *self.document.hypotheses) for d in relation.lhs.shape}
        self.dimensions = sorted(shapes - {"1"})

    def outcome(self) -> RationalOutcome:
        """Try points of growing size: the first at which the expression is reached refutes, one that fits all proves."""
        met: list[tuple[tuple[int, ...], dict[str, int]]] = []
        for sizes in self.point_sizes():
            if any(sum(e.get(d, 0) * s for d, s in zip(self.dimensions, sizes, strict=True)) + e.get("1", 0) >= 0 and any(e.values()) for _, e in met):
                continue
            closure = self.closure(sizes, Digits(2**61 - 1, 1, 1), "random")
            if closure is None:
                continue
            if closure.depth is not None:
                return self.refuted(sizes, closure.depth)
            excess = closure.excess()
            if not any(excess.values()):
                return self.proved(sizes, closure)
            met.append((sizes, excess))
        if not met:
            return _not_applicable("no point was found at which all inverses exist")
        return _not_applicable(f"the identity was seen to hold only where {met[0][1]} vanishes")

    def point_sizes(self) -> Iterator[tuple[int, ...]]:
        yield from sorted(sizes_up_to(len(self.dimensions), LARGEST_POINT), key=lambda some: (sum(some), max(some, default=0), some))

    def point(self, sizes: Sequence[int], digits: Digits, seed: str) -> Point:
        """Return random matrices for all letters and for their transposes, and values of the numbers."""
        generator = random.Random(f"{seed} {tuple(sizes)} {digits.modulus}")
        alphabet, sized = self.document.alphabet, {"1": 1, **dict(zip(self.dimensions, sizes, strict=True))}
        matrices = {}
        for spelling in sorted(self.pencil.entries):
            if spelling:
                rows, cols = (sized[d] for d in alphabet.shapes[spelling])
                matrices[spelling] = tuple(
                    tuple(generator.randrange(digits.modulus) for _ in range(cols)) for _ in range(rows)
                )
        numbers = {name: 1 for name in self.unit}
        for place, name in enumerate(self.numbers):
            numbers[name] = generator.randrange(digits.modulus) if digits.base == 1 else digits.value(place)
        return Point(digits.modulus, sized, matrices, numbers)

    def closure(self, sizes: Sequence[int], digits: Digits, seed: str) -> Closure | None:
        """Return what the right side reaches at a random point of some sizes, None where no inverses exist."""
        for attempt in range(ATTEMPTS):
            try:
                equations = Equations(self.pencil, self.point(sizes, digits, f"{seed} {attempt}"))
            except Singular:
                continue
            return Closing(equations, self.deadline).run()
        return None

    def proved(self, sizes: Sequence[int], closure: Closure) -> RationalOutcome:
        """Make the spaces exact, and have them checked."""
        for digits in ladder(len(self.numbers)):
            lifted = closure
            if digits.modulus != 2**61 - 1 or self.numbers:
                found = self.closure(sizes, digits, "exact")
                if found is None or found.depth is not None or any(found.excess().values()):
                    continue
                lifted = found
            try:
                evidence = exact_columns(lifted, Lift(digits, self.numbers), self.scalings)
                check_rational(self.document, evidence)
            except (Unreadable, kernel.CertificateRejected):
                continue
            return RationalOutcome(Rationality.PROVED, self.source, evidence)
        return _not_applicable("the identity holds, and its certificate is too large to be found")

    def refuted(self, sizes: Sequence[int], depth: int) -> RationalOutcome:
        """Find exact values at which the expression is not zero."""
        if self.document.hypotheses:
            return _not_applicable("the claim is no identity: it may hold under its hypotheses only")
        largest = 2 * (depth + 2) * max(sizes, default=1)
        values = counterexample(self.source, list(sizes_up_to(len(self.dimensions), largest)), self.deadline)
        if values is None:
            raise OutOfTime
        return RationalOutcome(Rationality.REFUTED, self.source, counterexample=values)
