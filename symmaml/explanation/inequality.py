"""A proved inequality: the difference written out as a sum of squares, and why each square is positive."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions, sign
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import fraction, is_one, parenthesised, product, signed


def inequality_steps(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    """Yield the sum of squares, why it is positive, and why it is the difference of both sides."""
    document, spelling = assumptions.document, assumptions.spelling
    a, goal = document.alphabet, document.goal()
    values, written, reasons = [], [], dict[Words, None]()
    for record, (coefficient, value) in zip(document.source["squares"], document.squares(), strict=True):
        lifted = value if value.shape == goal.shape else a.multiply(value, a.identity(goal.shape[0]))
        values.append((coefficient, lifted))
        factors = [_Square(assumptions, factor) for factor in record[1]]
        one = [] if value.shape == goal.shape else [spelling.one]
        written.append(_summand(coefficient, factors, one))
        reasons |= dict.fromkeys(factor.reason for factor in factors)
    left, right = _sides(assumptions), signed([(False, square) for square in written])
    if not values:
        yield ExplanationStep(("Both sides are equal, and equality is an inequality.",))
    else:
        yield ExplanationStep(("The difference of both sides is a sum of squares:",), (Line(left, EQUALS, right),))
        why: Words = ("No summand is negative", ": ", *joined(reasons, "; "), ".")
        products = any(len(record[1]) > 1 for record in document.source["squares"])
        more: Words = (" A product of numbers and one matrix, none negative, is not negative.",) if products else ()
        yield ExplanationStep((*why, *more))
    total = a.combine(goal.shape, values)
    equalities, terms = Equalities(assumptions), multiples(document)
    if values and not terms:
        equalities.require_equal(goal, total)
        line = Line(left, EQUALS, spelling.polynomial(goal))
        yield ExplanationStep(("It is one: multiplied out, both are the same:",), (line,))
    else:
        yield from equalities.steps(
            goal, total, terms, ("Why they are the same: the difference is, multiplied out,",), left
        )


def _sides(assumptions: Assumptions) -> Formula:
    """Spell the difference of both sides, the larger first."""
    claim, spelling = assumptions.document.claim, assumptions.spelling
    left = spelling.polynomial(claim.lhs)
    if not claim.rhs.terms:
        return left
    right = spelling.factor(claim.rhs)
    if not claim.lhs.terms:
        return Formula(f"-{right.text}", f"-{right.latex}")
    return Formula(f"{left.text} - {right.text}", f"{left.latex} - {right.latex}")


class _Square:
    """A factor `[reference, X]` of a certificate, which stands for X' P X."""

    def __init__(self, assumptions: Assumptions, record: Any) -> None:
        document, spelling = assumptions.document, assumptions.spelling
        a, (reference, column) = document.alphabet, record
        x = kernel.read_polynomial(a, column)
        inner = a.identity(x.shape[0]) if reference == "identity" else document.positives[reference]
        flipped = a.transpose(x)
        factors = [p for p in (flipped, inner, x) if not is_one(p)] or [x]
        self.is_number = a.multiply(flipped, x).shape == ("1", "1")
        self.spelled = (
            spelling.polynomial(factors[0]) if len(factors) == 1 else product([spelling.factor(p) for p in factors])
        )
        self.is_sum = len(factors) == 1 and len(factors[0].terms) > 1
        self.reason = _reason(assumptions, reference, spelling.polynomial(inner))


def _reason(assumptions: Assumptions, reference: str, spelled: Formula) -> Words:
    """Say why what a reference names is positive."""
    kind, _, name = reference.partition(":")
    if kind == "identity":
        return (Formula("X' X", r"X^{\top} X"), " is positive semidefinite for every ", Formula("X", "X"))
    if kind == "hypothesis":
        return assumptions.hypothesis(int(name))
    letter = assumptions.document.alphabet.letters[name]
    return (spelled, f" is {sign(letter.sign or '', letter.shape)}")


def _summand(coefficient: Fraction, factors: list[_Square], one: list[Formula]) -> Formula:
    """Spell a positive multiple of a product of squares, times the identity if it is a number that must be lifted."""
    if len(factors) == 1 and coefficient == 1 and not one:
        return factors[0].spelled
    several = len(factors) > 1 or bool(one)
    parts = [
        parenthesised(f.spelled) if f.is_sum or (several and f.is_number and " " in f.spelled.text) else f.spelled
        for f in factors
    ]
    return product([*([] if coefficient == 1 else [fraction(coefficient)]), *parts, *one])
