"""Look for a polynomial as a sum of products of what is known to be positive and squares. Nothing here is trusted.

Factors come first: squares are positive, and each other factor is shown to have a sign. What does not factor is a
polynomial in one variable, for which there is an exact method, or a combination of products of what is known
(Handelman), found by least squares and solved exactly.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, combinations_with_replacement

from symmaml.proof.spectral.combination import nonnegative_combination
from symmaml.proof.spectral.one_variable import profile, terms as terms_in_one_variable
from symmaml.proof.spectral.reading import Element, Known, Reading
from symmaml.proof.spectral.term import Term, fraction, square, times
from symmaml.proof.squares.linear import solve

COLUMNS = 3_000  # products that are tried at once: more take seconds
HIGHER = 3  # products may have a degree that is so much higher than that of their sum
Point = dict[str, Fraction]


class Search:
    """What is known to be positive, with what was derived from it: `derived` tells by index how."""

    def __init__(self, read: Reading, goal: Element, point: Point | None, deadline: float) -> None:
        self.ring, self.matrix, self.zeros = read.ring, read.matrix, read.zeros
        self.known: list[Known] = list(read.known)
        self.derived: dict[int, list[Term]] = {}
        self.derive_bounds()
        self.given = len(self.known)
        self.point, self.deadline = point, deadline
        self.grading = _grading([goal, *read.zeros, *(k.polynomial for k in read.known)])

    def positive(self, f: Element) -> list[Term] | None:
        """Return terms that add up to a polynomial, or None."""
        if f.is_ground:
            return _constant(f)
        at_sight = self.at_sight(f)
        if at_sight:
            return [at_sight]
        leading, factors = f.factor_list()
        term = Term(abs(fraction(leading)), frozenset(), self.ring.one)
        left = self.ring(1 if leading > 0 else -1)
        for factor, multiplicity in factors:
            term = times(self.known, term, square(factor ** (multiplicity // 2)))
            signed = self.signed(factor, alone=len(factors) == 1) if multiplicity % 2 else None
            if signed:
                term, left = times(self.known, term, signed[1]), left * signed[0]
            elif multiplicity % 2:
                left *= factor
        rest = _constant(left) if left.is_ground else self.irreducible(left)
        return None if rest is None else [times(self.known, term, other) for other in rest]

    def at_sight(self, f: Element) -> Term | None:
        """Return a polynomial as a multiple of something known, or None."""
        for index, known in enumerate(self.known):
            factor = fraction(f.LC) / fraction(known.polynomial.LC)
            if factor > 0 and f == known.polynomial.mul_ground(self.ring.domain(factor.numerator, factor.denominator)):
                return Term(factor, frozenset((index,)), self.ring.one)
        return None

    def signed(self, factor: Element, alone: bool) -> tuple[int, Term] | None:
        """Return a sign, and that sign times a factor as one term; what takes several is derived first."""
        value = None if self.point is None else _value(factor, self.point)
        for sign in (1, -1):
            if value is None or value * sign >= 0:
                f = factor * sign
                term = self.at_sight(f)
                found = [term] if term else None if alone else self.irreducible(f)
                if found:
                    return sign, found[0] if len(found) == 1 else self.learnt(f, found)
        return None

    def learnt(self, f: Element, found: list[Term]) -> Term:
        """Add a polynomial to what is known."""
        names = {str(x) for x in f.ring.gens if f.degree(x) > 0}
        by_matrix = any(self.known[index].is_matrix for term in found for index in term.weights)
        self.derived[len(self.known)] = found
        self.known.append(Known("", f, self.ring.one, by_matrix or self.matrix in names))
        return Term(Fraction(1), frozenset((len(self.known) - 1,)), self.ring.one)

    def irreducible(self, f: Element) -> list[Term] | None:
        """Return terms that add up to a polynomial that is not looked at by factors, or None."""
        given = self.known[: self.given]
        found = profile(f, given, self.matrix)
        exact = terms_in_one_variable(f, found, given) if found else None
        if exact is not None and sum(len(term.root) for term in exact) <= 2 * len(f):
            return exact
        for more in range(HIGHER):
            if time.monotonic() < self.deadline:
                combined = self.combination(f, sum_degree(f) + more)
                if combined is not None:
                    return combined
        return exact

    def derive_bounds(self) -> None:
        """Derive what a product of two says that have a constant sum: from (x - 1)(3 - x) >= 0 that x >= 1, x <= 3.

        If c g = a b with c > 0 and a + b is a number d, then d a = a^2 + c g.
        """
        for index, known in enumerate(self.known[:]):
            _, factors = known.polynomial.factor_list()
            if [multiplicity for _, multiplicity in factors] != [1, 1]:
                continue
            (first, _), (second, _) = factors
            second = second.mul_ground(-first.LC / second.LC)
            total = first + second
            share = fraction((first * second).LC / known.polynomial.LC)
            for f in (first, second) if total.is_ground and total and share > 0 else ():
                d = abs(fraction(total.LC))
                parts = [Term(1 / d, frozenset(), f), Term(share / d, frozenset((index,)), self.ring.one)]
                self.learnt(f if total.LC > 0 else -f, parts)

    # -- products of what is known -------------------------------------------------------------------------------------

    def combination(self, f: Element, degree: int) -> list[Term] | None:
        """Return a polynomial as a combination of products of at most this degree, or None."""
        products = list(self.products(f, degree))
        zeros = [z * m for z in self.zeros for m in self.monomials(degree - sum_degree(z)) if self.alike(f, z * m)]
        if len(products) + 2 * len(zeros) > COLUMNS:
            return None
        rows: dict[tuple[int, ...], int] = {}
        polynomials = [*(value for _, value in products), *zeros, *(-z for z in zeros)]
        columns = [{rows.setdefault(m, len(rows)): fraction(c) for m, c in p.terms()} for p in polynomials]
        if any(m not in rows for m in f):
            return None
        target = {rows[m]: fraction(c) for m, c in f.terms()}
        costs = [1.0 + len(term.weights) + len(term.root) for term, _ in products] + [2.0] * 2 * len(zeros)
        found = nonnegative_combination(columns, target, costs)
        if found is None:
            return None
        chosen = ((products[j][0], c) for j, c in sorted(found.items()) if j < len(products))
        return [Term(c * term.coefficient, term.weights, term.root) for term, c in chosen]

    def products(self, f: Element, degree: int) -> Iterator[tuple[Term, Element]]:
        """Yield products of at most some degree that have the weights of f, with their values."""
        given = self.known[: self.given]
        places = [Term(Fraction(1), frozenset((index,)), self.ring.one) for index in range(len(given))]
        signs = {k.polynomial for k in given}
        inside = [x for x in self.ring.gens if f.degree(x) > 0]
        places += [square(x) for x in inside if x not in signs]
        places += [square(x - y) for x, y in combinations(inside, 2) if self.alike(x, y)]
        values = [place.value(given) for place in places]
        seen = set()
        waiting = [(square(self.ring.one), self.ring.one, 0)]
        for term, value, start in waiting:  # grows while it is read
            if self.alike(f, value) and value not in seen:
                seen.add(value)
                yield term, value
            for place in range(start, len(places)):
                fits = sum_degree(value) + sum_degree(values[place]) <= degree
                if fits and len(waiting) < 2 * COLUMNS:
                    waiting.append((times(given, term, places[place]), value * values[place], place))

    def monomials(self, degree: int) -> Iterator[Element]:
        """Yield the monomials of at most some degree."""
        for size in range(degree + 1):
            for chosen in combinations_with_replacement(self.ring.gens, size):
                yield self.ring.mul(self.ring.one, *chosen)

    def alike(self, f: Element, g: Element) -> bool:
        """Whether two homogeneous polynomials have the same degree in every grading."""
        first, second = next(iter(f)), next(iter(g))
        return all(sum(w * (a - b) for w, a, b in zip(row, first, second, strict=True)) == 0 for row in self.grading)


def sum_degree(f: Element) -> int:
    """Return the total degree."""
    return max((sum(exponents) for exponents in f), default=0)


def _constant(f: Element) -> list[Term] | None:
    if not f:
        return []
    return [Term(fraction(f.LC), frozenset(), f.ring.one)] if f.LC > 0 else None


def _value(f: Element, point: Point) -> Fraction:
    """Evaluate a polynomial; letters without a value are zero."""
    values = [point.get(str(x), Fraction(0)) for x in f.ring.gens]
    total = Fraction(0)
    for exponents, coefficient in f.terms():
        product = fraction(coefficient)
        for value, exponent in zip(values, exponents, strict=True):
            product *= value**exponent
        total += product
    return total


def holds(known: Sequence[Known], point: Point) -> bool:
    """Whether everything that is known to be positive is so at a point."""
    return all(_value(each.polynomial, point) >= 0 for each in known)


def _grading(polynomials: Sequence[Element]) -> list[tuple[Fraction, ...]]:
    """Return independent weights of the generators for which all polynomials are homogeneous."""
    count = len(polynomials[0].ring.gens)
    rows = []
    for f in polynomials:
        first, *rest = list(f) or [()]
        rows += [{k: Fraction(a - b) for k, (a, b) in enumerate(zip(e, first, strict=True)) if a != b} for e in rest]
    solutions = solve(row for row in rows if row)
    free = [k for k in range(count) if solutions and k not in solutions.pivots]
    return [tuple(solutions.value(k, {one: Fraction(1)}) for k in range(count)) for one in free if solutions]
