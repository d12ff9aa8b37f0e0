"""The letters of the post: two quadratic tasks, one inner step, and the abbreviations of its claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from symmaml.adaptation import GradientDescent, Rule
from symmaml.errors import NotDerivable
from symmaml.notation import symmetric, vector
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal
from symmaml.tasks import Quadratic


@dataclass(frozen=True)
class TwoTasks:
    """Two quadratics with definite Hessians A and B, minimisers v and w, and what the other letters stand for.

    These are the attenuated curvatures A_alpha, B_alpha, their sum S, delta = w - v, the midpoint m, and the fixed
    point theta_star.
    """

    A: Any
    B: Any
    v: Any
    w: Any
    alpha: Any
    theta: Any
    A_alpha: Any
    B_alpha: Any
    S: Any
    delta: Any
    m: Any
    theta_star: Any

    @property
    def identity(self) -> Any:
        """The identity of the size of the Hessians."""
        return sympy.Identity(self.A.rows)

    @property
    def losses(self) -> tuple[Quadratic, Quadratic]:
        """The losses f_1 and f_2."""
        return Quadratic(self.A, self.v), Quadratic(self.B, self.w)

    @property
    def where(self) -> tuple[Definition, ...]:
        """What the letters stand for, each in earlier ones."""
        R_A, R_B = self.identity - self.alpha * self.A, self.identity - self.alpha * self.B
        return (
            Definition(self.A_alpha, R_A * self.A * R_A),
            Definition(self.B_alpha, R_B * self.B * R_B),
            Definition(self.S, self.A_alpha + self.B_alpha),
            Definition(self.delta, self.w - self.v),
            Definition(self.m, sympy.Rational(1, 2) * self.v + sympy.Rational(1, 2) * self.w),
            Definition(self.theta_star, self.S.I * (self.A_alpha * self.v + self.B_alpha * self.w)),
        )

    def adapted(self, task: int, x: Any, steps: int = 1) -> Any:
        """Return x after gradient steps on the loss of task 0 or 1."""
        loss = self.losses[task]
        for _ in range(steps):
            x = x - self.alpha * loss.hessian * (x - loss.minimiser)
        return x

    def adapted_loss(self, task: int, x: Any, steps: int = 1) -> Any:
        """Return the loss of task 0 or 1 at x, after gradient steps on it."""
        return self.losses[task].value(self.adapted(task, x, steps))

    def meta_loss(self, x: Any) -> Any:
        """Return F(x), the sum of both losses after one step each."""
        return self.adapted_loss(0, x) + self.adapted_loss(1, x)

    def twice_meta_loss(self, x: Any) -> Any:
        """Return 2 F(x) in the attenuated curvatures; the claim `modified-quadratics` shows that it is."""
        first, second = x - self.v, x - self.w
        return first.T * self.A_alpha * first + second.T * self.B_alpha * second

    def stationary(self, x: Any) -> Equal:
        """Return the equation that makes x a fixed point."""
        return Equal(self.S * x, self.A_alpha * self.v + self.B_alpha * self.w)


def two_tasks(problem: MetaProblem) -> TwoTasks:
    """Return the letters of a problem of the post's kind: two unweighted quadratics, one gradient step, the exact rule.

    Raises `NotDerivable` for any other problem.

    >>> from symmaml import GradientDescent, quadratic, scalar
    >>> maml = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(scalar("alpha")))
    >>> two_tasks(maml).where[2]
    Definition(letter=S, expression=A_alpha + B_alpha)
    """
    inner, unweighted = problem.adaptation, [task for task in problem.tasks if task.has_one_loss and task.weight == 1]
    simple = isinstance(inner, GradientDescent) and inner.steps == 1 and problem.rule is Rule.EXACT
    if not isinstance(inner, GradientDescent) or not simple or not len(unweighted) == len(problem.tasks) == 2:
        raise NotDerivable(
            "the claims are about two tasks of weight 1 with one loss each, one gradient step and the exact rule; "
            "write MetaProblem([quadratic('A', 'v'), quadratic('B', 'w')], adaptation=GradientDescent(scalar('alpha')))"
        )
    size = problem.theta.shape[0]
    (A, v), (B, w) = ((task.query.hessian.name, task.query.minimiser) for task in problem.tasks)
    hessians = symmetric(f"{A} {B}", size=size, definite="positive")
    attenuated = symmetric(f"{A}_alpha {B}_alpha S", size=size)
    points = vector("delta m theta_star", rows=size)
    letters = (*hessians, v, w, inner.step, problem.theta, *attenuated, *points)
    return TwoTasks(*letters)
