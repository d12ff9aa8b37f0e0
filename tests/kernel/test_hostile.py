"""Whatever comes in, the kernel ends soon, with a theorem that adds up or with `CertificateRejected`."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from kernel.second_opinion import adds_up

from symmaml import kernel

ACCEPTED = sorted((Path(__file__).parents[1] / "accepted").glob("*.json"))
ANYTHING: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 7, 1.5, float("nan"), float("inf"), 10**30, -(10**30)),
    *(
        "",
        " ",
        "0",
        "1",
        "-1",
        "1/2",
        "1/0",
        "nan",
        "n",
        "m",
        "1 ",
        "A",
        "A'",
        "A''",
        "A^2",
        "A^0",
        "A^99999999",
        "A B",
    ),
    *("x", "x'", "x' x", "x x'", "@x", "@", "'", "\u0661", "\u0391", "\ud800", "\x00", "P", "S", "T", "T S", "B C"),
    *("equal", "at-least", "gradient", "positive", "nonnegative", "nonzero", "proof", "refutation", "identity"),
    *("hypothesis:0", "hypothesis:0'", "hypothesis:9", "hypothesis:-1", "hypothesis:", "definition:S", "letter:P"),
    *("left-inverse:T", "right-inverse:T", "left-inverse:S", "1" * 5000, "A " * 500),
    *("lemma:0", "lemma:0'", "lemma:1", "lemma:9", "identity", "z", "@z", "definition", "inverse", "product", "zero"),
    *("other-side", ["letter:P", "letter:P"], {"rule": "definition", "letter": {}}, {"rule": "zero"}),
    *(
        [],
        {},
        [[]],
        [{}],
        [[], []],
        ["1"],
        ["1", [], "A"],
        ["1", [], "", "", "hypothesis:0", ""],
        [["1"]],
        [["0", "1"]],
    ),
    *([[0, 1]], [[1, 1], [3, 1]], [[1, "alpha"]], [[2, 10**999]]),
    *([["1", "2"], ["3", "4"]], [["1"], ["2"]], {"n": 1}, {"n": 2}, {"1": 2}, {"": 1}, {"A": [["1"]]}, {"terms": []}),
    *({"shape": ["n", "n"], "terms": []}, {"shape": ["1", "1"], "terms": [["1", [], ""]]}, {"relation": "equal"}),
    *({"name": "A", "rows": "n", "cols": "n"}, {"name": "Z", "rows": "n", "cols": "1", "symmetric": True}),
)


def verdict(text: str) -> str:
    """Return "proof", "refutation" or the rule that refused; whatever is proved must add up in the second opinion."""
    try:
        found = kernel.check(kernel.Certificate(text))
    except kernel.CertificateRejected as refusal:
        return refusal.rule
    if isinstance(found, kernel.Refutation):
        return "refutation"
    assert adds_up(json.loads(text)), text
    return "proof"


def nodes(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(node, dict | list):
        for key in node if isinstance(node, dict) else range(len(node)):
            yield from nodes(node[key], (*path, key))


def changed(source: Any, path: tuple[Any, ...], generator: random.Random) -> Any:
    """Replace, remove or double the node at a path, or give it another key."""
    if not path:
        return generator.choice(ANYTHING)
    copy = json.loads(json.dumps(source))
    parent = copy
    for key in path[:-1]:
        parent = parent[key]
    action = generator.random()
    if action < 0.7:
        parent[path[-1]] = generator.choice(ANYTHING)
    elif action < 0.8:
        del parent[path[-1]]
    elif isinstance(parent, list):
        parent.insert(path[-1], parent[path[-1]])
    else:
        parent[str(generator.choice(ANYTHING))[:99]] = parent[path[-1]]
    return copy


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_random_nodes(path: Path) -> None:
    """Each accepted certificate, 250 times with one node and 50 times with two nodes replaced."""
    source, generator = json.loads(path.read_text(encoding="ascii")), random.Random(path.stem)
    for attempt in range(300):
        fuzzed = changed(source, generator.choice(list(nodes(source))), generator)
        if attempt >= 250 and isinstance(fuzzed, dict):
            fuzzed = changed(fuzzed, generator.choice(list(nodes(fuzzed))), generator)
        verdict(json.dumps(fuzzed))


def test_every_beginning_of_a_file_is_refused() -> None:
    text = ACCEPTED[0].read_text(encoding="ascii").rstrip()
    assert {verdict(text[:length]) for length in range(len(text))} == {"file"}


def test_random_characters() -> None:
    text, generator = ACCEPTED[-1].read_text(encoding="ascii"), random.Random(0)
    for _ in range(1000):
        place = generator.randrange(len(text))
        verdict(
            text[:place] + generator.choice("\"'[]{},: 01-/^An@\n\x00\u0661") + text[place + generator.randrange(3) :]
        )


@pytest.mark.parametrize("text", [None, b"{}", 1, ["{}"]])
def test_what_is_no_text(text: Any) -> None:
    assert verdict(text) == "format"


# --- what would take too long -----------------------------------------------------------------------------------------


def polynomial(shape: tuple[str, str], *words: str) -> dict[str, Any]:
    return {"shape": list(shape), "terms": [["1", [], word] for word in words]}


MATRIX, VECTOR, NUMBER = ("n", "n"), ("n", "1"), ("1", "1")


def letter(name: str, shape: tuple[str, str] = MATRIX, **more: Any) -> dict[str, Any]:
    return {"name": name, "rows": shape[0], "cols": shape[1], **more}


def proof(letters: list[dict[str, Any]], **more: Any) -> str:
    """Return a certificate of 0 = 0 in dimension 1, with whatever else is given."""
    free = [x for x in letters if "equals" not in x and "inverse_of" not in x]
    source = {
        "format": kernel.FORMAT,
        "version": kernel.VERSION,
        "kind": "proof",
        "letters": letters,
        "hypotheses": [],
        "claim": {"relation": "equal", "lhs": polynomial(MATRIX), "rhs": polynomial(MATRIX)},
        "terms": [],
        "squares": [],
        "witness": {"dimensions": {"n": 1}, "values": {x["name"]: [["2"]] for x in free}},
    }
    return json.dumps({**source, **more})


def doubling_gradient() -> str:
    """s_0 = x' x and s_k = s_(k-1)^2 + s_(k-1): a differential of 2^40 terms."""
    chain = [letter("s0", NUMBER, equals=polynomial(NUMBER, "x' x"))]
    for k in range(1, 40):
        chain.append(letter(f"s{k}", NUMBER, equals=polynomial(NUMBER, f"s{k - 1} s{k - 1}", f"s{k - 1}")))
    claim = {"relation": "gradient", "variable": "x", "lhs": polynomial(NUMBER, "s39"), "rhs": polynomial(VECTOR)}
    return proof([letter("x", VECTOR), letter("@x", VECTOR), *chain], claim=claim)


