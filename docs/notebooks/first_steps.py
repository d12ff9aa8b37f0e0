# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From two tasks to θ* and its NumPy function
#
# Two quadratic tasks, one gradient step. What point does MAML find? We derive it, look at its proof, compile it, and
# run meta gradient descent to see it arrive there.

# %%
import numpy as np

import symmaml as sm

alpha = sm.scalar("alpha")
problem = sm.MetaProblem(
    [sm.quadratic("A", "v"), sm.quadratic("B", "w")],
    adaptation=sm.GradientDescent(alpha, steps=1),
    rule="exact",
)
problem.meta_loss()

# %% [markdown]
# ## The meta-gradient
#
# The inner loop is run on letters, the adapted losses are differentiated, and the result is collected. `A_alpha` is
# the curvature that is left after one step of adaptation.

# %%
gradient = sm.gradient(problem)
gradient

# %% [markdown]
# Each line of the derivation is a theorem of the kernel, in every dimension. The hypotheses are those that the proofs
# used.

# %%
for step, verdict in zip(gradient.derivation.steps, gradient.proofs, strict=True):
    print(f"{verdict.status.value:8} {step.reason}")
gradient.hypotheses

# %% [markdown]
# ## The fixed point

# %%
theta_star = sm.fixed_point(problem)
theta_star

# %%
print(theta_star.theorem.theorem.claim)
print(theta_star.hypotheses)

# %% [markdown]
# ## As a NumPy function
#
# The source is ours to read; nothing is inverted, matrices are applied to vectors.

# %%
solve = sm.to_function(theta_star)
print(solve.source)

# %%
A = np.diag([2.0, 1.0])
B = np.array([[1.0, 0.2], [0.2, 3.0]])
v, w = np.array([0.0, 0.0]), np.array([1.0, 1.0])
point = solve(A=A, v=v, B=B, w=w, alpha=0.1)
point

# %% [markdown]
# ## Meta gradient descent arrives there
#
# Written out by hand: adapt to each task by one gradient step, go down the gradient of the sum of the adapted losses.


# %%
def meta_gradient(theta, step=0.1):
    total = np.zeros(2)
    for H, c in ((A, v), (B, w)):
        adapted = theta - step * H @ (theta - c)
        total += (np.eye(2) - step * H) @ H @ (adapted - c)
    return total


theta = np.array([5.0, -5.0])
for _ in range(200):
    theta = theta - 0.5 * meta_gradient(theta)
print(theta, np.abs(theta - point).max())
assert np.allclose(theta, point, atol=1e-12)

# %% [markdown]
# `crosscheck` does this with care: seeded instances in several dimensions and every regime of the step size, and
# bounds derived from rounding and conditioning.

# %%
report = sm.crosscheck(theta_star, instances=20, seed=0)
print(report)

# %% [markdown]
# ## Is it between the two minimisers?
#
# It is a weighted average, but the weights are matrices. Ask whether the fixed point is the plain curvature-weighted
# average that joint training finds:

# %%
A_, B_ = sm.symmetric("A B")
v_, w_ = sm.vector("v w")
joint = (A_ + B_).I * (A_ * v_ + B_ * w_)
verdict = sm.decide(sm.Equal(theta_star.expression, joint), where=theta_star.where)
print(verdict.status)
{name: value for name, value in verdict.counterexample.values.items() if name in ("A", "B", "v", "w", "alpha")}
