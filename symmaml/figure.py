"""Figures as data: pure records, which a drawing, a table or a test reads alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from symmaml.errors import InvalidFigure

DECIMALS = 6  # kept of a coordinate: a column is 8 cm wide, and a printed dot a thousand times coarser
PLACES = ("above", "below", "left", "right", "above left", "above right", "below left", "below right")


@dataclass(frozen=True)
class Curve:
    """Points (x, y) joined in order; without a label it is a guide, drawn thin and grey."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Band:
    """The points (x, y) with lower <= y <= upper, shaded."""

    label: str
    x: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """An exact point of a curve, with what is written beside it and where: one of `PLACES`."""

    label: str
    x: Fraction
    y: Fraction
    place: str = "above"


@dataclass(frozen=True)
class Panel:
    """One pair of axes. `legend` is a corner such as "upper left"; `square` gives both axes one scale."""

    x_label: str
    y_label: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    curves: tuple[Curve, ...] = ()
    bands: tuple[Band, ...] = ()
    marks: tuple[Mark, ...] = ()
    legend: str = ""
    square: bool = False

    def __post_init__(self) -> None:
        for curve in self.curves:
            _require_points(curve.label, curve.x, curve.y)
        for band in self.bands:
            _require_points(band.label, band.x, band.lower, band.upper)
        for mark in self.marks:
            self._require_on_a_curve(mark)

    def _require_on_a_curve(self, mark: Mark) -> None:
        if mark.place not in PLACES:
            raise InvalidFigure(f"the mark {mark.label!r} stands {mark.place!r}; write one of {', '.join(PLACES)}")
        points = [point for curve in self.curves for point in zip(curve.x, curve.y, strict=True)]
        away = min((max(abs(x - mark.x), abs(y - mark.y)) for x, y in points), default=math.inf)
        if away > 0.5 * 10**-DECIMALS:
            raise InvalidFigure(
                f"the mark {mark.label!r} at ({mark.x}, {mark.y}) is {away:.2g} away from the nearest sample of a "
                "curve; the exact point or the curve is wrong, or the curve has no sample there"
            )


@dataclass(frozen=True)
class Figure:
    """Panels side by side, and a caption (LaTeX) that says what is seen."""

    caption: str
    panels: tuple[Panel, ...]


def _require_points(label: str, *columns: Sequence[float]) -> None:
    lengths = {len(column) for column in columns}
    if len(lengths) != 1 or lengths & {0, 1}:
        raise InvalidFigure(f"{label or 'a guide'} has columns of {sorted(lengths)} numbers; give equally many, >= 2")
    if not all(math.isfinite(number) for column in columns for number in column):
        raise InvalidFigure(f"{label or 'a guide'} has a coordinate that is no finite number; leave such points out")


def table(figure: Figure) -> str:
    """Return every coordinate of a figure as CSV with six decimals; of a mark also the exact point.

    The rounding errors of the functions are far below the sixth decimal, so another machine writes the same bytes
    unless a coordinate lies at a tie.

    >>> line = Curve("$y = x$", (0.0, 1.0), (0.0, 1.0))
    >>> end = Mark("", Fraction(1), Fraction(1))
    >>> print(table(Figure("", (Panel("x", "y", (0, 1), (0, 1), (line,), marks=(end,)),))))
    panel,kind,label,x,y,upper,exact
    1,curve,"$y = x$",0.000000,0.000000,,
    1,curve,"$y = x$",1.000000,1.000000,,
    1,mark,"",1.000000,1.000000,,"(1, 1)"
    <BLANKLINE>
    """
    lines = ["panel,kind,label,x,y,upper,exact"]
    for number, panel in enumerate(figure.panels, start=1):
        for curve in panel.curves:
            lines += [_line(number, "curve", curve.label, point) for point in zip(curve.x, curve.y, strict=True)]
        for band in panel.bands:
            points = zip(band.x, band.lower, band.upper, strict=True)
            lines += [_line(number, "band", band.label, point) for point in points]
        for mark in panel.marks:
            lines.append(_line(number, "mark", mark.label, (mark.x, mark.y), f'"({mark.x}, {mark.y})"'))
    return "\n".join(lines) + "\n"


def _line(panel: int, kind: str, label: str, point: Sequence[float | Fraction], exact: str = "") -> str:
    x, y, *upper = (_decimal(number) for number in point)
    quoted = '"' + label.replace('"', '""') + '"'
    return ",".join([str(panel), kind, quoted, x, y, *(upper or [""]), exact])


def _decimal(number: float | Fraction) -> str:
    return f"{round(float(number), DECIMALS) + 0.0:.{DECIMALS}f}"  # adding 0.0 turns -0.0 into 0.0
