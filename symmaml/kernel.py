"""The trusted kernel: it checks certificates, and imports nothing but the standard library.

A letter is a real matrix of unknown entries with a shape (n, m); dimensions are names, or "1". `A'` is its transpose.
A word is a product of letters whose shapes fit. Pieces of a word that are 1x1 are numbers: they commute with
everything and equal their transposes. A monomial is some 1x1 words and one word; a polynomial adds monomials of one
shape with rational coefficients. Nothing else is known: an identity between polynomials holds in every dimension.

A certificate is a JSON file that states letters, hypotheses and a claim, and gives a reason that is checked by
multiplying out: an equality is a sum of multiples of hypotheses, positivity a sum of squares, a gradient the linear
part of F(x + h), and a counterexample exact values at which everything is evaluated. Every proof carries such values
too, at which all hypotheses hold: nothing is proved vacuously.

    python symmaml/kernel.py FILE.certificate.json ...
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import chain, pairwise
from typing import Any

FORMAT, VERSION = "symmaml-certificate", 1
NAME = "[A-Za-z][A-Za-z0-9_]{0,59}"
# What a file may ask for, so that every file, however hostile, is answered in seconds and within memory.
MAX_CHARACTERS, MAX_STEPS, MAX_TERMS, MAX_DEGREE = 1 << 22, 40_000_000, 100_000, 400
MAX_DIMENSION, MAX_DIGITS, MAX_BITS = 40, 1_000, 8_000

Shape = tuple[str, str]
Word = tuple[str, ...]
Monomial = tuple[tuple[Word, ...], Word]
Matrix = tuple[tuple[Fraction, ...], ...]


class CertificateRejected(Exception):
    """The certificate proves nothing; `rule` names the rule that refused it."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail


def require(condition: bool, rule: str, detail: str) -> None:
    """Refuse the certificate unless the condition holds."""
    if not condition:
        raise CertificateRejected(rule, detail)


@dataclass(frozen=True)
class Certificate:
    """The text of a certificate. It is believed only as far as `check` accepts it."""

    text: str

    def save(self, path: Any) -> None:
        """Write the certificate to a file."""
        with open(path, "w", encoding="ascii", newline="\n") as file:
            file.write(self.text)


@dataclass(frozen=True)
class Theorem:
    """What a certificate proves: the claim, in every dimension, under the hypotheses that it used.

    They are the letters whose symmetry, whose sign and whose existence as an inverse was used, and the numbers of the
    stated hypotheses.
    """

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


def check(certificate: Certificate) -> Theorem | Refutation:
    """Return what a certificate proves or refutes, or raise `CertificateRejected`. This is the only way in."""
    source = parse(certificate)
    document = Document(source, budget=Budget(MAX_STEPS))
    claim = document.claim.spelled()
    statement = json.dumps({key: source[key] for key in ("letters", "hypotheses", "claim")}, sort_keys=True)
    if source["kind"] == "refutation":
        return Refutation(claim, *document.check_counterexample(), statement)
    document.check_proof()
    document.evaluate_letters(source["witness"], "witness")
    letters, spared = document.alphabet.letters, spared_symmetries(document)
    return Theorem(
        claim,
        tuple(x.name for x in letters.values() if x.assumes_symmetry and x.name not in spared and not x.definition),
        tuple(sorted(document.signs)),
        tuple(x.name for x in letters.values() if x.inverse_of),
        tuple(sorted(document.used)),
        statement,
    )


def spared_symmetries(document: Document) -> frozenset[str]:
    """Return symmetries without which the proof still stands; it falls without any further one.

    Last letters come first, as a definition may be symmetric only because earlier letters are.
    """
    spared: frozenset[str] = frozenset()
    for letter in reversed(document.alphabet.letters.values()):
        if letter.assumes_symmetry:
            try:
                Document(document.source, spared | {letter.name}, document.alphabet.budget).check_proof()
                spared |= {letter.name}
            except CertificateRejected as refusal:
                if refusal.rule == "size":
                    raise
    return spared


# --- polynomials over a typed alphabet --------------------------------------------------------------------------------


