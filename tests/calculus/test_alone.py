"""The checker of calculus stands alone: no SymPy, no finder, nothing of the rest but errors and standings."""

import ast
import re
from pathlib import Path

import pytest

import symmaml.calculus

FOLDER = Path(symmaml.calculus.__file__).parent
CHECKER = sorted(path for path in FOLDER.glob("*.py") if path.name not in ("__init__.py", "search.py"))
WELCOME = ("__future__", "collections", "dataclasses", "fractions", "functools", "itertools", "math", "types", "typing")
OURS = ("symmaml.errors", "symmaml.claim", "symmaml.calculus.")


@pytest.mark.parametrize("path", CHECKER, ids=lambda path: path.stem)
def test_a_file_of_the_checker_imports_almost_nothing(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            for name in names:
                ours = name.startswith(OURS) and name != "symmaml.calculus.search"
                assert ours or name.split(".")[0] in WELCOME or (path.stem, name) == ("interval", "mpmath.ctx_iv"), name


def test_the_example_of_the_page_runs():
    page = (FOLDER.parents[1] / "docs" / "calculus.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    names = {}
    exec(code, names)
    assert names["found"].grounds[-1].shown[0].reached == "-121916583/274625000"
