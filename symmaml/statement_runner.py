"""Decide all statements of a file, several at a time, each under its own limits of time and memory.

Every statement is judged in a worker process that can be killed: one that hangs, exhausts its memory or dies costs its
own answer (`undecided`, with the reason) and nobody else's. Results stand in the order of the file.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection, wait
from typing import Any

from symmaml.errors import InvalidArgument, InvalidStatement
from symmaml.proof.statements.question import Question
from symmaml.proof.statements.statement_file import FileStatement, parse_record
from symmaml.proof.statements.statement_results import (
    Outcome,
    StatementResult,
    decided,
    invalid,
    undecided,
)

try:
    import resource
except ImportError:  # not on Windows: no limit of memory there
    resource = None  # type: ignore[assignment]

Decider = Callable[[Question, float], Outcome]
Report = Callable[[FileStatement, StatementResult], None]

START_SECONDS = 60.0  # for a worker to start and import SymPy on a busy machine; no part of a statement's time
READY, LEAVING = b"ready", b"leaving"


@dataclass(frozen=True)
class RunLimits:
    """What one statement may use: seconds of wall time, bytes of memory; and how many are judged at a time."""

    seconds: float = 5.0
    memory: int = 1 << 30
    processes: int = field(default_factory=lambda: max(1, min(8, os.cpu_count() or 1)))

    def __post_init__(self) -> None:
        if not (0 < self.seconds <= 86_400 and self.memory > 0 and self.processes > 0):
            raise InvalidArgument(
                f"{self}: expected positive limits, and at most 86400 seconds; "
                f"write RunLimits(seconds=5), or --time-limit 5"
            )

    @property
    def asked(self) -> float:
        """The seconds that the judge is asked to keep to: less, so that it can still say how far it came."""
        return self.seconds - min(0.5, self.seconds / 10)


@dataclass(frozen=True)
class Run:
    """The results in the order of the file; if the run was interrupted, those not reached are undecided and say so."""

    results: tuple[StatementResult, ...]
    interrupted: bool = False


def decide_statements(
    statements: Sequence[FileStatement],
    decide: Decider,
    limits: RunLimits | None = None,
    report: Report | None = None,
) -> Run:
    """Decide statements with `decide(question, seconds)`, a function that a worker process can import.

    `report` is called with each result as it becomes known. SIGINT and SIGTERM end the run early, not its results.
    """
    overseer = _Overseer(statements, decide, limits or RunLimits(), report or (lambda *_: None))
    interrupted = False
    try:
        with _terminated_is_interrupted():
            overseer.run()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        overseer.dismiss_all()
    reason = "the run was interrupted before this statement was decided"
    results = (overseer.results.get(i) or undecided(statement, reason) for i, statement in enumerate(statements))
    return Run(tuple(results), interrupted)


@contextmanager
def _terminated_is_interrupted() -> Iterator[None]:
    """Treat SIGTERM as SIGINT, so that `timeout` and a closing system lose no results."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


# --- the overseer -----------------------------------------------------------------------------------------------------


@dataclass
class _Worker:
    """A worker process, and the statement that it is at."""

    process: Any
    connection: Connection
    index: int
    since: float
    deadline: float
    ready: bool = False


