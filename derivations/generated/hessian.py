from symmaml.export.arithmetic import dot, eye


def meta_hessian(A, B, alpha):
    """The meta-Hessian: S

    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); alpha: (...). Returns (..., n, n).
    Proved under: A symmetric, B symmetric.
    """
    n = A.shape[-2]
    M1 = eye(n) - alpha * A
    A_alpha = dot(M1, dot(A, M1))
    del M1
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    return A_alpha + B_alpha
