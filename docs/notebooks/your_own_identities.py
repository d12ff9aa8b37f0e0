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
# # Your own identities: proved, refuted, explained
#
# Declare letters, state a claim, ask. The answer holds in every dimension, and explains itself. The page
# `docs/how-to-decide.md` says more about each step.

# %%
from fractions import Fraction

from sympy import Identity

import symmaml as sm

A, C = sm.matrix("A"), sm.matrix("C", rows="k", cols="k")
U, V = sm.matrix("U", cols="k"), sm.matrix("V", rows="k")

# %% [markdown]
# ## Woodbury
#
# The inverse of a matrix after a change of low rank. The last line of a cell shows the steps of the proof.

# %%
woodbury = sm.Equal((A + U * C * V).I, A.I - A.I * U * (C.I + V * A.I * U).I * V * A.I)
sm.explain(sm.decide(woodbury))

# %% [markdown]
# A slip, and exact numbers at which both sides differ:

# %%
wrong = sm.decide(sm.Equal(woodbury.lhs, A.I - A.I * U * (C + V * A.I * U).I * V * A.I))
assert wrong.status is sm.Status.REFUTED
sm.explain(wrong)

# %% [markdown]
# You need not believe us: put the numbers in.

# %%
a, c, u, v = (wrong.counterexample.values[name][0][0] for name in "ACUV")
print(Fraction(1) / (a + u * c * v), "is not", 1 / a - u * v / (c + v * u / a) / a**2)

# %% [markdown]
# ## Kalman: the Joseph form
#
# For every gain `K` the covariance after a measurement is the Joseph form; for Kalman's gain it is `(I - K H) P`.

# %%
P = sm.symmetric("P", definite="positive")
R = sm.symmetric("R", size="m", definite="positive")
H, K = sm.matrix("H", rows="m"), sm.matrix("K", cols="m")
I = Identity(P.rows)
joseph = (I - K * H) * P * (I - K * H).T + K * R * K.T
gain = sm.Definition(K, P * H.T * (H * P * H.T + R).I)
sm.explain(sm.prove(sm.Equal(joseph, (I - K * H) * P), where=[gain]))

# %% [markdown]
# And Kalman's gain is the best one: no gain makes the covariance smaller, in the Loewner order.

# %%
best = P - P * H.T * (H * P * H.T + R).I * H * P
optimal = sm.prove(sm.AtLeast(joseph, best))
print(optimal.theorem.scope, "|", "used:", optimal.theorem.signs)

# %% [markdown]
# ## What looks right, and is not
#
# For positive numbers, `p >= q` gives `p^2 >= q^2`. For matrices it does not; the counterexample has a direction in
# which the difference is negative.

# %%
Q = sm.symmetric("Q", definite="positive")
sm.explain(sm.decide(sm.AtLeast(P**2, Q**2), [sm.AtLeast(P, Q)]))

# %% [markdown]
# The other way round, square roots do keep the order:

# %%
sm.explain(sm.prove(sm.AtLeast(P, Q), [sm.AtLeast(P**2, Q**2)]))

# %% [markdown]
# ## A gradient

# %%
x, b = sm.vector("x b")
S = (P + x * x.T).I
sm.explain(sm.prove(sm.Gradient(b.T * S * b, x, -2 * S * b * (b.T * S * x))))

# %% [markdown]
# ## Undecided is an answer too
#
# It names the search that ended, its limit, what was left over, and what to try.

# %%
G, B = sm.symmetric("G B")
open_question = sm.decide(sm.Equal(G**2 * B, B * G**2), [sm.Equal(G**3 * B, B * G**3)])
print(open_question.status.value, "|", open_question.obstacle.limit)
sm.explain(open_question)

# %%
print(sm.decide(sm.Equal(G**2 * B, B * G**2), [sm.Equal(G * B, B * G)]).status.value)

# %% [markdown]
# ## For your paper
#
# A fragment that `derivations/macros.tex` lets compile:

# %%
print(sm.explain(sm.decide(woodbury)).latex)
