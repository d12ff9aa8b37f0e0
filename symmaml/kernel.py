"""The trusted kernel: it checks certificates, and imports nothing but the standard library.

A letter is a real matrix of unknown entries with a shape (n, m); dimensions are names, or "1". `A'` is its transpose.
A word is a product of letters whose shapes fit. Pieces of a word that are 1x1 are numbers: they commute with
everything and equal their transposes. A monomial is some 1x1 words and one word; a polynomial adds monomials of one
shape with rational coefficients. Nothing else is known: an identity between polynomials holds in every dimension.

A certificate is a JSON file that states letters, hypotheses and a claim, and gives a reason that is checked by
multiplying out: an equality is a sum of multiples of hypotheses, positivity a sum of squares, a gradient the linear
part of F(x + h), and a counterexample exact values at which everything is evaluated. Lemmas may come first, each by one
of six rules. Every proof carries exact values too, at which all hypotheses hold: nothing is proved vacuously.

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
from math import gcd, lcm
from operator import mul
from typing import Any, NamedTuple, TypeVar

FORMAT, VERSION = "symmaml-certificate", 1
NAME = "[A-Za-z][A-Za-z0-9_]{0,59}"
# What a file may ask for, so that every file, however hostile, is answered in seconds and within memory.
MAX_CHARACTERS, MAX_STEPS, MAX_TERMS, MAX_DEGREE = 1 << 22, 60_000_000, 100_000, 400
MAX_DIMENSION, MAX_DIGITS, MAX_BITS = 40, 1_000, 8_000

# Where a claim holds: the farther down, the more its proof needs.
SCOPES = ("rings with involution", "matrices", "real matrices")

T = TypeVar("T")
Shape = tuple[str, str]
Word = tuple[str, ...]
Monomial = tuple[tuple[Word, ...], Word]
Matrix = tuple[tuple[Fraction, ...], ...]


class CertificateRejected(Exception):
    """The certificate proves nothing; `rule` names the rule that refused it."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail


def require(condition: object, rule: str, detail: str) -> None:
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

    They are letters assumed symmetric, letters assumed (symmetric and) positive, what is assumed invertible, and stated
    hypotheses by number.
    """

    claim: str
    symmetric: tuple[str, ...]
    signs: tuple[str, ...]
    inverses: tuple[str, ...]
    hypotheses: tuple[int, ...]
    statement: str = field(repr=False)
    scope: str = SCOPES[0]


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
    document = Document(source, Budget(MAX_STEPS))
    claim = document.claim.spelled()
    statement = json.dumps({key: source[key] for key in ("letters", "hypotheses", "claim")}, sort_keys=True)
    if source["kind"] == "refutation":
        return Refutation(claim, *document.check_counterexample(), statement)
    document.check_reason()
    document.evaluate_letters(source["witness"], "witness")
    letters = document.letters.values()
    signs = tuple(x.name for x in letters if f"letter:{x.name}" in document.used)
    assumed = (x for x in letters if x.symmetric and not x.definition)
    spared = {*spared_symmetries(parse(certificate), document.alphabet.budget), *signs}
    return Theorem(
        claim,
        tuple(x.name for x in assumed if x.name not in spared),
        signs,
        tuple(show(x.inverse_of) for x in letters if x.inverse_of),
        tuple(i for i in range(len(document.hypotheses)) if f"hypothesis:{i}" in document.used),
        statement,
        document.scope,
    )


def spared_symmetries(source: dict[str, Any], budget: Budget) -> list[str]:
    """Strike out the flags of letters as long as the proof stands; return the letters: with one more struck it falls.

    The last letters come first, those of lemmas too, as a definition may be symmetric only because earlier letters are.
    """
    spared, of_lemmas = [], [lemma["letter"] for lemma in source.get("lemmas", []) if "letter" in lemma]
    for letter in reversed([*source["letters"], *of_lemmas]):
        flags = {key: letter.pop(key) for key in ("symmetric", "sign") if key in letter}
        try:
            if flags:
                Document(source, budget).check_reason()
                spared.append(letter["name"])
        except CertificateRejected as refusal:
            letter.update(flags)
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
        self.spend(operations * (30 + bits // 8))
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


class Alphabet:
    """The declared letters, and arithmetic of polynomials over them."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.letters: dict[str, Letter] = {}
        self.shapes: dict[str, Shape] = {}
        self.transposes: dict[str, str] = {}

    def declare(self, letter: Letter) -> None:
        """Add a letter and its transpose; a symmetric letter is the transpose of both."""
        name, primed = letter.name, letter.name + "'"
        self.letters[name] = letter
        self.shapes |= {name: letter.shape, primed: (letter.shape[1], letter.shape[0])}
        self.transposes |= {name: name if letter.symmetric else primed, primed: name}

    def flipped(self, word: Word) -> Word:
        """Return the transpose of a word."""
        return tuple(self.transposes[spelling] for spelling in reversed(word))

    def normal(self, scalars: Iterable[Word], word: Word) -> Monomial:
        """Return the normal form of scalars, each in normal form, times a word: all 1x1 pieces are commuted out.

        Such a piece stands for its transpose too: the alphabetically first of the two is kept.
        """
        pieces, rest, start = list(scalars), word[:0], 0
        self.budget.spend(20 + len(word) + sum(map(len, pieces)))
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
            before = total.get(monomial)
            total[monomial] = self.budget.number(coefficient if before is None else before + coefficient)
            if len(total) > MAX_TERMS:
                raise CertificateRejected("size", f"a polynomial has more than {MAX_TERMS} terms")
        return Polynomial(shape, tuple(sorted((m, c) for m, c in total.items() if c)))

    def combine(self, shape: Shape, summands: Iterable[tuple[int | Fraction, Polynomial]]) -> Polynomial:
        """Return the linear combination of polynomials, all of this shape."""

        def terms(p: Polynomial) -> tuple[tuple[Monomial, Fraction], ...]:
            if p.shape != shape:
                raise CertificateRejected("shape", f"{brief(p)} is {p.shape}, added to something {shape}")
            return p.terms

        scaled = ((m, c if factor == 1 else c * factor) for factor, p in summands for m, c in terms(p))
        return self.polynomial(shape, scaled)

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

    def word(self, word: Word, dimension: str = "1") -> Polynomial:
        """Return a word as a polynomial; the empty word is the identity of a dimension: of "1", the number 1."""
        unknown = next((spelling for spelling in word if spelling not in self.shapes), None)
        require(unknown is None, "letter", f"{unknown} is not declared before it is used")
        shapes = [self.shapes[spelling] for spelling in word] or [(dimension, dimension)]
        for left, right in pairwise(shapes):
            if left[1] != right[0]:
                raise CertificateRejected("shape", f"{' '.join(word)[:200]}: {left[1]} is not {right[0]}")
        normal = self.normal((), self.flipped(self.flipped(word)))
        return Polynomial((shapes[0][0], shapes[-1][1]), ((normal, Fraction(1)),))

    def single(self, spelling: str) -> Polynomial:
        """Return a letter, or its transpose, as a polynomial."""
        return self.word((spelling,))

    def identity(self, dimension: str) -> Polynomial:
        """Return the identity of a dimension."""
        return self.word((), dimension)

    def differential(self, p: Polynomial, variable: str, increment: str) -> Polynomial:
        """Return the part of p(variable + increment) that is linear in the increment.

        Letters change through their definitions, d(S^-1) = -S^-1 dS S^-1; letters without definition are constant.
        """
        changes = {variable: self.single(increment)}
        for name, letter in self.letters.items():
            if letter.definition:
                change = self.combine(letter.shape, self.replaced(letter.definition, changes))
                if letter.inverse_of:
                    inverse = self.single(name)
                    change = self.add((-1, self.multiply(self.multiply(inverse, change), inverse)))
                if change.terms:
                    changes[name] = change
        return self.combine(p.shape, self.replaced(p, changes))

    def replaced(self, p: Polynomial, changes: Mapping[str, Polynomial]) -> Iterator[tuple[int, Polynomial]]:
        """Yield what becomes of a polynomial when one of its letters, in one place, is replaced by its change."""
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


