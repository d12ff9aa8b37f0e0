"""Exact linear equations over the rationals, sparse: what is determined, and by which free unknowns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Row = dict[int, Fraction]
CONSTANT = -1  # the key of the constant term; a row says that the sum of its terms is zero


@dataclass(frozen=True)
class Solutions:
    """All solutions: a pivot is a combination of free unknowns and a constant; every other unknown is free."""

    pivots: Mapping[int, Row]

    def value(self, unknown: int, free: Mapping[int, Fraction]) -> Fraction:
        """Return an unknown at given values of the free ones; what is not given is zero."""
        if unknown not in self.pivots:
            return free.get(unknown, Fraction(0))
        terms = self.pivots[unknown].items()
        return sum((c if k == CONSTANT else c * free.get(k, 0) for k, c in terms), Fraction(0))


def solve(rows: Iterable[Mapping[int, Fraction]]) -> Solutions | None:
    """Solve equations, each a sum of terms that is zero; return None if they contradict each other.

    >>> solve([{0: Fraction(2), 1: Fraction(1), CONSTANT: Fraction(-4)}]).value(0, {1: Fraction(1)})
    Fraction(3, 2)
    """
    waiting = sorted((dict(row) for row in rows), key=len)
    frequency = Counter(unknown for row in waiting for unknown in row)
    pivots: dict[int, Row] = {}
    users: dict[int, set[int]] = {}  # of a free unknown: the pivots that it determines
    for row in waiting:
        for unknown in [k for k in row if k in pivots]:
            _replace(row, unknown, pivots[unknown])
        unknowns = [k for k in row if k != CONSTANT]
        if not unknowns:
            if row:
                return None
            continue
        # A pivot that occurs seldom fills in little.
        pivot = min(unknowns, key=lambda k: (frequency[k], k))
        scale = -1 / row.pop(pivot)
        solved = {k: c * scale for k, c in row.items()}
        touched = users.pop(pivot, set())
        for user in touched:
            _replace(pivots[user], pivot, solved)
        pivots[pivot] = solved
        for k in solved:
            users.setdefault(k, set()).update(touched, (pivot,))
    return Solutions(pivots)


def _replace(row: Row, unknown: int, solved: Mapping[int, Fraction]) -> None:
    """Replace an unknown by what it was solved to, in place."""
    factor = row.pop(unknown, None)
    if factor is None:
        return
    for k, c in solved.items():
        total = row.get(k, Fraction(0)) + factor * c
        if total:
            row[k] = total
        else:
            row.pop(k, None)
