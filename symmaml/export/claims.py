r"""A claim in print: what the text says, what is stated formally, what came of it, and the evidence.

Nothing is decided here: verdicts and standings are those that `ClaimResult` computes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from symmaml.claim import Citation, Judged, Part, Role, Standing
from symmaml.derivation import Result
from symmaml.evidence import ClaimResult, certificate_of
from symmaml.export.counterexamples import counterexample_to_latex
from symmaml.export.document import to_latex
from symmaml.export.layout import LINE_WIDTH
from symmaml.export.pages import table
from symmaml.export.prose import heading, listed, prose, sentence, spelled
from symmaml.export.statements import essential, joined, statement_in_plain_text, statement_to_latex
from symmaml.statement import Verdict

_TYPOGRAPHY = MappingProxyType({"’": "'", "‘": "`", "“": "``", "”": "''", "–": "--", "…": "..."})
_MARGIN = 1.5  # em by which a formal statement is indented
_CALLED = MappingProxyType(
    {
        Role.STATEMENT: "As stated",
        Role.HYPOTHESIS: "With a hypothesis",
        Role.REPAIR: "Instead",
        Role.READING: "Reading",
        Role.REMARK: "Moreover",
    }
)
_VERDICTS = MappingProxyType(
    {
        "true": "true",
        "true-with-hypothesis": "true under a further hypothesis",
        "false": "false",
        "ambiguous": "ambiguous",
    }
)


@dataclass(frozen=True)
class OpeningRow:
    """A line of the opening table: a claim, its verdict, and what settles it: pairs of a lead and words."""

    identifier: str
    title: str
    verdict: str
    lines: tuple[tuple[str, str], ...]
    is_printed: bool = True


def opening_table(rows: Iterable[OpeningRow], missing: int = 0) -> str:
    """Return the table of claims that opens the book; `missing` counts the claims that have no file yet."""
    rows = list(rows)
    body = [
        " & ".join((_number(row), prose(spelled(row.title)), _VERDICTS.get(row.verdict, row.verdict), _why(row)))
        for row in rows
    ]
    columns = r"@{}lL{0.25\linewidth}L{0.17\linewidth}L{0.44\linewidth}@{}"
    return table("claims", columns, "No. & Claim & Verdict & In a line", body, _counted(rows, missing))


def _counted(rows: Sequence[OpeningRow], missing: int) -> str:
    """Say how many claims there are of each verdict."""
    counts = Counter(_VERDICTS.get(row.verdict, row.verdict) for row in rows)
    order = dict.fromkeys((*_VERDICTS.values(), *counts))
    named = [f"{counts[verdict]} {verdict}" for verdict in order if counts[verdict]]
    more = f" {missing} more have no file yet." if missing else ""
    return f"The {len(rows)} claims of the text: {listed(named)}.{more}"


def _number(row: OpeningRow) -> str:
    return rf"\ref{{claim:{row.identifier}}}" if row.is_printed else "--"


def _why(row: OpeningRow) -> str:
    leads = [rf"\textit{{{prose(lead)}}} " if lead else "" for lead, _ in row.lines]
    return " ".join(lead + sentence(words) for lead, (_, words) in zip(leads, row.lines, strict=True))


def deciding_lines(verdict: str | None, parts: Sequence[tuple[str, str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the words that tell in a line why a claim has its verdict; parts are roles, standings and words.

    >>> deciding_lines("false", [("statement", "refuted", "all matrices commute"), ("repair", "proved", "powers do")])
    (('Not so:', 'all matrices commute'), ('Instead:', 'powers do'))
    """
    of = {role.value: [(standing, words) for found, standing, words in parts if found == role.value] for role in Role}
    if verdict == Judged.AMBIGUOUS.value:
        return tuple((f"{standing.capitalize()}:", words) for standing, words in of["reading"])
    if verdict == Judged.TRUE_WITH_HYPOTHESIS.value:
        return tuple(("", words) for _, words in of["hypothesis"][:1])
    if verdict == Judged.FALSE.value:
        refuted = [words for standing, words in of["statement"] if standing == "refuted"]
        return tuple(("Not so:", words) for words in refuted[:1]) + tuple(("Instead:", w) for _, w in of["repair"][:1])
    return tuple(("", words) for _, words in of["statement"][:1])