def show(p: Polynomial) -> str:
    """Spell a polynomial in plain text."""
    parts = []
    for (scalars, word), c in p.terms:
        factors = [str(abs(c))] if abs(c) != 1 else []
        factors += [" ".join(s) if len(s) == 1 else f"({' '.join(s)})" for s in scalars] + list(word)
        factors += ["I"] if not word and p.shape not in (("1", "1"), ("", "")) else []
        parts.append(("- " if c < 0 else "+ ") + (" ".join(factors or ["1"])))
    return " ".join(parts).removeprefix("+ ") or "0"


def brief(p: Polynomial) -> str:
    """Spell the beginning of a polynomial, for a message."""
    return show(Polynomial(p.shape, p.terms[:20]))[:1000] + (" + ..." if len(p.terms) > 20 else "")


# --- exact matrices ---------------------------------------------------------------------------------------------------


def flip(a: Matrix) -> Matrix:
    """Return the transpose."""
    return tuple(zip(*a, strict=True))


def unit(size: int) -> Matrix:
    """Return the identity matrix."""
    return tuple(tuple(Fraction(i == j) for j in range(size)) for i in range(size))


def product(a: Matrix, b: Matrix, budget: Budget) -> Matrix:
    """Return the matrix product."""
    columns = flip(b)
    entries = ((sum(map(mul, row, column), Fraction(0)) for column in columns) for row in a)
    return tuple(tuple(budget.number(entry, len(b)) for entry in row) for row in entries)


def combination(a: Matrix, factor: Fraction, b: Matrix, budget: Budget) -> Matrix:
    """Return a + factor * b."""
    pairs = (zip(*rows, strict=True) for rows in zip(a, b, strict=True))
    return tuple(tuple(budget.number(x + factor * y) for x, y in row) for row in pairs)


def characteristic(a: Matrix, budget: Budget) -> tuple[list[Fraction], Matrix]:
    """Return c_0 = 1, ..., c_n with det(t - A) = sum of c_k t^(n-k), and the M with A M = -c_n I.

    Faddeev and LeVerrier: M = I at first; then c_k = -trace(A M)/k, and M becomes A M + c_k I, for k = 1, 2, ...
    """
    coefficients, m = [Fraction(1)], unit(len(a))
    for k in range(1, len(a) + 1):
        image = product(a, m, budget)
        coefficients.append(budget.number(-sum((image[i][i] for i in range(len(a))), Fraction(0)) / k))
        if k < len(a):
            m = combination(image, coefficients[k], unit(len(a)), budget)
    return coefficients, m


def inverse(a: Matrix, budget: Budget) -> Matrix | None:
    """Return the inverse, or None if the matrix is singular."""
    (*_, last), m = characteristic(a, budget)
    return tuple(tuple(budget.number(-x / last) for x in row) for row in m) if last else None


