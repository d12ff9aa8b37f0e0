"""Certificates to explain: those of the museum, those of the book, and those of statements that need lemmas."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType

import sympy
from terse_statements import question

import symmaml as sm
from symmaml import kernel
from symmaml.proof.judge import decide_question

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
        "dyad": sm.Statement(sm.AtLeast(P, x * x.T), (sm.AtLeast(sympy.Identity(1), x.T * P.I * x),)),
        "order": sm.Statement(sm.AtLeast(Q.I, P.I), (sm.AtLeast(P, Q),)),
        "mean": sm.Statement(sm.AtLeast(P + P.I, 2 * I)),
        "push through": sm.Statement(sm.Equal((I + alpha * M * X).I * M, M * (I + alpha * X * M).I)),
        "parallel": sm.Statement(sm.Equal(P * (P + Q).I * Q, Q * (P + Q).I * P)),
        "gradient": sm.Statement(sm.Gradient((x.T * A * x) ** 2, x, 4 * (x.T * A * x) * A * x)),
        "definition": sm.Statement(sm.Equal(X.T, X), (), (sm.Definition(X, A * B * A),)),
    }
)

# Letters, hypotheses, relation and sides of statements that SymPy's expressions do not hold.
TERSE = MappingProxyType(
    {
        "direction": ("x:n", "", "psd", "(x.T*x)*Identity(n)", "x*x.T"),
        "two columns of P": ("P:definite n | x y:n", "", "psd", "(x.T*P*x)*(y.T*P.I*y)", "(x.T*y)**2"),
        "semidefinite zero": ("A:symmetric n | x:n", "psd(A); x.T*A*x = 0", "eq", "A*x", "ZeroMatrix(n,1)"),
        "not zero": ("A:symmetric n | x y:n | s t:1", "A*x = s*x; A*y = t*y; s != t", "eq", "x.T*y", "0"),
        "numbers": ("s:1 | x y:n", "s*(x.T*y) = 1", "eq", "(x*y.T)*(x*y.T)*s", "x*y.T"),
        "dyads": ("x y:n", "", "eq", "(Identity(n) + x*y.T).I", "Identity(n) - x*y.T/(1 + y.T*x)"),
    }
)


@cache
def certificate(name: str) -> kernel.Certificate:
    found = decide_question(question(*TERSE[name]), 20.0)
    assert found.status is sm.Status.PROVED, found.reason
    assert found.certificate is not None
    return found.certificate


@cache
def verdict(name: str) -> sm.Verdict:
    return sm.decide(STATEMENTS[name], seconds=20)
