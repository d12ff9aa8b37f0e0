"""Rational identities: the true ones are proved for all matrices, the false ones refuted by exact values."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sympy
from random_identities import pairs

from symmaml import kernel
from symmaml.notation import matrix, scalar, scaled, symmetric, vector
from symmaml.proof import expression as tree
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.linear_representation import Closing, Equations
from symmaml.proof.question import Declared, Question, Relation, question
from symmaml.proof.rational import FIRST, Rationality, RationalOutcome, _Decision, decide_rational
from symmaml.proof.rational_certificate import check_rational
from symmaml.proof.rewriting import Limits
from symmaml.statement import AtLeast, Claim, Definition, Equal, Gradient, Statement

A, B = symmetric("A B")
P = symmetric("P", definite="positive")
R = symmetric("R", size="k", definite="positive")
X, Y, Z = matrix("X Y Z")
U = matrix("U", rows="n", cols="k")
V = matrix("V", rows="k", cols="n")
H = matrix("H", rows="k", cols="n")
v, w, x, y = vector("v w x y")
alpha, beta, rho, t = scalar("alpha beta rho t")
I = sympy.Identity(A.shape[0])
J = sympy.Identity(U.shape[1])
half = sympy.Rational(1, 2)
PAIRS = int(os.environ.get("SYMMAML_RANDOM_PAIRS", "150"))  # of each kind; the full run has 1000


def commutator(first, second):
    return first * second - second * first


def decided(claim: Claim, where: tuple[Definition, ...] = (), hypotheses: tuple = ()) -> RationalOutcome:
    return decide_rational(question(Statement(claim, hypotheses, where)))


def parallel_sum(first, second):
    return first * (first + second).I * second


def total_loss(steps: int) -> Equal:
    """The minimal total loss of two quadratic tasks is half a parallel sum of attenuated curvatures."""
    attenuated = [
        (I - scaled(alpha, hessian)) ** steps * hessian * (I - scaled(alpha, hessian)) ** steps for hessian in (A, B)
    ]
    inverse = (attenuated[0] + attenuated[1]).I
    minimiser = inverse * (attenuated[0] * v + attenuated[1] * w)
    losses = [
        scaled(half, (minimiser - centre).T * attenuated[i] * (minimiser - centre)) for i, centre in enumerate((v, w))
    ]
    return Equal(losses[0] + losses[1], scaled(half, (w - v).T * attenuated[0] * inverse * attenuated[1] * (w - v)))


TRUE = {
    "true for matrices, not in every ring": Equal(Y * (X * Y).I * X, I),
    "Hua": Equal(X - (X.I + (Y.I - X).I).I, X * Y * X),
    "Woodbury": Equal((X + U * V).I, X.I - X.I * U * (J + V * X.I * U).I * V * X.I),
    "push-through": Equal((I + U * V).I * U, U * (J + V * U).I),
    "Joseph form": Equal(
        (I - P * H.T * (H * P * H.T + R).I * H) * P * (I - P * H.T * (H * P * H.T + R).I * H).T
        + P * H.T * (H * P * H.T + R).I * R * (P * H.T * (H * P * H.T + R).I).T,
        (I - P * H.T * (H * P * H.T + R).I * H) * P,
    ),
    "parallel sums commute": Equal(parallel_sum(X, Y), parallel_sum(Y, X)),
    "parallel sums associate": Equal(parallel_sum(parallel_sum(X, Y), Z), parallel_sum(X, parallel_sum(Y, Z))),
    "inverses add in parallel": Equal(parallel_sum(X, Y).I, X.I + Y.I),
    "projections": Equal((U * (U.T * U).I * U.T) ** 2, U * (U.T * U).I * U.T),
    "nested to depth four": Equal(
        (X + (Y + (X + (Y + Z).I).I).I).I,
        X.I - X.I * (X.I + Y + (X + (Y + Z).I).I).I * X.I,
    ),
    "resolvents": Equal((A + alpha * I).I - (A + beta * I).I, (beta - alpha) * (A + alpha * I).I * (A + beta * I).I),
    "a proximal step is a resolvent": Equal(I - A * (A + rho * I).I, scaled(rho, (A + rho * I).I)),
    "convex combinations": Equal(((1 - t) * X + t * Y).I * X * (1 - t), I - t * ((1 - t) * X + t * Y).I * Y),
    "numbers under fractions": Equal(X / t + Y / (1 + t), ((1 + t) * X + t * Y) / (t * (1 + t))),
    "no scalar point": Equal(commutator(X, Y).I, Y.I * (X - Y * X * Y.I).I),
    "no point of size two": Equal(
        commutator(commutator(X, Y) ** 2, Z).I * X, (X.I * commutator(commutator(X, Y) ** 2, Z)).I
    ),
    "transposed inverses": Equal((X * X.T + Y).I.T * X, X * (X.T * X + X.I * Y.T * X).I),
    "an inverse of a difference": Equal((A - X.T).I.T, (A - X).I),
    "vectors": Equal((I + X * Y).I * X * v - w, X * (I + Y * X).I * v - w),
    "a form and its transpose": Equal(v.T * X * (X + Y).I * w, w.T * v - w.T * (X.T + Y.T).I * Y.T * v),
    "gradient through an inverse": Gradient(x.T * (A + B).I * x, x, 2 * (A + B).I * x),
    "gradient of a quotient of matrices": Gradient(
        half * x.T * (X * Y).I * x, x, half * (Y.I * X.I + X.T.I * Y.T.I) * x
    ),
    **{f"total loss after {k} steps": total_loss(k) for k in (1, 2, 3)},
}

FALSE = {
    "only for square matrices": Equal(V * (U * V).I * U, J),
    "not commutative": Equal(X * Y, Y * X),
    "Hua with a slip": Equal(X - (X.I + (Y.I + X).I).I, X * Y * X),
    "Woodbury with a slip": Equal((X + U * V).I, X.I - X.I * U * (J + V * U).I * V * X.I),
    "resolvents with a slip": Equal(
        (A + alpha * I).I - (A + beta * I).I, (beta - alpha) * (A + beta * I).I * (A + beta * I).I
    ),
    "true for numbers only": Equal((X * Y).I, X.I * Y.I),
    "true for symmetric matrices only": Equal((X + X.T).I * X, half * I),
    "true of size one only, transposed": Equal(v.T * X * w, v.T * X.T * w),
    "true of size two only (Hall)": Equal(commutator(commutator(X, Y) ** 2, Z), 0 * X),
    "true of size one only, symmetric": Equal(commutator(A, B) * A, A * commutator(A, B)),
    "a projection is not the identity": Equal(U * (U.T * U).I * U.T, I),
    "gradient without a factor": Gradient(x.T * (A + B).I * x, x, (A + B).I * x),
    "definite, and still not commutative": Equal(P.I * A * P, A),
    "numbers": Equal((1 - t) / t * X, X / t - t * X),
}


def with_evidence(outcome: RationalOutcome) -> None:
    """The checker accepts the evidence, also after a journey through JSON."""
    assert outcome.status is Rationality.PROVED, outcome.reason
    assert outcome.source is not None
    check_rational(kernel.Document(outcome.source), json.loads(json.dumps(outcome.evidence)))


def with_counterexample(outcome: RationalOutcome) -> kernel.Refutation:
    """The kernel accepts the values."""
    assert outcome.status is Rationality.REFUTED, outcome.reason
    assert outcome.source is not None
    assert outcome.counterexample is not None
    letters = [letter for letter in outcome.source["letters"] if not letter["name"].startswith("@")]
    found = kernel.check(refutation_certificate({**outcome.source, "letters": letters}, outcome.counterexample))
    assert isinstance(found, kernel.Refutation)
    return found


@pytest.mark.parametrize("claim", TRUE.values(), ids=TRUE)
def test_true_identities_are_proved(claim):
    with_evidence(decided(claim))


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_false_identities_are_refuted(claim):
    with_counterexample(decided(claim))


@pytest.mark.parametrize(("name", "size"), [("not commutative", 2), ("true of size two only (Hall)", 3)])
def test_counterexamples_have_the_smallest_size(name, size):
    assert dict(with_counterexample(decided(FALSE[name])).dimensions)["n"] == size


def test_random_pairs_that_agree_are_proved():
    for asked in pairs("agree", PAIRS, equal=True):
        with_evidence(decide_rational(asked))


def test_random_pairs_that_differ_are_refuted():
    for asked in pairs("differ", PAIRS, equal=False):
        with_counterexample(decide_rational(asked))


def test_dimensions_that_inverses_force_to_be_equal():
    first, second = tree.Name(("n", "k"), "C"), tree.Name(("k", "n"), "D")
    around = tree.multiply(second, tree.multiply(tree.invert(tree.multiply(first, second)), first))
    other = tree.invert(tree.multiply(second, first))
    letters = (Declared("C", ("n", "k")), Declared("D", ("k", "n")))
    claim = Relation("equal", tree.multiply(around, other), other)
    with_evidence(decide_rational(Question(letters, (), (), claim)))
    claim = Relation("equal", around, tree.Identity(("k", "k")))
    with_counterexample(decide_rational(Question(letters, (), (), claim)))


def test_definitions_are_unfolded():
    S = symmetric("S")
    where = (Definition(S, A + B),)
    with_evidence(decided(Equal(A * S.I * B, A - A * S.I * A), where))
    with_counterexample(decided(Equal(A * S.I * B, A + A * S.I * A), where))


def test_total_loss_after_eight_steps():
    asked = question(Statement(total_loss(8)))
    with_evidence(decide_rational(asked, Limits(seconds=30)))


NOT_APPLICABLE = {
    "an inequality": (AtLeast(P, 0 * P), ()),
    "a product of forms": (Equal((v.T * v) * (w.T * X * w), (w.T * w) * (v.T * X * v)), ()),
    "an inverted form": (Equal((v.T * v).I * X, X), ()),
    "it needs its hypothesis": (Equal(X * Y, Y * X), (Equal(X, Y * Y),)),
    "an inverse that exists nowhere": (Equal((X * (Y * X).I - Y.I).I, X), ()),
}


@pytest.mark.parametrize(("claim", "hypotheses"), NOT_APPLICABLE.values(), ids=NOT_APPLICABLE)
def test_other_statements_are_left_to_others(claim, hypotheses):
    outcome = decided(claim, hypotheses=hypotheses)
    assert outcome.status is Rationality.NOT_APPLICABLE
    assert outcome.reason


def test_a_hypothesis_that_is_not_needed_does_no_harm():
    with_evidence(decided(Equal(Y * (X * Y).I * X, I), hypotheses=(Equal(X * Y, Y * X),)))


def test_time_runs_out():
    outcome = decide_rational(question(Statement(total_loss(8))), Limits(seconds=0.0))
    assert outcome.status is Rationality.OUT_OF_TIME
    assert "0.0 seconds" in outcome.reason


def test_the_first_unknown_is_the_expression():
    """The equations at random matrices, solved, give what the kernel's polynomials give."""
    for asked in pairs("equations", 20, equal=False):
        outcome = decide_rational(asked)
        assert outcome.source is not None
        decision = _Decision(outcome.source, time.monotonic() + 60)
        generator = random.Random(str(asked.claim.lhs.shape))
        sizes = [generator.randrange(1, 3) for _ in decision.dimensions]
        equations = decision.equations(sizes, FIRST)
        if equations is not None:
            assert first_unknown(equations, decision) == evaluated(equations, decision)