def has_sign(a: Matrix, sign: str, budget: Budget) -> bool:
    """Whether a matrix is symmetric and positive definite ("positive") or semidefinite ("nonnegative").

    A polynomial with real roots has no negative ones just if its coefficients alternate: (-1)^k c_k >= 0.
    """
    if a != flip(a):
        return False
    lowest = min((-c if k % 2 else c) for k, c in enumerate(characteristic(a, budget)[0]))
    return lowest > 0 or (lowest == 0 and sign == "nonnegative")


def evaluate(alphabet: Alphabet, p: Polynomial, dimensions: Mapping[str, int], values: Mapping[str, Matrix]) -> Matrix:
    """Evaluate a polynomial at exact matrices."""
    sizes, budget = {"1": 1, **dimensions}, alphabet.budget
    require(set(p.shape) <= set(sizes), "shape", f"no value is given for a dimension of {p.shape}")

    def word(letters: Word, size: int) -> Matrix:
        factors = [values[s] if s in values else flip(values[s[:-1]]) for s in letters]
        return reduce(lambda right, left: product(left, right, budget), reversed(factors), unit(size))

    rows, cols = (sizes[dimension] for dimension in p.shape)
    total = ((Fraction(0),) * cols,) * rows
    for (scalars, rest), coefficient in p.terms:
        numbers = (word(scalar, 1)[0][0] for scalar in scalars)
        factor = reduce(lambda x, y: budget.number(x * y), numbers, coefficient)
        total = combination(total, factor, word(rest, cols), budget)
    return total


# --- reading ----------------------------------------------------------------------------------------------------------


def named(value: Any) -> str:
    """Describe a JSON value in a message: the beginning of a string, the type of anything else."""
    return ascii(value[:60]) if isinstance(value, str) else f"something of type {type(value).__name__}"


def typed(value: Any, kind: type[T], length: int | None = None) -> T:
    """Return a JSON value that must be of a type, and of a length if there is one."""
    if not isinstance(value, kind) or (isinstance(value, list) and length not in (None, len(value))):
        size = "" if length is None else f" of {length}"
        raise CertificateRejected("format", f"expected {kind.__name__}{size}, got {named(value)}")
    return value


def fields(record: Any, required: str, optional: str = "") -> dict[str, Any]:
    """Return a JSON object that has the required keys and no unknown one."""
    missing = [key for key in required.split() if key not in typed(record, dict)]
    unknown = [named(key) for key in record if key not in f"{required} {optional}".split()]
    require(not missing and not unknown, "format", f"missing keys {missing}, unknown keys {unknown[:8]}")
    return typed(record, dict)


def rational(value: Any) -> Fraction:
    """Read an exact fraction such as "-3/4"."""
    short = isinstance(value, str) and len(value) <= MAX_DIGITS
    if not short or not re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", value):
        raise CertificateRejected("number", f"{named(value)} is not an exact fraction such as '-3/4'")
    return Fraction(value)


def matrix(value: Any, rows: int, cols: int) -> Matrix:
    """Read a matrix of exact fractions."""
    return tuple(tuple(map(rational, typed(row, list, cols))) for row in typed(value, list, rows))


def read_shape(value: Any) -> Shape:
    """Read a shape such as ["n", "1"]."""
    rows, cols = (typed(dimension, str) for dimension in typed(value, list, 2))
    named_well = all(re.fullmatch(f"1|{NAME}", dimension) for dimension in (rows, cols))
    require(named_well, "shape", f"{named(rows)} by {named(cols)} is not a shape")
    return rows, cols


def read_word(alphabet: Alphabet, value: Any, dimension: str = "1") -> Polynomial:
    """Read a word such as "x' A^2 x"; the empty word is the identity of a dimension."""
    letters: list[str] = []
    for token in typed(value, str).split():
        matched = re.fullmatch(f"(@?{NAME}'?)(?:\\^([1-9][0-9]{{0,8}}))?", token)
        if not matched:
            raise CertificateRejected("format", f"{named(token)} is not a letter, its transpose, or a power of one")
        power = int(matched[2] or 1)
        require(len(letters) + power <= MAX_DEGREE, "size", f"a word has more than {MAX_DEGREE} letters")
        letters += [matched[1]] * power
    alphabet.budget.spend(50 + 20 * len(letters))
    return alphabet.word(tuple(letters), dimension)


def read_monomial(alphabet: Alphabet, scalars: Any, word: Any, dimension: str = "1") -> Polynomial:
    """Read a list of 1x1 words and one word."""
    total = read_word(alphabet, word, dimension)
    for scalar in typed(scalars, list):
        factor = read_word(alphabet, scalar)
        require(factor.shape == ("1", "1"), "shape", f"{named(scalar)} stands as a number, its shape is {factor.shape}")
        total = alphabet.multiply(factor, total)
    return total


def read_polynomial(alphabet: Alphabet, record: Any) -> Polynomial:
    """Read {"shape": ["n", "n"], "terms": [["-1/2", ["alpha"], "A A"], ...]}; the empty word is the identity."""
    record = fields(record, "shape terms")
    shape = read_shape(record["shape"])
    alphabet.budget.spend(100)
    terms = (typed(term, list, 3) for term in typed(record["terms"], list))
    return alphabet.combine(shape, ((rational(c), read_monomial(alphabet, s, w, shape[0])) for c, s, w in terms))


