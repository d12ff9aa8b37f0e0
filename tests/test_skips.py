"""The rule of conftest.py: in CI a test that skips fails the run, unless what it lacks is declared absent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SUITES = {
    "a passing test": "def test_passes(): pass",
    "a skip": "import pytest\ndef test_passes(): pass\n@pytest.mark.skip(reason='slow today')\ndef test_skips(): pass",
    "a missing module in a test": "import pytest\ndef test_skips(): pytest.importorskip('nosuch')",
    "a missing module of a file": "import pytest\npytest.importorskip('nosuch')\ndef test_never(): pass",
    "an expected failure": "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_fails(): raise ValueError",
    "a failing test": "def test_fails(): raise ValueError",
}


def run_suite(folder: Path, suite: str, *options: str, ci: str, absent: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own on `suite`, beside a copy of our conftest.py and a second, passing file."""
    shutil.copy(Path(__file__).with_name("conftest.py"), folder)
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_suite.py").write_text(SUITES[suite])
    (folder / "test_other.py").write_text(SUITES["a passing test"])
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options]
    environment = {**inherited, "CI": ci, "SYMMAML_ABSENT": absent}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "xdist"])
@pytest.mark.parametrize(
    ("suite", "absent", "fails"),
    [
        ("a passing test", "", False),
        ("a skip", "nosuch", True),
        ("a missing module in a test", "flint,other", True),
        ("a missing module in a test", "flint, nosuch", False),
        ("a missing module of a file", "no,such", True),
        ("a missing module of a file", "nosuch", False),
        ("an expected failure", "", False),
        ("a failing test", "nosuch", True),
    ],
)
def test_ci_accepts_only_declared_skips(
    tmp_path: Path, options: tuple[str, ...], suite: str, absent: str, fails: bool
) -> None:
    run = run_suite(tmp_path, suite, *options, ci="true", absent=absent)
    assert run.returncode == (1 if fails else 0), run.stdout + run.stderr
    assert ("the run fails" in run.stdout) is (fails and "fail" not in suite)
    assert " passed" in run.stdout.splitlines()[-1], "pytest's own summary must stay the last line"


@pytest.mark.parametrize("suite", ["a skip", "a missing module of a file"])
def test_a_skip_is_a_skip_outside_ci(tmp_path: Path, suite: str) -> None:
    run = run_suite(tmp_path, suite, ci="", absent="")
    assert run.returncode == 0, run.stdout + run.stderr
    assert "the run fails" not in run.stdout
