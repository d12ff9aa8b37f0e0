"""The baseline: the midpoint of the minimisers, its loss, and what the fixed point gains over it."""

from __future__ import annotations

from typing import Any

import sympy

from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.adapted import displacement
from symmaml.derive.algebra import (
    Expanded,
    expanded,
    expression_of,
    half,
    mirrored,
    product,
    split,
    substituted,
    transposed,
)
from symmaml.derive.gradient import gradient_claim, meta_gradient
from symmaml.derive.losses import adapted_form, fixed_point_definitions, loss_at
from symmaml.derive.setting import Setting, quadratic_forms
from symmaml.notation import scaled
from symmaml.problem import MetaProblem
from symmaml.statement import Equal


def _two_quadratics(problem: MetaProblem) -> Setting:
    setting = Setting(problem)
    setting.require_exact()
    setting.require_two_quadratics()
    return setting


def _in_distance(setting: Setting, expression: Any) -> Expanded:
    """Multiply out, with m - v and m - w written in delta: put w = v + delta and m = v + delta/2."""
    first, second = (task.query.minimiser for task in setting.problem.tasks)
    delta = setting.distance.letter
    for letter, image in (
        (setting.midpoint.letter, setting.midpoint.expression),
        (second, first + delta),
    ):
        plain = substituted(expanded(expression), letter, expanded(image))
        both = substituted(plain, sympy.Transpose(letter), transposed(expanded(image)))
        expression = expression_of(both)
    return expanded(expression)


def derive_midpoint_loss(problem: MetaProblem) -> Derivation:
    """Return the meta-loss of the midpoint: `F(m) = 1/8 delta^T S delta`."""
    setting = _two_quadratics(problem)
    delta = setting.distance.letter
    # every term is delta^T K delta: add up the coefficients of the curvatures, which are those of S
    collected = _in_distance(setting, quadratic_forms(setting, setting.midpoint.letter))
    ratio = _multiple_of_sum(
        setting, Expanded(setting.sum_letter.shape, tuple((w[1:-1], c) for w, c in collected.terms))
    )
    expression = scaled(ratio, product((sympy.Transpose(delta), setting.sum_letter, delta)))
    return Derivation(
        title="The loss of the midpoint",
        symbol="F(m)",
        expression=expression,
        where=(setting.distance, setting.midpoint, *setting.abbreviations, *setting.loss_definitions("midpoint")),
        steps=(loss_at(setting, "midpoint"),),
        conclusion=Equal(setting.meta_loss("midpoint").letter, expression),
        problem=problem,
        measure=Measure("meta-loss", at="midpoint"),
    )


def _multiple_of_sum(setting: Setting, collected: Expanded) -> Any:
    """Return c if the collected words are c times S."""
    weights = dict(expanded(setting.abbreviations[-1].expression).terms)
    ratios = {sympy.cancel(coefficient / weights[word]) for word, coefficient in collected.terms}
    return ratios.pop()


def derive_midpoint_gradient(problem: MetaProblem) -> Derivation:
    """Return the meta-gradient at the midpoint: `1/2 (A_alpha - B_alpha) delta`."""
    setting = _two_quadratics(problem)
    delta = setting.distance.letter
    definitions, gradient = gradient_claim(setting)
    at_midpoint = meta_gradient(setting, setting.midpoint.letter)
    collected = _in_distance(setting, at_midpoint)
    # every term is K delta
    coefficient = expression_of(
        Expanded(setting.sum_letter.shape, tuple((word[:-1], 2 * c) for word, c in collected.terms))
    )
    expression = half(product((coefficient, delta)))
    return Derivation(
        title="The meta-gradient at the midpoint",
        symbol=r"\nabla F(m)",
        expression=expression,
        where=(setting.distance, setting.midpoint, *definitions, *setting.abbreviations),
        steps=(Step(gradient, "The meta-gradient, as derived before."),),
        conclusion=Equal(at_midpoint, expression),
        problem=problem,
        measure=Measure("meta-gradient", at="midpoint"),
    )


