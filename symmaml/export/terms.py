"""An expression as a mathematician writes it: sums of products of letters, abbreviated and in order.

SymPy sorts `theta - alpha*A*theta` by rules of its own and turns `(theta - v).T` into `theta.T - v.T`. Here sums and
products are flattened, a part that has been given a letter becomes that letter, and terms are put into mathematical
order. Only associativity, the commutation of summands and of numbers, and the rules of transposition are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

import sympy

from symmaml.statement import Definition

T = TypeVar("T")


@dataclass(frozen=True)
class Leaf:
    """A letter, an identity, or whatever is not made of sums, products and powers; perhaps transposed."""

    expression: Any
    transposed: bool = False

    @property
    def shape(self) -> tuple[Any, Any]:
        """The shape (rows, cols)."""
        rows, cols = self.expression.shape
        return (cols, rows) if self.transposed else (rows, cols)


@dataclass(frozen=True)
class Power:
    """A power of a square matrix; the exponent is a SymPy number or expression."""

    base: Node
    exponent: Any

    @property
    def shape(self) -> tuple[Any, Any]:
        """The shape (rows, cols)."""
        return self.base.shape


@dataclass(frozen=True)
class Product:
    """A commuting coefficient times at least one matrix factor, none of which is a product."""

    coefficient: Any
    factors: tuple[Node, ...]

    @property
    def shape(self) -> tuple[Any, Any]:
        """The shape (rows, cols)."""
        return self.factors[0].shape[0], self.factors[-1].shape[1]


@dataclass(frozen=True)
class Sum:
    """At least two products of one shape, in mathematical order."""

    terms: tuple[Product, ...]

    @property
    def shape(self) -> tuple[Any, Any]:
        """The shape (rows, cols)."""
        return self.terms[0].shape


Node = Leaf | Power | Product | Sum


class Reader:
    """Reads SymPy expressions; what equals a definition in `where` is replaced by its letter."""

    def __init__(self, where: Iterable[Definition] = ()) -> None:
        self._letters: dict[Node, Node] = {}
        self._products: dict[tuple[Node, ...], tuple[Any, Node]] = {}
        self._scalars: dict[Any, Any] = {}
        for definition in where:
            self._define(definition)

    def scalar(self, expression: Any) -> Any:
        """Return a commuting expression in the letters of the definitions."""
        return expression.xreplace(self._scalars) if self._scalars else expression

    def read(self, expression: Any) -> Node:
        """Return a matrix expression as a tree, in the letters of the definitions."""
        if isinstance(expression, sympy.MatAdd):
            return self._sum([self.read(part) for part in expression.args])
        if isinstance(expression, sympy.MatMul):
            return self._product(expression.args)
        if isinstance(expression, sympy.MatPow):
            return self._named(Power(self.read(expression.base), expression.exp))
        if isinstance(expression, sympy.Transpose):
            return transposed(self.read(expression.arg))
        return self._named(Leaf(expression))

    def _define(self, definition: Definition) -> None:
        if not getattr(definition.letter, "is_Matrix", False):
            if not definition.expression.is_Atom and not definition.expression.is_Matrix:
                self._scalars[self.scalar(definition.expression)] = definition.letter
            return
        letter, node = Leaf(definition.letter), self.read(definition.expression)
        if isinstance(node, Leaf):  # another name of a letter: to print it everywhere would hide the first one
            return
        for side, name in ((node, letter), (transposed(node), transposed(letter))):
            if isinstance(side, Product):
                self._products[side.factors] = (side.coefficient, name)
            else:
                self._letters[side] = name

    def _named(self, node: Node) -> Node:
        return self._letters.get(node, node)

    def _sum(self, parts: Iterable[Node]) -> Node:
        terms = [term for part in parts for term in (part.terms if isinstance(part, Sum) else (as_product(part),))]
        return self._named(summed(terms))

    def _product(self, parts: Iterable[Any]) -> Node:
        coefficient, factors = sympy.S.One, list[Node]()
        for part in parts:
            if not getattr(part, "is_Matrix", False):
                coefficient *= self.scalar(part)
                continue
            inner = as_product(self.read(part))
            coefficient *= inner.coefficient
            factors += inner.factors
        return self._abbreviated(Product(coefficient, tuple(factors)))

    def _abbreviated(self, product: Product) -> Node:
        """Replace runs of factors by letters, the longest first."""
        count = len(product.factors)
        for length in range(count, 0, -1):
            for start in range(count - length + 1):
                run = product.factors[start : start + length]
                known, letter = self._products.get(run, (None, None))
                ratio = None if known is None else product.coefficient / known
                # Half of twice something has the value of the thing, but nobody would recognise it.
                if letter is not None and ratio is not None and abs(ratio.as_coeff_Mul()[0]) == 1:
                    rest = (*product.factors[:start], letter, *product.factors[start + length :])
                    return self._abbreviated(Product(ratio, rest))
        return simplest(product)


def as_product(node: Node) -> Product:
    """Return the node as a coefficient times factors."""
    return node if isinstance(node, Product) else Product(sympy.S.One, (node,))


def simplest(product: Product) -> Node:
    """Return the only factor where the product is nothing more."""
    return product.factors[0] if product.coefficient == 1 and len(product.factors) == 1 else product


def summed(terms: Iterable[Product]) -> Node:
    """Return the sum of products in mathematical order; a leading minus is avoided where a plus can lead.

    A bare identity comes first, then terms by their number of factors, then by their letters: `I - alpha A`,
    `theta - v - alpha A (theta - v)`, `A (theta - v) + B (theta - w)`. A multiple of it comes last: `A + rho I`.
    """
    ordered = arranged(terms, position, lambda term: is_negative(term.coefficient))
    return Sum(tuple(ordered)) if len(ordered) > 1 else simplest(ordered[0])


def arranged(terms: Iterable[T], place: Callable[[T], Any], negative: Callable[[T], bool]) -> list[T]:
    """Return terms sorted by their places, the first that is not negative moved to the front."""
    ordered = sorted(terms, key=place)
    lead = next((index for index, term in enumerate(ordered) if not negative(term)), 0)
    ordered.insert(0, ordered.pop(lead))
    return ordered


def transposed(node: Node) -> Node:
    """Return the transpose, pushed down to the letters."""
    if isinstance(node, Leaf):
        symmetric = isinstance(node.expression, sympy.Identity) or node.shape == (1, 1)
        return node if symmetric else Leaf(node.expression, not node.transposed)
    if isinstance(node, Power):
        return Power(transposed(node.base), node.exponent)
    if isinstance(node, Product):
        return Product(node.coefficient, tuple(map(transposed, reversed(node.factors))))
    return summed([as_product(transposed(term)) for term in node.terms])


def transposes(node: Node) -> int:
    """Count the transposed letters."""
    if isinstance(node, Leaf):
        return int(node.transposed)
    if isinstance(node, Power):
        return transposes(node.base)
    return sum(map(transposes, node.factors if isinstance(node, Product) else node.terms))


def is_negative(coefficient: Any) -> bool:
    """Whether a commuting coefficient is written with a minus in front."""
    return bool(coefficient.as_coeff_Mul()[0].is_negative)


# --- order ------------------------------------------------------------------------------------------------------------


def scalar_position(term: Any) -> tuple[Any, ...]:
    """Sort key of a commuting summand: as a matrix term without matrix letters."""
    return 1, 0, scalar_degree(term), _letters(term), str(term)


def scalar_degree(expression: Any) -> int:
    """The number of letters that are multiplied in a commuting expression, the largest over the summands."""
    if expression.is_number:
        return 0
    if expression.is_Mul:
        return sum(map(scalar_degree, expression.args))
    if expression.is_Add:
        return max(map(scalar_degree, expression.args))
    if expression.is_Pow and expression.exp.is_Integer:
        return scalar_degree(expression.base) * abs(int(expression.exp))
    return 1


def position(term: Product) -> tuple[Any, ...]:
    """Sort key of a summand: by the number of letters, then by the letters; a multiple of the identity comes last."""
    rank = 1 if _degree(term) else 2 if term.coefficient.free_symbols else 0
    return rank, _degree(term), scalar_degree(term.coefficient), _node_letters(term), repr(term)


def _degree(node: Node) -> int:
    """Count the matrix letters that are multiplied (the most over all summands); the identity counts nothing."""
    if isinstance(node, Leaf):
        return 0 if isinstance(node.expression, sympy.Identity) else 1
    if isinstance(node, Power):
        return _degree(node.base) * (abs(int(node.exponent)) if node.exponent.is_Integer else 1)
    if isinstance(node, Product):
        return sum(map(_degree, node.factors))
    return max(map(_degree, node.terms))


def _node_letters(node: Node) -> tuple[tuple[int, str], ...]:
    if isinstance(node, Leaf):
        return _letters(node.expression)
    if isinstance(node, Power):
        return _node_letters(node.base)
    parts = node.factors if isinstance(node, Product) else node.terms
    return tuple(position for part in parts for position in _node_letters(part))


def _letters(expression: Any) -> tuple[tuple[int, str], ...]:
    names = (symbol.name for symbol in expression.free_symbols)
    return tuple(sorted(map(letter_position, names)))


def letter_position(name: str) -> tuple[int, str]:
    """Sort key of a letter: the parameters first, then Latin, then Greek; an increment or a multiplier comes last."""
    head = name.split("_", maxsplit=1)[0].rstrip("0123456789")
    return 0 if head == "theta" else 1 if len(head) == 1 else 2, name
