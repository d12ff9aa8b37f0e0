"""The finder's answers on the post's problem, and their proofs on the whole family."""

import pytest
import sympy

from symmaml.adaptation import GradientDescent, MatrixStep, NoAdaptation, Polynomial, Proximal
from symmaml.certify import certify
from symmaml.derive.adapted import derive_adapted
from symmaml.derive.descent import derive_outer_step
from symmaml.derive.fixed_point import derive_displacement, derive_fixed_point, derive_uniqueness
from symmaml.derive.gradient import derive_gradient, derive_gradient_by_chain_rule, derive_hessian
from symmaml.derive.losses import derive_energy, derive_minimum, derive_task_loss
from symmaml.derive.midpoint import (
    derive_midpoint_gap,
    derive_midpoint_gradient,
    derive_midpoint_loss,
    derive_task_difference,
)
from symmaml.derive.objective import derive_loss, derive_meta_objective
from symmaml.errors import NotDerivable
from symmaml.notation import scalar, symmetric
from symmaml.problem import MetaProblem
from symmaml.statement import Status
from symmaml.tasks import quadratic, task

ALPHA, RHO = scalar("alpha"), scalar("rho", positive=True)
TWO = [quadratic("A", "v"), quadratic("B", "w")]
POST = MetaProblem(TWO, adaptation=GradientDescent(ALPHA))

ANSWERS = {
    derive_loss: "(1/2)*((theta - v).T*A_alpha*(theta - v)) + (1/2)*((theta - w).T*B_alpha*(theta - w))",
    derive_gradient: "A_alpha*(theta - v) + B_alpha*(theta - w)",
    derive_hessian: "S",
    derive_fixed_point: "S**(-1)*(A_alpha*v + B_alpha*w)",
    derive_uniqueness: "theta - theta_star",
    derive_energy: "(1/2)*((theta - theta_star).T*S*(theta - theta_star))",
    derive_midpoint_loss: "(1/8)*(delta.T*S*delta)",
    derive_midpoint_gradient: "(1/2)*((A_alpha - B_alpha)*delta)",
    derive_displacement: "S**(-1)*B_alpha*delta",
    derive_task_loss: "(1/2)*(delta.T*B_alpha*S**(-1)*A_alpha*S**(-1)*B_alpha*delta)",
    derive_minimum: "(1/2)*(delta.T*A_alpha*S**(-1)*B_alpha*delta)",
    derive_midpoint_gap: "(1/8)*(delta.T*(A_alpha - B_alpha)*S**(-1)*(A_alpha - B_alpha)*delta)",
    derive_task_difference: "(1/8)*(delta.T*(A_alpha - B_alpha)*S**(-1)*A_alpha*S**(-1)*(A_alpha + 3*B_alpha)*delta)",
    derive_outer_step: "((-beta)*S + I)*(theta - theta_star)",
}
GENERAL = (
    derive_meta_objective,
    derive_gradient,
    derive_fixed_point,
    derive_uniqueness,
    derive_outer_step,
)
EXACT = (derive_gradient_by_chain_rule, derive_hessian)
QUADRATIC = (derive_loss, derive_energy)
TWO_TASKS = (
    derive_midpoint_loss,
    derive_midpoint_gradient,
    derive_displacement,
    derive_task_loss,
    derive_minimum,
    derive_midpoint_gap,
    derive_task_difference,
)


@pytest.mark.parametrize("derive", ANSWERS, ids=lambda f: f.__name__)
def test_answers_on_the_posts_problem(derive):
    assert str(derive(POST).expression) == ANSWERS[derive]


x = sympy.Symbol("x")
ADAPTATIONS = {
    "two steps": GradientDescent(ALPHA, 2),
    "no step": GradientDescent(ALPHA, 0),
    "preconditioned": MatrixStep(symmetric("M"), 1),
    "polynomial": Polynomial(1 - 3 * x / 2 + x**2, x),
    "proximal": Proximal(RHO),
    "joint training": NoAdaptation(),
}


def proved(derivation):
    result = certify(derivation)
    return {verdict.status for verdict in (*result.proofs, result.theorem)} == {Status.PROVED}


