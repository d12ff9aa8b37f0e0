"""The oracle: MAML in numbers, written from its definition and differentiated numerically.

It shares nothing with what it judges. Losses are evaluated, inner loops are run, and the meta-gradient and the
meta-Hessian are differences of meta-losses. Points are columns: an array of shape (d, m) holds m of them.

**Differences without truncation.** The meta-loss F is a quadratic polynomial in theta, so for every step h

    (F(theta + h e_i) - F(theta - h e_i)) / (2 h)                               is exactly  dF/dtheta_i,
    (F(theta + h e_i + h e_j) - F(theta + h e_i) - F(theta + h e_j) + F(theta)) / h^2  exactly  d2F/dtheta_i dtheta_j.

Only rounding remains. Let Phi(theta) be the *magnitude* of F: the same loops run on absolute values, every difference
turned into a sum. A value of F that took K roundings of relative size u is wrong by at most K u Phi, so the gradient by
at most

    K u Phi(theta + h e_i) / h = K u (Phi_0 / h + Phi_1 + Phi_2 h),

which is smallest at h = sqrt(Phi_0 / Phi_2). Phi_0 is a quadratic form in |theta| + |v|, and Phi_2 the same form in a
unit vector: the best step is as large as theta and the minimisers, nothing like the usual square root of u. `stride`
takes a power of two there, by which numbers are divided exactly; a factor 2 beside the best step makes the bound at
most a quarter larger. For second differences the same count gives 4 K u Phi(theta + h e_i + h e_j) / h^2, which falls
with h, and at this step is within a constant of its limit.

**Two precisions.** The functions below run on arrays of floats, and on arrays of numbers with 50 digits, made by
`precise`. What a formula is compared with comes from the latter: of the 50 digits, 20 are left to conditioning and
growth, and `NEGLIGIBLE` times the scale of a quantity bounds the oracle's own error. Floats are used where many steps
are taken, in `descend`, and `gradient_rounding` bounds what rounding does there.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, Protocol

import mpmath
import numpy as np

from symmaml.oracle.instances import Array, Loop, NumericLoss, NumericProblem, NumericTask

DIGITS = 50
NEGLIGIBLE = 1e-30
UNIT = 2.0**-53  # the largest relative error of one operation on floats
_PRECISE = mpmath.mp.clone()  # a context of our own: what users do to mpmath.mp changes nothing here
_PRECISE.dps = DIGITS


class Singular(ArithmeticError):
    """A linear system has no unique solution."""


class Question(Protocol):
    """What is asked of the oracle: the quantity `what` at the place `at`, less the answer to `minus`."""

    @property
    def what(self) -> str: ...

    @property
    def at(self) -> str: ...

    @property
    def task(self) -> int | None: ...

    @property
    def minus(self) -> Any: ...


QUANTITIES = frozenset("meta-loss meta-gradient meta-hessian task-loss adapted point newton-step minimiser".split())
OF_ONE_TASK = frozenset({"task-loss", "adapted", "minimiser"})
PLACES = frozenset({"theta", "midpoint", "fixed-point", "next"})


def precise(number: Any) -> Any:
    """Return a float or an integer as a number with 50 digits; nothing is lost."""
    return _PRECISE.mpf(number)


# -- the definition ----------------------------------------------------------------------------------------------------
# An array stands left of a number: mpmath's numbers would first print an array on their right into an error message.


def loss(quadratic: NumericLoss, points: Array) -> Array:
    """Return `1/2 (theta - v)^T A (theta - v)` at every point, shape (m,)."""
    gap = points - quadratic.minimiser
    values: Array = (gap * (quadratic.hessian @ gap)).sum(axis=0) / 2
    return values


def gradient(quadratic: NumericLoss, points: Array) -> Array:
    """Return the gradient of `loss` at every point."""
    slope: Array = quadratic.hessian @ (points - quadratic.minimiser)
    return slope


def adapted(problem: NumericProblem, task: NumericTask, points: Array) -> Array:
    """Run the inner loop of one task from every point."""
    support, step = task.support, problem.step
    match problem.loop:
        case Loop.GRADIENT:
            for _ in range(problem.steps):
                points = points - gradient(support, points) * step
        case Loop.MATRIX:
            for _ in range(problem.steps):
                points = points - step @ gradient(support, points)
        case Loop.POLYNOMIAL:  # v + p(A) (theta - v) = theta + p_1 A (theta - v) + p_2 A^2 (theta - v) + ...
            power = points - support.minimiser
            for coefficient in step[1:]:
                power = support.hessian @ power
                points = points + power * coefficient
        case Loop.PROXIMAL:  # the minimiser phi of f(phi) + step/2 |phi - theta|^2
            shifted = support.hessian + np.eye(len(points), dtype=int) * step
            points = solve(shifted, support.hessian @ support.minimiser + points * step)
    return points


def meta_loss(problem: NumericProblem, points: Array) -> Array:
    """Return `F(theta) = sum_i p_i f_i(U_i(theta))` at every point, shape (m,)."""
    return _total(loss(task.query, adapted(problem, task, points)) * task.weight for task in problem.tasks)


def field(problem: NumericProblem, points: Array) -> Array:
    """Return what the outer loop follows under the rules that take no derivative of the inner loop, at every point."""
    if problem.rule.value == "first-order":
        return _total(gradient(task.query, adapted(problem, task, points)) * task.weight for task in problem.tasks)
    return _total((points - adapted(problem, task, points)) * task.weight for task in problem.tasks)


def _total(parts: Iterable[Array]) -> Array:
    return functools.reduce(operator.add, parts)


# -- numerical differentiation -----------------------------------------------------------------------------------------


def stride(problem: NumericProblem, theta: Array) -> float:
    """Return the step of the differences at `theta`, a power of two: see the top of this file."""
    minimisers = [quadratic.minimiser for task in problem.tasks for quadratic in (task.support, task.query)]
    size = float(np.abs(theta).max() + max(np.abs(minimiser).max() for minimiser in minimisers))
    return float(2.0 ** np.ceil(np.log2(size))) if size else 1.0


def meta_gradient(problem: NumericProblem, theta: Array) -> Array:
    """Return what the outer loop follows at `theta`, shape (d, 1): the differentiated meta-loss or the rule's field."""
    if problem.rule.value != "exact":
        return field(problem, theta)
    h = stride(problem, theta)
    shift = h * np.eye(len(theta), dtype=theta.dtype)
    values = meta_loss(problem, np.hstack([theta + shift, theta - shift]))
    slopes: Array = (values[: len(theta)] - values[len(theta) :]) / (2 * h)
    return slopes.reshape(-1, 1)


