"""The equations of a rational expression at a point, modulo a prime: solved, and closed under all letters.

At matrices at which all inverses exist, the equations `L u = b` of an expression (see `rational_certificate`) can be
solved. From the right side b, the spaces of right sides and of solutions that all letters can reach from there are
built up: `solutions = L(p)^-1 images`, `images = b + sum of L_x solutions`. They stop growing, and the expression is zero in
all dimensions that are multiples of the point's just when no solution touches the first unknown. Nothing here is trusted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from symmaml.proof.rational_certificate import IDENTITY, Numbers, Pencil

Sparse = dict[int, int]
Rows = tuple[tuple[int, ...], ...]


class Singular(Exception):
    """Some inverse does not exist at the point."""


class OutOfTime(Exception):
    """The deadline passed."""


@dataclass(frozen=True)
class Point:
    """Sizes of dimensions, matrices for letters and their transposes (independent), and numbers, modulo a prime."""

    modulus: int
    sizes: Mapping[str, int]
    matrices: Mapping[str, Rows]
    numbers: Mapping[str, int]

    def value(self, numbers: Numbers) -> int:
        """Return a product of numbers."""
        total = 1
        for name in numbers:
            total = total * self.numbers[name] % self.modulus
        return total


@dataclass
class Space:
    """The span of vectors modulo a prime: each has 1 at its pivot, where all others have 0."""

    modulus: int
    columns: dict[int, Sparse] = field(default_factory=dict)
    users: dict[int, set[int]] = field(default_factory=dict)  # index -> pivots of the columns that are not zero there

    def add(self, vector: Sparse) -> Sparse | None:
        """Add a vector; return it, reduced, or None if it was in the span."""
        reduced = dict(vector)
        for index, value in vector.items():
            column = self.columns.get(index)
            if column is not None:
                subtract(reduced, value, column, self.modulus)
        if not reduced:
            return None
        pivot = min(reduced)
        inverse = pow(reduced[pivot], -1, self.modulus)
        reduced = {index: value * inverse % self.modulus for index, value in reduced.items()}
        for other in self.users.pop(pivot, ()):
            column = self.columns[other]
            before = set(column)
            subtract(column, column[pivot], reduced, self.modulus)
            for index in before - set(column) - {pivot}:
                self.users[index].discard(other)
            for index in set(column) - before:
                self.users.setdefault(index, set()).add(other)
        self.columns[pivot] = reduced
        for index in reduced:
            if index != pivot:
                self.users.setdefault(index, set()).add(pivot)
        return reduced


def subtract(vector: Sparse, factor: int, other: Sparse, modulus: int) -> None:
    """Subtract a multiple of another vector, in place."""
    for index, value in other.items():
        total = (vector.get(index, 0) - factor * value) % modulus
        if total:
            vector[index] = total
        else:
            vector.pop(index, None)


class Equations:
    """The equations of an expression at a point, factored. An index is a pair flattened: an unknown, and a row of it."""

    def __init__(self, pencil: Pencil, point: Point) -> None:
        self.pencil, self.point, self.modulus = pencil, point, point.modulus
        self.offsets: list[int] = []
        self.places: list[tuple[int, int]] = []
        for unknown, dimension in enumerate(pencil.dimensions):
            self.offsets.append(len(self.places))
            self.places += [(unknown, row) for row in range(point.sizes[dimension])]
        self.rows: list[Sparse] = [{} for _ in self.places]
        for spelling, unknown, equation, value in self.coefficients():
            self.enter(spelling, unknown, equation, value)
        self.pivots: list[tuple[int, int, int, list[tuple[int, int]]]] = []  # row, column, 1/pivot, later rows and factors
        self.factor()

    def coefficients(self) -> Iterator[tuple[str, int, int, int]]:
        """Yield (x, unknown, equation, value)."""
        for spelling, columns in self.pencil.entries.items():
            for unknown, entries in columns.items():
                for equation, numbers, coefficient in entries:
                    yield spelling, unknown, equation, coefficient * self.point.value(numbers)

    def enter(self, spelling: str, unknown: int, equation: int, value: int) -> None:
        """Add value * x * unknown to an equation."""
        row, column = self.offsets[equation], self.offsets[unknown]
        if spelling == IDENTITY:
            block = [(i, i, 1) for i in range(self.point.sizes[self.pencil.dimensions[equation]])]
        else:
            matrix = self.point.matrices[spelling]
            block = [(i, j, x) for i, entries in enumerate(matrix) for j, x in enumerate(entries)]
        for i, j, x in block:
            equations = self.rows[row + i]
            equations[column + j] = (equations.get(column + j, 0) + value * x) % self.modulus

    def factor(self) -> None:
        """Eliminate the unknowns from the last to the first; each block of unknowns from the equations of that block.

        No other order of pivots is needed: unknowns depend on earlier ones through inverses that exist.
        """
        using: list[set[int]] = [set() for _ in self.places]
        for number, row in enumerate(self.rows):
            for column in row:
                using[column].add(number)
        for unknown in reversed(range(len(self.offsets))):
            start = self.offsets[unknown]
            size = self.point.sizes[self.pencil.dimensions[unknown]]
            waiting = set(range(start, start + size))
            for column in range(start, start + size):
                pivot = min((r for r in waiting if self.rows[r].get(column)), default=None)
                if pivot is None:
                    raise Singular
                waiting.discard(pivot)
                self.eliminate(pivot, column, start + size, using)

    def eliminate(self, pivot: int, column: int, end: int, using: list[set[int]]) -> None:
        """Subtract multiples of a pivot's row from the other rows of its block and of earlier ones."""
        lead = self.rows[pivot]
        inverse = pow(lead[column], -1, self.modulus)
        factors = []
        for number in sorted(using[column]):
            row = self.rows[number]
            if number == pivot or number >= end or not row.get(column):
                continue
            factor = row[column] * inverse % self.modulus
            subtract(row, factor, lead, self.modulus)
            for place in lead:
                using[place].add(number)
            factors.append((number, factor))
        self.pivots.append((pivot, column, inverse, factors))

    def solve(self, right: Sparse) -> Sparse:
        """Return the solution of the equations for a right side."""
        modulus, rest, solution = self.modulus, dict(right), {}
        for pivot, _, _, factors in self.pivots:
            value = rest.get(pivot)
            if value:
                for number, factor in factors:
                    rest[number] = (rest.get(number, 0) - factor * value) % modulus
        for pivot, column, inverse, _ in reversed(self.pivots):
            total = rest.get(pivot, 0)
            for place, coefficient in self.rows[pivot].items():
                if place in solution and place != column:
                    total -= coefficient * solution[place]
            total = total * inverse % modulus
            if total:
                solution[column] = total
        return solution


