"""Decide how a formula is computed: from an expression to a plan of array operations.

A plan is a list of operations in which equal ones are one and the same, so what is shared is computed once. A matrix
that only acts on vectors is never built: its factors act one after the other. A matrix that has to be built anyway,
because it is inverted or asked for, is built once and then used everywhere. An inverse is never built either, only
systems are solved. All sizes but 1 count as equally large, so a product is associated best when it is cut wherever a
size is 1: what lies between the cuts is a number, a vector or a chain of square matrices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy

from symmaml.errors import InvalidStatement
from symmaml.export.plan import Plan, Term, checked_axis
from symmaml.export.terms import Leaf, Node, Power, Product, Reader, Sum, as_product, simplest, summed, transposed
from symmaml.notation import Letter, checked_name
from symmaml.statement import Definition

MAX_EXPONENT = 4096  # a power is unrolled


def planned(expression: Any, where: Sequence[Definition] = ()) -> tuple[Plan, int]:
    """Return a plan for `expression`, written in the letters of `where`, and the number of its last operation.

    >>> n = sympy.Symbol("n")
    >>> A, x = Letter("A", n, n), Letter("x", n, 1)
    >>> plan, root = planned(A * A * x)
    >>> [plan.operations[i].kind for i in plan.needed(root)]
    ['letter', 'letter', 'dot', 'dot']
    """
    draft = Planner(where)
    draft.planned(expression)
    # What the draft had to build is at hand: now it can also be used where the draft let factors act on vectors.
    planner = Planner(where, frozenset(draft.built))
    return planner.plan, planner.planned(expression)


class Planner:
    """Turns trees of sums, products and powers into operations; `available` are the matrices that are built anyway."""

    def __init__(self, where: Sequence[Definition], available: frozenset[Node] = frozenset()) -> None:
        self.plan, self.available, self.built = Plan(), available, set[Node]()
        self.reader = Reader(where)
        self._definitions: dict[str, Node | sympy.Expr] = {}
        self._declared: dict[str, Any] = {}
        self._values: dict[str, int] = {}
        self._images: dict[tuple[Node, int], int] = {}
        self._chosen: set[tuple[Any, ...]] = set()  # what is paid for in any case
        for position, definition in enumerate(where):
            later = {other.letter.name for other in where[position:]}
            self._define(definition, Reader(where[:position]), later)

    def planned(self, expression: Any) -> int:
        """Plan a matrix or commuting expression and return the number of its operation."""
        if getattr(expression, "is_Matrix", False):
            return self.value(self.settled(self.reader.read(expression)))
        return self.scalar(self.reader.scalar(expression))

    # -- letters -----------------------------------------------------------------------------------------------------

    def _define(self, definition: Definition, earlier: Reader, later: set[str]) -> None:
        letter, expression = definition.letter, definition.expression
        if checked_name(letter.name) in self._definitions:
            raise InvalidStatement(f"{letter.name} is defined twice: give one of the two another name")
        circular = sorted(later.intersection(symbol.name for symbol in expression.free_symbols))
        if circular:
            raise InvalidStatement(
                f"{letter.name} is defined by {circular[0]}, which is not defined before it: put its definition first"
            )
        shapes = [getattr(part, "shape", (1, 1)) for part in (letter, expression)]
        if shapes[0] != shapes[1]:
            raise InvalidStatement(f"{letter.name} of shape {shapes[0]} abbreviates an expression of shape {shapes[1]}")
        is_matrix = getattr(expression, "is_Matrix", False)
        meaning = self.settled(earlier.read(expression)) if is_matrix else earlier.scalar(expression)
        self._definitions[letter.name] = meaning

    def _letter(self, letter: Any) -> int:
        """Record an argument, which must be declared in one way only."""
        name = checked_name(letter.name)
        if self._declared.setdefault(name, letter) != letter:
            raise InvalidStatement(f"{name} is declared in two ways, {letter!r} among them: rename one of the letters")
        shape = letter.shape if getattr(letter, "is_Matrix", False) else ()
        return self.plan.letter(name, tuple(checked_axis(axis) for axis in shape), _is_symmetric(letter))

    def _number_letter(self, letter: Any) -> int:
        """Plan a commuting letter: an abbreviation, a dimension, or an argument."""
        meaning = self._definitions.get(letter.name)
        if meaning is None:
            is_dimension = letter == sympy.Symbol(letter.name, integer=True, positive=True)
            return self.plan.dimension(checked_name(letter.name)) if is_dimension else self._letter(letter)
        return self._abbreviation(letter.name, meaning)

    def _abbreviation(self, name: str, meaning: Node | sympy.Expr) -> int:
        if name not in self._values:
            is_tree = isinstance(meaning, Leaf | Power | Product | Sum)
            self._values[name] = self.plan.named(name, self.value(meaning) if is_tree else self.scalar(meaning))
        return self._values[name]

    # -- transposes --------------------------------------------------------------------------------------------------

    def flipped(self, node: Node) -> Node:
        """Return the transpose, in which no symmetric letter is transposed."""
        return self.settled(transposed(node))

    def settled(self, node: Node) -> Node:
        """Return the node with the transposes of symmetric letters removed."""
        match node:
            case Leaf(expression=expression, transposed=True):
                return Leaf(expression, not self._leaf_is_symmetric(expression))
            case Power(base=base, exponent=exponent):
                return Power(self.settled(base), exponent)
            case Product(coefficient=coefficient, factors=factors):
                return Product(coefficient, tuple(map(self.settled, factors)))
            case Sum(terms=terms):
                return summed([as_product(self.settled(term)) for term in terms])
        return node

    def _leaf_is_symmetric(self, expression: Any) -> bool:
        meaning = self._definitions.get(getattr(expression, "name", ""))
        if isinstance(meaning, Leaf | Power | Product | Sum):
            # What is made of one symmetric letter commutes with itself, in whatever order its factors are written.
            letters = self._letters(meaning)
            alone = len(letters) == 1 and all(map(_is_symmetric, letters))
            return alone or self.flipped(meaning) == meaning
        return _is_symmetric(expression)

    def _letters(self, node: Node) -> frozenset[Any]:
        match node:
            case Leaf(expression=expression):
                meaning = self._definitions.get(getattr(expression, "name", ""))
                if isinstance(meaning, Leaf | Power | Product | Sum):
                    return self._letters(meaning)
                return frozenset(expression.atoms(sympy.MatrixSymbol))
            case Power(base=base):
                return self._letters(base)
        parts = node.factors if isinstance(node, Product) else node.terms
        return frozenset[Any]().union(*map(self._letters, parts))

    # -- values: numbers, vectors, matrices --------------------------------------------------------------------------

    def value(self, node: Node) -> int:
        """Plan an expression of any shape. A row is planned as the vector that it is the transpose of."""
        rows, cols = node.shape
        if rows == 1 and cols == 1:
            return self.number(node)
        if rows == 1 or cols == 1:
            return self.vector(node if cols == 1 else self.flipped(node))
        return self.matrix(node)

    def scalar(self, expression: Any) -> int:
        """Plan a commuting expression: sums, products and integer powers of numbers and letters."""
        plan = self.plan
        if getattr(expression, "is_Matrix", False):
            return self.number(self.settled(self.reader.read(expression)))
        if expression.is_Rational:
            return plan.number(Fraction(int(expression.p), int(expression.q)))
        if isinstance(expression, sympy.Symbol):
            return self._number_letter(expression)
        if expression.is_number and expression.is_real and expression.is_finite:
            return plan.constant(float(expression.evalf(30)))
        if expression.is_Add:
            return plan.sum((), [Term(Fraction(1), None, self.scalar(part)) for part in expression.args])
        if expression.is_Mul:
            return plan.times(map(self.scalar, expression.args))
        if expression.is_Pow:
            return plan.power(self.scalar(expression.base), _exponent(expression.exp, expression))
        raise InvalidStatement(
            f"{expression} cannot be printed: expected sums, products and integer powers of numbers and letters"
        )

    def number(self, node: Node) -> int:
        """Plan a 1x1 expression."""
        match node:
            case Leaf(expression=expression):
                return self._leaf(expression)
            case Power(base=base, exponent=exponent):
                return self.plan.power(self.number(base), _exponent(exponent, base))
            case Sum(terms=terms):
                return self._sum((), terms, self.number)
        # A piece between two cuts is one number, or a row, matrices and a column.
        values = [self.scalar(node.coefficient)]
        for piece in pieces(node.factors):
            if len(piece) == 1:
                values.append(self.number(piece[0]))
            else:
                values.append(self.form(piece[:-1], self.vector(piece[-1])))
        return self.plan.times(values)

    def vector(self, node: Node) -> int:
        """Plan a column, from its right end: matrices act on vectors."""
        match node:
            case Leaf(expression=expression):
                return self._leaf(expression)
            case Sum(terms=terms):
                return self._sum(self._axes(node), terms, self.vector)
            case Product(coefficient=coefficient, factors=factors):
                first, *rest = pieces(factors)
                values = [self.scalar(coefficient), *(self.number(simplest(Product(sympy.S.One, p))) for p in rest)]
                x = self.vector(first[-1])
                for factor in reversed(first[:-1]):
                    x = self.applied(factor, x)
                return self.plan.scaled(Fraction(1), self.plan.times(values), x)
        raise InvalidStatement(f"{node} is no vector: a power must have a square base")

    def matrix(self, node: Node) -> int:
        """Plan a matrix to be built."""
        if isinstance(node, Leaf):
            if self._meaning(node) is not None:
                self.built.add(node)
            value = self._leaf(node.expression)
            return self.plan.transposed(value) if node.transposed else value
        self.built.add(node)
        if isinstance(node, Sum):
            return self._sum(self._axes(node), node.terms, self.matrix)
        if isinstance(node, Power):
            return self._power(node.base, _exponent(node.exponent, node.base))
        return self.plan.scaled(Fraction(1), self.scalar(node.coefficient), self._chain(node.factors))

    def _power(self, base: Node, exponent: int) -> int:
        """Plan a power of a matrix by squaring; a negative one by solving with the identity."""
        if exponent <= 0:
            return self._acting_power(base, exponent, self.plan.identity(self._axes(base)[0]))
        if exponent == 1:
            return self.matrix(base)
        half = self._power(base, exponent // 2)
        square = self.plan.dot(half, half)
        return self.plan.dot(square, self.matrix(base)) if exponent % 2 else square

    def _chain(self, factors: tuple[Node, ...]) -> int:
        """Plan a product of matrices; where a size is 1 it is an outer product."""
        cut = pieces(factors)
        if len(cut) > 1:
            left, right = (self._outer_end(piece) for piece in (cut[0], flipped_factors(self, cut[-1])))
            values = [self.number(simplest(Product(sympy.S.One, piece))) for piece in cut[1:-1]]
            return self.plan.scaled(Fraction(1), self.plan.times(values), self.plan.outer(left, right))
        # Start at a factor that can be built without solving for an inverse, and let the others act on it.
        start = max((i for i, f in enumerate(factors) if not self.needs_solving(f)), default=len(factors) - 1)
        value = self.matrix(factors[start])
        for factor in reversed(factors[:start]):
            value = self.applied(factor, value)
        for factor in factors[start + 1 :]:
            value = self.plan.transposed(self.applied(self.flipped(factor), self.plan.transposed(value)))
        return value

    def _outer_end(self, factors: tuple[Node, ...]) -> int:
        return self.vector(simplest(Product(sympy.S.One, factors)))

    # -- actions -----------------------------------------------------------------------------------------------------

    def applied(self, node: Node, x: int) -> int:
        """Plan a matrix expression acting on a vector or a matrix."""
        if (node, x) not in self._images:
            self._images[node, x] = self._applied(node, x)
        return self._images[node, x]

    def _applied(self, node: Node, x: int) -> int:
        is_dyad = isinstance(node, Product) and len(pieces(node.factors)) > 1
        costs_less = self.plan.rank(x) == 2 and not is_dyad and not self.needs_solving(node)
        if node in self.available or costs_less:
            return self.plan.dot(self.matrix(node), x)
        if self.flipped(node) in self.available:
            return self.plan.dot(self.plan.transposed(self.matrix(self.flipped(node))), x)
        if isinstance(node, Leaf):
            meaning = self._meaning(node)
            return self.plan.dot(self.matrix(node), x) if meaning is None else self.applied(meaning, x)
        if isinstance(node, Power):
            return self._acting_power(node.base, _exponent(node.exponent, node.base), x)
        if isinstance(node, Sum):
            axes = (self._axes(node)[0], *self.plan.operations[x].shape[1:])
            return self._sum(axes, node.terms, lambda term: self.applied(term, x))
        return self.plan.scaled(Fraction(1), self.scalar(node.coefficient), self._acting_chain(node.factors, x))

    def _acting_power(self, base: Node, exponent: int, x: int) -> int:
        for _ in range(abs(exponent)):
            x = self.applied(base, x) if exponent > 0 else self.plan.solve(self.matrix(base), x)
        return x

    def _acting_chain(self, factors: tuple[Node, ...], x: int) -> int:
        cut = pieces(factors)
        if len(cut) == 1:
            for factor in reversed(factors):
                x = self.applied(factor, x)
            return x
        left, *middle, right = cut
        values = [self.number(simplest(Product(sympy.S.One, piece))) for piece in middle]
        column = self._outer_end(left)
        if self.plan.rank(x) == 1:
            values.append(self.form(right, x))
            return self.plan.scaled(Fraction(1), self.plan.times(values), column)
        row = self.plan.dot(self.plan.transposed(x), self._outer_end(flipped_factors(self, right)))
        return self.plan.scaled(Fraction(1), self.plan.times(values), self.plan.outer(column, row))

    def form(self, factors: Sequence[Node], x: int) -> int:
        """Plan `row * matrices * x`, a number: some matrices act on the row, the others on x, whichever shares most.

        In `b' S^-1 A S^-1 b` both sides are then one and the same solved system.
        """
        row, *matrices = factors
        lefts, rights = [self.vector(self.flipped(row))], [x]
        for node in matrices:
            lefts.append(self.applied(self.flipped(node), lefts[-1]))
        for node in reversed(matrices):
            rights.append(self.applied(node, rights[-1]))
        options = list(zip(lefts, reversed(rights), strict=True))
        left, right = min(options, key=self._extra_cost)
        self._chosen.update(self.plan.costs(left, right))
        return self.plan.inner(left, right)

    def _extra_cost(self, sides: tuple[int, int]) -> int:
        costs = self.plan.costs(*sides)
        return sum(cost for what, cost in costs.items() if what not in self._chosen)

    def needs_solving(self, node: Node) -> bool:
        """Whether building the matrix would mean to solve a system for an inverse."""
        match node:
            case Power(base=base, exponent=exponent):
                return bool(exponent.is_negative) or self.needs_solving(base)
            case Product(factors=factors):
                return len(pieces(factors)) == 1 and all(map(self.needs_solving, factors))
            case Sum(terms=terms):
                return any(map(self.needs_solving, terms))
        meaning = self._meaning(node)
        return meaning is not None and self.needs_solving(meaning)

    # -- shared ------------------------------------------------------------------------------------------------------

    def _meaning(self, leaf: Leaf) -> Node | None:
        """Return what a leaf abbreviates, transposed as the leaf is; None for an argument or a constant."""
        meaning = self._definitions.get(getattr(leaf.expression, "name", ""))
        if not isinstance(meaning, Leaf | Power | Product | Sum):
            return None
        return self.flipped(meaning) if leaf.transposed else meaning

    def _leaf(self, expression: Any) -> int:
        """Plan a letter, an identity or a zero, untransposed."""
        if isinstance(expression, sympy.MatrixSymbol):
            meaning = self._definitions.get(expression.name)
            if meaning is None:
                return self._letter(expression)
            return self._abbreviation(expression.name, meaning)
        axes = tuple(checked_axis(axis) for axis in expression.shape)
        if isinstance(expression, sympy.Identity):
            return self.plan.number(Fraction(1)) if axes[0] == 1 else self.plan.identity(axes[0])
        if isinstance(expression, sympy.ZeroMatrix):
            return self.plan.sum(tuple(axis for axis in axes if axis != 1), ())
        raise InvalidStatement(
            f"{expression} cannot be printed: expected sums, products, powers, inverses and transposes of letters"
        )

    def _sum(self, axes: tuple[str | int, ...], terms: Iterable[Product], planned: Any) -> int:
        parts = [
            self.plan.scaled(
                Fraction(1), self.scalar(t.coefficient), planned(simplest(Product(sympy.S.One, t.factors)))
            )
            for t in terms
        ]
        return self.plan.sum(axes, [Term(Fraction(1), None, part) for part in parts])

    def _axes(self, node: Node) -> tuple[str | int, ...]:
        return tuple(axis for axis in map(checked_axis, node.shape) if axis != 1)


def pieces(factors: Sequence[Node]) -> list[tuple[Node, ...]]:
    """Cut a product wherever the size between two factors is 1."""
    for left, right in pairwise(factors):
        if left.shape[1] != right.shape[0]:
            raise InvalidStatement(
                f"a factor with {left.shape[1]} columns stands before one with {right.shape[0]} rows: expected equal "
                f"sizes; a number such as x.T*A*x may only multiply what it fits, or give it a letter by scalar('s')"
            )
    cut = [i + 1 for i, factor in enumerate(factors[:-1]) if factor.shape[1] == 1]
    return [tuple(factors[start:stop]) for start, stop in zip([0, *cut], [*cut, len(factors)], strict=True)]


def flipped_factors(planner: Planner, factors: Sequence[Node]) -> tuple[Node, ...]:
    """Return the factors of the transposed product."""
    return tuple(planner.flipped(factor) for factor in reversed(factors))


def _is_symmetric(letter: Any) -> bool:
    return isinstance(letter, Letter) and letter.is_assumed_symmetric


def _exponent(exponent: Any, base: Any) -> int:
    if not getattr(exponent, "is_Integer", False) or abs(int(exponent)) > MAX_EXPONENT:
        raise InvalidStatement(
            f"the exponent {exponent} of {base} cannot be printed: expected an integer up to {MAX_EXPONENT}; "
            f"for a symbolic one write a number, such as steps=2"
        )
    return int(exponent)
