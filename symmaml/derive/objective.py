"""The meta-objective: as it is defined, and as a sum of quadratic forms in the attenuated curvatures."""

from __future__ import annotations

import sympy

from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.algebra import product, total
from symmaml.derive.setting import Setting, quadratic_forms
from symmaml.errors import NotDerivable
from symmaml.notation import scaled
from symmaml.problem import MetaProblem
from symmaml.statement import Equal


def derive_meta_objective(problem: MetaProblem) -> Derivation:
    """Run every inner loop on letters and put the adapted parameters into the query losses.

    `F(theta) = sum_i p_i/2 (theta - v_i)^T R_i A_i R_i (theta - v_i)` when support and query are one loss.
    """
    setting = Setting(problem)
    indices = range(len(problem.tasks))
    steps = [setting.collected_step(i) for i in indices]
    forms = []
    for i, task in enumerate(problem.tasks):
        support = task.support.minimiser
        gap = product((setting.residual(i), setting.theta - support))
        if support != task.query.minimiser:
            gap = gap + support - task.query.minimiser
        forms.append(scaled(task.weight / 2, product((sympy.Transpose(gap), task.query.hessian, gap))))
    expression = total(forms)
    definition = setting.meta_loss()
    return Derivation(
        title="The meta-objective",
        symbol=f"F({setting.spelled_theta})",
        expression=expression,
        where=setting.loss_definitions(),
        steps=tuple(steps),
        conclusion=Equal(definition.letter, expression),
        problem=problem,
        measure=Measure("meta-loss"),
    )


def derive_loss(problem: MetaProblem) -> Derivation:
    """Write the meta-objective in the attenuated curvatures, `F = sum_i p_i/2 |theta - v_i|^2` in the norm of K_i.

    Raises `NotDerivable` when a task has two different losses: a constant remains that is no quadratic form.
    """
    setting = Setting(problem)
    setting.require_exact()
    if not all(task.has_one_loss for task in problem.tasks):
        raise NotDerivable("a task has different support and query losses: its adapted loss is no pure quadratic form")
    before = derive_meta_objective(problem)
    expression = quadratic_forms(setting, setting.theta)
    letter = setting.meta_loss().letter
    return Derivation(
        title="The meta-objective in the attenuated curvatures",
        symbol=f"F({setting.spelled_theta})",
        expression=expression,
        where=(*setting.loss_definitions(), *setting.abbreviations),
        steps=(*before.steps, Step(before.conclusion, "Put the adapted parameters into the losses.")),
        conclusion=Equal(letter, expression),
        problem=problem,
        measure=Measure("meta-loss"),
    )
