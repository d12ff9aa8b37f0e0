"""How far a float64 evaluation of a formula may be from its exact value: a bound that goes along with the value.

Each part X of the formula carries three arrays: its `value`; its `size`, what the value would be were every difference
a sum and every entry positive; and a bound on the `error` of computing it, entry by entry, to first order in u = 2^-53.

* A sum of two is wrong by the errors of its parts and u |X|; a sum of m by those and (m - 1) u times the absolute
  values of its parts.
* A product is wrong by the error of each factor times the sizes of the others, and by u times the sizes of all for each
  addition and multiplication: d for an inner product, one for a number, one for a sum that is multiplied term by term.
  This holds in whichever order a product is associated, and when (I - alpha A) x is computed as x - alpha (A x).
* L S^-1 R differs by (L S^-1) dR + dL (S^-1 R) - (L S^-1) dS (S^-1 R), from whichever side the system is solved. dS is
  the error of S and the backward error of solving: at most (3d + 1) u |R|^T |R| by Cholesky factors S = R^T R (Higham,
  Accuracy and Stability of Numerical Algorithms, theorem 10.4), whose norm is at most the trace. For a matrix that is
  not positive the sum of the singular values stands in its place; elimination with row exchanges stays below it too,
  as long as its pivots do not grow. What is neglected is smaller by the factor |S^-1| |dS|: the bound is divided by one
  minus this factor, and there is none when it exceeds 1/2.

All values are floats themselves: a bound is needed to its order of magnitude only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from symmaml.errors import InvalidStatement
from symmaml.notation import Letter
from symmaml.oracle.instances import Array
from symmaml.statement import Definition

UNIT = 2.0**-53


class SingularToRounding(ArithmeticError):
    """Rounding alone could make an operator singular that the formula inverts."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """An array (rows, cols) with its size and the bound on its error, entry by entry."""

    value: Array
    size: Array
    error: Array

    @property
    def transposed(self) -> Estimate:
        """The same of the transpose."""
        return Estimate(self.value.T, self.size.T, self.error.T)

    @property
    def named(self) -> Estimate:
        """The same of a part that is computed once and given a name: cancellation inside it is over."""
        return Estimate(self.value, np.abs(self.value) + self.error, self.error)


@dataclass(frozen=True)
class _Factor:
    expression: Any
    inverted: bool = False


class Analysis:
    """Evaluates expressions in letters, and in abbreviations of them, together with their rounding errors."""

    def __init__(self, where: Iterable[Definition], values: Mapping[str, Any], dimension: int) -> None:
        self.definitions = {definition.letter.name: definition.expression for definition in where}
        self.values, self.dimension = values, dimension
        self.letters: dict[str, Estimate] = {}

    def estimate(self, expression: Any) -> Estimate:
        """Return the value of an expression, its size and its error.

        Raises `SingularToRounding` when an inverse cannot be bounded, `InvalidStatement` for what is not made of sums,
        products, powers and transposes.
        """
        match node := expression:
            case Letter() | sympy.Symbol():
                return self.letter(node.name)
            case sympy.Rational():
                return _number(Fraction(int(node.p), int(node.q)))
            case sympy.Identity() | sympy.ZeroMatrix():
                rows, columns = (1 if length == 1 else self.dimension for length in node.shape)
                value = np.eye(rows) if isinstance(node, sympy.Identity) else np.zeros((rows, columns))
                return Estimate(value, value, np.zeros_like(value))
            case sympy.Transpose():
                return self.estimate(node.arg).transposed
            case sympy.Add() | sympy.MatAdd():
                return _sum([self.estimate(term) for term in node.args])
            case sympy.Mul() | sympy.MatMul():
                return self.product(node)
            case sympy.Pow() | sympy.MatPow() if node.exp.is_Integer and _is_number(node):
                return _power(self.estimate(node.base), int(node.exp))
            case sympy.MatPow() if node.exp.is_Integer:
                return self.product(node)
        raise InvalidStatement(
            f"{expression} cannot be cross-checked: expected sums, products, integer powers and transposes of letters"
        )

    def letter(self, name: str) -> Estimate:
        """Return a letter: given exactly, or computed from its definition."""
        if name not in self.letters:
            if name in self.definitions:
                self.letters[name] = self.estimate(self.definitions[name]).named
            else:
                given = np.asarray(self.values[name], dtype=float)
                value = given.reshape(len(given), -1) if given.ndim else given.reshape(1, 1)
                self.letters[name] = Estimate(value, np.abs(value), np.zeros_like(value))
        return self.letters[name]

    def product(self, expression: Any) -> Estimate:
        """Return a product of numbers, matrices and inverses."""
        numbers, factors = _factors(expression)
        scalars = [self.estimate(number) for number in numbers]
        *closed, factors = _pieces(factors)
        scalars += [self.matrices(piece) for piece in closed]
        if not factors:
            return _scaled(scalars[1:], scalars[0])
        return _scaled(scalars, self.matrices(factors))

    def matrices(self, factors: list[_Factor]) -> Estimate:
        """Return a product of matrices and inverses."""
        chunks: list[list[Estimate]] = [[]]
        inverted = []
        for factor in factors:
            estimate = self.estimate(factor.expression)
            if factor.inverted:
                inverted.append(estimate)
                chunks.append([])
            else:
                chunks[-1].append(estimate)
        identity = Estimate(np.eye(self.dimension), np.eye(self.dimension), np.zeros((self.dimension, self.dimension)))
        # Where nothing stands beside an inverse, an identity does.
        parts = [_chunk(chunk) if chunk else identity for chunk in chunks]
        return _chain(parts, inverted) if inverted else parts[0]


def _factors(expression: Any) -> tuple[list[Any], list[_Factor]]:
    """Return the numbers and the matrix factors of a product, powers written out."""
    if isinstance(expression, sympy.Mul | sympy.MatMul):
        parts = [_factors(argument) for argument in expression.args]
        return [n for numbers, _ in parts for n in numbers], [f for _, factors in parts for f in factors]
    if _is_number(expression) and isinstance(expression, sympy.MatPow):
        return [expression], []
    if isinstance(expression, sympy.MatPow) and expression.exp.is_Integer:
        count = int(expression.exp)
        if count < 0:
            return [], [_Factor(expression.base, inverted=True)] * -count
        numbers, factors = _factors(expression.base)
        return numbers * count, factors * count
    return ([], [_Factor(expression)]) if getattr(expression, "is_Matrix", False) else ([expression], [])


def _is_number(expression: Any) -> bool:
    """Whether an expression is a number, or has only one entry."""
    return getattr(expression, "shape", (1, 1)) == (1, 1)


def _pieces(factors: list[_Factor]) -> list[list[_Factor]]:
    """Split a product where a 1x1 piece, a number, stands before something it only scales: x' A x | A x."""
    pieces: list[list[_Factor]] = [[]]
    for factor in factors:
        rows, inside = factor.expression.shape[0], pieces[-1]
        if inside and rows != 1 and inside[0].expression.shape[0] == inside[-1].expression.shape[1] == 1:
            pieces.append([])
        pieces[-1].append(factor)
    return pieces