def long_square() -> str:
    generator = random.Random(0)
    words = [" ".join(generator.choices("ABCD", k=8)) for _ in range(2000)]
    claim = {"relation": "at-least", "lhs": polynomial(MATRIX), "rhs": polynomial(MATRIX)}
    squares = [["1", [["identity", polynomial(MATRIX, *words)]]]]
    return proof([letter(name) for name in "ABCD"], claim=claim, squares=squares)


def large_inverse() -> str:
    size = kernel.MAX_DIMENSION
    values = [[str((7 * i + 3 * j * j + i * i * j) % 101 - 50) for j in range(size)] for i in range(size)]
    inverted = letter("T", inverse_of=polynomial(MATRIX, "A"))
    claim = {"relation": "equal", "lhs": polynomial(MATRIX, "T"), "rhs": polynomial(MATRIX, "T")}
    return proof([letter("A"), inverted], claim=claim, witness={"dimensions": {"n": size}, "values": {"A": values}})


def large_product() -> str:
    size = kernel.MAX_DIMENSION
    values = [[str((i + j) % 3) for j in range(size)] for i in range(size)]
    definitions = [letter(f"D{k}", equals=polynomial(MATRIX, "A B " * 100)) for k in range(100)]
    letters = [letter("A"), letter("B"), *definitions]
    return proof(letters, witness={"dimensions": {"n": size}, "values": {"A": values, "B": values}})


def many_symmetries() -> str:
    return proof([letter(f"A{k}", symmetric=True) for k in range(5000)])


def many_numbers() -> str:
    words = [["1", ["a", "b"] * 20_000, ""]]
    claim = {"relation": "equal", "lhs": {"shape": ["1", "1"], "terms": words}, "rhs": polynomial(NUMBER)}
    return proof([letter("a", NUMBER), letter("b", NUMBER)], claim=claim)


