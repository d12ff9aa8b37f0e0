"""Counterexamples in print: the matrices, what both sides are there, and lines that can be pasted into NumPy."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from symmaml.export.prose import listed
from symmaml.notation import latex_name
from symmaml.proof.statements.question import question
from symmaml.statement import AtLeast, Counterexample, Matrix, Statement

LISTING = 84  # characters of a line in small typewriter type
LONGEST_FRACTION = 12  # digits that are printed; a longer number stands in the listing
_DECIMALS = 4


def counterexample_to_latex(statement: Statement, found: Counterexample) -> Iterator[str]:
    """Print at which values a statement fails, and how."""
    defined = {definition.letter.name for definition in statement.where}
    shown = defined | {letter.name for letter in question(statement).letters}
    given = [_equation(name, value) for name, value in found.letters() if name in shown - defined]
    follows = [_equation(name, value) for name, value in found.letters() if name in defined]
    sizes = [f"${name} = {size}$" for name, size in found.dimensions.items() if not name.isdigit()]
    yield rf"\textit{{Counterexample}}{f', for {listed(sizes)}' if sizes else ''}:"
    yield from _values(given)
    if follows:
        yield "Then"
        yield from _values(follows)
    yield _failure(statement, found)
    yield "As NumPy arrays:"
    yield r"\begin{listing}\begin{verbatim}"
    yield from listing(found.as_text())
    yield r"\end{verbatim}\end{listing}"


def _equation(name: str, value: Matrix) -> str:
    relation = r"\approx" if _is_long(value) else "="
    return f"${latex_name(name)} {relation} {_matrix(value)}$"


def _values(equations: list[str]) -> Iterator[str]:
    yield r"\begin{values}"
    yield ",\\quad\n".join(f"  {equation}" for equation in equations) + "."
    yield r"\end{values}"


def _failure(statement: Statement, found: Counterexample) -> str:
    """Say how both sides compare: as numbers, along a direction, or as matrices that differ."""
    if isinstance(statement.claim, AtLeast):
        if len(found.lhs) == 1:
            return f"The left side is ${_side(found.lhs)}$, less than the right side, ${_side(found.rhs)}$."
        if found.witness is not None:
            z, gap = found.witness, _along(found.witness, found.lhs, found.rhs)
            sides = f"the left side minus the right side is ${_side(((gap,),))}$"
            return rf"Along $z = {_matrix(z)}$, in $z^{{\top}} (\cdot) z$, {sides}."
    return f"The left side is ${_side(found.lhs)}$, and the right side ${_side(found.rhs)}$."


def _along(direction: Matrix, left: Matrix, right: Matrix) -> Fraction:
    z = [row[0] for row in direction]
    size = range(len(z))
    return sum((z[i] * (left[i][j] - right[i][j]) * z[j] for i in size for j in size), Fraction(0))


def listing(text: str) -> Iterator[str]:
    """Yield lines of Python, broken after commas where they would be too long to print."""
    for line in text.rstrip("\n").split("\n"):
        deeper = "#   " if line.startswith("#") else "    "
        yield from textwrap.wrap(line, LISTING, subsequent_indent=deeper, break_on_hyphens=False) or [""]


def _matrix(value: Matrix) -> str:
    """Spell a matrix; in decimals if fractions in it are long."""
    if len(value) == len(value[0]) == 1:
        return _entry(value[0][0], _is_long(value))
    rows = [" & ".join(_entry(entry, _is_long(value)) for entry in row) for row in value]
    between = r" \\[0.8ex] " if any("frac" in row for row in rows) else r" \\ "
    return rf"\begin{{pmatrix}} {between.join(rows)} \end{{pmatrix}}"


def _side(value: Matrix) -> str:
    """Spell a side of a claim; a number with its first decimals if the fraction does not show its size."""
    about, number = r"\approx " if _is_long(value) else "", value[0][0]
    is_plain = len(value) > 1 or about or number.denominator == 1 or _digits(number) <= 5
    return about + _matrix(value) + ("" if is_plain else rf" \approx {_entry(number, True)}")


def _is_long(value: Matrix) -> bool:
    return any(_digits(entry) > LONGEST_FRACTION for row in value for entry in row)


def _digits(value: Fraction) -> int:
    return len(str(abs(value.numerator))) + len(str(value.denominator))


def _entry(value: Fraction, in_decimals: bool) -> str:
    if in_decimals and value.denominator != 1:
        return _decimal(value)
    numerator = str(abs(value.numerator))
    size = numerator if value.denominator == 1 else rf"\tfrac{{{numerator}}}{{{value.denominator}}}"
    return f"-{size}" if value < 0 else size


def _decimal(value: Fraction) -> str:
    """Spell a number with four significant digits, a power of ten apart if it is very large or small."""
    digits, _, exponent = f"{float(value):.{_DECIMALS}g}".partition("e")
    return rf"{digits} \cdot 10^{{{int(exponent)}}}" if exponent else digits
