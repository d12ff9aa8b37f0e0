"""The kernel's polynomials, spelled for people: inverses as inverses, powers as powers, in text and in LaTeX."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count, groupby

from symmaml import kernel
from symmaml.explanation.record import Formula
from symmaml.notation import latex_name

NUMBER = ("1", "1")
_LONGEST = 32  # characters of an inverse that is spelled out; a longer one keeps a name
_OPENERS = ("(", r"\bigl(", r"\Bigl(", r"\biggl(", r"\Biggl(")


@dataclass(frozen=True)
class _Name:
    """How a letter is spelled: its base, its sign in the exponent, and whether the base stands without parentheses."""

    base: Formula
    inverted: bool = False
    atomic: bool = True


class Spelling:
    """Spells polynomials over an alphabet. Long inverses are named K1, K2, ..., and listed in `named`."""

    def __init__(self, alphabet: kernel.Alphabet) -> None:
        self.alphabet = alphabet
        self.taken = {name for name in alphabet.letters if not _is_generated(name)}
        spellings = Counter(latex_name(name) for name in self.taken)
        self.twins = {name for name in self.taken if spellings[latex_name(name)] > 1 or latex_name(name) == "I"}
        self.one = self.letter(self.fresh("I"))
        self.names: dict[str, _Name] = {}
        self.named: list[str] = []
        for name, letter in alphabet.letters.items():
            self.names[name] = self._name(name, letter)

    def fresh(self, wish: str) -> str:
        """Return a name that no letter has, and take it."""
        name = next(n for n in chain([wish], (f"{wish}{i}" for i in count(1))) if n not in self.taken)
        self.taken.add(name)
        return name

    def letter(self, name: str) -> Formula:
        """Spell a name as it is; two names that would look the same in print are set in typewriter."""
        if name in self.twins:
            return Formula(name, r"\mathtt{" + name.replace("_", r"\_") + "}")
        return Formula(name, latex_name(name))

    def _name(self, name: str, letter: kernel.Letter) -> _Name:
        if name.startswith("@"):
            return _Name(self.letter(self.fresh("h")))
        if letter.inverse_of is None or not _is_generated(name):
            return _Name(self.letter(name))
        body = self.polynomial(letter.inverse_of)
        if len(body.text) > _LONGEST:
            self.named.append(name)
            return _Name(self.letter(self.fresh(f"K{len(self.named)}")))
        return _Name(body, True, _is_atom(body))

    def single(self, name: str) -> Formula:
        """Spell a letter of the alphabet; with a `'`, its transpose."""
        return self._power(name, 1)

    def polynomial(self, p: kernel.Polynomial, order: Sequence[kernel.Monomial] = ()) -> Formula:
        """Spell a polynomial: its terms in this order if one is given, else shorter words first."""
        coefficients = dict(p.terms)
        order = [m for m in order if m in coefficients] or self.ordered(p)
        return signed([(coefficients[m] < 0, self.term(m, abs(coefficients[m]), p.shape)) for m in order])

    def ordered(self, p: kernel.Polynomial) -> list[kernel.Monomial]:
        """Return the monomials, shorter ones first, the first with a positive coefficient in front."""
        order = sorted(p.terms, key=lambda term: (degree(term[0]), term[0]))
        lead = next((i for i, (_, c) in enumerate(order) if c > 0), 0)
        return [m for m, _ in [*order[lead : lead + 1], *order[:lead], *order[lead + 1 :]]]

    def term(self, monomial: kernel.Monomial, coefficient: Fraction, shape: kernel.Shape) -> Formula:
        """Spell a positive multiple of a monomial."""
        scalars, word = monomial
        singles = tuple(s[0] for s in scalars if len(s) == 1)
        products = [product(self._factors(s)) for s in scalars if len(s) > 1]
        alone = not singles and not word and len(products) == 1 and shape in (NUMBER, ("", ""))
        parts = [*self._factors(singles), *(products if alone else map(parenthesised, products)), *self._factors(word)]
        if not word and shape not in (NUMBER, ("", "")):
            parts.append(self.one)
        return product([fraction(coefficient), *parts] if coefficient != 1 or not parts else parts)

    def _factors(self, word: Iterable[str]) -> list[Formula]:
        return [self._power(spelling, len(list(run))) for spelling, run in groupby(word)]

    def _power(self, spelling: str, power: int) -> Formula:
        name = self.names[spelling.removesuffix("'")]
        exponent = -power if name.inverted else power
        base = name.base if name.atomic else parenthesised(name.base)
        text, latex, primed = base.text, base.latex, spelling.endswith("'")
        braced = f"{{{latex}}}" if "^" in latex and name.atomic else latex
        if exponent != 1:
            text = f"{text}^{exponent}"
        if primed:
            text = f"({text})'" if exponent != 1 else f"{text}'"
        if exponent == 1:
            return Formula(text, braced + r"^{\top}" if primed else latex)
        if not primed:
            return Formula(text, f"{braced}^{exponent}" if 1 < exponent < 10 else f"{braced}^{{{exponent}}}")
        return Formula(text, rf"{braced}^{{-\top}}" if exponent == -1 else rf"({braced}^{{{exponent}}})^{{\top}}")

    def inverse(self, p: kernel.Polynomial) -> Formula:
        """Spell the inverse of a polynomial."""
        body = self.polynomial(p)
        base = body if _is_atom(body) else parenthesised(body)
        return Formula(f"{base.text}^-1", f"{{{base.latex}}}^{{-1}}")

    def factor(self, p: kernel.Polynomial) -> Formula:
        """Spell a polynomial as a factor of a product: a sum, or a negative term, in parentheses."""
        spelled = self.polynomial(p)
        (scalars, word), coefficient = p.terms[0] if p.terms else (((), ()), Fraction(0))
        bare = word or len(scalars) != 1 or len(scalars[0]) == 1  # no number x' A x, whose parentheses are left out
        needs = len(p.terms) != 1 or coefficient < 0 or not bare
        return parenthesised(spelled) if needs else spelled

    def product(self, *factors: kernel.Polynomial) -> Formula:
        """Spell a product; factors that are the identity are left out, unless all are."""
        written = [p for p in factors if not is_one(p)] or list(factors[-1:])
        if len(written) == 1:
            return self.polynomial(written[0])
        return product([self.factor(p) for p in written])


def is_one(p: kernel.Polynomial) -> bool:
    """Whether a polynomial is an identity."""
    return p.terms == ((((), ()), Fraction(1)),)


def is_sum(formula: Formula) -> bool:
    """Whether a formula is a sum outside all parentheses, or a negative term."""
    depth = 0
    for before, character in zip(" " + formula.text, formula.text, strict=False):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character in "+-" and before == " ":
            return True
    return False


def degree(monomial: kernel.Monomial) -> int:
    """Count the letters of a monomial."""
    scalars, word = monomial
    return len(word) + sum(map(len, scalars))


def signed(terms: Sequence[tuple[bool, Formula]]) -> Formula:
    """Spell a sum of terms, each with the sign that it is subtracted, or 0 if there are none."""
    text = " ".join(("- " if minus else "+ ") + term.text for minus, term in terms)
    latex = " ".join(("- " if minus else "+ ") + term.latex for minus, term in terms)
    if text.startswith("- "):
        text, latex = "-" + text[2:], "-" + latex[2:]
    return Formula(text.removeprefix("+ ") or "0", latex.removeprefix("+ ") or "0")


def product(factors: Sequence[Formula]) -> Formula:
    """Write factors side by side; in LaTeX a digit is kept apart by a dot."""
    latex = factors[0].latex
    for factor in factors[1:]:
        latex += (r" \cdot " if factor.latex[0].isdigit() else " ") + factor.latex
    return Formula(" ".join(factor.text for factor in factors), latex)


def parenthesised(formula: Formula) -> Formula:
    """Put a formula in parentheses, in LaTeX each pair a little larger than those inside."""
    level = max((size + 1 for size, opener in enumerate(_OPENERS) if opener in formula.latex), default=0)
    opener = _OPENERS[min(level, len(_OPENERS) - 1)]
    closer = ")" if not level else opener[:-2] + "r)"
    return Formula(f"({formula.text})", f"{opener}{formula.latex}{closer}")


def fraction(value: Fraction) -> Formula:
    """Spell a number."""
    sign = "-" if value < 0 else ""
    latex = str(value) if value.denominator == 1 else rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return Formula(str(value), latex)


def matrix(rows: kernel.Matrix) -> Formula:
    """Spell an exact matrix; one of shape 1x1 as a number."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return fraction(rows[0][0])
    text = "[" + ", ".join("[" + ", ".join(map(str, row)) + "]" for row in rows) + "]"
    body = r" \\ ".join(" & ".join(fraction(x).latex for x in row) for row in rows)
    if len(rows[0]) > 10:  # what amsmath allows a pmatrix to have
        columns = "c" * len(rows[0])
        return Formula(text, rf"\left( \begin{{array}}{{{columns}}} {body} \end{{array}} \right)")
    return Formula(text, rf"\begin{{pmatrix}} {body} \end{{pmatrix}}")


def _is_generated(name: str) -> bool:
    """Whether a letter is an increment, or named as the judge names inverses."""
    return name.startswith(("@", "inverse_")) or name.endswith("_inverse")


def _is_atom(formula: Formula) -> bool:
    return formula.text.replace("_", "").isalnum() and not formula.text[0].isdigit()
