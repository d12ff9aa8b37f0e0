r"""Long formulas in lines that fit: how wide LaTeX will set a formula, and where it may be broken.

Widths are bounds from above, in em of Latin Modern at 10pt; a test measures them with TeX. A formula is broken before
a `+` or `-` outside all parentheses, else inside the fewest, else between two factors; never inside `\left ... \right`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

LINE_WIDTH = 34.0  # the text width of LaTeX's article class at 10pt: 345pt

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_SCRIPT = 0.82  # a glyph in a script, relative to the same glyph in the line
_SPACE_OF_SCRIPT = 0.05
# Latin and Greek letters, with their widths in hundredths of an em, rounded up.
_LETTERS = tuple(
    r"""
A 76 B 81 C 79 D 86 E 80 F 79 G 79 H 92 I 52 J 66 K 93 L 69 M 108 N 92 O 80 P 79 Q 80 R 77 S 68 T 73 U 80 V 81 W 109
X 91 Y 81 Z 76 a 53 b 43 c 44 d 53 e 47 f 60 g 52 h 58 i 35 j 47 k 56 l 32 m 88 n 61 o 49 p 51 q 49 r 48 s 47 t 37
u 58 v 53 w 75 x 58 y 53 z 51 \alpha 65 \beta 62 \gamma 58 \delta 49 \varepsilon 47 \zeta 52 \eta 54 \theta 50
\kappa 58 \lambda 59 \mu 61 \nu 56 \xi 49 \pi 61 \rho 52 \sigma 61 \tau 56 \phi 60 \chi 63 \psi 69 \omega 66
\Gamma 63 \Delta 84 \Theta 78 \Lambda 70 \Xi 67 \Pi 75 \Sigma 73 \Phi 73 \Psi 78 \Omega 73 \nabla 84 \top 78 \star 51
""".split()
)
_WIDTHS = MappingProxyType(
    {
        **{letter: int(hundredths) / 100 for letter, hundredths in zip(_LETTERS[::2], _LETTERS[1::2], strict=True)},
        **dict.fromkeys("0123456789/", 0.51),
        **dict.fromkeys("+-", 1.23),
        **dict.fromkeys(("=", r"\ge", r"\le", r"\succeq"), 1.34),
        **dict.fromkeys("()[]|.", 0.39),
        **dict.fromkeys((r"\bigl", r"\bigr"), 0.07),  # more than the parenthesis that follows
        **dict.fromkeys((r"\Bigl", r"\Bigr"), 0.21),
        **dict.fromkeys((r"\biggl", r"\biggr"), 0.35),
        **dict.fromkeys((r"\Biggl", r"\Biggr"), 0.41),
        **dict.fromkeys((r"\left", r"\right"), 0.60),
        **dict.fromkeys((" ", "{", "}"), 0.0),
        **{",": 0.45, r"\,": 0.17, r"\quad": 1.0, r"\qquad": 2.0, r"\cdot": 0.73, r"\sqrt": 0.84},
        **{r"\mathrm": 0.1, r"\mathbf": 0.1, r"\operatorname": 0.34},
    }
)
_SIGN_IN_SCRIPT = 0.78
_UPRIGHT = 0.58  # a letter of an upright name
_UNKNOWN = 1.4
_FRACTION_BAR = 0.25
_SIGNS = frozenset("+-")
_BINARY = _SIGNS | {r"\cdot", r"\circ", r"\times", r"\otimes"}
_OPERATORS = re.compile(r"\\(nabla|operatorname|det|sum|prod|int|max|min|log|exp)(?![A-Za-z])")


def width(formula: str) -> float:
    r"""Return a bound from above on the width of a formula, in em.

    >>> round(width(r"I - \alpha A"), 2)
    3.16
    """
    return _width(_TOKEN.findall(formula))


def _width(tokens: list[str], in_script: bool = False) -> float:
    total, position = 0.0, 0
    while position < len(tokens):
        more, position = _measure(tokens, position, in_script)
        total += more
    return total


def _measure(tokens: list[str], position: int, in_script: bool) -> tuple[float, int]:
    """Return the width of the unit at a position, and the position after it."""
    token = tokens[position]
    if token in "^_":
        script, after = _argument(tokens, position + 1, True)
        return _SCRIPT * script + _SPACE_OF_SCRIPT, after
    if token in (r"\tfrac", r"\frac"):
        is_small = token == r"\tfrac"
        above, after = _argument(tokens, position + 1, is_small)
        below, after = _argument(tokens, after, is_small)
        return (_SCRIPT if is_small else 1) * max(above, below) + _FRACTION_BAR, after
    if in_script and token in _SIGNS:
        return _SIGN_IN_SCRIPT, position + 1
    if token in _WIDTHS:
        return _WIDTHS[token], position + 1
    return _UPRIGHT * len(token) if _OPERATORS.match(token) else _UNKNOWN, position + 1


def _argument(tokens: list[str], position: int, in_script: bool) -> tuple[float, int]:
    """Return the width of what stands in braces at a position, or of the unit there, and the position after it."""
    if position == len(tokens) or tokens[position] != "{":
        return _measure(tokens, position, in_script) if position < len(tokens) else (0.0, position)
    depth = 0
    for end in range(position, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        if depth == 0:
            return _width(tokens[position + 1 : end], in_script), end + 1
    return _width(tokens[position + 1 :], in_script), len(tokens)


@dataclass(frozen=True)
class _Piece:
    """What no line break divides; `depth` counts the parentheses that are open before it."""

    text: str
    depth: int

    @property
    def is_sign(self) -> bool:
        return self.text in _SIGNS


def _pieces(formula: str) -> Iterator[_Piece]:
    braces = depth = start = before = 0
    tokens = _TOKEN.findall(formula)
    for position, token in enumerate(tokens):
        braces += {"{": 1, r"\left": 1, "}": -1, r"\right": -1}.get(token, 0)
        if braces == 0:
            depth += {"(": 1, ")": -1}.get(token, 0) if tokens[position - 1 : position] != [r"\right"] else 0
        text = "".join(tokens[start:position])
        # An operator stays with its argument, however long that is: only its first blank is glue.
        if token == " " and braces == 0 and (" " in text or not _OPERATORS.match(text)):
            yield _Piece(text, before)
            start, before = position + 1, depth
    yield _Piece("".join(tokens[start:]), before)


def lines(formula: str, room: float) -> list[str]:
    r"""Break a formula into lines no wider than `room`, if that can be; all but the first are indented.

    >>> lines(r"A_{\alpha} (\theta - v) + B_{\alpha} (\theta - w)", 9.0)
    ['A_{\\alpha} (\\theta - v)', '\\quad + B_{\\alpha} (\\theta - w)']
    """
    rows = _rows(list(_pieces(formula)), room)
    return [_indentation(row, index > 0) + _text(row) for index, row in enumerate(rows)]


def _text(row: list[_Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _indentation(row: list[_Piece], is_continuation: bool) -> str:
    """What stands before a line that continues a formula; a product that goes on there is marked by a dot."""
    if not is_continuation:
        return ""
    quads, rest = divmod(1 + row[0].depth, 2)
    return r"\qquad" * quads + r"\quad" * rest + (" " if row[0].is_sign else r" {} \cdot ")


def _fits(row: list[_Piece], room: float, is_continuation: bool) -> bool:
    return width(_indentation(row, is_continuation) + _text(row)) <= room


def _rows(pieces: list[_Piece], room: float, is_continuation: bool = False) -> list[list[_Piece]]:
    chunks = _chunks(pieces)
    if _fits(pieces, room, is_continuation) or len(chunks) == 1:
        return [pieces]
    rows = [chunks[0]]
    for chunk in chunks[1:]:
        joined = rows[-1] + chunk
        if _fits(joined, room, is_continuation or len(rows) > 1):
            rows[-1] = joined
        else:
            rows.append(chunk)
    continued = (is_continuation or index > 0 for index in range(len(rows)))
    return [line for row, later in zip(rows, continued, strict=True) for line in _rows(row, room, later)]


def _chunks(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Divide before the signs that stand inside the fewest parentheses; without a sign, before the factors."""
    signs = [index for index, piece in enumerate(pieces) if index and piece.is_sign]
    factors = [index for index in range(1, len(pieces)) if not {pieces[index - 1].text, pieces[index].text} & _BINARY]
    places = signs or factors
    depth = min((pieces[index].depth for index in places), default=0)
    cuts = [0, *(index for index in places if pieces[index].depth == depth), len(pieces)]
    return [pieces[start:end] for start, end in pairwise(cuts)]


def aligned(left: str, relation: str, right: str, room: float) -> list[str]:
    r"""Return the rows of an `align` environment that state `left relation right`; one row if it fits.

    >>> aligned("S", "=", r"A_{\alpha} + B_{\alpha}", 34)
    ['S &= A_{\\alpha} + B_{\\alpha}']
    """
    if width(left) + width(relation) + width(right) <= room:
        return [f"{left} &{relation} {right}"]
    first, *rest = lines(right, room - width(left) - width(relation))
    beside = [f"{left} &{relation} {first}", *(f"&{row}" for row in rest)]
    above = [f"&{row}" for row in lines(left, room)]
    first, *rest = lines(right, room - width(relation) - 1)
    below = [*above, rf"&\quad {relation} {first}", *(rf"&\quad{row}" for row in rest)]
    if width(left) > room / 2:
        return below
    # What breaks fewer parentheses, then what takes fewer lines; beside the left side if that is short.
    choices = (beside, below) if width(left) <= room / 3 else (below, beside)
    return min(*choices, key=lambda rows: (sum(map(_broken, rows)), len(rows)))


def _broken(row: str) -> int:
    """Count the parentheses that a row closes but does not open, or opens but does not close."""
    return abs(row.count("(") - row.count(")"))
