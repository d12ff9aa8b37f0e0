"""Rational identities: the true ones are proved for all matrices, the false ones refuted by exact values."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from random_identities import pairs

from symmaml import kernel
from symmaml.kernel import check_rational, primitive
from symmaml.proof.certificate import refutation_certificate
from symmaml.proof.equality.rewriting import Limits
from symmaml.proof.rational.linear_representation import Closing, Equations
from symmaml.proof.rational.procedure import FIRST, Rationality, RationalOutcome, _Decision, decide_rational
from symmaml.proof.statements.formal import formal
from symmaml.proof.statements.question import Question
from symmaml.proof.statements.statement_file import read_question

SYMBOLS = {
    **{name: {"kind": "matrix", "shape": ["n", "n"]} for name in "XYZ"},
    **{name: {"kind": "matrix", "shape": ["n", "n"], "symmetric": True} for name in "ABS"},
    "P": {"kind": "matrix", "shape": ["n", "n"], "positive_definite": True},
    "R": {"kind": "matrix", "shape": ["k", "k"], "positive_definite": True},
    "U": {"kind": "matrix", "shape": ["n", "k"]},
    "V": {"kind": "matrix", "shape": ["k", "n"]},
    "W": {"kind": "matrix", "shape": ["n", "m"]},
    "K": {"kind": "matrix", "shape": ["n", "k"]},
    **{name: {"kind": "vector", "shape": ["n", "1"]} for name in "vwx"},
    **{name: {"kind": "scalar", "shape": []} for name in ("alpha", "beta", "t")},
}
PAIRS = int(os.environ.get("SYMMAML_RANDOM_PAIRS", "100"))  # of each kind; the full run has 1000

TRUE = {
    "true for matrices, not in every ring": ("Y*Inverse(X*Y)*X", "Identity(n)"),
    "and in the middle of a word": ("X*Inverse(Z*X)*Z*Y", "Y*X*Inverse(Z*X)*Z"),
    "Hua": ("X - Inverse(X.I + Inverse(Y.I - X))", "X*Y*X"),
    "Woodbury": ("Inverse(X + U*V)", "X.I - X.I*U*Inverse(Identity(k) + V*X.I*U)*V*X.I"),
    "push-through": ("Inverse(Identity(n) + U*V)*U", "U*Inverse(Identity(k) + V*U)"),
    "parallel sums commute": ("X*Inverse(X + Y)*Y", "Y*Inverse(X + Y)*X"),
    "parallel sums associate": (
        "X*Inverse(X + Y)*Y*Inverse(X*Inverse(X + Y)*Y + Z)*Z",
        "X*Inverse(X + Y*Inverse(Y + Z)*Z)*Y*Inverse(Y + Z)*Z",
    ),
    "inverses add in parallel": ("Inverse(X*Inverse(X + Y)*Y)", "X.I + Y.I"),
    "projections": ("(U*Inverse(U.T*U)*U.T)**2", "U*Inverse(U.T*U)*U.T"),
    "nested to depth four": (
        "Inverse(X + Inverse(Y + Inverse(X + Inverse(Y + Z))))",
        "X.I - X.I*Inverse(X.I + Y + Inverse(X + Inverse(Y + Z)))*X.I",
    ),
    "resolvents": (
        "Inverse(A + alpha*Identity(n)) - Inverse(A + beta*Identity(n))",
        "(beta - alpha)*Inverse(A + alpha*Identity(n))*Inverse(A + beta*Identity(n))",
    ),
    "a proximal step is a resolvent": ("Identity(n) - A*Inverse(A + t*Identity(n))", "t*Inverse(A + t*Identity(n))"),
    "convex combinations": (
        "(1 - t)*Inverse((1 - t)*X + t*Y)*X",
        "Identity(n) - t*Inverse((1 - t)*X + t*Y)*Y",
    ),
    "numbers under fractions": ("X/t + Y/(1 + t)", "((1 + t)*X + t*Y)/(t*(1 + t))"),
    "three numbers": (
        "Inverse(alpha*X + beta*Y)/t - Y.I/(t*beta)",
        "-alpha*Inverse(alpha*X + beta*Y)*X*Y.I/(beta*t)",
    ),
    "no scalar point": ("Inverse(X*Y - Y*X)", "Y.I*Inverse(X - Y*X*Y.I)"),
    "no point of size two": (
        "Inverse((X*Y - Y*X)**2*Z - Z*(X*Y - Y*X)**2)*X",
        "Inverse(X.I*((X*Y - Y*X)**2*Z - Z*(X*Y - Y*X)**2))",
    ),
    "transposed inverses": ("Inverse(X*X.T + Y).T*X", "X*Inverse(X.T*X + X.I*Y.T*X)"),
    "an inverse of a difference": ("Inverse(A - X.T).T", "Inverse(A - X)"),
    "vectors": ("Inverse(Identity(n) + X*Y)*X*v - w", "X*Inverse(Identity(n) + Y*X)*v - w"),
    "dyads": ("Y*Inverse(X*Y)*X*v*w.T*Z", "v*w.T*Inverse(Inverse(Z))"),
    "a form and its transpose": ("v.T*X*Inverse(X + Y)*w", "w.T*v - w.T*Inverse(X.T + Y.T)*Y.T*v"),
    "a form for matrices": ("v.T*Y*Inverse(X*Y)*X*v", "v.T*v"),
    "dimensions that inverses force to be equal": ("V*Inverse(U*V)*U*Inverse(V*U)", "Inverse(V*U)"),
    "such dimensions, though the inverse cancels": ("V*Inverse(U*V)*U + Inverse(V*U)", "Identity(k) + Inverse(V*U)"),
}

FALSE = {
    "only for square matrices": ("V*Inverse(U*V)*U", "Identity(k)"),
    "not commutative": ("X*Y", "Y*X"),
    "Hua with a slip": ("X - Inverse(X.I + Inverse(Y.I + X))", "X*Y*X"),
    "Woodbury with a slip": ("Inverse(X + U*V)", "X.I - X.I*U*Inverse(Identity(k) + V*U)*V*X.I"),
    "resolvents with a slip": (
        "Inverse(A + alpha*Identity(n)) - Inverse(A + beta*Identity(n))",
        "(beta - alpha)*Inverse(A + beta*Identity(n))*Inverse(A + beta*Identity(n))",
    ),
    "true for numbers only": ("Inverse(X*Y)", "X.I*Y.I"),
    "true for symmetric matrices only": ("Inverse(X + X.T)*X", "Identity(n)/2"),
    "a form and its transpose": ("v.T*X*w", "v.T*X.T*w"),
    "true of size two only (Hall)": ("(X*Y - Y*X)**2*Z", "Z*(X*Y - Y*X)**2"),
    "true of size one only": ("(A*B - B*A)*S", "S*(A*B - B*A)"),
    "a projection is not the identity": ("U*Inverse(U.T*U)*U.T", "Identity(n)"),
    "definite, and still not commutative": ("P.I*A*P", "A"),
    "numbers": ("(1 - t)/t*X", "X/t - t*X"),
    "three dimensions": ("Inverse(Identity(n) + U*V + W*W.T)", "Identity(n) - U*Inverse(Identity(k) + V*U)*V - W*W.T"),
}

JOSEPH = "(Identity(n) - K*V)*P*(Identity(n) - K*V).T + K*R*K.T", "(Identity(n) - K*V)*P"
GAIN = "K = P*V.T*Inverse(V*P*V.T + R)"

GRADIENTS = {
    "through an inverse": (True, "x.T*Inverse(A + B)*x", "2*Inverse(A + B)*x"),
    "without a factor": (False, "x.T*Inverse(A + B)*x", "Inverse(A + B)*x"),
    "of a general form": (True, "x.T*Inverse(X*Y)*x/2", "(Inverse(X*Y) + X.I.T*Y.I.T)*x/2"),
    "of a half of it": (False, "x.T*Inverse(X*Y)*x/2", "Inverse(X*Y)*x"),
    "through a substitution": (
        True,
        "(x - alpha*A*(x - v) - w).T*B*(x - alpha*A*(x - v) - w)/2",
        "(Identity(n) - alpha*A)*B*(x - alpha*A*(x - v) - w)",
    ),
    "of first order": (
        False,
        "(x - alpha*A*(x - v) - w).T*B*(x - alpha*A*(x - v) - w)/2",
        "B*(x - alpha*A*(x - v) - w)",
    ),
}


def asked(lhs: str, rhs: str, *hypotheses: str, relation: str = "eq", wrt: str | None = None) -> Question:
    statement = {"id": "test", "relation": relation, "lhs": lhs, "rhs": rhs, "hypotheses": list(hypotheses)}
    used = set(re.findall(r"[A-Za-z]+", " ".join((lhs, rhs, wrt or "", *hypotheses))))
    symbols = {name: record for name, record in SYMBOLS.items() if name in used}
    return read_question({**statement, "symbols": symbols, **({"wrt": wrt} if wrt else {})})


def total_loss(steps: int) -> Question:
    """The minimal total loss of two quadratic tasks is half a parallel sum of attenuated curvatures."""
    one, two = (f"((Identity(n) - alpha*{H})**{steps}*{H}*(Identity(n) - alpha*{H})**{steps})" for H in "AB")
    theta = f"(Inverse({one} + {two})*({one}*v + {two}*w))"
    losses = " + ".join(f"({theta} - {c}).T*{H}*({theta} - {c})/2" for H, c in ((one, "v"), (two, "w")))
    return asked(losses, f"(w - v).T*{one}*Inverse({one} + {two})*{two}*(w - v)/2")


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


@pytest.mark.parametrize("sides", TRUE.values(), ids=TRUE)
def test_true_identities_are_proved(sides):
    with_evidence(decide_rational(asked(*sides)))


@pytest.mark.parametrize("sides", FALSE.values(), ids=FALSE)
def test_false_identities_are_refuted(sides):
    with_counterexample(decide_rational(asked(*sides)))


@pytest.mark.parametrize(("holds", "function", "gradient"), GRADIENTS.values(), ids=GRADIENTS)
def test_gradients(holds, function, gradient):
    outcome = decide_rational(asked(function, gradient, relation="gradient", wrt="x"))
    with_evidence(outcome) if holds else with_counterexample(outcome)


def test_definitions_are_unfolded():
    with_evidence(decide_rational(asked(*JOSEPH, GAIN)))
    with_counterexample(decide_rational(asked(*JOSEPH, GAIN.replace("+ R", "- R"))))
    with_evidence(decide_rational(asked("A*S.I*B", "A - A*S.I*A", "A + B = S")))


@pytest.mark.parametrize("steps", [1, 2, 3, 8])
def test_total_loss(steps):
    with_evidence(decide_rational(total_loss(steps), Limits(seconds=30)))


@pytest.mark.parametrize(("name", "size"), [("not commutative", 2), ("true of size two only (Hall)", 3)])
def test_counterexamples_have_the_smallest_size(name, size):
    found = with_counterexample(decide_rational(asked(*FALSE[name])))
    assert found.dimensions["n"] == size


def test_random_pairs_that_agree_are_proved():
    for question in pairs("agree", PAIRS, equal=True):
        with_evidence(decide_rational(question))


def test_random_pairs_that_differ_are_refuted():
    for question in pairs("differ", PAIRS, equal=False):
        with_counterexample(decide_rational(question))


NOT_APPLICABLE = {
    "an inequality": asked("P", "ZeroMatrix(n, n)", relation="psd"),
    "a product of forms": asked("(v.T*v)*(w.T*X*w)", "(w.T*w)*(v.T*X*v)"),
    "an inverted form": asked("X/(v.T*v)", "X"),
    "it needs its hypothesis": asked("X*Y", "Y*X", "X*X = X*Y"),
    "an inverse that exists nowhere": asked("Inverse(X*Inverse(Y*X) - Y.I)", "X"),
}


@pytest.mark.parametrize("question", NOT_APPLICABLE.values(), ids=NOT_APPLICABLE)
def test_other_statements_are_left_to_others(question):
    outcome = decide_rational(question)
    assert outcome.status is Rationality.NOT_APPLICABLE
    assert outcome.reason


def test_signs_hold_at_counterexamples():
    found = with_counterexample(decide_rational(asked("t*X*Y", "t*Y*X", "t - 2 > 0", "t != 3")))
    assert found.values["t"][0][0] > 2


def test_a_hypothesis_that_is_not_needed_does_no_harm():
    with_evidence(decide_rational(asked("Y*Inverse(X*Y)*X", "Identity(n)", "X*X = X*Y")))


def test_time_runs_out():
    outcome = decide_rational(total_loss(8), Limits(seconds=0.0))
    assert outcome.status is Rationality.OUT_OF_TIME
    assert "0.0 seconds" in outcome.reason


def test_the_first_unknown_is_the_expression():
    """The equations at random matrices, solved, give what the kernel's polynomials give."""
    questions = [asked(*sides) for sides in FALSE.values()]
    questions += [asked(f, g, relation="gradient", wrt="x") for holds, f, g in GRADIENTS.values() if not holds]
    questions += [asked(*JOSEPH, GAIN.replace("+ R", "- R")), *pairs("equations", 30, equal=False)]
    generator = random.Random("equations")
    compared = 0
    for question in questions:
        decision = _Decision(formal(question), time.monotonic() + 60)
        sizes = [generator.randrange(1, 3) for _ in decision.dimensions]
        equations = decision.equations(sizes, FIRST)
        if equations is not None:
            assert first_unknown(equations, decision) == evaluated(equations, decision)
            compared += 1
    assert compared > 30


