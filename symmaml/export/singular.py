"""Decide whether an operator is singular to working precision, and say why.

A generated function is run once more, on one instance, with every value accompanied by a bound on its rounding error.
The operator S that it inverts is called singular if a matrix within the bound of the computed one is: if the smallest
singular value of the computed S is at most

    error(S) + n eps |S|,

where error(S) follows the errors of the arguments (half an ulp each) through the computation, and n eps |S| is the
backward error of solving with S. For symmetric S that is Weyl's bound on how far an eigenvalue moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np

from symmaml.errors import SingularOperator
from symmaml.export.arithmetic import EPSILON, Array, eye as identity

ROUNDING = EPSILON / 2
SHOWN = 8  # entries of an eigenvector


@dataclass(frozen=True)
class Bounded:
    """A number, vector or matrix, and a bound on the spectral norm of its error, to first order in the rounding unit.

    >>> float(Bounded.of(3.0).error) == 3 * ROUNDING
    True
    """

    value: Any
    error: float

    __array_ufunc__ = None  # `array * bounded` comes here

    @staticmethod
    def of(value: Any) -> Bounded:
        """Return an argument, which is accurate to half an ulp; constants are exact."""
        return value if isinstance(value, Bounded) else Bounded(value, ROUNDING * _norm(value))

    @property
    def mT(self) -> Bounded:
        """The transpose."""
        return Bounded(self.value.mT, self.error)

    @property
    def shape(self) -> Any:
        """The shape of the value."""
        return np.shape(self.value)

    def copy(self) -> Bounded:
        """Return the value itself: nothing here is changed in place."""
        return self

    def __len__(self) -> int:
        return len(self.value)

    def __neg__(self) -> Bounded:
        return Bounded(-self.value, self.error)

    def __add__(self, other: Any) -> Bounded:
        other = _exact(other)
        value = self.value + other.value
        return Bounded(value, self.error + other.error + ROUNDING * _norm(value))

    def __sub__(self, other: Any) -> Bounded:
        return self + (-_exact(other))

    def __rsub__(self, other: Any) -> Bounded:
        return _exact(other) - self

    def __mul__(self, other: Any) -> Bounded:
        other = _exact(other)
        return _multiplied(self, other, self.value * other.value, 1)

    def __pow__(self, exponent: int) -> Bounded:
        value = self.value**exponent
        return Bounded(value, abs(exponent * self.value ** (exponent - 1)) * self.error + ROUNDING * abs(value))

    __radd__ = __add__
    __rmul__ = __mul__


def _exact(value: Any) -> Bounded:
    return value if isinstance(value, Bounded) else Bounded(value, 0.0)


def _norm(value: Any, order: int | None = 2) -> float:
    """Return the spectral norm, or that of the entries for order None; squares do not overflow."""
    largest = float(np.abs(value).max())
    if not np.ndim(value) or not 0.0 < largest < np.inf:
        return largest
    return largest * float(np.linalg.norm(value / largest, order))


def _multiplied(left: Bounded, right: Bounded, value: Any, length: int) -> Bounded:
    """Bound a product that adds up `length` terms for each entry of the result."""
    a, b = _norm(left.value), _norm(right.value)
    entries = _norm(left.value, None) * _norm(right.value, None)
    return Bounded(value, a * right.error + left.error * b + left.error * right.error + length * ROUNDING * entries)


def _dot(left: Any, right: Any) -> Bounded:
    left, right = _exact(left), _exact(right)
    return _multiplied(left, right, np.dot(left.value, right.value), np.shape(right.value)[0])


def _outer(left: Any, right: Any) -> Bounded:
    left, right = _exact(left), _exact(right)
    return _multiplied(left, right, np.outer(left.value, right.value), 1)


BOUNDED = MappingProxyType({"dot": _dot, "inner": _dot, "outer": _outer, "eye": identity, "length": len})


@dataclass(frozen=True)
class Judge:
    """Solves with error bounds; raises `SingularOperator` for a system that is singular to working precision.

    `symmetric` are the symmetric arguments by name, `instance` the place in the batch, if there is one.
    """

    symmetric: Mapping[str, Array]
    instance: tuple[int, ...] | None = None

    def solve(self, matrix: Any, name: str, *right_sides: Any) -> Any:
        """Solve `matrix * x = b` for each right side b."""
        matrix = _exact(matrix)
        if not np.isfinite(matrix.value).all():
            self._refuse_overflow(name)
        left, values, right = np.linalg.svd(matrix.value)
        smallest, largest = float(values[-1]), float(values[0])
        bound = matrix.error + len(values) * EPSILON * largest
        if not smallest > bound:
            self._refuse(matrix.value, name, smallest, bound, right[-1])
        solved = []
        for side in map(_exact, right_sides):
            solution = right.T @ ((left.T @ side.value).T / values).T
            lost = side.error + bound * _norm(solution)
            solved.append(Bounded(solution, lost / smallest))
        return solved[0] if len(solved) == 1 else solved

    @property
    def _where(self) -> str:
        return "" if self.instance is None else f" for instance {self.instance} of the batch"

    def _refuse_overflow(self, name: str) -> NoReturn:
        raise SingularOperator(f"{name} overflows{self._where}: an entry is infinite or NaN; scale the arguments down")

    def _refuse(self, matrix: Array, name: str, smallest: float, bound: float, vector: Array) -> NoReturn:
        what = "singular value"
        gap = np.abs(matrix - matrix.T).max()
        if gap <= 2 * bound:
            values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
            place = np.abs(values).argmin()
            what, smallest, vector = "eigenvalue", float(values[place]), vectors[:, place]
        vector = vector * np.sign(vector[np.abs(vector).argmax()])
        notes = [_eigenvalue_note(key, letter, vector) for key, letter in self.symmetric.items()]
        shared = ", ".join(note for note in notes if note)
        cause = f"; u is a common eigenvector: {shared}" if len(list(filter(None, notes))) > 1 else ""
        raise SingularOperator(
            f"{name} is singular{self._where}: its smallest {what} is {smallest:.3g}, which its rounding errors of up "
            f"to {bound:.1e} do not tell from 0; it belongs to u = {_shown(vector)}{cause}. Pass values at which "
            f"{name} is invertible: for gradient steps, alpha * lambda must differ from 1 for some task along u"
        )


def _eigenvalue_note(name: str, matrix: Array, vector: Array) -> str:
    """Say "A u = 2 u" if that holds as nearly as it can be expected to.

    An attenuated curvature vanishes with the square of 1 - alpha * lambda, so an eigenvector of it that is accurate to
    eps is one of the curvature to about the root of eps only.
    """
    if matrix.shape != (len(vector), len(vector)):
        return ""
    image = matrix @ vector
    value = float(vector @ image)
    is_eigenvector = np.linalg.norm(image - value * vector) <= np.sqrt(len(vector) * EPSILON) * np.linalg.norm(matrix)
    return f"{name} u = {value:.6g} u" if is_eigenvector else ""


def _shown(vector: Array) -> str:
    entries = [f"{0.0 if abs(entry) < 1e-12 else entry:.4g}" for entry in vector[:SHOWN]]
    more = f", ... ({len(vector)} entries)" if len(vector) > SHOWN else ""
    return f"({', '.join(entries)}{more})"
