"""Turn a result into a NumPy function.

The source is printed by `numpy_source` from a plan, can be read as `.source`, and is compiled here and nowhere else.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import linecache
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy

from symmaml.derivation import Result
from symmaml.errors import InvalidArgument, InvalidStatement
from symmaml.export.arguments import Parameter, Parameters, check_names
from symmaml.export.arithmetic import BATCHED, SINGLE, DoubtfulSystem, GuardedBatch
from symmaml.export.evaluation import planned
from symmaml.export.numpy_source import RESERVED, function_source, identifier
from symmaml.export.plan import Plan
from symmaml.export.singular import BOUNDED, Bounded, Judge
from symmaml.statement import Definition
from symmaml.tasks import Task

# The grammar of generated source. It is printed by us from names that `notation.checked_name` has passed; this is
# checked again on the syntax tree, before anything is compiled.
_NODES = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Assign, ast.Return, ast.Expr, ast.Tuple),
    *(ast.Name, ast.Load, ast.Store, ast.Constant, ast.Call, ast.Attribute, ast.Subscript),
    *(ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.USub),
)
_ATTRIBUTES = frozenset({"mT", "shape", "copy"})
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


def to_function(
    result: Result | Any, *, backend: str = "numpy", where: Sequence[Definition] = (), name: str = ""
) -> GeneratedFunction:
    """Compile a result, or an expression in the letters of `where`, to a function of its remaining letters.

    Matrices are arrays (..., n, n), vectors (..., n), numbers floats or arrays (...); leading batch axes broadcast. A 1x1
    formula returns (...), a vector (..., n), a matrix (..., n, n). The call raises `InvalidArgument` for arguments that do
    not fit and `SingularOperator` where the formula inverts what cannot be inverted. Raises `InvalidStatement` for an
    expression that is not made of sums, products, integer powers and transposes of letters.

    >>> from symmaml.notation import symmetric, vector
    >>> A, B, v, w = *symmetric("A B"), *vector("v w")
    >>> mean = to_function((A + B).I * (A * v + B * w), name="mean")
    >>> mean(A=[[1, 0], [0, 3]], B=[[1, 0], [0, 1]], v=[1, 0], w=[0, 4])
    array([0.5, 1. ])
    >>> print(mean.source)
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
        raise InvalidStatement(f"{expression!r} is no formula: expected a result or a SymPy expression; write to_function(result)")
    plan, root = planned(expression, definitions)
    parameters = _parameters(plan, root, result.derivation.problem.tasks if is_result else ())
    called = name or (_words(result.title) if is_result else "formula")
    if not _NAME.match(called) or called in RESERVED:
        raise InvalidArgument(f"name {called!r} cannot name a function: expected words such as 'fixed_point'")
    description = _description(result, expression, definitions, parameters, plan.operations[root].shape)
    source = function_source(
        plan, root, name=called, arguments=[parameter.name for parameter in parameters], description=description
    )
    return GeneratedFunction(
        called, source, parameters, plan.rank(root), frozenset(definition.letter.name for definition in definitions)
    )


@dataclass(frozen=True)
class GeneratedFunction:
    """A compiled formula. Call it with its letters, by name or in the order of `parameters`.

    `source` is what runs; `unchecked` runs it without looking at the arguments.
    """

    name: str
    source: str
    parameters: tuple[Parameter, ...]
    rank: int
    abbreviations: frozenset[str] = frozenset()
    _run: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        checked = Parameters(self.parameters)
        code = _compiled(self.name, self.source, checked.names)
        run = {kind: _function(code, self.name, names) for kind, names in _ARITHMETICS.items()}
        object.__setattr__(self, "_run", MappingProxyType({**run, "collect": _function(code, "collect", {})}))
        object.__setattr__(self, "_checks", checked)
        object.__setattr__(self, "_solves", "solve=solve" in self.source.partition("\n")[0])
        object.__setattr__(self, "__name__", self.name)
        object.__setattr__(self, "__doc__", run["single"].__doc__)
        object.__setattr__(self, "__signature__", inspect.signature(self._run["collect"]))
