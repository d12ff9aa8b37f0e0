"""Typeset a book with the TeX that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from symmaml.errors import BookError
from symmaml.writing import write_files

SECONDS = 300
PACKAGES = "texlive-latex-recommended lmodern latexmk"


def typeset(files: Mapping[str, str | bytes]) -> tuple[bytes, str]:
    """Return the PDF of `book.tex` and the log of its last run.

    Raises `BookError` when no TeX is installed (and says what to install), or when TeX fails (and shows where).
    """
    latexmk, pdflatex = shutil.which("latexmk"), shutil.which("pdflatex")
    if pdflatex is None:
        raise BookError(
            f"no pdflatex is installed; on Debian or Ubuntu: apt-get install --no-install-recommends {PACKAGES}"
        )
    options = ["-interaction=nonstopmode", "-halt-on-error"]
    runs = [[latexmk, "-pdf", *options, "book.tex"]] if latexmk else [[pdflatex, *options, "book.tex"]] * 3
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_files(folder, files)
        for command in runs:
            try:
                done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
            except subprocess.TimeoutExpired as error:
                raise BookError(f"{command[0]} did not finish in {SECONDS} seconds") from error
            log = _text(folder / "book.log")
            if done.returncode != 0:
                first = next((line for line in log.splitlines() if line.startswith("!")), "see the log")
                raise BookError(f"TeX failed: {first}; is something of {PACKAGES} missing?")
        return (folder / "book.pdf").read_bytes(), log


def _text(path: Path) -> str:
    return path.read_text(encoding="latin-1") if path.is_file() else ""
