"""What every question starts from: the inner loops collected, the curvatures named.

For each task the finder runs the inner loop on letters, collects `U(theta) = M theta + r`, differentiates the adapted
loss
and collects the meta-gradient `p (G theta - g)`. Closed forms are written only where they agree with what was
collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from symmaml.adaptation import MatrixStep, Rule
from symmaml.derivation import Step
from symmaml.derive.algebra import (
    Expanded,
    affine,
    differentiated,
    equal,
    expanded,
    expression_of,
    is_symmetric,
    negated,
    product,
    times,
    total,
    transposed,
)
from symmaml.errors import InvalidTask, NotDerivable
from symmaml.notation import Letter, latex_name, matrix, scalar, scaled, symmetric, vector
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal
from symmaml.tasks import Task


@dataclass(frozen=True)
class Curvature:
    """The meta-gradient of one task, `G theta - g`, with G named by a letter where it is a product."""

    letter: Any
    expression: Any
    target: Any
    minimiser: Any | None

    @property
    def is_named(self) -> bool:
        """Whether the letter abbreviates an expression."""
        return bool(self.letter != self.expression)


class Setting:
    """The letters, abbreviations and collected inner loops of a problem."""

    def __init__(self, problem: MetaProblem) -> None:
        if not isinstance(problem, MetaProblem):
            raise InvalidTask(
                f"{problem!r} is no MetaProblem: write problem = sm.MetaProblem([...], adaptation=...); "
                f"a book expects it in problem.py beside its results"
            )
        self.problem, self.theta = problem, problem.theta
        self.require_symmetric_hessians()
        self.size = self.theta.shape[0]
        self.identity = sympy.Identity(self.size)
        self.curvatures = tuple(self.curvature(i) for i in range(len(problem.tasks)))
        all_symmetric = all(is_symmetric(c.letter) for c in self.curvatures)
        self.require_free_names()
        self.sum_letter = (
            symmetric("S", size=self.size) if all_symmetric else matrix("S", rows=self.size, cols=self.size)
        )
        self.fixed_point = vector(f"{self.theta.name}_star", rows=self.size)
        self.following = vector(f"{self.theta.name}_next", rows=self.size)
        self.increment = vector("h", rows=self.size)

    @property
    def followed(self) -> str:
        """What the outer loop follows, in words."""
        loop = self.problem.adaptation.describe()
        if self.problem.rule is Rule.EXACT:
            return f"the gradient of the meta-objective after {loop}"
        return f"the field of the {self.problem.rule.value} rule after {loop}"

    @property
    def spelled_theta(self) -> str:
        """The parameters in LaTeX."""
        return latex_name(self.theta.name)

    @property
    def spelled_fixed_point(self) -> str:
        """The fixed point in LaTeX."""
        return latex_name(self.fixed_point.name)

    # -- places ------------------------------------------------------------------------------------------------------

    @cached_property
    def midpoint(self) -> Definition:
        """The mean of the query minimisers, named m."""
        minimisers = [task.query.minimiser for task in self.problem.tasks]
        mean = scaled(sympy.Rational(1, len(minimisers)), total(minimisers))
        return Definition(vector("m", rows=self.size), mean)

    @cached_property
    def distance(self) -> Definition:
        """The vector from the first minimiser to the second, named delta."""
        self.require_two_quadratics()
        first, second = (task.query.minimiser for task in self.problem.tasks)
        return Definition(vector("delta", rows=self.size), second - first)

    def place(self, at: str) -> Any:
        """Return the point called `at`: "theta", "midpoint", "fixed-point", or "shifted" (theta plus an increment
        h)."""
        places = {
            "theta": self.theta,
            "midpoint": self.midpoint.letter,
            "fixed-point": self.fixed_point,
            "shifted": self.theta + self.increment,
        }
        if at not in places:
            raise NotDerivable(f"at={at!r} is no place: expected one of {', '.join(map(repr, places))}")
        return places[at]

    # -- definitions -------------------------------------------------------------------------------------------------

    def adapted(self, index: int, at: str = "theta") -> Definition:
        """Name U_i, the parameters adapted from a place."""
        name = vector(f"U_{index + 1}{_suffix(at)}", rows=self.size)
        return Definition(name, self.problem.adapted(index, self.place(at)))

    def task_loss(self, index: int, at: str = "theta") -> Any:
        """Return f_i at the adapted parameters U_i, written with that letter."""
        return self.problem.tasks[index].query.value(self.adapted(index, at).letter)

    def meta_loss(self, at: str = "theta") -> Definition:
        """Name F at a place: the weighted sum of the adapted losses."""
        losses = (scaled(task.weight, self.task_loss(i, at)) for i, task in enumerate(self.problem.tasks))
        return Definition(scalar(f"F{_suffix(at)}"), sympy.Add(*losses))

    def loss_definitions(self, at: str = "theta") -> tuple[Definition, ...]:
        """Return the definitions of every U_i and of F at a place."""
        return (*(self.adapted(i, at) for i in range(len(self.problem.tasks))), self.meta_loss(at))

    @cached_property
    def abbreviations(self) -> tuple[Definition, ...]:
        """The attenuated curvatures and their weighted sum S."""
        named = {c.letter: Definition(c.letter, c.expression) for c in self.curvatures if c.is_named}
        weighted = total(scaled(t.weight, c.letter) for t, c in zip(self.problem.tasks, self.curvatures, strict=True))
        return (*named.values(), Definition(self.sum_letter, weighted))

    @cached_property
    def targets(self) -> Any:
        """The right side of the stationarity equation, sum p_i g_i."""
        return total(scaled(t.weight, c.target) for t, c in zip(self.problem.tasks, self.curvatures, strict=True))

    @cached_property
    def solved(self) -> Definition:
        """The solution of S theta = sum p_i g_i."""
        return Definition(self.fixed_point, product((self.sum_letter.I, self.targets)))

    # -- the inner loop ----------------------------------------------------------------------------------------------

    def collected(self, index: int) -> tuple[Expanded, Expanded]:
        """Return M and r of U_i(theta) = M theta + r, from the inner loop multiplied out."""
        return affine(expanded(self.problem.adapted(index)), self.theta)

    def residual(self, index: int) -> Any:
        """Return R, in closed form if it agrees with what was collected."""
        linear = self.collected(index)[0]
        closed = self.problem.adaptation.residual(self.problem.tasks[index].support)
        return closed if equal(closed, expression_of(linear)) else expression_of(linear)

    def collected_step(self, index: int, at: str = "theta") -> Step:
        """State U_i = v + R (theta - v) for the support minimiser v."""
        minimiser, place = self.problem.tasks[index].support.minimiser, self.place(at)
        closed = minimiser + product((self.residual(index), place - minimiser))
        words = self.problem.adaptation.describe()
        return Step(
            Equal(self.adapted(index, at).letter, closed),
            f"Run the inner loop of task {index + 1} ({words}) on letters and collect: it is affine in $\\theta$."
            if at == "theta"
            else f"The inner loop of task {index + 1}, from this point.",
        )

    # -- the meta-gradient of one task -------------------------------------------------------------------------------

    def curvature(self, index: int) -> Curvature:
        """Differentiate the adapted loss of one task, and collect `G theta - g`."""
        task = self.problem.tasks[index]
        field = self.field(index)
        linear, constant = affine(field, self.theta)
        written = self.written_curvature(task, self.residual(index))
        if not equal(written, expression_of(linear)):
            written = expression_of(linear)
        letter = self.curvature_letter(index, written)
        minus = expression_of(negated(constant))
        for minimiser in (task.query.minimiser, task.support.minimiser):
            if equal(minus, expression_of(times(linear, expanded(minimiser)))):
                return Curvature(letter, written, product((letter, minimiser)), minimiser)
        for left in (self.left_factor(self.residual(index)), self.identity):
            support, step = task.support.minimiser, task.query.minimiser - task.support.minimiser
            offset = product((left, task.query.hessian, step))
            if equal(minus, product((written, support)) + offset):
                return Curvature(letter, written, product((letter, support)) + offset, None)
        return Curvature(letter, written, minus, None)

    def left_factor(self, residual: Any) -> Any:
        """Return the transposed residual operator, as it is written if it is symmetric."""
        return residual if is_symmetric(residual) else sympy.Transpose(residual)

    def field(self, index: int) -> Expanded:
        """Return what the outer loop follows for one task, multiplied out, from its definition."""
        task, adapted = self.problem.tasks[index], self.problem.adapted(index)
        if self.problem.rule is Rule.REPTILE:
            return expanded(self.theta - adapted)
        if self.problem.rule is Rule.FIRST_ORDER:
            return expanded(task.query.gradient(adapted))
        gap = expanded(adapted - task.query.minimiser)
        form = times(times(transposed(gap), expanded(task.query.hessian)), gap)
        halved = tuple((word, c / 2) for word, c in form.terms)
        return differentiated(Expanded(form.shape, halved), self.theta)

    def written_curvature(self, task: Task, residual: Any) -> Any:
        """Return the factored form that G should have under the rule."""
        hessian = task.query.hessian
        if self.problem.rule is Rule.REPTILE:
            return self.identity - residual
        if self.problem.rule is Rule.FIRST_ORDER:
            return product((hessian, residual))
        return product((self.left_factor(residual), hessian, residual))

    def curvature_letter(self, index: int, written: Any) -> Any:
        """Name a curvature after its Hessian and the step that attenuates it."""
        if isinstance(written, Letter):
            return written
        tasks, adaptation = self.problem.tasks, self.problem.adaptation
        hessian = tasks[index].query.hessian
        shared = any(t.query.hessian == hessian and t.support.hessian != tasks[index].support.hessian for t in tasks)
        stem = hessian.name if isinstance(hessian, Letter) and not shared else f"K{index + 1}"
        step = adaptation.matrix if isinstance(adaptation, MatrixStep) else _step(adaptation)
        suffix = step.name if isinstance(step, Letter | sympy.Symbol) else "eff"
        declare = symmetric if is_symmetric(written) else matrix
        sizes = {"size": self.size} if declare is symmetric else {"rows": self.size, "cols": self.size}
        return declare(f"{stem}_{suffix}", **sizes)

    # -- what a question may require ---------------------------------------------------------------------------------

    def require_symmetric_hessians(self) -> None:
        """Raise `InvalidTask` for a Hessian that is not symmetric: it would not be the Hessian of its loss."""
        for task in self.problem.tasks:
            for loss in (task.support, task.query):
                if not is_symmetric(loss.hessian):
                    raise InvalidTask(
                        f"the hessian {loss.hessian} is not symmetric; write (M + M.T)/2, or symmetric('A')"
                    )

    def require_free_names(self) -> None:
        """Raise `InvalidTask` if one name would stand for two things."""
        pairs = {(c.letter, c.expression) for c in self.curvatures}
        named = [c.letter.name for c in self.curvatures if c.is_named]
        losses = ("U_" + str(i + 1) for i in range(len(self.problem.tasks)))
        stems = [*losses, "F"]
        given = {"S", "m", "delta", "h", "beta", f"{self.theta.name}_star", f"{self.theta.name}_next", *named}
        given |= {stem + suffix for stem in stems for suffix in ("", "_m", "_star", "_h")}
        taken = sorted(given & {letter.name for letter in self.problem.letters})
        if taken or len({letter for letter, _ in pairs}) < len(pairs):
            raise InvalidTask(
                f"{', '.join(taken) or 'a curvature'} would name two things: derivations call their own letters so; "
                f"rename the letter of the task, for example to 'C'"
            )

    def require_task(self, index: int) -> None:
        """Raise `NotDerivable` unless the problem has a task of this number, counted from 0."""
        if not isinstance(index, int) or not 0 <= index < len(self.problem.tasks):
            raise NotDerivable(
                f"task {index} does not exist: tasks are counted from 0; expected 0 to {len(self.problem.tasks) - 1}"
            )

    def require_exact(self) -> None:
        """Raise `NotDerivable` unless the outer loop follows the gradient of F."""
        if self.problem.rule is not Rule.EXACT:
            raise NotDerivable(f"rule {self.problem.rule.value!r} does not descend F: this question needs rule='exact'")

    def require_two_quadratics(self) -> None:
        """Raise `NotDerivable` unless there are two tasks, each with one loss."""
        tasks = self.problem.tasks
        if len(tasks) != 2 or not all(task.has_one_loss for task in tasks):
            raise NotDerivable(
                f"{len(tasks)} tasks: a formula in the distance between two minimisers needs two tasks, each with the "
                f"same loss for support and query"
            )
        if equal(tasks[0].query.minimiser, tasks[1].query.minimiser):
            raise NotDerivable(
                "both tasks have the same minimiser: their distance is zero, and so is every formula in it"
            )


def _suffix(at: str) -> str:
    """Return what is appended to a name to say where it is taken."""
    return {"theta": "", "midpoint": "_m", "fixed-point": "_star", "shifted": "_h"}[at]


def _step(adaptation: Any) -> Any:
    return getattr(adaptation, "step", getattr(adaptation, "strength", None))


def quadratic_forms(setting: Setting, point: Any) -> Any:
    """Return sum_i p_i/2 (point - v_i)^T K_i (point - v_i)."""
    forms = []
    for task, curvature in zip(setting.problem.tasks, setting.curvatures, strict=True):
        gap = point - task.query.minimiser
        forms.append(scaled(task.weight / 2, product((sympy.Transpose(gap), curvature.letter, gap))))
    return total(forms)
