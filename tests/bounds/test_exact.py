"""Exact arithmetic, enclosures of eigenvalues, and the search for the first step."""

from __future__ import annotations

import importlib
from fractions import Fraction

import numpy as np
import pytest

from symmaml.bounds.decay import Descent, first_below
from symmaml.bounds.exact import Exact, form, is_definite, rank_if_semidefinite, solve
from symmaml.bounds.spectrum import largest_eigenvalue, rounded_down, rounded_up, smallest_eigenvalue
from symmaml.errors import SingularOperator

decay = importlib.import_module("symmaml.bounds.decay")


def integers(rng, *shape):
    return Exact.of(rng.integers(-9, 10, shape))


def semidefinite(rng, size, rank):
    """Return a rational matrix of a rank, and that it is dense."""
    root = integers(rng, size, rank).times(Fraction(1, 7))
    return root @ Exact(root.numerators.T, root.denominator)


@pytest.mark.parametrize("size", [1, 2, 5, 12])
@pytest.mark.parametrize("seed", range(5))
def test_systems_are_solved_exactly(size, seed):
    rng = np.random.default_rng([seed, size])
    matrix, vector = semidefinite(rng, size, size + 2), integers(rng, size).times(Fraction(3, 11))
    solution = solve(matrix, vector)
    assert (matrix @ solution).fractions == vector.fractions
    floats = solve(Exact.of(matrix.floats), Exact.of(vector.floats))
    np.testing.assert_allclose(floats.floats, np.linalg.solve(matrix.floats, vector.floats), rtol=1e-6)


def test_a_determinant_that_is_a_multiple_of_the_prime():
    prime = 2**127 - 1
    assert solve(Exact.of([[prime, 0], [0, 1]]), Exact.of([1, 1])).fractions == [Fraction(1, prime), Fraction(1)]
    with pytest.raises(SingularOperator):
        solve(Exact.of([[1, 1], [1, 1]]), Exact.of([1, 1]))


@pytest.mark.parametrize("seed", range(10))
def test_definiteness_is_decided_to_the_last_digit(seed):
    rng = np.random.default_rng(seed)
    singular = semidefinite(rng, 4, 3)
    tiny = Exact.identity(4).times(Fraction(1, 10**40))
    assert rank_if_semidefinite(singular) == np.linalg.matrix_rank(singular.floats) == 3
    assert not is_definite(singular)
    assert is_definite(singular + tiny)
    assert not is_definite(singular - tiny)
    assert rank_if_semidefinite(singular - tiny) is None
    assert is_definite(semidefinite(rng, 4, 6))


def test_a_zero_pivot_before_something_else_is_not_semidefinite():
    assert rank_if_semidefinite(Exact.of([[0, 1], [1, 5]])) is None
    assert rank_if_semidefinite(Exact.of([[0, 0], [0, 5]])) == 1
    assert rank_if_semidefinite(Exact.of([[0, 0], [0, 0]])) == 0


@pytest.mark.parametrize("size", [1, 2, 3, 8])
@pytest.mark.parametrize("seed", range(4))
def test_eigenvalues_lie_in_their_enclosures(size, seed):
    matrix = semidefinite(np.random.default_rng([seed, size]), size, size)
    top, bottom = largest_eigenvalue(matrix), smallest_eigenvalue(matrix)
    values = np.linalg.eigvalsh(matrix.floats)
    slack = 1e-13 * values[-1]
    assert top.lower - slack <= values[-1] <= top.upper + slack
    assert bottom.lower - slack <= values[0] <= bottom.upper + slack
    one = Exact.identity(size)
    assert rank_if_semidefinite(one.times(top.upper) - matrix) is not None
    assert rank_if_semidefinite(matrix - one.times(bottom.lower)) is not None
    assert top.upper - top.lower <= Fraction(1, 2**40) * top.upper
    assert top.upper == top.lower or not is_definite(one.times(top.lower) - matrix)


def test_exact_eigenvalues_are_points():
    top = largest_eigenvalue(Exact.of([[2, 0], [0, Fraction(1, 3)]]))
    assert top.lower == top.upper == 2


@pytest.mark.parametrize("number", [Fraction(1, 3), Fraction(-1, 3), Fraction(1, 2), Fraction(10**30, 7), Fraction(0)])
def test_rounding_goes_to_its_side(number):
    low, high = rounded_down(number), rounded_up(number)
    assert Fraction(low) <= number <= Fraction(high)
    assert high in (low, np.nextafter(low, np.inf))


def plain_first(descent, epsilon):
    error, step = descent.error, 0
    while form(descent.hessian, error) / 2 > epsilon:
        error, step = descent.residual @ error, step + 1
    return step


def drawn(seed, size):
    rng = np.random.default_rng([seed, size])
    hessian = semidefinite(rng, size, size + 1) + Exact.identity(size)  # not so flat that plain descent takes long
    alpha = Fraction(int(rng.integers(1, 19)), 10) / Fraction(float(np.linalg.eigvalsh(hessian.floats)[-1]) * 1.001)
    residual = Exact.identity(size) - hessian.times(alpha.limit_denominator(1000))
    return Descent(residual, hessian, integers(rng, size).times(Fraction(1, 3)))


@pytest.mark.parametrize("precision", [1, 8, 64, 512])
def test_error_bounds_hold_at_every_precision(precision, monkeypatch):
    """However few digits are taken at first, a comparison in doubt is not decided by them."""
    monkeypatch.setattr(decay, "FIRST_PRECISION", precision)
    for seed in range(12):
        descent = drawn(seed, 1 + seed % 3)
        start = form(descent.hessian, descent.error) / 2
        for share in (Fraction(1, 2), Fraction(1, 50), Fraction(1, 10**3)):
            assert first_below([descent], start * share) == plain_first(descent, start * share)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("precision", [1, 128])
def test_ties_are_seen(seed, precision, monkeypatch):
    monkeypatch.setattr(decay, "FIRST_PRECISION", precision)
    descent = drawn(seed, 2)
    error = descent.error
    for step in range(4):
        loss = form(descent.hessian, error) / 2
        assert first_below([descent], loss) == step
        assert first_below([descent], loss * (1 - Fraction(1, 10**60))) == step + 1
        error = descent.residual @ error


def test_forgotten_error_bounds_are_seen(monkeypatch):
    right = decay._Point
    monkeypatch.setattr(decay, "_Point", lambda entries, doubt: right(entries, 0))
    with pytest.raises(AssertionError):
        test_ties_are_seen(0, 128, monkeypatch)
