"""Check that a rational expression is zero for all matrices, whatever their dimensions. Standard library and kernel only.

Linear equations. An expression is the first unknown of linear equations whose coefficients are letters: `r = A S^-1 B`
is the unknown u0 of `u0 = A u1`, `S u1 = u2`, `u2 = B u3`, `u3 = 1`. `Pencil` derives the equations `L u = b` from the
statement itself. Each unknown has as many rows as its equation, and L is invertible wherever all inverses exist.

Certificate. Integer columns V ("solutions") and U ("images"), each in unknowns or equations of one dimension, such that
for every letter x, with L_x its coefficients in L: `L_x V` and `b` lie in the span of U, V has independent columns, no
more columns of U than of V belong to any one dimension, and V does not touch u0. Entries may be polynomials in the
numbers of the statement.

Theorem: then r = 0 wherever all inverses exist, in every dimension. Proof: put matrices for the letters, an identity of
its dimension for each entry 1 of V and U. Then `L V = U M` with a matrix M that has at least as many columns as rows.
As L V is injective, so is M, which is therefore invertible: `L^-1 U = V M^-1`. Now b = U c for some c, and the solution
`L^-1 b = V M^-1 c` vanishes at u0. Numbers at which a pivot vanishes are no exception, as r is continuous. QED.

docs/rational-identities.md has the details, and why every identity that holds for all matrices has such a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Any

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

Numbers = tuple[str, ...]  # a product of free 1x1 letters, sorted
Coefficient = dict[Numbers, int]  # a polynomial in free 1x1 letters
Vector = dict[int, Coefficient]
Terms = dict[tuple[Word, Numbers], Fraction]
Key = tuple[str, int | None, object]

IDENTITY, ONE = "", ((((), ()), Fraction(1)),)


# --- the equations of an expression -----------------------------------------------------------------------------------


class Pencil:
    """Equations L u = b, one for each unknown; `u[0]`, applied to the identity, is the expression.

    `entries[x][j]` lists (i, numbers, c): equation i contains c * numbers * x * u[j], where x is a letter without
    definition, the transpose of one, or the identity. Unknown i and equation i have `dimensions[i]` rows.
    """

    def __init__(self, alphabet: Alphabet, expression: Polynomial) -> None:
        self.alphabet = alphabet
        self.dimensions: list[str] = []
        self.entries: dict[str, dict[int, list[tuple[int, Numbers, int]]]] = {}
        self.right: Vector = {}
        self.keys: dict[Key, int] = {}
        self.unwritten: list[Key] = []
        _, _, terms = primitive(self.opened(expression))
        self.unknown(("sum", None, terms), expression.shape[0])
        for key in self.unwritten:  # grows while it is read
            self.write_equation(key)

    def unknown(self, key: Key, dimension: str) -> int:
        """Return the unknown of a key: ("sum", b, terms) is the sum of words applied to unknown b (None: the identity),
        ("inverse", u, letter) is the letter, an inverse, applied to unknown u."""
        if key not in self.keys:
            self.keys[key] = len(self.keys)
            self.dimensions.append(dimension)
            self.unwritten.append(key)
        return self.keys[key]

    def write_equation(self, key: Key) -> None:
        """Write the equation that determines an unknown, scaled to integers."""
        own, (kind, operand, content) = self.keys[key], key
        if kind == "sum":
            parts = [(IDENTITY, own, (), Fraction(-1)), *self.applied(content, operand, self.dimensions[own])]
        else:
            inverted = primitive(self.opened(self.definition(str(content))))
            parts = [
                (x, target, (*inverted[1], *numbers), inverted[0] * c)
                for x, target, numbers, c in self.applied(inverted[2], own, self.dimensions[own])
            ]
            parts.append((IDENTITY, operand, (), Fraction(-1)))
        scale = lcm(*(c.denominator for *_, c in parts))
        for spelling, target, numbers, c in parts:
            self.alphabet.budget.spend(50)
            if target is None:
                accumulate(self.right, own, {tuple(sorted(numbers)): -int(c * scale)})
            else:
                entry = (own, tuple(sorted(numbers)), int(c * scale))
                self.entries.setdefault(spelling, {}).setdefault(target, []).append(entry)

    def applied(
        self, terms: Any, base: int | None, dimension: str
    ) -> Iterator[tuple[str, int | None, Numbers, Fraction]]:
        """Yield (x, unknown, numbers, c): words applied to `base`, grouped by first letter, add up to c * numbers * x * u."""
        groups: dict[str, Terms] = {}
        for (word, numbers), coefficient in terms:
            groups.setdefault(word[0] if word else IDENTITY, {})[word[1:], numbers] = coefficient
            self.alphabet.budget.spend(10)
        for spelling, rest in groups.items():
            if not spelling:
                yield from ((IDENTITY, base, numbers, coefficient) for (_, numbers), coefficient in rest.items())
                continue
            rows, columns = self.alphabet.shapes[spelling]
            is_number = (rows, columns) == ("1", "1")
            require(is_number or rows == dimension, "rational", f"{spelling} has {rows} rows where {dimension} are wanted")
            coefficient, numbers, tail = primitive(rest)
            operand = self.sum_of(tail, base, dimension if is_number else columns)
            letter = self.alphabet.letters[spelling.removesuffix("'")]
            if letter.equals:
                factor, more, body = primitive(self.opened(self.definition(spelling)))
                operand = self.sum_of(body, operand, dimension)
                yield IDENTITY, operand, (*numbers, *more), coefficient * factor
            elif letter.inverse_of:
                yield IDENTITY, self.unknown(("inverse", operand, spelling), dimension), numbers, coefficient
            else:
                yield spelling, operand, numbers, coefficient

    def sum_of(self, terms: Any, base: int | None, dimension: str) -> int:
        """Return the unknown of a sum of words applied to `base`; of the empty word, `base` itself."""
        if terms == ONE and base is not None:
            return base
        return self.unknown(("sum", base, terms), dimension)

    def definition(self, spelling: str) -> Polynomial:
        """Return what a defined letter, or its transpose, equals or inverts."""
        body = self.alphabet.letters[spelling.removesuffix("'")].definition
        if body is None:
            raise CertificateRejected("rational", f"{spelling} has no definition")
        return self.alphabet.transpose(body) if spelling.endswith("'") else body

    def opened(self, p: Polynomial) -> Terms:
        """Return a polynomial as words with numbers in front.

        A 1x1 word such as x' A y becomes half the sum of itself and its transpose, which are equal. A 1x1 letter that
        is defined acts at the end of a word, where its definition is written out.
        """
        total: Terms = {}
        for (scalars, word), coefficient in p.terms:
            single = [s[0].removesuffix("'") for s in scalars if len(s) == 1]
            forms = [s for s in scalars if len(s) > 1]
            fits = not forms or (len(forms) == 1 and p.shape == ("1", "1"))
            require(fits, "rational", "a 1x1 expression in vectors is multiplied by something that is no number")
            defined = tuple(s for s in single if self.alphabet.letters[s].definition)
            numbers = tuple(s for s in single if not self.alphabet.letters[s].definition)
            for opened in (forms[0], self.alphabet.flipped(forms[0])) if forms else (word,):
                key = (opened + defined, numbers)
                total[key] = total.get(key, Fraction(0)) + coefficient / (2 if forms else 1)
        return total


def primitive(terms: Terms) -> tuple[Fraction, Numbers, tuple[tuple[tuple[Word, Numbers], Fraction], ...]]:
    """Return (c, numbers, rest): terms = c * numbers * rest, where rest has coprime integer coefficients."""
    if not terms:
        return Fraction(0), (), ()
    ordered = sorted(terms.items())
    content = Fraction(
        gcd(*(c.numerator for _, c in ordered)) * (1 if ordered[0][1] > 0 else -1),
        lcm(*(c.denominator for _, c in ordered)),
    )
    shared = reduce(common, (numbers for (_, numbers), _ in ordered))
    return content, shared, tuple(((w, without(numbers, shared)), c / content) for (w, numbers), c in ordered)


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
    """Add a polynomial to one entry of a vector, in place; an entry that becomes zero is left out."""
    total = vector.setdefault(index, {})
    for m, c in p.items():
        total[m] = total.get(m, 0) + c
        if not total[m]:
            del total[m]
    if not total:
        del vector[index]


# --- the certificate --------------------------------------------------------------------------------------------------


def check_rational(document: Document, evidence: Any) -> None:
    """Check that the goal of a document is zero wherever all its inverses exist, for matrices of every dimension.

    `evidence` is {"solutions": V, "images": U}; a column is a list of [index, coefficient], its pivot first, and a
    coefficient an integer or a list of [integer, "alpha^2 beta"]. Raises `CertificateRejected`.
    """
    record = fields(evidence, "solutions images")
    pencil = Pencil(document.alphabet, document.goal())
    solutions, images = (read_columns(pencil, record[key]) for key in ("solutions", "images"))
    require(not any(0 in column for column in solutions.values()), "solution", "a solution touches the expression itself")
    for dimension in sorted(set(pencil.dimensions)):
        fewer = [sum(pencil.dimensions[pivot] == dimension for pivot in columns) for columns in (images, solutions)]
        require(fewer[0] <= fewer[1], "dimension", f"{fewer[0]} images and {fewer[1]} solutions have {dimension} rows")
    pivots = [column[pivot] for pivot, column in images.items()]
    require(all(p == pivots[0] for p in pivots), "pivot", "the pivots of images differ")
    span = Span(images, pivots[0] if pivots else {(): 1}, document.alphabet)
    span.require_member(pencil.right, "the right side")
    for spelling, entries in pencil.entries.items():
        for pivot, column in solutions.items():
            touched = ((i, times({numbers: c}, value)) for j, value in column.items() for i, numbers, c in entries.get(j, ()))
            span.require_member(collected(touched), f"{spelling or 'the identity'} at solution {pivot}")


def collected(entries: Iterable[tuple[int, Coefficient]]) -> Vector:
    """Add up the entries of a vector."""
    total: Vector = {}
    for index, p in entries:
        accumulate(total, index, p)
    return total


class Span:
    """The span of columns that have the same pivot polynomial, each in a place where the others are zero."""

    def __init__(self, columns: dict[int, Vector], pivot: Coefficient, alphabet: Alphabet) -> None:
        self.columns, self.pivot, self.alphabet = columns, pivot, alphabet

    def require_member(self, vector: Vector, name: str) -> None:
        """Refuse a vector of which no nonzero multiple is a combination of the columns."""
        left_over = collected((i, times(self.pivot, p)) for i, p in vector.items())
        for place, p in vector.items():
            negative = {m: -c for m, c in p.items()}
            for i, q in self.columns.get(place, {}).items():
                self.alphabet.budget.spend(20 + 10 * len(p) * len(q))
                accumulate(left_over, i, times(negative, q))
        require(not left_over, "span", f"{name} is not in the span of the images")


def read_columns(pencil: Pencil, value: Any) -> dict[int, Vector]:
    """Read columns by pivot: in a pivot's place all other columns are zero, and a column has one dimension."""
    columns: dict[int, Vector] = {}
    for record in typed(value, list):
        column: Vector = {}
        for entry in typed(record, list):
            index, coefficient = typed(entry, list, 2)
            known = type(index) is int and 0 <= index < len(pencil.dimensions) and index not in column
            require(known, "format", f"index {named(index)} is not one of {len(pencil.dimensions)}, or stands twice")
            column[index] = read_coefficient(pencil, coefficient)
        require(bool(column), "format", "a column is empty")
        pivot = next(iter(column))
        one = all(pencil.dimensions[i] == pencil.dimensions[pivot] for i in column)
        require(one, "dimension", f"the column of pivot {pivot} mixes dimensions")
        require(pivot not in columns, "pivot", f"{pivot} is the pivot of two columns")
        columns[pivot] = column
    for pivot, column in columns.items():
        alone = all(i == pivot or i not in columns for i in column)
        require(alone, "pivot", f"the column of pivot {pivot} is not zero at another pivot")
    return columns


def read_coefficient(pencil: Pencil, value: Any) -> Coefficient:
    """Read an integer, or a list of [integer, numbers] such as [[2, ""], [-1, "alpha^2 beta"]]; it must not be zero."""
    total: Coefficient = {}
    for term in typed(value, list) if not isinstance(value, int) else [[value, ""]]:
        coefficient, names = typed(term, list, 2)
        ((scalars, _), _), *_ = read_word(pencil.alphabet, names).terms
        numbers = tuple(name for scalar in scalars for name in scalar)
        free = all(len(scalar) == 1 and not pencil.alphabet.letters[scalar[0]].definition for scalar in scalars)
        require(free and bool(numbers or not names), "number", f"{named(names)} is no product of free 1x1 letters")
        whole = type(coefficient) is int and coefficient != 0 and numbers not in total
        require(whole, "number", f"{named(coefficient)} is not an integer, is zero, or stands twice")
        pencil.alphabet.budget.spend(20 + coefficient.bit_length())
        total[numbers] = coefficient
    require(bool(total), "number", "a coefficient is zero")
    return total
