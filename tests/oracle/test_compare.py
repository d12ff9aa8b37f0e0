"""The verdict: right formulas are confirmed for every inner loop, and each way to be wrong has its outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from oracle.numbers_of import numpy_function
from oracle.records import POST, WHERE, S, general, post, problems, result

from symmaml.derivation import Measure, Result
from symmaml.errors import InvalidArgument, InvalidStatement, SingularOperator
from symmaml.notation import vector
from symmaml.oracle.compare import Counts, Outcome, Report, crosscheck
from symmaml.oracle.instances import draw
from symmaml.statement import Definition

RESULTS, PROBLEMS = post(), problems()
RUNS = {"fixed point", "uniqueness", "displacement", "energy", "adapted from fixed point", "first loss", "second loss"}
RUNS |= {"minimum", "minimum, subtracted", "gap", "first task's gain", "outer step"}


@pytest.mark.parametrize("name", RESULTS)
def test_the_closed_forms_of_the_post_are_confirmed(name: str) -> None:
    report = crosscheck(RESULTS[name], function=numpy_function(RESULTS[name]))
    assert report.is_confirmed, report
    singular = 5 if name in RUNS else 0
    assert report.counts == Counts(confirmed=50 - singular, refused=singular)
    assert report.worst is not None
    assert 1e-3 < report.worst.ratio <= 1
    if name in RUNS:
        assert report.descent.confirmed >= 20
        assert report.descent.refuted == 0
        assert report.descent.refused == 5
    else:
        assert report.descent == Counts()


@pytest.mark.parametrize("kind", ["gradient", "fixed point"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_every_inner_loop_and_rule_is_confirmed(name: str, kind: str) -> None:
    formula = general(PROBLEMS[name])[kind]
    report = crosscheck(formula, function=numpy_function(formula), instances=27, seed=1)
    assert report.is_confirmed, report
    assert report.counts.confirmed >= 20
    if kind == "fixed point":
        assert report.descent.confirmed >= 8
        assert report.descent.refuted == 0


@pytest.mark.parametrize("seed", range(2, 4))
def test_no_seed_leaves_an_instance_undecided(seed: int) -> None:
    for name in ("gradient", "fixed point", "minimum, subtracted"):
        report = crosscheck(RESULTS[name], function=numpy_function(RESULTS[name]), seed=seed)
        assert report.is_confirmed, f"{name}: {report}"


def test_the_bound_is_sharp() -> None:
    """Half of all errors lie within three orders of magnitude of their bound."""
    for name in ("gradient", "hessian", "adapted from midpoint"):
        report = crosscheck(RESULTS[name], function=numpy_function(RESULTS[name]))
        assert np.median([comparison.ratio for comparison in report.comparisons]) > 1e-3


def wrong(change: Any) -> Any:
    """Return the function of the fixed point, changed."""
    function = numpy_function(RESULTS["fixed point"])
    return lambda **values: change(function, values)


def swapped_loss(function: Any, values: dict[str, Any]) -> Any:
    return function(**{**values, "A": values["B"], "B": values["A"]})


WRONG = [
    ("one part in ten thousand", lambda f, values: f(**values) * 1.0001, ""),
    ("tasks swapped", swapped_loss, ""),
    ("not a number", lambda f, values: f(**values) * np.nan, ""),
    ("infinite", lambda f, values: f(**values) + np.inf, ""),
    ("a column", lambda f, values: f(**values).reshape(-1, 1), "gave shape"),
    ("a number", lambda f, values: float(f(**values)[0]), "gave shape"),
    ("always refuses", lambda f, values: refuse(), "refused, but the operator is regular"),
    ("never refuses", lambda f, values: values["v"], ""),
]


def refuse() -> Any:
    raise SingularOperator("not today")


@pytest.mark.parametrize(("change", "reason"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_function_is_refuted(change: Any, reason: str) -> None:
    report = crosscheck(RESULTS["fixed point"], function=wrong(change), instances=18)
    assert report.verdict is Outcome.REFUTED
    assert not report.is_confirmed
    assert report.counts.refuted >= 12
    assert report.worst is not None
    assert report.worst.outcome is Outcome.REFUTED
    assert report.worst.ratio > 1
    assert reason in report.worst.reason


def last_value(values: dict[str, Any]) -> Any:
    try:
        return numpy_function(RESULTS["fixed point"])(**values)
    except SingularOperator:
        return values["v"]


def raised(values: dict[str, Any]) -> Any:
    try:
        return numpy_function(RESULTS["fixed point"])(**values)
    except SingularOperator:
        raise np.linalg.LinAlgError("Singular matrix") from None


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (last_value, "gave a value, but the operator is singular"),
        (raised, "raised LinAlgError('Singular matrix'), not"),
    ],
)
def test_a_singular_operator_must_be_refused_cleanly(function: Any, reason: str) -> None:
    report = crosscheck(RESULTS["fixed point"], function=lambda **values: function(values), instances=18)
    assert report.verdict is Outcome.REFUTED
    assert {c.regime for c in report.comparisons if c.outcome is Outcome.REFUTED} == {"singular"}
    assert report.worst is not None
    assert report.worst.reason.startswith(reason)


def test_a_wrong_fixed_point_is_refuted_by_descent_too() -> None:
    """Descent is compared with the formula's own fixed point and minimum."""
    for name in ("fixed point", "minimum"):
        function = numpy_function(RESULTS[name])
        report = crosscheck(RESULTS[name], function=lambda f=function, **values: f(**values) * 1.0001, instances=18)
        assert report.descent.refuted >= 5, name


