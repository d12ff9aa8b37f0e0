"""Turn a result into a NumPy function.

The source is printed by `numpy_source` from a plan; it can be read as `.source`. It is compiled here and nowhere else.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import CodeType
from typing import Any

import numpy as np
import sympy

from symmaml.derivation import Result
from symmaml.errors import InvalidArgument, InvalidStatement
from symmaml.export.arguments import Parameter, Parameters, check_names
from symmaml.export.arithmetic import BATCHED, SINGLE, DoubtfulSystem, GuardedBatch, guarded_solve
from symmaml.export.evaluation import planned
from symmaml.export.numpy_source import HOME, RESERVED, function_source
from symmaml.export.plan import Axis, Plan
from symmaml.export.singular import BOUNDED, Bounded, Judge
from symmaml.statement import Definition
from symmaml.tasks import Task

_FUNCTION_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")

# What generated source may consist of. It is printed by us, from names that `notation.checked_name` has passed, and its
# syntax tree is compared with this list before anything is compiled.
_GRAMMAR = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.Delete, ast.Return, ast.Expr),
    *(ast.Name, ast.Load, ast.Store, ast.Del, ast.Constant, ast.Tuple, ast.Call, ast.Attribute, ast.Subscript),
    *(ast.IfExp, ast.Compare, ast.Eq),
    *(ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub),
)
_ATTRIBUTES = frozenset({"mT", "shape", "ndim", "copy"})


def to_function(
    result: Result | Any, *, backend: str = "numpy", where: Sequence[Definition] = (), name: str = ""
) -> GeneratedFunction:
    """Compile a result, or an expression in the letters of `where`, to a function of the letters that remain.

    Matrices are arrays (..., n, n), vectors (..., n), numbers floats or arrays (...); batch axes come first and
    broadcast. A 1x1 formula returns (...), a vector (..., n), a matrix (..., n, n). A call raises `InvalidArgument` for
    arguments that do not fit, and `SingularOperator` where the formula inverts what cannot be inverted. Raises
    `InvalidStatement` for an expression that is not made of sums, products, integer powers and transposes of letters.

    >>> from symmaml.notation import symmetric, vector
    >>> A, B, v, w = *symmetric("A B"), *vector("v w")
    >>> mean = to_function((A + B).I * (A * v + B * w), name="mean")
    >>> mean(A=[[1, 0], [0, 3]], B=[[1, 0], [0, 1]], v=[1, 0], w=[0, 4])
    array([0.5, 1. ])
    >>> print(mean.source)
    from symmaml.export.arithmetic import dot, solve
    <BLANKLINE>
    <BLANKLINE>
    def mean(A, B, v, w, solve=solve):
        \"\"\"(A + B)**(-1)*(A*v + B*w)
    <BLANKLINE>
        A, B: symmetric (..., n, n); v, w: (..., n). Returns (..., n).
        \"\"\"
        return solve(A + B, "A + B", dot(A, v) + dot(B, w))
    <BLANKLINE>
    """
    if backend != "numpy":
        raise InvalidArgument(f"backend {backend!r} is not known: expected 'numpy'")
    is_result = isinstance(result, Result)
    if is_result and where:
        raise InvalidArgument("a result brings its own abbreviations: pass where= with a bare expression only")
    expression, definitions = (result.expression, result.where) if is_result else (result, tuple(where))
    if not isinstance(expression, sympy.Basic):
        raise InvalidStatement(
            f"{str(expression)[:80]} is no formula: expected a result or an expression; write to_function(A*v)"
        )
    plan, root = planned(expression, definitions)
    parameters = _parameters(plan, root, result.derivation.problem.tasks if is_result else ())
    called = name or (_words(result.title) if is_result else "formula")
    if not _FUNCTION_NAME.match(called) or called in RESERVED:
        raise InvalidArgument(f"name={called!r} cannot name a function: expected words such as 'fixed_point'")
    text = _description(result, expression, definitions, parameters, plan.operations[root].shape)
    arguments = [parameter.name for parameter in parameters]
    source = function_source(plan, root, name=called, arguments=arguments, description=text)
    hidden = frozenset(definition.letter.name for definition in definitions)
    return GeneratedFunction(called, source, parameters, plan.rank(root), hidden)


class GeneratedFunction:
    """A compiled formula: call it with its letters, by name or in the order of `parameters`.

    `source` is what runs. `unchecked` takes the same arguments and runs it without looking at them, for inner loops:
    they must be floats, and arrays of float64 of the right shapes. A singular operator then gives numbers without a
    meaning, or NumPy's `LinAlgError`.
    """

    def __init__(
        self, name: str, source: str, parameters: tuple[Parameter, ...], rank: int, abbreviations: frozenset[str]
    ) -> None:
        self.name, self.source, self.parameters, self.rank = name, source, parameters, rank
        self.abbreviations = abbreviations
        self._checks = Parameters(parameters)
        code, entrance = _compiled(name, source), _compiled("entrance", _entrance(parameters))
        self._collect = _loaded(entrance, "collect", {})
        self._single = _loaded(code, name, SINGLE)
        self._batched = _loaded(code, name, BATCHED)
        self._bounded = _loaded(code, name, {**BOUNDED, "solve": None})
        self._solves = "solve" in inspect.signature(self._single).parameters
        self._divides = "**-" in source
        ways: dict[str, Callable[..., Any]] = {"single_": self._single, "batch_": self._unchecked_batch, "axes_": _axes}
        self.unchecked = _loaded(entrance, "unchecked", ways)
        self.__name__ = self.__qualname__ = name
        self.__doc__ = self._single.__doc__
        self.__signature__ = inspect.signature(self._collect)

    def __repr__(self) -> str:
        return f"<function {self.name}{self.__signature__} generated by symmaml>"

    def __reduce__(self) -> tuple[Any, ...]:
        return GeneratedFunction, (self.name, self.source, self.parameters, self.rank, self.abbreviations)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Check the arguments and compute."""
        try:
            values = self._collect(*args, **kwargs)
        except TypeError:
            check_names(self._checks.names, len(args), kwargs, self.abbreviations)
            raise
        is_single = self._checks.pass_at_once(values)
        if not is_single:
            values = self._checks.checked(values)
            is_single = not self._checks.batched(values)
        try:
            if self._divides:
                with np.errstate(divide="raise"):
                    return self._on_one(values) if is_single else self._on_batch(values)
            return self._on_one(values) if is_single else self._on_batch(values)
        except (ZeroDivisionError, FloatingPointError):
            raise InvalidArgument(
                f"{self.name} divides by a number that is 0 at these values: see which in {self.name}.source"
            ) from None

    def _on_one(self, values: Sequence[Any]) -> Any:
        if not self._solves:
            return self._single(*values)
        try:
            return self._single(*values, guarded_solve)
        except DoubtfulSystem:
            return self._judged(values, None).value

    def _unchecked_batch(self, *values: Any) -> Any:
        return _without_columns(self._batched(*self._columns(values)), self.rank)

    def _columns(self, values: Iterable[Any]) -> list[Any]:
        """Return numbers as (..., 1, 1) and vectors as (..., n, 1)."""
        axes = [(..., np.newaxis, np.newaxis), (..., np.newaxis), (...,)]
        ranks = (len(parameter.axes) for parameter in self.parameters)
        return [v if isinstance(v, float) else v[axes[rank]] for v, rank in zip(values, ranks, strict=True)]

    def _on_batch(self, values: Sequence[Any]) -> Any:
        guard = GuardedBatch()
        columns = self._columns(values)
        answer = self._batched(*columns, guard.solve) if self._solves else self._batched(*columns)
        answer = _without_columns(answer, self.rank)
        if guard.doubtful.any():
            self._judge_batch(answer, values, guard.doubtful)
        return answer

    def _judge_batch(self, answer: Any, values: Sequence[Any], doubtful: Any) -> None:
        """Look at each doubtful instance of a batch; what is no `SingularOperator` gets the more careful answer."""
        batch = answer.shape[: answer.ndim - self.rank]
        cores = [np.shape(v)[np.ndim(v) - len(p.axes) :] for p, v in zip(self.parameters, values, strict=True)]
        wide = [np.broadcast_to(value, batch + core) for value, core in zip(values, cores, strict=True)]
        for place in np.argwhere(np.broadcast_to(doubtful, batch)):
            instance = tuple(int(index) for index in place)
            answer[instance] = self._judged([array[instance] for array in wide], instance).value

    def _judged(self, values: Sequence[Any], instance: tuple[int, ...] | None) -> Bounded:
        """Run with bounds on all rounding errors; raise `SingularOperator` where they leave nothing."""
        named = zip(self.parameters, values, strict=True)
        judge = Judge({parameter.name: value for parameter, value in named if parameter.symmetric}, instance)
        answer: Bounded = self._bounded(*map(Bounded.of, values), *([judge.solve] if self._solves else []))
        return answer


