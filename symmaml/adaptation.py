"""Inner loops and meta-gradient rules: the two tables of the family.

On a quadratic an inner loop is affine, `U(theta) = v + R (theta - v)`. `update` writes the loop from its definition;
`residual` gives the operator R that the derivations prove it to have.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import sympy

from symmaml.errors import InvalidTask, NotDerivable
from symmaml.notation import scalar
from symmaml.tasks import Quadratic

MOST_STEPS = 6  # that are unrolled in seconds


class Rule(Enum):
    """What the outer loop follows, per task."""

    EXACT = "exact"
    FIRST_ORDER = "first-order"
    REPTILE = "reptile"


class Adaptation(Protocol):
    """An inner optimiser that is affine on a quadratic loss."""

    def update(self, loss: Quadratic, theta: Any) -> Any:
        """Return the adapted parameters U(theta), as the inner loop computes them."""

    def residual(self, loss: Quadratic) -> Any:
        """Return R with U(theta) - v = R (theta - v)."""

    def describe(self) -> str:
        """Name the inner loop in words."""


def _identity(loss: Quadratic) -> Any:
    return sympy.Identity(loss.hessian.shape[0])


def _checked_steps(steps: Any) -> int:
    if isinstance(steps, sympy.Symbol):
        raise NotDerivable(f"steps={steps} is symbolic: the inner loop is unrolled, write a number such as steps=2")
    if isinstance(steps, bool) or not isinstance(steps, int | sympy.Integer) or not 0 <= int(steps) <= MOST_STEPS:
        raise InvalidTask(
            f"steps={steps!r} is not a number of inner steps: expected an integer from 0 to {MOST_STEPS}, "
            f"as loops are unrolled and multiplied out"
        )
    return int(steps)


def _checked_scalar(value: Any, role: str, example: str) -> Any:
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return sympy.Integer(value)
    if isinstance(value, sympy.Expr) and not value.is_Matrix and not value.has(sympy.Float):
        return value
    raise InvalidTask(f"{role} {value!r} is not an exact scalar: write {example} or sympy.Rational(1, 10)")


@dataclass(frozen=True)
class GradientDescent:
    """`steps` gradient steps of size `step`: R = (I - step A)^steps."""

    step: Any
    steps: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "step", _checked_scalar(self.step, "step", "scalar('alpha')"))
        object.__setattr__(self, "steps", _checked_steps(self.steps))

    def update(self, loss: Quadratic, theta: Any) -> Any:
        """Return theta after `steps` updates theta <- theta - step * gradient(theta)."""
        for _ in range(self.steps):
            theta = theta - sympy.MatMul(self.step, loss.gradient(theta))
        return theta

    def residual(self, loss: Quadratic) -> Any:
        """Return (I - step A)^steps."""
        return sympy.MatPow(_identity(loss) - self.step * loss.hessian, self.steps).doit(deep=False)

    def describe(self) -> str:
        """Name the inner loop in words."""
        return f"{self.steps} gradient step{'' if self.steps == 1 else 's'}"


@dataclass(frozen=True)
class MatrixStep:
    """`steps` gradient steps preconditioned by the matrix `matrix` (Meta-SGD): R = (I - M A)^steps."""

    matrix: Any
    steps: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "steps", _checked_steps(self.steps))
        if not getattr(self.matrix, "is_Matrix", False):
            raise InvalidTask(f"matrix step {self.matrix!r} is not a matrix: write MatrixStep(symmetric('M'))")

    def update(self, loss: Quadratic, theta: Any) -> Any:
        """Return theta after `steps` updates theta <- theta - M * gradient(theta)."""
        for _ in range(self.steps):
            theta = theta - sympy.MatMul(self.matrix, loss.gradient(theta))
        return theta

    def residual(self, loss: Quadratic) -> Any:
        """Return (I - M A)^steps."""
        return sympy.MatPow(_identity(loss) - self.matrix * loss.hessian, self.steps).doit(deep=False)

    def describe(self) -> str:
        """Name the inner loop in words."""
        return f"{self.steps} preconditioned gradient step{'' if self.steps == 1 else 's'}"


@dataclass(frozen=True)
class Polynomial:
    """A polynomial method with residual polynomial `p`, p(0) = 1: R = p(A).

    `p` is an expression in one symbol `variable`, its coefficients exact.
    """

    p: Any
    variable: Any

    def __post_init__(self) -> None:
        if not isinstance(self.variable, sympy.Symbol) or not self.p.is_polynomial(self.variable):
            raise InvalidTask(f"{self.p} is no polynomial in {self.variable}; write Polynomial(1 - x/2, x)")
        if sympy.expand(self.p.subs(self.variable, 0)) != 1:
            raise InvalidTask(f"p(0) = {self.p.subs(self.variable, 0)} is not 1: a residual polynomial has p(0) = 1")

    def update(self, loss: Quadratic, theta: Any) -> Any:
        """Return v + p(A) (theta - v)."""
        return loss.minimiser + sympy.MatMul(self.residual(loss), theta - loss.minimiser)

    def residual(self, loss: Quadratic) -> Any:
        """Return p(A)."""
        coefficients = sympy.Poly(self.p, self.variable).all_coeffs()[::-1]
        powers = (
            sympy.MatPow(loss.hessian, k).doit(deep=False) if k else _identity(loss) for k in range(len(coefficients))
        )
        return sympy.MatAdd(*(c * power for c, power in zip(coefficients, powers, strict=True) if c != 0))

    def describe(self) -> str:
        """Name the inner loop in words."""
        return "a polynomial method"


@dataclass(frozen=True)
class Proximal:
    """The proximal point with strength `strength` (iMAML): R = rho (A + rho I)^-1."""

    strength: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "strength", _checked_scalar(self.strength, "strength", "scalar('rho', positive=True)"))

    def update(self, loss: Quadratic, theta: Any) -> Any:
        """Return the point phi with gradient(phi) + rho (phi - theta) = 0."""
        shifted = loss.hessian + self.strength * _identity(loss)
        return sympy.MatMul(shifted.I, loss.hessian * loss.minimiser + self.strength * theta)

    def residual(self, loss: Quadratic) -> Any:
        """Return rho (A + rho I)^-1."""
        return self.strength * (loss.hessian + self.strength * _identity(loss)).I

    def describe(self) -> str:
        """Name the inner loop in words."""
        return "a proximal step"


@dataclass(frozen=True)
class NoAdaptation:
    """Joint training (ERM): R = I."""

    def update(self, loss: Quadratic, theta: Any) -> Any:
        """Return theta."""
        return theta

    def residual(self, loss: Quadratic) -> Any:
        """Return the identity."""
        return _identity(loss)

    def describe(self) -> str:
        """Name the inner loop in words."""
        return "no adaptation"
