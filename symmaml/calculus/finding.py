"""Findings: a statement about functions, refuted by a case of it or proved for one, with every fact that shows it.

The standing is computed. A case refutes a universal statement when it has every property that the statement assumes
and lacks the one that it concludes; a case proves a statement about itself when it has the property.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symmaml.calculus.case import Case
from symmaml.calculus.facts import Fact
from symmaml.calculus.properties import Hint, Nothing, Property
from symmaml.calculus.sign import Shown
from symmaml.calculus.spelling import latex, letter, plain, range_latex, range_plain
from symmaml.claim import Standing
from symmaml.errors import FactRefused, NotDecided


@dataclass(frozen=True)
class Universal:
    """For all functions and parameters: if all hypotheses hold, so does the conclusion."""

    letters: tuple[str, ...]
    hypotheses: tuple[Property, ...]
    conclusion: Property

    def plain(self) -> str:
        assumed = ", ".join(hypothesis.plain() for hypothesis in self.hypotheses)
        return f"for all {', '.join(self.letters)}: if {assumed}, then {self.conclusion.plain()}"

    def latex(self) -> str:
        assumed = ", ".join(hypothesis.latex() for hypothesis in self.hypotheses)
        return f"For all ${', '.join(self.letters)}$: if {assumed}, then {self.conclusion.latex()}."


@dataclass(frozen=True)
class Finding:
    """What was found about a statement: its standing, how it was shown, and the facts."""

    standing: Standing
    kind: str
    statement: str
    statement_latex: str
    case: Case
    facts: tuple[tuple[Fact, Shown], ...] = ()
    reason: str = ""

    def check(self) -> None:
        """Check every fact again; raise what the checker raises."""
        for fact, _ in self.facts:
            fact.check()


def refute(statement: Universal, case: Case, established: Sequence[Hint], violated: Hint) -> Finding:
    """Refute a universal statement by a case: one hint for each hypothesis, and one for the conclusion.

    Raises `FactRefused` by the rule "hypothesis" or "violation" when the case does not refute the statement. Where an
    enclosure is too wide the finding is undecided, and says what to ask for.
    """
    if len(established) != len(statement.hypotheses):
        raise FactRefused(
            "hypothesis", f"{len(statement.hypotheses)} hypotheses are to be established, and {len(established)} hints came"
        )
    facts: list[tuple[Fact, Shown]] = []
    try:
        for hypothesis, hint in zip(statement.hypotheses, established, strict=True):
            facts += checked("hypothesis", hypothesis, hint, case, holds=True)
        facts += checked("violation", statement.conclusion, violated, case, holds=False)
    except NotDecided as open_question:
        return undecided(statement.plain(), statement.latex(), case, open_question)
    return Finding(Standing.REFUTED, kind_of(facts), statement.plain(), statement.latex(), case, tuple(facts))


def show(conclusion: Property, case: Case, hint: Hint | None = None) -> Finding:
    """Prove that a case has a property. Raises `FactRefused` when it has not, or the hint is wrong."""
    spelled, spelled_latex = conclusion.plain() + of_case(case), conclusion.latex() + of_case_latex(case)
    try:
        facts = checked("conclusion", conclusion, hint or Nothing(), case, holds=True)
    except NotDecided as open_question:
        return undecided(spelled, spelled_latex, case, open_question)
    return Finding(Standing.PROVED, kind_of(facts), spelled, spelled_latex, case, tuple(facts))


def checked(rule: str, what: Property, hint: Hint, case: Case, holds: bool) -> list[tuple[Fact, Shown]]:
    try:
        facts = what.holds(case, hint) if holds else what.fails(case, hint)
        if not facts:
            raise FactRefused("evidence", "no facts bear on it")
        return [(fact, fact.check()) for fact in facts]
    except FactRefused as refusal:
        raise FactRefused(rule, f"{what.plain()}: {refusal}") from refusal


def undecided(spelled: str, spelled_latex: str, case: Case, open_question: NotDecided) -> Finding:
    return Finding(Standing.UNDECIDED, "undecided", spelled, spelled_latex, case, reason=str(open_question))


def kind_of(facts: Sequence[tuple[Fact, Shown]]) -> str:
    """Say what the facts rest on: exact values and identities alone, or enclosures too."""
    return "enclosures" if any(shown.kind == "enclosure" for _, shown in facts) else "exact values"


def of_case(case: Case) -> str:
    given = [f"{name} = {plain(value)}" for name, value in {**case.functions, **case.values}.items()]
    given += [range_plain(name, values) for name, values in case.ranges.items()]
    return " for " + ", ".join(given)


def of_case_latex(case: Case) -> str:
    given = [f"${name}(x) = {latex(value)}$" for name, value in case.functions.items()]
    given += [f"${letter(name, True)} = {latex(value)}$" for name, value in case.values.items()]
    given += [f"${range_latex(name, values)}$" for name, values in case.ranges.items()]
    return " for " + ", ".join(given)