def many_multiples() -> str:
    hypothesis = {
        "relation": "equal",
        "lhs": polynomial(MATRIX, *("A B " * k for k in range(1, 90))),
        "rhs": polynomial(MATRIX),
    }
    terms = [["1", [], "", "A^200", "hypothesis:0", "B^200"]] * 2000
    return proof([letter("A"), letter("B")], hypotheses=[hypothesis], terms=terms)


def identity(letters: list[dict[str, Any]], hypotheses: list[dict[str, Any]]) -> str:
    """Return an identity in which all hypotheses are unfolded, and whose spaces are empty."""
    source = json.loads(proof(letters, kind="identity", hypotheses=hypotheses))
    spaces = {"unfold": list(range(len(hypotheses))), "solutions": [], "images": []}
    return json.dumps(
        {key: value for key, value in source.items() if key not in ("terms", "squares")} | {"spaces": spaces}
    )


def chained_hypotheses() -> str:
    """Each letter is unfolded by the next, so that only one of them is resolved at a time."""
    hypotheses = [
        {"relation": "equal", "lhs": polynomial(MATRIX, f"A{k}"), "rhs": polynomial(MATRIX, f"A{k + 1}")}
        for k in range(2000)
    ]
    return identity([letter(f"A{k}") for k in range(2001)], hypotheses)


def many_dimensions() -> str:
    return identity([letter(f"A{k}", (f"n{k}", f"n{k}")) for k in range(1000)], [])


ZERO, ONE = polynomial(MATRIX), polynomial(NUMBER)
SEMIDEFINITE = {"symmetric": True, "sign": "nonnegative"}


def empty_columns() -> str:
    """A table of nine million products of nothing."""
    claim = {"relation": "at-least", "lhs": ZERO, "rhs": ZERO}
    return proof([letter("A")], claim=claim, squares=[["1", [["identity", *[ZERO] * 3000]]]])


def wide_table() -> str:
    claim = {"relation": "at-least", "lhs": ZERO, "rhs": ZERO}
    columns = [polynomial(MATRIX, *(f"{x}^{k} B" for x in "AB")) for k in range(1, 250)]
    return proof([letter("A"), letter("B")], claim=claim, squares=[["1", [["identity", *columns]]]])


def idle_lemmas() -> str:
    """20000 lemmas that say nothing, read again for each of 300 flags."""
    lemmas = [{"rule": "positive", "form": ZERO, "terms": [], "squares": []}] * 20_000
    return proof([letter(f"A{k}", symmetric=True) for k in range(300)], lemmas=lemmas)


def many_inverses() -> str:
    """10000 inverses of a number, one of 10000 hypotheses."""
    nonzero = {"relation": "nonzero", "lhs": ONE, "rhs": ONE}
    inverses = (letter(f"r{k}", NUMBER, inverse_of=ONE) for k in range(10_000))
    lemmas = [{"rule": "inverse", "letter": record, "of": "hypothesis:0"} for record in inverses]
    return proof([letter("A")], hypotheses=[nonzero] * 10_000, lemmas=lemmas)


def products_of_products() -> str:
    """P^(2^40), each lemma the square of the one before."""
    lemmas = [{"rule": "product", "of": [f"lemma:{k - 1}" if k else "letter:P"] * 2, "terms": []} for k in range(40)]
    return proof([letter("P", **SEMIDEFINITE)], lemmas=lemmas)


def products_of_sums() -> str:
    """(I + P + Q)^(2^8): few letters to a word, and many words."""
    form = polynomial(MATRIX, "", "P", "Q")
    squares = [["1", [[reference, polynomial(MATRIX, "")]]] for reference in ("identity", "letter:P", "letter:Q")]
    lemmas: list[dict[str, Any]] = [{"rule": "positive", "form": form, "terms": [], "squares": squares}]
    lemmas += [{"rule": "product", "of": [f"lemma:{k}"] * 2, "terms": []} for k in range(8)]
    return proof([letter("P", **SEMIDEFINITE), letter("Q", **SEMIDEFINITE)], lemmas=lemmas)


