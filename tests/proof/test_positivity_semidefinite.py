"""Exact semidefinite matrices: sums of squares that are known, faces, rounding, and what has no solution."""

from __future__ import annotations

import random
import time
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symmaml.proof.squares.barrier import Family, Lost, largest_margin, packed
from symmaml.proof.squares.faces import Equation, Matrix, Unsolvable, squares
from symmaml.proof.squares.linear import CONSTANT, solve
from symmaml.proof.squares.semidefinite import positive_solution

SOON = 30.0  # seconds, many times what any of these takes


def solution(sizes: list[int], equations: list[Equation]) -> list[Matrix]:
    return positive_solution(sizes, equations, [[1.0] * size for size in sizes], time.monotonic() + SOON)


def holds(equation: Equation, matrices: list[Matrix]) -> bool:
    terms = (c * (1 if at is None else matrices[at[0]][at[1]][at[2]]) for at, c in equation.items())
    return sum(terms) == 0


def polynomial(coefficients: list[Any], size: int) -> list[Equation]:
    """Say that a polynomial in x is z' G z for z = (1, x, x^2, ...)."""
    equations: list[dict[Any, Fraction]] = [{None: -Fraction(c)} for c in coefficients]
    for i in range(size):
        for j in range(i + 1):
            equations[i + j][0, i, j] = Fraction(1 + (i != j))
    return [{key: c for key, c in equation.items() if c} for equation in equations]


@pytest.mark.parametrize(
    ("coefficients", "size"),
    [
        ([5, -4, 0, 0, 1], 3),  # positive
        ([3, -4, 0, 0, 1], 3),  # (x - 1)^2 (x^2 + 2x + 3): one face
        ([1, 0, -2, 0, 1], 3),  # (x^2 - 1)^2: a face of dimension one
        ([Fraction(1, 9), 0, Fraction(-2, 3), 0, 1], 3),  # (x^2 - 1/3)^2
        ([4, 12, 13, 6, 1], 3),  # ((x + 1)(x + 2))^2
        ([0, 0, 1], 2),  # x^2: a column must vanish
        ([1, 2, 3, 4, 5, 4, 3, 2, 1], 5),  # (1 + x + x^2 + x^3 + x^4)^2
        ([1, 0, 0, 0, 0, 0, 0, 0, 1], 5),
    ],
)
def test_a_polynomial_is_a_sum_of_squares(coefficients: list[Any], size: int) -> None:
    equations = polynomial(coefficients, size)
    found = solution([size], equations)
    assert squares(found[0]) is not None
    assert all(holds(equation, found) for equation in equations)


@pytest.mark.parametrize(
    ("coefficients", "size", "reason"),
    [
        ([2, -4, 0, 0, 1], 3, "positive coefficients"),  # negative at 1
        ([-1, 0, 1], 2, "negative"),
        ([0, 1, 1], 2, "no combination"),
    ],
)
def test_a_polynomial_that_is_none_has_no_solution(coefficients: list[Any], size: int, reason: str) -> None:
    with pytest.raises(Unsolvable, match=reason):
        solution([size], polynomial(coefficients, size))


@pytest.mark.parametrize("seed", range(30))
def test_a_solution_that_was_planted_is_found(seed: int) -> None:
    """Random equations that a singular rational matrix satisfies, in two blocks: what is found is exact."""
    generator = random.Random(seed)
    sizes, rank = [generator.randint(1, 4), generator.randint(1, 3)], generator.randint(1, 2)
    planted: list[Matrix] = []
    for size in sizes:
        rows = [[Fraction(generator.randint(-2, 2)) for _ in range(size)] for _ in range(rank)]
        planted.append(
            [[sum((row[i] * row[j] for row in rows), Fraction(0)) for j in range(size)] for i in range(size)]
        )
    entries = [(b, i, j) for b, size in enumerate(sizes) for i in range(size) for j in range(i + 1)]
    equations: list[Equation] = []
    for _ in range(generator.randint(1, len(entries))):
        equation: dict[Any, Fraction] = {at: Fraction(generator.randint(-2, 2)) for at in entries}
        equation[None] = -sum((c * planted[at[0]][at[1]][at[2]] for at, c in equation.items()), Fraction(0))
        equations.append({at: c for at, c in equation.items() if c})
    found = solution(sizes, equations)
    assert all(squares(matrix) is not None for matrix in found)
    assert all(holds(equation, found) for equation in equations)


def test_a_cheap_solution_has_few_squares() -> None:
    """1 = g00 + g11: one square is enough, the cheaper one."""
    equation: Equation = {(0, 0, 0): Fraction(1), (0, 1, 1): Fraction(1), None: Fraction(-1)}
    found = positive_solution([2], [equation], [[5.0, 1.0]], time.monotonic() + SOON)
    assert found == [[[0, 0], [0, 1]]]


def test_squares_of_a_matrix_add_up_to_it() -> None:
    matrix = [[Fraction(4), Fraction(2), Fraction(0)], [Fraction(2), Fraction(1), Fraction(0)], [Fraction(0)] * 3]
    found = squares(matrix)
    assert found is not None
    assert [[sum(d * v[i] * v[j] for d, v in found) for j in range(3)] for i in range(3)] == matrix
    assert squares([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(1)]]) is None
    assert squares([[Fraction(-1)]]) is None


@pytest.mark.parametrize("seed", range(20))
def test_linear_equations_are_solved_exactly(seed: int) -> None:
    generator = random.Random(seed)
    planted = {k: Fraction(generator.randint(-5, 5), generator.randint(1, 3)) for k in range(8)}
    rows = []
    for _ in range(generator.randint(1, 10)):
        row = {k: Fraction(generator.randint(-3, 3)) for k in generator.sample(range(8), 4)}
        row[CONSTANT] = -sum((c * planted[k] for k, c in row.items()), Fraction(0))
        rows.append({k: c for k, c in row.items() if c})
    solutions = solve(rows)
    assert solutions is not None
    free = {k: x for k, x in planted.items() if k not in solutions.pivots}
    assert {k: solutions.value(k, free) for k in planted} == planted
    for row in rows:
        assert sum(c * (1 if k == CONSTANT else solutions.value(k, {})) for k, c in row.items()) == 0
    assert solve([*rows, {0: Fraction(1)}, {0: Fraction(1), CONSTANT: Fraction(1)}]) is None


def test_blocks_are_packed_without_overlap() -> None:
    sizes = [3, 1, 4, 1, 5, 0, 2, 6]
    places, (packs, n) = packed(sizes)
    taken = [(pack, row) for pack, rows in places for row in range(rows.start, rows.stop)]
    assert [rows.stop - rows.start for _, rows in places] == sizes
    assert len(set(taken)) == len(taken) == sum(sizes)
    assert all(pack < packs and row < n for pack, row in taken)


def test_the_largest_margin_is_the_smallest_eigenvalue_where_nothing_is_free() -> None:
    places, (packs, n) = packed([2])
    base = np.zeros((packs, n, n))
    base[0, :2, :2] = [[2.0, 1.0], [1.0, -1.0]]
    margin, _ = largest_margin(Family(places, base, np.zeros((0, packs, n, n))), time.monotonic() + SOON)
    # The search ends as soon as the margin is known to be negative.
    assert margin <= (1 - 13**0.5) / 2 + 1e-6
    with pytest.raises(Lost):
        largest_margin(Family(places, base, np.zeros((0, packs, n, n))), time.monotonic() - 1)
