"""A book: a folder of results in reading order, built into LaTeX, certificates, NumPy sources and a report.

A folder holds `contents.toml` (title, chapters, the files of each chapter in order) and one file per result, which
defines
`result(problem)`; `problem.py` beside it defines `problem`. A file that raises costs its own result and no other.
"""

from __future__ import annotations

import re
import time
import tomllib
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symmaml.derivation import Result
from symmaml.errors import BookError, NotProved
from symmaml.export.document import setting, status_of, to_latex
from symmaml.export.functions import to_function
from symmaml.export.pages import Chapter, Row, book, hypotheses_table, macros, results_table
from symmaml.figure import Figure
from symmaml.illustrations import Illustration, figure_files, illustrate, picture_names, read_illustrations
from symmaml.loading import load
from symmaml.oracle.compare import Report, crosscheck
from symmaml.problem import MetaProblem

REPORT_VERSION = 1
INSTANCES = 50
TABLES = ("results", "hypotheses")  # the names of the tables beside the results
_STEM = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Entry:
    """One result of a book: where it stands, and the file that derives it."""

    identifier: str
    chapter: str
    path: Path
    problem: Path


@dataclass(frozen=True)
class Contents:
    """A book as its folder declares it."""

    title: str
    subtitle: str
    entries: tuple[Entry, ...]
    illustrations: tuple[Illustration, ...] = ()


@dataclass(frozen=True)
class Built:
    """What became of one entry. `status` is "proved", "refuted", "undecided" or "failed"."""

    entry: Entry
    status: str
    title: str
    seconds: float
    result: Result | None = None
    report: Report | None = None
    files: dict[str, str] = field(default_factory=dict)
    message: str = ""

    @property
    def holds(self) -> bool:
        """Whether the result is proved and its cross-check, if one was made, confirmed it."""
        return self.status == "proved" and (self.report is None or self.report.is_confirmed)


def read_contents(folder: str | Path) -> Contents:
    """Read `contents.toml`; raise `BookError` if the folder is no book or the contents name what is not there."""
    folder = Path(folder)
    path = folder / "contents.toml"
    if not path.is_file():
        raise BookError(
            f"{folder} holds no results: expected a file {path.name} that lists chapters; "
            f"run this in a clone of symmaml, or name a folder: symmaml build FOLDER"
        )
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BookError(f"{path} cannot be read: {error}") from error
    entries = tuple(_entries(folder, declared, path))
    if not entries:
        raise BookError(f'{path} lists no results: write [[chapter]] with title, folder and results = ["fixed_point"]')
    seen: dict[str, Path] = {}
    for entry in entries:
        if entry.identifier in seen:
            raise BookError(
                f"{path}: {entry.identifier} stands twice: {seen[entry.identifier]} and {entry.path}; rename one"
            )
        seen[entry.identifier] = entry.path
    illustrations = read_illustrations(folder, declared, seen)
    return Contents(str(declared.get("title", folder.name)), str(declared.get("subtitle", "")), entries, illustrations)


def _entries(folder: Path, declared: dict[str, Any], path: Path) -> Iterator[Entry]:
    chapters = declared.get("chapter", [])
    if not isinstance(chapters, list):
        raise BookError(f"{path}: chapter is {type(chapters).__name__}, expected [[chapter]] tables")
    for chapter in chapters:
        missing = {"title", "folder", "results"} - set(chapter)
        if missing or not isinstance(chapter["results"], list):
            raise BookError(f"{path}: a chapter lacks {sorted(missing)}; it needs title, folder and a list of results")
        for stem in chapter["results"]:
            if not isinstance(stem, str) or not _STEM.match(stem) or stem in TABLES:
                raise BookError(
                    f"{path}: {stem!r} is no file stem: expected small letters, digits and underscores, "
                    f"and not {' or '.join(TABLES)}"
                )
            file = folder / str(chapter["folder"]) / f"{stem}.py"
            if not file.is_file():
                raise BookError(f"{path}: the chapter {chapter['title']!r} lists {stem!r}, but {file} does not exist")
            yield Entry(stem.replace("_", "-"), str(chapter["title"]), file, file.with_name("problem.py"))


def derive_entry(entry: Entry) -> Built:
    """Derive and prove one result; whatever its file raises becomes part of the answer."""
    started = time.monotonic()
    try:
        problem = getattr(load(entry.problem), "problem", None) if entry.problem.is_file() else None
        make = getattr(load(entry.path), "result", None)
        if not callable(make):
            raise BookError(
                f"{entry.path} defines no result: write def result(problem): return sm.fixed_point(problem)"
            )
        result = make(problem)
        if not isinstance(result, Result):
            raise BookError(
                f"{entry.path}: result() returned {type(result).__name__}, expected a result such as sm.loss(…)"
            )
    except NotProved as error:
        status = getattr(getattr(error.verdict, "status", None), "value", "undecided")
        return Built(entry, status, entry.identifier, time.monotonic() - started, message=str(error))
    except (Exception, SystemExit) as error:  # a file may raise anything; the others must still be built
        where = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno})"
        return Built(entry, "failed", entry.identifier, time.monotonic() - started, message=message)
    return Built(entry, status_of(result).value, result.title, time.monotonic() - started, result)


def build_entry(entry: Entry) -> Built:
    """Derive, prove, print, compile and cross-check one result."""
    started = time.monotonic()
    built = derive_entry(entry)
    if built.result is None:
        return built
    try:
        function = to_function(built.result)
        report = crosscheck(built.result, function=function, instances=INSTANCES, seed=0)
        files = {
            f"{entry.identifier}.tex": to_latex(built.result, identifier=entry.identifier),
            f"{entry.identifier}.py": function.source,
            **_certificates(entry.identifier, built.result),
        }
    except Exception as error:  # as above
        message = f"{type(error).__name__}: {error}"
        return Built(entry, "failed", built.title, time.monotonic() - started, message=message)
    return Built(entry, built.status, built.title, time.monotonic() - started, built.result, report, files)