def _without_columns(answer: Any, rank: int) -> Any:
    """Undo `_columns` for a result."""
    return answer if rank == 2 else answer[..., 0] if rank == 1 else answer[..., 0, 0]


# --- what the function is called, takes and says ----------------------------------------------------------------------


def _parameters(plan: Plan, root: int, tasks: Iterable[Task]) -> tuple[Parameter, ...]:
    """Return the letters that are left: those of the tasks in their order, other arrays, then numbers, each by name."""
    losses = [loss for task in tasks for loss in (task.support, task.query)]
    ordered = [letter for loss in losses for part in (loss.hessian, loss.minimiser) for letter in _names(part)]
    rank = {name: position for position, name in reversed(list(enumerate(ordered)))}
    letters = [plan.operations[value] for value in plan.needed(root) if plan.operations[value].kind == "letter"]
    found = [Parameter(letter.name, letter.shape, bool(letter.content)) for letter in letters]
    last = len(ordered)

    def position(parameter: Parameter) -> tuple[Any, ...]:
        return not parameter.axes, rank.get(parameter.name, last), parameter.name.lower(), parameter.name

    return tuple(sorted(found, key=position))


def _names(expression: Any) -> list[str]:
    return sorted(letter.name for letter in expression.atoms(sympy.MatrixSymbol))


