"""The questions one can ask of a meta-learning problem. Each answer is derived, and proved in every dimension."""

from __future__ import annotations

from symmaml.certify import certify
from symmaml.derivation import Result
from symmaml.derive.adapted import derive_adapted
from symmaml.derive.descent import derive_outer_step
from symmaml.derive.fixed_point import derive_displacement, derive_fixed_point, derive_uniqueness
from symmaml.derive.gradient import derive_gradient, derive_gradient_by_chain_rule, derive_hessian
from symmaml.derive.losses import derive_energy, derive_minimum, derive_task_loss
from symmaml.derive.midpoint import (
    derive_midpoint_gap,
    derive_midpoint_gradient,
    derive_midpoint_loss,
    derive_task_difference,
)
from symmaml.derive.objective import derive_loss, derive_meta_objective
from symmaml.export.display import displayed
from symmaml.problem import MetaProblem


def meta_objective(problem: MetaProblem) -> Result:
    """Return F(theta) with every inner loop run: the definition of MAML on these tasks, a number.

    Like every question here, raises `NotDerivable` for a problem it does not apply to, and `NotProved` never silently.

    >>> from symmaml import GradientDescent, quadratic, scalar
    >>> maml = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(scalar("alpha")))
    >>> meta_objective(maml).theorem.status.value
    'proved'
    """
    return displayed(certify(derive_meta_objective(problem)))


def loss(problem: MetaProblem) -> Result:
    """Return F(theta) as quadratic forms in the attenuated curvatures, a number."""
    return displayed(certify(derive_loss(problem)))


def gradient_by_chain_rule(problem: MetaProblem) -> Result:
    """Return the meta-gradient as the chain rule writes it, with the adapted parameters in it; shape (n, 1)."""
    return displayed(certify(derive_gradient_by_chain_rule(problem)))


def gradient(problem: MetaProblem) -> Result:
    """Return the meta-gradient in the attenuated curvatures (or what the rule follows in its place); shape (n, 1)."""
    return displayed(certify(derive_gradient(problem)))


def hessian(problem: MetaProblem) -> Result:
    """Return the meta-Hessian S; shape (n, n)."""
    return displayed(certify(derive_hessian(problem)))


def adapted(problem: MetaProblem, task: int = 0, at: str = "theta") -> Result:
    """Return the parameters adapted to task number `task` from "theta", "midpoint" or "fixed-point"; shape (n, 1).

    Tasks are counted from 0, here and in `displacement`, `task_loss` and `task_difference`.
    """
    return displayed(certify(derive_adapted(problem, task, at)))


def fixed_point(problem: MetaProblem) -> Result:
    """Return the stationary point of the outer loop, if S is invertible; shape (n, 1).

    >>> from symmaml import GradientDescent, quadratic, scalar
    >>> maml = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(scalar("alpha")))
    >>> fixed_point(maml).expression
    S**(-1)*(A_alpha*v + B_alpha*w)
    """
    return displayed(certify(derive_fixed_point(problem)))


def uniqueness(problem: MetaProblem) -> Result:
    """Return the Newton step at theta, which is theta - theta_star: no other point is stationary; shape (n, 1)."""
    return displayed(certify(derive_uniqueness(problem)))


def displacement(problem: MetaProblem, task: int = 0) -> Result:
    """Return the vector from a task's minimiser to the fixed point; two tasks; shape (n, 1)."""
    return displayed(certify(derive_displacement(problem, task)))


def energy(problem: MetaProblem) -> Result:
    """Return F(theta) - F(theta_star), half a squared distance in the norm of S, a number."""
    return displayed(certify(derive_energy(problem)))


def task_loss(problem: MetaProblem, task: int = 0) -> Result:
    """Return the loss of one task after adapting from the fixed point; two tasks; a number."""
    return displayed(certify(derive_task_loss(problem, task)))


def minimum(problem: MetaProblem) -> Result:
    """Return the meta-loss at the fixed point, half a parallel sum; the least one if S is definite; a number."""
    return displayed(certify(derive_minimum(problem)))


def midpoint_loss(problem: MetaProblem) -> Result:
    """Return the meta-loss of the midpoint of the minimisers; two tasks; a number."""
    return displayed(certify(derive_midpoint_loss(problem)))


def midpoint_gradient(problem: MetaProblem) -> Result:
    """Return the meta-gradient at the midpoint; two tasks; shape (n, 1)."""
    return displayed(certify(derive_midpoint_gradient(problem)))


def midpoint_gap(problem: MetaProblem) -> Result:
    """Return how much lower the meta-loss is at the fixed point than at the midpoint; two tasks; a number."""
    return displayed(certify(derive_midpoint_gap(problem)))


def task_difference(problem: MetaProblem, task: int = 0) -> Result:
    """Return how much one task gains (or, if negative, pays) at the fixed point over the midpoint; two tasks; a
    number."""
    return displayed(certify(derive_task_difference(problem, task)))


def outer_step(problem: MetaProblem) -> Result:
    """Return the distance to the fixed point after one outer step of size beta; shape (n, 1)."""
    return displayed(certify(derive_outer_step(problem)))
