"""Explanations: pure records, as plain text, as LaTeX, and as what a notebook shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from symmaml.export.layout import LINE_WIDTH, aligned, lines as lines_of, width
from symmaml.statement import Status

_WIDTH = 100  # characters of a line of plain text
_ROOM = LINE_WIDTH - 3.0  # em; the numbers of steps take the rest
_NAMED = (r"\ textbackslash", "~ textasciitilde", "^ textasciicircum", "< textless", "> textgreater")
_ESCAPED = MappingProxyType({**{c: "\\" + c for c in "{}_#$%&"}, **{name[0]: f"\\{name[2:]}{{}}" for name in _NAMED}})


@dataclass(frozen=True)
class Formula:
    """One formula in two spellings: plain text, and LaTeX for math mode."""

    text: str
    latex: str


Words = tuple[str | Formula, ...]
EQUALS = Formula("=", "=")


@dataclass(frozen=True)
class Line:
    """A displayed relation; one that `continues` has the right side of the line above as its left side."""

    left: Formula
    relation: Formula
    right: Formula
    continues: bool = False


@dataclass(frozen=True)
class ExplanationStep:
    """What is done, in words, and the lines that this gives."""

    words: Words
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why a statement is proved or refuted, or where the search for that ended, in steps.

    `str` gives plain text, `latex` a fragment for papers that `derivations/macros.tex` lets compile.
    """

    status: Status
    claim: Words
    steps: tuple[ExplanationStep, ...]

    def __repr__(self) -> str:
        """Say how many steps there are: short, and the same in every session."""
        return f"<explanation, {self.status.value}: {len(self.steps)} steps>"

    def __str__(self) -> str:
        """Return plain text: the claim with its status, then numbered steps."""
        lines = _wrapped(f"{self.status.value}: {plain(self.claim)}", "", "    ")
        for number, step in enumerate(self.steps, 1):
            lines += _wrapped(plain(step.words), f"{number}. ", "   ")
            for line in step.lines:
                left = "" if line.continues else line.left.text + " "
                lines += _wrapped(f"{left}{line.relation.text} {line.right.text}", "       ", "           ")
        return "\n".join(lines)

    @property
    def latex(self) -> str:
        r"""The explanation as LaTeX: a paragraph and a list of the environment `proofsteps` of `macros.tex`."""
        heading = rf"\noindent\textbf{{{self.status.value.capitalize()}.}} {tex(self.claim)}"
        parts = [r"\begingroup\allowdisplaybreaks\raggedright", heading, r"\begin{proofsteps}"]
        for step in self.steps:
            parts.append(rf"\item {tex(step.words)}")
            if step.lines:
                parts += [r"\begin{align*}", " \\\\\n".join(_rows(step.lines)), r"\end{align*}"]
        return "\n".join([*parts, r"\end{proofsteps}", r"\endgroup"]) + "\n"

    def _repr_latex_(self) -> str:
        """Return one display with no macro of ours, for MathJax and KaTeX."""
        rows = [rf"&\textbf{{{self.status.value.capitalize()}.}} \text{{ {tex(self.claim)}}}"]
        for number, step in enumerate(self.steps, 1):
            rows += [rf"&\text{{{number}. {tex(step.words)}}}", *_rows(step.lines)]
        return r"$$\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$$"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return the explanation as plain text and as LaTeX."""
        return {"text/plain": str(self), "text/latex": self._repr_latex_()}


def plain(words: Words) -> str:
    """Return words as plain text."""
    return "".join(part if isinstance(part, str) else part.text for part in words)


def tex(words: Words) -> str:
    """Return words as LaTeX for text mode."""
    return "".join(escaped(part) if isinstance(part, str) else f"${part.latex}$" for part in words)


def escaped(text: str) -> str:
    """Return text with every character that LaTeX gives a meaning written out."""
    return "".join(_ESCAPED.get(character, character) for character in text)


def joined(parts: Iterable[Words], separator: str = ", ") -> Words:
    """Join words by a separator."""
    found: list[str | Formula] = []
    for part in parts:
        found += [separator, *part] if found else part
    return tuple(found)


def _wrapped(text: str, first: str, later: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=later, break_long_words=False)


def _rows(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the rows of an `align` environment, aligned at the relations; a matrix is never divided."""
    lefts = ["" if line.continues else line.left.latex for line in lines]
    widest = max(map(width, lefts), default=0.0)
    has_matrix = any(r"\begin" in line.right.latex for line in lines)
    is_apart = widest > _ROOM / 3 and (len(lines) > 1 or has_matrix)  # long left sides stand above the relations
    for left, line in zip(lefts, lines, strict=True):
        right, relation = line.right.latex, line.relation.latex
        if is_apart:
            yield from (f"&{row}" for row in lines_of(left, _ROOM))
            first, *rest = [right] if has_matrix else lines_of(right, _ROOM - 3)
            yield rf"&\quad {relation} {first}"
            yield from (rf"&\quad{row}" for row in rest)
        elif has_matrix:
            yield f"{left} &{relation} {right}"
        else:
            yield from aligned(left, relation, right, _ROOM - widest + width(left))
