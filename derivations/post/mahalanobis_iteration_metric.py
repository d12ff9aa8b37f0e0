"""Is the distance that counts a Mahalanobis metric of the Hessians? Yes: the parallel sum of the attenuated ones."""

from sympy import Identity

import symmaml as sm

A, B = sm.symmetric("A B", definite="positive")
A_alpha, B_alpha, A_beta, B_beta, S = sm.symmetric("A_alpha B_alpha A_beta B_beta S")
alpha, beta = sm.scalar("alpha beta", nonnegative=True)
a = sm.scalar("a", positive=True)
v, w, theta_star = sm.vector("v w theta_star")
I = Identity(A.rows)
AT_ALPHA = (
    sm.Definition(A_alpha, (I - alpha * A) * A * (I - alpha * A)),
    sm.Definition(B_alpha, (I - alpha * B) * B * (I - alpha * B)),
)
AT_BETA = (
    sm.Definition(A_beta, (I - beta * A) * A * (I - beta * A)),
    sm.Definition(B_beta, (I - beta * B) * B * (I - beta * B)),
)
SUM = (*AT_ALPHA, sm.Definition(S, A_alpha + B_alpha))
FIXED = sm.Named("$\\theta^{\\star}$ is the fixed point", sm.Equal(S * theta_star, A_alpha * v + B_alpha * w))


def parallel(one, other):
    """Return the parallel sum of two matrices."""
    return one * (one + other).I * other


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Say what the distance is, when it vanishes only for equal optima, and how it depends on the step."""
    twice_minimum = (theta_star - v).T * A_alpha * (theta_star - v) + (theta_star - w).T * B_alpha * (theta_star - w)
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
        sm.Named("the step grows", sm.AtLeast(beta, alpha)),
        sm.Named("up to 1/L for A", sm.AtLeast(I, beta * A)),
        sm.Named("up to 1/L for B", sm.AtLeast(I, beta * B)),
    )
    falls = (
        sm.Named("the attenuated A falls, as the part before says", sm.AtLeast(A_alpha, A_beta)),
        sm.Named("so does the attenuated B", sm.AtLeast(B_alpha, B_beta)),
    )
    metric = sm.Equal(twice_minimum, (w - v).T * A_alpha * S.I * B_alpha * (w - v))
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "twice the loss of both tasks after a step from the fixed point is the square of $\\delta$ in the metric "
            "$A_{\\alpha} S^{-1} B_{\\alpha}$",
            sm.prove(metric, (FIXED,), SUM),
        ),
        sm.Part(
            sm.Role.STATEMENT,
            "it is a metric: the square is at least $a/2$ times $|\\delta|^2$ where all curvatures are at least $a$",
            sm.refute(is_metric, curved, AT_ALPHA, at={A: 1, B: 2, alpha: 1, a: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "so it is where the attenuated curvatures are, too: none of the curvatures may be $1/\\alpha$",
            sm.prove(is_metric, (*curved, *still_curved), AT_ALPHA),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the attenuated curvature falls as the step grows up to $1/L$",
            sm.prove(sm.AtLeast(A_alpha, A_beta), up_to_one[:2], (AT_ALPHA[0], AT_BETA[0])),
        ),
        sm.Part(
            sm.Role.REMARK,
            "so the metric, and with it the loss, falls as the step grows up to $1/L$",
            sm.prove(
                sm.AtLeast(parallel(A_alpha, B_alpha), parallel(A_beta, B_beta)),
                (*up_to_one, *falls),
                (*AT_ALPHA, *AT_BETA),
            ),
        ),
    )
