"""Equalities that follow by a lemma of the kernel: an inverse that exists, its other side, a square that is zero.

Each lemma adds one more thing that is zero; then the goal is rewritten as before. Nothing here is trusted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations, product as pairs
from typing import Any

from symmaml import kernel
from symmaml.kernel import Polynomial, Word
from symmaml.proof.certificate import proof_certificate
from symmaml.proof.equality.prove import relations, spelled
from symmaml.proof.equality.rewriting import Context, Limits, OutOfTime, Rewriting
from symmaml.proof.squares.positivity import prove_at_least
from symmaml.proof.statements.formal import Source, record

Lemma = dict[str, Any]
NUMBER = ("1", "1")
Terms = list[list[Any]]
Evidence = dict[str, Any]
WORDS = 16  # whose differences are squared
CONSEQUENCES = 40  # rules that may be added to show the premise of one lemma


def prove_by_lemmas(
    source: Source, witness: Source, limits: Limits, thorough: bool = True
) -> kernel.Certificate | None:
    """Return a certificate, accepted by the kernel, that the goal of `source` is zero by way of lemmas, or None.

    Unless it is `thorough`, the search stops where consequences of overlapping rules would have to be sought.
    """
    with suppress(OutOfTime, kernel.CertificateRejected):
        learner = _Learner(source, witness, limits)
        learner.invert_numbers()
        learner.turn_inverses()
        learner.split_squares()
        learner.empty_squares()
        terms = learner.shown(learner.goal, limits.rules if thorough else CONSEQUENCES) if learner.lemmas else None
        if terms is None and (learner.square_goal(thorough) or (thorough and learner.find_square())):
            terms = learner.shown(learner.goal)
        if terms is not None:
            certificate = learner.certificate(terms)
            kernel.check(certificate)
            return certificate
    return None


@dataclass(frozen=True)
class _Unit:
    """A word, and a word times a number that is its inverse."""

    word: Word
    inverse: Word
    factor: Fraction


class _Learner:
    """Collects lemmas, and rewrites by all that is known."""

    def __init__(self, source: Source, witness: Source, limits: Limits) -> None:
        self.source, self.witness = source, witness
        self.limits, self.deadline = limits, time.monotonic() + limits.seconds
        self.document = kernel.Document(source)
        self.alphabet, self.goal = self.document.alphabet, self.document.goal()
        self.zeros = list(relations(self.document))
        self.lemmas: list[Lemma] = []
        self.rewriting = self.rewriter()

    def rewriter(self) -> Rewriting:
        """Return rewriting by all that is known to be zero."""
        rewriting = Rewriting(self.alphabet, {}, self.limits)
        rewriting.deadline = self.deadline
        for reference, polynomial in self.zeros:
            rewriting.add_rule(dict(polynomial.terms), [(Fraction(1), Context(), reference)])
        return rewriting

    def shown(self, polynomial: Polynomial, rules: int = CONSEQUENCES) -> Terms | None:
        """Return terms that show a polynomial to be zero, if the rules do, or a few more."""
        self.rewriting.limits = Limits(rules=len(self.rewriting.rules) + rules)
        found = self.rewriting.complete(dict(polynomial.terms), completing=rules > 0).multiples
        return None if found is None else [spelled(multiple) for multiple in found]

    def learn(self, lemma: Lemma, zero: Polynomial | None = None) -> None:
        """Keep a lemma, and what it says is zero; the kernel's own rule checks it."""
        reference = f"lemma:{len(self.lemmas)}"
        self.document.learn(reference, lemma)
        self.lemmas.append(lemma)
        if zero is None and "letter" in lemma:
            letter = self.alphabet.letters[lemma["letter"]["name"]]
            self.zeros += self.document.defining(letter).items()
        elif zero is not None:
            transposed = self.alphabet.transpose(zero)
            self.zeros.append((reference, zero))
            self.zeros += [] if transposed == zero else [(reference + "'", transposed)]
        self.rewriting = self.rewriter()

    # -- inverses of numbers -----------------------------------------------------------------------------------------

    def invert_numbers(self) -> None:
        """A number that is not zero by hypothesis has an inverse."""
        inverted = [letter.inverse_of for letter in self.alphabet.letters.values() if letter.inverse_of]
        for index, hypothesis in enumerate(self.document.hypotheses):
            if hypothesis.kind == "nonzero":
                number = self.alphabet.add((1, hypothesis.lhs), (-1, hypothesis.rhs))
                if number not in inverted:
                    name = next(n for n in _names("reciprocal") if n not in self.alphabet.letters)
                    letter = {"name": name, "rows": "1", "cols": "1", "inverse_of": record(number)}
                    self.learn({"rule": "inverse", "letter": letter, "of": f"hypothesis:{index}"})

    # -- one-sided inverses ------------------------------------------------------------------------------------------

    def turn_inverses(self) -> None:
        """What is inverse to a square matrix on one side is so on the other."""
        for left, right in list(self.inverse_pairs()):
            a = self.alphabet
            other = a.add((1, a.multiply(right, left)), (-1, a.identity(left.shape[0])))
            if self.shown(other, 0) is None:
                product = a.add((1, a.multiply(left, right)), (-1, a.identity(left.shape[0])))
                terms = self.shown(product)
                if terms is not None:
                    sides = {"left": record(left), "right": record(right)}
                    self.learn({"rule": "other-side", **sides, "terms": terms}, other)

    def inverse_pairs(self) -> Iterator[tuple[Polynomial, Polynomial]]:
        """Yield pairs of square matrices whose product, by what is assumed, seems to be the identity."""
        a, stated = self.alphabet, [p for reference, p in self.zeros if not reference.endswith("'")]
        units = [unit for p in stated for unit in self.units(p)]
        for p in stated:
            yield from self.factorings(p)
            words = self.two_words(p)
            if words:
                (word, other), ratio = words
                wholes = [(word, ratio)] if not other else []
                wholes += [(u.inverse + word, ratio * u.factor) for u in units if u.word == other]
                for whole, factor in wholes:
                    for cut in range(1, len(whole)):
                        left, right = a.word(whole[:cut]), a.word(whole[cut:])
                        if left.shape == right.shape and left.shape[0] == left.shape[1]:
                            yield a.add((factor, left)), right

    def two_words(self, p: Polynomial) -> tuple[tuple[Word, Word], Fraction] | None:
        """Return words v, w and a number c with c v = w, where p = 0 says no more than that; the longer word first."""
        if len(p.terms) != 2 or p.shape[0] != p.shape[1] or any(scalars for (scalars, _), _ in p.terms):
            return None
        ((_, w), d), ((_, v), c) = sorted(p.terms, key=lambda term: len(term[0][1]))
        return (v, w), -c / d

    def units(self, p: Polynomial) -> Iterator[_Unit]:
        """Yield words whose inverse is read off an equation such as J J = -I: c v = I."""
        words = self.two_words(p)
        if words and not words[0][1]:
            (word, _), ratio = words
            for cut in range(1, len(word)):
                yield _Unit(word[cut:], word[:cut], ratio)

    def factorings(self, p: Polynomial) -> Iterator[tuple[Polynomial, Polynomial]]:
        """Yield (X + b) / k and Y + a if X Y + a X + b Y + e = 0 and k = a b - e is not zero."""
        coefficients = {word: c for (scalars, word), c in p.terms if not scalars}
        longest = max(coefficients, key=len, default=())
        if len(longest) != 2 or len(coefficients) != len(p.terms) or p.shape[0] != p.shape[1]:
            return
        lead, (first, second) = coefficients[longest], longest
        x, y, one = (self.alphabet.word(word, p.shape[0]) for word in ((first,), (second,), ()))
        if set(coefficients) <= {longest, (first,), (second,), ()} and x.shape == y.shape and first != second:
            a, b, e = (coefficients.get(word, Fraction(0)) / lead for word in ((first,), (second,), ()))
            k = a * b - e
            if k and (a or b):
                yield self.alphabet.add((1 / k, x), (b / k, one)), self.alphabet.add((1, y), (a, one))

    # -- squares that are zero ---------------------------------------------------------------------------------------

    def metrics(self, dimension: str) -> Iterator[tuple[str, Polynomial]]:
        """Yield what is positive definite in a dimension: what a hypothesis says to be so is most likely of use."""
        for reference, p in reversed(self.document.positives.items()):
            if reference in self.document.definite and p.shape[0] == dimension:
                yield reference, p
        yield "identity", self.alphabet.identity(dimension)

    def split_squares(self) -> None:
        """Squares X' P X that add up to zero are zero each."""
        for _, p in list(self.zeros):
            squares = [(c, found) for (scalars, word), c in p.terms for found in self.halves(word) if not scalars]
            if len(squares) == len(p.terms) and len({c > 0 for c, _ in squares}) == 1:
                for index, (c, (reference, x)) in enumerate(squares):
                    others = [[str(d / c), [[r, record(y)]]] for j, (d, (r, y)) in enumerate(squares) if j != index]
                    a, one = self.alphabet, a_term(self.zeros, p, -1 / c)
                    if self.shown(x, 0) is None and x.shape[1] == p.shape[1]:
                        evidence = {"terms": [one], "squares": others}
                        self.learn({"rule": "zero", "of": reference, "factor": record(a.add((1, x))), **evidence}, x)

    def halves(self, word: Word) -> Iterator[tuple[str, Polynomial]]:
        """Yield the one way to write a word as X' P X with a definite P, if there is one."""
        a = self.alphabet
        for cut in range((len(word) + 1) // 2, len(word)):  # the halves do not overlap
            x = word[cut:]
            if x and word[: len(x)] == a.flipped(x):
                middle = a.word(word[len(x) : cut], a.shapes[x[0]][0])
                for reference, p in self.metrics(middle.shape[0]):
                    if p == middle:
                        yield reference, a.word(x)
                        return

    def square_goal(self, thorough: bool) -> bool:
        """Learn that the goal G is zero because -G' P G is positive, for a definite P; or that G' is.

        Whatever rewrites to zero comes before what takes a search.
        """
        goals = tuple(dict.fromkeys((self.goal, self.alphabet.transpose(self.goal))))
        tries = [(factor, reference, p, factor) for factor in goals for reference, p in self.metrics(factor.shape[0])]
        tries += [quotient for goal in goals for quotient in self.quotients(goal)]
        shows = (self.without_search, self.positive, self.equality)
        for show in shows if thorough else shows[:1]:
            if any(self.learn_zero(reference, p, factor, zero, show) for factor, reference, p, zero in tries):
                return True
        return False

    def quotients(self, goal: Polynomial) -> Iterator[tuple[Polynomial, str, Polynomial, Polynomial]]:
        """Yield X, semidefinite P, and P X, where that is the goal up to its sign."""
        a = self.alphabet
        for reference, p in self.document.positives.items():
            if p.shape != NUMBER and reference not in self.document.definite:
                for x in chain([a.identity(p.shape[1])], self.factors_beside(p)):
                    product = a.multiply(p, x)
                    if goal in (product, a.add((-1, product))):
                        yield x, reference, p, product

    def without_search(self, square: Polynomial) -> Evidence | None:
        """Return terms that a polynomial consists of, if it rewrites to zero."""
        return self.equality(square, 0)

    def equality(self, square: Polynomial, rules: int = CONSEQUENCES) -> Evidence | None:
        """Return terms that a polynomial consists of."""
        terms = self.shown(square, rules)
        return None if terms is None else {"terms": terms, "squares": []}

    def empty_squares(self) -> None:
        """Where X' P X is zero and P semidefinite, P X is zero."""
        a = self.alphabet
        for reference, p in self.document.positives.items():
            is_matrix = p.shape != NUMBER and reference not in self.document.definite
            for x in self.factors_beside(p) if is_matrix else ():
                product = a.multiply(p, x)
                if self.shown(product, 0) is None:
                    self.learn_zero(reference, p, x, product, self.without_search)

    def find_square(self) -> bool:
        """Learn that the goal is zero because another square is zero, or because its own commutes with something."""
        before = len(self.lemmas)
        self.empty_differences()
        is_zero = len(self.lemmas) > before and (self.shown(self.goal) is not None or self.square_goal(thorough=False))
        return is_zero or any(self.commute_square(goal) for goal in (self.goal, self.alphabet.transpose(self.goal)))

    def commute_square(self, goal: Polynomial) -> bool:
        """Learn that the goal G is zero because G' P G + G' G Q is, and the second product is positive as the first.

        So it is for P G + G Q = 0 with definite P and Q: then G' G and Q commute.
        """
        a, square = self.alphabet, a_square(self.alphabet, goal)
        sides = [list(self.metrics(dimension)) for dimension in goal.shape]
        for (first, p), (second, q) in pairs(*sides):
            if second != "identity":
                both = a.add((1, a.multiply(a.transpose(goal), a.multiply(p, goal))), (1, a.multiply(square, q)))
                terms = self.shown(a.add((-1, both)), 0)
                commutator = self.shown(a.add((1, a.multiply(square, q)), (-1, a.multiply(q, square))), 0)
                if terms is not None and commutator is not None:
                    one = record(a.identity(q.shape[0]))
                    evidence = {"terms": [], "squares": [["1", [["identity", record(goal)]]]]}
                    self.learn({"rule": "positive", "form": record(square), **evidence})
                    self.learn(
                        {"rule": "product", "of": [f"lemma:{len(self.lemmas) - 1}", second], "terms": commutator}
                    )
                    found = {"terms": terms, "squares": [["1", [[f"lemma:{len(self.lemmas) - 1}", one]]]]}
                    self.learn({"rule": "zero", "of": first, "factor": record(goal), **found}, goal)
                    return True
        return False

    def empty_differences(self) -> None:
        """Learn which words, and differences of words, of what is zero have squares that are."""
        a = self.alphabet
        words = {word for _, p in self.zeros for (_, word), _ in p.terms}
        parts = {word[i:j] for word in words for i in range(len(word)) for j in range(i + 1, len(word) + 1)}
        few = [a.word(part) for part in sorted(parts, key=lambda part: (len(part), part))[:WORDS]]
        differences = (a.add((1, x), (-1, y)) for x, y in combinations(few, 2) if x.shape == y.shape)
        for x in chain(few, differences):
            if self.shown(x, 0) is None:
                for reference, p in self.metrics(x.shape[0]):
                    if self.learn_zero(reference, p, x, x, self.without_search):
                        break

    def factors_beside(self, p: Polynomial) -> Iterator[Polynomial]:
        """Yield the words that end what is zero and that a matrix could be applied to."""
        words = {w for _, q in self.zeros for (scalars, word), _ in q.terms for w in (*scalars, word)}
        ends = {word[cut:] for word in words for cut in range(len(word))}
        yield from (self.alphabet.word(end) for end in sorted(ends) if self.alphabet.shapes[end[0]][0] == p.shape[1])

    def learn_zero(
        self, reference: str, p: Polynomial, factor: Polynomial, zero: Polynomial, show: Callable[..., Evidence | None]
    ) -> bool:
        """Learn that something is zero if -X' P X is shown to be zero or positive; return whether it is."""
        a = self.alphabet
        evidence = show(a.add((-1, a.multiply(a.transpose(factor), a.multiply(p, factor)))))
        if evidence is not None:
            self.learn({"rule": "zero", "of": reference, "factor": record(factor), **evidence}, zero)
        return evidence is not None

    def positive(self, square: Polynomial) -> Evidence | None:
        """Return terms and squares that a polynomial consists of, by what the statement alone says."""
        nothing = record(self.alphabet.add((0, square)))
        claim = {"relation": "at-least", "lhs": record(square), "rhs": nothing}
        left = max(0.05, (self.deadline - time.monotonic()) / 2)
        certificate, _ = prove_at_least({**self.source, "claim": claim}, self.witness, Limits(seconds=left))
        found = json.loads(certificate.text) if certificate else {"lemmas": [None]}
        return None if found.get("lemmas") else {"terms": found["terms"], "squares": found["squares"]}

    # -- the certificate ---------------------------------------------------------------------------------------------

    def certificate(self, terms: Terms) -> kernel.Certificate:
        """Write a certificate with those lemmas that the terms use, directly or through others."""
        kept: list[int] = []
        for index in reversed(range(len(self.lemmas))):
            later = [terms, *(self.lemmas[i] for i in kept)]
            if any(name in json.dumps(later) for name in _mentions(index, self.lemmas[index])):
                kept.insert(0, index)
        numbers = {
            f'"lemma:{old}{prime}"': f'"lemma:{new}{prime}"' for new, old in enumerate(kept) for prime in ("", "'")
        }
        text = json.dumps([terms, [self.lemmas[i] for i in kept]])
        for old, new in numbers.items():
            text = text.replace(old, new)
        renamed, lemmas = json.loads(text)
        return proof_certificate(self.source, renamed, (), self.witness, lemmas)


def a_term(zeros: list[tuple[str, Polynomial]], p: Polynomial, coefficient: Fraction) -> list[Any]:
    """Spell a multiple of one thing that is zero."""
    reference = next(name for name, polynomial in zeros if polynomial == p)
    return [str(coefficient), [], "", "", reference, ""]


def a_square(alphabet: kernel.Alphabet, x: Polynomial) -> Polynomial:
    """Return X' X."""
    return alphabet.multiply(alphabet.transpose(x), x)


def _mentions(index: int, lemma: Lemma) -> tuple[str, ...]:
    """Return the texts of which one occurs where a lemma is used."""
    name = lemma["letter"]["name"] if "letter" in lemma else ""
    return (f'"{name} ', f" {name} ", f' {name}"', f'"{name}"') if name else (f'"lemma:{index}"', f'"lemma:{index}\'"')


def _names(stem: str) -> Iterator[str]:
    """Yield names for a new letter."""
    yield stem
    yield from (f"{stem}_{number}" for number in range(1, 1000))
