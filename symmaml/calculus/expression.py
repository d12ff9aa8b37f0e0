"""Elementary functions as frozen trees: constants, variables, linear combinations, products of powers, applications.

Sums are collected and products merged when they are built, so that one function written twice is one tree: a sum is a
constant and rational multiples of distinct terms, a product is distinct factors with integer exponents. A factor that
stands above and below the bar cancels: an expression means the function that its formula extends to by continuity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt

from symmaml.errors import FactRefused, InvalidStatement

Operand = "Expression | int | Fraction"
FUNCTIONS = ("sqrt", "cos", "sin", "log", "positive")


@dataclass(frozen=True, eq=False)
class Expression:
    """A real function of named real variables. Equal trees are equal; `key` spells the tree without ambiguity."""

    key: str = field(init=False, repr=False)

    def named(self, key: str) -> None:
        object.__setattr__(self, "key", key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __add__(self, other: Expression | int | Fraction) -> Expression:
        return combination([(self, Fraction(1)), (as_expression(other), Fraction(1))])

    def __radd__(self, other: int | Fraction) -> Expression:
        return self + other

    def __sub__(self, other: Expression | int | Fraction) -> Expression:
        return combination([(self, Fraction(1)), (as_expression(other), Fraction(-1))])

    def __rsub__(self, other: int | Fraction) -> Expression:
        return as_expression(other) - self

    def __neg__(self) -> Expression:
        return combination([(self, Fraction(-1))])

    def __mul__(self, other: Expression | int | Fraction) -> Expression:
        return product([(self, 1), (as_expression(other), 1)])

    def __rmul__(self, other: int | Fraction) -> Expression:
        return self * other

    def __truediv__(self, other: Expression | int | Fraction) -> Expression:
        return product([(self, 1), (as_expression(other), -1)])

    def __rtruediv__(self, other: int | Fraction) -> Expression:
        return as_expression(other) / self

    def __pow__(self, exponent: int) -> Expression:
        if not isinstance(exponent, int):
            raise InvalidStatement(f"the exponent {exponent!r} is no integer: write sqrt(x) for a square root")
        return product([(self, exponent)])


@dataclass(frozen=True, eq=False)
class Constant(Expression):
    value: Fraction

    def __post_init__(self) -> None:
        self.named(str(self.value))


@dataclass(frozen=True, eq=False)
class Variable(Expression):
    name: str

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or not self.name.isascii():  # it might spell another expression
            raise InvalidStatement(f"{self.name!r} is no name for a variable: write letters, digits and _")
        self.named(self.name)


@dataclass(frozen=True, eq=False)
class Sum(Expression):
    """`constant` plus the rational multiples of `terms`."""

    constant: Fraction
    terms: tuple[tuple[Expression, Fraction], ...]

    def __post_init__(self) -> None:
        self.named("(+ " + " ".join([str(self.constant), *(f"{c}*{term.key}" for term, c in self.terms)]) + ")")


@dataclass(frozen=True, eq=False)
class Product(Expression):
    """The product of `factors`, each with its integer exponent."""

    factors: tuple[tuple[Expression, int], ...]

    def __post_init__(self) -> None:
        self.named("(* " + " ".join(f"{base.key}^{exponent}" for base, exponent in self.factors) + ")")


@dataclass(frozen=True, eq=False)
class Apply(Expression):
    """A function applied: sqrt, cos, sin, log, or positive, the positive part max(u, 0)."""

    function: str
    argument: Expression

    def __post_init__(self) -> None:
        if self.function not in FUNCTIONS:
            raise InvalidStatement(f"{self.function!r} is no function: expected one of {', '.join(FUNCTIONS)}")
        self.named(f"({self.function} {self.argument.key})")


ZERO = Constant(Fraction(0))
ONE = Constant(Fraction(1))


def as_expression(value: object) -> Expression:
    """Return an exact number as a constant expression, an expression as it is; raise `InvalidStatement` for floats."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Constant(Fraction(value))
    raise InvalidStatement(f"{value!r} is no exact number: write Fraction(1, 4) instead of 0.25")


def variable(name: str) -> Variable:
    """Return the real variable of that name.

    >>> x = variable("x")
    >>> (x - 1) * 2 == 2 * x - 2
    True
    """
    return Variable(name)


def combination(pairs: Iterable[tuple[Expression, Fraction]], constant: Fraction = Fraction(0)) -> Expression:
    """Collect rational multiples of expressions."""
    collected: dict[Expression, Fraction] = {}
    waiting = list(pairs)
    while waiting:
        term, coefficient = waiting.pop()
        if isinstance(term, Constant):
            constant += coefficient * term.value
        elif isinstance(term, Sum):
            constant += coefficient * term.constant
            waiting.extend((inner, coefficient * c) for inner, c in term.terms)
        else:
            collected[term] = collected.get(term, Fraction(0)) + coefficient
    terms = sorted(((term, c) for term, c in collected.items() if c), key=lambda pair: pair[0].key)
    if not terms:
        return Constant(constant)
    if len(terms) == 1 and constant == 0 and terms[0][1] == 1:
        return terms[0][0]
    return Sum(constant, tuple(terms))


