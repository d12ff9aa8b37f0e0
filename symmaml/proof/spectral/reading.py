"""Read a statement about one symmetric matrix and some numbers as polynomials in commuting variables.

Polynomials in one matrix commute, so what is proved of numbers by sums of products of positive ones holds of the
matrix in every dimension. Abbreviations are unfolded; inverses are variables of their own, and `cleared` removes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sympy import QQ
from sympy.polys.rings import ring

from symmaml.kernel import Document, Letter, Polynomial
from symmaml.proof.squares.cone import NUMBER
from symmaml.proof.squares.theory import definitions

Element = Any  # of SymPy's sparse polynomial ring over the rationals


@dataclass(frozen=True)
class Known:
    """A polynomial that is positive: scale^2 times what the reference stands for."""

    reference: str
    polynomial: Element
    scale: Element
    is_matrix: bool


@dataclass(frozen=True)
class Reading:
    """A goal to be shown positive, what is known to be positive, and what is known to be zero.

    `matrix` is the generator that stands for the matrix, if there is one. Each inverse is a generator, and
    `denominators` tells what it inverts.
    """

    ring: Any
    matrix: str | None
    goal: Element
    known: tuple[Known, ...]
    zeros: tuple[Element, ...]
    denominators: Mapping[Element, Element]


class _Unreadable(Exception):
    """Something is no polynomial in one symmetric matrix and in numbers."""


def reading(document: Document) -> Reading | None:
    """Return a statement as polynomials in commuting variables; None if it is about something else.

    >>> from symmaml.notation import scalar, symmetric
    >>> from symmaml.proof.statements.formal import formal
    >>> from symmaml.proof.statements.question import question
    >>> from symmaml.statement import AtLeast, Statement
    >>> A, B, t = symmetric("A"), symmetric("B"), scalar("t", positive=True)
    >>> read = reading(Document(formal(question(Statement(AtLeast(t * A * A, A), (AtLeast(A, 0),))))))
    >>> read.goal, [known.polynomial for known in read.known]
    (A**2*t - A, [t, A])
    >>> reading(Document(formal(question(Statement(AtLeast(A * B * A, A)))))) is None
    True
    """
    goal = document.goal()
    matrix = _matrix(document, goal)
    if document.claim.kind != "at-least" or goal.shape[0] != goal.shape[1] or matrix == "":
        return None
    reader = _Reader(document, matrix)
    try:
        read = Reading(reader.ring, matrix, reader.polynomial(goal), (), (), reader.denominators())
    except _Unreadable:
        return None
    return replace(read, known=tuple(reader.known(read, goal.shape)), zeros=tuple(reader.zeros(read)))


def _matrix(document: Document, goal: Polynomial) -> str | None:
    """Return the one free matrix that a statement is about, None if it is about numbers, "" if there are several."""
    if goal.shape == NUMBER:
        return None
    letters = document.alphabet.letters
    claimed = document.occurring([document.claim])
    for names in (claimed, {name for name in letters if letters[name].shape == goal.shape}):
        free = [name for name in sorted(names) if letters[name].shape != NUMBER and not letters[name].definition]
        if free:
            return free[0] if len(free) == 1 and letters[free[0]].symmetric else ""
    return None


class _Reader:
    """Reads the kernel's polynomials as elements of a ring."""

    def __init__(self, document: Document, matrix: str | None) -> None:
        self.document, self.letters = document, document.alphabet.letters
        self.bodies = definitions(document)
        names = [name for name, x in self.letters.items() if name not in self.bodies and self.is_variable(x, matrix)]
        self.ring, *generators = ring(names or ["x"], QQ)
        self.values: dict[str, Element] = dict(zip(names, generators, strict=False))

    def is_variable(self, letter: Letter, matrix: str | None) -> bool:
        """Whether a letter is a variable: a number, the matrix, or an inverse (of a polynomial in these)."""
        return letter.shape == NUMBER or letter.name == matrix or letter.inverse_of is not None

    def polynomial(self, p: Polynomial) -> Element:
        """Read a polynomial; raise `_Unreadable` if it is none in the variables."""
        total = self.ring.zero
        for (scalars, word), coefficient in p.terms:
            product = self.ring(QQ(coefficient.numerator, coefficient.denominator))
            for spelling in (spelling for part in (*scalars, word) for spelling in part):
                product *= self.value(spelling.removesuffix("'"))
            total += product
        return total

    def value(self, name: str) -> Element:
        """Read a letter."""
        if name not in self.values:
            if name not in self.bodies:
                raise _Unreadable(name)
            self.values[name] = self.polynomial(self.bodies[name])
        return self.values[name]

    def denominators(self) -> dict[Element, Element]:
        """Return what each inverse inverts; those of other things are left out."""
        found = {}
        for name, letter in self.letters.items():
            if letter.inverse_of and name in self.values:
                try:
                    found[self.values[name]] = self.polynomial(letter.inverse_of)
                except _Unreadable:
                    del self.values[name]
        return found

    def zeros(self, read: Reading) -> Iterator[Element]:
        """Yield what hypotheses say is zero, unless unfolding makes it trivial. Inverses are cleared."""
        for reference, p in self.document.zeros.items():
            if reference.startswith("hypothesis"):
                with suppress(_Unreadable):
                    zero = cleared(read, self.polynomial(p))[0]
                    yield from (zero,) if zero else ()

    def known(self, read: Reading, shape: tuple[str, str]) -> Iterator[Known]:
        """Yield what is positive: numbers, and matrices of the shape of the goal. Inverses are cleared."""
        for reference, p in self.document.positives.items():
            if p.shape in (NUMBER, shape):
                with suppress(_Unreadable):
                    polynomial, scale, _ = cleared(read, self.polynomial(p))
                    if not polynomial.is_ground:
                        yield Known(reference, polynomial, scale, p.shape != NUMBER)


def cleared(read: Reading, f: Element) -> tuple[Element, Element, Element]:
    """Return (scale^2 f, scale, inverse scale) without inverses: even powers of denominators change no sign."""
    scale = inverse = read.ring.one
    for variable, denominator in reversed(list(read.denominators.items())):
        place = read.ring.gens.index(variable)
        half = (max((exponents[place] for exponents in f), default=0) + 1) // 2
        total = read.ring.zero
        for exponents, coefficient in f.terms():
            rest = read.ring({(*exponents[:place], 0, *exponents[place + 1 :]): coefficient})
            total += rest * denominator ** (2 * half - exponents[place])
        f, scale, inverse = total, scale * denominator**half, inverse * variable**half
    return f, scale, inverse
