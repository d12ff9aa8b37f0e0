"""Exact values at which a rational identity fails, once it is known that there are some. Nothing here is trusted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from symmaml import kernel
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.statements.formal import Source
from symmaml.proof.values import exact
from symmaml.proof.values.choices import Choices, Recorded, shrunk
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import Infeasible, Point, signature

Sizes = tuple[int, ...]
Bodies = Mapping[str, kernel.Polynomial]

SHRINKING = 300  # samples built while a counterexample is made smaller
SPREADS = (2, 5, 30)


def counterexample(source: Source, bodies: Bodies, sizes: Sequence[Sizes], deadline: float) -> Source | None:
    """Return values that the kernel accepts as a counterexample, at the first sizes that have one, made small.

    `sizes` are those of the dimensions in alphabetical order. Letters with `bodies` get their values; hypotheses that
    still bind letters by equations are not solved, and then there is no answer.
    """
    sampler = _Sampler(kernel.Document(source), bodies)
    for some, number in product(sizes, range(len(SPREADS))):
        if time.monotonic() > deadline or sampler.is_bound:
            return None
        choices = Choices(f"rational {some} {number}", SPREADS[number])
        if sampler.fails(some, choices):
            drawn = tuple(choices.made)
            for record in (shrunk(drawn, sampler.failing(some, deadline), SHRINKING), drawn):
                values = sampler.written(some, record)
                if _is_accepted(source, values):
                    return values
    return None


class _Sampler:
    """Draws letters freely: their own flags hold. Letters with a body get its value."""

    def __init__(self, document: kernel.Document, bodies: Bodies) -> None:
        self.letters, self.bodies = document.alphabet.letters, bodies
        self.signature = signature(self.letters)
        self.goal = document.goal()
        self.hypotheses = [(h.kind, document.alphabet.add((1, h.lhs), (-1, h.rhs))) for h in document.hypotheses]
        self.is_bound = False
        shapes = [letter.shape for letter in self.letters.values()] + [self.goal.shape]
        self.dimensions = sorted({d for shape in shapes for d in shape} - {"1"})

    def point(self, sizes: Sizes, choices: Choices) -> Point:
        """Return a point; raise `Infeasible` where some inverse does not exist."""
        point = Point(self.signature, dict(zip(self.dimensions, sizes, strict=True)))
        for name in self.signature.free:
            if name not in self.bodies:
                point.assign(name, _drawn(self.letters[name], point, choices))
        waiting = [name for name in self.signature.free if name in self.bodies]
        while waiting:
            name = next(x for x in waiting if not self.signature.depends(self.bodies[x]) & set(waiting))
            point.assign(name, point.evaluate(self.bodies[name]))
            waiting.remove(name)
        for name in self.letters:
            point.letter(name)
        return point

    def fails(self, sizes: Sizes, choices: Choices) -> bool:
        """Whether the hypotheses hold at a point, and the goal is not zero."""
        try:
            point = self.point(sizes, choices)
            return self.holds(point) and not exact.is_zero(point.evaluate(self.goal))
        except Infeasible:
            return False

    def holds(self, point: Point) -> bool:
        """Whether the hypotheses hold at a point; an equation that does not hold here binds letters."""
        for kind, gap in self.hypotheses:
            value = point.evaluate(gap)
            if kind in ("equal", "nonzero"):
                holds = exact.is_zero(value) == (kind == "equal")
            else:
                holds = exact.has_sign(value, kind)
            self.is_bound = self.is_bound or (kind == "equal" and not holds)
            if not holds:
                return False
        return True

    def failing(self, sizes: Sizes, deadline: float) -> _Failing:
        return _Failing(self, sizes, deadline)

    def written(self, sizes: Sizes, record: Recorded) -> Source:
        """Write the values of a point as the kernel reads them; the increment of a gradient is not among them."""
        point = self.point(sizes, Choices("", record=record))
        names = [name for name in self.signature.free if not name.startswith("@")]
        values = {name: exact.spelled(point.given[name]) for name in names}
        return {"dimensions": dict(zip(self.dimensions, sizes, strict=True)), "values": values}


class _Failing:
    """Whether the goal still fails with simpler choices; always False past the deadline."""

    def __init__(self, sampler: _Sampler, sizes: Sizes, deadline: float) -> None:
        self.sampler, self.sizes, self.deadline = sampler, sizes, deadline

    def __call__(self, record: Recorded) -> bool:
        return time.monotonic() < self.deadline and self.sampler.fails(self.sizes, Choices("", record=record))


def _drawn(letter: kernel.Letter, point: Point, choices: Choices) -> Exact:
    """Draw a value that has the flags of a letter; definite ones are the identity plus a square."""
    rows, cols = point.size(letter.shape)
    if letter.shape == ("1", "1") and letter.sign:
        return exact.exact([[1 + choices.natural()]])
    entries = [[choices.integer() if not letter.symmetric or j <= i else 0 for j in range(cols)] for i in range(rows)]
    if letter.sign:
        root = exact.exact(entries)
        return exact.plus(exact.identity(rows), exact.product(root, exact.transpose(root)))
    if letter.symmetric:
        entries = [[entries[max(i, j)][min(i, j)] for j in range(cols)] for i in range(rows)]
    return exact.exact(entries)


def _is_accepted(source: Source, values: Source) -> bool:
    stated = {**source, "letters": [letter for letter in source["letters"] if not letter["name"].startswith("@")]}
    try:
        return isinstance(kernel.check(refutation_certificate(stated, values)), kernel.Refutation)
    except kernel.CertificateRejected:
        return False


def sizes_up_to(count: int, largest: int, limit: int = 400) -> Iterator[Sizes]:
    """Yield sizes of `count` dimensions, small ones first; of many dimensions, those that nearly agree."""
    if largest**count <= limit:
        chosen = set(product(range(1, largest + 1), repeat=count))
    else:
        chosen = {(size,) * count for size in range(1, largest + 1)}
        for size, place, other in product(range(1, largest + 1), range(count), range(1, largest + 1)):
            chosen.add((*(size,) * place, other, *(size,) * (count - place - 1)))
    yield from sorted(chosen, key=lambda some: (max(some, default=0), sum(some), some))[:limit]
