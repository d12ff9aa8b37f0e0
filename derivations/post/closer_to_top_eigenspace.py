"""Does the fixed point lie closer to the top eigenspace than the midpoint? No: the weights push the other way."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Compare the angles to a top eigenvector by their squared cosines; then say what is true along it."""
    t = sm.two_tasks(problem)
    u = sm.vector("u")
    lamda, mu, p, q = sm.scalar("lamda mu p q")
    eigenvector = sm.Named("u is an eigenvector of A", sm.Equal(t.A * u, lamda * u))
    top = sm.Named("$\\lambda$ is the largest eigenvalue", sm.AtLeast(lamda * t.identity, t.A))
    small = sm.Named("the step is below $1/\\lambda$", sm.Positive(1 - t.alpha * lamda))
    shared = sm.Named("u is an eigenvector of B", sm.Equal(t.B * u, mu * u))
    weights = (
        sm.Definition(p, lamda * (1 - t.alpha * lamda) ** 2),
        sm.Definition(q, mu * (1 - t.alpha * mu) ** 2),
    )
    star, mid = t.theta_star - t.v, t.delta  # twice the midpoint's, which has the same angle
    other = t.theta_star - t.w
    nearer = sm.AtLeast((p + q) ** 2 * (u.T * other) ** 2, (p + q) ** 2 * (u.T * star) ** 2)
    attenuated = (
        sm.Named("the attenuated curvature of task 1 is no less along u", sm.AtLeast(p, q)),
        sm.Named("that of task 2 is not negative", sm.AtLeast(q, 0)),
    )
    closer = sm.AtLeast((u.T * star) ** 2 * (mid.T * mid), (u.T * mid) ** 2 * (star.T * star))
    at = {t.A: [[2, 0], [0, 1]], t.B: [[1, 0], [0, 1]], t.alpha: "1/10", t.v: [0, 0], t.w: [1, 1], u: [1, 0], lamda: 2}
    return (
        sm.Part(
            sm.Role.STATEMENT,
            "the angle of $\\theta^{\\star} - v$ to a top eigenvector of A is at most that of the midpoint",
            sm.refute(closer, (eigenvector, top, small), t.where, at=at),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "along a shared eigenvector the fixed point moves by the share $q/(p + q)$",
            sm.prove(sm.Equal((p + q) * (u.T * star), q * (u.T * mid)), (eigenvector, shared), (*t.where, *weights)),
        ),
        sm.Part(
            sm.Role.REPAIR,
            "along it the fixed point is no farther from v than from w where $p \\ge q$, $p + q > 0$: it is the "
            "attenuated curvature that counts",
            sm.prove(nearer, (eigenvector, shared, *attenuated), (*t.where, *weights)),
        ),
    )
