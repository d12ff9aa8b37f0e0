"""Which squares to try: words that stand beside a positive letter in the goal, then all their tails, then longer ones.

Degrees leave few of them. In a sum of squares no square has a higher degree than the goal, nor a lower one, since the
highest parts of squares cannot cancel: this holds for every degree in which weights and relations are homogeneous.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, combinations_with_replacement, product
from typing import NamedTuple

from symmaml.kernel import Monomial, Polynomial, Word
from symmaml.proof.squares.cone import NUMBER, Weight
from symmaml.proof.squares.gram import Block, Element
from symmaml.proof.squares.normal import Degree, Degrees, NormalForms


class Level(NamedTuple):
    """How far to look.

    `words`: those beside weights (0), all tails (1), longer ones (2). `multipliers`: how many positive numbers at once.
    `products`: whether products of weights that commute are weights too.
    """

    words: int
    multipliers: int
    products: bool = False


LEVELS = (
    *(Level(0, 0), Level(1, 0), Level(1, 0, True), Level(0, 1), Level(1, 1), Level(1, 1, True)),
    *(Level(2, 0), Level(2, 1, True), Level(2, 2), Level(2, 2, True)),
)


class Candidates:
    """The blocks of squares that may add up to a goal."""

    def __init__(
        self,
        normal: NormalForms,
        degrees: Degrees,
        weights: Sequence[Weight],
        goal: Polynomial,
        hypotheses: Sequence[Polynomial],
    ) -> None:
        self.normal, self.alphabet, self.degrees = normal, normal.alphabet, degrees
        self.weights, self.hypotheses, self.cols = weights, hypotheses, goal.shape[1]
        reduced = normal.terms(dict(goal.terms))
        self.monomials: list[Monomial] = list(dict.fromkeys([*(m for m, _ in goal.terms), *sorted(reduced)]))
        found = [degrees.of_monomial(m) for m in self.monomials]
        self.low, self.high = (tuple(map(choose, zip(*found, strict=True))) for choose in (min, max))
        self.words = list(dict.fromkeys(w for m in self.monomials for w in self.long_words(m)))
        forms = (sum(len(s) > 1 for s in scalars) for scalars, _ in self.monomials)
        self.slots = max(1, *forms) if goal.shape == NUMBER else 1
        self.numbers = self.divisors(with_forms=False)
        self.divided = self.divisors(with_forms=True) if goal.shape == NUMBER else self.numbers

    def blocks(self, level: Level) -> Iterator[Block]:
        """Yield the blocks of a level."""
        numeric = [w for w in self.weights if w.is_number and not self.is_redundant(w)]
        metrics = [w for w in self.weights if not w.is_number]
        words = dict(zip(metrics, self.words_of(metrics, level), strict=True))
        for multipliers in (chosen for size in range(level.multipliers + 1) for chosen in combinations(numeric, size)):
            for slots in range(1, self.slots + 1):
                for chosen in combinations_with_replacement(metrics, slots):
                    basis = self.basis(multipliers, chosen, [words[weight] for weight in chosen])
                    if basis:
                        yield Block(multipliers, chosen, tuple(sorted(basis, key=Element.length)))

    def basis(
        self, multipliers: Sequence[Weight], weights: Sequence[Weight], words: Sequence[Sequence[Word]]
    ) -> list[Element]:
        """Return the tensors whose square has a degree of the goal."""
        offset = self.degrees.sum(self.degree(w) for w in (*multipliers, *weights))
        found = []
        for chosen in product(*words):
            for numbers in self.divided if len(weights) == 1 else self.numbers:
                doubled = [2 * x for x in self.degrees.of(*numbers, *chosen)]
                total = map(sum, zip(doubled, offset, strict=True))
                if all(low <= d <= high for low, d, high in zip(self.low, total, self.high, strict=True)):
                    found.append(Element(numbers, chosen))
        return found

    def is_redundant(self, weight: Weight) -> bool:
        """Whether a number is a reciprocal, and squares contain it."""
        return weight.is_reciprocal and weight.polynomial.terms[0][0][0] in self.numbers

    def degree(self, weight: Weight) -> Degree:
        """Return the degree of a weight, which is homogeneous."""
        return self.degrees.of_monomial(weight.polynomial.terms[0][0])

    def divisors(self, with_forms: bool) -> list[tuple[Word, ...]]:
        """Return the products of numbers that divide a monomial of the goal; with or without quadratic forms."""
        choices = (submultisets(s for s in scalars if with_forms or len(s) == 1) for scalars, _ in self.monomials)
        return sorted(set().union(*choices), key=lambda chosen: (len(chosen), chosen))

    # -- words -------------------------------------------------------------------------------------------------------

    def words_of(self, weights: Sequence[Weight], level: Level) -> Iterator[list[Word]]:
        """Yield the words X of a level, for each weight P those for which X' P X has the shape of the goal."""
        common = self.normalised(self.grown(self.tails()) if level.words > 1 else self.tails()) if level.words else []
        for weight in weights:
            words = common if level.words else self.normalised(self.beside(weight))
            yield [word for word in words if (self.shape(word) if word else (self.cols,) * 2)[0] == weight.dimension]

    def shape(self, word: Word) -> tuple[str, str]:
        """Return the shape of a word that is not empty."""
        return self.alphabet.shapes[word[0]][0], self.alphabet.shapes[word[-1]][1]

    def long_words(self, monomial: Monomial) -> Iterator[Word]:
        """Yield the word of a monomial, and of a number its quadratic forms, with their transposes."""
        scalars, word = monomial
        for part in [word] if word else [s for s in scalars if len(s) > 1]:
            yield part
            yield self.alphabet.flipped(part)

    def beside(self, weight: Weight) -> Iterator[Word]:
        """Yield what stands to the right (and, transposed, to the left) of a weight in the goal."""
        for (_, inner), _ in weight.polynomial.terms:
            for word in self.words:
                for i in range(len(word) - len(inner) + 1):
                    # Beside an identity stands anything: then the right part has at most half of the letters.
                    if word[i : i + len(inner)] == inner and (inner or 2 * i >= len(word) - 1):
                        yield word[i + len(inner) :]
        yield from ((),) if weight.dimension == self.cols else ()

    def tails(self) -> Iterator[Word]:
        """Yield the ends of all words of the goal."""
        yield ()
        for word in self.words:
            yield from (word[i:] for i in range(len(word)))

    def grown(self, words: Iterable[Word]) -> Iterator[Word]:
        """Yield words, and those words with an end of a definition or of a hypothesis in front."""
        definitions = {name: x.inverse_of for name, x in self.alphabet.letters.items() if x.inverse_of}
        numbers = (p for p in definitions.values() if p.shape == NUMBER)
        positive = (w.polynomial for w in self.weights if len(w.polynomial.terms) > 1)
        ends = {end for p in (*self.hypotheses, *positive, *numbers) for end in self.ends(p)}
        for word in words:
            yield word
            inside = definitions.get(word[0]) if word else None
            row = self.shape(word)[0] if word else self.cols
            fitting = ends.union(self.ends(inside) if inside else ())
            yield from (end + word for end in sorted(fitting) if self.shape(end)[1] == row)

    def ends(self, polynomial: Polynomial) -> Iterator[Word]:
        """Yield the ends of the words of a polynomial."""
        for monomial, _ in polynomial.terms:
            yield from (word[i:] for word in self.long_words(monomial) for i in range(len(word)))

    def normalised(self, words: Iterable[Word]) -> list[Word]:
        """Return the words in normal form that words consist of; those that split into numbers are left out."""
        found: dict[Word, None] = {}
        for word in dict.fromkeys(words):
            scalars, whole = self.alphabet.normal((), word)
            fits = not word or (whole and not scalars and self.shape(word)[1] == self.cols)
            for (_, part), _ in self.normal.monomial(((), whole)).items() if fits else ():
                found[part] = None
        return sorted(found, key=lambda word: (len(word), word))


def submultisets(scalars: Iterable[Word]) -> set[tuple[Word, ...]]:
    """Return all ways to take some of the numbers.

    >>> sorted(submultisets([("t",), ("t",)]))
    [(), (('t',),), (('t',), ('t',))]
    """
    counts: dict[Word, int] = {}
    for scalar in scalars:
        counts[scalar] = counts.get(scalar, 0) + 1
    powers = ([(scalar,) * k for k in range(n + 1)] for scalar, n in sorted(counts.items()))
    return {tuple(scalar for part in chosen for scalar in part) for chosen in product(*powers)}
