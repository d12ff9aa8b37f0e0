"""Two examples that settle open points, in plain floats: the book proves inequalities, here the functions themselves
are differentiated and descent runs."""

import numpy as np
import sympy

X, Y = sympy.symbols("x y", real=True)
EPSILON = sympy.Rational(1, 1000)
R = sympy.sqrt(X**2 + Y**2)
TASKS = {
    (1, 0): ((R - X) ** 2 - EPSILON / (1 + (X - 1) ** 2 + Y**2), (X - 1) ** 2 + 2 * Y**2),
    (0, 1): ((Y - 1) ** 2 - EPSILON / (1 + X**2 + (Y - 1) ** 2), X**2 + (Y - 1) ** 2),
}


def test_each_flow_falls_everywhere_but_at_its_one_critical_point():
    """And each loss is least there: along the flow the squared distance falls at a rate that vanishes nowhere else."""
    rng = np.random.default_rng(0)
    places = np.concatenate([rng.normal(size=(2, 2000)) * scale for scale in (0.01, 1, 30)], axis=1)
    for minimiser, (loss, distance) in TASKS.items():
        slope, level = sympy.lambdify((X, Y), [loss.diff(X), loss.diff(Y)]), sympy.lambdify((X, Y), loss)
        rate = sum(distance.diff(each) * loss.diff(each) for each in (X, Y))
        assert np.allclose(slope(*map(float, minimiser)), 0)
        assert (sympy.lambdify((X, Y), rate)(*places) > 0).all()
        assert (level(*places) > level(*map(float, minimiser))).all()


def test_a_flow_leads_to_its_minimiser_past_the_origin_too():
    loss, distance = TASKS[1, 0]
    slope = sympy.lambdify((X, Y), [loss.diff(X), loss.diff(Y)])
    away = sympy.lambdify((X, Y), distance)
    for start in [(-0.5, 1e-3), (0.3, -2.0), (1.5, 0.5)]:
        at = np.array(start)
        for _ in range(40000):
            at = at - 0.05 * np.array(slope(*at))
        assert away(*at) < away(*start) / 100


def test_the_sum_is_positive_and_tends_to_zero():
    total = sympy.lambdify((X, Y), sum(loss for loss, _ in TASKS.values()))
    x, y = np.meshgrid(np.linspace(-50, 1000, 2101), np.linspace(-3, 4, 701))
    assert total(x, y).min() > 0
    assert 0 < total(1e5, 1.0) < 1e-9


def test_a_step_on_the_adapted_loss_leads_away_from_the_minimiser():
    D, ridge, level, c = np.diag([0.1, 0.5]), np.array([-5.0, 4.0]), 49.99, 1 / 60

    def slope(z):
        return D @ z + c * max(0.0, ridge @ z - level) * ridge

    def adapted(z):
        y = z - slope(z)
        return y @ D @ y / 2 + c * max(0.0, ridge @ y - level) ** 2 / 2

    start, small = np.array([-6.0, 5.0]), 1e-5
    found = np.array([adapted(start + small * e) - adapted(start - small * e) for e in np.eye(2)]) / (2 * small)
    assert np.linalg.eigvalsh(D + c * np.outer(ridge, ridge))[1] < 1  # the smoothness; the inner step is 1
    for step in (1e-1, 1e-3, 1e-5):
        assert np.linalg.norm(start - step * found) > np.linalg.norm(start)
        assert adapted(start - step * found) < adapted(start)