@pytest.mark.parametrize("derive", [*GENERAL, *EXACT, *QUADRATIC, *TWO_TASKS], ids=lambda f: f.__name__)
def test_the_posts_problem_is_proved(derive):
    assert proved(derive(POST))


@pytest.mark.parametrize("derive", [*GENERAL, *EXACT, *QUADRATIC, *TWO_TASKS], ids=lambda f: f.__name__)
@pytest.mark.parametrize("adaptation", ADAPTATIONS)
def test_every_inner_loop(derive, adaptation):
    assert proved(derive(MetaProblem(TWO, adaptation=ADAPTATIONS[adaptation])))


@pytest.mark.parametrize("derive", GENERAL, ids=lambda f: f.__name__)
@pytest.mark.parametrize("rule", ["first-order", "reptile"])
def test_every_rule(derive, rule):
    assert proved(derive(MetaProblem(TWO, adaptation=GradientDescent(ALPHA, 2), rule=rule)))


SPLIT = [
    task(support=quadratic("H", "u"), query=quadratic("A", "v"), weight=scalar("p")),
    quadratic("B", "w", weight=2),
]


@pytest.mark.parametrize("derive", [*GENERAL, *EXACT], ids=lambda f: f.__name__)
@pytest.mark.parametrize("rule", ["exact", "first-order", "reptile"])
def test_support_and_query_may_differ(derive, rule):
    problem = MetaProblem(SPLIT, adaptation=GradientDescent(ALPHA), rule=rule)
    if derive in EXACT and rule != "exact":
        with pytest.raises(NotDerivable, match="rule='exact'"):
            derive(problem)
    else:
        assert proved(derive(problem))


@pytest.mark.parametrize("derive", [*GENERAL, *EXACT, *QUADRATIC], ids=lambda f: f.__name__)
def test_three_weighted_tasks(derive):
    tasks = [quadratic("A", "v", weight=scalar("p", positive=True)), quadratic("B", "w"), quadratic("C", "u", weight=3)]
    assert proved(derive(MetaProblem(tasks, adaptation=GradientDescent(ALPHA))))


@pytest.mark.parametrize("derive", TWO_TASKS, ids=lambda f: f.__name__)
def test_two_weighted_tasks(derive):
    tasks = [quadratic("A", "v", weight=scalar("p", positive=True)), quadratic("B", "w", weight=3)]
    assert proved(derive(MetaProblem(tasks, adaptation=GradientDescent(ALPHA))))


@pytest.mark.parametrize("derive", TWO_TASKS, ids=lambda f: f.__name__)
def test_formulas_in_the_distance_need_two_tasks(derive):
    with pytest.raises(NotDerivable, match="two tasks"):
        derive(MetaProblem([*TWO, quadratic("C", "u")], adaptation=GradientDescent(ALPHA)))


@pytest.mark.parametrize("at", ["theta", "midpoint", "fixed-point"])
@pytest.mark.parametrize("index", [0, 1])
def test_adapted_parameters(at, index):
    assert proved(derive_adapted(POST, index, at))


def test_adapted_refuses_what_is_not_there():
    with pytest.raises(NotDerivable, match="task 2 does not exist"):
        derive_adapted(POST, 2)
    with pytest.raises(NotDerivable, match="no place"):
        derive_adapted(POST, 0, "nowhere")


@pytest.mark.parametrize("derive", [derive_loss, derive_energy], ids=lambda f: f.__name__)
def test_quadratic_forms_need_one_loss(derive):
    with pytest.raises(NotDerivable, match="different support and query"):
        derive(MetaProblem(SPLIT, adaptation=GradientDescent(ALPHA)))


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("exact", "S**(-1)*((((-alpha)*H + I)*A*(-u + v) + A_alpha*u) + B_alpha*w)"),
        ("first-order", "S**(-1)*((A*(-u + v) + A_alpha*u) + B_alpha*w)"),
        ("reptile", "S**(-1)*(A_alpha*u + B_alpha*w)"),
    ],
)
def test_different_losses_are_written_with_the_step_between_their_minimisers(rule, answer):
    tasks = [task(support=quadratic("H", "u"), query=quadratic("A", "v")), quadratic("B", "w")]
    problem = MetaProblem(tasks, adaptation=GradientDescent(ALPHA), rule=rule)
    assert str(derive_fixed_point(problem).expression) == answer
