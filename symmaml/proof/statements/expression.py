"""Expressions as read: a small typed tree between what people write and the kernel's polynomials.

A SymPy expression and the text of a statement file both become such a tree; shapes are checked as it is built.
Nothing is simplified: `(A*B).T` stays a transpose, `A*A.I` stays a product.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from symmaml.errors import InvalidStatement

Shape = tuple[str, str]
NUMBER: Shape = ("1", "1")


@dataclass(frozen=True)
class Node:
    """An expression with its shape. Trees share subtrees; the hash is computed once."""

    shape: Shape

    def __post_init__(self) -> None:
        parts = tuple(value for name, value in self.__dict__.items() if name != "_hash")
        object.__setattr__(self, "_hash", hash((type(self).__name__, parts)))

    def __hash__(self) -> int:
        return int(self.__dict__["_hash"])


@dataclass(frozen=True)
class Name(Node):
    """A declared letter."""

    name: str

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Number(Node):
    """An exact rational number."""

    value: Fraction

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Identity(Node):
    """The identity of a dimension."""

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Zero(Node):
    """The zero matrix of a shape."""

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Sum(Node):
    """A sum of expressions of one shape."""

    parts: tuple[Node, ...]

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Product(Node):
    """A product of two expressions; a 1x1 factor multiplies anything."""

    left: Node
    right: Node

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Transpose(Node):
    """The transpose."""

    inside: Node

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Inverse(Node):
    """The inverse of a square expression; it is assumed to exist, and the theorem says so."""

    inside: Node

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Power(Node):
    """A nonnegative integer power of a square expression."""

    inside: Node
    exponent: int = field(default=1)

    __hash__ = Node.__hash__


def spelled(shape: Shape) -> str:
    """Return a shape as messages write it, such as nxk."""
    return f"{shape[0]}x{shape[1]}"


def number(value: Fraction | int) -> Number:
    """Return an exact number."""
    return Number(NUMBER, Fraction(value))


def add(parts: list[Node]) -> Node:
    """Return the sum; raise `InvalidStatement` unless all shapes agree."""
    for part in parts[1:]:
        if part.shape != parts[0].shape:
            raise InvalidStatement(
                f"cannot add shapes {spelled(parts[0].shape)} and {spelled(part.shape)}: "
                f"expected equal shapes; for a number times the identity write t*Identity(n)"
            )
    return parts[0] if len(parts) == 1 else Sum(parts[0].shape, tuple(parts))


def multiply(left: Node, right: Node) -> Node:
    """Return the product; raise `InvalidStatement` unless the shapes fit or one factor is 1x1."""
    if left.shape[1] == right.shape[0]:
        shape = (left.shape[0], right.shape[1])
    elif NUMBER in (left.shape, right.shape):
        shape = right.shape if left.shape == NUMBER else left.shape
    else:
        raise InvalidStatement(
            f"cannot multiply shapes {spelled(left.shape)} and {spelled(right.shape)}: "
            f"{left.shape[1]} is not {right.shape[0]}; is a transpose missing?"
        )
    return Product(shape, left, right)


def transpose(inside: Node) -> Node:
    """Return the transpose."""
    return Transpose((inside.shape[1], inside.shape[0]), inside)


def invert(inside: Node) -> Node:
    """Return the inverse; raise `InvalidStatement` unless the expression is square."""
    if inside.shape[0] != inside.shape[1]:
        raise InvalidStatement(f"cannot invert an expression of shape {spelled(inside.shape)}: expected a square one")
    return Inverse(inside.shape, inside)


def power(inside: Node, exponent: int) -> Node:
    """Return an integer power; a negative one is a power of the inverse."""
    if inside.shape[0] != inside.shape[1]:
        raise InvalidStatement(f"cannot raise shape {spelled(inside.shape)} to a power: expected a square expression")
    return Power(inside.shape, invert(inside) if exponent < 0 else inside, abs(exponent))


def parts(node: Node) -> tuple[Node, ...]:
    """Return the direct parts of an expression."""
    match node:
        case Sum(parts=summands):
            return summands
        case Product(left=left, right=right):
            return (left, right)
        case Transpose(inside=inside) | Inverse(inside=inside) | Power(inside=inside):
            return (inside,)
    return ()


def names(node: Node) -> frozenset[str]:
    """Return the letters in an expression."""
    found, seen, waiting = set[str](), {node}, [node]
    while waiting:
        present = waiting.pop()
        if isinstance(present, Name):
            found.add(present.name)
        new = [part for part in parts(present) if part not in seen]
        seen.update(new)
        waiting += new
    return frozenset(found)
