"""Scalings of equations that turn a number into 1: the step size of MAML enters only as alpha*A.

If equations, unknowns, letters and other numbers can be multiplied by powers of alpha so that alpha disappears, it is
enough to solve them at alpha = 1: the powers are then put back. Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from symmaml.proof.rational_certificate import IDENTITY, Numbers, Pencil

Form = dict[str, Fraction]  # a linear form in the weights of letters ("x:...") and numbers ("n:...")


@dataclass(frozen=True)
class Scaling:
    """A number that can be set to 1, and the powers of it that equations, unknowns and other numbers then carry."""

    number: str
    equations: tuple[int, ...]
    unknowns: tuple[int, ...]
    others: Mapping[str, int]


def scalings(pencil: Pencil) -> tuple[Scaling, ...]:
    """Return scalings that set as many numbers to 1 as possible, all at once."""
    names = sorted({name for _, _, _, numbers in _entries(pencil) for name in numbers})
    if not names:
        return ()
    equations, unknowns, constraints = _potentials(pencil)
    solved = _solved(constraints)
    free = [name for name in names if "n:" + name not in solved]
    found = (_scaling(name, names, solved, equations, unknowns, len(pencil.dimensions)) for name in free)
    return tuple(scaling for scaling in found if scaling is not None)


def _entries(pencil: Pencil) -> Iterator[tuple[str, int | None, int, Numbers]]:
    """Yield (x, unknown, equation, numbers); the right side has no unknown."""
    yield from ((IDENTITY, None, equation, n) for equation, p in pencil.right.items() for n in p)
    for spelling, columns in pencil.entries.items():
        for unknown, entries in columns.items():
            yield from ((spelling, unknown, equation, numbers) for equation, numbers, _ in entries)


def _weight(spelling: str, numbers: Numbers) -> Form:
    """Return the weight of what stands in an equation beside the unknown."""
    total: Form = {"x:" + spelling: Fraction(1)} if spelling else {}
    for name in numbers:
        total["n:" + name] = total.get("n:" + name, Fraction(0)) + 1
    return total


def _minus(form: Form, factor: Fraction, other: Form) -> Form:
    total = dict(form)
    for name, value in other.items():
        total[name] = total.get(name, Fraction(0)) - factor * value
    return {name: value for name, value in total.items() if value}


def _potentials(pencil: Pencil) -> tuple[dict[int, Form], dict[int, Form], list[Form]]:
    """Weigh equations and unknowns so that every entry has weight 0; return what is left to be satisfied."""
    of_equation: dict[int, list[tuple[int | None, Form]]] = {}
    of_unknown: dict[int, list[tuple[int, Form]]] = {}
    equations: dict[int, Form] = {}
    unknowns: dict[int, Form] = {}
    constraints: list[Form] = []
    for spelling, unknown, equation, numbers in _entries(pencil):
        weight = _weight(spelling, numbers)
        of_equation.setdefault(equation, []).append((unknown, weight))
        if unknown is not None:
            of_unknown.setdefault(unknown, []).append((equation, weight))
    queue = list(pencil.right) or [0]
    for equation in queue:  # grows while it is read
        if equation not in equations:
            known = next(((u, w) for u, w in of_equation[equation] if u is None or u in unknowns), (None, {}))
            outside = unknowns[known[0]] if known[0] is not None else {}
            equations[equation] = _minus(_minus({}, Fraction(1), known[1]), Fraction(1), outside)
            for unknown, weight in of_equation[equation]:
                total = _minus(_minus({}, Fraction(1), equations[equation]), Fraction(1), weight)
                if unknown is None:
                    constraints.append(total)
                elif unknown not in unknowns:
                    unknowns[unknown] = total
                    queue += [other for other, _ in of_unknown[unknown]]
                else:
                    constraints.append(_minus(total, Fraction(1), unknowns[unknown]))
    return equations, unknowns, constraints


def _solved(constraints: list[Form]) -> dict[str, Form]:
    """Solve linear equations, for weights of letters rather than of numbers; return them by the others."""
    solved: dict[str, Form] = {}
    for form in constraints:
        for name, body in solved.items():
            if name in form:
                value = form[name]
                form = _minus(_minus(form, value, {name: Fraction(1)}), -value, body)
        if form:
            pivot = max(form)
            body = _minus({}, 1 / form[pivot], {name: value for name, value in form.items() if name != pivot})
            solved = {n: _minus(_minus(f, f[pivot], {pivot: Fraction(1)}), -f[pivot], body) if pivot in f else f for n, f in solved.items()}
            solved[pivot] = body
    return solved


def _scaling(
    name: str,
    names: list[str],
    solved: Mapping[str, Form],
    equations: Mapping[int, Form],
    unknowns: Mapping[int, Form],
    size: int,
) -> Scaling | None:
    """Give one number the weight 1 and the other free weights 0; None if the powers are not whole."""

    def at(form: Form) -> Fraction:
        total = form.get("n:" + name, Fraction(0))
        return total + sum(value * solved[n].get("n:" + name, 0) for n, value in form.items() if n in solved)

    others = {other: at({"n:" + other: Fraction(1)}) for other in names if other != name}
    of_equations = [at(equations.get(i, {})) for i in range(size)]
    of_unknowns = [at(unknowns.get(i, {})) for i in range(size)]
    if any(value.denominator != 1 for value in (*others.values(), *of_equations, *of_unknowns)):
        return None
    powers = {other: int(value) for other, value in others.items() if value}
    return Scaling(name, tuple(map(int, of_equations)), tuple(map(int, of_unknowns)), powers)
