"""Working with matrix expressions by hand: expand, collect, differentiate, substitute, cancel.

SymPy multiplies out no power of a sum of matrices, so the finder does its own bookkeeping: an expression is a sum of
words
with scalar coefficients. Letters declared symmetric equal their transposes here; the judge will ask for that
hypothesis.
Inverses are opaque letters that cancel against what they invert.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy

from symmaml.errors import NotDerivable
from symmaml.notation import Letter, scaled

Word = tuple[Any, ...]


@dataclass(frozen=True)
class Expanded:
    """A sum of words with scalar coefficients, all of one shape."""

    shape: tuple[Any, Any]
    terms: tuple[tuple[Word, Any], ...]


@lru_cache(maxsize=4096)  # an unrolled inner loop holds its earlier iterates twice each
def expanded(expression: Any) -> Expanded:
    """Multiply out a matrix expression; raise `NotDerivable` for anything but sums, products, powers and transposes."""
    if not getattr(expression, "is_Matrix", False):
        return _sum((sympy.S.One, sympy.S.One), [((), expression)])
    match expression:
        case sympy.ZeroMatrix():
            return Expanded(expression.shape, ())
        case sympy.Identity():
            return _sum(expression.shape, [((), sympy.S.One)])
        case sympy.MatrixSymbol() | sympy.Inverse():
            return _sum(expression.shape, [((expression,), sympy.S.One)])
        case sympy.MatAdd() | sympy.Add():
            return _sum(expression.shape, [t for part in expression.args for t in expanded(part).terms])
        case sympy.MatMul() | sympy.Mul():
            total = _sum((expression.shape[0], expression.shape[0]), [((), sympy.S.One)])
            for factor in expression.args:
                total = times(total, expanded(factor))
            return Expanded(expression.shape, total.terms)
        case sympy.MatPow(base=base, exp=exponent) if exponent.is_Integer:
            total = _sum(expression.shape, [((), sympy.S.One)])
            factor = expanded(base if exponent >= 0 else sympy.Inverse(base))
            for _ in range(abs(int(exponent))):
                total = times(total, factor)
            return total
        case sympy.Transpose(arg=inside):
            return transposed(expanded(inside))
    raise NotDerivable(f"cannot multiply out {type(expression).__name__} in {str(expression)[:60]}")


def times(left: Expanded, right: Expanded) -> Expanded:
    """Return the product."""
    return _sum(
        (left.shape[0], right.shape[1]), [(_cancel(v + w), c * d) for v, c in left.terms for w, d in right.terms]
    )


def plus(*summands: Expanded) -> Expanded:
    """Return the sum."""
    return _sum(summands[0].shape, [term for summand in summands for term in summand.terms])


def negated(sum_of_words: Expanded) -> Expanded:
    """Return the negative."""
    return Expanded(sum_of_words.shape, tuple((word, -c) for word, c in sum_of_words.terms))


def transposed(sum_of_words: Expanded) -> Expanded:
    """Return the transpose."""
    rows, cols = sum_of_words.shape
    return _sum((cols, rows), [(tuple(_flip(x) for x in reversed(word)), c) for word, c in sum_of_words.terms])


def _sum(shape: tuple[Any, Any], terms: Iterable[tuple[Word, Any]]) -> Expanded:
    total: dict[Word, Any] = {}
    waiting = list(terms)[::-1]
    while waiting:
        word, coefficient = waiting.pop()
        resolved = _resolved(word)
        if resolved is None:
            total[word] = total.get(word, sympy.S.Zero) + coefficient
        else:
            waiting += [(part, coefficient * factor) for part, factor in resolved[::-1]]
    collected = ((word, sympy.expand(coefficient)) for word, coefficient in total.items())
    return Expanded(shape, tuple((word, coefficient) for word, coefficient in collected if coefficient != 0))


def _resolved(word: Word) -> list[tuple[Word, Any]] | None:
    """Rewrite one `T A` or `A T`, T the inverse of `c A + rest`, into `(I - T rest) / c`; None if there is no such
    place."""
    for i in range(len(word) - 1):
        for inverse, letter, is_left in ((word[i], word[i + 1], True), (word[i + 1], word[i], False)):
            if isinstance(inverse, sympy.Inverse) and inverse.arg.is_MatAdd:
                inside = dict(expanded(inverse.arg).terms)
                if letter != max((w[0] for w in inside if len(w) == 1), key=str, default=None):
                    continue
                leading = inside.pop((letter,))
                rest = [((inverse, *w) if is_left else (*w, inverse), -c / leading) for w, c in inside.items()]
                return [(word[:i] + middle + word[i + 2 :], c) for middle, c in [((), 1 / leading), *rest]]
    return None


def _flip(letter: Any) -> Any:
    inside = letter.arg if isinstance(letter, sympy.Inverse | sympy.Transpose) else letter
    if isinstance(letter, sympy.Transpose):
        return inside
    if all(symbol.is_assumed_symmetric for symbol in inside.atoms(Letter)) and _is_symmetric(inside):
        return letter
    return sympy.Transpose(letter)


def _is_symmetric(expression: Any) -> bool:
    if isinstance(expression, Letter):
        return expression.is_assumed_symmetric
    words = dict(expanded(expression).terms)
    return words == {tuple(reversed(word)): coefficient for word, coefficient in words.items()}


def _cancel(word: Word) -> Word:
    """Cancel every inverse that stands beside what it inverts."""
    for i in range(len(word) - 1):
        if _inverts(word[i], word[i + 1]) or _inverts(word[i + 1], word[i]):
            return _cancel(word[:i] + word[i + 2 :])
    return word


def _inverts(inverse: Any, letter: Any) -> bool:
    return isinstance(inverse, sympy.Inverse) and inverse.arg == letter


def expression_of(sum_of_words: Expanded) -> Any:
    """Write a sum of words as a SymPy expression."""
    rows, cols = sum_of_words.shape
    parts = [scaled(c, product(word) if word else sympy.Identity(rows)) for word, c in sum_of_words.terms]
    return sympy.MatAdd(*parts).doit(deep=False) if parts else sympy.ZeroMatrix(rows, cols)


def product(factors: Iterable[Any]) -> Any:
    """Return the product of factors as written: nothing multiplied out, nested products opened, identities left out."""
    opened = [part for factor in factors for part in ((factor.args) if factor.is_MatMul else (factor,))]
    kept = [factor for factor in opened if not isinstance(factor, sympy.Identity)]
    return kept[0] if len(kept) == 1 else sympy.MatMul(*kept, evaluate=False)


def split(expression: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return the scalar coefficient and the matrix factors of a product."""
    if not expression.is_MatMul:
        return sympy.S.One, (expression,)
    coefficient, factors = sympy.S.One, list[Any]()
    for part in expression.args:
        if part.is_Matrix:
            inner, opened = split(part)
            coefficient, factors = coefficient * inner, [*factors, *opened]
        else:
            coefficient = coefficient * part
    return coefficient, tuple(factors)


