"""A second opinion on certificates, by numbers instead of algebra; it uses nothing of the kernel.

Every letter, defined or not, becomes a random matrix over a prime field, and a proof is multiplied out with these
matrices. If it adds up formally, it adds up here; if it does not, it does not here either, but for a chance of about
one in 2^50 (Schwartz and Zippel). Every dimension has a size of its own: shapes are seen in the sizes of matrices.
Lemmas are learnt in their order, each by its rule; the letters that they define, and directions, are random too.

Of a certificate of the kind "identity" nothing is multiplied out: defined letters and inverses get their true values,
and the claim is evaluated at several sizes.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any

PRIME = 2**61 - 1

Rows = list[list[int]]


class Unreadable(Exception):
    """A certificate that has no value: shapes that do not fit, or a reference to nothing."""


class Singular(Exception):
    """An inverse does not exist at the chosen sizes."""


def matrix_product(a: Rows, b: Rows) -> Rows:
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) % PRIME for column in columns] for row in a]


def times(a: Rows, b: Rows) -> Rows:
    """Multiply matrices, or a matrix by a number."""
    if len(a[0]) == len(b):
        return matrix_product(a, b)
    for number, matrix in ((a, b), (b, a)):
        if len(number) == len(number[0]) == 1:
            return [[number[0][0] * x % PRIME for x in row] for row in matrix]
    raise Unreadable(f"{len(a)}x{len(a[0])} times {len(b)}x{len(b[0])}")


def plus(a: Rows, b: Rows, factor: int = 1) -> Rows:
    if (len(a), len(a[0])) != (len(b), len(b[0])):
        raise Unreadable(f"{len(a)}x{len(a[0])} plus {len(b)}x{len(b[0])}")
    return [[(x + factor * y) % PRIME for x, y in zip(*rows, strict=True)] for rows in zip(a, b, strict=True)]


def flip(a: Rows) -> Rows:
    return [list(row) for row in zip(*a, strict=True)]


def constant(rows: int, cols: int, diagonal: int = 0) -> Rows:
    return [[diagonal * (i == j) for j in range(cols)] for i in range(rows)]


@dataclass(frozen=True)
class Dual:
    """A matrix, and its derivative along the increment of a gradient."""

    value: Rows
    change: Rows

    def __mul__(self, other: Dual) -> Dual:
        change = plus(times(self.value, other.change), times(self.change, other.value))
        return Dual(times(self.value, other.value), change)

    def plus(self, other: Dual, factor: int) -> Dual:
        return Dual(plus(self.value, other.value, factor), plus(self.change, other.change, factor))

    def flipped(self) -> Dual:
        return Dual(flip(self.value), flip(self.change))


def still(value: Rows) -> Dual:
    return Dual(value, constant(len(value), len(value[0])))


def letters_of(word: str) -> list[str]:
    """Spell a word out, powers as repeated letters."""
    tokens = (token.partition("^") for token in word.split())
    return [letter for letter, _, power in tokens for _ in range(int(power or 1))]


def inverse(a: Rows) -> Rows:
    """Invert a matrix by elimination; raise `Singular` if it has no inverse."""
    size = len(a)
    rows = [[*row, *one] for row, one in zip(a, constant(size, size, 1), strict=True)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            raise Singular
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = pow(rows[i][i], -1, PRIME)
        rows[i] = [scale * x % PRIME for x in rows[i]]
        for k in range(size):
            if k != i:
                rows[k] = [(x - rows[k][i] * y) % PRIME for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def residue(coefficient: str) -> int:
    value = Fraction(coefficient)
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def dimensions(node: Any) -> list[str]:
    """Return the names of dimensions of all letters and polynomials in a certificate, or in a part of it."""
    if isinstance(node, dict):
        here = {node["rows"], node["cols"]} if "rows" in node else set(node.get("shape", ()))
        return sorted(here.union(*map(dimensions, node.values())) - {"1"})
    return sorted(set[str]().union(*map(dimensions, node))) if isinstance(node, list) else []


def defined(letter: Mapping[str, Any]) -> bool:
    return "equals" in letter or "inverse_of" in letter


def mentioned(record: Mapping[str, Any]) -> set[str]:
    words = [word for _, scalars, word in record["terms"] for word in (*scalars, word)]
    return {spelling.removesuffix("'") for word in words for spelling in letters_of(word)}


def single(record: Mapping[str, Any]) -> str | None:
    """Return the letter that a polynomial consists of, if it does."""
    if len(record["terms"]) == 1:
        coefficient, scalars, word = record["terms"][0]
        spelled = [spelling for part in (*scalars, word) for spelling in letters_of(part)]
        return spelled[0] if len(spelled) == 1 and Fraction(coefficient) == 1 else None
    return None


class SecondOpinion:
    """The value of every part of a proof at one random point. Raises `Unreadable` where there is none."""

    def __init__(self, source: Mapping[str, Any], seed: int = 0, sizes: Mapping[str, int] | None = None) -> None:
        self.source = source
        self.values: dict[str, Rows] = {}
        self.generator = random.Random(seed)
        self.sizes = {"1": 1, **(sizes or {name: 3 + index for index, name in enumerate(dimensions(source))})}
        self.letters: dict[str, Dual] = {}
        self.declared = list(source["letters"])  # and those that lemmas define
        self.learnt: dict[str, dict[str, Rows]] = {"zero": {}, "positive": {}}
        self.definite = {"identity"}
        for letter in source["letters"]:
            self.letters[letter["name"]] = still(self.drawn(letter))
            self.definite |= {f"letter:{letter['name']}"} if letter.get("sign") == "positive" else set()
        for index, hypothesis in enumerate(source["hypotheses"]):
            self.definite |= {f"hypothesis:{index}"} if hypothesis["relation"] == "positive" else set()
        if source.get("kind") == "identity":
            self.settle()
        variable = source["claim"].get("variable")
        if variable and variable in self.letters and "@" + variable in self.letters:
            self.vary(variable)
        for index, lemma in enumerate(source.get("lemmas", [])):
            self.learn(f"lemma:{index}", lemma)

    def drawn(self, letter: Mapping[str, Any]) -> Rows:
        rows, cols = self.sizes[letter["rows"]], self.sizes[letter["cols"]]
        drawn = [[self.generator.randrange(PRIME) for _ in range(cols)] for _ in range(rows)]
        return plus(drawn, flip(drawn)) if letter.get("symmetric") else drawn

    def settle(self) -> None:
        """Give letters that are defined, or unfolded by hypotheses, their true values. Raises `Singular`."""
        pending = {x["name"]: x.get("equals") or x["inverse_of"] for x in self.source["letters"] if defined(x)}
        for index in self.source["spaces"]["unfold"]:
            lhs, rhs = (self.source["hypotheses"][index][side] for side in ("lhs", "rhs"))
            name = single(lhs)
            pending |= {name: rhs} if name in self.letters and name not in pending else {str(single(rhs)): lhs}
        inverted = {letter["name"] for letter in self.source["letters"] if "inverse_of" in letter}
        while pending:
            ready = [name for name, body in pending.items() if not mentioned(body) & set(pending)]
            if not ready:
                raise Unreadable("a circle of definitions")
            for name in ready:
                value = self.polynomial(pending.pop(name)).value
                self.letters[name] = still(inverse(value) if name in inverted else value)

    def vary(self, variable: str) -> None:
        """Let the variable, and through their definitions other letters, change along the increment."""
        increment = self.letters["@" + variable].value
        self.letters[variable] = Dual(self.letters[variable].value, increment)
        for letter in self.source["letters"]:
            value = self.letters[letter["name"]].value
            if "equals" in letter:
                self.letters[letter["name"]] = Dual(value, self.polynomial(letter["equals"]).change)
            elif "inverse_of" in letter:
                inside = self.polynomial(letter["inverse_of"]).change
                change = times(times(value, inside), value)
                self.letters[letter["name"]] = Dual(value, plus(constant(len(value), len(value)), change, -1))

    def word(self, word: str, size: int) -> Dual:
        total = None
        for spelling in letters_of(word):
            if spelling.removesuffix("'") not in self.letters:
                raise Unreadable(spelling)
            letter = self.letters[spelling.removesuffix("'")]
            letter = letter.flipped() if spelling.endswith("'") else letter
            if total is not None and len(total.value[0]) != len(letter.value):
                raise Unreadable(word)
            total = letter if total is None else total * letter
        return still(constant(size, size, 1)) if total is None else total

    def monomial(self, scalars: list[str], word: str, size: int) -> Dual:
        total = self.word(word, size)
        for scalar in scalars:
            number = self.word(scalar, 1)
            if (len(number.value), len(number.value[0])) != (1, 1):
                raise Unreadable(scalar)
            total = number * total
        return total

    def polynomial(self, record: Mapping[str, Any]) -> Dual:
        rows, cols = (self.sizes[dimension] for dimension in record["shape"])
        total = still(constant(rows, cols))
        for coefficient, scalars, word in record["terms"]:
            total = total.plus(self.monomial(scalars, word, rows), residue(coefficient))
        return total

    def gap(self, relation: Mapping[str, Any]) -> Rows:
        return plus(self.polynomial(relation["lhs"]).value, self.polynomial(relation["rhs"]).value, -1)

    def goal(self) -> Rows:
        """Return what a proof must reach."""
        claim = self.source["claim"]
        if claim["relation"] != "gradient":
            return self.gap(claim)
        increment = self.letters["@" + claim["variable"]].value
        linear = times(flip(increment), self.polynomial(claim["rhs"]).value)
        return plus(self.polynomial(claim["lhs"]).change, linear, -1)

    def zeros(self) -> Iterator[str]:
        """Yield every reference that a term may use."""
        for index, hypothesis in enumerate(self.source["hypotheses"]):
            if hypothesis["relation"] == "equal":
                yield f"hypothesis:{index}"
        for letter in self.declared:
            if "equals" in letter:
                yield f"definition:{letter['name']}"
            elif "inverse_of" in letter:
                yield from (f"left-inverse:{letter['name']}", f"right-inverse:{letter['name']}")
        yield from self.learnt["zero"]

    def positives(self) -> Iterator[str]:
        """Yield every reference that a square may use."""
        yield "identity"
        for index, hypothesis in enumerate(self.source["hypotheses"]):
            if hypothesis["relation"] in ("positive", "nonnegative"):
                yield f"hypothesis:{index}"
        yield from (f"letter:{letter['name']}" for letter in self.source["letters"] if letter.get("sign"))
        yield from self.learnt["positive"]

    def assumed(self, reference: str) -> Rows:
        """Return the value of what a reference says is zero, or positive."""
        kind, _, name = reference.removesuffix("'").partition(":")
        if kind == "lemma":
            value = {**self.learnt["zero"], **self.learnt["positive"]}[f"lemma:{name}"]
        elif kind == "hypothesis":
            value = self.gap(self.source["hypotheses"][int(name)])
        elif kind == "letter":
            value = self.letters[name].value
        else:
            letter = next(letter for letter in self.declared if letter["name"] == name)
            this, inside = self.letters[name].value, self.polynomial(letter.get("equals") or letter["inverse_of"]).value
            if kind == "definition":
                value = plus(this, inside, -1)
            else:
                one = times(*((this, inside) if kind == "left-inverse" else (inside, this)))
                value = plus(one, constant(len(this), len(this), 1), -1)
        return flip(value) if reference.endswith("'") else value

    def term(self, term: list[Any]) -> Rows:
        coefficient, scalars, word, left, reference, right = term
        if reference.removesuffix("'") not in set(self.zeros()):
            raise Unreadable(reference)
        inner = times(times(self.word(left, 1).value, self.assumed(reference)), self.word(right, 1).value)
        total = times(self.monomial(scalars, word, 1).value, inner)
        return [[residue(coefficient) * x % PRIME for x in row] for row in total]

    def positive(self, reference: str, size: int, definite: bool = False) -> Rows:
        """Return the value of what a reference says is positive, or definite."""
        if reference not in set(self.positives()) or (definite and reference not in self.definite):
            raise Unreadable(reference)
        return constant(size, size, 1) if reference == "identity" else self.assumed(reference)

    def square(self, term: list[Any]) -> Rows:
        """Return the sum of a table, which is the product of tables, entry by entry."""
        coefficient, factors = term
        if Fraction(coefficient) <= 0:
            raise Unreadable(coefficient)
        table: list[Rows] = []
        for reference, *records in factors:
            columns = [self.polynomial(record).value for record in records]
            if not columns or len({(len(x), len(x[0])) for x in columns}) > 1:
                raise Unreadable(str(records))
            middle = self.positive(reference, len(columns[0]))
            entries = [times(flip(x), times(middle, y)) for x in columns for y in columns]
            if table and (len(table) != len(entries) or 1 not in (len(table[0]), len(entries[0]))):
                raise Unreadable(str(records))
            table = [times(p, q) for p, q in zip(table, entries, strict=True)] if table else entries
        total = table[0] if table else [[1]]
        for entry in table[1:]:
            total = plus(total, entry)
        return [[residue(coefficient) * x % PRIME for x in row] for row in total]

    def left_over(self, goal: Rows, reasons: Mapping[str, Any]) -> Rows:
        """Return a goal minus all terms and squares, zero for a proof; a number is a multiple of the identity."""
        rows, cols = len(goal), len(goal[0])
        for evaluated, part in ((self.term, "terms"), (self.square, "squares")):
            for record in reasons.get(part, []):
                key = json.dumps(record)
                if key not in self.values:
                    self.values[key] = evaluated(record)
                value = self.values[key]
                is_number = len(value) == len(value[0]) == 1
                goal = plus(goal, constant(rows, cols, value[0][0]) if is_number and rows == cols else value, -1)
        return goal

    def learn(self, reference: str, lemma: Mapping[str, Any]) -> None:
        """Learn a lemma. Raises `Unreadable` if its rule does not give it."""
        rule = lemma["rule"]
        if rule in ("definition", "inverse"):
            self.define(lemma)
            return
        if rule == "positive":
            kind, (conclusion, goal) = "positive", self.form(reference, lemma)
        elif rule == "product":
            if "identity" in lemma["of"]:
                raise Unreadable("a product with the identity")
            p, q = (self.positive(factor, 1) for factor in lemma["of"])
            kind, conclusion = "positive", times(p, q)
            goal = plus(conclusion, flip(conclusion), -1)
            self.definite |= {reference} if self.definite >= set(lemma["of"]) else set()
        elif rule == "zero":
            x = self.polynomial(lemma["factor"]).value
            image = times(self.positive(lemma["of"], len(x)), x)
            kind, conclusion, square = "zero", x if lemma["of"] in self.definite else image, times(flip(x), image)
            goal = plus(constant(len(square), len(square)), square, -1)
        else:
            x, y = (self.polynomial(lemma[side]).value for side in ("left", "right"))
            if {len(x), len(x[0]), len(y)} != {len(y[0])}:
                raise Unreadable("an inverse may be one-sided")
            one = constant(len(x), len(x), 1)
            kind, conclusion, goal = "zero", plus(times(y, x), one, -1), plus(times(x, y), one, -1)
        if any(map(any, self.left_over(goal, lemma))):
            raise Unreadable(f"{reference} does not add up")
        self.learnt[kind][reference] = conclusion

    def form(self, reference: str, lemma: Mapping[str, Any]) -> tuple[Rows, Rows]:
        """Return what a lemma says is positive, and what must be a sum of squares for it."""
        form, name = self.polynomial(lemma["form"]).value, lemma.get("direction")
        size, shown = len(form), {"definite", "multiplier", "direction"} & set(lemma)
        if size != len(form[0]) or len(shown) > 1 or (shown - {"definite"} and form != flip(form)):
            raise Unreadable(f"{reference} is not square, not symmetric, or shown in two ways")
        if "definite" in shown:
            self.definite.add(reference)
            return form, plus(form, self.positive(lemma["definite"], size, True), -1)
        if "multiplier" in shown:
            s = self.positive(lemma["multiplier"], size, True)
            return form, plus(times(form, s), times(s, form))
        if name is None:
            return form, form
        if name in self.letters or name.startswith("@"):
            raise Unreadable(name)
        z = self.drawn({"rows": lemma["form"]["shape"][0], "cols": "1"})
        self.letters[name] = still(z)
        return form, times(flip(z), times(form, z))

    def define(self, lemma: Mapping[str, Any]) -> None:
        """Declare the letter of a lemma."""
        letter, key = lemma["letter"], {"definition": "equals", "inverse": "inverse_of"}[lemma["rule"]]
        name = letter["name"]
        taken = name in self.letters or name.startswith("@") or "sign" in letter
        if taken or {"equals", "inverse_of"} & set(letter) != {key}:
            raise Unreadable(name)
        inside = self.polynomial(letter[key]).value
        sized = letter[key]["shape"] == [letter["rows"], letter["cols"]]
        if not sized or (letter.get("symmetric") and inside != flip(inside)):
            raise Unreadable(name)
        if key == "inverse_of" and inside != self.inverted(lemma["of"], len(inside)):
            raise Unreadable(lemma["of"])
        self.letters[name] = still(self.drawn(letter))
        self.declared.append(letter)

    def inverted(self, reference: str, size: int) -> Rows:
        """Return the value of what a reference says has an inverse: it is definite, or a number that is not zero."""
        kind, _, index = reference.partition(":")
        if kind == "hypothesis" and self.source["hypotheses"][int(index)]["relation"] == "nonzero":
            return self.assumed(reference)
        return self.positive(reference, size, True)

    def of(self, source: Mapping[str, Any]) -> SecondOpinion:
        """Return an opinion on a certificate at the same point, with what is known already if only reasons differ."""
        if any(source.get(part) != self.source.get(part) for part in ("letters", "hypotheses", "claim", "lemmas")):
            return SecondOpinion(source)
        other = copy(self)
        other.source = source
        return other


def adds_up(source: Mapping[str, Any], seed: int = 0, known: SecondOpinion | None = None) -> bool:
    """Whether nothing is left over of a proof at a random point; of an identity, whether it holds at random points."""
    try:
        if source.get("kind") == "identity":
            return holds(source, seed)
        opinion = known.of(source) if known else SecondOpinion(source, seed)
        return not any(map(any, opinion.left_over(opinion.goal(), source)))
    except Unreadable:
        return False


def holds(source: Mapping[str, Any], seed: int) -> bool:
    """Whether a claim holds at sizes of all orders at which its inverses exist; there must be such sizes."""
    names = dimensions(source)
    choices = [dict(zip(order, (3, 4, 5, 6), strict=False)) for order in permutations(names)]
    points = 0
    for sizes in [*choices, dict.fromkeys(names, 3)]:
        try:
            gap = SecondOpinion(source, seed, sizes).goal()
        except Singular:
            continue
        if any(map(any, gap)):
            return False
        points += 1
    return points > 0
