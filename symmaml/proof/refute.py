"""Look for exact counterexamples: small dimensions first, small numbers first. Nothing here is trusted."""

from __future__ import annotations

import time
from fractions import Fraction

from symmaml import kernel
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.formal import Source
from symmaml.proof.samples import samples, spelled

SIZES = (1, 2, 3)
ATTEMPTS = 12


def refute(source: Source, seconds: float = 5.0) -> tuple[kernel.Certificate, kernel.Refutation] | None:
    """Return a counterexample of the smallest dimension found, accepted by the kernel, or None."""
    deadline = time.monotonic() + seconds
    at_least = source["claim"]["relation"] == "at-least"
    # the increment of a gradient belongs to proofs alone
    stated = {**source, "letters": [letter for letter in source["letters"] if not letter["name"].startswith("@")]}
    for size in SIZES:
        for _, values in zip(range(ATTEMPTS), samples(stated, size), strict=False):
            if time.monotonic() > deadline:
                return None
            candidates = [values]
            if at_least:
                direction = _negative_direction(stated, values)
                candidates = [values] if direction is None else [{**values, "direction": direction}, values]
            for candidate in candidates:
                certificate = refutation_certificate(stated, candidate)
                try:
                    found = kernel.check(certificate)
                except kernel.CertificateRejected:
                    continue
                if isinstance(found, kernel.Refutation):
                    return certificate, found
    return None


def _negative_direction(source: Source, values: Source) -> list[list[str]] | None:
    """Return z with z^T (lhs - rhs) z < 0 by completing squares, or None."""
    document = kernel.Document(source)
    try:
        dimensions, matrices = document.evaluate_letters(values, "witness")
    except kernel.CertificateRejected:
        return None
    gap = kernel.evaluate(document.alphabet, document.goal(), dimensions, matrices)
    size = len(gap)
    rows = [[(gap[i][j] + gap[j][i]) / 2 for j in range(size)] for i in range(size)]
    basis = [[Fraction(i == j) for j in range(size)] for i in range(size)]
    for i in range(size):
        direction = _step(rows, basis, i)
        if direction is not None:
            return spelled([[x] for x in direction])
    return None


def _step(rows: list[list[Fraction]], basis: list[list[Fraction]], i: int) -> list[Fraction] | None:
    """Eliminate below pivot i by congruence; return a direction of negative curvature if the pivot shows one."""
    size, pivot = len(rows), rows[i][i]
    if pivot < 0:
        return basis[i]
    for k in range(i + 1, size):
        if rows[i][k]:
            if pivot == 0:
                # (t e_i + e_k) has curvature 2 t a + b: negative for a suitable t
                t = -(rows[k][k] + 1) / (2 * rows[i][k])
                return [t * x + y for x, y in zip(basis[i], basis[k], strict=True)]
            ratio = rows[i][k] / pivot
            basis[k] = [y - ratio * x for x, y in zip(basis[i], basis[k], strict=True)]
            for j in range(size):
                rows[k][j] -= ratio * rows[i][j]
            for j in range(size):
                rows[j][k] -= ratio * rows[j][i]
    return None
