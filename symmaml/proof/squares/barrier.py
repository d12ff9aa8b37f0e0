"""Floating-point search among symmetric matrices that depend affinely on unknowns: the largest margin, the least cost.

The method is the textbook one: minimise eta * cost - log det along the central path, eta growing, by Newton steps.
What it finds is a hint, which `semidefinite` turns into exact matrices or drops.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Place = tuple[int, slice]  # a pack, and the rows in it

# The gap to the optimum at which a path ends: the square root of the rounding unit, below which Newton steps are noise.
# An eigenvalue that is zero at the optimum is then about GAP, any other about 1: they part half way between, in digits.
GAP = 1.5e-8
VANISHING = GAP**0.5
NEAR = 0.3  # a Newton decrement below which Newton's method converges quadratically
GROWTH = 20.0  # of eta, and STEPS the Newton steps of a path: they decide how fast it is, not where it leads
STEPS = 400
BISECTIONS = 12
SMALLEST_PACK = 4


class Lost(Exception):
    """Rounding errors won, or the time was over."""


@dataclass(frozen=True)
class Family:
    """The matrices base + sum_k y_k directions[k]: symmetric blocks, packed along the diagonals of larger ones."""

    places: tuple[Place, ...]
    base: Array  # (packs, n, n)
    directions: Array  # (unknowns, packs, n, n)

    @property
    def inside(self) -> Array:
        """The identity of every block, with zeros where there is none."""
        result = np.zeros_like(self.base)
        for pack, rows in self.places:
            result[pack, rows, rows] = np.eye(rows.stop - rows.start)
        return result

    def at(self, values: Sequence[float]) -> list[Array]:
        """Return the blocks at given values of the unknowns."""
        total = self.base + np.tensordot(np.array(values, dtype=np.float64), self.directions, 1)
        return [total[pack, rows, rows] for pack, rows in self.places]


def packed(sizes: Sequence[int]) -> tuple[tuple[Place, ...], tuple[int, int]]:
    """Return a place for each block, and the number and size of the packs: large blocks first, where they fit first.

    >>> packed([1, 5, 2])
    (((1, slice(2, 3, None)), (0, slice(0, 5, None)), (1, slice(0, 2, None))), (2, 5))
    """
    n = max((SMALLEST_PACK, *sizes))
    filled: list[int] = []
    places: dict[int, Place] = {}
    for block in sorted(range(len(sizes)), key=lambda block: -sizes[block]):
        pack = next((p for p, used in enumerate(filled) if used + sizes[block] <= n), len(filled))
        filled += [0] if pack == len(filled) else []
        places[block] = (pack, slice(filled[pack], filled[pack] + sizes[block]))
        filled[pack] += sizes[block]
    return tuple(places[block] for block in range(len(sizes))), (len(filled), n)


def largest_margin(family: Family, deadline: float) -> tuple[float, list[float]]:
    """Return the largest t <= 1 for which all matrices can be at least t times the identity, and the unknowns there.

    A positive t is returned as soon as it is known to within a factor of 2, a negative one as soon as it is known to be
    negative. Raises `Lost`.
    """
    count = len(family.base)
    # One more pack bounds the search: 1 - t, and a bound on the sum of all eigenvalues.
    bound = 1e3 * (1 + float(np.abs(family.base).max()))
    base, directions = _extended(family, 1)
    directions[-1, :count] = -family.inside
    directions[-1, count, 0, 0] = -1
    base[count, 1, 1] = 1 - float(np.einsum("bii->", family.base)) / bound
    directions[:-1, count, 1, 1] = -np.einsum("kbii->k", family.directions) / bound
    start = np.zeros(len(directions))
    lowest = [float(np.linalg.eigvalsh(block)[0]) for block in family.at([0.0] * (len(start) - 1)) if block.size]
    start[-1] = min(0.0, *lowest) - 1
    cost = np.zeros(len(directions))
    cost[-1] = -1
    barrier = _Barrier(family.places, base, directions)
    found = barrier.minimum(cost, start, lambda y, gap: bool(y[-1] > gap or y[-1] + gap < -VANISHING), deadline)
    return float(found[-1]), [float(x) for x in found[:-1]]


def least_cost(family: Family, weights: Array, start: Sequence[float], deadline: float) -> list[float]:
    """Return unknowns at which the weighted trace is least, from unknowns on at which all matrices are definite."""
    cost = np.einsum("kbii,bi->k", family.directions, weights)
    barrier = _Barrier(family.places, *_extended(family, 0))
    return [float(x) for x in barrier.minimum(cost, np.array(start), lambda y, gap: False, deadline)]


def _extended(family: Family, unknowns: int) -> tuple[Array, Array]:
    """Return base and directions with one more pack and more unknowns; ones stand where there is no block."""
    k, count, n, _ = family.directions.shape
    base = np.zeros((count + 1, n, n)) + np.eye(n)
    base[:count] += family.base - family.inside
    directions = np.zeros((k + unknowns, count + 1, n, n))
    directions[:k, :count] = family.directions
    return base, directions


class _Barrier:
    """The function -log det(base + sum_k y_k directions[k]); the last pack has two blocks of size 1."""

    def __init__(self, places: Sequence[Place], base: Array, directions: Array) -> None:
        self.base, (self.unknowns, count, n, _) = base, directions.shape
        # All directions of a pack side by side: then a pack takes two large products, not two small ones a direction.
        self.side = directions.transpose(1, 2, 0, 3).reshape(count, n, self.unknowns * n)
        entries = [
            (pack, i, j)
            for pack, rows in (*places, (count - 1, slice(0, 1)), (count - 1, slice(1, 2)))
            for i in range(rows.start, rows.stop)
            for j in range(rows.start, i + 1)
        ]
        self.packs, self.rows, self.columns = (np.array(part) for part in zip(*entries, strict=True))
        # An entry off the diagonal stands for two.
        self.scale = np.where(self.rows == self.columns, 1.0, 2**0.5)

    def minimum(self, cost: Array, y: Array, is_enough: Callable[[Array, float], bool], deadline: float) -> Array:
        """Follow the minimum of eta * cost . y + barrier while eta grows; raise `Lost` where that fails."""
        eta = 1 / max(1.0, float(np.abs(cost).max()))
        for _ in range(STEPS):
            try:
                step, length, decrement = self.newton_step(eta * cost, y)
            except np.linalg.LinAlgError as error:
                raise Lost from error
            y = y + length * step
            if not np.isfinite(y).all() or time.monotonic() > deadline:
                break
            if decrement < NEAR:
                gap = self.base.shape[0] * self.base.shape[1] / eta
                if is_enough(y, gap) or gap < GAP:
                    return y
                eta *= GROWTH
        raise Lost

    def newton_step(self, cost: Array, y: Array) -> tuple[Array, float, float]:
        """Return a Newton step, its length, and the Newton decrement."""
        (count, n, _), k = self.base.shape, self.unknowns
        shift = self.side.reshape(count, n, k, n).transpose(0, 1, 3, 2) @ y
        root = np.linalg.inv(np.linalg.cholesky(self.base + shift))
        both = (root @ self.side).reshape(count, n * k, n) @ root.swapaxes(-1, -2)
        scaled = both.reshape(count, n, k, n)[self.packs, self.rows, :, self.columns] * self.scale[:, None]
        hessian = scaled.T @ scaled
        # Directions in which nothing changes: the smallest ridge that keeps the system regular.
        hessian[np.diag_indices(k)] += 1e-13 * (1 + hessian.diagonal())
        gradient = cost - scaled[self.rows == self.columns].sum(0)
        step = np.linalg.solve(hessian, -gradient)
        change = np.zeros((count, n, n))
        change[self.packs, self.rows, self.columns] = (scaled @ step) / self.scale
        eigenvalues = np.linalg.eigvalsh(change).ravel().tolist()
        decrement = max(0.0, float(-gradient @ step)) ** 0.5
        return step, _length(np.array(eigenvalues), float(cost @ step), decrement), decrement


def _length(change: Array, slope: float, decrement: float) -> float:
    """Return how far to go along a step: all of it near the optimum, else to where the barrier is least."""
    if decrement < 2 * NEAR and change.min() > -0.5:
        return 1.0
    low, high = 0.0, 0.99 / max(-float(change.min()), 1e-3)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        is_falling = slope < float((change / (1 + middle * change)).sum())
        low, high = (middle, high) if is_falling else (low, middle)
    return (low + high) / 2
