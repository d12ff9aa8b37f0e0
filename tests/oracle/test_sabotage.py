"""Sabotage: every small slip in every formula turns its report to refuted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
import sympy
from oracle.mutations import mutants, mutations
from oracle.numbers_of import numpy_function
from oracle.records import general, post, problems

import symmaml as sm
from symmaml.notation import matrix, symmetric, vector
from symmaml.oracle.compare import Outcome, crosscheck

RESULTS = post()
INSTANCES = 9  # one of every regime
A, B, M, x, y = symmetric("A"), symmetric("B"), matrix("M"), vector("x"), vector("y")


@pytest.mark.parametrize("name", RESULTS)
def test_every_slip_is_refuted(name: str) -> None:
    wrong = list(mutants(RESULTS[name]))
    assert {"coefficient", "sign", "swapped letter", "dropped factor"} <= {kind.split(" in ")[0] for kind, _ in wrong}
    assert len(wrong) >= 20
    for kind, mutant in wrong:
        report = crosscheck(mutant, function=numpy_function(mutant), instances=INSTANCES)
        assert report.verdict is Outcome.REFUTED, f"{kind}: {mutant.expression} with {mutant.where}: {report}"


def test_a_transposed_factor_is_refuted() -> None:
    formula = general(problems()["matrix step"])["gradient"]
    wrong = [mutant for kind, mutant in mutants(formula) if kind.startswith("transposed")]
    assert len(wrong) >= 4
    for mutant in wrong:
        report = crosscheck(mutant, function=numpy_function(mutant), instances=INSTANCES)
        assert report.verdict is Outcome.REFUTED, f"{mutant.expression}: {report}"


def test_mutants_that_equal_the_original_are_left_out() -> None:
    """A A^-1 commutes, and a square does not feel a sign; A B does not commute."""
    form = sympy.MatMul(sympy.Transpose(x - y), A, x - y)
    assert not any(mutation.expression == form.subs(x, -x) for mutation in mutations(form))
    kinds = Counter(mutation.kind for mutation in mutations(sympy.MatMul(A, A.I, B, evaluate=False)))
    assert kinds["exchanged factors"] == 1
    assert Counter(mutation.kind for mutation in mutations(sympy.MatMul(A, B)))["exchanged factors"] == 1


def test_slips_of_one_expression() -> None:
    found = {(mutation.kind, str(mutation.expression)) for mutation in mutations(sympy.MatMul(M, x) + y)}
    assert found >= {
        ("sign", "M*x - y"),
        ("swapped letter", "M*y + y"),
        ("dropped factor", "x + y"),
        ("transposed factor", "y + M.T*x"),
        ("coefficient", "M*x + (10001/10000)*y"),
    }


def test_an_expression_without_a_value_has_no_mutants() -> None:
    with pytest.raises(ValueError, match="no value at random points"):
        list(mutations(sympy.MatMul((A - A.T).I, x)))


@pytest.mark.parametrize("wrong", ["M*M.T", "M*M", "M.T*M.T"])
def test_a_general_letter_in_a_hessian_is_drawn_as_one(wrong: str) -> None:
    """Were it drawn symmetric, all of these would look like M.T*M."""
    m = sm.matrix("M")
    problem = sm.MetaProblem([sm.quadratic(m.T * m, "v"), sm.quadratic("B", "w")], adaptation=sm.NoAdaptation())
    right = sm.hessian(problem)
    slips = {"M*M.T": m * m.T, "M*M": m * m, "M.T*M.T": m.T * m.T}
    where = tuple(
        replace(definition, expression=definition.expression.xreplace({m.T * m: slips[wrong]}))
        for definition in right.where
    )
    mutant = replace(right, derivation=replace(right.derivation, where=where))
    assert sm.crosscheck(right, instances=9).is_confirmed
    assert sm.crosscheck(mutant, instances=9).verdict.value == "refuted"
