"""Counterexamples in print: the matrices, what both sides are there, and lines that can be pasted into NumPy."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from fractions import Fraction

from symmaml.export.prose import listed
from symmaml.notation import latex_name
from symmaml.statement import AtLeast, Counterexample, Matrix, Statement

LISTING = 84  # characters of a line in small typewriter type
LONGEST_FRACTION = 24  # digits that are printed; a longer number stands in the listing
_DECIMALS = 4


def counterexample_to_latex(statement: Statement, found: Counterexample) -> Iterator[str]:
    """Print at which values a statement fails, and how."""
    defined = {definition.letter.name for definition in statement.where}
    given = [_equation(name, value) for name, value in found.letters() if name not in defined]
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
    return f"${latex_name(name)} = {_matrix(value)}$"


def _values(equations: list[str]) -> Iterator[str]:
    yield r"\begin{values}"
    yield ",\\quad\n".join(f"  {equation}" for equation in equations) + "."
    yield r"\end{values}"


def _failure(statement: Statement, found: Counterexample) -> str:
    """Say how both sides compare: as numbers, along a direction, or as matrices that differ."""
    if isinstance(statement.claim, AtLeast):
        if len(found.lhs) == 1:
            left, right = _number(found.lhs[0][0]), _number(found.rhs[0][0])
            return f"The left side is ${left}$, less than the right side, ${right}$."
        if found.witness is not None:
            z, gap = found.witness, _along(found.witness, found.lhs, found.rhs)
            sides = f"the left side exceeds the right side by ${_number(gap)} < 0$"
            return rf"Along $z = {_matrix(z)}$, in $z^{{\top}} (\cdot) z$, {sides}."
    return f"The left side is ${_matrix(found.lhs)}$, and the right side ${_matrix(found.rhs)}$."


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
    if len(value) == len(value[0]) == 1:
        return _number(value[0][0])
    rows = [" & ".join(map(_entry, row)) for row in value]
    between = r" \\[0.4ex] " if any("frac" in row for row in rows) else r" \\ "
    return rf"\begin{{pmatrix}} {between.join(rows)} \end{{pmatrix}}"


def _number(value: Fraction) -> str:
    """Spell a number, with its first decimals if the fraction does not show its size."""
    spelled = _entry(value)
    shows = len(str(value.numerator)) + len(str(value.denominator)) <= 5
    return spelled if shows or value.denominator == 1 or spelled.startswith(r"\approx") else spelled + _about(value)


def _entry(value: Fraction) -> str:
    numerator, denominator = str(abs(value.numerator)), str(value.denominator)
    if len(numerator) + len(denominator) > LONGEST_FRACTION:
        return _about(value).strip()
    size = numerator if denominator == "1" else rf"\tfrac{{{numerator}}}{{{denominator}}}"
    return f"-{size}" if value < 0 else size


def _about(value: Fraction) -> str:
    return rf" \approx {float(value):.{_DECIMALS}g}"
