"""Ways to show that a statement's difference is positive: as it is, or by one lemma that changes what must be squares.

A variant has its own letters and its own goal, and says by which lemmas a certificate leads back to the statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from symmaml import kernel
from symmaml.proof.squares.cone import NUMBER
from symmaml.proof.statements.formal import Source, record

Lemma = dict[str, Any]


@dataclass(frozen=True)
class Variant:
    """A statement with auxiliary `letters`, and what must be a sum of squares in place of its difference.

    `inverses` are lemmas that come first, one for each auxiliary inverse. A lemma about the difference follows if there
    is a `multiplier`, which the lemmas `multipliers` build, or a `direction`.
    """

    source: Source
    letters: tuple[Lemma, ...] = ()
    inverses: tuple[Lemma, ...] = ()
    multipliers: tuple[Lemma, ...] = ()
    multiplier: kernel.Polynomial | None = None
    direction: str = ""

    def document(self) -> kernel.Document:
        """Return the statement with the auxiliary letters."""
        return kernel.Document({**self.source, "letters": [*self.source["letters"], *self.letters]})

    def goal(self, document: kernel.Document) -> kernel.Polynomial:
        """Return what must be a sum of squares."""
        a, goal = document.alphabet, document.goal()
        if self.multiplier is not None:
            goal = a.add((1, a.multiply(goal, self.multiplier)), (1, a.multiply(self.multiplier, goal)))
        if self.direction:
            z = a.single(self.direction)
            goal = a.multiply(a.transpose(z), a.multiply(goal, z))
        return goal


def variants(source: Source, document: kernel.Document) -> Iterator[Variant]:
    """Yield the statement, and then what the lemmas of the kernel make of it."""
    yield Variant(source)
    direction = _direction(document)
    if direction:
        yield _directed(source, document, direction)
    inverses = _inverses(document)
    if inverses:
        letters = tuple(lemma["letter"] for lemma in inverses)
        base = _directed(source, document, direction) if direction else Variant(source)
        yield Variant(source, (*base.letters, *letters), inverses, direction=direction)
    for multipliers, polynomial in _multipliers(document):
        yield Variant(source, multipliers=multipliers, multiplier=polynomial)


def _direction(document: kernel.Document) -> str:
    """Return the name of a free vector z if z' F z is worth a try.

    Only so can a claim about a matrix be compared with the quadratic forms in it.
    """
    goal = document.goal()
    has_forms = any(len(scalar) > 1 for (scalars, _), _ in goal.terms for scalar in scalars)
    if goal.shape == NUMBER or not has_forms or goal != document.alphabet.transpose(goal):
        return ""
    return next(name for name in ("z", "z_1", "z_direction") if name not in document.letters)


def _directed(source: Source, document: kernel.Document, direction: str) -> Variant:
    letter = {"name": direction, "rows": document.goal().shape[0], "cols": "1"}
    return Variant(source, (letter,), direction=direction)


def _definite(document: kernel.Document) -> Iterator[tuple[str, kernel.Polynomial]]:
    """Yield the references to letters and hypotheses that are positive definite."""
    yield from ((name, p) for name, p in document.positives.items() if name in document.definite)


def _inverses(document: kernel.Document) -> tuple[Lemma, ...]:
    """Return lemmas for the inverses of definite letters and hypotheses that are not there."""
    present = [letter.inverse_of for letter in document.letters.values() if letter.inverse_of]
    lemmas = []
    for reference, polynomial in _definite(document):
        name = re.sub("[^A-Za-z0-9]", "_", reference.removeprefix("letter:")) + "_inverse"
        symmetric = polynomial == document.alphabet.transpose(polynomial)
        if symmetric and polynomial not in present and name not in document.letters:
            rows, cols = polynomial.shape
            letter = {"name": name, "rows": rows, "cols": cols, "symmetric": True, "inverse_of": record(polynomial)}
            lemmas.append({"rule": "inverse", "letter": letter, "of": reference})
    return tuple(lemmas)


def _multipliers(document: kernel.Document) -> Iterator[tuple[tuple[Lemma, ...], kernel.Polynomial]]:
    """Yield sums S that are definite, each with lemmas whose last says so: of what is definite, or 1 and squares."""
    a, goal = document.alphabet, document.goal()
    one = a.identity(goal.shape[0])
    if goal.shape == NUMBER:
        for reference, p in _definite(document):
            if p.shape == NUMBER and not reference.startswith("letter"):
                yield (_sum(p, reference, ()),), p
        numbers = sorted({scalar[0] for (scalars, _), _ in goal.terms for scalar in scalars if len(scalar) == 1})
        squares = [["1", [["identity", record(a.single(name))]]] for name in numbers]
        total = a.add((1, one), *((1, a.multiply(a.single(name), a.single(name))) for name in numbers))
        yield (_sum(total, "identity", squares),), total
    elif goal == a.transpose(goal):
        fitting = [(reference, p) for reference, p in _definite(document) if p.shape == goal.shape]
        for size in sorted({1, 2, len(fitting)} & set(range(1, len(fitting) + 1))):
            for (first, p), *others in combinations(fitting, size):
                squares = [["1", [[other, record(one)]]] for other, _ in others]
                total = a.add((1, p), *((1, q) for _, q in others))
                yield (_sum(total, first, squares),), total


def _sum(form: kernel.Polynomial, definite: str, squares: Sequence[Any]) -> Lemma:
    return {"rule": "positive", "form": record(form), "definite": definite, "terms": [], "squares": list(squares)}
