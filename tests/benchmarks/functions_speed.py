"""Time generated functions against hand-written NumPy and SciPy, and against SymPy's lambdify. Run it as a script.

    python tests/benchmarks/functions_speed.py

Each row is timed in one process, the contestants in turns, and the fastest of the turns counts. The first column is
the time of the best hand-written function, the others are divided by it: below 1 is faster. `checked` looks at every
argument and at the operators that are inverted; `unchecked` does not, and nothing else here does. Times are those of
the processor on one thread, which other work on the machine disturbs least.
"""

from __future__ import annotations

import os
import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is imported

import numpy as np
import scipy.linalg
import sympy

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout, wherever the script is started

import symmaml as sm

TURNS = 15
COLUMNS = ("unchecked", "checked", "lambdify", "with cse")
SIZES = ((8, None), (64, None), (512, None), (8, 10_000))
QUESTIONS = {"gradient": sm.gradient, "fixed point": sm.fixed_point, "total loss": sm.minimum}

Values = dict[str, Any]
Contestants = dict[str, Callable[[], Any]]


def instance(size: int, batch: int | None, seed: int = 0) -> Values:
    """Return two tasks with curvatures between 1/4 and 1, and alpha = 1/2."""
    random = np.random.default_rng(seed)
    shape = () if batch is None else (batch,)
    values: Values = {"alpha": 0.5}
    for curvature, minimiser in (("A", "v"), ("B", "w")):
        turn = np.linalg.qr(random.normal(size=(*shape, size, size)))[0]
        matrix = (turn * random.uniform(0.25, 1.0, (*shape, 1, size))) @ turn.mT
        values[curvature] = np.ascontiguousarray((matrix + matrix.mT) / 2)
        values[minimiser] = random.normal(size=(*shape, size))
    values["theta"] = random.normal(size=(*shape, size))
    return values


# --- by hand, one instance --------------------------------------------------------------------------------------------


def gradient_with_operator(A: Any, v: Any, B: Any, w: Any, theta: Any, alpha: float) -> Any:
    x, y = theta - v, theta - w
    x, y = A @ (x - alpha * (A @ x)), B @ (y - alpha * (B @ y))
    return x - alpha * (A @ x) + y - alpha * (B @ y)


def gradient_with_dot(A: Any, v: Any, B: Any, w: Any, theta: Any, alpha: float) -> Any:
    x, y = theta - v, theta - w
    x, y = A.dot(x - alpha * A.dot(x)), B.dot(y - alpha * B.dot(y))
    return x - alpha * A.dot(x) + y - alpha * B.dot(y)


def attenuated(A: Any, alpha: float) -> Any:
    P = np.eye(A.shape[-1]) - alpha * A
    return P @ A @ P


def attenuated_with_dot(A: Any, alpha: float) -> Any:
    P = np.eye(len(A)) - alpha * A
    return P.dot(A).dot(P)


def fixed_point_with_solve(A: Any, v: Any, B: Any, w: Any, alpha: float) -> Any:
    a, b = attenuated_with_dot(A, alpha), attenuated_with_dot(B, alpha)
    return np.linalg.solve(a + b, a.dot(v) + b.dot(w))


def fixed_point_with_cholesky(A: Any, v: Any, B: Any, w: Any, alpha: float) -> Any:
    a, b = attenuated(A, alpha), attenuated(B, alpha)
    factor = scipy.linalg.cho_factor(a + b, overwrite_a=True, check_finite=False)
    return scipy.linalg.cho_solve(factor, a @ v + b @ w, overwrite_b=True, check_finite=False)


def total_loss_with_solve(A: Any, v: Any, B: Any, w: Any, alpha: float) -> Any:
    a, b, delta = attenuated_with_dot(A, alpha), attenuated_with_dot(B, alpha), w - v
    return a.dot(delta).dot(np.linalg.solve(a + b, b.dot(delta))) / 2


def total_loss_with_cholesky(A: Any, v: Any, B: Any, w: Any, alpha: float) -> Any:
    a, b, delta = attenuated(A, alpha), attenuated(B, alpha), w - v
    factor = scipy.linalg.cho_factor(a + b, overwrite_a=True, check_finite=False)
    return (a @ delta) @ scipy.linalg.cho_solve(factor, b @ delta, overwrite_b=True, check_finite=False) / 2


# --- by hand, a batch -------------------------------------------------------------------------------------------------


def times(A: Any, x: Any) -> Any:
    return (A @ x[..., np.newaxis])[..., 0]


def times_with_einsum(A: Any, x: Any) -> Any:
    return np.einsum("...ij,...j->...i", A, x)


def gradient_batch(A: Any, v: Any, B: Any, w: Any, theta: Any, alpha: float, times: Any = times) -> Any:
    x, y = theta - v, theta - w
    x, y = times(A, x - alpha * times(A, x)), times(B, y - alpha * times(B, y))
    return x - alpha * times(A, x) + y - alpha * times(B, y)


