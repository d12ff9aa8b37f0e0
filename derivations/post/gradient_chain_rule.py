"""The chain rule: the Hessian at theta, the gradient at the adapted parameters."""

from fractions import Fraction

import symmaml as sm
from symmaml import calculus as on

x, alpha, mu, L = (on.variable(name) for name in "x alpha mu L".split())
f = on.Given("f")
positive_step = on.Condition(alpha, ">")


def kinked() -> on.Finding:
    """A loss whose derivative has a kink: the adapted loss has one itself, for every step below one."""
    task = (on.Convexity(f, mu), on.Smoothness(f, L), positive_step)
    given = on.case(x, {"f": x**2 / 2 + on.positive(x - 1) ** 2 / 2}, {"mu": 1, "L": 2}, {"alpha": on.opened(0, 1)})
    place = on.as_expression(1)
    statement = on.Universal(("f", "alpha", "mu", "L"), task, on.Differentiability(on.Adapted(f, alpha)))
    return on.refute(statement, given, [on.Pieces((place,)), on.Pieces((place,)), on.Nothing()], on.Kink(place))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Differentiate through the inner step; say what goes wrong without second derivatives, or at the other point."""
    words = "the meta-gradient of two quadratics is what the chain rule gives"
    given = on.case(x, {"f": x**2 / 2 + on.sqrt(1 + x**2)}, {"alpha": Fraction(1, 4)})
    elsewhere = on.Universal(("f", "alpha"), (positive_step,), on.SlopeOfAdapted(f, alpha, "U(x)"))
    wrong = on.refute(elsewhere, given, [on.Nothing()], on.At(on.as_expression(Fraction(3, 4))))
    right = on.show(on.SlopeOfAdapted(f, alpha, "x"), given)
    general = sm.Citation(
        "if $f_i$ is twice differentiable at $\\theta$, with the Hessian H, and differentiable at $U_i(\\theta)$, then "
        "the gradient of $F_i = f_i \\circ U_i$ at $\\theta$ is $(I - \\alpha H) \\nabla f_i(U_i(\\theta))$",
        "W. Rudin, Principles of Mathematical Analysis, 3rd edition, chapter 9 (the chain rule)",
    )
    return (
        sm.Part(sm.Role.STATEMENT, words, sm.gradient_by_chain_rule(problem)),
        sm.Part(sm.Role.STATEMENT, "so is that of every pair of losses with second derivatives", general),
        sm.Part(sm.Role.REMARK, "so is the derivative of an adapted loss that is no quadratic", right),
        sm.Part(sm.Role.REMARK, "the Hessian could as well be taken after the step", wrong),
        sm.Part(sm.Role.REMARK, "no second derivatives are needed", kinked()),
    )
