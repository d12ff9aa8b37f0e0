"""The fixed point: a curvature-weighted average of the two minimisers, if the meta-Hessian is invertible."""

from sympy import Identity

import symmaml as sm

A, B = sm.symmetric("A B", definite="positive")
S, T = sm.symmetric("S"), sm.matrix("T")
alpha = sm.scalar("alpha", positive=True)
v, w, x, y = sm.vector("v w x y")
R_A, R_B = Identity(A.rows) - alpha * A, Identity(A.rows) - alpha * B


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Solve the affine stationarity equation; say when it has one solution."""
    right = R_A * A * R_A * v + R_B * B * R_B * w
    meta_hessian = (sm.Definition(S, R_A * A * R_A + R_B * B * R_B),)
    stationary = (sm.Named("x is a fixed point", sm.Equal(S * x, right)), sm.Named("y too", sm.Equal(S * y, right)))
    invertible = sm.Named("S is invertible, with inverse T", sm.Equal(T * S, Identity(A.rows)))
    same = sm.Equal(x, y)
    return (
        sm.Part(sm.Role.REMARK, "where S is invertible, this is the fixed point", sm.fixed_point(problem)),
        sm.Part(
            sm.Role.STATEMENT,
            "the update has one fixed point",
            sm.refute(same, stationary, meta_hessian, at={A: 1, B: 1, alpha: 1, v: 0, w: 0, x: 0, y: 1}),
        ),
        sm.Part(
            sm.Role.HYPOTHESIS,
            "the update has one fixed point if S is invertible",
            sm.prove(same, (*stationary, invertible), meta_hessian),
        ),
    )
