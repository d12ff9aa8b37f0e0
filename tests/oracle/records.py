"""Problems and results written by hand: the post's closed forms, and gradient and fixed point of every inner loop."""

from __future__ import annotations

from typing import Any

import sympy

from symmaml.adaptation import GradientDescent, MatrixStep, NoAdaptation, Polynomial, Proximal, Rule
from symmaml.derivation import Derivation, Measure, Result
from symmaml.notation import Letter, matrix, scalar, symmetric, vector
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal, Statement, Status, Verdict
from symmaml.tasks import quadratic, task

ALPHA, BETA, RHO, X = scalar("alpha"), scalar("beta"), scalar("rho"), scalar("x")
A, B, S, P, Q = symmetric("A B S A_alpha B_alpha")
V, W, DELTA, THETA, STAR = vector("v w delta theta theta_star")
I = sympy.Identity(A.shape[0])
HALF, EIGHTH = sympy.Rational(1, 2), sympy.Rational(1, 8)
POST = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(ALPHA))


def attenuated(hessian: Any) -> Any:
    residual = I - ALPHA * hessian
    return sympy.MatMul(residual, hessian, residual)


WHERE = (
    Definition(P, attenuated(A)),
    Definition(Q, attenuated(B)),
    Definition(S, P + Q),
    Definition(DELTA, W - V),
    Definition(STAR, sympy.MatMul(S.I, P * V + Q * W)),
)


def result(expression: Any, measure: Measure, problem: MetaProblem = POST, where: Any = WHERE) -> Result:
    claim = Equal(expression, expression)
    derivation = Derivation("by hand", "x", expression, tuple(where), (), claim, problem, measure)
    return Result(derivation, (), Verdict(Status.UNDECIDED, Statement(claim)))


def form(left: Any, *middle: Any) -> Any:
    """Return half of `left^T middle left`."""
    return sympy.MatMul(HALF, sympy.Transpose(left), *middle, left)


def post() -> dict[str, Result]:
    """Return the closed forms of the post's two quadratics, by the names of the claim ledger."""
    start, goal = Measure("meta-loss", "midpoint"), Measure("meta-loss", "fixed-point")
    inverse = S.I
    first = Measure("task-loss", "fixed-point", task=0)
    second = Measure("task-loss", "fixed-point", task=1)
    eighth = (EIGHTH, sympy.Transpose(DELTA))
    adapted = V + sympy.MatMul(I - ALPHA * A, inverse, Q, DELTA)
    mixture = sympy.MatMul(HALF, (I + ALPHA * A) * V + (I - ALPHA * A) * W)
    return {
        "loss": result(form(THETA - V, P) + form(THETA - W, Q), Measure("meta-loss")),
        "gradient": result(P * (THETA - V) + Q * (THETA - W), Measure("meta-gradient")),
        "hessian": result(S, Measure("meta-hessian")),
        "fixed point": result(sympy.MatMul(inverse, P * V + Q * W), Measure("point", "fixed-point")),
        "uniqueness": result(THETA - STAR, Measure("newton-step")),
        "displacement": result(
            sympy.MatMul(inverse, Q, DELTA), Measure("point", "fixed-point", minus=Measure("minimiser", task=0))
        ),
        "energy": result(form(THETA - STAR, S), Measure("meta-loss", minus=goal)),
        "midpoint loss": result(sympy.MatMul(*eighth, S, DELTA), start),
        "midpoint gradient": result(sympy.MatMul(HALF, P - Q, DELTA), Measure("meta-gradient", "midpoint")),
        "adapted from midpoint": result(mixture, Measure("adapted", "midpoint", task=0)),
        "adapted from fixed point": result(adapted, Measure("adapted", "fixed-point", task=0)),
        "first loss": result(form(DELTA, Q, inverse, P, inverse, Q), first),
        "second loss": result(form(DELTA, P, inverse, Q, inverse, P), second),
        "minimum": result(form(DELTA, P, inverse, Q), goal),
        "minimum, subtracted": result(form(DELTA, P - sympy.MatMul(P, inverse, P)), goal),
        "gap": result(
            sympy.MatMul(*eighth, P - Q, inverse, P - Q, DELTA), Measure("meta-loss", "midpoint", minus=goal)
        ),
        "first task's gain": result(
            sympy.MatMul(*eighth, P - Q, inverse, P, inverse, P + 3 * Q, DELTA),
            Measure("task-loss", "midpoint", task=0, minus=first),
        ),
        "outer step": result(
            sympy.MatMul(I - BETA * S, THETA - STAR),
            Measure("point", "next", minus=Measure("point", "fixed-point")),
        ),
    }


