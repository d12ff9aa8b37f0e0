r"""A claim in print: what the text says, what is stated formally, what came of it, and the evidence.

Nothing is decided here: verdicts and standings are those that `ClaimResult` computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sympy

from symmaml.claim import Citation, Judged, Part, Standing
from symmaml.derivation import Result
from symmaml.evidence import ClaimResult, certificate_of
from symmaml.export.document import to_latex
from symmaml.export.latex import claim_sides, latex
from symmaml.export.layout import LINE_WIDTH, aligned
from symmaml.export.pages import table
from symmaml.export.prose import heading, listed, prose, sentence
from symmaml.notation import latex_name
from symmaml.proof.statements.question import Declared, question
from symmaml.statement import (
    AtLeast,
    Counterexample,
    Equal,
    Gradient,
    Matrix,
    Named,
    Nonzero,
    Positive,
    Statement,
    Verdict,
)

_TYPOGRAPHY = MappingProxyType({"’": "'", "‘": "`", "“": "``", "”": "''", "–": "--", "…": "..."})
_SIGNS = MappingProxyType({"positive": "positive definite", "nonnegative": "positive semidefinite"})
Relation = Equal | AtLeast | Gradient | Positive | Nonzero


@dataclass(frozen=True)
class OpeningRow:
    """A line of the opening table: a claim, its verdict, and one line that says why."""

    identifier: str
    title: str
    verdict: str
    line: str
    is_printed: bool = True


def opening_table(rows: Iterable[OpeningRow]) -> str:
    """Return the table of claims that opens the book."""
    body = [
        " & ".join((_number(row), prose(row.title), prose(row.verdict.replace("-", " ")), prose(row.line)))
        for row in rows
    ]
    columns = r"@{}rL{0.27\linewidth}L{0.18\linewidth}L{0.42\linewidth}@{}"
    return table("claims", columns, "No. & Claim & Verdict & Why", body, "The claims of the text, and what is true.")


def _number(row: OpeningRow) -> str:
    return rf"\ref{{claim:{row.identifier}}}" if row.is_printed else "--"


def claim_to_latex(claim: ClaimResult, identifier: str) -> str:
    """Print a claim, labelled `claim:IDENTIFIER`: the quotation, the verdict, and each part with its evidence."""
    quotation = claim.quotation
    sentences = listed(map(str, quotation.sentences))
    about = [f"It is about {prose(quotation.formula)}."] if quotation.formula else []
    lines = [
        rf"\subsection{{{heading(quotation.title)}}}\label{{claim:{identifier}}}",
        r"\begin{quote}",
        f"  ``{_quoted(quotation.words)}'' (sentence{'s' if len(quotation.sentences) > 1 else ''} {sentences})",
        r"\end{quote}",
        *about,
        rf"Verdict: \textbf{{{_verdict(claim.verdict)}}}.",
    ]
    for name, part, standing in zip(claim.names(identifier), claim.parts, claim.standings, strict=True):
        lines += ["", *_part(name, part, standing)]
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    """Return words of the text, with its quotation marks and apostrophes spelled for TeX."""
    return prose("".join(_TYPOGRAPHY.get(character, character) for character in words))


def _verdict(verdict: Judged | None) -> str:
    return verdict.value.replace("-", " ") if verdict else "undecided"


def _part(name: str, part: Part, standing: Standing) -> Iterator[str]:
    evidence = part.evidence
    yield rf"\paragraph{{{part.role.value.capitalize()}}} {sentence(part.words)} {_badge(evidence, standing)}"
    if isinstance(evidence, Result):
        yield to_latex(evidence, identifier=name).rstrip()
    elif isinstance(evidence, Verdict):
        yield from _stated(evidence.statement)
        if evidence.counterexample is not None:
            yield from _counterexample(evidence.counterexample)
        elif evidence.reason:
            yield f"Undecided: {prose(evidence.reason)}."
    else:
        yield sentence(getattr(evidence, "statement_latex", evidence.statement))
        for line in getattr(evidence, "explanation", tuple)():
            yield sentence(line)
    if isinstance(evidence, Citation):
        yield f"See {prose(evidence.source)}."
    if certificate_of(evidence) is not None:
        yield rf"Certificate: \texttt{{{prose(name)}.certificate.json}}."


def _badge(evidence: Any, standing: Standing) -> str:
    """Return the badge of a part; only the kernel's proofs hold in every dimension."""
    if standing is Standing.PROVED and isinstance(evidence, Verdict | Result):
        return r"\proved"
    return rf"\badge{{{standing.value}}}"


# --- statements -------------------------------------------------------------------------------------------------------


def in_plain_text(evidence: Any) -> str:
    """Return the statement that evidence is about as plain text."""
    if isinstance(evidence, Result):
        where = [f"{found.letter} = {found.expression}" for found in evidence.where]
        return f"{evidence.derivation.symbol} = {evidence.expression}" + _joined("; where ", where, ", ")
    if isinstance(evidence, Verdict):
        return _statement_in_plain_text(evidence.statement)
    return str(evidence.statement)


def _statement_in_plain_text(statement: Statement) -> str:
    letters = [group.in_plain_text() for group in _groups(statement)]
    hypotheses = [_hypothesis(hypothesis, str, _plain) for hypothesis in statement.hypotheses]
    where = [f"{found.letter} = {found.expression}" for found in statement.where]
    start = _joined("for all ", letters, ", ") + _joined(", if ", hypotheses, " and ")
    return f"{start}: {_plain(statement.claim)}" + _joined("; where ", where, ", ")


