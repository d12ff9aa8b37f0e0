"""What lemmas and tables say is true of numbers: at random exact matrices at which the premises hold."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from kernel.test_algebra import Numbers, flip, times

from symmaml import kernel

ACCEPTED = Path(__file__).parents[1] / "accepted"
POINTS = 25

exactly = settings(derandomize=True, deadline=None, max_examples=60, database=None)
seeds = st.integers(0, 10**6)

Point = dict[str, Numbers]


class Draw:
    """Small random exact matrices."""

    def __init__(self, seed: int) -> None:
        self.generator = random.Random(seed)

    def matrix(self, rows: int, cols: int) -> Numbers:
        entries = (
            Fraction(self.generator.randint(-3, 3), self.generator.choice((1, 1, 2))) for _ in range(rows * cols)
        )
        return [[next(entries) for _ in range(cols)] for _ in range(rows)]

    def symmetric(self, size: int) -> Numbers:
        drawn = self.matrix(size, size)
        return plus(drawn, flip(drawn))

    def psd(self, size: int, rank: int | None = None) -> Numbers:
        """Draw X X', of this rank at most: of any, if it is not given."""
        drawn = self.matrix(size, self.generator.randint(0, size) if rank is None else rank)
        return times(drawn, flip(drawn)) if drawn[0] else zero(size, size)

    def definite(self, size: int) -> Numbers:
        return plus(self.psd(size), one(size))

    def commuting(self, size: int) -> tuple[Numbers, Numbers]:
        """Draw squares of two polynomials in one symmetric matrix."""
        base = self.symmetric(size)
        p, q = (plus(times(base, base), scaled(self.matrix(1, 1)[0][0], base)) for _ in range(2))
        return times(p, p), times(q, q)


def one(size: int) -> Numbers:
    return [[Fraction(i == j) for j in range(size)] for i in range(size)]


def zero(rows: int, cols: int) -> Numbers:
    return [[Fraction(0)] * cols for _ in range(rows)]


def plus(a: Numbers, b: Numbers) -> Numbers:
    return [[x + y for x, y in zip(*rows, strict=True)] for rows in zip(a, b, strict=True)]


def scaled(factor: Fraction, a: Numbers) -> Numbers:
    return [[factor * x for x in row] for row in a]


def exact(a: Numbers) -> kernel.Matrix:
    return tuple(map(tuple, a))


def inverted(a: Numbers) -> Numbers:
    found = kernel.inverse(exact(a), kernel.Budget())
    assert found is not None
    return [list(row) for row in found]


def column(vector: list[Fraction]) -> Numbers:
    return [[x] for x in vector]


def annihilated(draw: Draw, rows: int, n: int, m: int) -> tuple[Numbers, Numbers]:
    """Draw A (rows x n) and N (n x m) with A N = 0: N is within the complement of the rows of A = L R."""
    projected = draw.matrix(1, n)
    length = times(projected, flip(projected))[0][0] or Fraction(1)
    inside = plus(one(n), scaled(-1 / length, times(flip(projected), projected)))
    return times(draw.matrix(rows, 1), projected), times(inside, draw.matrix(n, m))


# --- points at which the premises of the accepted certificates hold, in dimensions n, m, k ----------------------------


def star_cancellation(d: Draw, n: int, m: int, k: int) -> Point:
    (a, null), b = annihilated(d, k, n, m), d.matrix(n, m)
    return {"A": a, "B": b, "C": plus(b, null)}


def sum_of_squares(d: Draw, n: int, m: int, k: int) -> Point:
    root, null = annihilated(d, n, n, m)
    return {"P": d.definite(n), "Q": times(flip(root), root), "X": zero(n, m), "Y": null}


def semidefinite_metric(d: Draw, n: int, m: int, k: int) -> Point:
    root, null = annihilated(d, n, n, m)
    return {"P": times(flip(root), root), "X": null}


def product(d: Draw, n: int, m: int, k: int) -> Point:
    return dict(zip("PQ", d.commuting(n), strict=True))


def definite_product(d: Draw, n: int, m: int, k: int) -> Point:
    p, q = d.commuting(n)
    return {"P": plus(p, one(n)), "Q": plus(q, one(n)), "B": zero(n, m)}


def multiplier(d: Draw, n: int, m: int, k: int) -> Point:
    """P = Q + c I + small: at most points P^2 >= Q^2, and P and Q do not commute."""
    q, noise = d.psd(n), d.symmetric(n)
    return {"P": plus(plus(q, scaled(Fraction(2), one(n))), scaled(Fraction(1, 20), noise)), "Q": q}


