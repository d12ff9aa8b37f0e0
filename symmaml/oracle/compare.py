"""The verdict: a result's function, on floats, against the oracle, within a bound that follows from rounding alone.

An instance is *confirmed* when the difference is within the bound, *refuted* when it is not, and *refused* when oracle
and function both say that an operator is singular. It is *undecided*, and confirms nothing, when rounding could hide a
change of one part in ten thousand. Where the formula speaks of the fixed point, meta gradient descent is run as well,
and counted by itself.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from symmaml.adaptation import Rule
from symmaml.derivation import Measure, Result
from symmaml.errors import InvalidArgument, InvalidStatement, SingularOperator
from symmaml.export.functions import to_function
from symmaml.oracle.definition import (
    NEGLIGIBLE,
    OF_ONE_TASK,
    PLACES,
    QUANTITIES,
    UNIT,
    Oracle,
    Singular,
    descend,
    gradient_rounding,
    meta_loss,
    precise,
)
from symmaml.oracle.instances import OUTER_STEP, Array, Instance, NumericProblem, draw, numeric_problem
from symmaml.oracle.rounding import Analysis, SingularToRounding
from symmaml.problem import MetaProblem

COARSEST = 1e-4  # a bound above this part of the scale shows nothing
MOST_STEPS = 500  # descent that needs more is left undecided


class Outcome(Enum):
    """What a comparison, or all of them together, showed."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    REFUSED = "refused"


@dataclass(frozen=True)
class Counts:
    """How many comparisons ended in each outcome."""

    confirmed: int = 0
    refuted: int = 0
    undecided: int = 0
    refused: int = 0

    @classmethod
    def of(cls, comparisons: Iterable[Comparison]) -> Counts:
        """Count outcomes."""
        outcomes = [comparison.outcome for comparison in comparisons]
        return cls(**{outcome.value: outcomes.count(outcome) for outcome in Outcome})

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in vars(self).items() if count) or "none"


@dataclass(frozen=True, eq=False)
class Comparison:
    """One instance: the value of the formula, the value from the definition, their difference and its bound (2-norms).

    `symmaml.oracle.instances.draw(problem, seed=seed[0], index=seed[1])` gives the numbers again.
    """

    seed: tuple[int, int]
    regime: str
    dimension: int
    outcome: Outcome
    analytic: Array | None = field(default=None, repr=False)
    numeric: Array | None = field(default=None, repr=False)
    error: float = 0.0
    bound: float = 0.0
    reason: str = ""

    @property
    def index(self) -> int:
        """The number of the instance."""
        return self.seed[1]

    @property
    def ratio(self) -> float:
        """Error over bound: at most 1 unless refuted."""
        if self.bound > 0:
            return self.error / self.bound
        return float("inf") if self.error > 0 else 0.0

    def __str__(self) -> str:
        where = f"instance {self.index}, step {self.regime}, n = {self.dimension}"
        return f"{where}, error/bound {self.ratio:.2g}{', ' * bool(self.reason)}{self.reason}"


@dataclass(frozen=True)
class Report:
    """What the cross-check of one result showed."""

    seed: int
    comparisons: tuple[Comparison, ...]
    descents: tuple[Comparison, ...] = ()

    @property
    def instances(self) -> int:
        """How many instances were compared."""
        return len(self.comparisons)

    @property
    def is_confirmed(self) -> bool:
        """Whether the verdict is that the formula computes what it claims to."""
        return self.verdict is Outcome.CONFIRMED

    @property
    def counts(self) -> Counts:
        """The outcomes of the instances."""
        return Counts.of(self.comparisons)

    @property
    def descent(self) -> Counts:
        """The outcomes of running meta gradient descent; none where the formula does not speak of the fixed point."""
        return Counts.of(self.descents)

    @property
    def verdict(self) -> Outcome:
        """Refuted if anything was; confirmed if an instance was and none was left undecided; undecided otherwise."""
        if self.counts.refuted or self.descent.refuted:
            return Outcome.REFUTED
        return Outcome.CONFIRMED if self.counts.confirmed and not self.counts.undecided else Outcome.UNDECIDED

    @property
    def worst(self) -> Comparison | None:
        """The instance with the largest error over bound: a refuted one if there is one, or else a refuted descent."""
        refuted = [comparison for comparison in self.comparisons if comparison.outcome is Outcome.REFUTED]
        strayed = [comparison for comparison in self.descents if comparison.outcome is Outcome.REFUTED]
        confirmed = [comparison for comparison in self.comparisons if comparison.outcome is Outcome.CONFIRMED]
        return max(refuted or strayed or confirmed, key=lambda comparison: comparison.ratio, default=None)

    def __str__(self) -> str:
        parts = [f"instances: {self.counts}"]
        if self.descents:
            parts.append(f"descent: {self.descent}")
        if self.worst:
            parts.append(f"worst {self.worst}")
        return f"{self.verdict.value} ({'; '.join(parts)})"


