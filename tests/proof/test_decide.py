"""What is true is proved, what is false is refuted exactly, and nothing else is said."""

from fractions import Fraction

import pytest
import sympy

from symmaml import kernel
from symmaml.errors import InvalidStatement, NotProved
from symmaml.notation import matrix, scalar, symmetric, vector
from symmaml.proof.decide import decide, prove
from symmaml.statement import AtLeast, Definition, Equal, Gradient, Nonzero, Positive, Statement, Status

A, B, P, Q = symmetric("A B P Q")
M, N = matrix("M N")
X = matrix("X", rows="n", cols="k")
S = symmetric("S")
v, w, theta = vector("v w theta")
alpha, rho = scalar("alpha rho")
I = sympy.Identity(A.shape[0])

TRUE = {
    "transpose of a product": Equal((M * N).T, N.T * M.T),
    "square of a sum": Equal((M + N) ** 2, M**2 + M * N + N * M + N**2),
    "numbers equal their transposes": Equal(v.T * M * w, w.T * M.T * v),
    "numbers commute": Equal((v.T * w) * (w.T * A * v), (w.T * A * v) * (v.T * w)),
    "parallel sum is symmetric": Equal(P * (P + Q).I * Q, Q * (P + Q).I * P),
    "parallel sum by its inverse": Equal(P * (P + Q).I * Q, P - P * (P + Q).I * P),
    "push-through": Equal((I + M * N).I * M, M * (I + N * M).I),
    "Woodbury": Equal((M + X * X.T).I, M.I - M.I * X * (sympy.Identity(X.shape[1]) + X.T * M.I * X).I * X.T * M.I),
    "resolvents commute": Equal((A + rho * I).I * A, A * (A + rho * I).I),
    "inverse of an inverse": Equal((M.I).I, M),
    "inverse of a transpose": Equal((M.T).I, (M.I).T),
    "gradient of a quadratic": Gradient(theta.T * A * theta / 2, theta, A * theta),
    "gradient of a general form": Gradient(theta.T * M * theta, theta, (M + M.T) * theta),
    "gradient with an inverse": Gradient(theta.T * (A + B).I * theta, theta, 2 * (A + B).I * theta),
}
FALSE = {
    "matrices commute": (Equal(M * N, N * M), 2),
    "symmetric matrices commute": (Equal(A * B, B * A), 2),
    "a matrix is symmetric": (Equal(M.T, M), 2),
    "wrong factor": (Equal(2 * A, A), 1),
    "freshman's square": (Equal((M + N) ** 2, M**2 + 2 * M * N + N**2), 2),
    "gradient without the half": (Gradient(theta.T * A * theta, theta, A * theta), 1),
    "gradient without the transpose": (Gradient(theta.T * M * theta, theta, 2 * M * theta), 2),
    "swapped weights": (Equal((P + Q).I * P, P * (P + Q).I), 2),
    "square below the matrix": (AtLeast(A, A**2), 1),
}


@pytest.mark.parametrize("name", TRUE)
def test_true_statements_are_proved(name):
    verdict = decide(TRUE[name])
    assert verdict.status is Status.PROVED, verdict.reason
    assert isinstance(kernel.check(verdict.certificate), kernel.Theorem)
    assert verdict.seconds < 5


@pytest.mark.parametrize("name", FALSE)
def test_false_statements_are_refuted_in_the_smallest_dimension(name):
    claim, size = FALSE[name]
    verdict = decide(claim)
    assert verdict.status is Status.REFUTED
    assert verdict.counterexample.dimensions["n"] == size
    assert isinstance(kernel.check(verdict.certificate), kernel.Refutation)
    assert all(
        isinstance(x, Fraction) for value in verdict.counterexample.values.values() for row in value for x in row
    )


def test_the_kernel_says_which_symmetry_was_used():
    assert decide(Gradient(theta.T * A * theta / 2, theta, A * theta)).theorem.symmetric == ("A",)
    assert decide(Equal(A + B, B + A)).theorem.symmetric == ()


