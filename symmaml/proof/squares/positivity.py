"""Look for a proof that lhs - rhs is positive semidefinite: a sum of squares, modulo what the statement assumes.

Plain squares come first. Then the statement is varied, each time by one rule of the kernel: a free vector z in z' F z,
inverses of what is definite, and F S + S F for a definite S. Nothing here is trusted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from symmaml import kernel
from symmaml.proof.certificate import proof_certificate
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.squares.candidates import LEVELS
from symmaml.proof.squares.cone import NUMBER, Square
from symmaml.proof.squares.faces import Unsolvable
from symmaml.proof.squares.theory import Product, Theory, foldings
from symmaml.proof.statements.formal import Source, record

DIRECTION = "@direction"
COMPLETION = 12  # rules that may be added before squares are sought: consequences that make more terms comparable
CLOSURE = 100  # rules that may be added to prove that squares, which agree in normal form, do add up


def prove_at_least(source: Source, witness: Source, limits: Limits) -> tuple[kernel.Certificate | None, str]:
    """Return a certificate, accepted by the kernel, that lhs - rhs is positive semidefinite, or why none was found.

    >>> P = {"name": "P", "rows": "n", "cols": "n", "symmetric": True, "sign": "positive"}
    >>> lhs = {"shape": ["n", "n"], "terms": [["1", [], "P^2"], ["1", [], ""]]}
    >>> claim = {"relation": "at-least", "lhs": lhs, "rhs": {"shape": ["n", "n"], "terms": [["2", [], "P"]]}}
    >>> point = {"dimensions": {"n": 1}, "values": {"P": [["1"]]}}
    >>> certificate, _ = prove_at_least({"letters": [P], "hypotheses": [], "claim": claim}, point, Limits())
    >>> kernel.check(certificate).claim
    'I + P P >= 2 P'
    """
    deadline = time.monotonic() + limits.seconds
    reasons: list[str] = []
    for variant, unfolded in _attempts(source):
        if time.monotonic() > deadline:
            reasons.append(f"the search ended after {limits.seconds:.3g} seconds")
            break
        try:
            return _proof(variant, unfolded, witness, Limits(seconds=deadline - time.monotonic())), ""
        except Unsolvable as unsolvable:
            reasons.append(str(unsolvable))
        except kernel.CertificateRejected as refusal:
            reasons.append(f"the kernel refuses what was tried ({refusal})")
    return None, f"no sum of squares was found: {'; '.join(list(dict.fromkeys(reasons))[:3])}"


def _proof(source: Source, unfolded: frozenset[str], witness: Source, limits: Limits) -> kernel.Certificate:
    """Prove one variant in one way to unfold abbreviations; raise `Unsolvable` if no level of squares is enough."""
    document = kernel.Document(source)
    theory, goal = Theory(document, unfolded, limits), document.goal()
    terms = theory.equal(goal, COMPLETION)
    if terms is not None:
        return _certificate(source, theory, terms, (), witness)
    theory.derive()
    reason = ""
    for level in LEVELS:
        try:
            squares = theory.squares(goal, level)
        except Unsolvable as unsolvable:
            reason = reason if level.products else str(unsolvable)
            continue
        terms = theory.equal(document.alphabet.add((1, goal), *((-1, theory.value(s)) for s in squares)), CLOSURE)
        if terms is not None:
            return _certificate(source, theory, terms, squares, witness)
        reason = "squares agree with the claim, but the proof that they add up to it was not found"
    raise Unsolvable(reason)


def _certificate(
    source: Source, theory: Theory, terms: Iterable[Any], squares: Iterable[Square], witness: Source
) -> kernel.Certificate:
    """Write a certificate, with those products of weights that occur in it; raise `CertificateRejected` if refused."""
    records = [square.spelled() for square in squares]
    used = _used_products(records, theory.products)
    numbers = {f"product:{old}": f"product:{new}" for new, old in enumerate(used)}
    renamed = [[c, [[numbers.get(name, name), *columns] for name, *columns in factors]] for c, factors in records]
    if used:
        products = (theory.products[number] for number in used)
        source = {**source, "products": [[*(numbers.get(r, r) for r in p.references), p.terms] for p in products]}
    if any(letter["name"] == DIRECTION for letter in source["letters"]):
        rows = witness["dimensions"].get(source["claim"]["lhs"]["shape"][0], 1)
        witness = {**witness, "values": {**witness["values"], DIRECTION: [["0"]] * rows}}
    certificate = proof_certificate(source, terms, renamed, witness)
    kernel.check(certificate)
    return certificate


def _used_products(records: Iterable[Any], products: list[Product]) -> list[int]:
    """Return the numbers of the products that squares refer to, directly or through other products."""
    used: set[int] = set()
    waiting = {factor[0] for _, factors in records for factor in factors}
    while waiting:
        kind, _, number = waiting.pop().partition(":")
        if kind == "product":
            used.add(int(number))
            waiting.update(products[int(number)].references)
    return sorted(used)


# --- variants of a statement ------------------------------------------------------------------------------------------


def _attempts(source: Source) -> Iterator[tuple[Source, frozenset[str]]]:
    """Yield variants of a statement, the statement itself first, and which abbreviations to unfold."""
    document = kernel.Document(source)
    for variant in _variants(source, document):
        yield from ((variant, unfolded) for unfolded in foldings(document))


def _variants(source: Source, document: kernel.Document) -> Iterator[Source]:
    """Yield the statement, and then what the rules of the kernel make of it."""
    yield source
    directed = _directed(source, document)
    if directed is not None:
        yield directed
    inverted = _inverted(directed or source, document)
    if inverted is not None:
        yield inverted
    for multiplier in _multipliers(document):
        yield {**source, "multiplier": multiplier}


def _directed(source: Source, document: kernel.Document) -> Source | None:
    """Contract a matrix claim with a free vector if it has quadratic forms in it: only so these can be compared."""
    goal = document.goal()
    has_forms = any(len(scalar) > 1 for (scalars, _), _ in goal.terms for scalar in scalars)
    if goal.shape == NUMBER or not has_forms or goal != document.alphabet.transpose(goal):
        return None
    letter = {"name": DIRECTION, "rows": goal.shape[0], "cols": "1"}
    return {**source, "letters": [*source["letters"], letter]}


def _definite(document: kernel.Document) -> Iterator[tuple[str, kernel.Polynomial]]:
    """Yield the references to letters and hypotheses that are positive definite."""
    signs = {f"letter:{letter.name}": letter.sign for letter in document.alphabet.letters.values()}
    signs |= {f"hypothesis:{index}": hypothesis.kind for index, hypothesis in enumerate(document.hypotheses)}
    yield from ((reference, p) for reference, p in document.positives.items() if signs.get(reference) == "positive")


def _inverted(source: Source, document: kernel.Document) -> Source | None:
    """Add the inverses of definite letters and hypotheses that are not there; None if there is nothing to add."""
    present = [letter.inverse_of for letter in document.alphabet.letters.values() if letter.inverse_of]
    letters, definite = [], {}
    for reference, polynomial in _definite(document):
        name = re.sub("[^A-Za-z0-9]", "_", reference.removeprefix("letter:")) + "_inverse"
        symmetric = polynomial == document.alphabet.transpose(polynomial)
        if symmetric and polynomial not in present and name not in document.alphabet.letters:
            rows, cols = polynomial.shape
            letters.append(
                {"name": name, "rows": rows, "cols": cols, "symmetric": True, "inverse_of": record(polynomial)}
            )
            definite[name] = [reference, []]
    return {**source, "letters": [*source["letters"], *letters], "definite": definite} if letters else None


def _multipliers(document: kernel.Document) -> Iterator[list[Any]]:
    """Yield sums that are definite, as [reference, squares]: of letters and hypotheses, or of 1 and squared numbers."""
    a, goal = document.alphabet, document.goal()
    if goal.shape == NUMBER:
        numbers = sorted({scalar[0] for (scalars, _), _ in goal.terms for scalar in scalars if len(scalar) == 1})
        yield ["identity", [["1", [["identity", record(a.single(name))]]] for name in numbers]]
    elif goal == a.transpose(goal):
        one = record(a.identity(goal.shape[0]))
        fitting = [reference for reference, polynomial in _definite(document) if polynomial.shape == goal.shape]
        for size in sorted({1, 2, len(fitting)} & set(range(1, len(fitting) + 1))):
            for first, *others in combinations(fitting, size):
                yield [first, [["1", [[other, one]]] for other in others]]
