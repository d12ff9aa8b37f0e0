"""Notice hypotheses that contradict one another at sight: one alone, or two that add up to a false constant.

Not every contradiction is noticed; a statement whose hypotheses hold nowhere stays undecided, for want of a witness.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from symmaml import kernel

NUMBER: kernel.Monomial = ((), ())


@dataclass(frozen=True)
class _Fact:
    """What is assumed of a polynomial: that it is positive, nonnegative, nonzero, or equal to zero."""

    kind: str
    polynomial: kernel.Polynomial
    source: str

    @property
    def is_cone(self) -> bool:
        return self.kind in ("positive", "nonnegative")

    def varying(self) -> dict[kernel.Monomial, Fraction]:
        return {monomial: c for monomial, c in self.polynomial.terms if monomial != NUMBER}

    def constant(self) -> Fraction:
        return dict(self.polynomial.terms).get(NUMBER, Fraction(0))


def contradiction(document: kernel.Document) -> str | None:
    """Return which assumptions of a statement contradict one another, or None if none were noticed.

    >>> letter = {"name": "t", "rows": "1", "cols": "1", "symmetric": True, "sign": "positive"}
    >>> zero, t = ({"shape": ["1", "1"], "terms": terms} for terms in ([], [["1", [], "t"]]))
    >>> source = {"letters": [letter], "claim": {"relation": "equal", "lhs": t, "rhs": t}}
    >>> contradiction(kernel.Document({**source, "hypotheses": [{"relation": "equal", "lhs": t, "rhs": zero}]}))
    'hypothesis 1 contradicts that t is positive'
    """
    facts = list(_facts(document))
    for fact in facts:
        if not fact.varying() and _is_false(fact.kind, fact.constant()):
            return f"{fact.source} holds nowhere"
    for second, first in combinations(reversed(facts), 2):
        if first.polynomial.shape == second.polynomial.shape and _contradict(first, second):
            named = "contradicts that" if " is " in first.source else "contradicts"
            return f"{second.source} {named} {first.source}"
    return None


def _facts(document: kernel.Document) -> Iterator[_Fact]:
    alphabet = document.alphabet
    for name, letter in alphabet.letters.items():
        if letter.sign:
            yield _Fact(letter.sign, alphabet.single(name), f"{name} is {letter.sign}")
    for number, hypothesis in enumerate(document.hypotheses, start=1):
        gap = alphabet.add((1, hypothesis.lhs), (-1, hypothesis.rhs))
        yield _Fact(hypothesis.kind, gap, f"hypothesis {number}")


def _is_false(kind: str, constant: Fraction) -> bool:
    """Whether a number, or that multiple of the identity, is not what `kind` says, whatever the dimension."""
    return {
        "positive": constant <= 0,
        "nonnegative": constant < 0,
        "nonzero": constant == 0,
        "equal": constant != 0,
    }[kind]


def _contradict(first: _Fact, second: _Fact) -> bool:
    """Whether first + factor * second is a constant that cannot be what both facts make of it."""
    factor = _cancelling(first.varying(), second.varying())
    if factor is None:
        return False
    constant = first.constant() + factor * second.constant()
    if first.is_cone and second.is_cone:
        strict = "positive" in (first.kind, second.kind)
        return factor > 0 and _is_false("positive" if strict else "nonnegative", constant)
    if "equal" in (first.kind, second.kind):
        other = second if first.kind == "equal" else first
        # first + factor * second is `other` up to a factor, which must not turn its sign round
        return _is_false(other.kind, constant if other is first else constant / factor)
    return False


def _cancelling(first: dict[kernel.Monomial, Fraction], second: dict[kernel.Monomial, Fraction]) -> Fraction | None:
    """Return the factor with which the second cancels the first, if there is one."""
    if not first or first.keys() != second.keys():
        return None
    factors = {-c / second[monomial] for monomial, c in first.items()}
    return factors.pop() if len(factors) == 1 else None