Function = Callable[..., Any]


def crosscheck(result: Result, *, function: Function | None = None, instances: int = 50, seed: int = 0) -> Report:
    """Compare the function of a result with the definition of MAML on seeded instances; the same seed, the same report.

    `function`, by default `to_function(result)`, takes the letters of the formula by name (floats, vectors (d,),
    matrices (d, d)) and raises `SingularOperator` where the formula has no value.

    Raises `InvalidStatement` for a question or a letter that the oracle does not know, `NotDerivable` for such an inner
    loop, `InvalidArgument` when `instances` or `seed` is no natural number.

    >>> import symmaml as sm
    >>> tasks = [sm.quadratic("A", "v"), sm.quadratic("B", "w")]
    >>> maml = sm.MetaProblem(tasks, adaptation=sm.GradientDescent(sm.scalar("alpha")))
    >>> report = crosscheck(sm.fixed_point(maml), instances=9)
    >>> report.verdict, report.counts
    (<Outcome.CONFIRMED: 'confirmed'>, Counts(confirmed=8, refuted=0, undecided=0, refused=1))
    """
    for name, number, example in (("instances", instances, 50), ("seed", seed, 0)):
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise InvalidArgument(f"{name}={number!r} is no natural number: write {name}={example}")
    if not isinstance(result, Result):
        raise InvalidStatement(f"{str(result)[:80]} is no result: write crosscheck(fixed_point(problem))")
    derivation, function = result.derivation, function or to_function(result)
    measures = list(_chain(derivation.measure))
    for measure in measures:
        _check(measure, len(derivation.problem.tasks))
    runs = any(measure.at in ("fixed-point", "next") or measure.what == "newton-step" for measure in measures)
    comparisons, descents = [], []
    for index in range(instances):
        case = _case(derivation.problem, seed, index)
        comparisons.append(_compared(result, function, case))
        if runs:
            descents.append(_descended(derivation.measure, comparisons[-1], case))
    return Report(seed, tuple(comparisons), tuple(descents))


def _chain(measure: Measure | None) -> Iterator[Measure]:
    while measure is not None:
        yield measure
        measure = measure.minus


def _check(measure: Measure, count: int) -> None:
    if measure.what not in QUANTITIES:
        raise InvalidStatement(f"the oracle does not know {measure.what!r}: expected one of {_listed(QUANTITIES)}")
    if measure.at not in PLACES:
        raise InvalidStatement(f"the oracle knows no place {measure.at!r}: expected one of {_listed(PLACES)}")
    if measure.what in OF_ONE_TASK and measure.task not in range(count):
        raise InvalidStatement(f"{measure.what!r} of task {measure.task!r} is not defined: expected 0 to {count - 1}")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(repr, sorted(names)))


@dataclass(frozen=True, eq=False)
class _Case:
    """An instance with the oracle for it, which is the same for all results of a problem."""

    instance: Instance
    numbers: NumericProblem
    oracle: Oracle
    theta: Array

    @cached_property
    def descent(self) -> Descent | str:
        """Meta gradient descent from theta, or why it was not run."""
        return _descent(self)


# The oracle is a function of the problem, the seed and the index: one book asks many questions about few problems.
@lru_cache(maxsize=256)
def _case(problem: MetaProblem, seed: int, index: int) -> _Case:
    instance = draw(problem, seed=seed, index=index)
    theta = instance.values[problem.theta.name].reshape(-1, 1)
    oracle = Oracle(numeric_problem(problem, instance, precise), _precise(theta), precise(instance.values[OUTER_STEP]))
    return _Case(instance, numeric_problem(problem, instance), oracle, theta)


@lru_cache(maxsize=1024)
def _answer(problem: MetaProblem, seed: int, index: int, measure: Measure) -> Array | None:
    """Return what the oracle computes, None where an operator is singular."""
    try:
        return _case(problem, seed, index).oracle.answer(measure)
    except Singular:
        return None


def _precise(array: Any) -> Array:
    converted: Array = np.frompyfunc(precise, 1, 1)(array)
    return converted


