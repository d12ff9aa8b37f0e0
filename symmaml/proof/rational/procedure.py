"""Decide rational identities: equalities and gradients without side conditions other than that inverses exist.

An identity of matrices has a certificate (see the last part of the kernel), or it fails at matrices of bounded size
(docs/rational-identities.md). Both are found here; the certificate is checked before it is handed out.
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
from symmaml.kernel import Pencil, check_rational, equal_dimensions, unfolded
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.rational.abbreviation import abbreviated, expanded_size
from symmaml.proof.rational.counterexample import counterexample, sizes_up_to
from symmaml.proof.rational.lift import Digits, Lift, Unreadable, ladder
from symmaml.proof.rational.linear_representation import Closing, Equations, OutOfTime, Singular, Spaces, Values
from symmaml.proof.rational.scaling import scalings
from symmaml.proof.statements.formal import Source, formal
from symmaml.proof.statements.question import Question

MULTIPLIED_OUT = 60  # terms beyond which sums in products are abbreviated
TOO_LONG = 5_000
ATTEMPTS = 2  # random points for each choice of sizes: a point is bad by accident once in 2^50
LARGEST_POINT = 4
FIRST = Digits(2**61 - 1, 1, 1)


class Rationality(Enum):
    """What the procedure found."""

    PROVED = "proved"
    REFUTED = "refuted"
    NOT_APPLICABLE = "not applicable"
    OUT_OF_TIME = "out of time"


@dataclass(frozen=True)
class RationalOutcome:
    """What was found: evidence when proved, values when refuted, else a reason.

    Both are about `source`, the statement as the kernel reads it. Where multiplying out would be long, sums in products
    are defined letters there.
    """

    status: Rationality
    source: Source | None = None
    evidence: Mapping[str, Any] | None = None
    counterexample: Source | None = None
    reason: str = ""


def decide_rational(question: Question, limits: Limits | None = None) -> RationalOutcome:
    """Decide whether an equality or a gradient holds for all matrices at which its inverses exist.

    Hypotheses that say what a letter stands for are unfolded; a claim that needs others is "not applicable". So are
    inequalities, and products in which a 1x1 expression that contains vectors is a factor. A counterexample satisfies
    all hypotheses.

    >>> from symmaml.notation import matrix
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import Equal, Statement
    >>> X, Y = matrix("X Y")
    >>> decide_rational(question(Statement(Equal((X.I + Y.I).I, X * (X + Y).I * Y)))).status
    <Rationality.PROVED: 'proved'>
    >>> decide_rational(question(Statement(Equal((X.I + Y.I).I, X * (X - Y).I * Y)))).counterexample["dimensions"]
    {'n': 1}
    """
    if question.claim.kind not in ("equal", "gradient"):
        return _not_applicable("an inequality is no identity")
    seconds = (limits or Limits()).seconds
    try:
        return _Decision(_formal(question), time.monotonic() + seconds).outcome()
    except OutOfTime:
        return RationalOutcome(Rationality.OUT_OF_TIME, reason=f"more than {seconds} seconds")
    except kernel.CertificateRejected as refusal:
        return _not_applicable(refusal.detail)


def _not_applicable(reason: str) -> RationalOutcome:
    return RationalOutcome(Rationality.NOT_APPLICABLE, reason=reason)


def _formal(question: Question) -> Source:
    """Write a question as the kernel reads it, without multiplying out what would be long."""
    if expanded_size(question) <= MULTIPLIED_OUT:
        return formal(question)
    shorter = abbreviated(question)
    if expanded_size(shorter) > TOO_LONG:
        raise kernel.CertificateRejected("size", f"multiplied out, the statement has more than {TOO_LONG} terms")
    try:
        return formal(shorter)
    except InvalidStatement:  # a letter is declared symmetric, and is so only when multiplied out
        return formal(question)


def _definitions(document: kernel.Document) -> tuple[list[int], dict[str, kernel.Polynomial]]:
    """Return the hypotheses that say what a letter stands for, and what that is."""
    chosen: list[int] = []
    for index in range(len(document.hypotheses)):
        try:
            unfolded(document, [*chosen, index])
            chosen.append(index)
        except kernel.CertificateRejected:
            continue
    return chosen, unfolded(document, chosen)


class _Decision:
    """One statement on its way to an outcome."""

    def __init__(self, source: Source, deadline: float) -> None:
        self.source, self.deadline = source, deadline
        self.document = kernel.Document(source)
        self.unfold, self.bodies = _definitions(self.document)
        self.pencil = Pencil(self.document.alphabet, self.document.goal(), self.bodies)
        self.equal = equal_dimensions(self.document)
        self.scalings = scalings(self.pencil)
        self.scaled = sorted(scaling.number for scaling in self.scalings)
        entries = (entry for x in self.pencil.entries.values() for column in x.values() for entry in column)
        products = [*(n for _, n, _ in entries), *(n for p in self.pencil.right.values() for n in p)]
        self.numbers = sorted({name for numbers in products for name in numbers} - set(self.scaled))
        relations = [self.document.claim, *self.document.hypotheses]
        shapes = [x.shape for x in self.document.alphabet.letters.values()] + [r.lhs.shape for r in relations]
        self.dimensions = sorted({dimension for shape in shapes for dimension in shape} - {"1"})

    def outcome(self) -> RationalOutcome:
        """Try points of growing size until one shows that the identity fails, or that it holds in all dimensions."""
        held: list[Spaces] = []
        for sizes in self.sizes():
            if any(self.balance(spaces, sizes) >= 0 for spaces in held):
                continue  # no inverses exist at these sizes, or nothing new is seen
            equations = self.equations(sizes, FIRST)
            if equations is None:
                continue
            spaces = Closing(equations, self.deadline).reached()
            if spaces.depth is not None:
                return self.refuted(sizes, spaces.depth)
            if not any(self.excess(spaces).values()):
                return self.proved(sizes, spaces)
            held.append(spaces)
        if not held:
            return _not_applicable("no point was found at which all inverses exist")
        relation = " + ".join(f"{count} {name}" for name, count in self.excess(held[0]).items() if count)
        return _not_applicable(f"the identity holds where {relation} = 0, and no inverse was seen to force that")

    def sizes(self) -> Iterator[tuple[int, ...]]:
        """Yield sizes of points: what an identity means in different dimensions shows at small ones."""
        some = sizes_up_to(len(self.dimensions), LARGEST_POINT)
        yield from sorted(some, key=lambda sizes: (sum(sizes), max(sizes, default=0), sizes))

    def excess(self, spaces: Spaces) -> dict[str, int]:
        """Return by how many solutions outnumber images, for each dimension or dimensions that must be equal."""
        total: dict[str, int] = {}
        for name, count in spaces.excess().items():
            total[self.equal.get(name, name)] = total.get(self.equal.get(name, name), 0) + count
        return total

    def balance(self, spaces: Spaces, sizes: tuple[int, ...]) -> int:
        """Return by how much solutions outnumber images at some sizes: never, where all inverses exist."""
        sized = {"1": 1, **dict(zip(self.dimensions, sizes, strict=True))}
        return sum(count * sized[name] for name, count in spaces.excess().items())

    def equations(self, sizes: Sequence[int], digits: Digits) -> Equations | None:
        """Return the equations at a random point, or None where inverses do not exist."""
        for attempt in range(ATTEMPTS):
            try:
                return Equations(self.pencil, self.values(sizes, digits, attempt))
            except Singular:
                continue
        return None

    def values(self, sizes: Sequence[int], digits: Digits, attempt: int) -> Values:
        """Draw matrices for all letters, and independently for their transposes, and give values to the numbers."""
        generator = random.Random(f"{attempt} {tuple(sizes)} {digits.modulus}")
        sized = {"1": 1, **dict(zip(self.dimensions, sizes, strict=True))}
        matrices = {}
        for spelling in sorted(filter(None, self.pencil.entries)):
            rows, cols = (range(sized[d]) for d in self.document.alphabet.shapes[spelling])
            matrices[spelling] = tuple(tuple(generator.randrange(digits.modulus) for _ in cols) for _ in rows)
        numbers = dict.fromkeys(self.scaled, 1)
        for place, name in enumerate(self.numbers):
            numbers[name] = generator.randrange(digits.modulus) if digits == FIRST else digits.value(place)
        return Values(digits.modulus, sized, matrices, numbers)

    def proved(self, sizes: Sequence[int], spaces: Spaces) -> RationalOutcome:
        """Make the spaces exact, and have them checked."""
        for digits in ladder(len(self.numbers)):
            if digits != FIRST:
                drawn = self.equations(sizes, digits)
                if drawn is None:
                    continue
                spaces = Closing(drawn, self.deadline).reached()
            try:
                evidence = {"unfold": self.unfold, **Lift(digits, self.numbers, self.scalings).evidence(spaces)}
                check_rational(self.document, evidence)
            except (Unreadable, kernel.CertificateRejected):
                continue
            return RationalOutcome(Rationality.PROVED, self.source, evidence)
        return _not_applicable("the identity holds, but its certificate is too large to be found")

    def refuted(self, sizes: Sequence[int], depth: int) -> RationalOutcome:
        """Find exact values at which the expression is not zero."""
        largest = 2 * (depth + 2) * max(sizes, default=1)
        wanted = tuple(sizes_up_to(len(self.dimensions), largest))
        values = counterexample(self.source, self.bodies, wanted, self.deadline)
        if values is not None:
            return RationalOutcome(Rationality.REFUTED, self.source, counterexample=values)
        if time.monotonic() > self.deadline:
            raise OutOfTime
        if len(self.unfold) < len(self.document.hypotheses):
            return _not_applicable("this is no identity; it may hold under its hypotheses")
        return _not_applicable("no certificate exists, and no values were found at which the identity fails")
