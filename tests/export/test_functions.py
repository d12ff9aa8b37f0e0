"""Generated functions against exact evaluation, loops, and functions that were made wrong on purpose."""

from __future__ import annotations

import ast
import inspect
import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import sympy

from symmaml.adaptation import GradientDescent
from symmaml.derivation import Derivation, Measure, Result
from symmaml.errors import InvalidArgument, InvalidStatement, SingularOperator
from symmaml.export.evaluation import planned
from symmaml.export.functions import GeneratedFunction, to_function
from symmaml.notation import matrix, scalar, scaled, symmetric, vector
from symmaml.problem import MetaProblem
from symmaml.statement import Definition, Equal, Statement, Status, Verdict
from symmaml.tasks import quadratic, task

Exact = list[list[Fraction]]

A, B, C = symmetric("A B C")
A_alpha, B_alpha, S = symmetric("A_alpha B_alpha S")
M, K = matrix("M K")
X, Y = matrix("X", rows="m"), matrix("Y", cols="k")
row = matrix("r", rows=1)
v, w, theta, delta, m = vector("v w theta delta m")
alpha, rho, weight = scalar("alpha rho p")
I = sympy.Identity(A.shape[0])
product = sympy.MatMul
half = sympy.Rational(1, 2)


def attenuated(H: Any, steps: int = 1) -> Any:
    residual = sympy.MatPow(I - alpha * H, steps) if steps > 1 else I - alpha * H
    return product(residual, H, residual)


def abbreviated(first: Any, second: Any, *more: Definition) -> tuple[Definition, ...]:
    curvatures = (Definition(A_alpha, first), Definition(B_alpha, second), Definition(S, A_alpha + B_alpha))
    return (Definition(delta, w - v), Definition(m, scaled(half, v + w)), *curvatures, *more)


POST = abbreviated(attenuated(A), attenuated(B))
STEPS = abbreviated(attenuated(A, 3), attenuated(B, 3))
PRECONDITIONED = abbreviated(*(product((I - M * H).T, H, I - M * H) for H in (A, B)))
PROXIMAL = abbreviated(*(product(rho**2, (H + rho * I).I, H, (H + rho * I).I) for H in (A, B)))
FIRST_ORDER = tuple(Definition(matrix(name), H - alpha * H * H) for name, H in (("K1", A), ("K2", B)))
GRADIENT = A_alpha * (theta - v) + B_alpha * (theta - w)
FIXED_POINT = product(S.I, A_alpha * v + B_alpha * w)
TOTAL_LOSS = product(half, delta.T, A_alpha, S.I, B_alpha, delta)
TASK_LOSS = product(half, delta.T, B_alpha, S.I, A_alpha, S.I, B_alpha, delta)
GAP = product(half**3, delta.T, A_alpha - B_alpha, S.I, A_alpha - B_alpha, delta)

CASES: dict[str, tuple[Any, tuple[Definition, ...]]] = {
    "gradient": (GRADIENT, POST),
    "fixed point": (FIXED_POINT, POST),
    "total loss": (TOTAL_LOSS, POST),
    "task loss": (TASK_LOSS, POST),
    "gap": (GAP, POST),
    "hessian": (S, POST),
    "midpoint loss": (product(half**3, delta.T, S, delta), POST),
    "fine-tuned midpoint": ((I - alpha * A) * m + alpha * A * v, POST),
    "gradient, three steps": (GRADIENT, STEPS),
    "fixed point, three steps": (FIXED_POINT, STEPS),
    "task loss, three steps": (TASK_LOSS, STEPS),
    "gradient, matrix step": (GRADIENT, PRECONDITIONED),
    "fixed point, matrix step": (FIXED_POINT, PRECONDITIONED),
    "total loss, matrix step": (TOTAL_LOSS, PRECONDITIONED),
    "gradient, proximal": (GRADIENT, PROXIMAL),
    "fixed point, proximal": (FIXED_POINT, PROXIMAL),
    "task loss, proximal": (TASK_LOSS, PROXIMAL),
    "fixed point, first order": (
        product((FIRST_ORDER[0].letter + FIRST_ORDER[1].letter).I, FIRST_ORDER[0].letter * v),
        FIRST_ORDER,
    ),
    "weights": (product((weight * A + 2 * B).I, weight * A * v + 2 * B * w) / (1 + weight**2), ()),
    "rectangular": (X.T * X * v + X.T * X * M.T * w, ()),
    "rectangular matrix": (X * A * X.T, ()),
    "push through": (product(X.T, (X * X.T + alpha**2 * sympy.Identity(X.shape[0])).I, X, v), ()),
    "Woodbury": (product((A + Y * Y.T + 4 * I).I, v), ()),
    "two systems, one matrix": (
        scalar("s") * product((A + 4 * I).I, theta),
        (Definition(scalar("s"), product(v.T, (A + 4 * I).I, w)),),
    ),
    "outer product": (v * w.T * A + alpha * I, ()),
    "outer product on a vector": (product(M, v, w.T, A, theta), ()),
    "outer product on a matrix": (product((M + 8 * I).I, v * w.T, (M.T + 8 * I).I), ()),
    "row": (row * A * v + row * v, ()),
    "row result": (product(v.T, M), ()),
    "powers": (A**4 * v - A**-2 * w, ()),
    "power of a matrix": (A**5 - (B + 4 * I) ** -1, ()),
    "general inverse, left": (product(v.T, (M + 8 * I).I), ()),
    "nested inverse": (product((A.I + B.I).I, v), ()),
    "numbers": ((alpha + half) ** 2 / rho - 3 * alpha * rho**-2, ()),
    "numbers that cancel": (product(alpha, v) * alpha**-1 + rho * product(alpha * M, w) / rho, ()),
    "a number times everything": (product(-2 * alpha, (3 * rho * A + 2 * I).I, alpha * v - w / 3), ()),
    "a letter": (A, ()),
    "a transpose": (M.T, ()),
    "a vector": (v, ()),
}


