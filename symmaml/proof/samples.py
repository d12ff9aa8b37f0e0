"""Exact sample values for the letters of a statement: hypotheses are solved, inverses exist. Nothing here is trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from symmaml import kernel
from symmaml.proof import exact
from symmaml.proof.choices import Choices, Recorded
from symmaml.proof.constraints import Order, constraints, holds, orders
from symmaml.proof.coordinates import Coordinates
from symmaml.proof.drawing import Drawing
from symmaml.proof.exact import Exact
from symmaml.proof.formal import Source
from symmaml.proof.point import Infeasible, Point, signature

Dimensions = Mapping[str, int]


@dataclass(frozen=True)
class Recipe:
    """How to build a sample again: dimensions, the order of letters, and the choices made."""

    dimensions: tuple[tuple[str, int], ...]
    order: int
    record: Recorded


class Sampler:
    """Builds points that satisfy the hypotheses of a statement exactly.

    `work` measures the effort spent so far, in about microseconds, alike on every machine.
    """

    def __init__(self, document: kernel.Document) -> None:
        self.signature = signature(document.alphabet.letters)
        self.constraints = constraints(document, self.signature)
        self.orders: tuple[Order, ...] = orders(self.signature, self.constraints)
        relations = [document.claim, *document.hypotheses]
        shapes = [letter.shape for letter in document.alphabet.letters.values()] + [r.lhs.shape for r in relations]
        self.dimensions = tuple(sorted({d for shape in shapes for d in shape} - {"1"}))
        self.drawing = Drawing()
        self.coordinates = Coordinates(self.orders[0])
        # coordinate matrices are one more way to choose the letters, for relations that no letter solves alone
        self.is_curved = any(c.kind == "equal" and not all(map(c.is_affine, c.letters)) for c in self.constraints)
        self.kinds = len(self.orders) + self.is_curved
        self.work = 0

    def sample(self, sizes: Sequence[int], order: int, choices: Choices, style: str | None) -> tuple[Recipe, Point]:
        """Return a point and its recipe; raise `Infeasible` if these choices lead to none."""
        dimensions = tuple(zip(self.dimensions, sizes, strict=True))
        point = Point(self.signature, dict(dimensions))
        try:
            if order == len(self.orders):
                self.coordinates.draw(point, choices)
            for step in self.orders[order % len(self.orders)]:
                if step.name not in point.given:
                    self.drawing.draw(point, step, choices, style)
            for name in self.signature.letters:
                point.letter(name)
        finally:
            self.work += point.work + 5 * len(choices.made)
        if not all(holds(point, constraint) for constraint in self.constraints):
            raise Infeasible("a hypothesis does not hold")
        return Recipe(dimensions, order, tuple(choices.made)), point

    def again(self, recipe: Recipe, record: Recorded) -> Point:
        """Build the point of a recipe with other choices."""
        sizes = [size for _, size in recipe.dimensions]
        return self.sample(sizes, recipe.order, Choices("", record=record), None)[1]


def sizes(count: int, largest: int) -> Iterator[tuple[int, ...]]:
    """Yield sizes of `count` dimensions, small ones first: all up to three of two, of more a choice that differs in every pair."""
    if count <= 2:
        chosen = set(product(range(1, 4), repeat=count)) | {(k,) * count for k in range(4, largest + 1)}
    else:
        chosen = set(product((1, 2), repeat=min(count, 4)))
        chosen = {(*short, *short[: count - len(short)]) for short in chosen}
        ramp = [1 + k % 3 for k in range(count)]
        chosen |= {tuple(ramp[(k + shift) % count] for k in range(count)) for shift in range(count)}
        chosen |= {tuple(reversed(some)) for some in chosen}
        chosen |= {tuple(3 if k == large else 1 for k in range(count)) for large in range(count)}
        chosen |= {(k,) * count for k in range(1, largest + 1)}
    yield from sorted(chosen, key=lambda some: (sum(some), max(some, default=0), some))


def written(point: Point) -> Source:
    """Write the values of a point as a certificate does."""
    dimensions = {name: size for name, size in point.dimensions.items() if name != "1"}
    return {"dimensions": dimensions, "values": {n: exact.spelled(point.given[n]) for n in point.signature.free}}


def witness(source: Source, attempts: int = 60) -> Source | None:
    """Return values at which every inverse exists and every hypothesis holds, or None if none was found."""
    document = kernel.Document(source)
    sampler = Sampler(document)
    for number in range(attempts):
        for order in range(sampler.kinds):
            for some in sorted(sizes(len(sampler.dimensions), 3), key=lambda s: abs(sum(s) - 2 * len(s))):
                try:
                    _, point = sampler.sample(some, order, Choices(f"witness {number} {order} {some}", 2), "general" if number < 3 else None)
                except Infeasible:
                    continue
                values = written(point)
                try:
                    document.evaluate_letters(values, "witness")
                except kernel.CertificateRejected:
                    continue
                return values
    return None


def spelled(matrix: Any) -> list[list[str]]:
    """Spell an exact matrix as a certificate does."""
    return [[str(x) for x in row] for row in matrix]
