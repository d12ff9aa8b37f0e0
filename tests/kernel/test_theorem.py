"""What a theorem says: the hypotheses that its proof used, no more, and no fewer."""

from __future__ import annotations

import json
from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symmaml import kernel

ACCEPTED = Path(__file__).parents[1] / "accepted"
PROOFS = sorted(path.stem for path in ACCEPTED.glob("*.json") if not path.stem.startswith("refuted_"))


def source_of(name: str) -> dict[str, Any]:
    source: dict[str, Any] = json.loads((ACCEPTED / f"{name}.json").read_text(encoding="ascii"))
    return source


def proved(source: dict[str, Any]) -> kernel.Theorem:
    theorem = kernel.check(kernel.Certificate(json.dumps(source)))
    assert isinstance(theorem, kernel.Theorem)
    return theorem


def without_flags(source: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    kept = [[] if letter["name"] in names else ["symmetric", "sign"] for letter in source["letters"]]
    always = ["name", "rows", "cols", "equals", "inverse_of"]
    letters = [
        {key: value for key, value in letter.items() if key in always + flags}
        for letter, flags in zip(source["letters"], kept, strict=True)
    ]
    lemmas = [
        {**lemma, "letter": {key: value for key, value in lemma["letter"].items() if key != "symmetric"}}
        if lemma.get("letter", {}).get("name") in names
        else lemma
        for lemma in source.get("lemmas", [])
    ]
    return {**source, "letters": letters, **({"lemmas": lemmas} if lemmas else {})}


@pytest.mark.parametrize(
    ("name", "symmetric", "signs", "inverses", "hypotheses"),
    [
        ("parallel_sum_commutes", (), (), ("S",), ()),
        ("gradient_of_a_quartic", ("A",), (), (), ()),
        ("gradient_through_an_inverse", (), (), ("1 + (x' x)",), ()),
        ("gradient_through_a_definition", ("A",), (), (), ()),
        ("orthogonal_matrices_keep_lengths", (), (), (), (0,)),
        ("push_through_rectangular", (), (), ("I + X Y", "I + Y X"), ()),
        ("parallel_sum_is_positive", (), ("P", "Q"), ("P + Q",), ()),
        ("numbers_commute", (), (), (), ()),
        ("product_of_positive_numbers_and_a_matrix", (), ("a", "P", "Q"), (), ()),
        ("square_of_a_difference", ("A", "B"), (), (), ()),
        ("positive_by_hypothesis", (), (), (), (0,)),
        ("transpose_of_an_inverse", (), (), ("A",), ()),
        ("cauchy_schwarz_by_a_table", (), ("P",), (), ()),
        ("lemma_definition", (), (), (), ()),
        ("lemma_inverse_of_a_definite_letter", (), ("P",), (), (0,)),
        ("lemma_inverse_of_a_number_that_is_not_zero", (), (), (), (0, 1)),
        ("lemma_positive_by_a_multiplier", (), ("P", "Q"), (), (0,)),
        ("lemma_product_that_is_definite", (), ("P", "Q"), (), (0, 1)),
        ("lemma_zero_of_a_square", (), (), (), (0,)),
        ("lemma_other_side", (), (), (), (0,)),
        ("gradient_by_a_lemma", (), (), (), (0,)),
    ],
)
def test_what_was_used(
    name: str,
    symmetric: tuple[str, ...],
    signs: tuple[str, ...],
    inverses: tuple[str, ...],
    hypotheses: tuple[int, ...],
) -> None:
    theorem = proved(source_of(name))
    assert (theorem.symmetric, theorem.signs, theorem.inverses) == (symmetric, signs, inverses)
    assert theorem.hypotheses == hypotheses


@pytest.mark.parametrize("name", PROOFS)
def test_symmetries_are_as_few_as_can_be(name: str) -> None:
    """Without the flags that the theorem does not mention the certificate is accepted; with one fewer it is not."""
    source, theorem = source_of(name), proved(source_of(name))
    # A defined letter is declared symmetric because of the others: its flag goes as soon as it can.
    defined = [x["name"] for x in source["letters"] if "equals" in x or "inverse_of" in x]
    used = {*theorem.symmetric, *theorem.signs}
    spared = kernel.spared_symmetries(source_of(name), kernel.Budget())
    assert not used & set(spared)
    bare = without_flags(source, spared)
    assert proved(bare).claim == proved(bare | {"title": "again"}).claim
    for further in {x["name"] for x in bare["letters"] if x.get("symmetric")} - set(defined):
        with pytest.raises(kernel.CertificateRejected):
            proved(without_flags(source, {*spared, further}))


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("push_through_rectangular", "rings with involution"),
        ("gradient_through_an_inverse", "rings with involution"),
        ("identity_of_a_resolvent", "matrices"),
        ("lemma_other_side", "matrices"),
        ("square_of_a_difference", "real matrices"),
        ("lemma_definition", "real matrices"),  # for its square
        ("gradient_by_a_lemma", "real matrices"),
    ],
)
def test_the_scope_of_a_theorem(name: str, scope: str) -> None:
    assert proved(source_of(name)).scope == scope