def function_of(case: str) -> GeneratedFunction:
    expression, where = CASES[case]
    return to_function(expression, where=where)


# --- exact values -----------------------------------------------------------------------------------------------------


def evaluated(node: Any, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Any:
    """Return the exact value of a SymPy expression, as a list of rows; numbers are Fractions."""

    def recur(part: Any) -> Any:
        return evaluated(part, values, sizes)

    if node.is_Symbol or isinstance(node, sympy.MatrixSymbol):
        return values[node.name]
    if node.is_Rational:
        return Fraction(int(node.p), int(node.q))
    if isinstance(node, sympy.Identity):
        return unit(sizes[str(node.shape[0])])
    if isinstance(node, sympy.Transpose):
        return [list(column) for column in zip(*recur(node.arg), strict=True)]
    if isinstance(node, sympy.MatPow):
        base = recur(node.base)
        return power(base if node.exp > 0 else inverted(base), abs(int(node.exp)))
    if isinstance(node, sympy.MatAdd | sympy.Add):
        first, *rest = map(recur, node.args)
        for term in rest:
            first = plus(first, term)
        return first
    if isinstance(node, sympy.MatMul | sympy.Mul):
        first, *rest = map(recur, node.args)
        for factor in rest:
            first = times(first, factor)
        return first
    assert node.is_Pow, node
    return recur(node.base) ** int(node.exp)


def unit(size: int) -> Exact:
    return [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]


def plus(a: Any, b: Any) -> Any:
    if isinstance(a, Fraction):
        return a + b
    return [[x + y for x, y in zip(p, q, strict=True)] for p, q in zip(a, b, strict=True)]


def times(a: Any, b: Any) -> Any:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        number, rows = (a, b) if isinstance(a, Fraction) else (b, a)
        return [[number * x for x in line] for line in rows]
    return [
        [sum((x * y for x, y in zip(line, column, strict=True)), Fraction(0)) for column in zip(*b, strict=True)]
        for line in a
    ]


def power(a: Exact, exponent: int) -> Exact:
    value = unit(len(a))
    for _ in range(exponent):
        value = times(value, a)
    return value


def inverted(a: Exact) -> Exact:
    size = len(a)
    table = [[*line, *ones] for line, ones in zip(a, unit(size), strict=True)]
    for k in range(size):
        pivot = next(i for i in range(k, size) if table[i][k])
        table[k], table[pivot] = table[pivot], table[k]
        table[k] = [x / table[k][k] for x in table[k]]
        for i in range(size):
            if i != k:
                table[i] = [x - table[i][k] * y for x, y in zip(table[i], table[k], strict=True)]
    return [line[size:] for line in table]


def drawn(function: GeneratedFunction, sizes: Mapping[str, int], seed: int) -> dict[str, Any]:
    """Draw arguments that floats hold exactly: eighths; symmetric matrices positive definite, numbers in (0, 1)."""
    random = np.random.default_rng(seed)
    values: dict[str, Any] = {}
    for parameter in function.parameters:
        shape = tuple(sizes[str(axis)] for axis in parameter.axes)
        array = random.integers(-8, 9, shape) / 8
        if parameter.symmetric:
            array = (array + array.T) / 2 + len(array) * np.eye(len(array)) * random.integers(3, 12) / 4
        values[parameter.name] = array if shape else float(random.integers(1, 8)) / 8
    return values


def exact_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for name, value in values.items():
        column = np.reshape(value, (1, -1) if name == "r" else (len(value), -1)) if np.ndim(value) else value
        arguments[name] = (
            [[Fraction(x) for x in line] for line in column.tolist()] if np.ndim(value) else Fraction(value)
        )
    return arguments


def exact(case: str, values: Mapping[str, Any], sizes: Mapping[str, int]) -> Any:
    expression, where = CASES[case]
    letters = exact_arguments(values)
    for definition in where:
        known = {symbol.name for symbol in definition.expression.free_symbols} - set(sizes)
        if known <= set(letters):  # not every formula needs every abbreviation
            value = evaluated(definition.expression, letters, sizes)
            letters[definition.letter.name] = value[0][0] if definition.letter.is_Symbol else value
    value = evaluated(expression, letters, sizes)
    return np.array([[float(x) for x in line] for line in value]) if isinstance(value, list) else float(value)


def error_of(function: GeneratedFunction, case: str, seed: int, size: int) -> tuple[float, float]:
    """Return the distance to the exact value, and the bound of the running error analysis, over the exact value."""
    sizes = {"n": size, "m": size + 1, "k": 2}
    values = drawn(function, sizes, seed)
    got = np.asarray(function(**values))
    expected = np.reshape(exact(case, values, sizes), got.shape)
    bound = function._judged([values[parameter.name] for parameter in function.parameters], None).error
    # The bound is of first order, and an elimination with pivots may lose a little more than it says: twice is enough.
    scale = max(1.0, float(np.linalg.norm(expected)))
    return float(np.linalg.norm(got - expected)) / scale, 2 * bound / scale


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("case", CASES)
def test_values_are_exact_up_to_rounding(case: str, size: int) -> None:
    function = function_of(case)
    for seed in range(4):
        distance, bound = error_of(function, case, seed, size)
        assert distance <= bound < 1e-7, (case, size, seed)


k = Y.shape[1]
n = A.shape[0]
EVERY_LETTER = to_function(alpha * A * v + rho * B * w + M * theta + K * row.T + Y * Y.T * v)
LEAVES = {
    (n, n): (A, B, M, M.T, I),
    (n, 1): (v, w, theta),
    (1, n): (v.T, w.T, row),
    (n, k): (Y,),
    (k, n): (Y.T,),
}


def random_formula(random: Random, rows: Any, cols: Any, depth: int) -> Any:
    """Return a well-typed formula: sums, products, multiples, transposes, powers, inverses of 20 I plus something."""
    kind = random.choice(["product", "product", "sum", "multiple", "transpose", "power", "inverse", "leaf"])
    leaves = LEAVES.get((rows, cols), ())
    if leaves and (depth <= 0 or kind == "leaf" or (kind in ("power", "inverse") and (rows, cols) != (n, n))):
        return random.choice(leaves)
    kind, middle = (kind, random.choice([n, n, 1, k])) if depth > 0 else ("product", n)

    def inner(rows: Any, cols: Any) -> Any:
        return random_formula(random, rows, cols, depth - 1)

    if kind == "sum":
        return sympy.MatAdd(inner(rows, cols), inner(rows, cols))
    if kind == "multiple":
        return product(random.choice([alpha, sympy.Rational(1, 3), -2, rho**2, 1 / rho]), inner(rows, cols))
    if kind == "transpose":
        return sympy.Transpose(inner(cols, rows))
    if leaves and kind == "power":
        return sympy.MatPow(inner(rows, cols), random.choice([2, 3]))
    if leaves and kind == "inverse":
        return sympy.MatAdd(inner(rows, cols), 20 * I).I
    return product(inner(rows, middle), inner(middle, cols))


@pytest.mark.parametrize("seed", range(60))
def test_random_formulas_are_computed_right(seed: int) -> None:
    random, sizes = Random(seed), {"n": 2, "k": 1 + seed % 2}
    shape = random.choice([(n, n), (n, 1), (1, n), (1, 1)])
    formula = random_formula(random, *shape, 4)
    while not formula.atoms(sympy.MatrixSymbol):  # a multiple of the identity has no size
        formula = random_formula(random, *shape, 4)
    function = to_function(formula)
    values = drawn(EVERY_LETTER, sizes, seed)  # a letter may cancel
    expected = np.array(evaluated(formula, exact_arguments(values), sizes), dtype=float)
    got = np.asarray(function(**{parameter.name: values[parameter.name] for parameter in function.parameters}))
    np.testing.assert_allclose(got.ravel(), expected.ravel(), rtol=1e-8, atol=1e-8 * np.abs(expected).max())


# --- what was made wrong is seen --------------------------------------------------------------------------------------

SWAPS = {"A": "B", "B": "A", "v": "w", "w": "v", "A_alpha": "B_alpha", "B_alpha": "A_alpha", "M1": "A", "M2": "B"}


def mutants(source: str) -> Iterator[str]:
    """Yield the source with one thing changed: a sign, a number or a factor by 1e-4, a letter, a factor left out."""
    for position, node in enumerate(ast.walk(ast.parse(source))):
        for change in range(2):
            tree = ast.parse(source)
            inside_size = {id(n) for part in ast.walk(tree) if isinstance(part, ast.Subscript) for n in ast.walk(part)}
            target = list(ast.walk(tree))[position]
            if id(target) not in inside_size and changed(target, change, ast.unparse(node)):
                yield ast.unparse(tree)


def changed(node: Any, change: int, text: str) -> bool:
    if isinstance(node, ast.BinOp) and change == 0 and isinstance(node.op, ast.Add | ast.Sub):
        node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    elif isinstance(node, ast.BinOp) and change == 1 and isinstance(node.op, ast.Mult):
        node.left = ast.Constant(1)
    elif isinstance(node, ast.Constant) and change == 0 and isinstance(node.value, int | float):
        node.value *= 1.0001
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and change == 0 and node.id in SWAPS:
        node.id = SWAPS[node.id]
    elif isinstance(node, ast.Call) and change == 0 and ast.unparse(node.func) == "dot":
        node.func, node.args = ast.Name("solve", ast.Load()), [node.args[0], ast.Constant("wrong"), node.args[1]]
    elif isinstance(node, ast.Call) and change == 1 and ast.unparse(node.func) == "dot":
        node.args[0] = ast.BinOp(ast.Constant(1.0001), ast.Mult(), node.args[0])
    else:
        return False
    return ast.unparse(node) != text


@pytest.mark.parametrize("case", ["gradient", "fixed point", "total loss", "task loss", "gap", "gradient, matrix step"])
def test_every_mutant_is_seen(case: str) -> None:
    function = function_of(case)
    survivors, count = list[str](), 0
    for source in mutants(function.source):
        header = source if "solve=solve" in source else source.replace("):", ", solve=solve):", 1)
        wrong = GeneratedFunction(function.name, header, function.parameters, function.rank, frozenset())
        count += 1
        try:
            seen = any(distance > bound for distance, bound in (error_of(wrong, case, seed, 3) for seed in range(3)))
        except (NameError, SingularOperator):  # used before it was computed, or a system that has no solution
            seen = True
        survivors += [] if seen else [source]
    assert count >= 20
    assert not survivors, survivors[0]


# --- batches ----------------------------------------------------------------------------------------------------------


def stacked(
    function: GeneratedFunction, sizes: Mapping[str, int], batches: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    """Draw arguments with the given batch shapes, one after the other in turns."""
    values: dict[str, Any] = {}
    for place, parameter in enumerate(function.parameters):
        batch = batches[place % len(batches)]
        draws = [drawn(function, sizes, 100 * place + i)[parameter.name] for i in range(int(np.prod(batch)))]
        stack = np.array(draws).reshape(batch + np.shape(draws[0]))
        values[parameter.name] = stack if batch else draws[0]
    return values


@pytest.mark.parametrize("batches", [[(3,)], [(4,), ()], [(), (4,)], [(2, 1), (3,)], [(), (), (2, 3)]], ids=str)
@pytest.mark.parametrize("case", CASES)
def test_a_batch_is_a_loop(case: str, batches: list[tuple[int, ...]]) -> None:
    function, sizes = function_of(case), {"n": 3, "m": 4, "k": 2}
    values = stacked(function, sizes, batches)
    got = np.asarray(function(**values))
    cores = {p.name: np.shape(values[p.name])[np.ndim(values[p.name]) - len(p.axes) :] for p in function.parameters}
    batch = np.broadcast_shapes(
        *(np.shape(values[name])[: np.ndim(values[name]) - len(core)] for name, core in cores.items())
    )
    assert got.shape[: len(batch)] == batch
    assert got.ndim == len(batch) + function.rank
    for place in np.ndindex(*batch):
        one = {name: np.broadcast_to(values[name], batch + core)[place] for name, core in cores.items()}
        one = {name: value if np.ndim(value) else float(value) for name, value in one.items()}
        bound = function._judged([one[parameter.name] for parameter in function.parameters], None).error
        assert np.linalg.norm(got[place] - function(**one)) <= 4 * bound
    if any(batches[place % len(batches)] for place in range(len(function.parameters))):
        np.testing.assert_allclose(function.unchecked(**values), got, rtol=1e-10, atol=1e-10)


# --- how it is computed -----------------------------------------------------------------------------------------------


def kinds(case: str, rank: int | None = None) -> list[str]:
    plan, root = planned(*CASES[case])
    operations = [plan.operations[value] for value in plan.needed(root)]
    return [op.kind for op in operations if rank is None or len(op.shape) == rank]


@pytest.mark.parametrize("case", ["gradient", "gradient, three steps", "gradient, matrix step", "midpoint loss"])
def test_no_matrix_is_built_that_only_acts_on_vectors(case: str) -> None:
    assert set(kinds(case, rank=2)) <= {"letter", "transpose"}


def test_an_abbreviation_that_is_inverted_is_built_once_and_used() -> None:
    assert kinds("fixed point", rank=2).count("dot") == 4
    assert kinds("fixed point", rank=1).count("dot") == 2


@pytest.mark.parametrize(
    ("case", "count"), [("total loss", 1), ("task loss", 1), ("gap", 1), ("two systems, one matrix", 2), ("hessian", 0)]
)
def test_shared_systems_are_solved_once(case: str, count: int) -> None:
    assert kinds(case).count("solve") == count


def test_systems_with_one_matrix_are_solved_together() -> None:
    function = to_function(product(v.T, (A + 4 * I).I, B, (A + 4 * I).I, w))
    assert 'x1, x2 = solve(M1, "4 * eye(n) + A", v, w)' in function.source
    assert "return inner(x1, dot(B, x2))" in function.source


@pytest.mark.parametrize("case", CASES)
def test_no_inverse_is_built(case: str) -> None:
    wanted = {"power of a matrix": 1, "nested inverse": 2}  # where the inverse, or a sum of inverses, is asked for
    assert function_of(case).source.count(", eye(n))") == wanted.get(case, 0)
    assert "inv" not in function_of(case).source.split('"""')[2]


def test_powers_are_squared() -> None:
    function = to_function(sympy.MatPow(A, 64))
    assert function.source.count("dot(") == 6


@pytest.mark.parametrize("seed", range(30))
def test_products_are_associated_best(seed: int) -> None:
    """The plan costs no more multiplications than the best association, found by dynamic programming."""
    random = np.random.default_rng(seed)
    shapes, rows = list[tuple[bool, bool]](), bool(random.integers(2))
    for _ in range(random.integers(2, 9)):
        shapes.append((rows, bool(random.random() < 0.6)))
        rows = shapes[-1][1]
    factors = []
    for place, (tall, wide) in enumerate(shapes):
        letter = matrix(f"M{place}") if tall and wide else vector(f"x{place}")
        factors.append(letter if tall else letter.T if wide else product(letter.T, vector(f"y{place}")))
    n = 100
    plan, root = planned(product(*factors))
    cost = {"dot": lambda s: n ** (len(s) + 1), "inner": lambda s: n, "outer": lambda s: n**2, "times": lambda s: 1}
    spent = 0
    for value in plan.needed(root):
        operation = plan.operations[value]
        spent += cost.get(operation.kind, lambda s: 0)(operation.shape)
        spent += sum(n ** len(operation.shape) for term in operation.terms if term.scalar is not None)
    inner_products = n * sum(not tall and not wide for tall, wide in shapes)
    assert spent <= cheapest([(n if t else 1, n if u else 1) for t, u in shapes]) + inner_products


def cheapest(shapes: list[tuple[int, int]]) -> int:
    sizes = [shapes[0][0], *(cols for _, cols in shapes)]
    count = len(shapes)
    best = {(i, i): 0 for i in range(count)}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            best[i, j] = min(best[i, k] + best[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j))
    return best[0, count - 1]


# --- singular operators -----------------------------------------------------------------------------------------------


def solvable(**values: Any) -> dict[str, Any]:
    size = len(values["A"])
    return {"v": np.zeros(size), "w": np.ones(size), "alpha": 1.0, **values}


def turned(eigenvalues: Sequence[float], seed: int) -> Any:
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(eigenvalues),) * 2))[0]
    value = (turn * np.asarray(eigenvalues)) @ turn.T
    return (value + value.T) / 2


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"A": np.eye(1), "B": np.eye(1)},
            r"S is singular: its smallest eigenvalue is 0, .* u = \(1\); .*A u = 1 u, B u = 1 u",
        ),
        ({"A": np.diag([1.0, 2.0]), "B": np.diag([1.0, 2.0])}, r"u = \(1, 0\); u is a common .*A u = 1 u, B u = 1 u"),
        ({"A": np.eye(1) * 49, "B": np.eye(1) * 49, "alpha": 1 / 49}, r"u = \(1\).*A u = 49 u"),
        ({"A": turned([1, 2, 3], 0), "B": turned([1, 3, 3], 0)}, r"S is singular: .*A u = 1 u, B u = 1 u"),
        ({"A": turned([1, 2, 3, 1, 5, 6, 7, 8], 1), "B": turned([1, 2, 2, 2, 2, 2, 2, 2], 1)}, "A u = 1 u, B u = 1 u"),
    ],
)
def test_a_singular_operator_is_named_with_its_cause(values: dict[str, Any], words: str) -> None:
    with pytest.raises(SingularOperator, match=words):
        function_of("fixed point")(**solvable(**values))


