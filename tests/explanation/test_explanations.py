"""Every equation that an explanation shows holds at exact matrices; the evaluator shares nothing with symmaml."""

from __future__ import annotations

import dataclasses
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest
from bank.exact_values import Rows, add, inverted, product
from explanation.cases import FILES, STATEMENTS, TERSE, certificate, verdict
from explanation.spelled import Unknown, Values, from_latex, points, same, value

import symmaml as sm
from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.explain import explain
from symmaml.explanation.record import Explanation, Formula, Line
from symmaml.explanation.spelling import Spelling

REFUSED = sorted(Path(__file__).parents[1].glob("refused/*.json"))
EPSILON = Fraction(1, 10**40)  # of a difference quotient; its error is of this order times the values' sizes
CLOSE = Fraction(1, 10**20)


def both(formula: Formula, values: Values) -> Rows:
    """Evaluate a formula in both spellings, which must agree."""
    found = value(formula.text, values)
    latex = from_latex(formula.latex, values)
    assert same(found, value(latex, values)), f"{formula.text} is not {formula.latex}"
    return found


def verified(explanation: Explanation, values: dict[str, Rows]) -> int:
    """Verify every line and every equation in words; names that lines introduce get their values. Return the count."""
    count, above = 0, None
    values = dict(values)
    for step in explanation.steps:
        for part in step.words:
            count += isinstance(part, Formula) and holds_in_words(part, values)
        for line in step.lines:
            right = both(line.right, values)
            left = above if line.continues else left_side(line, values, right)
            assert left is not None
            assert same(left, right), f"{line.left.text} {line.relation.text} {line.right.text}"
            if str(step.words[0]).startswith("Zero by"):
                assert same(right, [[Fraction(0)]])
            above, count = right, count + 1
    return count


def left_side(line: Line, values: dict[str, Rows], right: Rows) -> Rows:
    """Evaluate a left side; a new name stands for the right side."""
    text = line.left.text
    if re.fullmatch(r"[A-Za-z]\w*", text) and text not in values and text != "I":
        values[text] = right
    return right if re.match("d |gradient of ", text) else both(line.left, values)


def holds_in_words(formula: Formula, values: Values) -> bool:
    """Whether a formula in words states an equation of known letters; it must hold."""
    sides = formula.text.split(" = ")
    if len(sides) != 2:
        return False
    try:
        left, right = (value(side, values) for side in sides)
    except Unknown:
        return False
    assert same(left, right), formula.text
    left, right = (value(from_latex(side, values), values) for side in formula.latex.split(" = "))
    assert same(left, right), formula.latex
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".json"))
def test_every_line_holds(path: Path) -> None:
    text = path.read_text()
    explanation = explain(kernel.Certificate(text))
    if json.loads(text)["kind"] == "identity":
        return  # its equations are those of unknowns: see below
    counts = [verified(explanation, values) for values in points(text, seed=1)]
    assert min(counts) > 0 or "is positive:" in str(explanation)


@pytest.mark.parametrize("name", STATEMENTS)
def test_every_line_of_a_verdict_holds(name: str) -> None:
    found = verdict(name)
    assert found.status is sm.Status.PROVED, found.reason
    assert found.certificate is not None
    explanation = sm.explain(found)
    assert all(verified(explanation, values) > 0 for values in points(found.certificate.text, seed=2))


@pytest.mark.parametrize("name", TERSE)
def test_every_line_of_a_statement_of_a_file_holds(name: str) -> None:
    found = certificate(name)
    explanation = explain(found)
    assert all(verified(explanation, values) > 0 for values in points(found.text, seed=2))


def test_lemmas_are_explained_by_their_rules() -> None:
    texts = {name: str(explain(certificate(name))) for name in TERSE}
    assert "This holds for every vector z." in texts["direction"]
    assert "|P^-1 y (x) x - x (x) P^-1 y|^2 in the norm" in " ".join(texts["two columns of P"].split())
    assert "Lemma 1: A x = 0." in texts["semidefinite zero"]
    assert "exists, since hypothesis 3, s - t is not zero" in texts["not zero"]
    assert "no eigenvalue is negative" in str(sm.explain(verdict("multiplier")))
    assert "matrices are square" in str(sm.explain(verdict("other side")))
    assert "commute" in str(sm.explain(verdict("product")))


