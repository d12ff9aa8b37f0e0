"""Is there an accelerated path from the fixed point? In neither of two senses, in general."""

from fractions import Fraction

from sympy import Identity

import symmaml as sm

A, B = sm.symmetric("A B", definite="positive")
A_alpha, B_alpha, S = sm.symmetric("A_alpha B_alpha S")
alpha = sm.scalar("alpha", positive=True)
lamda, mu, p, q = sm.scalar("lamda mu p q")
v, w, u, theta, theta_star = sm.vector("v w u theta theta_star")
I = Identity(A.rows)
ATTENUATED = (
    sm.Definition(A_alpha, (I - alpha * A) * A * (I - alpha * A)),
    sm.Definition(B_alpha, (I - alpha * B) * B * (I - alpha * B)),
    sm.Definition(S, A_alpha + B_alpha),
)
FIXED = sm.Named("$\\theta^{\\star}$ is the fixed point", sm.Equal(S * theta_star, A_alpha * v + B_alpha * w))
EIGENVECTOR = sm.Named("u is an eigenvector of A", sm.Equal(A * u, lamda * u))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Count steps; compare the shares of the fast direction; say what is the same from every start."""
    fast = (
        EIGENVECTOR,
        sm.Named("no eigenvalue is larger: its component shrinks fastest", sm.AtLeast(lamda * I, A)),
        sm.Named("the step is below 1/lamda", sm.Positive(1 - alpha * lamda)),
    )
    star, mid = theta_star - v, w - v  # twice the midpoint's, which has the same direction
    pushed = sm.AtLeast((u.T * star) ** 2 * (mid.T * mid), (u.T * mid) ** 2 * (star.T * star))
    tilted = sm.refute(
        pushed,
        (FIXED, *fast),
        ATTENUATED,
        at={A: [[2, 0], [0, 1]], B: [[1, 0], [0, 1]], alpha: "1/10", v: [0, 0], w: [1, 1], u: [1, 0], lamda: 2}
        | {theta_star: ["81/209", "1/2"]},
    )
    shared = sm.Named("u is an eigenvector of B", sm.Equal(B * u, mu * u))
    weights = (sm.Definition(p, lamda * (1 - alpha * lamda) ** 2), sm.Definition(q, mu * (1 - alpha * mu) ** 2))
    share = sm.Equal((p + q) * (u.T * star), q * (u.T * mid))
    after = theta - alpha * A * (theta - v) - v
    return (
        sm.Part(
            sm.Role.READING,
            "from the fixed point each task needs no more steps to an accuracy than from the midpoint",
            sm.more_steps(Fraction(1, 10**6), A=[[1]], v=[0], B=[[2]], w=[1], alpha=Fraction(1, 10)),
        ),
        sm.Part(
            sm.Role.READING,
            "the error at the fixed point has a larger share in the fastest direction than at the midpoint",
            tilted,
        ),
        sm.Part(
            sm.Role.REMARK,
            "along a shared eigenvector the error is that of the midpoint, twice $q/(p+q)$ times: less where the "
            "attenuated curvature $p$ of the task is larger",
            sm.prove(share, (FIXED, EIGENVECTOR, shared), (*ATTENUATED, *weights)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "from every start each step multiplies the component along an eigenvector by the same factor",
            sm.prove(sm.Equal(u.T * after, (1 - alpha * lamda) * (u.T * (theta - v))), (EIGENVECTOR,)),
        ),
    )