class Budget:
    """Counts the steps of a check, and refuses what takes too many; a step is about a tenth of a microsecond."""

    def __init__(self, steps: float = float("inf")) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Pay for some steps."""
        self.left -= steps
        if self.left < 0:
            raise CertificateRejected("size", f"checking takes more than {MAX_STEPS} steps")

    def number(self, value: Fraction, operations: int = 1) -> Fraction:
        """Return a number that took some operations to compute; long numbers cost more."""
        bits = value.numerator.bit_length() + value.denominator.bit_length()
        if bits > MAX_BITS:
            raise CertificateRejected("size", f"a number has more than {MAX_BITS} bits")
        self.spend(operations * (10 + bits // 8))
        return value


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
    symmetric: bool = False
    sign: str | None = None
    equals: Polynomial | None = None
    inverse_of: Polynomial | None = None

    @property
    def definition(self) -> Polynomial | None:
        """The polynomial that determines the letter, if there is one."""
        return self.equals or self.inverse_of

    @property
    def assumes_symmetry(self) -> bool:
        """Whether the letter is declared symmetric, and would not be so as a number anyway."""
        return self.symmetric and self.shape != ("1", "1")


class Alphabet:
    """The declared letters, and arithmetic of polynomials over them; symmetries of letters in `unflagged` are ignored."""

    def __init__(self, unflagged: frozenset[str] = frozenset(), budget: Budget | None = None) -> None:
        self.unflagged, self.budget = unflagged, budget or Budget()
        self.letters: dict[str, Letter] = {}
        self.shapes: dict[str, Shape] = {}
        self.transposes: dict[str, str] = {}

    def declare(self, letter: Letter) -> None:
        """Add a letter and its transpose; if it is symmetric, the letter is the transpose of both."""
        name, transposed = letter.name, letter.name + "'"
        symmetric = letter.symmetric and name not in self.unflagged
        self.letters[name] = letter
        self.shapes.update({name: letter.shape, transposed: (letter.shape[1], letter.shape[0])})
        self.transposes.update({name: name if symmetric else transposed, transposed: name})

    def shape(self, spelling: str) -> Shape:
        """Return the shape of a letter or of its transpose."""
        if spelling not in self.shapes:
            raise CertificateRejected("letter", f"{spelling} is not declared before it is used")
        return self.shapes[spelling]

    def flipped(self, word: Word) -> Word:
        """Return the transpose of a word."""
        return tuple(self.transposes[spelling] for spelling in reversed(word))

    def normal(self, scalars: Iterable[Word], word: Word) -> Monomial:
        """Return the normal form of scalars, each in normal form, times a word: all 1x1 pieces are commuted out.

        Such a piece stands for its transpose too; the first of the two in the order of the alphabet is kept.
        """
        pieces, rest, start = list(scalars), word[:0], 0
        self.budget.spend(5 + len(word) + sum(map(len, pieces)))
        for end, spelling in enumerate(word, 1):
            if self.shapes[spelling][1] == "1":
                piece, start = word[start:end], end
                if self.shapes[piece[0]][0] == "1":
                    pieces.append(min(piece, self.flipped(piece)))
                else:
                    rest = piece
        return tuple(sorted(pieces)), rest + word[start:]

    def polynomial(self, shape: Shape, terms: Iterable[tuple[Monomial, Fraction]]) -> Polynomial:
        """Collect terms that are in normal form."""
        total: dict[Monomial, Fraction] = {}
        for monomial, coefficient in terms:
            total[monomial] = self.budget.number(total.get(monomial, Fraction(0)) + coefficient)
            if len(total) > MAX_TERMS:
                raise CertificateRejected("size", f"a polynomial has more than {MAX_TERMS} terms")
        return Polynomial(shape, tuple(sorted((m, c) for m, c in total.items() if c)))

    def combine(self, shape: Shape, summands: Iterable[tuple[int | Fraction, Polynomial]]) -> Polynomial:
        """Return the linear combination of polynomials that have this shape."""

        def terms() -> Iterator[tuple[Monomial, Fraction]]:
            for factor, p in summands:
                if p.shape != shape:
                    raise CertificateRejected("shape", f"{brief(p)} is {p.shape}, added to something {shape}")
                yield from ((m, c * factor) for m, c in p.terms)

        return self.polynomial(shape, terms())

    def add(self, *summands: tuple[int | Fraction, Polynomial]) -> Polynomial:
        """Return the linear combination of polynomials of one shape."""
        return self.combine(summands[0][1].shape, summands)

    def multiply(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """Return the product; a 1x1 polynomial multiplies anything, as a number."""
        if p.shape[1] == q.shape[0]:
            shape = (p.shape[0], q.shape[1])
        elif ("1", "1") in (p.shape, q.shape):
            shape = q.shape if p.shape == ("1", "1") else p.shape
        else:
            raise CertificateRejected("shape", f"({brief(p)}) * ({brief(q)}): {p.shape[1]} is not {q.shape[0]}")
        products = ((self.normal(s + t, v + w), c * d) for (s, v), c in p.terms for (t, w), d in q.terms)
        return self.polynomial(shape, products)

    def transpose(self, p: Polynomial) -> Polynomial:
        """Return the transpose."""
        return self.polynomial((p.shape[1], p.shape[0]), (((s, self.flipped(w)), c) for (s, w), c in p.terms))

    def identity(self, dimension: str) -> Polynomial:
        """Return the identity of a dimension; of "1", the number 1."""
        return Polynomial((dimension, dimension), ((((), ()), Fraction(1)),))

    def single(self, spelling: str) -> Polynomial:
        """Return a letter, or its transpose, as a polynomial."""
        return self.word((spelling,))

    def word(self, word: Word) -> Polynomial:
        """Return a word as a polynomial; the empty word is the number 1."""
        shapes = [self.shape(spelling) for spelling in word] or [("1", "1")]
        for left, right in pairwise(shapes):
            if left[1] != right[0]:
                raise CertificateRejected("shape", f"{' '.join(word)[:200]}: {left[1]} is not {right[0]}")
        normal = self.normal((), self.flipped(self.flipped(word)))
        return self.polynomial((shapes[0][0], shapes[-1][1]), [(normal, Fraction(1))])

    def differential(self, p: Polynomial, variable: str, increment: str) -> Polynomial:
        """Return the part of p(variable + increment) that is linear in the increment.

        Letters change through their definitions, d(S^-1) = -S^-1 dS S^-1; letters without definition are constant.
        """
        changes = {variable: self.single(increment)}
        for letter in self.letters.values():
            if letter.definition:
                change = self.product_rule(letter.definition, changes)
                if letter.inverse_of:
                    inverse = self.single(letter.name)
                    change = self.add((-1, self.multiply(self.multiply(inverse, change), inverse)))
                changes.update({letter.name: change} if change.terms else {})
        return self.product_rule(p, changes)

    def product_rule(self, p: Polynomial, changes: Mapping[str, Polynomial]) -> Polynomial:
        """Replace one letter at a time, in every place, by its change; letters without one are constant."""

        def replaced() -> Iterator[tuple[int, Polynomial]]:
            for (scalars, word), coefficient in p.terms:
                for index, part in enumerate((*scalars, word)):
                    others = (scalars[:index] + scalars[index + 1 :], word if index < len(scalars) else ())
                    outer = Polynomial(p.shape if index < len(scalars) else ("1", "1"), ((others, coefficient),))
                    for place, spelling in enumerate(part):
                        name = spelling.removesuffix("'")
                        if name in changes:
                            change = changes[name] if name == spelling else self.transpose(changes[name])
                            inner = self.multiply(self.word(part[:place]), change)
                            yield 1, self.multiply(outer, self.multiply(inner, self.word(part[place + 1 :])))

        return self.combine(p.shape, replaced())


def show(p: Polynomial) -> str:
    """Spell a polynomial in plain text."""
    parts = []
    for (scalars, word), c in p.terms:
        factors = [str(abs(c))] if abs(c) != 1 else []
        factors += [" ".join(s) if len(s) == 1 else f"({' '.join(s)})" for s in scalars] + list(word)
        parts.append(("- " if c < 0 else "+ ") + (" ".join(factors or ["1"])))
    return " ".join(parts).removeprefix("+ ") or "0"


def brief(p: Polynomial) -> str:
    """Spell the beginning of a polynomial, for a message."""
    return show(Polynomial(p.shape, p.terms[:20]))[:1000] + (" + ..." if len(p.terms) > 20 else "")


# --- exact matrices ---------------------------------------------------------------------------------------------------


def flip(a: Matrix) -> Matrix:
    """Return the transpose of a matrix."""
    return tuple(zip(*a, strict=True))


def unit(size: int) -> Matrix:
    """Return the identity matrix."""
    return tuple(tuple(Fraction(i == j) for j in range(size)) for i in range(size))


def product(a: Matrix, b: Matrix, budget: Budget | None = None) -> Matrix:
    """Return the matrix product."""
    number, columns = (budget or Budget()).number, flip(b)

    def entry(row: tuple[Fraction, ...], column: tuple[Fraction, ...]) -> Fraction:
        return number(sum((x * y for x, y in zip(row, column, strict=True) if x and y), Fraction(0)), len(row))

    return tuple(tuple(entry(row, column) for column in columns) for row in a)


def subtract(a: Matrix, b: Matrix) -> Matrix:
    """Return the difference of two matrices."""
    return tuple(tuple(x - y for x, y in zip(*rows, strict=True)) for rows in zip(a, b, strict=True))


def eliminate(row: list[Fraction], pivot_row: list[Fraction], i: int, budget: Budget) -> list[Fraction]:
    """Return a row minus the multiple of the pivot row that leaves 0 in column i."""
    ratio = row[i] / pivot_row[i]
    return [budget.number(x - ratio * y) for x, y in zip(row, pivot_row, strict=True)] if ratio else row


def inverse(a: Matrix, budget: Budget) -> Matrix | None:
    """Return the inverse by Gauss-Jordan elimination, or None if the matrix is singular."""
    size, rows = len(a), [[*row, *one] for row, one in zip(a, unit(len(a)), strict=True)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            return None
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows = [row if k == i else eliminate(row, rows[i], i, budget) for k, row in enumerate(rows)]
    return tuple(tuple(budget.number(x / row[i]) for x in row[size:]) for i, row in enumerate(rows))


def has_sign(a: Matrix, sign: str, budget: Budget) -> bool:
    """Whether a matrix is symmetric and positive definite ("positive") or semidefinite ("nonnegative")."""
    if a != flip(a):
        return False
    rows = [list(row) for row in a]
    for i, row in enumerate(rows):
        if row[i] < 0 or (row[i] == 0 and (sign == "positive" or any(row[i:]))):
            return False
        if row[i]:
            rows[i + 1 :] = [eliminate(lower, row, i, budget) for lower in rows[i + 1 :]]
    return True


def evaluate(alphabet: Alphabet, p: Polynomial, dimensions: Mapping[str, int], values: Mapping[str, Matrix]) -> Matrix:
    """Evaluate a polynomial at exact matrices."""
    sizes, number = {"1": 1, **dimensions}, alphabet.budget.number
    require(set(p.shape) <= set(sizes), "shape", f"no value is given for a dimension of {p.shape}")

    def word(spelling: Word, size: int) -> Matrix:
        factors = [values[s] if s in values else flip(values[s[:-1]]) for s in spelling] or [unit(size)]
        return reduce(lambda left, right: product(left, right, alphabet.budget), factors)

    rows, cols = (sizes[dimension] for dimension in p.shape)
    total = [[Fraction(0)] * cols for _ in range(rows)]
    for (scalars, rest), coefficient in p.terms:
        for scalar in scalars:
            coefficient = number(coefficient * word(scalar, 1)[0][0])
        for row, values_of_row in zip(total, word(rest, rows), strict=True):
            row[:] = [number(x + coefficient * y) for x, y in zip(row, values_of_row, strict=True)]
    return tuple(map(tuple, total))


# --- reading ----------------------------------------------------------------------------------------------------------


def named(value: Any) -> str:
    """Describe a JSON value in a message: the beginning of a string, the type of anything else."""
    return ascii(value[:60]) if isinstance(value, str) else type(value).__name__


def fields(record: Any, required: str, optional: str = "") -> dict[str, Any]:
    """Return a JSON object that has the required keys and no unknown one."""
    if not isinstance(record, dict):
        raise CertificateRejected("format", f"expected an object with keys {required}, got {named(record)}")
    unknown = [named(key) for key in record if key not in (*required.split(), *optional.split())]
    missing = [key for key in required.split() if key not in record]
    require(not unknown and not missing, "format", f"missing keys {missing}, unknown keys {unknown[:8]}")
    return record


def mapping(value: Any) -> dict[str, Any]:
    """Return a JSON object with keys of its own choice."""
    if not isinstance(value, dict):
        raise CertificateRejected("format", f"expected an object, got {named(value)}")
    return value


def sequence(value: Any, length: int | None = None) -> list[Any]:
    """Return a JSON list, of the given length if there is one."""
    if not isinstance(value, list) or length not in (None, len(value)):
        raise CertificateRejected("format", f"expected a list of {length or 'any'} length, got {named(value)}")
    return value


def text(value: Any) -> str:
    """Return a JSON string of plain characters."""
    if not isinstance(value, str) or not value.isascii():
        raise CertificateRejected("format", f"expected a string of ASCII characters, got {named(value)}")
    return value


def rational(value: Any) -> Fraction:
    """Read an exact fraction such as "-3/4"."""
    if len(text(value)) > MAX_DIGITS or not re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", value):
        raise CertificateRejected("number", f"{named(value)} is not an exact fraction such as '-3/4'")
    return Fraction(value)


def nonzero(value: Any) -> Fraction:
    """Read an exact fraction that is not 0."""
    require(rational(value) != 0, "number", "a term with coefficient 0 says nothing")
    return rational(value)


def matrix(value: Any, rows: int, cols: int) -> Matrix:
    """Read a matrix of exact fractions."""
    return tuple(tuple(map(rational, sequence(row, cols))) for row in sequence(value, rows))


def read_shape(value: Any) -> Shape:
    """Read a shape such as ["n", "1"]."""
    rows, cols = map(text, sequence(value, 2))
    ok = all(re.fullmatch(f"1|{NAME}", dimension) for dimension in (rows, cols))
    require(ok, "shape", f"{named(rows)} by {named(cols)} is not a shape")
    return rows, cols


def read_word(alphabet: Alphabet, value: Any) -> Polynomial:
    """Read a word such as "x' A^2 x"."""
    letters: list[str] = []
    for token in text(value).split():
        matched = re.fullmatch(f"(@?{NAME}'?)(?:\\^([1-9][0-9]{{0,8}}))?", token)
        if not matched:
            raise CertificateRejected("format", f"{named(token)} is not a letter, its transpose, or a power of one")
        power = int(matched[2] or 1)
        require(len(letters) + power <= MAX_DEGREE, "size", f"a word has more than {MAX_DEGREE} letters")
        alphabet.budget.spend(10 + 10 * power)
        letters += [matched[1]] * power
    return alphabet.word(tuple(letters))


def read_monomial(alphabet: Alphabet, scalars: Any, word: Any) -> Polynomial:
    """Read a list of 1x1 words and one word."""
    total = read_word(alphabet, word)
    for scalar in sequence(scalars):
        factor = read_word(alphabet, scalar)
        if factor.shape != ("1", "1") or not scalar.strip():
            raise CertificateRejected("shape", f"{named(scalar)} stands as a number, its shape is {factor.shape}")
        total = alphabet.multiply(factor, total)
    return total


def read_polynomial(alphabet: Alphabet, record: Any) -> Polynomial:
    """Read {"shape": ["n", "n"], "terms": [["-1/2", ["alpha"], "A A"], ...]}; the empty word is the identity."""
    record = fields(record, "shape terms")
    shape = read_shape(record["shape"])

    def summands() -> Iterator[tuple[Fraction, Polynomial]]:
        for term in sequence(record["terms"]):
            coefficient, scalars, word = sequence(term, 3)
            p = read_monomial(alphabet, scalars, word)
            one = alphabet.identity(shape[0] if shape[0] == shape[1] else "1")
            yield rational(coefficient), p if word.strip() else alphabet.multiply(p, one)

    return alphabet.combine(shape, summands())


def read_letter(alphabet: Alphabet, record: Any) -> None:
    """Read a letter and declare it; a defined letter is symmetric only if its definition is."""
    record = fields(record, "name rows cols", "symmetric sign equals inverse_of")
    name, shape = text(record["name"]), read_shape([record["rows"], record["cols"]])
    symmetric, sign, square = record.get("symmetric", False), record.get("sign"), shape[0] == shape[1]
    new = re.fullmatch("@?" + NAME, name) and name not in alphabet.letters
    require(bool(new), "letter", f"{named(name)} is declared twice or is not a name")
    known = isinstance(symmetric, bool) and sign in (None, "nonnegative", "positive")
    require(known, "format", f"{name}: symmetric is {named(symmetric)}, sign is {named(sign)}")
    require(square or not symmetric, "symmetry", f"{name} is declared symmetric, but is {shape}")
    require(symmetric or not sign, "symmetry", f"{name} has a sign, but is not declared symmetric")
    definitions = {key: read_polynomial(alphabet, record[key]) for key in ("equals", "inverse_of") if key in record}
    require(len(definitions) + bool(sign) <= 1, "definition", f"{name} has two definitions, or one and a sign")
    for key, p in definitions.items():
        require(p.shape == shape, "definition", f"{name} is {shape}, its definition is {p.shape}")
        require(square or key == "equals", "definition", f"{name} is not square, and has no inverse")
        if symmetric and name not in alphabet.unflagged and p != alphabet.transpose(p):
            raise CertificateRejected("symmetry", f"{name} is symmetric, but {brief(p)} is not its own transpose")
    alphabet.budget.spend(100)
    alphabet.declare(Letter(name, shape, symmetric, sign, **definitions))


@dataclass(frozen=True)
class Relation:
    """A claim (equal, at-least, gradient) or a hypothesis (equal, positive, nonnegative, nonzero)."""

    kind: str
    lhs: Polynomial
    rhs: Polynomial
    variable: str = ""

    def spelled(self) -> str:
        """Spell the relation in plain text."""
        sign = {"equal": "=", "at-least": ">=", "gradient": "has gradient"}[self.kind]
        return f"{show(self.lhs)} {sign} {show(self.rhs)}" + (f" in {self.variable}" if self.variable else "")


def read_relation(alphabet: Alphabet, record: Any, kinds: str) -> Relation:
    """Read {"relation": ..., "lhs": ..., "rhs": ...}, with "variable" in a gradient."""
    record = fields(record, "relation lhs rhs", "variable")
    kind, variable = text(record["relation"]), text(record.get("variable", ""))
    lhs, rhs = read_polynomial(alphabet, record["lhs"]), read_polynomial(alphabet, record["rhs"])
    known = kind in kinds.split() and bool(variable) == (kind == "gradient")
    require(known, "format", f"relation {named(kind)} with variable {named(variable)} is not one of {kinds}")
    if kind == "gradient":
        letter = alphabet.letters.get(variable)
        free = letter and not letter.definition and letter.shape == rhs.shape and rhs.shape[1] == "1"
        require(bool(free), "gradient", f"{named(variable)} is not a free vector of shape {rhs.shape}")
        require(lhs.shape == ("1", "1"), "gradient", f"{brief(lhs)} is {lhs.shape}, not a number")
    else:
        require(lhs.shape == rhs.shape, "shape", f"{kind} between {lhs.shape} and {rhs.shape}")
        square = lhs.shape[0] == lhs.shape[1] if kind != "nonzero" else lhs.shape == ("1", "1")
        require(square or kind == "equal", "shape", f"{brief(lhs)} is {lhs.shape}, and cannot be {kind}")
    return Relation(kind, lhs, rhs, variable)


def parse(certificate: Certificate) -> dict[str, Any]:
    """Parse the text of a certificate: strict JSON of the known version."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        require(len(set(keys)) == len(keys), "format", f"a key stands twice among {list(map(named, keys[:8]))}")
        return dict(pairs)

    def inexact(value: str) -> Any:
        raise CertificateRejected("number", f"{named(value)} is not an exact fraction written as a string")

    size = len(certificate.text)
    require(size <= MAX_CHARACTERS, "size", f"the file has more than {MAX_CHARACTERS} characters")
    require(certificate.text.isascii(), "file", "the file has characters that are not ASCII")
    try:
        source = json.loads(certificate.text, object_pairs_hook=unique, parse_float=inexact, parse_constant=inexact)
    except (ValueError, RecursionError) as error:
        raise CertificateRejected("file", f"this is not a JSON file: {error}") from None
    version = mapping(source).get("version")
    known = source.get("format") == FORMAT and type(version) is int and version == VERSION
    require(known, "version", f"this is not of the format {FORMAT}, version {VERSION}")
    evidence = {"proof": "terms squares witness", "refutation": "counterexample"}
    kind = text(source.get("kind"))
    require(kind in evidence, "format", f"kind {named(kind)} is not one of {', '.join(evidence)}")
    text(source.get("title", ""))
    return fields(source, f"format version kind letters hypotheses claim {evidence[kind]}", "title")


