"""The value of an expression as read, in fractions: what the reader's trees mean, for tests."""

from __future__ import annotations

from collections.abc import Mapping

from bank.exact_values import Rows, add, inverted, product, transposed, unit, zero

from symmaml.proof.statements import expression as tree


def value(node: tree.Node, sizes: Mapping[str, int], values: Mapping[str, Rows]) -> Rows:
    """Evaluate a tree in fractions."""
    match node:
        case tree.Name(name=name):
            return values[name]
        case tree.Number(value=number):
            return [[number]]
        case tree.Identity(shape=(size, _)):
            return unit(sizes.get(size, 1))
        case tree.Zero(shape=(rows, cols)):
            return zero(sizes.get(rows, 1), sizes.get(cols, 1))
        case tree.Sum(parts=(first, *others)):
            total = value(first, sizes, values)
            for part in others:
                total = add(total, value(part, sizes, values))
            return total
        case tree.Product(left=left, right=right):
            return product(value(left, sizes, values), value(right, sizes, values))
        case tree.Transpose(inside=inside):
            return transposed(value(inside, sizes, values))
        case tree.Inverse(inside=inside):
            return inverted(value(inside, sizes, values))
        case tree.Power(inside=inside, exponent=exponent):
            total = unit(len(value(inside, sizes, values)))
            for _ in range(exponent):
                total = product(total, value(inside, sizes, values))
            return total
    raise TypeError(node)
