"""The trusted kernel: it checks certificates, and imports nothing but the standard library.

A letter is a matrix of unknown entries with a shape (n, m); dimensions are names, or "1". `A'` is its transpose.
A word is a product of letters whose shapes fit. Pieces of a word that are 1x1 are numbers: they commute with
everything and equal their transposes. A monomial is some 1x1 words and one word; a polynomial adds monomials of one
shape with rational coefficients. Nothing else is known: an identity between polynomials holds in every dimension.

A certificate is a JSON file that states letters, hypotheses and a claim, and gives a reason that is checked by
multiplying out: an equality is a sum of multiples of hypotheses, positivity a sum of squares, a gradient the linear part of
F(x + h), and a counterexample exact values at which everything is evaluated. Every proof carries such values too, at
which all hypotheses hold: nothing is proved vacuously.

    python symmaml/kernel.py FILE.certificate.json ...
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

FORMAT, VERSION = "symmaml-certificate", 1
MAX_CHARACTERS, MAX_DEGREE, MAX_TERMS = 1 << 25, 400, 200_000
MAX_DIMENSION, MAX_DIGITS, MAX_BITS = 40, 3_000, 100_000

Shape = tuple[str, str]
Word = tuple[str, ...]
Monomial = tuple[tuple[Word, ...], Word]
Matrix = tuple[tuple[Fraction, ...], ...]


class CertificateRejected(Exception):
    """The certificate proves nothing; `rule` names the rule that refused it."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail


@dataclass(frozen=True)
class Certificate:
    """The text of a certificate. It is believed only as far as `check` accepts it."""

    text: str

    def save(self, path: Any) -> None:
        """Write the certificate to a file."""
        with open(path, "w", encoding="ascii", newline="\n") as file:
            file.write(self.text)


@dataclass(frozen=True)
class Polynomial:
    """A sum of monomials of one shape: sorted, no zero coefficient."""

    shape: Shape
    terms: tuple[tuple[Monomial, Fraction], ...]


@dataclass(frozen=True)
class Letter:
    """A declared letter; `equals` or `inverse_of` define it by a polynomial in earlier letters."""

    name: str
    shape: Shape
    symmetric: bool
    sign: str | None
    equals: Polynomial | None = None
    inverse_of: Polynomial | None = None

    @property
    def definition(self) -> Polynomial | None:
        """The polynomial that determines the letter, if there is one."""
        return self.equals or self.inverse_of


@dataclass(frozen=True)
class Theorem:
    """What a certificate proves: the claim, in every dimension, under the hypotheses that it used."""

    claim: str
    symmetric: tuple[str, ...]
    signs: tuple[str, ...]
    inverses: tuple[str, ...]
    hypotheses: tuple[int, ...]
    statement: str = field(repr=False)


@dataclass(frozen=True)
class Refutation:
    """What a counterexample shows: exact values at which the hypotheses hold and the claim fails."""

    claim: str
    dimensions: Mapping[str, int]
    values: Mapping[str, Matrix]
    lhs: Matrix
    rhs: Matrix
    statement: str = field(repr=False)


# --- polynomials over a typed alphabet --------------------------------------------------------------------------------