def _joined(before: str, parts: Sequence[str], between: str) -> str:
    return before + between.join(parts) if parts else ""


def _stated(statement: Statement) -> Iterator[str]:
    """Print "For all ..., if ..., then ..., where ..."."""
    letters = [group.in_latex() for group in _groups(statement)]
    hypotheses = [_hypothesis(hypothesis, prose, _in_dollars) for hypothesis in statement.hypotheses]
    condition = [f"if {listed(hypotheses)}, then"] if hypotheses else []
    yield ", ".join([f"For all {listed(letters)}", *condition]) + ("" if hypotheses else ",")
    yield from _display([claim_sides(_exact(statement.claim))], "," if statement.where else ".")
    if statement.where:
        yield "where"
        yield from _display([(latex(found.letter), "=", latex(found.expression)) for found in statement.where], ".")


@dataclass(frozen=True)
class _Group:
    """Letters that are declared alike."""

    names: tuple[str, ...]
    declared: Declared

    def in_latex(self) -> str:
        rows, cols = self.declared.shape
        names = ", ".join(map(latex_name, self.names))
        if self.declared.shape == ("1", "1"):
            sign = {"positive": "> 0", "nonnegative": r"\ge 0"}.get(self.declared.sign or "", r"\in \mathbb{R}")
            return f"${names} {sign}$"
        exponent = rows if cols == "1" else rf"{rows} \times {cols}"
        return f"{self.kind} ${names} \\in \\mathbb{{R}}^{{{exponent}}}$".lstrip()

    def in_plain_text(self) -> str:
        names = ", ".join(self.names)
        if self.declared.shape == ("1", "1"):
            return names + {"positive": " > 0", "nonnegative": " >= 0"}.get(self.declared.sign or "", "")
        return f"{names} ({' x '.join(self.declared.shape)}{f', {self.kind}' if self.kind else ''})"

    @property
    def kind(self) -> str:
        """What is assumed of a matrix."""
        return _SIGNS.get(self.declared.sign or "", "symmetric" if self.declared.symmetric else "")


def _groups(statement: Statement) -> Iterator[_Group]:
    """Yield the letters that are not defined: matrices, vectors, numbers."""
    asked = question(statement)
    defined = {name for name, _ in asked.definitions}
    groups: dict[Declared, list[str]] = {}
    for letter in asked.letters:
        if letter.name not in defined:
            groups.setdefault(replace(letter, name=""), []).append(letter.name)
    order = sorted(groups, key=lambda group: (group.shape[1] == "1", group.shape[0] == "1"))
    yield from (_Group(tuple(groups[group]), group) for group in order)


def _hypothesis(hypothesis: Any, words: Callable[[str], str], spelled: Callable[[Any], str]) -> str:
    """Spell a hypothesis: its name, if it has one, and the relation that the kernel saw."""
    if isinstance(hypothesis, Named):
        return f"{words(hypothesis.words)} ({spelled(hypothesis.relation)})"
    return spelled(hypothesis)


def _plain(relation: Any) -> str:
    match relation:
        case Equal(lhs=lhs, rhs=rhs):
            return f"{lhs} = {rhs}"
        case AtLeast(larger=larger, smaller=smaller):
            return f"{larger} >= {smaller}"
        case Positive(expression=inside):
            return f"{inside} > 0"
        case Nonzero(expression=inside):
            return f"{inside} != 0"
    return f"the gradient of {relation.function} in {relation.variable} is {relation.gradient}"


def _in_dollars(relation: Any) -> str:
    relation = _exact(relation)
    if isinstance(relation, Positive | Nonzero):
        is_number = getattr(relation.expression, "shape", (1, 1)) == (1, 1)
        sign = r"\ne" if isinstance(relation, Nonzero) else ">" if is_number else r"\succ"
        return f"${latex(relation.expression)} {sign} 0$"
    return f"${' '.join(claim_sides(relation))}$"


def _exact(relation: Any) -> Any:
    """Return the relation with Python's integers as SymPy's, which are printed."""
    sides = {name: sympy.Integer(side) if type(side) is int else side for name, side in vars(relation).items()}
    return type(relation)(**sides)


def _display(equations: Sequence[tuple[str, str, str]], mark: str) -> Iterator[str]:
    rows = [row for sides in equations for row in aligned(*sides, LINE_WIDTH)]
    yield r"\begin{align*}"
    yield " \\\\\n".join(f"  {row}" for row in rows) + mark
    yield r"\end{align*}"


# --- counterexamples --------------------------------------------------------------------------------------------------


def _counterexample(found: Counterexample) -> Iterator[str]:
    values = [f"${latex_name(name)} = {_matrix(value)}$" for name, value in found.letters()]
    along = f", along ${_matrix(found.witness)}$" if found.witness and len(found.witness) > 1 else ""
    yield f"Counterexample: at {', '.join(values)},"
    yield f"the left side is ${_matrix(found.lhs)}$, the right side ${_matrix(found.rhs)}${along}."


def _matrix(value: Matrix) -> str:
    if len(value) == len(value[0]) == 1:
        return _fraction(value[0][0])
    rows = r" \\ ".join(" & ".join(map(_fraction, row)) for row in value)
    return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"


def _fraction(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    whole = str(abs(value.numerator))
    return sign + (whole if value.denominator == 1 else rf"\tfrac{{{whole}}}{{{value.denominator}}}")
