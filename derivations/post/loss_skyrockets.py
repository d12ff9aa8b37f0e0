"""The loss grows with the square of the distance, except along the kernel of S."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Move the optima apart to t times their distance; then twice as far."""
    letters = sm.two_tasks(problem)
    S, delta, where = letters.S, letters.delta, letters.where
    t = sm.scalar("t")
    loss = delta.T * S * delta
    no_growth = sm.Named("at twice the distance the loss is the same", sm.Equal((2 * delta).T * S * (2 * delta), loss))
    definite = sm.Named("$S$ is positive definite", sm.Positive(S))
    together = sm.Equal(delta, 0)
    flat = {letters.A: 1, letters.B: 1, letters.alpha: 1, letters.v: 0, letters.w: 1}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "at $t$ times the distance the loss of the midpoint is $t^2$ times as large",
            sm.prove(sm.Equal((t * delta).T * S * (t * delta), t**2 * loss), where=where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "the loss does not grow only if the optima are the same",
            sm.refute(together, (no_growth,), where, at=flat),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "the loss does not grow only if the optima are the same, if $S$ is positive definite",
            sm.prove(together, (no_growth, definite), where),
        ),
    )