def read_letter(alphabet: Alphabet, record: Any) -> None:
    """Read a letter and declare it; a defined letter is symmetric only if its definition is."""
    record = fields(record, "name rows cols", "symmetric sign equals inverse_of")
    name, shape = typed(record["name"], str), read_shape([record["rows"], record["cols"]])
    symmetric, sign, square = record.get("symmetric", False), record.get("sign"), shape[0] == shape[1]
    new = re.fullmatch("@?" + NAME, name) and name not in alphabet.letters
    require(new, "letter", f"{named(name)} is declared twice or is not a name")
    known = isinstance(symmetric, bool) and sign in (None, "nonnegative", "positive")
    require(known, "format", f"{name}: symmetric is {named(symmetric)}, sign is {named(sign)}")
    flagged = square if symmetric else not sign
    require(flagged, "symmetry", f"{name} is symmetric but not square, or has a sign but is not symmetric")
    definitions = {key: read_polynomial(alphabet, record[key]) for key in ("equals", "inverse_of") if key in record}
    require(len(definitions) + bool(sign) <= 1, "definition", f"{name} has two definitions, or one and a sign")
    for key, p in definitions.items():
        require(p.shape == shape, "definition", f"{name} is {shape}, its definition is {p.shape}")
        require(square or key == "equals", "definition", f"{name} is not square, and inverts nothing")
        own_transpose = not symmetric or p == alphabet.transpose(p)
        require(own_transpose, "symmetry", f"{name} is declared symmetric, but {brief(p)} is not its own transpose")
    alphabet.budget.spend(200)
    alphabet.declare(Letter(name, shape, symmetric, sign, **definitions))


@dataclass(frozen=True)
class Relation:
    """A claim (equal, at-least, gradient) or a hypothesis (equal, positive, nonnegative, nonzero)."""

    kind: str
    lhs: Polynomial
    rhs: Polynomial
    variable: str = ""

    def spelled(self) -> str:
        """Spell a claim in plain text."""
        lhs, rhs = show(self.lhs), show(self.rhs)
        if self.kind == "gradient":
            return f"the gradient of {lhs} in {self.variable} is {rhs}"
        return f"{lhs} {'=' if self.kind == 'equal' else '>='} {rhs}"


def read_relation(alphabet: Alphabet, record: Any, kinds: str) -> Relation:
    """Read {"relation": ..., "lhs": ..., "rhs": ...}, with "variable" in a gradient."""
    record = fields(record, "relation lhs rhs", "variable")
    kind, variable = typed(record["relation"], str), typed(record.get("variable", ""), str)
    lhs, rhs = read_polynomial(alphabet, record["lhs"]), read_polynomial(alphabet, record["rhs"])
    known = kind in kinds.split() and bool(variable) == (kind == "gradient")
    require(known, "format", f"relation {named(kind)} with variable {named(variable)} is not one of {kinds}")
    if kind == "gradient":
        x = alphabet.letters.get(variable)
        free = x and not x.definition and x.shape == rhs.shape and rhs.shape[1] == "1"
        require(free, "gradient", f"{named(variable)} is not a free vector of shape {rhs.shape}")
        require(lhs.shape == ("1", "1"), "gradient", f"{brief(lhs)} is {lhs.shape}, not a number")
    else:
        require(lhs.shape == rhs.shape, "shape", f"{kind} between {lhs.shape} and {rhs.shape}")
        fits = {"equal": True, "nonzero": lhs.shape == ("1", "1")}.get(kind, lhs.shape[0] == lhs.shape[1])
        require(fits, "shape", f"{brief(lhs)} is {lhs.shape}, and cannot be {kind}")
    return Relation(kind, lhs, rhs, variable)