def _certificates(identifier: str, result: Result) -> dict[str, str]:
    files = {f"{identifier}.certificate.json": result.theorem}
    files |= {f"{identifier}.step-{i}.certificate.json": verdict for i, verdict in enumerate(result.proofs, start=1)}
    return {name: verdict.certificate.text for name, verdict in files.items() if verdict.certificate is not None}


@dataclass(frozen=True)
class Book:
    """A built book: its results, the files it consists of, and its report."""

    contents: Contents
    results: tuple[Built, ...]
    files: dict[str, str]
    report: dict[str, Any]
    figures: dict[str, Figure] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()  # about figures that could not be made

    @property
    def holds(self) -> bool:
        """Whether every result is proved and confirmed, and every figure could be made."""
        return not self.complaints and all(built.holds for built in self.results)

    @property
    def pictures(self) -> frozenset[str]:
        """The files that some builds have besides: the figures, drawn."""
        return frozenset(f"generated/{name}" for name in picture_names(self.contents.illustrations))


def build_book(folder: str | Path, progress: Callable[[int, int, str], None] | None = None) -> Book:
    """Build every result of a folder, in memory; nothing is written.

    Raises `BookError` if the folder is no book. A result whose file raises, or that is not proved, is reported in its
    place.
    """
    started = time.monotonic()
    contents = read_contents(folder)
    results = []
    for number, entry in enumerate(contents.entries):
        if progress:
            progress(number, len(contents.entries), entry.identifier)
        results.append(build_entry(entry))
    rows = [_row(built) for built in results]
    files = {f"generated/{name}": text for built in results for name, text in built.files.items()}
    files["generated/results.tex"] = results_table(rows)
    files["generated/hypotheses.tex"] = hypotheses_table(rows)
    figures, complaints = _figures(contents, results)
    for illustration in contents.illustrations:
        if illustration.name in figures:
            printed = figure_files(illustration, figures[illustration.name])
            files |= {f"generated/{name}": text for name, text in printed.items()}
    files["book.tex"] = book(
        _chapters(results, [i for i in contents.illustrations if i.name in figures]),
        title=contents.title,
        subtitle=contents.subtitle,
    )
    files["macros.tex"] = macros()
    report = _report(results, time.monotonic() - started)
    return Book(contents, tuple(results), files, report, figures, complaints)


def _figures(contents: Contents, results: list[Built]) -> tuple[dict[str, Figure], tuple[str, ...]]:
    """Make the figures, by name; one that cannot be made costs itself and no other."""
    proved = {built.entry.identifier: built.result for built in results if built.result}
    figures, complaints = dict[str, Figure](), list[str]()
    for illustration in contents.illustrations:
        try:
            figures[illustration.name] = illustrate(illustration, proved)
        except Exception as error:
            complaints.append(f"{illustration.name}: {type(error).__name__}: {error}")
    return figures, tuple(complaints)


def _chapters(results: list[Built], illustrations: Sequence[Illustration]) -> list[Chapter]:
    """Return the chapters; a problem is introduced where it first occurs."""
    introduced: list[MetaProblem] = []
    chapters = []
    for title in dict.fromkeys(built.entry.chapter for built in results):
        printed = [built for built in results if built.entry.chapter == title and built.files]
        problems = dict.fromkeys(built.result.derivation.problem for built in printed if built.result)
        new = [problem for problem in problems if problem not in introduced]
        introduced += new
        identifiers = []
        for built in printed:
            identifiers.append(built.entry.identifier)
            identifiers += [f"figures/{one.name}" for one in illustrations if one.after == built.entry.identifier]
        chapters.append(Chapter(title, tuple(identifiers), "\n".join(map(setting, new))))
    return chapters


def _row(built: Built) -> Row:
    hypotheses = built.result.hypotheses if built.result else ()
    confirmed = built.report.verdict.value if built.report else "none"
    return Row(built.entry.identifier, built.title, built.status, hypotheses, confirmed)


def _report(results: list[Built], seconds: float) -> dict[str, Any]:
    return {
        "version": REPORT_VERSION,
        "results": [_report_entry(built) for built in results],
        "seconds": round(seconds, 3),
    }


def _report_entry(built: Built) -> dict[str, Any]:
    name = f"generated/{built.entry.identifier}"
    report = built.report
    return {
        "id": built.entry.identifier,
        "title": built.title,
        "chapter": built.entry.chapter,
        "status": built.status,
        "hypotheses": list(built.result.hypotheses) if built.result else [],
        "certificate": f"{name}.certificate.json" if built.files else None,
        "tex": f"{name}.tex" if built.files else None,
        "crosscheck": {
            "verdict": report.verdict.value,
            "instances": report.instances,
            "worst_error_over_bound": report.worst.ratio if report.worst else None,
        }
        if report
        else None,
        "message": built.message,
        "seconds": round(built.seconds, 3),
    }


def list_book(folder: str | Path) -> list[dict[str, Any]]:
    """Derive and prove every result of a folder, and return id, title, chapter, status, claim and verdict of each."""
    listed = []
    for entry in read_contents(folder).entries:
        built = derive_entry(entry)
        listed.append(
            {
                "id": entry.identifier,
                "title": built.title,
                "chapter": entry.chapter,
                "status": built.status,
                "claim": built.result.derivation.symbol if built.result else None,
                "verdict": "true" if built.status == "proved" else "false" if built.status == "refuted" else None,
            }
        )
    return listed
