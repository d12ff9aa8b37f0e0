"""Tasks: a support loss to adapt on, a query loss to be judged by, and a weight.

Both losses are quadratic, `f(theta) = 1/2 (theta - v)^T A (theta - v)` with A symmetric.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from symmaml.errors import InvalidTask
from symmaml.notation import Letter, scaled, symmetric, vector


@dataclass(frozen=True)
class Quadratic:
    """The loss `1/2 (theta - minimiser)^T hessian (theta - minimiser)`."""

    hessian: Any
    minimiser: Any

    def __post_init__(self) -> None:
        rows, cols = self.hessian.shape
        if rows != cols or self.minimiser.shape != (rows, 1):
            raise InvalidTask(
                f"hessian of shape {self.hessian.shape} and minimiser of shape {self.minimiser.shape} do not fit: "
                f"expected (n, n) and (n, 1); write quadratic('A', 'v')"
            )

    def value(self, theta: Any) -> Any:
        """Return the loss at `theta`, a 1x1 expression."""
        gap = theta - self.minimiser
        return scaled(sympy.Rational(1, 2), sympy.MatMul(sympy.Transpose(gap), self.hessian, gap))

    def gradient(self, theta: Any) -> Any:
        """Return the gradient at `theta`: hessian * (theta - minimiser)."""
        return sympy.MatMul(self.hessian, theta - self.minimiser)


@dataclass(frozen=True)
class Task:
    """A support loss, a query loss and a weight."""

    support: Quadratic
    query: Quadratic
    weight: Any = sympy.S.One

    def __post_init__(self) -> None:
        if self.support.hessian.shape != self.query.hessian.shape:
            raise InvalidTask(
                f"support of size {self.support.hessian.shape} and query of size {self.query.hessian.shape} differ: "
                f"both losses of a task depend on the same parameters"
            )
        weight = self.weight
        if isinstance(weight, int):
            object.__setattr__(self, "weight", sympy.Integer(weight))
        elif not isinstance(weight, sympy.Symbol | sympy.Rational):
            raise InvalidTask(f"weight {weight!r} is not exact: expected an integer, a sympy.Rational or scalar('p')")
        if self.weight.is_number and not self.weight > 0:
            raise InvalidTask(f"weight {self.weight} is not positive: leave the task out instead")

    @property
    def has_one_loss(self) -> bool:
        """Whether the support loss and the query loss are the same."""
        return self.support == self.query


def quadratic(hessian: Any, minimiser: Any, weight: Any = 1) -> Task:
    """Return a task with one quadratic loss in both roles.

    `hessian` is a name (a symmetric letter) or a symmetric matrix expression, `minimiser` a name or a vector.

    >>> quadratic("A", "v").query.gradient(vector("theta"))
    A*(theta - v)
    """
    loss = Quadratic(_hessian(hessian), vector(minimiser) if isinstance(minimiser, str) else minimiser)
    return Task(loss, loss, weight)


def _hessian(hessian: Any) -> Any:
    if isinstance(hessian, str):
        return symmetric(hessian)
    if isinstance(hessian, Letter) and not hessian.is_assumed_symmetric:
        raise InvalidTask(f"the hessian {hessian} is not declared symmetric: write symmetric({hessian.name!r})")
    if isinstance(hessian, sympy.MatrixSymbol) and not isinstance(hessian, Letter):
        raise InvalidTask(f"{hessian} is a plain SymPy symbol, with no kind: write symmetric({hessian.name!r})")
    if not getattr(hessian, "is_Matrix", False):
        raise InvalidTask(
            f"{hessian!r} is no hessian: expected a name or a symmetric letter; write quadratic('A', 'v')"
        )
    return hessian


def task(*, support: Task, query: Task, weight: Any = 1) -> Task:
    """Return a task that adapts on `support` and is judged by `query`, each made by `quadratic`.

    >>> task(support=quadratic("H", "u"), query=quadratic("A", "v")).has_one_loss
    False
    """
    for role, loss in (("support", support), ("query", query)):
        if not isinstance(loss, Task) or not loss.has_one_loss or loss.weight != 1:
            raise InvalidTask(f"{role} must be one unweighted loss; write {role}=quadratic('A', 'v'), and weight here")
    return Task(support.support, query.query, weight)
