"""The runner of statements: a judge that hangs, dies, eats memory or fails costs its own statement alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import wayward_deciders as ways

from symmaml.errors import InvalidArgument
from symmaml.proof.statements.statement_file import FileStatement, parse_statements
from symmaml.proof.statements.statement_results import StatementResult
from symmaml.statement_runner import Run, RunLimits, decide_statements

TIGHT = RunLimits(seconds=1.0, memory=512 << 20, processes=2)
ROOMY = RunLimits(seconds=20.0, memory=512 << 20, processes=2)


def statements(*told: int) -> tuple[FileStatement, ...]:
    records = [
        {"id": f"{place}", "symbols": {}, "relation": "eq", "lhs": str(way), "rhs": "0"}
        for place, way in enumerate(told)
    ]
    return parse_statements(json.dumps({"statements": records}))


@pytest.mark.parametrize(
    ("way", "limits", "status", "reason"),
    [
        (ways.ANSWERS, TIGHT, "undecided", "asked to keep to 0.9 seconds"),
        (ways.HANGS, TIGHT, "undecided", "stopped at the limit of 1 seconds"),
        (ways.SPINS, TIGHT, "undecided", "stopped at the limit of 1 seconds"),
        (ways.DIES, TIGHT, "undecided", "the worker process ended before it answered (exit code -9)"),
        (ways.LEAVES, TIGHT, "undecided", "the worker process ended before it answered (exit code 3)"),
        (ways.EATS, ROOMY, "undecided", "stopped at the limit of 512 MiB of memory"),
        (ways.RAISES, TIGHT, "undecided", "the judge failed: ZeroDivisionError: by nothing"),
        (ways.RECURSES, ROOMY, "undecided", "stopped at Python's limit of recursion: the expressions nest too deeply"),
        (ways.REFUSES, TIGHT, "invalid", "an expression that is identically zero is inverted"),
    ],
)
def test_a_wayward_judge_costs_its_own_statement(way: int, limits: RunLimits, status: str, reason: str) -> None:
    run = decide_statements(statements(ways.ANSWERS, way, ways.ANSWERS), ways.decide, limits)
    assert [(result.id, result.status) for result in run.results] == [
        ("0", "undecided"),
        ("1", status),
        ("2", "undecided"),
    ]
    assert run.results[1].reason == reason
    assert all("asked" in str(run.results[i].reason) for i in (0, 2))
    assert not run.interrupted


def test_results_stand_in_the_order_of_the_file() -> None:
    finished: list[str | None] = []
    told = statements(ways.SLEEPS, *[ways.ANSWERS] * 6)
    run = decide_statements(told, ways.decide, ROOMY, lambda statement, _: finished.append(statement.id))
    assert [result.id for result in run.results] == [statement.id for statement in told]
    assert sorted(map(str, finished)) == sorted(str(statement.id) for statement in told)
    assert finished[-1] == "0", "the one that sleeps is reported last"


def test_more_wayward_statements_than_workers() -> None:
    started = time.monotonic()
    run = decide_statements(statements(*[ways.HANGS] * 4), ways.decide, TIGHT)
    assert {result.reason for result in run.results} == {"stopped at the limit of 1 seconds"}
    assert all(0.9 < result.seconds < 1.9 for result in run.results)
    assert time.monotonic() - started < 12


def test_no_statements_need_no_workers() -> None:
    assert decide_statements((), ways.decide, TIGHT) == Run(())


def test_a_statement_that_cannot_be_read_is_invalid_and_reaches_no_judge() -> None:
    broken = '{"statements": [{"id": "a", "symbols": {}, "relation": "eq", "lhs": "1 +", "rhs": "0"}, 7]}'
    run = decide_statements(parse_statements(broken), ways.decide, TIGHT)
    assert [(result.id, result.status) for result in run.results] == [("a", "invalid"), (None, "invalid")]
    assert run.results[0].reason == "lhs, column 4: expected an expression, got the end"
    assert str(run.results[1].reason).startswith("statement 2 of the file: a statement is 7, expected an object")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_its_results(number: signal.Signals) -> None:
    def interrupt(statement: FileStatement, _: StatementResult) -> None:
        if statement.id == "0":
            os.kill(os.getpid(), number)

    before = signal.getsignal(signal.SIGTERM)
    run = decide_statements(statements(ways.ANSWERS, ways.HANGS, ways.HANGS, ways.HANGS), ways.decide, ROOMY, interrupt)
    assert run.interrupted
    assert "asked" in str(run.results[0].reason)
    assert {r.reason for r in run.results[1:]} == {"the run was interrupted before this statement was decided"}
    assert signal.getsignal(signal.SIGTERM) == before


SCRIPT = """
import sys
import wayward_deciders as ways
from symmaml.proof.statements.statement_file import read_statements
from symmaml.proof.statements.statement_results import write_results
from symmaml.statement_runner import RunLimits, decide_statements

if __name__ == "__main__":
    told = read_statements(sys.argv[1])
    limits = RunLimits(seconds=60, processes=2)
    run = decide_statements(told, ways.decide, limits, lambda *_: (sys.stdout.write("one\\n"), sys.stdout.flush()))
    write_results(sys.argv[2], run.results)
    sys.exit(130 if run.interrupted else 0)
"""


def test_an_interrupt_from_the_terminal_reaches_the_whole_group(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    records = [
        {"id": str(way), "symbols": {}, "relation": "eq", "lhs": str(way), "rhs": "0"}
        for way in (ways.ANSWERS, ways.HANGS)
    ]
    (tmp_path / "file.json").write_text(json.dumps({"statements": records}))
    command = [sys.executable, str(tmp_path / "script.py"), str(tmp_path / "file.json"), str(tmp_path / "out.json")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment, start_new_session=True, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "one\n"
        os.killpg(run.pid, signal.SIGINT)
        _, errors = run.communicate(timeout=30)
    assert (run.returncode, errors) == (130, "")
    results = json.loads((tmp_path / "out.json").read_text())["results"]
    assert [r["reason"][:10] for r in results] == ["asked to k", "the run wa"]


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"seconds": float("nan")}, {"memory": 0}, {"processes": 0}])
def test_limits_are_positive(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidArgument, match="expected positive limits"):
        RunLimits(**wrong)  # type: ignore[arg-type]
