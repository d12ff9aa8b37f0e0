"""Counterexamples to inequalities: values at which the hypotheses hold, and a direction in which the claim fails."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from terse_statements import source

from symmaml import kernel
from symmaml.proof.refutation.refute import refute

IDENTITY, ZERO = "Identity(n)", "ZeroMatrix(n, n)"
STEP = "a > 0; psd(Identity(n) - a*A)"
STEPS = "a > 0; psd(B - A); psd(Identity(n) - a*B)"
BETWEEN = "psd(A - Identity(n)); psd(2*Identity(n) - A)"
SPHERE = "u.T*u = 1; v.T*v = 1; w.T*w = 1"

# letters, hypotheses, larger, smaller, size of the smallest counterexample
FALSE = [
    # claims that hold for numbers
    ("P Q:definite n", "", "P*Q + Q*P", ZERO, 2),
    ("P Q R:definite n", "", "P*Q*R + R*Q*P", ZERO, 2),
    ("A B:definite n", "psd(B - A)", "B**2", "A**2", 2),
    ("A B:definite n", "psd(B - A)", "B**3", "A*B*A", 2),
    ("A B C:definite n", "psd(B - A); psd(C - B)", "C**2", "A**2", 2),
    ("A B:definite n", "", "A**3 + B**3", "A*B*A + B*A*B", None),
    ("A B:definite n", "A*B = B*A", "A*B", "A", 1),
    # constants that are a little too good
    ("P:definite n", "", "P + P.I", "3*Identity(n)", 1),
    ("P:definite n", "", "P + P.I", "201*Identity(n)/100", 1),
    ("P:definite n", "", "P**2 + P.I", "19*Identity(n)/10", 1),
    ("P Q:definite n", "", "P + Q", "402*P*Inverse(P + Q)*Q/100", 1),
    ("A B:symmetric n", "", "A**2 + B**2", "51*(A + B)**2/100", 1),
    ("A:symmetric n", "", "9000*A**2 + 48911*Identity(n)", "42000*A", 1),
    ("a b c:1", "", "a**2 + b**2 + c**2", "101*(a*b + b*c + c*a)/100", None),
    ("a b:1", "a > 0; b > 0; a + b = 1", "1/5", "a*b", None),
    ("P:definite n", "psd(Identity(n) - P)", "7*Identity(n)/50", "P*(Identity(n) - P)**2", 1),
    # steps, spectra, contractions
    ("A:definite n | a:1", STEP, "a*A", "A", 1),
    ("A:definite n | a:1", STEP, "(Identity(n) - a*A)**2", "(Identity(n) - a*A)/2", 1),
    (
        "A B:definite n | a:1",
        "a > 0; psd(B - A); psd(Identity(n) - a*B)",
        "B*(Identity(n) - a*B)**2",
        "A*(Identity(n) - a*A)**2",
        1,
    ),
    (
        "A:symmetric n | x:n",
        "psd(A - Identity(n)); psd(2*Identity(n) - A)",
        "10*(x.T*x)**2/9",
        "(x.T*A*x)*(x.T*A.I*x)",
        2,
    ),
    ("A B:definite n", "psd(Identity(n) - A); psd(Identity(n) - B)", "A*B + B*A", "-Identity(n)/10", None),
    ("X:n,k", "psd(Identity(k) - X.T*X)", "X*X.T", "2*X*X.T - Identity(n)/2", None),
    ("t:1 | X:n,n", "t > 0", "t*Identity(n)", "Inverse(X.T*X + t*Identity(n))", 1),
    # projectors, isometries, unit vectors
    ("P Q:symmetric n", "P*P = P; Q*Q = Q", "Q", "P", 1),
    ("P Q:symmetric n", "P*P = P; Q*Q = Q", "P*Q + Q*P", "-Identity(n)/5", 2),
    ("P:n,n", "P*P = P", IDENTITY, "(P + P.T)/2", 2),
    ("Q:n,k | A:definite n", "Q.T*Q = Identity(k)", "Inverse(Q.T*A*Q)", "Q.T*A.I*Q", 2),
    ("u v w:n", SPHERE, "u.T*v + v.T*w + w.T*u", "-1", 2),
    ("A:symmetric n | x y:n", "", "(x.T*A*x)*(y.T*A*y)", "(x.T*A*y)**2", 2),
    # Lyapunov and Stein equations
    ("P Q:definite n | A:n,n", "A.T*P + P*A = -Q", "Q", "P", 1),
    ("P Q:definite n | A:n,n", "P - A.T*P*A = Q", "2*Q", "P", 1),
    ("A:n,n", "pd(A + A.T)", "A*A + A.T*A.T", ZERO, 2),
    # no symmetry
    ("A:n,n", "", "A*A", ZERO, 2),
]


def direction(certificate: kernel.Certificate) -> list[Fraction]:
    record: dict[str, Any] = kernel.parse(certificate)["counterexample"]
    return [Fraction(x) for (x,) in record["direction"]]


def quadratic_form(matrix: kernel.Matrix, z: list[Fraction]) -> Fraction:
    return sum((x * z[i] * z[j] for i, row in enumerate(matrix) for j, x in enumerate(row)), Fraction(0))


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller", "size"), FALSE)
def test_a_false_inequality_is_refuted_by_a_direction(
    letters: str, hypotheses: str, larger: str, smaller: str, size: int | None
) -> None:
    answer = refute(source(letters, hypotheses, "psd", larger, smaller))
    assert answer is not None
    certificate, found = answer
    assert kernel.check(certificate) == found
    z = direction(certificate)
    assert quadratic_form(found.lhs, z) < quadratic_form(found.rhs, z)
    assert all(x.denominator == 1 for x in z)
    assert size is None or found.dimensions["n"] == size


TRUE = [
    ("P Q:definite n", "", "P + Q", "4*P*Inverse(P + Q)*Q"),
    ("P:definite n", "", "P + P.I", "2*Identity(n)"),
    ("A B:definite n", "psd(B - A)", "A.I", "B.I"),
    ("A B:definite n", "A*B = B*A", "A*B", ZERO),
    ("A:definite n | a:1", STEP, "A", "(Identity(n) - a*A)*A*(Identity(n) - a*A)"),
    ("P:definite n", "psd(Identity(n) - P)", "4*Identity(n)/27", "P*(Identity(n) - P)**2"),
    ("P Q:symmetric n", "P*P = P; Q*Q = Q", "P*Q + Q*P", "-Identity(n)/4"),
    ("u v w:n", SPHERE, "u.T*v + v.T*w + w.T*u", "-3/2"),
    ("X Y:n,k", "", "X.T*X", "X.T*Y*Inverse(Y.T*Y)*Y.T*X"),
    ("a b:1", "", "1 + a**4*b**2 + a**2*b**4", "3*a**2*b**2"),
]


@pytest.mark.parametrize(("letters", "hypotheses", "larger", "smaller"), TRUE)
def test_a_true_inequality_is_not_refuted(letters: str, hypotheses: str, larger: str, smaller: str) -> None:
    assert refute(source(letters, hypotheses, "psd", larger, smaller)) is None


def test_an_inequality_without_symmetry_is_refuted() -> None:
    """A + K with a large definite A and a skew K has no direction of descent, and yet is not semidefinite."""
    answer = refute(source("K:n,n", "K.T = -K", "psd", "Identity(n) + K", ZERO))
    assert answer is not None
    assert answer[1].dimensions["n"] == 2