def first_unknown(equations: Equations, decision: _Decision) -> list[list[int]]:
    """Return u0, column by column."""
    goal, sizes = decision.document.goal(), equations.values.sizes
    rows, columns = (sizes[d] for d in goal.shape)
    found = []
    for column in range(columns):
        right = {equations.offsets[i] + column: value for i, value in equations.right.items()}
        solution = equations.solve(right)
        found.append([solution.get(row, 0) for row in range(rows)])
    return [list(row) for row in zip(*found, strict=True)]


def evaluated(equations: Equations, decision: _Decision) -> list[list[int]]:
    """Evaluate the goal modulo the prime; 1x1 words count half, and half as their transposes."""
    p, values = equations.modulus, equations.values
    alphabet, goal = decision.document.alphabet, decision.document.goal()

    def times(a, b):
        return [[sum(i * j for i, j in zip(row, column, strict=True)) % p for column in zip(*b, strict=True)] for row in a]

    def letter(spelling, known):
        if spelling not in known:
            defined = alphabet.letters[spelling.removesuffix("'")].definition
            if defined is None:
                known[spelling] = values.matrices.get(spelling) or [[values.numbers[spelling]]]
            else:
                body = value(alphabet.transpose(defined) if spelling.endswith("'") else defined, known)
                inverted = alphabet.letters[spelling.removesuffix("'")].inverse_of
                known[spelling] = modular_inverse(body, p) if inverted else body
        return known[spelling]

    def value(polynomial, known):
        rows, cols = (values.sizes[d] for d in polynomial.shape)
        total = [[0] * cols for _ in range(rows)]
        for (scalars, word), coefficient in polynomial.terms:
            factor = coefficient.numerator * pow(coefficient.denominator, -1, p)
            product = [[int(i == j) for j in range(cols)] for i in range(rows)] if not word else None
            for spelling in word:
                matrix_of = letter(spelling, known)
                product = matrix_of if product is None else times(product, matrix_of)
            for scalar in scalars:
                if len(scalar) == 1:
                    factor *= letter(scalar[0], known)[0][0]
                else:
                    both = []
                    for spelled in (scalar, alphabet.flipped(scalar)):
                        form = letter(spelled[0], known)
                        for spelling in spelled[1:]:
                            form = times(form, letter(spelling, known))
                        both.append(form[0][0])
                    factor *= sum(both) * pow(2, -1, p)
            assert product is not None
            total = [
                [(s + factor * q) % p for s, q in zip(old, new, strict=True)]
                for old, new in zip(total, product, strict=True)
            ]
        return total

    return value(goal, {})


