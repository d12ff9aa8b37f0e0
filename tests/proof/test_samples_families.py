"""Each family of structured matrices has the structure in its name, at every size and for many choices."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from symmaml.proof.values import exact, structured
from symmaml.proof.values.choices import Choices
from symmaml.proof.values.coordinates import definite, partial_permutations, tensors, ternary
from symmaml.proof.values.exact import Exact, identity, is_symmetric, is_zero, minus, plus, product, times, transpose
from symmaml.proof.values.point import Infeasible
from symmaml.proof.values.roots import companion, jordan_block, polynomial, rational_roots, symmetric_block


def equal(a: Exact, b: Exact) -> bool:
    return is_zero(minus(a, b))


def one(a: Exact) -> Exact:
    return identity(len(a.rows))


def power(a: Exact, exponent: int) -> Exact:
    total = one(a)
    for _ in range(exponent):
        total = product(total, a)
    return total


def has_rank_one(a: Exact) -> bool:
    return all(r[i] * s[j] == r[j] * s[i] for r in a.rows for s in a.rows for i in range(len(r)) for j in range(len(r)))


SQUARE: list[tuple[structured.Build, Callable[[Exact], bool]]] = [
    (structured.symmetric, is_symmetric),
    (structured.skew, lambda a: equal(transpose(a), times(-1, a))),
    (structured.orthogonal, lambda a: equal(product(transpose(a), a), one(a))),
    (structured.positive, lambda a: exact.has_sign(a, "positive")),
    (structured.nonnegative, lambda a: exact.has_sign(a, "nonnegative")),
    (structured.nearly_singular, lambda a: exact.has_sign(a, "positive")),
    (
        structured.contraction,
        lambda a: exact.has_sign(a, "positive") and exact.has_sign(minus(one(a), a), "nonnegative"),
    ),
    (structured.projector, lambda a: is_symmetric(a) and equal(product(a, a), a)),
    (structured.oblique_projector, lambda a: equal(product(a, a), a)),
    (structured.reflection, lambda a: is_symmetric(a) and equal(product(a, a), one(a))),
    (structured.involution, lambda a: equal(product(a, a), one(a))),
    (structured.nilpotent, lambda a: is_zero(power(a, len(a.rows)))),
    (structured.square_zero, lambda a: is_zero(product(a, a))),
    (structured.complex_structure, lambda a: equal(product(a, a), times(-1, one(a)))),
    (
        structured.orthogonal_structure,
        lambda a: equal(product(a, a), times(-1, one(a))) and equal(transpose(a), times(-1, a)),
    ),
    (structured.normal, lambda a: equal(product(a, transpose(a)), product(transpose(a), a))),
    (structured.symmetric_rank_one, lambda a: is_symmetric(a) and has_rank_one(a)),
    (structured.semidefinite_rank_one, lambda a: exact.has_sign(a, "nonnegative") and has_rank_one(a)),
    (structured.diagonals, is_symmetric),
    (structured.positive_diagonals, lambda a: exact.has_sign(a, "positive")),
    (structured.nonnegative_diagonals, lambda a: exact.has_sign(a, "nonnegative")),
    (structured.multiple_of_identity, lambda a: exact.has_sign(a, "positive")),
    (structured.symmetric_sparse, is_symmetric),
    (structured.stable, lambda a: exact.has_sign(times(-1, plus(a, transpose(a))), "positive")),
    (structured.partial_isometry, lambda a: equal(product(product(a, transpose(a)), a), a)),
    (structured.rank_one, has_rank_one),
]


def built(build: structured.Build, rows: int, cols: int) -> list[Exact]:
    """Return members of a family, and its simplest one; some families have none in odd dimensions."""
    members = []
    for seed in range(12):
        try:
            members.append(build(rows, cols, Choices(f"family {seed}", 1 + seed % 4)))
        except Infeasible:
            continue
    return members


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize(("build", "has_structure"), SQUARE, ids=[build.__name__ for build, _ in SQUARE])
def test_square_members_have_their_structure(
    build: structured.Build, has_structure: Callable[[Exact], bool], size: int
) -> None:
    members = built(build, size, size)
    assert members or size % 2
    assert all(len(member.rows) == size and has_structure(member) for member in members)


@pytest.mark.parametrize(("rows", "cols"), [(1, 3), (3, 1), (2, 3), (4, 2)])
def test_rectangular_members_have_their_structure(rows: int, cols: int) -> None:
    for member in built(structured.isometry, rows, cols):
        narrow = member if rows >= cols else transpose(member)
        assert equal(product(transpose(narrow), narrow), identity(min(rows, cols)))
    for member in built(structured.partial_isometry, rows, cols):
        assert equal(product(product(member, transpose(member)), member), member)
    for member in built(structured.sparse, rows, cols):
        lines = (*member.rows, *transpose(member).rows)
        assert all(sum(map(abs, line)) <= 1 for line in lines)
    for build in (structured.general, structured.rank_one, structured.small, structured.nothing):
        assert all((len(m.rows), len(m.rows[0])) == (rows, cols) for m in built(build, rows, cols))


@pytest.mark.parametrize(
    "coefficients",
    [(2, -3, 1), (0, -1, 1), (1, 0, 1), (-1, -1, 1), (0, 0, 0, 1), (-1, 0, 0, 1), (2, -1, -2, 1), (-2, 0, 1)],
)
@pytest.mark.parametrize("is_symmetric_wanted", [False, True])
@pytest.mark.parametrize("size", [2, 3, 4])
def test_spectral_members_satisfy_their_polynomial(
    coefficients: tuple[int, ...], is_symmetric_wanted: bool, size: int
) -> None:
    wanted = polynomial(coefficients)
    roots, rest = rational_roots(wanted)
    turned = symmetric_block(rest)
    blocks = [jordan_block(r, k) for r, most in roots.items() for k in range(2, most + 1)]
    blocks += [companion(rest)] if len(rest) > 2 else []
    chosen = ([turned] if turned else []) if is_symmetric_wanted else blocks
    for member in built(structured.spectral(tuple(roots), chosen, is_symmetric_wanted), size, size):
        terms = [(c.numerator, c.denominator, power(member, k)) for k, c in enumerate(wanted)]
        assert is_zero(exact.combination((size, size), terms))
        assert is_symmetric(member) or not is_symmetric_wanted


def test_roots_and_blocks_of_polynomials() -> None:
    roots, rest = rational_roots(polynomial([Fraction(3, 4), Fraction(-5, 4), Fraction(1, 2)]))
    assert roots == {Fraction(1): 1, Fraction(3, 2): 1}
    assert len(rest) == 1
    block = symmetric_block(polynomial([-5, 0, 1]))
    assert block is not None
    assert equal(product(block, block), times(5, identity(2)))
    assert symmetric_block(polynomial([1, 0, 1])) is None
    assert symmetric_block(polynomial([-2, 0, 0, 1])) is None


def test_coordinate_matrices_are_what_they_are_called() -> None:
    assert len(list(ternary(2, 2))) == 81
    assert all(exact.has_sign(value, "positive") for size in (1, 2, 3) for value in definite(size))
    for value in partial_permutations(3, 2):
        assert all(sum(map(abs, line)) <= 1 for line in (*value.rows, *transpose(value).rows))
    pairs = list(tensors())
    assert all(equal(product(a, b), product(b, a)) for a, b in zip(pairs[::2], pairs[3::2], strict=False))
