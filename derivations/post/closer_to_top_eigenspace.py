"""Does the fixed point lie closer to the top eigenspace than the midpoint? No: the weights push the other way."""

from sympy import Identity

import symmaml as sm

A, B = sm.symmetric("A B", definite="positive")
A_alpha, B_alpha, S = sm.symmetric("A_alpha B_alpha S")
alpha = sm.scalar("alpha", positive=True)
lamda, mu, p, q = sm.scalar("lamda mu p q")
v, w, u, theta_star = sm.vector("v w u theta_star")
I = Identity(A.rows)
ATTENUATED = (
    sm.Definition(A_alpha, (I - alpha * A) * A * (I - alpha * A)),
    sm.Definition(B_alpha, (I - alpha * B) * B * (I - alpha * B)),
    sm.Definition(S, A_alpha + B_alpha),
)
FIXED = sm.Named("$\\theta^{\\star}$ is the fixed point", sm.Equal(S * theta_star, A_alpha * v + B_alpha * w))
EIGENVECTOR = sm.Named("u is an eigenvector of A", sm.Equal(A * u, lamda * u))


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Compare the angles to a top eigenvector by their squared cosines; then say what is true along it."""
    top = sm.Named("$\\lambda$ is the largest eigenvalue", sm.AtLeast(lamda * I, A))
    small = sm.Named("the step is below $1/\\lambda$", sm.Positive(1 - alpha * lamda))
    star, mid = theta_star - v, w - v  # twice the midpoint's, which has the same angle
    closer = sm.AtLeast((u.T * star) ** 2 * (mid.T * mid), (u.T * mid) ** 2 * (star.T * star))
    exact = sm.refute(
        closer,
        (FIXED, EIGENVECTOR, top, small),
        ATTENUATED,
        at={A: [[2, 0], [0, 1]], B: [[1, 0], [0, 1]], alpha: "1/10", v: [0, 0], w: [1, 1], u: [1, 0], lamda: 2}
        | {theta_star: ["81/209", "1/2"]},
    )
    shared = sm.Named("u is an eigenvector of B", sm.Equal(B * u, mu * u))
    weights = (sm.Definition(p, lamda * (1 - alpha * lamda) ** 2), sm.Definition(q, mu * (1 - alpha * mu) ** 2))
    repaired = sm.prove(
        sm.Equal((p + q) * (u.T * star), q * (u.T * mid)), (FIXED, EIGENVECTOR, shared), (*ATTENUATED, *weights)
    )
    words = "the angle of $\\theta^{\\star} - v$ to a top eigenvector of A is at most that of the midpoint"
    return (
        sm.Part(sm.Role.STATEMENT, words, exact),
        sm.Part(sm.Role.REPAIR, "along a shared eigenvector the fixed point moves by the share $q/(p + q)$", repaired),
    )
