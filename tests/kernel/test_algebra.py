"""The kernel's arithmetic of polynomials against exact matrices, evaluated here without it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations, pairwise
from math import prod
from typing import Any

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from symmaml import kernel

Numbers = list[list[Fraction]]
Terms = list[tuple[Fraction, list[list[str]], list[str]]]  # coefficient, 1x1 words, word
Shapes = Mapping[str, tuple[str, str]]

LETTERS = {
    "A": ("n", "n"),
    "B": ("n", "n"),
    "C": ("m", "m"),
    "X": ("n", "m"),
    "x": ("n", "1"),
    "y": ("m", "1"),
    "r": ("1", "n"),
    "s": ("1", "1"),
    "t": ("1", "1"),
}
SYMMETRIC = frozenset({"A", "C", "t"})
SIZES = ({"n": 1, "m": 1}, {"n": 2, "m": 1}, {"n": 1, "m": 3}, {"n": 2, "m": 2}, {"n": 3, "m": 2})


def with_transposes(letters: Shapes) -> Shapes:
    return {**letters, **{name + "'": (cols, rows) for name, (rows, cols) in letters.items()}}


SPELLINGS = with_transposes(LETTERS)

exactly = settings(derandomize=True, deadline=None, max_examples=150, database=None)
sizes = st.sampled_from(SIZES)
dimensions = st.sampled_from(["n", "m", "1"])
seeds = st.integers(0, 10**6)
coefficients = st.fractions(-3, 3, max_denominator=4)


def alphabet(*more: dict[str, Any]) -> kernel.Alphabet:
    found = kernel.Alphabet()
    for name, (rows, cols) in LETTERS.items():
        kernel.read_letter(found, {"name": name, "rows": rows, "cols": cols, "symmetric": name in SYMMETRIC})
    for record in more:
        kernel.read_letter(found, record)
    return found


@st.composite
def words(draw: st.DrawFn, rows: str, cols: str, longest: int = 4, spellings: Shapes = SPELLINGS) -> list[str]:
    """Draw a word of a shape; the empty one only where it is an identity."""

    def spelling(fits: Callable[[tuple[str, str]], bool]) -> str:
        return draw(st.sampled_from(sorted(s for s, shape in spellings.items() if fits(shape))))

    word: list[str] = []
    here = rows
    for _ in range(draw(st.integers(0, longest - 1))):
        word.append(spelling(lambda shape: shape[0] == here))  # noqa: B023
        here = spellings[word[-1]][1]
    if here != cols or (not word and draw(st.booleans())):
        word.append(spelling(lambda shape: shape == (here, cols)))
    return word


@st.composite
def polynomials(
    draw: st.DrawFn, rows: str, cols: str, most: int = 3, longest: int = 4, spellings: Shapes = SPELLINGS
) -> Terms:
    numbers = st.lists(words("1", "1", longest, spellings).filter(bool), max_size=2)
    return draw(st.lists(st.tuples(coefficients, numbers, words(rows, cols, longest, spellings)), max_size=most))


def record(terms: Terms, rows: str, cols: str) -> dict[str, Any]:
    return {
        "shape": [rows, cols],
        "terms": [[str(c), [" ".join(number) for number in numbers], " ".join(word)] for c, numbers, word in terms],
    }


def read(letters: kernel.Alphabet, terms: Terms, rows: str, cols: str) -> kernel.Polynomial:
    return kernel.read_polynomial(letters, record(terms, rows, cols))


# --- evaluation, once more and differently: no normal forms, numbers times matrices entry by entry --------------------


def drawn(seed: int, sizes: Mapping[str, int]) -> dict[str, Numbers]:
    generator = random.Random(seed)
    values = {}
    for name, (rows, cols) in LETTERS.items():
        numbers = [
            [Fraction(generator.randint(-4, 4), generator.choice((1, 1, 2, 3))) for _ in range({"1": 1, **sizes}[cols])]
            for _ in range({"1": 1, **sizes}[rows])
        ]
        if name in SYMMETRIC:
            numbers = [[numbers[max(i, j)][min(i, j)] for j in range(len(row))] for i, row in enumerate(numbers)]
        values[name] = numbers
    return values


def times(a: Numbers, b: Numbers) -> Numbers:
    return [
        [sum((a[i][k] * b[k][j] for k in range(len(b))), Fraction(0)) for j in range(len(b[0]))] for i in range(len(a))
    ]


def flip(a: Numbers) -> Numbers:
    return [[a[i][j] for i in range(len(a))] for j in range(len(a[0]))]


def of_word(word: list[str], size: int, values: Mapping[str, Numbers]) -> Numbers:
    total = [[Fraction(i == j) for j in range(size)] for i in range(size)]
    for spelling in word:
        total = times(total, flip(values[spelling[:-1]]) if spelling.endswith("'") else values[spelling])
    return total


def value(terms: Terms, rows: int, cols: int, values: Mapping[str, Numbers]) -> Numbers:
    total = [[Fraction(0)] * cols for _ in range(rows)]
    for coefficient, numbers, word in terms:
        factor = prod((of_word(number, 1, values)[0][0] for number in numbers), start=coefficient)
        matrix = of_word(word, rows, values)
        total = [[total[i][j] + factor * matrix[i][j] for j in range(cols)] for i in range(rows)]
    return total


def value_of(p: kernel.Polynomial, sizes: Mapping[str, int], values: Mapping[str, Numbers]) -> Numbers:
    rows, cols = ({"1": 1, **sizes}[dimension] for dimension in p.shape)
    return value([(c, [list(s) for s in scalars], list(word)) for (scalars, word), c in p.terms], rows, cols, values)


def frozen(values: Mapping[str, Numbers]) -> dict[str, kernel.Matrix]:
    return {name: tuple(map(tuple, numbers)) for name, numbers in values.items()}


# --- evaluation and arithmetic ----------------------------------------------------------------------------------------


@exactly
@given(st.data(), dimensions, dimensions, sizes, seeds)
def test_normal_form_and_evaluation(data: st.DataObject, rows: str, cols: str, at: dict[str, int], seed: int) -> None:
    letters, values, terms = alphabet(), drawn(seed, at), data.draw(polynomials(rows, cols))
    p = read(letters, terms, rows, cols)
    expected = value(terms, {"1": 1, **at}[rows], {"1": 1, **at}[cols], values)
    assert value_of(p, at, values) == expected
    assert [list(row) for row in kernel.evaluate(letters, p, at, frozen(values))] == expected


@exactly
@given(st.data(), dimensions, dimensions, dimensions, sizes, seeds)
def test_product(data: st.DataObject, i: str, j: str, k: str, at: dict[str, int], seed: int) -> None:
    letters, values = alphabet(), drawn(seed, at)
    p, q = read(letters, data.draw(polynomials(i, j)), i, j), read(letters, data.draw(polynomials(j, k)), j, k)
    assert value_of(letters.multiply(p, q), at, values) == times(value_of(p, at, values), value_of(q, at, values))


@exactly
@given(st.data(), dimensions, dimensions, sizes, seeds)
def test_product_with_a_number(data: st.DataObject, rows: str, cols: str, at: dict[str, int], seed: int) -> None:
    letters, values = alphabet(), drawn(seed, at)
    number, p = (
        read(letters, data.draw(polynomials("1", "1")), "1", "1"),
        read(letters, data.draw(polynomials(rows, cols)), rows, cols),
    )
    factor = value_of(number, at, values)[0][0]
    assert letters.multiply(number, p) == letters.multiply(p, number)
    expected = [[factor * x for x in row] for row in value_of(p, at, values)]
    assert value_of(letters.multiply(number, p), at, values) == expected


@exactly
@given(st.data(), dimensions, dimensions, coefficients, sizes, seeds)
def test_sum(data: st.DataObject, rows: str, cols: str, factor: Fraction, at: dict[str, int], seed: int) -> None:
    letters, values = alphabet(), drawn(seed, at)
    p, q = (read(letters, data.draw(polynomials(rows, cols)), rows, cols) for _ in range(2))
    pairs = zip(value_of(p, at, values), value_of(q, at, values), strict=True)
    expected = [[x + factor * y for x, y in zip(*rows_of_both, strict=True)] for rows_of_both in pairs]
    assert value_of(letters.add((1, p), (factor, q)), at, values) == expected
    assert letters.add((1, p), (-1, p)).terms == ()


@exactly
@given(st.data(), dimensions, dimensions, sizes, seeds)
def test_transpose(data: st.DataObject, rows: str, cols: str, at: dict[str, int], seed: int) -> None:
    letters, values = alphabet(), drawn(seed, at)
    p = read(letters, data.draw(polynomials(rows, cols)), rows, cols)
    assert value_of(letters.transpose(p), at, values) == flip(value_of(p, at, values))
    assert letters.transpose(letters.transpose(p)) == p
    if (rows, cols) == ("1", "1"):
        assert letters.transpose(p) == p


@exactly
@given(st.data(), dimensions, dimensions)
def test_ring(data: st.DataObject, rows: str, cols: str) -> None:
    """Associative, distributive, with identities, and transposition turns products round."""
    a = alphabet()
    p, p2 = (read(a, data.draw(polynomials(rows, "n", 2)), rows, "n") for _ in range(2))
    q, r = (
        read(a, data.draw(polynomials("n", "m", 2)), "n", "m"),
        read(a, data.draw(polynomials("m", cols, 2)), "m", cols),
    )
    assert a.multiply(a.multiply(p, q), r) == a.multiply(p, a.multiply(q, r))
    assert a.multiply(a.add((1, p), (1, p2)), q) == a.add((1, a.multiply(p, q)), (1, a.multiply(p2, q)))
    assert a.multiply(a.identity(rows), p) == p == a.multiply(p, a.identity("n"))
    assert a.transpose(a.multiply(p, q)) == a.multiply(a.transpose(q), a.transpose(p))


# --- what is equal, and what is not -----------------------------------------------------------------------------------


def turned(word: list[str]) -> list[str]:
    return [spelling[:-1] if spelling.endswith("'") else spelling + "'" for spelling in reversed(word)]


@exactly
@given(st.data(), dimensions, dimensions, seeds)
def test_numbers_commute_and_equal_their_transposes(data: st.DataObject, rows: str, cols: str, seed: int) -> None:
    """Shuffle terms and 1x1 words, transpose 1x1 words and symmetric letters: the normal form stays."""
    letters, generator, terms = alphabet(), random.Random(seed), data.draw(polynomials(rows, cols))
    disguised = []
    for coefficient, numbers, word in terms:
        shuffled = [number if generator.random() < 0.5 else turned(number) for number in numbers]
        generator.shuffle(shuffled)
        respelled = [s + "'" if s in SYMMETRIC and generator.random() < 0.5 else s for s in word]
        disguised += [(coefficient / 3, shuffled, respelled), (coefficient * 2 / 3, shuffled, word)]
    generator.shuffle(disguised)
    assert read(letters, terms, rows, cols) == read(letters, disguised, rows, cols)


@exactly
@given(st.data(), dimensions, dimensions, dimensions)
def test_a_number_may_stand_at_every_joint_of_size_one(data: st.DataObject, rows: str, cols: str, inner: str) -> None:
    """x (number) y' is (number) x y'."""
    letters = alphabet()
    left, right = data.draw(words(rows, "1").filter(bool)), data.draw(words("1", cols).filter(bool))
    number = data.draw(words("1", "1").filter(bool))
    inside = letters.word((*left, *number, *right))
    assert inside == letters.multiply(letters.word(tuple(number)), letters.word((*left, *right)))


@exactly
@given(st.data(), dimensions, dimensions, seeds)
def test_nothing_else_is_equal(data: st.DataObject, rows: str, cols: str, seed: int) -> None:
    """Different normal forms have different values at generic matrices that are large enough for their degree."""
    letters, at = alphabet(), {"n": 4, "m": 3}
    p, q = (read(letters, data.draw(polynomials(rows, cols, 2)), rows, cols) for _ in range(2))
    generator = random.Random(seed)
    values = {
        name: [[x + generator.randint(1, 10**6) for x in row] for row in v] for name, v in drawn(seed, at).items()
    }
    for name in SYMMETRIC:
        values[name] = [
            [values[name][max(i, j)][min(i, j)] for j in range(len(row))] for i, row in enumerate(values[name])
        ]
    assert (p == q) == (value_of(p, at, values) == value_of(q, at, values))


@pytest.mark.parametrize(
    ("rows", "cols", "one", "other", "equal"),
    [
        ("n", "n", "A B", "B A", False),
        ("n", "n", "A'", "A", True),
        ("n", "n", "B'", "B", False),
        ("n", "n", "A B", "B' A'", False),
        ("n", "n", "x r", "r' x'", False),
        ("n", "n", "x x'", "x x'", True),
        ("n", "n", "x s r", "x t r", False),
        ("n", "n", "x s t r", "x t s r", True),
        ("n", "n", "x y' y r", "x r", False),
        ("n", "m", "x y' X' x y'", "x x' X y y'", True),
        ("1", "1", "r A x", "x' A r'", True),
        ("1", "1", "r B x", "x' B r'", False),
        ("1", "1", "r B x", "x' B' r'", True),
        ("1", "1", "r x r x", "r r' x' x", False),
        ("1", "1", "s'", "s", True),
        ("1", "n", "r", "x'", False),
    ],
)
def test_equal_words(rows: str, cols: str, one: str, other: str, equal: bool) -> None:
    letters = alphabet()
    p, q = (read(letters, [(Fraction(1), [], word.split())], rows, cols) for word in (one, other))
    assert (p == q) == equal


@pytest.mark.parametrize(("one", "other"), [("A", "x'"), ("x", "A"), ("X", "X"), ("y", "x"), ("X", "x"), ("r", "y")])
def test_shapes_that_do_not_fit(one: str, other: str) -> None:
    letters = alphabet()
    with pytest.raises(kernel.CertificateRejected, match="shape"):
        letters.multiply(letters.single(one), letters.single(other))


# --- the differential -------------------------------------------------------------------------------------------------

INCREMENT = {"name": "@x", "rows": "n", "cols": "1"}
U_TERMS: Terms = [(Fraction(1), [], ["x"]), (Fraction(-2), [["s"]], ["B", "x"])]
D_TERMS: Terms = [(Fraction(1), [], ["A"]), (Fraction(1, 2), [], ["U", "U'"])]
DEFINED = (
    {"name": "U", "rows": "n", "cols": "1", "equals": record(U_TERMS, "n", "1")},
    {"name": "D", "rows": "n", "cols": "n", "symmetric": True, "equals": record(D_TERMS, "n", "n")},
)
MOVING = (
    with_transposes({"A": ("n", "n"), "D": ("n", "n"), "X": ("n", "m"), "x": ("n", "1"), "U": ("n", "1")}) | SPELLINGS
)
DEGREE_OF_A_LETTER = 2  # of D in x; the others are linear or constant


def at_x(values: Mapping[str, Numbers], x: Numbers) -> dict[str, Numbers]:
    """Return the values at another x, of the letters that are defined by it too."""
    moved = {**values, "x": x}
    moved["U"] = value(U_TERMS, len(x), 1, moved)
    moved["D"] = value(D_TERMS, len(x), len(x), moved)
    return moved


def slope(samples: list[Fraction]) -> Fraction:
    """Return the derivative at 0 of the polynomial with these values at 0, 1, 2, ...: Newton's forward differences."""
    total, differences = Fraction(0), samples
    for order in range(1, len(samples)):
        differences = [later - earlier for earlier, later in pairwise(differences)]
        total += Fraction((-1) ** (order - 1), order) * differences[0]
    return total


