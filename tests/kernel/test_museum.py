"""The museum: what is in tests/refused is refused by the rule in its name, what is in tests/accepted is accepted."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from kernel.second_opinion import adds_up

from symmaml import kernel

TESTS = Path(__file__).parents[1]
REFUSED = sorted((TESTS / "refused").glob("*.json"))
ACCEPTED = sorted((TESTS / "accepted").glob("*.json"))


def rules_of_the_kernel() -> set[str]:
    """Return the rules that the source of the kernel names: the string before the detail of every refusal."""
    rules = {"witness", "counterexample"}  # what `evaluate_letters` refuses is in the name of its caller
    for node in ast.walk(ast.parse(Path(kernel.__file__).read_text(encoding="ascii"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"CertificateRejected": 0, "require": 1}.get(node.func.id)
            if place is not None and isinstance(node.args[place], ast.Constant):
                rules.add(node.args[place].value)
    return rules


def test_every_rule_has_an_exhibit() -> None:
    assert {path.stem.partition("__")[0] for path in REFUSED} == rules_of_the_kernel()


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_an_exhibit_is_refused_by_its_rule(path: Path) -> None:
    with pytest.raises(kernel.CertificateRejected) as refusal:
        kernel.check(kernel.Certificate(path.read_text(encoding="utf-8")))
    assert refusal.value.rule == path.stem.partition("__")[0], refusal.value.detail
    assert refusal.value.detail


# A rule, a word of its message, and exhibits that nothing else refuses: without the rule a falsehood would be proved.
ALONE = (
    ("sign", "definite", "lemma_inverse_of_a_semidefinite_letter"),
    ("sign", "definite", "lemma_inverse_of_a_semidefinite_lemma"),
    ("sign", "definite", "lemma_with_a_multiplier_that_is_semidefinite"),
    ("sign", "definite", "lemma_with_a_multiplier_that_is_not_definite"),
    ("sign", "definite", "lemma_that_is_definite_by_something_semidefinite"),
    ("sign", "definite", "lemma_product_that_is_not_definite"),
    ("sign", "multiplied", "table_with_a_negative_coefficient"),
    ("symmetry", "transpose", "of_a_lemma_by_declaration"),
    ("symmetry", "transpose", "lemma_inverse_of_a_matrix_that_is_not"),
    ("symmetry", "transpose", "lemma_with_a_multiplier_and_a_form_that_is_not"),
    ("symmetry", "transpose", "lemma_with_a_direction_and_a_form_that_is_not"),
    ("letter", "twice", "lemma_with_a_direction_of_the_statement"),
    ("left-over", "", "lemma_zero_in_a_semidefinite_metric"),
    ("left-over", "", "lemma_that_is_false"),
    ("left-over", "", "lemma_product_that_does_not_commute"),
    ("left-over", "", "lemma_zero_of_a_matrix_whose_square_is_zero"),
    ("left-over", "", "lemma_other_side_without_a_reason"),
)


@pytest.mark.parametrize(("rule", "word", "exhibit"), ALONE, ids=lambda text: text)
def test_an_exhibit_has_one_fault(rule: str, word: str, exhibit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: without the rule that refuses it the exhibit is accepted."""
    honest = kernel.require

    def forgetful(condition: object, named: str, detail: str) -> None:
        if named != rule or word not in detail:
            honest(condition, named, detail)

    monkeypatch.setattr(kernel, "require", forgetful)
    text = (TESTS / "refused" / f"{rule}__{exhibit}.json").read_text(encoding="ascii")
    assert isinstance(kernel.check(kernel.Certificate(text)), kernel.Theorem)


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_a_right_certificate_is_accepted(path: Path) -> None:
    certificate = kernel.Certificate(path.read_text(encoding="ascii"))
    found = kernel.check(certificate)
    if path.stem.startswith("refuted_"):
        assert isinstance(found, kernel.Refutation)
    else:
        assert isinstance(found, kernel.Theorem)
        assert adds_up(kernel.parse(certificate))
