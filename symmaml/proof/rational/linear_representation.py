"""The equations of a rational expression at a point, modulo a prime: solved, and closed under all letters.

At matrices p at which all inverses exist, the equations `L u = b` of an expression (the last part of the kernel) can be
solved. From b on, the spaces that the letters reach are built up: solutions = L(p)^-1 images, images = b + sum of
L_x solutions. They stop growing, and then the expression is zero in all multiples of the point's dimensions just when
no solution touches the first unknown. Nothing here is trusted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from symmaml.kernel import IDENTITY, Numbers, Pencil

Sparse = dict[int, int]
Rows = tuple[tuple[int, ...], ...]
Columns = dict[int, list[tuple[int, int]]]  # for each unknown: the equations it occurs in, with coefficients


class Singular(Exception):
    """Some inverse does not exist at the point."""


class OutOfTime(Exception):
    """The deadline passed."""


@dataclass(frozen=True)
class Values:
    """Sizes of dimensions, matrices for letters and (independently) their transposes, and numbers, modulo a prime."""

    modulus: int
    sizes: Mapping[str, int]
    matrices: Mapping[str, Rows]
    numbers: Mapping[str, int]

    def product(self, numbers: Numbers) -> int:
        """Return a product of numbers."""
        total = 1
        for name in numbers:
            total = total * self.numbers[name] % self.modulus
        return total


# --- spaces -----------------------------------------------------------------------------------------------------------


def subtract(vector: Sparse, factor: int, other: Sparse, modulus: int) -> None:
    """Subtract a multiple of another vector, in place."""
    for index, value in other.items():
        total = (vector.get(index, 0) - factor * value) % modulus
        if total:
            vector[index] = total
        else:
            vector.pop(index, None)


@dataclass
class Space:
    """The span of vectors modulo a prime: each has 1 at its pivot, where all others have 0."""

    modulus: int
    columns: dict[int, Sparse] = field(default_factory=dict)
    users: dict[int, set[int]] = field(default_factory=dict)  # for each index: the pivots of columns not zero there

    def add(self, vector: Sparse) -> Sparse | None:
        """Add a vector; return what is new of it, or None if it was in the span."""
        reduced = dict(vector)
        for index, value in vector.items():
            if index in self.columns:
                subtract(reduced, value, self.columns[index], self.modulus)
        if not reduced:
            return None
        pivot = min(reduced)
        inverse = pow(reduced[pivot], -1, self.modulus)
        reduced = {index: value * inverse % self.modulus for index, value in reduced.items()}
        for other in sorted(self.users.pop(pivot, ())):
            self.clear(other, pivot, reduced)
        self.columns[pivot] = reduced
        self.use(pivot, set(reduced))
        return reduced

    def clear(self, other: int, pivot: int, reduced: Sparse) -> None:
        """Make a column zero at a new pivot."""
        column = self.columns[other]
        before = set(column)
        subtract(column, column[pivot], reduced, self.modulus)
        for index in before - set(column) - {pivot}:
            self.users[index].discard(other)
        self.use(other, set(column) - before)

    def use(self, pivot: int, indices: set[int]) -> None:
        for index in indices - {pivot}:
            self.users.setdefault(index, set()).add(pivot)


@dataclass(frozen=True)
class Spaces:
    """Solutions and images by dimension; `depth` letters reach the first unknown, None if none does."""

    solutions: Mapping[str, Space]
    images: Mapping[str, Space]
    depth: int | None = None

    def excess(self) -> dict[str, int]:
        """Return by how many the solutions outnumber the images, for each dimension."""
        return {d: len(self.solutions[d].columns) - len(self.images[d].columns) for d in sorted(self.solutions)}


# --- equations --------------------------------------------------------------------------------------------------------


class Equations:
    """The equations of an expression at a point, factored. A place is a pair flattened: an unknown, and a row of it."""

    def __init__(self, pencil: Pencil, values: Values) -> None:
        self.values, self.modulus = values, values.modulus
        self.dimensions = pencil.dimensions
        self.offsets: list[int] = []
        self.places: list[tuple[int, int]] = []
        for unknown, dimension in enumerate(pencil.dimensions):
            self.offsets.append(len(self.places))
            self.places += [(unknown, row) for row in range(values.sizes[dimension])]
        self.right: Sparse = {i: sum(c * values.product(n) for n, c in p.items()) for i, p in pencil.right.items()}
        self.letters: dict[str, Columns] = {}
        for spelling, columns in pencil.entries.items():
            self.letters[spelling] = {
                j: [(i, c * values.product(numbers) % self.modulus) for i, numbers, c in entries]
                for j, entries in columns.items()
            }
        self.rows: list[Sparse] = [{} for _ in self.places]
        for spelling, occurrences in self.letters.items():
            for unknown, equations in occurrences.items():
                for equation, value in equations:
                    self.enter(spelling, unknown, equation, value)
        # row, column, 1/pivot, and the rows from which multiples are subtracted
        self.pivots: list[tuple[int, int, int, list[tuple[int, int]]]] = []
        self.factor()

    def enter(self, spelling: str, unknown: int, equation: int, value: int) -> None:
        """Add value * letter * unknown to an equation."""
        row, column = self.offsets[equation], self.offsets[unknown]
        if spelling == IDENTITY:
            block = [(i, i, 1) for i in range(self.values.sizes[self.dimensions[equation]])]
        else:
            matrix = self.values.matrices[spelling]
            block = [(i, j, x) for i, entries in enumerate(matrix) for j, x in enumerate(entries)]
        for i, j, x in block:
            equations = self.rows[row + i]
            equations[column + j] = (equations.get(column + j, 0) + value * x) % self.modulus

    def factor(self) -> None:
        """Eliminate the unknowns from the last to the first, each with its own equations.

        No other pivots are needed: leave out the first equations and unknowns, and L stays invertible, since unknowns
        depend on later ones only through inverses that exist.
        """
        using: list[set[int]] = [set() for _ in self.places]
        for number, row in enumerate(self.rows):
            for column in row:
                using[column].add(number)
        for unknown in reversed(range(len(self.offsets))):
            start = self.offsets[unknown]
            end = start + self.values.sizes[self.dimensions[unknown]]
            waiting = set(range(start, end))
            for column in range(start, end):
                pivot = min((row for row in waiting if self.rows[row].get(column)), default=None)
                if pivot is None:
                    raise Singular
                waiting.discard(pivot)
                self.eliminate(pivot, column, end, using)

    def eliminate(self, pivot: int, column: int, end: int, using: list[set[int]]) -> None:
        """Subtract multiples of a pivot's row from the other rows of its block and of earlier ones."""
        lead = self.rows[pivot]
        inverse = pow(lead[column], -1, self.modulus)
        factors = []
        for number in sorted(using[column]):
            row = self.rows[number]
            if number != pivot and number < end and row.get(column):
                factors.append((number, row[column] * inverse % self.modulus))
                subtract(row, factors[-1][1], lead, self.modulus)
                for place in lead:
                    using[place].add(number)
        self.pivots.append((pivot, column, inverse, factors))

    def solve(self, right: Sparse) -> Sparse:
        """Return the solution of the equations for a right side."""
        modulus, rest = self.modulus, dict(right)
        solution: Sparse = {}
        for pivot, _, _, factors in self.pivots:
            value = rest.get(pivot)
            if value:
                for number, factor in factors:
                    rest[number] = (rest.get(number, 0) - factor * value) % modulus
        for pivot, column, inverse, _ in reversed(self.pivots):
            row, total = self.rows[pivot], rest.get(pivot, 0)
            for place in row.keys() & solution.keys():
                total -= row[place] * solution[place]
            if total % modulus:
                solution[column] = total * inverse % modulus
        return solution