@settings(exactly, max_examples=80)
@given(st.data(), dimensions, dimensions, st.sampled_from(SIZES[:4]), seeds)
def test_differential_is_the_slope(data: st.DataObject, rows: str, cols: str, at: dict[str, int], seed: int) -> None:
    """Along x + t h every polynomial is one in t, whose slope at 0 follows exactly from its values at 0, 1, 2, ..."""
    letters, values, h = alphabet(INCREMENT, *DEFINED), drawn(seed, at), drawn(seed + 1, at)["x"]
    terms = data.draw(polynomials(rows, cols, most=2, longest=3, spellings=MOVING))
    degree = max((DEGREE_OF_A_LETTER * sum(map(len, [*numbers, word])) for _, numbers, word in terms), default=0)
    height, width = ({"1": 1, **at}[dimension] for dimension in (rows, cols))
    samples = []
    for t in range(degree + 1):
        moved = at_x(values, [[a + t * b] for (a,), (b,) in zip(values["x"], h, strict=True)])
        samples.append(value(terms, height, width, moved))
    expected = [[slope([sample[i][j] for sample in samples]) for j in range(width)] for i in range(height)]
    found = letters.differential(read(letters, terms, rows, cols), "x", "@x")
    assert value_of(found, at, at_x(values, values["x"]) | {"@x": h}) == expected


