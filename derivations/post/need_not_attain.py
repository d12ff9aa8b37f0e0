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


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Give an example for the remark of the text, and one for what is stronger."""
    return (
        sm.Part(sm.Role.STATEMENT, "the combination of two minima is not attained, for some functions", above_both()),
        sm.Part(
            sm.Role.REMARK,
            "a combination of convex functions that attain their minima attains its own",
            no_least_value(),
        ),
    )
