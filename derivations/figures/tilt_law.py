"""The tilt law: in which coordinates the fixed point is nearer to v than the midpoint is."""

from fractions import Fraction

import numpy as np

import symmaml as sm

OTHERS = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 3))  # alpha times the curvature of task 2


def figure(displacement_1) -> sm.Figure:
    """Divide each coordinate of theta_star - v by that of m - v; the coordinates are the curvatures of task 1."""
    x = np.union1d(np.linspace(0, 1, 104), [1 / 3])
    n = len(x)

    def ratio(other):
        delta = np.ones(n)
        moved = displacement_1(A=np.diag(x), B=float(other) * np.eye(n), v=np.zeros(n), w=delta, alpha=1.0)
        return moved / (delta / 2)

    def attenuated(curvature):
        return curvature * (1 - curvature) ** 2

    third = Fraction(1, 3)
    lowest = [2 * attenuated(other) / (attenuated(third) + attenuated(other)) for other in OTHERS]
    panel = sm.Panel(
        x_label=r"$\alpha\lambda_j$",
        y_label=r"$|\theta^{\star}-v|_j\;/\;|m-v|_j$",
        x_range=(0, 1),
        y_range=(0, 2.1),
        curves=(
            *(
                sm.Curve(rf"$\alpha\mu=\frac{{{o.numerator}}}{{{o.denominator}}}$", tuple(x), tuple(ratio(o)))
                for o in OTHERS
            ),
            sm.Curve("", (0, 1), (1, 1)),
            sm.Curve("", (1 / 3, 1 / 3), (0, 2.1)),
        ),
        marks=tuple(sm.Mark("", third, low) for low in lowest),
        legend="lower right",
    )
    return sm.Figure(
        r"The tilt law, for $A$ diagonal with curvatures $\lambda_j$ and $B = \mu I$: the ratio is $2b/(a_j + b)$ with "
        r"the attenuated curvatures $a_j$ and $b$. It falls up to $\alpha\lambda_j = 1/3$, so that $\theta^\star - v$ "
        r"tilts away from the top eigenspace, and rises from there on. Above the dotted line the midpoint is nearer to "
        r"$v$ in that coordinate.",
        (panel,),
    )
