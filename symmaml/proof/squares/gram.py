"""Gram matrices: of which squares a polynomial may be a sum, and the equations that say so.

A block has a positive weight for each slot and a basis of tensors X (x) Y (x) ...; a positive semidefinite matrix G
over the basis stands for the sum of squares sum G[a, b] (Xa' P Xb) (Ya' Q Yb) ... Both sides are compared in normal
form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

from symmaml.kernel import Monomial, Polynomial, Word, show
from symmaml.proof.equality.rewriting import Terms
from symmaml.proof.squares.cone import NUMBER, Square, Tensor, Weight, square_of
from symmaml.proof.squares.faces import Entry, Matrix, Unsolvable, refuse_late, squares
from symmaml.proof.squares.normal import NormalForms, accumulate
from symmaml.proof.squares.semidefinite import positive_solution

UNKNOWNS = (120, 300, 600)  # of all Gram matrices together: few are solved fast, and more than these take seconds


@dataclass(frozen=True, order=True)
class Element:
    """A tensor of words, one for each slot, times some numbers."""

    numbers: tuple[Word, ...]
    words: tuple[Word, ...]

    def length(self) -> tuple[int, Element]:
        """Order by the number of letters."""
        return sum(map(len, (*self.words, *self.numbers))), self


@dataclass(frozen=True)
class Block:
    """Squares of combinations of a basis: one slot for each weight, times multipliers, which are positive numbers."""

    multipliers: tuple[Weight, ...]
    weights: tuple[Weight, ...]
    basis: tuple[Element, ...]

    @property
    def unknowns(self) -> int:
        """The number of entries of its Gram matrix."""
        return len(self.basis) * (len(self.basis) + 1) // 2

    def cost(self, element: Element) -> float:
        """Return how unwelcome an element is: short words in simple metrics make readable proofs."""
        weights = (*self.weights, *self.multipliers)
        return 1.0 + element.length()[0] + sum(len(weight.polynomial.terms) for weight in weights)


class Gram:
    """Writes a goal as a sum of squares modulo a rewriting system."""

    def __init__(self, normal: NormalForms, goal: Polynomial) -> None:
        self.normal, self.alphabet, self.shape = normal, normal.alphabet, goal.shape
        self.goal = normal.terms(dict(goal.terms))

    def solve(self, blocks: Sequence[Block], deadline: float) -> list[Square]:
        """Return squares from the blocks whose sum is the goal; raise `Unsolvable` if none were found.

        A small choice among many squares comes first: it is solved fast, and well conditioned.
        """
        reason = Unsolvable("there are no squares of the right shape and degree")
        if sum(block.unknowns for block in blocks) > UNKNOWNS[0]:
            blocks = [self.ranked(block, deadline) for block in blocks]
        for choice in dict.fromkeys(_shortened(blocks, unknowns) for unknowns in UNKNOWNS):
            try:
                return self.solve_choice(choice, deadline)
            except Unsolvable as unsolvable:
                reason = unsolvable
        raise reason

    def ranked(self, block: Block, deadline: float) -> Block:
        """Put first those elements whose square has a term of the goal, then short ones."""
        refuse_late(deadline)
        factor = self.multiplier(block)

        def rank(element: Element) -> tuple[bool, tuple[int, Element]]:
            return self.goal.keys().isdisjoint(self.entry(block, factor, element, element)), element.length()

        return replace(block, basis=tuple(sorted(block.basis, key=rank)))

    def multiplier(self, block: Block) -> Polynomial:
        """Return the product of the multipliers of a block."""
        numbers = (weight.polynomial for weight in block.multipliers)
        return reduce(self.alphabet.multiply, numbers, self.alphabet.identity("1"))

    def solve_choice(self, blocks: Sequence[Block], deadline: float) -> list[Square]:
        """Return squares from the blocks whose sum is the goal; raise `Unsolvable` if none were found."""
        equations: dict[Monomial, dict[Entry | None, Fraction]] = {m: {None: -c} for m, c in self.goal.items()}
        for b, block in enumerate(blocks):
            refuse_late(deadline)
            factor = self.multiplier(block)
            for i, first in enumerate(block.basis):
                for j, second in enumerate(block.basis[: i + 1]):
                    for monomial, c in self.entry(block, factor, first, second).items():
                        equations.setdefault(monomial, {})[b, i, j] = c
        self.refuse_unreached(equations)
        # A monomial and its transpose say the same.
        rows = {frozenset(row.items()): row for _, row in sorted(equations.items())}
        costs = [[block.cost(element) for element in block.basis] for block in blocks]
        found = positive_solution([len(block.basis) for block in blocks], list(rows.values()), costs, deadline)
        pairs = zip(blocks, found, strict=True)
        return [square for block, matrix in pairs for square in self.squares(block, matrix)]

    def refuse_unreached(self, equations: dict[Monomial, dict[Entry | None, Fraction]]) -> None:
        """Raise `Unsolvable` if some term of the goal occurs in no square."""
        unreached = [monomial for monomial in sorted(self.goal) if equations[monomial].keys() == {None}]
        if unreached:
            terms = tuple((monomial, self.goal[monomial]) for monomial in unreached[:4])
            raise Unsolvable(f"no square in reach has the terms {show(Polynomial(self.shape, terms))}")

    def entry(self, block: Block, factor: Polynomial, first: Element, second: Element) -> Terms:
        """Return the normal form of what an entry of a Gram matrix is multiplied by."""
        total = self.pairing(block, factor, first, second)
        if first != second:
            flipped = {(scalars, self.alphabet.flipped(word)): c for (scalars, word), c in total.items()}
            accumulate(total, flipped, Fraction(1))
        return self.normal.terms(total)

    def pairing(self, block: Block, factor: Polynomial, first: Element, second: Element) -> Terms:
        """Return numbers * (X' P Y) * ... over the slots."""
        a, numbers = self.alphabet, first.numbers + second.numbers
        total: Terms = {(tuple(sorted(numbers + scalars)), word): c for (scalars, word), c in factor.terms}
        for weight, left, right in zip(block.weights, first.words, second.words, strict=True):
            grown: Terms = {}
            for (scalars, word), c in weight.polynomial.terms:
                inner_scalars, inner = a.normal(scalars, a.flipped(left) + word + right)
                products = {(tuple(sorted(s + inner_scalars)), w + inner): d for (s, w), d in total.items()}
                accumulate(grown, products, c)
            total = grown
        return total

    def squares(self, block: Block, matrix: Matrix) -> Iterator[Square]:
        """Write a semidefinite matrix as squares that the kernel knows."""
        one = self.alphabet.identity("1")
        for coefficient, vector in squares(matrix) or ():
            chosen = [(element, x) for element, x in zip(block.basis, vector, strict=True) if x]
            tensors = list(self.tensors(block, chosen))
            padded = [(*(one for _ in block.multipliers), *tensor) for tensor in tensors]
            square = square_of((*block.multipliers, *block.weights), padded)
            yield Square(coefficient, square.factors)

    def tensors(self, block: Block, chosen: Sequence[tuple[Element, Fraction]]) -> Iterator[Tensor]:
        """Write a combination of basis elements; with one slot, it is one polynomial."""
        a, cols = self.alphabet, self.shape[1]
        if len(block.weights) == 1:
            terms = [(a.normal(element.numbers, element.words[0]), x) for element, x in chosen]
            yield (a.polynomial((block.weights[0].dimension, cols), terms),)
            return
        for element, x in chosen:
            scale = a.polynomial(NUMBER, [((element.numbers, ()), x)])
            slots = zip(block.weights, element.words, strict=True)
            columns = [a.polynomial((w.dimension, cols), [(a.normal((), word), Fraction(1))]) for w, word in slots]
            yield (a.multiply(scale, columns[0]), *columns[1:])


def _shortened(blocks: Sequence[Block], unknowns: int) -> tuple[Block, ...]:
    """Keep the first elements of each basis, so many that there are no more unknowns; tensors are cut first."""
    kept = list(blocks)
    for fewest_slots in (2, 1):
        limit = max((len(block.basis) for block in kept), default=0)
        while limit > 1 and sum(block.unknowns for block in kept) > unknowns:
            limit -= 1
            kept = [replace(b, basis=b.basis[:limit]) if len(b.weights) >= fewest_slots else b for b in kept]
    return tuple(kept)
