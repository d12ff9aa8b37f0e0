"""Write certificates: the text that the kernel reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symmaml import kernel
from symmaml.proof.statements.formal import Source


def proof_certificate(
    source: Source, terms: Iterable[Any], squares: Iterable[Any], witness: Source, lemmas: Sequence[Any] = ()
) -> kernel.Certificate:
    """Return the certificate of a proof."""
    before = {"lemmas": list(lemmas)} if lemmas else {}
    return _certificate("proof", source, {**before, "terms": list(terms), "squares": list(squares), "witness": witness})


def identity_certificate(source: Source, spaces: Mapping[str, Any], witness: Source) -> kernel.Certificate:
    """Return the certificate of an identity of matrices."""
    return _certificate("identity", source, {"spaces": dict(spaces), "witness": witness})


def refutation_certificate(source: Source, counterexample: Source) -> kernel.Certificate:
    """Return the certificate of a refutation."""
    return _certificate("refutation", source, {"counterexample": counterexample})


def _certificate(kind: str, source: Source, evidence: Source) -> kernel.Certificate:
    head = {"format": kernel.FORMAT, "version": kernel.VERSION, "kind": kind}
    return kernel.Certificate(_layout({**head, **source, **evidence}))


def _layout(certificate: Source) -> str:
    """Lay a certificate out with one letter, hypothesis or term to a line."""
    lines = []
    for key, value in certificate.items():
        if isinstance(value, list) and value:
            inside = ",\n".join("  " + json.dumps(item) for item in value)
            lines.append(f" {json.dumps(key)}: [\n{inside}\n ]")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"
