"""Statements on floats: both sides evaluated from the SymPy expressions, within a bound that follows from rounding.

The judge expands a statement into polynomials and works on fractions; here the expressions are evaluated as they stand.
At values where the hypotheses hold, a proved claim must hold and, at a counterexample, a refuted one must fail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symmaml.oracle.compare import Outcome
from symmaml.oracle.instances import Array
from symmaml.oracle.rounding import Analysis, Estimate, SingularToRounding
from symmaml.proof.values.samples import points
from symmaml.statement import AtLeast, Equal, Gradient, Named, Nonzero, Positive, Statement, Status, Verdict

SAFETY = 4.0  # bounds are computed on floats, to first order


@dataclass(frozen=True)
class Numbers:
    """What floats say of a verdict: the outcome, at how many points, and how far the claim is off at the worst of them.

    That is in units of the bound on rounding: of a proved claim it must be at most 1, of a refuted one more.
    """

    outcome: Outcome
    instances: int
    ratio: float


@dataclass(frozen=True)
class _Gap:
    """By how much a relation fails (not positive: it holds), and the bound on the error of that number."""

    violation: float
    bound: float

    @property
    def ratio(self) -> float:
        """The violation in units of the bound."""
        return float(self.violation / self.bound) if self.bound else 0.0 if self.violation <= 0 else float("inf")


def check_numbers(verdict: Verdict, instances: int = 10) -> Numbers:
    """Evaluate the statement of a verdict: a proved one at its witness and other points, a refuted one where it fails.

    >>> from symmaml.notation import matrix
    >>> from symmaml.proof.decide import decide
    >>> X, Y = matrix("X Y")
    >>> check_numbers(decide(Equal(X * Y, Y * X))).outcome.value
    'confirmed'
    """
    refuted, compared = verdict.status is Status.REFUTED, list[float]()
    for exact, size in _points(verdict, instances):
        values = {name: np.array([[float(x) for x in row] for row in rows]) for name, rows in exact.items()}
        analysis = Analysis(verdict.statement.where, values, size)
        try:
            hypotheses = [_gap(_plain(hypothesis), analysis) for hypothesis in verdict.statement.hypotheses]
            claim = _claim_gap(verdict.statement, analysis)
        except SingularToRounding:
            continue
        ratio = claim.ratio
        if any(hypothesis.ratio > 1 for hypothesis in hypotheses) or (ratio > 1) is not refuted:
            return Numbers(Outcome.REFUTED, len(compared) + 1, ratio)
        compared.append(ratio)
    if not compared:
        return Numbers(Outcome.UNDECIDED, 0, 0.0)
    return Numbers(Outcome.CONFIRMED, len(compared), min(compared) if refuted else max(compared))


def _points(verdict: Verdict, instances: int) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Yield exact values of the letters and their one dimension; none where there are several."""
    if verdict.counterexample is not None:
        yield from _sized(verdict.counterexample.values, verdict.counterexample.dimensions)
    elif verdict.certificate is not None:
        source = json.loads(verdict.certificate.text)
        statement = {key: source[key] for key in ("letters", "hypotheses", "claim")}
        for point in (source["witness"], *points(statement, instances - 1)):
            values = {name: [[Fraction(x) for x in row] for row in rows] for name, rows in point["values"].items()}
            yield from _sized(values, point["dimensions"])


def _sized(values: Mapping[str, Any], dimensions: Mapping[str, int]) -> Iterator[tuple[Mapping[str, Any], int]]:
    sizes = set(dimensions.values())
    if len(sizes) <= 1:
        yield values, next(iter(sizes), 1)


def _plain(relation: Any) -> Any:
    return relation.relation if isinstance(relation, Named) else relation


def _claim_gap(statement: Statement, analysis: Analysis) -> _Gap:
    claim = statement.claim
    return _gradient_gap(statement, claim, analysis) if isinstance(claim, Gradient) else _gap(claim, analysis)