def _number(number: Fraction) -> Estimate:
    value = np.array([[float(number)]])
    return Estimate(value, np.abs(value), UNIT * np.abs(value) * (Fraction(float(number)) != number))


def _power(base: Estimate, exponent: int) -> Estimate:
    value, error = float(base.value.item()), float(base.error.item())
    size = abs(value) if exponent < 0 else float(base.size.item())
    if exponent < 0 and error >= size / 2:
        raise SingularToRounding(f"{value} may be zero")
    power = np.array([[size**exponent]])
    relative = 2 * error / size + UNIT if size else 0.0
    return Estimate(np.array([[value**exponent]]), power, abs(exponent) * power * relative)


def _sum(terms: list[Estimate]) -> Estimate:
    value = sum(term.value for term in terms[1:]) + terms[0].value
    error = sum(term.error for term in terms)
    if len(terms) == 2:
        rounding = UNIT * np.abs(value)
    else:
        rounding = (len(terms) - 1) * UNIT * sum(np.abs(term.value) + term.error for term in terms)
    return Estimate(value, sum(term.size for term in terms), error + rounding)  # type: ignore[arg-type]


def _scaled(numbers: list[Estimate], estimate: Estimate) -> Estimate:
    for number in numbers:
        size = number.size * estimate.size
        rounding = 0.0 if _is_power_of_two(number) else UNIT
        error = number.size * estimate.error + number.error * estimate.size + rounding * size
        estimate = Estimate(number.value * estimate.value, size, error)
    return estimate


