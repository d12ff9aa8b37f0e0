"""Choices: the small integers from which a sample is built. To shrink a sample is to shrink its choices."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

Recorded = tuple[int, ...]


class Choices:
    """Integers drawn at random, or repeated from a record (0 where the record ends); 0 is the simplest choice."""

    def __init__(self, seed: str, spread: int = 1, record: Recorded | None = None) -> None:
        self.generator = random.Random(seed)
        self.spread = spread
        self.record = record
        self.made: list[int] = []

    def integer(self, spread: int | None = None) -> int:
        """Return an integer of size at most `spread`."""
        bound = self.spread if spread is None else spread
        return self.keep(lambda: self.generator.randint(-bound, bound))

    def natural(self, spread: int | None = None, least: int = 0) -> int:
        """Return an integer from 0, or from the least if drawn now, to `spread`."""
        bound = self.spread if spread is None else spread
        return abs(self.keep(lambda: self.generator.randint(least, bound)))

    def pick(self, size: int, preferred: int | None = None) -> int:
        """Return an index below `size`: the preferred one unless the record says otherwise."""
        return self.keep(lambda: self.generator.randrange(size) if preferred is None else preferred) % size

    def keep(self, draw: Callable[[], int]) -> int:
        """Take the next choice from the record, or draw it."""
        place = len(self.made)
        choice = draw() if self.record is None else self.record[place] if place < len(self.record) else 0
        self.made.append(choice)
        return choice


def shrunk(record: Recorded, holds: Callable[[Recorded], bool], attempts: int) -> Recorded:
    """Return the smallest record found for which `holds`: greedily, stretches of zeros first, then small integers.

    >>> shrunk((7, -5, 3), lambda record: record[0] - record[1] > 4, attempts=100)
    (0, -5, 0)
    """
    tried = {record}

    def accepted(candidate: Recorded) -> bool:
        if candidate in tried or len(tried) > attempts:
            return False
        tried.add(candidate)
        return holds(candidate)

    length = len(record) // 2
    while length > 1:
        for start in range(0, len(record), length):
            end = min(start + length, len(record))
            candidate = (*record[:start], *(0,) * (end - start), *record[end:])
            record = candidate if accepted(candidate) else record
        length //= 2
    improved = True
    while improved:
        improved = False
        for place in range(len(record)):
            for value in _simpler(record[place]):
                candidate = (*record[:place], value, *record[place + 1 :])
                if accepted(candidate):
                    record, improved = candidate, True
                    break
    return record


def _simpler(value: int) -> Iterator[int]:
    """Yield simpler choices, the simplest first."""
    if value:
        yield 0
    if abs(value) > 1:
        yield from (1, -1)
    if value < -1:
        yield -value
    if abs(value) > 3:
        yield from (2, -2, value // 2)
    if abs(value) > 2:
        yield value - 1 if value > 0 else value + 1