@pytest.mark.parametrize("eigenvalues", [(0.5, 2.0), (1e-3, 1.0), (1e-8, 1.0), (1e-10, 1e-3, 1.0)])
@pytest.mark.parametrize("steps", ["fixed point", "fixed point, three steps"])
def test_an_ill_conditioned_operator_is_no_singular_one(eigenvalues: tuple[float, ...], steps: str) -> None:
    value = function_of(steps)(**solvable(A=turned(eigenvalues, 2), B=turned(eigenvalues, 3), alpha=0.25))
    assert np.isfinite(value).all()


@pytest.mark.parametrize(
    "values",
    [
        {
            "A": np.diag([1.0, 2.0]),
            "B": np.array([[2.0, 1.0], [1.0, 2.0]]),
        },  # 1/alpha in both spectra, no common vector
        {"A": np.eye(1), "B": np.eye(1), "alpha": 1 - 1e-9},  # a tiny S, known to many digits
        {"A": 1e-14 * np.eye(2), "B": 1e-14 * np.eye(2)},  # small units
        {"A": 1e200 * np.eye(2), "B": 1e200 * np.eye(2), "alpha": 1e-201},  # squares overflow
    ],
)
def test_an_unusual_operator_is_no_singular_one(values: dict[str, Any]) -> None:
    function, arguments = function_of("fixed point"), solvable(**values)
    np.testing.assert_allclose(function(**arguments), function.unchecked(**arguments), rtol=1e-6)


