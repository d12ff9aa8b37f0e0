"""The committed book: rebuilt byte for byte, every certificate mutated, every formula sabotaged."""

import json
from pathlib import Path

import pytest
from kernel.mutations import mutations, tally
from oracle.mutations import mutants

from symmaml import kernel
from symmaml.book import build_book
from symmaml.building import derive_entry
from symmaml.contents import read_contents
from symmaml.errors import InvalidStatement
from symmaml.export.functions import to_function
from symmaml.oracle.compare import crosscheck
from symmaml.writing import stale

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "derivations"
CERTIFICATES = sorted((FOLDER / "generated").glob("*.certificate.json"))
REFUTATIONS = [path for path in CERTIFICATES if json.loads(path.read_text())["kind"] == "refutation"]
PROOFS = [path for path in CERTIFICATES if path not in REFUTATIONS]


def test_the_committed_book_is_current():
    book = build_book(FOLDER, processes=2)
    assert [built.message for built in book.results if not built.holds] == []
    assert book.complaints == ()
    assert stale(FOLDER, book.files, book.pictures) == []


def test_there_are_certificates():
    assert len(PROOFS) >= 40
    assert REFUTATIONS


@pytest.mark.parametrize("path", PROOFS, ids=lambda p: p.name.removesuffix(".certificate.json"))
def test_the_kernel_accepts_every_committed_certificate(path):
    assert isinstance(kernel.check(kernel.Certificate(path.read_text())), kernel.Theorem)


@pytest.mark.parametrize("path", REFUTATIONS, ids=lambda p: p.name.removesuffix(".certificate.json"))
def test_the_kernel_accepts_every_committed_counterexample(path):
    """And for this statement only: the same values do not refute that the right side equals itself."""
    source = json.loads(path.read_text())
    assert isinstance(kernel.check(kernel.Certificate(json.dumps(source))), kernel.Refutation)
    source["claim"] = {"relation": "equal", "lhs": source["claim"]["rhs"], "rhs": source["claim"]["rhs"]}
    source["counterexample"].pop("direction", None)
    with pytest.raises(kernel.CertificateRejected, match="the claim holds at these values"):
        kernel.check(kernel.Certificate(json.dumps(source)))


@pytest.mark.parametrize("path", PROOFS, ids=lambda p: p.name.removesuffix(".certificate.json"))
def test_genuine_changes_of_a_certificate_are_refused(path):
    """Coefficients, letters and references, one at a time: whatever no longer adds up is refused, none escapes.

    All of a small certificate; about a hundred, evenly spread, of a large one. `kernel/every_mutation.py` tries all.
    """
    text = path.read_text()
    count = sum(1 for _ in mutations(json.loads(text)))
    counted = tally(text, every=-(-count // 100))
    assert counted.escaped == ()
    assert counted.refused == counted.genuine >= 20


ENTRIES = {entry.identifier: entry for entry in read_contents(FOLDER).entries}
FORMULAS = sorted(path.name.removesuffix(".py") for path in (FOLDER / "generated").glob("*.py"))


@pytest.mark.parametrize("name", FORMULAS)
def test_every_sabotaged_formula_is_refuted(name):
    """A coefficient changed by 1e-4, a sign, a swapped letter, a dropped factor: the cross-check must turn."""
    result = derive_entry(ENTRIES[name.partition(".")[0]]).results[name]
    survivors, count = [], 0
    for slip, mutant in mutants(result):
        count += 1
        try:
            function = to_function(mutant)
        except InvalidStatement as refusal:
            if "zero whatever the arguments are" not in str(refusal):
                raise
            continue  # the slip made the whole formula vanish, and that was noticed
        verdict = crosscheck(mutant, function=function, instances=9, seed=0).verdict
        if verdict.value != "refuted":
            survivors.append((slip, verdict.value))
    assert survivors == []
    assert count >= 3
