"""Solve hypotheses by matrices with few small entries, then change the basis.

Matrices that permute some coordinates and drop the others are closed under products and transposes; among them are
projectors, nilpotents, isometries, and pairs that commute or annihilate each other. Backtracking finds those that
satisfy relations which no letter solves alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, islice, permutations, product

from symmaml import kernel
from symmaml.proof.values import exact
from symmaml.proof.values.affine import solutions
from symmaml.proof.values.choices import Choices
from symmaml.proof.values.constraints import Constraint, Order, Step, accepted
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import NUMBER, Infeasible, Point
from symmaml.proof.values.structured import NUMBERS, basis, diagonal, orthogonal

SEARCH_WORK = 3_000  # about microseconds spent in one search
MAX_CANDIDATES = 250


class Coordinates:
    """Draws all letters of an order together, by backtracking over coordinate matrices."""

    def __init__(self, order: Order) -> None:
        given = [c for step in order for c in step.constraints]
        self.order = tuple(step for step in order if any(step.name in c.letters for c in given))
        spelled = [s for c in given for (scalars, word), _ in c.gap.terms for part in (*scalars, word) for s in part]
        self.is_free_of_transposes = all(c.kind in ("equal", "nonzero") for c in given) and not any(
            spelling.endswith("'") for spelling in spelled
        )
        self.candidates: dict[tuple[str, tuple[int, int]], tuple[Exact, ...]] = {}

    def draw(self, point: Point, choices: Choices) -> None:
        """Give all constrained letters values; raise `Infeasible` if none were found."""
        lists = [() if _solving(step) else self.own(point, step) for step in self.order]
        places = self.search(point, lists, choices) if choices.record is None else [0] * len(lists)
        for step, values, place in zip(self.order, lists, places, strict=True):
            if values:
                point.assign(step.name, values[choices.pick(len(values), place)])
            else:
                _solve(point, step)
        self.change_basis(point, choices)

    def own(self, point: Point, step: Step) -> tuple[Exact, ...]:
        """Return the candidates that satisfy the relations of one letter alone; found out once for each size."""
        letter = point.signature.letters[step.name]
        key = (step.name, point.size(letter.shape))
        if key not in self.candidates:
            alone = [c for c in step.constraints if c.letters <= {step.name}]
            everything = candidates(*key[1], letter)
            fitting = (v for v in everything if accepted(point, step.name, v, alone)) if alone else everything
            self.candidates[key] = tuple(fitting)
        if not self.candidates[key]:
            raise Infeasible(f"no coordinate matrix satisfies the relations of {step.name}")
        return self.candidates[key]

    def search(self, point: Point, lists: list[tuple[Exact, ...]], choices: Choices) -> list[int]:
        """Return the place of each letter's value in its list, all constraints satisfied; zeros only if need be."""
        shuffled = [choices.generator.sample(range(len(values)), len(values)) or [0] for values in lists]
        telling = [
            [k for k in some if not v or not exact.is_zero(v[k])] for some, v in zip(shuffled, lists, strict=True)
        ]
        for places in (telling, shuffled):
            found = self.extended(point, lists, places, [], point.work + SEARCH_WORK // 2)
            if found is not None:
                return found
        raise Infeasible("no coordinate matrices were found that satisfy the hypotheses")

    def extended(
        self, point: Point, lists: list[tuple[Exact, ...]], places: list[list[int]], chosen: list[int], limit: int
    ) -> list[int] | None:
        """Return the choice of places extended to all letters, or None if there is none within the limit of work."""
        if len(chosen) == len(lists):
            return chosen
        step, values = self.order[len(chosen)], lists[len(chosen)]
        for place in places[len(chosen)]:
            if point.work > limit:
                return None
            fits = accepted(point, step.name, values[place], step.constraints) if values else _solve(point, step)
            if fits and (found := self.extended(point, lists, places, [*chosen, place], limit)) is not None:
                return found
        return None

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


def _solving(step: Step) -> Constraint | None:
    """Return the relation that gives a letter at once, if there is one."""
    return next((c for c in step.affine if c.isolated(step.name) is not None), None)


def _solve(point: Point, step: Step) -> bool:
    """Assign the value that a relation gives to a letter, and say whether its other constraints hold."""
    solving = _solving(step)
    if solving is None:
        return False
    handle = solving.handles[step.name]
    space = solutions(point, handle, [(solving.gap, None)])
    value = space.base if space is not None else None
    if value is not None and handle != step.name:
        value = exact.inverse(value)
    return value is not None and accepted(point, step.name, value, step.constraints)


def candidates(rows: int, cols: int, letter: kernel.Letter) -> Iterator[Exact]:
    """Yield small values for a letter, of its symmetry and sign, the zero matrix last."""
    if letter.shape == NUMBER:
        values: Iterable[Exact] = map(exact.number, NUMBERS)
    elif letter.sign == "positive":
        values = definite(rows)
    elif 3 ** (rows * cols) <= MAX_CANDIDATES:
        values = ternary(rows, cols)
    elif (rows, cols) == (4, 4):
        values = tensors()
    else:
        values = islice(partial_permutations(rows, cols), MAX_CANDIDATES)
    fitting = [v for v in values if not letter.symmetric or exact.is_symmetric(v)]
    fitting = [v for v in fitting if not letter.sign or exact.has_sign(v, letter.sign)]
    yield from (v for v in fitting if not exact.is_zero(v))
    if letter.sign != "positive":
        yield exact.zero(rows, cols)


def ternary(rows: int, cols: int) -> Iterator[Exact]:
    """Yield all matrices of zeros, ones and minus ones."""
    for entries in product((0, 1, -1), repeat=rows * cols):
        yield Exact(tuple(entries[i * cols : (i + 1) * cols] for i in range(rows)))


def definite(size: int) -> Iterator[Exact]:
    """Yield matrices with ones and twos on the diagonal, and small entries beside it in two dimensions."""
    for entries in product((1, 2), repeat=size):
        yield diagonal(entries)
        if size == 2 and entries != (1, 1):
            yield from (Exact(((entries[0], x), (x, entries[1]))) for x in (1, -1))


def partial_permutations(rows: int, cols: int) -> Iterator[Exact]:
    """Yield matrices with at most a single entry, 1 or -1, in every row and column; the same may come twice."""
    for signs in product((1, -1), repeat=min(rows, cols)):
        for rank in range(min(rows, cols), 0, -1):
            for places in combinations(range(rows), rank):
                for targets in permutations(range(cols), rank):
                    ones = {place: (target, sign) for place, target, sign in zip(places, targets, signs, strict=False)}
                    yield Exact(tuple(tuple([_entry(ones.get(i), j) for j in range(cols)]) for i in range(rows)))


def _entry(one: tuple[int, int] | None, column: int) -> int:
    return one[1] if one is not None and one[0] == column else 0


def tensors() -> Iterator[Exact]:
    """Yield X (x) I and I (x) X for small X: matrices of the two kinds commute."""
    one = exact.identity(2)
    for x in ternary(2, 2):
        yield _kronecker(x, one)
        yield _kronecker(one, x)


def _kronecker(a: Exact, b: Exact) -> Exact:
    return Exact(tuple(tuple([x * y for x in row for y in other]) for row in a.rows for other in b.rows))
