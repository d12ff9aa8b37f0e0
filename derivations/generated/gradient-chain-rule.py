from symmaml.export.arithmetic import dot


def meta_gradient_by_the_chain_rule(A, v, B, w, theta, alpha):
    """The meta-gradient by the chain rule: ((-alpha)*A + I)*A*(U_1 - v) + ((-alpha)*B + I)*B*(U_2 - w)

    U_1 = (-alpha)*A*(theta - v) + theta
    U_2 = (-alpha)*B*(theta - w) + theta

    A, B: symmetric (..., n, n); v, w, theta: (..., n); alpha: (...). Returns (..., n).
    Proved under: A symmetric, B symmetric.
    """
    U_1 = theta - alpha * dot(A, theta - v)
    x1 = dot(A, U_1 - v)
    U_2 = theta - alpha * dot(B, theta - w)
    x2 = dot(B, U_2 - w)
    return (x1 - alpha * dot(A, x1)) + (x2 - alpha * dot(B, x2))