def test_an_indefinite_operator_is_inverted_or_named() -> None:
    function = function_of("fixed point, first order")
    fine = solvable(A=np.diag([1.0, 3.0]), B=np.diag([0.5, 0.5]), v=np.ones(2))
    del fine["w"]
    np.testing.assert_allclose(function(**fine), [0.0, -6.0 / -5.75])
    with pytest.raises(SingularOperator, match=r"K1 \+ K2 is singular: its smallest eigenvalue .* u = \(0, 1\)"):
        function(**{**fine, "A": np.diag([2.0, (1 + np.sqrt(2)) / 2]), "B": np.diag([0.5, 0.5])})


def test_a_general_operator_has_a_null_vector() -> None:
    function = to_function(product(M.I, v))
    with pytest.raises(SingularOperator, match=r"M is singular: its smallest singular value is 0, .* u = \(0, 1\)"):
        function(M=np.array([[1.0, 0.0], [1.0, 0.0]]), v=np.ones(2))


@pytest.mark.parametrize("gap", [0.0, 1e-17])
def test_a_singular_instance_is_found_in_a_batch(gap: float) -> None:
    many = solvable(A=np.stack([turned([0.5, 2.0, 0.25], seed) for seed in range(20)]), v=np.zeros(3), w=np.ones(3))
    many["B"] = many["A"].copy()
    many["A"][13] = many["B"][13] = np.diag([2.0, 1.0 + gap, 0.5])
    with pytest.raises(SingularOperator, match=r"S is singular for instance \(13,\) of the batch: .* u = \(0, 1, 0\)"):
        function_of("fixed point")(**many)


