"""Exact points at which the hypotheses of a statement hold, made by construction and checked."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from fractions import Fraction

from bank.entry import Entry, Letter, letters
from bank.exact_values import Point, Rows, Singular, add, holds, is_positive, names, product, sides, transposed, unit

Sizes = Mapping[str, int]


class Unbuilt(Exception):
    """What was built does not obey an equation that it should obey: the entry of the table is wrong."""


def entry_of(generator: random.Random, spread: int) -> Fraction:
    return Fraction(generator.randint(-spread, spread), generator.choice((1, 1, 1, 2)) if spread > 2 else 1)


def general(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    return [[entry_of(generator, spread) for _ in range(cols)] for _ in range(rows)]


def symmetric(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    a = general(rows, cols, generator, spread)
    return [[a[min(i, j)][max(i, j)] for j in range(cols)] for i in range(rows)]


def definite(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    """A Gram matrix plus a small multiple of the identity: often badly conditioned, as false claims need it."""
    a = general(rows, cols, generator, spread)
    shift = generator.choice((Fraction(1), Fraction(1), Fraction(1, 4), Fraction(3)))
    return add(product(a, transposed(a)), [[shift * x for x in row] for row in unit(rows)])


def stairs(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    """Ones above the diagonal, every third left out: nilpotent of index at most three."""
    return [[Fraction(j == i + 1 and i % 3 != 2) for j in range(cols)] for i in range(rows)]


def turn(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    """Quarter turns along the diagonal: the square is minus the identity in even dimensions only."""
    if rows % 2:
        raise Singular
    blocks = ((0, -1), (1, 0))
    return [[Fraction(blocks[i % 2][j % 2] if i // 2 == j // 2 else 0) for j in range(cols)] for i in range(rows)]


def frame(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    """The first columns of the identity: orthonormal, if there are that many."""
    if cols > rows:
        raise Singular
    return [[Fraction(i == j) for j in range(cols)] for i in range(rows)]


def diagonal(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    return [
        [Fraction(generator.randint(1, 2 + spread)) if i == j else Fraction(0) for j in range(cols)]
        for i in range(rows)
    ]


def bits(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    return [[Fraction(generator.randint(0, 1) if i == j else 0) for j in range(cols)] for i in range(rows)]


def positive(rows: int, cols: int, generator: random.Random, spread: int) -> Rows:
    return [[Fraction(generator.randint(1, 2 * spread), generator.randint(1, 4))]]


KINDS: Mapping[str, Callable[[int, int, random.Random, int], Rows]] = {
    "": general,
    "sym": symmetric,
    "pd": definite,
    "stairs": stairs,
    "turn": turn,
    "frame": frame,
    "diagonal": diagonal,
    "bits": bits,
    "positive": positive,
}


def constructions(entry: Entry) -> dict[str, str]:
    """Return how letters follow from others: as the entry says, else by the first definition of a letter."""
    found = dict(entry.build)
    for text in entry.given:
        left, sign, right = sides(text)
        if sign == "=" and left.isidentifier() and left not in found:
            found[left] = right
    return found


def draw(entry: Entry, sizes: Sizes, generator: random.Random, spread: int) -> Point:
    """Return one point; raise `Singular` if an inverse or a condition fails there, and `Unbuilt` for a wrong table."""
    built = constructions(entry)
    everything: dict[str, Letter] = {**letters(entry.auxiliary), **entry.letters}
    values: dict[str, Rows] = {}
    for name in sorted(set(everything) - set(built)):
        letter = everything[name]
        rows, cols = (sizes.get(size, 1) for size in letter.shape)
        values[name] = KINDS[letter.kind](rows, cols, generator, spread)
    waiting = {name: text for name, text in built.items() if name in everything}
    while waiting:
        known = [name for name, text in waiting.items() if not waiting.keys() & names(text)]
        if not known:
            raise Unbuilt(f"{entry.id}: {sorted(waiting)} are built in a circle")
        for name in known:
            values[name] = Point(sizes, values).at(waiting.pop(name))
    point = Point(sizes, values)
    for name, letter in entry.letters.items():
        if letter.kind and not flag_holds(letter.kind, values[name]):
            if letter.kind == "sym":
                raise Unbuilt(f"{entry.id}: {name} is not symmetric")
            raise Singular
    for text in entry.given:
        if not holds(text, point):
            if sides(text)[1] == "=":
                raise Unbuilt(f"{entry.id}: {text} does not hold by construction")
            raise Singular
    return point


def flag_holds(kind: str, value: Rows) -> bool:
    return value == transposed(value) if kind == "sym" else is_positive(value, strictly=True)


def dimensions(entry: Entry) -> list[str]:
    everything = {**letters(entry.auxiliary), **entry.letters}
    return sorted({size for letter in everything.values() for size in letter.shape} - {"1"})


def all_sizes(entry: Entry, largest: int) -> list[Sizes]:
    """Return all choices of dimensions up to a size, small ones first."""
    known = dimensions(entry)
    choices = itertools.product(range(1, largest + 1), repeat=len(known))
    return [dict(zip(known, choice, strict=True)) for choice in sorted(choices, key=lambda c: (sum(c), c))]


def uneven_sizes(entry: Entry) -> Sizes:
    """Return dimensions that all differ, the first one larger than any in `all_sizes`."""
    return dict(zip(dimensions(entry)[::-1], (4, 2, 3, 1), strict=False))