INVERSE = {"name": "T", "rows": "n", "cols": "n"}
S_TERMS: Terms = [(Fraction(1), [], []), (Fraction(1), [], ["A"]), (Fraction(1), [], ["B", "x", "x'"])]


def block(matrix: sympy.Matrix, change: sympy.Matrix) -> sympy.Matrix:
    """Return [[M, dM], [0, M]]: sums, products and inverses of such blocks carry the derivative in their corner."""
    return sympy.BlockMatrix([[matrix, change], [sympy.zeros(*matrix.shape), matrix]]).as_explicit()


@settings(exactly, max_examples=40)
@given(st.data(), st.sampled_from(SIZES[:4]), seeds)
def test_differential_of_an_inverse(data: st.DataObject, at: dict[str, int], seed: int) -> None:
    letters = alphabet(INCREMENT, {**INVERSE, "inverse_of": record(S_TERMS, "n", "n")})
    shapes = with_transposes({"T": ("n", "n"), "A": ("n", "n"), "x": ("n", "1")})
    word = data.draw(words("n", "n", longest=4, spellings=shapes))
    values, h, size = drawn(seed, at), drawn(seed + 1, at)["x"], at["n"]
    zero = sympy.zeros(size, size)
    x, change = sympy.Matrix(values["x"]), sympy.Matrix(h)
    a, b = block(sympy.Matrix(values["A"]), zero), block(sympy.Matrix(values["B"]), zero)
    s = block(sympy.eye(size), zero) + a + b * block(x, change) * block(x.T, change.T)
    if s.det() == 0:
        return
    t = s.inv()
    turned_t = block(t[:size, :size].T, t[:size, size:].T)
    factors = {"T": t, "T'": turned_t, "A": a, "A'": a, "x": block(x, change), "x'": block(x.T, change.T)}
    expected = sympy.eye(2 * size)
    for spelling in word:
        expected = expected * factors[spelling]
    exact = {**values, "@x": h, "T": [[Fraction(int(e.p), int(e.q)) for e in t[i, :size]] for i in range(size)]}
    found = letters.differential(letters.word(tuple(word), "n"), "x", "@x")
    assert sympy.Matrix(value_of(found, at, exact)) == expected[:size, size:]


