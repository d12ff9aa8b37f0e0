"""Findings: a statement about functions, refuted by a case of it or proved for one, with every fact that shows it.

The standing is computed, whatever is written. A case refutes a universal statement when it has every property that the
statement assumes and lacks the one that it concludes; a property is proved for a case when the case has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from fractions import Fraction

from symmaml.calculus.case import Case
from symmaml.calculus.expression import Expression
from symmaml.calculus.facts import Fact, HasSign
from symmaml.calculus.properties import Hint, Nothing, Property
from symmaml.calculus.sign import Shown
from symmaml.calculus.spelling import latex, letter, plain, range_latex, range_plain
from symmaml.claim import Standing
from symmaml.errors import FactRefused, NotDecided

PACKAGE = "symmaml.calculus."
LONGEST_REACHED = 80  # characters of what a fact reached, in an explanation


@dataclass(frozen=True)
class Universal:
    """For all functions and parameters: if all hypotheses hold, so does the conclusion."""

    letters: tuple[str, ...]
    hypotheses: tuple[Property, ...]
    conclusion: Property

    def plain(self) -> str:
        assumed = [hypothesis.plain() for hypothesis in self.hypotheses]
        condition = f"if {', '.join(assumed)}, then " if assumed else ""
        return f"for all {', '.join(self.letters)}: {condition}{self.conclusion.plain()}"

    def latex(self) -> str:
        assumed = [hypothesis.latex() for hypothesis in self.hypotheses]
        condition = f"if {', '.join(assumed)}, then " if assumed else ""
        letters = ", ".join(letter(name, True) for name in self.letters)
        return f"for all ${letters}$: {condition}{self.conclusion.latex()}"


@dataclass(frozen=True)
class Ground:
    """A property that a case has, or lacks, and the facts that show it."""

    about: Property
    holds: bool
    facts: tuple[Fact, ...]
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Finding:
    """A statement and a case, the hints where to look, and what follows: standing, kind of evidence, grounds.

    A universal statement has one hint for each hypothesis, then one for how its conclusion fails; a property has one.
    Raises `FactRefused` by the rule "hypothesis", "violation" or "conclusion" where the case does not show it, and by
    the rule "class" where a property or a hint is of a class that is not of this package. When an
    enclosure is too wide the standing is undecided, and `reason` says how wide and what to ask for.
    """

    about: Universal | Property
    case: Case
    hints: tuple[Hint, ...]
    standing: Standing = field(init=False)
    grounds: tuple[Ground, ...] = field(init=False)
    reason: str = field(init=False, default="")

    def __post_init__(self) -> None:
        try:
            grounds = tuple(self.found())
            standing = Standing.REFUTED if isinstance(self.about, Universal) else Standing.PROVED
        except NotDecided as open_question:
            grounds, standing = (), Standing.UNDECIDED
            object.__setattr__(self, "reason", str(open_question))
        object.__setattr__(self, "grounds", grounds)
        object.__setattr__(self, "standing", standing)

    def found(self) -> list[Ground]:
        require_known_classes((self.about, self.hints))
        if type(self.case) is not Case:
            raise FactRefused("class", f"a {type(self.case).__name__} is no case: write case(x, ...)")
        if not isinstance(self.about, Universal):
            return [ground("conclusion", self.about, self.hints[0], self.case, holds=True)]
        assumed = self.about.hypotheses
        if len(self.hints) != len(assumed) + 1:
            raise FactRefused("hypothesis", f"{len(assumed)} hypotheses and a conclusion need {len(assumed) + 1} hints")
        pairs = zip(assumed, self.hints, strict=False)
        established = [ground("hypothesis", each, hint, self.case, holds=True) for each, hint in pairs]
        return [*established, ground("violation", self.about.conclusion, self.hints[-1], self.case, holds=False)]

    @property
    def kind(self) -> str:
        """What the evidence rests on: "exact values", or "enclosures" too; "none" while it is undecided."""
        kinds = {shown.kind for each in self.grounds for shown in each.shown}
        return "enclosures" if "enclosure" in kinds else "exact values" if kinds else "none"

    @property
    def conclusion(self) -> str:
        """The conclusion in plain text."""
        return self.about.conclusion.plain() if isinstance(self.about, Universal) else self.statement

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The hypotheses in plain text."""
        return tuple(each.plain() for each in self.about.hypotheses) if isinstance(self.about, Universal) else ()

    @property
    def statement(self) -> str:
        """The statement in plain text."""
        return self.about.plain() + ("" if isinstance(self.about, Universal) else " for " + of_case(self.case))

    @property
    def statement_latex(self) -> str:
        """The statement, its formulas between dollar signs."""
        return self.about.latex() + ("" if isinstance(self.about, Universal) else " for " + of_case_latex(self.case))

    def explanation(self) -> tuple[str, ...]:
        """Return lines that say which case was taken, and what shows the statement."""
        if self.reason:
            return (f"undecided: {self.reason}",)
        if not isinstance(self.about, Universal):
            return (f"shown by {self.kind}",)
        *assumed, failing = self.grounds
        lines = [f"take {of_case_latex(self.case)}"]
        if assumed:
            kinds = {shown.kind for each in assumed for shown in each.shown}
            lines.append(f"the hypotheses hold, by {'enclosures' if 'enclosure' in kinds else 'exact values'}")
        because = dict.fromkeys(map(because_of, failing.facts, failing.shown))
        return (*lines, f"it is not so that {failing.about.latex()}: {'; '.join(because)}")


