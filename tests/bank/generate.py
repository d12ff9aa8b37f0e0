"""Write the bank of statements: every true one confirmed at exact points, every false one refuted by one.

    PYTHONPATH=tests python -m bank.generate            # writes tests/bank/*.json

Nothing of symmaml takes part: a verdict here is evidence of its own. A true statement, well known or named in its note,
must hold at random exact points of several dimensions that satisfy its hypotheses by construction. A false one is kept
only with an exact counterexample in hand. Same tables, same bytes. (`invalid.json` beside them is written by hand.)
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bank.entry import Entry
from bank.exact_values import Point, Singular, add, claim_holds, transposed
from bank.mutations import SLIPS, is_well_shaped, mutations
from bank.sampling import Unbuilt, all_sizes, draw, uneven_sizes
from bank.tables import algebra, forms, gradients, handbook, inverses, kalman, loewner, maml, projections, structure

HERE = Path(__file__).parent
TABLES = {
    "inverses": inverses.TABLE,
    "algebra": algebra.TABLE,
    "projections": projections.TABLE,
    "kalman": kalman.TABLE,
    "forms": forms.TABLE,
    "gradients": gradients.TABLE,
    "maml": maml.TABLE,
    "loewner": loewner.TABLE,
    "structure": structure.TABLE,
    "handbook": handbook.TABLE,
}
ATTEMPTS = 14  # points drawn at each choice of dimensions before a false statement is given up
SLIP_ATTEMPTS = 5  # fewer for a slip: there is always another one
LARGEST = 3


class Wrong(Exception):
    """A table says something that is not so."""


def confirm(entry: Entry, points: int) -> int:
    """Check a true statement at exact points; return at how many it was checked, or raise `Wrong`."""
    generator = random.Random(f"confirm/{entry.id}")
    sizes = [*entry.sizes] or [*all_sizes(entry, LARGEST), uneven_sizes(entry)]
    checked, drawn = 0, 0
    while checked < points:
        size, spread = (sizes[drawn % len(sizes)] if drawn < 2 * len(sizes) else generator.choice(sizes)), 1 + drawn % 4
        drawn += 1
        if drawn > 40 * points + 4 * len(sizes):
            raise Wrong(f"{entry.id}: only {checked} points were found at which it makes sense")
        try:
            point = draw(entry, size, generator, spread)
            if not claim_holds(entry.relation, entry.lhs, entry.rhs, entry.wrt, point):
                raise Wrong(f"{entry.id}: fails at {point.sizes} {shown(point)}")
        except Singular:
            continue
        checked += 1
    return checked


def counterexample(entry: Entry, largest: int = LARGEST, attempts: int = ATTEMPTS) -> Point | None:
    """Return exact values that refute a statement, in the smallest dimensions in which any were found."""
    generator = random.Random(f"refute/{entry.id}")
    for size in [*entry.sizes] or all_sizes(entry, largest):
        for attempt in range(attempts):
            try:
                point = draw(entry, size, generator, 1 + attempt % 4)
                if not claim_holds(entry.relation, entry.lhs, entry.rhs, entry.wrt, point):
                    return point
            except Singular:
                continue
    return None


def shown(point: Point) -> str:
    return "; ".join(f"{name} = {[[str(x) for x in row] for row in rows]}" for name, rows in point.values.items())


def is_plausible(entry: Entry, point: Point) -> bool:
    """A false inequality should at least be one between symmetric matrices."""
    if entry.relation != "psd":
        return True
    gap = add(point.at(entry.lhs), point.at(entry.rhs), -1)
    return gap == transposed(gap)


def derived(entry: Entry, turn: int) -> Iterator[Entry]:
    """Derive false statements from a true one; `turn` rotates through the kinds of slips."""
    order = {slip: (index - turn) % len(SLIPS) for index, slip in enumerate(SLIPS)}
    generator = random.Random(f"mutate/{entry.id}")
    candidates = [(order[slip.split(",")[0]], generator.random(), slip, changed) for slip, changed in mutations(entry)]
    found, used = 0, set[str]()
    for _, _, slip, changed in sorted(candidates, key=lambda candidate: candidate[:2]):
        if found == entry.mutations:
            return
        if slip in used or not is_well_shaped(changed):
            continue
        wrong = replace(
            changed, id=f"{entry.id}-slip{found + 1}", note=f"{entry.note}; slip: {slip}", expect="refuted", mutations=0
        )
        try:
            point = counterexample(wrong, largest=2, attempts=SLIP_ATTEMPTS)
        except Unbuilt:
            continue
        if point is not None and is_plausible(wrong, point):
            found += 1
            used.add(slip)
            yield wrong


def statements(table: Sequence[Entry], points: int) -> Iterator[Entry]:
    """Yield the statements of a table and those derived from them, every verdict confirmed."""
    for turn, entry in enumerate(table):
        entry.check_shapes()
        if entry.expect == "refuted":
            if counterexample(entry) is None:
                raise Wrong(f"{entry.id}: no counterexample was found")
            yield entry
        else:
            confirm(entry, points)
            yield entry
            yield from derived(entry, turn)


def text_of(topic: str, points: int) -> str:
    """Return the statement file of a topic."""
    entries = statements(TABLES[topic], points)
    records = [json.dumps({**entry.record(), "id": f"{topic}/{entry.id}"}) for entry in entries]
    return '{"statements": [\n' + ",\n".join(records) + "\n]}\n"


def main() -> int:
    for topic, table in TABLES.items():
        text = text_of(topic, points=12)
        (HERE / f"{topic}.json").write_text(text, encoding="ascii", newline="\n")
        sys.stderr.write(f"{topic}: {text.count(chr(10)) - 2} statements from {len(table)} entries\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
