from symmaml.export.arithmetic import dot


def parameters_adapted_to_task_1_from_the_midpoint(A, v, w, alpha):
    """The parameters adapted to task 1, from the midpoint: (1/2)*(((-alpha)*A + I)*w + (alpha*A + I)*v)

    A: symmetric (..., n, n); v, w: (..., n); alpha: (...). Returns (..., n).
    """
    return 0.5 * ((v + alpha * dot(A, v)) + (w - alpha * dot(A, w)))
