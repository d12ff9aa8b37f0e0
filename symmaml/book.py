"""A book: a folder of results and claims in reading order, built into LaTeX, certificates, NumPy and a report.

A folder holds `contents.toml` and one file per entry, which defines `result(problem)`, or `claim(problem)` where the
contents quote a claim; `problem.py` beside it defines `problem`. A file that raises costs its own entry and no other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from symmaml.building import Built, build_entry, derive_entry, part_reports
from symmaml.contents import Contents, Entry, read_contents
from symmaml.errors import BookError
from symmaml.export.claims import OpeningRow, deciding_lines, opening_table
from symmaml.export.pages import Chapter, book, hypotheses_table, macros, results_table
from symmaml.figure import Figure
from symmaml.illustrations import Illustration, figure_files, illustrate, picture_names
from symmaml.report import listed, report


@dataclass(frozen=True)
class Book:
    """A built book: its entries, the files it consists of, and its report."""

    contents: Contents
    results: tuple[Built, ...]
    files: dict[str, str]
    report: dict[str, Any]
    figures: dict[str, Figure] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()  # about figures that could not be made

    @property
    def holds(self) -> bool:
        """Whether every formula is proved and confirmed, every claim settled, and every figure could be made."""
        return not self.complaints and all(built.holds for built in self.results)

    @property
    def pictures(self) -> frozenset[str]:
        """The files that some builds have besides: the figures, drawn."""
        return frozenset(f"generated/{name}" for name in picture_names(self.contents.illustrations))


def build_book(
    folder: str | Path, progress: Callable[[int, int, str], None] | None = None, *, processes: int = 1
) -> Book:
    """Build every entry of a folder, in memory; nothing is written. What comes out does not depend on `processes`.

    Raises `BookError` if the folder is no book. An entry whose file raises, or that is not proved, is reported in its
    place.
    """
    started = time.monotonic()
    contents = read_contents(folder)
    results = []
    for number, built in enumerate(_built(contents.entries, processes)):
        results.append(built)
        if progress:
            progress(number, len(contents.entries), built.entry.identifier)
    rows = [row for built in results for row in built.rows]
    opening = [_opening_row(built) for built in results if built.entry.quotation]
    files = {f"generated/{name}": text for built in results for name, text in built.files.items()}
    files["generated/results.tex"] = results_table(rows)
    files["generated/hypotheses.tex"] = hypotheses_table(rows)
    if opening:
        files["generated/claims.tex"] = opening_table(opening, len(contents.missing))
    title, subtitle = contents.title, contents.subtitle
    figures, pages, complaints = _figures(contents)
    files |= {f"generated/{name}": text for name, text in pages.items()}
    printed = [one for one in contents.illustrations if one.name in figures]
    files["book.tex"] = book(
        _chapters(results, printed),
        title=title,
        subtitle=subtitle,
        foreword=contents.foreword,
        has_claims=bool(opening),
    )
    files["macros.tex"] = macros()
    told = report(contents, results, time.monotonic() - started)
    return Book(contents, tuple(results), files, told, figures, complaints)


def _built(entries: Sequence[Entry], processes: int) -> Iterator[Built]:
    """Yield the built entries in their order, whichever is ready first."""
    if processes <= 1 or len(entries) <= 1:
        yield from map(build_entry, entries)
        return
    with ProcessPoolExecutor(min(processes, len(entries)), mp_context=get_context("spawn")) as pool:
        try:
            yield from pool.map(build_entry, entries)
        except BrokenProcessPool as error:
            raise BookError("a process that built entries has died; build with processes=1 to see where") from error


def _figures(contents: Contents) -> tuple[dict[str, Figure], dict[str, str], tuple[str, ...]]:
    """Make the figures, by name, with their files; one that cannot be made costs itself, and a complaint."""
    used = {identifier for illustration in contents.illustrations for identifier in illustration.uses}
    derived = {entry.identifier: derive_entry(entry).results for entry in contents.entries if entry.identifier in used}
    first = {identifier: next(iter(results.items())) for identifier, results in derived.items() if results}
    figures, files, complaints = dict[str, Figure](), dict[str, str](), list[str]()
    for illustration in contents.illustrations:
        name = illustration.name
        try:
            figures[name] = illustrate(illustration, {identifier: result for identifier, (_, result) in first.items()})
            files |= figure_files(name, figures[name], [first[identifier][0] for identifier in illustration.uses])
        except Exception as error:  # as for an entry: its file may raise anything
            complaints.append(f"{name}: {type(error).__name__}: {error}")
    return figures, files, tuple(complaints)


def _chapters(results: list[Built], illustrations: Sequence[Illustration]) -> list[Chapter]:
    """Return the chapters; a problem is introduced where it first occurs."""
    introduced: list[str] = []
    chapters = []
    for title in dict.fromkeys(built.entry.chapter for built in results):
        printed = [built for built in results if built.entry.chapter == title and built.files]
        settings = dict.fromkeys(setting for built in printed for setting in built.settings)
        new = [setting for setting in settings if setting not in introduced]
        introduced += new
        identifiers = []
        for built in printed:
            identifiers.append(built.entry.identifier)
            identifiers += [f"figures/{one.name}" for one in illustrations if one.after == built.entry.identifier]
        chapters.append(Chapter(title, tuple(identifiers), "\n".join(new)))
    return chapters


def _opening_row(built: Built) -> OpeningRow:
    """Return the line of a claim in the opening table: its verdict, and the words of the parts that decide it."""
    lines = deciding_lines(built.verdict, [(part.role, part.status, part.words) for part in built.parts])
    lines = lines or (("", "see the report"),)  # its file failed: the message is there
    return OpeningRow(built.entry.identifier, built.title, built.verdict or built.status, lines, bool(built.files))


def list_book(folder: str | Path) -> list[dict[str, Any]]:
    """Derive and prove every entry of a folder, and return what is known of each formula and each claim."""
    derived = [derive_entry(entry) for entry in read_contents(folder).entries]
    return [listed(found, part_reports(found)) for found in derived]
