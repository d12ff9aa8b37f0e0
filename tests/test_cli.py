"""The command: exit statuses, speed of --help, and what it says."""

import json
import os
import subprocess
import sys
import time

import pytest
from test_book import GOOD, make_book

from symmaml.cli import main


def test_help_is_instant_and_imports_no_sympy():
    command = [sys.executable, "-X", "importtime", "-m", "symmaml", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "build" in done.stdout
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert not imported & {"sympy", "numpy", "mpmath"}
    # starting Python itself is the larger part; the ratio does not depend on the machine
    assert best_of(5, "-m", "symmaml", "--help") < 8 * best_of(5, "-c", "pass")


def best_of(runs, *arguments):
    """Return the least wall time of several runs."""
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return min(times)


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["list", "--help"], ["check", "--help"]])
def test_help_exits_with_0(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    assert "usage: symmaml" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["check"], ["build", "--nonsense"]])
def test_bad_usage_exits_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "list"])
def test_a_folder_without_results_exits_with_2(command, tmp_path, capsys):
    assert main([command, str(tmp_path)]) == 2
    assert "holds no results" in capsys.readouterr().err


def test_build_check_list_and_check_certificates(tmp_path, capsys):
    folder = make_book(tmp_path / "book", **GOOD)
    assert main(["build", str(folder), "--check"]) == 1
    assert "stale" in capsys.readouterr().out
    assert main(["build", str(folder)]) == 0
    table = capsys.readouterr().out
    assert "2 of 2 results proved" in table
    assert "S invertible" in table
    assert main(["build", str(folder), "--check"]) == 0
    assert main(["list", str(folder)]) == 0
    capsys.readouterr()
    assert main(["list", str(folder), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["results"]
    assert [entry["id"] for entry in listed] == ["fixed-point", "midpoint-loss"]
    assert all({"id", "title", "chapter", "status", "claim", "verdict", "parts"} <= set(entry) for entry in listed)
    certificates = sorted(map(str, (folder / "generated").glob("*.certificate.json")))
    assert main(["check", *certificates]) == 0
    assert f"{len(certificates)} of {len(certificates)}" in capsys.readouterr().out
    (folder / "generated" / "fixed-point.certificate.json").write_text("{}")
    assert main(["check", *certificates]) == 1
    assert "REFUSED" in capsys.readouterr().out


def test_a_failing_result_exits_with_1(tmp_path, capsys):
    folder = make_book(tmp_path / "book", bad="raise ValueError('my own mistake')", **GOOD)
    assert main(["build", str(folder)]) == 1
    assert "my own mistake" in capsys.readouterr().out
    assert (folder / "generated" / "fixed-point.tex").is_file()
    assert main(["list", str(folder)]) == 1
    assert "my own mistake" in capsys.readouterr().out


def test_a_reader_who_has_read_enough_is_no_error(tmp_path):
    folder = make_book(tmp_path / "book", midpoint_loss=GOOD["midpoint_loss"])
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing) as pipe:
        command = [sys.executable, "-m", "symmaml", "list", str(folder)]
        done = subprocess.run(command, check=False, stdout=pipe, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "")


def test_an_unwritable_out_exits_with_2(tmp_path, capsys):
    folder = make_book(tmp_path / "book", midpoint_loss=GOOD["midpoint_loss"])
    (tmp_path / "out").write_text("in the way")
    assert main(["build", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert "cannot write" in capsys.readouterr().err


def test_pdf_says_what_to_install(tmp_path, capsys, monkeypatch):
    folder = make_book(tmp_path / "book", midpoint_loss=GOOD["midpoint_loss"])
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["build", str(folder), "--pdf"]) == 2
    assert "apt-get install" in capsys.readouterr().err
    assert (folder / "generated" / "midpoint-loss.tex").is_file()


STATEMENTS = {
    "statements": [
        {
            "id": "transpose",
            "symbols": {name: {"kind": "matrix", "shape": ["n", "n"]} for name in "AB"},
            "relation": "eq",
            "lhs": "(A*B).T",
            "rhs": right,
            "expect": expect,
        }
        | {"id": expect}
        for right, expect in [("B.T*A.T", "proved"), ("A.T*B.T", "refuted"), ("B.T*C.T", "invalid")]
    ]
}


def test_decide_a_statement_file(tmp_path, capsys):
    (tmp_path / "file.json").write_text(json.dumps(STATEMENTS))
    out = tmp_path / "results.json"
    assert main(["decide", str(tmp_path / "file.json"), "--expect", "--json", str(out)]) == 0
    assert "1 invalid, 1 proved, 1 refuted" in capsys.readouterr().out
    results = json.loads(out.read_text())["results"]
    assert [result["status"] for result in results] == ["proved", "refuted", "invalid"]
    assert results[0]["certificate"] is not None
    assert results[1]["counterexample"]["dims"] == {"n": 2}
    assert "unknown name 'C'" in results[2]["reason"]
    assert main(["decide", str(tmp_path / "file.json")]) == 1


def test_check_takes_a_file_of_results(tmp_path, capsys):
    (tmp_path / "file.json").write_text(json.dumps(STATEMENTS))
    out = tmp_path / "results.json"
    main(["decide", str(tmp_path / "file.json"), "--json", str(out)])
    capsys.readouterr()
    assert main(["check", str(out)]) == 0
    told = capsys.readouterr().out
    assert f"{out}: proved: proved: B' A' = B' A'" in told
    assert f"2 of 2 certificates in {out} accepted" in told
    found = json.loads(out.read_text())
    found["results"][0]["certificate"]["claim"]["rhs"]["terms"][0][0] = "2"
    out.write_text(json.dumps(found))
    assert main(["check", str(out)]) == 1
    told = capsys.readouterr().out
    assert "REFUSED: left-over" in told
    assert f"1 of 2 certificates in {out} accepted" in told
    assert main(["check", str(tmp_path / "nothing.json")]) == 2


def test_decide_says_what_differs(tmp_path, capsys):
    wrong = {"statements": [{**STATEMENTS["statements"][0], "expect": "refuted"}]}
    (tmp_path / "file.json").write_text(json.dumps(wrong))
    assert main(["decide", str(tmp_path / "file.json"), "--expect"]) == 1
    assert "not as expected: proved: proved, expected refuted" in capsys.readouterr().out


def test_decide_refuses_what_is_no_statement_file(tmp_path, capsys):
    (tmp_path / "file.json").write_text("[1, 2")
    assert main(["decide", str(tmp_path / "file.json")]) == 2
    assert main(["decide", str(tmp_path / "absent.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
