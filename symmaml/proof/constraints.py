"""Constraints on sample values, and orders in which letters can be chosen so that each constraint is solved, not hoped for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symmaml import kernel
from symmaml.proof import exact
from symmaml.proof.affine import degree
from symmaml.proof.exact import Exact
from symmaml.proof.point import NUMBER, Infeasible, Point, Signature, names

MAX_UNFOLDED_TERMS = 200
BEAM, ORDERS = 6, 4
SIGNS = ("positive", "nonnegative")


@dataclass(frozen=True)
class Constraint:
    """A hypothesis on the gap lhs - rhs: `letters` without definition determine it, `opaque` ones through an inverse."""

    kind: str
    gap: kernel.Polynomial
    letters: frozenset[str]
    opaque: frozenset[str]

    def is_affine(self, name: str) -> bool:
        """Whether the gap is affine in a letter."""
        return name not in self.opaque and degree(self.gap, name) == 1

    def isolated(self, name: str) -> Fraction | None:
        """Return the coefficient of a letter that stands alone, and nowhere else in the gap."""
        alone = [
            (monomial, c) for monomial, c in self.gap.terms if degree(kernel.Polynomial(self.gap.shape, ((monomial, c),)), name)
        ]
        if len(alone) != 1 or name in self.opaque:
            return None
        (scalars, word), coefficient = alone[0]
        pieces = [piece for piece in (*scalars, word) if piece]
        return coefficient if len(pieces) == 1 and len(pieces[0]) == 1 else None

    def is_homogeneous(self, name: str) -> bool:
        """Whether every monomial contains the letter."""
        return all(degree(kernel.Polynomial(self.gap.shape, (term,)), name) for term in self.gap.terms)


@dataclass(frozen=True)
class Step:
    """A letter to choose, and the constraints that involve it and letters chosen before it."""

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
    """Read the hypotheses of a document as constraints, definitions unfolded where they stay small."""
    read = []
    for hypothesis in document.hypotheses:
        gap = _unfolded(document.alphabet, document.alphabet.add((1, hypothesis.lhs), (-1, hypothesis.rhs)))
        defined = [name for name in names(gap) if of.letters[name].definition]
        opaque = frozenset().union(*(of.sources[name] for name in defined))
        read.append(Constraint(hypothesis.kind, gap, of.depends(gap), opaque))
    return tuple(read)


def _unfolded(alphabet: kernel.Alphabet, polynomial: kernel.Polynomial) -> kernel.Polynomial:
    """Replace letters by what they are defined to equal, unless that explodes."""
    total = [(Fraction(0), polynomial)]
    for (scalars, word), coefficient in polynomial.terms:
        product = alphabet.identity(polynomial.shape[0]) if polynomial.shape[0] == polynomial.shape[1] else None
        for part in (*scalars, word):
            inner = _unfolded_word(alphabet, part) if part else None
            if inner is not None:
                product = inner if product is None else alphabet.multiply(product, inner)
        if product is None or len(product.terms) > MAX_UNFOLDED_TERMS:
            return polynomial
        total.append((coefficient, product))
    return alphabet.add(*total)


def _unfolded_word(alphabet: kernel.Alphabet, word: kernel.Word) -> kernel.Polynomial:
    total = alphabet.identity("1")
    for spelling in word:
        letter = alphabet.letters[spelling.removesuffix("'")]
        single = alphabet.single(spelling)
        if letter.equals is not None:
            single = _unfolded(alphabet, letter.equals)
            single = alphabet.transpose(single) if spelling.endswith("'") else single
        total = alphabet.multiply(total, single)
    return total


def orders(of: Signature, given: Sequence[Constraint]) -> tuple[Order, ...]:
    """Return a few orders of the letters, the most promising first."""
    tied = frozenset().union(*(c.letters for c in given))
    loose = tuple(Step(name) for name in of.free if name not in tied)
    states: list[tuple[int, tuple[str, ...], Order]] = [(0, tuple(sorted(tied)), ())]
    for _ in tied:
        grown = []
        for cost, remaining, chosen in states:
            for name in remaining:
                mine = [c for c in given if name in c.letters and c.letters <= set(remaining)]
                rest = tuple(n for n in remaining if n != name)
                grown.append((cost + _cost(of, name, mine), rest, (_step(name, mine), *chosen)))
        grown.sort(key=lambda state: (state[0], [step.name for step in state[2]]))
        states = grown[:BEAM]
    return tuple(loose + chosen for _, _, chosen in states[:ORDERS])


def _step(name: str, mine: Iterable[Constraint]) -> Step:
    equal = [c for c in mine if c.kind == "equal"]
    return Step(
        name,
        affine=tuple(c for c in equal if c.is_affine(name)),
        curved=tuple(c for c in equal if not c.is_affine(name)),
        signs=tuple(c for c in mine if c.kind != "equal"),
    )


def _cost(of: Signature, name: str, mine: Sequence[Constraint]) -> int:
    """Estimate how unlikely a letter is to satisfy its constraints when it is chosen last of their letters."""
    step, letter = _step(name, mine), of.letters[name]
    scalars = {n for n, other in of.letters.items() if other.shape == NUMBER}
    linked = [c for c in step.curved if c.letters - {name} - scalars]
    cost = 60 * len(linked) + 2 * (len(step.curved) - len(linked)) + 3 * max(0, len(step.affine) - 1)
    if step.curved and any(c.letters - {name} - scalars for c in step.affine):
        cost += 60
    cost += sum(_affine_cost(c, letter) for c in step.affine)
    bounds = [c for c in step.signs if c.kind in SIGNS]
    cost += 15 * max(0, len(bounds) - 1) + (10 * len(bounds) if step.affine or step.curved else 0)
    return cost + sum(_sign_cost(c, letter) for c in bounds)


def _affine_cost(constraint: Constraint, letter: kernel.Letter) -> int:
    if constraint.isolated(letter.name) is not None:
        return 10 if letter.sign else 3 if letter.symmetric and letter.shape != NUMBER else 0
    cost = 8 if constraint.is_homogeneous(letter.name) else 12
    if constraint.gap.shape != NUMBER:
        cost += 40 if letter.shape == NUMBER else 20 if "1" in letter.shape else 0
    return cost


def _sign_cost(constraint: Constraint, letter: kernel.Letter) -> int:
    if not constraint.is_affine(letter.name):
        return 20
    alone = constraint.isolated(letter.name)
    if alone is None:
        return 8 if letter.shape == NUMBER else 12
    return 0 if alone > 0 else 25 if letter.sign else 10


def is_own(of: Signature, name: str, constraint: Constraint) -> bool:
    """Whether a constraint relates a letter to nothing but numbers."""
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
