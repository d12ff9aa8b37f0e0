"""Prove an inequality about one symmetric matrix and numbers, in every dimension. Nothing here is trusted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement

from symmaml import kernel
from symmaml.kernel import Document
from symmaml.proof.spectral.evidence import Writer
from symmaml.proof.spectral.reading import Reading, cleared, reading
from symmaml.proof.spectral.search import Point, Search, holds
from symmaml.proof.statements.formal import Source

DIVISORS = 3  # what is definite may be multiplied with the claim so many times


def prove_spectral(source: Source, witness: Source, seconds: float) -> kernel.Certificate | None:
    """Return a certificate, accepted by the kernel, of an inequality about one matrix and numbers, or None.

    >>> A = {"name": "A", "rows": "n", "cols": "n", "symmetric": True}
    >>> lhs = {"shape": ["n", "n"], "terms": [["1", [], "A^4"], ["1", [], ""]]}
    >>> claim = {"relation": "at-least", "lhs": lhs, "rhs": {"shape": ["n", "n"], "terms": [["2", [], "A^2"]]}}
    >>> point = {"dimensions": {"n": 1}, "values": {"A": [["3"]]}}
    >>> certificate = prove_spectral({"letters": [A], "hypotheses": [], "claim": claim}, point, 5.0)
    >>> kernel.check(certificate).claim
    'I + A A A A >= 2 A A'
    """
    document = Document(source)
    read = reading(document)
    if read is None:
        return None
    goal, scale, inverse = cleared(read, read.goal)
    search = Search(read, goal, _point(read, witness), time.monotonic() + seconds)
    for divisor in _divisors(document, read):
        if time.monotonic() > search.deadline:
            return None
        multiplied = goal
        for index in divisor:
            multiplied *= search.known[index].polynomial
        # A multiple is tried where a hypothesis has its degrees: else products that must be divided are seldom enough.
        if divisor and not any(search.alike(multiplied, k.polynomial) for k in read.known):
            continue
        found = search.positive(multiplied)
        if found is not None:
            writer = Writer(document, read, search, inverse if scale != 1 else read.ring.one)
            try:
                certificate = writer.certificate(source, witness, found, divisor)
                kernel.check(certificate)
            except kernel.CertificateRejected:
                continue
            return certificate
    return None


def _point(read: Reading, witness: Source) -> Point | None:
    """Return numbers at which everything known is positive: those of the witness, with an entry of its diagonal."""
    values = {name: rows for name, rows in witness["values"].items() if name in map(str, read.ring.gens)}
    for place in range(len(values[read.matrix]) if read.matrix in values else 1):
        point = {name: Fraction(rows[place % len(rows)][place % len(rows)]) for name, rows in values.items()}
        if holds(read.known, point):
            return point
    return None


def _divisors(document: Document, read: Reading) -> Iterator[tuple[int, ...]]:
    """Yield what to multiply a claim with, by index of what is known: nothing first, then letters that are definite."""
    definite = [i for i, k in enumerate(read.known) if k.reference in document.definite and len(k.polynomial) == 1]
    for size in range(DIVISORS + 1):
        yield from combinations_with_replacement(definite, size)
