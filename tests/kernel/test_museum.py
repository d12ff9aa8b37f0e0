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


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_a_right_certificate_is_accepted(path: Path) -> None:
    certificate = kernel.Certificate(path.read_text(encoding="ascii"))
    found = kernel.check(certificate)
    if path.stem.startswith("refuted_"):
        assert isinstance(found, kernel.Refutation)
    else:
        assert isinstance(found, kernel.Theorem)
        assert adds_up(kernel.parse(certificate))
