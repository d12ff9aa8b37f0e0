"""Name the products that a question repeats, so that it is proved in their names. The question stays the same question.

In `S = A (I - alpha A)^2 + B (I - alpha B)^2` and whatever is built with `S^-1`, the two summands are named: what is
proved of the names needs no multiplying out, and costs the same for every power.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symmaml.proof.rational.abbreviation import Abbreviator, sides, subtrees
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Question

Factors = tuple[tree.Node, ...]


def with_repeated_named(question: Question) -> Question:
    """Return a question in which products that are likely to stand together are defined letters.

    These are the summands of what is inverted, and otherwise factors in a row that are polynomials in one matrix: they
    commute with one another, and are symmetric if it is. Products without a sum stay, and so do inverses and vectors.
    A product that the question defines itself keeps its own letter.

    >>> from symmaml.notation import matrix, scalar, symmetric
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import Equal, Statement
    >>> A, B = symmetric("A B")
    >>> P, Q = A * (A + A**2) ** 6, (B**3 - B) * B
    >>> claim = Equal(P * (P + Q).I * Q, Q * (P + Q).I * P)
    >>> [name for name, _ in with_repeated_named(question(Statement(claim))).definitions]
    ['part_1', 'part_2']
    """
    return _Namer(question).question()


class _Namer(Abbreviator):
    """Replaces factors in a row by letters."""

    def __init__(self, question: Question) -> None:
        super().__init__(question)
        self.matrices = {letter.name for letter in question.letters if letter.shape != tree.NUMBER}
        self.spelling = _Spelling()
        self.wholes: set[Factors] = set()
        for node in subtrees(sides(question)):
            if isinstance(node, tree.Inverse):
                inside = self.spelling.of(node.inside)
                for summand in inside.parts if isinstance(inside, tree.Sum) else (inside,):
                    self.whole(_factors(summand)[1])

    def whole(self, factors: Factors) -> None:
        """Keep a product, and its transpose, if it is worth a name."""
        if _multiplies_out(factors):
            self.wholes |= {factors, _factors(self.spelling.of(_product(factors), flipped=True))[1]}

    def write(self, node: tree.Node) -> tree.Node:
        return super().write(self.spelling.of(node))

    def defined(self, name: str, node: tree.Node) -> tree.Node:
        numbers, factors = _factors(self.spelling.of(node))
        if numbers or not _multiplies_out(factors) or self.known(_product(factors)):
            return self.write(node)
        self.whole(factors)
        self.names[_product(factors)] = name
        return node

    def known(self, product: tree.Node) -> tree.Node | None:
        """Return the letter that stands for a product, or the transpose of the one that stands for its transpose."""
        flipped = self.spelling.of(product, flipped=True)
        if product in self.names:
            return self.letter(product)
        return tree.transpose(self.letter(flipped)) if flipped in self.names else None

    def fresh_letter(self, product: tree.Node) -> tree.Node:
        """Name a product, or its transpose if that is written with fewer transposes."""
        flipped = self.spelling.of(product, flipped=True)
        if _transposes(flipped) < _transposes(product):
            return tree.transpose(self.letter(flipped))
        return self.letter(product)

    def rewritten(self, node: tree.Node) -> tree.Node:
        if isinstance(node, tree.Transpose):
            return node
        if not isinstance(node, tree.Product | tree.Power):
            return super().rewritten(node)
        numbers, factors = _factors(node)
        if isinstance(node, tree.Power) and not _multiplies_out(factors):
            return replace(node, inside=self.write(node.inside))
        return _product((*map(self.write, numbers), *self.replaced(factors)))

    def replaced(self, factors: Factors) -> Iterator[tree.Node]:
        """Yield the factors, each row of them that is worth a name as one letter."""
        start = 0
        while start < len(factors):
            end = max(self.end_of_whole(factors, start), self.end_of_polynomials(factors, start))
            if _multiplies_out(factors[start:end]):
                product = _product(factors[start:end])
                yield self.known(product) or self.fresh_letter(product)
            else:
                yield from map(self.write, factors[start:end])
            start = end

    def end_of_whole(self, factors: Factors, start: int) -> int:
        """Return where the longest known product that starts here ends."""
        known = (len(whole) for whole in self.wholes if factors[start : start + len(whole)] == whole)
        return start + max(known, default=0)

    def end_of_polynomials(self, factors: Factors, start: int) -> int:
        """Return where the polynomials in one matrix that start here end; behind the first factor, if it is none."""
        letters, end = self.letters_of(factors[start]), start + 1
        while end < len(factors) and len(letters) == 1 and self.letters_of(factors[end]) == letters:
            end += 1
        return end

    def letters_of(self, factor: tree.Node) -> frozenset[str]:
        """Return the matrices in a factor; none unless it is a polynomial in them."""
        return tree.names(factor) & self.matrices if _is_polynomial(factor) else frozenset()


class _Spelling:
    """Spells trees in one way: letters alone are transposed, products begin with their numbers, sums have one order."""

    def __init__(self) -> None:
        self.spelled: dict[tuple[tree.Node, bool], tree.Node] = {}
        self.order: dict[tree.Node, int] = {}

    def of(self, node: tree.Node, flipped: bool = False) -> tree.Node:
        """Return a tree, or its transpose, spelled that way."""
        key = (node, flipped and node.shape != tree.NUMBER)
        if key not in self.spelled:
            self.spelled[key] = self.respelled(*key)
        return self.spelled[key]

    def respelled(self, node: tree.Node, flipped: bool) -> tree.Node:
        shape = node.shape[::-1] if flipped else node.shape
        match node:
            case tree.Transpose(inside=inside):
                return self.of(inside, not flipped)
            case tree.Sum(parts=parts):
                spelled = [self.of(part, flipped) for part in parts]
                return tree.Sum(shape, tuple(sorted(spelled, key=self.place)))
            case tree.Product(left=left, right=right):
                is_turned = flipped and tree.NUMBER not in (left.shape, right.shape)
                factors = (right, left) if is_turned else (left, right)
                numbers, others = _factors(tree.multiply(*(self.of(factor, flipped) for factor in factors)))
                return _product((*numbers, *others))
            case tree.Inverse(inside=inside) | tree.Power(inside=inside):
                return replace(node, inside=self.of(inside, flipped))
            case tree.Zero():
                return tree.Zero(shape)
            case tree.Name() if flipped:
                return tree.transpose(node)
        return node

    def place(self, node: tree.Node) -> int:
        return self.order.setdefault(node, len(self.order))


def _transposes(node: tree.Node) -> int:
    return sum(isinstance(x, tree.Transpose) for x in subtrees([node]))


def _factors(node: tree.Node) -> tuple[Factors, Factors]:
    """Return the numbers and the other factors of a product."""
    if not isinstance(node, tree.Product):
        return (), (node,)
    left, right = node.left, node.right
    if tree.NUMBER in (left.shape, right.shape):
        first, second = (left, right) if left.shape == tree.NUMBER else (right, left)
        numbers, factors = _factors(second)
        return (first, *numbers), factors
    (numbers, factors), (others, behind) = _factors(left), _factors(right)
    return numbers + others, factors + behind


def _product(factors: Factors) -> tree.Node:
    """Multiply factors in a row, halves first: a long product makes no deep tree."""
    half = len(factors) // 2
    return tree.multiply(_product(factors[:half]), _product(factors[half:])) if half else factors[0]


def _multiplies_out(factors: Factors) -> bool:
    """Whether a product of polynomials in square matrices has a sum among its factors."""
    return all(map(_is_polynomial, factors)) and any(isinstance(x, tree.Sum) for x in subtrees(factors))


def _is_polynomial(node: tree.Node) -> bool:
    return node.shape[0] == node.shape[1] != "1" and not any(isinstance(x, tree.Inverse) for x in subtrees([node]))
