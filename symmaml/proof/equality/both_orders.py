"""Equalities between symmetric matrices, as two inequalities: a difference is zero that is positive, and negative too.

Some equalities follow from no square, but each order has a proof of its own: A^2 = B^2 for definite A and B gives
A >= B and B >= A. Nothing here is trusted.
"""

from __future__ import annotations

import json
import re
from typing import Any

from symmaml import kernel
from symmaml.proof.certificate import proof_certificate
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.squares.positivity import prove_at_least
from symmaml.proof.statements.formal import Source, record

_REFERENCE = re.compile(r'"lemma:(\d+)"')


def prove_by_both_orders(source: Source, witness: Source, limits: Limits) -> kernel.Certificate | None:
    """Return a certificate, accepted by the kernel, that the symmetric goal of `source` is zero, or None.

    >>> S = {"name": "S", "rows": "n", "cols": "n", "symmetric": True}
    >>> s, zero = {"shape": ["n", "n"], "terms": [["1", [], "S"]]}, {"shape": ["n", "n"], "terms": []}
    >>> minus = {"shape": ["n", "n"], "terms": [["-1", [], "S"]]}
    >>> signs = [{"relation": "nonnegative", "lhs": x, "rhs": zero} for x in (s, minus)]
    >>> source = {"letters": [S], "hypotheses": signs, "claim": {"relation": "equal", "lhs": s, "rhs": zero}}
    >>> point = {"dimensions": {"n": 1}, "values": {"S": [["0"]]}}
    >>> kernel.check(prove_by_both_orders(source, point, Limits())).claim
    'S = 0'
    """
    document = kernel.Document(source)
    goal, a = document.goal(), document.alphabet
    if document.claim.kind != "equal" or goal != a.transpose(goal):
        return None
    proofs = []
    for sign in (1, -1):
        claim = {"relation": "at-least", "lhs": record(a.add((sign, goal))), "rhs": record(a.add((0, goal)))}
        certificate, _ = prove_at_least({**source, "claim": claim}, witness, Limits(seconds=limits.seconds / 2))
        if certificate is None:
            return None
        proofs.append(json.loads(certificate.text))
    above, below = proofs
    lemmas = [*above.get("lemmas", []), {"rule": "positive", "form": record(goal), **_evidence(above)}]
    numbers: list[int] = []  # of the lemmas for the other order, among all
    for lemma in below.get("lemmas", []):
        moved = _moved(lemma, numbers)
        if moved not in lemmas:
            lemmas.append(moved)
        numbers.append(lemmas.index(moved))
    zero = {"of": f"lemma:{len(above.get('lemmas', []))}", "factor": record(a.identity(goal.shape[0]))}
    lemmas.append({"rule": "zero", **zero, **_moved(_evidence(below), numbers)})
    terms = [["1", [], "", "", f"lemma:{len(lemmas) - 1}", ""]]
    return _accepted(proof_certificate(source, terms, (), witness, lemmas))


def _evidence(proof: Source) -> Source:
    return {"terms": proof["terms"], "squares": proof["squares"]}


def _moved(evidence: Any, numbers: list[int]) -> Any:
    """Return evidence whose references are to lemmas in their new places."""
    return json.loads(_REFERENCE.sub(lambda found: f'"lemma:{numbers[int(found[1])]}"', json.dumps(evidence)))


def _accepted(certificate: kernel.Certificate) -> kernel.Certificate | None:
    """Return a certificate if the kernel accepts it: both orders may have introduced one letter in two ways."""
    try:
        kernel.check(certificate)
    except kernel.CertificateRejected:
        return None
    return certificate
