"""Exact values for the letters of a statement: hypotheses are solved, inverses exist. Nothing here is trusted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from symmaml import kernel
from symmaml.proof.statements.formal import Source
from symmaml.proof.values import exact
from symmaml.proof.values.choices import Choices, Recorded
from symmaml.proof.values.constraints import Constraint, Order, Step, constraints, holds, is_own, orders
from symmaml.proof.values.coordinates import Coordinates
from symmaml.proof.values.drawing import Drawing, Manner
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import NUMBER, Infeasible, Point, signature

WITNESS_WORK = 200_000  # about microseconds of search before hypotheses are given up as vacuous


@dataclass(frozen=True)
class Recipe:
    """How to build a point again: sizes, the way to choose letters, the choices made, and values to stay near."""

    sizes: tuple[int, ...]
    way: int
    record: Recorded
    base: Mapping[str, Exact] | None = None


class Sampler:
    """Builds points that satisfy the hypotheses of a statement exactly.

    Letters are chosen in one of several orders or, if relations are tangled, as coordinate matrices: these are the
    ways. `work` measures the effort spent so far, in about microseconds, alike on every machine; past the deadline,
    which only guards against values that explode, every point is infeasible.
    """

    def __init__(self, document: kernel.Document, deadline: float = math.inf) -> None:
        self.signature = signature(document.alphabet.letters)
        self.constraints = constraints(document, self.signature)
        self.orders: tuple[Order, ...] = orders(self.signature, self.constraints)
        shapes = [letter.shape for letter in self.signature.letters.values()]
        shapes += [relation.lhs.shape for relation in (document.claim, *document.hypotheses)]
        self.dimensions = tuple(sorted({name for shape in shapes for name in shape} - {"1"}))
        self.is_tangled = any(map(self._is_tangling, self.constraints))
        self.is_sure = all(map(self._is_sure, self.orders[0]))
        self.is_signed = any(map(self._is_signed, (step for order in self.orders for step in order)))
        self.drawing, self.coordinates = Drawing(), Coordinates(self.orders[0])
        self.deadline, self.work = deadline, 0

    @property
    def ways(self) -> int:
        """How many ways there are to choose the letters."""
        return len(self.orders) + self.is_tangled

    def sample(
        self, sizes: Sequence[int], way: int, choices: Choices, manner: Manner, deadline: float | None = None
    ) -> tuple[Recipe, Point]:
        """Return a point and its recipe; raise `Infeasible` if these choices lead to none, or the time is out."""
        limit = self.deadline if deadline is None else deadline
        point = Point(self.signature, dict(zip(self.dimensions, sizes, strict=True)), limit)
        try:
            if way == len(self.orders):
                self.coordinates.draw(point, choices)
            for step in self.orders[way % len(self.orders)]:
                if step.name not in point.given:
                    self.drawing.draw(point, step, choices, manner)
            for name in self.signature.letters:
                point.letter(name)
            if not all(holds(point, constraint) for constraint in self.constraints):
                raise Infeasible("a hypothesis does not hold")
        finally:
            self.work += 40 + point.work + 4 * len(choices.made)
        return Recipe(tuple(sizes), way, tuple(choices.made), manner.base), point

    def again(self, recipe: Recipe, deadline: float = math.inf) -> Point:
        """Build the point of a recipe; without a deadline, as one that was built before can be built again."""
        choices = Choices("", record=recipe.record)
        return self.sample(recipe.sizes, recipe.way, choices, Manner(base=recipe.base), deadline)[1]

    def _is_sure(self, step: Step) -> bool:
        """Whether a letter's relations can be met: all of them affine, or all of them to itself and numbers."""
        return not step.curved or all(is_own(self.signature, step.name, c) for c in (*step.curved, *step.affine))

    def _is_signed(self, step: Step) -> bool:
        """Whether a letter is solved for and must have a sign: small values of the others make that likely."""
        return bool(step.affine and (step.signs or self.signature.letters[step.name].sign))

    def _is_tangling(self, constraint: Constraint) -> bool:
        """Whether a relation gives no matrix at once, and links several or is not affine in one."""
        matrices = [name for name in constraint.letters if self.signature.letters[name].shape != NUMBER]
        is_solved = any(constraint.isolated(name) is not None for name in matrices)
        is_affine = all(map(constraint.is_affine, matrices))
        return constraint.kind == "equal" and not is_solved and (len(matrices) > 1 or not is_affine)


