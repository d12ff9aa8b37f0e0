"""What evidence is worth: a verdict follows from parts that hold, and a museum of parts that do not."""

from dataclasses import replace

import pytest

import symmaml as sm
from symmaml.errors import InvalidClaim
from symmaml.evidence import kind, standing
from symmaml.export.claims import claim_to_latex

A, B = sm.symmetric("A B")
P, Q = sm.symmetric("A B", definite="positive")  # the same letters, assumed definite
X, Y = sm.matrix("A B")  # and assumed nothing
S = sm.symmetric("S")
QUOTATION = sm.Quotation("commute", "They commute", "the matrices commute", (1,))
SAME = sm.Named("they are equal", sm.Equal(A, B))
COMMUTE = sm.Equal(A * B, B * A)
AT = {A: [[2, 0], [0, 1]], B: [[2, 1], [1, 2]]}

TRUE = sm.prove(sm.Equal((A * B).T, B * A))
FALSE = sm.refute(COMMUTE, at=AT)
HELPED = sm.prove(COMMUTE, [SAME])
PROBLEM = sm.MetaProblem([sm.quadratic("A", "v"), sm.quadratic("B", "w")], adaptation=sm.NoAdaptation())
UNDECIDED = sm.Verdict(sm.Status.UNDECIDED, TRUE.statement, reason="not tried")
CITED = sm.Citation("a theorem", "a book")
ROLE, STANDING = sm.Role, sm.Standing


class Found:
    """A finding, as another checker of symmaml makes it."""

    def __init__(self, standing, conclusion="it converges", hypotheses=()):
        self.standing, self.kind, self.statement = standing, "enclosure", "a statement"
        self.conclusion, self.hypotheses = conclusion, hypotheses


Found.__module__ = "symmaml.calculus.tests"


def made(*parts):
    return sm.ClaimResult(QUOTATION, tuple(sm.Part(role, "words", evidence) for role, evidence in parts))


def test_standing_and_kind_of_every_evidence():
    pairs = {
        ("proved", "certificate"): TRUE,
        ("refuted", "counterexample"): FALSE,
        ("undecided", "none"): UNDECIDED,
        ("proved", "derivation"): sm.minimum(PROBLEM),
        ("cited", "citation"): CITED,
        ("proved", "enclosure"): Found(STANDING.PROVED),
    }
    assert {(standing(evidence).value, kind(evidence)) for evidence in pairs.values()} == set(pairs)


@pytest.mark.parametrize(
    ("parts", "verdict", "status"),
    [
        ([(ROLE.STATEMENT, TRUE)], "true", "settled"),
        ([(ROLE.STATEMENT, TRUE), (ROLE.REMARK, FALSE)], "true", "settled"),
        ([(ROLE.STATEMENT, FALSE)], "false", "settled"),
        ([(ROLE.STATEMENT, FALSE), (ROLE.REPAIR, TRUE)], "false", "settled"),
        ([(ROLE.STATEMENT, FALSE), (ROLE.HYPOTHESIS, HELPED)], "true-with-hypothesis", "settled"),
        ([(ROLE.READING, TRUE), (ROLE.READING, FALSE)], "ambiguous", "settled"),
        ([(ROLE.STATEMENT, TRUE), (ROLE.REMARK, UNDECIDED)], None, "undecided"),
        ([(ROLE.STATEMENT, CITED)], "true", "settled"),
    ],
)
def test_the_verdict_follows_from_the_parts(parts, verdict, status):
    claim = made(*parts)
    assert (claim.verdict.value if claim.verdict else None, claim.status) == (verdict, status)


def test_a_hypothesis_must_help_every_statement_that_fails():
    other = sm.refute(sm.Equal(A, B), at={A: 1, B: 2})
    claim = made((ROLE.STATEMENT, FALSE), (ROLE.STATEMENT, other), (ROLE.HYPOTHESIS, HELPED))
    assert claim.verdict is sm.Judged.FALSE


def test_letters_and_findings_may_carry_the_hypothesis():
    sign, at = sm.AtLeast(A, 0), {A: -1}
    claim = made((ROLE.STATEMENT, sm.refute(sign, at=at)), (ROLE.HYPOTHESIS, sm.prove(sm.AtLeast(P, 0))))
    assert claim.verdict is sm.Judged.TRUE_WITH_HYPOTHESIS
    smooth = Found(STANDING.CITED, hypotheses=("f is smooth",))
    claim = made((ROLE.STATEMENT, Found(STANDING.REFUTED)), (ROLE.HYPOTHESIS, smooth))
    assert claim.verdict is sm.Judged.TRUE_WITH_HYPOTHESIS


