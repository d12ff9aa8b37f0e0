"""How the fixed point moves with the step size: outside the segment of the minimisers, and far from both."""

from fractions import Fraction

import numpy as np
import sympy

import symmaml as sm

v, w = (0, 0), (1, 0)
TILTED = (((1, -2), (-2, 5)), ((5, -2), (-2, 1)))  # largest curvature 3 + 2 sqrt(2) in both
LAST = Fraction(6, 35)  # a little less than 1/L
STEEP = (((20, 0), (0, 1)), ((81, 40), (40, 21)))  # largest curvatures 20 and 101


def figure(fixed_point) -> sm.Figure:
    """Sample the fixed point from the smallest step size, joint training, to the largest that is usual, 1/L."""
    marked = (
        (Fraction(0), r"$\alpha=0$", "right"),
        (Fraction(1, 20), r"$\frac{1}{20}$", "below right"),
        (Fraction(1, 10), r"$\frac{1}{10}$", "below right"),
        (Fraction(1, 7), r"$\frac{1}{7}$", "above"),
        (LAST, r"$\frac{6}{35}$", "above"),
    )
    steps = np.union1d(np.linspace(0, float(LAST), 240), [float(step) for step, _, _ in marked])
    path = _sample(fixed_point, TILTED, steps)
    plane = sm.Panel(
        x_label=r"$\theta_1$",
        y_label=r"$\theta_2$",
        x_range=(-0.4, 1.45),
        y_range=(-0.25, 0.85),
        curves=(
            sm.Curve(r"$\theta^{\star}(\alpha)$", tuple(path[:, 0]), tuple(path[:, 1])),
            sm.Curve("", (0, 0.5, 1), (0, 0, 0)),
        ),
        marks=(
            *(sm.Mark(label, *_exactly(TILTED, step), place) for step, label, place in marked),
            sm.Mark("$v$", Fraction(0), Fraction(0), "below"),
            sm.Mark("$w$", Fraction(1), Fraction(0), "below"),
        ),
        legend="upper right",
        square=True,
    )
    return sm.Figure(
        r"How $\theta^\star$ moves with $\alpha$, for $v = (0, 0)$ and $w = (1, 0)$. Left, $A = "
        r"\bigl(\begin{smallmatrix} 1 & -2 \\ -2 & 5 \end{smallmatrix}\bigr)$ and $B = \bigl(\begin{smallmatrix} 5 & "
        r"-2 \\ -2 & 1 \end{smallmatrix}\bigr)$: from joint training, $\alpha = 0$, on, the path touches the segment "
        r"(dotted) only at its midpoint, for $\alpha = 1/7$, and ends on the other side of $v$. Right, $A = "
        r"\bigl(\begin{smallmatrix} 20 & 0 \\ 0 & 1 \end{smallmatrix}\bigr)$ and $B = \bigl(\begin{smallmatrix} 81 & "
        r"40 \\ 40 & 21 \end{smallmatrix}\bigr)$, with $L = 101$: up to $\alpha L = 1/2$, $\theta^\star$ is farther "
        r"from $v$ and from $w$ than they are from each other.",
        (plane, _distances(fixed_point)),
    )


def _distances(fixed_point) -> sm.Panel:
    relative = np.union1d(np.linspace(0, 1, 104), [101 / 250])
    path = _sample(fixed_point, STEEP, relative / 101)
    x, y = _exactly(STEEP, Fraction(1, 250))
    at = Fraction(101, 250)
    return sm.Panel(
        x_label=r"$\alpha L$",
        y_label=r"squared distance",
        x_range=(0, 1),
        y_range=(0, 2.4),
        curves=(
            sm.Curve(r"$|\theta^{\star}-v|^2$", tuple(relative), tuple((path**2).sum(-1))),
            sm.Curve(r"$|\theta^{\star}-w|^2$", tuple(relative), tuple(((path - w) ** 2).sum(-1))),
            sm.Curve(r"$|w-v|^2$", (0, 1), (1, 1)),
        ),
        marks=(
            sm.Mark(r"$\alpha=\frac{1}{250}$", at, x**2 + y**2, "below left"),
            sm.Mark("", at, (x - 1) ** 2 + y**2),
        ),
        legend="upper right",
    )


def _sample(fixed_point, matrices, steps):
    A, B = np.array(matrices, float)
    return fixed_point(A=A, B=B, v=np.array(v, float), w=np.array(w, float), alpha=steps)


def _exactly(matrices, step: Fraction) -> tuple[Fraction, Fraction]:
    """Solve the stationarity equation in rational numbers."""
    alpha = sympy.Rational(step.numerator, step.denominator)
    A, B = (sympy.Matrix(matrix) for matrix in matrices)
    A, B = (matrix * (sympy.eye(2) - alpha * matrix) ** 2 for matrix in (A, B))
    x, y = (A + B).solve(A * sympy.Matrix(v) + B * sympy.Matrix(w))
    return Fraction(int(x.p), int(x.q)), Fraction(int(y.p), int(y.q))