def _compared(result: Result, function: Function, case: _Case) -> Comparison:
    """Compare one instance."""
    instance = case.instance
    comparison = Comparison(instance.seed, instance.regime, instance.dimension, Outcome.REFUTED, error=np.inf)
    arguments = _arguments(result, function, instance)
    numeric = _answer(result.derivation.problem, *instance.seed, result.derivation.measure)
    bound, scale = _bound(result, instance), case.oracle.scales[result.derivation.measure.what]
    bound += NEGLIGIBLE * scale
    try:
        analytic = np.asarray(function(**arguments), dtype=float)
    except SingularOperator:
        if numeric is None:
            return replace(comparison, outcome=Outcome.REFUSED, error=0.0)
        outcome = Outcome.UNDECIDED if bound == np.inf else Outcome.REFUTED
        return replace(comparison, outcome=outcome, bound=bound, reason="refused, but the operator is regular")
    except np.linalg.LinAlgError as failure:
        return replace(comparison, reason=f"raised {failure!r}, not SingularOperator")
    if numeric is None:
        return replace(comparison, analytic=analytic, reason="gave a value, but the operator is singular")
    numeric = numeric.reshape(_shape(result.derivation.measure.what, instance.dimension))
    comparison = replace(comparison, analytic=analytic, numeric=numeric.astype(float), bound=bound)
    if analytic.shape != numeric.shape:
        return replace(comparison, reason=f"gave shape {analytic.shape}, not {numeric.shape}")
    if not np.all(np.isfinite(analytic)):
        return replace(comparison, reason="gave a value that is not finite")
    error = _norm(_precise(analytic) - numeric)
    if bound > COARSEST * scale:
        return replace(comparison, outcome=Outcome.UNDECIDED, error=error, reason="rounding hides too much")
    return replace(comparison, error=error, outcome=Outcome.CONFIRMED if error <= bound else Outcome.REFUTED)


def _shape(what: str, dimension: int) -> tuple[int, ...]:
    """Return the shape that a function gives to a quantity."""
    if what in ("meta-loss", "task-loss"):
        return ()
    return (dimension, dimension) if what == "meta-hessian" else (dimension,)


def _norm(difference: Any) -> float:
    """Return the 2-norm of the entries."""
    return float(np.linalg.norm(np.asarray(difference, dtype=float)))


def _bound(result: Result, instance: Instance) -> float:
    """Return the bound on the rounding of the formula: infinite if rounding could make an operator singular."""
    try:
        return _norm(Analysis(result.where, instance.values, instance.dimension).estimate(result.expression).error)
    except SingularToRounding:
        return np.inf


def _arguments(result: Result, function: Function, instance: Instance) -> dict[str, Any]:
    """Return the numbers of the letters of the formula, abbreviations resolved, that the function takes.

    A letter that cancels from the formula may be missing from the signature.
    """
    definitions = {definition.letter: definition.expression for definition in result.where}
    dimension = result.derivation.problem.theta.shape[0]
    pending: list[Any] = [result.expression]
    seen: set[Any] = set()
    while pending:
        for letter in pending.pop().free_symbols - seen - {dimension}:
            seen.add(letter)
            if letter in definitions:
                pending.append(definitions[letter])
    names = sorted(letter.name for letter in seen if letter not in definitions)
    for name in names:
        if name not in instance.values:
            raise InvalidStatement(
                f"the formula contains {name}, which is neither a letter of the problem nor an abbreviation: expected "
                f"letters among {_listed(instance.values)}"
            )
    parameters = inspect.signature(function).parameters
    takes_all = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    return {name: instance.values[name] for name in names if takes_all or name in parameters}


# -- descent -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Descent:
    """Meta gradient descent as it ran on floats, and what is known of it beforehand.

    The error of a point is contracted by `rate = |I - beta S|` and grows by at most `rounding` in each step, so after t
    steps rounding moved it by at most `rounding (1 - rate^t) / (1 - rate)`. The run ends when the distance to the fixed
    point, `rate^t |theta_0 - theta*|`, is below the limit of that. `last` and `minimum` are meta-losses, not rounded.
    """

    points: Array
    fixed_point: Array
    hessian: Array
    beta: float
    rate: float
    rounding: float
    last: Any
    minimum: Any

    @property
    def steps(self) -> int:
        """The number of steps that were run."""
        return len(self.points) - 1

    def drift(self, steps: int) -> float:
        """Bound what rounding did to the point after a number of steps."""
        return self.rounding * (1 - self.rate**steps) / (1 - self.rate)


