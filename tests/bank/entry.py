"""One statement of the bank as its tables write it: in short spellings, with a way to build what obeys the hypotheses.

Letters are declared in one line: `A:n,n` a matrix, `S:n,n:sym`, `P:n,n:pd`, `x:n` a vector, `t` a scalar. In texts,
`I_n` is `Identity(n)`, `O_n_k` is `ZeroMatrix(n, k)` and `inv` is `Inverse`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bank.exact_values import NUMBER, Shape, names, parsed, shape_of, sides


@dataclass(frozen=True)
class Letter:
    """A declared letter; `kind` is "", sym, pd, or a kind that only auxiliary letters have (see bank.sampling)."""

    name: str
    shape: Shape
    kind: str = ""

    def record(self) -> dict[str, Any]:
        kind = "scalar" if self.shape == NUMBER else "vector" if self.shape[1] == "1" else "matrix"
        return {
            "kind": kind,
            "shape": [] if kind == "scalar" else list(self.shape),
            "symmetric": self.kind in ("sym", "pd"),
            "positive_definite": self.kind == "pd",
        }


def letters(declarations: str) -> dict[str, Letter]:
    """Read "A:n,n P:n,n:pd x:n t"."""
    found = {}
    for declaration in declarations.split():
        name, shape, kind = (*declaration.split(":"), "", "")[:3]
        sizes = shape.split(",") if shape else ["1", "1"]
        found[name] = Letter(name, (sizes[0], sizes[1] if len(sizes) > 1 else "1"), kind)
    return found


def spelled(text: str) -> str:
    """Write short spellings out."""
    text = re.sub(r"\bO_([a-z1])_([a-z1])\b", r"ZeroMatrix(\1, \2)", text)
    return re.sub(r"\binv\(", "Inverse(", re.sub(r"\bI_([a-z1])\b", r"Identity(\1)", text))


@dataclass(frozen=True)
class Entry:
    """A statement with its verdict; `build` makes letters from auxiliary ones so that the hypotheses hold."""

    id: str
    note: str
    declarations: str
    lhs: str
    rhs: str
    relation: str = "eq"
    given: tuple[str, ...] = ()
    wrt: str = ""
    expect: str = "proved"
    build: Mapping[str, str] = field(default_factory=dict)
    auxiliary: str = ""
    sizes: tuple[Mapping[str, int], ...] = ()  # sizes to look at for a counterexample, before all others
    mutations: int = 1  # how many false statements to derive from a true one

    def __post_init__(self) -> None:
        object.__setattr__(self, "lhs", spelled(self.lhs))
        object.__setattr__(self, "rhs", spelled(self.rhs))
        object.__setattr__(self, "given", tuple(map(spelled, self.given)))
        object.__setattr__(self, "build", {name: spelled(text) for name, text in self.build.items()})

    @functools.cached_property
    def letters(self) -> dict[str, Letter]:
        """The declared letters that the statement mentions."""
        texts = [self.lhs, self.rhs, *(side for text in self.given for side in sides(text)[::2])]
        mentioned = {self.wrt}.union(*(names(text) for text in texts if text))
        return {name: letter for name, letter in letters(self.declarations).items() if name in mentioned}

    def check_shapes(self) -> None:
        """Raise `ShapeMismatch` unless every side has the shape that it must have."""
        shapes = {name: letter.shape for name, letter in self.letters.items()}
        lhs, rhs = (shape_of(parsed(text), shapes) for text in (self.lhs, self.rhs))
        expected = (NUMBER, shapes[self.wrt]) if self.relation == "gradient" else (rhs, lhs)
        if (lhs, rhs) != expected or (self.relation == "psd" and lhs[0] != lhs[1]):
            raise ValueError(f"{self.id}: {lhs} {self.relation} {rhs}")
        for text in self.given:
            left, _, right = sides(text)
            if right not in ("", "0") and shape_of(parsed(left), shapes) != shape_of(parsed(right), shapes):
                raise ValueError(f"{self.id}: shapes in {text}")

    def record(self) -> dict[str, Any]:
        """Return the statement as a file holds it."""
        record = {
            "id": self.id,
            "note": self.note,
            "symbols": {name: letter.record() for name, letter in self.letters.items()},
            "hypotheses": list(self.given),
            "relation": self.relation,
            **({"wrt": self.wrt} if self.wrt else {}),
            "lhs": self.lhs,
            "rhs": self.rhs,
        }
        return {**record, "expect": self.expect}


def false(*arguments: Any, **options: Any) -> Entry:
    """Return a statement that is false, written by hand."""
    return Entry(*arguments, expect="refuted", mutations=0, **options)
