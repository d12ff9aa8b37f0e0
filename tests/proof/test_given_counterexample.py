"""Counterexamples given by hand: read exactly, checked by the kernel, refused by name."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

import symmaml as sm
from symmaml import kernel
from symmaml.errors import InvalidStatement, NotRefuted

A, B = sm.symmetric("A B", definite="positive")
S = sm.symmetric("S")
M = sm.matrix("M", rows="m", cols="n")
x, y = sm.vector("x y")
alpha = sm.scalar("alpha", positive=True)
beta = sm.scalar("beta")
COMMUTE = sm.Equal(A * B, B * A)
TWO = {A: [[2, 0], [0, 1]], B: [[2, 1], [1, 2]]}


def test_values_are_checked_by_the_kernel():
    verdict = sm.refute(COMMUTE, at=TWO)
    assert verdict.status is sm.Status.REFUTED
    assert isinstance(kernel.check(verdict.counterexample.certificate), kernel.Refutation)
    assert verdict.counterexample.certificate == verdict.certificate
    assert verdict.counterexample.dimensions == {"n": 2}


@pytest.mark.parametrize(
    "value",
    [
        [["1/2", 0], [0, 2]],
        ((Fraction(1, 2), 0), (0, 2)),
        sympy.Matrix([[sympy.Rational(1, 2), 0], [0, 2]]),
        [[sympy.Rational(1, 2), np.int64(0)], [0, 2]],
    ],
)
def test_every_exact_spelling_is_read(value):
    found = sm.refute(COMMUTE, at={"A": value, B: [[2, 1], [1, 2]]}).counterexample
    assert found.values["A"] == ((Fraction(1, 2), 0), (0, 2))


def test_shapes_follow_from_the_values():
    found = sm.refute(sm.Equal(M * x, 0), at={M: [[1, 2, 3], [0, 0, 1]], x: [1, 0, 0]}).counterexample
    assert found.dimensions == {"m": 2, "n": 3}
    assert sm.refute(sm.Equal(x.T * x, beta), at={x: 1, beta: "1/3"}).counterexample.lhs == ((1,),)


def test_definitions_are_computed():
    where = [sm.Definition(S, A + alpha * B)]
    found = sm.refute(sm.Equal(S, A), where=where, at={**TWO, alpha: "1/10"}).counterexample
    assert found.values["S"] == ((Fraction(11, 5), Fraction(1, 10)), (Fraction(1, 10), Fraction(6, 5)))
    assert found.as_numpy()["S"][0, 0] == 2.2


def test_the_direction_of_an_inequality_is_found_or_given():
    claim = sm.AtLeast(A, B)
    values = {A: [[1, 0], [0, 1]], B: [[1, 0], [0, 3]]}
    found = sm.refute(claim, at=values).counterexample
    assert found.witness == ((0,), (1,))
    assert sm.refute(claim, at=values, direction=["1/2", -1]).counterexample.witness == ((Fraction(1, 2),), (-1,))
    with pytest.raises(NotRefuted, match="the claim holds") as caught:
        sm.refute(claim, at=values, direction=[1, 0])
    assert caught.value.rule == "counterexample"


def test_a_gap_that_is_not_symmetric_needs_no_direction():
    assert sm.refute(sm.AtLeast(A * B, 0), at=TWO).counterexample.witness is None


def test_a_gradient_is_refuted():
    verdict = sm.refute(sm.Gradient(x.T * A * x, x, A * x), at={A: 1, x: 1})
    assert verdict.counterexample.lhs == ((2,),)


def test_arrays_and_text_agree_with_the_exact_values():
    found = sm.refute(sm.AtLeast(alpha * B, A), at={**TWO, alpha: "1/3"}).counterexample
    arrays = found.as_numpy()
    assert arrays["alpha"] == 1 / 3
    assert arrays["A"].dtype == float
    pasted = {}
    exec(found.as_text(), pasted)
    assert {name: np.array_equal(pasted[name], array) for name, array in arrays.items()} == dict.fromkeys(arrays, True)
    assert found.as_text().endswith("# direction: [[1], [0]]\n")
    assert np.linalg.eigvalsh(pasted["alpha"] * pasted["B"] - pasted["A"])[0] < 0


def test_inverses_without_a_letter_are_no_arrays():
    found = sm.refute(sm.Equal((A + B).I, A.I + B.I), at={A: 1, B: 1}).counterexample
    assert set(found.as_numpy()) == {"A", "B"}


NOT_EVEN = {**TWO, B: TWO[A]}
WRONG = {
    "the claim holds": (COMMUTE, (), NOT_EVEN, "the claim holds at these values"),
    "a sign of a letter": (
        COMMUTE,
        (),
        {**TWO, A: [[0, 0], [0, 1]]},
        "the value of A is not symmetric, or not positive",
    ),
    "a symmetry": (COMMUTE, (), {**TWO, A: [[1, 1], [0, 1]]}, "the value of A is not symmetric"),
    "a hypothesis": (COMMUTE, (sm.Equal(A, B),), TWO, "these values are no counterexample: hypothesis 1 does not hold"),
    "a named hypothesis": (COMMUTE, (sm.Named("B is small", sm.AtLeast(A, B)),), TWO, r"\(B is small\)"),
    "an inverse": (sm.Equal((A - B).I, A), (), {A: 1, B: 1}, "singular"),
    "an inequality that holds": (sm.AtLeast(A + B, A), (), TWO, "the claim holds"),
}


@pytest.mark.parametrize(("claim", "hypotheses", "values", "message"), WRONG.values(), ids=WRONG)
def test_values_that_refute_nothing_are_refused_by_the_kernel(claim, hypotheses, values, message):
    with pytest.raises(NotRefuted, match=message) as caught:
        sm.refute(claim, hypotheses, at=values)
    assert caught.value.rule == "counterexample"


DEFINED = [sm.Definition(S, A + B)]
UNREADABLE = {
    "a float": ({**TWO, A: 0.5}, (), "0.5 is no exact number"),
    "an array of floats": ({**TWO, A: np.eye(2)}, (), "1.0 is no exact number"),
    "a truth value": ({**TWO, A: True}, (), "True is no exact number"),
    "a float in words": ({**TWO, A: "0.5"}, (), "'0.5' is no exact number"),
    "over zero": ({**TWO, A: "1/0"}, (), "'1/0' is no exact number"),
    "ragged rows": ({**TWO, A: [[1, 0], [0]]}, (), "no matrix"),
    "no rows": ({**TWO, A: []}, (), "no matrix"),
    "other sizes": ({**TWO, A: 1}, (), "B has size 2 where 1 was expected"),
    "not square": ({**TWO, A: [[1, 0]]}, (), "A has size 2 where 1 was expected"),
    "a letter too many": ({**TWO, x: 1}, (), "x is no letter of the statement; its letters are A, B"),
    "a letter too few": ({A: 1}, (), "no value is given for B"),
    "a value of what is defined": ({**TWO, S: 1}, DEFINED, "S is defined"),
}


@pytest.mark.parametrize(("values", "where", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_values_that_cannot_be_read_are_named(values, where, message):
    claim = sm.Equal(S * A, B * S) if where else COMMUTE
    with pytest.raises(InvalidStatement, match=message):
        sm.refute(claim, where=where, at=values)


def test_a_statement_carries_its_own_hypotheses():
    with pytest.raises(InvalidStatement, match="its own hypotheses"):
        sm.refute(sm.Statement(COMMUTE), [sm.Equal(A, B)], at=TWO)


@pytest.mark.parametrize("hypothesis", ["A is positive", sm.Gradient(x.T * x, x, 2 * x), sm.Statement(COMMUTE)])
def test_a_hypothesis_of_no_known_form_is_named(hypothesis):
    with pytest.raises(InvalidStatement, match="hypothesis 2 is not of a known form"):
        sm.decide(COMMUTE, [sm.Equal(A, B), hypothesis])


def test_a_name_changes_nothing_that_the_kernel_sees():
    plain = sm.prove(COMMUTE, [sm.Equal(A, B)])
    named = sm.prove(COMMUTE, [sm.Named("they are equal", sm.Equal(A, B))])
    assert named.certificate == plain.certificate


@pytest.mark.parametrize(("words", "relation"), [("", sm.Equal(A, B)), ("words", "words"), (3, sm.Equal(A, B))])
def test_a_name_names_a_relation(words, relation):
    with pytest.raises(InvalidStatement):
        sm.Named(words, relation)
