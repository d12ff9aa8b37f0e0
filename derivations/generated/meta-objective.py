from symmaml.export.arithmetic import dot, inner


def meta_objective(A, v, B, w, theta, alpha):
    """The meta-objective: (1/2)*((((-alpha)*A + I)*(theta - v)).T*A*((-alpha)*A + I)*(theta - v)) +
    (1/2)*((((-alpha)*B + I)*(theta - w)).T*B*((-alpha)*B + I)*(theta - w))

    A, B: symmetric (..., n, n); v, w, theta: (..., n); alpha: (...). Returns (...).
    """
    x1 = theta - v
    x2 = x1 - alpha * dot(A, x1)
    x3 = theta - w
    x4 = x3 - alpha * dot(B, x3)
    return 0.5 * inner(x2, dot(A, x2)) + 0.5 * inner(x4, dot(B, x4))