def _words(title: str) -> str:
    """Return a title as a name: "The fixed point" is fixed_point."""
    words = re.findall(r"[a-z0-9]+", title.lower())
    while words and (words[0] == "the" or words[0][0].isdigit()):
        words = words[1:]
    return "_".join(words) or "formula"


def _description(
    result: Any,
    expression: Any,
    definitions: Sequence[Definition],
    parameters: Iterable[Parameter],
    shape: tuple[Axis, ...],
) -> str:
    """Return the docstring: the formula, its abbreviations, the shapes, the hypotheses that its proof used."""
    is_result = isinstance(result, Result)
    used = _used(expression, definitions)
    kinds: dict[str, list[str]] = {}
    for parameter in parameters:
        axes = ", ".join(map(str, ("...", *parameter.axes)))
        kinds.setdefault(f"{'symmetric ' if parameter.symmetric else ''}({axes})", []).append(parameter.name)
    shapes = "; ".join(f"{', '.join(names)}: {kind}" for kind, names in kinds.items())
    lines = [f"{result.title}: {expression}" if is_result else str(expression), ""]
    lines += [f"{definition.letter} = {definition.expression}" for definition in used] + ([""] if used else [])
    lines += [f"{shapes}{'. ' if shapes else ''}Returns ({', '.join(map(str, ('...', *shape)))})."]
    lines += [f"Proved under: {', '.join(result.hypotheses)}."] if is_result and result.hypotheses else []
    return "\n".join(lines)


def _used(expression: Any, definitions: Sequence[Definition]) -> list[Definition]:
    """Return the abbreviations that the expression is written in, directly or through others."""
    names = {symbol.name for symbol in expression.free_symbols}
    used = list[Definition]()
    for definition in reversed(definitions):
        if definition.letter.name in names:
            used.insert(0, definition)
            names.update(symbol.name for symbol in definition.expression.free_symbols)
    return used


# --- how a call gets in -----------------------------------------------------------------------------------------------


def _entrance(parameters: Sequence[Parameter]) -> str:
    """Return the source that binds arguments to names, as fast as Python can, and tells an instance from a batch."""
    names = "".join(f"{parameter.name}, " for parameter in parameters)
    axes = " + ".join(f"{p.name}.ndim" if p.axes else f"axes_({p.name})" for p in parameters) or "0"
    core = sum(len(parameter.axes) for parameter in parameters)
    return (
        f"def collect({names}):\n    return ({names})\n"
        f"def unchecked({names}):\n    return single_({names}) if {axes} == {core} else batch_({names})\n"
    )


def _axes(number: Any) -> int:
    return 0 if type(number) is float else np.ndim(number)


# --- compiling --------------------------------------------------------------------------------------------------------


def _compiled(name: str, source: str) -> CodeType:
    """Compile source of our own, after checking that it is within the grammar; tracebacks will show it.

    The line that imports the operations is left out: what they mean is decided by `_loaded`.
    """
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module == HOME)]
    for node in ast.walk(tree):
        is_private = isinstance(node, ast.Name) and node.id.startswith("_")
        is_foreign = isinstance(node, ast.Attribute) and node.attr not in _ATTRIBUTES
        if not isinstance(node, _GRAMMAR) or is_private or is_foreign:
            raise InvalidStatement(
                f"{ast.unparse(node)!r} is no part of a generated function: make one with to_function"
            )
    digest = hashlib.sha256(source.encode()).hexdigest()[:12]
    file = f"<symmaml {name} {digest}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return compile(tree, file, "exec")


def _loaded(code: CodeType, name: str, operations: Mapping[str, Any]) -> Callable[..., Any]:
    """Return the function that compiled source defines, with the given meaning of its operations."""
    namespace: dict[str, Any] = {**operations, "__builtins__": {}, "__name__": "symmaml.generated"}
    # The only place in symmaml where code is run that was text before. The text is ours: see `_compiled`.
    exec(code, namespace)
    function: Callable[..., Any] = namespace[name]
    return function
