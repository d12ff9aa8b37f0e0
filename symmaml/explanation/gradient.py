"""A proved gradient: the first-order expansion, d(S^-1) = -S^-1 dS S^-1 included."""

from __future__ import annotations

from collections.abc import Iterator

from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words
from symmaml.explanation.spelling import parenthesised


def gradient_steps(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    """Yield how the function changes to first order, and why this is the increment times the gradient."""
    document, spelling = assumptions.document, assumptions.spelling
    a, claim, increment = document.alphabet, document.claim, "@" + document.claim.variable
    variable, h = spelling.single(claim.variable), spelling.single(increment)
    moved = Formula(f"{variable.text} + {h.text}", f"{variable.latex} + {h.latex}")
    yield ExplanationStep(
        ("Let ", variable, " become ", moved, ", and keep what is linear in ", h, "; write d before a letter for that.")
    )
    lines = []
    for letter in a.letters.values():
        change = a.differential(a.single(letter.name), claim.variable, increment)
        if letter.definition and change.terms:
            spelled = spelling.single(letter.name)
            body = parenthesised(spelled) if " " in spelled.text and not spelled.text.startswith("(") else spelled
            named = Formula(f"d {body.text}", rf"\mathrm{{d}} {body.latex}")
            lines.append(Line(named, EQUALS, spelling.polynomial(change)))
    if lines:
        yield ExplanationStep(("Letters that depend on ", variable, " change with it, an inverse too:"), tuple(lines))
    change = a.differential(claim.lhs, claim.variable, increment)
    end = a.multiply(a.transpose(a.single(increment)), claim.rhs)
    name = Formula("dF", r"\mathrm{d}F")
    begin: Words = ("The linear part of F = ", spelling.polynomial(claim.lhs), " is, multiplied out:")
    yield from Equalities(assumptions).steps(
        change, end, multiples(document, document.source["terms"], change.shape), begin, name
    )
    shown = spelling.product(a.transpose(a.single(increment)), claim.rhs)
    yield ExplanationStep(
        ("This is ", shown, ": what ", h, " is multiplied by is the gradient, ", spelling.polynomial(claim.rhs), ".")
    )
