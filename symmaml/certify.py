"""Turn a derivation into a result: every step and the conclusion must become a theorem of the kernel."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import fields
from typing import Any

import sympy

from symmaml.derivation import Derivation, Result
from symmaml.errors import NotProved
from symmaml.proof.decide import PATIENCE, decide
from symmaml.statement import Claim, Definition, Statement, Status, Verdict


def certify(derivation: Derivation, known: MutableMapping[Statement, Verdict] | None = None) -> Result:
    """Prove every step and the conclusion of a derivation; raise `NotProved` at the first that fails.

    `known` collects verdicts, so that statements shared by several derivations are proved once.
    """
    known = {} if known is None else known
    _require_stated(derivation)
    verdicts = []
    for number, (claim, reason) in enumerate(_lines(derivation), start=1):
        statement = Statement(claim, (), needed(claim, derivation.where))
        if statement not in known:
            known[statement] = decide(statement, seconds=PATIENCE)
        verdict = known[statement]
        if verdict.status is not Status.PROVED:
            raise NotProved(
                f"{derivation.title}: line {number} ({reason}) is {verdict.status.value}: {verdict.reason or claim}",
                verdict,
            )
        verdicts.append(verdict)
    return Result(derivation, tuple(verdicts[:-1]), verdicts[-1])


def _require_stated(derivation: Derivation) -> None:
    """Raise `NotProved` unless the conclusion holds the answer, or a letter that is defined to be it."""
    parts = [getattr(derivation.conclusion, field.name) for field in fields(derivation.conclusion)]
    named = {definition.letter for definition in derivation.where if definition.expression == derivation.expression}
    if not any(part == derivation.expression or part.has(derivation.expression, *named) for part in parts):
        raise NotProved(f"{derivation.title}: the conclusion {derivation.conclusion} does not state the answer")


def _lines(derivation: Derivation) -> Iterable[tuple[Claim, str]]:
    yield from ((step.claim, step.reason) for step in derivation.steps)
    yield derivation.conclusion, "the conclusion"


def needed(claim: Claim, where: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """Return the definitions that a claim mentions, directly or through others, in their order."""
    mentioned = {symbol for field in fields(claim) for symbol in _symbols(getattr(claim, field.name))}
    kept: list[Definition] = []
    for definition in reversed(where):
        if definition.letter in mentioned:
            mentioned |= _symbols(definition.expression)
            kept.append(definition)
    return tuple(reversed(kept))


def _symbols(expression: Any) -> set[Any]:
    return set(expression.atoms(sympy.MatrixSymbol, sympy.Symbol)) if isinstance(expression, sympy.Basic) else set()
