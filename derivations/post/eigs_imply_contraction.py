"""Both facts are right, and do not imply a contraction: an eigenvalue below one may be below minus one."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The facts, and the inference from them."""
    t = sm.two_tasks(problem)
    x, y = sm.vector("x y")
    before, after = x - y, t.adapted(0, x) - t.adapted(0, y)
    a = sm.scalar("a", positive=True)
    small = (1 - t.alpha * a) * t.identity
    step = sm.Named("the step is positive", sm.Positive(t.alpha))
    curved = sm.Named("no eigenvalue of $A$ is below $a$", sm.AtLeast(t.A, a * t.identity))
    less = sm.Named(
        "all eigenvalues of $I - \\alpha A$ are less than one", sm.AtLeast(small, t.identity - t.alpha * t.A)
    )
    more = sm.Named("and more than minus one", sm.AtLeast(t.identity - t.alpha * t.A, -small))
    contracts = sm.AtLeast((1 - t.alpha * a) ** 2 * (before.T * before), after.T * after)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "all eigenvalues of $I + \\alpha A$ are greater than one: $1 + \\alpha a$ at least",
            sm.prove(sm.AtLeast(t.identity + t.alpha * t.A, (1 + t.alpha * a) * t.identity), (step, curved)),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "all eigenvalues of $I - \\alpha A$ are less than one: $1 - \\alpha a$ at most",
            sm.prove(less.relation, (step, curved)),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "hence a step shrinks distances to $|1 - \\alpha a|$ times or less",
            sm.refute(contracts, (step, less), at={t.A: 1, t.alpha: 3, a: "1/2", x: 1, y: 0, t.v: 0}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "a step shrinks distances if the eigenvalues of $I - \\alpha A$ are above $-(1 - \\alpha a)$, too",
            sm.prove(contracts, (step, less, more)),
        ),
    )
