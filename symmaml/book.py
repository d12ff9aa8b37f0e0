"""A book: a folder of results and claims in reading order, built into LaTeX, certificates, NumPy and a report.

A folder holds `contents.toml` and one file per entry, which defines `result(problem)`, or `claim(problem)` where the
contents quote a claim; `problem.py` beside it defines `problem`. A file that raises costs its own entry and no other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from symmaml.building import Built, build_entry, derive_entry, part_reports
from symmaml.contents import Contents, Entry, read_contents
from symmaml.errors import BookError
from symmaml.export.claims import OpeningRow, opening_table
from symmaml.export.pages import Chapter, book, hypotheses_table, macros, results_table
from symmaml.report import listed, report


@dataclass(frozen=True)
class Book:
    """A built book: its entries, the files it consists of, and its report."""

    contents: Contents
    results: tuple[Built, ...]
    files: dict[str, str]
    report: dict[str, Any]

    @property
    def holds(self) -> bool:
        """Whether every formula is proved and confirmed, and every claim settled."""
        return all(built.holds for built in self.results)


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
        files["generated/claims.tex"] = opening_table(opening)
    title, subtitle = contents.title, contents.subtitle
    files["book.tex"] = book(_chapters(results), title=title, subtitle=subtitle, has_claims=bool(opening))
    files["macros.tex"] = macros()
    return Book(contents, tuple(results), files, report(contents, results, time.monotonic() - started))


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


def _chapters(results: list[Built]) -> list[Chapter]:
    """Return the chapters; a problem is introduced where it first occurs."""
    introduced: list[str] = []
    chapters = []
    for title in dict.fromkeys(built.entry.chapter for built in results):
        printed = [built for built in results if built.entry.chapter == title and built.files]
        settings = dict.fromkeys(setting for built in printed for setting in built.settings)
        new = [setting for setting in settings if setting not in introduced]
        introduced += new
        identifiers = tuple(built.entry.identifier for built in printed)
        chapters.append(Chapter(title, identifiers, "\n".join(new)))
    return chapters


def _opening_row(built: Built) -> OpeningRow:
    """Return the line of a claim in the opening table: its verdict, and the words of the part that decides it."""
    stated = [part for part in built.parts if part.role in ("statement", "reading")]
    decisive = next((part for part in stated if part.status == "refuted"), stated[0] if stated else None)
    line = decisive.words if decisive else "see the report"  # its file failed: the message is there
    return OpeningRow(built.entry.identifier, built.title, built.verdict or built.status, line, bool(built.files))


def list_book(folder: str | Path) -> list[dict[str, Any]]:
    """Derive and prove every entry of a folder, and return what is known of each formula and each claim."""
    derived = [derive_entry(entry) for entry in read_contents(folder).entries]
    return [listed(found, part_reports(found)) for found in derived]