class Alphabet:
    """The declared letters, and arithmetic of polynomials over them."""

    def __init__(self, unflagged: frozenset[str]) -> None:
        self.letters: dict[str, Letter] = {}
        self.unflagged = unflagged

    def shape(self, spelling: str) -> Shape:
        """Return the shape of a letter or of its transpose."""
        letter = self.letters.get(spelling.removesuffix("'"))
        if letter is None:
            raise CertificateRejected("letter", f"{spelling} is not declared before it is used")
        return letter.shape if not spelling.endswith("'") else (letter.shape[1], letter.shape[0])

    def flipped(self, word: Word) -> Word:
        """Return the transpose of a word."""
        return tuple(self.spelled(s[:-1] if s.endswith("'") else s + "'") for s in reversed(word))

    def spelled(self, spelling: str) -> str:
        """Return the normal spelling: a symmetric letter loses its transposition."""
        name = spelling.removesuffix("'")
        symmetric = name in self.letters and self.letters[name].symmetric and name not in self.unflagged
        return name if symmetric else spelling

    def normal(self, words: Iterable[Word], word: Word) -> Monomial:
        """Return the normal form of words times a word: all 1x1 pieces commuted out, each up to transposition."""
        pieces, rest = list(words), list[str]()
        start = 0
        for position, spelling in enumerate(word):
            if self.shape(spelling)[1] == "1":
                piece = word[start : position + 1]
                if self.shape(piece[0])[0] == "1":
                    pieces.append(piece)
                else:
                    rest.extend(piece)
                start = position + 1
        return tuple(sorted(min(p, self.flipped(p)) for p in pieces)), (*rest, *word[start:])

    def polynomial(self, shape: Shape, terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
        """Collect terms that are in normal form."""
        total: dict[Monomial, Fraction] = {}
        for monomial, coefficient in terms:
            total[monomial] = total.get(monomial, Fraction(0)) + coefficient
            if len(total) > MAX_TERMS:
                raise CertificateRejected("size", f"a polynomial has more than {MAX_TERMS} terms")
        return Polynomial(shape, tuple(sorted((m, c) for m, c in total.items() if c)))

    def add(self, *summands: tuple[int | Fraction, Polynomial]) -> Polynomial:
        """Return the linear combination of polynomials of one shape."""
        shape = summands[0][1].shape
        for _, p in summands:
            if p.shape != shape:
                raise CertificateRejected("shape", f"{show(p)} is {p.shape}, added to something {shape}")
        return self.polynomial(shape, ((m, c * Fraction(factor)) for factor, p in summands for m, c in p.terms))

    def multiply(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """Return the product; a 1x1 polynomial multiplies anything, as a number."""
        if p.shape[1] == q.shape[0]:
            shape = (p.shape[0], q.shape[1])
        elif ("1", "1") in (p.shape, q.shape):
            shape = q.shape if p.shape == ("1", "1") else p.shape
        else:
            raise CertificateRejected("shape", f"({show(p)}) * ({show(q)}): {p.shape[1]} is not {q.shape[0]}")
        products = ((self.normal(s + t, v + w), c * d) for (s, v), c in p.terms for (t, w), d in q.terms)
        return self.polynomial(shape, products)

    def transpose(self, p: Polynomial) -> Polynomial:
        """Return the transpose."""
        return self.polynomial((p.shape[1], p.shape[0]), (((s, self.flipped(w)), c) for (s, w), c in p.terms))

    def single(self, spelling: str) -> Polynomial:
        """Return a letter, or its transpose, as a polynomial."""
        return self.polynomial(self.shape(spelling), [(self.normal((), (self.spelled(spelling),)), Fraction(1))])

    def identity(self, dimension: str) -> Polynomial:
        """Return the identity of a dimension."""
        return Polynomial((dimension, dimension), ((((), ()), Fraction(1)),))

    def differential(self, p: Polynomial, variable: str, increment: str) -> Polynomial:
        """Return the part of p(variable + increment) that is linear in the increment (the product rule)."""
        known: dict[str, Polynomial | None] = {variable: self.single(increment)}

        def letter(spelling: str) -> Polynomial | None:
            name = spelling.removesuffix("'")
            if name not in known:
                known[name] = self.defined_differential(self.letters[name], variable, increment)
            change = known[name]
            return change if change is None or name == spelling else self.transpose(change)

        summands = [(1, self.polynomial(p.shape, ()))]
        for (scalars, word), coefficient in p.terms:
            for index, part in enumerate((*scalars, word)):
                others: Monomial = ((*scalars[:index], *scalars[index + 1 :]), word if index < len(scalars) else ())
                outer = self.polynomial(p.shape if index < len(scalars) else ("1", "1"), [(others, coefficient)])
                for place, spelling in enumerate(part):
                    change = letter(spelling)
                    if change is not None:
                        inner = self.multiply(
                            self.multiply(self.word(part[:place]), change), self.word(part[place + 1 :])
                        )
                        summands.append((1, self.multiply(outer, inner)))
        return self.add(*summands)

    def defined_differential(self, letter: Letter, variable: str, increment: str) -> Polynomial | None:
        """Differentiate a letter through its definition; d(S^-1) = -S^-1 dS S^-1. Other letters are constant."""
        change = self.differential(letter.definition, variable, increment) if letter.definition else None
        if change is None or not change.terms:
            return None
        if letter.equals:
            return change
        inverse = self.single(letter.name)
        return self.add((-1, self.multiply(self.multiply(inverse, change), inverse)))

    def word(self, word: Word) -> Polynomial:
        """Return a word as a polynomial; the empty word is the number 1."""
        for left, right in zip(word, word[1:]):
            if self.shape(left)[1] != self.shape(right)[0]:
                raise CertificateRejected(
                    "shape", f"{left} * {right}: {self.shape(left)[1]} is not {self.shape(right)[0]}"
                )
        shape = (self.shape(word[0])[0], self.shape(word[-1])[1]) if word else ("1", "1")
        return self.polynomial(shape, [(self.normal((), tuple(map(self.spelled, word))), Fraction(1))])


def show(p: Polynomial) -> str:
    """Spell a polynomial in plain text."""
    parts = []
    for (scalars, word), c in p.terms:
        factors = [str(abs(c))] if abs(c) != 1 else []
        factors += [" ".join(s) if len(s) == 1 else f"({' '.join(s)})" for s in scalars] + list(word)
        parts.append(("- " if c < 0 else "+ ") + (" ".join(factors or ["1"])))
    return " ".join(parts).removeprefix("+ ") or "0"


# --- exact matrices ---------------------------------------------------------------------------------------------------


def product(a: Matrix, b: Matrix) -> Matrix:
    """Return the matrix product."""
    columns = tuple(zip(*b))
    result = tuple(tuple(sum((x * y for x, y in zip(row, column)), Fraction(0)) for column in columns) for row in a)
    if any(x.numerator.bit_length() + x.denominator.bit_length() > MAX_BITS for row in result for x in row):
        raise CertificateRejected("size", f"a value has more than {MAX_BITS} bits")
    return result


def combination(shape: tuple[int, int], terms: Iterable[tuple[Fraction, Matrix]]) -> Matrix:
    """Return the linear combination of matrices of one shape."""
    total = [[Fraction(0)] * shape[1] for _ in range(shape[0])]
    for coefficient, matrix in terms:
        for row, values in zip(total, matrix):
            for j, value in enumerate(values):
                row[j] += coefficient * value
    return tuple(map(tuple, total))


def unit(size: int) -> Matrix:
    """Return the identity matrix."""
    return tuple(tuple(Fraction(i == j) for j in range(size)) for i in range(size))


def inverse(a: Matrix) -> Matrix | None:
    """Return the inverse by Gauss-Jordan elimination, or None if the matrix is singular."""
    rows = [list(row) + list(one) for row, one in zip(a, unit(len(a)))]
    for i in range(len(rows)):
        pivot = next((k for k in range(i, len(rows)) if rows[k][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [x / rows[i][i] for x in rows[i]]
        for k, row in enumerate(rows):
            if k != i and row[i]:
                rows[k] = [x - row[i] * y for x, y in zip(row, rows[i])]
    return tuple(tuple(row[len(a) :]) for row in rows)


def has_sign(a: Matrix, sign: str) -> bool:
    """Whether a matrix is symmetric and positive definite ("positive") or semidefinite ("nonnegative")."""
    rows = [list(row) for row in a]
    if a != tuple(zip(*a)):
        return False
    for i in range(len(rows)):
        pivot = rows[i][i]
        if pivot < 0 or (pivot == 0 and (sign == "positive" or any(rows[i][i:]))):
            return False
        for k in range(i + 1, len(rows)):
            if rows[k][i]:
                ratio = rows[k][i] / pivot
                rows[k] = [x - ratio * y for x, y in zip(rows[k], rows[i])]
    return True


# --- reading ----------------------------------------------------------------------------------------------------------


def fields(record: Any, required: str, optional: str = "") -> dict[str, Any]:
    """Return a JSON object that has the required keys and no unknown one."""
    if not isinstance(record, dict):
        raise CertificateRejected("format", f"expected an object with keys {required}, got {str(record)[:60]}")
    unknown = set(record) - set(required.split()) - set(optional.split())
    missing = set(required.split()) - set(record)
    if unknown or missing:
        raise CertificateRejected("format", f"missing keys {sorted(missing)}, unknown keys {sorted(unknown)}")
    return record


def mapping(value: Any) -> dict[str, Any]:
    """Return a JSON object with keys of its own choice."""
    if not isinstance(value, dict):
        raise CertificateRejected("format", f"expected an object, got {str(value)[:60]}")
    return value


def sequence(value: Any, length: int | None = None) -> list[Any]:
    """Return a JSON list, of the given length if there is one."""
    if not isinstance(value, list) or length not in (None, len(value)):
        raise CertificateRejected(
            "format", f"expected a list{f' of {length}' if length else ''}, got {str(value)[:60]}"
        )
    return value


def text(value: Any) -> str:
    """Return a JSON string."""
    if not isinstance(value, str):
        raise CertificateRejected("format", f"expected a string, got {str(value)[:60]}")
    return value


def rational(value: Any) -> Fraction:
    """Read an exact fraction such as "-3/4"."""
    if not re.fullmatch(r"-?[0-9]+(/[0-9]*[1-9][0-9]*)?", text(value), re.ASCII) or len(value) > MAX_DIGITS:
        raise CertificateRejected("number", f"{str(value)[:60]!r} is not an exact fraction such as '-3/4'")
    return Fraction(value)


def spellings(value: Any) -> Word:
    """Read a word such as "x' A^2 x"."""
    letters: list[str] = []
    for token in text(value).split():
        matched = re.fullmatch(r"(@?[A-Za-z][A-Za-z0-9_]*'?)(?:\^([0-9]{1,9}))?", token, re.ASCII)
        if not matched:
            raise CertificateRejected("format", f"{token[:60]!r} is not a letter, its transpose, or a power of one")
        power = int(matched.group(2) or 1)
        if len(letters) + power > MAX_DEGREE:
            raise CertificateRejected("size", f"a word has more than {MAX_DEGREE} letters")
        letters += [matched.group(1)] * power
    return tuple(letters)


def read_monomial(alphabet: Alphabet, scalars: Any, word: Any) -> Polynomial:
    """Read a list of 1x1 words and one word."""
    total = alphabet.word(spellings(word))
    for scalar in map(spellings, sequence(scalars)):
        factor = alphabet.word(scalar)
        if factor.shape != ("1", "1") or not scalar:
            raise CertificateRejected("shape", f"{' '.join(scalar)!r} stands as a number, its shape is {factor.shape}")
        total = alphabet.multiply(factor, total)
    return total


def read_polynomial(alphabet: Alphabet, record: Any) -> Polynomial:
    """Read {"shape": ["n", "n"], "terms": [["-1/2", ["alpha"], "A A"], ...]}; the empty word is the identity."""
    record = fields(record, "shape terms")
    rows, cols = map(text, sequence(record["shape"], 2))
    total = [(Fraction(0), Polynomial((rows, cols), ()))]
    for coefficient, scalars, word in (sequence(term, 3) for term in sequence(record["terms"])):
        p = read_monomial(alphabet, scalars, word)
        if not spellings(word):
            p = alphabet.multiply(p, alphabet.identity(rows if rows == cols else "a square shape"))
        total.append((rational(coefficient), p))
    return alphabet.add(*total)


def read_letter(alphabet: Alphabet, record: Any) -> None:
    """Read a letter and declare it; a defined letter is symmetric only if its definition is."""
    record = fields(record, "name rows cols", "symmetric sign equals inverse_of")
    name, shape, sign = text(record["name"]), (text(record["rows"]), text(record["cols"])), record.get("sign")
    symmetric = record.get("symmetric", False)
    if not re.fullmatch(r"@?[A-Za-z][A-Za-z0-9_]*", name, re.ASCII) or name in alphabet.letters:
        raise CertificateRejected("letter", f"{name[:60]!r} is declared twice or is not a name")
    if any(not re.fullmatch(r"1|[A-Za-z][A-Za-z0-9_]*", d, re.ASCII) for d in shape):
        raise CertificateRejected("shape", f"{shape} is not a shape")
    if symmetric not in (True, False) or sign not in (None, "nonnegative", "positive"):
        raise CertificateRejected("format", f"letter {name}: symmetric={symmetric!r}, sign={sign!r}")
    definitions = {key: read_polynomial(alphabet, record[key]) for key in ("equals", "inverse_of") if key in record}
    if (symmetric or sign) and (shape[0] != shape[1] or not symmetric):
        raise CertificateRejected("symmetry", f"{name} has a sign without symmetry, or is symmetric but not square")
    for key, p in definitions.items():
        if sign or len(definitions) == 2 or p.shape != shape or (key == "inverse_of" and shape[0] != shape[1]):
            raise CertificateRejected(
                "definition", f"{name}: shape {shape} or sign {sign} against {p.shape}, or two definitions"
            )
        if symmetric and name not in alphabet.unflagged and p != alphabet.transpose(p):
            raise CertificateRejected(
                "symmetry", f"{name} is declared symmetric, but {show(p)} is not its own transpose"
            )
    alphabet.letters[name] = Letter(name, shape, symmetric, sign, **definitions)


@dataclass(frozen=True)
class Relation:
    """A claim or a hypothesis: `kind` is equal, at-least, gradient (claims), equal, positive, nonnegative, nonzero (hypotheses)."""

    kind: str
    lhs: Polynomial
    rhs: Polynomial
    variable: str = ""


def read_relation(alphabet: Alphabet, record: Any, kinds: str) -> Relation:
    """Read {"relation": ..., "lhs": ..., "rhs": ...}, with "variable" in a gradient."""
    record = fields(record, "relation lhs rhs", "variable")
    kind, lhs, rhs = (
        text(record["relation"]),
        read_polynomial(alphabet, record["lhs"]),
        read_polynomial(alphabet, record["rhs"]),
    )
    variable = text(record.get("variable", ""))
    if kind not in kinds.split() or bool(variable) != (kind == "gradient"):
        raise CertificateRejected("format", f"relation {kind!r} with variable {variable!r} is not one of {kinds}")
    if kind == "gradient":
        letter = alphabet.letters.get(variable)
        if letter is None or letter.shape != rhs.shape or rhs.shape[1] != "1" or letter.definition:
            raise CertificateRejected("gradient", f"{variable} is not a free vector of shape {rhs.shape}")
        if lhs.shape != ("1", "1"):
            raise CertificateRejected("gradient", f"{show(lhs)} is {lhs.shape}, not a number")
    elif lhs.shape != rhs.shape or (kind in ("at-least", "positive", "nonnegative") and lhs.shape[0] != lhs.shape[1]):
        raise CertificateRejected("shape", f"{kind} between {lhs.shape} and {rhs.shape}")
    elif kind == "nonzero" and lhs.shape != ("1", "1"):
        raise CertificateRejected("shape", f"{show(lhs)} is {lhs.shape}, not a number")
    return Relation(kind, lhs, rhs, variable)


# --- proofs -----------------------------------------------------------------------------------------------------------


class Document:
    """A certificate, read; flags in `unflagged` (symmetries not to be used) are ignored."""

    def __init__(self, source: Mapping[str, Any], unflagged: frozenset[str] = frozenset()) -> None:
        self.alphabet, self.source = Alphabet(unflagged), source
        for letter in sequence(source["letters"]):
            read_letter(self.alphabet, letter)
        kinds = "equal positive nonnegative nonzero"
        self.hypotheses = [read_relation(self.alphabet, h, kinds) for h in sequence(source["hypotheses"])]
        self.claim = read_relation(self.alphabet, source["claim"], "equal at-least gradient")
        self.used: set[int] = set()
        self.signs: set[str] = set()

    def goal(self) -> Polynomial:
        """Return the polynomial that must be shown to be zero (or to be positive)."""
        a, claim = self.alphabet, self.claim
        if claim.kind != "gradient":
            return a.add((1, claim.lhs), (-1, claim.rhs))
        increment = "@" + claim.variable
        if increment not in a.letters:
            raise CertificateRejected("gradient", f"the increment {increment} is not declared")
        if a.letters[increment] != Letter(increment, a.letters[claim.variable].shape, False, None) or self.mentions(
            increment
        ):
            raise CertificateRejected("gradient", f"{increment} is not a free increment of {claim.variable}")
        linear = a.multiply(a.transpose(a.single(increment)), claim.rhs)
        return a.add((1, a.differential(claim.lhs, claim.variable, increment)), (-1, linear))

    def mentions(self, name: str) -> bool:
        """Whether the statement itself mentions a letter."""
        return name in self.occurring([self.claim, *self.hypotheses])

    def occurring(self, relations: Iterable[Relation]) -> set[str]:
        """Return the letters in the relations, and in the definitions of those letters."""
        waiting = [p for r in relations for p in (r.lhs, r.rhs)]
        found: set[str] = {r.variable for r in relations}
        while waiting:
            for (scalars, word), _ in waiting.pop().terms:
                new = {s.removesuffix("'") for part in (*scalars, word) for s in part} - found
                found |= new
                letters = (self.alphabet.letters[name] for name in new)
                waiting += [letter.definition for letter in letters if letter.definition]
        return found

    def relation(self, reference: str) -> Polynomial:
        """Return the polynomial that a reference says is zero: a hypothesis, a definition, or half of an inverse."""
        a, (kind, _, name) = self.alphabet, reference.removesuffix("'").partition(":")
        letter = a.letters.get(name)
        if kind == "hypothesis" and re.fullmatch(r"[0-9]{1,6}", name, re.ASCII) and int(name) < len(self.hypotheses):
            hypothesis = self.hypotheses[int(name)]
            if hypothesis.kind != "equal":
                raise CertificateRejected("hypothesis", f"hypothesis {name} is not an equality")
            self.used.add(int(name))
            zero = a.add((1, hypothesis.lhs), (-1, hypothesis.rhs))
        elif kind == "definition" and letter and letter.equals:
            zero = a.add((1, a.single(name)), (-1, letter.equals))
        elif kind in ("left-inverse", "right-inverse") and letter and letter.inverse_of:
            pair = (a.single(name), letter.inverse_of)
            zero = a.add(
                (1, a.multiply(*(pair if kind == "left-inverse" else pair[::-1]))), (-1, a.identity(letter.shape[0]))
            )
        else:
            raise CertificateRejected("hypothesis", f"{reference[:60]!r} refers to nothing that is assumed")
        return a.transpose(zero) if reference.endswith("'") else zero

    def multiples(self) -> Iterator[tuple[Fraction, Polynomial]]:
        """Multiply out the terms [coefficient, scalars, word, left, reference, right] of an equality."""
        a = self.alphabet
        for term in sequence(self.source["terms"]):
            coefficient, scalars, word, left, reference, right = sequence(term, 6)
            inner = self.relation(text(reference))
            for side, first in ((spellings(left), True), (spellings(right), False)):
                if side:
                    inner = a.multiply(a.word(side), inner) if first else a.multiply(inner, a.word(side))
            yield rational(coefficient), a.multiply(read_monomial(a, scalars, word), inner)

    def squares(self, records: Any) -> Iterator[tuple[Fraction, Polynomial]]:
        """Multiply out the terms [coefficient, [[reference, X], ...]]: a product of factors X' P X, at most one not 1x1."""
        a = self.alphabet
        for term in sequence(records):
            coefficient, factors = sequence(term, 2)
            if rational(coefficient) < 0 or not factors:
                raise CertificateRejected("sign", f"{coefficient} times a square: negative, or no square at all")
            total = a.identity("1")
            for reference, record in (sequence(f, 2) for f in sequence(factors)):
                x = read_polynomial(a, record)
                square = a.multiply(a.multiply(a.transpose(x), self.positive(text(reference), x.shape[0])), x)
                if total.shape != ("1", "1") and square.shape != ("1", "1"):
                    raise CertificateRejected("sign", "a product of two matrix squares need not be positive")
                total = a.multiply(total, square)
            yield rational(coefficient), total

    def positive(self, reference: str, dimension: str) -> Polynomial:
        """Return the positive semidefinite polynomial of a reference: the identity, a letter or a hypothesis."""
        a, (kind, _, name) = self.alphabet, reference.partition(":")
        if kind == "identity":
            return a.identity(dimension)
        if kind == "letter" and name in a.letters and a.letters[name].sign:
            self.signs.add(name)
            return a.single(name)
        if kind == "hypothesis" and re.fullmatch(r"[0-9]{1,6}", name, re.ASCII) and int(name) < len(self.hypotheses):
            hypothesis = self.hypotheses[int(name)]
            if hypothesis.kind in ("positive", "nonnegative"):
                self.used.add(int(name))
                return a.add((1, hypothesis.lhs), (-1, hypothesis.rhs))
        raise CertificateRejected("sign", f"{reference[:60]!r} is not known to be positive")

    def check_proof(self) -> None:
        """Subtract every multiple and every square from the goal; nothing may be left over."""
        allowed = self.occurring([self.claim, *self.hypotheses])
        for name, letter in self.alphabet.letters.items():
            if letter.inverse_of and name not in allowed:
                raise CertificateRejected(
                    "inverse", f"{name} is not written in the statement: nothing says that it exists"
                )
        goal = self.goal()
        squares = list(self.squares(self.source["squares"]))
        if squares and self.claim.kind != "at-least":
            raise CertificateRejected("sign", "squares prove an inequality, and the claim is none")
        pieces = ((-c, p) for c, p in (*self.multiples(), *squares))
        left_over = self.alphabet.add((1, goal), *pieces)
        if left_over.terms:
            raise CertificateRejected("left-over", f"{show(left_over)[:2000]} is not accounted for")

    def evaluate_letters(self, record: Any, rule: str) -> tuple[dict[str, int], dict[str, Matrix]]:
        """Evaluate all letters at given values; flags, definitions and hypotheses must hold there."""
        record = fields(record, "dimensions values")
        given, values = mapping(record["values"]), dict[str, Matrix]()
        dimensions = {"1": 1, **mapping(record["dimensions"])}
        if not all(
            isinstance(d, int) and not isinstance(d, bool) and 1 <= d <= MAX_DIMENSION for d in dimensions.values()
        ):
            raise CertificateRejected(rule, f"dimensions {dimensions} are not integers from 1 to {MAX_DIMENSION}")
        letters = self.alphabet.letters
        if dimensions["1"] != 1 or not {d for letter in letters.values() for d in letter.shape} <= set(dimensions):
            raise CertificateRejected(rule, f"dimensions {sorted(dimensions)} leave out one that a letter has")
        if set(given) != {name for name, letter in letters.items() if not letter.definition}:
            raise CertificateRejected(rule, "values must be given for the letters without definition, and for no other")
        for name, letter in letters.items():
            rows, cols = dimensions[letter.shape[0]], dimensions[letter.shape[1]]
            if letter.definition:
                defined = evaluate(self.alphabet, letter.definition, dimensions, values)
                value = inverse(defined) if letter.inverse_of else defined
                if value is None:
                    raise CertificateRejected(rule, f"{name}: the matrix to invert is singular at these values")
            else:
                value = tuple(tuple(map(rational, sequence(row, cols))) for row in sequence(given[name], rows))
            if (letter.symmetric and value != tuple(zip(*value))) or (letter.sign and not has_sign(value, letter.sign)):
                raise CertificateRejected(rule, f"the value of {name} is not symmetric, or not {letter.sign}")
            values[name] = value
        for index, h in enumerate(self.hypotheses):
            gap = evaluate(self.alphabet, self.alphabet.add((1, h.lhs), (-1, h.rhs)), dimensions, values)
            zero = not any(map(any, gap))
            if not {"equal": zero, "nonzero": not zero}.get(
                h.kind, h.kind in ("positive", "nonnegative") and has_sign(gap, h.kind)
            ):
                raise CertificateRejected(rule, f"hypothesis {index} does not hold at these values")
        return dimensions, values

    def check_counterexample(self) -> tuple[dict[str, int], dict[str, Matrix], Matrix, Matrix]:
        """Evaluate both sides; they must differ (for at-least: along `direction`, or by asymmetry)."""
        record = fields(self.source["counterexample"], "dimensions values", "direction")
        at = {key: record[key] for key in ("dimensions", "values")}
        a, claim = self.alphabet, self.claim
        dimensions, values = self.evaluate_letters(at, "counterexample")
        rhs = evaluate(a, claim.rhs, dimensions, values)
        if claim.kind == "gradient":
            a.letters["@" + claim.variable] = Letter("@" + claim.variable, claim.rhs.shape, False, None)
            linear = a.differential(claim.lhs, claim.variable, "@" + claim.variable)
            columns = [tuple((x,) for x in row) for row in unit(dimensions[claim.rhs.shape[0]])]
            lhs = tuple(evaluate(a, linear, dimensions, {**values, "@" + claim.variable: e})[0] for e in columns)
        else:
            lhs = evaluate(a, claim.lhs, dimensions, values)
        gap = combination((len(lhs), len(lhs[0])), [(Fraction(1), lhs), (Fraction(-1), rhs)])
        if "direction" in record:
            z = tuple(tuple(map(rational, sequence(row, 1))) for row in sequence(record["direction"], len(gap)))
            fails = claim.kind == "at-least" and product(product(tuple(zip(*z)), gap), z)[0][0] < 0
        else:
            fails = any(map(any, gap)) if claim.kind != "at-least" else gap != tuple(zip(*gap))
        if not fails:
            raise CertificateRejected("counterexample", "the claim holds at these values")
        return dimensions, values, lhs, rhs


def evaluate(alphabet: Alphabet, p: Polynomial, dimensions: Mapping[str, int], values: Mapping[str, Matrix]) -> Matrix:
    """Evaluate a polynomial at exact matrices."""
    shape = (dimensions.get(p.shape[0], 0), dimensions.get(p.shape[1], 0))
    if 0 in shape:
        raise CertificateRejected("shape", f"no value is given for a dimension of {p.shape}")

    def word(spelling: Word) -> Matrix:
        factors = [values[s] if not s.endswith("'") else tuple(zip(*values[s[:-1]])) for s in spelling]
        total = factors[0]
        for factor in factors[1:]:
            total = product(total, factor)
        return total

    def term(scalars: tuple[Word, ...], factors: Word, coefficient: Fraction) -> tuple[Fraction, Matrix]:
        for scalar in scalars:
            coefficient *= word(scalar)[0][0]
        return coefficient, word(factors) if factors else unit(shape[0])

    return combination(shape, (term(s, w, c) for (s, w), c in p.terms))


def parse(certificate: Certificate) -> dict[str, Any]:
    """Parse the text of a certificate: strict JSON of the known version."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) != len(pairs):
            raise CertificateRejected("format", f"a key stands twice among {[key for key, _ in pairs][:8]}")
        return dict(pairs)

    def inexact(value: str) -> Any:
        raise CertificateRejected("number", f"{value[:60]} is not an exact fraction written as a string")

    if len(certificate.text) > MAX_CHARACTERS:
        raise CertificateRejected("size", f"the file has more than {MAX_CHARACTERS} characters")
    try:
        source = json.loads(certificate.text, object_pairs_hook=unique, parse_float=inexact, parse_constant=inexact)
    except (ValueError, RecursionError) as error:
        raise CertificateRejected("file", f"this is not a JSON file: {error}") from None
    if isinstance(source, dict) and (source.get("format"), source.get("version")) != (FORMAT, VERSION):
        raise CertificateRejected("version", f"expected {FORMAT} version {VERSION}, got {source.get('version')!r}")
    kind = source.get("kind") if isinstance(source, dict) else None
    evidence = {"proof": "terms squares witness", "refutation": "counterexample"}.get(str(kind), "kind")
    return fields(source, "format version kind letters hypotheses claim " + evidence, "title")


def check(certificate: Certificate) -> Theorem | Refutation:
    """Return what a certificate proves or refutes, or raise `CertificateRejected`. This is the only way in.

    The theorem lists the hypotheses that the certificate used: a symmetry counts as used when the certificate
    is refused without it.
    """
    source = parse(certificate)
    document = Document(source)
    relation = {"equal": "=", "at-least": ">=", "gradient": "has gradient"}[document.claim.kind]
    claim = f"{show(document.claim.lhs)} {relation} {show(document.claim.rhs)}"
    statement = json.dumps({key: source[key] for key in ("letters", "hypotheses", "claim")}, sort_keys=True)
    if source["kind"] == "refutation":
        return Refutation(claim, *document.check_counterexample(), statement)
    document.check_proof()
    document.evaluate_letters(source["witness"], "witness")
    unflagged: frozenset[str] = frozenset()
    flagged = [
        name for name, letter in document.alphabet.letters.items() if letter.symmetric and letter.shape != ("1", "1")
    ]
    for name in reversed(flagged):
        try:
            Document(source, unflagged | {name}).check_proof()
            unflagged |= {name}
        except CertificateRejected:
            continue
    given = [n for n in flagged if not document.alphabet.letters[n].definition]
    return Theorem(
        claim,
        tuple(n for n in given if n not in unflagged),
        tuple(sorted(document.signs)),
        tuple(n for n, letter in document.alphabet.letters.items() if letter.inverse_of),
        tuple(sorted(document.used)),
        statement,
    )


def main(paths: list[str]) -> int:
    """Check files and say what each one shows; return 0 if every one was accepted."""
    accepted = 0
    for path in paths:
        try:
            with open(path, encoding="ascii") as file:
                found = check(Certificate(file.read(MAX_CHARACTERS + 1)))
            print(f"{path}: {'proved' if isinstance(found, Theorem) else 'refuted'}: {found.claim[:300]}")
            accepted += 1
        except (OSError, ValueError, CertificateRejected) as refusal:
            print(f"{path}: REFUSED: {refusal}")
    print(f"{accepted} of {len(paths)} certificates accepted")
    return 0 if paths and accepted == len(paths) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
