"""A plain evaluator of SymPy matrix expressions, on floats or on exact fractions; it shares nothing with symmaml's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from symmaml.derivation import Result
from symmaml.errors import SingularOperator
from symmaml.statement import Definition

Array = np.ndarray[Any, np.dtype[Any]]
Solve = Callable[[Array, Array], Array]


def evaluate(node: Any, letters: Mapping[str, Any], size: int, solve: Solve) -> Any:
    """Return the value of an expression: a number, or an array of two axes. Products are taken from the right."""

    def recur(part: Any) -> Any:
        return evaluate(part, letters, size, solve)

    if node.is_Symbol or isinstance(node, sympy.MatrixSymbol):
        return letters[node.name]
    if node.is_Rational:
        exact = any(isinstance(value, np.ndarray) and value.dtype == object for value in letters.values())
        return Fraction(int(node.p), int(node.q)) if exact else node.p / node.q
    if isinstance(node, sympy.Identity):
        return np.eye(size, dtype=int)
    if isinstance(node, sympy.ZeroMatrix):
        return np.zeros((size, size), dtype=int)
    if isinstance(node, sympy.Transpose):
        return recur(node.arg).T
    if isinstance(node, sympy.Add | sympy.MatAdd):
        return sum(recur(term) for term in node.args)
    if isinstance(node, sympy.Mul | sympy.MatMul):
        return multiplied([factor for argument in node.args for factor in unfolded(argument)], recur, size, solve)
    if isinstance(node, sympy.MatPow):
        return multiplied(unfolded(node), recur, size, solve)
    if node.is_Pow:
        return recur(node.base) ** int(node.exp)
    raise TypeError(f"cannot evaluate {node!r}")


def unfolded(node: Any) -> list[Any]:
    if isinstance(node, sympy.Mul | sympy.MatMul):
        return [factor for argument in node.args for factor in unfolded(argument)]
    if isinstance(node, sympy.MatPow):
        unit = node.base.I if node.exp < 0 else node.base
        return [unit] * abs(int(node.exp))
    return [node]


def multiplied(factors: list[Any], recur: Callable[[Any], Any], size: int, solve: Solve) -> Any:
    product: Any = None
    for factor in reversed(factors):
        if isinstance(factor, sympy.Inverse):
            product = solve(recur(factor.arg), np.eye(size, dtype=int) if product is None else product)
        elif product is None:
            product = recur(factor)
        else:
            value = recur(factor)
            matrices = isinstance(value, np.ndarray) and isinstance(product, np.ndarray)
            product = value @ product if matrices else value * product
    return product


def solve_floats(matrix: Array, right: Array) -> Array:
    values = np.linalg.svd(matrix)[1]
    if values[-1] <= 4 * len(matrix) * np.finfo(float).eps * values[0]:
        raise SingularOperator("singular to rounding")
    return np.linalg.solve(matrix, right)


def solve_exactly(matrix: Array, right: Array) -> Array:
    """Solve by elimination; raise ZeroDivisionError if the matrix is singular."""
    size = len(matrix)
    table = np.hstack([matrix + Fraction(0), right + Fraction(0)])
    for k in range(size):
        pivot = next((row for row in range(k, size) if table[row, k] != 0), None)
        if pivot is None:
            raise ZeroDivisionError("singular")
        table[[k, pivot]] = table[[pivot, k]]
        table[k] = table[k] / table[k, k]
        for row in range(size):
            if row != k:
                table[row] = table[row] - table[k] * table[row, k]
    return table[:, size:]


def numpy_function(result: Result) -> Callable[..., Any]:
    """Return a throw-away float64 function of a result, with the contract of `to_function`."""

    def function(**values: Any) -> Any:
        columns = {name: value.reshape(len(value), -1) if np.ndim(value) else value for name, value in values.items()}
        sizes = [len(value) for value in columns.values() if np.ndim(value)]
        size = sizes[0] if sizes else 1
        for definition in needed(result):
            value = evaluate(definition.expression, columns, size, solve_floats)
            columns[definition.letter.name] = number_if_scalar(definition, value)
        value = np.asarray(evaluate(result.expression, columns, size, solve_floats), dtype=float)
        rows, cols = getattr(result.expression, "shape", (1, 1))
        return value.reshape(()) if rows == 1 and cols == 1 else value[:, 0] if cols == 1 else value

    return function


def number_if_scalar(definition: Definition, value: Any) -> Any:
    """Return the value of an abbreviation: the number in a 1x1 array, if its letter is a scalar."""
    return value.item() if isinstance(value, np.ndarray) and definition.letter.is_Symbol else value


def needed(result: Result) -> list[Any]:
    """Return the definitions that the expression uses, directly or not, in their order."""
    used = set(result.expression.free_symbols)
    kept = []
    for definition in reversed(result.where):
        if definition.letter in used:
            kept.append(definition)
            used |= definition.expression.free_symbols
    return kept[::-1]
