from symmaml.export.arithmetic import dot, inner


def meta_objective_in_the_attenuated_curvatures(A, v, B, w, theta, alpha):
    """The meta-objective in the attenuated curvatures: (1/2)*((theta - v).T*A_alpha*(theta - v)) +
    (1/2)*((theta - w).T*B_alpha*(theta - w))

    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)

    A, B: symmetric (..., n, n); v, w, theta: (..., n); alpha: (...). Returns (...).
    Proved under: A symmetric, B symmetric.
    """
    x1 = theta - v
    x2 = dot(A, x1 - alpha * dot(A, x1))
    x3 = theta - w
    x4 = dot(B, x3 - alpha * dot(B, x3))
    return 0.5 * inner(x1, x2 - alpha * dot(A, x2)) + 0.5 * inner(x3, x4 - alpha * dot(B, x4))
