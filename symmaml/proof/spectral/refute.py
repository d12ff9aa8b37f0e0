"""Refute an inequality in one variable at a point where its polynomial is negative, however narrow the place."""

from __future__ import annotations

from fractions import Fraction

from symmaml import kernel
from symmaml.kernel import Document
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.spectral.one_variable import profile, violation
from symmaml.proof.spectral.reading import cleared, reading
from symmaml.proof.statements.formal import Source

SCALES = tuple(Fraction(2) ** k for k in (0, -1, 1, -2, 2, -3, 3, -5, 5, -8, 8))  # tried for a letter that scales


def refute_spectral(source: Source) -> tuple[kernel.Certificate, kernel.Refutation] | None:
    """Return a counterexample of dimension one to an inequality in one variable, accepted by the kernel, or None.

    >>> x = {"name": "x", "rows": "1", "cols": "1", "symmetric": True}
    >>> lhs = {"shape": ["1", "1"], "terms": [["1", [], "x x"], ["1999", [], ""]]}
    >>> rhs = {"shape": ["1", "1"], "terms": [["90", [], "x"]]}
    >>> claim = {"relation": "at-least", "lhs": lhs, "rhs": rhs}
    >>> refute_spectral({"letters": [x], "hypotheses": [], "claim": claim})[1].values["x"]
    ((Fraction(41, 1),),)
    """
    document = Document(source)
    read = reading(document)
    if read is None:
        return None
    goal = cleared(read, read.goal)[0]
    found = None if goal.is_ground else profile(goal, read.known, read.matrix)
    value = None if found is None else violation(found, read.known)
    if found is None or value is None:
        return None
    names = [str(x) for x in goal.ring.gens]
    others = {names[place]: step for place, step in enumerate(found.direction) if step and place != found.place}
    for scale in SCALES:
        chosen = dict.fromkeys(others, scale) | {names[found.place]: value / scale ** sum(others.values())}
        refuted = _checked(source, document, chosen)
        if refuted:
            return refuted
    return None


def _checked(
    source: Source, document: Document, chosen: dict[str, Fraction]
) -> tuple[kernel.Certificate, kernel.Refutation] | None:
    """Return the counterexample at which letters have these values, and all others are 1, if the kernel accepts it."""
    letters = document.alphabet.letters
    values = {name: [[str(chosen.get(name, 1))]] for name, letter in letters.items() if not letter.definition}
    sizes = {dimension: 1 for letter in letters.values() for dimension in letter.shape if dimension != "1"}
    certificate = refutation_certificate(source, {"dimensions": sizes, "values": values, "direction": [["1"]]})
    try:
        refutation = kernel.check(certificate)
    except kernel.CertificateRejected:
        return None
    return (certificate, refutation) if isinstance(refutation, kernel.Refutation) else None