def modular_inverse(a, p):
    size = len(a)
    rows = [[*row, *(int(i == j) for j in range(size))] for i, row in enumerate(a)]
    for i in range(size):
        pivot = next(k for k in range(i, size) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = pow(rows[i][i], -1, p)
        rows[i] = [entry * scale % p for entry in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                rows[k] = [(e - rows[k][i] * f) % p for e, f in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


def test_solutions_fill_what_images_give():
    """At the point, the spaces that were closed have one size: nothing was lost, nothing is too much."""
    for asked in pairs("spaces", 20, equal=True):
        outcome = decide_rational(asked)
        assert outcome.source is not None
        decision = _Decision(outcome.source, time.monotonic() + 60)
        sizes = tuple(1 for _ in decision.dimensions)
        equations = decision.equations(sizes, FIRST)
        if equations is not None:
            spaces = Closing(equations, time.monotonic() + 60).reached()
            assert decision.balance(spaces, sizes) == 0


def test_the_same_bytes_under_every_hash_seed():
    script = (
        "import json\n"
        "from random_identities import pairs\n"
        "from symmaml.proof.rational import decide_rational\n"
        "for equal in (True, False):\n"
        "    for asked in pairs('bytes', 10, equal):\n"
        "        found = decide_rational(asked)\n"
        "        print(json.dumps([found.source, found.evidence, found.counterexample]))\n"
    )
    root = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
