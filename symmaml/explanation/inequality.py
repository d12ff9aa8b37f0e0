"""Positivity: a polynomial written out as a sum of squares, and why each square is positive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import NUMBER, fraction, is_sum, parenthesised, product, signed

_TENSOR = ", the square of a sum of tensors, which adds up all entries of a product of positive tables (Schur). "


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
    values, written = [], list[tuple[bool, Formula]]()
    for record, (coefficient, value) in zip(records, document.squares(records), strict=True):
        lifted = value.shape != goal.shape
        values.append((coefficient, a.multiply(value, a.identity(goal.shape[0])) if lifted else value))
        one = [assumptions.spelling.one] if lifted else []
        written += _summand(assumptions, record, one)
    right = signed(written)
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
    tensors: list[Words] = []
    for _, factors in records:
        if len(factors[0]) > 2:
            plain = all(reference == "identity" for reference, *_ in factors)
            weighted = "" if plain else " in the norm that the positive matrices give"
            tensors.append(("one of them is ", _tensor(assumptions, factors), weighted, _TENSOR))
    return (*joined(tensors, ""), *joined(reasons, "; "), ".", product_rule)


def _tensor(assumptions: Assumptions, factors: list[Any]) -> Formula:
    """Spell the sum of tensors whose square a product of several factors with several columns stands for."""
    a, terms = assumptions.document.alphabet, []
    for column in zip(*(factor[1:] for factor in factors), strict=True):
        xs = [kernel.read_polynomial(a, record) for record in column]
        parts = [assumptions.spelling.factor(a.add((-1, x)) if _is_negative(x) else x) for x in xs]
        texts = " (x) ".join(part.text for part in parts), r" \otimes ".join(part.latex for part in parts)
        terms.append((sum(map(_is_negative, xs)) % 2 == 1, Formula(*texts)))
    total = signed(terms)
    return Formula(f"|{total.text}|^2", rf"\|{total.latex}\|^2")


def _difference(assumptions: Assumptions) -> Formula:
    """Spell the difference of both sides of a claim."""
    claim, spelling = assumptions.document.claim, assumptions.spelling
    left, right = spelling.polynomial(claim.lhs), spelling.factor(claim.rhs)
    if not claim.rhs.terms:
        return left
    if not claim.lhs.terms:
        return Formula(f"-{right.text}", f"-{right.latex}")
    return Formula(f"{left.text} - {right.text}", f"{left.latex} - {right.latex}")


def _summand(assumptions: Assumptions, record: Any, one: list[Formula]) -> list[tuple[bool, Formula]]:
    """Spell a positive multiple of a square, times the identity if it is a number that must be lifted.

    One with several columns is the sum of all entries of a table; equal entries are added up.
    """
    document, (number, factors) = assumptions.document, record
    a, in_product = document.alphabet, len(factors) > 1 or bool(one)
    entries: dict[kernel.Polynomial, tuple[int, list[Formula]]] = {}
    for entry in zip(*(_table(assumptions, factor, in_product) for factor in factors), strict=True):
        value = reduce(a.multiply, (p for _, p, _ in entry), a.identity("1"))
        count, spelled = entries.get(value, (0, [*(text for _, _, text in entry), *one]))
        entries[value] = (count + (-1) ** sum(minus for minus, _, _ in entry), spelled)
    counted = [(kernel.rational(number) * count, spelled) for count, spelled in entries.values() if count]
    return [(c < 0, _times(abs(c), spelled)) for c, spelled in counted]


def _times(number: Fraction, factors: list[Formula]) -> Formula:
    if number == 1:
        return product(factors)
    return product([fraction(number), *(parenthesised(f) if is_sum(f) else f for f in factors)])


def _table(
    assumptions: Assumptions, factor: Any, in_product: bool
) -> Iterator[tuple[bool, kernel.Polynomial, Formula]]:
    """Yield X' P Y for all columns X and Y of a factor: its sign, its size, and that spelled to stand in a product."""
    a, spelling, (reference, *columns) = assumptions.document.alphabet, assumptions.spelling, factor
    xs = [kernel.read_polynomial(a, column) for column in columns]
    inner = assumptions.document.positive(reference, xs[0].shape[0])
    parted = [(_is_negative(x), a.add((-1 if _is_negative(x) else 1, x))) for x in xs]
    for minus, x in parted:
        for other_minus, y in parted:
            spelled = spelling.product(a.transpose(x), inner, y)
            is_number = (x.shape[1], y.shape[1]) == NUMBER and " " in spelled.text
            wrapped = in_product and (is_number or is_sum(spelled))
            value = a.multiply(a.transpose(x), a.multiply(inner, y))
            yield minus != other_minus, value, parenthesised(spelled) if wrapped else spelled


def _is_negative(p: kernel.Polynomial) -> bool:
    return len(p.terms) == 1 and p.terms[0][1] < 0
