from symmaml.export.arithmetic import dot, eye, inner, solve


def loss_of_task_2_at_the_fixed_point(A, v, B, w, alpha, solve=solve):
    """The loss of task 2 at the fixed point: (1/2)*(delta.T*A_alpha*S**(-1)*B_alpha*S**(-1)*A_alpha*delta)

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
    S = A_alpha + B_alpha
    x1 = solve(S, "S", dot(A_alpha, delta))
    del A_alpha, S
    return 0.5 * inner(x1, dot(B_alpha, x1))
