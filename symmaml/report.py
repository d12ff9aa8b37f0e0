"""What a book says of itself as JSON: one object for each formula and each claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from symmaml.building import Built, Derived, PartReport
from symmaml.contents import Contents, Entry

REPORT_VERSION = 2


def report(contents: Contents, results: Sequence[Built], seconds: float) -> dict[str, Any]:
    """Return the report of a built book; `claims_without_a_file` are declared and not yet listed in a chapter."""
    return {
        "version": REPORT_VERSION,
        "results": [_report_entry(built) for built in results],
        "claims_without_a_file": list(contents.missing),
        "seconds": round(seconds, 3),
    }


def _report_entry(built: Built) -> dict[str, Any]:
    name, check = f"generated/{built.entry.identifier}", built.crosschecks[0] if built.crosschecks else None
    own = f"{built.entry.identifier}.certificate.json"
    return {
        **head(built.entry, built.title, built.status, built.verdict),
        "parts": [_part(part) for part in built.parts],
        "hypotheses": list(built.hypotheses),
        "certificate": f"generated/{own}" if own in built.files else None,
        "tex": f"{name}.tex" if built.files else None,
        "crosscheck": {
            "verdict": check.verdict,
            "instances": check.instances,
            "worst_error_over_bound": check.worst,
        }
        if check
        else None,
        "message": built.message,
        "seconds": round(built.seconds, 3),
    }


def head(entry: Entry, title: str, status: str, verdict: str | None) -> dict[str, Any]:
    """Return what every listing tells of an entry; `claim` is its identifier if the contents quote it."""
    quotation = entry.quotation
    return {
        "id": entry.identifier,
        "title": title,
        "chapter": entry.chapter,
        "claim": quotation.identifier if quotation else None,
        "verdict": verdict,
        "status": status,
        "quotation": quotation.words if quotation else None,
        "sentences": list(quotation.sentences) if quotation else [],
        "formula": quotation.formula if quotation else None,
    }


def _part(part: PartReport) -> dict[str, Any]:
    certificate = f"generated/{part.certificate}" if part.certificate else None
    return {**asdict(part), "certificate": certificate}


def listed(derived: Derived, parts: Sequence[PartReport]) -> dict[str, Any]:
    """Return the line of a listing, for which nothing has been written or checked against numbers."""
    line = head(derived.entry, derived.title, derived.status, derived.verdict)
    told = [{key: value for key, value in _part(part).items() if key != "crosscheck"} for part in parts]
    return {**line, "parts": told, "message": derived.message}
