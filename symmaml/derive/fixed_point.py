"""The stationary point of the outer loop: solved, unique, and where it lies."""

from __future__ import annotations

from typing import Any

import sympy

from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.adapted import displacement
from symmaml.derive.algebra import product
from symmaml.derive.gradient import gradient_claim, meta_gradient
from symmaml.derive.setting import Setting
from symmaml.errors import NotDerivable
from symmaml.notation import Letter, latex_name
from symmaml.problem import MetaProblem
from symmaml.statement import Equal


def derive_fixed_point(problem: MetaProblem) -> Derivation:
    """Solve the affine equation `S theta = sum_i p_i g_i`; for MAML `theta_star = S^-1 sum_i p_i K_i v_i`.

    Hypothesis: S invertible. With two tasks and one step S is singular exactly when A and B share an eigenvector of
    eigenvalue 1/alpha.
    """
    setting = Setting(problem)
    definitions, gradient = gradient_claim(setting)
    targets = setting.targets
    collected = product((setting.sum_letter, setting.theta)) - targets
    steps = (
        Step(gradient, "The field that the outer loop follows, as derived before."),
        Step(
            Equal(meta_gradient(setting, setting.theta), collected),
            f"Collect: the field is affine in ${setting.spelled_theta}$.",
        ),
        Step(Equal(product((setting.sum_letter, setting.fixed_point)), targets), "Solve: $S$ is invertible."),
    )
    return Derivation(
        title="The fixed point",
        symbol=setting.spelled_fixed_point,
        expression=setting.solved.expression,
        where=(*definitions, *setting.abbreviations, setting.solved),
        steps=steps,
        conclusion=Equal(meta_gradient(setting, setting.fixed_point), sympy.ZeroMatrix(setting.size, 1)),
        problem=problem,
        measure=Measure("point", at="fixed-point"),
        assertion=f"{setting.followed} vanishes at",
    )


def derive_uniqueness(problem: MetaProblem) -> Derivation:
    """Multiply the meta-gradient by the inverse of S: what is left is `theta - theta_star`, so no other point is
    stationary."""
    setting = Setting(problem)
    definitions, gradient = gradient_claim(setting)
    difference = setting.theta - setting.fixed_point
    field = meta_gradient(setting, setting.theta)
    centred = product((setting.sum_letter, difference))
    return Derivation(
        title="The fixed point is unique",
        symbol=rf"S^{{-1}} \nabla F({setting.spelled_theta})",
        expression=difference,
        where=(*definitions, *setting.abbreviations, setting.solved),
        steps=(
            Step(gradient, "The field that the outer loop follows, as derived before."),
            Step(
                Equal(field, centred),
                f"It is linear around the fixed point, since $S {setting.spelled_fixed_point}$ is known.",
            ),
        ),
        conclusion=Equal(product((setting.sum_letter.I, field)), difference),
        problem=problem,
        measure=Measure("newton-step"),
        assertion="no other point is stationary, since",
    )


def derive_displacement(problem: MetaProblem, task: int = 0) -> Derivation:
    """Return the vector from a minimiser to the fixed point: for two tasks `theta_star - v = S^-1 B_alpha delta`."""
    setting = Setting(problem)
    setting.require_two_quadratics()
    setting.require_task(task)
    own = problem.tasks[task].query.minimiser
    if not isinstance(own, Letter):
        raise NotDerivable(f"the minimiser {own} is no letter; name it: quadratic('A', 'v')")
    expression: Any = displacement(setting, task)
    return Derivation(
        title=f"From the minimiser of task {task + 1} to the fixed point",
        symbol=f"{setting.spelled_fixed_point} - {latex_name(own.name)}",
        expression=expression,
        where=(setting.distance, *setting.abbreviations, setting.solved),
        steps=(
            Step(
                Equal(product((setting.sum_letter, setting.fixed_point)), setting.targets),
                "The stationarity equation.",
            ),
        ),
        conclusion=Equal(setting.fixed_point - own, expression),
        problem=problem,
        measure=Measure("point", at="fixed-point", minus=Measure("minimiser", task=task)),
    )
