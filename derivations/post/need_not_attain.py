"""The combination of the minima need not be a value of the combination, nor need the combination have a least value."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, y, s, L = (on.variable(name) for name in "x y s L".split())
f, g = on.Given("f"), on.Given("g")
zero, one = on.as_expression(0), on.as_expression(1)
average = on.mix((Fraction(1, 2), f), (Fraction(1, 2), g))


def above_both() -> on.Finding:
    """Two parabolas whose minima, both zero, lie apart."""
    return on.show(on.Above(average, zero), on.case(x, {"f": (x + 1) ** 2, "g": (x - 1) ** 2}), on.Pieces())


def no_least_value() -> on.Finding:
    """A convex function that vanishes on a half-line, and one that vanishes on a line beside it."""
    r = on.sqrt(x**2 + y**2)
    above, root = 1 - x / r, on.sqrt(1 + s**2)
    given = on.case((x, y), {"f": (r - x) ** 2, "g": (y - 1) ** 2})
    assumed = (on.PlaneConvexity(f), on.PlaneConvexity(g), on.AttainsInfimum(f), on.AttainsInfimum(g))
    floor = (y - 1) ** 2 / 2
    tends = s * (2 * (root / s + 1) ** 2 - 1 / s) / (2 * (root + s) ** 2)
    hint = on.Vanishing(
        (s, one), s, on.from_one(), 1 / s, floor, Fraction(1), ((x**2 + y**2) * above**2 / 2 + floor, tends)
    )
    convex = on.Forms((6 * above, 4 * above**3))
    hints = [convex, convex, on.Minimum((zero, zero)), on.Minimum((zero, one))]
    return on.refute(on.Universal(("f", "g"), assumed, on.AttainsInfimum(average)), given, hints, hint)


def one_minimiser_each() -> tuple[sm.Part, ...]:
    """Two smooth functions, each with one critical point, to which its gradient flow leads; their sum has no minimiser.

    Their gradients are Lipschitz on bounded sets; f has no second derivative at the origin.
    f = (r - x)^2 - epsilon / D and g = (y - 1)^2 - epsilon / E, where r is the length of (x, y); epsilon is 1/1000.
    """
    across, up, radius, D, E, q, k = sm.scalar("x y r D E q k")
    epsilon = sm.scalar("epsilon", positive=True)
    where = (sm.Definition(D, 1 + (across - 1) ** 2 + up**2), sm.Definition(E, 1 + across**2 + (up - 1) ** 2))
    length = sm.Named("r is the length of (x, y)", sm.Equal(radius**2, across**2 + up**2))
    slopes = (
        -2 * (radius - across) ** 2 / radius + 2 * epsilon * (across - 1) / D**2,
        2 * (radius - across) * up / radius + 2 * epsilon * up / D**2,
        2 * epsilon * across / E**2,
        2 * (up - 1) + 2 * epsilon * (up - 1) / E**2,
    )
    fall = 4 * (radius - across) ** 2 * (1 + across + 2 * radius) / radius
    to_f, to_g = (across - 1) ** 2 + 2 * up**2, across**2 + (up - 1) ** 2
    near = sm.Named("y is near 1", sm.AtLeast(1, 4 * (up - 1) ** 2))
    bounds = (
        sm.Named("k is $4 x^2 + 9$, and q is $r - x$", sm.AtLeast(16 * q**2 * k, 1)),
        sm.AtLeast(27 * D, k),
        sm.AtLeast(9 * E, k),
        sm.Positive(D),
        sm.Positive(E),
    )
    steps = {
        "take $f = (r - x)^2 - \\varepsilon/D$ and $g = (y - 1)^2 - \\varepsilon/E$, whose gradients are Lipschitz on "
        "bounded sets; along the gradient flow of f, "
        "$(x - 1)^2 + 2 y^2$ falls at this rate": sm.prove(
            sm.Equal(2 * (across - 1) * slopes[0] + 4 * up * slopes[1], fall + 4 * epsilon * to_f / D**2),
            (length,),
            where,
        ),
        "no term of this rate is negative, for $1 + x + 2 r \\ge 0$, and the second vanishes at (1, 0) only (at the "
        "origin the first is zero): that is the one critical point, and the flow leads there from everywhere": sm.prove(
            sm.AtLeast(1 + across + 2 * radius, 0), (sm.Positive(radius), sm.AtLeast(radius**2, across**2))
        ),
        "there f is $-\\varepsilon$, and nowhere less": sm.prove(
            sm.AtLeast(q**2 - epsilon / D, -epsilon), (sm.AtLeast(D, 1),)
        ),
        "in the same way the flow of g leads to (0, 1)": sm.prove(
            sm.AtLeast(2 * across * slopes[2] + 2 * (up - 1) * slopes[3], 4 * epsilon * to_g / E**2), (), where
        ),
        "far from the line $y = 1$ the sum of both is positive for $\\varepsilon < 1/8$": sm.prove(
            sm.AtLeast(8 * (up - 1) ** 2 * D * E, D + E),
            (sm.AtLeast(4 * (up - 1) ** 2, 1), sm.AtLeast(D, 1), sm.AtLeast(E, 1)),
        ),
        "near it $r + x$ is not too large": sm.prove(
            sm.AtLeast(4 * across**2 + 9, (radius + across) ** 2), (length, sm.Positive(radius), near)
        ),
        "so that $r - x$, which is $y^2/(r + x)$, is not too small": sm.prove(
            sm.AtLeast(16 * (radius - across) ** 2 * (4 * across**2 + 9), 1),
            (length, sm.Positive(radius), near, sm.AtLeast(4 * across**2 + 9, (radius + across) ** 2)),
        ),
        "while $4 x^2 + 9$ is at most $27 D$": sm.prove(sm.AtLeast(27 * D, 4 * across**2 + 9), (), where),
        "and at most $9 E$": sm.prove(sm.AtLeast(9 * E, 4 * across**2 + 9), (), where),
        "so that near it, too, the sum is positive, for $\\varepsilon < 1/576$": sm.prove(
            sm.AtLeast(576 * q**2 * D * E, D + E), bounds
        ),
        "but along $y = 1$ it tends to zero: there $q = r - x$ is at most $1/(2 x)$": sm.prove(
            sm.AtLeast(1, 2 * across * q),
            (sm.Named("r = x + q is the length of (x, 1)", sm.Equal(2 * across * q + q**2, 1)),),
        ),
    }
    return tuple(sm.Part(sm.Role.REMARK, words, verdict) for words, verdict in steps.items())


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Give an example for the remark of the text, one for what is stronger, and one with a single minimiser each."""
    return (
        sm.Part(sm.Role.STATEMENT, "the combination of two minima is not attained, for some functions", above_both()),
        sm.Part(
            sm.Role.REMARK,
            "a combination of convex functions that attain their minima attains its own",
            no_least_value(),
        ),
        *one_minimiser_each(),
    )
