"""Does gradient descent on the objective find its minimiser? Yes, for steps below 2 over its largest curvature."""

from sympy import Identity, Rational

import symmaml as sm

A, B, S = sm.symmetric("A B S", definite="positive")
alpha, beta, r, a = sm.scalar("alpha beta r a", positive=True)
mu, L = sm.scalar("mu L", positive=True)
theta, theta_star = sm.vector("theta theta_star")
I = Identity(A.rows)


def attenuated(hessian):
    """Return the attenuated curvature."""
    return (I - alpha * hessian) * hessian * (I - alpha * hessian)


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Follow the distance to the fixed point over one outer step, for a curvature S of the objective."""
    before = theta - theta_star
    after = before - beta * S * before
    nearer = sm.AtLeast((1 - a) ** 2 * (before.T * before), after.T * after)
    curved = sm.Named("no eigenvalue of $\\beta S$ is below a", sm.AtLeast(beta * S, a * I))
    below_two = sm.Named("none is 2 or more: none is above $2 - a$", sm.AtLeast((2 - a) * I, beta * S))
    factor = I - beta * S
    rate = (
        sm.Named("no 1 - beta lambda exceeds r", sm.AtLeast(r * I, factor)),
        sm.Named("none is below -r", sm.AtLeast(factor, -r * I)),
    )
    between = (
        sm.Named("mu is at most the smallest eigenvalue of S", sm.AtLeast(S, mu * I)),
        sm.Named("L is at least the largest", sm.AtLeast(L * I, S)),
    )
    best = (mu + L) * before - 2 * S * before  # mu + L times what is left after the step 2/(mu + L)
    curvature = attenuated(A) + attenuated(B)
    up_to_two = (
        sm.Named("alpha is at most 2/L for A", sm.AtLeast(2 * I, alpha * A)),
        sm.Named("alpha is at most 2/L for B", sm.AtLeast(2 * I, alpha * B)),
    )
    up_to_peak = (
        sm.Named("alpha is at most 4/(3L) for A", sm.AtLeast(Rational(4, 3) * I, alpha * A)),
        sm.Named("alpha is at most 4/(3L) for B", sm.AtLeast(Rational(4, 3) * I, alpha * B)),
    )
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "each outer step shrinks the distance to the fixed point to $1 - a$ times or less, $a > 0$",
            sm.refute(nearer, (curved,), at={S: 1, beta: 3, a: 1, theta: 1, theta_star: 0}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "each outer step below 2 over the largest eigenvalue of S shrinks the distance to the fixed point, to "
            "$1 - a$ times or less",
            sm.prove(nearer, (curved, below_two)),
        ),
        sm.Part(sm.Role.REMARK, "what an outer step does to the distance", sm.outer_step(problem)),
        sm.Part(
            sm.Role.REMARK,
            "where all $|1 - \\beta \\lambda|$ are at most $r$, it multiplies the distance by at most $r$",
            sm.prove(sm.AtLeast(r**2 * (before.T * before), after.T * after), rate),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the best step, $2/(\\mu + L)$, multiplies it by at most $(L - \\mu)/(L + \\mu)$",
            sm.prove(sm.AtLeast((L - mu) ** 2 * (before.T * before), best.T * best), between),
        ),
        sm.Part(
            sm.Role.REMARK,
            "the largest eigenvalue of S is at most the sum of those of A and B, for $\\alpha$ up to $2/L$",
            sm.prove(sm.AtLeast(A + B, curvature), up_to_two),
        ),
        sm.Part(
            sm.Role.REMARK,
            "and at most $8/(27 \\alpha)$, for $\\alpha$ up to $4/(3L)$",
            sm.prove(sm.AtLeast(Rational(8, 27) * I, alpha * curvature), up_to_peak),
        ),
    )
