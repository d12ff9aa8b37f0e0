"""In CI a skipped test fails the run, unless what it lacks is declared absent.

`.ci/run` sets `CI=true` and lists in `SYMMAML_ABSENT` the modules that it does not install ("flint,torch"). A skip is
accepted when its reason contains one of these names as a word, as the reason of `pytest.importorskip("flint")` does.
"""

from __future__ import annotations

import os
import re

import pytest


def undeclared_skips(config: pytest.Config) -> list[str]:
    """Return "file: reason" of every skip that counts as a failure; none outside CI."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or terminal is None:
        return []
    absent = {name.strip() for name in os.environ.get("SYMMAML_ABSENT", "").split(",")} - {""}
    # `longrepr` of a skip is (path, line, reason), for a test as for a module that skips itself.
    skips = [(report.nodeid or report.longrepr[0], report.longrepr[2]) for report in terminal.stats.get("skipped", [])]
    return [f"{where}: {reason}" for where, reason in skips if absent.isdisjoint(re.findall(r"\w+", reason))]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that is green but for skips. Workers of pytest-xdist leave this to the process that sees all."""
    on_worker = hasattr(session.config, "workerinput")
    if not on_worker and session.exitstatus == pytest.ExitCode.OK and undeclared_skips(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which skips failed the run, above pytest's own last line."""
    skips = undeclared_skips(config)
    if skips:
        terminalreporter.section("skipped, and not declared absent in SYMMAML_ABSENT: the run fails", red=True)
        for skip in skips:
            terminalreporter.line(skip)