class _Overseer:
    """Hands statements to workers, collects their results, and replaces workers that fail."""

    def __init__(
        self,
        statements: Sequence[FileStatement],
        decide: Decider,
        limits: RunLimits,
        report: Report,
    ) -> None:
        self.statements, self.decide, self.limits, self.report = (
            statements,
            decide,
            limits,
            report,
        )
        self.results: dict[int, StatementResult] = {}
        self.waiting: deque[int] = deque()
        self.workers: list[_Worker] = []
        self.context = _context(decide)

    def run(self) -> None:
        for index, statement in enumerate(self.statements):
            if statement.question is None:
                self.settle(
                    index,
                    invalid(statement, statement.invalid or "it asks no question"),
                )
            else:
                self.waiting.append(index)
        while self.waiting and len(self.workers) < self.limits.processes:
            self.hire()
        while self.workers:
            nearest = min(worker.deadline for worker in self.workers)
            wait(
                [worker.connection for worker in self.workers],
                max(0.0, nearest - time.monotonic()),
            )
            for worker in tuple(self.workers):
                self.attend(worker)

    def settle(self, index: int, result: StatementResult) -> None:
        self.results[index] = result
        self.report(self.statements[index], result)

    def hire(self) -> None:
        """Start a worker for the next statement."""
        here, there = self.context.Pipe()
        process = self.context.Process(target=_work, args=(there, self.decide, self.limits), daemon=True)
        process.start()
        there.close()
        now = time.monotonic()
        worker = _Worker(process, here, self.waiting.popleft(), now, now + START_SECONDS)
        self.workers.append(worker)

    def dispatch(self, worker: _Worker) -> None:
        """Give a worker that is ready its statement; its time starts now."""
        worker.since = time.monotonic()
        worker.deadline = worker.since + self.limits.seconds
        with suppress(OSError):  # a worker that died is found out by what it does not answer
            worker.connection.send_bytes(json.dumps(self.statements[worker.index].record).encode())

    def attend(self, worker: _Worker) -> None:
        """Take what a worker sent, or notice that it died or overran its time."""
        statement, elapsed = (
            self.statements[worker.index],
            time.monotonic() - worker.since,
        )
        try:
            message = worker.connection.recv_bytes() if worker.connection.poll() else None
        except (EOFError, OSError):
            worker.process.join(1.0)
            reason = f"the worker process ended before it answered (exit code {worker.process.exitcode})"
            self.replace(worker, undecided(statement, reason, elapsed))
            return
        if message == READY:
            worker.ready = True
            self.dispatch(worker)
        elif message is not None:
            self.take(worker, message)
        elif time.monotonic() >= worker.deadline:
            limit = f"the limit of {self.limits.seconds:g} seconds" if worker.ready else "waiting for a worker to start"
            self.replace(worker, undecided(statement, f"stopped at {limit}", elapsed))

    def take(self, worker: _Worker, message: bytes) -> None:
        """Record a result, and give the worker its next statement or let it go."""
        leaving = message.startswith(LEAVING)
        result = StatementResult(**json.loads(message.removeprefix(LEAVING)))
        if leaving or not self.waiting:
            self.replace(worker, result)
            return
        self.settle(worker.index, result)
        worker.index = self.waiting.popleft()
        self.dispatch(worker)

    def replace(self, worker: _Worker, result: StatementResult) -> None:
        """Record a result, end the worker that gave it or failed to, and start another if there is work."""
        self.workers.remove(worker)
        _dismiss(worker)
        self.settle(worker.index, result)
        if self.waiting:
            self.hire()

    def dismiss_all(self) -> None:
        for worker in self.workers:
            _dismiss(worker)


def _dismiss(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.process.close()
    worker.connection.close()


def _context(decide: Decider) -> Any:
    """Return how to start processes: forked from a clean server that has imported the judge once, where that exists."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, decide.__module__])
    return context


# --- the worker -------------------------------------------------------------------------------------------------------


def _work(connection: Connection, decide: Decider, limits: RunLimits) -> None:
    """Answer one statement after the other, until the other side hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the overseer, which ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _limit_memory(limits.memory)
    with suppress(EOFError, OSError):
        connection.send_bytes(READY)
        while True:
            message = connection.recv_bytes()
            result, leaving = _answer(message.decode(), decide, limits)
            answer = json.dumps(asdict(result)).encode()
            connection.send_bytes(LEAVING + answer if leaving else answer)


def _limit_memory(size: int) -> None:
    """Let allocations beyond `size` bytes fail, where the system can do that."""
    if resource is not None:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _answer(text: str, decide: Decider, limits: RunLimits) -> tuple[StatementResult, bool]:
    """Judge one statement; after a lack of memory the worker had better leave."""
    started = time.monotonic()
    statement = parse_record(text)
    leaving = False
    try:
        if statement.question is None:
            result = invalid(statement, statement.invalid or "it asks no question")
        else:
            outcome = decide(statement.question, limits.asked)
            result = decided(statement, statement.question, outcome, 0.0)
    except InvalidStatement as error:
        result = invalid(statement, str(error))
    except MemoryError:
        result, leaving = (
            undecided(
                statement,
                f"stopped at the limit of {limits.memory >> 20} MiB of memory",
            ),
            True,
        )
    except RecursionError:
        result = undecided(
            statement,
            "stopped at Python's limit of recursion: the expressions nest too deeply",
        )
    except Exception as error:  # a fault of ours must not cost the others their answers
        result = undecided(statement, f"the judge failed: {type(error).__name__}: {error}")
    return replace(result, seconds=round(time.monotonic() - started, 4)), leaving
