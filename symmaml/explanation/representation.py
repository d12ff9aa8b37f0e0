"""An identity proved by spaces: the linear equations that it is the solution of, and the dimensions that force zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import Spelling, product, signed

MOST_EQUATIONS = 14  # that are written out


def representation_steps(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    """Yield the equations, the two spaces, and why the first unknown is zero."""
    document, spelling = assumptions.document, assumptions.spelling
    record = document.source["spaces"]
    pencil = kernel.Pencil(document.alphabet, document.goal(), kernel.unfolded(document, record["unfold"]))
    solutions, images = (kernel.read_columns(pencil, record[key]) for key in ("solutions", "images"))
    size = len(pencil.dimensions)
    stem = spelling.fresh("u")
    unknowns = [Formula(f"{stem}{i}", f"{stem}_{{{i}}}") for i in range(size)]
    words: Words = (
        f"The difference of both sides is, up to a factor, the unknown {stem}0 of {size} linear equations L u = b ",
        f"in {size} unknowns, each of which is an expression applied to one before it: L is invertible ",
        "wherever all inverses exist.",
    )
    lines = tuple(_equations(pencil, spelling, unknowns)) if size <= MOST_EQUATIONS else ()
    yield ExplanationStep(words, lines)
    for index in record["unfold"]:
        yield ExplanationStep(("Unfolded by ", *assumptions.hypothesis(index), "."))
    counts = {name: Counter(pencil.dimensions[p] for p in space) for name, space in (("V", solutions), ("U", images))}
    told = [(f"{counts['V'][d]} of V and {counts['U'][d]} of U", *_of(d)) for d in sorted(set(pencil.dimensions))]
    yield ExplanationStep(
        (
            "The certificate lists columns of constants, V and U, that belong to one dimension each: ",
            *joined(told),
            ". The columns of V are independent and zero at ",
            unknowns[0],
            ", and U has no more columns of a dimension than V.",
        )
    )
    yield from _conclusion(spelling, pencil, unknowns[0])


def _conclusion(spelling: Spelling, pencil: kernel.Pencil, first: Formula) -> Iterator[ExplanationStep]:
    """Yield why spaces with these dimensions force the first unknown to be zero."""
    letters = [(spelling.single(name) if name else spelling.one,) for name in pencil.entries]
    yield ExplanationStep(
        (
            "L is a sum over ",
            *joined(letters),
            ", each times constants. The constants of each map V into the span of U, and b lies in that span. ",
            "The kernel has checked this, number by number.",
        )
    )
    yield ExplanationStep(
        (
            "So L V = U M, where M has at least as many columns as rows, and is injective since L V is: M is ",
            "invertible. With b = U c, the solution is u = V M^-1 c, which is zero at ",
            first,
            ". This holds for matrices of every dimension; it counts dimensions, and is no proof for other rings.",
        )
    )


def _of(dimension: str) -> Words:
    return (" (numbers)",) if dimension == "1" else (f" of dimension {dimension}",)


def _equations(pencil: kernel.Pencil, spelling: Spelling, unknowns: list[Formula]) -> Iterator[Line]:
    """Yield the equations, as the kernel derives them from the statement, each solved for its first unknown."""
    for row in range(len(pencil.dimensions)):
        entries = [
            (x, j, numbers, c)
            for x, columns in pencil.entries.items()
            for j, found in sorted(columns.items())
            for i, numbers, c in found
            if i == row
        ]
        solved = next((e for e in entries if e[0] == kernel.IDENTITY and e[2:] == ((), -1)), None)
        terms = [
            (c < 0, product([*_coefficient(spelling, x, numbers, abs(c)), unknowns[j]]))
            for x, j, numbers, c in entries
            if (x, j, numbers, c) != solved
        ]
        shape = (pencil.dimensions[row],) * 2
        sign = -1 if solved else 1
        for numbers, c in sorted(pencil.right.get(row, {}).items()):
            monomial = (tuple((n,) for n in numbers), ())
            terms.append((sign * c < 0, spelling.term(monomial, Fraction(abs(c)), shape)))
        yield Line(unknowns[solved[1]] if solved else Formula("0", "0"), EQUALS, signed(terms))


def _coefficient(spelling: Spelling, x: str, numbers: tuple[str, ...], c: int) -> list[Formula]:
    monomial = (tuple((n,) for n in numbers), (x,) if x else ())
    is_one = not numbers and not x and c == 1
    return [] if is_one else [spelling.term(monomial, Fraction(c), ("1", "1"))]