def derive_midpoint_gap(problem: MetaProblem) -> Derivation:
    """Return what the fixed point gains over the midpoint: `1/8 delta^T (A_alpha - B_alpha) S^-1 (A_alpha - B_alpha)
    delta`.

    It is the energy identity at the midpoint, `1/2 (m - theta_star)^T S (m - theta_star)` with
    `S (m - theta_star)` the meta-gradient at the midpoint.
    """
    setting = _two_quadratics(problem)
    energy = half(
        product(
            (
                sympy.Transpose(setting.midpoint.letter - setting.fixed_point),
                setting.sum_letter,
                setting.midpoint.letter - setting.fixed_point,
            )
        )
    )
    slope = derive_midpoint_gradient(problem)
    coefficient, factors = split(slope.expression)
    expression = scaled(coefficient**2 / 2, product((*mirrored(factors), setting.sum_letter.I, *factors)))
    difference = setting.meta_loss("midpoint").letter - setting.meta_loss("fixed-point").letter
    return Derivation(
        title="The gap between the midpoint and the fixed point",
        symbol=f"F(m) - F({setting.spelled_fixed_point})",
        expression=expression,
        where=(
            setting.distance,
            setting.midpoint,
            *fixed_point_definitions(setting),
            *setting.loss_definitions("midpoint"),
        ),
        steps=(
            Step(Equal(difference, energy), "The energy identity at the midpoint."),
            Step(
                Equal(product((setting.sum_letter, setting.midpoint.letter - setting.fixed_point)), slope.expression),
                "The meta-gradient at the midpoint is $S$ times the vector from the fixed point.",
            ),
        ),
        conclusion=Equal(difference, expression),
        problem=problem,
        measure=Measure("meta-loss", at="midpoint", minus=Measure("meta-loss", at="fixed-point")),
    )


def derive_task_difference(problem: MetaProblem, task: int = 0) -> Derivation:
    """Return what one task gains: `1/8 delta^T (A_alpha - B_alpha) S^-1 A_alpha S^-1 (A_alpha + 3 B_alpha) delta`.

    A difference of squares: with x = m - v and y = theta_star - v, `x^T K x - y^T K y = (x - y)^T K (x + y)`.
    """
    setting = _two_quadratics(problem)
    setting.require_task(task)
    delta, inverse = setting.distance.letter, setting.sum_letter.I
    own = problem.tasks[task].query.minimiser
    curvature = setting.curvatures[task].letter
    half_way = expression_of(_in_distance(setting, setting.midpoint.letter - own))
    sums = [_over_sum(setting, half_way, displacement(setting, task), sign) for sign in (-1, 1)]
    (left, right), eighth = sums, sympy.Rational(1, 8)
    expression = scaled(eighth, product((sympy.Transpose(delta), left, inverse, curvature, inverse, right, delta)))
    before, after = (setting.task_loss(task, at) for at in ("midpoint", "fixed-point"))
    steps = [
        Step(
            Equal(named, half(product((sympy.Transpose(gap), curvature, gap)))), "The adapted loss is a quadratic form."
        )
        for named, gap in ((before, setting.midpoint.letter - own), (after, setting.fixed_point - own))
    ]
    adapted_loss = f"f_{{{task + 1}}}(U_{{{task + 1}}}"
    return Derivation(
        title=f"What task {task + 1} gains over the midpoint",
        symbol=f"{adapted_loss}(m)) - {adapted_loss}({setting.spelled_fixed_point}))",
        expression=expression,
        where=(
            setting.distance,
            setting.midpoint,
            *setting.abbreviations,
            setting.solved,
            setting.adapted(task, "midpoint"),
            setting.adapted(task, "fixed-point"),
        ),
        steps=(
            *steps,
            Step(Equal(after, adapted_form(setting, task)), "The task loss at the fixed point, as derived before."),
        ),
        conclusion=Equal(before - after, expression),
        problem=problem,
        measure=Measure("task-loss", "midpoint", task, Measure("task-loss", "fixed-point", task)),
    )


def _over_sum(setting: Setting, half_way: Any, shift: Any, sign: int) -> Any:
    """Return M with `2 (half_way + sign * shift) = S^-1 M delta`: multiply by S, write S out, collect."""
    scaled_up = product((2 * setting.sum_letter, half_way + sign * shift))
    written_out = substituted(expanded(scaled_up), setting.sum_letter, expanded(setting.abbreviations[-1].expression))
    words = tuple((word[:-1], c) for word, c in written_out.terms)
    return expression_of(Expanded(setting.sum_letter.shape, words))
