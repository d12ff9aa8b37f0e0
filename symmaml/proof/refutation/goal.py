"""A claim at a point: whether it fails there, and how nearly it does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from symmaml import kernel
from symmaml.proof.statements.formal import Source
from symmaml.proof.values import exact
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import NUMBER, Point

ROTATIONS = 30  # of Jacobi's method: far more than matrices of size up to six need


@dataclass(frozen=True)
class Failure:
    """A point at which a claim fails; `direction` shows an inequality failing, None an equality or a symmetry."""

    direction: tuple[int, ...] | None = None


class Goal:
    """The claim of a document: an equality, a gradient, or an inequality."""

    def __init__(self, document: kernel.Document) -> None:
        self.claim = document.claim
        self.is_order = self.claim.kind == "at-least"
        self.gap = document.goal()
        self.degree = _degree(document, self.gap)

    def failure(self, point: Point) -> Failure | None:
        """Return how the claim fails at a point, or None if it holds there."""
        gap = point.evaluate(self.gap)
        if not self.is_order:
            return None if exact.is_zero(gap) else Failure()
        return None if exact.has_sign(gap, "nonnegative") else Failure(exact.descent_direction(gap))

    def margin(self, point: Point) -> float:
        """Return the smallest eigenvalue of the gap of an inequality, relative to the largest entry of its sides."""
        sides = [point.evaluate(self.claim.lhs), point.evaluate(self.claim.rhs)]
        scale = max(Fraction(max(abs(x) for row in side.rows for x in row), side.denominator) for side in sides)
        gap = point.evaluate(self.gap)
        point.work += 10 * len(gap.rows)
        return smallest_eigenvalue(_floats(gap, scale)) if scale else 0.0


def _floats(a: Exact, scale: Fraction) -> list[list[float]]:
    """Return the symmetric part over a scale; true division of integers neither over- nor underflows here."""
    size, below = len(a.rows), 2 * a.denominator * scale.numerator
    return [[(a.rows[i][j] + a.rows[j][i]) * scale.denominator / below for j in range(size)] for i in range(size)]


def smallest_eigenvalue(rows: list[list[float]]) -> float:
    """Return the smallest eigenvalue of a symmetric matrix, by Jacobi's rotations."""
    size = len(rows)
    for _ in range(ROTATIONS if size > 1 else 0):
        p, q = max(((i, j) for i in range(size) for j in range(i)), key=lambda place: abs(rows[place[0]][place[1]]))
        if abs(rows[p][q]) <= 1e-15 * max(abs(rows[i][i]) for i in range(size)):
            break
        half = (rows[q][q] - rows[p][p]) / (2 * rows[p][q])
        tangent = math.copysign(1 / (abs(half) + math.hypot(half, 1)), half)
        cosine = 1 / math.hypot(tangent, 1)
        sine = tangent * cosine
        for row in rows:
            row[p], row[q] = cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]
        first, second = rows[p], rows[q]
        rows[p] = [cosine * x - sine * y for x, y in zip(first, second, strict=True)]
        rows[q] = [sine * x + cosine * y for x, y in zip(first, second, strict=True)]
    return min(rows[i][i] for i in range(size))


def with_increment(source: Source) -> Source:
    """Declare the increment of a gradient, if the source does not."""
    claim = source["claim"]
    letters = {letter["name"]: letter for letter in source["letters"]}
    if claim["relation"] != "gradient" or "@" + claim["variable"] in letters:
        return source
    variable = letters[claim["variable"]]
    increment = {"name": "@" + variable["name"], "rows": variable["rows"], "cols": variable["cols"]}
    return {**source, "letters": [*source["letters"], increment]}


def without_increment(source: Source) -> Source:
    """Leave out the increment of a gradient: it belongs to proofs alone."""
    return {**source, "letters": [letter for letter in source["letters"] if not letter["name"].startswith("@")]}


def _degree(document: kernel.Document, gap: kernel.Polynomial) -> int:
    """Return the degree in the matrices without definition; an inverse counts one more than what it inverts."""
    weights: dict[str, int] = {}

    def of(polynomial: kernel.Polynomial) -> int:
        bodies = ((*scalars, word) for (scalars, word), _ in polynomial.terms)
        return max((sum(weights[s.removesuffix("'")] for part in body for s in part) for body in bodies), default=0)

    for name, letter in document.alphabet.letters.items():
        inside = of(letter.definition) if letter.definition else int(letter.shape != NUMBER)
        weights[name] = inside + (letter.inverse_of is not None)
    return of(gap)
