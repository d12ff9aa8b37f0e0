"""The contribution of v grows by the matrix alpha A / 2, exactly."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The weights of both optima after one step from the midpoint."""
    t = sm.two_tasks(problem)
    half, grown = t.identity / 2, t.alpha * t.A / 2
    mixture = (half + grown) * t.v + (half - grown) * t.w
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the weight of $v$ grows by $\\frac12 \\alpha A$, and that of $w$ falls by as much",
            sm.prove(sm.Equal(t.adapted(0, t.m), mixture), where=t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "so the step from the midpoint is $\\frac12 \\alpha A (v - w)$",
            sm.prove(sm.Equal(t.adapted(0, t.m) - t.m, grown * (t.v - t.w)), where=t.where),
        ),
    )
