from symmaml.export.arithmetic import dot, eye, inner, solve


def gap_between_the_midpoint_and_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """The gap between the midpoint and the fixed point: (1/8)*(delta.T*(A_alpha -
    B_alpha)*S**(-1)*(A_alpha - B_alpha)*delta)

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (...).
    Proved under: A symmetric, B symmetric, S invertible.
    """
    n = A.shape[-2]
    M1 = eye(n) - alpha * A
    A_alpha = dot(M1, dot(A, M1))
    del M1
    delta = w - v
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    x1 = dot(A_alpha, delta) - dot(B_alpha, delta)
    S = A_alpha + B_alpha
    del A_alpha, B_alpha
    return 0.125 * inner(x1, solve(S, "S", x1))