def require_known_classes(record: object) -> None:
    """Refuse a class written elsewhere: as a property or a hint it could name facts that show nothing."""
    if isinstance(record, tuple):
        for each in record:
            require_known_classes(each)
    elif is_dataclass(record) and not isinstance(record, Expression):
        if not type(record).__module__.startswith(PACKAGE):
            raise FactRefused("class", f"{type(record).__name__} is a class of its own, and not one of {PACKAGE[:-1]}")
        for each in fields(record):
            require_known_classes(getattr(record, each.name))
    elif not isinstance(record, Expression | Fraction | str | int | float | None):
        raise FactRefused("class", f"a {type(record).__name__} is no property and no hint")


def because_of(fact: Fact, shown: Shown) -> str:
    """Return a fact in words, with the value or the enclosure that was reached."""
    tells = isinstance(fact, HasSign) and shown.kind != "coefficients" and len(shown.reached) <= LONGEST_REACHED
    reached = shown.reached.replace("inf", r"\infty")
    return fact.words() + (f" (found: ${reached}$)" if tells else "")


def refute(statement: Universal, case: Case, established: Sequence[Hint], violated: Hint) -> Finding:
    """Refute a universal statement by a case: one hint for each hypothesis, and one for the conclusion.

    >>> from fractions import Fraction
    >>> from symmaml.calculus import At, Convexity, Given, Pieces, as_expression, case, sqrt, variable
    >>> x = variable("x")
    >>> every = Universal(("f",), (Convexity(Given("f")),), Convexity(Given("f"), as_expression(1)))
    >>> found = refute(every, case(x, {"f": sqrt(1 + x**2)}), [Pieces()], At(as_expression(Fraction(3, 4))))
    >>> found.standing.value, found.grounds[-1].shown[0].reached
    ('refuted', '-61/125')
    """
    return Finding(statement, case, (*established, violated))


def show(conclusion: Property, case: Case, hint: Hint | None = None) -> Finding:
    """Prove that a case has a property."""
    return Finding(conclusion, case, (hint or Nothing(),))


def ground(rule: str, about: Property, hint: Hint, case: Case, holds: bool) -> Ground:
    """Check the facts that show that the case has the property, or lacks it."""
    try:
        facts = about.holds(case, hint) if holds else about.fails(case, hint)
        if not facts:
            raise FactRefused("evidence", "no facts bear on it")
        return Ground(about, holds, facts, tuple(fact.check() for fact in facts))
    except FactRefused as refusal:
        raise FactRefused(rule, f"{about.plain()}: {refusal}") from refusal


def of_case(case: Case) -> str:
    given = [f"{name} = {plain(value)}" for name, value in {**case.functions, **case.values}.items()]
    return ", ".join(given + [range_plain(name, values) for name, values in case.ranges.items()])


def of_case_latex(case: Case) -> str:
    arguments = ", ".join(latex(variable) for variable in case.variables)
    given = [f"${letter(name, True)}({arguments}) = {latex(value)}$" for name, value in case.functions.items()]
    given += [f"${letter(name, True)} = {latex(value)}$" for name, value in case.values.items()]
    return ", ".join(given + [f"${range_latex(name, values)}$" for name, values in case.ranges.items()])
