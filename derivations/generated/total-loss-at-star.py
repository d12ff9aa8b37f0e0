from symmaml.export.arithmetic import dot, eye, inner, solve


def meta_loss_at_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """The meta-loss at the fixed point: (1/2)*(delta.T*A_alpha*S**(-1)*B_alpha*delta)

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (...).
    Proved under: A symmetric, B symmetric, S invertible.
    """
    n = A.shape[-2]
    delta = w - v
    M1 = eye(n) - alpha * A
    A_alpha = dot(M1, dot(A, M1))
    del M1
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    S = A_alpha + B_alpha
    return 0.5 * inner(delta, dot(A_alpha, solve(S, "S", dot(B_alpha, delta))))
