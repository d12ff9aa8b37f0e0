"""The figures: data drawn from proved functions, exact marks, and pictures that are the same wherever drawn."""

import csv
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from symmaml.book import build_book
from symmaml.building import derive_entry
from symmaml.cli import main
from symmaml.contents import read_contents
from symmaml.errors import BookError, InvalidFigure, MissingExtra
from symmaml.export import drawing
from symmaml.export.drawing import SHADES, STYLES, draw
from symmaml.export.functions import to_function
from symmaml.figure import DECIMALS, Band, Curve, Figure, Mark, Panel, table
from symmaml.illustrations import illustrate, pictures, read_illustrations
from symmaml.loading import load
from symmaml.statement import Status

FOLDER = Path(__file__).parent.parent / "derivations"
CONTENTS = read_contents(FOLDER)
ILLUSTRATIONS = {illustration.name: illustration for illustration in CONTENTS.illustrations}
LINE = Curve("line", (0.0, 1.0), (0.0, 1.0))


@pytest.fixture(scope="module")
def results():
    used = {identifier for illustration in CONTENTS.illustrations for identifier in illustration.uses}
    entries = [entry for entry in CONTENTS.entries if entry.identifier in used]
    return {entry.identifier: next(iter(derive_entry(entry).results.values())) for entry in entries}


@pytest.fixture(scope="module")
def figures(results):
    return {name: illustrate(illustration, results) for name, illustration in ILLUSTRATIONS.items()}


def panel(**fields):
    return Panel("x", "y", (0, 1), (0, 1), **{"curves": (LINE,), **fields})


def committed(name, suffix):
    return (FOLDER / "generated" / "figures" / f"{name}.{suffix}").read_bytes()


# --- the data ---------------------------------------------------------------------------------------------------------


def test_the_book_has_its_figures():
    assert set(ILLUSTRATIONS) == {
        *("attenuation", "path_in_alpha", "tilt_law", "who_gains", "double_well", "concave_region")
    }


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_the_committed_numbers_are_current(name, figures):
    assert committed(name, "csv").decode() == table(figures[name])


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_no_number_lies_so_near_to_a_tie_that_another_machine_may_round_it_otherwise(name, figures):
    """An error of 1e-11, ten thousand times the rounding errors of these formulas, would change no printed digit."""
    values = []
    for axes in figures[name].panels:
        values += [number for curve in axes.curves for number in (*curve.x, *curve.y)]
        values += [number for band in axes.bands for number in (*band.x, *band.lower, *band.upper)]
    scaled = np.abs(np.array(values)) * 10**DECIMALS
    off_the_tie = np.abs(scaled - np.floor(scaled) - 0.5)
    assert off_the_tie.min() > 1e-11 * 10**DECIMALS


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("attenuation", {("1/3", "4/27"), ("1", "0"), ("1/2", "1/4")}),
        ("double_well", {("3/13", "225/416"), ("-3/13", "225/416"), ("0", "9/16")}),
        ("concave_region", {("36/5", "-121916583/274625000")}),
        ("path_in_alpha", {("11/10", "2/5"), ("472471/462122", "76050/231061"), ("1/2", "0")}),
        ("who_gains", {("1/3", "1/3"), ("0", "6"), ("90", "1")}),
    ],
)
def test_marks_are_exact(name, points, figures):
    rows = csv.DictReader(io.StringIO(table(figures[name])))
    exact = {tuple(row["exact"].strip("()").split(", ")) for row in rows if row["kind"] == "mark"}
    assert points <= exact


def test_the_peaks_of_the_tilt_law_follow_from_the_law(figures):
    a = Fraction(1, 3) * Fraction(2, 3) ** 2
    expected = {2 * b / (a + b) for b in (o * (1 - o) ** 2 for o in map(Fraction, ("1/20", "1/10", "1/3")))}
    assert {mark.y for mark in figures["tilt_law"].panels[0].marks} == expected


def test_the_double_well_has_two_minima_and_a_peak_between_them():
    well = load(ILLUSTRATIONS["double_well"].path)
    at = well.meta_objective
    for minimiser in (Fraction(3, 13), Fraction(-3, 13)):
        assert all(at(minimiser + step) > at(minimiser) for step in (Fraction(1, 1000), Fraction(-1, 1000)))
        assert at(minimiser) < at(Fraction(0))
    assert all(at(Fraction(step, 1000)) < at(Fraction(0)) for step in (-1, 1))


