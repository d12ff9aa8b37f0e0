"""A printed result says what the kernel said, and every page that is printed is accepted by TeX without a murmur."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from export import reading, records, typesetting
from hypothesis import given, settings, strategies as st

from symmaml.derivation import Derivation, Result
from symmaml.errors import InvalidNotation, InvalidStatement
from symmaml.export.document import setting, status_of, to_latex
from symmaml.export.pages import Chapter, Row, book, hypotheses_table, macros, results_table
from symmaml.export.prose import heading, in_words, listed, prose, sentence, slug
from symmaml.kernel import Theorem
from symmaml.statement import Claim, Definition, Equal, Positive, Status

GRADIENT = records.result(records.GRADIENT)
FIXED_POINT = records.result(records.FIXED_POINT, inverses=("S",))

# --- one result -------------------------------------------------------------------------------------------------------


def test_a_fragment_in_full() -> None:
    assert to_latex(FIXED_POINT, identifier="fixed-point").splitlines() == [
        r"\begin{theorem}[The fixed point $\theta^{\star}$]\label{res:fixed-point}",
        r"  Let $A$, $B \in \mathbb{R}^{n \times n}$, $\theta$, $v$, $w \in \mathbb{R}^n$ and $\alpha \in \mathbb{R}$, "
        r"with $A$ and $B$ symmetric and $S$ invertible. Then",
        r"  \begin{equation}\label{eq:fixed-point}",
        r"    \theta^{\star} = S^{-1} (A_{\alpha} v + B_{\alpha} w),",
        r"  \end{equation}",
        r"  where",
        r"  \begin{align*}",
        r"    A_{\alpha} &= (I - \alpha A) A (I - \alpha A), \\",
        r"    B_{\alpha} &= (I - \alpha B) B (I - \alpha B), \\",
        r"    S &= A_{\alpha} + B_{\alpha}.",
        r"  \end{align*}",
        r"  \verdict{\proved}",
        r"\end{theorem}",
        r"\begin{proof}",
        r"  \begin{proofsteps}",
        r"    \item Collect the parameters.",
        r"      \begin{equation*}",
        r"        A_{\alpha} (\theta - v) + B_{\alpha} (\theta - w) = S \theta - A_{\alpha} v - B_{\alpha} w.",
        r"      \end{equation*}",
        r"    \item {}[by $S^{-1}$] solve the affine equation.",
        r"      \begin{equation*}",
        r"        S \theta^{\star} = A_{\alpha} v + B_{\alpha} w.",
        r"      \end{equation*}",
        r"    \item Hence the claim:",
        r"      \begin{equation*}",
        r"        A_{\alpha} (\theta^{\star} - v) + B_{\alpha} (\theta^{\star} - w) = 0. \qedhere",
        r"      \end{equation*}",
        r"  \end{proofsteps}",
        r"\end{proof}",
    ]


def with_one_line(result: Result, index: int, **changes: object) -> Result:
    """Return the result with one verdict changed; the last one is that of the conclusion."""
    verdicts = [*result.proofs, result.theorem]
    verdicts[index] = replace(verdicts[index], **changes)  # type: ignore[arg-type]
    return Result(result.derivation, tuple(verdicts[:-1]), verdicts[-1])


def without_a_line(result: Result) -> Result:
    return Result(result.derivation, result.proofs[:-1], result.theorem)


def restated(result: Result, **changes: object) -> Result:
    """Return the result with a changed statement under its conclusion."""
    return with_one_line(result, -1, statement=replace(result.theorem.statement, **changes))  # type: ignore[arg-type]


OTHER_WHERE = (Definition(records.A_alpha, records.A),)
SIGNED = Theorem("", (), ("A",), (), (), "")
OTHER = records.verdict(Equal(records.A, records.A), Status.PROVED, ()).statement
STANDINGS = [
    ("every line proved", GRADIENT, Status.PROVED),
    ("a step undecided", with_one_line(GRADIENT, 1, status=Status.UNDECIDED), Status.UNDECIDED),
    ("a step refuted", with_one_line(GRADIENT, 1, status=Status.REFUTED), Status.REFUTED),
    ("the conclusion undecided", with_one_line(GRADIENT, -1, status=Status.UNDECIDED), Status.UNDECIDED),
    ("the conclusion refuted", with_one_line(GRADIENT, -1, status=Status.REFUTED), Status.REFUTED),
    ("a step without its proof", without_a_line(GRADIENT), Status.UNDECIDED),
    ("a verdict without a theorem", with_one_line(GRADIENT, 0, theorem=None), Status.UNDECIDED),
    ("a theorem about something else", with_one_line(GRADIENT, 2, statement=OTHER), Status.UNDECIDED),
    ("a theorem under other definitions", restated(GRADIENT, where=OTHER_WHERE), Status.UNDECIDED),
    ("a theorem under the printed definitions", restated(GRADIENT, where=records.WHERE[:2]), Status.PROVED),
    ("a hypothesis that stays unprinted", restated(GRADIENT, hypotheses=(Positive(records.alpha),)), Status.UNDECIDED),
    ("a sign that stays unprinted", with_one_line(GRADIENT, 0, theorem=SIGNED), Status.UNDECIDED),
    ("nothing decided", records.result(records.GRADIENT, Status.UNDECIDED), Status.UNDECIDED),
]


@pytest.mark.parametrize(("result", "status"), [case[1:] for case in STANDINGS], ids=[case[0] for case in STANDINGS])
def test_the_badge_is_computed(result: Result, status: Status) -> None:
    text = to_latex(result)
    assert status_of(result) is status
    assert text.count(rf"\verdict{{\{status.value}}}") == text.count(r"\verdict") == 1
    is_proved = status is Status.PROVED
    assert (r"\begin{theorem}" in text, r"\begin{proof}" in text, r"\qedhere" in text) == (is_proved,) * 3
    assert (r"\begin{claim}" in text, r"\begin{derivation}" in text) == (not is_proved,) * 2


def test_each_doubtful_step_is_marked() -> None:
    text = to_latex(with_one_line(GRADIENT, 1, status=Status.REFUTED))
    assert [line.strip() for line in text.splitlines() if r"\item" in line and r"\refuted" in line] == [
        r"\item Differentiate, task by task. \refuted"
    ]


def test_only_used_hypotheses_are_named() -> None:
    bare = Theorem("", (), (), (), (), "")
    result = records.result(records.TOTAL_LOSS, inverses=("S",))
    assert "$A$ and $B$ symmetric and $S$ invertible" in to_latex(result)
    freed = Result(
        result.derivation, tuple(replace(p, theorem=bare) for p in result.proofs), replace(result.theorem, theorem=bare)
    )
    assert "symmetric" not in to_latex(freed)
    assert r"and $\alpha \in \mathbb{R}$. Then" in to_latex(freed)


def test_a_definition_stands_once_where_it_is_needed() -> None:
    theorem, proof = to_latex(records.result(records.GRADIENT)).split(r"\begin{proof}")
    assert "S &=" not in theorem + proof  # used nowhere
    theorem, proof = to_latex(records.result(records.TOTAL_LOSS)).split(r"\begin{proof}")
    assert r"\theta^{\star} &=" in theorem  # it stands in F(theta_star)
    assert r"\delta &=" in theorem
    assert "Write" not in proof


def test_the_conclusion_is_not_said_twice() -> None:
    text = to_latex(records.result(records.DISPLACEMENT), identifier="x")
    assert r"\item Multiply out both sides of~\eqref{eq:x}. \qedhere" in text
    last = records.GRADIENT.steps[-1].claim
    assert "Hence" not in to_latex(records.result(replace(records.GRADIENT, conclusion=last)))


def test_the_label_comes_from_the_title() -> None:
    assert r"\label{res:the-gradient}" in to_latex(GRADIENT)
    with pytest.raises(InvalidNotation, match="cannot be a label"):
        to_latex(GRADIENT, identifier="the gradient")


def test_what_is_no_result_is_not_printed() -> None:
    with pytest.raises(InvalidStatement, match=r"is no result: write to_latex\(fixed_point"):
        to_latex("the gradient")  # type: ignore[arg-type]


def test_text_outside_ascii_is_refused() -> None:
    odd = records.derivation(
        "The gradient of \N{GREEK SMALL LETTER THETA}", "g", records.FIELD, [], records.GRADIENT.conclusion
    )
    with pytest.raises(InvalidNotation, match="not ASCII"):
        to_latex(records.result(odd))


def test_the_setting_names_every_loss() -> None:
    text = setting(records.TWO_LOSSES)
    for piece in ("f_1(", "g_1(", "U_1(", "f_2(", "U_2(", r"p f_1\bigl(U_1(\theta)\bigr) + f_2", "2 gradient steps"):
        assert piece in text
    assert "g_2(" not in text


# --- prose ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("50% of a_b & #1 {x} ~ ^ < > | \\", r"50\% of a\_b \& \#1 \{x\} \textasciitilde{} \textasciicircum{} "
         r"\textless{} \textgreater{} \textbar{} \textbackslash{}"),
        (r"by $\theta_1 & x$, a_b", r"by $\theta_1 & x$, a\_b"),
        ("costs 5$", r"costs 5\$"),
        ("two\nlines", "two lines"),
    ],
)  # fmt: skip
def test_prose_is_escaped(text: str, expected: str) -> None:
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), ""),
        (("A symmetric",), "$A$ symmetric"),
        (("A symmetric", "B symmetric", "A_alpha symmetric"), r"$A$, $B$ and $A_{\alpha}$ symmetric"),
        (("A symmetric", "S invertible"), "$A$ symmetric and $S$ invertible"),
        (("A + B invertible",), "$A + B$ invertible"),
        (("smooth",), "smooth"),
    ],
)
def test_hypotheses_are_grouped(words: tuple[str, ...], expected: str) -> None:
    assert in_words(words) == expected


def test_titles() -> None:
    assert heading("50% more") == r"50\% more"
    assert heading(r"$F(\theta^{\star})$ & more") == r"\texorpdfstring{$F(\theta^{\star})$ \& more}{F(theta*) \& more}"
    assert slug("The $S$-norm, 2nd") == "the-s-norm-2nd"
    assert slug("?") == "result"
    assert sentence("[1] says so:") == "[1] says so."
    assert listed(["a", "b"]) == "a and b"


# --- real TeX ---------------------------------------------------------------------------------------------------------

STATES = (Status.PROVED, Status.PROVED, Status.UNDECIDED, Status.REFUTED)
FRAGMENTS = [records.result(made, status, ("S",)) for made, status in zip(records.DERIVATIONS, STATES, strict=True)]


def write_book(folder: Path) -> None:
    (folder / "generated").mkdir()
    rows = []
    for number, result in enumerate(FRAGMENTS):
        status, worst = status_of(result).value, (None, 0.25)[number % 2]
        (folder / f"generated/r{number}.tex").write_text(to_latex(result, identifier=f"r{number}"), encoding="ascii")
        rows.append(Row(f"r{number}", result.title, status, result.hypotheses, "confirmed" if worst else "", worst))
    rows.append(Row("absent", "a_file that_raised " * 5, "failed", ()))
    chapters = [
        Chapter("The point $\\theta^{\\star}$ & its loss", ("r0", "r1"), setting(records.PROBLEM)),
        Chapter("More", ("r2", "r3"), setting(records.TWO_LOSSES)),
    ]
    (folder / "macros.tex").write_text(macros(), encoding="ascii")
    (folder / "generated/results.tex").write_text(results_table(rows), encoding="ascii")
    (folder / "generated/hypotheses.tex").write_text(hypotheses_table(rows), encoding="ascii")
    text = book(chapters, title="A book with $F$ in its title", subtitle="100% of it")
    (folder / "text.tex").write_text(text, encoding="ascii")


def test_a_book_compiles_without_a_warning_to_the_same_bytes(tmp_path: Path) -> None:
    pages = []
    for name in ("once", "again"):
        folder = tmp_path / name
        folder.mkdir()
        write_book(folder)
        log = typesetting.run(["latexmk", "-pdf"], folder)
        assert typesetting.complaints(log) == []
        pages.append((folder / "text.pdf").read_bytes())
    assert pages[0] == pages[1]


def compile_with_macros(head: str, body: str, folder: Path) -> str:
    """Compile twice, as references need, and return the log of the second run."""
    (folder / "macros.tex").write_text(macros(), encoding="ascii")
    for _ in range(2):
        (folder / "text.tex").write_text(
            f"{head}\n\\input{{macros}}\n\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding="ascii"
        )
        log = typesetting.run(["pdflatex"], folder)
    return log


PAPERS = {
    "article": (r"\documentclass{article}", 34.0),
    "two columns": (
        r"\documentclass[twocolumn]{article}\sloppy\hbadness=10000\raggedbottom",
        22.9,
    ),  # narrow columns: loose lines
    "its own theorems": (
        r"\documentclass[11pt]{article}\usepackage{amsmath,amsthm}\newtheorem{theorem}{Satz}[section]\newtheorem{claim}{Lemma}",
        31.0,
    ),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_fragment_needs_only_the_macros(tmp_path: Path, paper: str) -> None:
    head, room = PAPERS[paper]
    body = "\n".join(to_latex(result, line_width=room) for result in FRAGMENTS)
    assert typesetting.complaints(compile_with_macros(head, body, tmp_path)) == []


def random_derivation(seed: int) -> Derivation:
    """A derivation with claims and words of any length; nothing in it is true."""
    grower = reading.Grower(seed)
    vocabulary = ("multiply", "$A_{\\alpha} S^{-1}$", "100%", "a_b", "rearrange")
    words = " ".join(grower.source.choice(vocabulary) for _ in range(30))
    steps: list[tuple[Claim, str]] = [
        (Equal(grower.matrix(depth), grower.matrix(5 - depth)), words) for depth in (1, 3, 5)
    ]
    symbol = grower.source.choice(("G(x)", records.theta_star))
    return records.derivation("Anything", symbol, grower.vector(4), steps, steps[0][0])


def test_no_line_of_any_result_is_too_long(tmp_path: Path) -> None:
    texts: list[str] = []

    @settings(max_examples=40, derandomize=True, database=None, deadline=None)
    @given(st.integers(0, 10**9))
    def collect(seed: int) -> None:
        made = records.result(random_derivation(seed), Status.UNDECIDED)
        texts.append(to_latex(made, identifier=f"r{len(texts)}"))

    collect()
    head = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{lmodern}\emergencystretch=3em\raggedbottom"
    assert typesetting.complaints(compile_with_macros(head, "".join(texts), tmp_path)) == []


PRINT_ALL = """
import sys
sys.path.insert(0, sys.argv[1])
from export import records
from symmaml.export.document import setting, to_latex
for made in records.DERIVATIONS:
    sys.stdout.write(to_latex(records.result(made)))
sys.stdout.write(setting(records.TWO_LOSSES))
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    tests = Path(__file__).parents[1]
    outputs = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(tests.parent)}
        command = [sys.executable, "-c", PRINT_ALL, str(tests)]
        outputs.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000
