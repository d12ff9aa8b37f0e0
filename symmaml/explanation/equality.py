"""How multiples of what is zero lead from one polynomial to another: as a chain of equations, or as one sum.

Every equation that is shown has been multiplied out by the kernel's arithmetic first; `NotExplained` says if it does
not hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symmaml import kernel
from symmaml.errors import NotExplained
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import NUMBER, degree, is_one, parenthesised, product, signed

MOST_STEPS, MOST_MULTIPLES, MOST_TERMS = 10, 30, 12  # of a chain that a person wants to read


@dataclass(frozen=True)
class Multiple:
    """A term of a certificate, which is zero: `coefficient * outer * (left [reference] right)`, multiplied out."""

    coefficient: Fraction
    outer: kernel.Polynomial
    left: kernel.Polynomial
    reference: str
    right: kernel.Polynomial
    value: kernel.Polynomial
    lifted: bool = False  # a number, which stands for its multiple of the identity

    @property
    def source(self) -> str:
        """The reference, whether transposed or not."""
        return self.reference.removesuffix("'")


def multiples(document: kernel.Document, records: Sequence[Any], shape: kernel.Shape) -> list[Multiple]:
    """Return the terms of a proof, multiplied out by the kernel; a number is lifted to the identity of the goal."""
    a = document.alphabet
    found = []
    for term, (coefficient, value) in zip(records, document.multiples(records), strict=True):
        _, scalars, word, left, reference, right = term
        is_number = value.shape != shape
        whole = a.add((coefficient, a.multiply(value, a.identity(shape[0])) if is_number else value))
        parts = kernel.read_monomial(a, scalars, word), kernel.read_word(a, left), kernel.read_word(a, right)
        found.append(Multiple(coefficient, parts[0], parts[1], reference, parts[2], whole, is_number))
    return found


class Equalities:
    """Explains that two polynomials are equal because their difference is a sum of multiples of what is zero."""

    def __init__(self, assumptions: Assumptions) -> None:
        self.assumptions, self.spelling = assumptions, assumptions.spelling
        self.alphabet = assumptions.document.alphabet

    def steps(
        self,
        start: kernel.Polynomial,
        end: kernel.Polynomial,
        terms: Sequence[Multiple],
        begin: Words = (),
        name: Formula | None = None,
    ) -> Iterator[ExplanationStep]:
        """Yield steps from start to end; `begin` introduces a start that has a `name`."""
        self.require_equal(start, self.alphabet.add((1, end), *((1, term.value) for term in terms)))
        spelled = self.spelling.polynomial(start)
        left = name or spelled
        named = () if left == spelled else (Line(left, EQUALS, spelled),)
        if not terms and name:
            yield ExplanationStep(begin, named) if named else ExplanationStep(("Multiply out, and compare.",))
            return
        if not terms:
            words: Words = ("Multiplied out, both sides are the same:",)
            yield ExplanationStep(words, (Line(left, EQUALS, self.spelling.polynomial(end)),))
            return
        groups = self.chain(start, terms) if len(terms) <= MOST_MULTIPLES else None
        if groups is None:
            yield from self.as_sum(start, end, terms)
            return
        if named:
            yield ExplanationStep(begin, named)
        yield from self.as_chain(start, end, groups, left, bool(named))

    def require_equal(self, left: kernel.Polynomial, right: kernel.Polynomial) -> None:
        """Raise `NotExplained` unless two polynomials are the same."""
        if self.alphabet.add((1, left), (-1, right)).terms:
            raise NotExplained(f"{kernel.brief(left)} = {kernel.brief(right)} does not follow from the certificate")

    # --- a chain of equations

    def chain(self, start: kernel.Polynomial, terms: Sequence[Multiple]) -> list[list[Multiple]] | None:
        """Order multiples so that the lines between stay short, those of one relation together; None if they do not."""
        groups: list[list[Multiple]] = []
        current, waiting = start, list(terms)
        while waiting:
            last = groups[-1][0].reference if groups else ""
            choices = [(self.alphabet.add((1, current), (-1, term.value)), term) for term in waiting]
            current, chosen = min(choices, key=lambda choice: (*_size(choice[0]), choice[1].reference != last))
            waiting = [term for term in waiting if term is not chosen]
            if chosen.reference == last:
                groups[-1].append(chosen)
            else:
                groups.append([chosen])
            if len(groups) > MOST_STEPS or len(current.terms) > MOST_TERMS:
                return None
        return groups

    def as_chain(
        self,
        start: kernel.Polynomial,
        end: kernel.Polynomial,
        groups: Sequence[Sequence[Multiple]],
        left: Formula,
        continues: bool,
    ) -> Iterator[ExplanationStep]:
        """Yield one step for each group: by what, where, and what this gives."""
        current, order = start, self.spelling.ordered(start)
        for group in groups:
            following = self.alphabet.add((1, current), *((-1, term.value) for term in group))
            order = replaced(order, [m for m, _ in following.terms])
            words: Words = (
                "By ",
                *self.assumptions.reference(group[0].reference),
                *self.places(group),
                ":",
            )
            line = Line(left, EQUALS, self.spelling.polynomial(following, order), continues)
            yield ExplanationStep(words, (line,))
            current, left, continues = following, line.right, True
        self.require_equal(current, end)

    def places(self, group: Sequence[Multiple]) -> Words:
        """Say where a relation is applied: between what it stands."""
        if len(group) > 3:
            return (f" (in {len(group)} places)",)
        places = [self.around(term) for term in group]
        return (", ", *joined(places, ", and ")) if len(group) > 1 or places[0] != ("as it stands",) else ()

    def around(self, term: Multiple) -> Words:
        """Say what multiplies a relation."""
        parts: list[Words] = []
        if not is_one(term.left):
            parts.append(("with ", self.spelling.polynomial(term.left), " on its left"))
        if not is_one(term.right):
            parts.append(("with ", self.spelling.polynomial(term.right), " on its right"))
        if not is_one(term.outer):
            parts.append(("times ", self.spelling.polynomial(term.outer)))
        return joined(parts, " and ") or ("as it stands",)

    # --- one sum

    def as_sum(
        self, start: kernel.Polynomial, end: kernel.Polynomial, terms: Sequence[Multiple]
    ) -> Iterator[ExplanationStep]:
        """Yield what is zero, by name, and then the difference as a sum of multiples of it, relation by relation."""
        sources = list(dict.fromkeys(term.source for term in terms))
        names = {source: self.spelling.letter(self.spelling.fresh(f"E{i}")) for i, source in enumerate(sources, 1)}
        zeros = self.assumptions.document.zeros
        for source, name in names.items():
            line = Line(name, EQUALS, self.spelling.polynomial(zeros[source]))
            yield ExplanationStep(("Zero by ", *self.assumptions.reference(source), ":"), (line,))
        left = self.spelling.polynomial(self.alphabet.add((1, start), (-1, end)))
        written = [self.written(group, names[source]) for source in sources for group in self.together(source, terms)]
        words: Words = ("The difference of both sides is a sum of multiples of these: multiply out, and compare.",)
        yield ExplanationStep(words, (Line(left, EQUALS, signed(written)),))

    def together(self, source: str, terms: Sequence[Multiple]) -> list[Multiple]:
        """Add up the multiples of a relation that have the same right factor."""
        found: dict[tuple[object, ...], Multiple] = {}
        for term in terms:
            if term.source == source:
                left = self.alphabet.multiply(term.outer, term.left) if term.outer.shape == NUMBER else term.left
                outer = self.alphabet.identity("1") if term.outer.shape == NUMBER else term.outer
                key = (term.reference, term.right, left.shape, outer, outer.shape == NUMBER or left)
                known = found.get(key)
                before = ((1, known.left), (1, known.value)) if known else ()
                total = self.alphabet.combine(left.shape, [*before[:1], (term.coefficient, left)])
                value = self.alphabet.combine(term.value.shape, [*before[1:], (1, term.value)])
                found[key] = Multiple(Fraction(1), outer, total, term.reference, term.right, value, term.lifted)
        return list(found.values())

    def written(self, term: Multiple, name: Formula) -> tuple[bool, Formula]:
        """Spell a multiple of a relation that has a name, and whether it is subtracted."""
        primed = Formula(f"{name.text}'", rf"{name.latex}^{{\top}}") if term.reference.endswith("'") else name
        negative = len(term.left.terms) == 1 and term.left.terms[0][1] < 0
        left = self.alphabet.add((-1 if negative else 1, term.left))
        before = [] if is_one(left) else [self.spelling.factor(left)]
        after = [] if is_one(term.right) else [self.spelling.factor(term.right)]
        one = [self.spelling.one] if term.lifted else []
        inner = product([*before, primed, *after, *one])
        if is_one(term.outer):
            return negative, inner
        return negative, product([self.spelling.factor(term.outer), parenthesised(inner) if before or after else inner])


def replaced(order: Sequence[kernel.Monomial], following: Sequence[kernel.Monomial]) -> list[kernel.Monomial]:
    """Return the monomials that follow: those that stay keep their places, new ones stand where others went."""
    new = [m for m in following if m not in set(order)]
    kept = set(following)
    gone = next((i for i, m in enumerate(order) if m not in kept), len(order))
    return [m for m in order[:gone] if m in kept] + new + [m for m in order[gone:] if m in kept]


def _size(p: kernel.Polynomial) -> tuple[int, int]:
    return len(p.terms), sum(degree(m) for m, _ in p.terms)