@pytest.mark.parametrize("name", [name for name in PROOFS if name.startswith("lemma_")])
def test_every_lemma_but_two_needs_real_matrices(name: str) -> None:
    """A claim that uses no lemma is as wide as before; it shrinks with each rule, whatever the claim needs."""
    source = source_of(name)
    nothing = {"shape": ["n", "n"], "terms": []}
    source |= {"claim": {"relation": "equal", "lhs": nothing, "rhs": nothing}, "terms": [], "squares": []}
    narrow = {"definition": "rings with involution", "other-side": "matrices"}
    scopes = [narrow.get(lemma["rule"], "real matrices") for lemma in source["lemmas"]]
    assert proved(source).scope == max(scopes, key=kernel.SCOPES.index)
    assert proved(source | {"lemmas": []}).scope == "rings with involution"


def test_a_multiplier_needs_real_matrices_without_a_square_too() -> None:
    """P A + A P = 0 gives A >= 0, by eigenvectors."""
    source = source_of("lemma_positive_by_a_multiplier")
    sides = [{"shape": ["n", "n"], "terms": [["1", [], word] for word in words]} for words in (("P Q", "Q P"), ())]
    q = {"shape": ["n", "n"], "terms": [["1", [], "Q"]]}
    source["hypotheses"] = [{"relation": "equal", "lhs": sides[0], "rhs": sides[1]}]
    terms = [["1", [], "", "", "hypothesis:0", ""]]
    source["lemmas"] = [{"rule": "positive", "form": q, "multiplier": "letter:P", "terms": terms, "squares": []}]
    source |= {"claim": {"relation": "equal", "lhs": q, "rhs": q}, "squares": []}
    source["witness"]["values"]["Q"] = [["0"]]
    assert proved(source).scope == "real matrices"


def test_a_symmetric_letter_of_a_lemma_needs_no_symmetry_that_it_does_not_use() -> None:
    """D = A + B is declared symmetric in a lemma, and the claim uses only what it stands for."""
    source = claim_of_symmetry({"equals": POLYNOMIAL})
    source["letters"][3:4] = []
    letter = {"name": "D", "rows": "n", "cols": "n", "symmetric": True, "equals": POLYNOMIAL}
    source["lemmas"] = [{"rule": "definition", "letter": letter}]
    source["claim"] = {"relation": "equal", "lhs": POLYNOMIAL, "rhs": POLYNOMIAL}
    assert proved(source).symmetric == ()


POLYNOMIAL = {"shape": ["n", "n"], "terms": [["1", [], "A"], ["1", [], "B"]]}


def claim_of_symmetry(definition: dict[str, Any]) -> dict[str, Any]:
    """Return a proof of x' S B y = y' B S x, where S = A + B: it uses that S is symmetric, and so A and B."""
    number = {"shape": ["1", "1"], "terms": [["1", ["x' S B y"], ""]]}
    turned = {"shape": ["1", "1"], "terms": [["1", ["y' B S x"], ""]]}
    square = {"rows": "n", "cols": "n", "symmetric": True}
    return {
        "format": kernel.FORMAT,
        "version": kernel.VERSION,
        "kind": "proof",
        "letters": [
            {"name": "A", **square},
            {"name": "B", **square},
            {"name": "unused", **square},
            {"name": "S", **square, **definition},
            {"name": "x", "rows": "n", "cols": "1"},
            {"name": "y", "rows": "n", "cols": "1"},
        ],
        "hypotheses": [],
        "claim": {"relation": "equal", "lhs": number, "rhs": turned},
        "terms": [],
        "squares": [],
        "witness": {"dimensions": {"n": 1}, "values": {name: [["1"]] for name in ("A", "B", "unused", "x", "y")}},
    }


