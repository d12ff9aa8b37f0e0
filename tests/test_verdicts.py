"""The verdicts of the book against a ledger: what the parts compute is what a referee found by hand."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

import symmaml as sm
from symmaml.building import Derived, derive_entry
from symmaml.claim import Judged
from symmaml.contents import Entry, read_contents

FOLDER = Path(__file__).parents[1] / "derivations"
CONTENTS = read_contents(FOLDER)
CLAIMS = [entry for entry in CONTENTS.entries if entry.quotation is not None]

FOUND_BY_HAND = MappingProxyType(
    {
        Judged.TRUE: """
            equal-weights gradient-chain-rule quadratics-basic gradient-quadratic modified-quadratics ith-eigenvalue
            decreasing-in-alpha matrix-weighted-average loss-depends-on-distance midpoint-loss fine-tuned-midpoint
            additive-factor pulling-apart task-loss-at-star total-loss-at-star fine-tuned-star-mixture bounded-below
            need-not-attain gd-without-convexity""",
        Judged.TRUE_WITH_HYPOTHESIS: """
            really-does-its-job fixed-point unique-best-point outer-gd-minimises attenuates diagonal-case
            mahalanobis-form loss-skyrockets contraction-mahalanobis eigs-imply-contraction curvature-weighted
            task-domain only-minimiser stationarity-step gd-same-minimum contrast-with-convex iteration-bound
            mahalanobis-iteration-metric""",
        Judged.FALSE: """
            general-eigenbasis closer-to-top-eigenspace principal-direction low-risk-hurts better-than-midpoint
            definitely-closer convexity-easy gd-update-contraction maml-convex-combination maml-converges
            combination-converges unique-minimiser-combination""",
        Judged.AMBIGUOUS: """
            maml-good-start similar-task-does-well simplest-setup largest-alpha few-iterations accelerated-path
            top-of-cliff pareto""",
    }
)


@cache
def derived_once(entry: Entry) -> Derived:
    return derive_entry(entry)


EXPECTED = {identifier: judged for judged, names in FOUND_BY_HAND.items() for identifier in names.split()}


def test_the_ledger_has_all_claims() -> None:
    assert len(EXPECTED) == 57
    assert {entry.identifier for entry in CLAIMS} | set(CONTENTS.missing) == EXPECTED.keys()
    assert CONTENTS.missing == ()


@pytest.mark.parametrize("entry", CLAIMS, ids=lambda entry: str(entry.identifier))
def test_the_verdict_is_what_was_found_by_hand(entry) -> None:  # type: ignore[no-untyped-def]
    derived = derived_once(entry)
    assert derived.message == ""
    assert derived.status == "settled"
    assert derived.claim is not None
    assert derived.claim.verdict is EXPECTED[entry.identifier]


def test_the_readme_counts_them() -> None:
    words = "true", "true with an extra hypothesis", "false", "ambiguous"
    counts = (len(names.split()) for names in FOUND_BY_HAND.values())
    told = ", ".join(f"{count} {word}" for count, word in zip(counts, words, strict=True))
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    assert f"<!-- verdicts -->{told}<!-- /verdicts -->" in readme


@pytest.mark.parametrize("entry", CLAIMS, ids=lambda entry: str(entry.identifier))
def test_no_verdict_is_typed(entry) -> None:  # type: ignore[no-untyped-def]
    """A claim file names roles and statements; it cannot say what came of them."""
    assert not re.search(r"Judged|Standing|Status\.", entry.path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", CLAIMS, ids=lambda entry: str(entry.identifier))
def test_no_hypothesis_is_empty(entry) -> None:  # type: ignore[no-untyped-def]
    """Values satisfy all hypotheses of a HYPOTHESIS part together: under them a false statement is refuted."""
    claim, one = derived_once(entry).claim, sm.scalar("one")
    assert claim is not None
    for part in claim.parts:
        if part.role is sm.Role.HYPOTHESIS and isinstance(part.evidence, sm.Verdict):
            stated = part.evidence.statement
            assert sm.decide(sm.Equal(one, one + 1), stated.hypotheses, stated.where).status is sm.Status.REFUTED
