"""The condition for a unique minimiser, against curvatures of the meta-objective written out and searched on grids."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from symmaml.bounds.smooth import unique_minimiser
from symmaml.errors import InvalidArgument

# f(x) = x^2/2 + sqrt(1 + (x - c)^2): curvature in [1, 2], and |f'''| <= 3/2 / (5/4)^(5/2) at distance 1/2 from c.
STEEPEST = 1.5 / 1.25**2.5


class Hyperbola:
    """The loss above, with its derivatives and its minimiser."""

    def __init__(self, bend):
        self.bend = bend
        low, high = -1.0, max(1.0, bend) + 1
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (low, middle) if self.slope(middle) > 0 else (middle, high)
        self.minimiser = (low + high) / 2

    def slope(self, x):
        return x + (x - self.bend) / np.sqrt(1 + (x - self.bend) ** 2)

    def curvature(self, x):
        return 1 + (1 + (x - self.bend) ** 2) ** -1.5

    def third(self, x):
        return -3 * (x - self.bend) * (1 + (x - self.bend) ** 2) ** -2.5

    def adapted_curvature(self, x, alpha):
        factor, stepped = 1 - alpha * self.curvature(x), x - alpha * self.slope(x)
        return factor**2 * self.curvature(stepped) - alpha * self.third(x) * self.slope(stepped)


def test_the_bound_on_the_third_derivative_is_sharp():
    grid = np.linspace(-3, 3, 600_001)
    assert np.abs(Hyperbola(0.0).third(grid)).max() == pytest.approx(STEEPEST, rel=1e-9)


@pytest.mark.parametrize("bend", [-8.0, 0.0, 0.7, 3.0, 7.95])
@pytest.mark.parametrize("alpha", [0.01, 0.1, 0.25, 0.4])
def test_each_adapted_loss_is_strictly_convex_up_to_the_radius(bend, alpha):
    loss = Hyperbola(bend)
    radius = unique_minimiser(alpha=alpha, mu=1, L=2, rho=STEEPEST, distance=1).radius
    grid = loss.minimiser + np.linspace(-radius, radius, 4001)
    assert (loss.adapted_curvature(grid, alpha) > 0).all()


def test_beyond_the_radius_the_ledgers_example_is_concave():
    alpha, loss = 0.25, Hyperbola(7.95)
    assert loss.adapted_curvature(7.2, alpha) == pytest.approx(-121916583 / 274625000, rel=1e-12)
    assert abs(7.2 - loss.minimiser) > unique_minimiser(alpha=alpha, mu=1, L=2, rho=STEEPEST, distance=1).radius


def test_two_wells_do_not_meet_the_condition():
    # f = (x + 36/5)^2/2 + sqrt(1 + (x - 3/4)^2) and its mirror image: two minimisers near +-1.0622 (LEDGER 1.8)
    left = Hyperbola(0.75 + 7.2)
    distance = 2 * abs(left.minimiser - 7.2)
    for on_a_line in (True, False):
        found = unique_minimiser(alpha=0.25, mu=1, L=2, rho=STEEPEST, distance=distance, on_a_line=on_a_line)
        assert not found.holds
        assert found.largest_distance < distance


@pytest.mark.parametrize("share", [0.3, 0.999])
@pytest.mark.parametrize("alpha", [0.1, 0.25])
def test_where_it_holds_on_a_line_the_objective_is_strictly_convex_between_the_minimisers(alpha, share):
    known = {"alpha": alpha, "mu": 1, "L": 2, "rho": STEEPEST, "on_a_line": True}
    distance = share * unique_minimiser(**known, distance=0).largest_distance
    assert unique_minimiser(**known, distance=distance).holds
    for bends in ((0.5, 0.5), (3.0, -3.0), (7.0, 2.0)):
        one, other = map(Hyperbola, bends)
        grid = np.linspace(0, distance, 2001)
        total = one.adapted_curvature(one.minimiser + grid, alpha)
        total = total + other.adapted_curvature(other.minimiser + grid - distance, alpha)
        assert (total > 0).all()


def test_formulas_in_exact_numbers():
    known = {"alpha": Fraction(1, 4), "mu": 1, "L": 2, "rho": 1}
    # (1 - 1/2)^2 / (1/4 * 2 * 3/4) = 2/3; the reach is sqrt(2 / 2) * (3/4) / (1/2) * distance = 3/2 distance
    assert unique_minimiser(**known, distance=0).radius == pytest.approx(2 / 3, rel=1e-15)
    assert unique_minimiser(**known, distance=Fraction(4, 9)).reach == pytest.approx(2 / 3, rel=1e-15)
    assert unique_minimiser(**known, distance=0).largest_distance == pytest.approx(4 / 9, rel=1e-15)
    assert not unique_minimiser(**known, distance=Fraction(4, 9)).holds
    assert unique_minimiser(**known, distance=Fraction(4, 9) - Fraction(1, 10**40)).holds
    assert not unique_minimiser(**known, distance=Fraction(4, 3), on_a_line=True).holds
    assert unique_minimiser(**known, distance=Fraction(4, 3) - Fraction(1, 10**40), on_a_line=True).holds


def test_a_known_gap_helps_and_never_hurts():
    known = {"alpha": Fraction(1, 4), "mu": 1, "L": 2, "rho": 1, "distance": 1}
    assert not unique_minimiser(**known).holds
    # reach^2 = 2 gap / (1/4) < (2/3)^2 when gap < 1/18
    assert unique_minimiser(**known, gap=Fraction(1, 18) - Fraction(1, 10**40)).holds
    assert not unique_minimiser(**known, gap=Fraction(1, 18)).holds
    assert unique_minimiser(**known, gap=100).reach == unique_minimiser(**known).reach


def test_the_reach_contains_the_minimiser_in_the_plane():
    """Gradient descent on the meta-objective of two bent bowls ends within reach of both minimisers."""
    alpha, size = 0.2, 2
    ends = (np.array([0.4, -0.2]), np.array([-0.5, 0.3]))

    def slope(x, c):  # of |x - c|^2/2 + sqrt(1 + |x - c|^2): curvature in [1, 2]
        return (x - c) * (1 + 1 / np.sqrt(1 + (x - c) @ (x - c)))

    def curvature(x, c):
        root = np.sqrt(1 + (x - c) @ (x - c))
        return np.eye(size) * (1 + 1 / root) - np.outer(x - c, x - c) / root**3

    theta = np.array([3.0, 3.0])
    for _ in range(2000):
        theta = theta - 0.2 * sum(
            (np.eye(size) - alpha * curvature(theta, c)) @ slope(theta - alpha * slope(theta, c), c) for c in ends
        )
    distance = float(np.linalg.norm(ends[1] - ends[0]))
    found = unique_minimiser(alpha=alpha, mu=1, L=2, rho=2, distance=distance)
    assert all(np.linalg.norm(theta - c) <= found.reach for c in ends)


def test_quadratics_have_no_radius():
    found = unique_minimiser(alpha=0.25, mu=1, L=2, rho=0, distance=10)
    assert (found.holds, found.radius, found.largest_distance) == (True, math.inf, math.inf)
    assert unique_minimiser(alpha=0, mu=1, L=2, rho=5, distance=10).holds


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mu": 3}, "mu = 3 exceeds L = 2"),
        ({"mu": 0}, "mu = 0 is not positive"),
        ({"alpha": 0.5}, "alpha L = 1: expected at least 0 and below 1; write alpha=0.25"),
        ({"alpha": -0.1}, "alpha L = -0.2"),
        ({"rho": -1}, "rho = -1 is negative: expected at least 0; write rho=1"),
        ({"distance": -1}, "distance = -1 is negative"),
        ({"gap": -1}, "gap = -1 is negative"),
        ({"distance": "1"}, "distance = '1' is a str"),
    ],
)
def test_wrong_arguments_are_refused(change, words):
    with pytest.raises(InvalidArgument, match=words):
        unique_minimiser(**{"alpha": 0.25, "mu": 1, "L": 2, "rho": 1, "distance": 1, **change})
