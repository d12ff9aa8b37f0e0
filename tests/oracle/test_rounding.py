"""The bound on rounding holds whatever the order of evaluation, and is not much too large."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from oracle.numbers_of import evaluate, needed, solve_exactly
from oracle.records import post

from symmaml.errors import InvalidStatement
from symmaml.notation import matrix, scalar, symmetric, vector
from symmaml.oracle.instances import draw
from symmaml.oracle.rounding import Analysis, SingularToRounding
from symmaml.statement import Definition

A, B, M = symmetric("A"), symmetric("B"), matrix("M")
x, y, alpha = vector("x"), vector("y"), scalar("alpha")
RESULTS = post()


def numbers(seed: int, size: int = 5) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    square = {name: rng.normal(size=(size, size)) for name in "ABM"}
    square |= {name: square[name] @ square[name].T for name in "AB"}
    return {**square, "x": rng.normal(size=size), "y": rng.normal(size=size), "alpha": float(rng.uniform(0.1, 2.0))}


def exact_value(expression: Any, values: dict[str, Any], size: int, where: Any = ()) -> Any:
    exact = {
        name: np.frompyfunc(Fraction, 1, 1)(value.reshape(len(value), -1)) if np.ndim(value) else Fraction(value)
        for name, value in values.items()
    }
    for definition in where:
        exact[definition.letter.name] = evaluate(definition.expression, exact, size, solve_exactly)
    return evaluate(expression, exact, size, solve_exactly)


I = np.eye(5)
ORDERS = [
    ("residual as a matrix", lambda A, x, alpha, **_: (I - alpha * A) @ A @ (I - alpha * A) @ x),
    ("residual from the vector", lambda A, x, alpha, **_: (I - alpha * A) @ (A @ ((I - alpha * A) @ x))),
    ("residual distributed", lambda A, x, alpha, **_: (z := A @ (x - alpha * (A @ x))) - alpha * (A @ z)),
    ("residual expanded", lambda A, x, alpha, **_: A @ x - 2 * alpha * A @ A @ x + alpha**2 * A @ A @ A @ x),
]


@pytest.mark.parametrize("order", [o[1] for o in ORDERS], ids=[o[0] for o in ORDERS])
def test_every_order_of_a_product_is_within_the_bound(order: Any) -> None:
    residual = sympy.Identity(A.shape[0]) - alpha * A
    expression = sympy.MatMul(residual, A, residual, x)
    ratios = []
    for seed in range(40):
        values = numbers(seed)
        bound = np.linalg.norm(Analysis((), values, 5).estimate(expression).error)
        error = np.linalg.norm((exact_value(expression, values, 5)[:, 0] - order(**values)).astype(float))
        ratios.append(error / bound)
    assert 1e-3 < max(ratios) <= 1


def by_cholesky_factors(S: Any, A: Any, B: Any, x: Any) -> Any:
    factor = np.linalg.cholesky(S)
    return np.linalg.solve(factor, A @ x) @ np.linalg.solve(factor, B @ x)


def by_eigenvectors(S: Any, A: Any, B: Any, x: Any) -> Any:
    values, vectors = np.linalg.eigh(S)
    return (x @ A @ vectors / values) @ (vectors.T @ B @ x)


SOLVERS = [
    ("from the right", lambda S, A, B, x: x @ (A @ np.linalg.solve(S, B @ x))),
    ("from the left", lambda S, A, B, x: np.linalg.solve(S, A @ x) @ (B @ x)),
    ("by Cholesky factors", by_cholesky_factors),
    ("by eigenvectors", by_eigenvectors),
]


@pytest.mark.parametrize("solver", [s[1] for s in SOLVERS], ids=[s[0] for s in SOLVERS])
def test_every_way_to_solve_is_within_the_bound(solver: Any) -> None:
    expression = sympy.MatMul(sympy.Transpose(x), A, (A + B).I, B, x)
    ratios = []
    for seed in range(40):
        values = numbers(seed)
        values["A"] = values["A"] * 1e-6 + np.diag([1.0, 1e-7, 1.0, 1.0, 1e-6])  # ill conditioned
        values["B"] = values["B"] * 1e-7
        bound = float(Analysis((), values, 5).estimate(expression).error.item())
        value = solver(values["A"] + values["B"], values["A"], values["B"], values["x"])
        ratios.append(abs(float(exact_value(expression, values, 5).item() - Fraction(float(value)))) / bound)
    assert 1e-6 < max(ratios) <= 1


@pytest.mark.parametrize("name", RESULTS)
def test_the_value_is_the_value(name: str) -> None:
    """The float values that go along with the bounds agree with exact evaluation."""
    result = RESULTS[name]
    instance = draw(result.derivation.problem, seed=4, index=2)
    estimate = Analysis(result.where, instance.values, instance.dimension).estimate(result.expression)
    exact = exact_value(result.expression, dict(instance.values), instance.dimension, needed(result))
    error = np.linalg.norm((exact - estimate.value).astype(float))
    assert error <= np.linalg.norm(estimate.error)
    assert np.all(np.abs(estimate.value) <= estimate.size * (1 + 1e-9) + estimate.error)


@pytest.mark.parametrize(
    "expression",
    [
        alpha / 3 + 1 / alpha**2 - alpha**3,
        sympy.MatMul(sympy.Rational(1, 3), M.T, M.T * M, y),
        sympy.MatPow(A, 3) * x - sympy.MatPow(A + B, -2) * y,
        x - y + sympy.MatMul(sympy.Transpose(M), x) - 2 * y,
        sympy.MatMul(sympy.Transpose(x - y), x - y),
        sympy.ZeroMatrix(A.shape[0], 1) + x,
        (M * M.T).I * M * x,
        M.I * (A + B).I * A * M.T.I * x,
    ],
    ids=str,
)
def test_the_grammar(expression: Any) -> None:
    for seed in range(10):
        values = numbers(seed)
        estimate = Analysis((), values, 5).estimate(expression)
        exact = np.asarray(exact_value(expression, values, 5)) - estimate.value
        assert np.linalg.norm(exact.astype(float)) <= np.linalg.norm(estimate.error)


def test_cancellation_in_a_named_part_is_over() -> None:
    """The difference of equal letters is exactly zero, and so is what is made of it by name."""
    difference = vector("delta")
    where = (Definition(difference, x - y),)
    values = numbers(0)
    values["y"] = values["x"]
    estimate = Analysis(where, values, 5).estimate(sympy.MatMul(sympy.Transpose(difference), A, difference))
    assert estimate.error.item() == 0


@pytest.mark.parametrize("expression", [(A - B).I * x, (A * 0 + B).I * x, 1 / (alpha - 1)], ids=str)
def test_what_rounding_could_make_singular_has_no_bound(expression: Any) -> None:
    values = numbers(1) | {"alpha": 1.0}
    values["B"] = values["A"] if (A - B).I in expression.atoms(sympy.Inverse) else np.outer(values["x"], values["x"])
    with pytest.raises(SingularToRounding):
        Analysis((), values, 5).estimate(expression)


@pytest.mark.parametrize(
    "expression", [sympy.Trace(A), sympy.MatPow(A, sympy.Symbol("k")), sympy.sqrt(alpha), sympy.exp(alpha)], ids=str
)
def test_what_is_no_polynomial_is_refused(expression: Any) -> None:
    with pytest.raises(InvalidStatement, match="expected sums, products, integer powers"):
        Analysis((), numbers(0), 5).estimate(expression)