def parse(certificate: Certificate) -> dict[str, Any]:
    """Parse the text of a certificate: strict JSON of the known version."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        require(len(dict(pairs)) == len(pairs), "format", "a key stands twice in an object")
        return dict(pairs)

    text = typed(certificate.text, str)
    require(len(text) <= MAX_CHARACTERS, "size", f"the file has more than {MAX_CHARACTERS} characters")
    require(text.isascii(), "file", "the file has characters that are not ASCII")
    try:
        source = typed(json.loads(text, object_pairs_hook=unique), dict)
    except (ValueError, RecursionError) as error:
        raise CertificateRejected("file", f"this is not a JSON file: {error}") from None
    known = source.get("format") == FORMAT and type(source.get("version")) is int and source["version"] == VERSION
    require(known, "version", f"this is not of the format {FORMAT}, version {VERSION}")
    evidence = {"proof": "terms squares witness", "identity": "spaces witness", "refutation": "counterexample"}
    kind, _ = typed(source.get("kind"), str), typed(source.get("title", ""), str)
    require(kind in evidence, "format", f"kind {named(kind)} is not one of {', '.join(evidence)}")
    optional = "title lemmas" if kind == "proof" else "title"
    return fields(source, f"format version kind letters hypotheses claim {evidence[kind]}", optional)


# --- statements, and what is checked of them --------------------------------------------------------------------------


class Document:
    """The letters, hypotheses and claim of a certificate, what may be assumed, and what was `used` of it."""

    def __init__(self, source: Mapping[str, Any], budget: Budget | None = None) -> None:
        self.source, self.alphabet, self.used = source, Alphabet(budget), set[str]()
        for letter in typed(source["letters"], list):
            read_letter(self.alphabet, letter)
        self.letters = dict(self.alphabet.letters)  # of the statement; lemmas may name more
        self.scope = SCOPES[1] if source.get("kind") == "identity" else SCOPES[0]
        kinds = "equal positive nonnegative nonzero"
        self.hypotheses = [read_relation(self.alphabet, h, kinds) for h in typed(source["hypotheses"], list)]
        self.claim = read_relation(self.alphabet, source["claim"], "equal at-least gradient")
        self.mentioned = self.occurring([self.claim, *self.hypotheses])
        self.check_variable()
        self.zeros, self.positives, self.nonzero, self.definite = self.assumptions()

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

    def check_variable(self) -> None:
        """A gradient varies its variable freely: no equality binds it, and nothing at all binds its increment."""
        variable, letters = self.claim.variable, self.alphabet.letters
        bound = self.occurring([h for h in self.hypotheses if h.kind == "equal"])
        require(variable not in bound, "gradient", f"a hypothesis binds the variable {variable}")
        free = Letter("@" + variable, self.alphabet.shapes.get(variable, ("", "")))
        for name in (name for name in letters if name.startswith("@")):
            fresh = letters[name] == free and name not in self.mentioned
            require(fresh, "gradient", f"{name} is not a free increment of the variable of a gradient")

    def assumptions(self) -> tuple[dict[str, Polynomial], dict[str, Polynomial], dict[str, Polynomial], set[str]]:
        """Return what is zero, positive semidefinite, and not zero, by its reference; and what of it is definite."""
        a, definite = self.alphabet, {"identity"}
        zeros, positives, nonzero = (dict[str, Polynomial]() for _ in range(3))
        for name, letter in a.letters.items():
            if letter.sign:
                positives[f"letter:{name}"] = a.single(name)
                definite |= {f"letter:{name}"} if letter.sign == "positive" else set()
        for index, h in enumerate(self.hypotheses):
            known = {"equal": zeros, "nonzero": nonzero}.get(h.kind, positives)
            known[f"hypothesis:{index}"] = a.add((1, h.lhs), (-1, h.rhs))
            definite |= {f"hypothesis:{index}"} if h.kind == "positive" else set()
        for letter in a.letters.values():
            zeros |= self.defining(letter)
        return zeros, positives, nonzero, definite

    def defining(self, letter: Letter) -> dict[str, Polynomial]:
        """Return what the definition of a letter says is zero, by its reference."""
        a, this = self.alphabet, self.alphabet.single(letter.name)
        if letter.equals:
            return {f"definition:{letter.name}": a.add((1, this), (-1, letter.equals))}
        if letter.inverse_of:
            sides = {"left": a.multiply(this, letter.inverse_of), "right": a.multiply(letter.inverse_of, this)}
            one = a.identity(letter.shape[0])
            return {f"{side}-inverse:{letter.name}": a.add((1, p), (-1, one)) for side, p in sides.items()}
        return {}

    def relation(self, reference: str) -> Polynomial:
        """Return the polynomial that a reference says is zero; a reference that ends in ' is to its transpose."""
        name = reference.removesuffix("'")
        require(name in self.zeros, "hypothesis", f"{named(reference)} refers to no equality that is assumed")
        self.used.add(name)
        return self.zeros[name] if name == reference else self.alphabet.transpose(self.zeros[name])

    def goal(self) -> Polynomial:
        """Return the polynomial that must be shown to be zero (for at-least: to be positive)."""
        a, claim, increment = self.alphabet, self.claim, "@" + self.claim.variable
        if claim.kind != "gradient":
            return a.add((1, claim.lhs), (-1, claim.rhs))
        linear = a.multiply(a.transpose(a.single(increment)), claim.rhs)
        return a.add((1, a.differential(claim.lhs, claim.variable, increment)), (-1, linear))

    def positive(self, reference: Any, dimension: str, definite: bool = False) -> Polynomial:
        """Return the polynomial that a reference says is positive semidefinite, or definite."""
        known = typed(reference, str) in self.positives or reference == "identity"
        require(known, "sign", f"{named(reference)} is not known to be positive")
        require(not definite or reference in self.definite, "sign", f"{named(reference)} is not known to be definite")
        self.used.add(reference)
        return self.alphabet.identity(dimension) if reference == "identity" else self.positives[reference]

    def needs(self, scope: str) -> None:
        """Note that the claim holds in a scope only, or in a smaller one."""
        self.scope = max(self.scope, scope, key=SCOPES.index)

    def multiples(self, terms: Any) -> Iterator[tuple[Fraction, Polynomial]]:
        """Multiply out the terms [coefficient, scalars, word, left, reference, right]: multiples of what is zero."""
        a = self.alphabet
        for term in typed(terms, list):
            coefficient, scalars, word, left, reference, right = typed(term, list, 6)
            inner = a.multiply(read_word(a, left), self.relation(typed(reference, str)))
            outer = read_monomial(a, scalars, word)
            require(rational(coefficient), "number", "a term with coefficient 0 says nothing")
            yield rational(coefficient), a.multiply(outer, a.multiply(inner, read_word(a, right)))

    def squares(self, terms: Any) -> Iterator[tuple[Fraction, Polynomial]]:
        """Multiply out the terms [coefficient, [[reference, X, Y, ...], ...]], at most one factor not 1x1.

        A factor stands for the table of all X' P X, X' P Y, Y' P Y, ..., which is positive semidefinite; hence so are
        products of such tables, entry by entry (Schur), and the sum of all entries. With one column it is X' P X.
        """
        a = self.alphabet
        for term in typed(terms, list):
            coefficient, factors = typed(term, list, 2)
            require(rational(coefficient) > 0, "sign", f"a square is multiplied by {named(coefficient)}")
            table: list[Polynomial] = []
            for factor in typed(factors, list):
                require(len(typed(factor, list)) > 1, "format", "a square has no column")
                a.budget.spend(100 * len(factor) ** 2)
                columns = [read_polynomial(a, record) for record in factor[1:]]
                require(
                    all(x.shape == columns[0].shape for x in columns), "shape", "columns of a square differ in shape"
                )
                p = self.positive(factor[0], columns[0].shape[0])
                squared = [a.multiply(a.transpose(x), a.multiply(p, y)) for x in columns for y in columns]
                table = table or [a.identity("1")] * len(squared)
                require(
                    len(table) == len(squared), "format", "the factors of a square have different numbers of columns"
                )
                one_matrix = ("1", "1") in (table[0].shape, squared[0].shape)
                require(one_matrix, "sign", "a product of two matrix squares need not be positive")
                table = [a.multiply(q, r) for q, r in zip(table, squared, strict=True)]
            yield rational(coefficient), a.add(*((1, entry) for entry in table or [a.identity("1")]))

    def check_reason(self) -> None:
        """Check the reason that a proof gives: multiples and squares that add up, or spaces that force an identity."""
        for name, letter in self.letters.items():
            exists = not letter.inverse_of or name in self.mentioned
            require(exists, "inverse", f"{name} is not written in the statement: nothing says that it exists")
        if self.source["kind"] == "identity":
            check_rational(self, self.source["spaces"])
        else:
            self.check_proof()

    def check_proof(self) -> None:
        """Check the lemmas in their order, and then the claim."""
        proves_inequality = self.claim.kind == "at-least" or not self.source["squares"]
        require(proves_inequality, "sign", "squares prove an inequality, and the claim is none")
        goal = self.goal()
        for index, lemma in enumerate(typed(self.source.get("lemmas", []), list)):
            self.learn(f"lemma:{index}", lemma)
        self.account_for(goal, self.source)

    def account_for(self, goal: Polynomial, reasons: Mapping[str, Any]) -> None:
        """Subtract every multiple and every square from a polynomial; nothing may be left over."""
        a = self.alphabet
        # A number that is zero, or positive, says the same of its multiple of the identity.
        one = a.identity(goal.shape[0] if goal.shape[0] == goal.shape[1] else "1")
        added = chain(self.multiples(reasons["terms"]), self.squares(reasons.get("squares", [])))
        lifted = ((-c, a.multiply(p, one) if p.shape == ("1", "1") else p) for c, p in added)
        left_over = a.combine(goal.shape, chain([(1, goal)], lifted))
        require(not left_over.terms, "left-over", f"{brief(left_over)} is not accounted for")
        self.needs(SCOPES[2] if reasons.get("squares") else SCOPES[0])

    def learn(self, reference: str, lemma: Any) -> None:
        """Check a lemma by its rule. Only what was learnt before can be used: nothing rests on itself."""
        rules = {
            "definition": (self.learn_definition, "letter", ""),
            "inverse": (self.learn_inverse, "letter of", ""),
            "positive": (self.learn_positive, "form terms squares", "definite multiplier direction"),
            "product": (self.learn_product, "of terms", ""),
            "zero": (self.learn_zero, "of factor terms squares", ""),
            "other-side": (self.learn_other_side, "left right terms", ""),
        }
        self.alphabet.budget.spend(400)
        rule = typed(typed(lemma, dict).get("rule"), str)
        require(rule in rules, "lemma", f"{named(rule)} is not one of {', '.join(rules)}")
        check_rule, required, optional = rules[rule]
        check_rule(reference, fields(lemma, f"rule {required}", optional))

    def learn_letter(self, record: Any, kind: str) -> Letter:
        """Declare a letter that the statement does not have, defined in one way."""
        name = typed(typed(record, dict).get("name"), str)
        fresh = kind in record and not name.startswith("@")
        require(fresh, "lemma", f"{named(name)} is no new letter that {kind} defines")
        read_letter(self.alphabet, record)
        letter = self.alphabet.letters[name]
        self.zeros |= self.defining(letter)
        return letter

    def learn_definition(self, _: str, lemma: Mapping[str, Any]) -> None:
        """A new letter may stand for anything."""
        self.learn_letter(lemma["letter"], "equals")

    def learn_inverse(self, _: str, lemma: Mapping[str, Any]) -> None:
        """What is definite, and a number that is not zero, has an inverse."""
        of, letter = typed(lemma["of"], str), self.learn_letter(lemma["letter"], "inverse_of")
        p = self.nonzero.get(of) or self.positive(of, letter.shape[0], definite=True)
        self.used.add(of)
        require(letter.inverse_of == p, "inverse", f"{letter.name} does not invert {brief(p)}, which {of} speaks of")
        self.needs(SCOPES[2])

    def learn_positive(self, reference: str, lemma: Mapping[str, Any]) -> None:
        """F is positive if F, or z' F z for a new vector z, or F S + S F for some definite S, is a sum of squares.

        Let F x = c x; if c x' x = x' F x or 2 c x' S x = x' (F S + S F) x is not negative, neither is c. If something
        definite is added to the squares, F is definite.
        """
        a, form = self.alphabet, read_polynomial(self.alphabet, lemma["form"])
        require(form.shape[0] == form.shape[1], "shape", f"{brief(form)} is {form.shape}, and cannot be positive")
        goal, ways = form, [key for key in ("definite", "multiplier", "direction") if key in lemma]
        require(len(ways) <= 1, "lemma", f"a lemma is shown in one way, not by {ways}")
        if "definite" in lemma:
            goal = a.add((1, form), (-1, self.positive(lemma["definite"], form.shape[0], definite=True)))
            self.definite.add(reference)
        elif ways:
            require(form == a.transpose(form), "symmetry", f"{brief(form)} is not its own transpose")
        if "multiplier" in lemma:
            s = self.positive(lemma["multiplier"], form.shape[0], definite=True)
            goal = a.add((1, a.multiply(form, s)), (1, a.multiply(s, form)))
        if "direction" in lemma:
            name = typed(lemma["direction"], str)
            require(not name.startswith("@"), "lemma", f"{named(name)} is no name of a new vector")
            read_letter(a, {"name": name, "rows": form.shape[0], "cols": "1"})
            z = a.single(name)
            goal = a.multiply(a.transpose(z), a.multiply(form, z))
        self.account_for(goal, lemma)
        self.positives[reference] = form
        self.needs(SCOPES[2])

    def learn_product(self, reference: str, lemma: Mapping[str, Any]) -> None:
        """The product of two positive matrices is positive if it is symmetric: then they commute."""
        a, (first, second) = self.alphabet, typed(lemma["of"], list, 2)
        require("identity" not in (first, second), "sign", "a product with the identity says nothing new")
        p, q = self.positive(first, "1"), self.positive(second, "1")
        product = a.multiply(p, q)
        # Products of products could double their length with every lemma.
        long = any(sum(map(len, (*scalars, word))) > MAX_DEGREE for (scalars, word), _ in product.terms)
        require(not long, "size", f"a product has words of more than {MAX_DEGREE} letters")
        self.account_for(a.add((1, product), (-1, a.transpose(product))), {"terms": lemma["terms"]})
        self.positives[reference] = product
        self.definite |= {reference} if {first, second} <= self.definite else set()
        self.needs(SCOPES[2])

    def learn_zero(self, reference: str, lemma: Mapping[str, Any]) -> None:
        """P X is zero if -X' P X is a sum of squares; and if P is definite, X is."""
        a, x = self.alphabet, read_polynomial(self.alphabet, lemma["factor"])
        p = self.positive(lemma["of"], x.shape[0])
        self.account_for(a.add((-1, a.multiply(a.transpose(x), a.multiply(p, x)))), lemma)
        self.zeros[reference] = x if lemma["of"] in self.definite else a.multiply(p, x)
        self.needs(SCOPES[2])

    def learn_other_side(self, reference: str, lemma: Mapping[str, Any]) -> None:
        """If X Y = I, and X and Y are square, Y X = I."""
        a, x, y = self.alphabet, *(read_polynomial(self.alphabet, lemma[key]) for key in ("left", "right"))
        square = x.shape == y.shape and x.shape[0] == x.shape[1]
        require(square, "shape", f"{x.shape} and {y.shape} are not square of one size: an inverse may be one-sided")
        one = a.identity(x.shape[0])
        self.account_for(a.add((1, a.multiply(x, y)), (-1, one)), {"terms": lemma["terms"]})
        self.zeros[reference] = a.add((1, a.multiply(y, x)), (-1, one))
        self.needs(SCOPES[1])

    def evaluate_letters(self, record: Any, rule: str) -> tuple[dict[str, int], dict[str, Matrix]]:
        """Evaluate all letters at given values; flags, definitions and hypotheses must hold there."""
        record, a = fields(record, "dimensions values"), self.alphabet
        given, values = typed(record["values"], dict), dict[str, Matrix]()
        dimensions: dict[str, int] = {"1": 1, **typed(record["dimensions"], dict)}
        sized = {dimension for letter in self.letters.values() for dimension in letter.shape} <= set(dimensions)
        whole = dimensions["1"] == 1 and all(type(d) is int and 1 <= d <= MAX_DIMENSION for d in dimensions.values())
        require(sized and whole, rule, f"every dimension must be given, as an integer from 1 to {MAX_DIMENSION}")
        free = {name for name, letter in self.letters.items() if not letter.definition}
        require(set(given) == free, rule, "values must be given for the letters without definition, and for no other")
        for name, letter in self.letters.items():
            if letter.definition:
                value = evaluate(a, letter.definition, dimensions, values)
            else:
                value = matrix(given[name], dimensions[letter.shape[0]], dimensions[letter.shape[1]])
            inverted = inverse(value, a.budget) if letter.inverse_of else value
            if inverted is None:
                raise CertificateRejected(rule, f"{name}: the matrix to invert is singular at these values")
            flagged = not letter.symmetric or value == flip(value)
            signed = not letter.sign or has_sign(value, letter.sign, a.budget)
            require(flagged and signed, rule, f"the value of {name} is not symmetric, or not {letter.sign}")
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
        record = dict(fields(self.source["counterexample"], "dimensions values", "direction"))
        direction = record.pop("direction", None)
        dimensions, values = self.evaluate_letters(record, "counterexample")
        if claim.kind == "gradient":
            lhs = self.gradient(dimensions, values)
        else:
            lhs = evaluate(a, claim.lhs, dimensions, values)
        rhs = evaluate(a, claim.rhs, dimensions, values)
        gap = combination(lhs, Fraction(-1), rhs, a.budget)
        if direction is not None:
            z = matrix(direction, len(gap), 1)
            fails = claim.kind == "at-least" and product(flip(z), product(gap, z, a.budget), a.budget)[0][0] < 0
        else:
            fails = gap != flip(gap) if claim.kind == "at-least" else any(map(any, gap))
        require(fails, "counterexample", "the claim holds at these values")
        return dimensions, values, lhs, rhs

    def gradient(self, dimensions: Mapping[str, int], values: Mapping[str, Matrix]) -> Matrix:
        """Evaluate the gradient of the left side: its differential along every unit vector."""
        a, claim, increment = self.alphabet, self.claim, "@" + self.claim.variable
        a.declare(Letter(increment, claim.rhs.shape))
        linear = a.differential(claim.lhs, claim.variable, increment)
        columns = [flip((row,)) for row in unit(dimensions[claim.rhs.shape[0]])]
        return tuple(evaluate(a, linear, dimensions, {**values, increment: column})[0] for column in columns)


