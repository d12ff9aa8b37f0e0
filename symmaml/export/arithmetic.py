"""What the operations in a generated function do: on one instance, and on batches of instances.

On one instance numbers are floats, vectors have one axis and matrices two. In batches everything has two axes after the
batch axes: numbers (…, 1, 1), vectors (…, n, 1), matrices (…, n, n), so that batch axes broadcast by themselves.

`solve` comes in two strengths. The plain one solves. The guarded one also solves for a fixed probe vector r: since
|S^-1 r| is at least |<u, r>| / |lambda| for every unit eigenvector u of a symmetric S, a small eigenvalue shows in it.
A doubtful system is not refused here: `symmaml.export.singular` decides, with bounds on the rounding errors.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

Array = Any  # an array of float64; NumPy's own type would be Any in all but name

EPSILON = float(np.finfo(float).eps)

# A system is doubtful from a condition number of 1 / (MARGIN * n * EPSILON) on; it is singular to working precision
# from about 1 / (n * EPSILON) on. The probe misses a factor MARGIN only if the cosine between r and the eigenvector is
# below 1 / MARGIN, while 1 / sqrt(n) is usual: for n up to 10 000, ten times smaller than usual.
MARGIN = 1000.0

# A matrix whose entries are all as small as this may be what is left after everything cancelled.
NOTHING = 2.0**-40


class DoubtfulSystem(Exception):
    """A system may be singular to working precision; raised by the guarded `solve` on one instance."""


@lru_cache(maxsize=64)
def eye(size: int) -> Array:
    """Return the identity matrix, read-only because it is shared."""
    return _read_only(np.eye(size))


@lru_cache(maxsize=64)
def probe(size: int) -> Array:
    """Return a fixed vector of length sqrt(size) whose entries have no pattern."""
    random = np.random.default_rng(size)
    entries = random.uniform(0.5, 1.0, size) * random.choice([-1.0, 1.0], size)
    return _read_only(entries * (np.sqrt(size) / np.linalg.norm(entries)))


def _read_only(array: Array) -> Array:
    array.flags.writeable = False
    return array


# --- one instance -----------------------------------------------------------------------------------------------------


# On small arrays the method `dot` takes a third of the time of `@`, and less than half of that of `np.dot`.
dot: Callable[[Array, Array], Array] = np.ndarray.dot
inner: Callable[[Array, Array], Array] = np.ndarray.dot
outer: Callable[[Array, Array], Array] = np.outer
length: Callable[[Array], int] = len


def solve(matrix: Array, name: str, *right_sides: Array) -> Any:
    """Solve `matrix * x = b`; for several right sides b, with one factorisation. `name` is for messages."""
    if len(right_sides) == 1:
        return np.linalg.solve(matrix, right_sides[0])
    columns = np.column_stack(right_sides)
    return _unstacked(np.linalg.solve(matrix, columns), right_sides)


def guarded_solve(matrix: Array, name: str, *right_sides: Array) -> Any:
    """Solve on one instance; raise `DoubtfulSystem` if the matrix may be singular to working precision."""
    size = len(matrix)
    if len(right_sides) == 1 and right_sides[0].ndim == 1:  # by far the most frequent case
        columns = np.empty((size, 2))
        columns[:, 0] = right_sides[0]
        columns[:, 1] = probe(size)
    else:
        columns = np.column_stack((*right_sides, probe(size)))
    try:
        solutions = np.linalg.solve(matrix, columns)
    except np.linalg.LinAlgError:
        raise DoubtfulSystem(name) from None
    answer, flat = solutions[:, -1], matrix.ravel("K")
    # Neither `np.vdot` nor Python's floats warn when they overflow. Written so that a NaN is doubtful.
    inverse, norm = float(np.vdot(answer, answer)), float(np.vdot(flat, flat))
    if not (inverse * norm < size / (MARGIN * size * EPSILON) ** 2 and norm > NOTHING**2):
        raise DoubtfulSystem(name)
    return _unstacked(solutions, right_sides)


def _unstacked(solutions: Array, right_sides: tuple[Array, ...]) -> Any:
    """Cut the columns of a solution as the right sides were put together."""
    parts, start = list[Array](), 0
    for right in right_sides:
        width = 1 if right.ndim == 1 else right.shape[1]
        part = solutions[:, start] if right.ndim == 1 else solutions[:, start : start + width]
        parts.append(part)
        start += width
    return parts[0] if len(parts) == 1 else parts


SINGLE = MappingProxyType(
    {"dot": dot, "inner": inner, "outer": outer, "eye": eye, "length": length, "solve": solve},
)


# --- batches ----------------------------------------------------------------------------------------------------------


def _dot(matrix: Array, x: Array) -> Array:
    if matrix.ndim == 2 and x.ndim > 2 and x.shape[-1] == 1:  # one matrix, many vectors: a single product
        return (x[..., 0] @ matrix.T)[..., np.newaxis]
    return matrix @ x


def _inner(x: Array, y: Array) -> Array:
    return np.vecdot(x[..., 0], y[..., 0])[..., np.newaxis, np.newaxis]


def _outer(x: Array, y: Array) -> Array:
    return x * y.mT


def _solve_batch(matrix: Array, name: str, *right_sides: Array) -> Any:
    columns = right_sides[0] if len(right_sides) == 1 else _side_by_side(right_sides)
    return _split(_solutions(matrix, columns), right_sides)


def _solutions(matrix: Array, columns: Array) -> Array:
    if matrix.ndim == 2 and columns.ndim > 2:  # one matrix, many right sides: a single factorisation
        leading = np.moveaxis(columns, -2, 0)
        return np.moveaxis(np.linalg.solve(matrix, leading.reshape(len(leading), -1)).reshape(leading.shape), 0, -2)
    return np.linalg.solve(matrix, columns)


def _side_by_side(parts: tuple[Array, ...]) -> Array:
    batch = np.broadcast_shapes(*(part.shape[:-2] for part in parts))
    columns = np.empty((*batch, parts[0].shape[-2], sum(part.shape[-1] for part in parts)))
    start = 0
    for part in parts:
        columns[..., start : start + part.shape[-1]] = part
        start += part.shape[-1]
    return columns


def _split(solutions: Array, right_sides: tuple[Array, ...]) -> Any:
    parts, start = list[Array](), 0
    for right in right_sides:
        parts.append(solutions[..., start : start + right.shape[-1]])
        start += right.shape[-1]
    return parts[0] if len(parts) == 1 else parts


BATCHED = MappingProxyType(
    {
        "dot": _dot,
        "inner": _inner,
        "outer": _outer,
        "eye": eye,
        "length": lambda x: x.shape[-2],
        "solve": _solve_batch,
    },
)


class GuardedBatch:
    """The guarded `solve` on a batch: collects which instances are doubtful; one call of a function, one guard."""

    def __init__(self) -> None:
        self.doubtful = np.zeros((), dtype=bool)

    def solve(self, matrix: Array, name: str, *right_sides: Array) -> Any:
        """Solve, and note the doubtful instances; where LAPACK met a zero pivot the solutions are NaN."""
        size = matrix.shape[-1]
        columns = _side_by_side((*right_sides, probe(size)[:, np.newaxis]))
        try:
            solutions = _solutions(matrix, columns)
        except np.linalg.LinAlgError:
            zero = np.linalg.slogdet(matrix)[0] == 0
            solutions = _solutions(np.where(zero[..., np.newaxis, np.newaxis], np.nan, matrix), columns)
        answer, flat = solutions[..., -1], matrix.reshape(*matrix.shape[:-2], -1)
        with np.errstate(over="ignore", invalid="ignore"):
            inverse, norm = np.vecdot(answer, answer), np.vecdot(flat, flat)
            safe = (inverse * norm < size / (MARGIN * size * EPSILON) ** 2) & (norm > NOTHING**2)
        self.doubtful = self.doubtful | ~safe
        return _split(solutions, right_sides)