def test_the_second_derivative_of_the_concave_region_is_that_of_the_meta_objective():
    """Central differences err by h^2 max|F''''|/12 and by rounding, 4 eps |F| / h^2; at h = 1e-3 below 1e-4."""
    region = load(ILLUSTRATIONS["concave_region"].path)
    x, step = np.linspace(4.5, 9.5, 51), 1e-3
    below, here, above = (region.meta_objective(x + shift)[0] for shift in (-step, 0.0, step))
    assert np.abs((below - 2 * here + above) / step**2 - region.meta_objective(x)[1]).max() < 1e-4


def test_gains_have_the_sign_of_the_difference_of_the_losses(figures, results):
    """In one parameter the shade at a point agrees with the attenuated curvatures there, computed from scratch."""
    left = figures["who_gains"].panels[0]
    for band in left.bands:
        x, y = np.array(band.x), (np.array(band.lower) + np.array(band.upper)) / 2
        gain = x * (1 - x) ** 2 - y * (1 - y) ** 2
        assert ((gain > 0) if band.label == "task 1 gains" else (gain < 0)).all()
    assert len(left.bands) == 4


@pytest.mark.parametrize("name", [name for name, illustration in ILLUSTRATIONS.items() if illustration.uses])
def test_a_sabotaged_function_changes_the_numbers(name, figures, results):
    """By a part in ten thousand; then either a mark no longer lies on its curve, or the table differs."""
    make = load(ILLUSTRATIONS[name].path).figure
    functions = {
        identifier.replace("-", "_"): to_function(results[identifier]) for identifier in ILLUSTRATIONS[name].uses
    }

    def sabotaged(function):
        def slightly_wrong(**arguments):
            return function(**{**arguments, "alpha": np.asarray(arguments["alpha"]) * 1.0001})

        return slightly_wrong

    wrong = {argument: sabotaged(function) for argument, function in functions.items()}
    try:
        changed = table(make(**wrong))
    except InvalidFigure as error:
        changed = str(error)
    assert changed.startswith("the mark ") or changed != table(figures[name])


@pytest.mark.parametrize("name", ["loss_1", "slope_1", "adapted_loss_2"])
def test_a_sabotaged_definition_of_the_double_well_is_noticed(name, monkeypatch):
    well = load(ILLUSTRATIONS["double_well"].path)
    right = getattr(well, name)
    monkeypatch.setattr(well, name, lambda x: right(x) * (Fraction(1001, 1000) if isinstance(x, Fraction) else 1.0))
    with pytest.raises(InvalidFigure, match="away from the nearest sample"):
        well.figure()


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: panel(curves=(Curve("", (0.0, 1.0), (0.0,)),)), "equally many"),
        (lambda: panel(curves=(Curve("a", (0.0,), (0.0,)),)), "equally many"),
        (lambda: panel(curves=(Curve("a", (0.0, 1.0), (0.0, float("nan"))),)), "no finite number"),
        (lambda: panel(bands=(Band("a", (0.0, 1.0), (0.0, 0.0), (0.0, float("inf"))),)), "no finite number"),
        (lambda: panel(marks=(Mark("peak", Fraction(1, 2), Fraction(1)),)), "away from the nearest sample"),
        (lambda: panel(curves=(), marks=(Mark("peak", Fraction(1), Fraction(1)),)), "away from the nearest sample"),
        (lambda: panel(marks=(Mark("peak", Fraction(1), Fraction(1), "north"),)), "write one of above"),
    ],
)
def test_data_that_do_not_fit_together_are_refused(make, complaint):
    with pytest.raises(InvalidFigure, match=complaint):
        make()


# --- the pictures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_the_committed_picture_is_what_is_drawn(name, figures):
    pytest.importorskip("matplotlib")
    assert committed(name, "svg") == draw(figures[name], "svg")


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_an_svg_is_well_formed_and_needs_nothing_from_elsewhere(name):
    text = committed(name, "svg").decode()
    tree = ElementTree.fromstring(text)
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    references = [value for node in tree.iter() for key, value in node.attrib.items() if key.endswith("href")]
    assert references
    assert all(reference.startswith("#") for reference in references)
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", text))
    assert not [node.tag for node in tree.iter() if node.tag.endswith(("}text", "}image", "}script", "}date"))]


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_a_pdf_is_well_formed_and_tells_nothing_of_its_making(name, figures):
    pytest.importorskip("matplotlib")
    picture = draw(figures[name], "pdf")
    assert picture.startswith(b"%PDF-1.")
    assert picture.rstrip().endswith(b"%%EOF")
    assert not re.search(rb"/(CreationDate|Creator|Producer)", picture)
    assert picture == draw(figures[name], "pdf")


