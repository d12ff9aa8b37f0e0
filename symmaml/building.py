"""Build one entry of a book: derive and prove it, print it, compile it, cross-check it."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from symmaml.claim import Part
from symmaml.contents import Entry
from symmaml.derivation import Result
from symmaml.errors import BookError, NotProved, NotRefuted
from symmaml.evidence import ClaimResult, certificate_of, kind
from symmaml.export.claims import claim_to_latex, in_plain_text
from symmaml.export.document import setting, status_of, to_latex
from symmaml.export.functions import to_function
from symmaml.export.pages import Row
from symmaml.loading import load
from symmaml.oracle.compare import crosscheck
from symmaml.oracle.statements import check_numbers
from symmaml.statement import Verdict

INSTANCES = 50


@dataclass(frozen=True)
class Derived:
    """What became of the file of an entry: a result, or a claim with its parts; or the message of what it raised.

    `status` is "proved", "refuted", "undecided" or "failed"; of a claim "settled", "undecided" or "failed".
    """

    entry: Entry
    status: str
    title: str
    seconds: float
    result: Result | None = None
    claim: ClaimResult | None = None
    message: str = ""

    @property
    def verdict(self) -> str | None:
        """The verdict on the claim; of a formula, whether it is true."""
        if self.entry.quotation is None:
            return {"proved": "true", "refuted": "false"}.get(self.status)
        judged = self.claim.verdict if self.claim else None
        return judged.value if judged else None

    @property
    def results(self) -> dict[str, Result]:
        """The results in it, each with the identifier under which it is printed."""
        identifier = self.entry.identifier
        if self.result is not None:
            return {identifier: self.result}
        names, parts = (self.claim.names(identifier), self.claim.parts) if self.claim else ((), ())
        found = {name: part.evidence for name, part in zip(names, parts, strict=True)}
        return {name: evidence for name, evidence in found.items() if isinstance(evidence, Result)}


@dataclass(frozen=True)
class Checked:
    """How the cross-check of a result ended."""

    verdict: str
    confirmed: int
    instances: int
    worst: float | None


@dataclass(frozen=True)
class PartReport:
    """A part of a claim as the report tells it; `certificate` is the name of a file."""

    role: str
    words: str
    status: str
    statement: str
    evidence: str
    certificate: str | None
    crosscheck: dict[str, Any] | None = None


@dataclass(frozen=True)
class Built:
    """A built entry: text and numbers alone, so that another process can send it."""

    entry: Entry
    status: str
    verdict: str | None
    title: str
    seconds: float
    rows: tuple[Row, ...] = ()
    hypotheses: tuple[str, ...] = ()
    crosschecks: tuple[Checked, ...] = ()
    parts: tuple[PartReport, ...] = ()
    settings: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    message: str = ""

    @property
    def holds(self) -> bool:
        """Whether it is proved, or settled, and each cross-check confirmed it."""
        decided = "proved" if self.entry.quotation is None else "settled"
        checks = [check.verdict for check in self.crosschecks]
        checks += [part.crosscheck["verdict"] for part in self.parts if part.crosscheck]
        return self.status == decided and all(verdict == "confirmed" for verdict in checks)


def derive_entry(entry: Entry) -> Derived:
    """Derive and prove one entry; whatever its file raises becomes part of the answer."""
    started = time.monotonic()
    title = entry.quotation.title if entry.quotation else entry.identifier
    try:
        problem = getattr(load(entry.problem), "problem", None) if entry.problem.is_file() else None
        made = _made(entry, load(entry.path), problem)
    except NotProved as error:
        status = getattr(getattr(error.verdict, "status", None), "value", "undecided")
        status = "failed" if entry.quotation else status
        return Derived(entry, status, title, time.monotonic() - started, message=f"{entry.path.name}: {error}")
    except (Exception, SystemExit) as error:  # a file may raise anything; the others must still be built
        return Derived(entry, "failed", title, time.monotonic() - started, message=_complaint(entry, error))
    seconds = time.monotonic() - started
    if isinstance(made, ClaimResult):
        return Derived(entry, made.status, title, seconds, claim=made)
    return Derived(entry, status_of(made).value, made.title, seconds, result=made)


def _made(entry: Entry, module: ModuleType, problem: Any) -> Result | ClaimResult:
    """Return what the file of an entry makes: a claim where the contents quote one, else a result."""
    if entry.quotation is not None:
        parts = _called(entry, module, "claim", "return (sm.Part(sm.Role.STATEMENT, '...', sm.prove(...)),)", problem)
        if not isinstance(parts, tuple | list):
            raise BookError(f"{entry.path}: claim() returned {type(parts).__name__}, expected a tuple of sm.Part")
        return ClaimResult(entry.quotation, tuple(parts))
    if callable(getattr(module, "claim", None)):
        raise BookError(
            f"{entry.path} defines claim(), but contents.toml has no table [claim.{entry.identifier}]: unknown claim"
        )
    result = _called(entry, module, "result", "return sm.fixed_point(problem)", problem)
    if not isinstance(result, Result):
        raise BookError(
            f"{entry.path}: result() returned {type(result).__name__}, expected a result such as sm.loss(…)"
        )
    return result


def _called(entry: Entry, module: ModuleType, name: str, body: str, problem: Any) -> Any:
    make = getattr(module, name, None)
    if not callable(make):
        raise BookError(f"{entry.path} defines no {name}: write def {name}(problem): {body}")
    return make(problem)


def _complaint(entry: Entry, error: BaseException) -> str:
    """Say what was raised, and at which line of the files beside the entry, if it passed through one."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    passed = (frame for frame in frames if Path(frame.filename).parent == entry.path.parent)
    place = next((f"{Path(frame.filename).name}, line {frame.lineno}" for frame in passed), entry.path.name)
    rule = f" [{error.rule}]" if isinstance(error, NotRefuted) and error.rule else ""
    return f"{type(error).__name__}{rule}: {error} ({place})"


