from symmaml.export.arithmetic import dot, inner


def loss_of_the_midpoint(A, v, B, w, alpha):
    """The loss of the midpoint: (1/8)*(delta.T*S*delta)

    delta = -v + w
    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha

    A, B: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (...).
    Proved under: A symmetric, B symmetric.
    """
    delta = w - v
    x1 = dot(A, delta - alpha * dot(A, delta))
    x2 = dot(B, delta - alpha * dot(B, delta))
    return 0.125 * inner(delta, (x1 - alpha * dot(A, x1)) + (x2 - alpha * dot(B, x2)))
