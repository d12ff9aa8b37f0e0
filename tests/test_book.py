"""A folder of results: read, built, written, compared; bad folders and bad files are named."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from symmaml.book import build_book, list_book
from symmaml.contents import read_contents
from symmaml.errors import BookError, NotWritable
from symmaml.writing import stale, write_atomically, write_files

PROBLEM = """import symmaml as sm
tasks = [sm.quadratic("A", "v"), sm.quadratic("B", "w")]
problem = sm.MetaProblem(tasks, adaptation=sm.GradientDescent(sm.scalar("alpha")))
"""
CONTENTS = """title = "Small"
[[chapter]]
title = "One"
folder = "one"
results = [{results}]
"""


def make_book(folder: Path, **files: str) -> Path:
    """Write a small folder of results."""
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "problem.py").write_text(PROBLEM)
    for stem, body in files.items():
        (folder / "one" / f"{stem}.py").write_text(f"import symmaml as sm\n\n\ndef result(problem):\n    {body}\n")
    listed = ", ".join(f'"{stem}"' for stem in files)
    (folder / "contents.toml").write_text(CONTENTS.format(results=listed))
    return folder


GOOD = {"fixed_point": "return sm.fixed_point(problem)", "midpoint_loss": "return sm.midpoint_loss(problem)"}


def test_a_small_book_is_built_and_compared(tmp_path):
    folder = make_book(tmp_path / "book", **GOOD)
    book = build_book(folder)
    assert book.holds
    assert [built.status for built in book.results] == ["proved", "proved"]
    write_files(folder, book.files)
    assert stale(folder, book.files) == []
    (folder / "generated" / "fixed-point.tex").write_text("changed")
    (folder / "generated" / "left-over.tex").write_text("old")
    (folder / "generated" / "midpoint-loss.py").unlink()
    assert stale(folder, book.files) == [
        "generated/fixed-point.tex",
        "generated/midpoint-loss.py",
        "generated/left-over.tex",
    ]


def test_the_report_has_the_agreed_form(tmp_path):
    report = build_book(make_book(tmp_path / "book", **GOOD)).report
    assert set(report) == {"version", "results", "claims_without_a_file", "seconds"}
    for entry in report["results"]:
        assert {"id", "title", "chapter", "status", "hypotheses", "certificate", "tex", "crosscheck", "seconds"} <= set(
            entry
        )
        assert (entry["claim"], entry["verdict"], entry["status"], entry["parts"]) == (None, "true", "proved", [])
        assert entry["crosscheck"]["verdict"] == "confirmed"
        assert entry["crosscheck"]["instances"] >= 50
        assert 0 <= entry["crosscheck"]["worst_error_over_bound"] <= 1
    json.dumps(report)


@pytest.mark.parametrize(("verdict", "holds"), [("confirmed", True), ("undecided", False), ("refuted", False)])
def test_a_proved_formula_must_be_confirmed_too(tmp_path, verdict, holds):
    (built,) = build_book(make_book(tmp_path / "book", midpoint_loss=GOOD["midpoint_loss"])).results
    assert replace(built, crosschecks=(replace(built.crosschecks[0], verdict=verdict),)).holds is holds


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("raise ValueError('my own mistake')", "failed", "my own mistake"),
        ("return 3", "failed", "returned int"),
        ("return sm.prove(sm.Equal(sm.matrix('M'), sm.matrix('M').T))", "refuted", "refuted"),
        (
            "return sm.minimum(sm.MetaProblem([sm.quadratic('A', 'v')], adaptation=sm.NoAdaptation()))",
            "failed",
            "two tasks",
        ),
        ("import nowhere", "failed", "nowhere"),
        ("raise SystemExit(3)", "failed", "SystemExit"),
    ],
)
def test_a_bad_file_costs_only_its_own_result(tmp_path, body, status, message):
    folder = make_book(tmp_path / "book", bad=body, midpoint_loss=GOOD["midpoint_loss"])
    book = build_book(folder)
    bad, good = book.results
    assert (bad.status, good.status) == (status, "proved")
    assert message in bad.message
    assert not book.holds
    assert not any(name.startswith("generated/bad") for name in book.files)
    assert [entry["status"] for entry in list_book(folder)] == [status, "proved"]


def test_a_file_without_result_is_named(tmp_path):
    folder = make_book(tmp_path / "book", **GOOD)
    (folder / "one" / "fixed_point.py").write_text("answer = 42\n")
    assert "defines no result" in build_book(folder).results[0].message


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (None, "holds no results"),
        ("", "lists no results"),
        ("not toml at all [", "cannot be read"),
        ('[[chapter]]\ntitle = "One"\n', "lacks"),
        ('[[chapter]]\ntitle = "One"\nfolder = "one"\nresults = ["absent"]\n', "does not exist"),
        ('[[chapter]]\ntitle = "One"\nfolder = "one"\nresults = ["../one/x"]\n', "no file stem"),
        ('[[chapter]]\ntitle = "One"\nfolder = "one"\nresults = ["fixed_point", "fixed_point"]\n', "stands twice"),
        ('chapter = "one"\n', "expected [[chapter]]"),
    ],
)
def test_bad_contents_are_named(tmp_path, contents, message):
    folder = make_book(tmp_path / "book", **GOOD)
    if contents is None:
        (folder / "contents.toml").unlink()
    else:
        (folder / "contents.toml").write_text(contents)
    with pytest.raises(BookError) as caught:
        read_contents(folder)
    assert message in str(caught.value)


def test_writing_is_atomic(tmp_path, monkeypatch):
    path = tmp_path / "result.tex"
    write_atomically(path, "old")

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, "new and half written")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["result.tex"]


def test_a_pipe_takes_the_text_and_stays_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    write_atomically(path, "text")
    assert os.read(reader, 99) == b"text"
    os.close(reader)
    assert path.is_fifo()


def test_a_link_to_an_open_file_stays_a_link(tmp_path):
    path = tmp_path / "stdout"
    with open(tmp_path / "file", "wb") as file:
        path.symlink_to(f"/proc/{os.getpid()}/fd/{file.fileno()}")
        write_atomically(path, "text")
    assert path.is_symlink()
    assert (tmp_path / "file").read_text() == "text"


def test_an_unwritable_folder_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotWritable, match=r"cannot write .*name a place"):
        write_atomically(tmp_path / "file" / "result.tex", "text")


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path):
    folder = make_book(tmp_path / "book", **GOOD)
    outputs = []
    for seed in ("0", "1", "42"):
        out = tmp_path / seed
        command = [sys.executable, "-m", "symmaml", "build", str(folder), "--out", str(out)]
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
        (out / "report.json").unlink()
        outputs.append({str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()})
        shutil.rmtree(out)
    assert outputs[0] == outputs[1] == outputs[2]
    assert len(outputs[0]) > 6
