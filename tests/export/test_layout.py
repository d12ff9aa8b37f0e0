"""Widths are bounds, and what is broken fits: measured with TeX."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from export import reading, records, typesetting
from hypothesis import given, settings, strategies as st

from symmaml.export.latex import latex
from symmaml.export.layout import aligned, lines, width
from symmaml.notation import scalar

NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta kappa lamda mu nu xi pi rho sigma tau phi chi psi omega Gamma Delta "
)
NAMES += "Theta Lambda Xi Pi Sigma Phi Psi Omega A B C D E F G H J K L M N O P Q R S T U V W X Y Z "
NAMES += "a b c d e f g h i j k l m n o p q r s t u v w x y z theta_star U_1_star F_m Loss A_eff x12"
FURTHER = (
    r"M \succeq N",
    r"x \ge y",
    r"\operatorname{tr}(A)",
    r"\det(A)",
    r"\nabla_{\theta} F",
    r"\sqrt{\alpha}",
    r"\mathbf{1}",
)
STEADY = settings(max_examples=150, derandomize=True, database=None, deadline=None)


def formulas(depths: st.SearchStrategy[int]) -> list[str]:
    found: list[str] = []

    @STEADY
    @given(st.integers(0, 10**9), depths)
    def collect(seed: int, depth: int) -> None:
        found.append(latex(reading.Grower(seed).any(depth)))

    collect()
    return found


def test_no_formula_is_wider_than_said(tmp_path: Path) -> None:
    texts = [*map(latex, scalar(NAMES)), *FURTHER, *formulas(st.integers(0, 4))]
    measured = typesetting.widths(texts, tmp_path)
    assert len(measured) == len(texts)
    for text, real in zip(texts, measured, strict=True):
        assert real <= width(text), text
    # Bounds that are much too large would break what fits.
    assert sum(map(width, texts)) <= 1.12 * sum(measured)


def test_what_is_broken_fits(tmp_path: Path) -> None:
    room = 16.0
    rows = [row for text in formulas(st.integers(2, 5)) if r"\frac" not in text for row in lines(text, room)]
    assert len(rows) > 100
    measured = typesetting.widths(rows, tmp_path)
    assert max(measured) <= room


@pytest.mark.parametrize(
    ("formula", "room", "expected"),
    [
        ("A + B", 34, ["A + B"]),
        ("A v + B w + C x", 6, ["A v + B w", r"\quad + C x"]),
        ("A v + B w - C x", 4, ["A v", r"\quad + B w", r"\quad - C x"]),
        # outside the parentheses first, then inside; deeper lines are indented more
        ("(A + B) v - C (x + y)", 7, ["(A + B) v", r"\quad - C (x + y)"]),
        ("S (A v + B w)", 5.3, ["S (A v", r"\qquad + B w)"]),
        # without a sign to break at: between factors, with a dot
        ("A B C D E F", 4, ["A B C D", r"\quad {} \cdot E F"]),
        (r"A \circ B C D", 2, [r"A \circ B", r"\quad {} \cdot C", r"\quad {} \cdot D"]),
        # never between an operator and its argument, nor inside a pair that grows
        (r"\nabla_{\theta} F", 1, [r"\nabla_{\theta} F"]),
        (r"\left( \frac{a}{b} + c \right)", 1, [r"\left( \frac{a}{b} + c \right)"]),
        (r"-A + x^{a + b}", 2, ["-A", r"\quad + x^{a + b}"]),
    ],
)
def test_breaks_where_a_reader_expects_it(formula: str, room: float, expected: list[str]) -> None:
    assert lines(formula, room) == expected


@pytest.mark.parametrize(
    ("sides", "room", "expected"),
    [
        (("S", "=", "A + B"), 34, ["S &= A + B"]),
        (("S", "=", "A + B"), 4.4, ["S &= A", r"&\quad + B"]),
        (("A v + B w", "=", "C x + D y"), 8, ["&A v + B w", r"&\quad = C x + D y"]),
        (("F(m) - F(x)", "=", "x A (B + C)"), 11, ["&F(m) - F(x)", r"&\quad = x A (B + C)"]),
    ],
)
def test_aligns_both_sides(sides: tuple[str, str, str], room: float, expected: list[str]) -> None:
    assert aligned(*sides, room) == expected


def test_breaking_keeps_every_symbol() -> None:
    text = latex(records.LOSS)
    joined = re.sub(r"\\q?quad", "", " ".join(lines(text, 9)))
    assert "".join(joined.split()) == "".join(text.split())
