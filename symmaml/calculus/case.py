"""What a statement speaks of, and a case of it: named functions and parameters, and functions built from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Protocol

from symmaml.calculus.differentiation import derivative
from symmaml.calculus.expression import Expression, Variable, as_expression, substitute, variables_of
from symmaml.calculus.interval import Interval
from symmaml.calculus.spelling import latex, plain
from symmaml.errors import FactRefused, InvalidStatement


@dataclass(frozen=True)
class Case:
    """Functions for the letters of a statement, and values for its parameters.

    `ranges` gives the parameters that stay free: what is shown is then shown for each of their values. A value may
    depend on them, and not on where on the line or in the plane one is.
    """

    variables: tuple[Variable, ...]
    functions: Mapping[str, Expression]
    values: Mapping[str, Expression]
    ranges: Mapping[str, Interval]

    def __post_init__(self) -> None:
        for name in ("functions", "values", "ranges"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        places = {variable.name for variable in self.variables}
        if len(places) < len(self.variables) or places & {*self.ranges, *self.values}:
            raise FactRefused("variable", f"{sorted(places)} are variables, each of them once, and no parameters")
        for name, expression in self.functions.items():
            self.require_known(name, expression, places | set(self.ranges))
        for name, expression in self.values.items():
            self.require_known(name, expression, set(self.ranges))

    def require_known(self, name: str, expression: Expression, known: set[str]) -> None:
        unknown = variables_of(expression) - known
        if unknown:
            raise FactRefused("variable", f"{name} is written in {sorted(unknown)}, which have no range here")

    @property
    def variable(self) -> Variable:
        """The variable of a function on the line."""
        if len(self.variables) != 1:
            raise InvalidStatement(f"this property is about functions of one variable, not of {len(self.variables)}")
        return self.variables[0]

    def value(self, parameter: Expression) -> Expression:
        """Return an expression in parameters at the values of this case."""
        value = substitute(parameter, {Variable(name): value for name, value in self.values.items()})
        self.require_known(plain(parameter), value, set(self.ranges))
        return value


def case(
    variables: Variable | tuple[Variable, ...],
    functions: Mapping[str, Expression],
    values: Mapping[str, Expression | int | Fraction] | None = None,
    ranges: Mapping[str, Interval] | None = None,
) -> Case:
    """Return a case of a statement.

    >>> from symmaml.calculus.expression import variable
    >>> x = variable("x")
    >>> case(x, {"f": x**2 / 2}, {"alpha": Fraction(1, 4)}).value(variable("alpha")).key
    '1/4'
    """
    return Case(
        variables if isinstance(variables, tuple) else (variables,),
        functions,
        {name: as_expression(value) for name, value in (values or {}).items()},
        ranges or {},
    )


class Function(Protocol):
    """A function that a statement speaks of: what it is in a case, and how it is spelled."""

    def of(self, case: Case) -> Expression: ...

    def plain(self) -> str: ...

    def latex(self) -> str: ...


@dataclass(frozen=True)
class Given:
    """A function that the statement quantifies over."""

    name: str

    def of(self, case: Case) -> Expression:
        if self.name not in case.functions:
            raise FactRefused("case", f"the case gives no function {self.name}")
        return case.functions[self.name]

    def plain(self) -> str:
        return self.name

    def latex(self) -> str:
        return self.name


def gradient(function: Expression, case: Case) -> tuple[Expression, ...]:
    return tuple(derivative(function, variable) for variable in case.variables)


def descent(function: Expression, step: Expression, case: Case) -> dict[Expression, Expression]:
    """Return the map of one gradient step: each variable, and what replaces it."""
    slopes = gradient(function, case)
    return {variable: variable - step * slope for variable, slope in zip(case.variables, slopes, strict=True)}


@dataclass(frozen=True)
class Adapted:
    """The function after one gradient step on itself: F(x) = f(x - step * grad f(x))."""

    function: Function
    step: Expression

    def of(self, case: Case) -> Expression:
        inner = self.function.of(case)
        return substitute(inner, descent(inner, case.value(self.step), case))

    def plain(self) -> str:
        name = self.function.plain()
        return f"{name}(x - {plain(self.step)} grad {name}(x))"

    def latex(self) -> str:
        name = self.function.latex()
        return rf"{name}\bigl(x - {latex(self.step)} \nabla {name}(x)\bigr)"


@dataclass(frozen=True)
class Mix:
    """A linear combination of functions."""

    parts: tuple[tuple[Expression, Function], ...]

    def of(self, case: Case) -> Expression:
        total = as_expression(0)
        for weight, function in self.parts:
            total = total + case.value(weight) * function.of(case)
        return total

    def plain(self) -> str:
        return " + ".join(self.weighted(plain(weight), function.plain(), " ") for weight, function in self.parts)

    def latex(self) -> str:
        return " + ".join(self.weighted(latex(weight), function.latex(), r" \, ") for weight, function in self.parts)

    def weighted(self, weight: str, function: str, joint: str) -> str:
        if weight == "1":
            return function
        return (f"({weight})" if " " in weight else weight) + joint + function


def mix(*parts: tuple[Expression | int | Fraction, Function]) -> Mix:
    """Return the linear combination of functions with these weights."""
    return Mix(tuple((as_expression(weight), function) for weight, function in parts))
