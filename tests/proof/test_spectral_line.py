"""Polynomials in one variable: exact pieces where they are positive, an exact point where they are not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from symmaml.proof.spectral.combination import nonnegative_combination
from symmaml.proof.spectral.line import Bound, Piece, negative_point, pieces, simplest
from symmaml.real_roots import Coefficients, product, value

ONE = (Fraction(1),)
small = st.fractions(min_value=-4, max_value=4, max_denominator=4)
polynomials = st.lists(small, min_size=1, max_size=4).map(tuple)
bounds = st.tuples(
    st.one_of(st.none(), st.fractions(min_value=-3, max_value=0, max_denominator=3)),
    st.one_of(st.none(), st.fractions(min_value=Fraction(1, 3), max_value=3, max_denominator=3)),
)


def total(parts: list[Coefficients]) -> Coefficients:
    longest = max((len(p) for p in parts), default=0)
    added = [sum((p[k] for p in parts if k < len(p)), Fraction(0)) for k in range(longest)]
    while added and not added[-1]:
        added.pop()
    return tuple(added)


def multiplied(piece: Piece, lower: Bound, upper: Bound) -> Coefficients:
    p = product((piece.coefficient,), product(piece.root, piece.root))
    p = product(p, (-lower, Fraction(1))) if piece.lower and lower is not None else p
    return product(p, (upper, Fraction(-1))) if piece.upper and upper is not None else p


def inside(x: Fraction, lower: Bound, upper: Bound) -> bool:
    return (lower is None or lower <= x) and (upper is None or x <= upper)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.tuples(polynomials, polynomials, polynomials, polynomials), bounds)
def test_what_is_positive_by_construction_is_proved(roots: tuple[Coefficients, ...], ends: tuple[Bound, Bound]) -> None:
    lower, upper = ends
    flags = [(low and lower is not None, up and upper is not None) for low in (0, 1) for up in (0, 1)]
    made = [Piece(Fraction(1), root, *map(bool, flag)) for root, flag in zip(roots, flags, strict=True)]
    p = total([multiplied(piece, lower, upper) for piece in made])
    found = pieces(p, lower, upper)
    assert found is not None
    assert all(piece.coefficient > 0 for piece in found)
    assert total([multiplied(piece, lower, upper) for piece in found]) == p
    assert negative_point(p, lower, upper) is None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(small, min_size=1, max_size=7).map(tuple), bounds)
def test_a_polynomial_is_proved_or_refuted(p: Coefficients, ends: tuple[Bound, Bound]) -> None:
    p, (lower, upper) = total([p]), ends
    found, point = pieces(p, lower, upper), negative_point(p, lower, upper)
    assert (found is None) == (point is not None)
    if point is not None:
        assert inside(point, lower, upper)
        assert value(p, point) < 0
    if found is not None:
        assert total([multiplied(piece, lower, upper) for piece in found]) == p
        grid = (Fraction(k, 8) for k in range(-80, 81))
        assert all(value(p, x) >= 0 for x in grid if inside(x, lower, upper))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(small, small)
def test_the_simplest_fraction_between_two(x: Fraction, y: Fraction) -> None:
    low, high = sorted((x, y + Fraction(1, 97)))
    if low < high:
        found = simplest(low, high)
        assert low < found < high
        for denominator in range(1, found.denominator):
            numerator = (low * denominator).__floor__() + 1
            assert Fraction(numerator, denominator) >= high


@pytest.mark.parametrize("power", range(1, 8))
@pytest.mark.parametrize("lower", [None, Fraction(-1), Fraction(1)])
def test_powers(power: int, lower: Bound) -> None:
    """(x - 1)^power (2 - x) is positive up to 2 if the power is even, and from 1 to 2 if it is odd."""
    p = (Fraction(2), Fraction(-1))
    for _ in range(power):
        p = product(p, (Fraction(-1), Fraction(1)))
    found, two = pieces(p, lower, Fraction(2)), Fraction(2)
    assert (found is None) == (power % 2 == 1 and lower != 1)
    assert (negative_point(p, lower, two) is None) == (found is not None)
    assert found is None or total([multiplied(piece, lower, two) for piece in found]) == p


@pytest.mark.parametrize("gap", [Fraction(1, 10**k) for k in (1, 4, 7, 12, 30)])
def test_nearly_a_double_root(gap: Fraction) -> None:
    p = total([(Fraction(4), Fraction(0), Fraction(-4), Fraction(0), Fraction(1)), (gap,)])  # (x^2 - 2)^2 + gap
    found = pieces(p, None, None)
    assert found is not None
    assert total([multiplied(piece, None, None) for piece in found]) == p
    assert min(piece.coefficient for piece in found) > 0
    assert negative_point(total([p, (-2 * gap,)]), Fraction(0), Fraction(3)) is not None


def vectors(count: int) -> st.SearchStrategy[list[dict[int, Fraction]]]:
    vector = st.dictionaries(st.integers(0, 4), small.filter(bool), min_size=1)
    return st.lists(vector, min_size=count, max_size=8)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(vectors(1), st.lists(st.fractions(min_value=0, max_value=3, max_denominator=3), min_size=8, max_size=8))
def test_combinations_are_exact(columns: list[dict[int, Fraction]], weights: list[Fraction]) -> None:
    def combined(coefficients: dict[int, Fraction]) -> dict[int, Fraction]:
        rows = {row for column in columns for row in column}
        sums = {row: sum((c * columns[j].get(row, 0) for j, c in coefficients.items()), Fraction(0)) for row in rows}
        return {row: x for row, x in sums.items() if x}

    target = combined(dict(enumerate(weights[: len(columns)])))
    found = nonnegative_combination(columns, target, [1.0] * len(columns))
    assert found is not None
    assert min(found.values(), default=Fraction(1)) > 0
    assert combined(found) == target


def test_no_combination_outside_the_cone() -> None:
    one = Fraction(1)
    assert nonnegative_combination([{0: one}, {0: one, 1: one}], {0: one, 1: 2 * one}, [1.0, 1.0]) is None
    assert nonnegative_combination([{0: one}], {1: one}, [1.0]) is None