def _gap(relation: Any, analysis: Analysis) -> _Gap:
    """Return by how much a relation fails."""
    match relation:
        case Equal(lhs=lhs, rhs=rhs):
            difference, error = _difference(lhs, rhs, analysis)
            return _Gap(float(np.linalg.norm(difference)), SAFETY * float(np.linalg.norm(error)))
        case AtLeast(larger=larger, smaller=smaller):
            difference, error = _difference(larger, smaller, analysis)
            return _order_gap(difference, error)
        case Positive(expression=inside):
            difference, error = _difference(inside, 0, analysis)
            return _order_gap(difference, error)
        case Nonzero(expression=inside):
            difference, error = _difference(inside, 0, analysis)
            is_told = float(np.linalg.norm(difference)) > SAFETY * float(np.linalg.norm(error))
            return _Gap(0.0 if is_told else 1.0, 0.0)
    raise TypeError(f"{relation!r} is no relation: expected Equal, AtLeast, Positive or Nonzero")


def _order_gap(difference: Array, error: Array) -> _Gap:
    """Return how far a matrix is from being symmetric and positive semidefinite.

    A symmetric perturbation E moves no eigenvalue by more than its norm (Weyl); computing the eigenvalues adds a small
    multiple of the rounding unit times the norm of the matrix and its size.
    """
    lowest = float(np.linalg.eigvalsh((difference + difference.T) / 2)[0])
    computing = len(difference) * np.finfo(float).eps * float(np.linalg.norm(difference))
    bound = SAFETY * (float(np.linalg.norm(error)) + computing)
    asymmetry = float(np.linalg.norm(difference - difference.T))
    return _Gap(max(-lowest, asymmetry), 2 * bound)


def _difference(lhs: Any, rhs: Any, analysis: Analysis) -> tuple[Array, Array]:
    left, right = _estimate(lhs, analysis), _estimate(rhs, analysis)
    rounding = np.finfo(float).eps * (np.abs(left.value) + np.abs(right.value))
    return np.atleast_2d(left.value - right.value), np.atleast_2d(left.error + right.error + rounding)


def _estimate(side: Any, analysis: Analysis) -> Estimate:
    if isinstance(side, int | float):
        zero = np.zeros((1, 1))
        return Estimate(zero + side, zero + abs(side), zero)
    return analysis.estimate(side)


def _gradient_gap(statement: Statement, claim: Gradient, analysis: Analysis) -> _Gap:
    """Compare with differences of the function, extrapolated (Romberg) from steps h, h/2 and h/4.

    The last correction bounds what the extrapolation still misses; a polynomial of degree four it does not miss at all.
    """
    x = analysis.letter(claim.variable.name).value
    step = 2.0**-6 * max(1.0, float(np.abs(x).max()))
    (first, _), (second, _), (third, rounding) = (
        _differences(statement, claim, analysis, step / part) for part in (1, 2, 4)
    )
    once = (4 * second - first) / 3, (4 * third - second) / 3
    twice = (16 * once[1] - once[0]) / 15
    gradient = _estimate(claim.gradient, analysis)
    error = gradient.error + 3 * rounding + np.abs(twice - once[1])
    return _Gap(float(np.linalg.norm(twice - gradient.value)), SAFETY * float(np.linalg.norm(error)))


def _differences(statement: Statement, claim: Gradient, analysis: Analysis, step: float) -> tuple[Array, Array]:
    """Return central differences of a function in each direction, and the bounds on their rounding."""
    name, values = claim.variable.name, dict(analysis.values)
    x = np.asarray(values[name], dtype=float)
    found, errors = [], []
    for direction in np.eye(len(x)):
        ends = [
            _at(statement, claim, {**values, name: x + sign * step * direction.reshape(-1, 1)}, analysis.dimension)
            for sign in (1, -1)
        ]
        found.append((ends[0].value[0, 0] - ends[1].value[0, 0]) / (2 * step))
        errors.append((ends[0].error[0, 0] + ends[1].error[0, 0]) / (2 * step))
    return np.array(found).reshape(-1, 1), np.array(errors).reshape(-1, 1)


def _at(statement: Statement, claim: Gradient, values: Mapping[str, Any], dimension: int) -> Estimate:
    return Analysis(statement.where, values, dimension).estimate(claim.function)
