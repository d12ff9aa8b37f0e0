"""Look for a proof that lhs - rhs is positive semidefinite: a sum of squares, modulo what the statement assumes.

Plain squares come first. Then the statement is varied, each time by one kind of lemma. Nothing here is trusted.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symmaml import kernel
from symmaml.proof.certificate import proof_certificate
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.squares.candidates import LEVELS
from symmaml.proof.squares.cone import Square
from symmaml.proof.squares.faces import Unsolvable
from symmaml.proof.squares.theory import Learnt, Theory, foldings
from symmaml.proof.squares.variants import Lemma, Variant, variants
from symmaml.proof.statements.formal import Source, record

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


def _attempts(source: Source) -> Iterator[tuple[Variant, frozenset[str]]]:
    """Yield variants of a statement, the statement itself first, and which abbreviations to unfold."""
    document = kernel.Document(source)
    for variant in variants(source, document):
        yield from ((variant, unfolded) for unfolded in foldings(document))


def _proof(variant: Variant, unfolded: frozenset[str], witness: Source, limits: Limits) -> kernel.Certificate:
    """Prove one variant in one way to unfold abbreviations; raise `Unsolvable` if no level of squares is enough."""
    document = variant.document()
    theory, goal = Theory(document, unfolded, limits), variant.goal(document)
    terms = theory.equal(goal, COMPLETION)
    if terms is not None:
        return _certificate(variant, theory, terms, (), witness)
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
            return _certificate(variant, theory, terms, squares, witness)
        reason = "squares agree with the claim, but the proof that they add up to it was not found"
    raise Unsolvable(reason)


def _certificate(
    variant: Variant, theory: Theory, terms: Iterable[Any], squares: Iterable[Square], witness: Source
) -> kernel.Certificate:
    """Write a certificate, with the lemmas that it uses; raise `CertificateRejected` if the kernel refuses it."""
    evidence = {"terms": list(terms), "squares": [square.spelled() for square in squares]}
    used = _used(theory.learnt, {factor[0] for _, factors in evidence["squares"] for factor in factors})
    lemmas: list[Lemma] = _used_inverses(variant, [evidence, *(learnt.lemma for learnt in used)])
    numbers = {learnt.reference: f"lemma:{len(lemmas) + index}" for index, learnt in enumerate(used)}
    lemmas += [_renamed(learnt.lemma, numbers) for learnt in used]
    evidence = _renamed(evidence, numbers)
    lemmas += variant.multipliers
    if variant.direction or variant.multiplier is not None:
        # What was found shows the difference to be positive by a lemma; then so it is.
        goal = theory.document.goal()
        shown = {"direction": variant.direction} if variant.direction else {"multiplier": f"lemma:{len(lemmas) - 1}"}
        one = record(theory.alphabet.identity(goal.shape[0]))
        found = [["1", [[f"lemma:{len(lemmas)}", one]]]]
        lemmas.append({"rule": "positive", "form": record(goal), **shown, **evidence})
        evidence = {"terms": [], "squares": found}
    certificate = proof_certificate(variant.source, evidence["terms"], evidence["squares"], witness, lemmas)
    kernel.check(certificate)
    return certificate


def _used(learnt: Sequence[Learnt], references: Iterable[str]) -> list[Learnt]:
    """Return the lemmas that references are to, directly or through other lemmas."""
    needed, used = set(references), list[Learnt]()
    for lemma in reversed(learnt):
        if lemma.reference in needed:
            needed.update(lemma.uses)
            used.insert(0, lemma)
    return used


def _renamed(evidence: dict[str, Any], numbers: Mapping[str, str]) -> dict[str, Any]:
    """Return evidence with other references to lemmas."""
    squares = evidence.get("squares", [])
    renamed = [[c, [[numbers.get(name, name), *columns] for name, *columns in factors]] for c, factors in squares]
    of = {"of": [numbers.get(name, name) for name in evidence["of"]]} if "of" in evidence else {}
    return {**evidence, **of, **({"squares": renamed} if "squares" in evidence else {})}


def _used_inverses(variant: Variant, evidence: Any) -> list[Lemma]:
    """Return the lemmas about inverses that occur in some evidence."""
    written = set(re.findall(kernel.NAME, json.dumps(evidence)))
    return [lemma for lemma in variant.inverses if lemma["letter"]["name"] in written]
