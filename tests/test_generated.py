"""The committed book: rebuilt byte for byte, every certificate mutated, every formula sabotaged."""

from pathlib import Path

import pytest

from symmaml import kernel
from symmaml.book import build_book
from symmaml.writing import stale

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "derivations"
CERTIFICATES = sorted((FOLDER / "generated").glob("*.certificate.json"))


def test_the_committed_book_is_current():
    book = build_book(FOLDER)
    assert [built.message for built in book.results if not built.holds] == []
    assert stale(FOLDER, book.files) == []


def test_there_are_certificates():
    assert len(CERTIFICATES) >= 40


@pytest.mark.parametrize("path", CERTIFICATES, ids=lambda p: p.name.removesuffix(".certificate.json"))
def test_the_kernel_accepts_every_committed_certificate(path):
    assert isinstance(kernel.check(kernel.Certificate(path.read_text())), kernel.Theorem)
