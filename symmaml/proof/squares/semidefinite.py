"""Find positive semidefinite rational matrices that satisfy exact linear equations.

A floating-point search says where a solution may lie; what is returned is rational, satisfies the equations exactly,
and is positive semidefinite by exact elimination. Where all solutions are singular they lie on a face G = B H B'; its
null vectors are guessed from the numbers, and the search goes on for H.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from symmaml.proof.squares.barrier import GAP, VANISHING, Array, Family, Lost, largest_margin, least_cost, packed
from symmaml.proof.squares.faces import Equation, Faces, Matrix, System, Unsolvable, Vector, reduced, refuse_late, whole
from symmaml.proof.squares.linear import CONSTANT, Solutions

DENOMINATORS = (1, 2, 3, 4, 6, 12, 60, 720, 10**4, 10**6, 10**8)
TIE = 2**-10  # moves the ends of rounding away from fractions, which would fall to either side by chance
FACES = 8  # each is smaller than the one before
TRIALS = 16  # so many columns, and no more, are tried whether the solution can do without


class Inner(NamedTuple):
    """Values of the free unknowns at which all matrices of a system are definite."""

    system: System
    solutions: Solutions
    values: list[float]


def positive_solution(
    sizes: Sequence[int], equations: Sequence[Equation], costs: Sequence[Sequence[float]], deadline: float
) -> list[Matrix]:
    """Return semidefinite matrices that satisfy the equations exactly; raise `Unsolvable` if none was found.

    `costs` says of each diagonal entry how unwelcome it is: among many solutions, one of few, cheap squares is taken.
    """
    found, faces, inner = _on_faces(whole(sizes), equations, deadline)
    if inner:
        with suppress(Unsolvable):
            found, faces, inner = _on_faces(faces.without(_idle(inner, costs, deadline)), equations, deadline)
    columns = [(_cost(column, costs[b]), b, j) for b, part in enumerate(faces.bases) for j, column in enumerate(part)]
    gone: set[tuple[int, int]] = set()
    for _, block, j in sorted(columns, reverse=True) if len(columns) <= TRIALS else ():
        with suppress(Unsolvable):
            found, _, _ = _on_faces(faces.without({*gone, (block, j)}), equations, deadline)
            gone.add((block, j))
    return found


def _on_faces(faces: Faces, equations: Sequence[Equation], deadline: float) -> tuple[list[Matrix], Faces, Inner | None]:
    """Go to smaller and smaller faces, until a solution is inside; raise `Unsolvable` if there is none."""
    found: list[Matrix] | None = None
    for _ in range(FACES):
        refuse_late(deadline)
        system, solutions = reduced(faces, equations)
        family, free = _family(system, solutions)
        if not free:
            found = system.matrices(solutions, {}) or found
            break
        try:
            margin, values = largest_margin(family, deadline)
        except Lost:
            break
        if margin < -VANISHING:
            break
        rounded = _rounded(system, solutions, dict(zip(free, values, strict=True)))
        if rounded and margin > VANISHING:
            return rounded, system.faces, Inner(system, solutions, values)
        found = found or rounded
        smaller = _smaller(system.faces, family.at(values))
        if smaller is None:
            break
        faces = smaller
    if found is None:
        raise Unsolvable("the squares that add up to the claim do not all have positive coefficients")
    return found, faces, None


def _family(system: System, solutions: Solutions) -> tuple[Family, list[int]]:
    """Return all H that satisfy the equations, in floating point, and the numbers of the free unknowns."""
    places, (packs, n) = packed(system.faces.sizes)
    free = [number for number in range(len(system.entries)) if number not in solutions.pivots]
    order = {number: k for k, number in enumerate(free)}
    base = np.zeros((packs, n, n))
    directions = np.zeros((len(free), packs, n, n))
    for number, (block, row, column) in enumerate(system.entries):
        pack, rows = places[block]
        i, j = rows.start + row, rows.start + column
        for k, c in solutions.pivots.get(number, {number: Fraction(1)}).items():
            target = base if k == CONSTANT else directions[order[k]]
            target[pack, i, j] = target[pack, j, i] = float(c)
    return Family(places, base, directions), free


def _rounded(system: System, solutions: Solutions, values: Mapping[int, float]) -> list[Matrix] | None:
    """Return the exact matrices at the simplest fractions near the values that leave them semidefinite."""
    for denominator in DENOMINATORS:
        free = {k: Fraction(math.floor(x * denominator + 0.5 + TIE), denominator) for k, x in values.items()}
        found = system.matrices(solutions, free)
        if found is not None:
            return found
    return None


# --- what a solution can do without -----------------------------------------------------------------------------------


def _cost(column: Vector, costs: Sequence[float]) -> float:
    """Return the cost of a column: of all that it needs."""
    return sum(cost for cost, x in zip(costs, column, strict=True) if x)


def _idle(inner: Inner, costs: Sequence[Sequence[float]], deadline: float) -> set[tuple[int, int]]:
    """Return columns that a cheapest solution does without."""
    family, _ = _family(inner.system, inner.solutions)
    weights = np.zeros(family.base.shape[:2])
    for block, columns in enumerate(inner.system.faces.bases):
        pack, rows = family.places[block]
        weights[pack, rows] = [_cost(column, costs[block]) for column in columns]
    try:
        matrices = family.at(least_cost(family, weights, inner.values, deadline))
    except Lost:
        return set()
    cut = _cut([float(x) for block in matrices for x in np.diagonal(block)])
    return {(b, i) for b, block in enumerate(matrices) for i in range(len(block)) if block[i, i] <= cut}


def _cut(values: Sequence[float]) -> float:
    """Return the largest number that stands for zero: after it comes the widest gap in orders of magnitude."""
    ordered = sorted(max(x, GAP**2) for x in values)
    gaps = [(y / x, x) for x, y in pairwise(ordered) if x < VANISHING]
    return max(gaps)[1] if gaps else 0.0


# --- faces, from numbers to fractions ---------------------------------------------------------------------------------


def _smaller(faces: Faces, matrices: Sequence[Array]) -> Faces | None:
    """Return the faces on which the matrices are definite; None if they are so already."""
    spectra = [np.linalg.eigh(block) for block in matrices]
    cut = _cut([float(x) for values, _ in spectra for x in values])
    bases = []
    for columns, (values, vectors) in zip(faces.bases, spectra, strict=True):
        bases.append(_orthogonal(columns, _echelon(vectors[:, values <= cut].T.tolist())))
    is_smaller = any(len(x) < len(y) for x, y in zip(bases, faces.bases, strict=True))
    return Faces(faces.heights, tuple(bases)) if is_smaller else None


def _echelon(rows: list[list[float]]) -> dict[int, list[Fraction]]:
    """Return a rational basis of the span: to each vector belongs a coordinate at which it alone is 1."""
    pivots: list[int] = []
    for r in range(len(rows)):
        free = [p for p in range(len(rows[0])) if p not in pivots]
        i, p = max(((i, p) for i in range(r, len(rows)) for p in free), key=lambda at: abs(rows[at[0]][at[1]]))
        rows[r], rows[i] = rows[i], rows[r]
        lead = [x / rows[r][p] for x in rows[r]]
        rows = [
            lead if k == r else [x - row[p] * y for x, y in zip(row, lead, strict=True)] for k, row in enumerate(rows)
        ]
        pivots.append(p)
    return {p: [_simple(x) for x in row] for p, row in zip(pivots, rows, strict=True)}


def _simple(x: float) -> Fraction:
    """Return the simplest fraction that rounding may have turned into x."""
    near = (Fraction(x).limit_denominator(bound) for bound in (1, 2, 3, 4, 6, 12, 60, 1000))
    return next((f for f in near if abs(float(f) - x) < 10 * VANISHING), Fraction(x).limit_denominator(1000))


def _orthogonal(columns: tuple[Vector, ...], null: Mapping[int, list[Fraction]]) -> tuple[Vector, ...]:
    """Return columns times a basis of the vectors that are orthogonal to the null vectors."""
    kept = []
    for j, column in enumerate(columns):
        if j not in null:
            shifts = [(columns[p], row[j]) for p, row in null.items() if row[j]]
            kept.append(tuple(x - sum(y * other[i] for other, y in shifts) for i, x in enumerate(column)))
    return tuple(kept)
