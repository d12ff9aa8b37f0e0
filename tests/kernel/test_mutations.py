"""Every genuine change of a right certificate is refused: all of them, counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kernel.mutations import REASONS, mutations, tally
from kernel.second_opinion import adds_up

from symmaml import kernel

ACCEPTED = sorted((Path(__file__).parents[1] / "accepted").glob("*.json"))
PROOFS = [path for path in ACCEPTED if not path.stem.startswith("refuted_")]


@pytest.mark.parametrize("path", PROOFS, ids=lambda path: path.stem)
def test_every_genuine_change_is_refused(path: Path) -> None:
    result = tally(path.read_text(encoding="ascii"))
    assert not result.escaped, "\n".join(map(str, result.escaped))
    assert result.refused == result.genuine >= 39
    if not path.stem.startswith("identity_"):  # spaces may fail to show what is true
        assert result.harmless == 0


@pytest.mark.parametrize("path", [p for p in PROOFS if not p.stem.startswith("identity_")], ids=lambda path: path.stem)
def test_a_changed_reason_proves_nothing_else(path: Path) -> None:
    """A change of terms or squares leaves the statement alone: what is accepted is the same theorem."""
    result = tally(path.read_text(encoding="ascii"), parts=REASONS[1:])
    assert result.refused == result.genuine
    assert result.other == 0


def changes(name: str) -> dict[str, dict[str, object]]:
    source = json.loads((ACCEPTED[0].parent / f"{name}.json").read_text(encoding="ascii"))
    return {str(mutation): mutation.applied(source) for mutation in mutations(source)}


LEMMAS = [path for path in PROOFS if '"lemmas"' in path.read_text(encoding="ascii")]


@pytest.mark.parametrize(
    ("name", "change", "adding_up"),
    [
        ("lemma_definition", 'lemmas / 0 / letter / name: another name: "A"', False),
        ("lemma_definition", 'lemmas / 0 / letter / equals / terms / 0 / 2: letter 0 dropped: "A"', False),
        ("lemma_definition", "lemmas / 0 / letter: symmetric dropped", False),
        ("lemma_inverse_of_a_definite_letter", "lemmas / 0 / letter: symmetric dropped", True),
        ("lemma_inverse_of_a_definite_letter", 'lemmas / 0 / of: another positive matrix: "identity"', False),
        ("lemma_positive_by_a_multiplier", 'lemmas / 0 / definite: another positive matrix: "letter:Q"', False),
        ("lemma_positive_by_a_multiplier", 'lemmas / 0 / definite: another positive matrix: "lemma:0"', False),
        ("lemma_positive_by_a_multiplier", "lemmas / 1: multiplier dropped", False),
        ("lemma_positive_by_a_direction", 'lemmas / 0 / direction: another name: "x"', False),
        ("lemma_positive_by_a_direction", 'lemmas / 0 / direction: another name: "@z"', False),
        ("lemma_product_that_commutes", "lemmas / 0 / terms: entry 0 dropped", False),
        ("lemma_zero_of_a_square", 'lemmas / 0 / terms / 0 / 4: another relation: "lemma:0"', False),
        ("lemma_zero_of_a_square", "lemmas: entry 0 doubled", True),
        ("cauchy_schwarz_by_a_table", "squares / 0 / 1 / 1: column 2 dropped", False),
        ("cauchy_schwarz_by_a_table", 'squares / 0 / 1 / 0 / 0: another positive matrix: "identity"', False),
        ("square_of_a_difference", 'claim / lhs / terms / 0 / 2: letter 0 transposed: "A\' A"', True),
        ("square_of_a_difference", 'claim / lhs / terms / 0 / 0: doubled: "2"', False),
        ("parallel_sum_commutes", 'terms / 0 / 4: another relation: "definition:S\'"', False),
        ("parallel_sum_commutes", 'letters / 2 / equals / terms / 0 / 0: doubled: "2"', True),  # (2 P + Q)^-1
        ("numbers_commute", 'claim / lhs / terms / 0 / 1 / 2: letter 0 swapped with the next: "y x\'"', False),
        ("numbers_commute", 'claim / lhs / terms / 0 / 1 / 2: letter 0 transposed: "x y"', False),
        ("powers_of_commuting_matrices", 'terms / 0 / 3: letter 0 replaced: "B"', False),
        ("powers_of_commuting_matrices", "terms: entry 1 dropped: ", False),
        ("product_of_positive_numbers_and_a_matrix", 'squares / 0 / 0: negated: "-1"', False),
    ],
)
def test_what_is_genuine(name: str, change: str, adding_up: bool) -> None:
    changed = next(source for mutation, source in changes(name).items() if mutation.startswith(change))
    assert adds_up(changed) == adding_up


def test_a_sum_that_does_not_add_up_is_seen_by_another_seed_too() -> None:
    for changed in list(changes("parallel_sum_is_positive").values())[::5]:
        assert adds_up(changed, seed=1) == adds_up(changed, seed=2)


@pytest.mark.parametrize("rule", ["left-over", "inverse", "letter"])
def test_a_lemma_that_is_believed_would_be_counted(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: a kernel without one of its rules lets changes of lemmas escape."""
    honest = kernel.require

    def forgetful(condition: object, named: str, detail: str) -> None:
        if named != rule:
            honest(condition, named, detail)

    monkeypatch.setattr(kernel, "require", forgetful)
    assert any(tally(path.read_text(encoding="ascii"), parts=("lemmas",)).escaped for path in LEMMAS)


def test_a_fault_of_the_kernel_would_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: a kernel that forgets what is left over lets genuine changes escape."""
    honest = kernel.require

    def forgetful(condition: object, rule: str, detail: str) -> None:
        if rule != "left-over":
            honest(condition, rule, detail)

    monkeypatch.setattr(kernel, "require", forgetful)
    result = tally(PROOFS[0].read_text(encoding="ascii"))
    assert result.escaped
    assert result.refused + len(result.escaped) == result.genuine