HOSTILE = (doubling_gradient, long_square, large_inverse, large_product, many_symmetries, many_numbers, many_multiples)
HOSTILE += (chained_hypotheses, many_dimensions, empty_columns, wide_table, idle_lemmas, many_inverses)
HOSTILE += (products_of_products, products_of_sums)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.__name__)
def test_too_much_work_is_refused(hostile: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the steps is allowed here, to save time: a step must cost so little that all of them take seconds."""
    monkeypatch.setattr(kernel, "MAX_STEPS", kernel.MAX_STEPS // 10)
    started = time.process_time()
    assert verdict(hostile()) == "size"
    assert time.process_time() - started < 6  # measured: 0.2 to 1.5


def test_products_of_products_stay_short() -> None:
    """They are refused for the length of their words, long before memory is short."""
    with pytest.raises(kernel.CertificateRejected, match="letters"):
        kernel.check(kernel.Certificate(products_of_products()))


def nested(depth: int) -> Any:
    return json.loads("[" * depth + "]" * depth)


LONG: Mapping[str, tuple[str, Callable[[], str]]] = {
    "brackets": ("file", lambda: "[" * 4_000_000),
    "lists": ("format", lambda: "[" + "[]," * 1_300_000 + "[]]"),
    "keys": ("version", lambda: "{" + ",".join(f'"{i}":{i}' for i in range(250_000)) + "}"),
    "integer": ("file", lambda: "1" * 4_000_000),
    "decimal": ("format", lambda: "1." + "1" * 4_000_000),
    "string": ("format", lambda: '"' + "A" * 4_000_000 + '"'),
    "blanks": ("size", lambda: " " * (kernel.MAX_CHARACTERS + 1)),
    "title": ("hypothesis", lambda: proof([letter("A")], title="A" * 4_000_000, terms=[["1", [], "", "", "", ""]])),
    "sign": ("format", lambda: proof([letter("A", sign="positive" * 400_000)])),
    "name": ("letter", lambda: proof([letter("A" * 1_500_000)])),
    "word": ("size", lambda: proof([letter("A")], terms=[["1", [], "", "A " * 1_000_000, "definition:A", ""]])),
    "token": ("format", lambda: proof([letter("A")], terms=[["1", [], "", "A" * 1_000_000, "definition:A", ""]])),
    "fraction": ("number", lambda: proof([letter("A", equals=fraction("1/" + "1" * 1_000_000 + "x"))])),
    "nested hypothesis": ("format", lambda: proof([letter("A")], hypotheses=nested(500))),
    "nested dimension": ("witness", lambda: proof([], witness={"dimensions": {"n": nested(500)}, "values": {}})),
}


def fraction(coefficient: str) -> dict[str, Any]:
    return {"shape": ["n", "n"], "terms": [[coefficient, [], ""]]}


@pytest.mark.parametrize(("rule", "text"), LONG.values(), ids=LONG)
def test_long_and_deep_files(rule: str, text: Callable[[], str]) -> None:
    certificate = text()
    started = time.process_time()
    assert verdict(certificate) == rule
    assert time.process_time() - started < 10  # measured: at most 0.7


def test_a_long_chain_of_definitions_is_followed() -> None:
    """1500 definitions, each of the one before: nothing recurses."""
    chain = [letter("U0", VECTOR, equals=polynomial(VECTOR, "x"))]
    chain += [letter(f"U{k}", VECTOR, equals=polynomial(VECTOR, f"U{k - 1}")) for k in range(1, 1500)]
    rhs = {"shape": ["n", "1"], "terms": [["2", [], "U1499"]]}
    claim = {"relation": "gradient", "variable": "x", "lhs": polynomial(NUMBER, "U1499' U1499"), "rhs": rhs}
    assert verdict(proof([letter("x", VECTOR), letter("@x", VECTOR), *chain], claim=claim)) == "proof"


def test_a_proof_of_900_terms_is_quick() -> None:
    """A^30 B^30 = B^30 A^30 from A B = B A, one exchange at a time."""
    terms = [
        ["1", [], "", f"{'B ' * b}{'A ' * (29 - a)}", "hypothesis:0", f"{'A ' * a}{'B ' * (29 - b)}"]
        for b in range(30)
        for a in range(30)
    ]
    commuting = {"relation": "equal", "lhs": polynomial(MATRIX, "A B"), "rhs": polynomial(MATRIX, "B A")}
    claim = {"relation": "equal", "lhs": polynomial(MATRIX, "A^30 B^30"), "rhs": polynomial(MATRIX, "B^30 A^30")}
    letters = [letter("A", symmetric=True), letter("B", symmetric=True)]
    text = proof(letters, hypotheses=[commuting], claim=claim, terms=terms)
    started = time.process_time()
    found = kernel.check(kernel.Certificate(text))
    assert time.process_time() - started < 2  # measured: 0.5
    assert isinstance(found, kernel.Theorem)
    assert (found.symmetric, found.hypotheses) == ((), (0,))
