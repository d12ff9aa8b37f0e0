"""All small changes of a certificate, and a count of what becomes of them.

Of a certificate of the kind "identity" the statement alone is changed: other spaces may be as good a reason.

A change is *genuine* if the changed certificate no longer adds up, by the numbers of `second_opinion`: the kernel must
refuse it. Any other change means the same (a symmetric letter is transposed, two numbers are exchanged) or states
another theorem that the same terms prove (a constant is added to a function whose gradient is claimed). The two are
told apart by the normal forms of all polynomials of the statement, and counted apart.

    from kernel.mutations import tally
    result = tally(certificate.text)        # every=7 tries each seventh change
    assert not result.escaped and result.refused == result.genuine
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kernel.second_opinion import SecondOpinion, adds_up, letters_of

from symmaml import kernel

Path = tuple[str | int, ...]
REASONS = ("claim", "lemmas", "terms", "squares")
PARTS = (*REASONS, "letters", "hypotheses")

# How the lists of a certificate are built: of entries of one kind, or of entries in fixed places.
LISTS = {"scalars": "word", "factors": "factor", "terms": "term", "squares": "square"}
TUPLES = {
    "monomial": ("coefficient", "scalars", "word"),
    "term": ("coefficient", "scalars", "word", "word", "zero", "word"),
    "square": ("coefficient", "factors"),
    "pair": ("positive", "positive"),
}
# What stands under the keys of a lemma.
KEYS = {
    **dict.fromkeys(("form", "factor", "left", "right", "equals", "inverse_of"), "polynomial"),
    **dict.fromkeys(("of", "definite", "multiplier"), "positive"),
    **{"terms": "terms", "squares": "squares", "letter": "record", "name": "name", "direction": "name"},
}
WAYS = ("definite", "multiplier", "direction")


@dataclass(frozen=True)
class Mutation:
    """A certificate with one node replaced."""

    path: Path
    what: str
    value: Any

    def applied(self, source: Any) -> Any:
        """Return the changed certificate."""
        return _replaced(source, self.path, self.value)

    def __str__(self) -> str:
        return f"{' / '.join(map(str, self.path))}: {self.what}: {json.dumps(self.value)}"


@dataclass(frozen=True)
class Tally:
    """How many changes were genuine and refused; how many others were accepted as the same or as another theorem.

    `harmless` changes are true and were refused all the same: for their form, or because the spaces of an identity do
    not fit them. `escaped` ones are faults of the kernel.
    """

    genuine: int
    refused: int
    same: int
    other: int
    harmless: int
    escaped: tuple[Mutation, ...]


def tally(text: str, every: int = 1, parts: Sequence[str] = PARTS) -> Tally:
    """Try every change of a proof (or each `every`-th, beginning with the first) and count what the kernel says."""
    source = json.loads(text)
    opinion = SecondOpinion(source)
    counts = dict.fromkeys(("genuine", "refused", "same", "other", "harmless"), 0)
    escaped = []
    for index, mutation in enumerate(mutations(source, parts)):
        if index % every:
            continue
        changed = mutation.applied(source)
        genuine, accepted = not adds_up(changed, known=opinion), _accepted(changed)
        counts["genuine"] += genuine
        counts["refused"] += genuine and not accepted
        counts["harmless"] += not genuine and not accepted
        if accepted and genuine:
            escaped.append(mutation)
        elif accepted:
            counts["same" if _meaning(changed) == _meaning(source) else "other"] += 1
    return Tally(**counts, escaped=tuple(escaped))


def _accepted(source: Mapping[str, Any]) -> bool:
    try:
        kernel.check(kernel.Certificate(json.dumps(source)))
    except kernel.CertificateRejected:
        return False
    return True


def _meaning(source: Mapping[str, Any]) -> object:
    """Return the statement in normal form."""
    document = kernel.Document(source)
    return document.alphabet.letters, document.hypotheses, document.claim


def mutations(source: Mapping[str, Any], parts: Sequence[str] = PARTS) -> Iterator[Mutation]:
    """Yield every change of a coefficient, a letter of a word, a factor, a reference, a name or a whole entry."""
    names = _Names(source)
    places: list[tuple[str, Path]] = []
    if "claim" in parts:
        places += [("polynomial", ("claim", side)) for side in ("lhs", "rhs")]
    if "hypotheses" in parts:
        numbers = range(len(source["hypotheses"]))
        places += [("polynomial", ("hypotheses", i, side)) for i in numbers for side in ("lhs", "rhs")]
    if "letters" in parts:
        keys = ("equals", "inverse_of")
        places += [("polynomial", ("letters", i, k)) for i, x in enumerate(source["letters"]) for k in keys if k in x]
    for kind, path in places:
        yield from names.changed(kind, _at(source, path), path)
    for part, kind in (("lemmas", "record"), ("terms", "term"), ("squares", "square")):
        if part in parts and part in source:
            yield from names.listed(kind, source[part], (part,))


class _Names:
    """The letters and references that a change may put in the place of others."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        opinion = SecondOpinion(source)
        self.shapes = {letter["name"]: (letter["rows"], letter["cols"]) for letter in opinion.declared}
        lemmas = (lemma for lemma in source.get("lemmas", []) if "direction" in lemma)
        self.shapes |= {lemma["direction"]: (lemma["form"]["shape"][0], "1") for lemma in lemmas}
        self.zeros, self.positives = sorted(opinion.zeros()), sorted(opinion.positives())

    def changed(self, kind: str, node: Any, path: Path) -> Iterator[Mutation]:
        """Yield the changes of one node of a known kind."""
        if kind == "coefficient":
            yield from self.coefficient(node, path)
        elif kind == "word":
            yield from self.word(node, path)
        elif kind == "zero":
            others = [x + prime for x in self.zeros for prime in ("", "'")]
            yield from (Mutation(path, "another relation", x) for x in others if x != node)
        elif kind == "positive":
            yield from (Mutation(path, "another positive matrix", x) for x in self.positives if x != node)
        elif kind == "name":
            taken = next(name for name in self.shapes if name != node)
            yield from (Mutation(path, "another name", name) for name in (taken, "@" + node, node + "_new"))
        elif kind == "record":
            yield from self.record(node, path)
        elif kind == "factor":
            yield from self.factor(node, path)
        elif kind == "polynomial":
            yield from self.listed("monomial", node["terms"], (*path, "terms"))
        elif kind in LISTS:
            yield from self.listed(LISTS[kind], node, path)
        else:
            for index, inside in enumerate(TUPLES[kind]):
                yield from self.changed(inside, node[index], (*path, index))

    def listed(self, kind: str, nodes: list[Any], path: Path) -> Iterator[Mutation]:
        """Yield what becomes of a list when an entry is dropped, doubled, or changed."""
        for index, node in enumerate(nodes):
            yield Mutation(path, f"entry {index} dropped", nodes[:index] + nodes[index + 1 :])
            yield Mutation(path, f"entry {index} doubled", [*nodes[: index + 1], *nodes[index:]])
            yield from self.changed(kind, node, (*path, index))

    def record(self, node: Mapping[str, Any], path: Path) -> Iterator[Mutation]:
        """Yield the changes of a lemma, or of the letter that it defines."""
        for key, value in node.items():
            kind = "pair" if isinstance(value, list) and key == "of" else KEYS.get(key)
            yield from self.changed(kind, value, (*path, key)) if kind else ()
            others = {other: value for other in WAYS if other != key} if key in WAYS else {}
            without = {other: old for other, old in node.items() if other != key}
            if key in (*WAYS, "symmetric"):
                yield Mutation(path, f"{key} dropped", without)
            yield from (Mutation(path, f"{key} taken for another", {**without, o: v}) for o, v in others.items())
        if "name" in node and node["rows"] == node["cols"] and "symmetric" not in node:
            yield Mutation(path, "declared symmetric", {**node, "symmetric": True})

    def factor(self, node: list[Any], path: Path) -> Iterator[Mutation]:
        """Yield the changes of a factor of a square: its reference, and its columns."""
        yield from self.changed("positive", node[0], (*path, 0))
        for index, column in enumerate(node[1:], 1):
            yield Mutation(path, f"column {index} dropped", node[:index] + node[index + 1 :])
            yield Mutation(path, f"column {index} doubled", [*node[: index + 1], *node[index:]])
            yield from self.changed("polynomial", column, (*path, index))

    def coefficient(self, node: str, path: Path) -> Iterator[Mutation]:
        value = Fraction(node)
        changes = {"plus 1": value + 1, "minus 1": value - 1, "negated": -value, "doubled": 2 * value}
        yield from (Mutation(path, what, str(new)) for what, new in changes.items() if new != value)

    def word(self, node: str, path: Path) -> Iterator[Mutation]:
        letters = letters_of(node)
        for i, letter in enumerate(letters):
            changes: dict[str, list[str]] = {
                "dropped": [],
                "doubled": [letter, letter],
                "transposed": [letter.removesuffix("'") if letter.endswith("'") else letter + "'"],
                "replaced": self.neighbours(letter),
            }
            for what, new in changes.items():
                if new or what == "dropped":
                    yield Mutation(path, f"letter {i} {what}", " ".join(letters[:i] + new + letters[i + 1 :]))
            if letters[i + 1 :] and letters[i + 1] != letter:
                swapped = [*letters[:i], letters[i + 1], letter, *letters[i + 2 :]]
                yield Mutation(path, f"letter {i} swapped with the next", " ".join(swapped))

    def neighbours(self, spelling: str) -> list[str]:
        """Return the next letter of the same shape, transposed if this one is; none if there is no other."""
        name = spelling.removesuffix("'")
        alike = [other for other, shape in self.shapes.items() if shape == self.shapes[name]]
        following = alike[(alike.index(name) + 1) % len(alike)]
        return [following + "'" * spelling.endswith("'")] if following != name else []


def _at(source: Any, path: Path) -> Any:
    for key in path:
        source = source[key]
    return source


def _replaced(node: Any, path: Path, value: Any) -> Any:
    """Return a copy of nested dictionaries and lists with the node at a path replaced."""
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = _replaced(node[path[0]], path[1:], value)  # type: ignore[index]
    return copy
