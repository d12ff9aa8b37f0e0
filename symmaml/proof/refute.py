"""Look for exact counterexamples: small dimensions first, then shrink what was found. Nothing here is trusted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from symmaml import kernel
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.choices import Choices, shrunk
from symmaml.proof.drawing import Manner
from symmaml.proof.exact import Exact
from symmaml.proof.formal import Source
from symmaml.proof.goal import Failure, Goal, with_increment, without_increment
from symmaml.proof.point import Infeasible, Point
from symmaml.proof.rounding import rounded
from symmaml.proof.samples import Recipe, Sampler, sizes, written

Styles = tuple[tuple[str | None, int], ...]

LARGEST = 6  # the largest size of every dimension
WORK, SHARES = 20_000, (0.25, 0.7, 1.0)  # about microseconds of search that a true statement costs, up to sizes 1, 2, 3
SHRINKING, SHRINKING_WORK = 400, 60_000  # samples built, and work, while a counterexample is made smaller
ORDER_SAMPLES = (30, 36, 12)  # points of size 1, 2, and more at which an inequality is looked at
CLIMBING, CLIMBING_WORK = (40, 80), 8_000  # steps and work of a local search for narrow failures, at size 1 and 2
PATIENCE = 25  # steps of it without success

# (style, spread) in turn: general values first, then structured ones where general ones fail.
FREE: Styles = (("general", 3), ("general", 9))
SOLVED: Styles = (("general", 3), ("simple", 2), (None, 3), ("general", 9), ("simple", 1), (None, 2))
SIGNED: Styles = (("small", 2), ("stable", 2), ("small", 1))
ONE_BY_ONE: Styles = (("general", 2), (None, 3), ("general", 9), ("general", 4))
ORDERED: Styles = (
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
    ("projector", 3),
    (None, 9),
    ("contraction", 3),
    ("projector", 2),
)


def refute(source: Source, seconds: float = 5.0, effort: int = 1) -> tuple[kernel.Certificate, kernel.Refutation] | None:
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


class _Search:
    """Samples of growing size, and the claim at them."""

    def __init__(self, source: Source, deadline: float, effort: int) -> None:
        document = kernel.Document(with_increment(source))
        self.stated = without_increment(source)
        self.goal = Goal(document)
        self.sampler = Sampler(document)
        self.deadline, self.effort = deadline, effort
        self.is_free = not self.sampler.constraints and not self.goal.is_order
        is_bound = bool(self.sampler.constraints) or any(x.symmetric for x in document.alphabet.letters.values())
        # A polynomial identity of degree d in free letters that holds for size d // 2 + 1 holds for all (Amitsur and
        # Levitzki); letters that are symmetric, or bound by hypotheses, satisfy identities of lower degree.
        self.least = 3 + self.sampler.is_tangled
        self.largest = min(LARGEST, max(self.least, self.goal.degree // 2 + 1 + is_bound))
        self.sizes = list(sizes(len(self.sampler.dimensions), self.largest))
        self.climbed = 0  # the work of local search, which is counted apart
        self.margins: dict[tuple[int, ...], tuple[float, Point]] = {}

    def failures(self) -> Iterator[Recipe]:
        """Yield recipes of points at which the claim fails, small dimensions first."""
        if self.is_free and not self.fails_at_large():
            self.sizes = [some for some in self.sizes if max(some, default=1) <= 2]
        for some in self.sizes:
            yield from self.failures_at(some)
            before = self.sampler.work
            if some in self.margins and len(set(some)) <= 1 and max(some, default=1) <= len(CLIMBING):
                yield from self.climb(some, self.effort * CLIMBING[max(some, default=1) - 1])
            self.climbed += self.sampler.work - before

    def fails_at_large(self) -> bool:
        """Whether a claim in free letters fails at large sizes, or has no values there.

        An identity that holds there holds at smaller sizes too: a block diagonal matrix is as good as its blocks.
        """
        count, large = len(self.sampler.dimensions), self.largest
        ramps = {tuple(max(large - (k + shift) % max(count, 1), 1) for k in range(count)) for shift in range(count)}
        seen = 0
        for some in sorted({(large,) * count, *ramps, *(ramp[::-1] for ramp in ramps)}):
            try:
                point = self.sampler.sample(some, 0, Choices(f"large {some}", 9), Manner("general"))[1]
                if self.failure(point):
                    self.least = self.largest
                    return True
                seen += 1
            except Infeasible:
                continue
        return not seen

    def failures_at(self, some: tuple[int, ...]) -> Iterator[Recipe]:
        """Yield recipes of points of given sizes at which the claim fails."""
        largest = max(some, default=1)
        styles, wanted = self.plan(largest)
        turns = _Turns(self.ways(largest), sum(some))
        seen: set[tuple[Exact, ...]] = set()
        number, patience = 0, 4 + wanted // (4 if some else 1)
        while len(seen) < wanted and number < patience + 2 * len(seen) and not self.is_spent(number, largest):
            way = turns.way(number)
            style, spread = styles[(number // 2 if len(turns.failed) > 1 else number) % len(styles)]
            choices = Choices(f"{some} {number}", spread + number // 24)
            number += 1
            turns.failed[way] += 1
            try:
                recipe, point = self.sampler.sample(some, way, choices, Manner(style))
                failure = self.failure(point)
            except Infeasible:
                continue
            values = tuple(point.given.values())
            if values not in seen:
                turns.failed[way] -= 2
                seen.add(values)
                self.remember(some, point)
            if failure is not None:
                yield recipe

    def ways(self, largest: int) -> list[int]:
        """Return the ways to choose letters, the best first; at large sizes coordinate matrices alone, others cost too much."""
        every = list(range(self.sampler.ways))
        if not self.sampler.is_tangled:
            return every
        return every[-1:] if largest > 3 else every if self.sampler.is_sure else every[-1:] + every[:-1]

    def is_spent(self, number: int, largest: int) -> bool:
        """Whether the share of a size in effort, or time, is spent; some points of each size up to the least are tried."""
        if time.monotonic() > self.deadline:
            return True
        share = SHARES[min(largest, 3) - 1]
        return self.sampler.work - self.climbed > self.effort * share * WORK and (number > 1 or largest > self.least)

    def plan(self, largest: int) -> tuple[Styles, int]:
        """Return styles with spreads, and how many points to look at, for one size."""
        first = SIGNED if self.sampler.has_signed_equations else ()
        if self.goal.is_order:
            styles = first + (ONE_BY_ONE if largest == 1 else ORDERED)
            alike = sum(max(some, default=1) == largest for some in self.sizes)
            return styles, self.effort * max(4, ORDER_SAMPLES[min(largest, 3) - 1] // alike)
        if self.is_free:
            return FREE, 2 * self.effort
        return first[:2] + SOLVED, self.effort * (6 if self.sampler.dimensions else 20)

    def failure(self, point: Point) -> Failure | None:
        """Return how the claim fails at a point; the work counts."""
        before = point.work
        try:
            return self.goal.failure(point)
        finally:
            self.sampler.work += point.work - before

    def remember(self, some: tuple[int, ...], point: Point) -> bool:
        """Keep the point of each size at which an inequality holds most narrowly; say whether it is this one."""
        if not self.goal.is_order:
            return False
        before = point.work
        margin = self.goal.margin(point)
        self.sampler.work += point.work - before
        is_best = some not in self.margins or margin < self.margins[some][0]
        if is_best:
            self.margins[some] = (margin, point)
        return is_best

    def climb(self, some: tuple[int, ...], steps: int) -> Iterator[Recipe]:
        """Move from the best point of a size to better ones nearby, and yield those at which the claim fails."""
        limit, since = self.sampler.work + self.effort * CLIMBING_WORK, 0
        for step in range(steps):
            if self.sampler.work > limit or since > PATIENCE or time.monotonic() > self.deadline:
                return
            base = dict(self.margins[some][1].given)
            choices = Choices(f"climb {some} {step}", 1)
            try:
                recipe, point = self.sampler.sample(some, 0, choices, Manner("general", base))
                failure = self.failure(point)
            except Infeasible:
                continue
            if failure is not None:
                yield recipe
                return
            since = 0 if self.remember(some, point) else since + 1

    def certified(self, recipe: Recipe) -> tuple[kernel.Certificate, kernel.Refutation] | None:
        """Shrink a counterexample and have the kernel check it."""
        for smaller in (self.shrunk(recipe), recipe):
            certificate = refutation_certificate(self.stated, self.evidence(self.sampler.again(smaller)))
            try:
                found = kernel.check(certificate)
            except kernel.CertificateRejected:
                continue
            if isinstance(found, kernel.Refutation):
                return certificate, found
        return None

    def shrunk(self, recipe: Recipe) -> Recipe:
        """Return the simplest recipe found at which the claim still fails, in the same way."""
        point = self.sampler.again(recipe)
        shown = self.failure(point)
        limit = self.sampler.work + SHRINKING_WORK

        def fails(candidate: Recipe) -> bool:
            if self.sampler.work > limit or time.monotonic() > self.deadline:
                return False
            try:
                failure = self.failure(self.sampler.again(candidate))
            except Infeasible:
                return False
            return failure is not None and (failure.direction is None) == (shown is None or shown.direction is None)

        if recipe.base is not None:
            at = replace(recipe, record=())
            is_symmetric = frozenset(name for name, letter in self.sampler.signature.letters.items() if letter.symmetric)
            base = rounded(point.given, is_symmetric, lambda values: fails(replace(at, base=values)), SHRINKING)
            return replace(at, base=base)
        record = shrunk(recipe.record, lambda some: fails(replace(recipe, record=some)), SHRINKING)
        return replace(recipe, record=record)

    def evidence(self, point: Point) -> Source:
        """Write a counterexample as the kernel reads it."""
        record = written(point)
        record["values"] = {name: value for name, value in record["values"].items() if not name.startswith("@")}
        failure = self.failure(point)
        if failure is not None and failure.direction is not None:
            record["direction"] = [[str(x)] for x in failure.direction]
        return record


class _Turns:
    """Takes turns between the first way to choose letters and the others, leaving out those that keep failing."""

    def __init__(self, ways: list[int], offset: int) -> None:
        self.failed = dict.fromkeys(ways, 0)
        self.offset = offset

    def way(self, number: int) -> int:
        """Return the way to take for a sample."""
        live = [way for way, failures in self.failed.items() if failures < 3]
        first, *others = live or self.failed
        return others[(number // 2 + self.offset) % len(others)] if number % 2 and others else first
