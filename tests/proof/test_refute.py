"""Counterexamples to equalities and gradients: found, of the smallest dimension, simple, and the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path

import pytest
from terse_statements import source

from symmaml import kernel
from symmaml.proof.refutation.refute import refute


def standard(degree: int) -> str:
    """Return the standard polynomial in X1, X2, ...: the signed sum over all orders."""
    terms = []
    for order in permutations(range(1, degree + 1)):
        is_odd = sum(first > second for first, second in combinations(order, 2)) % 2
        terms.append(("-" if is_odd else "+") + "*".join(f"X{k}" for k in order))
    return "".join(terms).removeprefix("+")


PENROSE = "A*X*A = A; X*A*X = X; (A*X).T = A*X; (X*A).T = X*A"
PROJECTORS = "P*P = P; Q*Q = Q"
IDENTITY, ZERO = "Identity(n)", "ZeroMatrix(n, n)"

# letters, hypotheses, lhs, rhs, sizes of the smallest counterexample
FALSE_EQUALITIES = [
    ("A B:n,n", "", "A*B", "B*A", {"n": 2}),
    ("A B:n,n", "", "(A + B)**2", "A**2 + 2*A*B + B**2", {"n": 2}),
    ("A B:n,n", "", "Inverse(A + B)", "A.I + B.I", {"n": 1}),
    ("X:n,k", "", "X*Inverse(X.T*X)*X.T", IDENTITY, {"k": 1, "n": 2}),
    ("X:n,k | W:definite n", "", "(X*Inverse(X.T*W*X)*X.T*W).T", "X*Inverse(X.T*W*X)*X.T*W", {"k": 1, "n": 2}),
    ("u v w:n", "", "u*v.T*w*u.T", "u*w.T*u*v.T", {"n": 2}),
    ("s t:1 | A:n,n", "s != t", "Inverse(s - t)*A", "A", {"n": 1}),
    ("a b:1", "a**2 + b**2 = 1", "a**4 + b**4", "1", {}),
    ("A:p,q | B:q,r | C:r,s", "", "A*B*C", "ZeroMatrix(p, s)", {"p": 1, "q": 1, "r": 1, "s": 1}),
    # definitions
    ("P R:definite n | H K:n,n", "K = P*H.T*Inverse(H*P*H.T + R)", "K*H", "H.T*K.T", {"n": 2}),
    ("P R S:definite n | K:n,n", "S = P + R; K = P*S.I", "K", "R*S.I", {"n": 1}),
    # commuting and annihilating
    ("A B C:n,n", "A*B = B*A; B*C = C*B", "A*C", "C*A", {"n": 2}),
    ("A B:symmetric n", "A*B = (A*B).T", "A", "B", {"n": 1}),
    ("A B:n,n", "A*B = -B*A", "A*B", ZERO, {"n": 2}),
    ("A B:n,n", "A*B = ZeroMatrix(n, n)", "B*A", ZERO, {"n": 2}),
    ("A B:n,n", "A*B - B*A = A", "A", ZERO, {"n": 2}),
    ("A:n,n | S:definite n", "A*S = S*A.T", "A", "A.T", {"n": 2}),
    # projectors
    ("P:n,n", "P*P = P", "P.T", "P", {"n": 2}),
    ("P Q:symmetric n", f"{PROJECTORS}; P*Q = Q*P", "P*Q", "Q", {"n": 1}),
    ("P Q:symmetric n", f"{PROJECTORS}; P*Q = ZeroMatrix(n, n)", "P + Q", IDENTITY, None),
    ("P Q:n,n", f"{PROJECTORS}; P*Q = Q; Q*P = P", "P", "Q", {"n": 2}),
    ("P Q:n,n", f"{PROJECTORS}; (P + Q)**2 = P + Q", "P", "Q", {"n": 1}),
    ("P A:n,n", "P*P = P; A*P = P*A*P", "A*P", "P*A", {"n": 2}),
    # orthogonal, isometric, skew, normal
    ("Q:n,n", "Q.T*Q = Identity(n)", "Q", "Q.T", {"n": 2}),
    ("Q:n,k", "Q.T*Q = Identity(k)", "Q*Q.T", IDENTITY, {"k": 1, "n": 2}),
    ("U V:n,k", "U.T*U = Identity(k); V.T*V = Identity(k); U.T*V = ZeroMatrix(k, k)", "U*U.T + V*V.T", IDENTITY, None),
    ("V:n,n", "V*V.T*V = V", "V*V.T", "V.T*V", {"n": 2}),
    ("K:n,n", "K.T = -K", "(K**2).T", "-K**2", {"n": 2}),
    ("A:n,n", "A*A.T = A.T*A", "A", "A.T", {"n": 2}),
    ("A:n,n | M:definite n", "A.T*M*A = M", "A", "A.T", {"n": 2}),
    ("Q V T:n,n", "Q = Identity(n) - V*T*V.T; T.I + T.I.T = V.T*V", "Q", "Q.T", {"n": 2}),
    # polynomial relations
    ("A:n,n", "A**2 = 3*A - 2*Identity(n)", "A**4", "15*A - 15*Identity(n)", {"n": 1}),
    ("A:n,n", "A**2 = -Identity(n)", "A", "-A", {"n": 2}),
    ("A:symmetric n", "A**2 = 2*Identity(n)", "A**3", "A", {"n": 2}),
    ("A:symmetric n", "A**2 = A + Identity(n)", "A**3", "2*A", {"n": 2}),
    ("A:n,n | t:1", "A**2 = t*A", "A**3", "t*A", {"n": 1}),
    ("A:n,n", "A**3 = Identity(n)", "A", IDENTITY, {"n": 2}),
    ("N:n,n", "N**3 = ZeroMatrix(n, n)", "Inverse(Identity(n) - N)", "Identity(n) + N", {"n": 3}),
    ("M N:n,n", "N**2 = 0*N; M**2 = 0*M; M*N = N*M", "(M + N)**2", ZERO, {"n": 4}),
    # vectors
    ("u:n", "u.T*u = 1", "u*u.T", IDENTITY, {"n": 2}),
    ("u v:n", "u.T*u = 1; v.T*v = 1; u.T*v = 0", "u*u.T + v*v.T", IDENTITY, {"n": 3}),
    ("A:symmetric n | x:n | t:1", "A*x = t*x", "A**2*x", "t*x", {"n": 1}),
    ("A:n,n | x y:n | s t:1", "A*x = t*x; A*y = s*y; s != t", "x.T*y", "0", {"n": 2}),
    # pseudo-inverses
    ("A:n,k | X:k,n", PENROSE, "A*X", IDENTITY, None),
    ("A X:n,n", PENROSE, "X*A", "A*X", None),
    ("A X Y:n,n", "A*X*A = A; A*Y*A = A", "A*X", "A*Y", {"n": 2}),
    # true for small sizes
    ("X1 X2 X3 X4:n,n", "", standard(4), ZERO, {"n": 3}),
    ("X1 X2 X3 X4 X5 X6:n,n", "", standard(6), ZERO, {"n": 4}),
    ("X Y Z:n,n", "", "(X*Y - Y*X)**2*Z", "Z*(X*Y - Y*X)**2", {"n": 3}),
    ("X Y Z:symmetric n", "", "(X*Y - Y*X)**2*Z", "Z*(X*Y - Y*X)**2", {"n": 3}),
    ("K L:n,n", "K.T = -K; L.T = -L", "K*L", "L*K", {"n": 3}),
    ("K L:n,n", "K.T = -K; L.T = -L", "K*L*K*K", "K*K*L*K", {"n": 4}),
    ("x y z:n", "", "x*y.T*z", "z*y.T*x", {"n": 2}),
]


def found_at(found: kernel.Refutation) -> dict[str, int]:
    return {name: size for name, size in found.dimensions.items() if name != "1"}


@pytest.mark.parametrize(("letters", "hypotheses", "lhs", "rhs", "sizes"), FALSE_EQUALITIES)
def test_a_false_equality_is_refuted_at_the_smallest_size(
    letters: str, hypotheses: str, lhs: str, rhs: str, sizes: dict[str, int] | None
) -> None:
    answer = refute(source(letters, hypotheses, "eq", lhs, rhs))
    assert answer is not None
    assert kernel.check(answer[0]) == answer[1]
    assert sizes is None or found_at(answer[1]) == sizes


TRUE_EQUALITIES = [
    ("A B:n,n", "", "A - A*Inverse(A + B)*A", "B - B*Inverse(A + B)*B"),
    ("A:n,n | B:n,k | C:k,n", "", "Inverse(A + B*C)", "A.I - A.I*B*Inverse(Identity(k) + C*A.I*B)*C*A.I"),
    ("A B:n,n", "A*B = Identity(n)", "B*A", IDENTITY),
    ("A B:n,n", "A*B = B*A", "A**3 - B**3", "(A - B)*(A**2 + A*B + B**2)"),
    ("P Q:n,n", f"{PROJECTORS}; P*Q = Q; Q*P = P", "(P - Q)**2", ZERO),
    ("P Q:n,n", f"{PROJECTORS}; (P + Q)**2 = P + Q", "P*Q", ZERO),
    ("Q:n,n", "Q.T*Q = Identity(n)", "Q*Q.T", IDENTITY),
    ("A:n,n", "A**2 = 3*A - 2*Identity(n)", "A**4", "15*A - 14*Identity(n)"),
    ("A X:n,n", PENROSE, "(A*X)**2", "A*X"),
    ("A:symmetric n | x y:n | s t:1", "A*x = t*x; A*y = s*y; s != t", "x.T*y", "0"),
    ("X1 X2:n,n", "", standard(2), "X1*X2 - X2*X1"),
    ("A B:n,n", "", "(A + B)**10", "(A + B)**9*(A + B)"),
]


@pytest.mark.parametrize(("letters", "hypotheses", "lhs", "rhs"), TRUE_EQUALITIES)
def test_a_true_equality_is_not_refuted(letters: str, hypotheses: str, lhs: str, rhs: str) -> None:
    assert refute(source(letters, hypotheses, "eq", lhs, rhs)) is None


GRADIENTS = [
    ("A:n,n | x y:n", "", "y.T*A*x", "A*y", "x", {"n": 2}),
    ("A:n,n | x:n", "", "x.T*A*x", "2*A*x", "x", {"n": 2}),
    ("A:n,n | x:n", "", "x.T*A*x", "(A + A.T)*x", "x", None),
    ("A:symmetric n | x:n", "", "(x.T*A*x)**3", "3*(x.T*A*x)**2*A*x", "x", {"n": 1}),
    ("A B:definite n | x:n", "", "x.T*Inverse(A + B)*x", "2*Inverse(A + B)*x", "x", None),
    ("K:n,n | x:n", "K.T = -K", "x.T*K*x", "ZeroMatrix(n, 1)", "x", None),
    ("A:symmetric n | x:n", "", "(x.T*A*x)*Inverse(x.T*x)", "2*A*x*Inverse(x.T*x)", "x", {"n": 1}),
]


@pytest.mark.parametrize(("letters", "hypotheses", "function", "gradient", "variable", "sizes"), GRADIENTS)
def test_false_gradients_are_refuted_and_true_ones_are_not(
    letters: str, hypotheses: str, function: str, gradient: str, variable: str, sizes: dict[str, int] | None
) -> None:
    answer = refute(source(letters, hypotheses, "gradient", function, gradient, variable))
    assert (None if answer is None else found_at(answer[1])) == sizes


def entries(found: kernel.Refutation) -> list[Fraction]:
    return [x for value in found.values.values() for row in value for x in row]


@pytest.mark.parametrize(
    ("letters", "lhs", "rhs"),
    [
        ("A B:n,n", "A*B", "B*A"),
        ("X Y Z:n,n", "(X*Y - Y*X)**2*Z", "Z*(X*Y - Y*X)**2"),
        ("A:n,n | x:n", "x.T*A*x", "x.T*x"),
        ("A B:symmetric n | x:n", "x.T*A*B*A*x", "x.T*B*A*B*x"),
    ],
)
def test_a_counterexample_in_free_letters_is_made_of_zeros_and_ones(letters: str, lhs: str, rhs: str) -> None:
    answer = refute(source(letters, "", "eq", lhs, rhs))
    assert answer is not None
    assert set(entries(answer[1])) <= {-1, 0, 1}


RARE = [
    ("A B:n,n", "A*B - B*A = A", "A**2", ZERO),
    ("A B C:n,n", "A*B - B*A = C; A*C = C*A; B*C = C*B", "C", ZERO),
    ("H X Y:n,n", "H*X - X*H = 2*X; H*Y - Y*H = -2*Y; X*Y - Y*X = H", "X", ZERO),
]


@pytest.mark.parametrize(("letters", "hypotheses", "lhs", "rhs"), RARE)
def test_effort_finds_what_is_rare(letters: str, hypotheses: str, lhs: str, rhs: str) -> None:
    assert refute(source(letters, hypotheses, "eq", lhs, rhs), effort=16) is not None


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_no_time_finds_nothing_and_ends(seconds: float) -> None:
    assert refute(source("A B:n,n", "", "eq", "A*B", "B*A"), seconds) is None


SCRIPT = """
from terse_statements import source
from symmaml.proof.refutation.refute import refute
for hypotheses in ("", "A*B*A = A", "psd(A - B)"):
    print(refute(source("A B:n,n", hypotheses, "eq", "A*B", "B*A"))[0].text)
"""


def test_the_same_counterexample_whatever_the_hash_seed() -> None:
    tests = Path(__file__).parents[1]
    outputs = []
    for seed in ("0", "1"):
        paths = os.pathsep.join(map(str, (tests, tests.parent)))
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        command = [sys.executable, "-c", SCRIPT]
        outputs.append(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert outputs[0] == outputs[1] != ""