def product(pairs: Iterable[tuple[Expression, int]]) -> Expression:
    """Merge powers of expressions. A factor that is a sum is divided by the coefficient of its first term."""
    coefficient = Fraction(1)
    merged: dict[Expression, int] = {}
    waiting = [(base, exponent) for base, exponent in pairs if exponent]
    while waiting:
        base, exponent = waiting.pop()
        if isinstance(base, Constant):
            if base.value == 0 and exponent < 0:
                raise FactRefused("division", "an expression divides by zero")
            coefficient *= base.value**exponent
        elif isinstance(base, Product):
            waiting.extend((inner, e * exponent) for inner, e in base.factors)
        elif isinstance(base, Sum) and (base.terms[0][1] != 1 or not (base.constant or base.terms[1:])):
            leading = base.terms[0][1]
            coefficient *= leading**exponent
            waiting.append((combination([(base, 1 / leading)]), exponent))
        else:
            merged[base] = merged.get(base, 0) + exponent
            if isinstance(base, Apply) and base.function == "sqrt" and merged[base] and merged[base] % 2 == 0:
                waiting.append((base.argument, merged.pop(base) // 2))
    factors = sorted(((base, e) for base, e in merged.items() if e), key=lambda pair: pair[0].key)
    if coefficient == 0 or not factors:
        return Constant(coefficient)
    whole = factors[0][0] if len(factors) == 1 and factors[0][1] == 1 else Product(tuple(factors))
    return combination([(whole, coefficient)])


def apply(function: str, argument: Expression | int | Fraction) -> Expression:
    """Apply a function; its value at a number is written when it is rational by inspection."""
    inner = as_expression(argument)
    if isinstance(inner, Constant):
        value = inner.value
        if function == "positive":
            return Constant(max(value, Fraction(0)))
        if function == "sqrt" and value >= 0:
            top, bottom = isqrt(value.numerator), isqrt(value.denominator)
            if top * top == value.numerator and bottom * bottom == value.denominator:
                return Constant(Fraction(top, bottom))
        if (value == 0 and function in ("cos", "sin")) or (value == 1 and function == "log"):
            return ONE if function == "cos" else ZERO
    return Apply(function, inner)


def sqrt(argument: Expression | int | Fraction) -> Expression:
    """Return the square root."""
    return apply("sqrt", argument)


def cos(argument: Expression | int | Fraction) -> Expression:
    """Return the cosine."""
    return apply("cos", argument)


def sin(argument: Expression | int | Fraction) -> Expression:
    """Return the sine."""
    return apply("sin", argument)


def log(argument: Expression | int | Fraction) -> Expression:
    """Return the natural logarithm."""
    return apply("log", argument)


def positive(argument: Expression | int | Fraction) -> Expression:
    """Return the positive part max(argument, 0)."""
    return apply("positive", argument)


def rebuilt(expression: Expression, parts: Mapping[Expression, Expression]) -> Expression:
    """Return the expression with each of its immediate parts replaced."""
    if isinstance(expression, Sum):
        return combination([(parts[term], c) for term, c in expression.terms], expression.constant)
    if isinstance(expression, Product):
        return product([(parts[base], exponent) for base, exponent in expression.factors])
    if isinstance(expression, Apply):
        return apply(expression.function, parts[expression.argument])
    return expression


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    if isinstance(expression, Sum):
        return tuple(term for term, _ in expression.terms)
    if isinstance(expression, Product):
        return tuple(base for base, _ in expression.factors)
    return (expression.argument,) if isinstance(expression, Apply) else ()


def substitute(expression: Expression, values: Mapping[Expression, Expression]) -> Expression:
    """Replace subexpressions, all at once: usually variables by expressions.

    >>> x, a = variable("x"), variable("a")
    >>> substitute(sqrt(1 + (x - a) ** 2), {x: a + Fraction(3, 4)}).key
    '5/4'
    """
    done: dict[Expression, Expression] = dict(values)

    def visit(node: Expression) -> Expression:
        if node not in done:
            done[node] = rebuilt(node, {part: visit(part) for part in parts_of(node)})
        return done[node]

    return visit(expression)


def variables_of(expression: Expression) -> frozenset[str]:
    """Return the names of the variables in which an expression is written."""
    seen: set[Expression] = set()
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(parts_of(node))
    return frozenset(node.name for node in seen if isinstance(node, Variable))
