"""Witnesses and samples: hypotheses of every form are met exactly, and a record builds the same point again."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
from terse_statements import source

from symmaml import kernel
from symmaml.proof.statements.formal import Source
from symmaml.proof.values.choices import Choices
from symmaml.proof.values.drawing import Manner
from symmaml.proof.values.point import Infeasible
from symmaml.proof.values.samples import Sampler, sizes, spelled, witness, written

ZERO = "ZeroMatrix(n, n)"

HYPOTHESES = [
    ("A B:n,n", ""),
    ("A B:n,n | C D:n,n", "C = A*B; D = C + C.T"),
    ("P R:definite n | S:definite k | H:k,n | K:n,k", "S = H*P*H.T; K = P*H.T*S.I"),
    ("P S:definite n | R:definite k | H:k,n | K:n,k", "K = P*H.T*Inverse(H*P*H.T + R); S = P - K*H*P"),
    ("A B C:n,n", "A*B = B*A; B*C = C*B; A*C = C*A"),
    ("A B:symmetric n", "A*B = (A*B).T"),
    ("A B:definite n", "A*B = B*A"),
    ("A B:n,n", "A*B = -B*A"),
    ("A B:n,n", "A*B = ZeroMatrix(n, n)"),
    ("A B:n,n", "A*B = Identity(n)"),
    ("A X B C:n,n", "A*X - X*B = C"),
    ("A B:n,n", "A*B - B*A = A"),
    ("A B C:n,n", "A*B*C = C*B*A"),
    ("P:n,n", "P*P = P"),
    ("P:n,n", "P - P**2 = ZeroMatrix(n, n); P.T = P"),
    ("P Q:symmetric n", "P*P = P; Q*Q = Q; P*Q = Q*P"),
    ("P Q:symmetric n", "P*P = P; Q*Q = Q; P*Q = Q"),
    ("P Q:n,n", "P*P = P; Q*Q = Q; (P + Q)**2 = P + Q"),
    ("Q:n,n", "Q.T*Q = Identity(n)"),
    ("Q:n,n", "Q.I = Q.T"),
    ("Q:n,k", "Q.T*Q = Identity(k)"),
    ("Q:n,k", "Q*Q.T = Identity(n)"),
    ("U V:n,k", "U.T*U = Identity(k); V.T*V = Identity(k); U.T*V = ZeroMatrix(k, k)"),
    ("V:n,k", "V*V.T*V = V"),
    ("K:n,n", "K.T = -K"),
    ("K:n,n", "K.T = -K; K**2 = -Identity(n)"),
    ("A:n,n", "A*A.T = A.T*A"),
    ("T:n,n", "T**2 = Identity(n)"),
    ("N:n,n", "N**2 = ZeroMatrix(n, n)"),
    ("N:n,n", "N**3 = ZeroMatrix(n, n)"),
    ("A:n,n", "A**2 = 3*A - 2*Identity(n)"),
    ("A:n,n", "A**3 = 2*A**2 + A - 2*Identity(n)"),
    ("A:n,n", "A**2 + A + Identity(n) = ZeroMatrix(n, n)"),
    ("A:symmetric n", "A**2 = A + Identity(n)"),
    ("A:symmetric n", "A**2 = 5*Identity(n)"),
    ("A:n,n | s t:1", "(A - s*Identity(n))*(A - t*Identity(n)) = ZeroMatrix(n, n); s != t"),
    ("A:n,n | s t:1", "A**2 = s*A + t*Identity(n)"),
    ("A:symmetric n", "psd(A)"),
    ("A B C:definite n", "psd(B - A); psd(C - B)"),
    ("A B C:symmetric n", "psd(C - A); psd(C - B); psd(A)"),
    ("A:definite n", "psd(Identity(n) - A)"),
    ("A:symmetric n", "psd(A - Identity(n)); psd(2*Identity(n) - A)"),
    ("A B:definite n | a:1", "a > 0; psd(Identity(n) - a*A); psd(Identity(n) - a*B)"),
    ("P:symmetric n", "psd(P - P**2)"),
    ("X:n,k", "psd(Identity(k) - X.T*X)"),
    ("A:definite n | B:n,k | C:definite k", "psd(C - B.T*A.I*B)"),
    ("A:n,n", "pd(A + A.T)"),
    ("A B:definite n", "psd(A*B + B*A)"),
    ("P Q:definite n | A:n,n", "A.T*P + P*A = -Q"),
    ("P Q:definite n | A:n,n", "P - A.T*P*A = Q"),
    ("V T:n,n", "T.I + T.I.T = V.T*V"),
    ("a b:1", "a > 0; b > 0; a + b = 1"),
    ("a b c:1", "0 < a; a < b; b < c; c < 1"),
    ("a b:1", "a**2 + b**2 = 1"),
    ("s t:1", "s != t; s*t = 1"),
    ("x y:n", "x.T*y = 0"),
    ("u v:n", "u.T*u = 1; v.T*v = 1; u.T*v = 0"),
    ("A:symmetric n | x:n | t:1", "A*x = t*x"),
    ("A:n,n | x y:n | s t:1", "A*x = t*x; A*y = s*y; s != t"),
    ("A:definite n | x:n", "x.T*A*x = 1"),
    ("A:n,k | X:k,n", "A*X*A = A; X*A*X = X; (A*X).T = A*X; (X*A).T = X*A"),
    ("A:n,n | S:definite n", "A*S = S*A.T"),
    ("A:n,n | M:definite n", "A.T*M*A = M"),
]


def claimless(letters: str, hypotheses: str) -> Source:
    """Return a statement whose claim says nothing."""
    name = letters.replace(":", " ").split(maxsplit=1)[0]
    return source(letters, hypotheses, "eq", f"{name}.T*{name}", f"{name}.T*{name}")


@pytest.mark.parametrize(("letters", "hypotheses"), HYPOTHESES)
def test_hypotheses_of_every_form_have_a_witness(letters: str, hypotheses: str) -> None:
    statement = claimless(letters, hypotheses)
    found = witness(statement)
    assert found is not None
    kernel.Document(statement).evaluate_letters(found, "witness")


@pytest.mark.parametrize(
    ("letters", "hypotheses"),
    [
        ("a:1", "a > 0; a < 0"),
        ("A:definite n", "psd(-A)"),
        ("A B:symmetric n", "psd(A - B - Identity(n)); psd(B - A)"),
        ("x:n", "x.T*x = -1"),
        ("A B:n,n", "A*B - B*A = Identity(n)"),
        ("A:symmetric n", "A**2 = -Identity(n)"),
    ],
)
def test_contradictory_hypotheses_have_none(letters: str, hypotheses: str) -> None:
    assert witness(claimless(letters, hypotheses)) is None


@pytest.mark.parametrize(
    ("letters", "hypotheses"),
    [
        ("A B:n,n", "A*B = B*A"),
        ("P:symmetric n", "P*P = P"),
        ("A B:definite n", "psd(B - A)"),
        ("Q:n,k", "Q.T*Q = Identity(k)"),
    ],
)
def test_a_witness_says_more_than_zero_and_one(letters: str, hypotheses: str) -> None:
    found = witness(claimless(letters, hypotheses))
    assert found is not None
    for value in found["values"].values():
        rows = [[Fraction(x) for x in row] for row in value]
        assert any(x for row in rows for x in row)
        assert len(rows) == 1 or any(
            rows[0][0] * (i == j) != x for i, row in enumerate(rows) for j, x in enumerate(row)
        )


STYLES = ["general", "simple", "singular", "sparse", "alike", "small", "fraction", None]


@pytest.mark.parametrize(("letters", "hypotheses"), HYPOTHESES[::3])
def test_a_record_builds_the_same_point_again(letters: str, hypotheses: str) -> None:
    sampler = Sampler(kernel.Document(claimless(letters, hypotheses)))
    built = 0
    for number, some in enumerate(sizes(len(sampler.dimensions), 3) * 8):
        for way in range(sampler.ways):
            try:
                recipe, point = sampler.sample(
                    some, way, Choices(f"again {number}", 3), Manner(STYLES[number % len(STYLES)])
                )
            except Infeasible:
                continue
            built += 1
            assert sampler.again(recipe).given == point.given
    assert built


def test_all_zero_choices_build_the_simplest_point() -> None:
    sampler = Sampler(kernel.Document(source("P:definite n | A:n,n", "", "eq", "A*P", "P*A")))
    _, point = sampler.sample((2,), 0, Choices("", record=()), Manner())
    assert point.given["P"].rows == ((1, 0), (0, 1))
    assert point.given["A"].rows == ((0, 0), (0, 0))


@pytest.mark.parametrize(("count", "largest"), [(0, 3), (1, 6), (2, 4), (3, 3), (5, 3)])
def test_sizes_grow_and_differ(count: int, largest: int) -> None:
    some = sizes(count, largest)
    assert len(set(some)) == len(some) >= 1
    assert [sum(x) for x in some] == sorted(sum(x) for x in some)
    assert all(len(x) == count for x in some)
    assert count < 2 or {(1, 2), (2, 1), (1, 1)} <= {x[:2] for x in some}


def test_spelled_writes_exact_fractions() -> None:
    assert spelled([[Fraction(1, 2), Fraction(-3)]]) == [["1/2", "-3"]]


def test_that_an_inverse_exists_is_no_constraint_and_yet_holds() -> None:
    """`A*A.I` cancels in the claim; the statement keeps A.I alive by the hypothesis `A.I * A = I`."""
    statement = source("A B:n,n", "", "eq", "A*A.I*B", "B*A*A.I")
    document = kernel.Document(statement)
    assert Sampler(document).constraints == ()
    found = witness(statement)
    assert found is not None
    document.evaluate_letters(found, "witness")


def test_a_recipe_is_built_again_when_the_time_is_over():
    """A counterexample found at the last moment is still written down; once this ended in an error."""
    sampler = Sampler(kernel.Document(source("P:definite n | C:n,n", "C = P*P", "eq", "C", "P")))
    choices = Choices("late", 3)
    recipe, point = sampler.sample((2,) * len(sampler.dimensions), 0, choices, Manner("general"))
    sampler.deadline = time.monotonic() - 1
    assert written(sampler.again(recipe)) == written(point)
    with pytest.raises(Infeasible, match="time is out"):
        sampler.again(recipe, sampler.deadline)
