from symmaml.export.arithmetic import dot, eye, solve


def parameters_adapted_to_task_2_from_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """The parameters adapted to task 2, from the fixed point: -((-alpha)*B + I)*S**(-1)*A_alpha*delta + w

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (..., n).
    Proved under: S invertible.
    """
    n = A.shape[-2]
    M1 = eye(n) - alpha * B
    M2 = eye(n) - alpha * A
    A_alpha = dot(M2, dot(A, M2))
    del M2
    delta = w - v
    B_alpha = dot(M1, dot(B, M1))
    S = A_alpha + B_alpha
    del B_alpha
    return w - dot(M1, solve(S, "S", dot(A_alpha, delta)))
