"""Positivity: a polynomial written out as a sum of squares, and why each square is positive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import NUMBER, fraction, is_sum, parenthesised, product, signed

_SCHUR = (
    " A sum over several columns adds up all entries of a table of products; such a table is positive semidefinite, "
    "since each of its factors is (Schur)."
)


def inequality_steps(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    """Yield why the difference of both sides of a claim is positive semidefinite."""
    document = assumptions.document
    if not document.source["squares"]:
        yield ExplanationStep(("Both sides are equal, and equality is an inequality.",))
    yield from square_steps(assumptions, _difference(assumptions), document.goal(), document.source)


def square_steps(
    assumptions: Assumptions, left: Formula, goal: kernel.Polynomial, reasons: Mapping[str, Any]
) -> Iterator[ExplanationStep]:
    """Yield the sum of squares that a polynomial is, why it is positive, and why the two are the same."""
    document = assumptions.document
    a, records = document.alphabet, reasons.get("squares", [])
    values, written = [], []
    for record, (coefficient, value) in zip(records, document.squares(records), strict=True):
        lifted = value.shape != goal.shape
        values.append((coefficient, a.multiply(value, a.identity(goal.shape[0])) if lifted else value))
        one = [assumptions.spelling.one] if lifted else []
        written.append(_summand(assumptions, record, one))
    right = signed([(False, square) for square in written])
    total, terms = a.combine(goal.shape, values), multiples(document, reasons["terms"], goal.shape)
    if written and right == left and not terms:
        yield ExplanationStep((left, " is positive: ", *_why(assumptions, records)))
        return
    if written:
        yield ExplanationStep((left, " is a sum of squares:"), (Line(left, EQUALS, right),))
        yield ExplanationStep(("No summand is negative: ", *_why(assumptions, records)))
    begin: Words = ("The two are the same; multiplied out,",) if written else ("It is zero; multiplied out,",)
    yield from Equalities(assumptions).steps(goal, total, terms, begin, left)


def _why(assumptions: Assumptions, records: list[Any]) -> Words:
    """Say why no summand is negative."""
    factors = [factor for _, factors in records for factor in factors]
    reasons = dict.fromkeys(assumptions.positivity(factor[0]) for factor in factors)
    several = any(len(factors) > 1 for _, factors in records)
    product_rule = " A product of numbers and at most one matrix, none negative, is not negative." if several else ""
    schur = _SCHUR if any(len(factor) > 2 for factor in factors) else ""
    return (*joined(reasons, "; "), ".", product_rule, schur)


def _difference(assumptions: Assumptions) -> Formula:
    """Spell the difference of both sides of a claim."""
    claim, spelling = assumptions.document.claim, assumptions.spelling
    left, right = spelling.polynomial(claim.lhs), spelling.factor(claim.rhs)
    if not claim.rhs.terms:
        return left
    if not claim.lhs.terms:
        return Formula(f"-{right.text}", f"-{right.latex}")
    return Formula(f"{left.text} - {right.text}", f"{left.latex} - {right.latex}")


def _summand(assumptions: Assumptions, record: Any, one: list[Formula]) -> Formula:
    """Spell a positive multiple of a square, times the identity if it is a number that must be lifted."""
    document, (coefficient, factors) = assumptions.document, record
    number = kernel.rational(coefficient)
    tables = []
    for reference, *columns in factors:
        xs = [kernel.read_polynomial(document.alphabet, column) for column in columns]
        inner = document.positive(reference, xs[0].shape[0])
        tables.append(list(_table(assumptions, xs, inner, len(factors) > 1 or bool(one))))
    entries = []
    for entry in zip(*tables, strict=True):
        negative = sum(minus for minus, _ in entry) % 2 == 1
        entries.append((negative, product([*(spelled for _, spelled in entry), *one])))
    total = signed(entries)
    if number == 1 and len(entries) == 1:
        return total
    spelled = parenthesised(total) if is_sum(total) else total
    return spelled if number == 1 else product([fraction(number), spelled])


def _table(
    assumptions: Assumptions, xs: list[kernel.Polynomial], inner: kernel.Polynomial, in_product: bool
) -> Iterator[tuple[bool, Formula]]:
    """Yield the sign and the size of X' P Y for all columns X and Y, fit to stand in a product."""
    a, spelling = assumptions.document.alphabet, assumptions.spelling
    parted = [(_is_negative(x), a.add((-1, x)) if _is_negative(x) else x) for x in xs]
    for minus, x in parted:
        for other_minus, y in parted:
            spelled = spelling.product(a.transpose(x), inner, y)
            is_number = (x.shape[1], y.shape[1]) == NUMBER and " " in spelled.text
            wrapped = in_product and (is_number or is_sum(spelled))
            yield minus != other_minus, parenthesised(spelled) if wrapped else spelled


def _is_negative(p: kernel.Polynomial) -> bool:
    return len(p.terms) == 1 and p.terms[0][1] < 0
