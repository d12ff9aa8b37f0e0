"""What a certificate assumes, in words: definitions, inverses, hypotheses; which are used, and which are not."""

from __future__ import annotations

from collections.abc import Iterator

from symmaml import kernel
from symmaml.explanation.record import EQUALS, ExplanationStep, Formula, Line, Words, joined
from symmaml.explanation.spelling import NUMBER, Spelling


class Assumptions:
    """Says in words what a document assumes."""

    def __init__(self, document: kernel.Document, spelling: Spelling) -> None:
        self.document, self.spelling = document, spelling

    def order(self, shape: kernel.Shape) -> Formula:
        """Return the sign of an inequality: between numbers, or in the Loewner order."""
        return Formula(">=", r"\ge" if shape == NUMBER else r"\succeq")

    def claim(self) -> Words:
        """Say what is claimed, as the kernel reads it."""
        claim, spell = self.document.claim, self.spelling.polynomial
        if claim.kind == "gradient":
            variable = self.spelling.single(claim.variable)
            return ("the gradient of ", spell(claim.lhs), " in ", variable, " is ", spell(claim.rhs))
        relation = EQUALS if claim.kind == "equal" else self.order(claim.lhs.shape)
        return (_stated(spell(claim.lhs), relation, spell(claim.rhs)),)

    def hypothesis(self, index: int) -> Words:
        """Say what a hypothesis states."""
        h, spell = self.document.hypotheses[index], self.spelling.polynomial
        if h.kind == "equal":
            return (f"hypothesis {index + 1}, ", _stated(spell(h.lhs), EQUALS, spell(h.rhs)))
        gap = spell(self.document.alphabet.add((1, h.lhs), (-1, h.rhs)))
        return (f"hypothesis {index + 1}, ", gap, f" is {sign(h.kind, h.lhs.shape)}")

    def reference(self, reference: str) -> Words:
        """Say what is zero by a reference of a certificate; one that ends in ' is to the transpose."""
        kind, _, name = reference.removesuffix("'").partition(":")
        primed: Words = (" (transposed)",) if reference.endswith("'") else ()
        if kind == "hypothesis":
            h = self.document.hypotheses[int(name)]
            return (f"hypothesis {int(name) + 1}, ", self._equation([h.lhs], [h.rhs], bool(primed)), *primed)
        a = self.document.alphabet
        if kind == "lemma":
            zero = self.document.zeros[f"lemma:{name}"]
            return (f"lemma {int(name) + 1}, ", self._equation([zero], [a.add((0, zero))], bool(primed)), *primed)
        letter, this = a.letters[name], a.single(name)
        if letter.equals:
            return ("the definition ", self._equation([this], [letter.equals], bool(primed)), *primed)
        inside = letter.inverse_of or this
        factors = [this, inside] if kind == "left-inverse" else [inside, this]
        return (self._equation(factors, [a.identity(letter.shape[0])], bool(primed)),)

    def _equation(self, left: list[kernel.Polynomial], right: list[kernel.Polynomial], transposed: bool) -> Formula:
        """Spell that two products are equal, or their transposes."""
        flip = self.document.alphabet.transpose
        sides = ([flip(p) for p in reversed(side)] if transposed else side for side in (left, right))
        spelled, other = (self.spelling.product(*side) for side in sides)
        return _stated(spelled, EQUALS, other)

    def definiteness(self, reference: str) -> Words:
        """Say why what a reference names is positive definite."""
        return ("the identity is positive definite",) if reference == "identity" else self.positivity(reference)

    def positivity(self, reference: str) -> Words:
        """Say why what a reference names is positive."""
        kind, _, name = reference.partition(":")
        if kind == "identity":
            return (Formula("X' X", r"X^{\top} X"), " is positive semidefinite for every ", Formula("X", "X"))
        if kind == "hypothesis":
            return self.hypothesis(int(name))
        form = self.document.positives[reference]
        if kind == "letter":
            return (self.spelling.single(name), f" is {sign(self.document.letters[name].sign or '', form.shape)}")
        grade = sign("positive" if reference in self.document.definite else "nonnegative", form.shape)
        return (f"lemma {int(name) + 1}, ", self.spelling.polynomial(form), f" is {grade}")

    def where(self) -> Iterator[ExplanationStep]:
        """Yield a step that says what the letters stand for, if any stands for something."""
        letters, spell, lines = self.document.letters, self.spelling, []
        for name, letter in letters.items():
            if letter.equals:
                lines.append(Line(spell.single(name), EQUALS, spell.polynomial(letter.equals)))
            elif letter.inverse_of and (name in spell.named or not spell.names[name].inverted):
                lines.append(Line(spell.single(name), EQUALS, spell.inverse(letter.inverse_of)))
        if lines:
            yield ExplanationStep(("Here",), tuple(lines))

    def counted(self, theorem: kernel.Theorem) -> ExplanationStep:
        """Say which assumptions a theorem uses, and which it does not need."""
        used: list[Words] = []
        spared: list[Words] = []
        for name, letter in self.document.letters.items():
            if not letter.definition and not name.startswith("@"):
                for needed, words in self._flags(name, letter, theorem):
                    (used if needed else spared).append(words)
        for index, h in enumerate(self.document.hypotheses):
            needed = index in theorem.hypotheses
            # That something is not zero guards an inverse; the kernel counts no use of it.
            if needed or h.kind != "nonzero":
                (used if needed else spared).append(self.hypothesis(index))
        inverted = [x.inverse_of for x in self.document.letters.values() if x.inverse_of]
        used += [("the inverse of ", self.spelling.polynomial(p), " exists") for p in inverted]
        told: Words = ("Used: ", *(joined(used, "; ") or ("nothing but the rules of arithmetic",)), ".")
        return ExplanationStep((*told, " Not needed: ", *joined(spared, "; "), ".") if spared else told)

    def _flags(self, name: str, letter: kernel.Letter, theorem: kernel.Theorem) -> Iterator[tuple[bool, Words]]:
        """Yield what is declared of a free letter, and whether it is used."""
        spelled = self.spelling.single(name)
        positive, symmetric = name in theorem.signs, name in theorem.symmetric
        if letter.sign:
            yield positive, (spelled, f" is {sign(letter.sign, letter.shape)}")
        if letter.symmetric and letter.shape != NUMBER and not positive and (symmetric or not letter.sign):
            yield symmetric, (spelled, " is symmetric")


def sign(kind: str, shape: kernel.Shape) -> str:
    if kind == "nonzero":
        return "not zero"
    if shape == NUMBER:
        return "positive" if kind == "positive" else "nonnegative"
    return "positive definite" if kind == "positive" else "positive semidefinite"


def _stated(left: Formula, relation: Formula, right: Formula) -> Formula:
    return Formula(f"{left.text} {relation.text} {right.text}", f"{left.latex} {relation.latex} {right.latex}")
