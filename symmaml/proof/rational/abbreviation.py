"""Name the sums that a question multiplies, so that nothing is multiplied out. The question stays the same question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import comb

from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Declared, Question, Relation


def expanded_size(question: Question) -> int:
    """Return how many terms the sides and definitions of a question have when multiplied out (collecting none)."""
    counts: dict[tree.Node, int] = {}

    def count(node: tree.Node) -> int:
        if node not in counts:
            counts[node] = _count(node, [count(part) for part in parts(node)])
        return counts[node]

    return sum(count(node) for node in sides(question)) + sum(counts[x] for x in counts if isinstance(x, tree.Inverse))


def _count(node: tree.Node, inside: list[int]) -> int:
    match node:
        case tree.Sum():
            return sum(inside)
        case tree.Product():
            return inside[0] * inside[1]
        case tree.Power(exponent=exponent):
            if _is_in_one_matrix(node):
                return comb(inside[0] + exponent - 1, exponent)
            return int(inside[0] ** min(exponent, 64))
        case tree.Transpose():
            return inside[0]
    return 1


def _is_in_one_matrix(node: tree.Node) -> bool:
    """Whether a tree is a polynomial in one matrix and in numbers: its summands commute."""
    nodes = subtrees([node])
    matrices = {x for x in nodes if isinstance(x, tree.Name) and x.shape != tree.NUMBER}
    return len(matrices) <= 1 and not any(isinstance(x, tree.Transpose | tree.Inverse) for x in nodes)


def subtrees(roots: Iterable[tree.Node]) -> list[tree.Node]:
    """Return all different subtrees of some trees, the trees included."""
    found = dict.fromkeys(roots)
    waiting = list(found)
    while waiting:
        new = [part for part in parts(waiting.pop()) if part not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)


def sides(question: Question) -> Iterator[tree.Node]:
    """Yield what the definitions, hypotheses and claim of a question are written in."""
    yield from (node for _, node in question.definitions)
    for relation in (*question.hypotheses, question.claim):
        yield from (relation.lhs, relation.rhs)


def parts(node: tree.Node) -> tuple[tree.Node, ...]:
    """Return the subtrees directly below a node."""
    match node:
        case tree.Sum(parts=summands):
            return summands
        case tree.Product(left=left, right=right):
            return (left, right)
        case tree.Transpose(inside=inside) | tree.Inverse(inside=inside) | tree.Power(inside=inside):
            return (inside,)
    return ()


def abbreviated(question: Question) -> Question:
    """Return a question in which every sum that stands in a product is a defined letter; equal sums share a letter.

    Only a 1x1 sum that contains matrices or vectors is left as it is.

    >>> from symmaml.notation import matrix
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import Equal, Statement
    >>> X, Y = matrix("X Y")
    >>> [name for name, _ in abbreviated(question(Statement(Equal((X + Y) * X * (X + Y), X)))).definitions]
    ['part_1']
    """
    return Abbreviator(question).question()


class Abbreviator:
    """Rewrites trees from the leaves up, shared subtrees once; what is named is decided in `rewritten`."""

    def __init__(self, question: Question) -> None:
        self.original = question
        self.letters: list[Declared] = []
        self.definitions: list[tuple[str, tree.Node]] = []
        self.names: dict[tree.Node, str] = {}
        self.written: dict[tree.Node, tree.Node] = {}
        taken = {letter.name for letter in question.letters}
        numbered = (f"part_{i}" for i in range(1, 1_000_000))
        self.fresh = (name for name in numbered if name not in taken)

    def question(self) -> Question:
        """Return the question; each new letter is defined before it is used."""
        for name, node in self.original.definitions:
            written = self.defined(name, node)
            self.definitions.append((name, written))
        hypotheses = tuple(map(self.relation, self.original.hypotheses))
        claim = self.relation(self.original.claim)
        defined = {name for name, _ in self.original.definitions}
        given = [letter for letter in self.original.letters if letter.name not in defined]
        declared = {letter.name: letter for letter in (*self.original.letters, *self.letters)}
        ordered = [declared[name] for name, _ in self.definitions]
        return Question((*given, *ordered), tuple(self.definitions), hypotheses, claim)

    def defined(self, _name: str, node: tree.Node) -> tree.Node:
        """Rewrite what a letter of the question stands for."""
        return self.write(node)

    def relation(self, relation: Relation) -> Relation:
        return replace(relation, lhs=self.write(relation.lhs), rhs=self.write(relation.rhs))

    def write(self, node: tree.Node) -> tree.Node:
        """Rewrite a tree."""
        if node not in self.written:
            self.written[node] = self.rewritten(node)
        return self.written[node]

    def rewritten(self, node: tree.Node) -> tree.Node:
        match node:
            case tree.Sum(parts=summands):
                return replace(node, parts=tuple(map(self.write, summands)))
            case tree.Product(left=left, right=right):
                return replace(node, left=self.factor(left), right=self.factor(right))
            case tree.Power(inside=inside):
                return replace(node, inside=self.factor(inside))
            case tree.Transpose(inside=inside):
                return replace(node, inside=self.write(inside))
            case tree.Inverse(inside=inside):
                return replace(node, inside=self.write(inside))
        return node

    def factor(self, node: tree.Node) -> tree.Node:
        """Rewrite a factor: a letter in place of a sum."""
        written = self.write(node)
        if isinstance(written, tree.Transpose) and isinstance(written.inside, tree.Sum):
            return replace(written, inside=self.named(written.inside))
        return self.named(written) if isinstance(written, tree.Sum) else written

    def named(self, node: tree.Node) -> tree.Node:
        if node.shape == tree.NUMBER and not _is_number(node):
            return node
        return self.letter(node)

    def letter(self, node: tree.Node) -> tree.Node:
        """Return the letter that stands for a tree; it is declared when it is first needed."""
        if node not in self.names:
            self.names[node] = next(self.fresh)
            self.letters.append(Declared(self.names[node], node.shape))
            self.definitions.append((self.names[node], node))
        return tree.Name(node.shape, self.names[node])


def _is_number(node: tree.Node) -> bool:
    """Whether a tree has 1x1 subtrees only."""
    return node.shape == tree.NUMBER and all(map(_is_number, parts(node)))