def meta_hessian(problem: NumericProblem, theta: Array) -> Array:
    """Return the derivative of `meta_gradient`, shape (d, d); it is the same at every `theta`."""
    h, size = stride(problem, theta), len(theta)
    shift = h * np.eye(size, dtype=theta.dtype)
    hessian: Array
    if problem.rule.value != "exact":
        hessian = (field(problem, theta + shift) - field(problem, theta - shift)) / (2 * h)
        return hessian
    rows, columns = np.triu_indices(size)
    values = meta_loss(problem, np.hstack([theta, theta + shift, theta + shift[:, rows] + shift[:, columns]]))
    single, double = values[1 : size + 1], values[size + 1 :]
    hessian = np.empty((size, size), dtype=theta.dtype)
    hessian[rows, columns] = (double - single[rows] - single[columns] + values[0]) / (h * h)
    hessian[columns, rows] = hessian[rows, columns]
    return hessian


def solve(matrix: Array, right: Array) -> Array:
    """Solve a linear system by elimination with row exchanges, on numbers of any type.

    Raises `Singular` when a pivot is below sqrt(unit) times the largest entry, where unit is the rounding of the
    numbers: below 10^-25 for 50 digits. Rounding leaves a pivot near 10^-48 where the exact one is 0. A pivot that is
    not 0 but below 10^-25 belongs to a matrix that no float64 evaluation could tell from a singular one.
    """
    matrix, right, size = matrix.copy(), right.copy(), len(matrix)
    smallest = np.abs(matrix).max() * (np.sqrt(UNIT) if matrix.dtype == float else precise(10) ** (-DIGITS // 2))
    for k in range(size):
        pivot = k + int(np.argmax(np.abs(matrix[k:, k])))
        if np.abs(matrix[pivot, k]) <= smallest:
            raise Singular(f"pivot {k + 1} of {size} vanishes")
        matrix[[k, pivot]], right[[k, pivot]] = matrix[[pivot, k]], right[[pivot, k]]
        factors = matrix[k + 1 :, k : k + 1] / matrix[k, k]
        matrix[k + 1 :] = matrix[k + 1 :] - factors * matrix[k]
        right[k + 1 :] = right[k + 1 :] - factors * right[k]
    for k in reversed(range(size)):
        right[k] = (right[k] - matrix[k, k + 1 :] @ right[k + 1 :]) / matrix[k, k]
    return right


# -- answers -----------------------------------------------------------------------------------------------------------


class Oracle:
    """Answers questions about one problem, at `theta` of shape (d, 1), with an outer step of size `beta`."""

    def __init__(self, problem: NumericProblem, theta: Array, beta: Any) -> None:
        self.problem, self.theta, self.beta = problem, theta, beta

    @cached_property
    def hessian(self) -> Array:
        """The derivative of the meta-gradient."""
        return meta_hessian(self.problem, self.theta)

    @cached_property
    def fixed_point(self) -> Array:
        """The zero of the meta-gradient, by one step of Newton's method: exact, as the meta-gradient is affine.

        Raises `Singular` when there is no unique one.
        """
        return self.theta - self.newton_step(self.theta)

    @cached_property
    def gradient_at_theta(self) -> Array:
        """The meta-gradient at theta."""
        return meta_gradient(self.problem, self.theta)

    def gradient(self, point: Array) -> Array:
        """Return the meta-gradient at a point."""
        return self.gradient_at_theta if point is self.theta else meta_gradient(self.problem, point)

    def newton_step(self, point: Array) -> Array:
        """Return Hessian^-1 times gradient."""
        return solve(self.hessian, self.gradient(point))

    def place(self, at: str) -> Array:
        """Return the point called `at`."""
        match at:
            case "theta":
                return self.theta
            case "midpoint":
                total = _total(task.query.minimiser for task in self.problem.tasks)
                return np.asarray(total / len(self.problem.tasks))
            case "fixed-point":
                return self.fixed_point
            case "next":
                return np.asarray(self.theta - self.gradient_at_theta * self.beta)
        raise ValueError(f"{at!r} is no place: expected one of {', '.join(sorted(PLACES))}")

    def answer(self, question: Question) -> Array:
        """Return a number (1,), a vector (d, 1) or a matrix (d, d). Raises `Singular` if the answer does not exist."""
        value = self.quantity(question.what, self.place(question.at), question.task or 0)
        if question.minus is not None:
            value = value - self.answer(question.minus)
        return value

    @cached_property
    def scales(self) -> dict[str, float]:
        """How large each quantity is when nothing cancels: in points, in curvature, or both."""
        tasks = self.problem.tasks
        length = stride(self.problem, self.theta)
        curvature = sum(float(np.abs(task.query.hessian).max() * task.weight) for task in tasks)
        slope = float(sum(task.weight for task in tasks)) if self.problem.rule.value == "reptile" else curvature
        losses = dict.fromkeys(("meta-loss", "task-loss"), curvature * length**2)
        points = dict.fromkeys(("adapted", "point", "newton-step", "minimiser"), length)
        return {**losses, **points, "meta-gradient": slope * length, "meta-hessian": slope}

    def quantity(self, what: str, point: Array, index: int) -> Array:
        """Return the quantity called `what` at a point; `index` counts tasks from 0."""
        problem, task = self.problem, self.problem.tasks[index]
        match what:
            case "meta-loss":
                return meta_loss(problem, point)
            case "meta-gradient":
                return self.gradient(point)
            case "meta-hessian":
                return self.hessian
            case "task-loss":
                return loss(task.query, adapted(problem, task, point))
            case "adapted":
                return adapted(problem, task, point)
            case "point":
                return point
            case "newton-step":
                return self.newton_step(point)
            case "minimiser":
                return task.query.minimiser
        raise ValueError(f"{what!r} is no quantity: expected one of {', '.join(sorted(QUANTITIES))}")


# -- descent -----------------------------------------------------------------------------------------------------------


def descend(problem: NumericProblem, start: Array, beta: float, steps: int) -> Array:
    """Run meta gradient descent on floats; return the points from `start` (d, 1) on, shape (steps + 1, d)."""
    points = [start]
    for _ in range(steps):
        points.append(points[-1] - meta_gradient(problem, points[-1]) * beta)
    return np.hstack(points).T


def gradient_rounding(problem: NumericProblem, reach: Array) -> float:
    """Bound the error (2-norm) of `meta_gradient` on floats, at every theta with |theta| <= `reach`, shape (d, 1).

    The loops themselves give the magnitude when they run on |A|, -|v| and minus the absolute step: `theta - v` becomes
    `|theta| + |v|`, and `theta - alpha gradient` becomes `|theta| + |alpha gradient|`. K counts one rounding per sum
    and product, and d for an inner product of length d; the adapted parameters enter a loss twice.
    """
    size, count = len(reach), len(problem.tasks)
    inner = _roundings_of_loop(problem, size)
    sizes = _magnitudes(problem)
    if problem.rule.value != "exact":
        # Reptile's theta - U is the only difference that the signs above do not turn into a sum.
        magnitude = np.abs(field(sizes, reach)) + 2 * sum(task.weight for task in sizes.tasks) * reach
        return float(np.linalg.norm(magnitude)) * UNIT * (inner + size + 3 + count)
    roundings = 2 * (inner + 2) + 2 * size + 4 + count
    # Phi / h is convex in the step, and the step at any such theta lies between these two.
    steps = (stride(problem, np.zeros_like(reach)), stride(problem, reach))
    return max(float(np.linalg.norm(meta_loss(sizes, reach + h * np.eye(size)) / h)) for h in steps) * UNIT * roundings


def _roundings_of_loop(problem: NumericProblem, size: int) -> float:
    match problem.loop:
        case Loop.GRADIENT | Loop.MATRIX:
            return problem.steps * (size + 3 + (size if problem.loop is Loop.MATRIX else 0))
        case Loop.POLYNOMIAL:
            return len(problem.step) * (size + 3)
        case Loop.PROXIMAL:  # elimination has backward error at most d (3d + 1) units of the norm
            shifted = [task.support.hessian + problem.step * np.eye(size) for task in problem.tasks]
            return float(size * (3 * size + 1) * max(np.linalg.cond(matrix) for matrix in shifted)) + 2 * size + 3
    return 0


def _magnitudes(problem: NumericProblem) -> NumericProblem:
    def of_loss(quadratic: NumericLoss) -> NumericLoss:
        return NumericLoss(np.abs(quadratic.hessian), -np.abs(quadratic.minimiser))

    tasks = tuple(NumericTask(of_loss(t.support), of_loss(t.query), abs(t.weight)) for t in problem.tasks)
    if problem.loop is Loop.POLYNOMIAL:
        return replace(problem, tasks=tasks, step=tuple(abs(coefficient) for coefficient in problem.step))
    if problem.loop is Loop.PROXIMAL:  # theta - (A + rho I)^-1 A (theta - v), as one step with a matrix
        shifted = [task.support.hessian + problem.step * np.eye(len(task.support.hessian)) for task in problem.tasks]
        inverse = np.max([np.abs(np.linalg.inv(matrix)) for matrix in shifted], axis=0)
        return replace(problem, tasks=tasks, loop=Loop.MATRIX, step=-inverse, steps=1)
    return replace(problem, tasks=tasks, step=None if problem.step is None else -np.abs(problem.step))
