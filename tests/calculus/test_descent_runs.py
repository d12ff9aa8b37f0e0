"""Gradient descent that really runs, in plain floats, does what the findings say. Nothing of symmaml is used here."""

import math

import numpy as np
import pytest

STEP = 1e-6  # of a central difference; the functions are of size 1, so that the slope is right to about 1e-9


def slope(function, at):
    return (function(at + STEP) - function(at - STEP)) / (2 * STEP)


def descend(function, start, step, count):
    at = start
    for _ in range(count):
        at = at - step * slope(function, at)
    return at


def well(x):
    return (x + 1) ** 2 / 2 + max(x, 0.0) ** 2 / 2


def well_slope(x):
    return x + 1 + max(x, 0.0)


def objective(x, alpha=0.25, weight=1.0):
    mirrored = -x
    return well(x - alpha * well_slope(x)) + weight * well(mirrored - alpha * well_slope(mirrored))


@pytest.mark.parametrize(("start", "end"), [(-1.0, -3 / 13), (1.0, 3 / 13), (-0.01, -3 / 13), (0.01, 3 / 13)])
def test_each_side_of_the_double_well_catches_descent(start, end):
    assert descend(objective, start, 0.1, 400) == pytest.approx(end, abs=1e-7)


@pytest.mark.parametrize("alpha", [0.05, 0.2, 0.3, 0.45])
def test_two_minima_for_every_step(alpha):
    end = alpha * (1 - alpha) / ((1 - alpha) ** 2 + (1 - 2 * alpha) ** 2)
    assert descend(lambda x: objective(x, alpha), 1.0, 0.1, 2000) == pytest.approx(end, abs=1e-6)


def test_descent_from_the_minimiser_of_the_first_task_stops_at_the_worse_minimum():
    caught, best = (descend(lambda x: objective(x, weight=1.25), start, 0.1, 400) for start in (-1.0, 1.0))
    assert (caught, best) == (pytest.approx(-3 / 28, abs=1e-7), pytest.approx(21 / 61, abs=1e-7))
    assert objective(caught, weight=1.25) == pytest.approx(0.6278, abs=1e-4)
    assert objective(best, weight=1.25) == pytest.approx(0.5763, abs=1e-4)


def bent(x, steep):
    return x / 2 if x < 0 else 2 * steep * x


@pytest.mark.parametrize(("steep", "factor"), [(7 / 4, -1.0), (9 / 4, -1.5)])
def test_descent_converges_on_each_and_not_on_the_average(steep, factor):
    one, other, both = 1.0, 1.0, 1.0
    for count in range(1, 60):
        one = one - bent(one, steep)
        other = other + bent(-other, steep)
        both = both - (bent(both, steep) - bent(-both, steep)) / 2
        assert both == pytest.approx(factor**count)
    assert max(abs(one), abs(other)) < 1e-12


def test_descent_on_the_average_of_two_logarithms_finds_either_minimum():
    def average(x):
        return (math.log(1 + (x - 1.25) ** 2) + math.log(1 + (x + 1.25) ** 2)) / 2

    assert [descend(average, start, 0.5, 500) for start in (-3.0, 3.0)] == pytest.approx([-0.75, 0.75], abs=1e-6)


def adapted(point, task, alpha=0.05):
    gradient = np.array([slope(lambda t, e=e: task(point + t * e), 0.0) for e in np.eye(2)])
    return task(point - alpha * gradient)


def test_descent_on_the_pair_in_the_plane_runs_away():
    def total(point):
        return adapted(point, lambda p: (np.hypot(*p) - p[0]) ** 2) + adapted(point, lambda p: (p[1] - 1) ** 2)

    far, point = [], np.array([0.5, 0.5])
    for count in range(1, 6001):
        point = point - 0.2 * np.array([(total(point + e) - total(point - e)) / 2e-3 for e in 1e-3 * np.eye(2)])
        if count % 2000 == 0:
            far.append(point[0])
    assert far[0] < far[1] < far[2]
    assert far[2] / far[1] == pytest.approx(1.5**0.25, rel=0.02)  # it goes like the fourth root of the steps: no limit


def test_the_adapted_task_is_concave_where_it_was_found():
    def loss(x):
        return x**2 / 2 + math.sqrt(1 + (x - 7.95) ** 2)

    def after(x):
        return loss(x - 0.25 * (x + (x - 7.95) / math.sqrt(1 + (x - 7.95) ** 2)))

    second = (after(7.2 + 1e-4) - 2 * after(7.2) + after(7.2 - 1e-4)) / 1e-8
    assert second == pytest.approx(-121916583 / 274625000, rel=1e-4)
