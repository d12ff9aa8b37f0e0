"""Which task is better off at the fixed point than at the midpoint."""

from fractions import Fraction
from itertools import pairwise

import numpy as np

import symmaml as sm

GAINS = ("task 1 gains", "task 2 gains")


def figure(better_than_midpoint) -> sm.Figure:
    """Follow the sign of f_1(U_1(m)) - f_1(U_1(theta_star)); the second task's is the same with the tasks swapped."""
    return sm.Figure(
        r"Who gains by moving from the midpoint to $\theta^\star$. Left, one parameter: task 1, of curvature "
        r"$\lambda$, gains (light) exactly where its attenuated curvature is the larger one, and task 2, of curvature "
        r"$\mu$, exactly where it is the smaller. The boundary is the diagonal and the ellipse $x^2 + xy + y^2 - 2x - "
        r"2y + 1 = 0$ in $x = \alpha\lambda$, $y = \alpha\mu$, where two different curvatures are attenuated to one. "
        r"Right, two parameters, $A = \operatorname{diag}(6, 1)$, $B = \mu I$, $\alpha = 1/20$, by the direction of "
        r"$\delta = w - v$: where the shades overlap both tasks gain; nowhere do both pay.",
        (_curvatures(better_than_midpoint), _directions(better_than_midpoint)),
    )


def _curvatures(better_than_midpoint) -> sm.Panel:
    inside = np.linspace(0, 4 / 3, 162)[1:-1]  # misses 1/3 and 1, where two boundaries cross
    root = np.sqrt(inside * (4 - 3 * inside))
    boundaries = np.sort([0 * inside, (2 - inside - root) / 2, (2 - inside + root) / 2, inside, 0 * inside + 4 / 3], 0)
    strips = list(pairwise(boundaries))
    gains = [_gain_of_1(better_than_midpoint, inside, (lower + upper) / 2) > 0 for lower, upper in strips]
    bands = [
        sm.Band(name, tuple(inside), tuple(lower), tuple(upper))
        for name, gaining in zip(GAINS, (True, False), strict=True)
        for (lower, upper), gain in zip(strips, gains, strict=True)
        if (gain == gaining).all()
    ]
    turn = np.linspace(0, 2 * np.pi, 181)
    middle, across = 2 / 3 + np.cos(turn) / 3, np.sin(turn) / np.sqrt(3)
    return sm.Panel(
        x_label=r"$\alpha\lambda$",
        y_label=r"$\alpha\mu$",
        x_range=(0, 4 / 3),
        y_range=(0, 4 / 3),
        curves=(
            sm.Curve("both break even", tuple(middle + across), tuple(middle - across)),
            sm.Curve("both break even", (0, 1 / 3, 4 / 3), (0, 1 / 3, 4 / 3)),
        ),
        bands=tuple(bands),
        marks=(sm.Mark(r"$(\frac{1}{3},\frac{1}{3})$", Fraction(1, 3), Fraction(1, 3), "left"),),
        square=True,
    )


def _directions(better_than_midpoint) -> sm.Panel:
    angles = np.linspace(0, np.pi / 2, 91)
    lowest, highest = np.full(91, 0.5), np.full(91, 7.0)
    even_1 = _root(lambda b: _gains(better_than_midpoint, angles, b)[0], lowest, highest)
    even_2 = _root(lambda b: -_gains(better_than_midpoint, angles, b)[1], lowest, highest)
    degrees = tuple(np.degrees(angles))
    return sm.Panel(
        x_label=r"angle from $\delta$ to the top eigenvector (degrees)",
        y_label=r"$\mu$",
        x_range=(0, 90),
        y_range=(0.5, 7),
        curves=(
            sm.Curve("task 1 breaks even", degrees, tuple(even_1)),
            sm.Curve("task 2 breaks even", degrees, tuple(even_2)),
        ),
        bands=(
            sm.Band(GAINS[0], degrees, tuple(lowest), tuple(even_1)),
            sm.Band(GAINS[1], degrees, tuple(even_2), tuple(highest)),
        ),
        marks=(
            sm.Mark("", Fraction(0), Fraction(6)),
            sm.Mark("", Fraction(90), Fraction(1)),
        ),
        legend="upper right",
    )


def _gain_of_1(better_than_midpoint, curvature, other):
    """Return what task 1 gains in one parameter, at step size 1 and distance 1 of the minimisers."""
    A, B = curvature[:, None, None], other[:, None, None]
    return better_than_midpoint(A=A, B=B, v=np.zeros(1), w=np.ones(1), alpha=1.0)


def _gains(better_than_midpoint, angles, curvature):
    """Return what tasks 1 and 2 gain in two parameters, for delta of length 1 at these angles to the first axis."""
    A, B = np.diag([6.0, 1.0]), curvature[:, None, None] * np.eye(2)
    v, w = np.zeros(2), np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return (
        better_than_midpoint(A=A, B=B, v=v, w=w, alpha=1 / 20),
        better_than_midpoint(A=B, B=A, v=w, w=v, alpha=1 / 20),
    )


def _root(function, lower, upper):
    """Bisect, entry by entry, between arguments where a function is positive and where it is not."""
    for _ in range(60):
        middle = (lower + upper) / 2
        positive = function(middle) > 0
        lower, upper = np.where(positive, middle, lower), np.where(positive, upper, middle)
    return (lower + upper) / 2