def test_a_doubtful_instance_of_a_batch_gets_its_value() -> None:
    function = function_of("fixed point")
    curvatures = np.stack([turned([0.5, 0.25], seed) for seed in range(5)])
    curvatures[2] = 1e-14 * np.eye(2)
    values = solvable(A=curvatures, B=curvatures, v=np.zeros(2), w=np.ones(2))
    np.testing.assert_allclose(function(**values), np.full((5, 2), 0.5), rtol=1e-12)


def test_a_zero_in_a_denominator_is_named() -> None:
    function = function_of("numbers")
    for zero in (0.0, np.zeros(3)):
        with pytest.raises(InvalidArgument, match="formula divides by a number that is 0"):
            function(alpha=0.5, rho=zero)


# --- results, names, source -------------------------------------------------------------------------------------------


def result_of(expression: Any, where: tuple[Definition, ...], problem: MetaProblem | None = None) -> Result:
    problem = problem or MetaProblem([quadratic("B", "w"), quadratic("A", "v")], adaptation=GradientDescent(alpha))
    claim = Equal(expression, expression)
    derivation = Derivation(
        "The fixed point", r"\theta^{\star}", expression, where, (), claim, problem, Measure("point")
    )
    return Result(derivation, (), Verdict(Status.UNDECIDED, Statement(claim)))


