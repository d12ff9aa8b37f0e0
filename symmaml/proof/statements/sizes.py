"""Bounds on an expression that are known without expanding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symmaml.errors import InvalidStatement
from symmaml.kernel import MAX_DEGREE
from symmaml.proof.statements import expression as tree

MAX_DEPTH = 100  # each level costs a reader up to five frames of Python's stack, and its users up to three
MAX_DIGITS = 1_000  # of a number; Python itself refuses to spell one of more than 4300


@dataclass(frozen=True)
class Size:
    """How large an expression may become: its levels, degree in the letters, and digits of coefficients."""

    depth: int = 1
    degree: int = 0
    digits: int = 0


def measured(node: tree.Node, sizes: Mapping[tree.Node, Size]) -> Size:
    """Return the size of an expression from the sizes of its parts. An inverse is a letter of its own."""
    match node:
        case tree.Number(value=value):
            return Size(digits=len(str(value.numerator)) + len(str(value.denominator)))
        case tree.Name():
            return Size(degree=1)
        case tree.Sum(parts=parts):
            all_sizes = [sizes[part] for part in parts]
            digits = max(s.digits for s in all_sizes) + len(str(len(parts)))
            return Size(1 + max(s.depth for s in all_sizes), max(s.degree for s in all_sizes), digits)
        case tree.Product(left=left, right=right):
            a, b = sizes[left], sizes[right]
            return Size(1 + max(a.depth, b.depth), a.degree + b.degree, a.digits + b.digits)
        case tree.Power(inside=inside, exponent=exponent):
            a = sizes[inside]
            return Size(1 + a.depth, a.degree * exponent, a.digits * exponent)
        case tree.Transpose(inside=inside):
            a = sizes[inside]
            return Size(1 + a.depth, a.degree, a.digits)
        case tree.Inverse(inside=inside):
            a = sizes[inside]
            return Size(1 + a.depth, 1, a.digits)
    return Size()


def within_limits(size: Size) -> Size:
    """Return a size that is admissible; raise `InvalidStatement` for any other."""
    for value, limit, what in (
        (size.depth, MAX_DEPTH, "levels deep"),
        (size.degree, MAX_DEGREE, "in degree"),
        (size.digits, MAX_DIGITS, "digits long"),
    ):
        if value > limit:
            raise InvalidStatement(f"the expression may grow to {value} {what}, expected at most {limit}")
    return size
