"""Look for a proof of an equality: choose which definitions to unfold, and rewrite. Nothing here is trusted."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from symmaml import kernel
from symmaml.proof.equality.rewriting import Context, Limits, Rewriting, Search
from symmaml.proof.refutation.refute import fails
from symmaml.proof.statements.formal import Source

Weights = dict[str, int]


class EqualityProver:
    """Looks for multiples of definitions, inverse relations and hypotheses whose sum is the goal of a statement.

    A claim that holds of general letters is proved of them, without the symmetry of any. Definitions of matrices are
    first folded (a product is recognised as its abbreviation), then unfolded: a proof in abbreviations is shorter and
    holds whatever they stand for.
    """

    def __init__(self, source: Source, document: kernel.Document) -> None:
        self.source, self.document = source, document
        general = _without_symmetry(source)
        self.is_general = general == source
        self.general = document if self.is_general else kernel.Document(general)
        self.general_source = general
        self._is_false_in_general: bool | None = None

    def at_once(self, limits: Limits) -> Search:
        """Look for a proof that needs no consequence of overlapping rules: most statements have one, found quickly."""
        first, *others = _choices(self.general)
        search = self._searched(self.general, [first], limits, completing=False)
        if search.multiples is None and not self.is_general and self.is_false_in_general(limits):
            return self._searched(self.document, _choices(self.document), limits, completing=False)
        if search.multiples is None and others:
            return self._searched(self.general, others, limits, completing=False)
        return search

    def by_completion(self, limits: Limits) -> Search:
        """Look for a proof among the consequences of rules, until a limit is met."""
        if not self.is_general and not self.is_false_in_general(limits):
            search = self._searched(self.general, _choices(self.general), limits)
            if search.multiples is not None:
                return search
        return self._searched(self.document, _choices(self.document), limits)

    def is_false_in_general(self, limits: Limits) -> bool:
        """Whether values were found at which the claim fails, letters not being symmetric."""
        if self._is_false_in_general is None:
            self._is_false_in_general = fails(self.general_source, self.general, limits.seconds)
        return self._is_false_in_general

    def _searched(
        self, document: kernel.Document, choices: Iterable[Weights], limits: Limits, completing: bool = True
    ) -> Search:
        search, deadline, remaining = Search(None), time.monotonic() + limits.seconds, list(choices)
        while remaining and search.multiples is None and time.monotonic() < deadline:
            weights, left = remaining.pop(0), deadline - time.monotonic()
            # A choice that leads nowhere leaves time for the others.
            own = replace(limits, seconds=left / 2 if remaining else left)
            search = Rewriting(document.alphabet, weights, own).search(relations(document), document.goal(), completing)
        return search


def _without_symmetry(source: Source) -> Source:
    """Return the statement with all letters general: what is proved of them holds of symmetric ones."""
    flags = ("symmetric", "sign")
    letters = [{key: value for key, value in letter.items() if key not in flags} for letter in source["letters"]]
    return {**source, "letters": letters}


def _choices(document: kernel.Document) -> Iterator[Weights]:
    """Yield weights: a letter that outweighs what it stands for is unfolded into it.

    Vectors, numbers and linear expressions always are; then all that a letter stands for; then definitions alone.
    """
    bodies = _bodies(document)
    simple = [name for name, p in bodies.items() if "1" in p.shape or _degree(p) <= 1]
    defined = [name for name in bodies if document.alphabet.letters[name].equals]
    simply_defined = [name for name in simple if name in defined]
    tried: list[Weights] = []
    for unfolded in (simple, list(bodies), simply_defined, defined):
        weights = _weights({name: bodies[name] for name in unfolded})
        if weights not in tried:
            tried.append(weights)
            yield weights


def _bodies(document: kernel.Document) -> dict[str, kernel.Polynomial]:
    """Return what letters stand for: by definition, or by a hypothesis that equates one with an expression."""
    bodies = {name: letter.equals for name, letter in document.alphabet.letters.items() if letter.equals}
    for hypothesis in document.hypotheses:
        equated = _single_letter(hypothesis.lhs)
        if hypothesis.kind == "equal" and equated and equated not in bodies | _letters(hypothesis.rhs):
            bodies[equated] = hypothesis.rhs
    return bodies


def _degree(polynomial: kernel.Polynomial) -> int:
    return max((len(word) for (_, word), _ in polynomial.terms), default=0)


def _weights(bodies: Mapping[str, kernel.Polynomial]) -> dict[str, int]:
    """Weigh each letter more than any monomial of what it stands for."""
    weights: dict[str, int] = {}
    for name, body in bodies.items():
        weights[name] = 1 + _heaviest(body, weights)
    return weights


def _heaviest(polynomial: kernel.Polynomial, weights: Mapping[str, int]) -> int:
    bodies = ((*scalars, word) for (scalars, word), _ in polynomial.terms)
    return max((sum(_weight(s, weights) for part in body for s in part) for body in bodies), default=0)


def _single_letter(polynomial: kernel.Polynomial) -> str | None:
    """Return the letter that a polynomial is, if it is one."""
    if len(polynomial.terms) != 1:
        return None
    (scalars, word), coefficient = polynomial.terms[0]
    parts = [part for part in (*scalars, word) if part]
    is_letter = coefficient == 1 and len(parts) == 1 and len(parts[0]) == 1 and not parts[0][0].endswith("'")
    return parts[0][0] if is_letter else None


def _letters(polynomial: kernel.Polynomial) -> dict[str, kernel.Polynomial]:
    spellings = (s for (scalars, word), _ in polynomial.terms for part in (*scalars, word) for s in part)
    return {spelling.removesuffix("'"): polynomial for spelling in spellings}


def _weight(spelling: str, weights: Mapping[str, int]) -> int:
    return weights.get(spelling.removesuffix("'"), 1)


def relations(document: kernel.Document) -> Iterator[tuple[str, kernel.Polynomial]]:
    """Yield every reference that a certificate may use, with its transpose where that says something else."""
    references = [f"hypothesis:{i}" for i, h in enumerate(document.hypotheses) if h.kind == "equal"]
    for name, letter in document.alphabet.letters.items():
        if letter.equals:
            references.append(f"definition:{name}")
        elif letter.inverse_of:
            references += [f"left-inverse:{name}", f"right-inverse:{name}"]
    for reference in references:
        polynomial = document.relation(reference)
        yield reference, polynomial
        transposed = document.alphabet.transpose(polynomial)
        if transposed != polynomial:
            yield reference + "'", transposed


def spelled(multiple: tuple[Any, Context, str]) -> list[Any]:
    coefficient, context, reference = multiple
    scalars = [" ".join(scalar) for scalar in context.scalars]
    return [
        str(coefficient),
        scalars,
        " ".join(context.word),
        " ".join(context.left),
        reference,
        " ".join(context.right),
    ]
