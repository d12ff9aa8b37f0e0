"""A statement as the search for squares sees it: its relations as rewriting rules, what is positive, and degrees."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from typing import Any

from symmaml import kernel
from symmaml.kernel import Polynomial
from symmaml.proof.equality.rewriting import Context, Limits, OutOfTime, Rewriting
from symmaml.proof.squares.candidates import Candidates, Level
from symmaml.proof.squares.cone import Square, Weight, congruent, given
from symmaml.proof.squares.faces import Unsolvable, refuse_late
from symmaml.proof.squares.gram import Gram
from symmaml.proof.squares.normal import Degrees, NormalForms
from symmaml.proof.statements.formal import record

AT_SIGHT = Level(0, 2)
MAX_PRODUCTS = 10
Terms = list[list[Any]]


@dataclass(frozen=True)
class Learnt:
    """A lemma about something positive, by which reference it is known here, and which references it uses."""

    reference: str
    lemma: dict[str, Any]
    uses: tuple[str, ...]


class Theory:
    """What follows from a statement, as far as a few rewriting rules tell."""

    def __init__(self, document: kernel.Document, unfolded: frozenset[str], limits: Limits) -> None:
        self.document, self.alphabet = document, document.alphabet
        self.deadline = time.monotonic() + limits.seconds
        self.rewriting = Rewriting(self.alphabet, weighed(document, unfolded), limits)
        for reference, polynomial in _relations(document):
            with suppress(OutOfTime):
                self.rewriting.add_rule(dict(polynomial.terms), [(Fraction(1), Context(), reference)])
        self.normal = NormalForms(self.rewriting)
        self.weights = given(document)
        zeros = [polynomial for polynomial in document.zeros.values() if polynomial.terms]
        self.degrees = Degrees(self.alphabet, zeros, [weight.polynomial for weight in self.weights])
        self.learnt: list[Learnt] = []
        self.multiplied: list[Weight] | None = None

    def equal(self, polynomial: Polynomial, rules: int = 0) -> Terms | None:
        """Return terms that prove a polynomial to be zero, or None; so many more rules may be added on the way."""
        multiples = self.normal.multiples(dict(polynomial.terms))
        if multiples is None and rules:
            self.rewriting.limits = Limits(rules=len(self.rewriting.rules) + rules)
            self.rewriting.deadline = self.deadline
            with suppress(OutOfTime):
                multiples = self.rewriting.complete(dict(polynomial.terms)).multiples
            self.normal = NormalForms(self.rewriting)
        return None if multiples is None else [_term(*multiple) for multiple in multiples]

    def squares(self, goal: Polynomial, level: Level) -> list[Square]:
        """Return squares whose sum is the goal modulo the rules; raise `Unsolvable` if none were found."""
        refuse_late(self.deadline)
        weights = [*self.weights, *self.commuting()] if level.products else self.weights
        if level.products and not self.commuting():
            raise Unsolvable("nothing that is positive commutes")
        hypotheses = [p for reference, p in self.document.zeros.items() if reference.startswith("hypothesis")]
        blocks = Candidates(self.normal, self.degrees, weights, goal, hypotheses).blocks(level)
        return Gram(self.normal, goal).solve(list(blocks), self.deadline)

    def value(self, square: Square) -> Polynomial:
        """Multiply out a square."""
        a, slots = self.alphabet, []
        for f in square.factors:
            one = a.identity(f.columns[0].shape[0])
            p = one if f.reference == "identity" else self.document.positives[f.reference]
            slots.append([a.multiply(a.transpose(x), a.multiply(p, y)) for x in f.columns for y in f.columns])
        return a.add(*((square.coefficient, reduce(a.multiply, pairs)) for pairs in zip(*slots, strict=True)))

    def derive(self) -> None:
        """Learn that abbreviations and inverses are positive whose definition is a sum of squares at sight."""
        defined = definitions(self.document)
        for name, letter in self.alphabet.letters.items():
            single, inside = self.alphabet.single(name), letter.inverse_of or defined.get(name)
            if inside and inside.terms and letter.shape[0] == letter.shape[1] and not letter.sign:
                if self.normal.terms(dict(single.terms)) != dict(single.terms):
                    continue  # it is unfolded, and so are squares that it measures
                with suppress(Unsolvable):
                    squares = self.squares(inside, AT_SIGHT)
                    if letter.inverse_of:
                        squares = [congruent(self.alphabet, square, single) for square in squares]
                    self.learn_positive(single, squares)

    def learn_positive(self, polynomial: Polynomial, squares: list[Square]) -> None:
        """Learn that a polynomial is positive, as it is the sum of squares."""
        terms = self.equal(self.alphabet.add((1, polynomial), *((-1, self.value(square)) for square in squares)))
        if terms is not None:
            evidence = {"terms": terms, "squares": [square.spelled() for square in squares]}
            uses = tuple(factor.reference for square in squares for factor in square.factors)
            self.weights.append(
                self.learn({"rule": "positive", "form": record(polynomial), **evidence}, uses, polynomial)
            )

    def learn(self, lemma: dict[str, Any], uses: tuple[str, ...], positive: Polynomial) -> Weight:
        """Keep a lemma; return the weight that it speaks of."""
        reference = f"learnt:{len(self.learnt)}"
        self.learnt.append(Learnt(reference, lemma, uses))
        self.document.positives[reference] = positive
        return Weight(positive, reference)

    def commuting(self) -> list[Weight]:
        """Return the products of two and of three weights that commute; each is proved symmetric."""
        if self.multiplied is None:
            metrics = [w for w in self.weights if not w.is_one and not w.is_number]
            found: dict[tuple[Weight, ...], Weight] = {(weight,): weight for weight in metrics}
            for size in (2, 3):
                for *others, last in combinations(metrics, size):
                    first = found.get(tuple(others))
                    product = self.product(first, last) if first and len(found) - len(metrics) < MAX_PRODUCTS else None
                    if product:
                        found[*others, last] = product
            self.multiplied = [weight for factors, weight in found.items() if len(factors) > 1]
        return self.multiplied

    def product(self, first: Weight, second: Weight) -> Weight | None:
        """Return the product of two weights, if they commute."""
        if first.dimension != second.dimension:
            return None
        a = self.alphabet
        product = a.multiply(first.polynomial, second.polynomial)
        terms = self.equal(a.add((1, product), (-1, a.transpose(product))))
        if terms is None:
            return None
        of = (first.reference, second.reference)
        return self.learn({"rule": "product", "of": list(of), "terms": terms}, of, product)


def _relations(document: kernel.Document) -> Iterator[tuple[str, Polynomial]]:
    """Yield what is zero by its reference, with the transpose where that says something else."""
    for reference, polynomial in document.zeros.items():
        transposed = document.alphabet.transpose(polynomial)
        yield reference, polynomial
        if transposed != polynomial:
            yield reference + "'", transposed


def _term(coefficient: Fraction, context: Context, reference: str) -> list[Any]:
    """Spell a multiple as a certificate does."""
    scalars = [" ".join(scalar) for scalar in context.scalars]
    return [str(coefficient), scalars, *map(" ".join, (context.word, context.left)), reference, " ".join(context.right)]


# --- abbreviations ----------------------------------------------------------------------------------------------------


def definitions(document: kernel.Document) -> dict[str, Polynomial]:
    """Return what letters stand for: by definition, or by a hypothesis with the letter alone on its left."""
    found = {name: letter.equals for name, letter in document.alphabet.letters.items() if letter.equals}
    for hypothesis in document.hypotheses:
        name = _single_letter(hypothesis.lhs)
        if hypothesis.kind == "equal" and name and name not in _letters(hypothesis.rhs):
            found.setdefault(name, hypothesis.rhs)
    return found


def _letters(polynomial: Polynomial) -> list[str]:
    """Return the letters of a polynomial, as often as they occur."""
    words = (word for (scalars, word), _ in polynomial.terms for word in (*scalars, word))
    return [spelling.removesuffix("'") for word in words for spelling in word]


def _single_letter(polynomial: Polynomial) -> str | None:
    """Return the letter that a polynomial is, if it is one."""
    letters = _letters(polynomial)
    is_letter = len(letters) == 1 and len(polynomial.terms) == 1 and polynomial.terms[0][1] == 1
    return letters[0] if is_letter else None


def foldings(document: kernel.Document) -> Iterator[frozenset[str]]:
    """Yield which abbreviations to unfold: none; then vectors, numbers and sums of letters; then all."""
    defined = definitions(document)
    simple = (n for n, p in defined.items() if "1" in p.shape or all(len(word) < 2 for (_, word), _ in p.terms))
    yield from dict.fromkeys((frozenset[str](), frozenset(simple), frozenset(defined)))


def weighed(document: kernel.Document, unfolded: frozenset[str]) -> dict[str, int]:
    """Weigh an unfolded letter more than any monomial it stands for, and a matrix more than two vectors.

    So A in A + x x' is rewritten, and not x x', which may stand apart: in y' x x' z = (y' x) (x' z) it is no word.
    """
    letters, defined = document.alphabet.letters, definitions(document)
    found = {name: 1 if "1" in letter.shape else 3 for name, letter in letters.items()}
    # A letter may stand for others that are unfolded too, in any order.
    for name in (name for _ in unfolded for name in letters if name in unfolded):
        bodies = ((*scalars, word) for (scalars, word), _ in defined[name].terms)
        sizes = (sum(found[s.removesuffix("'")] for part in body for s in part) for body in bodies)
        found[name] = 1 + max(sizes, default=0)
    return found