# --- closing under letters --------------------------------------------------------------------------------------------


class Closing:
    """Spaces of solutions and images that grow until nothing new appears."""

    def __init__(self, equations: Equations, deadline: float) -> None:
        self.equations, self.deadline, self.modulus = equations, deadline, equations.modulus
        self.dimensions = equations.dimensions
        names = sorted(set(self.dimensions))
        solutions, images = ({name: Space(self.modulus) for name in names} for _ in range(2))
        self.spaces = Spaces(solutions, images)
        self.queue: list[tuple[int, Sparse]] = []

    def reached(self) -> Spaces:
        """Return what the right side reaches, or as much of it as shows that it reaches the first unknown."""
        self.add_image(self.equations.right, 0)
        for depth, image in self.queue:  # grows while it is read
            for solution in self.solved(image):
                new = self.add_solution(solution, depth)
                if new and 0 in new:
                    return Spaces(self.spaces.solutions, self.spaces.images, depth)
        return self.spaces

    def add_solution(self, vector: Sparse, depth: int) -> Sparse | None:
        """Add a solution, and what the letters make of it; return what is new."""
        new = self.spaces.solutions[self.dimensions[next(iter(vector))]].add(vector)
        if new is not None:
            for columns in self.equations.letters.values():
                self.add_image(_applied(columns, new), depth + 1)
        return new

    def add_image(self, vector: Sparse, depth: int) -> None:
        """Add an image, if it is not zero, and queue it if it is new."""
        vector = {index: value % self.modulus for index, value in vector.items() if value % self.modulus}
        new = self.spaces.images[self.dimensions[next(iter(vector))]].add(vector) if vector else None
        if new is not None:
            self.queue.append((depth, dict(new)))

    def solved(self, image: Sparse) -> Iterator[Sparse]:
        """Yield the solutions for an image in each row, in blocks of one dimension and row."""
        if time.monotonic() > self.deadline:
            raise OutOfTime
        equations = self.equations
        for row in range(equations.values.sizes[self.dimensions[next(iter(image))]]):
            solution = equations.solve({equations.offsets[i] + row: value for i, value in image.items()})
            blocks: dict[tuple[str, int], Sparse] = {}
            for place, value in solution.items():
                unknown, part = equations.places[place]
                blocks.setdefault((self.dimensions[unknown], part), {})[unknown] = value
            yield from (blocks[key] for key in sorted(blocks))


def _applied(columns: Columns, vector: Sparse) -> Sparse:
    """Return L_x times a vector."""
    total: Sparse = {}
    for unknown, value in vector.items():
        for equation, coefficient in columns.get(unknown, ()):
            total[equation] = total.get(equation, 0) + coefficient * value
    return total