@pytest.mark.parametrize("key", ["equals", "inverse_of"])
def test_a_defined_letter_is_symmetric_because_of_others(key: str) -> None:
    assert proved(claim_of_symmetry({key: POLYNOMIAL})).symmetric == ("A", "B")


def test_a_definition_may_be_symmetric_by_its_form_alone() -> None:
    """x' S B y with S = A A' needs B = B', and of A nothing."""
    square = {"shape": ["n", "n"], "terms": [["1", [], "A A'"]]}
    assert proved(claim_of_symmetry({"equals": square})).symmetric == ("B",)


def test_a_symmetry_that_is_only_inherited_is_not_used() -> None:
    """S = A + B is declared symmetric, which it is because A and B are; S = B + A needs none of it."""
    source = claim_of_symmetry({"equals": POLYNOMIAL})
    single = {"shape": ["n", "n"], "terms": [["1", [], "S"]]}
    source["claim"] = {"relation": "equal", "lhs": single, "rhs": POLYNOMIAL}
    source["terms"] = [["1", [], "", "", "definition:S", ""]]
    assert proved(source).symmetric == ()


def test_a_sign_that_is_not_used_makes_no_symmetry() -> None:
    """Nothing of A, a and P is used in A + B = B + A."""
    source = claim_of_symmetry({"equals": POLYNOMIAL})
    source["letters"][0]["sign"] = "positive"
    source["letters"][2] |= {"sign": "nonnegative"}
    source["letters"].append({"name": "a", "rows": "1", "cols": "1", "symmetric": True, "sign": "positive"})
    source["claim"] = {"relation": "equal", "lhs": POLYNOMIAL, "rhs": POLYNOMIAL}
    source["witness"]["values"]["a"] = [["1"]]
    theorem = proved(source)
    assert (theorem.symmetric, theorem.signs) == ((), ())


def test_a_hypothesis_that_no_term_mentions_is_not_used() -> None:
    source = source_of("powers_of_commuting_matrices")
    further = {"relation": "nonzero", "lhs": {"shape": ["1", "1"], "terms": [["1", [], ""]]}}
    further["rhs"] = {"shape": ["1", "1"], "terms": []}
    source["hypotheses"] = [further, *source["hypotheses"], *source["hypotheses"]]
    for term in source["terms"]:
        term[4] = "hypothesis:2"
    assert proved(source).hypotheses == (2,)


def test_a_theorem_keeps_its_statement_and_spells_its_claim() -> None:
    source = source_of("gradient_of_a_quartic")
    theorem = proved(source)
    assert json.loads(theorem.statement) == {key: source[key] for key in ("letters", "hypotheses", "claim")}
    assert theorem.claim == "the gradient of 1/2 (x' A x) (x' x) in x is (x' A x) x + (x' x) A x"
    assert proved(source_of("square_of_a_difference")).claim == "A A + B B >= A B + B A"
    assert proved(source_of("transpose_of_an_inverse")).claim == "T' A' = I"


def test_a_refutation_gives_both_sides() -> None:
    found = kernel.check(kernel.Certificate((ACCEPTED / "refuted_gradient_without_symmetry.json").read_text()))
    assert isinstance(found, kernel.Refutation)
    half = Fraction(1, 2)
    assert found.dimensions == {"1": 1, "n": 2}
    assert found.values["A"] == ((0, 1), (0, 0))
    assert (found.lhs, found.rhs) == (((half,), (0,)), ((1,), (0,)))


def test_coefficients_are_spelled_with_their_signs() -> None:
    letters = kernel.Alphabet()
    for name, cols in (("A", "n"), ("B", "n"), ("x", "1")):
        kernel.read_letter(letters, {"name": name, "rows": "n", "cols": cols})
    terms = [["-1/2", ["x' A x"], "A B"], ["3", [], ""], ["-1", ["x' x", "x' x"], "B'"]]
    p = kernel.read_polynomial(letters, {"shape": ["n", "n"], "terms": terms})
    assert kernel.show(p) == "3 I - 1/2 (x' A x) A B - (x' x) (x' x) B'"
    assert kernel.show(letters.add((0, p))) == "0"


def test_a_certificate_is_saved_as_it_is(tmp_path: Path) -> None:
    text = (ACCEPTED / "numbers_commute.json").read_text(encoding="ascii")
    kernel.Certificate(text).save(tmp_path / "saved.json")
    assert (tmp_path / "saved.json").read_bytes() == text.encode("ascii")
