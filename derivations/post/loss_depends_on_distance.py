"""Both meta-losses are quadratic forms of delta = w - v; its length alone does not determine them."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The meta-loss at the midpoint and at the fixed point, and two differences of one length."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    longer = {t.A: [[1, 0], [0, 2]], t.B: [[1, 0], [0, 2]], t.alpha: "1/4", x: [1, 0], y: [0, 1]}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the meta-loss of the midpoint is a quadratic form of $\\delta$",
            sm.prove(sm.Equal(8 * t.meta_loss(t.m), t.delta.T * t.S * t.delta), where=t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "so is the meta-loss of the fixed point",
            sm.prove(
                sm.Equal(2 * t.meta_loss(t.theta_star), t.delta.T * t.A_alpha * t.S.I * t.B_alpha * t.delta),
                where=t.where,
            ),
        ),
        sm.Part(
            sm.Role.REMARK,
            "differences $x$ and $y$ of one length give one loss",
            sm.refute(sm.Equal(x.T * t.S * x, y.T * t.S * y), (sm.Equal(x.T * x, y.T * y),), t.where, at=longer),
        ),
    )
