from symmaml.export.arithmetic import dot, eye, solve


def from_the_minimiser_of_task_1_to_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """From the minimiser of task 1 to the fixed point: S**(-1)*B_alpha*delta

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (..., n).
    Proved under: S invertible.
    """
    n = B.shape[-2]
    M1 = eye(n) - alpha * B
    B_alpha = dot(M1, dot(B, M1))
    del M1
    delta = w - v
    M2 = eye(n) - alpha * A
    A_alpha = dot(M2, dot(A, M2))
    del M2
    S = A_alpha + B_alpha
    del A_alpha
    return solve(S, "S", dot(B_alpha, delta))