def sizes(count: int, largest: int) -> list[tuple[int, ...]]:
    """Return sizes for `count` dimensions, small ones first: all up to three for two dimensions, a choice for more.

    >>> sizes(1, 3), sizes(2, 3)[:5]
    ([(1,), (2,), (3,)], [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3)])
    """
    chosen = {(size,) * count for size in range(1, largest + 1)}
    if count <= 2:
        chosen |= set(product((1, 2, 3), repeat=count))
    else:
        repeated = product((1, 2), repeat=min(count, 4))
        chosen |= {tuple(some[place % len(some)] for place in range(count)) for some in repeated}
        chosen |= {tuple(3 if place == large else 1 for place in range(count)) for large in range(count)}
        for shift in range(3):
            ramp = tuple(1 + (place + shift) % 3 for place in range(count))
            chosen |= {ramp, ramp[::-1]}
    return sorted(chosen, key=lambda some: (sum(some), max(some, default=0), some))


def written(point: Point) -> Source:
    """Write the values of a point as a certificate does."""
    dimensions = {name: size for name, size in point.dimensions.items() if name != "1"}
    return {"dimensions": dimensions, "values": {n: exact.spelled(point.given[n]) for n in point.signature.free}}


def witness(source: Source, attempts: int = 12, document: kernel.Document | None = None) -> Source | None:
    """Return values at which every inverse exists and every hypothesis holds, or None if none was found.

    Telling values are preferred: no zeros, no multiples of the identity, no two letters alike.

    >>> from symmaml.notation import matrix
    >>> from symmaml.proof.statements.formal import formal
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import Equal, Statement
    >>> K = matrix("K")
    >>> skew = Statement(Equal(K**2, (K**2).T), (Equal(K.T, -K),))
    >>> witness(formal(question(skew)))["values"]
    {'K': [['0', '2', '0'], ['-2', '0', '-1'], ['0', '1', '0']]}
    """
    document = document or kernel.Document(source)
    sampler = Sampler(document)
    best: tuple[int, Source] | None = None
    # twos first: ones are too special, and threes cost more
    nearest_to_two = sorted(sizes(len(sampler.dimensions), 3), key=lambda some: (sum(abs(x - 2) for x in some), some))
    for attempt in range(attempts):
        manner = Manner("general" if attempt % 2 == 0 else None)
        for way, some in product(range(sampler.ways), nearest_to_two):
            if sampler.work > WITNESS_WORK or (best and (attempt > 0 or best[0] == 0)):
                return best[1] if best else None
            try:
                point = sampler.sample(some, way, Choices(f"witness {attempt} {way} {some}", 2 + attempt), manner)[1]
            except Infeasible:
                continue
            rank = _degeneracy(point)
            if (best is None or rank < best[0]) and _is_accepted(document, values := written(point)):
                best = (rank, values)
    return best[1] if best else None


def points(source: Source, count: int) -> Iterator[Source]:
    """Yield up to so many values at which every inverse exists and every hypothesis holds, of several sizes."""
    document = kernel.Document(source)
    sampler, attempts = Sampler(document), 4 * count
    for attempt, some in product(range(attempts), sizes(len(sampler.dimensions), 3)):
        if count == 0 or sampler.work > WITNESS_WORK:
            return
        choices, way = Choices(f"point {attempt} {some}", 2 + attempt), attempt % sampler.ways
        with suppress(Infeasible):
            values = written(sampler.sample(some, way, choices, Manner("general"))[1])
            if _is_accepted(document, values):
                count -= 1
                yield values


def _degeneracy(point: Point) -> int:
    """Count the letters whose value is zero, one, a multiple of the identity, or that of another letter."""
    count, seen = 0, set[Exact]()
    for name in point.signature.free:
        value = point.given[name]
        is_one = value == exact.identity(1)
        count += exact.is_zero(value) or is_one or _is_multiple_of_identity(value) or value in seen
        seen.add(value)
    return count


def _is_multiple_of_identity(value: Exact) -> bool:
    size = len(value.rows)
    return size == len(value.rows[0]) > 1 and value.rows == exact.times(value.rows[0][0], exact.identity(size)).rows


def _is_accepted(document: kernel.Document, values: Source) -> bool:
    try:
        document.evaluate_letters(values, "witness")
    except kernel.CertificateRejected:
        return False
    return True


def spelled(matrix: Iterable[Iterable[Fraction]]) -> list[list[str]]:
    """Spell an exact matrix as a certificate does."""
    return [[str(x) for x in row] for row in matrix]
