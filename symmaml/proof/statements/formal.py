"""Write a question as the kernel reads it: letters, hypotheses and a claim between polynomials.

Every inverse becomes a letter of its own, declared by what it inverts; equal inverses share a letter. A letter is
declared
symmetric when its definition equals its transpose. The kernel checks all of this again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Declared, Question, Relation

Source = dict[str, Any]

SIGNS = ("positive", "nonnegative")


def formal(question: Question) -> Source:
    """Return the letters, hypotheses and claim of a certificate for `question`."""
    question = _with_symmetric_letters(question)
    writer = _Writer(question, _mentioned(question, (*question.hypotheses, question.claim)))
    hypotheses = [writer.relation(hypothesis) for hypothesis in question.hypotheses]
    hypotheses += [s for h in question.hypotheses for s in writer.symmetry(h)]
    claim = writer.relation(question.claim)
    if question.claim.kind == "gradient":
        is_bound = question.claim.variable in _mentioned(question, question.hypotheses)
        claim = writer.partial_gradient(question.claim) if is_bound else writer.free_gradient(claim)
    return writer.source(hypotheses, claim)


def _with_symmetric_letters(question: Question) -> Question:
    """Declare a letter symmetric if a hypothesis says that it is positive: what is positive is symmetric."""
    positive = {h.lhs for h in question.hypotheses if h.kind in SIGNS and isinstance(h.rhs, tree.Zero | tree.Identity)}
    names = {node.name for node in positive if isinstance(node, tree.Name)} - {name for name, _ in question.definitions}
    letters = (replace(x, symmetric=True) if x.name in names else x for x in question.letters)
    return replace(question, letters=tuple(letters))


def _mentioned(question: Question, relations: Iterable[Relation]) -> frozenset[str]:
    """Return the letters that relations mention, directly or through definitions."""
    definitions = dict(question.definitions)
    waiting = [name for r in relations for side in (r.lhs, r.rhs) for name in (*tree.names(side), r.variable)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += tree.names(definitions[name]) if name in definitions else ()
    return frozenset(found)


def record(polynomial: kernel.Polynomial) -> Source:
    """Write a polynomial as the kernel reads it."""
    terms = [[str(c), [_spell(scalar) for scalar in scalars], _spell(word)] for (scalars, word), c in polynomial.terms]
    return {"shape": list(polynomial.shape), "terms": terms}


def _spell(word: kernel.Word) -> str:
    """Spell a word, repeated letters as powers."""
    runs: list[tuple[str, int]] = []
    for letter in word:
        if runs and runs[-1][0] == letter:
            runs[-1] = (letter, runs[-1][1] + 1)
        else:
            runs.append((letter, 1))
    return " ".join(letter if power == 1 else f"{letter}^{power}" for letter, power in runs)


class _Writer:
    """Declares letters in an order in which definitions only look back."""

    def __init__(self, question: Question, needed: frozenset[str]) -> None:
        # What is written is spelled out: were A' written as A, nobody could see that a claim needs A to be symmetric.
        # What the kernel could not multiply out in its time, nobody waits for here.
        budget = kernel.Budget(kernel.MAX_STEPS)
        self.alphabet, self.assumed = kernel.Alphabet(budget), kernel.Alphabet(budget)
        self.letters: list[Source] = []
        self.related: list[kernel.Polynomial] = []  # the sides of hypotheses and claim
        self.inverses: dict[kernel.Polynomial, str] = {}
        self.polynomials: dict[tree.Node, kernel.Polynomial] = {}
        self.reserved = {letter.name for letter in question.letters}
        definitions = dict(question.definitions)
        for letter in question.letters:
            if letter.name in needed:
                self.given(letter, definitions.get(letter.name))

    def given(self, letter: Declared, definition: tree.Node | None) -> None:
        letter_record: Source = {"name": letter.name, "rows": letter.shape[0], "cols": letter.shape[1]}
        if letter.symmetric:
            letter_record["symmetric"] = True
        if letter.sign:
            letter_record["sign"] = letter.sign
        if definition is not None:
            polynomial = self.polynomial(definition)
            letter_record["equals"] = record(polynomial)
            is_symmetric = self.is_symmetric(polynomial)
            if is_symmetric:
                letter_record["symmetric"] = True
            if letter.symmetric and not is_symmetric:
                raise InvalidStatement(
                    f"{letter.name} is declared symmetric, but its definition {kernel.show(polynomial)} "
                    f"is not its own transpose; declare it with matrix({letter.name!r})"
                )
        self.declare(letter_record)

    def declare(self, letter: Source) -> None:
        kernel.read_letter(self.alphabet, {key: x for key, x in letter.items() if key not in ("symmetric", "sign")})
        kernel.read_letter(self.assumed, letter)
        self.letters.append(letter)

    def under_assumptions(self, polynomial: kernel.Polynomial) -> kernel.Polynomial:
        """Return the normal form of a polynomial when symmetric letters equal their transposes."""
        a, one = self.assumed, self.assumed.identity("1")
        parts = (
            (c, a.multiply(reduce(a.multiply, map(a.word, scalars), one), a.word(word, polynomial.shape[0])))
            for (scalars, word), c in polynomial.terms
        )
        return a.combine(polynomial.shape, parts)

    def is_symmetric(self, polynomial: kernel.Polynomial) -> bool:
        """Whether a polynomial equals its transpose when symmetric letters do."""
        normal = self.under_assumptions(polynomial)
        return normal == self.assumed.transpose(normal)

    def relation(self, relation: Relation) -> Source:
        lhs, rhs = self.polynomial(relation.lhs), self.polynomial(relation.rhs)
        self.related += [lhs, rhs]
        written = {"relation": relation.kind, "lhs": record(lhs), "rhs": record(rhs)}
        return {**written, "variable": relation.variable} if relation.variable else written

    def symmetry(self, relation: Relation) -> Iterator[Source]:
        """Yield that what a hypothesis says is positive is its own transpose, if that is not seen in how it is written.

        It is what the hypothesis says: the statement stays the same.
        """
        if relation.kind in SIGNS:
            a, sides = self.assumed, (self.polynomial(relation.lhs), self.polynomial(relation.rhs))
            gap = self.under_assumptions(a.add((1, sides[0]), (-1, sides[1])))
            if gap != a.transpose(gap):
                yield {"relation": "equal", "lhs": record(gap), "rhs": record(a.transpose(gap))}

    def source(self, hypotheses: list[Source], claim: Source) -> Source:
        """Return the statement; an inverse written but cancelled stays as a hypothesis, `inverse * letter = I`."""
        written: Source = {"letters": self.letters, "hypotheses": hypotheses, "claim": claim}
        a, mentioned = self.assumed, self.mentioned()
        for inside, name in self.inverses.items():
            if name not in mentioned:
                exists = {"lhs": record(a.multiply(a.single(name), inside)), "rhs": record(a.identity(inside.shape[0]))}
                hypotheses.append({"relation": "equal", **exists})
        return written

    def mentioned(self) -> set[str]:
        """Return the letters that the hypotheses and the claim are left with, directly or through definitions."""
        found: set[str] = set()
        waiting = [name for polynomial in self.related for name in kernel.occurring(polynomial)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                definition = self.alphabet.letters[name].definition
                waiting += kernel.occurring(definition) if definition else ()
        return found

    def free_gradient(self, claim: Source) -> Source:
        """Declare the increment that the kernel differentiates along."""
        variable = self.alphabet.letters[claim["variable"]]
        self.declare({"name": "@" + variable.name, "rows": variable.shape[0], "cols": variable.shape[1]})
        return claim

    def partial_gradient(self, claim: Relation) -> Source:
        """State a gradient at points where hypotheses bind the variable: all other letters are held constant.

        The claim becomes that the linear part in an increment h, written out, is h^T times the gradient.
        """
        a, variable = self.alphabet, self.alphabet.letters[claim.variable]
        name = next(n for n in ("h", *(f"h{i}" for i in range(1, len(self.reserved) + 2))) if n not in self.reserved)
        self.declare({"name": name, "rows": variable.shape[0], "cols": variable.shape[1]})
        change = a.differential(self.polynomial(claim.lhs), variable.name, name)
        linear = a.multiply(a.transpose(a.single(name)), self.polynomial(claim.rhs))
        self.related[-2:] = [change, linear]  # in place of the sides of the gradient
        return {"relation": "equal", "lhs": record(change), "rhs": record(linear)}

    def polynomial(self, node: tree.Node) -> kernel.Polynomial:
        """Expand a tree; shared subtrees once."""
        if node not in self.polynomials:
            self.polynomials[node] = self.expand(node)
        return self.polynomials[node]

    def expand(self, node: tree.Node) -> kernel.Polynomial:
        a = self.alphabet
        match node:
            case tree.Name(name=name):
                if name not in a.letters:
                    raise InvalidStatement(f"{name} is not declared; is a dimension used as a number?")
                return a.single(name)
            case tree.Number(value=value):
                return a.polynomial(node.shape, [(((), ()), value)])
            case tree.Identity():
                return a.identity(node.shape[0])
            case tree.Zero():
                return a.polynomial(node.shape, ())
            case tree.Sum(parts=parts):
                return a.add(*((1, self.polynomial(part)) for part in parts))
            case tree.Product(left=left, right=right):
                return a.multiply(self.polynomial(left), self.polynomial(right))
            case tree.Transpose(inside=inside):
                return a.transpose(self.polynomial(inside))
            case tree.Inverse(inside=inside):
                return self.inverse(self.polynomial(inside))
            case tree.Power(inside=inside, exponent=exponent):
                total = a.identity(node.shape[0])
                for _ in range(exponent):
                    total = a.multiply(total, self.polynomial(inside))
                return total
        raise InvalidStatement(f"{type(node).__name__} is not understood")

    def inverse(self, inside: kernel.Polynomial) -> kernel.Polynomial:
        """Return the inverse: of a number at once, of an inverse by undoing it, else a letter of its own."""
        a, normal = self.alphabet, self.under_assumptions(inside)
        if not normal.terms:
            raise InvalidStatement("an expression that is identically zero is inverted")
        (monomial, coefficient), *others = normal.terms
        if not others and monomial == ((), ()):
            return a.polynomial(inside.shape, [(monomial, 1 / coefficient)])
        monic = self.assumed.add((1 / coefficient, normal))
        name = next((name for known, name in self.inverses.items() if known == monic), None)
        if name is None:
            name = self.inverse_name(monic)
            self.inverses[monic] = name
            symmetric = self.is_symmetric(monic)
            letter: Source = {
                "name": name,
                "rows": inside.shape[0],
                "cols": inside.shape[1],
                "inverse_of": record(a.add((1 / coefficient, inside))),
            }
            self.declare({**letter, "symmetric": True} if symmetric else letter)
        return a.add((1 / coefficient, a.single(name)))

    def inverse_name(self, inside: kernel.Polynomial) -> str:
        """Name the inverse of a single letter after it, others by number."""
        scalars, word = inside.terms[0][0]
        single = word if not scalars else scalars[0] if len(scalars) == 1 and not word else ()
        stem = f"{single[0]}_inverse" if len(inside.terms) == 1 and len(single) == 1 else ""
        if not re.fullmatch(kernel.NAME, stem):  # of a transpose, or too long
            stem = ""
        numbered = (f"inverse_{i}" for i in range(1, len(self.inverses) + len(self.reserved) + 2))
        name = next(name for name in (stem, *numbered) if name and name not in self.reserved)
        self.reserved.add(name)
        return name
