"""Certificates to explain: those of the museum, those of the book, and those of statements that need lemmas."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType

import sympy

import symmaml as sm

ROOT = Path(__file__).parents[2]
FILES = (*sorted(ROOT.glob("tests/accepted/*.json")), *sorted(ROOT.glob("derivations/generated/*.json")))

P, Q = sm.symmetric("P Q", definite="positive")
A, B = sm.symmetric("A B")
M, X, Y = sm.matrix("M X Y")
W = sm.matrix("W", rows="m")
x, y = sm.vector("x y")
alpha = sm.scalar("alpha", positive=True)
I, O = sympy.Identity(P.rows), sympy.ZeroMatrix(P.rows, P.rows)
OM = sympy.ZeroMatrix(W.rows, W.cols)

STATEMENTS = MappingProxyType(
    {
        "product": sm.Statement(sm.AtLeast(P * Q, O), (sm.Equal(P * Q, Q * P),)),
        "tensor": sm.Statement(sm.AtLeast((x.T * P * x) * (y.T * P * y), (x.T * P * y) * (x.T * P * y))),
        "other side": sm.Statement(sm.Equal(Y * X, I), (sm.Equal(X * Y, I),)),
        "zero": sm.Statement(sm.Equal(W, OM), (sm.Equal(W.T * W, O),)),
        "multiplier": sm.Statement(sm.AtLeast(P, Q), (sm.AtLeast(P * P, Q * Q),)),
        "direction": sm.Statement(sm.AtLeast((x.T * x) * I, x * x.T)),
        "order": sm.Statement(sm.AtLeast(Q.I, P.I), (sm.AtLeast(P, Q),)),
        "mean": sm.Statement(sm.AtLeast(P + P.I, 2 * I)),
        "push through": sm.Statement(sm.Equal((I + alpha * M * X).I * M, M * (I + alpha * X * M).I)),
        "parallel": sm.Statement(sm.Equal(P * (P + Q).I * Q, Q * (P + Q).I * P)),
        "gradient": sm.Statement(sm.Gradient((x.T * A * x) ** 2, x, 4 * (x.T * A * x) * A * x)),
        "definition": sm.Statement(sm.Equal(X.T, X), (), (sm.Definition(X, A * B * A),)),
    }
)


@cache
def verdict(name: str) -> sm.Verdict:
    return sm.decide(STATEMENTS[name], seconds=20)
