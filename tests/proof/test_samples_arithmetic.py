"""The exact arithmetic below samples: against the kernel's fractions, and against its own defining equations."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from terse_statements import source

from symmaml import kernel
from symmaml.proof.refutation.goal import Goal, smallest_eigenvalue
from symmaml.proof.refutation.rounding import complexity, is_simple, rounded
from symmaml.proof.values import exact
from symmaml.proof.values.affine import degree, solutions
from symmaml.proof.values.choices import Choices, shrunk
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import Infeasible, Point, signature

SEEDS = range(20)


def random_exact(generator: random.Random, rows: int, cols: int) -> Exact:
    entries = [[generator.randint(-5, 5) for _ in range(cols)] for _ in range(rows)]
    return exact.exact(entries, generator.choice((1, 2, 3, 12)))


def fractions(a: Exact) -> kernel.Matrix:
    return tuple(tuple(Fraction(x, a.denominator) for x in row) for row in a.rows)


def as_array(a: Exact) -> np.ndarray:
    """Return a matrix of exact fractions that NumPy multiplies."""
    return np.array(fractions(a), dtype=object)


@pytest.mark.parametrize("seed", SEEDS)
def test_products_sums_and_inverses_are_those_of_fractions(seed: int) -> None:
    generator = random.Random(seed)
    size = 1 + seed % 4
    a, b = random_exact(generator, size, size), random_exact(generator, size, size)
    assert (as_array(exact.product(a, b)) == as_array(a) @ as_array(b)).all()
    assert (as_array(exact.minus(a, b)) == as_array(a) - as_array(b)).all()
    assert (as_array(exact.times(Fraction(-2, 3), a)) == as_array(a) * Fraction(-2, 3)).all()
    inverse = exact.inverse(a)
    assert inverse is None or exact.product(a, inverse) == exact.identity(size)
    assert (inverse is None) == (determinant(as_array(a)) == 0)


def determinant(a: np.ndarray) -> Fraction:
    """Expand along the first row."""
    if not len(a):
        return Fraction(1)
    minors = (np.delete(a[1:], j, axis=1) for j in range(len(a)))
    return sum((Fraction((-1) ** j) * a[0, j] * determinant(minor) for j, minor in enumerate(minors)), Fraction(0))


def minors(a: np.ndarray) -> list[Fraction]:
    """Return all principal minors: none is negative if a symmetric matrix is semidefinite, nor zero if definite."""
    places = range(len(a))
    return [
        determinant(a[np.ix_(some, some)]) for count in range(1, len(a) + 1) for some in combinations(places, count)
    ]


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
@pytest.mark.parametrize("seed", SEEDS)
def test_signs_are_those_of_the_principal_minors(seed: int, rank: int) -> None:
    generator = random.Random(seed)
    size = 3
    root = random_exact(generator, size, rank) if rank else exact.zero(size, 1)
    square = exact.product(root, exact.transpose(root))
    shift = exact.times(generator.choice((-1, 0, 0, 1)), exact.identity(size))
    form = exact.plus(square, shift)
    assert exact.has_sign(form, "positive") == all(x > 0 for x in minors(as_array(form)))
    assert exact.has_sign(form, "nonnegative") == all(x >= 0 for x in minors(as_array(form)))
    z = exact.descent_direction(form)
    assert (z is None) == exact.has_sign(form, "nonnegative")
    if z is not None:
        assert np.array(z) @ as_array(form) @ np.array(z) < 0


def test_a_matrix_without_symmetry_has_no_sign() -> None:
    assert not exact.has_sign(exact.exact([[1, 1], [0, 1]]), "positive")
    assert not exact.is_symmetric(exact.exact([[1, 1, 0], [1, 1, 0]]))


STATEMENT = source(
    "A:n,n | S:symmetric n | B:n,k | x:n | t:1",
    "",
    "eq",
    "t**2*A*S*B*B.T - 3*(x.T*A*x)*A.T*Inverse(A + t*S) + x*x.T*S/2",
    "A*A*A - (x.T*x)*Identity(n) + B*Inverse(B.T*B)*B.T",
)


def random_point(seed: int, document: kernel.Document) -> Point:
    generator = random.Random(seed)
    point = Point(signature(document.alphabet.letters), {"n": 3, "k": 2})
    for name in point.signature.free:
        letter = document.alphabet.letters[name]
        value = random_exact(generator, *point.size(letter.shape))
        point.assign(name, exact.plus(value, exact.transpose(value)) if letter.symmetric else value)
    return point


@pytest.mark.parametrize("seed", SEEDS)
def test_a_point_evaluates_like_the_kernel(seed: int) -> None:
    document = kernel.Document(STATEMENT)
    point = random_point(seed, document)
    values = {name: fractions(point.letter(name)) for name in document.alphabet.letters}
    goal = document.goal()
    expected = kernel.evaluate(document.alphabet, goal, point.dimensions, values)
    assert fractions(point.evaluate(goal)) == expected
    point.assign("A", exact.identity(3))
    again = {name: fractions(point.letter(name)) for name in document.alphabet.letters}
    assert fractions(point.evaluate(goal)) == kernel.evaluate(document.alphabet, goal, point.dimensions, again)
    assert point.work > 0


def test_the_inverse_of_a_singular_matrix_is_infeasible() -> None:
    document = kernel.Document(STATEMENT)
    point = random_point(0, document)
    point.assign("B", exact.zero(3, 2))
    with pytest.raises(Infeasible, match="does not exist"):
        point.evaluate(document.goal())


def test_past_the_deadline_everything_is_infeasible() -> None:
    document = kernel.Document(source("A:n,n", "", "eq", "A*A", "A"))
    point = Point(signature(document.alphabet.letters), {"n": 1}, deadline=0.0)
    point.assign("A", exact.identity(1))
    with pytest.raises(Infeasible, match="time"):
        point.evaluate(document.goal())


EQUATIONS = [
    ("A B:n,n | X:n,n", "X", "A*X - X*B", "A*B"),
    ("A:n,n | X:symmetric n", "X", "A*X + X*A.T", "A + A.T"),
    ("A:n,n | X:n,k", "X", "A*X", "0*X"),
    ("A:n,n | X:n,n", "X", "A*X.T", "X*A.T"),
    ("A:n,n | x y:n", "x", "(x.T*A*y)*y + A*x", "A*y"),
    ("A B:n,n | x:n | t:1", "t", "x.T*A*x - t*(x.T*B*x)", "0"),
    ("A B:n,n", "A", "A*B", "B*A"),
]


@pytest.mark.parametrize(("letters", "unknown", "lhs", "rhs"), EQUATIONS)
@pytest.mark.parametrize("seed", SEEDS[:5])
def test_solutions_solve_and_directions_are_independent(
    letters: str, unknown: str, lhs: str, rhs: str, seed: int
) -> None:
    document = kernel.Document(source(letters, "", "eq", lhs, rhs))
    point = random_point(seed, document)
    gap = document.goal()
    assert degree(gap, unknown) == 1
    space = solutions(point, unknown, [(gap, None)])
    assert space is not None
    generator = random.Random(seed)
    target = random_exact(generator, len(space.base.rows), len(space.base.rows[0]))
    moved = [space.moved([generator.randint(-2, 2) for _ in space.directions]) for _ in range(3)]
    for value in (space.base, *moved, space.nearest(target)):
        point.assign(unknown, value)
        assert exact.is_zero(point.evaluate(gap))
    rest = exact.minus(target, space.nearest(target))
    for direction in space.directions:
        assert (
            sum(x * y for r, s in zip(rest.rows, direction.rows, strict=True) for x, y in zip(r, s, strict=True)) == 0
        )


def test_contradictory_equations_have_no_solution() -> None:
    document = kernel.Document(source("A X B:n,n", "", "eq", "A*X", "B"))
    point = random_point(1, document)
    point.assign("A", exact.zero(3, 3))
    assert solutions(point, "X", [(document.goal(), None)]) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_the_smallest_eigenvalue_is_numpy_s(seed: int) -> None:
    """Jacobi's method is backward stable: the error is some rounding errors times the largest eigenvalue."""
    size = 1 + seed % 5
    values = np.random.default_rng(seed).integers(-9, 10, (size, size)).astype(float)
    form = values + values.T
    expected = np.linalg.eigvalsh(form)
    assert (
        abs(smallest_eigenvalue(form.tolist()) - expected[0]) <= 100 * size * np.finfo(float).eps * abs(expected).max()
    )