def _is_power_of_two(number: Estimate) -> bool:
    """Whether multiplying by the number is exact: a sign, a half."""
    return bool(number.error == 0 and abs(math.frexp(number.value.item())[0]) == 0.5)


def _chunk(factors: list[Estimate]) -> Estimate:
    """Return a product without inverses."""
    value, size, error = factors[0].value, factors[0].size, factors[0].error
    for factor in factors[1:]:
        error = error @ factor.size + size @ factor.error
        value, size = value @ factor.value, size @ factor.size
    roundings = sum(factor.value.shape[0] + 2 for factor in factors[1:])
    return Estimate(value, size, error + roundings * UNIT * size)


def _chain(parts: list[Estimate], operators: list[Estimate]) -> Estimate:
    """Return `part_0 operator_1^-1 part_1 operator_2^-1 ... part_m`."""
    inverses, amplification = [], 0.0
    for operator in operators:
        inverse, share = _inverse(operator)
        inverses.append(inverse)
        amplification += share
    if amplification >= 0.5:
        raise SingularToRounding("rounding could make an operator singular that the formula inverts")
    # lefts[j] and rights[j] are all that stands beside part j.
    lefts, rights = [np.eye(len(parts[0].value))], [np.eye(parts[-1].value.shape[1])]
    for part, inverse in zip(parts, inverses, strict=False):
        lefts.append(lefts[-1] @ part.value @ inverse)
    for part, inverse in zip(reversed(parts), reversed(inverses), strict=False):
        rights.append(inverse @ (part.value @ rights[-1]))
    rights.reverse()
    error = np.zeros((len(parts[0].value), parts[-1].value.shape[1]))
    for part, left, right in zip(parts, lefts, rights, strict=True):
        roundings = (len(part.value) + part.value.shape[1] + 4) * UNIT
        error = error + np.abs(left) @ (part.error + roundings * part.size) @ np.abs(right)
    for operator, left, right in zip(operators, lefts[1:], rights, strict=False):
        error = error + np.abs(left) @ operator.error @ np.abs(right)
        norms = np.outer(np.linalg.norm(left, axis=1), np.linalg.norm(right, axis=0))
        error = error + _backward(operator) * norms
    size = parts[0].size @ np.abs(rights[0])
    return Estimate(parts[0].value @ rights[0], size, error / (1 - amplification))


def _inverse(operator: Estimate) -> tuple[Array, float]:
    """Return the inverse, and the product of its norm with that of the error of the operator."""
    try:
        inverse = np.linalg.inv(operator.value)
    except np.linalg.LinAlgError:
        raise SingularToRounding("an operator that the formula inverts is singular") from None
    share = float(np.linalg.norm(inverse, 2)) * (float(np.linalg.norm(operator.error)) + _backward(operator))
    return inverse, share


def _backward(operator: Estimate) -> float:
    return (3 * len(operator.value) + 1) * UNIT * float(np.linalg.norm(operator.value, "nuc"))
