"""Both facts are right, and do not imply a contraction: an eigenvalue below one may be below minus one."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The facts, and the inference from them."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    before, after = x - y, t.adapted(0, x) - t.adapted(0, y)
    step = sm.Named("the step is positive", sm.Positive(t.alpha))
    less = sm.Named("no eigenvalue of $I - \\alpha A$ is above 1", sm.AtLeast(t.identity, t.identity - t.alpha * t.A))
    more = sm.Named("none is below $-1$", sm.AtLeast(t.identity - t.alpha * t.A, -t.identity))
    contracts = sm.AtLeast(before.T * before, after.T * after)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "no eigenvalue of $I + \\alpha A$ is below one",
            sm.prove(sm.AtLeast(t.identity + t.alpha * t.A, t.identity), (step,)),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "no eigenvalue of $I - \\alpha A$ is above one",
            sm.prove(sm.AtLeast(t.identity, t.identity - t.alpha * t.A), (step,)),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "hence a step does not increase distances",
            sm.refute(contracts, (step, less), at={t.A: 1, t.alpha: 3, x: 1, y: 0, t.v: 0}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "a step does not increase distances if no eigenvalue is below $-1$ either",
            sm.prove(contracts, (step, less, more)),
        ),
    )
