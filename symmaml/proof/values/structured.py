"""Families of exact matrices with a structure: orthogonal, idempotent, nilpotent, of low rank, nearly singular, ...

Each family builds a matrix of a given size from choices; all choices zero give its simplest member. Rational members
only: rotations come from Cayley's transform, bases from unimodular integer matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from symmaml import kernel
from symmaml.proof.values import exact
from symmaml.proof.values.choices import Choices
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import Infeasible

Build = Callable[[int, int, Choices], Exact]

# Numbers that solve many equations: some pairs among them lie on the unit circle.
NUMBERS = tuple(map(Fraction, "1 0 -1 2 1/2 3/5 4/5 -2 3 -3/5 -1/2 1/3 5/13 12/13".split()))


@dataclass(frozen=True)
class Family:
    """How to build matrices of one structure, given the numbers of rows and columns.

    Among its `traits` are "simple", a minimal polynomial of degree one or two, so that many matrices commute with its
    members, and "singular".
    """

    name: str
    build: Build
    traits: tuple[str, ...] = ()

    def has(self, style: str) -> bool:
        """Whether a style means this family: its name, or one of its traits."""
        return style == self.name or style in self.traits


def general(rows: int, cols: int, choices: Choices) -> Exact:
    """Any integer matrix."""
    return Exact(tuple(tuple([choices.integer() for _ in range(cols)]) for _ in range(rows)))


def symmetric(size: int, _: int, choices: Choices) -> Exact:
    """Any symmetric integer matrix."""
    upper = {(i, j): choices.integer() for i in range(size) for j in range(i, size)}
    return Exact(tuple(tuple([upper[min(i, j), max(i, j)] for j in range(size)]) for i in range(size)))


def skew(size: int, _: int, choices: Choices, spread: int | None = None) -> Exact:
    """K' = -K."""
    upper = {(i, j): choices.integer(spread) for i in range(size) for j in range(i + 1, size)}
    return exact.exact([upper.get((i, j), 0) - upper.get((j, i), 0) for j in range(size)] for i in range(size))


def _triangular(size: int, choices: Choices, spread: int | None = None) -> Exact:
    """Unit lower triangular."""
    return exact.exact(
        [1 if i == j else choices.integer(spread) if j < i else 0 for j in range(size)] for i in range(size)
    )


def diagonal(values: Sequence[Fraction | int]) -> Exact:
    """Return the diagonal matrix of the values."""
    return direct_sum([exact.number(value) for value in values])


def basis(size: int, choices: Choices) -> tuple[Exact, Exact]:
    """Return an integer matrix of determinant 1 and its inverse."""
    matrix = exact.product(_triangular(size, choices, 1), exact.transpose(_triangular(size, choices, 1)))
    inverse = exact.inverse(matrix)
    if inverse is None:
        raise Infeasible("a unimodular matrix is invertible")
    return matrix, inverse


def orthogonal(size: int, _: int, choices: Choices) -> Exact:
    """Q'Q = I: a rotation, with one column's sign free."""
    turned = rotation(size, 1 + choices.natural(), choices)
    signs = [(-1 if choices.natural(1) else 1)] + [1] * (size - 1)
    return exact.product(turned, diagonal(signs))


def rotation(size: int, slowness: int, choices: Choices) -> Exact:
    """Return Cayley's transform (t I - K)(t I + K)^-1 of a skew matrix: the larger t, the nearer to the identity."""
    k = skew(size, size, choices, min(choices.spread, 2))  # small numbers: they go into an inverse
    one = exact.times(slowness, exact.identity(size))
    inverse = exact.inverse(exact.plus(one, k))
    if inverse is None:
        raise Infeasible("t I + K is invertible for skew K")
    return exact.product(exact.minus(one, k), inverse)