def fixed_point_batch(A: Any, v: Any, B: Any, w: Any, alpha: float) -> Any:
    a, b = attenuated(A, alpha), attenuated(B, alpha)
    return np.linalg.solve(a + b, (times(a, v) + times(b, w))[..., np.newaxis])[..., 0]


def total_loss_batch(A: Any, v: Any, B: Any, w: Any, alpha: float) -> Any:
    a, b, delta = attenuated(A, alpha), attenuated(B, alpha), w - v
    solution = np.linalg.solve(a + b, times(b, delta)[..., np.newaxis])[..., 0]
    return np.vecdot(times(a, delta), solution) / 2


BY_HAND: dict[tuple[str, bool], dict[str, Callable[..., Any]]] = {
    ("gradient", False): {"@": gradient_with_operator, ".dot": gradient_with_dot},
    ("fixed point", False): {"solve": fixed_point_with_solve, "Cholesky": fixed_point_with_cholesky},
    ("total loss", False): {"solve": total_loss_with_solve, "Cholesky": total_loss_with_cholesky},
    ("gradient", True): {"@": gradient_batch, "einsum": lambda **v: gradient_batch(**v, times=times_with_einsum)},
    ("fixed point", True): {"solve": fixed_point_batch},
    ("total loss", True): {"solve": total_loss_batch},
}


# --- lambdify ---------------------------------------------------------------------------------------------------------


def lambdified(question: str, size: int, values: Values, cse: bool) -> Callable[[], Any]:
    """Return a call of plain `sympy.lambdify` on the formula with its dimension written out as a number."""
    n, alpha = sympy.Integer(size), sympy.Symbol("alpha")
    A, B = sympy.MatrixSymbol("A", n, n), sympy.MatrixSymbol("B", n, n)
    v, w, theta = (sympy.MatrixSymbol(name, n, 1) for name in ("v", "w", "theta"))
    a, b = ((sympy.Identity(n) - alpha * X) * X * (sympy.Identity(n) - alpha * X) for X in (A, B))
    delta, inverse = w - v, (a + b).I
    formula = {
        "gradient": a * (theta - v) + b * (theta - w),
        "fixed point": inverse * (a * v + b * w),
        "total loss": sympy.Rational(1, 2) * delta.T * a * inverse * b * delta,
    }[question]
    letters = [letter for letter in (A, v, B, w, theta, alpha) if letter in formula.free_symbols]
    function = sympy.lambdify(letters, formula, "numpy", cse=cse)
    columns = [values[x.name] if x.shape[1] > 1 else values[x.name][:, None] for x in letters if x != alpha]
    return lambda: function(*columns, values["alpha"])


# --- the race ---------------------------------------------------------------------------------------------------------


def race(contestants: Contestants) -> dict[str, float]:
    """Return the least time of each contestant in microseconds; they run in turns, to see the same machine."""
    timers = {name: timeit.Timer(call, timer=time.process_time) for name, call in contestants.items()}
    counts = {name: max(1, round(0.02 / max(timer.timeit(3) / 3, 1e-7))) for name, timer in timers.items()}
    best = dict.fromkeys(contestants, float("inf"))
    for _ in range(TURNS):
        for name, timer in timers.items():
            best[name] = min(best[name], timer.timeit(counts[name]) / counts[name] * 1e6)
    return best


def contestants(question: str, function: Any, size: int, batch: int | None) -> Contestants:
    """Return what is timed: every call gives the same numbers, which is checked."""
    everything = instance(size, batch)
    values = {parameter.name: everything[parameter.name] for parameter in function.parameters}
    calls: Contestants = {"checked": lambda: function(**values), "unchecked": lambda: function.unchecked(**values)}
    for name, written in BY_HAND[question, batch is not None].items():
        calls[name] = lambda written=written: written(**values)
    if batch is None:
        calls["lambdify"] = lambdified(question, size, values, cse=False)
        calls["with cse"] = lambdified(question, size, values, cse=True)
    expected = calls["checked"]()
    for name, call in calls.items():
        np.testing.assert_allclose(np.reshape(call(), np.shape(expected)), expected, rtol=1e-8, err_msg=name)
    return calls


def main() -> None:
    problem = sm.MetaProblem(
        [sm.quadratic("A", "v"), sm.quadratic("B", "w")], adaptation=sm.GradientDescent(sm.scalar("alpha"))
    )
    print(f"{'':26}{'best by hand':>24}" + "".join(f"{name:>12}" for name in COLUMNS))
    for question, derive in QUESTIONS.items():
        function = sm.to_function(derive(problem))
        for size, batch in SIZES:
            seconds = race(contestants(question, function, size, batch))
            hand = min(BY_HAND[question, batch is not None], key=seconds.__getitem__)
            ratios = [seconds.get(name, float("nan")) / seconds[hand] for name in COLUMNS]
            where = f"d = {size}" if batch is None else f"{batch} x d = {size}"
            print(
                f"{question:12}{where:14}{seconds[hand]:12.1f} us {hand:>8}"
                + "".join(f"{ratio:12.2f}" for ratio in ratios)
            )


if __name__ == "__main__":
    main()
