"""The outer loop: how fast gradient descent on the meta-objective approaches the fixed point.

One outer step multiplies `theta - theta*` by `I - beta S`, S = A_alpha + B_alpha. It contracts in every norm |x|_g(S),
the Euclidean one among them, by `max |1 - beta lambda_i(S)|`: for 0 < beta < 2 / lambda_max this is below 1, and it is
smallest, (kappa - 1) / (kappa + 1), at beta = 2 / (lambda_min + lambda_max).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symmaml.bounds.arguments import Task, number, two_tasks
from symmaml.bounds.exact import is_definite
from symmaml.bounds.spectrum import largest_eigenvalue, rounded_down, rounded_up, smallest_eigenvalue
from symmaml.errors import SingularOperator

# lambda (1 - alpha lambda)^2 is at most this over alpha, its peak at alpha lambda = 1/3, up to alpha lambda = 4/3.
PEAK, PEAK_HOLDS_TO = Fraction(4, 27), Fraction(4, 3)
SUM_HOLDS_TO = Fraction(2)


@dataclass(frozen=True)
class OuterDescent:
    """Gradient descent on the meta-objective: steps, rates and what bounds them.

    `smallest` and `largest` bound the eigenvalues of S, `condition` is their quotient. `step` is the best step,
    `rate` the factor by which each such step shrinks the distance to the fixed point at least, and every step between
    0 and `step_limit` contracts. `curvature_sum` is lambda_max(A) + lambda_max(B), a bound on lambda_max(S) where all
    alpha lambda are in [0, 2], `curvature_peak` is 8 / (27 alpha), one where all are in [0, 4/3]; elsewhere they are
    None. `safe_step` is 2 over the smaller of the two: it needs no knowledge of S.

    All are floats rounded to the safe side: bounds on curvatures and rates up, on steps and `smallest` down. The
    enclosures behind them are exact.
    """

    step: float
    rate: float
    step_limit: float
    smallest: float
    largest: float
    condition: float
    curvature_sum: float | None
    curvature_peak: float | None
    safe_step: float | None


def outer_descent(*, A: Any, B: Any, alpha: Any) -> OuterDescent:
    """Return the best outer step and its rate for two tasks with curvatures A and B (n, n), positive definite.

    The inner step alpha is any real number. Raises `InvalidArgument` for other values, `SingularOperator` if S is
    singular: then no step contracts.

    >>> found = outer_descent(A=[[1]], B=[[2]], alpha=0)
    >>> found.step, found.rate < 1e-15, found.step_limit, found.curvature_sum
    (0.3333333333333333, True, 0.6666666666666666, 3.0)
    """
    step = number("alpha", alpha)
    tasks = two_tasks(A, B, step)
    curvature = tasks[0].attenuated + tasks[1].attenuated
    if not is_definite(curvature):
        raise SingularOperator(
            "S = A_alpha + B_alpha is singular: A and B share an eigenvector with the eigenvalue 1 / alpha, along "
            "which the meta-objective is constant; write another alpha"
        )
    low, high = smallest_eigenvalue(curvature), largest_eigenvalue(curvature)
    best = rounded_down(2 / (low.upper + high.upper))
    rate = max(1 - Fraction(best) * low.lower, Fraction(best) * high.upper - 1, Fraction(0))
    total, peak = _safe_bounds(tasks, step)
    bounds = [bound for bound in (total, peak) if bound is not None]
    return OuterDescent(
        step=best,
        rate=rounded_up(rate),
        step_limit=rounded_down(2 / high.upper),
        smallest=rounded_down(low.lower),
        largest=rounded_up(high.upper),
        condition=rounded_up(high.upper / low.lower),
        curvature_sum=None if total is None else rounded_up(total),
        curvature_peak=None if peak is None else rounded_up(peak),
        safe_step=rounded_down(2 / min(bounds)) if bounds else None,
    )


def _safe_bounds(tasks: tuple[Task, Task], alpha: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds on lambda_max(S) that the curvatures give, where their conditions hold."""
    largest = [largest_eigenvalue(task.hessian).upper for task in tasks]
    scaled = alpha * max(largest)
    total = sum(largest, Fraction(0)) if 0 <= scaled <= SUM_HOLDS_TO else None
    peak = 2 * PEAK / alpha if 0 < scaled <= PEAK_HOLDS_TO else None
    return total, peak