def isometry(rows: int, cols: int, choices: Choices) -> Exact:
    """Orthonormal columns, or rows if there are fewer of them."""
    whole = orthogonal(max(rows, cols), 0, choices)
    return exact.exact((row[:cols] for row in whole.rows[:rows]), whole.denominator)


def _positive_number(choices: Choices) -> Fraction:
    return Fraction(1 + choices.natural(), 1 + choices.natural(choices.spread // 2))


def positive(size: int, _: int, choices: Choices) -> Exact:
    """L D L' with D > 0."""
    lower = _triangular(size, choices)
    middle = diagonal([_positive_number(choices) for _ in range(size)])
    return exact.product(exact.product(lower, middle), exact.transpose(lower))


def nonnegative(size: int, _: int, choices: Choices) -> Exact:
    """L D L' with D >= 0."""
    lower = _triangular(size, choices)
    middle = diagonal([choices.natural() for _ in range(size)])
    return exact.product(exact.product(lower, middle), exact.transpose(lower))


def nearly_singular(size: int, _: int, choices: Choices) -> Exact:
    """A large multiple of x x' plus a small multiple of the identity."""
    x = general(size, 1, choices)
    large = exact.times(1 + choices.natural(12), exact.product(x, exact.transpose(x)))
    return exact.plus(large, exact.times(Fraction(1, 1 + choices.natural(30)), exact.identity(size)))


def contraction(size: int, _: int, choices: Choices) -> Exact:
    """(I + W)^-1 with W >= 0: definite, and at most I."""
    inverse = exact.inverse(exact.plus(exact.identity(size), nonnegative(size, size, choices)))
    if inverse is None:
        raise Infeasible("I + W is invertible for W >= 0")
    return inverse


def projector(size: int, _: int, choices: Choices) -> Exact:
    """P = P' = P P: onto the span of some integer vectors."""
    x = general(size, _rank(size, choices), choices)
    return _onto(x, exact.transpose(x))


def oblique_projector(size: int, _: int, choices: Choices) -> Exact:
    """P = P P: onto the span of some vectors, along the complement of others."""
    rank = _rank(size, choices)
    return _onto(general(size, rank, choices), general(rank, size, choices))


def _rank(size: int, choices: Choices) -> int:
    """A rank from 1 to the size, smaller than the size where that is possible."""
    return 1 + choices.pick(max(1, size - 1))


def _onto(x: Exact, y: Exact) -> Exact:
    middle = exact.inverse(exact.product(y, x))
    if middle is None:
        raise Infeasible("the vectors that span a projector are dependent")
    return exact.product(exact.product(x, middle), y)


def reflection(size: int, _: int, choices: Choices) -> Exact:
    """I - 2 P with an orthogonal projector P."""
    return exact.minus(exact.identity(size), exact.times(2, projector(size, size, choices)))


def involution(size: int, _: int, choices: Choices) -> Exact:
    """I - 2 P with any projector P."""
    return exact.minus(exact.identity(size), exact.times(2, oblique_projector(size, size, choices)))


def nilpotent(size: int, _: int, choices: Choices) -> Exact:
    """Strictly upper triangular in some basis."""
    upper = exact.exact([choices.integer() if i < j else 0 for j in range(size)] for i in range(size))
    return _conjugated(upper, choices)


def square_zero(size: int, _: int, choices: Choices) -> Exact:
    """N N = 0."""
    half = size // 2
    upper = exact.exact([choices.integer() if i < half <= j else 0 for j in range(size)] for i in range(size))
    return _conjugated(upper, choices)


def complex_structure(size: int, _: int, choices: Choices) -> Exact:
    """J J = -I, in even dimensions."""
    return _conjugated(_quarter_turns(size), choices)


def orthogonal_structure(size: int, _: int, choices: Choices) -> Exact:
    """J J = -I with J' = -J."""
    return _rotated(_quarter_turns(size), choices)


def _quarter_turns(size: int) -> Exact:
    if size % 2:
        raise Infeasible("J J = -I needs an even dimension")
    return direct_sum([Exact(((0, 1), (-1, 0)))] * (size // 2))


def _rotated(matrix: Exact, choices: Choices) -> Exact:
    turn = orthogonal(len(matrix.rows), 0, choices)
    return exact.product(exact.product(turn, matrix), exact.transpose(turn))


def _conjugated(matrix: Exact, choices: Choices) -> Exact:
    outer, inverse = basis(len(matrix.rows), choices)
    return exact.product(exact.product(outer, matrix), inverse)


def normal(size: int, _: int, choices: Choices) -> Exact:
    """A A' = A' A: a polynomial in a skew matrix."""
    k = skew(size, size, choices)
    a, b, c = choices.integer(), 1 + choices.natural(), choices.integer()
    terms = [(a, 1, exact.identity(size)), (b, 1, k), (c, 1, exact.product(k, k))]
    return exact.combination((size, size), terms)


def partial_isometry(rows: int, cols: int, choices: Choices) -> Exact:
    """V V' V = V: an isometry on the span of some vectors, zero on what is orthogonal to them."""
    if rows < cols:
        return exact.transpose(partial_isometry(cols, rows, choices))
    return exact.product(isometry(rows, cols, choices), projector(cols, cols, choices))


def rank_one(rows: int, cols: int, choices: Choices) -> Exact:
    """u v'."""
    return exact.product(general(rows, 1, choices), general(1, cols, choices))


def symmetric_rank_one(size: int, _: int, choices: Choices) -> Exact:
    """u u' or its negative."""
    sign = -1 if choices.natural(1) else 1
    return exact.times(sign, semidefinite_rank_one(size, size, choices))


def semidefinite_rank_one(size: int, _: int, choices: Choices) -> Exact:
    """u u'."""
    u = general(size, 1, choices)
    return exact.product(u, exact.transpose(u))


def diagonals(size: int, _: int, choices: Choices) -> Exact:
    """Any diagonal matrix."""
    return diagonal([choices.integer() for _ in range(size)])


def positive_diagonals(size: int, _: int, choices: Choices) -> Exact:
    """A diagonal matrix with positive entries."""
    return diagonal([_positive_number(choices) for _ in range(size)])


def nonnegative_diagonals(size: int, _: int, choices: Choices) -> Exact:
    """A diagonal matrix without negative entries."""
    return diagonal([choices.natural() for _ in range(size)])


def multiple_of_identity(size: int, _: int, choices: Choices) -> Exact:
    """t I with t > 0."""
    return exact.times(_positive_number(choices), exact.identity(size))


def sparse(rows: int, cols: int, choices: Choices) -> Exact:
    """At most a single entry, 1 or -1, in every row and column."""
    free, placed = list(range(cols)), list[tuple[int, ...]]()
    for _ in range(rows):
        place = choices.pick(len(free) + 1)  # the last one is none
        column = free.pop(place) if place < len(free) else cols
        entry = -1 if choices.natural(1) else 1
        placed.append(tuple([entry * (j == column) for j in range(cols)]))
    return Exact(tuple(placed))


def symmetric_sparse(size: int, _: int, choices: Choices) -> Exact:
    """The sum of a sparse matrix and its transpose."""
    half = sparse(size, size, choices)
    return exact.plus(half, exact.transpose(half))


def small(rows: int, cols: int, choices: Choices) -> Exact:
    """Rows whose entries add up to less than one."""
    entries = ([choices.integer(2) for _ in range(cols)] for _ in range(rows))
    return exact.exact(entries, (3 + choices.natural()) * max(rows, cols))


def stable(size: int, _: int, choices: Choices) -> Exact:
    """-I plus something small."""
    return exact.minus(small(size, size, choices), exact.identity(size))


def nothing(rows: int, cols: int, _: Choices) -> Exact:
    """Zero."""
    return exact.zero(rows, cols)


def spectral(roots: Sequence[Fraction], blocks: Sequence[Exact], is_symmetric: bool) -> Build:
    """Return how to build matrices with these eigenvalues and diagonal blocks: all of them, if they fit."""
    every = [*reversed(blocks), *map(exact.number, roots)]  # large blocks first: they obey no shorter relation

    def build(size: int, _: int, choices: Choices) -> Exact:
        if not every:
            raise Infeasible("no rational matrix is known that satisfies the polynomial relation")
        first, parts = choices.pick(len(every) + len(blocks)) % len(every), list[Exact]()
        while (left := size - sum(len(part.rows) for part in parts)) > 0:
            next_one = first + len(parts) if len(parts) < len(every) else choices.pick(len(every))
            fitting = [part for part in (every[next_one % len(every)], *reversed(every)) if len(part.rows) <= left]
            if not fitting:
                raise Infeasible("no matrix of this size satisfies the polynomial relation")
            parts.append(fitting[0])
        middle = direct_sum(parts)
        return _rotated(middle, choices) if is_symmetric else _conjugated(middle, choices)

    return build


def direct_sum(parts: Sequence[Exact]) -> Exact:
    """Return the block diagonal matrix of square parts."""
    size = sum(len(part.rows) for part in parts)
    common, start, rows = lcm(*(part.denominator for part in parts)), 0, list[list[int]]()
    for part in parts:
        factor, end = common // part.denominator, start + len(part.rows)
        rows += [[0] * start + [factor * x for x in row] + [0] * (size - end) for row in part.rows]
        start = end
    return exact.exact(rows, common)


_ANY = (
    Family("general", general),
    Family("rank one", rank_one, ("simple", "singular")),
    Family("isometry", isometry),
    Family("partial isometry", partial_isometry, ("singular",)),
    Family("sparse", sparse),
    Family("small", small),
    Family("zero", nothing),
)
_SQUARE = (
    Family("orthogonal", orthogonal),
    Family("oblique projector", oblique_projector, ("simple", "singular")),
    Family("involution", involution, ("simple",)),
    Family("skew", skew),
    Family("nilpotent", nilpotent, ("singular",)),
    Family("square zero", square_zero, ("simple", "singular")),
    Family("complex structure", complex_structure, ("simple",)),
    Family("orthogonal structure", orthogonal_structure, ("simple",)),
    Family("normal", normal),
    Family("stable", stable),
)
_SYMMETRIC = (
    Family("symmetric", symmetric),
    Family("diagonal", diagonals),
    Family("sparse", symmetric_sparse),
    Family("reflection", reflection, ("simple",)),
    Family("symmetric rank one", symmetric_rank_one, ("simple", "singular")),
)
_NONNEGATIVE = (
    Family("nonnegative", nonnegative),
    Family("projector", projector, ("simple", "singular")),
    Family("semidefinite rank one", semidefinite_rank_one, ("simple", "singular")),
    Family("nonnegative diagonal", nonnegative_diagonals),
    Family("zero", nothing),
)
_POSITIVE = (
    Family("positive", positive),
    Family("nearly singular", nearly_singular, ("simple",)),
    Family("positive diagonal", positive_diagonals),
    Family("multiple of the identity", multiple_of_identity, ("simple",)),
    Family("contraction", contraction),
)


def menu(letter: kernel.Letter) -> tuple[Family, ...]:
    """Return the families whose members may stand for a letter, the most general one first."""
    if letter.sign == "positive":
        return _POSITIVE
    if letter.sign == "nonnegative":
        return _NONNEGATIVE + _POSITIVE
    if letter.symmetric:
        return _SYMMETRIC + _NONNEGATIVE + _POSITIVE
    if letter.shape[0] == letter.shape[1]:
        return _ANY + _SQUARE + _SYMMETRIC + _NONNEGATIVE[:3] + _POSITIVE[2:4]
    return _ANY
