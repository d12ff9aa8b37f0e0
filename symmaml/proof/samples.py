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
from symmaml.proof.constraints import Constraint, Order, Step, constraints, holds, is_own, orders
from symmaml.proof.coordinates import Coordinates
from symmaml.proof.drawing import Drawing, Manner
from symmaml.proof.exact import Exact
from symmaml.proof.formal import Source
from symmaml.proof.point import NUMBER, Infeasible, Point, signature

WORK = 200_000  # about microseconds of search before hypotheses are given up as vacuous


@dataclass(frozen=True)
class Recipe:
    """How to build a sample again: dimensions, the way to choose letters, the choices made, and values to stay near."""

    dimensions: tuple[tuple[str, int], ...]
    way: int
    record: Recorded
    base: Mapping[str, Exact] | None = None


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
        self.is_tangled = any(map(self._is_tangling, self.constraints))
        steps = [step for order in self.orders for step in order]
        self.has_signed_equations = any(s.affine and (s.signs or self.signature.letters[s.name].sign) for s in steps)
        self.is_sure = all(map(self._is_sure, self.orders[0]))
        self.work = 0

    @property
    def ways(self) -> int:
        """How many ways there are to choose the letters: by each order; by coordinate matrices, if relations are tangled."""
        return len(self.orders) + self.is_tangled

    def sample(self, sizes: Sequence[int], way: int, choices: Choices, manner: Manner) -> tuple[Recipe, Point]:
        """Return a point and its recipe; raise `Infeasible` if these choices lead to none."""
        dimensions = tuple(zip(self.dimensions, sizes, strict=True))
        point = Point(self.signature, dict(dimensions))
        try:
            if way == len(self.orders):
                self.coordinates.draw(point, choices)
            for step in self.orders[way % len(self.orders)]:
                if step.name not in point.given:
                    self.drawing.draw(point, step, choices, manner)
            for name in self.signature.letters:
                point.letter(name)
        finally:
            self.work += 40 + point.work + 4 * len(choices.made)
        if not all(holds(point, constraint) for constraint in self.constraints):
            raise Infeasible("a hypothesis does not hold")
        return Recipe(dimensions, way, tuple(choices.made), manner.base), point

    def again(self, recipe: Recipe) -> Point:
        """Build the point of a recipe."""
        choices = Choices("", record=recipe.record)
        return self.sample([size for _, size in recipe.dimensions], recipe.way, choices, Manner(base=recipe.base))[1]

    def _is_sure(self, step: Step) -> bool:
        """Whether a letter's relations can be met: all of them affine, or all of them to itself and numbers."""
        return not step.curved or all(is_own(self.signature, step.name, c) for c in (*step.curved, *step.affine))

    def _is_tangling(self, constraint: Constraint) -> bool:
        """Whether a relation links several matrices, or is not affine in a matrix."""
        matrices = [name for name in constraint.letters if self.signature.letters[name].shape != NUMBER]
        is_affine = all(map(constraint.is_affine, matrices))
        is_solved = any(constraint.isolated(name) is not None for name in matrices)
        return constraint.kind == "equal" and not is_solved and (len(matrices) > 1 or not is_affine)


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


def witness(source: Source, attempts: int = 12) -> Source | None:
    """Return values at which every inverse exists and every hypothesis holds, or None if none was found.

    Values that say more are preferred: no zeros, no multiples of the identity, no two letters alike.
    """
    document = kernel.Document(source)
    sampler = Sampler(document)
    best: list[tuple[int, Source]] = []
    for attempt in range(attempts):
        if sampler.work > WORK:
            break
        for way, some in product(range(sampler.ways), _by_nearness_to_two(len(sampler.dimensions))):
            manner = Manner("general" if attempt % 2 == 0 else None)
            try:
                point = sampler.sample(some, way, Choices(f"witness {attempt} {way} {some}", 2 + attempt), manner)[1]
            except Infeasible:
                continue
            if not best or _degeneracy(point) < best[-1][0]:
                values = written(point)
                if _is_accepted(document, values):
                    best.append((_degeneracy(point), values))
            if best and best[-1][0] == 0 or len(best) and attempt > 0:
                return best[-1][1]
    return best[-1][1] if best else None


def _by_nearness_to_two(count: int) -> list[tuple[int, ...]]:
    """Return sizes, all twos first: one is too special, and three costs more."""
    return sorted(sizes(count, 3), key=lambda some: (sum(abs(size - 2) for size in some), some))


def _degeneracy(point: Point) -> int:
    """Count the letters whose values are zero, one, a multiple of the identity, or that of another letter."""
    special, seen = 0, set[Exact]()
    for name in point.signature.free:
        value = point.given[name]
        size = len(value.rows)
        is_square = size == len(value.rows[0])
        is_multiple = is_square and size > 1 and value.rows == exact.times(value.rows[0][0], exact.identity(size)).rows
        special += exact.is_zero(value) or value == exact.identity(1) or is_multiple or value in seen
        seen.add(value)
    return special


def _is_accepted(document: kernel.Document, values: Source) -> bool:
    try:
        document.evaluate_letters(values, "witness")
    except kernel.CertificateRejected:
        return False
    return True


def spelled(matrix: Any) -> list[list[str]]:
    """Spell an exact matrix as a certificate does."""
    return [[str(x) for x in row] for row in matrix]