def two_sides(d: Draw, n: int, m: int, k: int) -> Point:
    a = plus(d.definite(n), scaled(Fraction(1, 9), d.matrix(n, n)))
    return {"A": a, "B": inverted(a)}


def definite_letter(d: Draw, n: int, m: int, k: int) -> Point:
    b = d.matrix(n, m)
    return {"P": d.definite(n), "B": b, "C": b}


SAMPLERS: Mapping[str, Callable[[Draw, int, int, int], Point]] = {
    "cauchy_schwarz_by_a_table": lambda d, n, m, k: {"P": d.psd(n), "x": d.matrix(n, 1), "y": d.matrix(n, 1)},
    "table_of_numbers_and_matrices": lambda d, n, m, k: (
        {"P": d.psd(n), "A": d.matrix(n, m), "B": d.matrix(n, m), "x": d.matrix(n, 1), "y": d.matrix(n, 1)}
    ),
    "lemma_definition": lambda d, n, m, k: {"A": d.matrix(n, m)},
    "lemma_inverse_of_a_definite_letter": definite_letter,
    "lemma_inverse_of_a_number_that_is_not_zero": lambda d, n, m, k: (
        {"s": d.matrix(1, 1), "t": [[Fraction(7, 3)]], "x": zero(n, 1)}
    ),
    "lemma_positive_and_definite": lambda d, n, m, k: {"A": d.matrix(n, m), "x": zero(m, 1)},
    "lemma_positive_by_a_multiplier": multiplier,
    "lemma_positive_by_a_multiplier_of_a_number": lambda d, n, m, k: {"f": d.matrix(1, 1), "t": d.matrix(1, 1)},
    "lemma_positive_by_a_direction": lambda d, n, m, k: {"x": d.matrix(n, 1)},
    "lemma_product_that_commutes": product,
    "lemma_product_that_is_definite": definite_product,
    "lemma_zero_of_a_square": lambda d, n, m, k: {"X": zero(n, m)},
    "lemma_zero_by_star_cancellation": star_cancellation,
    "lemma_zero_of_a_sum_of_squares": sum_of_squares,
    "lemma_zero_in_a_semidefinite_metric": semidefinite_metric,
    "lemma_other_side": two_sides,
    "lemma_that_lifts_a_number": lambda d, n, m, k: {"s": zero(1, 1), "X": d.matrix(n, m)},
    "gradient_by_a_lemma": lambda d, n, m, k: (
        {"B": zero(n, n), "b": d.matrix(n, 1), "x": d.matrix(n, 1), "@x": d.matrix(n, 1)}
    ),
}


def learnt(name: str) -> tuple[dict[str, Any], kernel.Document]:
    """Return an accepted certificate, and its document after the lemmas were learnt."""
    source = json.loads((ACCEPTED / f"{name}.json").read_text(encoding="ascii"))
    document = kernel.Document(source)
    document.check_proof()
    return source, document


def test_every_certificate_with_lemmas_has_points() -> None:
    with_lemmas = {path.stem for path in ACCEPTED.glob("*.json") if '"lemmas"' in path.read_text(encoding="ascii")}
    rules = {lemma["rule"] for name in with_lemmas for lemma in learnt(name)[0]["lemmas"]}
    assert with_lemmas <= set(SAMPLERS)
    assert rules == {"definition", "inverse", "positive", "product", "zero", "other-side"}


def evaluated(document: kernel.Document, point: Point, sizes: Mapping[str, int], draw: Draw) -> dict[str, Any] | None:
    """Return the values of all letters, those of lemmas too, or None if a premise does not hold at a point."""
    record = {"dimensions": dict(sizes), "values": {x: [[str(e) for e in row] for row in v] for x, v in point.items()}}
    try:
        dimensions, values = document.evaluate_letters(record, "witness")
    except kernel.CertificateRejected:
        return None
    for name, letter in document.alphabet.letters.items():
        if name in values:
            continue
        if not letter.definition:  # a direction
            values[name] = exact(draw.matrix(dimensions[letter.shape[0]], 1))
            continue
        value = kernel.evaluate(document.alphabet, letter.definition, dimensions, values)
        inverse = kernel.inverse(value, kernel.Budget()) if letter.inverse_of else value
        assert inverse is not None, f"{name} inverts a singular matrix"
        values[name] = inverse
    return values