def test_arguments_are_ordered_as_the_tasks_are() -> None:
    beta = scalar("beta")
    formula = GRADIENT + beta * C * theta
    function = to_function(result_of(formula, POST))
    assert [parameter.name for parameter in function.parameters] == ["B", "w", "A", "v", "C", "theta", "alpha", "beta"]
    assert [p.name for p in to_function(formula, where=POST).parameters] == [
        "A",
        "B",
        "C",
        "theta",
        "v",
        "w",
        "alpha",
        "beta",
    ]


def test_support_comes_before_query() -> None:
    split = task(support=quadratic("H", "u"), query=quadratic("A", "v"))
    H, u = symmetric("H"), vector("u")
    problem = MetaProblem([split], adaptation=GradientDescent(alpha))
    function = to_function(result_of(A * (theta - v) - H * (theta - u), (), problem))
    assert [parameter.name for parameter in function.parameters] == ["H", "u", "A", "v", "theta"]


def test_the_source_of_the_fixed_point() -> None:
    function = to_function(result_of(FIXED_POINT, POST))
    assert function.name == function.__name__ == "fixed_point"
    assert function.source.splitlines()[3:] == [
        "def fixed_point(B, w, A, v, alpha, solve=solve):",
        '    """The fixed point: S**(-1)*(A_alpha*v + B_alpha*w)',
        "",
        "    A_alpha = ((-alpha)*A + I)*A*((-alpha)*A + I)",
        "    B_alpha = ((-alpha)*B + I)*B*((-alpha)*B + I)",
        "    S = A_alpha + B_alpha",
        "",
        "    B, A: symmetric (..., n, n); w, v: (..., n); alpha: (...). Returns (..., n).",
        '    """',
        "    n = A.shape[-2]",
        "    M1 = eye(n) - alpha * A",
        "    A_alpha = dot(M1, dot(A, M1))",
        "    del M1",
        "    M2 = eye(n) - alpha * B",
        "    B_alpha = dot(M2, dot(B, M2))",
        "    del M2",
        "    S = A_alpha + B_alpha",
        '    return solve(S, "S", dot(A_alpha, v) + dot(B_alpha, w))',
    ]
    assert "A_alpha = " in inspect.getdoc(function)
    assert list(inspect.signature(function).parameters) == ["B", "w", "A", "v", "alpha"]


