"""One strongly convex, analytic task whose meta-objective is concave on an interval."""

from fractions import Fraction
from math import isqrt

import numpy as np

import symmaml as sm

STEP, CENTRE = Fraction(1, 4), Fraction(159, 20)
WITNESS, VALUE = Fraction(36, 5), Fraction(-121916583, 274625000)


def derivatives(x):
    """Return f, f', f'' and f''' for f(x) = x^2/2 + sqrt(1 + (x - 159/20)^2); exact where the root is rational."""
    centre, half = (CENTRE, Fraction(1, 2)) if isinstance(x, Fraction) else (float(CENTRE), 0.5)
    u = x - centre
    root = _root(1 + u**2)
    return half * x**2 + root, x + u / root, 1 + 1 / root**3, -3 * u / root**5


def meta_objective(x):
    """Return F(x) = f(x - f'(x)/4) and its second derivative."""
    step = STEP if isinstance(x, Fraction) else float(STEP)
    _, slope, curvature, change = derivatives(x)
    adapted = derivatives(x - step * slope)
    return adapted[0], (1 - step * curvature) ** 2 * adapted[2] - step * change * adapted[1]


def _root(number):
    if not isinstance(number, Fraction):
        return np.sqrt(number)
    root = Fraction(isqrt(number.numerator), isqrt(number.denominator))
    if root**2 != number:
        raise ArithmeticError(f"{number} has no rational square root")
    return root


def figure() -> sm.Figure:
    """The meta-objective above the chord of the interval on which it is concave, and its second derivative."""
    start, end = _zero(6.0, float(WITNESS)), _zero(float(WITNESS), 8.4)
    x = np.union1d(np.linspace(6, 9, 242), [start, float(WITNESS), end])
    concave = tuple(x[(start <= x) & (x <= end)])
    (low, _), (high, _) = meta_objective(start), meta_objective(end)
    values, curvatures = meta_objective(x)
    above_chord = values - (low + (high - low) * (x - start) / (end - start))
    return sm.Figure(
        r"The task $f(\theta) = \frac12\theta^2 + \sqrt{1 + (\theta - 159/20)^2}$ is analytic and strongly convex, "
        r"with $\mu = 1$ and $L = 2$; $\alpha = 1/4 = 1/(2L)$. Its meta-objective $F(\theta) = f(\theta - \alpha "
        r"f'(\theta))$ is concave where shaded. Left, how far $F$ lies above its chord over that interval; right, the "
        rf"second derivative, with $F''(36/5) = {VALUE.numerator}/{VALUE.denominator}$.",
        (
            _panel("$F$ minus its chord", x, above_chord, concave, (-0.2, 0.5)),
            _panel("$F''$", x, curvatures, concave, (-1, 1.8), (sm.Mark(r"$\frac{36}{5}$", WITNESS, VALUE, "left"),)),
        ),
    )


def _panel(name, x, y, concave, y_range, marks=()) -> sm.Panel:
    low, high = y_range
    return sm.Panel(
        x_label=r"$\theta$",
        y_label=name,
        x_range=(6, 9),
        y_range=y_range,
        curves=(sm.Curve(name, tuple(x), tuple(y)), sm.Curve("", (6, 9), (0, 0))),
        bands=(sm.Band("concave", concave, (low,) * len(concave), (high,) * len(concave)),),
        marks=marks,
    )


def _zero(one: float, other: float) -> float:
    """Bisect between arguments at which the second derivative has different signs."""
    sign = meta_objective(one)[1] > 0
    if (meta_objective(other)[1] > 0) == sign:
        raise ArithmeticError(f"F'' has one sign at {one} and at {other}")
    for _ in range(60):
        middle = (one + other) / 2
        one, other = (middle, other) if (meta_objective(middle)[1] > 0) == sign else (one, middle)
    return (one + other) / 2
