"""Derivations and results written by hand, so that printing is tested without finders and provers."""

from __future__ import annotations

import sympy

from symmaml.adaptation import GradientDescent
from symmaml.derivation import Derivation, Measure, Result, Step
from symmaml.kernel import Theorem
from symmaml.notation import scalar, scaled, symmetric, vector
from symmaml.problem import MetaProblem
from symmaml.statement import Claim, Definition, Equal, Gradient, Statement, Status, Verdict
from symmaml.tasks import quadratic, task

half = sympy.Rational(1, 2)
alpha = scalar("alpha")
A, B, A_alpha, B_alpha, S = symmetric("A B A_alpha B_alpha S")
v, w, theta, theta_star, delta = vector("v w theta theta_star delta")
n = A.rows
R_A, R_B = sympy.Identity(n) - alpha * A, sympy.Identity(n) - alpha * B
PROBLEM = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(alpha), rule="exact")
TWO_LOSSES = MetaProblem(
    [task(support=quadratic("H", "u"), query=quadratic("A", "v"), weight=scalar("p")), quadratic("B", "w")],
    adaptation=GradientDescent(alpha, steps=2),
)
WHERE = (
    Definition(A_alpha, R_A * A * R_A),
    Definition(B_alpha, R_B * B * R_B),
    Definition(S, A_alpha + B_alpha),
    Definition(delta, w - v),
    Definition(theta_star, S.I * (A_alpha * v + B_alpha * w)),
)


def verdict(claim: Claim, status: Status, inverses: tuple[str, ...]) -> Verdict:
    theorem = Theorem(str(claim), ("A", "B"), (), inverses, (), "") if status is Status.PROVED else None
    return Verdict(status, Statement(claim), theorem=theorem)


def result(derivation: Derivation, status: Status = Status.PROVED, inverses: tuple[str, ...] = ()) -> Result:
    """Return a result in which every line has this status."""
    *proofs, theorem = (verdict(claim, status, inverses) for claim in claims(derivation))
    return Result(derivation, tuple(proofs), theorem)


def claims(derivation: Derivation) -> list[Claim]:
    return [*(step.claim for step in derivation.steps), derivation.conclusion]


def derivation(
    title: str, symbol: object, expression: object, steps: list[tuple[Claim, str]], conclusion: Claim
) -> Derivation:
    made = tuple(Step(claim, reason) for claim, reason in steps)
    return Derivation(title, symbol, expression, WHERE, made, conclusion, PROBLEM, Measure("meta-loss"))  # type: ignore[arg-type]


def form(matrix: sympy.Expr, left: sympy.Expr, right: sympy.Expr | None = None) -> sympy.Expr:
    return scaled(half, sympy.MatMul(left.T, matrix, left if right is None else right))


FIELD = A_alpha * (theta - v) + B_alpha * (theta - w)
LONG = R_A.T * A * R_A * (theta - v) + R_B.T * B * R_B * (theta - w)
LOSS = PROBLEM.meta_loss()
MINIMUM = scaled(half, sympy.MatMul(delta.T, A_alpha, S.I, B_alpha, delta))

GRADIENT = derivation(
    "The gradient",
    r"\nabla F(\theta)",
    FIELD,
    [
        (
            Equal(LOSS, form(A, R_A * (theta - v)) + form(B, R_B * (theta - w))),
            r"a step moves $\theta - v$ to $R(\theta - v)$",
        ),
        (Gradient(LOSS, theta, LONG), "differentiate, task by task:"),
        (Equal(LONG, FIELD), "abbreviate; A & B are symmetric (100%)."),
    ],
    Gradient(LOSS, theta, FIELD),
)
FIXED_POINT = derivation(
    r"The fixed point $\theta^{\star}$",
    theta_star,
    S.I * (A_alpha * v + B_alpha * w),
    [
        (Equal(FIELD, S * theta - (A_alpha * v + B_alpha * w)), "collect the parameters"),
        (Equal(S * theta_star, A_alpha * v + B_alpha * w), "[by $S^{-1}$] solve the affine equation"),
    ],
    Equal(A_alpha * (theta_star - v) + B_alpha * (theta_star - w), sympy.ZeroMatrix(n, 1)),
)
TOTAL_LOSS = derivation(
    "The total loss",
    r"F(\theta^{\star})",
    MINIMUM,
    [
        (Equal(theta_star - v, S.I * B_alpha * delta), "by the definition of the fixed point"),
        (Equal(form(A_alpha, theta_star - v) + form(B_alpha, theta_star - w), MINIMUM), "substitute"),
    ],
    Equal(PROBLEM.meta_loss(theta_star), MINIMUM),
)
DISPLACEMENT = derivation(
    "From the minimiser to the fixed point",
    r"\theta^{\star} - v",
    S.I * B_alpha * delta,
    [],
    Equal(theta_star - v, S.I * B_alpha * delta),
)
DERIVATIONS = (GRADIENT, FIXED_POINT, TOTAL_LOSS, DISPLACEMENT)
