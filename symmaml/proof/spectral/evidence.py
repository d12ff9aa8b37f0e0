"""Write what the search found as a certificate: terms become squares, what was derived or multiplied becomes lemmas."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symmaml import kernel
from symmaml.kernel import Document, Polynomial
from symmaml.proof.certificate import proof_certificate
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.spectral.reading import Element, Reading
from symmaml.proof.spectral.search import Search
from symmaml.proof.spectral.term import Term, fraction
from symmaml.proof.squares.positivity import CLOSURE
from symmaml.proof.squares.theory import Theory, definitions
from symmaml.proof.statements.formal import Source, record

Lemma = dict[str, Any]


@dataclass
class Writer:
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
