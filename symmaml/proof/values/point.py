"""A point: exact values of letters, at which polynomials are evaluated fast. Nothing here is trusted."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symmaml import kernel
from symmaml.proof.values import exact
from symmaml.proof.values.exact import Exact

NUMBER = ("1", "1")


class Infeasible(Exception):
    """No point with these choices: an inverse does not exist, a hypothesis cannot be met, or time is out."""


@dataclass(frozen=True)
class Signature:
    """The letters of a statement, and for each the letters without definition that determine it."""

    letters: Mapping[str, kernel.Letter]
    sources: Mapping[str, frozenset[str]]

    @property
    def free(self) -> tuple[str, ...]:
        """The letters without definition, in order of declaration."""
        return tuple(name for name, letter in self.letters.items() if not letter.definition)

    def depends(self, polynomial: kernel.Polynomial) -> frozenset[str]:
        """Return the letters without definition that determine a polynomial."""
        return frozenset[str]().union(*(self.sources[name] for name in names(polynomial)))


def names(polynomial: kernel.Polynomial) -> set[str]:
    """Return the letters that occur in a polynomial."""
    words = (word for (scalars, word), _ in polynomial.terms for word in (*scalars, word))
    return {spelling.removesuffix("'") for word in words for spelling in word}


def signature(letters: Mapping[str, kernel.Letter]) -> Signature:
    """Find out which letters determine which."""
    sources: dict[str, frozenset[str]] = {}
    for name, letter in letters.items():
        inside = names(letter.definition) if letter.definition else ()
        own = frozenset() if letter.definition else frozenset({name})
        sources[name] = own.union(*(sources[other] for other in inside))
    return Signature(letters, sources)


class Point:
    """Values of letters at given dimensions. Definitions and words are evaluated when first needed, and once.

    `work` counts what was computed, in about microseconds: a measure of effort that is the same on every machine.
    """

    def __init__(self, of: Signature, dimensions: Mapping[str, int], deadline: float = math.inf) -> None:
        self.signature = of
        self.dimensions = {**dimensions, "1": 1}
        self.deadline = deadline
        self.given: dict[str, Exact] = {}
        self.words: dict[kernel.Word, Exact] = {}
        self.work = 0

    def assign(self, name: str, value: Exact) -> None:
        """Give a value to a letter without definition, and forget what depended on an earlier one."""
        if name in self.given:
            sources = self.signature.sources
            self.words = {
                word: known
                for word, known in self.words.items()
                if not any(name in sources[spelling.removesuffix("'")] for spelling in word)
            }
        self.given[name] = value
        self.words[(name,)] = value

    def size(self, shape: kernel.Shape) -> tuple[int, int]:
        """Return the numbers of rows and columns of a shape."""
        return self.dimensions[shape[0]], self.dimensions[shape[1]]

    def letter(self, spelling: str) -> Exact:
        """Return the value of a letter or of its transpose; raise `Infeasible` if what it inverts is singular."""
        known = self.words.get((spelling,))
        if known is None:
            known = exact.transpose(self.letter(spelling[:-1])) if spelling.endswith("'") else self.defined(spelling)
            self.words[(spelling,)] = known
        return known

    def defined(self, name: str) -> Exact:
        """Evaluate the definition of a letter."""
        letter = self.signature.letters[name]
        if letter.equals is not None:
            return self.evaluate(letter.equals)
        if letter.inverse_of is None:
            raise Infeasible(f"{name} has no value yet")
        value = exact.inverse(self.evaluate(letter.inverse_of))
        self.work += 12 + self.dimensions[letter.shape[0]] ** 3
        if value is None:
            raise Infeasible(f"{name} does not exist")
        return value

    def word(self, word: kernel.Word) -> Exact:
        """Return the product of a word's letters; words with a common tail (row vectors: head) share its product."""
        known = self.words.get(word)
        if known is None:
            if len(word) == 1:
                return self.letter(word[0])
            if time.monotonic() > self.deadline:
                raise Infeasible("time is out")
            if self.is_row(word[0]):
                left, right = self.word(word[:-1]), self.letter(word[-1])
            else:
                left, right = self.letter(word[0]), self.word(word[1:])
            known = exact.product(left, right)
            self.work += 6 + len(left.rows) * len(right.rows) * len(right.rows[0]) // 8
            self.words[word] = known
        return known

    def is_row(self, spelling: str) -> bool:
        """Whether a spelling has one row in every dimension."""
        rows, cols = self.signature.letters[spelling.removesuffix("'")].shape
        return (cols if spelling.endswith("'") else rows) == "1"

    def scalars(self, scalars: tuple[kernel.Word, ...], coefficient: Fraction) -> tuple[int, int]:
        """Return the numerator and denominator of a coefficient times 1x1 words."""
        p, q = coefficient.numerator, coefficient.denominator
        for scalar in scalars:
            value = self.word(scalar)
            p, q = p * value.rows[0][0], q * value.denominator
        return p, q

    def evaluate(self, polynomial: kernel.Polynomial) -> Exact:
        """Return the value of a polynomial; raise `Infeasible` where it does not exist."""
        if polynomial.shape == NUMBER:
            return self.number(polynomial)
        size = self.size(polynomial.shape)
        terms = []
        for (scalars, word), coefficient in polynomial.terms:
            p, q = self.scalars(scalars, coefficient)
            if p:
                terms.append((p, q, self.word(word) if word else exact.identity(size[0])))
        self.work += 10 + len(terms) * (2 + size[0] * size[1] // 3)
        return exact.combination(size, terms)

    def number(self, polynomial: kernel.Polynomial) -> Exact:
        """Return the value of a 1x1 polynomial, whose words all stand among the scalars."""
        total = [self.scalars(scalars, coefficient) for (scalars, _), coefficient in polynomial.terms]
        self.work += 5 + 2 * len(total)
        common = math.lcm(*(q for _, q in total)) if total else 1
        return exact.exact(((sum(p * (common // q) for p, q in total),),), common)
