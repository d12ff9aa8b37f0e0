"""The outer loop's best step and rate, against eigenvalues, and against outer gradient descent that really runs."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from bounds.plain_descent import UNIT, meta_gradient, random_tasks, starting_point

from symmaml.bounds.outer import outer_descent
from symmaml.errors import InvalidArgument, SingularOperator

CASES = [(reach, size, seed) for reach in (0.2, 0.8, 1.0, 1.3, 1.8, 3.0) for size in (1, 2, 5) for seed in range(3)]


def drawn(reach, size, seed):
    return random_tasks(np.random.default_rng([seed, size, int(10 * reach)]), size, reach)


def curvatures(tasks):
    return {name: tasks[name] for name in ("A", "B", "alpha")}


def meta_hessian(tasks):
    zero = np.zeros_like(tasks["v"])
    return np.array([meta_gradient(tasks, e) - meta_gradient(tasks, zero) for e in np.eye(len(zero))])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_eigenvalues_steps_and_rates(case):
    tasks = drawn(*case)
    found = outer_descent(**curvatures(tasks))
    values = np.linalg.eigvalsh(meta_hessian(tasks))
    low, high = values[0], values[-1]
    assert found.smallest == pytest.approx(low, abs=1e-13)
    assert found.largest == pytest.approx(high, rel=1e-13)
    assert found.step == pytest.approx(2 / (low + high), rel=1e-12)
    assert found.rate == pytest.approx((high - low) / (high + low), abs=1e-12)
    assert found.step_limit == pytest.approx(2 / high, rel=1e-13)
    assert found.condition == pytest.approx(high / low, rel=1e-9)
    for bound in (found.curvature_sum, found.curvature_peak):
        assert bound is None or bound >= found.largest * (1 - 4 * UNIT)
    assert found.safe_step is None or found.safe_step <= found.step_limit * (1 + 4 * UNIT)
    assert (found.curvature_sum is None) == (case[0] > 2)
    assert (found.curvature_peak is None) == (case[0] > 4 / 3)


@pytest.mark.parametrize("case", [case for case in CASES if case[1] > 1], ids=str)
def test_outer_gradient_descent_contracts_at_that_rate_and_no_other_step_is_better(case):
    tasks = drawn(*case)
    found = outer_descent(**curvatures(tasks))
    star, hessian = starting_point(tasks, "fixed-point"), meta_hessian(tasks)
    slack = 1e3 * UNIT * found.condition  # the fixed point comes out of a system
    rng = np.random.default_rng(0)
    for metric in (np.eye(len(star)), hessian):
        theta = star + rng.normal(size=len(star))
        rounding = slack * (np.linalg.norm(theta) + np.linalg.norm(star)) * np.sqrt(np.linalg.norm(metric, 2))
        for _ in range(5):
            stepped = theta - found.step * meta_gradient(tasks, theta)
            before, after = (np.sqrt((at - star) @ metric @ (at - star)) for at in (theta, stepped))
            assert after <= found.rate * before + rounding
            theta = stepped
    slow = np.linalg.eigh(hessian)[1][:, 0]
    shrunk = np.linalg.norm(slow - found.step * hessian @ slow)
    assert shrunk == pytest.approx(found.rate, abs=slack)  # sharp
    for beta in (found.step * 0.97, found.step * 1.03):
        assert np.linalg.norm(np.eye(len(star)) - beta * hessian, 2) > found.rate


@pytest.mark.parametrize(("factor", "grows"), [(0.999, False), (1.001, True)])
def test_the_limit_of_the_step_is_sharp(factor, grows):
    tasks = drawn(0.8, 3, 0)
    found = outer_descent(**curvatures(tasks))
    top = np.linalg.eigh(meta_hessian(tasks))[1][:, -1]
    beta = factor * found.step_limit
    assert (np.linalg.norm(top - beta * meta_hessian(tasks) @ top) > 1) == grows


def test_numbers_that_are_exact_stay_exact():
    # A_alpha = 1 (9/10)^2 = 81/100, B_alpha = 2 (8/10)^2 = 128/100
    found = outer_descent(A=[[1]], B=[[2]], alpha=Fraction(1, 10))
    assert found.smallest <= 2.09 <= found.largest
    assert found.curvature_sum == 3.0
    assert Fraction(found.curvature_peak) >= Fraction(80, 27) > Fraction(np.nextafter(found.curvature_peak, 0))
    assert found.rate < 2 * UNIT
    assert Fraction(found.step_limit) <= Fraction(200, 209) < Fraction(np.nextafter(found.step_limit, 1))


def test_the_peak_is_attained_at_a_third_and_at_four_thirds():
    for curvature in (Fraction(1, 3), Fraction(4, 3)):
        found = outer_descent(A=[[curvature]], B=[[curvature]], alpha=1)
        assert found.largest == found.curvature_peak
    beyond = outer_descent(A=[[Fraction(4, 3) + Fraction(1, 100)]], B=[[1 / 3]], alpha=1)
    assert beyond.curvature_peak is None


def test_a_negative_inner_step_has_no_safe_step():
    found = outer_descent(A=[[1.0]], B=[[2.0]], alpha=-0.5)
    assert (found.curvature_sum, found.curvature_peak, found.safe_step) == (None, None, None)
    assert found.largest == pytest.approx(1 * 1.5**2 + 2 * 2**2)


def test_the_record_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        outer_descent(A=[[1]], B=[[2]], alpha=0).rate = 0.0


def test_a_singular_meta_objective_is_refused():
    with pytest.raises(SingularOperator, match="share an eigenvector with the eigenvalue 1 / alpha"):
        outer_descent(A=np.diag([1.0, 2.0]), B=np.diag([3.0, 2.0]), alpha=0.5)
    with pytest.raises(InvalidArgument, match="alpha = None is a NoneType"):
        outer_descent(A=[[1]], B=[[2]], alpha=None)
