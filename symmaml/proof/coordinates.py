"""Solve hypotheses by matrices that permute some coordinates and drop the others, then change the basis.

Such matrices are closed under products and transposes; among them are projectors, nilpotents, isometries, and pairs of them
that commute or annihilate each other. Backtracking finds those that satisfy relations which are curved in several letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from symmaml import kernel
from symmaml.proof import exact
from symmaml.proof.choices import Choices
from symmaml.proof.constraints import Order, Step, accepted
from symmaml.proof.exact import Exact
from symmaml.proof.point import NUMBER, Infeasible, Point
from symmaml.proof.structured import NUMBERS, basis, diagonal, orthogonal

NODES = 400  # values tried in one search
MAX_CANDIDATES = 250


class Coordinates:
    """Draws all letters of an order together, by backtracking over coordinate matrices."""

    def __init__(self, order: Order) -> None:
        given = [c for step in order for c in (*step.affine, *step.curved, *step.signs)]
        self.order = tuple(step for step in order if any(step.name in c.letters for c in given))
        spelled = [s for c in given for (scalars, word), _ in c.gap.terms for part in (*scalars, word) for s in part]
        self.is_free_of_transposes = all(c.kind in ("equal", "nonzero") for c in given) and not any(
            spelling.endswith("'") for spelling in spelled
        )
        self.candidates: dict[tuple[str, tuple[int, int]], tuple[Exact, ...]] = {}

    def draw(self, point: Point, choices: Choices) -> None:
        """Give all constrained letters values; raise `Infeasible` if none were found."""
        lists = [self.own(point, step) for step in self.order]
        if not all(lists):
            raise Infeasible("no coordinate matrix satisfies a letter's own relations")
        places = self.search(point, lists, choices) if choices.record is None else None
        for index, (step, candidates) in enumerate(zip(self.order, lists, strict=True)):
            place = choices.pick(len(candidates), places[index] if places else 0)
            point.assign(step.name, candidates[place])
        self.change_basis(point, choices)

    def own(self, point: Point, step: Step) -> tuple[Exact, ...]:
        """Return the candidates that satisfy the relations of one letter alone; found out once for each size."""
        letter = point.signature.letters[step.name]
        key = (step.name, point.size(letter.shape))
        if key not in self.candidates:
            alone = [c for c in (*step.affine, *step.curved, *step.signs) if c.letters <= {step.name}]
            everything = candidates(*key[1], letter)
            self.candidates[key] = tuple(value for value in everything if accepted(point, step.name, value, alone))
        return self.candidates[key]

    def search(self, point: Point, lists: list[tuple[Exact, ...]], choices: Choices) -> list[int]:
        """Return the place of each letter's value in its list, all constraints satisfied; try a random order."""
        shuffled = [choices.generator.sample(range(len(values) - 1), len(values) - 1) + [len(values) - 1] for values in lists]
        nodes, places = 0, list[int]()
        trails = [iter(shuffled[0])] if shuffled else []
        while trails:
            step = self.order[len(trails) - 1]
            linking = (*step.affine, *step.curved, *step.signs)
            for place in trails[-1]:
                nodes += 1
                if nodes > NODES:
                    raise Infeasible("no coordinate matrices were found")
                if accepted(point, step.name, lists[len(trails) - 1][place], linking):
                    places.append(place)
                    break
            else:
                trails.pop()
                if places:
                    places.pop()
                continue
            if len(trails) == len(self.order):
                return places
            trails.append(iter(shuffled[len(trails)]))
        raise Infeasible("no coordinate matrices satisfy the hypotheses")

    def change_basis(self, point: Point, choices: Choices) -> None:
        """Change the basis of every dimension: by a rotation, or by any basis if no hypothesis mentions a transpose."""
        letters = [point.signature.letters[step.name] for step in self.order]
        is_free = self.is_free_of_transposes and not any(x.symmetric and x.shape != NUMBER for x in letters)
        changes: dict[str, tuple[Exact, Exact]] = {}
        for name in sorted({d for letter in letters for d in letter.shape} - {"1"}):
            size = point.dimensions[name]
            if is_free:
                changes[name] = basis(size, choices)
            else:
                rotation = orthogonal(size, size, choices)
                changes[name] = (rotation, exact.transpose(rotation))
        for letter in letters:
            value = point.given[letter.name]
            if letter.shape[0] != "1":
                value = exact.product(changes[letter.shape[0]][0], value)
            if letter.shape[1] != "1":
                value = exact.product(value, changes[letter.shape[1]][1])
            point.assign(letter.name, value)


def candidates(rows: int, cols: int, letter: kernel.Letter) -> Iterator[Exact]:
    """Yield small values for a letter, of its symmetry and sign, the zero matrix last."""
    if letter.shape == NUMBER:
        values = [exact.number(value) for value in NUMBERS]
    elif letter.sign == "positive":
        values = [diagonal([1 + (bits >> k & 1) for k in range(rows)]) for bits in range(1 << min(rows, 6))]
    else:
        values = list(tensors() if (rows, cols) == (4, 4) else partial_permutations(rows, cols))
        values = [*(exact.times(-1, value) for value in values[:-1]), *values]
    fitting = (v for v in values if not letter.symmetric or exact.is_symmetric(v))
    yield from (v for v in fitting if not letter.sign or exact.has_sign(v, letter.sign))


def partial_permutations(rows: int, cols: int) -> Iterator[Exact]:
    """Yield the matrices of zeros and ones with at most a single one in every row and column, high ranks first."""
    count = 0
    for rank in range(min(rows, cols), -1, -1):
        for places in combinations(range(rows), rank):
            for targets in permutations(range(cols), rank):
                if count == MAX_CANDIDATES and rank:
                    continue
                count += 1
                ones = dict(zip(places, targets, strict=True))
                yield Exact(tuple(tuple([int(ones.get(i) == j) for j in range(cols)]) for i in range(rows)))


def tensors() -> Iterator[Exact]:
    """Yield X (x) I and I (x) X for partial permutations X of two coordinates: matrices of the two kinds commute."""
    small, one = tuple(partial_permutations(2, 2)), exact.identity(2)
    for x in small:
        yield from dict.fromkeys((_kronecker(x, one), _kronecker(one, x)))


def _kronecker(a: Exact, b: Exact) -> Exact:
    return Exact(tuple(tuple([x * y for x in row for y in other]) for row in a.rows for other in b.rows))
