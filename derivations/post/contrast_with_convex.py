"""A convex combination of convex functions does attain its minimum if one of them has a bounded set of minimisers."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, y, s = (on.variable(name) for name in "x y s".split())
f, g = on.Given("f"), on.Given("g")
zero, one = on.as_expression(0), on.as_expression(1)
average = on.mix((Fraction(1, 2), f), (Fraction(1, 2), g))


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


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Refute the contrast by the same pair; say what was meant."""
    found = no_least_value()
    coercive = sm.Citation(
        "a convex function with a nonempty bounded set of minimisers has bounded sublevel sets; adding a convex "
        "function that is bounded below keeps them bounded, so that the sum attains its minimum",
        "R. T. Rockafellar, Convex Analysis, 1970, sections 8 and 27",
        conclusion=found.conclusion,
        hypotheses=(*found.hypotheses, "f has a bounded set of minimisers"),
    )
    return (
        sm.Part(sm.Role.STATEMENT, "convex functions that attain their minima have combinations that do", found),
        sm.Part(sm.Role.HYPOTHESIS, "they do if one of them has a bounded set of minimisers", coercive),
    )
