r"""Statements in print and in plain text: "For all symmetric A in R^{n x n} ..., if ..., then ..., where ...".

Everything that a letter is declared to be, and every hypothesis, is read off the record that the kernel's verdict
carries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import sympy

from symmaml.export.document import display, needed_definitions
from symmaml.export.latex import claim_sides, latex
from symmaml.export.layout import LINE_WIDTH, width
from symmaml.export.prose import listed, prose, spelled
from symmaml.export.terms import letter_position
from symmaml.notation import latex_name
from symmaml.proof.statements.question import Declared, question
from symmaml.statement import AtLeast, Definition, Equal, Named, Nonzero, Positive, Statement, Status, Verdict

_SIGNS = MappingProxyType({"positive": "positive definite", "nonnegative": "positive semidefinite"})
_INLINE = 24.0  # em; a wider hypothesis is displayed


def essential(verdict: Verdict) -> Statement:
    """Return the statement without the definitions of which it makes no use; it is proved, or refuted, as the whole is.

    A definition that inverts something says that it is invertible: it stays where a proof has used that.
    """
    statement = verdict.statement
    relations = [getattr(found, "relation", found) for found in (*statement.hypotheses, statement.claim)]
    needed = needed_definitions(statement.where, [part for relation in relations for part in vars(relation).values()])
    if verdict.status is not Status.REFUTED and (verdict.theorem is None or verdict.theorem.inverses):
        needed = [found for found in statement.where if found in needed or _inverts(found)]
        needed = needed_definitions(statement.where, [found.letter for found in needed])
    return replace(statement, where=tuple(needed))


def _inverts(definition: Definition) -> bool:
    powers = definition.expression.atoms(sympy.Pow, sympy.MatPow)
    return bool(definition.expression.has(sympy.Inverse)) or any(power.exp.is_negative for power in powers)


def statement_to_latex(statement: Statement, line_width: float = LINE_WIDTH) -> Iterator[str]:
    r"""Print a statement with every quantifier and every hypothesis, for a text `line_width` em wide."""
    letters = [group.in_latex() for group in _groups(statement)]
    hypotheses = [_hypothesis(hypothesis, line_width) for hypothesis in statement.hypotheses]
    start = f"For all {listed(letters)}" if letters else "In every dimension"
    if hypotheses:
        yield f"{start}, if"
        yield r"\begin{hypotheses}"
        yield from (rf"  \item {hypothesis}" for hypothesis in hypotheses)
        yield r"\end{hypotheses}"
        yield "then"
    else:
        yield f"{start},"
    where = [(latex(found.letter), "=", latex(found.expression)) for found in statement.where]
    yield from display([claim_sides(_exact(statement.claim))], "," if where else ".", line_width)
    if where:
        yield "where"
        yield from display(where, ".", line_width)


def statement_in_plain_text(statement: Statement) -> str:
    """Return "for all ..., if ...: ...; where ..." as one line of plain text."""
    letters = [group.in_plain_text() for group in _groups(statement)]
    hypotheses = [_plain_hypothesis(hypothesis) for hypothesis in statement.hypotheses]
    where = [f"{found.letter} = {found.expression}" for found in statement.where]
    start = joined("for all ", letters, ", ") + joined(", if ", hypotheses, " and ")
    return f"{start}: {_plain(statement.claim)}" + joined("; where ", where, ", ")


def joined(before: str, parts: Sequence[str], between: str) -> str:
    """Return the parts joined, with `before` in front, or nothing if there are none."""
    return before + between.join(parts) if parts else ""


# --- letters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Group:
    """Letters that are declared alike."""

    names: tuple[str, ...]
    declared: Declared

    def in_latex(self) -> str:
        rows, cols = self.declared.shape
        names = ", ".join(map(latex_name, sorted(self.names, key=letter_position)))
        if self.declared.shape == ("1", "1"):
            sign = {"positive": "> 0", "nonnegative": r"\ge 0"}.get(self.declared.sign or "", r"\in \mathbb{R}")
            return f"${names} {sign}$"
        exponent = rows if cols == "1" else rf"{rows} \times {cols}"
        kind = f"symmetric {self.kind}" if self.declared.sign else self.kind
        return f"{kind} ${names} \\in \\mathbb{{R}}^{{{exponent}}}$".lstrip()

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


# --- relations --------------------------------------------------------------------------------------------------------


def _hypothesis(hypothesis: Any, line_width: float) -> str:
    """Spell a hypothesis: its name, if it has one, and the relation that the kernel saw."""
    named = isinstance(hypothesis, Named)
    relation = _exact(hypothesis.relation if named else hypothesis)
    sides = _sides(relation)
    formula = f"${' '.join(sides)}$"
    if width(formula) > _INLINE:
        formula = "\n".join(display([sides], ",", line_width))
        return f"{prose(spelled(hypothesis.words))}:\n{formula}" if named else formula
    return f"{prose(spelled(hypothesis.words))}: {formula}," if named else f"{formula},"


def _sides(relation: Any) -> tuple[str, str, str]:
    if not isinstance(relation, Positive | Nonzero):
        return claim_sides(relation)
    is_number = getattr(relation.expression, "shape", (1, 1)) == (1, 1)
    sign = r"\ne" if isinstance(relation, Nonzero) else ">" if is_number else r"\succ"
    return latex(relation.expression), sign, "0"


def _exact(relation: Any) -> Any:
    """Return the relation with Python's integers as SymPy's, which are printed."""
    sides = {name: sympy.Integer(side) if type(side) is int else side for name, side in vars(relation).items()}
    return type(relation)(**sides)


def _plain_hypothesis(hypothesis: Any) -> str:
    if isinstance(hypothesis, Named):
        return f"{hypothesis.words} ({_plain(hypothesis.relation)})"
    return _plain(hypothesis)


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
