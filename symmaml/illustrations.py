"""The figures of a book: which there are, and how one is made from the functions of proved results.

`contents.toml` lists them, and a file each defines `figure(...)`:

    [[figure]]
    name = "attenuation"       # figures/attenuation.py
    folder = "figures"
    after = "hessian"          # printed after this result or claim
    uses = ["hessian"]         # figure(hessian) is called with its compiled function; of a claim, of its first result
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symmaml.derivation import Result
from symmaml.errors import BookError
from symmaml.export.document import status_of
from symmaml.export.drawing import FORMATS, draw
from symmaml.export.functions import to_function
from symmaml.export.pages import figure_page
from symmaml.figure import Figure, table
from symmaml.loading import load
from symmaml.statement import Status

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_FIELDS = ("name", "folder", "after", "uses")


@dataclass(frozen=True)
class Illustration:
    """A figure as the contents list it: its file, where it is printed, and the results it is drawn from."""

    name: str
    path: Path
    after: str
    uses: tuple[str, ...]


def read_illustrations(folder: Path, declared: Mapping[str, Any], known: Collection[str]) -> tuple[Illustration, ...]:
    """Return the figures that contents declare; raise `BookError` for one that names what is not there.

    `known` holds the identifiers of all results and claims.
    """
    tables = declared.get("figure", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise BookError(f"{folder}: figures are written as [[figure]] tables with {', '.join(_FIELDS)}")
    found = [_illustration(folder, table, known) for table in tables]
    twice = {one.name for one in found if [other.name for other in found].count(one.name) > 1}
    if twice:
        raise BookError(f"{folder}: the figure {min(twice)!r} stands twice in the contents; rename one")
    return tuple(found)


def _illustration(folder: Path, table: Mapping[str, Any], known: Collection[str]) -> Illustration:
    place = f"{folder}: figure {table.get('name', '')!r}"
    if set(table) != set(_FIELDS):
        raise BookError(f"{place} has {sorted(table)}; expected {', '.join(_FIELDS)}")
    name, after, uses = table["name"], table["after"], table["uses"]
    if not isinstance(name, str) or not _NAME.match(name):
        raise BookError(f"{place}: a name has small letters, digits and underscores, as in attenuation")
    path = folder / str(table["folder"]) / f"{name}.py"
    if not path.is_file():
        raise BookError(f"{place}: {path} does not exist")
    if not isinstance(uses, list):
        raise BookError(f'{place}: uses is {uses!r}, expected identifiers of results, as in ["fixed-point"]')
    for identifier in (after, *uses):
        if identifier not in known:
            raise BookError(f"{place} names {identifier!r}, which is no result or claim of the book")
    return Illustration(name, path, after, tuple(uses))


def illustrate(illustration: Illustration, results: Mapping[str, Result]) -> Figure:
    """Make a figure from the functions of the results that it uses; a result that is not proved is refused.

    `results` holds for each identifier that the figure uses its result.
    """
    functions = {}
    for identifier in illustration.uses:
        if identifier not in results or status_of(results[identifier]) is not Status.PROVED:
            raise BookError(f"figure {illustration.name} is to be drawn from {identifier}, which is not proved")
        functions[identifier.replace("-", "_")] = to_function(results[identifier])
    make = getattr(load(illustration.path), "figure", None)
    if not callable(make):
        arguments = ", ".join(functions)
        raise BookError(f"{illustration.path} defines no figure: write def figure({arguments}): return sm.Figure(…)")
    figure = make(**functions)
    if not isinstance(figure, Figure):
        raise BookError(f"{illustration.path}: figure() returned {type(figure).__name__}, expected sm.Figure(…)")
    return figure


def figure_files(name: str, figure: Figure, theorems: Sequence[str]) -> dict[str, str]:
    """Return the files that a figure has in every build: its numbers, and the page that takes in the picture.

    `theorems` are the names under which the results that it is drawn from are printed.
    """
    return {f"figures/{name}.csv": table(figure), f"figures/{name}.tex": figure_page(name, figure, theorems)}


def picture_names(illustrations: Collection[Illustration]) -> Iterator[str]:
    """Yield the names of the pictures, which only some builds draw."""
    return (f"figures/{one.name}.{picture}" for one in illustrations for picture in FORMATS)


def pictures(figures: Mapping[str, Figure]) -> dict[str, bytes]:
    """Draw figures, by name, in every format; raises `MissingExtra` if Matplotlib is not installed."""
    return {
        f"figures/{name}.{picture}": draw(figure, picture) for name, figure in figures.items() for picture in FORMATS
    }
