"""The meta-gradient and the meta-Hessian."""

from __future__ import annotations

import sympy

from symmaml.adaptation import Rule
from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.algebra import half, mirrored, product, total
from symmaml.derive.setting import Setting
from symmaml.notation import scaled
from symmaml.problem import MetaProblem
from symmaml.statement import Claim, Definition, Equal, Gradient


def derive_gradient_by_chain_rule(problem: MetaProblem) -> Derivation:
    """Differentiate F by the chain rule: `sum_i p_i R_i^T A_i (U_i(theta) - v_i)`.

    R_i^T is the transposed Jacobian of the inner loop: for one gradient step, I minus the step times the Hessian at
    theta.
    """
    setting = Setting(problem)
    setting.require_exact()
    parts, steps = [], []
    for i, task in enumerate(problem.tasks):
        name = setting.adapted(i).letter
        residual = setting.residual(i)
        outer = product((*mirrored((residual,)), task.query.hessian, name - task.query.minimiser))
        parts.append(scaled(task.weight, outer))
        steps.append(setting.collected_step(i))
        steps.append(
            Step(
                Gradient(setting.task_loss(i), setting.theta, outer),
                f"Chain rule for task {i + 1}; the Jacobian of the inner loop is constant.",
            )
        )
    expression = total(parts)
    return Derivation(
        title="The meta-gradient by the chain rule",
        symbol=rf"\nabla F({setting.spelled_theta})",
        expression=expression,
        where=setting.loss_definitions(),
        steps=tuple(steps),
        conclusion=Gradient(setting.meta_loss().letter, setting.theta, expression),
        problem=problem,
        measure=Measure("meta-gradient"),
    )


def meta_gradient(setting: Setting, point: object) -> object:
    """Return `sum_i p_i (G_i point - g_i)`, written with differences `point - v_i` where possible."""
    parts = []
    for task, curvature in zip(setting.problem.tasks, setting.curvatures, strict=True):
        if curvature.minimiser is not None:
            parts.append(scaled(task.weight, product((curvature.letter, point - curvature.minimiser))))
        else:
            parts.append(scaled(task.weight, product((curvature.letter, point)) - curvature.target))
    return total(parts)


def field_definition(setting: Setting) -> tuple[tuple[Definition, ...], object]:
    """Return the definition of what a first-order rule follows: definitions of U_i, and the field in them."""
    parts = []
    for i, task in enumerate(setting.problem.tasks):
        name = setting.adapted(i).letter
        is_reptile = setting.problem.rule is Rule.REPTILE
        parts.append(scaled(task.weight, setting.theta - name if is_reptile else task.query.gradient(name)))
    return tuple(setting.adapted(i) for i in range(len(parts))), total(parts)


def gradient_claim(setting: Setting) -> tuple[tuple[Definition, ...], Claim]:
    """Return the claim that `meta_gradient` is what the outer loop follows, with the definitions it needs."""
    answer = meta_gradient(setting, setting.theta)
    if setting.problem.rule is Rule.EXACT:
        return setting.loss_definitions(), Gradient(setting.meta_loss().letter, setting.theta, answer)
    definitions, field = field_definition(setting)
    return definitions, Equal(field, answer)


def derive_gradient(problem: MetaProblem) -> Derivation:
    """Differentiate each adapted loss and collect: `sum_i p_i K_i (theta - v_i)` with the attenuated curvatures K_i.

    Under the rules "first-order" and "reptile" the same for the field that these rules follow in place of the gradient.
    """
    setting = Setting(problem)
    definitions, conclusion = gradient_claim(setting)
    steps = tuple(setting.collected_step(i) for i in range(len(problem.tasks)))
    is_exact = problem.rule is Rule.EXACT
    if is_exact:
        chain = derive_gradient_by_chain_rule(problem)
        steps = (*steps, Step(chain.conclusion, "Chain rule, task by task, as derived before."))
    return Derivation(
        title="The meta-gradient" if is_exact else f"What the outer loop follows ({problem.rule.value})",
        symbol=rf"\nabla F({setting.spelled_theta})" if is_exact else f"G({setting.spelled_theta})",
        expression=meta_gradient(setting, setting.theta),
        where=(*definitions, *setting.abbreviations),
        steps=steps,
        conclusion=conclusion,
        problem=problem,
        measure=Measure("meta-gradient"),
    )


def derive_hessian(problem: MetaProblem) -> Derivation:
    """Expand F to second order: it is exactly quadratic, and its Hessian is `S = sum_i p_i K_i`."""
    setting = Setting(problem)
    setting.require_exact()
    definitions, gradient = gradient_claim(setting)
    row = sympy.Transpose(setting.increment)
    linear = product((row, meta_gradient(setting, setting.theta)))
    quadratic = half(product((row, setting.sum_letter, setting.increment)))
    before, after = setting.meta_loss().letter, setting.meta_loss("shifted").letter
    return Derivation(
        title="The meta-Hessian",
        symbol=r"\nabla^{2} F",
        expression=setting.sum_letter,
        where=(*definitions, *setting.loss_definitions("shifted"), *setting.abbreviations),
        steps=(Step(gradient, f"The meta-gradient is the linear part of $F({setting.spelled_theta} + h)$."),),
        conclusion=Equal(after, sympy.Add(before, linear, quadratic)),
        problem=problem,
        measure=Measure("meta-hessian"),
        assertion="the meta-objective is quadratic, with the Hessian",
    )
