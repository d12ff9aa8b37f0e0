"""symmaml: symbolic mathematics verification for MAML on quadratic tasks.

In the order of thought: `notation` declares letters; `tasks` and `adaptation` say what is learnt and how; `problem`
puts them together; `derive` finds answers and `proof` certificates for them; `kernel` alone decides what counts as
proved; `export` prints LaTeX and compiles NumPy; `crosscheck` compares with MAML written from its definition; `book`
builds a folder of results.

The public names stand in `__init__.pyi`; each is loaded on first use, so that `symmaml --help` needs no SymPy and
`import symmaml` costs next to nothing.
"""

import ast
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

__version__ = "0.1.0"


def _homes() -> MappingProxyType[str, str]:
    """Read from the stub which module defines each public name."""
    stub = ast.parse(Path(__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    lines = (line for line in stub.body if isinstance(line, ast.ImportFrom))
    return MappingProxyType({name.name: str(line.module) for line in lines for name in line.names})


_HOME = _homes()

__all__ = ["__version__", *_HOME]  # noqa: PLE0604 - the names of the stub are strings


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"symmaml has no name {name!r}; dir(symmaml) lists them")
    if _HOME[name] == "symmaml":
        return import_module(f"symmaml.{name}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
