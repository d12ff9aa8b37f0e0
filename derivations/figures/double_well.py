"""Two strongly convex tasks in one parameter whose meta-objective has two minimisers."""

from fractions import Fraction

import numpy as np

import symmaml as sm

STEP = Fraction(1, 4)  # the smoothness constant is 2: this is 1/(2L)


def loss_1(x):
    """The task f(x) = (x+1)^2/2 + max(x,0)^2/2: strong convexity 1, smoothness 2."""
    return ((x + 1) ** 2 + (x > 0) * x**2) / 2


def slope_1(x):
    """Its derivative."""
    return x + 1 + (x > 0) * x


def adapted_loss_1(x):
    """The same after one gradient step."""
    return loss_1(x - _as(x) * slope_1(x))


def adapted_loss_2(x):
    """The other task is the mirror image, g(x) = f(-x)."""
    return adapted_loss_1(-x)


def meta_objective(x):
    """The sum over both tasks, exact for a `Fraction`."""
    return adapted_loss_1(x) + adapted_loss_2(x)


def _as(x):
    return STEP if isinstance(x, Fraction) else float(STEP)


def figure() -> sm.Figure:
    """The whole, and the bottom of the well."""
    wide = np.union1d(np.linspace(-1.6, 1.6, 158), [0])
    near = np.union1d(np.linspace(-0.45, 0.45, 182), [-3 / 13, 0, 3 / 13])
    minimiser = Fraction(3, 13)
    marks = (
        sm.Mark(r"$-\frac{3}{13}$", -minimiser, meta_objective(-minimiser), "below"),
        sm.Mark(r"$\frac{3}{13}$", minimiser, meta_objective(minimiser), "below"),
        sm.Mark(r"$\frac{9}{16}$", Fraction(0), meta_objective(Fraction(0)), "above"),
    )
    whole = sm.Panel(
        x_label=r"$\theta$",
        y_label="",
        x_range=(-1.6, 1.6),
        y_range=(0, 1.6),
        curves=tuple(
            sm.Curve(name, tuple(wide), tuple(function(wide)))
            for name, function in (("$F$", meta_objective), ("$F_1$", adapted_loss_1), ("$F_2$", adapted_loss_2))
        ),
        legend="upper center",
    )
    bottom = sm.Panel(
        x_label=r"$\theta$",
        y_label="$F$",
        x_range=(-0.45, 0.45),
        y_range=(0.535, 0.57),
        curves=(sm.Curve("$F$", tuple(near), tuple(meta_objective(near))),),
        marks=marks,
    )
    return sm.Figure(
        r"A double well. The tasks $f(\theta) = \frac12(\theta+1)^2 + \frac12\max(\theta, 0)^2$ and $g(\theta) = "
        r"f(-\theta)$ are strongly convex and smooth, with $\mu = 1$ and $L = 2$, and $\alpha = 1/4 = 1/(2L)$. Their "
        r"meta-objective $F = F_1 + F_2$, with $F_1 = f(\theta - \alpha f'(\theta))$ and $F_2$ its mirror image, has "
        r"minimisers $\pm 3/13$, where it is $225/416$, and between them, at the midpoint, a local maximum $9/16$.",
        (whole, bottom),
    )
