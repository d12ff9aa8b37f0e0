"""Solve equations that are affine in one letter, exactly, once all other letters have values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from operator import mul

from symmaml import kernel
from symmaml.proof.values import exact
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import Infeasible, Point

Row = list[int]
Slots = list[list[int]]


@dataclass(frozen=True)
class Space:
    """All solutions: `base` plus any combination of `directions`, which are independent integer matrices."""

    base: Exact
    directions: tuple[Exact, ...]

    def moved(self, coefficients: Sequence[Fraction | int]) -> Exact:
        """Return base plus a combination of the directions."""
        terms = [(1, 1, self.base)]
        for c, direction in zip(coefficients, self.directions, strict=True):
            terms.append((c.numerator, c.denominator, direction))
        return exact.combination((len(self.base.rows), len(self.base.rows[0])), terms)

    def nearest(self, target: Exact) -> Exact:
        """Return the solution nearest to `target`, in the sum of squared entries."""
        if not self.directions:
            return self.base
        spans = [[x for row in direction.rows for x in row] for direction in self.directions]
        missing = exact.minus(target, self.base)
        gap = [x for row in missing.rows for x in row]
        gram = exact.inverse(exact.exact([sum(map(mul, x, y)) for y in spans] for x in spans))
        if gram is None:
            raise Infeasible("directions are independent, so their Gram matrix is invertible")
        moments = exact.exact(([sum(map(mul, x, gap))] for x in spans), missing.denominator)
        solved = exact.product(gram, moments)
        return self.moved([Fraction(row[0], solved.denominator) for row in solved.rows])


def degree(polynomial: kernel.Polynomial, name: str) -> int:
    """Return how often a letter stands in a monomial, at most."""
    return max((_count(monomial, name) for monomial, _ in polynomial.terms), default=0)


def _count(monomial: kernel.Monomial, name: str) -> int:
    scalars, word = monomial
    return sum(spelling in (name, name + "'") for part in (*scalars, word) for spelling in part)


def solutions(point: Point, name: str, equations: Sequence[tuple[kernel.Polynomial, Exact | None]]) -> Space | None:
    """Return all values of a letter at which each polynomial has its value (None: zero), or None if there are none.

    Every polynomial is affine in the letter, and all other letters in it have values.
    """
    letter = point.signature.letters[name]
    slots, unknowns = _slots(*point.size(letter.shape), letter.symmetric)
    rows: list[Row] = []
    for polynomial, value in equations:
        rows += _rows(point, name, polynomial, value, slots, unknowns)
    point.work += 50 + len(rows) * unknowns * min(unknowns, len(rows)) // 4
    pivots = _eliminate(rows, unknowns)
    if pivots is None:
        return None
    return _space(rows, pivots, slots, unknowns)


def _slots(rows: int, cols: int, symmetric: bool) -> tuple[Slots, int]:
    """Number the unknown entries; symmetric pairs share a number."""
    if not symmetric:
        return [[i * cols + j for j in range(cols)] for i in range(rows)], rows * cols
    numbers = {(i, j): k for k, (i, j) in enumerate((i, j) for i in range(rows) for j in range(i, rows))}
    return [[numbers[min(i, j), max(i, j)] for j in range(rows)] for i in range(rows)], len(numbers)


def _rows(
    point: Point, name: str, polynomial: kernel.Polynomial, value: Exact | None, slots: Slots, unknowns: int
) -> list[Row]:
    """Write one matrix equation as integer rows: the coefficients of the unknowns, then the constant."""
    size = point.size(polynomial.shape)
    linear = [(c, m) for m, c in polynomial.terms if _count(m, name)]
    constant = kernel.Polynomial(polynomial.shape, tuple((m, c) for m, c in polynomial.terms if not _count(m, name)))
    rest = point.evaluate(constant)
    if value is not None:
        rest = exact.minus(rest, value)
    pieces = [_piece(point, name, coefficient, monomial, size) for coefficient, monomial in linear]
    common = lcm(rest.denominator, *(q for _, q, _ in pieces))
    rows = [[0] * unknowns + [x * (common // rest.denominator)] for row in rest.rows for x in row]
    for p, q, entries in pieces:
        factor = p * (common // q)
        for equation, i, j, x in entries:
            rows[equation][slots[i][j]] += factor * x
        point.work += len(rows)
    return rows


Entries = Iterator[tuple[int, int, int, int]]


def _piece(
    point: Point, name: str, coefficient: Fraction, monomial: kernel.Monomial, size: tuple[int, int]
) -> tuple[int, int, Entries]:
    """Return a fraction and entries (equation, i, j, x): the equation gets fraction * x * unknown[i][j]."""
    scalars, word = monomial
    parts = [*scalars, word]
    place = next(k for k, part in enumerate(parts) if any(s in (name, name + "'") for s in part))
    part = parts[place]
    at = next(k for k, s in enumerate(part) if s in (name, name + "'"))
    flip = part[at].endswith("'")
    shape = point.signature.letters[name].shape
    inner = point.size((shape[1], shape[0]) if flip else shape)
    other_scalars = tuple(s for k, s in enumerate(scalars) if k != place)
    p, q = point.scalars(other_scalars, coefficient)
    in_word = place == len(scalars)
    left = point.word(part[:at]) if at else exact.identity(inner[0])
    right = point.word(part[at + 1 :]) if at + 1 < len(part) else exact.identity(inner[1])
    q *= left.denominator * right.denominator
    if in_word:
        return p, q, _in_word(left, right, flip, size[1])
    around = point.word(word) if word else exact.identity(size[0])
    return p, q * around.denominator, _in_scalar(left, right, around, flip)


def _in_word(left: Exact, right: Exact, flip: bool, cols: int) -> Entries:
    for a, row in enumerate(left.rows):
        for i, x in enumerate(row):
            if x:
                for j, column in enumerate(right.rows):
                    for b, y in enumerate(column):
                        if y:
                            yield a * cols + b, *((j, i) if flip else (i, j)), x * y


def _in_scalar(left: Exact, right: Exact, around: Exact, flip: bool) -> Entries:
    cols = len(around.rows[0])
    for i, x in enumerate(left.rows[0]):
        for j, row in enumerate(right.rows):
            if x and row[0]:
                for a, values in enumerate(around.rows):
                    for b, z in enumerate(values):
                        if z:
                            yield a * cols + b, *((j, i) if flip else (i, j)), x * row[0] * z


def _eliminate(rows: list[Row], unknowns: int) -> list[int] | None:
    """Bring rows to reduced echelon form in place; return the pivot columns, or None if there is no solution."""
    pivots: list[int] = []
    for column in range(unknowns):
        rank = len(pivots)
        candidates = [k for k in range(rank, len(rows)) if rows[k][column]]
        if not candidates:
            continue
        best = min(candidates, key=lambda k: abs(rows[k][column]))
        rows[rank], rows[best] = _primitive(rows[best]), rows[rank]
        lead = rows[rank]
        p = lead[column]
        for k, row in enumerate(rows):
            if k != rank and row[column]:
                f = row[column]
                rows[k] = _primitive([p * x - f * y for x, y in zip(row, lead, strict=True)])
        pivots.append(column)
    if any(row[-1] for row in rows[len(pivots) :]):
        return None
    return pivots


def _primitive(row: Row) -> Row:
    """Divide out what all entries share."""
    common = gcd(*row)
    return [x // common for x in row] if common > 1 else row


def _space(rows: list[Row], pivots: list[int], slots: Slots, unknowns: int) -> Space:
    """Read the solutions off the reduced rows."""
    common = lcm(*(rows[k][column] for k, column in enumerate(pivots))) if pivots else 1
    base = [0] * unknowns
    for k, column in enumerate(pivots):
        base[column] = -rows[k][-1] * (common // rows[k][column])
    directions = []
    for free in sorted(set(range(unknowns)) - set(pivots)):
        direction = [0] * unknowns
        direction[free] = common
        for k, column in enumerate(pivots):
            direction[column] = -rows[k][free] * (common // rows[k][column])
        directions.append(exact.exact(_shaped(_primitive(direction), slots)))
    return Space(exact.exact(_shaped(base, slots), common), tuple(directions))


def _shaped(values: Row, slots: Slots) -> list[list[int]]:
    return [[values[slot] for slot in row] for row in slots]
