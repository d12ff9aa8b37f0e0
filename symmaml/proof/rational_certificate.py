"""Check that an expression with inverses is zero for all matrices. Imports the standard library and the kernel only.

Equations. An expression is the first unknown of linear equations whose coefficients are letters: `A S^-1 B` is u0 in
`u0 = A u1`, `S u1 = u2`, `u2 = B u3`, `u3 = 1`. `Pencil` derives such equations `L u = b` from the statement itself
(up to a constant factor). An unknown has as many rows as its equation, and L is invertible wherever all inverses exist.

Certificate. Columns V ("solutions") and U ("images") of constants such that, L_x being the coefficients of the letter x
in L, every `L_x V` and b lie in the span of U; V is zero at u0; the columns of V are independent; each column belongs
to one dimension, and no dimension has more columns in U than in V. Constants may be polynomials in the numbers of a
statement.

Theorem: the expression is then zero wherever all inverses exist, in every dimension. Proof: put matrices for letters.
The first condition says `L V = U M` and `b = U c` for some M and c, where M has at least as many columns as rows. L V
is injective, hence so is M, which is therefore invertible: `L^-1 U = V M^-1`. So `u = L^-1 b = V M^-1 c` is zero at u0.
Numbers at which a pivot vanishes make no exception, since the expression is continuous. QED.

docs/rational-identities.md has the details, and why every identity of matrices has such a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any, NamedTuple

from symmaml.kernel import (
    Alphabet,
    CertificateRejected,
    Document,
    Polynomial,
    Word,
    fields,
    named,
    read_word,
    require,
    typed,
)

Numbers = tuple[str, ...]  # a product of 1x1 letters without definition, sorted
Coefficient = dict[Numbers, int]  # a polynomial in them
Vector = dict[int, Coefficient]
Terms = tuple[tuple[tuple[Word, Numbers], Fraction], ...]  # words with numbers in front, and their coefficients
Part = tuple[str, int | None, Numbers, Fraction]  # letter, unknown (None: the right side), numbers, coefficient

IDENTITY, ONE = "", ((((), ()), Fraction(1)),)


# --- the equations of an expression -----------------------------------------------------------------------------------


class Sum(NamedTuple):
    """An unknown: words applied to another unknown, or to the identity (None)."""

    terms: Terms
    base: int | None


class Inverted(NamedTuple):
    """An unknown: an inverse applied to another unknown."""

    spelling: str
    argument: int


class Pencil:
    """Equations L u = b, one for each unknown; u0 is the expression up to a factor. Letters with `bodies` are unfolded.

    `entries[x][j]` lists (i, numbers, c): equation i contains c * numbers * x * u_j, where x is a letter without
    definition, the transpose of one, or the identity. Unknown i and equation i have `dimensions[i]` rows. Every unknown
    is an expression applied to an earlier one, or to the identity: that makes L invertible.
    """

    def __init__(self, alphabet: Alphabet, expression: Polynomial, bodies: Mapping[str, Polynomial]) -> None:
        self.alphabet, self.bodies = alphabet, bodies
        self.dimensions: list[str] = []
        self.entries: dict[str, dict[int, list[tuple[int, Numbers, int]]]] = {}
        self.right: Vector = {}
        self.unknowns: dict[Sum | Inverted, int] = {}
        self.unwritten: list[Sum | Inverted] = []
        self.unknown(Sum(primitive(self.opened(expression))[2], None), expression.shape[0])
        for unknown in self.unwritten:  # grows while it is read
            self.write_equation(unknown)

    def unknown(self, unknown: Sum | Inverted, dimension: str) -> int:
        """Return the index of an unknown; a new one is given the next."""
        if unknown not in self.unknowns:
            self.unknowns[unknown] = len(self.unknowns)
            self.dimensions.append(dimension)
            self.unwritten.append(unknown)
        return self.unknowns[unknown]

    def write_equation(self, unknown: Sum | Inverted) -> None:
        """Write the equation that determines an unknown, scaled to integers."""
        own = self.unknowns[unknown]
        parts: list[Part]
        if isinstance(unknown, Sum):
            words = self.applied(unknown.terms, unknown.base, self.dimensions[own])
            parts = [(IDENTITY, own, (), Fraction(-1)), *words]
        else:
            factor, shared, terms = primitive(self.opened(self.definition(unknown.spelling)))
            inverted = self.applied(terms, own, self.dimensions[own])
            parts = [(x, j, shared + numbers, factor * c) for x, j, numbers, c in inverted]
            parts.append((IDENTITY, unknown.argument, (), Fraction(-1)))
        scale = lcm(*(c.denominator for *_, c in parts))
        for spelling, j, numbers, c in parts:
            self.alphabet.budget.spend(150)
            product, whole = tuple(sorted(numbers)), int(c * scale)
            if j is None:
                accumulate(self.right, own, {product: -whole})
            else:
                self.entries.setdefault(spelling, {}).setdefault(j, []).append((own, product, whole))

    def applied(self, terms: Terms, base: int | None, dimension: str) -> Iterator[Part]:
        """Yield parts that add up to words applied to an unknown: one part for all words of the same first letter."""
        groups: dict[str, dict[tuple[Word, Numbers], Fraction]] = {}
        for (word, numbers), coefficient in terms:
            self.alphabet.budget.spend(10 + len(word) + len(numbers))
            groups.setdefault(word[0] if word else IDENTITY, {})[word[1:], numbers] = coefficient
        for spelling, rest in groups.items():
            if spelling:
                yield self.part(spelling, *primitive(rest), base, dimension)
            else:
                yield from ((IDENTITY, base, numbers, coefficient) for (_, numbers), coefficient in rest.items())

    def part(
        self, spelling: str, factor: Fraction, numbers: Numbers, rest: Terms, base: int | None, dimension: str
    ) -> Part:
        """Return factor * numbers * letter * rest, applied to an unknown; a definition replaces what it defines."""
        letter, (rows, columns) = self.alphabet.letters[spelling.removesuffix("'")], self.alphabet.shapes[spelling]
        is_number = letter.shape == ("1", "1")
        inside = is_number or rows == dimension
        require(inside, "rational", "the inverse of a 1x1 product of vectors multiplies a matrix or a vector")
        operand = self.sum_of(rest, base, dimension if is_number else columns)
        if letter.inverse_of:
            return IDENTITY, self.unknown(Inverted(spelling, operand), dimension), numbers, factor
        if self.body(letter.name):
            more, shared, body = primitive(self.opened(self.definition(spelling)))
            return IDENTITY, self.sum_of(body, operand, dimension), numbers + shared, factor * more
        return spelling, operand, numbers, factor

    def sum_of(self, terms: Terms, base: int | None, dimension: str) -> int:
        """Return the unknown of words applied to another; of the empty word, that other itself."""
        return base if terms == ONE and base is not None else self.unknown(Sum(terms, base), dimension)

    def body(self, name: str) -> Polynomial | None:
        """Return what a letter equals or inverts, None if it is free."""
        return self.bodies.get(name) or self.alphabet.letters[name].definition

    def definition(self, spelling: str) -> Polynomial:
        """Return what a letter, or its transpose, equals or inverts."""
        body = self.body(spelling.removesuffix("'"))
        if body is None:
            raise CertificateRejected("rational", f"{spelling} has no definition")
        return self.alphabet.transpose(body) if spelling.endswith("'") else body

    def opened(self, p: Polynomial) -> dict[tuple[Word, Numbers], Fraction]:
        """Return a polynomial as words with numbers in front.

        A 1x1 word such as x' A y becomes half the sum of itself and its transpose, which are equal. A 1x1 letter that
        is defined moves to the end of a word, where its definition is applied.
        """
        total: dict[tuple[Word, Numbers], Fraction] = {}
        for (scalars, word), coefficient in p.terms:
            singles = [s[0].removesuffix("'") for s in scalars if len(s) == 1]
            longer = [s for s in scalars if len(s) > 1]
            alone = not longer or (len(longer) == 1 and p.shape == ("1", "1"))
            require(alone, "rational", "a 1x1 product of vectors multiplies something, and is no given number")
            end = tuple(name for name in singles if self.body(name))
            numbers = tuple(name for name in singles if not self.body(name))
            for part in (longer[0], self.alphabet.flipped(longer[0])) if longer else (word,):
                key = (part + end, numbers)
                total[key] = total.get(key, Fraction(0)) + coefficient / (2 if longer else 1)
        return total


def primitive(terms: dict[tuple[Word, Numbers], Fraction]) -> tuple[Fraction, Numbers, Terms]:
    """Return (c, numbers, rest) with terms = c * numbers * rest, where rest has coprime integer coefficients."""
    if not terms:
        return Fraction(0), (), ()
    ordered = sorted(terms.items())
    shared = reduce(common, (numbers for (_, numbers), _ in ordered))
    size = Fraction(gcd(*(c.numerator for _, c in ordered)), lcm(*(c.denominator for _, c in ordered)))
    content = size if ordered[0][1] > 0 else -size
    return content, shared, tuple(((word, without(numbers, shared)), c / content) for (word, numbers), c in ordered)


def common(first: Numbers, second: Numbers) -> Numbers:
    """Return the greatest common divisor of two products of numbers."""
    return tuple(n for name in sorted(set(first)) for n in [name] * min(first.count(name), second.count(name)))


def without(numbers: Numbers, divisor: Numbers) -> Numbers:
    """Return the quotient of two products of numbers."""
    return tuple(n for name in sorted(set(numbers)) for n in [name] * (numbers.count(name) - divisor.count(name)))


# --- vectors of polynomials in numbers --------------------------------------------------------------------------------


def times(p: Coefficient, q: Coefficient) -> Coefficient:
    """Return the product of two polynomials."""
    total: Coefficient = {}
    for m, c in p.items():
        for n, d in q.items():
            product = tuple(sorted(m + n)) if m and n else m or n
            total[product] = total.get(product, 0) + c * d
    return total


def accumulate(vector: Vector, index: int, p: Coefficient) -> None:
    """Add a polynomial to an entry of a vector, in place; an entry that becomes zero is left out."""
    total = vector.setdefault(index, {})
    for m, c in p.items():
        total[m] = total.get(m, 0) + c
        if not total[m]:
            del total[m]
    if not total:
        del vector[index]


def collected(entries: Iterable[tuple[int, Coefficient]]) -> Vector:
    """Add up the entries of a vector."""
    total: Vector = {}
    for index, p in entries:
        accumulate(total, index, p)
    return total


# --- the certificate --------------------------------------------------------------------------------------------------


def check_rational(document: Document, evidence: Any) -> None:
    """Check that the goal of a document is zero wherever all its inverses exist, for matrices of every dimension.

    `evidence` is {"unfold": hypotheses, "solutions": V, "images": U}. Hypotheses, by number, say what letters stand
    for; no others are used. A column lists [index, constant], its pivot first; a constant is an integer, or a
    polynomial in numbers such as [[2, ""], [-1, "alpha^2"]]. Raises `CertificateRejected`.
    """
    record = fields(evidence, "unfold solutions images")
    pencil = Pencil(document.alphabet, document.goal(), unfolded(document, record["unfold"]))
    solutions, images = (read_columns(pencil, record[key]) for key in ("solutions", "images"))
    require(not any(0 in column for column in solutions.values()), "solution", "a solution is not zero at u0")
    equal, counts = equal_dimensions(document), dict[str, int]()
    for sign, columns in ((1, solutions), (-1, images)):
        for pivot in columns:
            dimension = equal.get(pencil.dimensions[pivot], pencil.dimensions[pivot])
            counts[dimension] = counts.get(dimension, 0) + sign
    require(all(count >= 0 for count in counts.values()), "dimension", f"images outnumber solutions: {counts}")
    span = Span(images, document.alphabet)
    span.require_member(pencil.right, "the right side")
    for spelling, entries in pencil.entries.items():
        for pivot, column in solutions.items():
            reached = [(i, {n: c}, column[j]) for j in column for i, n, c in entries.get(j, ())]
            image = collected((i, times(factor, p)) for i, factor, p in reached)
            span.require_member(image, f"{spelling or 'the identity'} times the solution of pivot {pivot}")


def unfolded(document: Document, value: Any) -> dict[str, Polynomial]:
    """Return what hypotheses of these numbers say of letters without definition; unfolded throughout, letters end."""
    letters, bodies = document.alphabet.letters, dict[str, Polynomial]()
    alone = {document.alphabet.single(name): name for name, letter in letters.items() if not letter.definition}
    for index in typed(value, list):
        known = type(index) is int and 0 <= index < len(document.hypotheses)
        require(known and document.hypotheses[index].kind == "equal", "hypothesis", f"{named(index)} is no equality")
        h = document.hypotheses[index]
        left, right = (h.lhs, h.rhs) if h.lhs in alone else (h.rhs, h.lhs)
        name = alone.get(left, "")
        require(name and name not in bodies, "hypothesis", f"hypothesis {index} does not say what a free letter is")
        bodies[name] = right
        document.used.add(f"hypothesis:{index}")
    unresolved = {name: bodies.get(name) or letter.definition for name, letter in letters.items()}
    while unresolved:
        ready = [name for name, body in unresolved.items() if not body or not occurring(body) & set(unresolved)]
        require(ready, "hypothesis", f"{', '.join(sorted(unresolved))} are defined by one another")
        unresolved = {name: body for name, body in unresolved.items() if name not in ready}
    return bodies


def occurring(p: Polynomial) -> set[str]:
    """Return the letters of a polynomial."""
    return {s.removesuffix("'") for (scalars, word), _ in p.terms for part in (*scalars, word) for s in part}


def equal_dimensions(document: Document) -> dict[str, str]:
    """Return for dimensions that inverses force to be equal one of them that stands for all.

    A product whose inverse exists has no factor that is narrower than itself: (A B)^-1 and (B A)^-1 exist for square
    matrices only.
    """
    letters, shapes = document.alphabet.letters, document.alphabet.shapes
    names = sorted({"1"}.union(*(letter.shape for letter in letters.values())))
    wider = {dimension: {dimension} if dimension != "1" else set(names) for dimension in names}
    for name, letter in letters.items():
        if letter.inverse_of and name in document.mentioned and len(letter.inverse_of.terms) == 1:
            (_, word), _ = letter.inverse_of.terms[0]
            wider[letter.shape[0]] |= {shapes[spelling][1] for spelling in word}
    for middle in names:
        for dimension in names:
            wider[dimension] |= wider[middle] if middle in wider[dimension] else set()
    return {d: min(e for e in wider[d] if d in wider[e]) for d in names}


class Span:
    """The span of columns that have one and the same polynomial at their pivots."""

    def __init__(self, columns: dict[int, Vector], alphabet: Alphabet) -> None:
        pivots = [column[pivot] for pivot, column in columns.items()] or [{(): 1}]
        require(all(p == pivots[0] for p in pivots), "pivot", "the pivots of the images differ")
        self.columns, self.pivot, self.alphabet = columns, pivots[0], alphabet

    def require_member(self, vector: Vector, name: str) -> None:
        """Refuse a vector unless its multiple by the pivot is a combination of the columns, read off at the pivots."""
        left_over = collected((i, times(self.pivot, p)) for i, p in vector.items())
        for place, p in vector.items():
            negative = {m: -c for m, c in p.items()}
            for i, q in self.columns.get(place, {}).items():
                self.alphabet.budget.spend(20 + 10 * len(p) * len(q))
                accumulate(left_over, i, times(negative, q))
        require(not left_over, "span", f"{name} is not in the span of the images")


def read_columns(pencil: Pencil, value: Any) -> dict[int, Vector]:
    """Read columns by pivot. Each has one dimension, and is zero at the pivots of the others: they are independent."""
    columns: dict[int, Vector] = {}
    for record in typed(value, list):
        column: Vector = {}
        for entry in typed(record, list):
            index, constant = typed(entry, list, 2)
            known = type(index) is int and 0 <= index < len(pencil.dimensions) and index not in column
            require(known, "format", f"index {named(index)} stands twice, or is not below {len(pencil.dimensions)}")
            column[index] = read_constant(pencil, constant)
        require(column, "format", "a column is empty")
        pivot = next(iter(column))
        require(pivot not in columns, "pivot", f"{pivot} is the pivot of two columns")
        same = all(pencil.dimensions[i] == pencil.dimensions[pivot] for i in column)
        require(same, "dimension", f"the column of pivot {pivot} mixes dimensions")
        columns[pivot] = column
    for pivot, column in columns.items():
        alone = all(i == pivot or i not in columns for i in column)
        require(alone, "pivot", f"the column of pivot {pivot} is not zero at another pivot")
    return columns


def read_constant(pencil: Pencil, value: Any) -> Coefficient:
    """Read an integer, or a polynomial in numbers such as [[2, ""], [-1, "alpha^2 beta"]]; it must not be zero."""
    total: Coefficient = {}
    for term in typed(value, list) if not isinstance(value, int) else [[value, ""]]:
        coefficient, names = typed(term, list, 2)
        ((scalars, _), _), *_ = read_word(pencil.alphabet, names).terms
        numbers = tuple(name for scalar in scalars for name in scalar)
        free = all(len(scalar) == 1 and not pencil.body(scalar[0]) for scalar in scalars)
        known = free and (numbers or not names)
        require(known, "number", f"{named(names)} is no product of 1x1 letters without definition")
        new = type(coefficient) is int and coefficient != 0 and numbers not in total
        require(new, "number", f"{named(coefficient)} is no integer, is zero, or its numbers stand twice")
        pencil.alphabet.budget.spend(20 + coefficient.bit_length())
        total[numbers] = coefficient
    require(total, "number", "a constant is zero")
    return total