def build_entry(entry: Entry) -> Built:
    """Derive, prove, print, compile and cross-check one entry."""
    started = time.monotonic()
    derived = derive_entry(entry)
    if derived.result is None and derived.claim is None:
        return Built(entry, derived.status, None, derived.title, derived.seconds, message=derived.message)
    try:
        return _built(derived, started)
    except Exception as error:  # as above
        return Built(entry, "failed", None, derived.title, time.monotonic() - started, message=_complaint(entry, error))


def _built(derived: Derived, started: float) -> Built:
    files, checks, rows = dict[str, str](), list[Checked](), list[Row]()
    for identifier, result in derived.results.items():
        function = to_function(result)
        checks.append(_checked(result, function))
        files |= {f"{identifier}.py": function.source, **_certificates(identifier, result)}
        files[f"{identifier}.tex"] = to_latex(result, identifier=identifier)
        rows.append(Row(identifier, result.title, status_of(result).value, result.hypotheses, checks[-1].verdict))
    if derived.claim is not None:
        files = {name: text for name, text in files.items() if not name.endswith(".tex")}  # they stand in the claim's
        files[f"{derived.entry.identifier}.tex"] = claim_to_latex(derived.claim, derived.entry.identifier)
        files |= _part_certificates(derived.entry.identifier, derived.claim)
    problems = dict.fromkeys(result.derivation.problem for result in derived.results.values())
    return Built(
        derived.entry,
        derived.status,
        derived.verdict,
        derived.title,
        time.monotonic() - started,
        tuple(rows),
        tuple(dict.fromkeys(name for result in derived.results.values() for name in result.hypotheses)),
        tuple(checks),
        tuple(map(_with_numbers, part_reports(derived), derived.claim.parts if derived.claim else ())),
        tuple(map(setting, problems)),
        files,
    )


def _checked(result: Result, function: Any) -> Checked:
    report = crosscheck(result, function=function, instances=INSTANCES, seed=0)
    worst = report.worst.ratio if report.worst else None
    return Checked(report.verdict.value, report.counts.confirmed, report.instances, worst)


def part_reports(derived: Derived) -> tuple[PartReport, ...]:
    """Return a report for each part of a claim."""
    claim, identifier = derived.claim, derived.entry.identifier
    if claim is None:
        return ()
    return tuple(
        PartReport(
            part.role.value,
            part.words,
            standing.value,
            in_plain_text(part.evidence),
            kind(part.evidence),
            f"{name}.certificate.json" if certificate_of(part.evidence) else None,
        )
        for name, part, standing in zip(claim.names(identifier), claim.parts, claim.standings, strict=True)
    )


def _with_numbers(report: PartReport, part: Part) -> PartReport:
    """Add what floats say of a statement that the kernel judged."""
    if not isinstance(part.evidence, Verdict):
        return report
    numbers = check_numbers(part.evidence)
    told = {"verdict": numbers.outcome.value, "instances": numbers.instances, "worst_error_over_bound": numbers.ratio}
    return replace(report, crosscheck=told)


def _part_certificates(identifier: str, claim: ClaimResult) -> dict[str, str]:
    found = {
        name: certificate_of(part.evidence) for name, part in zip(claim.names(identifier), claim.parts, strict=True)
    }
    return {f"{name}.certificate.json": certificate.text for name, certificate in found.items() if certificate}


def _certificates(identifier: str, result: Result) -> dict[str, str]:
    files = {f"{identifier}.certificate.json": result.theorem}
    files |= {f"{identifier}.step-{i}.certificate.json": verdict for i, verdict in enumerate(result.proofs, start=1)}
    return {name: verdict.certificate.text for name, verdict in files.items() if verdict.certificate is not None}
