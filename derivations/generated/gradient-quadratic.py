from symmaml.export.arithmetic import dot


def meta_gradient(A, v, B, w, theta, alpha):
    """The meta-gradient: A_alpha*(theta - v) + B_alpha*(theta - w)

    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)

    A, B: symmetric (..., n, n); v, w, theta: (..., n); alpha: (...). Returns (..., n).
    Proved under: A symmetric, B symmetric.
    """
    x1 = theta - v
    x2 = dot(A, x1 - alpha * dot(A, x1))
    x3 = theta - w
    x4 = dot(B, x3 - alpha * dot(B, x3))
    return (x2 - alpha * dot(A, x2)) + (x4 - alpha * dot(B, x4))