def test_pictures_do_not_depend_on_the_hash_seed_nor_on_the_settings_of_the_reader(tmp_path):
    pytest.importorskip("matplotlib")
    (tmp_path / "matplotlibrc").write_text("axes.grid: True\nxtick.direction: in\nfont.size: 20\n")
    program = (
        "import sys; from fractions import Fraction as F\n"
        "from symmaml.figure import *; from symmaml.export.drawing import draw\n"
        "line = Curve('a', (0., 1.), (0., 1.)); band = Band('b', (0., 1.), (0., 0.), (1., 1.))\n"
        "axes = Panel('$x$', '$y$', (0, 1), (0, 1), (line,), (band,), (Mark('m', F(1), F(1)),), 'upper left')\n"
        "sys.stdout.buffer.write(draw(Figure('', (axes,)), sys.argv[1]))"
    )
    for picture in drawing.FORMATS:
        drawn = {
            _run(program, picture, seed, str(folder))
            for seed, folder in (("1", tmp_path), ("2", tmp_path), ("1", tmp_path / "none"))
        }
        assert len(drawn) == 1


def _run(program: str, picture: str, seed: str, settings: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-c", program, picture],
        env={"PYTHONHASHSEED": seed, "PATH": "", "MPLCONFIGDIR": settings, "PYTHONPATH": str(FOLDER.parent)},
        capture_output=True,
        check=True,
    ).stdout


def test_styles_differ_in_grey():
    dashes = [pattern for _, pattern in STYLES]
    assert len(set(dashes)) == len(STYLES)
    lightness = sorted(_lightness(colour, opacity) for colour, opacity in SHADES)
    assert min(np.diff(lightness)) > 0.08  # of the way from black to white


def _lightness(colour: str, opacity: float) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 1 - opacity * (1 - (0.299 * red + 0.587 * green + 0.114 * blue))


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_curves_of_one_panel_are_told_apart_without_colour(name):
    """In the picture itself: in each pair of axes as many dash patterns as labelled curves."""
    tree = ElementTree.fromstring(committed(name, "svg").decode())
    groups = [group for group in tree.iter() if re.fullmatch(r"axes_\d+", group.get("id", ""))]
    rows = list(csv.DictReader(io.StringIO(committed(name, "csv").decode())))
    for number, group in enumerate(groups, start=1):
        styles = {path.get("style", "") for path in group.iter() if "stroke-width: 1.3" in path.get("style", "")}
        labels = {row["label"] for row in rows if row["panel"] == str(number) and row["kind"] == "curve"} - {""}
        assert len({re.sub(r"stroke: #\w+", "", style) for style in styles}) == len(labels)


def test_too_many_curves_are_refused():
    pytest.importorskip("matplotlib")
    many = tuple(Curve(str(number), LINE.x, LINE.y) for number in range(5))
    with pytest.raises(InvalidFigure, match="at most 4 in a panel"):
        draw(Figure("", (panel(curves=many),)))


def test_another_format_is_refused():
    with pytest.raises(ValueError, match="write one of svg, pdf"):
        draw(Figure("", (panel(),)), "png")


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=re.escape("pip install 'symmaml[plot]'")):
        draw(Figure("", (panel(),)))


def test_only_one_file_knows_matplotlib():
    files = [path for path in (FOLDER.parent / "symmaml").rglob("*.py") if "matplotlib" in path.read_text()]
    assert [path.name for path in files] == ["drawing.py"]
    assert not [path for path in FOLDER.rglob("*.py") if "matplotlib" in path.read_text()]


# --- the contents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"name": "../escape"}, "small letters"),
        ({"name": "nowhere"}, "does not exist"),
        ({"after": "nothing"}, "no result or claim"),
        ({"uses": ["nothing"]}, "no result or claim"),
        ({"uses": "hessian"}, "expected identifiers"),
        ({"caption": "words"}, "expected name, folder, after, uses"),
    ],
)
def test_a_figure_that_names_what_is_not_there_is_refused(change, complaint):
    declared = {
        "figure": [{"name": "attenuation", "folder": "figures", "after": "hessian", "uses": ["hessian"], **change}]
    }
    with pytest.raises(BookError, match=complaint):
        read_illustrations(FOLDER, declared, {"hessian"})


