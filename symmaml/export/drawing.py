"""Figures as vector pictures: the only file that uses Matplotlib, which is an optional extra.

The same figure gives the same bytes: no date, no name of a program, no random identifier, fonts that Matplotlib brings.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any

from symmaml.errors import InvalidFigure, MissingExtra
from symmaml.figure import Band, Curve, Figure, Mark, Panel

FORMATS = ("svg", "pdf")

# Colours by Okabe and Ito, told apart by colour-blind readers; each with a dash pattern of its own, for print in grey.
STYLES = (
    ("#000000", "solid"),
    ("#0072B2", (0, (6, 2))),
    ("#D55E00", (0, (1.5, 1.2))),
    ("#009E73", (0, (6, 1.5, 1.2, 1.5))),
)
SHADES = (("#56B4E9", 0.25), ("#E69F00", 0.5), ("#000000", 0.4))  # and opacity: of different lightness in grey
GUIDE = MappingProxyType({"color": "#777777", "linewidth": 0.6, "linestyle": (0, (1, 2)), "zorder": 1})

HEIGHT = 2.35  # inches; the text of a page is 6.1 inches wide
WIDTHS = (3.6, 6.0)  # of one panel alone, and of two
SETTINGS = MappingProxyType(
    {
        "svg.hashsalt": "symmaml",
        "svg.fonttype": "path",  # the picture needs no font of the reader's machine
        "pdf.fonttype": 42,
        "font.family": "cmr10",  # as the book's text
        "mathtext.fontset": "cm",
        "axes.formatter.use_mathtext": True,
        "font.size": 9,
        "axes.labelsize": 9,
        "legend.fontsize": 8,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8,
        "axes.linewidth": 0.6,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)


def draw(figure: Figure, picture: str = "svg") -> bytes:
    """Draw a figure as "svg" or "pdf" and return the file's bytes.

    Raises `MissingExtra` if Matplotlib is not installed, `ValueError` for another format.
    """
    if picture not in FORMATS:
        raise ValueError(f"a picture in {picture!r} was asked for; write one of {', '.join(FORMATS)}")
    matplotlib = _matplotlib()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()  # whatever a reader's matplotlibrc says
        matplotlib.rcParams.update(SETTINGS)
        size = (WIDTHS[min(len(figure.panels), len(WIDTHS)) - 1], HEIGHT)
        canvas = importlib.import_module("matplotlib.figure").Figure(figsize=size, layout="constrained")
        axes = canvas.subplots(1, len(figure.panels), squeeze=False)[0]
        styles = _numbers(
            [[curve.label for curve in panel.curves if curve.label] for panel in figure.panels], len(STYLES)
        )
        shades = _numbers([[band.label for band in panel.bands] for panel in figure.panels], len(SHADES))
        for axis, panel in zip(axes, figure.panels, strict=True):
            _panel(axis, panel, styles, shades)
        file = io.BytesIO()
        with _quiet("fontTools"):  # which remarks that the date of a font is old
            canvas.savefig(file, format=picture, metadata=_no_metadata(picture))
    return file.getvalue()


def _matplotlib() -> Any:
    try:
        return importlib.import_module("matplotlib")
    except ImportError as error:
        raise MissingExtra(
            "figures are drawn by Matplotlib, which is not installed: pip install 'symmaml[plot]'"
        ) from error


@contextlib.contextmanager
def _quiet(name: str) -> Iterator[None]:
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _no_metadata(picture: str) -> dict[str, None]:
    return dict.fromkeys(("Date", "Creator") if picture == "svg" else ("CreationDate", "Creator", "Producer"))


def _numbers(panels: Iterable[Sequence[str]], at_most: int) -> dict[str, int]:
    """Number the labels of each panel, no two alike; a label keeps its number from panel to panel."""
    numbers: dict[str, int] = {}
    for labels in panels:
        for label in labels:
            taken = {numbers[other] for other in labels if other in numbers}
            free = [number for number in range(at_most) if number not in taken]
            if label not in numbers and not free:
                raise InvalidFigure(
                    f"{label!r} is one too many: at most {at_most} in a panel can be told apart in grey"
                )
            numbers.setdefault(label, free[0] if free else 0)
    return numbers


def _panel(axis: Any, panel: Panel, styles: dict[str, int], shades: dict[str, int]) -> None:
    for band in panel.bands:
        _band(axis, band, *SHADES[shades[band.label]])
    for curve in panel.curves:
        _curve(axis, curve, styles)
    for mark in panel.marks:
        _mark(axis, mark)
    axis.set(xlabel=panel.x_label, ylabel=panel.y_label, xlim=panel.x_range, ylim=panel.y_range)
    if panel.square:
        axis.set_aspect("equal")
    if panel.legend:
        handles, labels = axis.get_legend_handles_labels()
        once = dict(zip(labels, handles, strict=True))  # two bands may share a label
        axis.legend(
            once.values(),
            once.keys(),
            loc=panel.legend,
            edgecolor="none",
            framealpha=1,
            handlelength=2.6,
            borderaxespad=0.2,
            labelspacing=0.3,
        )


def _band(axis: Any, band: Band, colour: str, opacity: float) -> None:
    axis.fill_between(
        band.x,
        band.lower,
        band.upper,
        facecolor=(colour, opacity),
        linewidth=0,
        zorder=0,
        label=band.label,
    )


def _curve(axis: Any, curve: Curve, styles: dict[str, int]) -> None:
    if not curve.label:
        axis.plot(curve.x, curve.y, **GUIDE)
        return
    colour, dashes = STYLES[styles[curve.label]]
    axis.plot(curve.x, curve.y, color=colour, linestyle=dashes, linewidth=1.3, label=curve.label)


def _mark(axis: Any, mark: Mark) -> None:
    point = (float(mark.x), float(mark.y))
    across = -1 if "left" in mark.place else 1 if "right" in mark.place else 0
    up = -1 if "below" in mark.place else 1 if "above" in mark.place else 0
    axis.plot(*point, "o", color="black", markersize=3.2, zorder=4, clip_on=False)
    axis.annotate(
        mark.label,
        point,
        (4 * across, 4 * up),
        textcoords="offset points",
        ha={-1: "right", 0: "center", 1: "left"}[across],
        va={-1: "top", 0: "center", 1: "bottom"}[up],
        fontsize=8,
        zorder=5,
    )
