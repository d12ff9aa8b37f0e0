"""Claims in print: every quantifier and hypothesis, counterexamples that can be pasted, words with their letters."""

import re
from fractions import Fraction

import numpy as np
import pytest
import sympy
from export.typesetting import complaints, draft
from sympy import Identity

from symmaml.claim import Citation, Part, Quotation, Role
from symmaml.evidence import ClaimResult
from symmaml.export.claims import OpeningRow, claim_to_latex, deciding_lines, opening_table
from symmaml.export.counterexamples import LISTING, counterexample_to_latex, listing
from symmaml.export.pages import book, macros
from symmaml.export.prose import sentence, spelled
from symmaml.export.statements import essential, statement_in_plain_text, statement_to_latex
from symmaml.notation import matrix, scalar, symmetric, vector
from symmaml.proof.counterexample import refute
from symmaml.proof.decide import prove
from symmaml.statement import AtLeast, Definition, Equal, Named, Nonzero, Positive, Statement, Status, Verdict

A, B = symmetric("A B", definite="positive")
P = symmetric("P", definite="semi")
S = symmetric("S")
X = matrix("X", rows="m", cols="n")
alpha, lamda = scalar("alpha", positive=True), scalar("lamda")
u, v, w = vector("u v w")
QUOTATION = Quotation("order", "The order of $A$ and $B$", "the matrices’ order “does not” matter", (3, 4), "$A B$")
AT = {A: [[2, 0], [0, 1]], B: [[2, 1], [1, 2]]}


def printed(*parts):
    return claim_to_latex(ClaimResult(QUOTATION, parts), "order")


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("u is an eigenvector of A", "$u$ is an eigenvector of $A$"),
        ("the step is below 1/lamda", r"the step is below $1/\lambda$"),
        ("theta_star - v is longer", r"$\theta^{\star} - v$ is longer"),
        ("A_alpha + B_alpha and F_1", r"$A_{\alpha} + B_{\alpha}$ and $F_{1}$"),
        ("if alpha L < 1, f is L-smooth", r"if $\alpha$ $L < 1$, $f$ is $L$-smooth"),
        ("a smaller eigenvalue", "a smaller eigenvalue"),
        ("A smaller eigenvalue of A", "A smaller eigenvalue of $A$"),
        ("A is symmetric", "$A$ is symmetric"),
        ("the task's x-axis", "the task's $x$-axis"),
        ("$A u$ stays, u does not", "$A u$ stays, $u$ does not"),
        ("delta-like, well-known, two-by-two, 100% of it", r"$\delta$-like, well-known, two-by-two, 100% of it"),
        ("costs $5", "costs $5"),
    ],
)
def test_letters_in_words_are_formulas(words, expected):
    assert spelled(words) == expected


def test_a_sentence_does_not_capitalise_a_letter():
    assert sentence("u is an eigenvector of A") == "$u$ is an eigenvector of $A$."


# --- statements -------------------------------------------------------------------------------------------------------


def test_a_statement_has_every_quantifier_and_hypothesis():
    hypotheses = (
        Named("u is an eigenvector of A", Equal(A * u, lamda * u)),
        Positive(1 - alpha * lamda),
        Nonzero(lamda),
        AtLeast(S, A),
    )
    where = (Definition(S, A + B),)
    text = "\n".join(statement_to_latex(Statement(AtLeast(u.T * S * u, 0), hypotheses, where)))
    for part in (
        r"For all symmetric positive definite $A, B \in \mathbb{R}^{n \times n}$, $u \in \mathbb{R}^{n}$,",
        r"$\lambda \in \mathbb{R}$",
        r"$\alpha > 0$",
        r"\item $u$ is an eigenvector of $A$: $A u = \lambda u$,",
        r"\item $1 - \alpha \lambda > 0$,",
        r"\item $\lambda \ne 0$,",
        r"\item $S \succeq A$,",
        "then",
        r"u^{\top} S u \ge 0,",
        "where",
        r"S = A + B.",
    ):
        assert part in text, part
    assert r"S \in" not in text  # it is defined


def test_a_wide_hypothesis_has_a_line_of_its_own():
    wide = Named(
        "u is the sum",
        Equal(u, A * v + B * v + A * w + B * w + A * B * v + B * A * w + A * A * v + B * B * w + A * B * A * v),
    )
    text = "\n".join(statement_to_latex(Statement(Equal(v, w), (wide, Equal(v, u)))))
    assert "\\item $u$ is the sum:\n\\begin{equation*}" in text
    assert "\\item $v = u$," in text


