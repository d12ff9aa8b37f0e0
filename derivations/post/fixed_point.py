"""The fixed point: a curvature-weighted average of the two minimisers, if the meta-Hessian is invertible."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Solve the affine stationarity equation; say when it has one solution."""
    t = sm.two_tasks(problem)
    T = sm.matrix("T")
    x, y = sm.vector("x y")
    stationary = (
        sm.Named("x is a fixed point", t.stationary(x)),
        sm.Named("y too", t.stationary(y)),
    )
    invertible = sm.Named("S is invertible, with inverse T", sm.Equal(T * t.S, t.identity))
    z = sm.vector("z")
    a, r = sm.scalar("a r", positive=True)
    below = (
        sm.Named("A is at least a I", sm.AtLeast(t.A, a * t.identity)),
        sm.Named(
            "$\\alpha$ is below $1/L$: $I - \\alpha A$ is at least r I",
            sm.AtLeast(t.identity - t.alpha * t.A, r * t.identity),
        ),
    )
    eigenvectors = (
        sm.Named("x is an eigenvector of A for $1/\\alpha$", sm.Equal(t.alpha * t.A * x, x)),
        sm.Named("y is one of B", sm.Equal(t.alpha * t.B * y, y)),
    )
    singular = sm.Equal(t.S * z, 0)
    of_A = sm.Named("z is an eigenvector of A for $1/\\alpha$", sm.Equal(t.alpha * t.A * z, z))
    one_each = {t.A: [[1, 0], [0, 2]], t.B: [[2, 1], [1, 2]], t.alpha: 1, x: [1, 0], y: [1, -1], z: [1, 0]}
    same, flat = sm.Equal(x, y), {t.A: 1, t.B: 1, t.alpha: 1, t.v: 0, t.w: 0, x: 0, y: 1}
    return (
        sm.Part(sm.Role.REMARK, "where S is invertible, this is the fixed point", sm.fixed_point(problem)),
        sm.Part(sm.Role.STATEMENT, "the update has one fixed point", sm.refute(same, stationary, t.where, at=flat)),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "the update has one fixed point if S is invertible",
            sm.prove(same, (*stationary, invertible), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "S is invertible for $\\alpha < 1/L$, L that of one task: it is at least $r^2 a I$",
            sm.prove(sm.AtLeast(t.S, r**2 * a * t.identity), below, t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "S is singular along an eigenvector of both Hessians for the eigenvalue $1/\\alpha$",
            sm.prove(singular, (of_A, sm.Named("and of B", sm.Equal(t.alpha * t.B * z, z))), t.where),
        ),
        sm.Part(
            sm.Role.REMARK,
            "S is singular as soon as both Hessians have the eigenvalue $1/\\alpha$",
            sm.refute(singular, (*eigenvectors, of_A), t.where, at=one_each),
        ),
    )
