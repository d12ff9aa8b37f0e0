"""Claim files in a book: read, built, printed, reported; what is wrong with one is said with its file and field."""

import json
import re

import pytest
from test_book import PROBLEM

from symmaml import kernel
from symmaml.book import build_book, list_book
from symmaml.cli import main
from symmaml.contents import read_contents
from symmaml.errors import BookError

CONTENTS = """
[[chapter]]
title = "One"
folder = "one"
results = ["commute"]

[claim.{identifier}]
"""
CLAIM = """title = "They commute"
sentences = [3, 4]
quotation = "the matrices’ order “does not” matter"
formula = '$A B$'
"""
START = """import symmaml as sm
A, B = sm.symmetric("A B", definite="positive")
x, y = sm.vector("x y")
COMMUTE, SAME = sm.Equal(A * B, B * A), sm.Named("they are equal", sm.Equal(A, B))
AT = {A: [[2, 0], [0, 1]], B: [[2, 1], [1, 2]]}
S, R = sm.Role.STATEMENT, sm.Role.READING
"""
BODY = """
        sm.Part(S, "in every order", sm.refute(COMMUTE, at=AT)),
        sm.Part(sm.Role.HYPOTHESIS, "if they are equal", sm.prove(COMMUTE, [SAME])),
        sm.Part(sm.Role.REMARK, "known", sm.Citation("commuting matrices share eigenvectors", "a book")),
"""
UNDECIDED = 'sm.Verdict(sm.Status.UNDECIDED, sm.Statement(COMMUTE), reason="a reason")'
REFUTED = 'sm.Part(S, "words", sm.refute({}))'


