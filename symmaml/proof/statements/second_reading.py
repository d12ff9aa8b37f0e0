"""A gradient may be read in two ways where a hypothesis says what a letter is, in terms of the variable.

In `U = theta - alpha A (theta - v)` the letter U is held constant like every other, or it is an abbreviation, which is
differentiated through.
"""

from __future__ import annotations

from dataclasses import replace

from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Question


def differentiated_through(question: Question) -> Question | None:
    """Return the question with such hypotheses as abbreviations; None if the function mentions no letter of theirs."""
    bodies = _bodies(question) if question.claim.kind == "gradient" else {}
    tied = _reaching(bodies, {question.claim.variable})
    if not tied & _met(bodies, question.claim.lhs):
        return None
    defined, declared = _in_order(tied, bodies), {letter.name: letter for letter in question.letters}
    says = {(tree.names(h.lhs), h.rhs): h for h in question.hypotheses if isinstance(h.lhs, tree.Name)}
    used = {says[frozenset({name}), bodies[name]] for name in tied}
    return replace(
        question,
        letters=(*(x for x in question.letters if x.name not in tied), *(declared[name] for name in defined)),
        definitions=(*question.definitions, *((name, bodies[name]) for name in defined)),
        hypotheses=tuple(h for h in question.hypotheses if h not in used),
    )


def _bodies(question: Question) -> dict[str, tree.Node]:
    """Return what hypotheses with a letter alone on the left say that it is; a letter with a sign is none of these."""
    taken = {name for name, _ in question.definitions} | {x.name for x in question.letters if x.sign}
    found: dict[str, tree.Node] = {}
    for h in question.hypotheses:
        if h.kind == "equal" and isinstance(h.lhs, tree.Name) and h.lhs.name not in taken | tree.names(h.rhs):
            found.setdefault(h.lhs.name, h.rhs)
    found.pop(question.claim.variable, None)
    return found


def _reaching(bodies: dict[str, tree.Node], names: set[str]) -> frozenset[str]:
    """Return the letters that depend on some names, directly or through others."""
    reached, growing = set(names), True
    while growing:
        new = {name for name, body in bodies.items() if tree.names(body) & reached} - reached
        reached, growing = reached | new, bool(new)
    return frozenset(reached - names)


def _met(bodies: dict[str, tree.Node], node: tree.Node) -> frozenset[str]:
    """Return the letters of an expression, directly or through what they stand for."""
    met, waiting = set[str](), list(tree.names(node))
    while waiting:
        name = waiting.pop()
        if name not in met:
            met.add(name)
            waiting += tree.names(bodies[name]) if name in bodies else ()
    return frozenset(met)


def _in_order(tied: frozenset[str], bodies: dict[str, tree.Node]) -> list[str]:
    """Return letters so that each stands for an expression in earlier ones; those in a circle come last."""
    ordered: list[str] = []
    waiting = sorted(tied)
    while waiting:
        ready = [name for name in waiting if not (tree.names(bodies[name]) & set(waiting)) - {name}]
        ordered += ready or waiting
        waiting = [name for name in waiting if name not in ready] if ready else []
    return ordered
