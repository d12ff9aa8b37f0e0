"""The contents of a book: `contents.toml` says which files make it up, in which order, and which claims they settle.

title = "..."

[[chapter]]
title = "..."
folder = "post"
results = ["fixed_point"]          # post/fixed_point.py

[claim.fixed-point]                # the file settles a claim, and defines claim(problem)
title = "..."
sentences = [40, 41]
quotation = "..."
formula = "..."
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symmaml.claim import Quotation
from symmaml.errors import BookError, InvalidClaim
from symmaml.illustrations import Illustration, read_illustrations

TABLES = ("results", "hypotheses", "claims")  # the names of the tables beside the results
_STEM = re.compile(r"[a-z][a-z0-9_]*\Z")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_FIELDS = ("title", "sentences", "quotation", "formula")


@dataclass(frozen=True)
class Entry:
    """One file of a book: where it stands, and the claim that it settles, if it settles one."""

    identifier: str
    chapter: str
    path: Path
    problem: Path
    quotation: Quotation | None = None


@dataclass(frozen=True)
class Contents:
    """A book as its folder declares it; `missing` names the claims that no chapter lists yet."""

    title: str
    subtitle: str
    entries: tuple[Entry, ...]
    missing: tuple[str, ...] = ()
    illustrations: tuple[Illustration, ...] = ()
    foreword: str = ""


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
    quotations = _quotations(declared, path)
    entries = tuple(_entries(folder, declared, path, quotations))
    if not entries:
        raise BookError(f'{path} lists no results: write [[chapter]] with title, folder and results = ["fixed_point"]')
    seen: dict[str, Path] = {}
    for entry in entries:
        if entry.identifier in seen:
            raise BookError(
                f"{path}: {entry.identifier} stands twice: {seen[entry.identifier]} and {entry.path}; rename one"
            )
        seen[entry.identifier] = entry.path
    missing = tuple(identifier for identifier in quotations if identifier not in seen)
    illustrations = read_illustrations(folder, declared, {*seen, *missing})
    title, subtitle = str(declared.get("title", folder.name)), str(declared.get("subtitle", ""))
    return Contents(title, subtitle, entries, missing, illustrations, _foreword(folder, declared, path))


def _foreword(folder: Path, declared: dict[str, Any], path: Path) -> str:
    """Return the text of the foreword, if the contents name a file of the folder."""
    if "foreword" not in declared:
        return ""
    file = folder / str(declared["foreword"])
    if file.parent != folder or not file.is_file():
        raise BookError(f"{path}: foreword is {declared['foreword']!r}, expected a file of {folder}")
    return file.read_text(encoding="utf-8")


def _entries(folder: Path, declared: dict[str, Any], path: Path, quotations: dict[str, Quotation]) -> Iterator[Entry]:
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
            identifier = stem.replace("_", "-")
            problem = file.with_name("problem.py")
            yield Entry(identifier, str(chapter["title"]), file, problem, quotations.get(identifier))


def _quotations(declared: dict[str, Any], path: Path) -> dict[str, Quotation]:
    """Read the claims; every complaint names the claim and the field."""
    tables = declared.get("claim", {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise BookError(f"{path}: claims are tables: write [claim.fixed-point] with {', '.join(_FIELDS)}")
    return {
        identifier: _quotation(identifier, table, f"{path}: claim.{identifier}") for identifier, table in tables.items()
    }


def _quotation(identifier: str, table: dict[str, Any], place: str) -> Quotation:
    if not _IDENTIFIER.match(identifier):
        raise BookError(f"{place} is no identifier: expected small letters and digits with dashes, as in fixed-point")
    for name in ("title", "sentences", "quotation"):
        if name not in table:
            raise BookError(f"{place}.{name} is missing; a claim has {', '.join(_FIELDS)}")
    unknown = sorted(set(table) - set(_FIELDS))
    if unknown:
        raise BookError(f"{place}.{unknown[0]} is not known; a claim has {', '.join(_FIELDS)}")
    for name in ("title", "quotation", "formula"):
        if not isinstance(table.get(name, ""), str) or (name in table and not table[name].strip()):
            raise BookError(f"{place}.{name} is {table[name]!r}, expected words")
        if name != "quotation" and not table.get(name, "").isascii():
            raise BookError(f"{place}.{name} is {table[name]!r}, which is not ASCII: write LaTeX in dollars, $\\theta$")
    sentences = table["sentences"]
    if not isinstance(sentences, list) or not all(type(number) is int and number > 0 for number in sentences):
        raise BookError(f"{place}.sentences is {sentences!r}, expected numbers of sentences, as in [40, 41]")
    try:
        return Quotation(identifier, table["title"], table["quotation"], tuple(sentences), table.get("formula", ""))
    except InvalidClaim as error:
        raise BookError(f"{place}.quotation: {error}") from error
