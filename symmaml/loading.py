"""Run a file of a book and return what it defines."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from symmaml.errors import BookError


def load(path: Path) -> ModuleType:
    """Run a Python file as a module of its own; raise `BookError` if it is none, and whatever the file raises."""
    specification = importlib.util.spec_from_file_location(f"_book_{path.parent.name}_{path.stem}", path)
    if specification is None or specification.loader is None:
        raise BookError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
