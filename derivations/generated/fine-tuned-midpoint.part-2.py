from symmaml.export.arithmetic import dot


def parameters_adapted_to_task_2_from_the_midpoint(v, B, w, alpha):
    """The parameters adapted to task 2, from the midpoint: (1/2)*(((-alpha)*B + I)*v + (alpha*B + I)*w)

    v, w: (..., n); B: symmetric (..., n, n); alpha: (...). Returns (..., n).
    """
    return 0.5 * ((v - alpha * dot(B, v)) + (w + alpha * dot(B, w)))
