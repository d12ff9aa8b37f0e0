"""Constraints on sample values, and orders of the letters in which each constraint is solved rather than hoped for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symmaml import kernel
from symmaml.proof.values import exact
from symmaml.proof.values.affine import degree
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import NUMBER, Infeasible, Point, Signature, names

MAX_UNFOLDED_TERMS = 200
BEAM, ORDERS = 6, 4  # partial orders kept while orders are built, and orders returned
SIGNS = ("positive", "nonnegative")


@dataclass(frozen=True)
class Constraint:
    """A hypothesis on the gap lhs - rhs, which is determined by `letters` without definition.

    `handles` gives for some of them what the gap is affine in: the letter, or the inverse of it.
    """

    kind: str
    gap: kernel.Polynomial
    letters: frozenset[str]
    handles: Mapping[str, str]

    def terms(self, name: str) -> list[kernel.Polynomial]:
        """Return the terms of the gap that contain a letter, each as a polynomial."""
        terms = (kernel.Polynomial(self.gap.shape, (term,)) for term in self.gap.terms)
        return [term for term in terms if degree(term, name)]

    def is_affine(self, name: str) -> bool:
        """Whether the gap is affine in a letter or in its inverse, and depends on it in no other way."""
        return name in self.handles

    def is_homogeneous(self, name: str) -> bool:
        """Whether every term contains the letter."""
        return len(self.terms(self.handles.get(name, name))) == len(self.gap.terms)

    def isolated(self, name: str) -> Fraction | None:
        """Return the coefficient of a letter that stands alone, and nowhere else in the gap; None otherwise."""
        if name not in self.handles or len(containing := self.terms(self.handles[name])) != 1:
            return None
        (((scalars, word), coefficient),) = containing[0].terms
        pieces = [piece for piece in (*scalars, word) if piece]
        return coefficient if len(pieces) == 1 and len(pieces[0]) == 1 else None


@dataclass(frozen=True)
class Step:
    """A letter to choose, and the constraints that tie it to letters chosen before it.

    They are equalities that are affine in it (or all in its inverse), equalities that are not, and inequalities.
    """

    name: str
    affine: tuple[Constraint, ...] = ()
    curved: tuple[Constraint, ...] = ()
    signs: tuple[Constraint, ...] = ()

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """All of them."""
        return (*self.affine, *self.curved, *self.signs)


Order = tuple[Step, ...]


def constraints(document: kernel.Document, of: Signature) -> tuple[Constraint, ...]:
    """Read the hypotheses of a document as constraints, definitions unfolded where they stay small.

    That an inverse times what it inverts is the identity is no constraint: it holds where the inverse exists.
    """
    alphabet = document.alphabet
    tautologies = [
        alphabet.add((1, alphabet.multiply(*pair)), (-1, alphabet.identity(letter.shape[0])))
        for name, letter in of.letters.items()
        if letter.inverse_of is not None
        for pair in ((alphabet.single(name), letter.inverse_of), (letter.inverse_of, alphabet.single(name)))
    ]
    inverted = {
        name: letter.inverse_of
        for name, letter in of.letters.items()
        if letter.inverse_of is not None and len(letter.inverse_of.terms) == 1
    }
    read = []
    for hypothesis in document.hypotheses:
        gap = alphabet.add((1, hypothesis.lhs), (-1, hypothesis.rhs))
        if hypothesis.kind == "equal" and gap in tautologies:
            continue
        gap = _unfolded(alphabet, gap)
        handles = {}
        for name in sorted(of.depends(gap)):
            carriers = [other for other in sorted(names(gap)) if name in of.sources[other]]
            is_direct = carriers == [name] or inverted.get(carriers[0]) == alphabet.single(name)
            if len(carriers) == 1 and is_direct and degree(gap, carriers[0]) == 1:
                handles[name] = carriers[0]
        read.append(Constraint(hypothesis.kind, gap, of.depends(gap), handles))
    return tuple(read)


def _unfolded(alphabet: kernel.Alphabet, polynomial: kernel.Polynomial) -> kernel.Polynomial:
    """Replace letters by what they are defined to equal, unless that explodes."""
    total = kernel.Polynomial(polynomial.shape, ())
    for (scalars, word), coefficient in polynomial.terms:
        unfolded = _unfolded_word(alphabet, word) if word else alphabet.identity(polynomial.shape[0])
        for scalar in scalars:
            unfolded = alphabet.multiply(_unfolded_word(alphabet, scalar), unfolded)
        total = alphabet.add((1, total), (coefficient, unfolded))
        if len(total.terms) > MAX_UNFOLDED_TERMS:
            return polynomial
    return total


def _unfolded_word(alphabet: kernel.Alphabet, word: kernel.Word) -> kernel.Polynomial:
    total = alphabet.identity("1")
    for spelling in word:
        letter = alphabet.letters[spelling.removesuffix("'")]
        factor = alphabet.single(spelling)
        if letter.equals is not None:
            factor = _unfolded(alphabet, letter.equals)
            factor = alphabet.transpose(factor) if spelling.endswith("'") else factor
        total = alphabet.multiply(total, factor)
    return total


def orders(of: Signature, given: Sequence[Constraint]) -> tuple[Order, ...]:
    """Return a few orders of the letters, the most promising first; they are built from the last letter backwards."""
    tied = frozenset[str]().union(*(c.letters for c in given))
    loose = tuple(Step(name) for name in of.free if name not in tied)
    states: list[tuple[int, tuple[str, ...], Order]] = [(0, tuple(sorted(tied)), ())]
    for _ in tied:
        grown = []
        for cost, remaining, chosen in states:
            for name in remaining:
                step = _step(name, [c for c in given if name in c.letters and c.letters <= set(remaining)])
                rest = tuple(other for other in remaining if other != name)
                grown.append((cost + _cost(of, step), rest, (step, *chosen)))
        states = sorted(grown, key=lambda state: (state[0], [step.name for step in state[2]]))[:BEAM]
    return tuple(loose + chosen for _, _, chosen in states[:ORDERS])


def _step(name: str, mine: Sequence[Constraint]) -> Step:
    equal = [c for c in mine if c.kind == "equal"]
    # what is affine in the inverse of a letter can be solved only if nothing is affine in the letter itself
    handle = name if any(c.handles.get(name) == name for c in equal) else None
    affine = [c for c in equal if name in c.handles and handle in (None, c.handles[name])]
    return Step(
        name,
        affine=tuple(affine),
        curved=tuple(c for c in equal if c not in affine),
        signs=tuple(c for c in mine if c.kind != "equal"),
    )


# The costs below are no probabilities: they only rank orders. What can surely be solved costs nothing, what is solved
# in most cases some units, what holds by luck alone many tens.


def _cost(of: Signature, step: Step) -> int:
    """Estimate how hard it is to satisfy the constraints of a letter when the others have values."""
    letter = of.letters[step.name]
    linked = [c for c in step.curved if not is_own(of, step.name, c)]
    cost = 60 * len(linked) + 2 * (len(step.curved) - len(linked)) + 3 * max(0, len(step.affine) - 1)
    if step.curved and not all(is_own(of, step.name, c) for c in step.affine):
        cost += 60
    cost += sum(_affine_cost(c, letter) for c in step.affine)
    bounds = [c for c in step.signs if c.kind in SIGNS]
    cost += 15 * max(0, len(bounds) - 1) + (10 * len(bounds) if step.affine or step.curved else 0)
    return cost + sum(_sign_cost(c, letter) for c in bounds)


def _affine_cost(constraint: Constraint, letter: kernel.Letter) -> int:
    is_number = letter.shape == NUMBER
    if constraint.isolated(letter.name) is not None:
        return 10 if letter.sign else 3 if letter.symmetric and not is_number else 0
    cost = 12
    if constraint.is_homogeneous(letter.name):
        # zero is a solution, but not if the inverse of the letter is solved for
        cost = 8 if constraint.handles[letter.name] == letter.name else 60
    if constraint.gap.shape != NUMBER:
        # few unknowns for many equations: there may be no solution, or zero alone
        cost += 40 if is_number else 20 if "1" in letter.shape else 0
    return cost


def _sign_cost(constraint: Constraint, letter: kernel.Letter) -> int:
    if not constraint.is_affine(letter.name):
        return 20
    alone = constraint.isolated(letter.name)
    if alone is None:
        return 8 if letter.shape == NUMBER else 12
    return 0 if alone > 0 else 25 if letter.sign else 10


def is_own(of: Signature, name: str, constraint: Constraint) -> bool:
    """Whether a constraint ties a letter to nothing but numbers."""
    return all(of.letters[other].shape == NUMBER for other in constraint.letters - {name})


def holds(point: Point, constraint: Constraint) -> bool:
    """Whether a constraint holds at a point; not where an inverse in it does not exist."""
    try:
        gap = point.evaluate(constraint.gap)
    except Infeasible:
        return False
    if constraint.kind == "equal":
        return exact.is_zero(gap)
    if constraint.kind == "nonzero":
        return not exact.is_zero(gap)
    return exact.has_sign(gap, constraint.kind)


def accepted(point: Point, name: str, value: Exact, wanted: Sequence[Constraint]) -> bool:
    """Assign a value and say whether the letter's own sign and the wanted constraints hold."""
    letter = point.signature.letters[name]
    point.work += 5
    if letter.sign and not exact.has_sign(value, letter.sign):
        return False
    point.assign(name, value)
    return all(holds(point, constraint) for constraint in wanted)