def test_kinds_of_letters_are_told():
    text = "\n".join(statement_to_latex(Statement(Equal(X * P * X.T, X * S * X.T))))
    assert r"symmetric positive semidefinite $P \in \mathbb{R}^{n \times n}$" in text
    assert r"symmetric $S \in" in text
    assert r"$X \in \mathbb{R}^{m \times n}$" in text
    plain = statement_in_plain_text(Statement(Equal(P * S, S * P), (Positive(P),)))
    assert plain == "for all P (n x n, positive semidefinite), S (n x n, symmetric), if P > 0: P*S = S*P"


def test_definitions_without_a_use_are_left_out_unless_a_proof_rests_on_them():
    where = (Definition(S, A + B), Definition(w, S.I * u))
    text = {}
    for name, verdict in (
        ("used", prove(Equal(S * w, u), where=where)),
        ("unused", prove(Equal(A * u + B * u, (A + B) * u), where=where)),
        ("refuted", refute(Equal(u, v), where=where, at={A: 1, B: 1, u: 1, v: 0})),
    ):
        text[name] = "\n".join(statement_to_latex(essential(verdict)))
    assert "S = A + B" in text["used"].replace("&", "")
    assert "w" not in text["refuted"]
    assert "where" not in text["unused"] + text["refuted"]
    unproved = Verdict(Status.UNDECIDED, Statement(Equal(u, v), where=where))
    assert r"w &= S^{-1} u" in "\n".join(statement_to_latex(essential(unproved)))


def test_powers_are_written_as_powers():
    text = "\n".join(statement_to_latex(Statement(AtLeast(lamda, sympy.Rational(9, 10) ** 88))))
    assert r"\bigl(\tfrac{9}{10}\bigr)^{88}" in text


# --- counterexamples --------------------------------------------------------------------------------------------------


def test_a_counterexample_shows_matrices_sides_and_lines_to_paste():
    text = printed(Part(Role.STATEMENT, "in every order", refute(Equal(A * B, B * A), at=AT)))
    for part in (
        r"\claimpart{As stated}{\badge{refuted}\ }In every order.",
        r"\textit{Counterexample}, for $n = 2$:",
        r"$A = \begin{pmatrix} 2 & 0 \\ 0 & 1 \end{pmatrix}$",
        r"The left side is $\begin{pmatrix} 4 & 2 \\ 1 & 2 \end{pmatrix}$",
        "B = np.array([[2, 1], [1, 2]])",
        r"\certificate{order.part-1.certificate.json}",
    ):
        assert part in text, part


def test_an_inequality_fails_along_a_direction():
    verdict = refute(AtLeast(A, B), at={A: [[1, 0], [0, 1]], B: [[1, 1], [1, 2]]})
    found = verdict.counterexample
    z = np.array(found.witness, float)
    gap = (z.T @ (np.array(found.lhs, float) - np.array(found.rhs, float)) @ z).item()
    (sentence_,) = [line for line in counterexample_to_latex(verdict.statement, found) if line.startswith("Along")]
    shown = Fraction(re.search(r"minus the right side is \$(-?[0-9]+)", sentence_)[1])
    assert gap < 0
    assert abs(shown - gap) <= 1e-12 * abs(gap)


def test_numbers_compare_with_their_decimals():
    claim = AtLeast(alpha, 1)
    verdict = refute(claim, at={alpha: Fraction(13122, 43681)})
    text = "\n".join(counterexample_to_latex(verdict.statement, verdict.counterexample))
    assert r"The left side is $\tfrac{13122}{43681} \approx 0.3004$, less than the right side, $1$." in text


def test_long_fractions_stand_in_the_listing_alone():
    long = Fraction(10**30 + 1, 3**40)
    verdict = refute(AtLeast(1, alpha), at={alpha: long})
    lines = list(counterexample_to_latex(verdict.statement, verdict.counterexample))
    tex = "\n".join(lines[: lines.index(r"\begin{listing}\begin{verbatim}")])
    assert str(long.numerator) not in tex
    assert r"\approx" in tex
    assert f"alpha = {long}" in lines


def test_a_listing_is_python_however_long_its_lines():
    rows = [[Fraction(10**12 + i * j, 7**9 + i + j) for j in range(6)] for i in range(6)]
    verdict = refute(
        Equal(A, 0 * A), at={A: [[row[i] if i == j else 0 for j in range(6)] for i, row in enumerate(rows)]}
    )
    lines = list(listing(verdict.counterexample.as_text()))
    assert max(map(len, lines)) <= LISTING
    pasted = {}
    exec("\n".join(lines), pasted)
    assert np.array_equal(pasted["A"], verdict.counterexample.as_numpy()["A"])