def claim_to_latex(claim: ClaimResult, identifier: str) -> str:
    """Print a claim, labelled `claim:IDENTIFIER`: the quotation, the verdict, and each part with its evidence."""
    quotation = claim.quotation
    sentences = listed(map(str, quotation.sentences))
    verdict = claim.verdict.value if claim.verdict else "undecided"
    formula = f"The formula, as we read it: {prose(quotation.formula)}." if quotation.formula else ""
    lines = [
        rf"\subsection{{{heading(quotation.title)}}}\label{{claim:{identifier}}}",
        r"\begin{quotedclaim}",
        f"  ``{_quoted(quotation.words)}'' (sentence{'s' if len(quotation.sentences) > 1 else ''} {sentences})",
        r"\end{quotedclaim}",
        rf"\outcome{{{_VERDICTS.get(verdict, verdict)}}}{{{formula}}}",
    ]
    readings = 0
    for name, part, standing in zip(claim.names(identifier), claim.parts, claim.standings, strict=True):
        readings += part.role is Role.READING
        called = _CALLED[part.role] + (f" {readings}" if part.role is Role.READING else "")
        lines += ["", *_part(name, called, part, standing)]
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    """Return words of the text, with its quotation marks and apostrophes spelled for TeX."""
    return prose("".join(_TYPOGRAPHY.get(character, character) for character in words))


def _part(name: str, called: str, part: Part, standing: Standing) -> Iterator[str]:
    evidence = part.evidence
    yield rf"\claimpart{{{called}}}{{{_badge(evidence, standing)}}}{sentence(part.words)}"
    if isinstance(evidence, Result):
        yield to_latex(evidence, identifier=name).rstrip()
    else:
        yield r"\begin{formally}"
        yield from _formally(evidence)
        yield r"\end{formally}"
    if certificate_of(evidence) is not None:
        yield rf"\certificate{{{prose(name)}.certificate.json}}"


def _formally(evidence: Any) -> Iterator[str]:
    """Print what is stated, and what shows that it does not hold, or is not known to."""
    if isinstance(evidence, Verdict):
        statement = essential(evidence)
        yield from statement_to_latex(statement, LINE_WIDTH - _MARGIN)
        if evidence.counterexample is not None:
            yield from counterexample_to_latex(statement, evidence.counterexample)
    else:
        yield sentence(getattr(evidence, "statement_latex", evidence.statement))
        yield from _items([sentence(line) for line in getattr(evidence, "explanation", tuple)()])
    if isinstance(evidence, Citation):
        yield f"See {prose(evidence.source)}."
    if getattr(evidence, "reason", ""):
        yield f"Undecided: {prose(spelled(evidence.reason))}."


def _items(lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield r"\begin{hypotheses}"
        yield from (rf"  \item {line}" for line in lines)
        yield r"\end{hypotheses}"


def _badge(evidence: Any, standing: Standing) -> str:
    """Return the badge of a part; only the kernel's proofs hold in every dimension."""
    if isinstance(evidence, Result):
        return ""  # the theorem has its own
    if standing is Standing.PROVED and isinstance(evidence, Verdict):
        return r"\proved\ "
    return rf"\badge{{{standing.value}}}\ "


def in_plain_text(evidence: Any) -> str:
    """Return the statement that evidence is about as plain text."""
    if isinstance(evidence, Result):
        where = [f"{found.letter} = {found.expression}" for found in evidence.where]
        return f"{evidence.derivation.symbol} = {evidence.expression}" + joined("; where ", where, ", ")
    if isinstance(evidence, Verdict):
        return statement_in_plain_text(evidence.statement)
    return str(evidence.statement)
