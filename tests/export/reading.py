"""Two independent ways to a value: of a SymPy expression, and of the LaTeX that was printed for it.

The reader of LaTeX knows how a mathematician reads a formula and nothing of the printer. Values are exact.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from typing import Any

import sympy

from symmaml.notation import latex_name, matrix, scalar, symmetric, vector

SIZE = 2
Values = Mapping[str, sympy.Matrix]  # by name; a number is a 1x1 matrix

SCALARS = scalar("alpha beta lamda rho")
MATRICES = (*symmetric("A B A_alpha S"), matrix("M"))
VECTORS = vector("theta v w delta theta_star")
LETTERS = (*SCALARS, *MATRICES, *VECTORS)


def values(seed: int) -> Values:
    """Draw exact values for all letters; symmetric letters are symmetric, numbers positive."""
    source = random.Random(seed)

    def number() -> sympy.Rational:
        return sympy.Rational(source.randint(-9, 9) or 10, source.randint(1, 9))

    drawn = {letter.name: sympy.Matrix([[abs(number())]]) for letter in SCALARS}
    for letter in MATRICES:
        square = sympy.Matrix(SIZE, SIZE, lambda i, j: number())
        drawn[letter.name] = square + square.T if letter.is_assumed_symmetric else square
    return {**drawn, **{letter.name: sympy.Matrix(SIZE, 1, lambda i, j: number()) for letter in VECTORS}}


# --- SymPy ------------------------------------------------------------------------------------------------------------


def value(expression: Any, at: Values) -> sympy.Matrix:
    """Evaluate a SymPy expression."""
    match expression:
        case sympy.Symbol() | sympy.MatrixSymbol():
            return at[expression.name]
        case sympy.Identity():
            return sympy.eye(1 if expression.shape == (1, 1) else SIZE)
        case sympy.ZeroMatrix():
            return sympy.zeros(*(1 if size == 1 else SIZE for size in expression.shape))
        case sympy.Rational():
            return sympy.Matrix([[expression]])
        case sympy.Add() | sympy.MatAdd():
            return total(value(part, at) for part in expression.args)
        case sympy.Mul() | sympy.MatMul():
            return product(value(part, at) for part in expression.args)
        case sympy.Transpose():
            return value(expression.arg, at).T
        case sympy.Pow() | sympy.MatPow():
            return value(expression.base, at) ** expression.exp
    raise AssertionError(f"no value for {type(expression).__name__}")


def total(parts: Iterable[sympy.Matrix]) -> sympy.Matrix:
    first, *rest = parts
    for part in rest:
        first = first + part
    return first


def product(factors: Iterable[sympy.Matrix]) -> sympy.Matrix:
    first, *rest = factors
    for factor in rest:
        if first.cols == factor.rows:
            first = first * factor
        else:  # one of the two is a number
            first = first[0, 0] * factor if first.shape == (1, 1) else factor[0, 0] * first
    return first


# --- LaTeX ------------------------------------------------------------------------------------------------------------

NAMES = {latex_name(letter.name): letter.name for letter in LETTERS}
TOKEN = re.compile(
    r"(?P<open>\\[bB]igg?l\(|\()|(?P<close>\\[bB]igg?r\)|\))|(?P<tall>\\left\( )|(?P<end> \\right\))"
    r"|(?P<starred>\\theta\^\{\\star(?=\\top\}))"
    rf"|(?P<name>{'|'.join(re.escape(name) for name in sorted(NAMES, key=len, reverse=True))})(?![A-Za-z])"
    r"|\\tfrac(?P<digits>[0-9][0-9])|(?P<fraction>\\t?frac)(?=\{)|(?P<number>[0-9]+)|(?P<identity>I)"
    r"|(?P<sign>[+-])|(?P<power>\^)|(?P<other>\\top|\\cdot|[{}])|(?P<blank> )"
)


class Reader:
    """A recursive reader: sums of products of powers; juxtaposition multiplies, brackets of all sizes group."""

    def __init__(self, text: str, at: Values) -> None:
        self.tokens: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            found = TOKEN.match(text, position)
            assert found, f"{text[position:]!r} in {text!r}"
            kind = str(found.lastgroup)
            if kind != "blank" and found.group() != r"\cdot":
                self.tokens.append((kind, found.group(kind)))
            position = found.end()
        self.tokens.append(("stop", ""))
        self.at, self.text, self.place = at, text, 0

    def whole(self) -> sympy.Matrix:
        result = self.sum()
        assert self.kind == "stop", f"{self.tokens[self.place :]} is left of {self.text!r}"
        return result

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0]

    def take(self, kind: str | None = None) -> str:
        found, content = self.tokens[self.place]
        assert kind in (None, found), f"expected {kind}, found {found} in {self.text!r}"
        self.place += 1
        return content

    def sum(self) -> sympy.Matrix:
        parts = []
        sign = self.take() if self.kind == "sign" else "+"
        while True:
            parts.append((1 if sign == "+" else -1) * self.product())
            if self.kind != "sign":
                return total(parts)
            sign = self.take()

    def product(self) -> sympy.Matrix:
        factors = [self.factor()]
        while self.kind not in ("sign", "close", "end", "stop", "other"):
            factors.append(self.factor())
        return product(factors)

    def factor(self) -> sympy.Matrix:
        kind, content = self.kind, self.take()
        if kind in ("open", "tall"):
            base = self.sum()
            self.take("close" if kind == "open" else "end")
        elif kind == "name":
            base = self.at[NAMES[content]]
        elif kind == "starred":
            self.take("other")
            self.take("other")
            return self.at["theta_star"].T
        elif kind == "identity":
            base = sympy.eye(SIZE)
        elif kind == "digits":
            base = sympy.Matrix([[sympy.Rational(int(content[0]), int(content[1]))]])
        elif kind == "fraction":
            base = self.braced() * self.braced() ** -1
        else:
            assert kind == "number", f"{content!r} in {self.text!r}"
            base = sympy.Matrix([[int(content)]])
        return self.raised(base)

    def braced(self) -> sympy.Matrix:
        assert self.take("other") == "{"
        inside = self.sum()
        assert self.take("other") == "}"
        return inside

    def raised(self, base: sympy.Matrix) -> sympy.Matrix:
        if self.kind != "power":
            return base
        self.take()
        exponent = self.take()
        if exponent == "{":
            exponent = ""
            while self.tokens[self.place][1] != "}":
                exponent += self.take()
            self.take()
        base = base.T if exponent.endswith(r"\top") else base
        power = exponent.removesuffix(r"\top")
        return base ** (-1 if power == "-" else int(power)) if power else base


def read(text: str, at: Values) -> sympy.Matrix:
    """Return the value of a formula in LaTeX."""
    return Reader(text, at).whole()


# --- random expressions -----------------------------------------------------------------------------------------------


class Grower:
    """Grows expressions with every operation that the mathematics here uses."""

    def __init__(self, seed: int, without: Iterable[Any] = ()) -> None:
        self.source = random.Random(seed)
        self.matrices, self.vectors = ([x for x in kind if x not in without] for kind in (MATRICES, VECTORS))
        self.identity = sympy.Identity(MATRICES[0].shape[0])

    def any(self, depth: int) -> Any:
        return self.source.choice((self.matrix, self.vector, self.row, self.form, self.scalar))(depth)

    def number(self) -> Any:
        return sympy.Rational(self.source.randint(-12, 12) or 1, self.source.choice((1, 1, 2, 3, 8, 16)))

    def scalar(self, depth: int) -> Any:
        choice = self.source.randrange(6) if depth else 0
        if choice < 2:
            return self.source.choice(SCALARS)
        left, right = self.scalar(depth - 1), self.scalar(depth - 1)
        return (left + self.number() * right, left - right, left * right, left ** self.source.choice((2, 3, -1)))[
            choice - 2
        ]

    def coefficient(self, depth: int) -> Any:
        return self.source.choice((self.number, self.number, lambda: self.scalar(min(depth, 1))))()

    def matrix(self, depth: int) -> Any:
        choice = self.source.randrange(10) if depth else 0
        if choice < 2:
            return self.source.choice((*self.matrices, self.identity))
        if choice == 2:
            return sympy.MatMul(self.coefficient(depth), self.matrix(depth - 1), evaluate=False)
        if choice == 3:
            return self.matrix(depth - 1).T
        if choice == 4:
            return self.source.choice(self.matrices).I
        if choice == 5:
            return sympy.MatPow(self.matrix(depth - 1), self.source.choice((2, 3)))
        if choice == 6:
            return self.identity - self.source.choice(SCALARS) * self.matrix(depth - 1)
        if choice == 7:
            return self.vector(depth - 1) * self.row(depth - 1)
        left, right = self.matrix(depth - 1), self.matrix(depth - 1)
        return left * right if choice == 8 else left + self.number() * right

    def vector(self, depth: int) -> Any:
        choice = self.source.randrange(6) if depth else 0
        if choice < 2:
            return self.source.choice(self.vectors)
        if choice == 2:
            return sympy.MatMul(self.coefficient(depth), self.vector(depth - 1), evaluate=False)
        if choice == 3:
            return self.matrix(depth - 1) * self.vector(depth - 1)
        return self.vector(depth - 1) + self.source.choice((-1, 1, self.number())) * self.vector(depth - 1)

    def row(self, depth: int) -> Any:
        return self.vector(depth).T

    def form(self, depth: int) -> Any:
        gap, other = self.vector(max(depth - 1, 0)), self.vector(max(depth - 1, 0))
        return sympy.MatMul(
            self.coefficient(depth), sympy.MatMul(gap.T, self.matrix(max(depth - 1, 0)), other), evaluate=False
        )
