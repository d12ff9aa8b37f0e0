"""Exact linear equations for positive semidefinite matrices on faces, and sums of squares by elimination."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symmaml.proof.squares.linear import CONSTANT, Row, Solutions, solve

Vector = tuple[Fraction, ...]
Matrix = list[list[Fraction]]
Entry = tuple[int, int, int]  # block, row, column; the column is at most the row
Equation = Mapping[Entry | None, Fraction]  # the sum of its terms is zero; None is the constant


INCONSISTENT = "no combination of the squares adds up to the claim"


class Unsolvable(Exception):
    """There is no solution, or none was found; the text says which."""


def refuse_late(deadline: float) -> None:
    """Raise `Unsolvable` past the deadline."""
    if time.monotonic() > deadline:
        raise Unsolvable("the time was over")


def squares(matrix: Matrix) -> list[tuple[Fraction, list[Fraction]]] | None:
    """Write a symmetric matrix as a sum of d v v' with d > 0 by elimination; None if it is not semidefinite.

    >>> squares([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]])
    [(Fraction(1, 1), [Fraction(1, 1), Fraction(2, 1)])]
    """
    rows, found = [list(row) for row in matrix], []
    for i, row in enumerate(rows):
        pivot = row[i]
        if pivot < 0 or (pivot == 0 and any(row[i:])):
            return None
        if pivot:
            found.append((pivot, [x / pivot for x in row]))
            for k in range(i + 1, len(rows)):
                if row[k]:
                    factor = row[k] / pivot
                    rows[k] = [x - factor * y for x, y in zip(rows[k], row, strict=True)]
    return found


@dataclass(frozen=True)
class Faces:
    """Where matrices may lie: G = B H B' in each block, G of the size `heights` says; `bases` has the columns of B."""

    heights: tuple[int, ...]
    bases: tuple[tuple[Vector, ...], ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes of H."""
        return tuple(map(len, self.bases))

    def without(self, dropped: Iterable[tuple[int, int]]) -> Faces:
        """Leave out columns (block, number)."""
        gone = set(dropped)
        kept = (
            tuple(column for j, column in enumerate(columns) if (block, j) not in gone)
            for block, columns in enumerate(self.bases)
        )
        return Faces(self.heights, tuple(kept))


def whole(sizes: Sequence[int]) -> Faces:
    """Return the faces that leave nothing out."""
    units = (tuple(tuple(Fraction(i == j) for i in range(n)) for j in range(n)) for n in sizes)
    return Faces(tuple(sizes), tuple(units))


class System:
    """The equations, written in the entries of H on some faces."""

    def __init__(self, faces: Faces, equations: Iterable[Equation]) -> None:
        self.faces = faces
        self.entries = [(b, i, j) for b, size in enumerate(faces.sizes) for i in range(size) for j in range(i + 1)]
        self.numbers = {entry: number for number, entry in enumerate(self.entries)}
        self.support: dict[tuple[int, int], list[tuple[int, Fraction]]] = {}
        for block, columns in enumerate(faces.bases):
            for j, column in enumerate(columns):
                for p, x in enumerate(column):
                    if x:
                        self.support.setdefault((block, p), []).append((j, x))
        self.rows = [row for row in map(self.row, equations) if row]

    def row(self, equation: Equation) -> Row:
        """Write one equation in the unknowns of the face."""
        total: Row = {}
        for entry, c in equation.items():
            if entry is None:
                total[CONSTANT] = total.get(CONSTANT, Fraction(0)) + c
                continue
            block, p, q = entry
            for i, x in self.support.get((block, p), ()):
                for j, y in self.support.get((block, q), ()):
                    number = self.numbers[block, max(i, j), min(i, j)]
                    total[number] = total.get(number, Fraction(0)) + c * x * y
        return {k: c for k, c in total.items() if c}

    def vanishing(self, rows: Iterable[Row]) -> set[tuple[int, int]]:
        """Return columns that must vanish because a sum of their squares does; raise `Unsolvable` if it is negative."""
        dropped: set[tuple[int, int]] = set()
        for row in rows:
            unknowns = [k for k in row if k != CONSTANT]
            signs = {row[k] > 0 for k in unknowns}
            if len(signs) > 1 or any(self.entries[k][1] != self.entries[k][2] for k in unknowns):
                continue
            constant = row.get(CONSTANT, Fraction(0))
            if constant and not unknowns:
                raise Unsolvable(INCONSISTENT)
            if constant and (constant > 0) in signs:
                raise Unsolvable("a sum of squares would have to be negative")
            if not constant:
                dropped.update(self.entries[k][:2] for k in unknowns)
        return dropped

    def matrices(self, solutions: Solutions, free: Mapping[int, Fraction]) -> list[Matrix] | None:
        """Return the exact G at given values of the free unknowns, if all of them are semidefinite."""
        found = []
        for block, (height, columns) in enumerate(zip(self.faces.heights, self.faces.bases, strict=True)):
            n = len(columns)
            h = [[Fraction(0)] * n for _ in range(n)]
            for i in range(n):
                for j in range(i + 1):
                    h[i][j] = h[j][i] = solutions.value(self.numbers[block, i, j], free)
            if squares(h) is None:
                return None
            found.append(_lifted(height, columns, h))
        return found


def _lifted(height: int, columns: Sequence[Vector], h: Matrix) -> Matrix:
    """Return B H B'."""
    rows = [[column[p] for column in columns] for p in range(height)]
    half = [[sum((x * h[i][j] for i, x in enumerate(row) if x), Fraction(0)) for j in range(len(h))] for row in rows]
    return [[sum((x * y for x, y in zip(left, row, strict=True) if y), Fraction(0)) for row in rows] for left in half]


def reduced(faces: Faces, equations: Sequence[Equation]) -> tuple[System, Solutions]:
    """Leave out what must vanish, and solve the equations; raise `Unsolvable` if they have no solution."""
    while True:
        system = System(faces, equations)
        dropped = system.vanishing(system.rows)
        if not dropped:
            solutions = solve(system.rows)
            if solutions is None:
                raise Unsolvable(INCONSISTENT)
            dropped = system.vanishing({pivot: Fraction(-1), **row} for pivot, row in solutions.pivots.items())
            if not dropped:
                return system, solutions
        faces = faces.without(dropped)
