"""Explain a verdict: the public door."""

from __future__ import annotations

import json
from collections.abc import Iterator

from symmaml import kernel
from symmaml.errors import InvalidNotation, NotExplained
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.counterexample import refutation_steps
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.gradient import gradient_steps
from symmaml.explanation.inequality import inequality_steps
from symmaml.explanation.lemmas import lemma_steps
from symmaml.explanation.record import Explanation, ExplanationStep, Formula, Words, tex
from symmaml.explanation.representation import representation_steps
from symmaml.explanation.spelling import Spelling
from symmaml.export.latex import latex_claim
from symmaml.statement import AtLeast, Claim, Equal, Status, Verdict

LONGEST = 400  # terms of a claim and its reason that are still shown


def explain(found: Verdict | kernel.Certificate) -> Explanation:
    """Explain a verdict, or what a certificate shows, in steps that a person can follow.

    The steps are computed from the certificate: each equation is multiplied out by the kernel before it is shown.
    Raises `CertificateRejected` if the kernel refuses the certificate, `NotExplained` if a verdict does not fit it.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.proof.decide import decide
    >>> P, Q = symmetric("P Q")
    >>> print(explain(decide(Equal(P * (P + Q).I * Q, Q * (P + Q).I * P))))
    proved: P*(P + Q)**(-1)*Q = Q*(P + Q)**(-1)*P
    1. By (P + Q)^-1 (P + Q) = I, with P on its left:
           P (P + Q)^-1 Q = P - P (P + Q)^-1 P
    2. By (P + Q) (P + Q)^-1 = I, with P on its right:
           = Q (P + Q)^-1 P
    3. Used: the inverse of P + Q exists. Not needed: P is symmetric; Q is symmetric.
    4. This holds in every dimension, for rings with involution.
    """
    if isinstance(found, kernel.Certificate):
        return Explanation(*_explained(found)[:3])
    if not isinstance(found, Verdict):
        raise NotExplained(f"{found!r} is no verdict: expected what decide returns; write explain(decide(claim))")
    claim = _claimed(found.statement.claim)
    if found.status is Status.UNDECIDED:
        return Explanation(found.status, claim, tuple(_undecided(found)))
    certificate = found.counterexample.certificate if found.counterexample else found.certificate
    if certificate is None:
        raise NotExplained(
            f"the verdict says {found.status.value}, and has no certificate: write explain(decide(claim))"
        )
    status, formal, steps, shown = _explained(certificate)
    if status is not found.status:
        raise NotExplained(f"the verdict says {found.status.value}, its certificate {status.value}")
    if found.theorem != shown:
        raise NotExplained("the verdict has the certificate of another claim: write explain(decide(claim))")
    if tex(claim) != tex(formal):
        steps = (ExplanationStep(("Multiplied out, the claim is: ", *formal, ".")), *steps)
    return Explanation(status, claim, steps)


def _explained(
    certificate: kernel.Certificate,
) -> tuple[Status, Words, tuple[ExplanationStep, ...], kernel.Theorem | None]:
    """Return what a certificate shows, the claim, why, and the theorem if it is one; the kernel must accept it."""
    shown = kernel.check(certificate)
    document = kernel.Document(json.loads(certificate.text))
    for index, lemma in enumerate(document.source.get("lemmas", [])):
        document.learn(f"lemma:{index}", lemma)
    assumptions = Assumptions(document, Spelling(document.alphabet))
    claim = assumptions.claim()
    if isinstance(shown, kernel.Refutation):
        return Status.REFUTED, claim, tuple(refutation_steps(assumptions)), None
    reason = _in_short(document) if _size(document) > LONGEST else tuple(_reason(assumptions))
    steps = (*assumptions.where(), *reason, assumptions.counted(shown), _scope(shown))
    return Status.PROVED, claim, steps, shown


def _size(document: kernel.Document) -> int:
    """Return about how many terms would have to be shown."""
    reasons = [document.source, *document.source.get("lemmas", [])]
    counts = (len(reason.get(key, [])) for reason in reasons for key in ("terms", "squares"))
    return len(document.claim.lhs.terms) + len(document.claim.rhs.terms) + sum(counts)


def _in_short(document: kernel.Document) -> tuple[ExplanationStep, ...]:
    """Say what a reason consists of that nobody would read."""
    source = document.source
    parts = {"multiples of what is zero": "terms", "squares": "squares", "lemmas": "lemmas"}
    counts = [f"{len(source[key])} {words}" for words, key in parts.items() if source.get(key)]
    told = ", ".join(counts) or "spaces of solutions and images"
    return (
        ExplanationStep(
            (f"The reason is too long to be shown: {told}. The kernel multiplied it out; verdict.certificate has it.",)
        ),
    )


def _reason(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    document = assumptions.document
    yield from lemma_steps(assumptions)
    if document.source["kind"] == "identity":
        yield from representation_steps(assumptions)
    elif document.claim.kind == "at-least":
        yield from inequality_steps(assumptions)
    elif document.claim.kind == "gradient":
        yield from gradient_steps(assumptions)
    else:
        claim = document.claim
        yield from Equalities(assumptions).steps(
            claim.lhs, claim.rhs, multiples(document, document.source["terms"], claim.lhs.shape)
        )


def _scope(theorem: kernel.Theorem) -> ExplanationStep:
    return ExplanationStep((f"This holds in every dimension, for {theorem.scope}.",))


def _claimed(claim: Claim) -> Words:
    """Spell a claim as it was asked."""
    if isinstance(claim, Equal | AtLeast):
        left, right = (claim.lhs, claim.rhs) if isinstance(claim, Equal) else (claim.larger, claim.smaller)
        text = f"{left} {'=' if isinstance(claim, Equal) else '>='} {right}"
    else:
        text = f"the gradient of {claim.function} in {claim.variable} is {claim.gradient}"
    try:
        return (Formula(text, latex_claim(claim)),)
    except InvalidNotation:  # letters that look the same in print
        return (text,)


def _undecided(verdict: Verdict) -> Iterator[ExplanationStep]:
    obstacle = verdict.obstacle
    if obstacle is None:
        yield ExplanationStep((verdict.reason or "nothing was found, and no reason was given",))
        return
    yield ExplanationStep((f"{obstacle.engine[0].upper()}{obstacle.engine[1:]} ended: {obstacle.limit}.",))
    if obstacle.residue:
        yield ExplanationStep((f"Nearest to a proof, this was left over: {obstacle.residue}.",))
    for hint in obstacle.advice:
        yield ExplanationStep((f"Try: {hint}.",))