@pytest.mark.parametrize("name", ["gradient"])
def test_the_linear_part_is_what_a_difference_quotient_says(name: str) -> None:
    found = verdict(name).certificate
    assert found is not None
    lines = [line for step in explain(found).steps for line in step.lines if line.left.text == "dF"]
    function = "(x' A x) (x' A x)"
    for values in points(found.text, seed=3):
        moved = {**values, "x": add(values["x"], [[EPSILON * c for c in row] for row in values["h"]])}
        quotient = (value(function, moved)[0][0] - value(function, values)[0][0]) / EPSILON
        assert lines
        assert all(abs(both(line.right, values)[0][0] - quotient) < CLOSE for line in lines)


@pytest.mark.parametrize("path", [p for p in FILES if p.name.startswith("identity")], ids=lambda path: path.stem)
def test_the_equations_of_an_identity_have_a_solution_that_is_zero_at_first(path: Path) -> None:
    """At numbers, each unknown is what its equations say, one from the other; the first is zero."""
    text = path.read_text()
    lines = [line for step in explain(kernel.Certificate(text)).steps for line in step.lines]
    assert lines
    values = next(points(text, seed=4))
    numbers = {name: [[sum(map(sum, rows), Fraction(0))]] for name, rows in values.items()}
    if "S" in numbers:
        numbers["S"] = add(numbers["X"], numbers["Y"])
    unknowns = sorted(set(re.findall(r"\bu\d+\b", " ".join(f"{x.left.text} {x.right.text}" for x in lines))))
    residues = [
        [residue(line, numbers, {name: Fraction(name == one) for name in unknowns}) for line in lines]
        for one in unknowns
    ]
    constants = [residue(line, numbers, dict.fromkeys(unknowns, Fraction(0))) for line in lines]
    columns = [[r - c for r, c in zip(column, constants, strict=True)] for column in residues]
    solution = solved([list(row) for row in zip(*columns, strict=True)], [-c for c in constants])
    assert len(solution) == len(lines)
    assert solution[unknowns.index("u0")] == 0


def residue(line: Line, numbers: Values, unknowns: dict[str, Fraction]) -> Fraction:
    values = {**numbers, **{name: [[x]] for name, x in unknowns.items()}}
    return both(line.left, values)[0][0] - both(line.right, values)[0][0]


def solved(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    return [row[0] for row in product(inverted(matrix), [[x] for x in right])]


# --- what is not explained --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_wrong_certificate_is_not_explained(path: Path) -> None:
    with pytest.raises(kernel.CertificateRejected) as refusal:
        explain(kernel.Certificate(path.read_text(encoding="latin-1")))
    assert path.stem.startswith(refusal.value.rule.replace("-", "_")) or path.stem.startswith(refusal.value.rule)


def test_a_verdict_must_fit_its_certificate() -> None:
    found = verdict("parallel")
    with pytest.raises(sm.NotExplained, match="its certificate proved"):
        sm.explain(dataclasses.replace(found, status=sm.Status.REFUTED))
    with pytest.raises(sm.NotExplained, match="has no certificate"):
        sm.explain(dataclasses.replace(found, certificate=None))
    with pytest.raises(sm.NotExplained, match="certificate of another claim"):
        sm.explain(dataclasses.replace(found, certificate=verdict("push through").certificate))
    with pytest.raises(sm.NotExplained, match="no verdict"):
        sm.explain("P = Q")  # type: ignore[arg-type]


def test_a_step_that_does_not_follow_is_not_shown() -> None:
    found = verdict("parallel").certificate
    assert found is not None
    document = kernel.Document(json.loads(found.text))
    terms = multiples(document, document.source["terms"], document.claim.lhs.shape)
    equalities = Equalities(Assumptions(document, Spelling(document.alphabet)))
    assert list(equalities.steps(document.claim.lhs, document.claim.rhs, terms))
    with pytest.raises(sm.NotExplained, match="does not follow"):
        list(equalities.steps(document.claim.lhs, document.claim.rhs, terms[1:]))


def test_what_nobody_would_read_is_not_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    P, Q = sm.symmetric("P Q")
    verdict = sm.prove(sm.Equal(P * (P + Q).I * Q, Q * (P + Q).I * P))
    assert "too long" not in str(sm.explain(verdict))
    monkeypatch.setattr("symmaml.explanation.explain.LONGEST", 2)
    assert "too long to be shown: 2 multiples of what is zero" in str(sm.explain(verdict))
