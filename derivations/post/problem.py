"""The post's problem: two quadratics of equal weight, one gradient step, the same loss to adapt on and to be judged
by."""

import symmaml as sm

problem = sm.MetaProblem(
    [sm.quadratic("A", "v"), sm.quadratic("B", "w")],
    adaptation=sm.GradientDescent(sm.scalar("alpha"), steps=1),
    rule="exact",
)