def test_abbreviations_are_folded_and_unfolded():
    K, L = symmetric("K L")
    where = (
        Definition(K, (I - alpha * A) * A * (I - alpha * A)),
        Definition(L, (I - alpha * B) * B * (I - alpha * B)),
        Definition(S, K + L),
    )
    assert decide(Equal(K * S.I * L, L * S.I * K), (), where).status is Status.PROVED
    assert decide(Equal(K, A * (I - alpha * A) ** 2), (), where).status is Status.PROVED
    assert decide(Equal(K, A), (), where).status is Status.REFUTED


def test_hypotheses_are_used_and_named():
    commuting = Equal(M * N, N * M)
    verdict = decide(Equal(M**2 * N, N * M**2), [commuting])
    assert verdict.status is Status.PROVED
    assert verdict.theorem.hypotheses == (0,)
    assert decide(Equal(M**2 * N, N * M**2)).status is Status.REFUTED


def test_a_vacuous_statement_is_not_proved():
    verdict = decide(Equal(A, B), [Equal(M * M.T, -I)])
    assert verdict.status is Status.UNDECIDED
    assert "hypotheses hold" in verdict.reason


def test_hypotheses_that_contradict_each_other_are_refused():
    with pytest.raises(InvalidStatement, match="contradictory hypotheses"):
        decide(Equal(A, B), [Equal(A, A + I)])


def test_an_inverse_that_is_written_exists_even_if_it_cancels():
    cancelled = sympy.MatAdd(N, M.I, -M.I, evaluate=False)
    assert decide(Equal(cancelled, P), [Equal(M * N, M * P)]).status is Status.PROVED


def test_the_inverse_of_what_is_identically_zero_is_refused():
    with pytest.raises(InvalidStatement, match="identically zero"):
        decide(Equal(sympy.Inverse(sympy.MatAdd(M, -M, evaluate=False)), I))


def test_a_product_of_matrices_with_an_inverse_is_inverted_on_either_side():
    """True for matrices, not in every ring: the theorem says so."""
    inverse = sympy.Inverse(sympy.MatMul(M, N, evaluate=False))
    verdict = decide(Equal(sympy.MatMul(N, inverse, M, evaluate=False), I))
    assert verdict.status is Status.PROVED
    assert verdict.theorem.scope == "matrices"


@pytest.mark.parametrize(
    ("claim", "hypotheses", "message"),
    [
        (Equal(A, v), (), "shape"),
        (Equal(symmetric("A", size="m"), symmetric("A", size="m") * X), (), "shape"),
        (Gradient(A, theta, theta), (), "gradient"),
        (Gradient(theta.T * theta, theta + v, theta), (), "no letter"),
        (Equal(A + matrix("A"), A), (), "two ways"),
        ("A = B", (), "no statement"),
        (Statement(Equal(A, A)), (Equal(A, B),), "its own hypotheses"),
        (Equal(A, A), (Nonzero(A),), "kernel cannot read"),
        (Equal(A, B), Equal(B, A), r"is no list: write hypotheses=\[Equal"),
        (Equal(A, B), "A = B", r"is no list: write hypotheses=\[Equal"),
        (Positive(A), (), "Positive is a hypothesis, and no claim"),
        (Nonzero(v.T * v), (), "Nonzero is a hypothesis, and no claim"),
        (Equal(A * A.I, 1), (), r"1 has shape 1x1, expected nxn: .* write t\*Identity"),
        (AtLeast(A, X), (), "expected nxn: both sides have one shape$"),
    ],
)
def test_malformed_statements_are_refused(claim, hypotheses, message):
    with pytest.raises(InvalidStatement, match=message):
        decide(claim, hypotheses)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (Definition(A, B), r"is no list: write where=\[Definition"),
        ({A: B}, r"is no list: write where=\[Definition"),
        ([Equal(A, B)], r"is no definition: write where=\[Definition"),
    ],
)
def test_abbreviations_are_a_list_of_definitions(where, message):
    with pytest.raises(InvalidStatement, match=message):
        decide(Equal(A, B), where=where)


def test_prove_raises_with_the_verdict():
    with pytest.raises(NotProved, match="refuted") as caught:
        prove(Equal(A * B, B * A))
    assert caught.value.verdict.status is Status.REFUTED


def test_positive_hypothesis_is_respected_by_counterexamples():
    verdict = decide(AtLeast(alpha * A, 0), [Positive(alpha)])
    assert verdict.status is Status.REFUTED
    assert verdict.counterexample.values["alpha"][0][0] > 0
