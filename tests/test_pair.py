"""The letters in which the claims are written mean what the problem says; other problems have no such letters."""

from __future__ import annotations

import pytest

import symmaml as sm

ALPHA = sm.scalar("alpha")
TASKS = [sm.quadratic("A", "v"), sm.quadratic("B", "w")]
POST = sm.MetaProblem(TASKS, adaptation=sm.GradientDescent(ALPHA))


def test_both_spellings_of_the_meta_loss_are_one() -> None:
    t, x = sm.two_tasks(POST), sm.vector("x")
    sm.prove(sm.Equal(2 * t.meta_loss(x), t.twice_meta_loss(x)), where=t.where)


def test_the_meta_loss_is_that_of_the_problem() -> None:
    t, x = sm.two_tasks(POST), sm.vector("x")
    of_problem = POST.meta_loss(x).xreplace({sm.symmetric("A"): t.A, sm.symmetric("B"): t.B})
    sm.prove(sm.Equal(t.meta_loss(x), of_problem))


def test_the_fixed_point_is_stationary() -> None:
    t = sm.two_tasks(POST)
    sm.prove(t.stationary(t.theta_star), where=t.where)
    gradient = t.A_alpha * (t.theta - t.v) + t.B_alpha * (t.theta - t.w)
    sm.prove(sm.Gradient(t.meta_loss(t.theta), t.theta, gradient), where=t.where)


@pytest.mark.parametrize(
    "problem",
    [
        sm.MetaProblem(TASKS[:1], adaptation=sm.GradientDescent(ALPHA)),
        sm.MetaProblem(TASKS, adaptation=sm.GradientDescent(ALPHA, steps=2)),
        sm.MetaProblem(TASKS, adaptation=sm.NoAdaptation()),
        sm.MetaProblem(TASKS, adaptation=sm.GradientDescent(ALPHA), rule="reptile"),
        sm.MetaProblem([sm.quadratic("A", "v", weight=2), TASKS[1]], adaptation=sm.GradientDescent(ALPHA)),
    ],
    ids=["one task", "two steps", "no step", "another rule", "a weight"],
)
def test_another_problem_is_refused(problem: sm.MetaProblem) -> None:
    with pytest.raises(sm.NotDerivable, match="two tasks of weight 1"):
        sm.two_tasks(problem)
