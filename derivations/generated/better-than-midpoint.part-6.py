from symmaml.export.arithmetic import dot, eye, inner, solve


def what_task_1_gains_over_the_midpoint(A, v, B, w, alpha, solve=solve):
    """What task 1 gains over the midpoint: (1/8)*(delta.T*(A_alpha -
    B_alpha)*S**(-1)*A_alpha*S**(-1)*(A_alpha + 3*B_alpha)*delta)

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
    x1 = dot(A_alpha, delta)
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    x2 = dot(B_alpha, delta)
    S = A_alpha + B_alpha
    del B_alpha
    x3, x4 = solve(S, "S", x1 - x2, x1 + 3 * x2)
    del S
    return 0.125 * inner(x3, dot(A_alpha, x4))
