"""A refuted statement: exact values, at which everything is evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions, sign
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import fraction, matrix, product


def refutation_steps(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    """Yield the values, that the hypotheses hold there, both sides, and where they disagree."""
    document, spelling = assumptions.document, assumptions.spelling
    a, claim = document.alphabet, document.claim
    dimensions, values, lhs, rhs = document.check_counterexample()
    sizes = [(Formula(f"{d} = {n}", f"{d} = {n}"),) for d, n in dimensions.items() if d != "1"]
    given = [name for name, letter in a.letters.items() if not letter.definition and name in values]
    lines = tuple(Line(spelling.single(name), EQUALS, matrix(values[name])) for name in given)
    yield ExplanationStep((*(("For ", *joined(sizes), ", take") if sizes else ("Take",)),), lines)
    derived = [name for name, letter in a.letters.items() if letter.definition]
    if derived:
        lines = tuple(Line(spelling.single(name), EQUALS, matrix(values[name])) for name in derived)
        yield ExplanationStep(("From these follow",), lines)
    holding = [*_flags(assumptions, given), *_hypotheses(assumptions, dimensions, values)]
    yield from holding
    left = _left(assumptions)
    right = spelling.polynomial(claim.rhs)
    both = (Line(left, EQUALS, matrix(lhs)), Line(right, EQUALS, matrix(rhs)))
    differs = claim.kind != "at-least"
    words: Words = ("Both sides, which differ:",) if differs else ("Both sides:",)
    yield ExplanationStep(words, both)
    if not differs:
        yield from _negative(assumptions, kernel.combination(lhs, Fraction(-1), rhs, a.budget))


def _left(assumptions: Assumptions) -> Formula:
    claim, spelling = assumptions.document.claim, assumptions.spelling
    spelled = spelling.polynomial(claim.lhs)
    if claim.kind != "gradient":
        return spelled
    variable = spelling.single(claim.variable)
    return Formula(f"gradient of {spelled.text}", rf"\nabla_{{{variable.latex}}} ({spelled.latex})")


def _flags(assumptions: Assumptions, given: list[str]) -> Iterator[ExplanationStep]:
    """Say what was declared of the letters; the kernel has checked it at the values."""
    letters, parts = assumptions.document.alphabet.letters, list[Words]()
    for name in given:
        letter = letters[name]
        if letter.sign:
            parts.append((assumptions.spelling.single(name), f" is {sign(letter.sign, letter.shape)}"))
        elif letter.symmetric and letter.shape != ("1", "1"):
            parts.append((assumptions.spelling.single(name), " is symmetric"))
    if parts:
        yield ExplanationStep(("As declared, ", *joined(parts), "."))


def _hypotheses(
    assumptions: Assumptions, dimensions: dict[str, int], values: dict[str, kernel.Matrix]
) -> Iterator[ExplanationStep]:
    """Evaluate every hypothesis."""
    document, spell = assumptions.document, assumptions.spelling.polynomial
    a = document.alphabet
    for index, h in enumerate(document.hypotheses):
        if h.kind == "equal":
            sides = [(p, matrix(kernel.evaluate(a, p, dimensions, values))) for p in (h.lhs, h.rhs)]
            lines = tuple(Line(spell(p), EQUALS, value) for p, value in sides if spell(p) != value)
        else:
            gap = a.add((1, h.lhs), (-1, h.rhs))
            lines = (Line(spell(gap), EQUALS, matrix(kernel.evaluate(a, gap, dimensions, values))),)
        _, *stated = assumptions.hypothesis(index)
        yield ExplanationStep((f"Hypothesis {index + 1} holds here, ", *stated, ":"), lines)


def _negative(assumptions: Assumptions, gap: kernel.Matrix) -> Iterator[ExplanationStep]:
    """Say why a difference is not positive semidefinite: it is asymmetric, or negative along a direction."""
    document, spelling = assumptions.document, assumptions.spelling
    direction = document.source["counterexample"].get("direction")
    m = spelling.letter(spelling.fresh("D"))
    lines = [Line(m, EQUALS, matrix(gap))]
    if direction is None:
        yield ExplanationStep(("The difference of both sides is not symmetric:",), tuple(lines))
        return
    z = tuple((Fraction(row[0]),) for row in direction)
    value = kernel.product(kernel.flip(z), kernel.product(gap, z, document.alphabet.budget), document.alphabet.budget)
    name = spelling.letter(spelling.fresh("z"))
    flipped = Formula(f"{name.text}'", rf"{name.latex}^{{\top}}")
    lines += [
        Line(name, EQUALS, matrix(z)),
        Line(product([flipped, m, name]), EQUALS, fraction(value[0][0])),
    ]
    yield ExplanationStep(("The difference of both sides is negative along a direction:",), tuple(lines))
