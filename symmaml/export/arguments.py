"""Check what is handed to a generated function: names, kinds of numbers, shapes, finite entries, symmetry.

Matrices are (…, n, n), vectors (…, n), numbers (…): an axis of size 1 in the formula is left out, batch axes come first
and broadcast. One instance in arrays of float64 is checked by one inner product per matrix; whatever does not pass that
is looked at again, entry by entry, and converted or refused with a message.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import sympy

from symmaml.errors import InvalidArgument
from symmaml.export.arithmetic import EPSILON, Array
from symmaml.export.plan import Axis

FLOAT = np.dtype(float)
LARGEST_WEIGHTS = 1024  # size up to which a matrix of weights is kept for the fast test of symmetry: 8 MiB


@dataclass(frozen=True)
class Parameter:
    """An argument: its name, its axes (none for a number), and whether it must be symmetric.

    >>> Parameter("A", ("n", "n"), symmetric=True).expected
    '(..., n, n)'
    """

    name: str
    axes: tuple[Axis, ...] = ()
    symmetric: bool = False

    @property
    def expected(self) -> str:
        """The shape in words."""
        return f"({', '.join(map(str, ('...', *self.axes)))})" if self.axes else "a number, or one per instance (...)"


@dataclass(frozen=True)
class Parameters:
    """The arguments of a function, in order.

    >>> parameters = Parameters((Parameter("A", ("n", "n"), symmetric=True), Parameter("v", ("n",))))
    >>> parameters.checked([[[1, 2], [3, 4]], [0, 1]])
    Traceback (most recent call last):
        ...
    symmaml.errors.InvalidArgument: A is not symmetric: the largest |A - A.T| is 1.0e+00, and rounding explains only \
