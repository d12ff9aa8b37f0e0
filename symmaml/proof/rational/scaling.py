"""Scalings of equations that turn a number into 1: the step size of MAML enters only as alpha*A.

When equations, unknowns, letters and other numbers can be multiplied by powers of alpha so that alpha disappears, it is
enough to solve the equations at alpha = 1; the powers are put back afterwards. Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symmaml.kernel import IDENTITY, Numbers, Pencil

Weight = Mapping[str, Fraction]  # a linear form in the weights of letters ("x:A") and of numbers ("n:alpha")


@dataclass(frozen=True)
class Scaling:
    """A number that can be set to 1, and the powers of it that go with equations, unknowns and other numbers."""

    number: str
    equations: tuple[int, ...]
    unknowns: tuple[int, ...]
    others: Mapping[str, int]


def scalings(pencil: Pencil) -> tuple[Scaling, ...]:
    """Return scalings that together set as many numbers to 1 as possible."""
    names = sorted({name for *_, numbers in _entries(pencil) for name in numbers})
    if not names:
        return ()
    equations, unknowns, constraints = _potentials(pencil)
    solved = _solved(constraints)
    indices = range(len(pencil.dimensions))
    weights = [*(equations.get(i, {}) for i in indices), *(unknowns.get(i, {}) for i in indices)]
    weights += [{"n:" + name: Fraction(1)} for name in names]
    found = []
    for name in names:
        powers = [_at(weight, "n:" + name, solved) for weight in weights] if "n:" + name not in solved else []
        if powers and all(power.denominator == 1 for power in powers):
            whole, size = tuple(map(int, powers)), len(indices)
            others = {other: w for other, w in zip(names, whole[2 * size :], strict=True) if w and other != name}
            found.append(Scaling(name, whole[:size], whole[size : 2 * size], others))
    return tuple(found)


def _entries(pencil: Pencil) -> Iterator[tuple[str, int | None, int, Numbers]]:
    """Yield (letter, unknown, equation, numbers); the right side has no unknown."""
    yield from ((IDENTITY, None, equation, numbers) for equation, p in pencil.right.items() for numbers in p)
    for spelling, columns in pencil.entries.items():
        for unknown, entries in columns.items():
            yield from ((spelling, unknown, equation, numbers) for equation, numbers, _ in entries)


def _weight(spelling: str, numbers: Numbers) -> Weight:
    """Return the weight of what stands beside an unknown in an equation."""
    total = {"x:" + spelling: Fraction(1)} if spelling else {}
    for name in numbers:
        total["n:" + name] = total.get("n:" + name, Fraction(0)) + 1
    return total


def _combined(first: Weight, factor: Fraction | int, second: Weight) -> Weight:
    """Return first + factor * second."""
    total = dict(first)
    for name, value in second.items():
        total[name] = total.get(name, Fraction(0)) + factor * value
    return {name: value for name, value in total.items() if value}


def _potentials(pencil: Pencil) -> tuple[dict[int, Weight], dict[int, Weight], list[Weight]]:
    """Weigh equations and unknowns so that every entry weighs 0 in total; return the conditions that remain."""
    of_equation: dict[int, list[tuple[int | None, Weight]]] = {}
    of_unknown: dict[int, list[int]] = {}
    for spelling, unknown, equation, numbers in _entries(pencil):
        of_equation.setdefault(equation, []).append((unknown, _weight(spelling, numbers)))
        if unknown is not None:
            of_unknown.setdefault(unknown, []).append(equation)
    equations: dict[int, Weight] = {}
    unknowns: dict[int | None, Weight] = {None: {}}
    conditions: list[Weight] = []
    queue = list(pencil.right) or [0]
    for equation in queue:  # grows while it is read
        if equation in equations:
            continue
        seen = next((_combined(unknowns[u], 1, weight) for u, weight in of_equation[equation] if u in unknowns), {})
        equations[equation] = _combined({}, -1, seen)
        for unknown, weight in of_equation[equation]:
            total = _combined(_combined({}, -1, equations[equation]), -1, weight)
            if unknown in unknowns:
                conditions.append(_combined(total, -1, unknowns[unknown]))
            else:
                unknowns[unknown] = total
                queue += of_unknown[unknown] if unknown is not None else []
    return equations, {u: weight for u, weight in unknowns.items() if u is not None}, conditions


def _solved(conditions: list[Weight]) -> dict[str, Weight]:
    """Solve linear equations for weights, of letters rather than of numbers, in terms of the others."""
    solved: dict[str, Weight] = {}
    for condition in conditions:
        rest = _substituted(condition, solved)
        if rest:
            pivot = max(rest)  # "x:..." comes after "n:..."
            value = rest[pivot]
            body = {name: -other / value for name, other in rest.items() if name != pivot}
            solved = {name: _substituted(known, {pivot: body}) for name, known in solved.items()}
            solved[pivot] = body
    return solved


def _substituted(weight: Weight, solved: Mapping[str, Weight]) -> Weight:
    """Put solutions into a linear form."""
    total: Weight = {name: value for name, value in weight.items() if name not in solved}
    for name, value in weight.items():
        if name in solved:
            total = _combined(total, value, solved[name])
    return total


def _at(weight: Weight, free: str, solved: Mapping[str, Weight]) -> Fraction:
    """Evaluate a linear form where one free weight is 1 and all others are 0."""
    return _substituted(weight, solved).get(free, Fraction(0))