# --- exact matrices ---------------------------------------------------------------------------------------------------

matrices = st.integers(1, 4).flatmap(
    lambda size: st.lists(
        st.lists(st.fractions(-2, 2, max_denominator=3), min_size=size, max_size=size), min_size=size, max_size=size
    )
)


@exactly
@given(matrices)
def test_inverse(rows: Numbers) -> None:
    exact, found = sympy.Matrix(rows), kernel.inverse(tuple(map(tuple, rows)), kernel.Budget())
    assert (found is None) == (exact.det() == 0)
    if found is not None:
        assert sympy.Matrix(found) == exact.inv()


@exactly
@given(matrices, st.integers(0, 3))
def test_sign(rows: Numbers, rank: int) -> None:
    """A sign is what all principal minors say (Sylvester); products M M' of every rank are nonnegative."""
    square = sympy.Matrix(rows)[:, : rank + 1]
    for matrix in (sympy.Matrix(rows), sympy.Matrix(rows) + sympy.Matrix(rows).T, square * square.T):
        size, symmetric = matrix.shape[0], matrix == matrix.T
        chosen = [list(c) for k in range(1, size + 1) for c in combinations(range(size), k)]
        nonnegative = symmetric and all(matrix.extract(c, c).det() >= 0 for c in chosen)
        positive = symmetric and all(matrix[:k, :k].det() > 0 for k in range(1, size + 1))
        exact = tuple(tuple(Fraction(int(x.p), int(x.q)) for x in matrix.row(i)) for i in range(size))
        assert kernel.has_sign(exact, "nonnegative", kernel.Budget()) == nonnegative
        assert kernel.has_sign(exact, "positive", kernel.Budget()) == positive
