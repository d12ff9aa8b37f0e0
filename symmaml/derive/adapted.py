"""The adapted parameters U_i, from any starting point."""

from __future__ import annotations

from typing import Any

from symmaml.derivation import Derivation, Measure, Step
from symmaml.derive.algebra import expanded, expression_of, half, negated, plus, product, substituted, total
from symmaml.derive.setting import Setting
from symmaml.notation import scaled
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal


def derive_adapted(problem: MetaProblem, task: int = 0, at: str = "theta") -> Derivation:
    """Return what the inner loop of one task makes of a starting point: `U(theta) = v + R (theta - v)`.

    `at` is "theta", "midpoint" (then written as a mixture of the minimisers, for two tasks) or "fixed-point".
    """
    setting = Setting(problem)
    setting.require_task(task)
    collected = setting.collected_step(task, at)
    definition = setting.adapted(task, at)
    where: tuple[Definition, ...] = (definition,)
    expression: Any = collected.claim.rhs  # type: ignore[union-attr]
    steps: tuple[Step, ...] = ()
    if at == "midpoint":
        setting.require_two_quadratics()
        where = (setting.midpoint, definition)
        expression = _mixture(setting, task)
        steps = (collected,)
    elif at == "fixed-point":
        where = (*setting.abbreviations, setting.solved, definition)
        if len(problem.tasks) == 2 and problem.tasks[0].has_one_loss and problem.tasks[1].has_one_loss:
            where = (setting.distance, *where)
            shift = displacement(setting, task)
            steps = (
                collected,
                Step(Equal(setting.fixed_point - problem.tasks[task].query.minimiser, shift), DISPLACED),
            )
            expression = problem.tasks[task].query.minimiser + product((setting.residual(task), shift))
    places = {"theta": setting.spelled_theta, "midpoint": "m", "fixed-point": setting.spelled_fixed_point}
    titles = {"theta": "", "midpoint": ", from the midpoint", "fixed-point": ", from the fixed point"}
    return Derivation(
        title=f"The parameters adapted to task {task + 1}{titles[at]}",
        symbol=f"U_{{{task + 1}}}({places[at]})",
        expression=expression,
        where=where,
        steps=steps,
        conclusion=Equal(definition.letter, expression),
        problem=problem,
        measure=Measure("adapted", at=at, task=task),
    )


DISPLACED = "Subtract the minimiser from the solution of the stationarity equation, and cancel $S$."


def displacement(setting: Setting, task: int) -> Any:
    """Return `theta_star - v_i` as `S^-1 sum_j p_j K_j (v_j - v_i)`; for two tasks the difference is plus or minus
    delta.

    `S theta_star - S v_i` is multiplied out, terms in K_i cancel, and the rest is collected by its first letter.
    """
    own = setting.problem.tasks[task].query.minimiser
    weighted = setting.abbreviations[-1].expression
    remainder = plus(expanded(setting.targets), negated(expanded(product((weighted, own)))))
    parts = []
    for curvature in dict.fromkeys(c.letter for c in setting.curvatures):
        tails = tuple((word[1:], c) for word, c in remainder.terms if word[0] == curvature)
        if tails:
            parts.append((curvature, type(remainder)(remainder.shape, tails)))
    if len(setting.problem.tasks) == 2 and len(parts) == 1:
        letter, difference = parts[0]
        along = dict(expanded(setting.distance.expression).terms)
        ratios = {c / along[word] for word, c in difference.terms}
        return scaled(ratios.pop(), product((setting.sum_letter.I, letter, setting.distance.letter)))
    return product((setting.sum_letter.I, total(product((letter, expression_of(tail))) for letter, tail in parts)))


def _mixture(setting: Setting, task: int) -> Any:
    """Write `v + R (m - v)` as half of `(I + (I - R)) v + R w`, by substituting the midpoint and collecting."""
    own, other = (setting.problem.tasks[i].query.minimiser for i in (task, 1 - task))
    residual = setting.residual(task)
    start = substituted(
        expanded(own + product((residual, setting.midpoint.letter - own))),
        setting.midpoint.letter,
        expanded(setting.midpoint.expression),
    )
    doubled = plus(start, start)
    of_own = tuple((word[:-1], c) for word, c in doubled.terms if word[-1] == own)
    of_other = tuple((word[:-1], c) for word, c in doubled.terms if word[-1] == other)
    square = (setting.size, setting.size)
    coefficients = [expression_of(type(doubled)(square, terms)) for terms in (of_own, of_other)]
    mixture = [product((coefficient, v)) for coefficient, v in zip(coefficients, (own, other), strict=True)]
    return half(total(mixture))
