r"""What stands around the results in a book: the preamble, how to read it, the tables, the chapters.

Everything is a function of what is passed in: no date, no version, no path of the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from symmaml.export.prose import heading, in_words, listed, prose
from symmaml.figure import Figure


@dataclass(frozen=True)
class Chapter:
    """A chapter: its title, the identifiers of its results in order, and text (LaTeX) that introduces it."""

    title: str
    identifiers: tuple[str, ...]
    introduction: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the tables; `status` is "proved", or else the result is not printed and has no number."""

    identifier: str
    title: str
    status: str
    hypotheses: tuple[str, ...]
    crosscheck: str = ""
    worst: float | None = None


def macros() -> str:
    """Return the text of macros.tex: what the preamble of a paper needs to take in a printed result."""
    return _text("macros")


def _text(name: str) -> str:
    return files(__package__).joinpath("tex", f"{name}.tex").read_text(encoding="ascii")


def book(
    chapters: Sequence[Chapter], *, title: str, subtitle: str = "", foreword: str = "", has_claims: bool = False
) -> str:
    r"""Return a document that takes in every result, each from a file of its own.

    Beside it belong `macros.tex`, `generated/results.tex` (a table), `generated/hypotheses.tex` (another) and
    `generated/IDENTIFIER.tex` for each result of each chapter, and `generated/claims.tex` (the opening table) if there
    are claims.
    """
    below = rf"\\[1ex] \normalsize {prose(subtitle)}" if subtitle else ""
    lines = [
        rf"\hypersetup{{pdftitle={{{heading(title)}}}}}",
        rf"\title{{{prose(title)}{below}}}",
        r"\author{Derived, proved and printed by \texttt{symmaml}}",
        r"\date{}",
        "",
        r"\begin{document}",
        r"\maketitle",
        r"\tableofcontents",
        "",
        *([foreword] if foreword else []),
        _text("how_to_read"),
        r"\clearpage",
        *([r"\input{generated/claims}"] if has_claims else []),
        r"\input{generated/results}",
        r"\input{generated/hypotheses}",
        *(line for chapter in chapters for line in _chapter(chapter)),
        "",
        r"\end{document}",
    ]
    return _text("preamble") + "\n".join(lines) + "\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from ("", rf"\section{{{heading(chapter.title)}}}", "")
    if chapter.introduction:
        yield from (chapter.introduction.strip(), "")
    yield from (rf"\input{{generated/{identifier}}}" for identifier in chapter.identifiers)


def figure_page(name: str, figure: Figure, uses: Sequence[str]) -> str:
    """Return the page of a figure: the picture if it was drawn, and the caption, which names the results it is from."""
    numbers = [rf"\ref{{res:{identifier}}}" for identifier in uses]
    source = f" Drawn from the function of Theorem~{listed(numbers)}." if numbers else ""
    lines = [
        rf"\IfFileExists{{generated/figures/{name}.pdf}}{{%",
        r"\begin{figure}[htbp]",
        r"  \centering",
        rf"  \includegraphics{{generated/figures/{name}.pdf}}",
        rf"  \caption{{{figure.caption}{source}}}\label{{fig:{name}}}",
        r"\end{figure}}{}",
    ]
    return "\n".join(lines) + "\n"


def results_table(rows: Iterable[Row]) -> str:
    """Return the table of results: number, title, status, hypotheses used, and how the cross-check ended."""
    rows = list(rows)
    body = [
        " & ".join((_number(row), prose(row.title), row.status, in_words(row.hypotheses) or "none", _comparison(row)))
        for row in rows
    ]
    columns = r"@{}rL{0.32\linewidth}lL{0.24\linewidth}L{0.18\linewidth}@{}"
    told = any(row.worst is not None for row in rows)
    caption = "The results." + (" After the verdict stands the largest error over its bound." if told else "")
    return table("results", columns, "No. & Result & Status & Hypotheses used & Cross-check", body, caption)


def hypotheses_table(rows: Iterable[Row]) -> str:
    """Return the table of hypotheses: each with the numbers of the theorems that use it."""
    users: dict[str, list[str]] = {}
    for row in rows:
        for hypothesis in row.hypotheses or ("none",):
            users.setdefault(hypothesis, []).append(_number(row))
    body = [f"{in_words([name])} & {', '.join(numbers)}" for name, numbers in users.items()]
    columns = r"@{}L{0.25\linewidth}L{0.65\linewidth}@{}"
    return table("hypotheses", columns, "Hypothesis & Used by theorem", body, "Which theorems use a hypothesis.")


def _number(row: Row) -> str:
    return rf"\ref{{res:{row.identifier}}}" if row.status == "proved" else "--"


def _comparison(row: Row) -> str:
    if row.worst is None:
        return prose(row.crosscheck or "none")
    return f"{prose(row.crosscheck)} ({row.worst:.1g})"


def table(name: str, columns: str, head: str, body: Sequence[str], caption: str) -> str:
    """Return a table, labelled `tab:NAME`, whose rows are LaTeX."""
    lines = [
        rf"\begin{{longtable}}{{{columns}}}",
        rf"  \caption{{{caption}}}\label{{tab:{name}}} \\",
        r"  \toprule",
        rf"  {head} \\",
        r"  \midrule",
        r"  \endfirsthead",
        r"  \toprule",
        rf"  {head} \\",
        r"  \midrule",
        r"  \endhead",
        r"  \bottomrule",
        r"  \endfoot",
        *(rf"  {line} \\" for line in body),
        r"\end{longtable}",
    ]
    return "\n".join(lines) + "\n"
