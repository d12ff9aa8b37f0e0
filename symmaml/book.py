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
from symmaml.derivation import Result
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
    entries = {entry.identifier: entry for entry in contents.entries}
    plates = [_Plate(one, tuple(entries[i] for i in one.uses if i in entries)) for one in contents.illustrations]
    results, drawn = list[Built](), list[_Drawn]()
    for number, made in enumerate(_built(contents.entries, plates, processes)):
        name = made.illustration.name if isinstance(made, _Drawn) else made.entry.identifier
        drawn.append(made) if isinstance(made, _Drawn) else results.append(made)
        if progress:
            progress(number, len(contents.entries) + len(plates), name)
    rows = [row for built in results for row in built.rows]
    opening = [_opening_row(built) for built in results if built.entry.quotation]
    files = {f"generated/{name}": text for built in results for name, text in built.files.items()}
    files["generated/results.tex"] = results_table(rows)
    files["generated/hypotheses.tex"] = hypotheses_table(rows)
    if opening:
        files["generated/claims.tex"] = opening_table(opening, len(contents.missing))
    title, subtitle = contents.title, contents.subtitle
    figures = {made.illustration.name: made.figure for made in drawn if made.figure}
    files |= {f"generated/{name}": text for made in drawn for name, text in made.files.items()}
    printed = [made.illustration for made in drawn if made.figure]
    files["book.tex"] = book(
        _chapters(results, printed),
        title=title,
        subtitle=subtitle,
        foreword=contents.foreword,
        has_claims=bool(opening),
    )
    files["macros.tex"] = macros()
    told = report(contents, results, time.monotonic() - started)
    complaints = tuple(made.complaint for made in drawn if made.complaint)
    return Book(contents, tuple(results), files, told, figures, complaints)


def _built(entries: Sequence[Entry], plates: Sequence[_Plate], processes: int) -> Iterator[Built | _Drawn]:
    """Yield the built entries, and then the figures, in their order, whichever is ready first."""
    items: list[Entry | _Plate] = [*entries, *plates]
    if processes <= 1 or len(items) <= 1:
        yield from map(_build, items)
        return
    with ProcessPoolExecutor(min(processes, len(items)), mp_context=get_context("spawn")) as pool:
        try:
            yield from pool.map(_build, items)
        except BrokenProcessPool as error:
            raise BookError("a process that built entries has died; build with processes=1 to see where") from error


def _build(item: Entry | _Plate) -> Built | _Drawn:
    return build_entry(item) if isinstance(item, Entry) else _drawn(item)


@dataclass(frozen=True)
class _Plate:
    """A figure to be made, with the entries from whose first results it is drawn."""

    illustration: Illustration
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class _Drawn:
    """What became of a figure; without one there is a complaint."""

    illustration: Illustration
    figure: Figure | None
    files: dict[str, str]
    complaint: str = ""


def _drawn(plate: _Plate) -> _Drawn:
    """Make a figure; one that cannot be made costs itself and no other."""
    name, results, theorems = plate.illustration.name, dict[str, Result](), list[str]()
    try:
        for entry in plate.entries:
            for theorem, result in list(derive_entry(entry).results.items())[:1]:
                results[entry.identifier] = result
                theorems.append(theorem)
        figure = illustrate(plate.illustration, results)
        return _Drawn(plate.illustration, figure, figure_files(name, figure, theorems))
    except Exception as error:  # as for an entry: its file may raise anything
        return _Drawn(plate.illustration, None, {}, f"{name}: {type(error).__name__}: {error}")


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
