from symmaml.export.arithmetic import dot


def meta_gradient_at_the_midpoint(A, v, B, w, alpha):
    """The meta-gradient at the midpoint: (1/2)*((A_alpha - B_alpha)*delta)

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (..., n).
    Proved under: A symmetric, B symmetric.
    """
    delta = w - v
    x1 = dot(A, delta - alpha * dot(A, delta))
    x2 = dot(B, delta - alpha * dot(B, delta))
    return 0.5 * ((x1 - alpha * dot(A, x1)) - (x2 - alpha * dot(B, x2)))
