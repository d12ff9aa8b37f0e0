"""Has the combination one minimiser? Not for functions on which descent converges; for strongly convex ones it has."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

X, beta = on.variable("x"), on.variable("beta")
f, g = on.Given("f"), on.Given("g")


def two() -> on.Finding:
    """The average of two translates of log(1 + x^2), on each of which descent converges from every start."""
    center = Fraction(5, 4)
    average = on.mix((Fraction(1, 2), f), (Fraction(1, 2), g))
    given = on.case(
        X, {"f": on.log(1 + (X - center) ** 2), "g": on.log(1 + (X + center) ** 2)}, {"beta": Fraction(1, 2)}
    )
    statement = on.Universal(
        ("f", "g", "beta"), (on.Converges(f, beta), on.Converges(g, beta)), on.OneMinimiser(average)
    )
    places = [on.as_expression(sign * center) for sign in (1, -1)]
    one = on.as_expression(1)
    lowered = [on.Lyapunov(at, on.positive(X - at) + on.positive(at - X), one, (at,)) for at in places]
    return on.refute(statement, given, lowered, on.outline(on.find_shape(average.of(given), X, -50, 50)))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Answer the question by an example; say what strong convexity gives, a and b being the gradients at x and y."""
    x, y, a, b = sm.vector("x y a b")
    mu, k = sm.scalar("mu k", positive=True)
    strong = sm.Named(
        "the combination is $\\mu$-strongly convex", sm.AtLeast((x - y).T * (a - b), mu * ((x - y).T * (x - y)))
    )
    inverse = sm.Named("k is the inverse of $\\mu$", sm.Equal(k * mu, 1))
    minimisers = [sm.Named("x is a minimiser", sm.Equal(a, 0)), sm.Named("y is a minimiser", sm.Equal(b, 0))]
    return (
        sm.Part(sm.Role.STATEMENT, "the convex combination has a unique minimiser", two()),
        sm.Part(
            sm.Role.REPAIR,
            "a strongly convex combination has at most one",
            sm.prove(sm.Equal(x, y), [strong, inverse, *minimisers]),
        ),
    )
