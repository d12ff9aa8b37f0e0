"""Write a vector as a combination of others with coefficients that are not negative: exact, guided by floats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from symmaml.proof.squares.barrier import Array
from symmaml.proof.squares.linear import CONSTANT, Row, solve

# For columns and right sides of length one. They only guide: what is found is solved again exactly.
SMALL, VANISHING = 1e-9, 1e-13
Vector = Mapping[int, Fraction]


def nonnegative_combination(columns: Sequence[Vector], target: Vector, costs: Sequence[float]) -> Row | None:
    """Return coefficients >= 0, by column, with which columns add up to the target; None if none were found.

    Cheap columns are preferred.

    >>> one, two = Fraction(1), Fraction(2)
    >>> nonnegative_combination([{0: one}, {0: one, 1: one}, {0: -one}], {0: two, 1: one}, [1.0, 1.0, 1.0])
    {0: Fraction(1, 1), 1: Fraction(1, 1)}
    """
    rows = sorted({row for column in (*columns, target) for row in column})
    places = {row: place for place, row in enumerate(rows)}
    matrix = np.zeros((len(rows), len(columns)))
    for j, column in enumerate(columns):
        for row, value in column.items():
            matrix[places[row], j] = value
    if not columns or not target:
        return {} if not target else None
    right = np.array([float(target.get(row, 0)) for row in rows])
    scale = np.linalg.norm(matrix, axis=0) * np.array(costs)
    support = _active_set(matrix / scale, right / np.linalg.norm(right))
    return None if support is None else _exact(columns, target, support)


def _active_set(matrix: Array, right: Array) -> list[int] | None:
    """Return independent columns in whose cone the right side lies (Lawson and Hanson's least squares)."""
    inside: list[int] = []
    values: Array = np.zeros(0)
    residual: Array = right
    for _ in range(3 * len(right) + 30):
        if float(np.linalg.norm(residual)) < SMALL:
            return sorted(inside)
        slope = matrix.T @ residual
        slope[inside] = 0.0
        entering = int(np.argmax(slope))
        if slope[entering] <= SMALL * float(np.linalg.norm(residual)):
            return None
        inside, values = _balanced(matrix, right, [*inside, entering], np.append(values, 0.0))
        if entering not in inside:
            return None
        residual = np.asarray(right - matrix[:, inside] @ values, dtype=np.float64)
    return None


def _balanced(matrix: Array, right: Array, inside: list[int], values: Array) -> tuple[list[int], Array]:
    """Return the columns that stay, with least-squares coefficients; those that would turn negative leave first."""
    while True:
        wanted = np.asarray(np.linalg.lstsq(matrix[:, inside], right, rcond=None)[0], dtype=np.float64)
        low = wanted <= VANISHING
        if not low.any():
            return inside, wanted
        ratios = values[low] / np.maximum(values[low] - wanted[low], VANISHING)
        values = values + float(ratios.min()) * (wanted - values)
        stay = ~(low & (values <= VANISHING))
        inside, values = [column for column, stays in zip(inside, stay, strict=True) if stays], values[stay]
        if stay.all():
            return [], values


def _exact(columns: Sequence[Vector], target: Vector, support: Sequence[int]) -> Row | None:
    """Solve for the coefficients of independent columns exactly; None if one of them is negative."""
    equations: dict[int, Row] = {row: {CONSTANT: -value} for row, value in target.items()}
    for j in support:
        for row, value in columns[j].items():
            equations.setdefault(row, {})[j] = value
    solutions = solve(equations.values())
    if solutions is None:
        return None
    found = {j: solutions.value(j, {}) for j in support}
    return {j: value for j, value in found.items() if value} if min(found.values()) >= 0 else None
