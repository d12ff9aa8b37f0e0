"""Exact values of statements: an evaluator of its own for the bank, in fractions, sharing nothing with symmaml.

Text is parsed by `ast` and walked; nothing is executed. Derivatives are exact too: every value may carry a slope
(forward mode), so a gradient is evaluated without any rule about gradients.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

Rows = list[list[Fraction]]
Shape = tuple[str, str]
NUMBER: Shape = ("1", "1")
COMPARISON = re.compile(r"!=|>=|<=|=|>|<")


class Singular(Exception):
    """An inverse does not exist at these values."""


class ShapeMismatch(Exception):
    """An expression has no shape."""


# --- matrices ---------------------------------------------------------------------------------------------------------


def unit(size: int) -> Rows:
    return [[Fraction(i == j) for j in range(size)] for i in range(size)]


def zero(rows: int, cols: int) -> Rows:
    return [[Fraction(0)] * cols for _ in range(rows)]


def add(a: Rows, b: Rows, factor: int = 1) -> Rows:
    return [[x + factor * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def scaled(factor: Fraction, a: Rows) -> Rows:
    return [[factor * x for x in row] for row in a]


def transposed(a: Rows) -> Rows:
    return [list(column) for column in zip(*a, strict=True)]


def product(a: Rows, b: Rows) -> Rows:
    """Return the matrix product; a 1x1 factor that does not fit multiplies as a number."""
    if len(a[0]) != len(b):
        return scaled(a[0][0], b) if len(a) == len(a[0]) == 1 else scaled(b[0][0], a)
    columns = list(zip(*b, strict=True))
    return [[sum((x * y for x, y in zip(row, c, strict=True) if x and y), Fraction(0)) for c in columns] for row in a]


def inverted(a: Rows) -> Rows:
    """Return the inverse by Gauss-Jordan elimination; raise `Singular`."""
    size = len(a)
    rows = [list(row) + one for row, one in zip(a, unit(size), strict=True)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            raise Singular
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = 1 / rows[i][i]
        rows[i] = [x * scale for x in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                factor = rows[k][i]
                rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def is_positive(a: Rows, strictly: bool = False) -> bool:
    """Whether a matrix is symmetric and positive semidefinite (or definite), by completing squares."""
    if a != transposed(a):
        return False
    rows = [list(row) for row in a]
    for i in range(len(rows)):
        pivot = rows[i][i]
        if pivot < 0 or (pivot == 0 and (strictly or any(rows[i][i:]))):
            return False
        for k in range(i + 1, len(rows)):
            if rows[k][i]:
                factor = rows[k][i] / pivot
                rows[k] = [x - factor * y for x, y in zip(rows[k], rows[i], strict=True)]
    return True


# --- expressions ------------------------------------------------------------------------------------------------------


@functools.cache
def parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@functools.cache
def names(text: str) -> frozenset[str]:
    """Return the names in an expression: letters, and dimensions and functions too."""
    return frozenset(node.id for node in ast.walk(parsed(text)) if isinstance(node, ast.Name))


def exponent_of(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=int(value)):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -exponent_of(operand)
    raise ShapeMismatch("an exponent is no integer")


def shape_of(node: ast.expr, letters: Mapping[str, Shape]) -> Shape:
    """Return the shape of an expression; raise `ShapeMismatch`."""
    match node:
        case ast.Constant(value=int()):
            return NUMBER
        case ast.Name(id=name):
            return letters[name]
        case ast.UnaryOp(operand=operand):
            return shape_of(operand, letters)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            exponent_of(right)
            return _square(shape_of(left, letters))
        case ast.BinOp(left=left, op=op, right=right):
            return _joined(op, shape_of(left, letters), shape_of(right, letters))
        case ast.Attribute(value=value, attr="T") | ast.Call(func=ast.Name(id="Transpose"), args=[value]):
            rows, cols = shape_of(value, letters)
            return (cols, rows)
        case ast.Attribute(value=value, attr="I") | ast.Call(func=ast.Name(id="Inverse"), args=[value]):
            return _square(shape_of(value, letters))
        case ast.Call(func=ast.Name(id="Identity" | "ZeroMatrix"), args=sizes):
            names = [ast.unparse(size) for size in sizes]
            return (names[0], names[-1])
    raise ShapeMismatch(ast.unparse(node))


def _square(shape: Shape) -> Shape:
    if shape[0] != shape[1]:
        raise ShapeMismatch(f"{shape} is not square")
    return shape


def _joined(op: ast.operator, a: Shape, b: Shape) -> Shape:
    if isinstance(op, ast.Add | ast.Sub) and a == b:
        return a
    if isinstance(op, ast.Div) and b == NUMBER:
        return a
    if isinstance(op, ast.Mult) and a[1] == b[0]:
        return (a[0], b[1])
    if isinstance(op, ast.Mult) and NUMBER in (a, b):
        return b if a == NUMBER else a
    raise ShapeMismatch(f"{a} {type(op).__name__} {b}")


@dataclass(frozen=True)
class Value:
    """A matrix and, where it varies, its slope."""

    rows: Rows
    slope: Rows | None = None


@dataclass(frozen=True)
class Point:
    """Sizes of the dimensions, values of the letters, and the slope of the letters that vary."""

    sizes: Mapping[str, int]
    values: Mapping[str, Rows]
    slopes: Mapping[str, Rows] | None = None

    def at(self, text: str) -> Rows:
        return self.value(parsed(text)).rows

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=int(number)):
                return Value([[Fraction(number)]])
            case ast.Name(id=name):
                return Value(self.values[name], (self.slopes or {}).get(name))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return times(Value([[Fraction(-1)]]), self.value(operand))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return power(self.value(left), exponent_of(right))
            case ast.BinOp(left=left, op=op, right=right):
                return joined(op, self.value(left), self.value(right))
            case ast.Attribute(value=value, attr="T") | ast.Call(func=ast.Name(id="Transpose"), args=[value]):
                a = self.value(value)
                return Value(transposed(a.rows), None if a.slope is None else transposed(a.slope))
            case ast.Attribute(value=value, attr="I") | ast.Call(func=ast.Name(id="Inverse"), args=[value]):
                return inverse(self.value(value))
            case ast.Call(func=ast.Name(id="Identity"), args=[size]):
                return Value(unit(self.size(size)))
            case ast.Call(func=ast.Name(id="ZeroMatrix"), args=[rows, cols]):
                return Value(zero(self.size(rows), self.size(cols)))
        raise ShapeMismatch(ast.unparse(node))

    def size(self, node: ast.expr) -> int:
        return 1 if ast.unparse(node) == "1" else self.sizes[ast.unparse(node)]


def joined(op: ast.operator, a: Value, b: Value) -> Value:
    if isinstance(op, ast.Mult):
        return times(a, b)
    if isinstance(op, ast.Div):
        return times(a, inverse(b))
    sign = 1 if isinstance(op, ast.Add) else -1
    return Value(add(a.rows, b.rows, sign), total(a.slope, b.slope and scaled(Fraction(sign), b.slope)))


def total(a: Rows | None, b: Rows | None) -> Rows | None:
    return add(a, b) if a and b else a or b


def times(a: Value, b: Value) -> Value:
    """Return the product: (a b)' = a' b + a b'."""
    slope = total(a.slope and product(a.slope, b.rows), b.slope and product(a.rows, b.slope))
    return Value(product(a.rows, b.rows), slope)