def problems() -> dict[str, MetaProblem]:
    """Return one problem for each kind of inner loop, rule and list of tasks."""
    pair = [quadratic("A", "v"), quadratic("B", "w")]
    split = [
        task(support=quadratic("H", "u"), query=quadratic("A", "v"), weight=scalar("p")),
        task(support=quadratic("K", "z"), query=quadratic("B", "w"), weight=sympy.Rational(2, 3)),
    ]
    three = [*pair, quadratic("C", "y", weight=scalar("q", positive=True))]
    definite = [quadratic(symmetric(name, definite="positive"), place) for name, place in ("Av", "Bw")]
    shifted = [quadratic(A + RHO * I, "v"), quadratic(B, "w")]
    positive = scalar("alpha", positive=True)
    polynomial = Polynomial(1 - ALPHA * X + X**2 / 7, X)
    return {
        "one step": POST,
        "three steps": MetaProblem(three, adaptation=GradientDescent(ALPHA, steps=3)),
        "no step": MetaProblem(pair, adaptation=GradientDescent(ALPHA, steps=0)),
        "positive step": MetaProblem(definite, adaptation=GradientDescent(positive, steps=2)),
        "given step": MetaProblem(split, adaptation=GradientDescent(sympy.Rational(1, 10), steps=2)),
        "half a step": MetaProblem(pair, adaptation=GradientDescent(ALPHA / 2)),
        "one task": MetaProblem(pair[:1], adaptation=GradientDescent(ALPHA)),
        "split": MetaProblem(split, adaptation=GradientDescent(ALPHA)),
        "shifted Hessian": MetaProblem(shifted, adaptation=GradientDescent(ALPHA)),
        "other parameters": MetaProblem(pair, adaptation=GradientDescent(ALPHA), theta=vector("x")),
        "symmetric matrix step": MetaProblem(split, adaptation=MatrixStep(symmetric("M"), steps=2)),
        "matrix step": MetaProblem(pair, adaptation=MatrixStep(matrix("M"))),
        "polynomial": MetaProblem(pair, adaptation=polynomial),
        "proximal": MetaProblem(split, adaptation=Proximal(RHO)),
        "proximal, given": MetaProblem(pair, adaptation=Proximal(2)),
        "joint": MetaProblem(three, adaptation=NoAdaptation()),
        "first order": MetaProblem(pair, adaptation=GradientDescent(ALPHA), rule="first-order"),
        "first order, split": MetaProblem(split, adaptation=GradientDescent(ALPHA, steps=2), rule="first-order"),
        "reptile": MetaProblem(three, adaptation=GradientDescent(ALPHA, steps=2), rule="reptile"),
        "proximal reptile": MetaProblem(pair, adaptation=Proximal(RHO), rule="reptile"),
    }


def general(problem: MetaProblem) -> dict[str, Result]:
    """Return the meta-gradient and the fixed point in terms of the residual operators R, by the master theorem.

    The operators G_i and the vectors g_i of `G theta - g` are abbreviations, so that the formulas stay short.
    """
    where, size, forms = [], problem.theta.shape[0], []
    for i, one in enumerate(problem.tasks):
        R, G, g = (
            matrix(f"R{i}", rows=size, cols=size),
            matrix(f"G{i}", rows=size, cols=size),
            vector(f"g{i}", rows=size),
        )
        where.append(Definition(R, problem.adaptation.residual(one.support)))
        constant = one.support.minimiser - sympy.MatMul(R, one.support.minimiser)
        if problem.rule is Rule.REPTILE:
            where += [Definition(G, sympy.Identity(size) - R), Definition(g, constant)]
        else:
            left = (sympy.Transpose(R),) if problem.rule is Rule.EXACT else ()
            factors = (*left, one.query.hessian)
            where.append(Definition(G, sympy.MatMul(*factors, R)))
            where.append(Definition(g, sympy.MatMul(*factors, one.query.minimiser - constant)))
        forms.append((one.weight, G, g))
    gradient = sympy.MatAdd(*(sympy.MatMul(p, sympy.MatMul(G, problem.theta) - g) for p, G, g in forms))
    total = Letter("S", size, size)
    where.append(Definition(total, sympy.MatAdd(*(sympy.MatMul(p, G) for p, G, _ in forms))))
    right = sympy.MatAdd(*(sympy.MatMul(p, g) for p, _, g in forms))
    return {
        "gradient": result(gradient, Measure("meta-gradient"), problem, where),
        "fixed point": result(sympy.MatMul(total.I, right), Measure("point", "fixed-point"), problem, where),
    }
