"""The attenuated curvature: not monotone in the curvature, decreasing in the step size."""

from fractions import Fraction

import numpy as np

import symmaml as sm

ATTENUATED, RAW = r"$\alpha\lambda\,(1-\alpha\lambda)^2$", r"$\alpha\lambda$"


def figure(hessian) -> sm.Figure:
    """Read the attenuated curvature off the meta-Hessian, at the second task's curvature 0."""

    def attenuated(curvature, step):
        return tuple(hessian(A=curvature[:, None, None], B=np.zeros((1, 1)), alpha=step)[:, 0, 0])

    third, peak = Fraction(1, 3), Fraction(4, 27)
    x = np.union1d(np.linspace(0, 1.35, 140), [1 / 3, 1])  # a prime number of steps: no tie where decimals are rounded
    in_curvature = sm.Panel(
        x_label=r"$\alpha\lambda$",
        y_label=r"$\alpha\,\times$ curvature",
        x_range=(0, 1.35),
        y_range=(0, 0.32),
        curves=(
            sm.Curve(ATTENUATED, tuple(x), attenuated(x, 1.0)),
            sm.Curve(RAW, tuple(x), tuple(x)),
            sm.Curve("", (1 / 3, 1 / 3), (0, 4 / 27)),
            sm.Curve("", (0, 1 / 3), (4 / 27, 4 / 27)),
        ),
        marks=(
            sm.Mark(r"peak $\frac{4}{27}$ at $\frac{1}{3}$", third, peak, "above right"),
            sm.Mark("$0$ at $1$", Fraction(1), Fraction(0), "above"),
        ),
        legend="upper right",
    )
    steps = np.union1d(np.linspace(0, 1, 104), [0.5])
    in_step = sm.Panel(
        x_label=r"step size $\alpha$",
        y_label=r"$\lambda\,(1-\alpha\lambda)^2$",
        x_range=(0, 1),
        y_range=(0, 2.05),
        curves=tuple(
            sm.Curve(name, tuple(steps), attenuated(np.full(len(steps), curvature), steps))
            for name, curvature in ((r"$\lambda=\frac{1}{2}$", 0.5), (r"$\lambda=1$", 1.0), (r"$\lambda=2$", 2.0))
        ),
        marks=(
            sm.Mark(r"$\frac{1}{4}$", Fraction(1, 2), Fraction(1, 4), "above right"),
            sm.Mark("", Fraction(1, 2), Fraction(0)),
        ),
        legend="upper center",
    )
    return sm.Figure(
        r"The attenuated curvature $\lambda(1-\alpha\lambda)^2$. Left, as a function of the curvature: it rises up to "
        r"its peak $4/(27\alpha)$ at $\alpha\lambda = 1/3$ and falls to $0$ at $\alpha\lambda = 1$, so that the larger "
        r"of two curvatures may become the smaller. Right, as a function of the step size: it decreases up to "
        r"$\alpha = 1/\lambda$ for each curvature by itself. At $\alpha = 1/2$ the curvature $2$ is killed, while $1$ "
        r"has only fallen to $1/4$.",
        (in_curvature, in_step),
    )
