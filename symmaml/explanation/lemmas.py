"""Lemmas of a certificate: what is learnt before the claim, each by its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from symmaml import kernel
from symmaml.explanation.assumptions import Assumptions
from symmaml.explanation.equality import Equalities, multiples
from symmaml.explanation.inequality import square_steps
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words
from symmaml.explanation.spelling import signed

Lemma = Mapping[str, Any]


def lemma_steps(assumptions: Assumptions) -> Iterator[ExplanationStep]:
    """Yield what every lemma says, and why."""
    rules: Mapping[str, Callable[[Assumptions, Lemma, Words], Iterator[ExplanationStep]]] = {
        "definition": _definition,
        "inverse": _inverse,
        "positive": _positive,
        "product": _product,
        "zero": _zero,
        "other-side": _other_side,
    }
    for index, lemma in enumerate(assumptions.document.source.get("lemmas", [])):
        yield from rules[lemma["rule"]](assumptions, lemma, (f"Lemma {index + 1}: ",))


def _definition(assumptions: Assumptions, lemma: Lemma, title: Words) -> Iterator[ExplanationStep]:
    spelling, letter = assumptions.spelling, assumptions.document.alphabet.letters[lemma["letter"]["name"]]
    if letter.equals:
        line = Line(spelling.single(letter.name), EQUALS, spelling.polynomial(letter.equals))
        yield ExplanationStep((*title, "a name, for short:"), (line,))


def _inverse(assumptions: Assumptions, lemma: Lemma, title: Words) -> Iterator[ExplanationStep]:
    spelling, letter = assumptions.spelling, assumptions.document.alphabet.letters[lemma["letter"]["name"]]
    kind, _, number = lemma["of"].partition(":")
    nonzero = kind == "hypothesis" and assumptions.document.hypotheses[int(number)].kind == "nonzero"
    why = assumptions.hypothesis(int(number)) if nonzero else assumptions.positivity(lemma["of"])
    if letter.inverse_of:
        inverse = spelling.inverse(letter.inverse_of)
        lines = (
            () if inverse == spelling.single(letter.name) else (Line(spelling.single(letter.name), EQUALS, inverse),)
        )
        yield ExplanationStep((*title, inverse, " exists, since ", *why, ":" if lines else "."), lines)


def _positive(assumptions: Assumptions, lemma: Lemma, title: Words) -> Iterator[ExplanationStep]:
    a, spelling = assumptions.document.alphabet, assumptions.spelling
    form = kernel.read_polynomial(a, lemma["form"])
    spelled, factor = spelling.polynomial(form), spelling.factor(form)
    grade = "definite" if "definite" in lemma else "semidefinite"
    yield ExplanationStep((*title, spelled, f" is positive {grade}."))
    goal, left, after = form, spelled, Words()
    if "definite" in lemma:
        definite = assumptions.document.positive(lemma["definite"], form.shape[0])
        goal = a.add((1, form), (-1, definite))
        left = signed([(False, spelled), (True, spelling.factor(definite))])
        after = ("What is taken off is definite, ", *assumptions.positivity(lemma["definite"]), ", so the whole is.")
    if "multiplier" in lemma:
        s = assumptions.document.positive(lemma["multiplier"], form.shape[0])
        goal = a.add((1, a.multiply(form, s)), (1, a.multiply(s, form)))
        left = signed([(False, spelling.product(form, s)), (False, spelling.product(s, form))])
        x, c = spelling.fresh("x"), spelling.fresh("c")
        after = _by_eigenvalues(spelling.letter(x), spelling.letter(c), factor, spelling.factor(s))
    if "direction" in lemma:
        z = a.single(lemma["direction"])
        goal = a.multiply(a.transpose(z), a.multiply(form, z))
        left = spelling.product(a.transpose(z), form, z)
        after = ("This holds for every vector ", spelling.single(lemma["direction"]), ".")
    yield from square_steps(assumptions, left, goal, lemma)
    if after:
        yield ExplanationStep(after)


def _by_eigenvalues(x: Formula, c: Formula, form: Formula, s: Formula) -> Words:
    f, m = form, s
    claim = Formula(
        f"2 {c.text} {x.text}' {m.text} {x.text} = {x.text}' ({f.text} {m.text} + {m.text} {f.text}) {x.text}",
        rf"2 {c.latex} {x.latex}^{{\top}} {m.latex} {x.latex} = "
        rf"{x.latex}^{{\top}} \bigl({f.latex} {m.latex} + {m.latex} {f.latex}\bigr) {x.latex}",
    )
    vector = Formula(f"{f.text} {x.text} = {c.text} {x.text}", f"{f.latex} {x.latex} = {c.latex} {x.latex}")
    return ("If ", vector, ", then ", claim, " is not negative, hence neither is ", c, ": no eigenvalue is negative.")


def _product(assumptions: Assumptions, lemma: Lemma, title: Words) -> Iterator[ExplanationStep]:
    document, spelling = assumptions.document, assumptions.spelling
    a, (first, second) = document.alphabet, lemma["of"]
    p, q = document.positive(first, "1"), document.positive(second, "1")
    forward, backward = a.multiply(p, q), a.transpose(a.multiply(p, q))
    spelled = spelling.product(p, q)
    words = (*title, spelled, " is positive, as a product of positive matrices that commute: ")
    yield ExplanationStep((*words, *assumptions.positivity(first), "; ", *assumptions.positivity(second), "."))
    yield from Equalities(assumptions).steps(forward, backward, multiples(document, lemma["terms"], forward.shape))


def _zero(assumptions: Assumptions, lemma: Lemma, title: Words) -> Iterator[ExplanationStep]:
    document, spelling = assumptions.document, assumptions.spelling
    a, x = document.alphabet, kernel.read_polynomial(document.alphabet, lemma["factor"])
    p, definite = document.positive(lemma["of"], x.shape[0]), lemma["of"] in document.definite
    square, vanishing = spelling.product(a.transpose(x), p, x), spelling.product(*([x] if definite else [p, x]))
    yield ExplanationStep((*title, vanishing, " = 0."))
    negated = a.add((-1, a.multiply(a.transpose(x), a.multiply(p, x))))
    yield from square_steps(assumptions, signed([(True, square)]), negated, lemma)
    why = assumptions.definiteness(lemma["of"]) if definite else assumptions.positivity(lemma["of"])
    yield ExplanationStep(("So ", square, " is zero, and ", vanishing, " too, since ", *why, "."))


def _other_side(assumptions: Assumptions, lemma: Lemma, title: Words) -> Iterator[ExplanationStep]:
    document, spelling = assumptions.document, assumptions.spelling
    a = document.alphabet
    x, y = (kernel.read_polynomial(a, lemma[key]) for key in ("left", "right"))
    one = a.identity(x.shape[0])
    words: Words = (*title, "the matrices are square, so an inverse on one side is one on the other: ")
    stated = Formula(f"{spelling.product(y, x).text} = I", f"{spelling.product(y, x).latex} = {spelling.one.latex}")
    yield ExplanationStep((*words, stated, ", since:"))
    yield from Equalities(assumptions).steps(
        a.multiply(x, y),
        one,
        multiples(document, lemma["terms"], one.shape),
        ("Multiplied out,",),
        spelling.product(x, y),
    )
