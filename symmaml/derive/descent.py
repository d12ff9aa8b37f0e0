"""One step of the outer loop."""

from __future__ import annotations

from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.algebra import product
from symmaml.derive.gradient import gradient_claim, meta_gradient
from symmaml.derive.setting import Setting
from symmaml.notation import latex_name, scalar
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal


def derive_outer_step(problem: MetaProblem) -> Derivation:
    """Subtract the fixed point from one outer step: `theta_1 - theta_star = (I - beta S)(theta - theta_star)`."""
    setting = Setting(problem)
    beta = scalar("beta")
    definitions, gradient = gradient_claim(setting)
    step = Definition(setting.following, setting.theta - beta * meta_gradient(setting, setting.theta))
    expression = product((setting.identity - beta * setting.sum_letter, setting.theta - setting.fixed_point))
    return Derivation(
        title="One step of the outer loop",
        symbol=f"{latex_name(setting.following.name)} - {setting.spelled_fixed_point}",
        expression=expression,
        where=(*definitions, *setting.abbreviations, setting.solved, step),
        steps=(
            Step(gradient, "The field that the outer loop follows, as derived before."),
            Step(
                Equal(
                    meta_gradient(setting, setting.theta),
                    product((setting.sum_letter, setting.theta - setting.fixed_point)),
                ),
                "It is linear around the fixed point.",
            ),
        ),
        conclusion=Equal(setting.following - setting.fixed_point, expression),
        problem=problem,
        measure=Measure("point", at="next", minus=Measure("point", at="fixed-point")),
    )
