"""symmaml: symbolic mathematics verification for MAML on quadratic tasks.

In the order of thought: `notation` declares letters; `tasks` and `adaptation` say what is learnt and how; `problem` puts them
together; `derive` finds answers and `proof` certificates for them; `kernel` alone decides what counts as proved;
`export` prints LaTeX and compiles NumPy; `crosscheck` compares with MAML written from its definition; `book` builds a
folder of results.

Names are loaded on first use, so that `symmaml --help` needs no SymPy and `import symmaml` no NumPy.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symmaml import kernel as kernel
    from symmaml.adaptation import (
        GradientDescent as GradientDescent,
        MatrixStep as MatrixStep,
        NoAdaptation as NoAdaptation,
        Polynomial as Polynomial,
        Proximal as Proximal,
        Rule as Rule,
    )
    from symmaml.book import build_book as build_book, list_book as list_book
    from symmaml.oracle.compare import Report as Report, crosscheck as crosscheck
    from symmaml.derivation import Derivation as Derivation, Measure as Measure, Result as Result, Step as Step
    from symmaml.errors import (
        BookError as BookError,
        InvalidArgument as InvalidArgument,
        InvalidNotation as InvalidNotation,
        InvalidStatement as InvalidStatement,
        InvalidTask as InvalidTask,
        NotDerivable as NotDerivable,
        NotProved as NotProved,
        SingularOperator as SingularOperator,
        SymmamlError as SymmamlError,
    )
    from symmaml.export.document import to_latex as to_latex
    from symmaml.export.functions import to_function as to_function
    from symmaml.notation import matrix as matrix, scalar as scalar, symmetric as symmetric, vector as vector
    from symmaml.problem import MetaProblem as MetaProblem
    from symmaml.proof.decide import decide as decide, prove as prove
    from symmaml.questions import (
        adapted as adapted,
        displacement as displacement,
        energy as energy,
        fixed_point as fixed_point,
        gradient as gradient,
        gradient_by_chain_rule as gradient_by_chain_rule,
        hessian as hessian,
        loss as loss,
        meta_objective as meta_objective,
        midpoint_gap as midpoint_gap,
        midpoint_gradient as midpoint_gradient,
        midpoint_loss as midpoint_loss,
        minimum as minimum,
        outer_step as outer_step,
        task_difference as task_difference,
        task_loss as task_loss,
        uniqueness as uniqueness,
    )
    from symmaml.statement import (
        AtLeast as AtLeast,
        Counterexample as Counterexample,
        Definition as Definition,
        Equal as Equal,
        Gradient as Gradient,
        Nonzero as Nonzero,
        Positive as Positive,
        Statement as Statement,
        Status as Status,
        Verdict as Verdict,
    )
    from symmaml.tasks import Quadratic as Quadratic, Task as Task, quadratic as quadratic, task as task

__version__ = "0.1.0"

_HOMES = MappingProxyType(
    {
        "kernel": "",
        "adaptation": "GradientDescent MatrixStep NoAdaptation Polynomial Proximal Rule",
        "book": "build_book list_book",
        "oracle.compare": "Report crosscheck",
        "derivation": "Derivation Measure Result Step",
        "errors": "BookError InvalidArgument InvalidNotation InvalidStatement InvalidTask NotDerivable NotProved SingularOperator SymmamlError",
        "export.document": "to_latex",
        "export.functions": "to_function",
        "notation": "matrix scalar symmetric vector",
        "problem": "MetaProblem",
        "proof.decide": "decide prove",
        "questions": "adapted displacement energy fixed_point gradient gradient_by_chain_rule hessian loss meta_objective midpoint_gap midpoint_gradient midpoint_loss minimum outer_step task_difference task_loss uniqueness",
        "statement": "AtLeast Counterexample Definition Equal Gradient Nonzero Positive Statement Status Verdict",
        "tasks": "Quadratic Task quadratic task",
    }
)
_HOME = MappingProxyType({name: module for module, names in _HOMES.items() for name in names.split()})

__all__ = ["__version__", "kernel", *_HOME]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"symmaml.{_HOME[name]}"), name)
    if name in _HOMES:
        return import_module(f"symmaml.{name}")
    raise AttributeError(f"symmaml has no name {name!r}; dir(symmaml) lists them")


def __dir__() -> list[str]:
    return sorted(__all__)
