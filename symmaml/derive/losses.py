"""Losses at the fixed point: the energy identity, one task, all tasks."""

from __future__ import annotations

from typing import Any

import sympy

from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.adapted import DISPLACED, displacement
from symmaml.derive.algebra import Expanded, expanded, expression_of, half, mirrored, plus, product, split, substituted
from symmaml.derive.objective import derive_loss
from symmaml.derive.setting import Setting, quadratic_forms
from symmaml.notation import scaled
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal


def fixed_point_definitions(setting: Setting) -> tuple[Definition, ...]:
    """Return the abbreviations up to the fixed point, and F there."""
    return (*setting.abbreviations, setting.solved, *setting.loss_definitions("fixed-point"))


def loss_at(setting: Setting, at: str) -> Step:
    """State the meta-objective at a place in the attenuated curvatures."""
    return Step(
        Equal(setting.meta_loss(at).letter, quadratic_forms(setting, setting.place(at))),
        "The meta-objective in the attenuated curvatures.",
    )


def derive_energy(problem: MetaProblem) -> Derivation:
    """Complete the square: `F(theta) - F(theta_star) = 1/2 |theta - theta_star|^2` in the norm of S."""
    setting = Setting(problem)
    setting.require_exact()
    loss = derive_loss(problem)
    gap = setting.theta - setting.fixed_point
    expression = half(product((sympy.Transpose(gap), setting.sum_letter, gap)))
    return Derivation(
        title="The energy identity",
        symbol=f"F({setting.spelled_theta}) - F({setting.spelled_fixed_point})",
        expression=expression,
        where=(*setting.loss_definitions(), *fixed_point_definitions(setting)),
        steps=(
            Step(loss.conclusion, "The meta-objective in the attenuated curvatures."),
            loss_at(setting, "fixed-point"),
        ),
        conclusion=Equal(setting.meta_loss().letter - setting.meta_loss("fixed-point").letter, expression),
        problem=problem,
        measure=Measure("meta-loss", minus=Measure("meta-loss", at="fixed-point")),
    )


def adapted_form(setting: Setting, task: int) -> Any:
    """Return the adapted loss of a task at the fixed point: the form of K_i at the displacement, as one product."""
    shift = displacement(setting, task)
    coefficient, factors = split(shift)
    return scaled(coefficient**2 / 2, product((*mirrored(factors), setting.curvatures[task].letter, *factors)))


def derive_task_loss(problem: MetaProblem, task: int = 0) -> Derivation:
    """Return the loss of one task after adapting from the fixed point, for two tasks in delta.

    `f_1(U_1(theta_star)) = 1/2 delta^T B_alpha S^-1 A_alpha S^-1 B_alpha delta`.
    """
    setting = Setting(problem)
    setting.require_exact()
    setting.require_two_quadratics()
    setting.require_task(task)
    minimiser = problem.tasks[task].query.minimiser
    gap = setting.fixed_point - minimiser
    form = half(product((sympy.Transpose(gap), setting.curvatures[task].letter, gap)))
    expression = adapted_form(setting, task)
    named = setting.task_loss(task, "fixed-point")
    return Derivation(
        title=f"The loss of task {task + 1} at the fixed point",
        symbol=f"f_{{{task + 1}}}(U_{{{task + 1}}}({setting.spelled_fixed_point}))",
        expression=expression,
        where=(setting.distance, *setting.abbreviations, setting.solved, setting.adapted(task, "fixed-point")),
        steps=(
            Step(Equal(named, form), "The adapted loss is a quadratic form in the attenuated curvature."),
            Step(Equal(gap, displacement(setting, task)), DISPLACED),
        ),
        conclusion=Equal(named, expression),
        problem=problem,
        measure=Measure("task-loss", at="fixed-point", task=task),
    )


def derive_minimum(problem: MetaProblem) -> Derivation:
    """Return the meta-loss at the fixed point, half a parallel sum: `1/2 delta^T A_alpha S^-1 B_alpha delta`.

    It is the least one if S is positive definite, by the energy identity.

    The forms of the parallel sum, `A_alpha S^-1 B_alpha = B_alpha S^-1 A_alpha = A_alpha - A_alpha S^-1 A_alpha`, are
    steps.
    """
    setting = Setting(problem)
    setting.require_exact()
    setting.require_two_quadratics()
    delta = setting.distance.letter
    forms = _parallel_forms(setting)
    coefficient, factors = split(forms[0])
    expression = scaled(coefficient / 2, product((sympy.Transpose(delta), *factors, delta)))
    weights = [task.weight for task in problem.tasks]
    tasks = sympy.Add(*(scaled(weight, adapted_form(setting, i)) for i, weight in enumerate(weights)))
    return Derivation(
        title="The meta-loss at the fixed point",
        symbol=f"F({setting.spelled_fixed_point})",
        expression=expression,
        where=(setting.distance, *fixed_point_definitions(setting)),
        steps=(
            loss_at(setting, "fixed-point"),
            Step(
                Equal(setting.meta_loss("fixed-point").letter, tasks), "Put in both displacements from the minimisers."
            ),
            Step(Equal(forms[0], forms[1]), "The parallel sum is symmetric in the two curvatures."),
            Step(Equal(forms[0], forms[2]), "Write the second curvature as $S$ minus the first, and cancel $S$."),
        ),
        conclusion=Equal(setting.meta_loss("fixed-point").letter, expression),
        problem=problem,
        measure=Measure("meta-loss", at="fixed-point"),
    )


def _parallel_forms(setting: Setting) -> tuple[Any, Any, Any]:
    """Return the parallel sum of the weighted curvatures in three forms.

    The sum of the two task forms is normalised by putting the second curvature equal to S minus the first and
    cancelling S;
    `K - K S^-1 K` is left, which is factored as `K S^-1 (S - K)`.
    """
    first, second = (c.letter for c in setting.curvatures)
    weights = [task.weight for task in setting.problem.tasks]
    delta = setting.distance.letter
    forms = [expanded(scaled(2 * w, adapted_form(setting, i))) for i, w in enumerate(weights)]
    inner = Expanded(first.shape, tuple((word[1:-1], c) for word, c in plus(*forms).terms if word[-1] == delta))
    remaining = plus(expanded(setting.sum_letter), Expanded(first.shape, (((first,), -weights[0]),)))
    unweighted = Expanded(remaining.shape, tuple((word, c / weights[1]) for word, c in remaining.terms))
    normal = substituted(inner, second, unweighted)
    inverse = setting.sum_letter.I
    factored = scaled(weights[0] * weights[1], product((first, inverse, second)))
    swapped = scaled(weights[0] * weights[1], product((second, inverse, first)))
    return factored, swapped, expression_of(normal)
