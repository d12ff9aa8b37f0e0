"""Random corruptions of certificates with lemmas and tables are refused. `SYMMAML_CORRUPTIONS=5000` tries so many."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kernel.mutations import mutations
from kernel.second_opinion import adds_up

from symmaml import kernel

ACCEPTED = Path(__file__).parents[1] / "accepted"
CORRUPTIONS = int(os.environ.get("SYMMAML_CORRUPTIONS", "400"))
NAMES = ("lemma_*", "*table*", "gradient_by_a_lemma")

Source = dict[str, Any]


def certificates() -> list[Source]:
    paths = sorted({path for name in NAMES for path in ACCEPTED.glob(f"{name}.json")})
    return [json.loads(path.read_text(encoding="ascii")) for path in paths]


def small(generator: random.Random, source: Source) -> Source:
    """One small change of a lemma, a term, a square or the claim."""
    return generator.choice(list(mutations(source))).applied(source)  # type: ignore[no-any-return]


def several(generator: random.Random, source: Source) -> Source:
    """Two or three small changes of reasons, which might make up for one another."""
    for _ in range(generator.choice((2, 3))):
        choices = list(mutations(source, ("lemmas", "terms", "squares")))
        source = generator.choice(choices).applied(source) if choices else source
        if not adds_up(source):  # there is nothing to look up in it
            break
    return source


def weaker(generator: random.Random, source: Source) -> Source:
    """A letter or a hypothesis is assumed to be less than it was."""
    copy: Source = json.loads(json.dumps(source))
    letters = [x for x in copy["letters"] if x.get("sign")]
    chosen = generator.choice([*letters, *copy["hypotheses"]]) if letters or copy["hypotheses"] else {}
    if "sign" in chosen:
        less = {"positive": "nonnegative"}.get(chosen["sign"])
        chosen |= {"sign": less} if less else {}
        if not less:
            del chosen["sign"]
    elif chosen:
        chosen["relation"] = {"equal": "nonnegative", "positive": "nonnegative"}.get(chosen["relation"], "equal")
    return copy


def reordered(generator: random.Random, source: Source) -> Source:
    """Lemmas in another order, or one taken from another certificate, or none."""
    lemmas = list(source.get("lemmas", []))
    generator.shuffle(lemmas)
    other = generator.choice(generator.choice(certificates()).get("lemmas", [{}]))
    return {**source, "lemmas": generator.choice((lemmas, [], [other, *source.get("lemmas", [])], [other]))}


def another_rule(generator: random.Random, source: Source) -> Source:
    """A lemma by another rule, with the fields that this rule has."""
    lemmas = json.loads(json.dumps(source.get("lemmas", [])))
    if lemmas:
        lemma = generator.choice(lemmas)
        lemma["rule"] = generator.choice(("definition", "inverse", "positive", "product", "zero", "other-side"))
        lemma.setdefault("form", lemma.get("factor", lemma.get("left")))
        lemma.setdefault("factor", lemma["form"])
        if isinstance(lemma.get("letter"), dict):
            keys = ("equals", "inverse_of")
            definition = next(lemma["letter"].pop(key) for key in keys if key in lemma["letter"])
            lemma["letter"][keys[lemma["rule"] == "inverse"]] = definition
        fields = {
            "definition": "letter",
            "inverse": "letter of",
            "positive": "form terms squares",
            "product": "of terms",
            "zero": "of factor terms squares",
            "other-side": "left right terms",
        }
        kept = {"rule", *fields[lemma["rule"]].split()}
        shorn = {key: value for key, value in lemma.items() if key in kept and value is not None}
        lemma.clear()
        lemma.update(shorn)
    return {**source, "lemmas": lemmas}


KINDS: tuple[Callable[[random.Random, Source], Source], ...] = (small, several, weaker, reordered, another_rule)


def still_right(source: Source) -> bool:
    """Whether a corruption is a proof all the same, by the numbers of the second opinion."""
    try:
        return adds_up(source)
    except (KeyError, StopIteration, ValueError, TypeError):  # not even of the right form
        return False


def corrupted(seed: str) -> Iterator[tuple[str, Source]]:
    generator, originals = random.Random(seed), certificates()
    while True:
        kind = generator.choice(KINDS)
        source = kind(generator, generator.choice(originals))
        if not still_right(source):
            yield kind.__name__, source


def test_random_corruptions_are_refused() -> None:
    refused = dict.fromkeys((kind.__name__ for kind in KINDS), 0)
    for _, (kind, source) in zip(range(CORRUPTIONS), corrupted("lemmas"), strict=False):
        with pytest.raises(kernel.CertificateRejected):
            kernel.check(kernel.Certificate(json.dumps(source)))
        refused[kind] += 1
    assert min(refused.values()) > CORRUPTIONS // 20, refused


def test_what_is_still_right_is_accepted_or_fails_at_its_witness() -> None:
    """The second opinion is no stricter than need be: what it calls right the kernel accepts, if it holds anywhere."""
    generator, originals = random.Random("right"), certificates()
    found = 0
    for _ in range(CORRUPTIONS):
        source = generator.choice(KINDS)(generator, generator.choice(originals))
        if still_right(source):
            found += 1
            try:
                kernel.check(kernel.Certificate(json.dumps(source)))
            except kernel.CertificateRejected as refusal:
                assert refusal.rule == "witness", (refusal, source)  # noqa: PT017
    assert found > CORRUPTIONS // 40