def mirrored(factors: Iterable[Any]) -> tuple[Any, ...]:
    """Return the factors of the transposed product; symmetric factors stay as they are written."""
    return tuple(f if is_symmetric(f) else _flip_factor(f) for f in reversed(tuple(factors)))


def is_symmetric(expression: Any) -> bool:
    """Whether an expression equals its transpose, multiplied out."""
    return bool(expression.shape[0] == expression.shape[1]) and equal(
        expression, expression_of(transposed(expanded(expression)))
    )


def _flip_factor(factor: Any) -> Any:
    return factor.arg if isinstance(factor, sympy.Transpose) else sympy.Transpose(factor)


def half(expression: Any) -> Any:
    """Return half of an expression, as written."""
    return scaled(sympy.Rational(1, 2), expression)


def total(parts: Iterable[Any]) -> Any:
    """Return the sum of expressions of one shape, in the given order."""
    parts = list(parts)
    return parts[0] if len(parts) == 1 else sympy.MatAdd(*parts)


def substituted(sum_of_words: Expanded, letter: Any, replacement: Expanded) -> Expanded:
    """Replace a letter by a sum of words, and cancel."""
    summands = [Expanded(sum_of_words.shape, ())]
    for word, coefficient in sum_of_words.terms:
        size = sum_of_words.shape[0]
        image = _sum((size, size), [((), coefficient)])
        for factor in word:
            image = times(image, replacement if factor == letter else _sum(factor.shape, [((factor,), sympy.S.One)]))
        summands.append(Expanded(sum_of_words.shape, image.terms))
    return plus(*summands)


def affine(sum_of_words: Expanded, theta: Any) -> tuple[Expanded, Expanded]:
    """Split `M theta + r` into M and r; raise `NotDerivable` unless the expression is affine in `theta`."""
    size = sum_of_words.shape[0]
    linear = [(word[:-1], c) for word, c in sum_of_words.terms if word and word[-1] == theta]
    rest = [(word, c) for word, c in sum_of_words.terms if not (word and word[-1] == theta)]
    if any(theta in word or sympy.Transpose(theta) in word for word, _ in (*linear, *rest)):
        raise NotDerivable(f"the expression is not affine in {theta}")
    return _sum((size, theta.shape[0]), linear), _sum(sum_of_words.shape, rest)


def differentiated(sum_of_words: Expanded, theta: Any) -> Expanded:
    """Return the gradient of a 1x1 sum of words in which theta occurs between numbers and rows.

    Product rule: a word `row * theta` contributes `row^T`, a word `theta^T * column` contributes `column`.
    """
    terms = []
    for word, coefficient in sum_of_words.terms:
        for place, factor in enumerate(word):
            before, after = word[:place], word[place + 1 :]
            if factor == theta and not after:
                terms.append((tuple(_flip(x) for x in reversed(before)), coefficient))
            elif factor == sympy.Transpose(theta) and not before:
                terms.append((after, coefficient))
            elif factor in (theta, sympy.Transpose(theta)):
                raise NotDerivable(f"{theta} stands inside a product of several numbers: no quadratic form")
    return _sum((theta.shape[0], sympy.S.One), terms)


def equal(left: Any, right: Any) -> bool:
    """Whether two expressions have the same terms when multiplied out."""
    return dict(expanded(left).terms) == dict(expanded(right).terms)
