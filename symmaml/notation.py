"""Kinds of symbols: scalars, vectors, matrices, symmetric and definite matrices.

A symbol is declared once, with its shape and its kind; LaTeX spelling and argument name follow
from its name. A kind is a hypothesis that a theorem may use, never a simplification: nothing here
rewrites `A.T` to `A`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from enum import Enum
from types import MappingProxyType
from typing import Any

import sympy
from sympy.core.symbol import Str

from symmaml.errors import InvalidNotation


class Kind(Enum):
    """What is assumed of a matrix letter."""

    GENERAL = "general"
    SYMMETRIC = "symmetric"
    SEMIDEFINITE = "semidefinite"
    DEFINITE = "definite"


class Letter(sympy.MatrixSymbol):
    """A matrix or vector letter: a SymPy matrix symbol that also carries its `kind`."""

    def __new__(cls, name: object, rows: object, cols: object, kind: object = "general") -> Letter:
        base = sympy.MatrixSymbol(str(name), rows, cols)
        letter: Letter = sympy.Basic.__new__(cls, *base.args, Str(str(kind)))
        return letter

    @property
    def kind_of_letter(self) -> Kind:
        """The hypothesis attached to this letter."""
        return Kind(str(self.args[3]))

    @property
    def is_assumed_symmetric(self) -> bool:
        """Whether the letter is declared symmetric (definite letters are)."""
        return self.kind_of_letter is not Kind.GENERAL

    def doit(self, **hints: object) -> Letter:
        """Return the letter itself: there is nothing to evaluate."""
        return self


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*\Z")
_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
).split()
_SPELLINGS = MappingProxyType(
    {**{name: "\\" + name for name in _GREEK}, "lamda": r"\lambda", "star": r"\star", "epsilon": r"\varepsilon"}
)
_PIECE = re.compile(r"([A-Za-z]+)([0-9]*)\Z")


def latex_name(name: str) -> str:
    r"""Spell a letter's name in LaTeX.

    >>> latex_name("A_alpha"), latex_name("theta_star"), latex_name("theta0")
    ('A_{\\alpha}', '\\theta^{\\star}', '\\theta_{0}')
    """
    head, *tail = name.split("_")
    subscripts: list[str] = []
    superscript = ""
    matched = _PIECE.match(head)
    if matched and matched.group(2):
        head = matched.group(1)
        subscripts.append(matched.group(2))
    for piece in tail:
        if piece == "star":
            superscript = r"^{\star}"
        else:
            subscripts.append(_spell(piece))
    below = "_{" + ",".join(subscripts) + "}" if subscripts else ""
    return _spell(head) + below + superscript


def _spell(piece: str) -> str:
    if piece in _SPELLINGS:
        return _SPELLINGS[piece]
    return piece if len(piece) == 1 or piece.isdigit() else rf"\mathrm{{{piece}}}"


def checked_name(name: str) -> str:
    """Return `name` if it can be a letter, a LaTeX symbol and a Python argument; raise `InvalidNotation` otherwise."""
    if not isinstance(name, str) or not _NAME.match(name) or keyword.iskeyword(name):
        raise InvalidNotation(
            f"{name!r} cannot name a symbol: expected letters and digits, with single underscores inside, and no "
            f"Python keyword; write for example 'A', 'theta0' or 'A_alpha'"
        )
    return name


def dimension(name: object) -> sympy.Expr:
    """Return the dimension called `name`: the integer 1, or a positive integer symbol.

    >>> dimension("n"), dimension(1)
    (n, 1)
    """
    if isinstance(name, sympy.Symbol):
        name = name.name
    if name in (1, "1", sympy.S.One):
        return sympy.S.One
    if isinstance(name, str):
        return sympy.Symbol(checked_name(name), integer=True, positive=True)
    raise InvalidNotation(f"{name!r} is not a dimension: expected a name such as 'n', or 1; write rows='n'")


def _declare(names: str, make: Callable[[str], Any]) -> Any:
    if not isinstance(names, str) or not names.replace(",", " ").split():
        raise InvalidNotation(f"{names!r} names no symbol: expected names separated by spaces; write 'A B'")
    made = tuple(make(checked_name(name)) for name in names.replace(",", " ").split())
    return made[0] if len(made) == 1 else made


def scalar(names: str, *, positive: bool = False, nonnegative: bool = False) -> Any:
    """Declare real scalars; several names give a tuple.

    >>> scalar("alpha", positive=True).is_positive
    True
    """
    flags = {"positive": True} if positive else {"nonnegative": True} if nonnegative else {}
    return _declare(names, lambda name: sympy.Symbol(name, real=True, **flags))


def vector(names: str, *, rows: object = "n") -> Any:
    """Declare column vectors of the given length; several names give a tuple.

    >>> v, w = vector("v w")
    >>> v.shape
    (n, 1)
    """
    return _declare(names, lambda name: Letter(name, dimension(rows), 1))


def matrix(names: str, *, rows: object = "n", cols: object = "n") -> Any:
    """Declare general matrices; several names give a tuple.

    >>> matrix("X", rows="m", cols="n").shape
    (m, n)
    """
    return _declare(names, lambda name: Letter(name, dimension(rows), dimension(cols)))


_DEFINITE = MappingProxyType({None: Kind.SYMMETRIC, "semi": Kind.SEMIDEFINITE, "positive": Kind.DEFINITE})


def symmetric(names: str, *, size: object = "n", definite: str | None = None) -> Any:
    """Declare symmetric matrices; `definite` may be "semi" (positive semidefinite) or "positive" (positive definite).

    >>> symmetric("A", definite="positive").kind_of_letter
    <Kind.DEFINITE: 'definite'>
    """
    if definite not in _DEFINITE:
        raise InvalidNotation(f"definite={definite!r} is not known: expected 'positive', 'semi' or None")
    kind = _DEFINITE[definite].value
    return _declare(names, lambda name: Letter(name, dimension(size), dimension(size), kind))


def scaled(coefficient: object, expression: sympy.Expr) -> sympy.Expr:
    """Return `coefficient * expression` without distributing over sums (SymPy's `*` would).

    >>> A = matrix("A")
    >>> scaled(sympy.Rational(1, 2), A + A.T)
    (1/2)*(A + A.T)
    """
    value = sympy.Integer(coefficient) if isinstance(coefficient, int) else coefficient
    if value == 1:
        return expression
    return (
        sympy.MatMul(value, expression, evaluate=False)
        if getattr(expression, "is_Matrix", False)
        else value * expression
    )