@dataclass(frozen=True)
class Closure:
    """The spaces reached from the right side, by dimension; `depth` letters reach the expression, None if none does."""

    solutions: Mapping[str, Space]
    images: Mapping[str, Space]
    depth: int | None

    def excess(self) -> dict[str, int]:
        """Return for each dimension by how many the solutions outnumber the images."""
        return {d: len(self.solutions[d].columns) - len(self.images[d].columns) for d in sorted(self.solutions)}


class Closing:
    """Builds up the spaces that the right side reaches."""

    def __init__(self, equations: Equations, deadline: float) -> None:
        self.equations, self.deadline, self.modulus = equations, deadline, equations.modulus
        self.dimensions = equations.pencil.dimensions
        names = sorted(set(self.dimensions))
        self.solutions = {name: Space(self.modulus) for name in names}
        self.images = {name: Space(self.modulus) for name in names}
        self.letters: dict[str, dict[int, list[tuple[int, int]]]] = {}
        for spelling, unknown, equation, value in equations.coefficients():
            self.letters.setdefault(spelling, {}).setdefault(unknown, []).append((equation, value))
        self.queue: list[tuple[int, Sparse]] = []

    def run(self) -> Closure:
        """Apply inverse and letters until nothing new appears, or the expression is reached."""
        point = self.equations.point
        right = {i: sum(c * point.value(n) for n, c in p.items()) for i, p in self.equations.pencil.right.items()}
        self.add_image(right, 0)
        for depth, image in self.queue:  # grows while it is read
            if time.monotonic() > self.deadline:
                raise OutOfTime
            for solution in self.solved(image):
                dimension = self.dimensions[next(iter(solution))]
                new = self.solutions[dimension].add(solution)
                if new is None:
                    continue
                if 0 in new:
                    return Closure(self.solutions, self.images, depth)
                for columns in self.letters.values():
                    self.add_image(self.applied(columns, new), depth + 1)
        return Closure(self.solutions, self.images, None)

    def add_image(self, vector: Sparse, depth: int) -> None:
        vector = {index: value % self.modulus for index, value in vector.items() if value % self.modulus}
        if vector:
            new = self.images[self.dimensions[next(iter(vector))]].add(vector)
            if new is not None:
                self.queue.append((depth, dict(new)))

    def solved(self, image: Sparse) -> Iterator[Sparse]:
        """Yield the blocks of L(p)^-1 (image in each row): vectors of one dimension each."""
        equations = self.equations
        size = equations.point.sizes[self.dimensions[next(iter(image))]]
        for row in range(size):
            solution = equations.solve({equations.offsets[i] + row: value for i, value in image.items()})
            blocks: dict[tuple[str, int], Sparse] = {}
            for place, value in solution.items():
                unknown, part = equations.places[place]
                blocks.setdefault((self.dimensions[unknown], part), {})[unknown] = value
            yield from (blocks[key] for key in sorted(blocks))

    def applied(self, columns: dict[int, list[tuple[int, int]]], vector: Sparse) -> Sparse:
        """Return L_x times a vector."""
        total: Sparse = {}
        for unknown, value in vector.items():
            for equation, coefficient in columns.get(unknown, ()):
                total[equation] = total.get(equation, 0) + coefficient * value
        return total