# --- identities of matrices: a second kind of reason ------------------------------------------------------------------
#
# Check that an expression with inverses is zero for all matrices. Imports the standard library and the kernel only.
#
# Equations. An expression is the first unknown of linear equations whose coefficients are letters: `A S^-1 B` is u0
# in `u0 = A u1`, `S u1 = u2`, `u2 = B u3`, `u3 = 1`. `Pencil` derives such equations `L u = b` from the statement
# itself (up to a constant factor). An unknown has as many rows as its equation, and L is invertible wherever all
# inverses exist.
#
# Certificate. Columns V ("solutions") and U ("images") of constants such that, L_x being the coefficients of the
# letter x in L, every `L_x V` and b lie in the span of U; V is zero at u0; the columns of V are independent; each
# column belongs to one dimension, and no dimension has more columns in U than in V. Constants may be polynomials in
# the numbers of a statement.
#
# Theorem: the expression is then zero wherever all inverses exist, in every dimension. Proof: put matrices for
# letters. The first condition says `L V = U M` and `b = U c` for some M and c, where M has at least as many columns
# as rows. L V is injective, hence so is M, which is therefore invertible: `L^-1 U = V M^-1`. So `u = L^-1 b = V M^-1
# c` is zero at u0. Numbers at which a pivot vanishes make no exception, since the expression is continuous. QED.
#
# docs/rational-identities.md has the details, and why every identity of matrices has such a certificate.

