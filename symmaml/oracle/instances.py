"""Numbers for letters: seeded instances of a problem, in every regime of the inner step.

An instance is a function of (problem, seed, index) alone, so any one of them can be drawn again by itself. Regimes,
dimensions and spectra follow the index, so that few instances already cover them all; the rest is random.

Where a regime is an equation (step 1/L, step 2/L, a singular operator), the numbers satisfy it exactly: L is a power of
two and an eigenvalue with a coordinate axis as eigenvector, or all Hessians are integers times powers of two, with one
integer vector in their kernels.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy

from symmaml.adaptation import GradientDescent, MatrixStep, NoAdaptation, Polynomial, Proximal, Rule
from symmaml.errors import NotDerivable
from symmaml.notation import Kind, Letter
from symmaml.problem import MetaProblem
from symmaml.tasks import Quadratic

Array = np.ndarray[Any, np.dtype[Any]]


class Loop(Enum):
    """How a task is adapted to."""

    GRADIENT = "gradient"
    MATRIX = "matrix"
    POLYNOMIAL = "polynomial"
    PROXIMAL = "proximal"
    NONE = "none"


@dataclass(frozen=True, eq=False)
class NumericLoss:
    """A quadratic loss in numbers: `hessian` of shape (d, d), `minimiser` of shape (d, 1)."""

    hessian: Array
    minimiser: Array


@dataclass(frozen=True, eq=False)
class NumericTask:
    """A task in numbers."""

    support: NumericLoss
    query: NumericLoss
    weight: Any


@dataclass(frozen=True, eq=False)
class NumericProblem:
    """A meta-learning problem in numbers, all of one type.

    `step` is a number (gradient, proximal: its strength), a matrix, or the coefficients of a polynomial, lowest first.
    """

    tasks: tuple[NumericTask, ...]
    loop: Loop
    step: Any
    steps: int
    rule: Rule


@dataclass(frozen=True, eq=False)
class Instance:
    """Numbers for the letters of a problem: floats, vectors (d,) and matrices (d, d), read-only, by name.

    `seed` is the pair (seed, index) from which `draw` makes the same instance again.
    """

    seed: tuple[int, int]
    regime: str
    dimension: int
    values: Mapping[str, Any]


# The inner step times L, the largest curvature of a support loss. The attenuated curvature x(1 - x)^2 rises up to 1/3,
# falls to 0 at 1, is no larger than the curvature up to 2, and larger beyond.
REGIMES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "negative": (-2.0, -0.05),
        "zero": (0.0, 0.0),
        "up to 1/(3L)": (0.02, 1 / 3),
        "1/(3L) to 1/L": (1 / 3, 0.98),
        "1/L": (1.0, 1.0),
        "1/L to 2/L": (1.02, 1.98),
        "2/L": (2.0, 2.0),
        "beyond 2/L": (2.05, 4.0),
        "singular": (0.1, 0.3),
    }
)
ON_AXIS = frozenset({"1/L", "2/L"})  # L belongs to a coordinate axis, so that the regime holds exactly
DIMENSIONS = 8
CONDITIONS = (1.0, 10.0, 1e4, 1e8, None)  # of a Hessian; None: positive semidefinite of low rank
SPREADS = ((1.0, 1.0), (1.0, 1.0), (2.0**10, 1.0), (1.0, 2.0**-10), (1.0, 0.0))  # size and distance of the minimisers
OUTER_STEP = "beta"


def draw(problem: MetaProblem, *, seed: int, index: int) -> Instance:
    """Return instance number `index`: the same for the same problem, seed and index.

    Raises `NotDerivable` for an inner loop of a kind that the oracle does not know.

    >>> from symmaml.notation import scalar
    >>> from symmaml.tasks import quadratic
    >>> maml = MetaProblem([quadratic("A", "v")], adaptation=GradientDescent(scalar("alpha")))
    >>> instance = draw(maml, seed=0, index=4)
    >>> instance.regime, instance.values["A"].shape, instance.values["v"].shape
    ('1/L', (5, 5), (5,))
    """
    regimes = admissible_regimes(problem)
    cycle, position = divmod(index, len(regimes))
    # Each regime meets a new dimension and a new spectrum in each cycle.
    dimension, condition = 1 + (cycle + position) % DIMENSIONS, CONDITIONS[(cycle + 2 * position) % len(CONDITIONS)]
    drawing = _Drawing(problem, np.random.default_rng([seed, index]), regimes[position], dimension, condition)
    values = drawing.values()
    for value in values.values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return Instance((seed, index), regimes[position], dimension, MappingProxyType(values))


def admissible_regimes(problem: MetaProblem) -> tuple[str, ...]:
    """Return the regimes that the assumptions on the letters of the problem allow, in the order of instances."""
    signs = _signs(problem.adaptation)
    regular = [name for name, (low, high) in REGIMES.items() if np.sign(low + high) in signs and name != "singular"]
    # Singular instances confirm little: they are at most one in five.
    return tuple(regular * -(-4 // len(regular)) + ["singular"] * bool(_kernels(problem)))


def _signs(adaptation: Any) -> tuple[int, ...]:
    """Return the possible signs of the inner step."""
    match adaptation:
        case GradientDescent(step=sympy.Symbol() as step):
            return (1,) if step.is_positive else (0, 1) if step.is_nonnegative else (-1, 0, 1)
        case GradientDescent(step=step) if step.is_number:
            return (int(sympy.sign(step)),)
        case MatrixStep(matrix=Letter() as letter):
            kind = letter.kind_of_letter
            return (1,) if kind is Kind.DEFINITE else (0, 1) if kind is Kind.SEMIDEFINITE else (-1, 0, 1)
        case NoAdaptation():
            return (0,)
        case GradientDescent() | MatrixStep() | Polynomial() | Proximal():
            return (1,)
    raise NotDerivable(
        f"the oracle does not know the inner loop {type(adaptation).__name__}: expected GradientDescent, MatrixStep, "
        f"Polynomial, Proximal or NoAdaptation"
    )


def _kernels(problem: MetaProblem) -> tuple[str, ...]:
    """Return the ways to make the meta-Hessian singular that the letters allow."""
    hessians = _hessians(problem)
    ways = []
    if not any(letter.kind_of_letter is Kind.DEFINITE for letter in hessians):
        ways.append("kernel")
    if isinstance(problem.adaptation, GradientDescent) and isinstance(problem.adaptation.step, sympy.Symbol):
        ways.append("killed")
    return tuple(ways)


def _losses(problem: MetaProblem) -> list[Quadratic]:
    return [loss for task in problem.tasks for loss in (task.support, task.query)]


def _letters(expressions: list[Any]) -> tuple[Letter, ...]:
    found = {letter for expression in expressions for letter in expression.atoms(Letter)}
    return tuple(sorted(found, key=lambda letter: letter.name))


def _hessians(problem: MetaProblem) -> tuple[Letter, ...]:
    return _letters([loss.hessian for loss in _losses(problem)])


def _scalars(problem: MetaProblem) -> tuple[sympy.Symbol, ...]:
    parts = [part for loss in _losses(problem) for part in (loss.hessian, loss.minimiser)]
    parts += [task.weight for task in problem.tasks]
    parts += [getattr(problem.adaptation, field.name) for field in fields(problem.adaptation)]  # type: ignore[arg-type]
    found = {symbol for part in parts if isinstance(part, sympy.Basic) for symbol in part.free_symbols}
    found -= {problem.theta.shape[0], getattr(problem.adaptation, "variable", None)}
    return tuple(sorted((s for s in found if isinstance(s, sympy.Symbol)), key=lambda symbol: symbol.name))


@dataclass(frozen=True, eq=False)
class _Drawing:
    """The random choices of one instance."""

    problem: MetaProblem
    rng: np.random.Generator
    regime: str
    dimension: int
    condition: float | None

    def values(self) -> dict[str, Any]:
        """Return the numbers of all letters by name."""
        problem, rng = self.problem, self.rng
        values: dict[str, Any] = {symbol.name: float(rng.uniform(0.3, 3.0)) for symbol in _scalars(problem)}
        way = str(rng.choice(_kernels(problem))) if self.regime == "singular" else ""
        signs = _signs(problem.adaptation)
        ratio = 1.0 if way == "killed" else float(rng.uniform(*REGIMES[self.regime])) * (1 if 1 in signs else signs[0])
        scale = 2.0 ** int(rng.integers(-3, 4))
        pace = _pace(problem, values)
        if pace is not None:
            scale = abs(ratio / pace) if ratio else scale
        values |= self.hessians(scale, way)
        values |= self.steps(ratio, scale)
        values |= self.points()
        return {OUTER_STEP: float(rng.uniform(0.1, 1.5)) / (scale * len(problem.tasks)), **values}

    def hessians(self, scale: float, way: str) -> dict[str, Any]:
        """Return positive semidefinite matrices with largest eigenvalue `scale`; singular ones in the given way."""
        letters, rng = _hessians(self.problem), self.rng
        if way == "kernel":
            return dict(zip([x.name for x in letters], self.with_common_kernel(len(letters), scale), strict=True))
        supports = _letters([task.support.hessian for task in self.problem.tasks])
        top = supports[int(rng.integers(len(supports)))] if supports else None
        others = [letter for letter in letters if letter != top and letter.kind_of_letter is not Kind.DEFINITE]
        flat = others[int(rng.integers(len(others)))] if others and self.condition is None else None
        axis = int(rng.integers(self.dimension))
        basis = _orthogonal(rng, self.dimension)
        made = {}
        for letter in letters:
            if not letter.is_assumed_symmetric:  # it stands inside a symmetric expression such as M^T M
                made[letter.name] = rng.uniform(-1.0, 1.0, (self.dimension, self.dimension)) * float(np.sqrt(scale))
                continue
            reach = scale if letter == top else scale * float(rng.uniform(0.2, 0.95))
            # Sharing eigenvectors lets the meta-Hessian be as ill conditioned as its parts.
            own = basis if letter == letters[0] or rng.random() < 0.3 else _orthogonal(rng, self.dimension)
            value = self.of_low_rank(reach) if letter == flat else self.of_full_rank(reach, own)
            if way == "killed" or (self.regime in ON_AXIS and letter == top):
                zero = letter in others and rng.random() < 0.3
                value = _with_eigenvector(value * 0.75, axis, 0.0 if zero else scale)
            made[letter.name] = value
        return made

    def of_full_rank(self, reach: float, basis: Array) -> Array:
        """Return a symmetric matrix with eigenvalues from `reach / condition` to `reach`, both attained."""
        condition = self.condition or 10.0
        exponents = self.rng.uniform(0.0, 1.0, self.dimension)
        exponents[0] = 1.0
        exponents[-1] = 0.0  # after the smallest: in one dimension the only eigenvalue is `reach`
        matrix = (basis * (reach * condition**-exponents)) @ basis.T
        return (matrix + matrix.T) / 2

    def of_low_rank(self, reach: float) -> Array:
        """Return X X^T with X of integers and fewer columns than rows, times a power of two: its rank is exact."""
        columns = int(self.rng.integers(min(1, self.dimension - 1), self.dimension))
        factor = self.rng.integers(-3, 4, (self.dimension, columns)).astype(float)
        return _scaled_below(factor @ factor.T, reach)

    def with_common_kernel(self, count: int, scale: float) -> list[Array]:
        """Return matrices of integers, times powers of two, that all annihilate one integer vector."""
        kernel = self.rng.integers(-2, 3, self.dimension).astype(float)
        kernel[int(self.rng.integers(self.dimension))] = 1.0
        away = kernel @ kernel * np.eye(self.dimension) - np.outer(kernel, kernel)
        factors = (away @ self.rng.integers(-3, 4, (self.dimension, self.dimension)) for _ in range(count))
        return [_scaled_below(factor @ factor.T, scale) for factor in factors]

    def steps(self, ratio: float, scale: float) -> dict[str, Any]:
        """Return the letter of the inner step such that step times `scale` is `ratio`, if there is such a letter."""
        match self.problem.adaptation:
            case GradientDescent(step=sympy.Symbol(name=name)):
                return {name: ratio / scale}
            case Proximal(strength=sympy.Symbol(name=name)):
                return {name: scale / ratio}
            case MatrixStep(matrix=matrix):
                return {letter.name: self.matrix_step(letter, ratio / scale) for letter in _letters([matrix])}
        return {}

    def matrix_step(self, letter: Letter, size: float) -> Array:
        """Return a matrix of norm about `size`: a multiple of the identity in the regimes that are equations."""
        if self.regime in ON_AXIS or size == 0.0:
            return size * np.eye(self.dimension)
        basis = _orthogonal(self.rng, self.dimension)
        matrix = (basis * self.rng.uniform(0.3, 1.0, self.dimension)) @ basis.T
        turn = _orthogonal(self.rng, self.dimension) * float(letter.kind_of_letter is Kind.GENERAL)
        return size * ((matrix + matrix.T) / 2 + (turn - turn.T) / 4)

    def points(self) -> dict[str, Any]:
        """Return the parameters and the minimisers: apart, coinciding, close, or far apart."""
        rng, size = self.rng, (self.dimension,)
        spread, apart = SPREADS[int(rng.integers(len(SPREADS)))]
        centre = rng.normal(size=size)
        letters = _letters([loss.minimiser for loss in _losses(self.problem)])
        points = {letter.name: spread * (centre + apart * rng.normal(size=size)) for letter in letters}
        return {**points, self.problem.theta.name: spread * rng.normal(size=size)}


def _pace(problem: MetaProblem, values: Mapping[str, Any]) -> float | None:
    """Return the inner step where it is not a letter of its own, so that the Hessians must be scaled to it."""
    match problem.adaptation:
        case GradientDescent(step=step) if not isinstance(step, sympy.Symbol):
            pace = evaluate(step, values, 1, float)
        case Proximal(strength=strength) if not isinstance(strength, sympy.Symbol):
            pace = 1 / evaluate(strength, values, 1, float)
        case Polynomial(p=p, variable=variable):
            pace = evaluate(-sympy.diff(p, variable).subs(variable, 0), values, 1, float)
        case _:
            return None
    return float(pace) or None


def _orthogonal(rng: np.random.Generator, dimension: int) -> Array:
    return np.linalg.qr(rng.normal(size=(dimension, dimension)))[0]


def _scaled_below(matrix: Array, reach: float) -> Array:
    """Return the matrix times the power of two that brings its norm to at most `reach`; no entry is rounded."""
    norm = float(np.linalg.norm(matrix, 2))
    return matrix * 2.0 ** np.floor(np.log2(reach / norm)) if norm else matrix


def _with_eigenvector(matrix: Array, axis: int, eigenvalue: float) -> Array:
    """Return the matrix with one row and column replaced, so that a coordinate axis is an eigenvector."""
    changed = matrix.copy()
    changed[axis, :] = changed[:, axis] = 0.0
    changed[axis, axis] = eigenvalue
    return changed


def numeric_problem(problem: MetaProblem, instance: Instance, number: Callable[[Any], Any] = float) -> NumericProblem:
    """Return the problem with the numbers of an instance, each converted by `number` before any arithmetic."""

    def value(expression: Any) -> Any:
        return evaluate(expression, instance.values, instance.dimension, number)

    def loss(quadratic: Quadratic) -> NumericLoss:
        return NumericLoss(value(quadratic.hessian), value(quadratic.minimiser))

    tasks = tuple(NumericTask(loss(t.support), loss(t.query), value(t.weight)) for t in problem.tasks)
    loop, step, steps = _loop(problem.adaptation, value)
    return NumericProblem(tasks, loop, step, steps, problem.rule)


def _loop(adaptation: Any, value: Callable[[Any], Any]) -> tuple[Loop, Any, int]:
    match adaptation:
        case GradientDescent(step=step, steps=steps):
            return Loop.GRADIENT, value(step), steps
        case MatrixStep(matrix=matrix, steps=steps):
            return Loop.MATRIX, value(matrix), steps
        case Polynomial(p=p, variable=variable):
            coefficients = sympy.Poly(p, variable).all_coeffs()[::-1]
            return Loop.POLYNOMIAL, tuple(value(c) for c in coefficients), 1
        case Proximal(strength=strength):
            return Loop.PROXIMAL, value(strength), 1
    return Loop.NONE, None, 0


def evaluate(expression: Any, values: Mapping[str, Any], dimension: int, number: Callable[[Any], Any]) -> Any:
    """Return the number, or the array (rows, cols), that a polynomial expression has at the given values.

    Raises `NotDerivable` for an inverse or anything else that is not made of sums, products and powers.
    """

    def recur(node: Any) -> Any:
        return evaluate(node, values, dimension, number)

    match node := expression:
        case Letter():
            return _converted(values[node.name].reshape(dimension, -1), number)
        case sympy.Symbol():
            return number(values[node.name])
        case sympy.Rational():
            return number(int(node.p)) / number(int(node.q))
        case sympy.Identity():
            return _converted(np.eye(dimension), number)
        case sympy.Transpose():
            return recur(node.arg).T
        case sympy.Add() | sympy.MatAdd():
            return sum(map(recur, node.args[1:]), recur(node.args[0]))
        case sympy.Mul() | sympy.MatMul():
            return _multiplied([recur(factor) for factor in node.args])
        case sympy.Pow() | sympy.MatPow() if node.exp.is_Integer and (node.exp > 0 or not node.is_Matrix):
            power = _multiplied([recur(node.base)] * abs(int(node.exp)))
            return power if node.exp > 0 else 1 / power
    raise NotDerivable(
        f"{expression} is not made of sums, products and powers: an instance needs tasks and an inner loop that are "
        f"polynomials in letters; give it a letter of its own, such as symmetric('H')"
    )


def _converted(array: Array, number: Callable[[Any], Any]) -> Array:
    return array if number is float else np.frompyfunc(number, 1, 1)(array)


def _multiplied(factors: list[Any]) -> Any:
    product = factors[0]
    for factor in factors[1:]:
        if isinstance(product, np.ndarray) and isinstance(factor, np.ndarray):
            product = product @ factor
        else:
            product = factor * product if isinstance(factor, np.ndarray) else product * factor
    return product
