"""Translate between SymPy matrix expressions and the trees and polynomials of proofs.

Only operations with one meaning in every dimension are read; anything else is refused by name.
SymPy's own simplifiers are never called.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy
from sympy.matrices.expressions.matexpr import MatrixElement

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.notation import scaled
from symmaml.proof.statements import expression as tree

MAX_EXPONENT = 64


def from_sympy(expression: Any) -> tree.Node:
    """Read a SymPy expression in letters made by `symmaml.notation`.

    Raises `InvalidStatement` for floats, symbolic powers, and functions that are no matrix algebra.

    >>> from symmaml.notation import symmetric
    >>> A, B = symmetric("A B")
    >>> from_sympy((A + B).T).shape
    ('n', 'n')
    """
    return _Reader().read(expression)


class _Reader:
    """Reads shared subexpressions once."""

    def __init__(self) -> None:
        self.known: dict[Any, tree.Node] = {}

    def read(self, expression: Any) -> tree.Node:
        if isinstance(expression, int) and not isinstance(expression, bool):
            return tree.number(expression)
        if not isinstance(expression, sympy.Basic):
            raise InvalidStatement(f"{expression!r} is no SymPy expression: declare letters, e.g. A = symmetric('A')")
        if expression not in self.known:
            self.known[expression] = self.convert(expression)
        return self.known[expression]

    def convert(self, expression: Any) -> tree.Node:
        match expression:
            case sympy.Rational():
                return tree.number(Fraction(int(expression.p), int(expression.q)))
            case sympy.MatrixSymbol():
                return tree.Name(_shape(expression), expression.name)
            case sympy.Symbol():
                return tree.Name(tree.NUMBER, expression.name)
            case sympy.Identity():
                return tree.Identity(_shape(expression))
            case sympy.ZeroMatrix():
                return tree.Zero(_shape(expression))
            case sympy.Add() | sympy.MatAdd():
                return tree.add([self.read(part) for part in expression.args])
            case sympy.Mul() | sympy.MatMul():
                return self.product(expression.args)
            case sympy.Transpose():
                return tree.transpose(self.read(expression.arg))
            case sympy.Inverse():
                return tree.invert(self.read(expression.arg))
            case sympy.Pow() | sympy.MatPow():
                return tree.power(self.read(expression.base), _exponent(expression.exp))
            case MatrixElement() if expression.parent.shape == (1, 1):
                return self.read(expression.parent)
        if isinstance(expression, sympy.Float):
            raise InvalidStatement(
                f"Float {str(expression).rstrip('0')} is not exact: write a quotient, "
                f"such as A/2 or sympy.Rational(1, 2)"
            )
        raise InvalidStatement(
            f"{type(expression).__name__} in {str(expression)[:60]} is not understood: "
            f"expected sums, products, integer powers, transposes and inverses of declared letters with exact numbers"
        )

    def product(self, factors: tuple[Any, ...]) -> tree.Node:
        total = self.read(factors[0])
        for factor in factors[1:]:
            total = tree.multiply(total, self.read(factor))
        return total


def _shape(expression: Any) -> tree.Shape:
    return (_dimension(expression.shape[0]), _dimension(expression.shape[1]))


def _dimension(size: Any) -> str:
    if isinstance(size, sympy.Symbol) or size == 1:
        return str(size)
    raise InvalidStatement(f"dimension {size} is neither a name nor 1: a statement holds for every n, so write 'n'")


def _exponent(exponent: Any) -> int:
    if not isinstance(exponent, sympy.Integer) or abs(int(exponent)) > MAX_EXPONENT:
        raise InvalidStatement(f"exponent {exponent} is not an integer between -{MAX_EXPONENT} and {MAX_EXPONENT}")
    return int(exponent)


def to_sympy(polynomial: kernel.Polynomial, letters: dict[str, Any]) -> Any:
    """Write a kernel polynomial as a SymPy expression; `letters` gives the symbol of each name."""
    rows, cols = (sympy.S.One if d == "1" else sympy.Symbol(d, integer=True, positive=True) for d in polynomial.shape)
    is_number = polynomial.shape == tree.NUMBER
    parts = [_term(m, c, letters, None if is_number else sympy.Identity(rows)) for m, c in polynomial.terms]
    if is_number:
        return sympy.Add(*parts)
    return sympy.MatAdd(*parts) if parts else sympy.ZeroMatrix(rows, cols)


def _term(monomial: kernel.Monomial, coefficient: Fraction, letters: dict[str, Any], identity: Any) -> Any:
    scalars, word = monomial
    numbers = [_number(_word(scalar, letters)) for scalar in scalars]
    value = sympy.Mul(sympy.Rational(coefficient.numerator, coefficient.denominator), *numbers)
    if word or identity is not None:
        return scaled(value, _word(word, letters) if word else identity)
    return value


def _number(expression: Any) -> Any:
    """Return a 1x1 expression as a SymPy scalar, which commutes with everything."""
    # indexing a product would turn it into a sum over entries
    return MatrixElement(expression, 0, 0) if expression.is_Matrix else expression


def _word(word: kernel.Word, letters: dict[str, Any]) -> Any:
    factors = [letters[s] if not s.endswith("'") else sympy.Transpose(letters[s[:-1]]) for s in word]
    return factors[0] if len(factors) == 1 else sympy.MatMul(*factors)
