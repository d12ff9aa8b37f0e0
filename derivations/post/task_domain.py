"""A task is a loss on a domain: a gradient step must not leave it."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, alpha = on.variable("x"), on.variable("alpha")
f = on.Given("f")


def leaves() -> on.Finding:
    """The function x - log x, on the positive numbers."""
    statement = on.Universal(("f", "alpha"), (on.Condition(alpha, ">"),), on.StaysPositive(f, alpha))
    given = on.case(x, {"f": x - on.log(x)}, {"alpha": Fraction(9, 2)})
    return on.refute(statement, given, [on.Nothing()], on.At(on.as_expression(2)))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """On a half-line, q is the distance from its end, and g the derivative."""
    q, g = sm.scalar("q g")
    step, most = sm.scalar("alpha L", positive=True)
    inside = sm.Named("$\\theta$ lies inside", sm.Positive(q))
    mild = sm.Named("the derivative is at most L times the distance from the end", sm.AtLeast(most * q, g))
    short = sm.Named("$\\alpha$ is at most 1/L", sm.AtLeast(1, step * most))
    stays = sm.AtLeast(q - step * g, 0)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "a step stays in the domain, if that is a half-line",
            sm.refute(stays, [inside], at={q: 2, g: Fraction(1, 2), step: Fraction(9, 2)}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "it does for short steps on a mild loss; on all of $\\mathbb{R}^d$ nothing is needed",
            sm.prove(stays, [inside, mild, short]),
        ),
        sm.Part(sm.Role.REMARK, "a step on a function of positive numbers leads to a positive number", leaves()),
    )