def first_unknown(equations: Equations, decision: _Decision) -> list[list[int]]:
    """Return u0, column by column, times the factor that was left out of the equations."""
    goal, sizes = decision.document.goal(), equations.values.sizes
    rows, columns = (sizes[d] for d in goal.shape)
    content, numbers, _ = primitive(decision.pencil.opened(goal))
    factor = content.numerator * pow(content.denominator, -1, equations.modulus)
    for name in numbers:
        factor *= equations.values.numbers.get(name, 1)
    found = []
    for column in range(columns):
        right = {equations.offsets[i] + column: value for i, value in equations.right.items()}
        solution = equations.solve(right)
        found.append([factor * solution.get(row, 0) % equations.modulus for row in range(rows)])
    return [list(row) for row in zip(*found, strict=True)]


def evaluated(equations: Equations, decision: _Decision) -> list[list[int]]:
    """Evaluate the goal modulo the prime; 1x1 words count half, and half as their transposes."""
    p, values = equations.modulus, equations.values
    alphabet, goal = decision.document.alphabet, decision.document.goal()

    def times(a, b):
        return [
            [sum(i * j for i, j in zip(row, column, strict=True)) % p for column in zip(*b, strict=True)] for row in a
        ]

    def letter(spelling, known):
        if spelling not in known:
            name = spelling.removesuffix("'")
            defined = decision.bodies.get(name) or alphabet.letters[name].definition
            if defined is None:
                known[spelling] = values.matrices.get(spelling) or [[values.numbers.get(spelling, 1)]]
            else:
                body = value(alphabet.transpose(defined) if spelling.endswith("'") else defined, known)
                inverted = alphabet.letters[name].inverse_of
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
    for question in pairs("spaces", 20, equal=True):
        outcome = decide_rational(question)
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
        "from symmaml.proof.rational.procedure import decide_rational\n"
        "for equal in (True, False):\n"
        "    for asked in pairs('bytes', 4, equal):\n"
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
        for seed in ("0", "1")
    }
    assert len(outputs) == 1
