"""Prove or refute a spectral statement: write what the search found as a certificate, and have the kernel check it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from symmaml import kernel
from symmaml.kernel import Document, Polynomial
from symmaml.proof.certificate import proof_certificate, refutation_certificate
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.spectral.one_variable import profile, violation
from symmaml.proof.spectral.reading import Element, Reading, cleared, reading
from symmaml.proof.spectral.search import Point, Search, holds
from symmaml.proof.spectral.term import Term, fraction
from symmaml.proof.squares.positivity import CLOSURE
from symmaml.proof.squares.theory import Theory, definitions
from symmaml.proof.statements.formal import Source, record

DIVISORS = 3  # what is definite may be multiplied with the claim so many times
SCALES = tuple(Fraction(2) ** k for k in (0, -1, 1, -2, 2, -3, 3, -5, 5, -8, 8))  # tried for a letter that scales

Lemma = dict[str, Any]


def prove_spectral(source: Source, witness: Source, seconds: float) -> kernel.Certificate | None:
    """Return a certificate, accepted by the kernel, of an inequality about one matrix and numbers; None if none is found.

    >>> A = {"name": "A", "rows": "n", "cols": "n", "symmetric": True}
    >>> lhs = {"shape": ["n", "n"], "terms": [["1", [], "A^4"], ["1", [], ""]]}
    >>> claim = {"relation": "at-least", "lhs": lhs, "rhs": {"shape": ["n", "n"], "terms": [["2", [], "A^2"]]}}
    >>> point = {"dimensions": {"n": 1}, "values": {"A": [["3"]]}}
    >>> certificate = prove_spectral({"letters": [A], "hypotheses": [], "claim": claim}, point, 5.0)
    >>> kernel.check(certificate).claim
    'I + A A A A >= 2 A A'
    """
    document = Document(source)
    read = reading(document)
    if read is None:
        return None
    goal, scale, inverse = cleared(read, read.goal)
    search = Search(read, goal, _point(read, witness), time.monotonic() + seconds)
    for divisor in _divisors(document, read):
        if time.monotonic() > search.deadline:
            return None
        multiplied = goal
        for index in divisor:
            multiplied *= search.known[index].polynomial
        if divisor and not any(search.alike(multiplied, k.polynomial) for k in read.known):
            continue
        found = search.positive(multiplied)
        if found is not None:
            writer = _Writer(document, read, search, inverse if scale != 1 else read.ring.one)
            try:
                certificate = writer.certificate(source, witness, found, divisor)
                kernel.check(certificate)
            except kernel.CertificateRejected:
                continue
            return certificate
    return None


def refute_spectral(source: Source) -> tuple[kernel.Certificate, kernel.Refutation] | None:
    """Return a counterexample of dimension one to an inequality in one variable, accepted by the kernel, or None."""
    document = Document(source)
    read = reading(document)
    goal = None if read is None else cleared(read, read.goal)[0]
    found = profile(goal, read.known, read.matrix) if read and goal and not goal.is_ground else None
    value = violation(found, read.known) if read and found else None
    if found is None or value is None:
        return None
    names = [str(x) for x in goal.ring.gens]
    for scale in SCALES:
        chosen = {names[place]: scale for place, step in enumerate(found.direction) if step and place != found.place}
        shrunk = scale ** sum(step for place, step in enumerate(found.direction) if place != found.place)
        chosen[names[found.place]] = value / shrunk
        free = [name for name, letter in document.alphabet.letters.items() if not letter.definition]
        values = {name: [[str(chosen.get(name, Fraction(1)))]] for name in free}
        sizes = {d: 1 for letter in document.alphabet.letters.values() for d in letter.shape if d != "1"}
        point = {"dimensions": sizes, "values": values, "direction": [["1"]]}
        certificate = refutation_certificate(source, point)
        try:
            refutation = kernel.check(certificate)
        except kernel.CertificateRejected:
            continue
        if isinstance(refutation, kernel.Refutation):
            return certificate, refutation
    return None


def _point(read: Reading, witness: Source) -> Point | None:
    """Return numbers at which everything known is positive: those of the witness, with an entry of its diagonal."""
    values = {name: rows for name, rows in witness["values"].items() if name in map(str, read.ring.gens)}
    for place in range(len(values[read.matrix]) if read.matrix in values else 1):
        point = {name: Fraction(rows[place % len(rows)][place % len(rows)]) for name, rows in values.items()}
        if holds(read.known, point):
            return point
    return None


def _divisors(document: Document, read: Reading) -> Iterator[tuple[int, ...]]:
    """Yield what to multiply a claim with, by index of what is known: nothing first, then letters that are definite."""
    definite = [i for i, k in enumerate(read.known) if k.reference in document.definite and len(k.polynomial) == 1]
    for size in range(DIVISORS + 1):
        yield from combinations_with_replacement(definite, size)


@dataclass
class _Writer:
    """Writes terms in the kernel's references, and the lemmas that they need."""

    document: Document
    read: Reading
    search: Search
    inverse: Element
    lemmas: list[Lemma] = field(default_factory=list)
    references: dict[tuple[int, ...], str] = field(default_factory=dict)

    def certificate(
        self, source: Source, witness: Source, found: Sequence[Term], divisor: tuple[int, ...]
    ) -> kernel.Certificate:
        """Return a certificate that terms prove the claim, multiplied by what is definite."""
        goal, a = self.document.goal(), self.document.alphabet
        if not divisor:
            evidence = self.evidence(goal, found, self.inverse)
        else:
            doubled = [Term(2 * t.coefficient, t.weights, t.root) for t in found]
            form = self.polynomial(self.read.goal, goal.shape)
            multiplier = self.reference(divisor)
            s = self.known(multiplier)
            target = a.add((1, a.multiply(form, s)), (1, a.multiply(s, form)))
            shown = self.evidence(target, doubled, self.inverse)
            self.lemmas.append({"rule": "positive", "form": record(form), "multiplier": multiplier, **shown})
            one = record(a.identity(goal.shape[0]))
            squares = [["1", [[f"lemma:{len(self.lemmas) - 1}", one]]]]
            evidence = {"terms": self.closing(a.add((1, goal), (-1, form))), "squares": squares}
        return proof_certificate(source, evidence["terms"], evidence["squares"], witness, self.lemmas)

    def evidence(self, goal: Polynomial, found: Iterable[Term], scale: Element) -> dict[str, list[Any]]:
        """Write terms, whose roots are scaled, and the multiples of what is zero that they differ by from a goal."""
        squares, left = [], goal
        a = self.document.alphabet
        for term in found:
            squares.append(self.square(term, scale, goal.shape))
            left = a.add((1, left), (-1, self.value(squares[-1], goal.shape)))
        return {"terms": self.closing(left), "squares": squares}

    def closing(self, left: Polynomial) -> list[Any]:
        """Return terms that prove a polynomial to be zero; an empty list if there are none, which the kernel judges."""
        if not left.terms:
            return []
        limits = Limits(seconds=max(0.1, self.search.deadline - time.monotonic()))
        theory = Theory(self.document, frozenset(definitions(self.document)), limits)
        return theory.equal(left, CLOSURE) or []

    def square(self, term: Term, scale: Element, shape: tuple[str, str]) -> list[Any]:
        """Write a term as the kernel reads it."""
        root = term.root * scale
        for index in term.weights:
            root *= self.search.known[index].scale
        numbers = [index for index in sorted(term.weights) if not self.search.known[index].is_matrix]
        matrices = tuple(index for index in sorted(term.weights) if self.search.known[index].is_matrix)
        one = record(self.document.alphabet.identity("1"))
        factors = [[self.reference((index,)), one] for index in numbers]
        whole = self.polynomial(root, shape)
        factors.append([self.reference(matrices) if matrices else "identity", record(whole)])
        return [str(term.coefficient), factors]

    def value(self, square: list[Any], shape: tuple[str, str]) -> Polynomial:
        """Multiply out a square."""
        a = self.document.alphabet
        coefficient, factors = square
        total = a.identity("1")
        for reference, column in factors:
            x = kernel.read_polynomial(a, column)
            p = a.identity(x.shape[0]) if reference == "identity" else self.known(reference)
            total = a.multiply(total, a.multiply(a.transpose(x), a.multiply(p, x)))
        return a.add((Fraction(coefficient), total))

    def reference(self, indices: tuple[int, ...]) -> str:
        """Return the reference of a product of what is known; of several, or of what was derived, it is a lemma's."""
        if indices not in self.references:
            *others, last = indices
            if others:
                first, second = self.reference(tuple(others)), self.reference((last,))
                lemma: Lemma = {"rule": "product", "of": [first, second], "terms": []}
                product = self.document.alphabet.multiply(self.known(first), self.known(second))
                lemma["terms"] = self.closing(
                    self.document.alphabet.add((1, product), (-1, self.document.alphabet.transpose(product)))
                )
                self.references[indices] = self.learnt(lemma, product)
            elif last in self.search.derived:
                known = self.search.known[last]
                shape = self.document.goal().shape if known.is_matrix else ("1", "1")
                form = self.polynomial(known.polynomial, shape)
                shown = self.evidence(form, self.search.derived[last], self.read.ring.one)
                self.references[indices] = self.learnt({"rule": "positive", "form": record(form), **shown}, form)
            else:
                self.references[indices] = self.search.known[last].reference
        return self.references[indices]

    def learnt(self, lemma: Lemma, form: Polynomial) -> str:
        """Add a lemma, and return its reference."""
        self.lemmas.append(lemma)
        reference = f"lemma:{len(self.lemmas) - 1}"
        self.document.positives[reference] = form
        return reference

    def known(self, reference: str) -> Polynomial:
        """Return what a reference stands for."""
        return self.document.positives[reference]

    def polynomial(self, f: Element, shape: tuple[str, str]) -> Polynomial:
        """Write an element of the ring as a polynomial of the kernel."""
        a, letters = self.document.alphabet, self.document.alphabet.letters
        names = [str(x) for x in self.read.ring.gens]
        one = a.identity(shape[0])
        total: list[tuple[int | Fraction, Polynomial]] = [(0, one)]
        for exponents, coefficient in f.terms():
            product = one
            for name, exponent in zip(names, exponents, strict=True):
                for _ in range(exponent):
                    product = a.multiply(product, a.single(name)) if name in letters else product
            total.append((fraction(coefficient), product))
        return a.add(*total)
