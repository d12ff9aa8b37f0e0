"""Gradient descent that converges on two functions need not converge on their average."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, s, beta, mu = (on.variable(name) for name in "x s beta mu".split())
f, g = on.Given("f"), on.Given("g")
zero, one = on.as_expression(0), on.as_expression(1)
average = on.mix((Fraction(1, 2), f), (Fraction(1, 2), g))


def bent(steep: Fraction, ranges: dict[str, on.Interval], violated: on.Hint) -> on.Finding:
    """Two quadratics, each steep on one side: from the steep side one step leads to the other, where descent halves."""
    statement = on.Universal(
        ("f", "g", "beta", "mu"),
        (
            on.Condition(mu, ">"),
            on.Convexity(f, mu),
            on.Convexity(g, mu),
            on.Converges(f, beta),
            on.Converges(g, beta),
        ),
        on.Converges(average, beta),
    )
    left = x**2 / 4 + (steep - Fraction(1, 4)) * on.positive(x) ** 2
    given = on.case(x, {"f": left, "g": on.substitute(left, {x: -x})}, {"mu": Fraction(1, 2), "beta": 1}, ranges)
    pieces = on.Pieces((zero,))
    lowered = [
        on.Lyapunov(zero, on.positive(-x) + 4 * on.positive(x), one, (zero,)),
        on.Lyapunov(zero, on.positive(x) + 4 * on.positive(-x), one, (zero,)),
    ]
    return on.refute(statement, given, [on.Nothing(), pieces, pieces, *lowered], violated)


def two_minimisers() -> on.Finding:
    """Two functions that are not convex, on which descent converges from every start."""
    center = Fraction(5, 4)
    given = on.case(
        x, {"f": on.log(1 + (x - center) ** 2), "g": on.log(1 + (x + center) ** 2)}, {"beta": Fraction(1, 2)}
    )
    statement = on.Universal(
        ("f", "g", "beta"), (on.Converges(f, beta), on.Converges(g, beta)), on.OneMinimiser(average)
    )
    places = [on.as_expression(sign * center) for sign in (1, -1)]
    lowered = [on.Lyapunov(at, on.positive(x - at) + on.positive(at - x), one, (at,)) for at in places]
    return on.refute(statement, given, lowered, on.outline(on.find_shape(average.of(given), x, -50, 50)))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Refute the claim by a cycle and by divergence; prove that convex functions with a common short step do better."""
    e, h = sm.vector("e g")
    step, most = sm.scalar("beta L", positive=True)
    cocoercive = sm.Named(
        "the combination is convex and L-smooth, and has a minimiser, from which e leads to x",
        sm.AtLeast(most * (h.T * e), h.T * h),
    )
    next_one = e - step * h
    nearer = sm.AtLeast(most * (e.T * e), most * (next_one.T * next_one) + step * (2 - step * most) * (h.T * h))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "descent that converges on two strongly convex functions converges on their average",
            bent(Fraction(7, 4), {"s": on.opened(0, None)}, on.Cycle((s, -s, s))),
        ),
        sm.Part(
            sm.Role.REMARK,
            "it does not diverge, at least",
            bent(Fraction(9, 4), {}, on.Expanding(zero, on.as_expression(Fraction(-3, 2)))),
        ),
        sm.Part(sm.Role.REMARK, "without convexity, the average has one minimiser", two_minimisers()),
        sm.Part(
            sm.Role.REPAIR,
            "if the combination is convex and smooth and has a minimiser, steps below 2/L lead nearer to it",
            sm.prove(nearer, [cocoercive]),
        ),
    )
