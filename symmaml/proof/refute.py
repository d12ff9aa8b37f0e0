"""Look for exact counterexamples: small dimensions first, then shrink what was found. Nothing here is trusted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from symmaml import kernel
from symmaml.proof import exact
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.choices import Choices, Recorded, shrunk
from symmaml.proof.drawing import SIMPLE
from symmaml.proof.formal import Source
from symmaml.proof.point import Infeasible, Point
from symmaml.proof.samples import Recipe, Sampler, sizes, written

LARGEST = 6  # the largest size of every dimension
WORK = 15_000  # about microseconds of evaluation that a true statement costs
SHRINKING, SHRINKING_WORK = 400, 100_000  # samples built, and effort, while a counterexample is made smaller

# (style, spread): general values first, then structured ones where random ones fail.
EQUAL_STYLES = (("general", 3), ("general", 9))
SOLVED_STYLES = (("general", 3), (SIMPLE, 2), (None, 3), ("general", 9), (SIMPLE, 1), (None, 2))
ORDER_STYLES = (
    ("general", 2),
    ("nearly singular", 3),
    ("multiple of the identity", 1),
    (None, 3),
    ("alike", 2),
    ("positive diagonal", 9),
    (None, 1),
    ("semidefinite rank one", 2),
    ("general", 9),
    ("alike", 4),
    ("contraction", 3),
    (None, 9),
)


@dataclass(frozen=True)
class Failure:
    """A point at which a claim fails; `direction` shows an inequality failing, None an equality or a symmetry."""

    direction: tuple[int, ...] | None


def refute(
    source: Source, seconds: float = 5.0, effort: int = 1
) -> tuple[kernel.Certificate, kernel.Refutation] | None:
    """Return a counterexample of the smallest dimension found, accepted by the kernel, or None.

    The search is bounded by a count of operations that grows with `effort`, so that its result is the same on every
    machine; `seconds` only guards against values that explode.
    """
    search = _Search(source, time.monotonic() + seconds, effort)
    for recipe in search.failures():
        found = search.certified(recipe)
        if found is not None:
            return found
    return None


class _Kinds:
    """Takes turns between a first way to choose letters and the others, leaving out those that fail where others succeed."""

    def __init__(self, count: int, first: int, offset: int) -> None:
        self.order = [first, *(kind for kind in range(count) if kind != first)]
        self.failed = [0] * count
        self.offset = offset
        self.succeeded = False

    def next(self, number: int) -> int:
        """Return the way to take for a sample."""
        live = [kind for kind in self.order if self.failed[kind] < 3 or not self.succeeded]
        first, *others = live or self.order
        return others[(number // 2 + self.offset) % len(others)] if number % 2 and others else first


class _Search:
    """Samples of growing size, and the claim at them."""

    def __init__(self, source: Source, deadline: float, effort: int) -> None:
        self.document = kernel.Document(_with_increment(source))
        self.stated = {**source, "letters": [x for x in source["letters"] if not x["name"].startswith("@")]}
        self.kind = self.document.claim.kind
        self.goal = self.document.goal()
        self.sampler = Sampler(self.document)
        self.deadline, self.effort = deadline, effort
        self.least = 3 + self.sampler.is_curved

    def failures(self) -> Iterator[Recipe]:
        """Yield recipes of points at which the claim fails, small dimensions first."""
        for some in sizes(len(self.sampler.dimensions), self.largest()):
            yield from self.failures_at(some)
            if time.monotonic() > self.deadline:
                return

    def failures_at(self, some: tuple[int, ...]) -> Iterator[Recipe]:
        """Yield recipes of points of given sizes at which the claim fails."""
        largest = max(some, default=1)
        styles, wanted = self.plan(largest)
        first = self.sampler.kinds - 1 if largest > 3 else 0
        feasible, kinds = 0, _Kinds(self.sampler.kinds, first, sum(some))
        for number in range(3 * wanted):
            if feasible == wanted or self.is_exhausted(number, largest):
                return
            kind = kinds.next(number)
            turn = number // 2 if self.sampler.kinds > 1 else number
            style, spread = styles[turn % len(styles)]
            choices = Choices(f"{some} {number}", spread + turn // len(styles))
            try:
                recipe, point = self.sampler.sample(some, kind, choices, style)
                failure = self.failure(point)
            except Infeasible:
                kinds.failed[kind] += 1
                continue
            feasible, kinds.succeeded = feasible + 1, True
            if failure is not None:
                yield recipe

    def is_exhausted(self, number: int, largest: int) -> bool:
        """Whether effort or time is spent; some samples of each size up to three are always tried."""
        if time.monotonic() > self.deadline:
            return True
        return self.sampler.work > self.effort * WORK and (number > 2 or largest > self.least)

    def plan(self, largest: int) -> tuple[tuple[tuple[str | None, int], ...], int]:
        """Return styles with spreads, and how many points to look at, for one size."""
        if self.kind == "at-least":
            return ORDER_STYLES, self.effort * (36 if largest <= 2 else 12)
        if not self.sampler.constraints:
            return EQUAL_STYLES, 2 * self.effort
        return SOLVED_STYLES, self.effort * (6 if self.sampler.dimensions else 20)

    def largest(self) -> int:
        """Return the largest size to try.

        A polynomial identity of degree d in free letters that holds for size d // 2 + 1 holds for all (Amitsur-Levitzki);
        letters that are symmetric, or bound by hypotheses, satisfy identities of lower degree.
        """
        is_bound = bool(self.sampler.constraints) or any(x.symmetric for x in self.document.alphabet.letters.values())
        return min(LARGEST, max(self.least, _degree(self.document, self.goal) // 2 + 1 + is_bound))

    def failure(self, point: Point) -> Failure | None:
        """Return how the claim fails at a point, or None if it holds there."""
        gap = point.evaluate(self.goal)
        if self.kind != "at-least":
            return None if exact.is_zero(gap) else Failure(None)
        if exact.has_sign(gap, "nonnegative"):
            return None
        direction = exact.descent_direction(gap)
        return Failure(direction)

    def certified(self, recipe: Recipe) -> tuple[kernel.Certificate, kernel.Refutation] | None:
        """Shrink a counterexample and have the kernel check it."""
        shown = self.failure(self.sampler.again(recipe, recipe.record))

        limit = self.sampler.work + SHRINKING_WORK

        def fails(record: Recorded) -> bool:
            if self.sampler.work > limit or time.monotonic() > self.deadline:
                return False
            try:
                failure = self.failure(self.sampler.again(recipe, record))
            except Infeasible:
                return False
            return failure is not None and (failure.direction is None) == (shown is None or shown.direction is None)

        record = shrunk(recipe.record, fails, SHRINKING)
        for candidate in (record, recipe.record):
            point = self.sampler.again(recipe, candidate)
            certificate = refutation_certificate(self.stated, self.evidence(point))
            try:
                found = kernel.check(certificate)
            except kernel.CertificateRejected:
                continue
            if isinstance(found, kernel.Refutation):
                return certificate, found
        return None

    def evidence(self, point: Point) -> Source:
        """Write a counterexample as the kernel reads it."""
        record = written(point)
        record["values"] = {name: value for name, value in record["values"].items() if not name.startswith("@")}
        failure = self.failure(point)
        if failure is not None and failure.direction is not None:
            record["direction"] = [[str(x)] for x in failure.direction]
        return record


def _with_increment(source: Source) -> Source:
    """Declare the increment of a gradient, if the source does not."""
    claim = source["claim"]
    names = {letter["name"]: letter for letter in source["letters"]}
    if claim["relation"] != "gradient" or "@" + claim["variable"] in names:
        return source
    variable = names[claim["variable"]]
    increment = {"name": "@" + variable["name"], "rows": variable["rows"], "cols": variable["cols"]}
    return {**source, "letters": [*source["letters"], increment]}


def _degree(document: kernel.Document, goal: kernel.Polynomial) -> int:
    """Return the degree of a polynomial in the letters without definition, an inverse counting one more than its inside."""
    weights: dict[str, int] = {}

    def of(polynomial: kernel.Polynomial) -> int:
        return max(
            (sum(weights[s.removesuffix("'")] for part in (*scalars, word) for s in part) for (scalars, word), _ in polynomial.terms),
            default=0,
        )

    for name, letter in document.alphabet.letters.items():
        is_number = letter.shape == ("1", "1")
        weights[name] = of(letter.definition) + (letter.inverse_of is not None) if letter.definition else 1 - is_number
    return of(goal)