@pytest.mark.parametrize("name", SAMPLERS)
def test_what_lemmas_say_is_true(name: str) -> None:
    source, document = learnt(name)
    held = 0
    for seed in range(POINTS):
        draw = Draw(seed)
        all_sizes = {d: draw.generator.randint(1, 3) for d in "nmk"}
        sizes = {d: all_sizes[d] for d in source["witness"]["dimensions"]}
        values = evaluated(document, SAMPLERS[name](draw, *all_sizes.values()), sizes, draw)
        if values is None:
            continue
        held += 1
        a, budget = document.alphabet, kernel.Budget()
        for reference, p in document.zeros.items():
            assert not any(map(any, kernel.evaluate(a, p, sizes, values))), reference
        for reference, p in document.positives.items():
            sign = "positive" if reference in document.definite else "nonnegative"
            assert kernel.has_sign(kernel.evaluate(a, p, sizes, values), sign, budget), (reference, sign)
        gap = kernel.evaluate(a, document.goal(), sizes, values)
        if document.claim.kind == "at-least":
            assert kernel.has_sign(gap, "nonnegative", budget)
        else:
            assert not any(map(any, gap))
    assert held >= POINTS // 3


# --- tables -----------------------------------------------------------------------------------------------------------

LETTERS = (
    {"name": "P", "rows": "n", "cols": "n", "symmetric": True, "sign": "nonnegative"},
    {"name": "Q", "rows": "m", "cols": "m", "symmetric": True, "sign": "nonnegative"},
    *({"name": f"x{i}", "rows": "n", "cols": "1"} for i in range(3)),
    *({"name": f"y{i}", "rows": "m", "cols": "1"} for i in range(3)),
    *({"name": f"X{i}", "rows": "m", "cols": "k"} for i in range(3)),
)
NOTHING = {"shape": ["1", "1"], "terms": []}
STATEMENT = {
    "kind": "proof",
    "letters": LETTERS,
    "hypotheses": [],
    "claim": {"relation": "at-least", "lhs": NOTHING, "rhs": NOTHING},
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Any], bool]:
    """Draw a square of up to three factors with up to three columns; say whether one of the factors is a matrix."""
    length = draw(st.integers(1, 3))
    kinds = draw(st.lists(st.sampled_from("xy"), min_size=1, max_size=2)) + draw(st.sampled_from(([], ["X"])))
    shapes = {"x": ["n", "1"], "y": ["m", "1"], "X": ["m", "k"]}
    factors = []
    for kind in kinds:
        reference = draw(st.sampled_from(("identity", "letter:P" if kind == "x" else "letter:Q")))
        columns = []
        for _ in range(length):
            terms = draw(st.lists(st.tuples(st.integers(-2, 2).map(str), st.integers(0, 2)), max_size=2))
            columns.append({"shape": shapes[kind], "terms": [[c, [], f"{kind}{i}"] for c, i in terms]})
        factors.append([reference, *columns])
    return [draw(st.sampled_from(("1", "2/3"))), factors], kinds[-1] == "X"


@exactly
@given(tables(), seeds)
def test_a_table_is_nonnegative(drawn: tuple[list[Any], bool], seed: int) -> None:
    term, is_matrix = drawn
    document, draw = kernel.Document(json.loads(json.dumps(STATEMENT))), Draw(seed)
    sizes = {d: draw.generator.randint(1, 3) for d in "nmk"}
    values = {x.name: exact(draw.matrix(*(sizes.get(d, 1) for d in x.shape))) for x in document.letters.values()}
    values |= {"P": exact(draw.psd(sizes["n"])), "Q": exact(draw.psd(sizes["m"]))}
    ((coefficient, value),) = document.squares([term])
    found = kernel.evaluate(document.alphabet, value, sizes, values)
    assert coefficient > 0
    assert len(found) == (sizes["k"] if is_matrix else 1)
    assert kernel.has_sign(found, "nonnegative", kernel.Budget())
    assert found == by_kronecker(document, term[1], sizes, values)


def by_kronecker(document: kernel.Document, factors: list[Any], sizes: Mapping[str, int], values: Any) -> kernel.Matrix:
    """Return Z' (P x Q x ...) Z, where Z is the sum over i of the Kronecker products of the i-th columns."""
    middle, total = [[Fraction(1)]], None
    for reference, first, *_ in factors:
        size = sizes[first["shape"][0]]
        named = values.get(reference.removeprefix("letter:"), exact(one(size)))
        middle = kronecker(middle, [list(row) for row in named])
    for columns in zip(*(factor[1:] for factor in factors), strict=True):
        z = [[Fraction(1)]]
        for record in columns:
            p = kernel.read_polynomial(document.alphabet, record)
            z = kronecker(z, [list(row) for row in kernel.evaluate(document.alphabet, p, sizes, values)])
        total = z if total is None else plus(total, z)
    assert total is not None
    return exact(times(flip(total), times(middle, total)))


def kronecker(a: Numbers, b: Numbers) -> Numbers:
    return [[x * y for x in row for y in other] for row in a for other in b]
