"""The committed book: rebuilt byte for byte, every certificate mutated, every formula sabotaged."""

import json
from pathlib import Path

import pytest
from kernel.mutations import mutations, tally
from oracle.mutations import mutants

from symmaml import kernel
from symmaml.book import build_book, derive_entry, read_contents
from symmaml.errors import InvalidStatement
from symmaml.export.functions import to_function
from symmaml.oracle.compare import crosscheck
from symmaml.writing import stale

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "derivations"
CERTIFICATES = sorted((FOLDER / "generated").glob("*.certificate.json"))


def test_the_committed_book_is_current():
    book = build_book(FOLDER)
    assert [built.message for built in book.results if not built.holds] == []
    assert book.complaints == ()
    assert stale(FOLDER, book.files, book.pictures) == []


def test_there_are_certificates():
    assert len(CERTIFICATES) >= 40


@pytest.mark.parametrize("path", CERTIFICATES, ids=lambda p: p.name.removesuffix(".certificate.json"))
def test_the_kernel_accepts_every_committed_certificate(path):
    assert isinstance(kernel.check(kernel.Certificate(path.read_text())), kernel.Theorem)


@pytest.mark.parametrize("path", CERTIFICATES, ids=lambda p: p.name.removesuffix(".certificate.json"))
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


@pytest.mark.parametrize("identifier", ENTRIES)
def test_every_sabotaged_formula_is_refuted(identifier):
    """A coefficient changed by 1e-4, a sign, a swapped letter, a dropped factor: the cross-check must turn."""
    result = derive_entry(ENTRIES[identifier]).result
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