def test_names_of_parts():
    first = made((ROLE.STATEMENT, sm.minimum(PROBLEM)), (ROLE.REMARK, TRUE))
    assert first.names("it") == ("it", "it.part-2")
    assert made((ROLE.STATEMENT, TRUE)).names("it") == ("it.part-1",)


def test_a_finding_is_printed_with_its_explanation():
    found = Found(STANDING.REFUTED)
    assert "A statement." in claim_to_latex(made((ROLE.STATEMENT, found)), "it")
    found.statement_latex, found.explanation = "for all $f$", lambda: ("take $f = x^2$", "convex: yes (1)")
    printed = claim_to_latex(made((ROLE.STATEMENT, found)), "it")
    assert "For all $f$.\n\\begin{hypotheses}\n  \\item Take $f = x^2$.\n  \\item Convex: yes (1).\n" in printed


class Stranger(Found):
    """A class of the claim file's own."""


DEFINED = [sm.Definition(S, A + B)]
OTHERWISE = [sm.Definition(S, A - B)]
FALSE_S = sm.refute(sm.Equal(S, A), where=DEFINED, at={A: 1, B: 1})
FEWER = sm.refute(sm.AtLeast(P, Q), at={P: 1, Q: 2})
SQUARES, REFLECTIONS = sm.Equal(A * A, B * B), {A: [[1, 0], [0, -1]], B: [[0, 1], [1, 0]]}
STATED = (ROLE.STATEMENT, FALSE)
MUSEUM = {
    "a typed status": (
        [(ROLE.STATEMENT, replace(UNDECIDED, status=sm.Status.PROVED))],
        "says proved, and carries no certificate",
    ),
    "proved, of a counterexample": (
        [(ROLE.STATEMENT, replace(FALSE, status=sm.Status.PROVED))],
        "says proved, which is not what its certificate shows",
    ),
    "refuted, of a proof": (
        [(ROLE.STATEMENT, replace(TRUE, status=sm.Status.REFUTED))],
        "says refuted, which is not what its certificate shows",
    ),
    "another statement": (
        [(ROLE.STATEMENT, replace(TRUE, statement=HELPED.statement))],
        "the certificate is about another statement",
    ),
    "another claim": ([(ROLE.STATEMENT, replace(TRUE, statement=sm.Statement(COMMUTE)))], "is about another statement"),
    "letters that are assumed less": (
        [(ROLE.STATEMENT, replace(TRUE, statement=sm.Statement(sm.Equal((X * Y).T, Y * X))))],
        "is about another statement",
    ),
    "a hypothesis left out": (
        [(ROLE.STATEMENT, replace(HELPED, statement=FALSE.statement))],
        "the certificate is about another statement",
    ),
    "another theorem": ([(ROLE.STATEMENT, replace(TRUE, theorem=HELPED.theorem))], "not what its certificate shows"),
    "a broken certificate": (
        [(ROLE.STATEMENT, replace(TRUE, certificate=sm.kernel.Certificate("{}")))],
        "the kernel refuses the certificate",
    ),
    "values of another counterexample": (
        [(ROLE.STATEMENT, replace(FALSE, counterexample=replace(FALSE.counterexample, values={})))],
        "not what its certificate shows",
    ),
    "a result with a typed theorem": (
        [(ROLE.STATEMENT, replace(sm.minimum(PROBLEM), theorem=replace(TRUE, statement=HELPED.statement)))],
        "about another statement",
    ),
    "a word": ([(ROLE.STATEMENT, "proved")], "str is no evidence"),
    "a class of one's own": ([(ROLE.STATEMENT, Stranger(STANDING.PROVED))], "Stranger is no evidence"),
    "a finding that says it in words": ([(ROLE.STATEMENT, Found("proved"))], "Found is no evidence"),
    "no role": ([("statement", TRUE)], "is no part"),
    "no statement": ([(ROLE.REMARK, TRUE)], "no part states the claim"),
    "no parts": ([], "no part states the claim"),
    "one reading": ([(ROLE.READING, TRUE)], "one READING is no ambiguity"),
    "a statement and readings": (
        [(ROLE.STATEMENT, TRUE), (ROLE.READING, TRUE), (ROLE.READING, TRUE)],
        "a claim is stated, or it is read in several ways",
    ),
    "a false repair": ([STATED, (ROLE.REPAIR, FALSE)], "REPAIR is refuted"),
    "a false hypothesis": (
        [
            (ROLE.STATEMENT, sm.refute(sm.AtLeast(A, B), at={A: 1, B: 2})),
            (ROLE.HYPOTHESIS, FEWER),
        ],
        "HYPOTHESIS is refuted",
    ),
    "another conclusion": ([STATED, (ROLE.HYPOTHESIS, TRUE)], "part 2 .*this is a repair"),
    "a conclusion of other letters": (
        [STATED, (ROLE.HYPOTHESIS, sm.prove(sm.Equal(A * S, S * A), [sm.Equal(A, S)]))],
        "this is a repair",
    ),
    "fewer hypotheses": (
        [(ROLE.STATEMENT, FEWER), (ROLE.HYPOTHESIS, sm.prove(sm.AtLeast(A, B), [sm.AtLeast(A - B, 0)]))],
        "this is a repair",
    ),
    "another hypothesis": (
        [(ROLE.STATEMENT, sm.refute(COMMUTE, [SQUARES], at=REFLECTIONS)), (ROLE.HYPOTHESIS, HELPED)],
        "this is a repair",
    ),
    "letters without symmetry": (
        [STATED, (ROLE.HYPOTHESIS, sm.prove(sm.Equal(X * Y, Y * X), [sm.Equal(X, Y)]))],
        "this is a repair",
    ),
    "another definition": (
        [(ROLE.STATEMENT, FALSE_S), (ROLE.HYPOTHESIS, sm.prove(sm.Equal(S, A), [sm.Equal(B, 0)], OTHERWISE))],
        "this is a repair",
    ),
    "what was free is defined": (
        [
            (ROLE.STATEMENT, sm.refute(sm.AtLeast(S, A), at={S: 0, A: 1})),
            (ROLE.HYPOTHESIS, sm.prove(sm.AtLeast(S, A), (), [sm.Definition(S, A + A * A)])),
        ],
        "this is a repair",
    ),
    "the conclusion as a hypothesis": (
        [STATED, (ROLE.HYPOTHESIS, sm.prove(COMMUTE, [sm.Equal(B * A, A * B)]))],
        "part 2 .*assumes what it concludes",
    ),
    "the conclusion of a citation as a hypothesis": (
        [
            (ROLE.STATEMENT, Found(STANDING.REFUTED)),
            (ROLE.HYPOTHESIS, sm.Citation("a theorem", "a book", "it converges", ("it converges",))),
        ],
        "part 2 .*assumes what it concludes",
    ),
    "a citation of what is refuted": (
        [(ROLE.STATEMENT, Found(STANDING.REFUTED)), (ROLE.HYPOTHESIS, sm.Citation("t", "a book", "it converges"))],
        "this is a repair",
    ),
    "a hypothesis of what is true": ([(ROLE.STATEMENT, TRUE), (ROLE.HYPOTHESIS, TRUE)], "this is a repair"),
    "a citation of something": ([STATED, (ROLE.HYPOTHESIS, CITED)], "this is a repair"),
    "a finding of another conclusion": (
        [(ROLE.STATEMENT, Found(STANDING.REFUTED)), (ROLE.HYPOTHESIS, Found(STANDING.PROVED, "it is bounded"))],
        "this is a repair",
    ),
    "a finding of fewer hypotheses": (
        [
            (ROLE.STATEMENT, Found(STANDING.REFUTED, hypotheses=("f is smooth",))),
            (ROLE.HYPOTHESIS, Found(STANDING.PROVED)),
        ],
        "this is a repair",
    ),
}
Stranger.__module__ = "_book_post_my_claim"


@pytest.mark.parametrize(("parts", "message"), MUSEUM.values(), ids=MUSEUM)
def test_wrong_claims_are_refused_by_name(parts, message):
    with pytest.raises(InvalidClaim, match=message):
        made(*parts)


@pytest.mark.parametrize("arguments", [("", "a book"), ("a theorem", " ")])
def test_a_citation_says_what_and_where(arguments):
    with pytest.raises(InvalidClaim, match="lacks its statement or its source"):
        sm.Citation(*arguments)
