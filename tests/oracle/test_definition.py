"""The oracle against numbers known by hand, and its differences against their bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from oracle.records import problems

from symmaml.adaptation import Rule
from symmaml.derivation import Measure
from symmaml.oracle.definition import (
    Oracle,
    Singular,
    adapted,
    descend,
    gradient,
    gradient_rounding,
    loss,
    meta_gradient,
    meta_hessian,
    meta_loss,
    precise,
    solve,
    stride,
)
from symmaml.oracle.instances import Loop, NumericLoss, NumericProblem, NumericTask, draw, numeric_problem

PROBLEMS = problems()


def one_dimensional(loop: Loop, step: Any, steps: int, rule: Rule) -> Oracle:
    """Return the oracle for A = 1, B = 1/2, v = 0, w = 1."""
    numbers = [(1.0, 0.0), (0.5, 1.0)]
    losses = [NumericLoss(*(np.array([[precise(x)]], dtype=object) for x in pair)) for pair in numbers]
    tasks = tuple(NumericTask(one, one, precise(1)) for one in losses)
    return Oracle(NumericProblem(tasks, loop, step, steps, rule), np.array([[precise(3)]], dtype=object), precise(1))


# Fixed points of the one-dimensional benchmark in the literature on quadratic MAML, computed by hand.
KNOWN = [
    ("joint", Loop.NONE, None, 0, Rule.EXACT, "1/3"),
    ("one step", Loop.GRADIENT, 0.5, 1, Rule.EXACT, "9/17"),
    ("two steps", Loop.GRADIENT, 0.5, 2, Rule.EXACT, "81/113"),
    ("first order", Loop.GRADIENT, 0.5, 1, Rule.FIRST_ORDER, "3/7"),
    ("two first-order steps make one exact step", Loop.GRADIENT, 0.5, 2, Rule.FIRST_ORDER, "9/17"),
    ("reptile, one step", Loop.GRADIENT, 0.5, 1, Rule.REPTILE, "1/3"),
    ("reptile, two steps", Loop.GRADIENT, 0.5, 2, Rule.REPTILE, "7/19"),
    ("implicit", Loop.PROXIMAL, 2, 1, Rule.EXACT, "18/43"),
    ("Moreau", Loop.PROXIMAL, 2, 1, Rule.REPTILE, "3/8"),
    ("polynomial of two steps", Loop.POLYNOMIAL, (1, -1, 0.25), 1, Rule.EXACT, "81/113"),
    ("matrix step", Loop.MATRIX, np.array([[0.5]]), 1, Rule.EXACT, "9/17"),
]


@pytest.mark.parametrize(
    ("loop", "step", "steps", "rule", "expected"), [k[1:] for k in KNOWN], ids=[k[0] for k in KNOWN]
)
def test_known_fixed_points(loop: Loop, step: Any, steps: int, rule: Rule, expected: str) -> None:
    value = one_dimensional(loop, step, steps, rule).fixed_point.item()
    fraction = Fraction(expected)
    assert abs(value - precise(fraction.numerator) / fraction.denominator) < precise(10) ** -45


def case(name: str, index: int, number: Any = float) -> tuple[NumericProblem, Any]:
    instance = draw(PROBLEMS[name], seed=2, index=index)
    theta = instance.values[PROBLEMS[name].theta.name].reshape(-1, 1)
    return numeric_problem(PROBLEMS[name], instance, number), theta if number is float else np.frompyfunc(number, 1, 1)(
        theta
    )


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_inner_gradient_is_the_derivative_of_the_loss(name: str) -> None:
    problem, theta = case(name, 5, precise)
    for task in problem.tasks:
        shift = np.eye(len(theta), dtype=object)
        slopes = (loss(task.support, theta + shift) - loss(task.support, theta - shift)) / 2
        assert np.abs(slopes - gradient(task.support, theta)[:, 0]).max() < 1e-40


@pytest.mark.parametrize("index", range(9))
def test_a_proximal_step_minimises_its_objective(index: int) -> None:
    problem, theta = case("proximal", index, precise)
    for task in problem.tasks:
        slope = gradient(task.support, adapted(problem, task, theta))
        assert np.abs(slope + (adapted(problem, task, theta) - theta) * problem.step).max() < 1e-40


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("index", [4, 13])
def test_differences_have_no_truncation_error(name: str, index: int) -> None:
    """Any step gives the same derivatives, and the Hessian is the derivative of the gradient."""
    problem, theta = case(name, index, precise)
    hessian, here = meta_hessian(problem, theta), meta_gradient(problem, theta)
    away = theta + 2 * stride(problem, theta)  # steps there are larger
    assert stride(problem, away) > stride(problem, theta)
    scale = np.abs(hessian).max() * stride(problem, away)
    assert np.abs(meta_gradient(problem, away) - here - hessian @ (away - theta)).max() <= 1e-40 * scale
    assert np.abs(meta_hessian(problem, away) - hessian).max() <= 1e-40 * np.abs(hessian).max()


@pytest.mark.parametrize("name", PROBLEMS)
def test_rounding_of_the_gradient_is_within_its_bound(name: str) -> None:
    ratios = []
    for index in range(27):
        problem, theta = case(name, index)
        exact, start = case(name, index, precise)
        error = np.linalg.norm((meta_gradient(exact, start) - meta_gradient(problem, theta)).astype(float))
        bound = gradient_rounding(problem, np.abs(theta))
        assert error <= bound
        ratios.append(error / bound if bound else 0.0)
    assert max(ratios) > 1e-5, "the bound says nothing"


def test_the_best_step_is_large() -> None:
    """A step of 1e-6, usual for smooth functions, loses six digits that `stride` keeps."""
    problem, theta = case("three steps", 3)
    exact = meta_gradient(*case("three steps", 3, precise)).astype(float)[:, 0]
    tiny = 1e-6 * np.eye(len(theta))
    slopes = (meta_loss(problem, theta + tiny) - meta_loss(problem, theta - tiny)) / 2e-6
    ours, usual = (
        np.linalg.norm(g - exact) / np.linalg.norm(exact) for g in (meta_gradient(problem, theta)[:, 0], slopes)
    )
    assert ours < 1e-13
    assert usual > 1e3 * ours


def test_descent_reaches_the_fixed_point() -> None:
    problem, theta = case("first order", 3)
    oracle = Oracle(*case("first order", 3, precise), precise(1))
    goal, hessian = oracle.fixed_point.astype(float), oracle.hessian.astype(float)
    points = descend(problem, theta, 1 / np.linalg.norm(hessian, 2), 2000)
    assert points.shape == (2001, len(theta))
    assert np.allclose(points[-1], goal[:, 0], rtol=1e-9)


@pytest.mark.parametrize("number", [float, precise])
def test_elimination(number: Any) -> None:
    rng = np.random.default_rng(0)
    matrix, right = rng.integers(-9, 10, (5, 5)).astype(float), rng.normal(size=(5, 2))
    matrix[0, 0] = 0.0
    convert = np.asarray if number is float else np.frompyfunc(number, 1, 1)
    assert np.allclose((solve(convert(matrix), convert(right))).astype(float), np.linalg.solve(matrix, right))
    matrix[4] = matrix[:4].sum(axis=0)
    with pytest.raises(Singular):
        solve(convert(matrix), convert(right))


@pytest.mark.parametrize("measure", [Measure("loss"), Measure("point", "here")])
def test_unknown_questions(measure: Measure) -> None:
    with pytest.raises(ValueError, match="expected one of"):
        one_dimensional(Loop.NONE, None, 0, Rule.EXACT).answer(measure)


def test_answers_subtract() -> None:
    oracle = one_dimensional(Loop.GRADIENT, 0.5, 1, Rule.EXACT)
    step = oracle.answer(Measure("point", "theta", minus=Measure("point", "next")))
    assert np.array_equal(step, oracle.answer(Measure("meta-gradient")))
    assert oracle.answer(Measure("point", "midpoint")).item() == 0.5
    assert oracle.answer(Measure("minimiser", task=1)).item() == 1
