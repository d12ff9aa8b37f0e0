"""What is handed to the bounds: numbers taken as the exact rationals they are, and two tasks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from symmaml.bounds.exact import Exact, is_definite, solve
from symmaml.errors import InvalidArgument, SingularOperator

EPSILON = float(np.finfo(float).eps)
HUGE = 10**50  # A_alpha is a product of five such numbers, and must not overflow as a float


def number(name: str, value: Any) -> Fraction:
    """Return a real number as the exact rational it is: the float 0.1 is not one tenth, `Fraction(1, 10)` is."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, Rational | float):
        raise InvalidArgument(
            f"{name} = {value!r} is a {type(value).__name__}: expected a real number; write {name}=0.1, or for exactly "
            f"one tenth {name}=Fraction(1, 10)"
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidArgument(f"{name} = {value}: expected a finite number; write {name}=0.1")
    fraction = Fraction(value) if isinstance(value, float) else Fraction(int(value.numerator), int(value.denominator))
    if abs(fraction) > HUGE or 0 < abs(fraction) < Fraction(1, HUGE):
        raise InvalidArgument(
            f"{name} = {value} is out of range: expected a size between 1e-50 and 1e50; scale it nearer to 1"
        )
    return fraction


def positive(name: str, value: Any) -> Fraction:
    """Return a positive number as a rational."""
    fraction = number(name, value)
    if fraction <= 0:
        raise InvalidArgument(f"{name} = {value} is not positive; write for example {name}=Fraction(1, 10)")
    return fraction


def array(name: str, value: Any, axes: int) -> Exact:
    """Return a vector (axes = 1) or a square matrix (axes = 2) as exact rationals."""
    expected = "(n,)" if axes == 1 else "(n, n)"
    try:
        given = np.asarray(value)
    except ValueError:
        raise InvalidArgument(f"{name} is ragged: expected shape {expected}; give rows of one length") from None
    if given.ndim != axes or not given.size or len(set(given.shape)) > 1:
        hint = f"{name}.ravel()" if axes == 1 else f"{name}=[[2, 0], [0, 1]]"
        raise InvalidArgument(f"{name} has shape {given.shape}: expected {expected}; write {hint}")
    entries = np.empty(given.shape, dtype=object)
    for place, entry in np.ndenumerate(given):
        entries[place] = number(f"{name}[{', '.join(map(str, place))}]", entry)
    return Exact.of(entries)


def symmetric(name: str, value: Any) -> Exact:
    """Return a symmetric matrix; what rounding explains is made symmetric, `(M + M^T) / 2`.

    Two entries of a product such as Q D Q^T that should be equal differ by at most 2 n eps |M|; exact numbers by
    nothing.
    """
    matrix = array(name, value, 2)
    turned = Exact(matrix.numerators.T, matrix.denominator)
    gap = abs((matrix - turned).floats).max()
    has_floats = any(isinstance(entry, float) for entry in np.asarray(value).ravel().tolist())
    explained = 2 * len(matrix.numerators) * EPSILON * float(np.linalg.norm(matrix.floats)) if has_floats else 0.0
    if gap > explained:
        raise InvalidArgument(
            f"{name} is not symmetric: the largest |{name} - {name}.T| is {gap:.1e}, and rounding explains only "
            f"{explained:.1e}; write ({name} + {name}.T) / 2, or correct the matrix"
        )
    return (matrix + turned).times(Fraction(1, 2))


def definite(name: str, value: Any) -> Exact:
    """Return a positive definite matrix."""
    matrix = symmetric(name, value)
    if not is_definite(matrix):
        smallest = np.linalg.eigvalsh(matrix.floats)[0]
        raise InvalidArgument(
            f"{name} is not positive definite: its smallest eigenvalue is {smallest:.3g}, expected a positive one; "
            f"add a positive multiple of the identity, or leave out the directions in which {name} vanishes"
        )
    return matrix


@dataclass(frozen=True, eq=False)
class Task:
    """One quadratic task under one gradient step: its curvature, I - alpha A, and the attenuated curvature."""

    hessian: Exact
    residual: Exact
    attenuated: Exact

    @staticmethod
    def of(hessian: Exact, alpha: Fraction) -> Task:
        """Return the task with this curvature."""
        residual = Exact.identity(len(hessian.numerators)) - hessian.times(alpha)
        return Task(hessian, residual, residual @ hessian @ residual)


def two_tasks(A: Any, B: Any, alpha: Fraction) -> tuple[Task, Task]:
    """Return the two tasks; raise `InvalidArgument` for curvatures that are not positive definite of one size."""
    first, second = Task.of(definite("A", A), alpha), Task.of(definite("B", B), alpha)
    sizes = [len(task.hessian.numerators) for task in (first, second)]
    if sizes[0] != sizes[1]:
        raise InvalidArgument(f"A has {sizes[0]} rows and B has {sizes[1]}: expected one size for both tasks")
    return first, second


def step_between(v: Any, w: Any, size: int) -> Exact:
    """Return `w - v`; raise `InvalidArgument` unless both are vectors of the given length."""
    ends = {"v": array("v", v, 1), "w": array("w", w, 1)}
    for name, end in ends.items():
        if len(end.numerators) != size:
            raise InvalidArgument(f"{name} has length {len(end.numerators)}: expected {size}, the number of rows of A")
    return ends["w"] - ends["v"]


def descends(name: str, hessian: Exact, alpha: Fraction) -> None:
    """Raise `InvalidArgument` unless gradient steps of this size contract: alpha times each eigenvalue is below 2."""
    if not is_definite(Exact.identity(len(hessian.numerators)).times(2) - hessian.times(alpha)):
        largest = float(np.linalg.eigvalsh(hessian.floats)[-1])
        raise InvalidArgument(
            f"gradient descent on the task {name} does not converge: alpha times its largest eigenvalue is "
            f"{float(alpha) * largest:.6g}, expected below 2; write alpha={1 / largest:.3g}, or anything below "
            f"{2 / largest:.6g}"
        )


def weighed(task: Task, other: Task, delta: Exact) -> Exact:
    """Return the error `S^-1 B_alpha delta` of the fixed point, seen from the minimiser of `task`."""
    try:
        return solve(task.attenuated + other.attenuated, other.attenuated @ delta)
    except SingularOperator:
        raise SingularOperator(
            "S = A_alpha + B_alpha is singular: A and B share an eigenvector with the eigenvalue 1 / alpha, and the "
            "fixed point is not unique; write another alpha, or start='midpoint'"
        ) from None
