"""The claims of the smooth part get, computed from their files, the verdicts of the ledger; nothing is open."""

from pathlib import Path

import pytest

from symmaml.building import derive_entry
from symmaml.contents import read_contents

ENTRIES = {entry.identifier: entry for entry in read_contents(Path(__file__).parents[2] / "derivations").entries}
VERDICTS = {
    "task-domain": "true-with-hypothesis",
    "gradient-chain-rule": "true",
    "convexity-easy": "false",
    "only-minimiser": "true-with-hypothesis",
    "stationarity-step": "true-with-hypothesis",
    "gd-update-contraction": "false",
    "gd-same-minimum": "true-with-hypothesis",
    "maml-convex-combination": "false",
    "pareto": "ambiguous",
    "maml-converges": "false",
    "combination-converges": "false",
    "unique-minimiser-combination": "false",
    "bounded-below": "true",
    "need-not-attain": "true",
    "contrast-with-convex": "true-with-hypothesis",
    "gd-without-convexity": "true",
}


@pytest.mark.parametrize(("identifier", "verdict"), VERDICTS.items())
def test_a_claim_is_settled_as_the_ledger_says(identifier, verdict):
    claim = derive_entry(ENTRIES[identifier]).claim
    assert claim is not None
    assert claim.status == "settled"
    assert claim.verdict.value == verdict
