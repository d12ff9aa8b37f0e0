"""SymPy expressions become kernel polynomials and back, without a change of meaning."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings, strategies as st

from symmaml import kernel
from symmaml.errors import InvalidStatement
from symmaml.notation import matrix, scalar, symmetric, vector
from symmaml.proof.statements.formal import formal
from symmaml.proof.statements.question import question
from symmaml.proof.statements.translate import from_sympy, to_sympy
from symmaml.statement import Equal, Statement

A, B = symmetric("A B")
M = matrix("M")
X = matrix("X", rows="m", cols="n")
v, w = vector("v w")
alpha, beta = scalar("alpha beta")
I = sympy.Identity(A.shape[0])
LETTERS = {letter.name: letter for letter in (A, B, M, X, v, w, alpha, beta)}

SQUARE = st.recursive(
    st.sampled_from([A, B, M, M.T, I, v * w.T, X.T * X]),
    lambda inner: st.one_of(
        st.builds(lambda x, y: x + y, inner, inner),
        st.builds(lambda x, y: x * y, inner, inner),
        st.builds(lambda c, x: c * x, st.sampled_from([alpha, beta, sympy.Rational(-3, 2), alpha * beta]), inner),
        st.builds(lambda x: x.T, inner),
    ),
    max_leaves=6,
)
NUMBERS = st.builds(lambda x, a, b: a.T * x * b, SQUARE, st.sampled_from([v, w]), st.sampled_from([v, w]))


def polynomial_of(expression):
    """Translate by the judge's own way: the left side of a statement."""
    source = formal(question(Statement(Equal(expression, expression))))
    document = kernel.Document(source)
    return document.alphabet, document.claim.lhs


def explicit(expression, values):
    """Evaluate by SymPy's explicit matrices, which know nothing of our polynomials."""
    replaced = expression.subs({LETTERS[name]: value for name, value in values.items()})
    replaced = replaced.subs({sympy.Symbol("n", integer=True, positive=True): 2}).doit()
    return sympy.Matrix(replaced.as_explicit() if hasattr(replaced, "as_explicit") else replaced)


ENTRIES = st.lists(st.integers(-3, 3), min_size=16, max_size=16)


@settings(max_examples=60, deadline=None)
@given(st.one_of(SQUARE, NUMBERS), ENTRIES)
def test_translation_agrees_with_explicit_matrices(expression, entries):
    a, b, m, x = (sympy.Matrix(2, 2, entries[4 * i : 4 * i + 4]) for i in range(4))
    values = {"A": a + a.T, "B": b + b.T, "M": m, "X": x, "v": a[:, 0], "w": b[:, 1]}
    scalars = {"alpha": sympy.Rational(entries[0], 2), "beta": sympy.Rational(entries[5], 3)}
    expected = explicit(expression, {**values, **scalars})
    alphabet, polynomial = polynomial_of(expression)
    exact = {
        name: tuple(tuple(Fraction(int(e)) for e in value.row(i)) for i in range(value.rows))
        for name, value in values.items()
    }
    exact |= {name: ((Fraction(int(value.p), int(value.q)),),) for name, value in scalars.items()}
    found = kernel.evaluate(alphabet, polynomial, {"1": 1, "n": 2, "m": 2}, exact)
    assert [[Fraction(int(e.p), int(e.q)) for e in expected.row(i)] for i in range(expected.rows)] == [
        list(r) for r in found
    ]


@settings(max_examples=60, deadline=None)
@given(st.one_of(SQUARE, NUMBERS))
def test_round_trip_through_sympy(expression):
    _, polynomial = polynomial_of(expression)
    back = to_sympy(polynomial, LETTERS)
    _, again = polynomial_of(back)
    assert kernel.show(again) == kernel.show(polynomial)
    assert again.shape == polynomial.shape


def test_numbers_commute_but_matrices_do_not():
    _, one_way = polynomial_of((v.T * w) * v)
    _, other_way = polynomial_of(v * (w.T * v))
    assert one_way.terms == other_way.terms
    assert polynomial_of(A * B)[1].terms != polynomial_of(B * A)[1].terms


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (0.5 * A, "Float 0.5 is not exact: write a quotient"),
        (sympy.sin(alpha) * A, "sin"),
        (sympy.Trace(A) * A, "Trace"),
        (sympy.Determinant(A) * A, "Determinant"),
        (sympy.MatPow(A, sympy.Symbol("k")), "exponent k"),
        (sympy.MatPow(A, sympy.Rational(1, 2)), "exponent 1/2"),
        (sympy.MatPow(A, 1000), "exponent 1000"),
        (sympy.MatrixSymbol("C", 3, 3), "dimension 3"),
        (sympy.HadamardProduct(A, B), "HadamardProduct"),
        ("A*B", "no SymPy expression"),
        (True, "no SymPy expression"),
    ],
    ids=str,
)
def test_refused_by_name(expression, message):
    with pytest.raises(InvalidStatement, match=message):
        from_sympy(expression)
