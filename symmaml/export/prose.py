r"""English in LaTeX: escaped text, titles, labels, hypotheses in words.

Text may hold formulas between dollar signs; those are passed through, everything else is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from symmaml.errors import InvalidNotation
from symmaml.notation import latex_name

_ESCAPES = MappingProxyType(
    {
        **{character: "\\" + character for character in "#$%&_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
    }
)


_TOKEN = re.compile(r"(\(?)([A-Za-z][A-Za-z0-9_]*|[0-9]+(?:/[0-9]+)?|[-+])('?)(\)?)", re.ASCII)

# Letters in words: Greek names, names with an index, single letters; joined by signs they make a formula.
_GREEK = "alpha|beta|gamma|delta|epsilon|theta|kappa|lamda|lambda|mu|nu|rho|sigma|tau|omega|Delta"
_LETTER = rf"(?:(?:{_GREEK}|[A-Za-z])(?:_[A-Za-z0-9]+)*|(?:{_GREEK}|[A-Za-z])[0-9])"
_NAME = re.compile(rf"(?<![A-Za-z0-9_]){_LETTER}(?![A-Za-z0-9_])", re.ASCII)
_ATOM = rf"(?:{_LETTER}|[0-9]+)(?![A-Za-z0-9_'])"
_FORMULA = re.compile(rf"(?<![A-Za-z0-9_'`\\-]){_ATOM}(?: ?[-+=/<>] ?{_ATOM})*", re.ASCII)
_ARTICLE = re.compile(r"A (?!(?:is|and|has|or|commutes|to)\b)[a-z]{2}")


def prose(text: str) -> str:
    r"""Escape what LaTeX would read as a command; formulas between dollar signs stay.

    Raises `InvalidNotation` if the text is not ASCII.

    >>> print(prose("100% of $F_1$ & more"))
    100\% of $F_1$ \& more
    """
    if not text.isascii():
        strange = next(character for character in text if not character.isascii())
        raise InvalidNotation(
            f"{text!r} holds {strange!r}, which is not ASCII: write LaTeX in dollars, as in $\\theta$"
        )
    pieces = text.split("$")
    if len(pieces) % 2 == 0:  # a dollar without a partner is a dollar
        return _escaped(text)
    return "".join(f"${piece}$" if index % 2 else _escaped(piece) for index, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in " ".join(text.splitlines()))


def heading(title: str) -> str:
    r"""Escape a title; a formula in it gets a plain spelling for the bookmarks of the PDF.

    >>> print(heading("The point $\\theta^{\\star}$"))
    \texorpdfstring{The point $\theta^{\star}$}{The point theta*}
    """
    typeset = prose(title)
    plain = re.sub(r"[$\\{}^_]", "", title.replace(r"\star", "*").replace(r"\top", "T"))
    return typeset if "$" not in title else rf"\texorpdfstring{{{typeset}}}{{{_escaped(plain)}}}"


def slug(title: str) -> str:
    """Return a label made from a title.

    >>> slug("The fixed point $S$, again")
    'the-fixed-point-s-again'
    """
    return "-".join(re.findall(r"[a-z0-9]+", title.lower())) or "result"


def spelled(text: str) -> str:
    r"""Put letters, and sums and quotients of letters, between dollar signs; formulas that stand there stay.

    A letter is a Greek name, a name with an index, or one letter; the articles are none: "a", and "A" at the beginning
    of a text, before a small word.

    >>> print(spelled("u is an eigenvector of A_alpha at 1/lamda, and theta_star - v a multiple of $w$"))
    $u$ is an eigenvector of $A_{\alpha}$ at $1/\lambda$, and $\theta^{\star} - v$ a multiple of $w$
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return text
    for index in range(0, len(pieces), 2):
        pieces[index] = _FORMULA.sub(_in_dollars, pieces[index])
    return "$".join(pieces)


def _in_dollars(formula: re.Match[str]) -> str:
    is_article = formula[0] == "a" or (formula[0] == "A" and formula.start() == 0 and _ARTICLE.match(formula.string))
    if is_article or not _NAME.search(formula[0]):
        return formula[0]
    return f"${_NAME.sub(lambda name: latex_name(name[0]), formula[0])}$"


def sentence(reason: str) -> str:
    """Return a reason as a sentence: a capital letter in front, a full stop at the end.

    >>> sentence("collect the terms:")
    'Collect the terms.'
    """
    text = spelled(reason.strip().rstrip(".:;, "))
    return prose(text[:1].upper() + text[1:]) + "."


def listed(parts: Iterable[str]) -> str:
    """Join with commas and a last "and".

    >>> listed(["A", "B", "C"])
    'A, B and C'
    """
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def in_words(hypotheses: Iterable[str]) -> str:
    r"""Print hypotheses such as "A symmetric", the letters of one property together.

    >>> print(in_words(["A symmetric", "S invertible", "A_alpha symmetric"]))
    $A$ and $A_{\alpha}$ symmetric and $S$ invertible
    >>> print(in_words(["A + 2 rho I invertible"]))
    $A + 2 \rho I$ invertible
    """
    subjects: dict[str, list[str]] = {}
    for hypothesis in hypotheses:
        subject, _, property_ = hypothesis.rpartition(" ")
        formula = [_TOKEN.fullmatch(token) for token in subject.split(" ")]
        is_formula = property_.isalpha() and all(formula)
        spelled = f"${' '.join(_spelled(token) for token in subject.split(' '))}$" if is_formula else prose(hypothesis)
        subjects.setdefault(property_ if is_formula else "", []).append(spelled)
    return listed(f"{listed(letters)} {verb}".strip() for verb, letters in subjects.items()) if subjects else ""


def _spelled(token: str) -> str:
    """Spell one token of a polynomial in the kernel's plain text: a letter, its transpose, a number, a sign."""
    before, name, mark, after = _TOKEN.fullmatch(token).groups()  # type: ignore[union-attr]
    return before + (latex_name(name) if name[:1].isalpha() else name) + (r"^{\top}" if mark else "") + after
