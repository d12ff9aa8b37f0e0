"""Compare two statements: the same conclusion under more hypotheses, or something else; or a hypothesis in disguise."""

from __future__ import annotations

from dataclasses import replace

from symmaml.proof.statements.question import Declared, question
from symmaml.statement import Statement

_STRENGTH = (None, "nonnegative", "positive")


def has_more_hypotheses(one: Statement, other: Statement) -> bool:
    """Whether `one` has the conclusion of `other`, under all of its hypotheses and perhaps more.

    What a letter is declared to be counts as a hypothesis; what is defined must be defined alike in both.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.statement import AtLeast, Positive
    >>> A = symmetric("A")
    >>> weak, strong = Statement(AtLeast(A, 0)), Statement(AtLeast(A, 0), (Positive(A),))
    >>> has_more_hypotheses(strong, weak), has_more_hypotheses(weak, strong)
    (True, False)
    """
    more, less = question(one), question(other)
    letters, definitions = {letter.name: letter for letter in more.letters}, dict(more.definitions)
    defined = dict(less.definitions)
    return (
        more.claim == less.claim
        and set(less.hypotheses) <= set(more.hypotheses)
        and all(letter.name in letters and _assumes(letters[letter.name], letter) for letter in less.letters)
        and all(definitions.get(letter.name) == defined.get(letter.name) for letter in less.letters)
    )


def assumes_its_claim(statement: Statement) -> bool:
    """Whether the claim stands among the hypotheses, for an equality also with its sides exchanged.

    >>> from symmaml.notation import symmetric
    >>> from symmaml.statement import Equal
    >>> A, B = symmetric("A B")
    >>> assumes_its_claim(Statement(Equal(A * B, B * A), (Equal(B * A, A * B),)))
    True
    """
    asked = question(statement)
    claim = replace(asked.claim, kind="nonnegative") if asked.claim.kind == "at-least" else asked.claim
    ways = [claim, replace(claim, lhs=claim.rhs, rhs=claim.lhs)] if claim.kind == "equal" else [claim]
    return any(way in asked.hypotheses for way in ways)


def _assumes(one: Declared, other: Declared) -> bool:
    """Whether a letter is declared to be everything that another is."""
    stronger = _STRENGTH.index(one.sign) >= _STRENGTH.index(other.sign)
    return one.symmetric >= other.symmetric and stronger
