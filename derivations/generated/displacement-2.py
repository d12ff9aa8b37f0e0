from symmaml.export.arithmetic import dot, eye, solve


def from_the_minimiser_of_task_2_to_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """From the minimiser of task 2 to the fixed point: -(S**(-1)*A_alpha*delta)

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (..., n).
    Proved under: S invertible.
    """
    n = A.shape[-2]
    M1 = eye(n) - alpha * A
    A_alpha = dot(M1, dot(A, M1))
    del M1
    delta = w - v
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    S = A_alpha + B_alpha
    del B_alpha
    return -solve(S, "S", dot(A_alpha, delta))
