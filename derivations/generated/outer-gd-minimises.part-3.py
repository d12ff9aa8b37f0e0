from symmaml.export.arithmetic import dot, eye, solve


def one_step_of_the_outer_loop(A, v, B, w, theta, alpha, beta, solve=solve):
    """One step of the outer loop: ((-beta)*S + I)*(theta - theta_star)

    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)
    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)
    S = A_alpha + B_alpha
    theta_star = S**(-1)*(A_alpha*v + B_alpha*w)

    A, B: symmetric (..., n, n); v, w, theta: (..., n); alpha, beta: (...). Returns (..., n).
    Proved under: A symmetric, B symmetric, S invertible.
    """
    n = A.shape[-2]
    M1 = eye(n) - alpha * A
    A_alpha = dot(M1, dot(A, M1))
    del M1
    M2 = eye(n) - alpha * B
    B_alpha = dot(M2, dot(B, M2))
    del M2
    S = A_alpha + B_alpha
    theta_star = solve(S, "S", dot(A_alpha, v) + dot(B_alpha, w))
    del A_alpha, B_alpha
    x1 = theta - theta_star
    return x1 - beta * dot(S, x1)