Numbers = tuple[str, ...]  # a product of 1x1 letters without definition, sorted
Coefficient = dict[Numbers, int]  # a polynomial in them
Vector = dict[int, Coefficient]
Terms = tuple[tuple[tuple[Word, Numbers], Fraction], ...]  # words with numbers in front, and their coefficients
Part = tuple[str, int | None, Numbers, Fraction]  # letter, unknown (None: the right side), numbers, coefficient

IDENTITY, ONE = "", ((((), ()), Fraction(1)),)


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
        self.alphabet.budget.spend(50 * len(p.terms))
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


def weight(p: Coefficient) -> int:
    """Return about how many steps a product with a polynomial takes, for each term of the other."""
    return sum(4 + len(numbers) + abs(c).bit_length() // 100 for numbers, c in p.items())


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
            document.alphabet.budget.spend(sum(20 + weight(factor) * weight(p) for _, factor, p in reached))
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
        document.alphabet.budget.spend(30 * len(unresolved))
        ready = {name for name, body in unresolved.items() if not body or unresolved.keys().isdisjoint(occurring(body))}
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
    document.alphabet.budget.spend(len(names) ** 3)
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
        self.alphabet.budget.spend(sum(20 + weight(self.pivot) * weight(p) for p in vector.values()))
        left_over = collected((i, times(self.pivot, p)) for i, p in vector.items())
        for place, p in vector.items():
            negative = {m: -c for m, c in p.items()}
            for i, q in self.columns.get(place, {}).items():
                self.alphabet.budget.spend(20 + weight(p) * weight(q))
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


def assumptions(document: Document) -> Iterator[str]:
    """Say under which hypotheses a claim stands, what is assumed of its letters, and what defined ones are."""
    for h in document.hypotheses:
        yield f"if {show(h.lhs)} - ({show(h.rhs)}) is {'zero' if h.kind == 'equal' else h.kind}"
    for name, letter in document.alphabet.letters.items():
        if letter.definition:
            yield f"where {name} is {'the inverse of ' if letter.inverse_of else ''}{show(letter.definition)}"
        elif letter.sign or (letter.symmetric and letter.shape != ("1", "1")):
            yield f"if {name} is {letter.sign or 'symmetric'}"


def main(paths: list[str]) -> int:
    """Check files and say what each one shows; return 0 if every one was accepted."""
    accepted = 0
    for path in paths:
        try:
            with open(path, encoding="ascii") as file:
                found = check(Certificate(file.read(MAX_CHARACTERS + 1)))
            print(f"{path}: {'proved' if isinstance(found, Theorem) else 'refuted'}: {found.claim}")
            for line in assumptions(Document(json.loads(found.statement))):
                print(f"    {line}")
            accepted += 1
        except (OSError, ValueError, CertificateRejected) as refusal:
            print(f"{path}: REFUSED: {refusal}")
    print(f"{accepted} of {len(paths)} certificates accepted")
    return 0 if paths and accepted == len(paths) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
