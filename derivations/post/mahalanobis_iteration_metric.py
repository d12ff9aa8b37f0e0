"""Is the distance that counts a Mahalanobis metric of the Hessians? Yes: the parallel sum of the attenuated ones."""

import symmaml as sm


def parallel(one, other):
    """Return the parallel sum of two matrices."""
    return one * (one + other).I * other


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Say what the distance is, when it vanishes only for equal optima, and how it depends on the step."""
    t = sm.two_tasks(problem)
    A, B, A_alpha, B_alpha, alpha, I = t.A, t.B, t.A_alpha, t.B_alpha, t.alpha, t.identity
    A_beta, B_beta = sm.symmetric("A_beta B_beta")
    beta, a = sm.scalar("beta", nonnegative=True), sm.scalar("a", positive=True)
    at_beta = (
        sm.Definition(A_beta, (I - beta * A) * A * (I - beta * A)),
        sm.Definition(B_beta, (I - beta * B) * B * (I - beta * B)),
    )
    is_metric = sm.AtLeast(2 * parallel(A_alpha, B_alpha), a * I)
    curved = (
        sm.Named("no curvature of A is below a", sm.AtLeast(A, a * I)),
        sm.Named("no curvature of B is below a", sm.AtLeast(B, a * I)),
    )
    still_curved = (
        sm.Named("no attenuated curvature of A is below a", sm.AtLeast(A_alpha, a * I)),
        sm.Named("no attenuated curvature of B is below a", sm.AtLeast(B_alpha, a * I)),
    )
    up_to_one = (
        sm.Named("the step is not negative", sm.AtLeast(alpha, 0)),
        sm.Named("it grows", sm.AtLeast(beta, alpha)),
        sm.Named("up to 1/L for A", sm.AtLeast(I, beta * A)),
        sm.Named("up to 1/L for B", sm.AtLeast(I, beta * B)),
    )
    falls = (
        sm.Named("the attenuated A falls, as the part before says", sm.AtLeast(A_alpha, A_beta)),
        sm.Named("so does the attenuated B", sm.AtLeast(B_alpha, B_beta)),
    )
    metric = sm.Equal(2 * t.meta_loss(t.theta_star), t.delta.T * A_alpha * t.S.I * B_alpha * t.delta)
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "twice the loss of both tasks after a step from the fixed point is the square of $\\delta$ in the metric "
            "$A_{\\alpha} S^{-1} B_{\\alpha}$",
            sm.prove(metric, where=t.where),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "it is a metric: the square is at least $a/2$ times $|\\delta|^2$ where all curvatures are at least $a$",
            sm.refute(is_metric, curved, t.where, at={A: 1, B: 2, alpha: 1, a: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "so it is where the attenuated curvatures are, too: none of the curvatures may be $1/\\alpha$",
            sm.prove(is_metric, (*curved, *still_curved), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the attenuated curvature falls as the step grows up to $1/L$",
            sm.prove(sm.AtLeast(A_alpha, A_beta), up_to_one[:3], (*t.where, *at_beta)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "so the metric, and with it the loss, falls as the step grows up to $1/L$",
            sm.prove(
                sm.AtLeast(parallel(A_alpha, B_alpha), parallel(A_beta, B_beta)),
                (*up_to_one, *falls),
                (*t.where, *at_beta),
            ),
        ),
    )