def test_the_source_runs_as_a_file() -> None:
    function = function_of("fixed point")
    namespace: dict[str, Any] = {}
    exec(function.source, namespace)
    values = drawn(function, {"n": 3}, 0)
    np.testing.assert_array_equal(namespace["formula"](**values), function.unchecked(**values))


def test_the_results_of_the_house_compile() -> None:
    problem = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(alpha))
    function = to_function(result_of(scaled(half, product((theta - v).T, A, theta - v)), (), problem))
    assert function(np.eye(2), [0, 0], [3, 4]) == 12.5


def test_it_can_be_pickled() -> None:
    function = function_of("fixed point")
    copy = pickle.loads(pickle.dumps(function))
    values = drawn(function, {"n": 2}, 0)
    assert copy.source == function.source
    np.testing.assert_array_equal(copy(**values), function(**values))


def test_tracebacks_show_the_source() -> None:
    function = to_function(A * v)
    with pytest.raises(ValueError, match="shapes") as failure:
        function.unchecked(A=np.eye(2), v=np.ones(3))
    assert "return dot(A, v)" in "".join(traceback.format_exception(failure.value))


def test_the_result_never_shares_memory_with_an_argument() -> None:
    for case in ("a letter", "a transpose", "a vector"):
        function = function_of(case)
        values = drawn(function, {"n": 2}, 0)
        function(**values)[:] = 7.0
        assert not any((value == 7.0).any() for value in values.values())


def test_letters_may_be_called_as_operations_are() -> None:
    dot, solve, n, length = *symmetric("dot solve"), scalar("n"), vector("length")
    function = to_function(n * product((dot + solve).I, length) + product(dot, length))
    values = {"dot": 3 * np.eye(2), "solve": np.eye(2), "n": 2.0, "length": np.ones(2)}
    np.testing.assert_allclose(function(**values), [3.5, 3.5])


def test_a_dimension_may_be_a_number_in_the_formula() -> None:
    function = to_function(sympy.Symbol("n", integer=True, positive=True) * v)
    np.testing.assert_array_equal(function(v=[1, 2, 3]), [3, 6, 9])
    np.testing.assert_array_equal(function(v=[[1, 2], [3, 4]]), [[2, 4], [6, 8]])


def test_constants_are_rounded_once() -> None:
    assert to_function(sympy.sqrt(2) * alpha)(alpha=1.0) == float(np.sqrt(2))
    assert to_function(alpha / 3)(alpha=1.0) == 1 / 3


def test_abbreviations_need_not_be_spelled_out() -> None:
    assert "    delta = w - v\n" in to_function(A * (w - v), where=POST).source


