"""Explanations as plain text, as LaTeX that compiles, in notebooks, and by the command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import sympy
from explanation.cases import FILES, ROOT, STATEMENTS, TERSE, certificate, verdict
from export import typesetting

import symmaml as sm
from symmaml import kernel
from symmaml.cli import main
from symmaml.explanation.explain import explain
from symmaml.explanation.record import escaped
from symmaml.statement import Obstacle

M, N = sm.matrix("M N")
A, B = sm.symmetric("A B")


def undecided() -> sm.Verdict:
    return sm.decide(sm.Equal(A**2 * B, B * A**2), [sm.Equal(A**5, B**5)], seconds=2)


def refuted() -> sm.Verdict:
    return sm.decide(sm.AtLeast(M * M.T, N * N.T))


def test_latex_compiles_with_the_macros_of_the_book(tmp_path: Path) -> None:
    macros = (ROOT / "derivations" / "macros.tex").read_text()
    assert macros == (ROOT / "symmaml" / "export" / "tex" / "macros.tex").read_text()
    (tmp_path / "macros.tex").write_text(macros)
    head = "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{lmodern}\n\\input{macros}"
    explanations = [explain(kernel.Certificate(path.read_text())) for path in FILES]
    explanations += [sm.explain(found) for found in (*map(verdict, STATEMENTS), undecided(), refuted())]
    explanations += [explain(certificate(name)) for name in TERSE]
    log = typesetting.draft("\n\n".join(e.latex for e in explanations), tmp_path, head)
    assert [line for line in typesetting.complaints(log) if not line.startswith("Underfull")] == []


def test_a_notebook_shows_text_and_one_display_without_macros() -> None:
    for found in (verdict("parallel"), refuted(), undecided()):
        explanation = sm.explain(found)
        bundle = explanation._repr_mimebundle_()
        assert bundle["text/plain"] == str(explanation)
        assert bundle["text/latex"].startswith(r"$$\begin{aligned}")
        assert "proofsteps" not in bundle["text/latex"]
        assert repr(explanation) == f"<explanation, {found.status.value}: {len(explanation.steps)} steps>"


def test_text_is_the_same_every_time_and_fits() -> None:
    text = str(sm.explain(verdict("tensor")))
    assert text == str(sm.explain(verdict("tensor")))
    assert all(len(line) <= 100 for line in text.splitlines())


def test_a_chain_is_read_from_the_left_side_to_the_right() -> None:
    chain = [line for step in sm.explain(verdict("parallel")).steps for line in step.lines]
    assert [line.left.text for line in chain if not line.continues] == ["P (P + Q)^-1 Q"]
    assert chain[-1].right.text == "Q (P + Q)^-1 P"
    assert chain[0].right.latex == r"P - P (P + Q)^{-1} P"


def test_hypotheses_are_counted_as_the_kernel_counts_them() -> None:
    text = str(sm.explain(sm.decide(sm.Equal(A * B * M, B * A * M), [sm.Equal(A * B, B * A), sm.Equal(M, N)])))
    used, spared = text[text.index("Used:") :].split("Not needed:")
    assert "hypothesis 1, A B = B A" in used
    assert {"A is symmetric", "B is symmetric", "hypothesis 2, M = N"} <= set(re.split(r"; |\.\n", spared.strip(" ")))


@pytest.mark.parametrize(
    ("names", "spelled"),
    [
        ("A0 A_0", [r"\mathtt{A0}", r"\mathtt{A\_0}", " I"]),
        ("I B", [r"\mathtt{I}", "B", "I_{1}"]),
        ("B C", ["B", "C", " I"]),
    ],
)
def test_letters_that_look_alike_are_told_apart(names: str, spelled: list[str]) -> None:
    first, second = sm.matrix(names)
    one = sympy.Identity(first.rows)
    found = sm.decide(sm.Equal((first * second).T + one, one + second.T * first.T)).certificate
    assert found is not None
    shown = explain(found).latex
    assert all(spelling in shown for spelling in spelled)


def test_a_long_inverse_is_named() -> None:
    long = (A * B * A * B + B * A * B * A + A * A * B * B + B * B * A * A + A + sympy.Identity(A.rows)).I
    text = str(sm.explain(sm.decide(sm.Equal((long * A).T, A * long.T))))
    assert "K1 = (" in text
    assert "K1' = " not in text


def test_undecided_names_the_limit_the_rest_and_what_to_try() -> None:
    found = undecided()
    assert found.obstacle == Obstacle(
        "rewriting",
        "no more rules follow, with 2 rules and a rest of degree 3",
        "A A B - B A A",
        ("state a hypothesis, Equal(..., ...), from which it follows that the rest is zero",),
    )
    assert found.reason == str(found.obstacle)
    text = str(sm.explain(found))
    assert "left over: A A B - B A A" in text
    assert "Try: state a hypothesis" in text


def test_undecided_inequalities_and_vacuous_statements_say_what_to_try() -> None:
    vacuous = sm.decide(sm.Equal(A, B), [sm.Equal(M * M.T, -sympy.Identity(A.rows))])
    assert vacuous.obstacle is not None
    assert "Drop a hypothesis" in str(sm.explain(vacuous))


def test_what_tex_gives_a_meaning_is_escaped() -> None:
    assert escaped(r"50% of {A_1^2} & \x") == r"50\% of \{A\_1\textasciicircum{}2\} \& \textbackslash{}x"


def test_the_command_explains(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    symbols = {name: {"kind": "matrix", "shape": ["n", "n"]} for name in "AB"}
    statements = [
        {"id": name, "symbols": symbols, "relation": "eq", "lhs": "(A*B).T", "rhs": right}
        for name, right in [("true_one", "B.T*A.T"), ("false_one", "A.T*B.T")]
    ]
    (tmp_path / "file.json").write_text(json.dumps({"statements": statements}))
    out = tmp_path / "why.tex"
    assert main(["decide", str(tmp_path / "file.json"), "--explain", "--explain-tex", str(out)]) == 1
    printed = capsys.readouterr().out
    assert "    proved: B' A' = B' A'" in printed
    assert "    1. For n = 2, take" in printed
    assert out.read_text().startswith("\\paragraph{true\\_one}\n\\begingroup")
    assert out.read_text().count(r"\end{proofsteps}") == 2