def test_no_instance_confirms_nothing() -> None:
    report = crosscheck(RESULTS["gradient"], function=refuse, instances=0)
    assert report.verdict is Outcome.UNDECIDED
    assert report.counts == Counts()
    assert report.worst is None
    assert str(report) == "undecided (instances: none)"


def test_only_singular_instances_confirm_nothing() -> None:
    report = crosscheck(RESULTS["fixed point"], function=numpy_function(RESULTS["fixed point"]), instances=9)
    singular = Report(0, tuple(c for c in report.comparisons if c.outcome is Outcome.REFUSED))
    assert singular.counts.refused == 1
    assert singular.verdict is Outcome.UNDECIDED


def test_what_rounding_hides_is_undecided() -> None:
    """A formula that adds and subtracts a huge vector is right, but shows nothing on floats."""
    huge = (10**14) * vector("v")
    formula = result(
        RESULTS["fixed point"].expression + huge - huge.doit() - huge + huge, Measure("point", "fixed-point")
    )
    expression = formula.expression
    where = (*WHERE, Definition(vector("far"), huge))
    far = replace(
        formula,
        derivation=replace(formula.derivation, expression=(expression + vector("far")) - huge, where=where),
    )
    report = crosscheck(far, function=numpy_function(far), instances=9)
    assert report.counts.confirmed == 0
    assert report.counts.undecided == 8
    assert report.verdict is Outcome.UNDECIDED


def test_a_report_repeats_itself_and_each_instance_can_be_drawn_again() -> None:
    formula = RESULTS["minimum"]
    reports = [crosscheck(formula, function=numpy_function(formula), seed=11, instances=20) for _ in range(2)]
    assert str(reports[0]) == str(reports[1])
    assert reports[0].seed == 11
    assert reports[0].instances == 20
    for comparison in reports[0].comparisons:
        instance = draw(POST, seed=comparison.seed[0], index=comparison.seed[1])
        assert (instance.regime, instance.dimension) == (comparison.regime, comparison.dimension)
        if comparison.analytic is not None:
            arguments = {name: instance.values[name] for name in ("A", "B", "v", "w", "alpha")}
            assert np.array_equal(numpy_function(formula)(**arguments), comparison.analytic)


def test_a_report_reads_in_one_line() -> None:
    report = crosscheck(RESULTS["fixed point"], function=numpy_function(RESULTS["fixed point"]), instances=9)
    assert "\n" not in str(report)
    assert str(report).startswith("confirmed (instances: 8 confirmed, 1 refused; descent: ")
    assert "worst instance " in str(report)
    steps = [c.reason for c in report.descents if c.outcome is Outcome.UNDECIDED]
    assert steps
    assert all(reason.startswith("steps needed: ") for reason in steps)


def asking(measure: Measure) -> Result:
    return result(S, measure)


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (asking(Measure("loss")), "does not know 'loss': expected one of 'adapted'"),
        (asking(Measure("point", "nowhere")), "no place 'nowhere': expected one of 'fixed-point'"),
        (asking(Measure("adapted")), "'adapted' of task None is not defined: expected 0 to 1"),
        (asking(Measure("point", minus=Measure("minimiser", task=2))), "'minimiser' of task 2"),
        (result(vector("u"), Measure("point")), "contains u, which is neither"),
    ],
)
def test_questions_that_the_oracle_cannot_read(formula: Result, message: str) -> None:
    with pytest.raises(InvalidStatement, match=message):
        crosscheck(formula, function=numpy_function(formula), instances=1)


def test_what_is_no_result_has_no_crosscheck() -> None:
    with pytest.raises(InvalidStatement, match=r"is no result: write crosscheck\(fixed_point"):
        crosscheck(refuse)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [-1, 2.0, True, "50"])
def test_instances_and_seed_are_natural_numbers(number: Any) -> None:
    with pytest.raises(InvalidArgument, match="write instances=50"):
        crosscheck(RESULTS["gradient"], function=refuse, instances=number)
    with pytest.raises(InvalidArgument, match="write seed=0"):
        crosscheck(RESULTS["gradient"], function=refuse, seed=number)