def test_the_margin_of_an_inequality_is_relative() -> None:
    document = kernel.Document(source("A:symmetric n", "", "psd", "A", "Identity(n)"))
    point = Point(signature(document.alphabet.letters), {"n": 2})
    point.assign("A", exact.exact([[4, 0], [0, 2]]))
    assert Goal(document).margin(point) == pytest.approx(1 / 4, abs=1e-15)


def test_choices_repeat_a_record_and_then_give_zeros() -> None:
    first = Choices("seed", 9)
    drawn = (first.integer(), first.natural(), first.pick(5))
    again = Choices("", record=tuple(first.made))
    assert (again.integer(), again.natural(), again.pick(5)) == drawn
    assert (again.integer(), again.natural(), again.pick(5)) == (0, 0, 0)


@pytest.mark.parametrize("attempts", [0, 3, 1000])
def test_shrinking_keeps_what_holds_within_its_attempts(attempts: int) -> None:
    tried = []

    def holds(record: tuple[int, ...]) -> bool:
        tried.append(record)
        return record[0] * record[2] < 0

    small = shrunk((7, 5, -3, 0), holds, attempts)
    assert small[0] * small[2] < 0
    assert len(tried) <= attempts + 1
    assert attempts < 1000 or small == (1, 0, -1, 0)


def test_rounding_finds_simple_values_and_keeps_symmetry() -> None:
    values = {"S": exact.exact([[1001, 499], [499, 0]], 1000), "t": exact.exact([[333]], 1000)}

    def serves(some: dict[str, Exact]) -> bool:
        (a, b), (c, _) = some["S"].rows
        return b == c and 2 * a > some["S"].denominator and 4 * some["t"].rows[0][0] > some["t"].denominator

    simple = rounded(values, frozenset({"S"}), serves, attempts=100)
    assert simple["S"] == exact.exact([[1, 0], [0, 0]])
    assert is_simple(simple)
    assert not is_simple(values)
    assert complexity(simple) < complexity(values)
    assert rounded(values, frozenset(), lambda _: False, attempts=100) == values
