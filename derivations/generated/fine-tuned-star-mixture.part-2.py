from symmaml.export.arithmetic import dot, eye, solve


def parameters_adapted_to_task_1_from_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """The parameters adapted to task 1, from the fixed point: ((-alpha)*A + I)*S**(-1)*B_alpha*delta + v

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (..., n).
    Proved under: S invertible.
    """
    n = B.shape[-2]
    M1 = eye(n) - alpha * A
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    delta = w - v
    A_alpha = dot(M1, dot(A, M1))
    S = A_alpha + B_alpha
    del A_alpha
    return v + dot(M1, solve(S, "S", dot(B_alpha, delta)))