PROGRAM = """
import sys
sys.path[:0] = [{tests!r}, {root!r}]
import importlib.util
specification = importlib.util.spec_from_file_location("test_functions", {file!r})
module = importlib.util.module_from_spec(specification)
sys.modules["test_functions"] = module
specification.loader.exec_module(module)
print("".join(module.function_of(case).source for case in module.CASES))
"""


def test_the_source_does_not_depend_on_the_hash_seed() -> None:
    file = Path(__file__)
    program = PROGRAM.format(tests=str(file.parents[1]), root=str(file.parents[2]), file=str(file))
    seeded = {**os.environ, "PYTHONHASHSEED": "1"}  # in this process it is any other
    run = subprocess.run([sys.executable, "-c", program], env=seeded, capture_output=True, check=True, text=True)
    assert run.stdout == "".join(function_of(case).source for case in CASES) + "\n"


# --- what is refused --------------------------------------------------------------------------------------------------


def indexed(expression: Any) -> Any:
    return sympy.MatrixSymbol("A", 2, 2)[0, 1] * expression


@pytest.mark.parametrize(
    ("expression", "where", "words"),
    [
        (sympy.Trace(A), (), "cannot be printed: expected sums, products"),
        (sympy.HadamardProduct(A, B) * v, (), "cannot be printed: expected sums, products, powers"),
        (sympy.sin(alpha) * v, (), r"sin\(alpha\) cannot be printed"),
        (sympy.sqrt(alpha) * v, (), "exponent 1/2 of .* cannot be printed: expected an integer"),
        (sympy.MatPow(A, sympy.Symbol("k", integer=True)) * v, (), "exponent k .* write a number, such as steps=2"),
        (sympy.MatPow(A, 10**6) * v, (), "expected an integer up to 4096"),
        (matrix("A") * v + A * w, (), "A is declared in two ways"),
        (sympy.MatrixSymbol("not a name", 2, 2), (), "cannot name a symbol"),
        (sympy.MatrixSymbol("Z", sympy.Symbol("n") + 1, 1), (), r"the size n \+ 1 cannot be taken"),
        (2 * I, (), "the size n is left open"),
        (A - A, (), "the result is zero"),
        (S * v, (Definition(S, A), Definition(S, B)), "S is defined twice"),
        (
            S * v,
            (Definition(S, B_alpha), Definition(B_alpha, A)),
            "S is defined by B_alpha, which is not defined before",
        ),
        (S * v, (Definition(S, S + A),), "S is defined by S"),
        (S * v, (Definition(S, w),), r"S of shape \(n, n\) abbreviates an expression of shape \(n, 1\)"),
        ("A*v", (), "A\\*v is no formula"),
    ],
    ids=str,
)
def test_what_cannot_be_a_function(expression: Any, where: tuple[Definition, ...], words: str) -> None:
    with pytest.raises((InvalidStatement, ValueError), match=words):
        to_function(expression, where=where)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"backend": "jax"}, "backend 'jax' is not known: expected 'numpy'"),
        ({"name": "import os"}, "cannot name a function"),
        ({"name": "solve"}, "cannot name a function"),
        ({"where": POST}, "pass where= with a bare expression only"),
    ],
)
def test_wrong_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidArgument, match=words):
        to_function(result_of(FIXED_POINT, POST), **options)


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return __import__('os')\n",
        "def f():\n    import os\n",
        "import os\n",
        "def f(x):\n    return x.tofile('a')\n",
        "def f():\n    return [x for x in (1, 2)]\n",
        "def f():\n    return lambda: 1\n",
    ],
)
def test_only_generated_source_is_compiled(source: str) -> None:
    with pytest.raises(InvalidStatement, match="no part of a generated function"):
        GeneratedFunction("f", source, (), 0, frozenset())


@pytest.mark.parametrize("title", ['"""\nimport os\n"""', "\\", 'ends with "', "\x00\x1b[2J", "The 3 points", ""])
def test_a_title_is_only_text(title: str) -> None:
    result = result_of(A * v, ())
    object.__setattr__(result.derivation, "title", title)
    function = to_function(result)
    np.testing.assert_array_equal(function(A=np.eye(2), v=[1, 2]), [1, 2])
    assert function.name.isidentifier()


def test_a_summand_that_vanishes_is_left_out() -> None:
    """Not the whole result: only A (v - v) is zero whatever the arguments are."""
    A, B, v, w = *symmetric("A B"), *vector("v w")
    nothing = sympy.MatMul(A, sympy.MatAdd(v, -v, evaluate=False), evaluate=False)
    function = to_function(sympy.MatAdd(nothing, B * w, evaluate=False), name="rest")
    assert function(B=[[2.0, 0.0], [0.0, 3.0]], w=[1.0, 1.0]).tolist() == [2.0, 3.0]