# --- claims -----------------------------------------------------------------------------------------------------------


def test_roles_have_their_words_and_readings_their_numbers():
    true, false = prove(Equal(A * A, A**2)), refute(Equal(A * B, B * A), at=AT)
    text = printed(Part(Role.READING, "one", true), Part(Role.READING, "two", false), Part(Role.REMARK, "more", true))
    assert re.findall(r"\\claimpart\{(.*?)\}", text) == ["Reading 1", "Reading 2", "Moreover"]
    assert r"\outcome{ambiguous}{The formula, as we read it: $A B$.}" in text
    assert "``the matrices' order ``does not'' matter'' (sentences 3 and 4)" in text


def test_what_is_undecided_or_cited_says_so():
    statement = Statement(Equal(A * B, B * A))
    undecided = Verdict(Status.UNDECIDED, statement, reason="no certificate of degree 4")
    text = printed(
        Part(Role.STATEMENT, "in every order", undecided), Part(Role.REMARK, "known", Citation("they do not", "a book"))
    )
    assert r"\outcome{undecided}{" in text
    assert "Undecided: no certificate of degree 4." in text
    assert r"\badge{undecided}" in text
    assert r"\badge{cited}" in text
    assert "See a book." in text


@pytest.mark.parametrize(
    ("verdict", "parts", "expected"),
    [
        ("true", [("statement", "proved", "yes"), ("remark", "proved", "more")], (("", "yes"),)),
        ("true-with-hypothesis", [("statement", "refuted", "yes"), ("hypothesis", "proved", "if")], (("", "if"),)),
        ("false", [("statement", "refuted", "yes"), ("statement", "proved", "no")], (("Not so:", "yes"),)),
        ("false", [("statement", "refuted", "a"), ("repair", "proved", "b")], (("Not so:", "a"), ("Instead:", "b"))),
        ("ambiguous", [("reading", "proved", "a"), ("reading", "refuted", "b")], (("Proved:", "a"), ("Refuted:", "b"))),
        (None, [("statement", "undecided", "yes")], (("", "yes"),)),
        (None, [], ()),
    ],
)
def test_a_line_tells_what_decides(verdict, parts, expected):
    assert deciding_lines(verdict, parts) == expected


def test_the_opening_table_counts():
    rows = [OpeningRow(f"c{i}", "C", verdict, (("", "w"),)) for i, verdict in enumerate(["true", "false", "false"])]
    text = opening_table([*rows, OpeningRow("d", "D", "failed", (("", "w"),), is_printed=False)], missing=2)
    assert "The 4 claims of the text: 1 true, 2 false and 1 failed. 2 more have no file yet." in text
    assert r"\ref{claim:d}" not in text


def test_claims_are_typeset_without_a_complaint(tmp_path):
    """Long hypotheses, large matrices, long fractions, long listings: no box is too wide."""
    R = Identity(A.rows) - alpha * A
    long = R * A * R * u + R * A * R * v + R * A * R * w
    wide = Named("u is what the long formula makes of v and w in $A_{\\alpha}$ and so on and so forth", Equal(u, long))
    four = [[Fraction(i + j + 1, 7 + i + j) + 9 * (i == j) for j in range(4)] for i in range(4)]
    at = {A: four, B: [[Fraction(10**i + 1, 3**15) * (i == j) + (i == j) for j in range(4)] for i in range(4)]}
    text = printed(
        Part(Role.STATEMENT, "in every order", refute(Equal(A * B, B * A), at=at)),
        Part(Role.STATEMENT, "so far", Verdict(Status.UNDECIDED, Statement(Equal(v, w), (wide,)), reason="it is long")),
        Part(Role.REMARK, "known", Citation("a theorem " * 30, "a book " * 20)),
    )
    row = OpeningRow("order", "The order of $A$ and $B$", "false", (("Not so:", "in every order " * 9),))
    (tmp_path / "macros.tex").write_text(macros())
    head, _, body = book([], title="T").partition(r"\begin{document}")
    log = draft(f"{opening_table([row])}{text}", tmp_path, head)
    log = draft(f"{opening_table([row])}{text}", tmp_path, head)
    assert [line for line in complaints(log) if "rerun" not in line.lower()] == []
    assert body
