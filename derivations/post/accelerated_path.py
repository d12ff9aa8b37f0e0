"""Is there an accelerated path from the fixed point? In neither of two senses, in general."""

from fractions import Fraction

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Count steps; compare the shares of the fast direction; say what is the same from every start."""
    t = sm.two_tasks(problem)
    u = sm.vector("u")
    lamda, mu, p, q = sm.scalar("lamda mu p q")
    eigenvector = sm.Named("u is an eigenvector of A", sm.Equal(t.A * u, lamda * u))
    shared = sm.Named("u is an eigenvector of B", sm.Equal(t.B * u, mu * u))
    fast = (
        eigenvector,
        sm.Named("no eigenvalue is larger: its component shrinks fastest", sm.AtLeast(lamda * t.identity, t.A)),
        sm.Named("the step is below 1/lamda", sm.Positive(1 - t.alpha * lamda)),
    )
    star, mid = t.theta_star - t.v, t.delta  # twice the midpoint's, which has the same direction
    pushed = sm.AtLeast((u.T * star) ** 2 * (mid.T * mid), (u.T * mid) ** 2 * (star.T * star))
    at = {t.A: [[2, 0], [0, 1]], t.B: [[1, 0], [0, 1]], t.alpha: "1/10", t.v: [0, 0], t.w: [1, 1], u: [1, 0], lamda: 2}
    weights = (
        sm.Definition(p, lamda * (1 - t.alpha * lamda) ** 2),
        sm.Definition(q, mu * (1 - t.alpha * mu) ** 2),
    )
    share = sm.Equal((p + q) * (u.T * star), q * (u.T * mid))
    away = t.theta - t.v
    after = t.adapted(0, t.theta) - t.v
    return (
        sm.Part(
            sm.Role.READING,
            "from the fixed point each task needs no more steps to an accuracy than from the midpoint",
            sm.more_steps(Fraction(1, 10**6), A=[[1]], v=[0], B=[[2]], w=[1], alpha=Fraction(1, 10)),
        ),
        sm.Part(
            sm.Role.READING,
            "the error at the fixed point has a larger share in the fastest direction than at the midpoint",
            sm.refute(pushed, fast, t.where, at=at),
        ),
        sm.Part(
            sm.Role.REMARK,
            "along a shared eigenvector the error is that of the midpoint, twice $q/(p+q)$ times: less where the "
            "attenuated curvature $p$ of the task is larger",
            sm.prove(share, (eigenvector, shared), (*t.where, *weights)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "from every start each step multiplies the component along an eigenvector by the same factor",
            sm.prove(sm.Equal(u.T * after, (1 - t.alpha * lamda) * (u.T * away)), (eigenvector,)),
        ),
    )
