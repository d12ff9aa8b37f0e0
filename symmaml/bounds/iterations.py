"""How many gradient steps bring a task's loss below epsilon, from the fixed point of MAML and from the midpoint.

With R = I - alpha A and delta = w - v, the error of the first task after t steps from theta is `R^t (theta - v)`, and
`theta - v` is `S^-1 B_alpha delta` at the fixed point, `delta / 2` at the midpoint. Where 0 < alpha < 2 / lambda_max,

    f_1(U_1^t theta) <= q^(2t) 1/2 delta^T M delta,    q = max |1 - alpha lambda_i(A)|,

with the Mahalanobis metric M = B_alpha S^-1 A S^-1 B_alpha at the fixed point, M = A / 4 at the midpoint. It is
attained when the error is an eigenvector for q. For both tasks together, after t >= 1 steps,

    f_1(U_1^t theta) + f_2(U_2^t theta) <= q^(2t - 2) 1/2 delta^T M delta,

with q the larger of the two, and M = A_alpha S^-1 B_alpha, the parallel sum, or M = S / 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from symmaml.bounds.arguments import Task, array, descends, number, positive, step_between, two_tasks, weighed
from symmaml.bounds.comparison import MoreSteps, check_more_steps
from symmaml.bounds.decay import Descent, first_below
from symmaml.bounds.exact import Exact, form, rank_if_semidefinite
from symmaml.bounds.spectrum import Enclosure, largest_eigenvalue
from symmaml.errors import InvalidArgument

Array = Any
STARTS = ("fixed-point", "midpoint")
TASKS = (1, 2, "both")


@dataclass(frozen=True, eq=False)
class Iterations:
    """How many gradient steps lead to epsilon.

    `iterations` is the first t with a loss of at most epsilon, `bound` what the closed form promises:
    `ceil(ln(loss / epsilon) / (2 ln(1 / rate)))` for one task, one more for both. Both are exact. `rate` is q, `metric`
    the matrix M as floats (read-only), and `loss` is exactly `1/2 delta^T M delta`: the loss before the first step of
    one task, and after it for both.
    """

    iterations: int
    bound: int
    rate: float
    loss: Fraction = field(repr=False)
    metric: Array = field(repr=False)


def iterations_to(
    epsilon: Any, *, A: Any, v: Any, B: Any, w: Any, alpha: Any, start: str = "fixed-point", task: int | str = 1
) -> Iterations:
    """Count the gradient steps from the fixed point of MAML, or from the midpoint, to a loss of at most epsilon.

    A and B are the curvatures (n, n), positive definite; v and w the minimisers (n,); steps have size alpha, with
    `0 < alpha lambda < 2` for each eigenvalue of the task in question. `start` is "fixed-point" or "midpoint", `task`
    1, 2 or "both" (the sum of the losses). Floats are taken as the exact numbers they are; counts are decided exactly.

    Raises `InvalidArgument` for other values, `SingularOperator` where there is no unique fixed point.

    >>> tasks = dict(A=[[1]], v=[0], B=[[2]], w=[1], alpha=Fraction(1, 10))
    >>> at_star = iterations_to(Fraction(1, 10**6), **tasks)
    >>> at_star.iterations, at_star.bound, at_star.rate
    (58, 58, 0.9)
    >>> iterations_to(Fraction(1, 10**6), **tasks, start="midpoint").iterations
    56
    """
    if start not in STARTS:
        raise InvalidArgument(f"start = {start!r} is not known: expected one of {STARTS}; write start='midpoint'")
    if isinstance(task, bool) or task not in TASKS:
        raise InvalidArgument(f"task = {task!r} is not known: expected one of {TASKS}; write task=1")
    goal, step = positive("epsilon", epsilon), positive("alpha", alpha)
    first, second = two_tasks(A, B, step)
    delta = step_between(v, w, len(first.hessian.numerators))
    both = [(first, second), (second, first)]
    pairs = both if task == "both" else both[:1] if task == 1 else both[1:]
    for own, _ in pairs:
        descends("A" if own is first else "B", own.hessian, step)
    descents = [Descent(own.residual, own.hessian, _error(own, other, delta, start)) for own, other in pairs]
    earlier = int(task == "both")  # steps that are taken before the rate counts
    curvatures = [own.attenuated if earlier else own.hessian for own, _ in pairs]
    loss = sum(
        (form(curvature, descent.error) / 2 for curvature, descent in zip(curvatures, descents, strict=True)),
        Fraction(0),
    )
    rates = [_rate(own.residual) for own, _ in pairs]
    bound = earlier + _steps_at_rate(rates, [own.residual for own, _ in pairs], loss, goal)
    metric = _metric(first, second, start, task)
    slowest = max(rate.upper for rate in rates)
    return Iterations(first_below(descents, goal), bound, float(slowest), loss, metric)


def few_iterations(alpha_lambda: Any, epsilon: Any) -> int:
    """Count the gradient steps that shrink a component of the error by epsilon: the least k with |1 - x|^k <= epsilon.

    `alpha_lambda` is x, the step size times the curvature along the component, between 0 and 2. At x = 1 the component
    is gone after one step; elsewhere k is `ceil(ln epsilon / ln |1 - x|)`, decided exactly.

    >>> [few_iterations(x, Fraction(1, 100)) for x in (1, Fraction(1, 2), Fraction(1, 3), Fraction(1, 10))]
    [1, 7, 12, 44]
    """
    product, goal = number("alpha_lambda", alpha_lambda), positive("epsilon", epsilon)
    if not 0 < product < 2:
        raise InvalidArgument(
            f"alpha_lambda = {alpha_lambda}: the component does not shrink; expected a number between 0 and 2, both "
            f"excluded; write alpha_lambda=Fraction(1, 2)"
        )
    return _scalar_steps(abs(1 - product), Fraction(1), goal**2)


def _error(own: Task, other: Task, delta: Exact, start: str) -> Exact:
    """Return the first error of a task, up to its sign: that of delta changes with the task."""
    return weighed(own, other, delta) if start == "fixed-point" else delta.times(Fraction(1, 2))


def _rate(residual: Exact) -> Enclosure:
    """Enclose q = max |1 - alpha lambda| < 1."""
    ends = [largest_eigenvalue(residual.times(sign), Fraction(1)) for sign in (1, -1)]
    return Enclosure(max(Fraction(0), *(end.lower for end in ends)), max(end.upper for end in ends))


def _steps_at_rate(rates: Sequence[Enclosure], residuals: Sequence[Exact], loss: Fraction, epsilon: Fraction) -> int:
    """Return the least t with `q^(2t) loss <= epsilon`, for the largest of the rates.

    Where both ends of the enclosures give one answer, that is it. Between them the question is whether
    `epsilon I - loss R^(2t)` is positive semidefinite, for each R.
    """
    least = _scalar_steps(max(rate.lower for rate in rates), loss, epsilon)
    most = _scalar_steps(max(rate.upper for rate in rates), loss, epsilon)
    while least < most and not all(_is_small(residual, least, loss, epsilon) for residual in residuals):
        least += 1
    return least


def _is_small(residual: Exact, steps: int, loss: Fraction, epsilon: Fraction) -> bool:
    one = Exact.identity(len(residual.numerators))
    power, square = one, residual @ residual
    for _ in range(steps):
        power = power @ square
    return rank_if_semidefinite(one.times(epsilon) - power.times(loss)) is not None


def _scalar_steps(rate: Fraction, loss: Fraction, epsilon: Fraction) -> int:
    return first_below([Descent(Exact.of([[rate]]), Exact.of([[2 * loss]]), Exact.of([1]))], epsilon)


def _metric(first: Task, second: Task, start: str, task: int | str) -> Array:
    """Return M in floats, so that the bound starts from `1/2 delta^T M delta`."""
    own, other = (second, first) if task == 2 else (first, second)
    curvature, own_alpha, other_alpha = own.hessian.floats, own.attenuated.floats, other.attenuated.floats
    if start == "midpoint":
        metric = (own_alpha + other_alpha if task == "both" else curvature) / 4
    else:
        weight = np.linalg.solve(own_alpha + other_alpha, other_alpha)
        metric = own_alpha @ weight if task == "both" else weight.T @ curvature @ weight
    metric = (metric + metric.T) / 2
    metric.flags.writeable = False
    return metric


def more_steps(epsilon: Any, *, A: Any, v: Any, B: Any, w: Any, alpha: Any) -> MoreSteps:
    """Return evidence that the first task needs more steps from the fixed point than from the midpoint.

    Arguments as of `iterations_to`; the record is checked by running gradient descent in fractions. Raises `NotRefuted`
    where it needs no more steps, or too many to be run.

    >>> found = more_steps(Fraction(1, 10**6), A=[[1]], v=[0], B=[[2]], w=[1], alpha=Fraction(1, 10))
    >>> found.from_fixed_point, found.from_midpoint, found.standing.value
    (58, 56, 'refuted')
    """
    goal, step = positive("epsilon", epsilon), positive("alpha", alpha)
    first, second = two_tasks(A, B, step)
    start = array("v", v, 1)
    size = len(first.hessian.numerators)
    star = start + weighed(first, second, step_between(v, w, size))
    counts = [iterations_to(goal, A=A, v=v, B=B, w=w, alpha=step, start=place).iterations for place in STARTS]
    found = MoreSteps(
        A=tuple(map(tuple, first.hessian.fractions)),
        v=tuple(start.fractions),
        B=tuple(map(tuple, second.hessian.fractions)),
        w=tuple(array("w", w, 1).fractions),
        alpha=step,
        epsilon=goal,
        fixed_point=tuple(star.fractions),
        from_fixed_point=counts[0],
        from_midpoint=counts[1],
    )
    check_more_steps(found)
    return found
