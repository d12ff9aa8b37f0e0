"""Instances are what they say: seeded, in their regime exactly, of every dimension and condition."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from oracle.numbers_of import solve_exactly
from oracle.records import ALPHA, POST, problems

from symmaml.adaptation import GradientDescent, Proximal
from symmaml.errors import NotDerivable
from symmaml.notation import scalar, symmetric
from symmaml.oracle.instances import ON_AXIS, REGIMES, Loop, admissible_regimes, draw, evaluate, numeric_problem
from symmaml.problem import MetaProblem
from symmaml.tasks import quadratic

PROBLEMS = problems()
FIFTY = [draw(POST, seed=3, index=index) for index in range(50)]


def largest(instance: Any) -> float:
    return float(max(np.linalg.eigvalsh(instance.values[name]).max() for name in "AB"))


def exact_curvature(hessian: Any, alpha: float) -> Any:
    """Return A (I - alpha A)^2 in exact fractions."""
    exact = np.frompyfunc(Fraction, 1, 1)(hessian)
    residual = np.eye(len(exact), dtype=int) - exact * Fraction(alpha)
    return residual @ exact @ residual


def test_fifty_instances_meet_every_regime_and_dimension_several_times() -> None:
    assert min(Counter(instance.regime for instance in FIFTY).values()) >= 5
    assert {instance.regime for instance in FIFTY} == set(REGIMES)
    dimensions = Counter(instance.dimension for instance in FIFTY)
    assert set(dimensions) == set(range(1, 9))
    assert min(dimensions.values()) >= 5


@pytest.mark.parametrize("instance", FIFTY, ids=lambda instance: f"{instance.regime}-{instance.seed[1]}")
def test_an_instance_is_in_its_regime(instance: Any) -> None:
    ratio, (low, high) = instance.values["alpha"] * largest(instance), REGIMES[instance.regime]
    if instance.regime == "singular":
        S = sum(exact_curvature(instance.values[name], instance.values["alpha"]) for name in "AB")
        with pytest.raises(ZeroDivisionError):
            solve_exactly(S, S)
    elif instance.regime in ON_AXIS:
        # The step is exact: L is a power of two and sits alone in its row.
        scale = 2.0 ** round(np.log2(largest(instance)))
        assert instance.values["alpha"] * scale == low
        assert any(row.max() == scale and np.count_nonzero(row) == 1 for name in "AB" for row in instance.values[name])
    else:
        slack = 1e-12 * abs(ratio)  # L is the largest eigenvalue up to the rounding of its eigenvectors
        assert low - slack <= ratio <= high + slack


@pytest.mark.parametrize("instance", FIFTY, ids=lambda instance: str(instance.seed[1]))
def test_hessians_are_symmetric_and_positive_to_rounding(instance: Any) -> None:
    for name in "AB":
        assert np.array_equal(instance.values[name], instance.values[name].T)
        assert np.linalg.eigvalsh(instance.values[name]).min() >= -1e-14 * largest(instance)


def test_conditions_reach_ten_to_the_eight_and_ranks_drop() -> None:
    values = [np.linalg.eigvalsh(i.values[name]) for i in FIFTY for name in "AB" if i.regime != "singular"]
    conditions = [v[-1] / v[0] for v in values if v[0] > 1e-12 * v[-1]]
    assert max(conditions) == pytest.approx(1e8, rel=1e-3)
    assert sum(condition < 30 for condition in conditions) >= 20
    assert sum(v[0] <= 1e-14 * v[-1] for v in values) >= 3


def test_minimisers_coincide_and_lie_far_apart() -> None:
    distances = [np.linalg.norm(i.values["v"] - i.values["w"]) for i in FIFTY]
    assert min(distances) == 0
    assert max(distances) > 500


def test_the_same_seed_gives_the_same_bytes() -> None:
    for index in (0, 7, 23):
        one, other = (draw(POST, seed=5, index=index) for _ in range(2))
        assert one.values.keys() == other.values.keys()
        assert all(np.array_equal(one.values[name], other.values[name]) for name in one.values)
        assert any(not np.array_equal(one.values[n], draw(POST, seed=6, index=index).values[n]) for n in one.values)


def test_arrays_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        FIFTY[3].values["A"][0, 0] = 1.0
    with pytest.raises(TypeError):
        FIFTY[3].values["A"] = np.eye(2)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_gets_numbers(name: str) -> None:
    problem = PROBLEMS[name]
    for index in range(12):
        instance = draw(problem, seed=0, index=index)
        numbers = numeric_problem(problem, instance)
        assert len(numbers.tasks) == len(problem.tasks)
        for task in numbers.tasks:
            assert task.weight > 0
            assert task.support.hessian.shape == (instance.dimension, instance.dimension)
            assert task.query.minimiser.shape == (instance.dimension, 1)


@pytest.mark.parametrize(
    ("name", "absent", "present"),
    [
        ("positive step", {"negative", "zero"}, {"1/L", "singular"}),
        ("given step", {"negative", "zero"}, {"beyond 2/L", "singular"}),
        ("symmetric matrix step", set(), {"negative", "zero", "2/L"}),
        ("proximal", {"negative", "zero"}, {"1/L"}),
        ("joint", {"negative", "1/L"}, {"zero", "singular"}),
        ("shifted Hessian", set(), {"negative", "singular"}),
    ],
)
def test_assumptions_on_letters_close_regimes(name: str, absent: set[str], present: set[str]) -> None:
    regimes = set(admissible_regimes(PROBLEMS[name]))
    assert present <= regimes
    assert not absent & regimes


def test_definite_letters_are_never_singular_alone() -> None:
    letters = symmetric("A B", definite="positive")
    tasks = [quadratic(letter, place) for letter, place in zip(letters, "vw", strict=True)]
    problem = MetaProblem(tasks, adaptation=Proximal(2))
    assert "singular" not in admissible_regimes(problem)
    for index in range(30):
        instance = draw(problem, seed=1, index=index)
        assert all(np.linalg.eigvalsh(instance.values[name])[0] > 0 for name in "AB")


def test_a_given_step_scales_the_hessians() -> None:
    problem = MetaProblem([quadratic("A", "v")], adaptation=GradientDescent(sympy.Rational(1, 10)))
    regimes = admissible_regimes(problem)
    for index in range(len(regimes) - 1):
        low, high = REGIMES[regimes[index]]
        reach = np.linalg.eigvalsh(draw(problem, seed=0, index=index).values["A"]).max() / 10
        assert low * (1 - 1e-12) <= reach <= high * (1 + 1e-12)


def test_numbers_are_converted_before_arithmetic() -> None:
    problem = MetaProblem([quadratic("A", "v")], adaptation=GradientDescent(ALPHA / 3, steps=2))
    instance = draw(problem, seed=0, index=0)
    numbers = numeric_problem(problem, instance, Fraction)
    assert numbers.step == Fraction(instance.values["alpha"]) / 3
    assert (numbers.loop, numbers.steps) == (Loop.GRADIENT, 2)
    assert isinstance(numbers.tasks[0].query.hessian[0, 0], Fraction)


def test_a_hessian_without_letters_gets_numbers_too() -> None:
    identity = quadratic(sympy.Identity(symmetric("A").shape[0]), "v")
    problem = MetaProblem([identity], adaptation=GradientDescent(ALPHA))
    numbers = numeric_problem(problem, draw(problem, seed=0, index=2))
    assert np.array_equal(numbers.tasks[0].query.hessian, np.eye(3))


class OwnLoop:
    """An inner loop that the oracle cannot know."""

    def update(self, loss: Any, theta: Any) -> Any:
        return theta

    def residual(self, loss: Any) -> Any:
        return None

    def describe(self) -> str:
        return "a loop of one's own"


def test_an_unknown_loop_is_refused() -> None:
    problem = MetaProblem([quadratic("A", "v")], adaptation=OwnLoop())
    with pytest.raises(NotDerivable, match="OwnLoop: expected GradientDescent"):
        draw(problem, seed=0, index=0)


def test_an_inverse_in_a_task_is_refused() -> None:
    with pytest.raises(NotDerivable, match="sums, products and powers"):
        evaluate(symmetric("A").I, {"A": np.eye(2)}, 2, float)
    assert evaluate(1 / scalar("a") ** 2, {"a": 2.0}, 2, float) == 0.25
