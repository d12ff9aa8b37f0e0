"""The public face: one list of names, fast to import, and everything written is executed."""

import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import symmaml

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", symmaml.__all__)
def test_every_public_name_exists_and_is_documented(name):
    value = getattr(symmaml, name)
    assert name == "__version__" or value.__doc__ or not callable(value)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no name 'nonsense'"):
        getattr(symmaml, "nonsense")  # noqa: B009 - the attribute is the point


def test_importing_symmaml_costs_no_more_than_sympy():
    code = "import time; t = time.perf_counter(); import {}; print(time.perf_counter() - t)"

    def seconds(module):
        command = [sys.executable, "-c", code.format(module)]
        runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(3)]
        return min(float(run.stdout) for run in runs)

    assert seconds("symmaml") < 1.25 * seconds("sympy")


def test_importing_symmaml_loads_neither_sympy_nor_numpy():
    code = "import sys, symmaml; assert not {'sympy', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


README_BLOCKS = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), flags=re.S)


def test_the_readme_runs(capsys):
    names = {}
    for block in README_BLOCKS:
        exec(compile(block, "README.md", "exec"), names)
    printed = capsys.readouterr().out
    assert r"\begin{theorem}" in printed
    assert "confirmed" in printed
    assert "Status.PROVED" in printed
    assert "Status.REFUTED {" in printed


@pytest.mark.parametrize("notebook", sorted((ROOT / "docs" / "notebooks").glob("*.py")), ids=lambda p: p.stem)
def test_notebooks_run_as_notebooks(notebook, tmp_path):
    converted = tmp_path / "notebook.ipynb"
    subprocess.run(
        [sys.executable, "-m", "jupytext", "--to", "ipynb", "-o", str(converted), str(notebook)],
        check=True,
        capture_output=True,
    )
    executed = subprocess.run(
        [sys.executable, "-m", "jupytext", "--to", "py:percent", "-o", str(tmp_path / "notebook.py"), str(converted)],
        check=True,
        capture_output=True,
    )
    assert executed.returncode == 0
    subprocess.run([sys.executable, "-W", "error", str(notebook)], check=True, capture_output=True, cwd=tmp_path)


def test_doctests_are_collected():
    finder = doctest.DocTestFinder()
    found = [
        test
        for module in ("notation", "questions", "tasks")
        for test in finder.find(importlib.import_module(f"symmaml.{module}"))
    ]
    assert sum(bool(test.examples) for test in found) >= 8
