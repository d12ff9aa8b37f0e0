"""Do the top components vanish in a few iterations? Exactly at one step size only; up to a factor, in so many steps."""

from sympy import Identity, Rational

import symmaml as sm

A = sm.symmetric("A", definite="positive")
alpha = sm.scalar("alpha", positive=True)
lamda, z = sm.scalar("lamda z")
u, x = sm.vector("u x")
I = Identity(A.rows)
EIGENVECTOR = sm.Named("u is an eigenvector of A", sm.Equal(A * u, lamda * u))
TOP = sm.Named("lamda is the largest eigenvalue", sm.AtLeast(lamda * I, A))


def component(steps):
    """Return the component along u of an error x after some steps."""
    return u.T * (I - alpha * A) ** steps * x


def hundredth(product, steps):
    """Say that so many steps leave at most a hundredth, and that one step less leaves more."""
    exactly = (sm.Named("z is alpha lamda at this step", sm.Equal(z, Rational(product))),)
    words = f"where $\\alpha \\lambda = {product}$, {{}} steps leave at {{}} a hundredth"
    enough, fewer = (1 - z) ** steps, (1 - z) ** (steps - 1)
    goal = Rational(1, 100)
    return (
        sm.Part(sm.Role.REMARK, words.format(steps, "most"), sm.prove(sm.AtLeast(goal, enough), exactly)),
        sm.Part(sm.Role.REMARK, words.format(steps - 1, "least"), sm.prove(sm.AtLeast(fewer, goal), exactly)),
    )


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """Read "down to zero" exactly, at one step size, and up to a factor."""
    at_most = sm.Named("the step is at most 1/lamda", sm.AtLeast(1, alpha * lamda))
    equals = sm.Named("the step is 1/lamda", sm.Equal(alpha * lamda, 1))
    short = sm.Named("the step is at most 1/(2 lamda)", sm.AtLeast(1, 2 * alpha * lamda))
    zero = sm.Equal(component(3), 0)
    unit = {A: [[2, 0], [0, 1]], alpha: "1/4", lamda: 2, u: [1, 0], x: [1, 1]}
    return (
        sm.Part(
            sm.Role.READING,
            "three steps, of any size up to $1/\\lambda$, bring the component along a top eigenvector to zero",
            sm.refute(zero, (EIGENVECTOR, TOP, at_most), at=unit),
        ),
        sm.Part(
            sm.Role.READING,
            "one step of the size $1/\\lambda$ does",
            sm.prove(sm.Equal(component(1), 0), (EIGENVECTOR, TOP, equals)),
        ),
        sm.Part(
            sm.Role.READING,
            "a step of a size up to $1/(2 \\lambda)$ leaves at least half of it",
            sm.prove(sm.AtLeast(4 * component(1) ** 2, (u.T * x) ** 2), (EIGENVECTOR, TOP, short)),
        ),
        sm.Part(
            sm.Role.REMARK,
            "each step multiplies the component by $1 - \\alpha \\lambda$",
            sm.prove(sm.Equal(component(1), (1 - alpha * lamda) * (u.T * x)), (EIGENVECTOR,)),
        ),
        *hundredth("1/2", 7),
        *hundredth("1/3", 12),
        *hundredth("1/10", 44),
    )