def inverse(a: Value) -> Value:
    """Return the inverse: (1/a)' = - (1/a) a' (1/a)."""
    rows = inverted(a.rows)
    return Value(rows, a.slope and scaled(Fraction(-1), product(product(rows, a.slope), rows)))


def power(a: Value, exponent: int) -> Value:
    base, result = a if exponent >= 0 else inverse(a), Value(unit(len(a.rows)))
    for _ in range(abs(exponent)):
        result = times(result, base)
    return result


# --- claims -----------------------------------------------------------------------------------------------------------


def sides(hypothesis: str) -> tuple[str, str, str]:
    """Return the sides of a hypothesis and what stands between them; "psd" and "pd" have one side."""
    if cone := re.fullmatch(r"(psd|pd)\((.*)\)", hypothesis):
        return cone[2], cone[1], ""
    sign = COMPARISON.search(hypothesis)
    if sign is None:
        raise ValueError(f"{hypothesis!r} is no hypothesis")
    return hypothesis[: sign.start()].strip(), sign[0], hypothesis[sign.end() :].strip()


def holds(hypothesis: str, point: Point) -> bool:
    left, sign, right = sides(hypothesis)
    if sign in ("psd", "pd"):
        return is_positive(point.at(left), strictly=sign == "pd")
    a, b = point.at(left), point.at(right)
    if sign == "=":
        return a == (zero(len(a), len(a[0])) if right == "0" else b)
    x, y = a[0][0], b[0][0]
    return {"!=": x != y, ">": x > y, ">=": x >= y, "<": x < y, "<=": x <= y}[sign]


def claim_holds(relation: str, lhs: str, rhs: str, wrt: str, point: Point) -> bool:
    """Whether the claim holds at a point; raises `Singular` where it makes no sense."""
    if relation == "eq":
        return point.at(lhs) == point.at(rhs)
    if relation == "psd":
        return is_positive(add(point.at(lhs), point.at(rhs), -1))
    return gradient(lhs, wrt, point) == point.at(rhs)


def gradient(text: str, wrt: str, point: Point) -> Rows:
    """Return the gradient of a 1x1 expression: its slope along each direction of `wrt`, everything else held."""

    def slopes() -> Iterator[Fraction]:
        for direction in unit(len(point.values[wrt])):
            column = [[x] for x in direction]
            value = Point(point.sizes, point.values, {wrt: column}).value(parsed(text))
            yield value.slope[0][0] if value.slope else Fraction(0)

    return [[slope] for slope in slopes()]
