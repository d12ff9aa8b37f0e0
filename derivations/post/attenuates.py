"""Attenuated, if no eigenvalue is stepped over twice: beyond 2 / lambda the curvature grows."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Compare A_alpha with A in the Loewner order."""
    t = sm.two_tasks(problem)
    attenuated = sm.AtLeast(t.A, t.A_alpha)
    step = sm.Named("the step is not negative", sm.AtLeast(t.alpha, 0))
    twice = sm.Named("no eigenvalue of $\\alpha A$ is above 2", sm.AtLeast(2 * t.identity, t.alpha * t.A))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "$A_\\alpha$ is at most $A$",
            sm.refute(attenuated, (step,), t.where, at={t.A: 1, t.alpha: 3}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "$A_\\alpha$ is at most $A$ if no eigenvalue of $\\alpha A$ is above 2",
            sm.prove(attenuated, (step, twice), t.where),
        ),
    )
