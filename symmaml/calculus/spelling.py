"""Expressions and ranges as plain text and as LaTeX."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType

from symmaml.calculus.expression import Apply, Constant, Expression, Product, Sum, Variable
from symmaml.calculus.interval import End, Interval

GREEK = frozenset("alpha beta gamma delta theta lambda mu nu rho sigma tau".split())
RELATION = MappingProxyType({"<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "=": "="})


def plain(expression: Expression) -> str:
    """Spell an expression in one line.

    >>> from symmaml.calculus.expression import sqrt, variable
    >>> x = variable("x")
    >>> plain(x**2 / 2 + sqrt(1 + (x - Fraction(3, 4)) ** 2))
    'x^2/2 + sqrt((x - 3/4)^2 + 1)'
    """
    return spell(expression, latex=False)


def latex(expression: Expression) -> str:
    """Spell an expression in LaTeX, without dollar signs."""
    return spell(expression, latex=True)


def spell(expression: Expression, latex: bool) -> str:
    if isinstance(expression, Constant):
        return number(expression.value, latex)
    if isinstance(expression, Variable):
        return letter(expression.name, latex)
    if isinstance(expression, Sum):
        return total(expression, latex)
    if isinstance(expression, Product):
        return quotient(expression, Fraction(1), latex)
    if isinstance(expression, Apply):
        return application(expression, latex)
    return expression.key


def number(value: Fraction, latex: bool) -> str:
    if latex and value.denominator != 1:
        return ("-" if value < 0 else "") + rf"\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return str(value)


def letter(name: str, latex: bool) -> str:
    if not latex:
        return name
    head, _, tail = name.partition("_")
    spelled = "\\" + head if head in GREEK else head
    return f"{spelled}_{{{tail}}}" if tail else spelled


def total(expression: Sum, latex: bool) -> str:
    """Spell a sum, terms of positive sign first."""
    summands = [(c > 0, scaled(term, abs(c), latex)) for term, c in expression.terms]
    if expression.constant:
        summands.append((expression.constant > 0, number(abs(expression.constant), latex)))
    summands.sort(key=lambda pair: not pair[0])
    text = ("" if summands[0][0] else "-") + summands[0][1]
    return text + "".join((" + " if plus else " - ") + spelled for plus, spelled in summands[1:])


def scaled(term: Expression, coefficient: Fraction, latex: bool) -> str:
    factors = term if isinstance(term, Product) else Product(((term, 1),))
    return quotient(factors, coefficient, latex)


def quotient(expression: Product, coefficient: Fraction, latex: bool) -> str:
    above = [powered(base, e, latex) for base, e in expression.factors if e > 0]
    below = [powered(base, -e, latex) for base, e in expression.factors if e < 0]
    if coefficient.numerator != 1 or not above:
        above.insert(0, str(coefficient.numerator))
    if coefficient.denominator != 1:
        below.insert(0, str(coefficient.denominator))
    joint = r" \, " if latex else "*"
    if not below:
        return joint.join(above)
    if latex:
        return rf"\frac{{{unbracketed(above, expression, 1)}}}{{{unbracketed(below, expression, -1)}}}"
    return joint.join(above) + "/" + (below[0] if len(below) == 1 else f"({joint.join(below)})")


def unbracketed(texts: list[str], expression: Product, side: int) -> str:
    """Join what stands on one side of the bar; a sum that stands there alone needs no brackets."""
    alone = [base for base, exponent in expression.factors if exponent == side and isinstance(base, Sum)]
    return spell(alone[0], latex=True) if len(texts) == 1 and alone else r" \, ".join(texts)


def powered(base: Expression, exponent: int, latex: bool) -> str:
    text = spell(base, latex)
    if isinstance(base, Sum):
        text = rf"\left({text}\right)" if latex else f"({text})"
    if exponent == 1:
        return text
    if latex and isinstance(base, Apply):
        text = rf"\left({text}\right)" if base.function != "positive" else text
    return f"{text}^{{{exponent}}}" if latex else f"{text}^{exponent}"


def application(expression: Apply, latex: bool) -> str:
    inner = spell(expression.argument, latex)
    if not latex:
        return f"max({inner}, 0)" if expression.function == "positive" else f"{expression.function}({inner})"
    if expression.function == "sqrt":
        return rf"\sqrt{{{inner}}}"
    if expression.function == "positive":
        return rf"\max({inner}, 0)"
    return rf"\{expression.function}\left({inner}\right)"


def range_plain(name: str, values: Interval) -> str:
    """Spell the range of a parameter as a chain of inequalities."""
    left = f"{values.low} {'<' if values.low_open else '<='} " if isinstance(values.low, Fraction) else ""
    right = f" {'<' if values.high_open else '<='} {values.high}" if isinstance(values.high, Fraction) else ""
    return f"{left}{name}{right}" if left or right else f"{name} real"


def range_latex(name: str, values: Interval) -> str:
    if values.is_point:
        return f"{letter(name, True)} = {end_latex(values.low)}"
    left, right = ("(" if values.low_open else "["), (")" if values.high_open else "]")
    return rf"{letter(name, True)} \in {left}{end_latex(values.low)}, {end_latex(values.high)}{right}"


def end_latex(end: End) -> str:
    return number(end, True) if isinstance(end, Fraction) else (r"\infty" if end > 0 else r"-\infty")
