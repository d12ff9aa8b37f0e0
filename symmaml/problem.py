"""A meta-learning problem: tasks, an adaptation and a meta-gradient rule. The definitions, nothing derived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sympy

from symmaml.adaptation import Adaptation, Rule
from symmaml.errors import InvalidTask
from symmaml.notation import Letter, scaled, vector
from symmaml.tasks import Task


@dataclass(frozen=True, init=False)
class MetaProblem:
    """Minimise `F(theta) = sum_i p_i f_i(U_i(theta))`: adapt on each support loss, be judged by each query loss."""

    tasks: tuple[Task, ...]
    adaptation: Adaptation
    rule: Rule
    theta: Letter

    def __init__(
        self,
        tasks: Iterable[Task],
        *,
        adaptation: Adaptation,
        rule: Rule | str = Rule.EXACT,
        theta: Letter | None = None,
    ) -> None:
        tasks = tuple(tasks) if isinstance(tasks, Iterable) else tasks
        if not isinstance(tasks, tuple) or not tasks or not all(isinstance(task, Task) for task in tasks):
            raise InvalidTask(f"{tasks!r} is no list of tasks: write [quadratic('A', 'v'), quadratic('B', 'w')]")
        if isinstance(adaptation, type) or not all(
            hasattr(adaptation, name) for name in ("update", "residual", "describe")
        ):
            raise InvalidTask(f"{adaptation!r} is no adaptation: write adaptation=GradientDescent(scalar('alpha'))")
        known = [member.value for member in Rule]
        if not isinstance(rule, Rule) and rule not in known:
            raise InvalidTask(f"rule {rule!r} is not known: expected one of {', '.join(map(repr, known))}")
        sizes = {task.query.hessian.shape[0] for task in tasks}
        if len(sizes) != 1:
            raise InvalidTask(f"tasks have different numbers of parameters: {sorted(map(str, sizes))}")
        theta = vector("theta", rows=sizes.pop()) if theta is None else theta
        if theta in _letters(tasks):
            raise InvalidTask(f"{theta} is a letter of a task: pass theta=vector('x') to rename the parameters")
        object.__setattr__(self, "tasks", tasks)
        object.__setattr__(self, "adaptation", adaptation)
        object.__setattr__(self, "rule", Rule(rule))
        object.__setattr__(self, "theta", theta)

    @property
    def letters(self) -> frozenset[Any]:
        """Every letter and scalar of the problem, the parameters included."""
        scalars = [task.weight for task in self.tasks] + list(vars(self.adaptation).values())
        symbols = {s for value in scalars if isinstance(value, sympy.Basic) for s in value.atoms(Letter, sympy.Symbol)}
        sizes = {size for letter in _letters(self.tasks) for size in letter.shape}
        return frozenset({self.theta, *_letters(self.tasks), *(symbols - sizes)})

    def adapted(self, index: int, theta: Any = None) -> Any:
        """Return U_i(theta), the parameters adapted to task `index`, as the inner loop computes them."""
        return self.adaptation.update(self.tasks[index].support, self.theta if theta is None else theta)

    def task_loss(self, index: int, theta: Any = None) -> Any:
        """Return f_i(U_i(theta)), the query loss of task `index` after adaptation (unweighted)."""
        return self.tasks[index].query.value(self.adapted(index, theta))

    def meta_loss(self, theta: Any = None) -> Any:
        """Return F(theta) = sum_i p_i f_i(U_i(theta))."""
        return sympy.Add(*(scaled(task.weight, self.task_loss(i, theta)) for i, task in enumerate(self.tasks)))


def _letters(tasks: tuple[Task, ...]) -> set[Any]:
    losses = [loss for task in tasks for loss in (task.support, task.query)]
    return {letter for loss in losses for part in (loss.hessian, loss.minimiser) for letter in part.atoms(Letter)}
