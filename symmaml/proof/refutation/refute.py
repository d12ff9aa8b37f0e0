"""Look for exact counterexamples: small dimensions first, then shrink what was found. Nothing here is trusted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from symmaml import kernel
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.refutation.goal import Failure, Goal, with_increment, without_increment
from symmaml.proof.refutation.rounding import complexity, is_simple, rounded, whole
from symmaml.proof.statements.formal import Source
from symmaml.proof.values import exact
from symmaml.proof.values.choices import Choices, shrunk
from symmaml.proof.values.drawing import Manner
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import Infeasible, Point
from symmaml.proof.values.samples import Recipe, Sampler, sizes, written

Sizes = tuple[int, ...]
Styles = tuple[tuple[str | None, int], ...]
Found = tuple[kernel.Certificate, kernel.Refutation]

LARGEST, LARGE_WORK = 6, 100_000  # the largest size, and the largest number of terms times size cubed
WORK, TANGLED_WORK = 20_000, 30_000  # about microseconds that a true statement costs
SHARES = (0.25, 0.7, 1.0)  # how much of it is spent up to size 1, 2, 3
ORDER_POINTS = (30, 36, 12)  # points of size 1, of size 2, and larger at which an inequality is looked at
CLIMBING, CLIMBING_WORK, PATIENCE = (40, 80), 8_000, 25  # local search at size 1 and 2: steps, work, steps in vain
SHRINKING, SHRINKING_WORK = 400, 60_000  # points built, and work, while a counterexample is made smaller

# Styles with spreads, in turn: general values first, then structured ones where general ones fail.
FREE: Styles = (("general", 3), ("general", 30))
SOLVED: Styles = (
    ("general", 3),
    ("sparse", 1),
    ("multiple of the identity", 1),
    ("singular", 2),
    ("general", 9),
    ("simple", 2),
    (None, 3),
    ("singular", 3),
)
SIGNED: Styles = (("small", 2), ("stable", 2), ("small", 1))
ONE_BY_ONE: Styles = (("general", 2), (None, 3), ("alike", 3), ("fraction", 9), ("general", 60), ("fraction", 4))
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
    ("projector", 3),
    (None, 9),
    ("contraction", 3),
    ("projector", 2),
)


def refute(
    source: Source, seconds: float = 5.0, effort: int = 1, document: kernel.Document | None = None
) -> Found | None:
    """Return a counterexample of the smallest dimension found, accepted by the kernel, or None.

    The search is bounded by a count of operations that grows with `effort`, so that its result is the same on every
    machine; `seconds` only guards against values that explode. A `document`, `source` as read, spares reading it again.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.proof.statements.formal import formal
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import Equal, Statement
    >>> A, B = symmetric("A B")
    >>> certificate, found = refute(formal(question(Statement(Equal(A * B, B * A)))))
    >>> found.dimensions["n"], refute(formal(question(Statement(Equal(A * B, (B * A).T)))))
    (2, None)
    """
    search = _Search(source, time.monotonic() + seconds, effort, document)
    for recipe in search.failures():
        found = search.certified(recipe)
        if found is not None:
            return found
    return None


def fails(source: Source, document: kernel.Document, seconds: float) -> bool:
    """Whether matrices were found at which a claim fails; `document` is `source` as read. Nothing is certified.

    >>> from symmaml.notation import matrix
    >>> from symmaml.proof.statements.formal import formal
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import Equal, Statement
    >>> A, B = matrix("A B")
    >>> source = formal(question(Statement(Equal(A * B, B * A))))
    >>> fails(source, kernel.Document(source), 1.0)
    True
    """
    search = _Search(source, time.monotonic() + seconds, 1, document)
    proper = (some for some in search.sizes if max(some, default=1) > 1)
    return any(next(search.failures_at(some), None) is not None for some in proper)


class _Search:
    """Points of growing size, and the claim at them."""

    def __init__(self, source: Source, deadline: float, effort: int, document: kernel.Document | None = None) -> None:
        if document is None or with_increment(source) is not source:
            document = kernel.Document(with_increment(source))
        self.stated = without_increment(source)
        self.goal = Goal(document)
        self.sampler = Sampler(document, deadline)
        self.deadline, self.effort = deadline, effort
        self.is_free = not self.sampler.constraints and not self.goal.is_order
        is_bound = bool(self.sampler.constraints) or any(x.symmetric for x in document.alphabet.letters.values())
        # A polynomial identity of degree d in free letters that holds for size d // 2 + 1 holds for all (Amitsur and
        # Levitzki); letters that are symmetric, or bound by hypotheses, satisfy identities of lower degree.
        self.least = 3 + self.sampler.is_tangled
        self.largest = min(LARGEST, max(self.least, self.goal.degree // 2 + 1 + is_bound))
        while self.largest > self.least and len(self.goal.gap.terms) * self.largest**3 > LARGE_WORK:
            self.largest -= 1
        self.sizes = sizes(len(self.sampler.dimensions), self.largest)
        self.climbed = 0  # the work of local search, which is counted apart
        self.narrowest: dict[Sizes, tuple[float, Point]] = {}

    def failures(self) -> Iterator[Recipe]:
        """Yield recipes of points at which the claim fails, small dimensions first."""
        if self.is_free:
            if self.fails_at_large():
                self.least = self.largest
            else:
                self.sizes = [some for some in self.sizes if max(some, default=1) <= 2]
        for some in self.sizes:
            yield from self.failures_at(some)
            before, largest = self.sampler.work, max(some, default=1)
            if some in self.narrowest and len(set(some)) <= 1 and largest <= len(CLIMBING):
                yield from self.climb(some, self.effort * CLIMBING[largest - 1])
            self.climbed += self.sampler.work - before

    def fails_at_large(self) -> bool:
        """Whether a claim in free letters fails at large sizes, or makes no sense there.

        An identity that holds there holds at smaller sizes too: a block diagonal matrix is as good as its blocks.
        """
        count, large = len(self.sampler.dimensions), self.largest
        shapes = {(large,) * count}
        for place in range(count):
            for one, others in ((large - 1, large), (large, large - 1), (1, large), (large, 1)):
                shapes.add(tuple(one if k == place else others for k in range(count)))
        made_sense = False
        for some in sorted(shapes):
            try:
                point = self.sampler.sample(some, 0, Choices(f"large {some}", 50), Manner("general"))[1]
                if self.failure(point):
                    return True
                made_sense = True
            except Infeasible:
                continue
        return not made_sense

    def failures_at(self, some: Sizes) -> Iterator[Recipe]:
        """Yield recipes of points of given sizes at which the claim fails."""
        styles, wanted = self.plan(some)
        turns = self.turns(some)
        number, patience = 0, 4 + wanted // (4 if self.goal.is_order and max(some, default=1) > 1 else 1)
        seen: set[tuple[Exact, ...]] = set()
        while len(seen) < wanted and number < patience + 2 * len(seen) and not self.is_spent(number, some):
            way = turns.way(number)
            style, spread = styles[(number // 2 if turns.odd else number) % len(styles)]
            choices = Choices(f"{some} {number}", spread + number // 24)
            number += 1
            turns.failed[way] += 1
            try:
                recipe, point = self.sampler.sample(some, way, choices, Manner(style))
                failure = self.failure(point)
            except Infeasible:
                turns.failed[way] += way == len(self.sampler.orders)  # a search that found nothing: it costs most
                continue
            values = tuple(point.given.values())
            if values not in seen and not (self.sampler.is_tangled and any(map(exact.is_zero, values))):
                turns.failed[way] -= 2
                seen.add(values)
                self.is_narrowest(some, point)
            if failure is not None:
                yield recipe

    def plan(self, some: Sizes) -> tuple[Styles, int]:
        """Return the styles to use at a size, and how many points to look at."""
        first = SIGNED if self.sampler.is_signed else ()
        if self.goal.is_order:
            largest = max(some, default=1)
            alike = sum(max(other, default=1) == largest for other in self.sizes)
            styles = first + (ONE_BY_ONE if largest == 1 else ORDERED)
            points = ORDER_POINTS[min(largest, 3) - 1] * (1 if some else 2)
            return styles, self.effort * max(4, points // alike)
        if self.is_free:
            return FREE, 2 * self.effort
        return first[:2] + SOLVED, self.effort * (20 if not some else 6 if max(some) == 1 else 8)

    def turns(self, some: Sizes) -> _Turns:
        """Return which ways to choose letters take turns at a size."""
        orders, coordinates = list(range(len(self.sampler.orders))), len(self.sampler.orders)
        if not self.sampler.is_tangled:
            return _Turns(orders[:1], orders[1:], sum(some))
        if max(some, default=1) > 3:  # there is time for coordinate matrices alone
            return _Turns([coordinates], [], 0)
        if self.sampler.is_sure:
            return _Turns(orders[:1], [*orders[1:], coordinates], sum(some))
        return _Turns(orders, [coordinates], 0)

    def is_spent(self, number: int, some: Sizes) -> bool:
        """Whether effort or time is spent; two points of each size up to the least are always looked at."""
        if time.monotonic() > self.deadline:
            return True
        largest = max(some, default=1)
        work = TANGLED_WORK if self.sampler.is_tangled else WORK
        share = self.effort * work * SHARES[min(largest, 3) - 1]
        return self.sampler.work - self.climbed > share and (number > 1 or largest > self.least)

    def failure(self, point: Point) -> Failure | None:
        """Return how the claim fails at a point; the work counts."""
        before = point.work
        try:
            return self.goal.failure(point)
        finally:
            self.sampler.work += point.work - before

    def is_narrowest(self, some: Sizes, point: Point) -> bool:
        """Whether an inequality holds more narrowly than at any point of its size before; the point is kept then."""
        if not self.goal.is_order:
            return False
        before = point.work
        margin = self.goal.margin(point)
        self.sampler.work += point.work - before
        is_best = some not in self.narrowest or margin < self.narrowest[some][0]
        if is_best:
            self.narrowest[some] = (margin, point)
        return is_best

    def climb(self, some: Sizes, steps: int) -> Iterator[Recipe]:
        """Move from the narrowest point of a size to narrower ones nearby, until the claim fails."""
        limit, in_vain = self.sampler.work + self.effort * CLIMBING_WORK, 0
        for step in range(steps):
            if self.sampler.work > limit or in_vain > PATIENCE or time.monotonic() > self.deadline:
                return
            manner = Manner("general", dict(self.narrowest[some][1].given))
            try:
                recipe, point = self.sampler.sample(some, 0, Choices(f"climb {some} {step}", 1), manner)
                failure = self.failure(point)
            except Infeasible:
                continue
            if failure is not None:
                yield recipe
                return
            in_vain = 0 if self.is_narrowest(some, point) else in_vain + 1

    def certified(self, recipe: Recipe) -> Found | None:
        """Shrink a counterexample and have the kernel check it."""
        for smaller in (self.shrunk(recipe), recipe):
            certificate = refutation_certificate(self.stated, self.evidence(smaller))
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
                failure = self.failure(self.sampler.again(candidate, self.deadline))
            except Infeasible:
                return False
            return failure is not None and (failure.direction is None) == (shown is None or shown.direction is None)

        if recipe.base is None:
            record = shrunk(recipe.record, lambda some: fails(replace(recipe, record=some)), SHRINKING)
            recipe = replace(recipe, record=record)
            point = self.sampler.again(recipe)
        still = replace(recipe, way=0, record=())
        entire = replace(still, base=whole(point.given))
        if entire.base != point.given and fails(entire):
            recipe, point = entire, self.sampler.again(entire)
        if is_simple(point.given):
            return recipe
        letters = self.sampler.signature.letters
        symmetric = frozenset(name for name, letter in letters.items() if letter.symmetric)
        base = rounded(point.given, symmetric, lambda values: fails(replace(still, base=values)), SHRINKING)
        return replace(still, base=base) if complexity(base) < complexity(point.given) else recipe

    def evidence(self, recipe: Recipe) -> Source:
        """Write a counterexample as the kernel reads it."""
        point = self.sampler.again(recipe)
        record = written(point)
        record["values"] = {name: value for name, value in record["values"].items() if not name.startswith("@")}
        failure = self.failure(point)
        if failure is not None and failure.direction is not None:
            record["direction"] = [[str(x)] for x in failure.direction]
        return record


class _Turns:
    """Takes turns between two lists of ways to choose letters, leaving out those that keep failing."""

    def __init__(self, even: list[int], odd: list[int], offset: int) -> None:
        self.even, self.odd, self.offset = even, odd, offset
        self.failed = dict.fromkeys((*even, *odd), 0)

    def way(self, number: int) -> int:
        """Return the way to take for a sample."""
        ways = self.odd if number % 2 and self.odd else self.even
        live = [way for way in ways if self.failed[way] < 3] or self.even
        return live[(number // 2 + self.offset) % len(live)]
