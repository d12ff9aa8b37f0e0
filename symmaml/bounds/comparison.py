"""Evidence that MAML's fixed point needs more gradient steps than the midpoint: exact values, and a checker that runs.

The counts are found by `iterations_to`; here gradient descent is run in fractions, step after step, and nothing else is
believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import chain
from types import MappingProxyType

from symmaml.claim import Standing
from symmaml.errors import NotRefuted

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]
LONGEST_RUN = 1000  # steps; fractions grow with each
_LETTERS = MappingProxyType(
    {
        **{name: name for name in ("A", "v", "B", "w")},
        **{"alpha": r"\alpha", "epsilon": r"\varepsilon", "fixed_point": r"\theta^{\star}"},
    }
)


@dataclass(frozen=True)
class MoreSteps:
    """Two tasks, a step alpha and an accuracy epsilon at which the first task needs more steps from the fixed point.

    `fixed_point` is that of MAML; `from_fixed_point` and `from_midpoint` are the first steps at which the loss of the
    first task is at most epsilon.
    """

    A: Matrix
    v: Vector
    B: Matrix
    w: Vector
    alpha: Fraction
    epsilon: Fraction
    fixed_point: Vector
    from_fixed_point: int
    from_midpoint: int

    @property
    def kind(self) -> str:
        """The kind of evidence."""
        return "counterexample"

    @property
    def statement(self) -> str:
        """What the values refute, in plain text."""
        return (
            "no task and no epsilon > 0 for which the fixed point needs more steps to f_i <= epsilon than the midpoint"
        )

    @property
    def statement_latex(self) -> str:
        """The same, as it is printed."""
        return (
            r"For no task $i$ and no $\varepsilon > 0$ does gradient descent need more steps to $f_i \le \varepsilon$ "
            r"from $\theta^{\star}$ than from the midpoint"
        )

    def explanation(self) -> tuple[str, ...]:
        """Return the values, and what running both descents in fractions shows, as lines of LaTeX."""
        values = ((_LETTERS[field.name], getattr(self, field.name)) for field in fields(self) if field.name in _LETTERS)
        listed = ", ".join(f"${letter} = {_spelled(value)}$" for letter, value in values)
        return (
            f"Counterexample: at {listed}",
            rf"on task 1 the first step with $f_1 \le \varepsilon$ is {self.from_fixed_point} from $\theta^{{\star}}$ "
            f"and {self.from_midpoint} from the midpoint",
        )

    @property
    def standing(self) -> Standing:
        """Refuted, once the runs show it; raises `NotRefuted`, naming the rule, if they do not."""
        check_more_steps(self)
        return Standing.REFUTED


def check_more_steps(found: MoreSteps) -> None:
    """Run both descents; raise `NotRefuted` unless everything is as the record says."""
    numbers = (found.alpha, found.epsilon, *found.v, *found.w, *found.fixed_point, *chain(*found.A, *found.B))
    _require(all(type(each) is Fraction for each in numbers), "exact", "some numbers are no fractions")
    size = len(found.v)
    shapes = [len(found.w), len(found.fixed_point), *(len(row) for row in (*found.A, *found.B)), len(found.A)]
    _require(
        size > 0 and {*shapes, len(found.B)} == {size}, "shape", "A, B are n x n, and v, w, fixed_point have n entries"
    )
    for name, matrix in (("A", found.A), ("B", found.B)):
        _require(_is_definite(matrix), "definite", f"{name} is not symmetric and positive definite")
    _require(found.alpha > 0 and found.epsilon > 0, "sign", "alpha and epsilon must be positive")
    slopes = [_meta_slope(found, found.A, found.v), _meta_slope(found, found.B, found.w)]
    vanishes = all(one + other == 0 for one, other in zip(*slopes, strict=True))
    _require(vanishes, "fixed-point", "the gradient of the meta-objective does not vanish at fixed_point")
    middle = tuple((one + other) / 2 for one, other in zip(found.v, found.w, strict=True))
    for name, start in (("fixed_point", found.fixed_point), ("midpoint", middle)):
        claimed = found.from_midpoint if name == "midpoint" else found.from_fixed_point
        _require(0 <= claimed <= LONGEST_RUN, "length", f"{claimed} steps: expected at most {LONGEST_RUN}")
        first = _first_step(found, start, claimed)
        _require(first == claimed, "count", f"from the {name} the first step is {first}, not {claimed}")
    _require(found.from_fixed_point > found.from_midpoint, "order", "the fixed point needs no more steps")


def _require(condition: bool, rule: str, detail: str) -> None:
    if not condition:
        raise NotRefuted(f"{rule}: {detail}", rule)


def _times(matrix: Matrix, vector: Sequence[Fraction]) -> Vector:
    return tuple(sum((a * x for a, x in zip(row, vector, strict=True)), Fraction(0)) for row in matrix)


def _stepped(theta: Vector, matrix: Matrix, centre: Vector, alpha: Fraction) -> Vector:
    slope = _times(matrix, [t - c for t, c in zip(theta, centre, strict=True)])
    return tuple(t - alpha * s for t, s in zip(theta, slope, strict=True))


def _meta_slope(found: MoreSteps, matrix: Matrix, centre: Vector) -> Vector:
    """Return the gradient of f(U(theta)) at the fixed point by the chain rule: (I - alpha H) grad f(U(theta))."""
    moved = _stepped(found.fixed_point, matrix, centre, found.alpha)
    slope = _times(matrix, [t - c for t, c in zip(moved, centre, strict=True)])
    return tuple(s - found.alpha * h for s, h in zip(slope, _times(matrix, slope), strict=True))


def _first_step(found: MoreSteps, theta: Vector, most: int) -> int | None:
    """Return the first step with a loss of at most epsilon; None if it is beyond `most`."""
    for step in range(most + 1):
        gap = [t - c for t, c in zip(theta, found.v, strict=True)]
        if sum(g * s for g, s in zip(gap, _times(found.A, gap), strict=True)) <= 2 * found.epsilon:
            return step
        theta = _stepped(theta, found.A, found.v, found.alpha)
    return None


def _is_definite(matrix: Matrix) -> bool:
    """Whether a matrix is symmetric and all pivots of its elimination are positive."""
    if any(matrix[i][j] != matrix[j][i] for i in range(len(matrix)) for j in range(i)):
        return False
    rest = [list(row) for row in matrix]
    while rest:
        pivot, row = rest[0][0], rest[0][1:]
        if pivot <= 0:
            return False
        rest = [[x - left[0] * y / pivot for x, y in zip(left[1:], row, strict=True)] for left in rest[1:]]
    return True


def _spelled(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return str(value)
