"""Look for a proof of an equality: choose which definitions to unfold, and rewrite. Nothing here is trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symmaml import kernel
from symmaml.proof.certificate import proof_certificate
from symmaml.proof.formal import Source
from symmaml.proof.rewriting import Context, Limits, Rewriting, Rule, Search, terms_of


def prove_equality(source: Source, witness: Source, limits: Limits) -> tuple[kernel.Certificate | None, Search]:
    """Return a certificate that the goal of `source` is zero, or the search that came nearest.

    Definitions of matrices are first folded (a product is recognised as its abbreviation), then unfolded: a proof
    in abbreviations is shorter and holds whatever they stand for.
    """
    document = kernel.Document(source)
    goal = document.goal()
    search = Search(None)
    for unfolded in _choices(document):
        search = _search(document, goal, unfolded, limits)
        if search.multiples is not None:
            return proof_certificate(source, map(_term, search.multiples), (), witness), search
    return None, search


def _choices(document: kernel.Document) -> Iterator[frozenset[str]]:
    """Yield which definitions to unfold: vectors, numbers and linear ones always; then all."""
    defined = {name: letter.equals for name, letter in document.alphabet.letters.items() if letter.equals}
    simple = frozenset(name for name, p in defined.items() if "1" in p.shape or _degree(p) <= 1)
    yield simple
    if len(simple) < len(defined):
        yield frozenset(defined)


def _degree(polynomial: kernel.Polynomial) -> int:
    return max((len(word) for (_, word), _ in polynomial.terms), default=0)


def _search(document: kernel.Document, goal: kernel.Polynomial, unfolded: frozenset[str], limits: Limits) -> Search:
    rewriting = Rewriting(document.alphabet, _weights(document.alphabet, unfolded), limits)
    for reference, polynomial in _relations(document):
        terms = terms_of(polynomial)
        if terms:
            rewriting.add_rule(terms, [(kernel.Fraction(1), Context(), reference)])
    return rewriting.complete(terms_of(goal))


def _weights(alphabet: kernel.Alphabet, unfolded: frozenset[str]) -> dict[str, int]:
    """Weigh an unfolded letter more than any monomial of its definition."""
    weights: dict[str, int] = {}
    for name, letter in alphabet.letters.items():
        if name in unfolded and letter.equals:
            bodies = ((*scalars, word) for (scalars, word), _ in letter.equals.terms)
            weights[name] = 1 + max((sum(_weight(s, weights) for part in body for s in part) for body in bodies), default=0)
    return weights


def _weight(spelling: str, weights: dict[str, int]) -> int:
    return weights.get(spelling.removesuffix("'"), 1)


def _relations(document: kernel.Document) -> Iterator[tuple[str, kernel.Polynomial]]:
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


def _term(multiple: tuple[Any, Context, str]) -> list[Any]:
    coefficient, context, reference = multiple
    scalars = [" ".join(scalar) for scalar in context.scalars]
    return [str(coefficient), scalars, " ".join(context.word), " ".join(context.left), reference, " ".join(context.right)]
