"""What handbooks and lecture notes state, and plausible slips: written from memory before the judge was run on it.

What the judge left undecided, and what has no simple exact points, was taken out again.
"""

from __future__ import annotations

from pathlib import Path

from bank.entry import Entry


def entry(line: str) -> Entry:
    """Read a row of the table beside this file; its first line names the cells."""
    cells = [cell.strip() for cell in line.split("|")]
    verdict, id, note, letters, given, relation, lhs, rhs, build, auxiliary = cells + [""] * (10 - len(cells))
    kind, _, variable = relation.partition(":")
    return Entry(
        id,
        note,
        letters,
        lhs,
        rhs,
        relation=kind,
        wrt=variable,
        given=tuple(text.strip() for text in given.split(";") if text.strip()),
        build=dict(text.strip().split(" := ") for text in build.split(";") if text.strip()),
        auxiliary=auxiliary,
        expect={"true": "proved", "false": "refuted"}[verdict],
        mutations=0,
    )


ROWS = Path(__file__).with_suffix(".txt").read_text(encoding="ascii").splitlines()
TABLE = tuple(entry(line) for line in ROWS if line and not line.startswith("#"))