def make_claim(folder, body, claim=CLAIM, identifier="commute"):
    """Write a book of one claim."""
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "problem.py").write_text(PROBLEM)
    (folder / "one" / "commute.py").write_text(f"{START}\n\ndef claim(problem):\n    return ({body})\n")
    text = CONTENTS.format(identifier=identifier) + claim
    (folder / "contents.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_claim_is_built_and_reported(tmp_path):
    book = build_book(make_claim(tmp_path / "book", BODY))
    assert book.holds
    (entry,) = book.report["results"]
    head = {key: entry[key] for key in ("id", "title", "chapter", "claim", "verdict", "status", "sentences")}
    assert head == {
        **{"id": "commute", "title": "They commute", "chapter": "One", "claim": "commute"},
        **{"verdict": "true-with-hypothesis", "status": "settled", "sentences": [3, 4]},
    }
    assert entry["quotation"] == "the matrices’ order “does not” matter"
    assert [(part["role"], part["status"], part["evidence"]) for part in entry["parts"]] == [
        ("statement", "refuted", "counterexample"),
        ("hypothesis", "proved", "certificate"),
        ("remark", "cited", "citation"),
    ]
    assert entry["parts"][1]["statement"] == (
        "for all A, B (n x n, positive definite), if they are equal (A = B): A*B = B*A"
    )
    named = ["generated/commute.part-1.certificate.json", "generated/commute.part-2.certificate.json", None]
    assert [part["certificate"] for part in entry["parts"]] == named
    found = [type(kernel.check(kernel.Certificate(book.files[name]))) for name in named if name]
    assert found == [kernel.Refutation, kernel.Theorem]
    json.dumps(book.report)


def test_a_claim_is_printed(tmp_path):
    files = build_book(make_claim(tmp_path / "book", BODY)).files
    printed = files["generated/commute.tex"]
    for text in (
        r"\subsection{They commute}\label{claim:commute}",
        "``the matrices' order ``does not'' matter'' (sentences 3 and 4)",
        r"\outcome{true under a further hypothesis}",
        r"For all symmetric positive definite $A, B \in \mathbb{R}^{n \times n}$, if",
        r"\item they are equal: $A = B$,",
        r"$A = \begin{pmatrix} 2 & 0 \\ 0 & 1 \end{pmatrix}$",
        r"commute.part-1.certificate.json",
        r"\badge{cited}",
        "See a book.",
    ):
        assert text in printed
    row = r"\ref{claim:commute} & They commute & true under a further hypothesis & If they are equal."
    assert row in files["generated/claims.tex"]
    assert files["book.tex"].index(r"\input{generated/claims}") < files["book.tex"].index(r"\input{generated/results}")


def test_a_derivation_that_comes_first_keeps_the_files_of_a_formula(tmp_path):
    body = 'sm.Part(S, "so", sm.midpoint_loss(problem)), sm.Part(sm.Role.REMARK, "too", sm.midpoint_gradient(problem)),'
    book = build_book(make_claim(tmp_path / "book", body))
    assert book.holds
    generated = {name.removeprefix("generated/") for name in book.files}
    assert {"commute.py", "commute.certificate.json", "commute.step-1.certificate.json", "commute.tex"} <= generated
    assert {"commute.part-2.py", "commute.part-2.certificate.json"} <= generated
    assert not {"commute.part-1.certificate.json", "commute.part-2.tex"} & generated
    printed = book.files["generated/commute.tex"]
    assert r"\label{res:commute}" in printed
    assert r"\label{res:commute.part-2}" in printed
    (entry,) = book.report["results"]
    assert entry["crosscheck"]["verdict"] == "confirmed"
    assert entry["certificate"] == "generated/commute.certificate.json"
    assert book.files["generated/results.tex"].count(r"\ref{res:commute") == 2


def test_an_undecided_part_leaves_the_claim_undecided(tmp_path, capsys):
    folder = make_claim(tmp_path / "book", f'sm.Part(S, "words", {UNDECIDED}),')
    book = build_book(folder)
    assert not book.holds
    (entry,) = book.report["results"]
    assert (entry["verdict"], entry["status"]) == (None, "undecided")
    assert "Undecided: a reason." in book.files["generated/commute.tex"]
    assert main(["build", str(folder), "--check"]) == 1
    assert main(["list", str(folder)]) == 1
    assert "undecided" in capsys.readouterr().out


def test_list_agrees_with_the_report(tmp_path, capsys):
    folder = make_claim(tmp_path / "book", BODY)
    (line,), (entry,) = list_book(folder), build_book(folder).report["results"]
    told = [{key: value for key, value in part.items() if key != "crosscheck"} for part in entry["parts"]]
    assert {**{key: entry[key] for key in line}, "parts": told} == line
    assert main(["list", str(folder)]) == 0
    assert "true-with-hypothesis" in capsys.readouterr().out
    assert main(["build", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert "1 of 1 claims settled; 0 more have no file yet" in capsys.readouterr().out


def test_a_claim_without_a_file_is_reported(tmp_path):
    folder = make_claim(tmp_path / "book", BODY)
    path = folder / "contents.toml"
    path.write_text(path.read_text(encoding="utf-8") + "[claim.later]\n" + CLAIM, encoding="utf-8")
    assert build_book(folder).report["claims_without_a_file"] == ["later"]


WRONG_FILES = {
    "no parts": ("", "no part states"),
    "no tuple": ("3", "returned int"),
    "a float": (REFUTED.format("COMMUTE, at={A: 0.5, B: 1}"), "0.5 is no exact number"),
    "a counterexample that does not violate": (
        REFUTED.format("COMMUTE, at={A: 1, B: 1}"),
        r"NotRefuted \[counterexample\]: .*the claim holds",
    ),
    "a counterexample that breaks a hypothesis": (REFUTED.format("COMMUTE, [SAME], at=AT"), r"\(they are equal\)"),
    "a hypothesis not of a known form": (
        'sm.Part(S, "words", sm.decide(COMMUTE, ["A is small"]))',
        "hypothesis 1 is not of a known form",
    ),
    "a proof that is none": ('sm.Part(S, "words", sm.prove(COMMUTE))', "the statement is refuted"),
    "a repair called a hypothesis": (
        'sm.Part(S, "w", sm.refute(COMMUTE, at=AT)), '
        'sm.Part(sm.Role.HYPOTHESIS, "v", sm.prove(sm.Equal(A, B), [SAME]))',
        r"part 2 \(v\): this is a repair",
    ),
    "one reading": ('sm.Part(R, "words", sm.refute(COMMUTE, at=AT))', "one READING"),
    "words that are not ASCII": ('sm.Part(S, "λ", sm.refute(COMMUTE, at=AT))', "not ASCII"),
}


@pytest.mark.parametrize(("body", "message"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_wrong_claim_file_is_named(tmp_path, body, message):
    (built,) = build_book(make_claim(tmp_path / "book", body + "," * body.startswith("sm."))).results
    assert built.status == "failed"
    assert not built.holds
    assert re.search(message, built.message)
    assert "commute" in built.message


def test_an_unknown_claim_is_named(tmp_path):
    folder = make_claim(tmp_path / "book", BODY, identifier="comute")
    (built,) = build_book(folder).results
    assert "commute.py defines claim(), but contents.toml has no table [claim.commute]" in built.message
    assert build_book(folder).report["claims_without_a_file"] == ["comute"]


def test_a_claim_needs_a_claim_function(tmp_path):
    folder = make_claim(tmp_path / "book", BODY)
    (folder / "one" / "commute.py").write_text("def result(problem):\n    return None\n")
    (built,) = build_book(folder).results
    assert "commute.py defines no claim: write def claim(problem)" in built.message


def without(field):
    return "\n".join(line for line in CLAIM.splitlines() if not line.startswith(field)) + "\n"


WRONG_TABLES = {
    "no quotation": (without("quotation"), r"claim\.commute\.quotation is missing"),
    "no title": (without("title"), r"claim\.commute\.title is missing"),
    "no sentences": (without("sentences"), r"claim\.commute\.sentences is missing"),
    "an empty quotation": (without("quotation") + 'quotation = " "', r"claim\.commute\.quotation is ' '"),
    "a long quotation": (without("quotation") + f'quotation = "{"word " * 26}"', r"commute\.quotation: .*26 words"),
    "no numbers": (without("sentences") + "sentences = []", "sentence numbers are missing"),
    "sentences in words": (without("sentences") + 'sentences = ["one"]', r"claim\.commute\.sentences is \['one'\]"),
    "sentence zero": (without("sentences") + "sentences = [0]", r"claim\.commute\.sentences is \[0\]"),
    "a verdict that is typed": (CLAIM + 'verdict = "true"', r"claim\.commute\.verdict is not known"),
    "a title that is not ASCII": (
        without("title") + 'title = "λ"',
        r"claim\.commute\.title is 'λ', which is not ASCII",
    ),
    "a title that is a number": (without("title") + "title = 3", r"claim\.commute\.title is 3"),
}


@pytest.mark.parametrize(("table", "message"), WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_a_wrong_table_is_named(tmp_path, table, message):
    with pytest.raises(BookError, match=message):
        read_contents(make_claim(tmp_path / "book", BODY, table))


def test_an_identifier_has_dashes(tmp_path):
    with pytest.raises(BookError, match=r"claim\.They_commute is no identifier"):
        read_contents(make_claim(tmp_path / "book", BODY, identifier="They_commute"))


def test_claims_that_are_no_tables_are_named(tmp_path):
    folder = make_claim(tmp_path / "book", BODY)
    (folder / "contents.toml").write_text('claim = "commute"\n')
    with pytest.raises(BookError, match="claims are tables"):
        read_contents(folder)


def test_two_processes_build_the_same_book(tmp_path):
    folder = make_claim(tmp_path / "book", BODY)
    (folder / "one" / "midpoint_loss.py").write_text(
        "import symmaml as sm\n\ndef result(problem):\n    return sm.midpoint_loss(problem)\n"
    )
    (folder / "one" / "bad.py").write_text("raise ValueError('my own mistake')\n")
    path = folder / "contents.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["commute"]', '["bad", "commute", "midpoint_loss"]'))
    seen = []
    alone = build_book(folder)
    together = build_book(folder, lambda *progress: seen.append(progress), processes=2)
    assert together.files == alone.files
    assert [line[0] for line in seen] == [0, 1, 2]

    def timeless(book):
        return [{**entry, "seconds": 0} for entry in book.report["results"]]

    assert timeless(together) == timeless(alone)
    assert "my own mistake" in together.results[0].message


def test_a_process_that_dies_is_named(tmp_path):
    folder = make_claim(tmp_path / "book", BODY)
    for stem in ("dies", "dies_too"):
        (folder / "one" / f"{stem}.py").write_text("import os\nos._exit(3)\n")
    path = folder / "contents.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('["commute"]', '["dies", "dies_too"]'))
    with pytest.raises(BookError, match="a process that built entries has died"):
        build_book(folder, processes=2)
