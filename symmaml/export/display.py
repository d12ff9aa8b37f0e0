r"""A result in a notebook: the last line of a cell shows the formula, its abbreviations and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from symmaml.derivation import Result
from symmaml.export.document import definitions, statement, status_of
from symmaml.export.layout import aligned
from symmaml.statement import Status

_ROOM = 48.0  # em, about the width of a notebook's output


@dataclass(frozen=True, repr=False)
class DisplayedResult(Result):
    """A result that shows itself; in every other respect the `Result` that it was made from."""

    def __repr__(self) -> str:
        """Return the title and the status: short, and the same in every session."""
        return f"<{self.title}: {_standing(self)}>"

    def _repr_latex_(self) -> str:
        """Return the formula and its abbreviations as one display, with no macro of ours: for MathJax and KaTeX."""
        where = [row for sides in definitions(self.derivation) for row in aligned(*sides, _ROOM)]
        rows = [*aligned(*statement(self.derivation), _ROOM), *([r"&\text{where}"] if where else []), *where]
        return r"$$\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}$$"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return the result as plain text and as LaTeX."""
        return {"text/plain": _plain(self), "text/latex": self._repr_latex_()}


def displayed(result: Result) -> DisplayedResult:
    """Return the result in a form that a notebook displays."""
    return DisplayedResult(**{field.name: getattr(result, field.name) for field in fields(Result)})


def _standing(result: Result) -> str:
    """Say what is known, with the hypotheses that were used."""
    status = status_of(result)
    if status is not Status.PROVED:
        return str(status.value)
    used = "; ".join(result.hypotheses)
    return "proved in every dimension" + (f", {used}" if used else "")


def _plain(result: Result) -> str:
    symbol = result.derivation.symbol
    lines = [f"{result.title}: {_standing(result)}", f"  {symbol} = {result.expression}"]
    lines += [f"  {definition.letter} = {definition.expression}" for definition in result.where]
    return "\n".join(lines)
