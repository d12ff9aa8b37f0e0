"""Real TeX for tests: one run for many formulas. Without TeX these tests are skipped, and CI has TeX."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

COMPLAINTS = re.compile(r"Warning|Overfull|Underfull|^!|Missing character|undefined", re.MULTILINE)
_HEAD = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage{amsmath}\usepackage{amssymb}"


def run(command: Iterable[str], folder: Path) -> str:
    """Run TeX in a folder and return its log; fail with the first error if there is one."""
    command = [*command, "-interaction=nonstopmode", "-halt-on-error"]
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed: apt-get install texlive-latex-recommended lmodern latexmk")
    done = subprocess.run([*command, "text.tex"], cwd=folder, capture_output=True, timeout=120, check=False)
    log = (folder / "text.log").read_text(encoding="latin-1")
    errors = log[log.find("\n!") :][:1500]
    assert done.returncode == 0, f"{command[0]} stopped: {errors}"
    return log


def complaints(log: str) -> list[str]:
    """Return every line of a log that names a warning, an error or a box that does not fit."""
    return [line for line in log.splitlines() if COMPLAINTS.search(line) and not line.startswith("Package: infwarerr")]


def draft(body: str, folder: Path, head: str = _HEAD) -> str:
    """Typeset a document without writing a PDF, and return the log."""
    (folder / "text.tex").write_text(f"{head}\n\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding="ascii")
    return run(["pdflatex", "-draftmode"], folder)


def widths(formulas: Iterable[str], folder: Path) -> list[float]:
    """Measure formulas, in em of 10pt."""
    boxes = "\n".join(rf"\setbox0\hbox{{${formula}$}}\typeout{{Width: \the\wd0}}" for formula in formulas)
    return [float(points) / 10 for points in re.findall(r"^Width: ([0-9.]+)pt$", draft(boxes, folder), re.MULTILINE)]
