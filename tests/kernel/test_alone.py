"""The kernel as a program of its own: one file, copied anywhere, with nothing but Python."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from symmaml import kernel

TESTS = Path(__file__).parents[1]
ACCEPTED = sorted((TESTS / "accepted").glob("*.json"))
REFUSED = sorted((TESTS / "refused").glob("*.json"))


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(kernel.__file__, tmp_path_factory.mktemp("alone") / "kernel.py"))


def run(copied: Path, *files: str | Path) -> tuple[int, list[str], str]:
    """Run the copy, isolated from the environment and from everything installed."""
    command = [sys.executable, "-I", "-S", "-W", "error", str(copied), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=copied.parent, timeout=300, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_right_certificates(copied: Path) -> None:
    status, lines, errors = run(copied, *ACCEPTED)
    assert (status, errors) == (0, "")
    assert lines[-1] == f"{len(ACCEPTED)} of {len(ACCEPTED)} certificates accepted"
    words = ["refuted" if path.stem.startswith("refuted_") else "proved" for path in ACCEPTED]
    assert [line.split(": ")[1] for line in lines[:-1] if not line.startswith("    ")] == words
    assert any(line.startswith("    if ") for line in lines)  # hypotheses are told with the claim
    assert any(line.startswith("    where ") for line in lines)  # and what defined letters are


def test_what_is_assumed_is_told(copied: Path) -> None:
    """Lemmas are no assumptions, and neither are the letters that they define."""
    folder = TESTS / "accepted"
    _, lines, _ = run(copied, folder / "lemma_product_that_is_definite.json", folder / "lemma_definition.json")
    assert [line.partition("accepted/")[2] or line for line in lines] == [
        "lemma_product_that_is_definite.json: proved: B = 0",
        "    if P Q - (Q P) is zero",
        "    if P Q B - (0) is zero",
        "    if P is positive",
        "    if Q is positive",
        "lemma_definition.json: proved: A' A A' A >= 0",
        "2 of 2 certificates accepted",
    ]


def test_wrong_certificates(copied: Path) -> None:
    status, lines, errors = run(copied, ACCEPTED[0], *REFUSED)
    assert (status, errors) == (1, "")
    assert lines[-1] == f"1 of {len(REFUSED) + 1} certificates accepted"
    told = [line for line in lines if not line.startswith("    ")]
    assert all(": REFUSED: " in line for line in told[1:-1])
    assert len(told) == len(REFUSED) + 2


def test_files_that_are_none(copied: Path, tmp_path: Path) -> None:
    (tmp_path / "binary.json").write_bytes(bytes(range(256)))
    (tmp_path / "surrogate.json").write_text('{"\\ud800": 1}', encoding="ascii")
    status, lines, errors = run(copied, tmp_path, tmp_path / "missing.json", *sorted(tmp_path.iterdir()))
    assert (status, errors) == (1, "")
    assert lines[-1] == "0 of 4 certificates accepted"


def test_no_files(copied: Path) -> None:
    assert run(copied) == (1, ["0 of 0 certificates accepted"], "")