def _descent(case: _Case) -> Descent | str:
    """Run the outer loop with the best step, as long as the exact rate says; or say why not."""
    try:
        fixed_point, hessian = case.oracle.fixed_point.astype(float), case.oracle.hessian.astype(float)
    except Singular:
        return "the operator is singular"
    size, theta = len(hessian), case.theta
    curvatures = np.linalg.eigvalsh((hessian + hessian.T) / 2)
    if curvatures[0] <= 0:
        return "the meta-Hessian is not positive"
    beta = float(2 / (curvatures[0] + curvatures[-1]))
    rate, start = float(np.linalg.norm(np.eye(size) - beta * hessian, 2)), float(np.linalg.norm(theta - fixed_point))
    if rate >= 1:
        return "no step contracts in the 2-norm"
    reach = np.abs(fixed_point) + 2 * start
    # Per step: the gradient, the update (two operations), and one application of the propagator, itself rounded twice.
    rounding = beta * gradient_rounding(case.numbers, reach) + 2 * UNIT * float(np.linalg.norm(reach))
    rounding += (size + 4) * UNIT * start * (1 + beta * float(np.linalg.norm(hessian)))
    limit = rounding / (1 - rate)
    steps = int(np.ceil(np.log(limit / start) / np.log(rate))) if rate > 0 and start > limit else 1
    if steps > MOST_STEPS:
        return f"steps needed: {steps}"
    points, problem = descend(case.numbers, theta, beta, steps), case.oracle.problem
    last, minimum = (meta_loss(problem, x).item() for x in (_precise(points[-1:].T), case.oracle.fixed_point))
    return Descent(points, fixed_point, hessian, beta, rate, rounding, last, minimum)


def _descended(measure: Measure, comparison: Comparison, case: _Case) -> Comparison:
    """Compare descent with the closed form of its trajectory, its limit and its last loss.

    The fixed point and the minimum are those of the formula where it gives them, otherwise those of the oracle.
    """
    run = case.descent
    if comparison.outcome is Outcome.REFUSED or isinstance(run, str):
        outcome = Outcome.REFUSED if comparison.outcome is Outcome.REFUSED else Outcome.UNDECIDED
        return replace(comparison, outcome=outcome, analytic=None, numeric=None, reason=str(run))
    centre, uncertain = run.fixed_point, UNIT * float(np.linalg.norm(run.fixed_point))
    is_asked = measure.at == "fixed-point" and measure.minus is None and np.isfinite(comparison.error)
    given = comparison.analytic if is_asked else None
    if given is not None and measure.what == "point":
        centre, uncertain = given.reshape(-1, 1), comparison.bound
    pairs = list(_trajectory(run, case.theta, centre, uncertain))
    if case.numbers.rule is Rule.EXACT:
        minimum, uncertain = run.minimum, 0.0
        if given is not None and measure.what == "meta-loss":
            minimum, uncertain = precise(given.item()), comparison.bound
        pairs.append(_last_loss(run, minimum, uncertain))
    error, bound = max(pairs, key=lambda pair: pair[0] / pair[1] if pair[1] else np.inf * bool(pair[0]))
    outcome = Outcome.CONFIRMED if error <= bound else Outcome.REFUTED
    shown = {"analytic": centre.ravel(), "numeric": run.points[-1], "reason": f"steps run: {run.steps}"}
    return replace(comparison, outcome=outcome, error=error, bound=bound, **shown)


def _trajectory(run: Descent, theta: Array, centre: Array, uncertain: float) -> Iterator[tuple[float, float]]:
    """Yield (error, bound): each point against theta* + (I - beta S)^t (theta_0 - theta*), the last against theta*."""
    gap, propagator = theta - centre, np.eye(len(theta)) - run.beta * run.hessian
    start = float(np.linalg.norm(gap))
    for count, point in enumerate(run.points):
        yield _norm(point - centre.ravel() - gap.ravel()), run.drift(count) + 2 * uncertain + UNIT * start
        gap = propagator @ gap
    bound = run.rate**run.steps * start + run.drift(run.steps) + 2 * uncertain
    yield _norm(run.points[-1] - centre.ravel()), bound


def _last_loss(run: Descent, minimum: Any, uncertain: float) -> tuple[float, float]:
    """Return (error, bound) of the loss at the last point: at most half the curvature times the squared distance."""
    start, rounded = (float(np.linalg.norm(x)) for x in (run.points[0] - run.fixed_point.ravel(), run.fixed_point))
    distance = run.rate**run.steps * start + run.drift(run.steps) + UNIT * rounded
    return abs(float(run.last - minimum)), float(np.linalg.norm(run.hessian, 2)) * distance**2 / 2 + uncertain