4.9e-15; write (A + A.T) / 2, or correct the matrix
    """

    entries: tuple[Parameter, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(parameter.name for parameter in self.entries)

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(place for place, parameter in enumerate(self.entries) if not parameter.axes)

    @cached_property
    def _arrays(self) -> tuple[tuple[int, int, bool], ...]:
        entries = enumerate(self.entries)
        return tuple((place, len(entry.axes), entry.symmetric) for place, entry in entries if entry.axes)

    @cached_property
    def _has_one_size(self) -> bool:
        axes = {axis for entry in self.entries for axis in entry.axes}
        return len(axes) == 1 and all(isinstance(axis, str) for axis in axes)

    def batched(self, values: Sequence[Any]) -> bool:
        """Whether some value has batch axes."""
        for place, rank, _ in self._arrays:
            if values[place].ndim != rank:
                return True
        return any(type(values[place]) is not float and np.ndim(values[place]) for place in self._numbers)

    def pass_at_once(self, values: Sequence[Any]) -> bool:
        """The fast test: one instance, nothing to convert, nothing to complain about. False means: look again.

        An inner product of two vectors is finite only if both are: infinity times 0 is not a number. It is taken by
        `np.vdot`, the one that gives infinity and NaN without a warning.
        """
        if not self._has_one_size:
            return False
        shapes: tuple[Any, ...] = ()
        pending: Any = None
        for place, rank, symmetric in self._arrays:
            value = values[place]
            if type(value) is not np.ndarray or value.dtype is not FLOAT:
                return False
            shape = value.shape
            if not shapes:
                size = shape[0] if shape else 0
                shapes = ((), (size,), (size, size))
            if shape != shapes[rank] or not 0 < size <= LARGEST_WEIGHTS:
                return False
            if rank == 1 and pending is None:
                pending = value
            elif rank == 1:
                if not math.isfinite(np.vdot(pending, value)):
                    return False
                pending = None
            elif not (_is_plainly_symmetric(value, size) if symmetric else _is_plainly_finite(value)):
                return False
        if pending is not None and not math.isfinite(np.vdot(pending, pending)):
            return False
        return all(type(values[place]) is float and math.isfinite(values[place]) for place in self._numbers)

    def checked(self, values: Sequence[Any]) -> list[Any]:
        """Return the values as floats and arrays of float64; raise `InvalidArgument` for the first that is wrong."""
        arrays = [_array(parameter, value) for parameter, value in zip(self.entries, values, strict=True)]
        self._check_shapes(arrays)
        for parameter, array in zip(self.entries, arrays, strict=True):
            _check_finite(parameter, array)
            if parameter.symmetric:
                _check_symmetric(parameter.name, array)
        return [array if array.ndim else float(array) for array in arrays]

    def _check_shapes(self, arrays: Sequence[Array]) -> None:
        sizes: dict[Axis, tuple[int, str]] = {}
        for parameter, array in zip(self.entries, arrays, strict=True):
            rank = len(parameter.axes)
            own = array.shape[array.ndim - rank :] if array.ndim >= rank else ()
            for axis, size in zip(parameter.axes, own, strict=False):
                sizes.setdefault(axis, (size, parameter.name) if isinstance(axis, str) else (axis, "the formula"))
            if len(own) != rank or any(sizes[axis][0] != size for axis, size in zip(parameter.axes, own, strict=True)):
                raise InvalidArgument(_shape_message(parameter, array, sizes))
            if 0 in own:
                raise InvalidArgument(f"{parameter.name} has shape {array.shape}: a size is 0, expected at least 1")
        batches = {p.name: a.shape[: a.ndim - len(p.axes)] for p, a in zip(self.entries, arrays, strict=True)}
        try:
            np.broadcast_shapes(*batches.values())
        except ValueError:
            listed = ", ".join(f"{name} {batch}" for name, batch in batches.items() if batch)
            raise InvalidArgument(
                f"the batch axes do not broadcast: {listed}; give all of them one length, or none"
            ) from None


def check_names(expected: Sequence[str], positional: int, given: Mapping[str, Any], hidden: frozenset[str]) -> None:
    """Raise `InvalidArgument` if a call does not name the arguments; `hidden` are letters that abbreviate others.

    >>> check_names(("A", "v"), 0, {"A": 1, "S": 2}, frozenset({"S"}))
    Traceback (most recent call last):
        ...
    symmaml.errors.InvalidArgument: S is an abbreviation, computed from the other letters; expected A, v
    """
    problems = []
    for name in given:
        if name in hidden:
            problems.append(f"{name} is an abbreviation, computed from the other letters")
        elif name not in expected:
            problems.append(f"{name} is no letter of the formula")
        elif name in expected[:positional]:
            problems.append(f"{name} is given twice")
    if positional > len(expected):
        problems.append(f"{positional} values came for {len(expected)} arguments")
    missing = [name for name in expected[positional:] if name not in given]
    if missing and not problems:
        problems.append(f"no value for {', '.join(missing)}")
    if problems:
        raise InvalidArgument(f"{'; '.join(problems)}; expected {', '.join(expected) or 'no argument'}")


@lru_cache(maxsize=8)
def skew_weights(size: int) -> Array:
    """Return the entries of a fixed skew-symmetric matrix K whose off-diagonal entries are 1/2 to 1 in size.

    The entries of A weighted by K add up to `sum over i < j of K_ij (A_ij - A_ji)`: one inner product tells a matrix
    that is not symmetric from one that is, unless its differences happen to be orthogonal to K, which has no pattern. A
    NaN or an infinite entry makes the sum NaN. A single pair that differs by g shows as at least g / 2.
    """
    upper = np.triu(np.random.default_rng(size).uniform(0.5, 1.0, (size, size)), 1)
    weights = (upper - upper.T).ravel()
    weights.flags.writeable = False
    return weights


def _is_plainly_finite(array: Array) -> bool:
    flat = array.ravel("K")  # in the order of the memory: no copy
    return math.isfinite(np.vdot(flat, flat))


def _is_plainly_symmetric(matrix: Array, size: int) -> bool:
    """Whether a matrix passes the fast test of symmetry, which also says that it is finite."""
    flat = matrix.ravel("K")  # that may be the order of the transpose, which is as good
    difference, tolerance = abs(np.vdot(flat, skew_weights(size))), size * EPSILON
    # The first entry is a lower bound of the norm that costs nothing; the norm itself may overflow.
    if difference <= tolerance * abs(flat.item(0)):
        return True
    return bool(difference <= tolerance * math.sqrt(np.vdot(flat, flat)) < math.inf)


def _array(parameter: Parameter, value: Any) -> Array:
    """Return a value as an array of float64."""
    name = parameter.name
    if isinstance(value, sympy.Basic | sympy.MatrixBase):
        raise InvalidArgument(
            f"{name} = {value} is symbolic: expected {parameter.expected}; write {name}=0.1, or float({name})"
        )
    try:
        array = np.asarray(value)
    except ValueError:
        raise InvalidArgument(f"{name} is ragged: expected {parameter.expected}; give rows of one length") from None
    if array.dtype.kind == "c":
        raise InvalidArgument(f"{name} is complex: expected real numbers, {parameter.expected}; write {name}.real")
    if array.dtype.kind not in "iuf":
        raise InvalidArgument(
            f"{name} has entries of type {array.dtype}: expected real numbers, {parameter.expected}; "
            f"write np.asarray({name}, dtype=float)"
        )
    return array.astype(float, copy=False)


def _shape_message(parameter: Parameter, array: Array, sizes: Mapping[Axis, tuple[int, str]]) -> str:
    known = ", ".join(
        f"{axis} = {size} from {source}"
        for axis, (size, source) in sizes.items()
        if axis in parameter.axes and source not in (parameter.name, "the formula")
    )
    message = f"{parameter.name} has shape {array.shape}, expected {parameter.expected}"
    message += f" with {known}" if known else ""
    if len(parameter.axes) == 1 and array.ndim == 2 and 1 in array.shape:
        message += f"; vectors have one axis, write {parameter.name}.ravel()"
    elif len(parameter.axes) == 2 and array.ndim == 2:
        message += f"; {parameter.name} must {'be square' if len(set(parameter.axes)) == 1 else 'fit the others'}"
    return message


def _check_finite(parameter: Parameter, array: Array) -> None:
    if _is_plainly_finite(array):  # a square may overflow where nothing is infinite, hence the second look
        return
    wrong = np.argwhere(~np.isfinite(array))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        where = f", the first at index {place}" if place else ""
        raise InvalidArgument(
            f"{parameter.name} is not finite: {len(wrong)} of {array.size} entries are infinite or NaN{where} "
            f"({array[place]}); find out where they come from, np.isfinite tells"
        )


def _check_symmetric(name: str, array: Array) -> None:
    """Refuse a matrix that is not symmetric beyond rounding.

    An entry of a product of two matrices, such as Q D Q^T, is off by at most n eps |A| (two inner products of length n,
    half an ulp for each term), so two entries that should be equal differ by at most 2 n eps |A|.
    """
    size = array.shape[-1]
    flat = array.reshape(-1, size * size)
    with np.errstate(over="ignore", invalid="ignore"):
        differences = np.abs(flat @ skew_weights(size)) if size <= LARGEST_WEIGHTS else np.full(len(flat), np.inf)
    doubtful = np.flatnonzero(~(differences <= size * EPSILON * np.abs(flat[:, 0])))
    if not len(doubtful):
        return
    matrices = array.reshape(-1, size, size)[doubtful]
    gaps = np.abs(matrices - matrices.mT).max(axis=(-2, -1))
    largest = _largest(matrices)  # divided by, so that squares cannot overflow
    bounds = 2 * size * EPSILON * np.linalg.norm(matrices / largest, axis=(-2, -1)) * largest[:, 0, 0]
    wrong = np.flatnonzero(gaps > bounds)
    if len(wrong):
        worst = wrong[gaps[wrong].argmax()]
        place = np.unravel_index(doubtful[worst], array.shape[:-2]) if array.ndim > 2 else ()
        where = f" for instance {tuple(int(i) for i in place)} of the batch" if place else ""
        turned = f"{name}.T" if array.ndim == 2 else f"{name}.mT"
        raise InvalidArgument(
            f"{name} is not symmetric{where}: the largest |{name} - {turned}| is {gaps[worst]:.1e}, and rounding "
            f"explains only {bounds[worst]:.1e}; write ({name} + {turned}) / 2, or correct the matrix"
        )


def _largest(matrices: Array) -> Array:
    """Return the largest entry of each matrix, 1 for a zero matrix."""
    largest = np.abs(matrices).max(axis=(-2, -1), keepdims=True)
    return np.where(largest > 0, largest, 1.0)