def test_a_figure_is_drawn_from_what_is_proved_alone(results):
    doubtful = replace(results["hessian"], theorem=replace(results["hessian"].theorem, status=Status.UNDECIDED))
    for found in ({}, {"hessian": doubtful}):
        with pytest.raises(BookError, match="hessian, which is not proved"):
            illustrate(ILLUSTRATIONS["attenuation"], found)


def test_a_figure_that_cannot_be_made_costs_itself_and_a_complaint(tmp_path):
    folder = tmp_path / "book"
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "problem.py").write_text("problem = None\n")
    (folder / "one" / "broken.py").write_text("def figure():\n    return 1\n")
    (folder / "one" / "raises.py").write_text("def figure():\n    raise KeyError('why')\n")
    (folder / "one" / "late.py").write_text("def figure(pending): ...\n")
    (folder / "one" / "sum.py").write_text("def result(problem): ...\n")
    tables = [("broken", ""), ("raises", ""), ("late", '"pending"')]
    (folder / "contents.toml").write_text(
        'title = "T"\n[[chapter]]\ntitle = "C"\nfolder = "one"\nresults = ["sum"]\n'
        '[claim.pending]\ntitle = "P"\nsentences = [1]\nquotation = "words"\n'
        + "".join(f'[[figure]]\nname = "{n}"\nfolder = "one"\nafter = "sum"\nuses = [{u}]\n' for n, u in tables)
    )
    book = build_book(folder)
    assert not book.holds
    assert [complaint.split(":")[0] for complaint in book.complaints] == ["broken", "raises", "late"]
    assert "expected sm.Figure" in book.complaints[0]
    assert "pending, which is not proved" in book.complaints[2]
    assert not [name for name in book.files if "figures/" in name]


LINE_FILE = """import symmaml as sm
def figure():
    line = sm.Curve("line", (0.0, 1.0), (0.0, 1.0))
    return sm.Figure("A line.", (sm.Panel("x", "y", (0, 1), (0, 1), (line,)),))
"""


def make_book(folder):
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "problem.py").write_text((FOLDER / "post" / "problem.py").read_text())
    (folder / "one" / "hessian.py").write_text((FOLDER / "post" / "hessian.py").read_text())
    (folder / "one" / "line.py").write_text(LINE_FILE)
    (folder / "contents.toml").write_text(
        'title = "T"\n[[chapter]]\ntitle = "C"\nfolder = "one"\nresults = ["hessian"]\n'
        '[[figure]]\nname = "line"\nfolder = "one"\nafter = "hessian"\nuses = []\n'
    )
    return folder


def test_the_command_draws_and_compares(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    folder = make_book(tmp_path / "book")
    assert main(["build", str(folder), "--figures"]) == 0
    place = folder / "generated" / "figures"
    assert sorted(path.name for path in place.iterdir()) == ["line.csv", "line.pdf", "line.svg", "line.tex"]
    assert main(["build", str(folder), "--check"]) == 0  # pictures are not compared, nor are they left over
    (place / "line.svg").write_text("<svg/>")
    assert main(["build", str(folder), "--check"]) == 0
    assert main(["build", str(folder), "--check", "--figures"]) == 1
    assert "stale: " in capsys.readouterr().out


def test_the_command_without_matplotlib_says_what_to_install(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    folder = make_book(tmp_path / "book")
    assert main(["build", str(folder)]) == 0
    assert main(["build", str(folder), "--figures"]) == 2
    assert "pip install 'symmaml[plot]'" in capsys.readouterr().err


def test_captions_tell_of_the_theorem(figures):
    page = (FOLDER / "generated" / "figures" / "attenuation.tex").read_text()
    assert r"Theorem~\ref{res:hessian}" in page


def test_every_picture_is_named(figures):
    pytest.importorskip("matplotlib")
    assert set(pictures({"attenuation": figures["attenuation"]})) == {
        "figures/attenuation.svg",
        "figures/attenuation.pdf",
    }


def test_decimals_are_what_is_printed():
    row = table(Figure("", (panel(),))).splitlines()[1]
    assert Decimal(row.split(",")[3]).as_tuple().exponent == -DECIMALS