# --- statements, and what is checked of them --------------------------------------------------------------------------


class Document:
    """The letters, hypotheses and claim of a certificate; symmetries of letters in `unflagged` are not used."""

    def __init__(
        self, source: Mapping[str, Any], unflagged: frozenset[str] = frozenset(), budget: Budget | None = None
    ) -> None:
        self.alphabet, self.source = Alphabet(unflagged, budget), source
        for letter in sequence(source["letters"]):
            read_letter(self.alphabet, letter)
        kinds = "equal positive nonnegative nonzero"
        self.hypotheses = [read_relation(self.alphabet, h, kinds) for h in sequence(source["hypotheses"])]
        self.claim = read_relation(self.alphabet, source["claim"], "equal at-least gradient")
        self.mentioned = self.occurring([self.claim, *self.hypotheses])
        self.used: set[int] = set()
        self.signs: set[str] = set()
        self.check_variable()

    def check_variable(self) -> None:
        """A gradient varies its variable freely: no equality binds it, and its increment is bound by nothing."""
        variable = self.claim.variable
        bound = self.occurring([h for h in self.hypotheses if h.kind == "equal"])
        require(variable not in bound, "gradient", f"a hypothesis binds the variable {variable}")
        for name, letter in self.alphabet.letters.items():
            if name.startswith("@"):
                free = variable and letter == Letter("@" + variable, self.alphabet.shape(variable))
                fresh = bool(free) and name not in self.mentioned
                require(fresh, "gradient", f"{name} is not a free increment of the variable of a gradient")

    def occurring(self, relations: list[Relation]) -> set[str]:
        """Return the letters in the relations, and in the definitions of those letters."""
        found = {r.variable for r in relations if r.variable}
        waiting = [p for r in relations for p in (r.lhs, r.rhs)]
        while waiting:
            for (scalars, word), _ in waiting.pop().terms:
                new = {spelling.removesuffix("'") for part in (*scalars, word) for spelling in part} - found
                found |= new
                letters = (self.alphabet.letters[name] for name in new)
                waiting += [letter.definition for letter in letters if letter.definition]
        return found

    def goal(self) -> Polynomial:
        """Return the polynomial that must be shown to be zero (or to be positive)."""
        a, claim = self.alphabet, self.claim
        if claim.kind != "gradient":
            return a.add((1, claim.lhs), (-1, claim.rhs))
        increment = "@" + claim.variable
        linear = a.multiply(a.transpose(a.single(increment)), claim.rhs)
        return a.add((1, a.differential(claim.lhs, claim.variable, increment)), (-1, linear))

    def hypothesis(self, number: str, kinds: str) -> Polynomial | None:
        """Return lhs - rhs of a hypothesis of one of these kinds, if there is one of this number."""
        if re.fullmatch("[0-9]{1,6}", number) and int(number) < len(self.hypotheses):
            h = self.hypotheses[int(number)]
            if h.kind in kinds.split():
                self.used.add(int(number))
                return self.alphabet.add((1, h.lhs), (-1, h.rhs))
        return None

    def relation(self, reference: str) -> Polynomial:
        """Return the polynomial that a reference says is zero: a hypothesis, a definition, or half of an inverse."""
        a, (kind, _, name) = self.alphabet, reference.removesuffix("'").partition(":")
        letter = a.letters.get(name)
        zero = self.hypothesis(name, "equal") if kind == "hypothesis" else None
        if letter and letter.equals and kind == "definition":
            zero = a.add((1, a.single(name)), (-1, letter.equals))
        elif letter and letter.inverse_of and kind in ("left-inverse", "right-inverse"):
            pair = (a.single(name), letter.inverse_of)
            one = a.multiply(*(pair if kind == "left-inverse" else pair[::-1]))
            zero = a.add((1, one), (-1, a.identity(letter.shape[0])))
        if zero is None:
            raise CertificateRejected("hypothesis", f"{named(reference)} refers to no equality that is assumed")
        return a.transpose(zero) if reference.endswith("'") else zero

    def positive(self, reference: str, dimension: str) -> Polynomial:
        """Return the positive semidefinite polynomial of a reference: the identity, a letter or a hypothesis."""
        a, (kind, _, name) = self.alphabet, reference.partition(":")
        known = self.hypothesis(name, "positive nonnegative") if kind == "hypothesis" else None
        if reference == "identity":
            known = a.identity(dimension)
        elif kind == "letter" and name in a.letters and a.letters[name].sign:
            self.signs.add(name)
            known = a.single(name)
        if known is None:
            raise CertificateRejected("sign", f"{named(reference)} is not known to be positive")
        return known

    def multiples(self) -> Iterator[tuple[Fraction, Polynomial]]:
        """Multiply out the terms [coefficient, scalars, word, left, reference, right] of an equality."""
        a = self.alphabet
        for term in sequence(self.source["terms"]):
            coefficient, scalars, word, left, reference, right = sequence(term, 6)
            inner = a.multiply(read_word(a, left), self.relation(text(reference)))
            outer = read_monomial(a, scalars, word)
            yield nonzero(coefficient), a.multiply(outer, a.multiply(inner, read_word(a, right)))

    def squares(self) -> Iterator[tuple[Fraction, Polynomial]]:
        """Multiply out the terms [coefficient, [[reference, X], ...]]: products of X' P X, at most one not 1x1."""
        a = self.alphabet
        for term in sequence(self.source["squares"]):
            coefficient, factors = sequence(term, 2)
            total = a.identity("1")
            for reference, record in (sequence(factor, 2) for factor in sequence(factors)):
                x = read_polynomial(a, record)
                half = a.multiply(self.positive(text(reference), x.shape[0]), x)
                square = a.multiply(a.transpose(x), half)
                numbers = ("1", "1") in (total.shape, square.shape)
                require(numbers, "sign", "a product of two matrix squares need not be positive")
                total = a.multiply(total, square)
            require(nonzero(coefficient) > 0, "sign", f"a square is multiplied by {coefficient[:60]}")
            require(self.claim.kind == "at-least", "sign", "squares prove an inequality, and the claim is none")
            yield rational(coefficient), total

    def check_proof(self) -> None:
        """Subtract every multiple and every square from the goal; nothing may be left over."""
        for name, letter in self.alphabet.letters.items():
            exists = not letter.inverse_of or name in self.mentioned
            require(exists, "inverse", f"{name} is not written in the statement: nothing says that it exists")
        goal = self.goal()
        pieces = ((-c, p) for part in (self.multiples(), self.squares()) for c, p in part)
        left_over = self.alphabet.combine(goal.shape, chain([(1, goal)], pieces))
        if left_over.terms:
            raise CertificateRejected("left-over", f"{brief(left_over)} is not accounted for")

    def evaluate_letters(self, record: Any, rule: str) -> tuple[dict[str, int], dict[str, Matrix]]:
        """Evaluate all letters at given values; flags, definitions and hypotheses must hold there."""
        record, a = fields(record, "dimensions values"), self.alphabet
        given, values = mapping(record["values"]), dict[str, Matrix]()
        dimensions: dict[str, int] = {"1": 1, **mapping(record["dimensions"])}
        sizes = dimensions["1"] == 1 and all(type(d) is int and 1 <= d <= MAX_DIMENSION for d in dimensions.values())
        require(sizes, rule, f"a dimension is not an integer from 1 to {MAX_DIMENSION}")
        sized = all(set(letter.shape) <= set(dimensions) for letter in a.letters.values())
        require(sized, rule, "a dimension of a letter is left out")
        free = {name for name, letter in a.letters.items() if not letter.definition}
        require(set(given) == free, rule, "values must be given for the letters without definition, and for no other")
        for name, letter in a.letters.items():
            if letter.definition:
                value = evaluate(a, letter.definition, dimensions, values)
            else:
                value = matrix(given[name], dimensions[letter.shape[0]], dimensions[letter.shape[1]])
            inverted = inverse(value, a.budget) if letter.inverse_of else value
            if inverted is None:
                raise CertificateRejected(rule, f"{name}: the matrix to invert is singular at these values")
            require(not letter.symmetric or value == flip(value), rule, f"the value of {name} is not symmetric")
            signed = not letter.sign or has_sign(value, letter.sign, a.budget)
            require(signed, rule, f"the value of {name} is not {letter.sign}")
            values[name] = inverted
        for index, h in enumerate(self.hypotheses):
            gap = evaluate(a, a.add((1, h.lhs), (-1, h.rhs)), dimensions, values)
            if h.kind in ("positive", "nonnegative"):
                holds = has_sign(gap, h.kind, a.budget)
            else:
                holds = any(map(any, gap)) == (h.kind == "nonzero")
            require(holds, rule, f"hypothesis {index} does not hold at these values")
        return dimensions, values

    def check_counterexample(self) -> tuple[dict[str, int], dict[str, Matrix], Matrix, Matrix]:
        """Evaluate both sides; they must differ (for at-least: along `direction`, or by asymmetry)."""
        a, claim = self.alphabet, self.claim
        record = fields(self.source["counterexample"], "dimensions values", "direction")
        at = {key: record[key] for key in ("dimensions", "values")}
        dimensions, values = self.evaluate_letters(at, "counterexample")
        if claim.kind == "gradient":
            lhs = self.gradient(dimensions, values)
        else:
            lhs = evaluate(a, claim.lhs, dimensions, values)
        rhs = evaluate(a, claim.rhs, dimensions, values)
        gap = subtract(lhs, rhs)
        if "direction" in record:
            z = matrix(record["direction"], len(gap), 1)
            curvature = product(flip(z), product(gap, z, a.budget), a.budget)[0][0]
            fails = claim.kind == "at-least" and curvature < 0
        else:
            fails = gap != flip(gap) if claim.kind == "at-least" else any(map(any, gap))
        require(fails, "counterexample", "the claim holds at these values")
        return dimensions, values, lhs, rhs

    def gradient(self, dimensions: Mapping[str, int], values: Mapping[str, Matrix]) -> Matrix:
        """Evaluate the gradient of the left side: its differential along every unit vector."""
        a, claim, increment = self.alphabet, self.claim, "@" + self.claim.variable
        a.declare(Letter(increment, claim.rhs.shape))
        linear = a.differential(claim.lhs, claim.variable, increment)
        columns = (tuple((x,) for x in row) for row in unit(dimensions[claim.rhs.shape[0]]))
        return tuple(evaluate(a, linear, dimensions, {**values, increment: column})[0] for column in columns)


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
