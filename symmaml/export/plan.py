"""Array operations, each recorded once, and the order in which a result needs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy

from symmaml.errors import InvalidStatement
from symmaml.notation import checked_name

Axis = str | int


def checked_axis(axis: Any) -> Axis:
    """Return a size as a name or a number; raise `InvalidStatement` for any other.

    >>> checked_axis(sympy.Symbol("n"))
    'n'
    """
    if isinstance(axis, sympy.Symbol):
        return checked_name(axis.name)
    if not getattr(axis, "is_Integer", False) or int(axis) < 1:
        raise InvalidStatement(f"the size {axis} cannot be taken from an array: expected a name such as n, or a number")
    return int(axis)


@dataclass(frozen=True)
class Term:
    """A summand: `number * scalar * value`, where scalar and value are operations and the scalar may be missing."""

    number: Fraction
    scalar: int | None
    value: int


@dataclass(frozen=True)
class Operation:
    """One step of a plan. `shape` has no axis of size 1: () is a number, ("n",) a vector, ("n", "n") a matrix.

    Kinds: letter, dimension (by `name`), number, constant (by `content`), identity; sum (of `terms`); times and power
    (by `content`) of numbers; dot (a matrix times a vector or a matrix), inner, outer, solve (matrix, right side),
    transpose.
    """

    kind: str
    shape: tuple[Axis, ...] = ()
    inputs: tuple[int, ...] = ()
    name: str = ""
    content: Any = None
    terms: tuple[Term, ...] = ()

    @property
    def operands(self) -> tuple[int, ...]:
        """The operations that this one uses."""
        scalars = tuple(term.scalar for term in self.terms if term.scalar is not None)
        return (*self.inputs, *scalars, *(term.value for term in self.terms))


class Plan:
    """Operations in an order in which they can be carried out; equal ones are recorded once."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self.names: dict[int, str] = {}
        self.levels: list[int] = []  # how many systems are solved one after the other to get a value
        self._index: dict[Operation, int] = {}

    def record(self, operation: Operation) -> int:
        """Return the number of an operation, a new one only if it is new."""
        if operation not in self._index:
            self._index[operation] = len(self.operations)
            self.operations.append(operation)
            below = max((self.levels[operand] for operand in operation.operands), default=0)
            self.levels.append(below + (operation.kind == "solve"))
        return self._index[operation]

    def named(self, name: str, value: int) -> int:
        """Remember what a value is called in the formula."""
        if self.operations[value].kind not in ("letter", "number", "identity", "dimension"):
            self.names.setdefault(value, name)
        return value

    def rank(self, value: int) -> int:
        """Return 0 for a number, 1 for a vector, 2 for a matrix."""
        return len(self.operations[value].shape)

    # -- leaves ------------------------------------------------------------------------------------------------------

    def letter(self, name: str, shape: tuple[Axis, ...], symmetric: bool) -> int:
        """Record an argument; a row or a column is a vector. The content says whether it is symmetric."""
        is_row = len(shape) == 2 and shape[0] == 1
        flat = tuple(axis for axis in shape if axis != 1)
        return self.record(Operation("letter", flat, name=name, content=symmetric and not is_row and len(flat) == 2))

    def dimension(self, name: str) -> int:
        """Record a size that is used as a number."""
        return self.record(Operation("dimension", name=name))

    def number(self, value: Fraction) -> int:
        """Record an exact number."""
        return self.record(Operation("number", content=value))

    def constant(self, value: float) -> int:
        """Record a real constant, such as a root or pi, rounded once."""
        return self.record(Operation("constant", content=value))

    def identity(self, axis: Axis) -> int:
        """Record an identity matrix."""
        return self.record(Operation("identity", (axis, axis)))

    # -- sums and multiples ------------------------------------------------------------------------------------------

    def split(self, value: int) -> Term:
        """Return a value as a multiple of one that is no multiple."""
        operation = self.operations[value]
        if operation.kind == "number":
            return Term(operation.content, None, self.number(Fraction(1)))
        if operation.kind == "sum" and len(operation.terms) == 1:
            return operation.terms[0]
        return Term(Fraction(1), None, value)

    def sum(self, shape: tuple[Axis, ...], terms: Iterable[Term]) -> int:
        """Record a sum; equal terms are collected. The empty sum is zero."""
        collected: dict[tuple[int | None, int], Fraction] = {}
        for term in terms:
            if _is_zero(self.operations[term.value]):
                continue
            inner = self.split(term.value)
            scalar = self.split(self.times(s for s in (term.scalar, inner.scalar) if s is not None))
            is_number = self.operations[scalar.value].kind == "number"
            key = (None if is_number else scalar.value, inner.value)
            collected[key] = collected.get(key, Fraction(0)) + term.number * inner.number * scalar.number
        kept = tuple(Term(number, *key) for key, number in collected.items() if number)
        if not shape and not kept:
            return self.number(Fraction(0))
        if len(kept) == 1 and kept[0].number == 1 and kept[0].scalar is None:
            return kept[0].value
        if len(kept) == 1 and self.operations[kept[0].value].kind == "number":
            return self.number(kept[0].number)
        return self.record(Operation("sum", shape, terms=kept))

    def times(self, values: Iterable[int]) -> int:
        """Record a product of numbers; the empty product is 1."""
        number, exponents = Fraction(1), dict[int, int]()
        for value in values:
            term = self.split(value)
            number *= term.number
            inner = self.operations[term.value]
            for factor in inner.inputs if inner.kind == "times" else (term.value,):
                operation = self.operations[factor]
                base, exponent = (operation.inputs[0], operation.content) if operation.kind == "power" else (factor, 1)
                exponents[base] = exponents.get(base, 0) + (exponent if operation.kind != "number" else 0)
        factors = [self._root(base, exponent) for base, exponent in sorted(exponents.items()) if exponent]
        if not number or not factors:
            return self.number(number)
        product = factors[0] if len(factors) == 1 else self.record(Operation("times", inputs=tuple(factors)))
        return self.sum((), (Term(number, None, product),))

    def _root(self, base: int, exponent: int) -> int:
        return base if exponent == 1 else self.record(Operation("power", inputs=(base,), content=exponent))

    def scaled(self, number: Fraction, scalar: int, value: int) -> int:
        """Record `number * scalar * value`; an outer product has its left vector scaled, which costs less."""
        shape = self.operations[value].shape
        if self.operations[value].kind == "outer":
            left, right = self.operations[value].inputs
            return self.record(Operation("outer", shape, (self.scaled(number, scalar, left), right)))
        if not shape:
            return self.sum((), (Term(number, None, self.times((scalar, value))),))
        factor = self.split(scalar)
        commuting = None if self.operations[factor.value].kind == "number" else factor.value
        return self.sum(shape, (Term(number * factor.number, commuting, value),))

    def power(self, value: int, exponent: int) -> int:
        """Record an integer power of a number."""
        term = self.split(value)
        operation = self.operations[term.value]
        if exponent < 0 and not term.number:
            raise InvalidStatement("the formula divides by zero: 0 has no inverse")
        if exponent == 0 or operation.kind == "number":
            return self.number(term.number**exponent)
        factors = operation.inputs if operation.kind == "times" else (term.value,)
        powers = [self.operations[factor] for factor in factors]
        parts = [
            self._root(p.inputs[0], p.content * exponent) if p.kind == "power" else self._root(factor, exponent)
            for p, factor in zip(powers, factors, strict=True)
        ]
        return self.sum((), (Term(term.number**exponent, None, self.times(parts)),))

    # -- products ----------------------------------------------------------------------------------------------------

    def _bilinear(self, kind: str, left: int, right: int, shape: tuple[Axis, ...]) -> int:
        """Record a product of the cores of two values, and put their coefficients in front."""
        a, b = self.split(left), self.split(right)
        core = self.record(Operation(kind, shape, (a.value, b.value)))
        scalars = self.times(s for s in (a.scalar, b.scalar) if s is not None)
        return self.scaled(a.number * b.number, scalars, core)

    def dot(self, left: int, right: int) -> int:
        """Record a matrix times a vector or a matrix."""
        rows, (first, second) = self.operations[left].shape[:1], (self.operations[i] for i in (left, right))
        shape = (*rows, *second.shape[1:])
        if first.kind == "identity":
            return right
        if second.kind == "identity":
            return left
        if _is_zero(first) or _is_zero(second):
            return self.sum(shape, ())
        return self._bilinear("dot", left, right, shape)

    def inner(self, left: int, right: int) -> int:
        """Record the inner product of two vectors."""
        if any(_is_zero(self.operations[value]) for value in (left, right)):
            return self.number(Fraction(0))
        return self._bilinear("inner", min(left, right), max(left, right), ())

    def outer(self, left: int, right: int) -> int:
        """Record the outer product of two vectors; all coefficients go to the left one."""
        shape = self.operations[left].shape + self.operations[right].shape
        if any(_is_zero(self.operations[value]) for value in (left, right)):
            return self.sum(shape, ())
        term = self.split(right)
        scalar = self.number(Fraction(1)) if term.scalar is None else term.scalar
        return self.record(Operation("outer", shape, (self.scaled(term.number, scalar, left), term.value)))

    def solve(self, matrix: int, right: int) -> int:
        """Record the solution of `matrix * x = right`."""
        shape = self.operations[right].shape
        if _is_zero(self.operations[matrix]):
            raise InvalidStatement("the formula inverts a matrix that is identically zero")
        if _is_zero(self.operations[right]) or self.operations[matrix].kind == "identity":
            return right
        term = self.split(right)
        solution = self.record(Operation("solve", shape, (matrix, term.value)))
        return self.sum(shape, (replace(term, value=solution),))

    def transposed(self, value: int) -> int:
        """Record a transpose, pushed down to letters and solutions; a symmetric letter is its own."""
        operation = self.operations[value]
        if operation.kind == "identity" or (operation.kind == "letter" and operation.content):
            return value
        if operation.kind == "transpose":
            return operation.inputs[0]
        if operation.kind == "sum":
            terms = [replace(term, value=self.transposed(term.value)) for term in operation.terms]
            return self.sum(operation.shape[::-1], terms)
        if operation.kind == "dot":
            return self.dot(*(self.transposed(factor) for factor in reversed(operation.inputs)))
        if operation.kind == "outer":
            return self.outer(*reversed(operation.inputs))
        return self.record(Operation("transpose", operation.shape[::-1], (value,)))

    # -- the whole ---------------------------------------------------------------------------------------------------

    def needed(self, *roots: int) -> list[int]:
        """Return the operations that the roots need, every one after its operands."""
        needed, waiting = set[int](), list(roots)
        while waiting:
            value = waiting.pop()
            if value not in needed:
                needed.add(value)
                waiting += self.operations[value].operands
        return sorted(needed)

    def system(self, value: int) -> tuple[int, int]:
        """Return the matrix and the level of a solved system: those that agree in both can be solved together.

        Systems of one level cannot need each other, through whatever other matrices.
        """
        return self.operations[value].inputs[0], self.levels[value]

    def costs(self, *roots: int) -> dict[tuple[Any, ...], int]:
        """Return rough costs of what the roots need, in products of a matrix and a vector; sizes are a thousand."""
        costs: dict[tuple[Any, ...], int] = {}
        for value in self.needed(*roots):
            operation = self.operations[value]
            if operation.kind == "solve":
                costs[self.system(value)] = 1000
            if operation.kind in ("solve", "dot"):
                costs[(value,)] = 1000 if len(operation.shape) == 2 else 1
        return costs


def _is_zero(operation: Operation) -> bool:
    return operation.kind == "sum" and not operation.terms
