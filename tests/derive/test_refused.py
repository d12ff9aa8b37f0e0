"""Problems that the finder must refuse, each by a clear error: found by a referee, kept as exhibits."""

import pytest
import sympy

import symmaml as sm
from symmaml.certify import certify
from symmaml.derivation import Derivation, Measure
from symmaml.errors import InvalidStatement, InvalidTask, NotDerivable, NotProved

STEP = sm.GradientDescent(sm.scalar("alpha"))
A, B = sm.symmetric("A B")


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([sm.quadratic(A * B, "v"), sm.quadratic("C", "w")], "not symmetric"),
        ([sm.quadratic("A", "v"), sm.quadratic("A_alpha", "w")], "A_alpha would name two things"),
        ([sm.quadratic("A", "v"), sm.quadratic("B", "U_1")], "U_1 would name two things"),
        ([sm.quadratic(A + B, "v"), sm.quadratic("K1", "w")], "would name two things"),
        ([sm.quadratic("S", "v"), sm.quadratic("B", "w")], "S would name two things"),
        ([sm.quadratic("A", "h"), sm.quadratic("B", "w")], "h would name two things"),
    ],
)
def test_a_problem_with_a_wrong_letter(tasks, message):
    with pytest.raises(InvalidTask, match=message):
        sm.fixed_point(sm.MetaProblem(tasks, adaptation=STEP))


@pytest.mark.parametrize(
    ("tasks", "adaptation", "message"),
    [
        (sm.quadratic("A", "v"), STEP, "no list of tasks"),
        ("A", STEP, "no list of tasks"),
        ([sm.quadratic("A", "v")], sm.NoAdaptation, "no adaptation: write adaptation="),
    ],
)
def test_a_problem_that_is_none(tasks, adaptation, message):
    with pytest.raises(InvalidTask, match=message):
        sm.MetaProblem(tasks, adaptation=adaptation)


@pytest.mark.parametrize("question", [sm.fixed_point, sm.loss, sm.minimum, sm.outer_step], ids=lambda q: q.__name__)
def test_no_problem_at_all(question):
    with pytest.raises(InvalidTask, match="no MetaProblem"):
        question(None)


@pytest.mark.parametrize("question", [sm.task_loss, sm.task_difference, sm.displacement], ids=lambda q: q.__name__)
@pytest.mark.parametrize("task", [2, -1])
def test_a_task_that_does_not_exist(question, task):
    problem = sm.MetaProblem([sm.quadratic("A", "v"), sm.quadratic("B", "w")], adaptation=STEP)
    with pytest.raises(NotDerivable, match="does not exist: tasks are counted from 0"):
        question(problem, task)


def test_one_minimiser_for_both_tasks():
    with pytest.raises(NotDerivable, match="same minimiser"):
        sm.minimum(sm.MetaProblem([sm.quadratic("A", "v"), sm.quadratic("B", "v")], adaptation=STEP))


def test_one_task_is_solved_by_its_minimiser():
    result = sm.fixed_point(sm.MetaProblem([sm.quadratic("A", "v")], adaptation=STEP))
    assert sm.decide(sm.Equal(result.expression, sm.vector("v")), where=result.where).status is sm.Status.PROVED


def test_a_conclusion_about_something_else():
    problem, v = sm.MetaProblem([sm.quadratic("A", "v")], adaptation=STEP), sm.vector("v")
    answer = Derivation("An answer", "x", v, (), (), sm.Equal(A, A), problem, Measure("minimiser", task=0))
    with pytest.raises(NotProved, match="does not state the answer"):
        certify(answer)


@pytest.mark.parametrize("assumption", ["negative", "zero", "integer", "nonpositive", "imaginary"])
def test_an_assumption_that_is_not_understood(assumption):
    with pytest.raises(InvalidStatement, match="not understood"):
        sm.decide(sm.Equal(sympy.Symbol("k", **{assumption: True}), sm.scalar("t")))


def test_a_definition_with_a_sign():
    t, x = sm.scalar("t", positive=True), sm.vector("x")
    with pytest.raises(InvalidStatement, match="defined and declared positive"):
        sm.decide(sm.Equal(t, -x.T * x), where=[sm.Definition(t, -(x.T * x))])


def test_an_order_may_be_a_hypothesis():
    assert sm.decide(sm.AtLeast(B, A), [sm.AtLeast(A, B)]).status is sm.Status.REFUTED


def test_a_verdict_is_no_truth_value():
    with pytest.raises(TypeError, match="not true or false"):
        bool(sm.decide(sm.Equal(A * B, B * A)))
