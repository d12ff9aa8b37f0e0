"""The checker of rational certificates refuses whatever is not a proof, by the rule that it breaks."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from random_identities import pairs

from symmaml import kernel
from symmaml.kernel import check_rational
from symmaml.proof.rational.procedure import decide_rational
from symmaml.proof.statements.question import Question
from symmaml.proof.statements.statement_file import read_question

Record = dict[str, Any]
CORRUPTIONS = int(os.environ.get("SYMMAML_CORRUPTIONS", "1200"))

SQUARE, WIDE, TALL = ["n", "n"], ["n", "k"], ["k", "n"]


def asked(lhs: str, rhs: str, *hypotheses: str, rows: str = "n", **shapes: list[str]) -> Question:
    symbols: Record = {name: {"kind": "matrix", "shape": shape} for name, shape in shapes.items()}
    symbols |= {name: {"kind": "scalar", "shape": []} for name in ("alpha", "beta")}
    statement = {"id": "test", "relation": "eq", "lhs": lhs, "rhs": rhs, "hypotheses": list(hypotheses)}
    return read_question({**statement, "symbols": symbols})


QUESTIONS = {
    "square": asked("Y*Inverse(X*Y)*X", "Identity(n)", X=SQUARE, Y=SQUARE),
    "Hua": asked("X - Inverse(X.I + Inverse(Y.I - X))", "X*Y*X", X=SQUARE, Y=SQUARE),
    "Woodbury": asked("Inverse(X + U*V)", "X.I - X.I*U*Inverse(Identity(k) + V*X.I*U)*V*X.I", X=SQUARE, U=WIDE, V=TALL),
    "resolvents": asked(
        "Inverse(X + alpha*Identity(n)) - Inverse(X + beta*Identity(n))",
        "(beta - alpha)*Inverse(X + alpha*Identity(n))*Inverse(X + beta*Identity(n))",
        X=SQUARE,
    ),
    "scaled": asked(
        "Inverse(Identity(n) + alpha*X)*X", "X - alpha*X*Inverse(Identity(n) + alpha*X)*X", X=SQUARE, Y=SQUARE
    ),
    "defined": asked("X*S.I*Y", "X - X*S.I*X", "S = X + Y", X=SQUARE, Y=SQUARE, S=SQUARE),
    "commutator": asked("Inverse(X*Y - Y*X)", "Y.I*Inverse(X - Y*X*Y.I)", X=SQUARE, Y=SQUARE),
}


def proof_of(question: Question) -> tuple[Record, Record]:
    """Return a statement and evidence for it."""
    outcome = decide_rational(question)
    assert outcome.source is not None, outcome.reason
    assert outcome.evidence is not None
    return json.loads(json.dumps(outcome.source)), json.loads(json.dumps(outcome.evidence))


PROOFS = {name: proof_of(question) for name, question in QUESTIONS.items()}


def check(statement: Record, evidence: Any, steps: int = kernel.MAX_STEPS) -> None:
    check_rational(kernel.Document(statement, kernel.Budget(steps)), evidence)


@pytest.mark.parametrize("name", PROOFS)
def test_proofs_are_accepted(name):
    check(*PROOFS[name])


def test_the_hypotheses_that_are_unfolded_are_recorded():
    statement, evidence = PROOFS["defined"]
    document = kernel.Document(statement)
    check_rational(document, evidence)
    assert document.used == {"hypothesis:0"}


# --- the museum -------------------------------------------------------------------------------------------------------


def rectangular(statement: Record, evidence: Record) -> None:
    """True for square matrices, and claimed for all."""
    for letter in statement["letters"]:
        if letter["name"] == "X":
            letter["cols"] = "k"
        if letter["name"] == "Y":
            letter["rows"] = "k"
    for side in ("lhs", "rhs"):
        statement["claim"][side]["shape"] = ["k", "k"]


def set_entry(key: str, column: int, entry: int, place: int, value: Any) -> Callable[[Record, Record], None]:
    def change(statement: Record, evidence: Record) -> None:
        evidence[key][column][entry][place] = value

    return change


def appended(key: str, value: Any) -> Callable[[Record, Record], None]:
    return lambda statement, evidence: evidence[key].append(value)


def assigned(key: str, value: Any) -> Callable[[Record, Record], None]:
    return lambda statement, evidence: evidence.update({key: value})


def dropped(key: str) -> Callable[[Record, Record], None]:
    return lambda statement, evidence: evidence[key].pop()


def doubled_image(statement: Record, evidence: Record) -> None:
    column = evidence["images"][0]
    column[:] = [[index, 2 * constant] for index, constant in column]


def all_images(statement: Record, evidence: Record) -> None:
    """Everything is in the span of everything."""
    evidence["images"] = [[[index, 1]] for index in range(6)]


def other_claim(statement: Record, evidence: Record) -> None:
    statement["claim"]["lhs"]["terms"][0][0] = "2"


def product_of_forms(statement: Record, evidence: Record) -> None:
    statement["letters"].append({"name": "v", "rows": "n", "cols": "1"})
    statement["claim"]["lhs"]["terms"].append(["1", ["v' X v"], ""])


MUSEUM = {
    "dimension: rectangular matrices": ("square", rectangular),
    "dimension: more images than solutions": ("square", all_images),
    "dimension: a solution is missing": ("Hua", dropped("solutions")),
    "dimension: a column of two dimensions": ("Woodbury", assigned("solutions", [[[i, 1] for i in range(1, 9)]])),
    "span: an image is missing": ("Hua", dropped("images")),
    "span: another claim": ("Hua", other_claim),
    "span: nothing at all": ("Hua", lambda s, e: e.update(solutions=[], images=[])),
    "solution: it is the expression itself": ("Hua", appended("solutions", [[0, 1]])),
    "pivot: images of two sizes": ("Hua", doubled_image),
    "pivot: a column twice": ("Hua", lambda s, e: e["solutions"].append(e["solutions"][0])),
    "pivot: columns that are not independent": (
        "Hua",
        lambda s, e: e["solutions"].append([[4, 5], *e["solutions"][0]]),
    ),
    "number: zero": ("Hua", set_entry("solutions", 0, 0, 1, 0)),
    "number: a fraction": ("Hua", set_entry("solutions", 0, 0, 1, [["1/2", ""]])),
    "number: true": ("Hua", set_entry("solutions", 0, 0, 1, True)),
    "number: the empty polynomial": ("Hua", set_entry("solutions", 0, 0, 1, [])),
    "number: a matrix": ("Hua", set_entry("solutions", 0, 0, 1, [[1, "X"]])),
    "number: a power of a matrix": ("Hua", set_entry("solutions", 0, 0, 1, [[1, "X^2"]])),
    "number: a blank": ("Hua", set_entry("solutions", 0, 0, 1, [[1, " "]])),
    "number: a monomial twice": ("scaled", set_entry("solutions", 0, 0, 1, [[1, "alpha"], [1, "alpha"]])),
    "letter: an unknown number": ("scaled", set_entry("solutions", 0, 0, 1, [[1, "gamma"]])),
    "format: a float": ("Hua", set_entry("solutions", 0, 0, 1, 1.0)),
    "format: a string": ("Hua", set_entry("solutions", 0, 0, 1, "1")),
    "format: nothing": ("Hua", set_entry("solutions", 0, 0, 1, None)),
    "format: a negative index": ("Hua", set_entry("solutions", 0, 0, 0, -1)),
    "format: an index too large": ("Hua", set_entry("images", 0, 0, 0, 10_000)),
    "format: true is no index": ("Hua", set_entry("images", 0, 0, 0, True)),
    "format: an index twice": ("Hua", lambda s, e: e["images"][0].append(e["images"][0][0])),
    "format: an empty column": ("Hua", appended("images", [])),
    "format: no column": ("Hua", appended("images", 3)),
    "format: no list": ("Hua", assigned("solutions", {})),
    "format: an unknown key": ("Hua", assigned("bounds", [])),
    "format: a missing key": ("Hua", lambda s, e: e.pop("unfold")),
    "hypothesis: there is none": ("Hua", assigned("unfold", [0])),
    "hypothesis: not this one": ("defined", assigned("unfold", [1])),
    "hypothesis: a negative number": ("defined", assigned("unfold", [-1])),
    "hypothesis: false is no number": ("defined", assigned("unfold", [False])),
    "hypothesis: twice": ("defined", assigned("unfold", [0, 0])),
    "format: other equations, as a definition is not used": ("defined", assigned("unfold", [])),
    "rational: a product of forms": ("square", product_of_forms),
}


@pytest.mark.parametrize("name", MUSEUM)
def test_the_museum_is_refused(name):
    proof, corrupt = MUSEUM[name]
    statement, evidence = copy.deepcopy(PROOFS[proof])
    corrupt(statement, evidence)
    with pytest.raises(kernel.CertificateRejected) as refusal:
        check(statement, evidence)
    assert refusal.value.rule == name.split(":")[0], refusal.value


def test_letters_defined_by_one_another_are_refused():
    statement, evidence = copy.deepcopy(PROOFS["square"])
    terms = {"X": "Y X", "Y": "X Y"}
    for name, word in terms.items():
        sides = [{"shape": SQUARE, "terms": [["1", [], letters]]} for letters in (name, word)]
        statement["hypotheses"].append({"relation": "equal", "lhs": sides[0], "rhs": sides[1]})
    with pytest.raises(kernel.CertificateRejected, match="defined by one another"):
        check(statement, {**evidence, "unfold": [0, 1]})


def test_an_inequality_is_no_hypothesis_to_unfold():
    statement, evidence = copy.deepcopy(PROOFS["defined"])
    statement["hypotheses"][0]["relation"] = "nonnegative"
    with pytest.raises(kernel.CertificateRejected, match="hypothesis"):
        check(statement, evidence)


def test_checking_ends():
    """A short statement whose equations are long is refused for its size."""
    letters: list[Record] = [{"name": "E0", "rows": "n", "cols": "n"}]
    for i in range(1, 40):
        body = {"shape": SQUARE, "terms": [["1", [], f"E{i - 1} E{i - 1}"], ["1", [], ""]]}
        letters.append({"name": f"E{i}", "rows": "n", "cols": "n", "equals": body})
    side = {"shape": SQUARE, "terms": [["1", [], "E39"]]}
    claim = {"relation": "equal", "lhs": side, "rhs": {"shape": SQUARE, "terms": []}}
    statement = {"letters": letters, "hypotheses": [], "claim": claim}
    with pytest.raises(kernel.CertificateRejected) as refusal:
        check(statement, {"unfold": [], "solutions": [], "images": []}, steps=2_000_000)
    assert refusal.value.rule == "size"


# --- random corruptions -----------------------------------------------------------------------------------------------


def some_entry(generator: random.Random, columns: list[Any]) -> tuple[Any, int] | None:
    """Return a column and the place of an entry that is not its pivot."""
    longer = [column for column in columns if len(column) > 1]
    if not longer:
        return None
    column = generator.choice(longer)
    return column, generator.randrange(1, len(column))


def changed(constant: Any, generator: random.Random) -> Any:
    terms = constant if isinstance(constant, list) else [[constant, ""]]
    kept = [list(term) for term in terms]
    term = generator.choice(kept)
    term[0] += generator.choice((-term[0] - 1, 1, 3)) or 7
    kept = [term for term in kept if term[0]] or [[7, ""]]
    return kept


def entry_changed(generator: random.Random, statement: Record, evidence: Record) -> bool:
    chosen = some_entry(generator, evidence[generator.choice(("solutions", "images"))])
    if chosen:
        column, place = chosen
        column[place][1] = changed(column[place][1], generator)
    return chosen is not None


def entry_dropped(generator: random.Random, statement: Record, evidence: Record) -> bool:
    chosen = some_entry(generator, evidence[generator.choice(("solutions", "images"))])
    if chosen:
        del chosen[0][chosen[1]]
    return chosen is not None


def column_dropped(generator: random.Random, statement: Record, evidence: Record) -> bool:
    columns = evidence[generator.choice(("solutions", "images"))]
    del columns[generator.randrange(len(columns))]
    return True


def index_moved(generator: random.Random, statement: Record, evidence: Record) -> bool:
    column = generator.choice(evidence[generator.choice(("solutions", "images"))])
    generator.choice(column)[0] += generator.choice((-1, 1, 2))
    return True


def coefficient_changed(generator: random.Random, statement: Record, evidence: Record) -> bool:
    """A term of the claim has another coefficient: the claim is false."""
    terms = statement["claim"][generator.choice(("lhs", "rhs"))]["terms"]
    if terms:
        term = generator.choice(terms)
        value = kernel.Fraction(term[0])
        term[0] = str(generator.choice([c for c in (value + 1, -value, value / 2) if c]))
    return bool(terms)


def definition_changed(generator: random.Random, statement: Record, evidence: Record) -> bool:
    """What is inverted has another coefficient."""
    inverses = [letter for letter in statement["letters"] if "inverse_of" in letter]
    terms = generator.choice(inverses)["inverse_of"]["terms"] if inverses else []
    if len(terms) > 1:
        term = generator.choice(terms)
        term[0] = str(kernel.Fraction(term[0]) + 1)
    return len(terms) > 1


def columns_swapped(generator: random.Random, statement: Record, evidence: Record) -> bool:
    """Solutions for images, or for the solutions of another proof."""
    evidence["solutions"], evidence["images"] = evidence["images"], evidence["solutions"]
    return bool(generator.randrange(2))


def nonsense(generator: random.Random, statement: Record, evidence: Record) -> bool:
    column = generator.choice(evidence[generator.choice(("solutions", "images"))])
    junk = (None, "1", 1.5, [], {}, [[]], [[1]], [[1, 2]], [["1", ""]], [[0, ""]], True, [[1, "@"]], [[1, "v'"]])
    generator.choice(column)[1] = generator.choice(junk)
    return True


KINDS = (
    entry_changed,
    entry_dropped,
    column_dropped,
    index_moved,
    coefficient_changed,
    definition_changed,
    columns_swapped,
    nonsense,
)


def is_still_a_proof(statement: Record, evidence: Record, original: tuple[Record, Record]) -> bool:
    """Whether a corruption left the statement and the spaces as they were."""
    return statement == original[0] and all(
        sorted(map(sorted_column, evidence[key])) == sorted(map(sorted_column, original[1][key]))
        for key in ("solutions", "images")
    )


def sorted_column(column: list[Any]) -> str:
    return json.dumps([column[0], sorted(column[1:], key=json.dumps)])


def test_random_corruptions_are_refused():
    generator = random.Random("corruptions")
    proofs = list(PROOFS.values()) + [proof_of(question) for question in pairs("corrupted", 8, equal=True)]
    tried = 0
    while tried < CORRUPTIONS:
        original = generator.choice(proofs)
        statement, evidence = copy.deepcopy(original)
        if not generator.choice(KINDS)(generator, statement, evidence):
            continue
        if is_still_a_proof(statement, evidence, original):
            continue
        tried += 1
        with pytest.raises(kernel.CertificateRejected):
            check(statement, evidence)
