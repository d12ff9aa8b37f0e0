"""Normal forms of polynomials modulo what a rewriting system knows, each found once; and degrees that it respects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from symmaml.kernel import Alphabet, Monomial, Polynomial, Word
from symmaml.proof.equality.rewriting import Context, Origin, Rewriting, Rule, Terms
from symmaml.proof.squares.linear import solve

Degree = tuple[int, ...]
Multiples = tuple[tuple[Fraction, Context, str], ...]


class Step(NamedTuple):
    """A rule in a context, times a factor, replaces a monomial."""

    rule: Rule
    context: Context
    factor: Fraction
    replacement: Terms


class NormalForms:
    """Rewrites monomials by the rules that a rewriting system has now."""

    def __init__(self, rewriting: Rewriting) -> None:
        self.rewriting, self.alphabet = rewriting, rewriting.alphabet
        self.rules = [(_patterns(self.alphabet, rule), rule) for rule in rewriting.rules]
        self.known: dict[Monomial, Terms] = {}

    def terms(self, terms: Mapping[Monomial, Fraction]) -> Terms:
        """Return the normal form of a sum of terms."""
        total: Terms = {}
        for monomial, c in terms.items():
            accumulate(total, self.monomial(monomial), c)
        return total

    def monomial(self, monomial: Monomial) -> Terms:
        """Return the normal form of a monomial."""
        if monomial not in self.known:
            step = self.step(monomial)
            total: Terms = {} if step else {monomial: Fraction(1)}
            for smaller, c in step.replacement.items() if step else ():
                accumulate(total, self.monomial(smaller), c)
            self.known[monomial] = total
        return self.known[monomial]

    def multiples(self, terms: Mapping[Monomial, Fraction]) -> Multiples | None:
        """Return the multiples of relations that terms are the sum of; None if their normal form is not zero."""
        left = dict(terms)
        used: Origin = []
        while left:
            monomial = max(left, key=self.rewriting.key)
            step = self.step(monomial)
            if step is None:
                return None
            coefficient = left.pop(monomial)
            accumulate(left, step.replacement, coefficient)
            used.append((coefficient * step.factor, step.context, step.rule))
        return tuple((c, context, reference) for (context, reference), c in self.rewriting.expand(used).items())

    def step(self, monomial: Monomial) -> Step | None:
        """Return the first rule that rewrites a monomial into smaller ones, and how.

        A number stands for its transpose too, so a rule that applies to the one may lead back to the other: then what
        it leads to is not smaller, and the rule is passed over.
        """
        text, key = "|".join(map(_spelled, (*monomial[0], monomial[1]))), self.rewriting.key
        for parts, rule in self.rules:
            if all(part in text or flipped in text for part, flipped in parts):
                for context in self.rewriting.places(monomial, rule):
                    image = self.rewriting.placed(context, rule)
                    lead = image.pop(monomial, None)
                    if lead and all(key(other) < key(monomial) for other in image):
                        return Step(rule, context, 1 / lead, {m: -c / lead for m, c in image.items()})
        return None


def accumulate(total: Terms, terms: Mapping[Monomial, Fraction], factor: Fraction) -> None:
    """Add a multiple of some terms in place."""
    for monomial, c in terms.items():
        value = total.get(monomial, Fraction(0)) + factor * c
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)


def _patterns(alphabet: Alphabet, rule: Rule) -> list[tuple[str, str]]:
    """Spell what occurs, as it stands or transposed, in every monomial that a rule rewrites.

    A column times a row may stand apart, in two numbers.
    """
    scalars, word = rule.lead
    halves = [word[: rule.cut], word[rule.cut :]] if rule.cut else [word]
    parts = [part for part in (*scalars, *halves) if part]
    return [(_spelled(part), _spelled(alphabet.flipped(part))) for part in parts]


def _spelled(word: Word) -> str:
    """Spell a word such that parts of it are parts of the text."""
    return "".join(f" {letter} " for letter in word)


class Degrees:
    """All ways, up to combinations, to give integer degrees to letters such that given polynomials are homogeneous.

    A letter in a monomial that is zero has degree 0: the monomial may be a square, and then degrees bound nothing.
    """

    def __init__(self, alphabet: Alphabet, zeros: Sequence[Polynomial], others: Sequence[Polynomial]) -> None:
        numbers = {name: number for number, name in enumerate(alphabet.letters)}
        rows = []
        for polynomial in (*zeros, *others):
            first, *rest = (_counted(monomial) for monomial, _ in polynomial.terms)
            for other in rest:
                names = sorted(first.keys() | other.keys())
                rows.append({numbers[x]: Fraction(other[x] - first[x]) for x in names if other[x] != first[x]})
            if not rest and polynomial in zeros:
                rows += [{numbers[x]: Fraction(1)} for x in first]
        solutions = solve(row for row in rows if row)
        columns = []
        for free in numbers.values():
            if solutions and free not in solutions.pivots:
                column = [solutions.value(number, {free: Fraction(1)}) for number in numbers.values()]
                scale = lcm(*(x.denominator for x in column))
                columns.append([int(x * scale) for x in column])
        self.letters = {name: tuple(column[number] for column in columns) for name, number in numbers.items()}
        self.zero: Degree = (0,) * len(columns)

    def sum(self, degrees: Iterable[Degree]) -> Degree:
        """Return the sum of degrees."""
        return tuple(map(sum, zip(self.zero, *degrees, strict=True)))

    def of(self, *words: Word) -> Degree:
        """Return the degree of a product of words."""
        return self.sum(self.letters[spelling.removesuffix("'")] for word in words for spelling in word)

    def of_monomial(self, monomial: Monomial) -> Degree:
        """Return the degree of a monomial."""
        return self.of(*monomial[0], monomial[1])


def _counted(monomial: Monomial) -> Counter[str]:
    return Counter(spelling.removesuffix("'") for part in (*monomial[0], monomial[1]) for spelling in part)
