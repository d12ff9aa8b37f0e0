"""Wrong formulas made from a right one, each by a small slip: what a cross-check must refute.

`mutations` changes an expression in one place: a coefficient by one part in ten thousand, a sign, a letter for another
of the same shape, a factor left out, two square factors exchanged, or a square factor transposed that is not symmetric.
`mutants` does this to the formula of a result and to each abbreviation in it. A mutant that equals the original
(exchanged factors that commute, the sign of a letter that enters squared) is left out: original and mutant are
evaluated exactly at random rational points, in dimensions 2 and 3.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import sympy
from oracle.numbers_of import evaluate, needed, number_if_scalar, solve_exactly

from symmaml.derivation import Result
from symmaml.statement import Definition

SLIP = sympy.Rational(10001, 10000)


@dataclass(frozen=True)
class Mutation:
    """A changed expression, and the kind of slip that it took."""

    kind: str
    expression: Any


def mutations(expression: Any, *, letters: Sequence[Any] = (), where: Sequence[Definition] = ()) -> Iterator[Mutation]:
    """Yield every expression that one slip makes of `expression`, and that has a different value.

    Letters are exchanged for others among `letters`, or else among those of the expression. `where` defines those
    letters that are abbreviations.
    """
    alphabet = _sorted(letters or _letters(expression))
    points = [_point([expression, *alphabet], where, size, seed) for size, seed in ((2, 0), (3, 1))]
    originals = [_value(expression, point) for point in points]
    if any(value is None for value in originals):
        raise ValueError(f"{expression} has no value at random points: mutants cannot be told from it")
    seen = {expression}
    for mutation in _slips(expression, alphabet, whole=True):
        if mutation.expression not in seen:
            seen.add(mutation.expression)
            values = [_value(mutation.expression, point) for point in points]
            if any(not _same(one, other) for one, other in zip(originals, values, strict=True)):
                yield mutation


def mutants(result: Result) -> Iterator[tuple[str, Result]]:
    """Yield (what slipped, wrong result) for every slip in the formula of a result and in the abbreviations it uses."""
    derivation, where = result.derivation, tuple(needed(result))
    free = _letters(result.expression, *(d.expression for d in where)) - {d.letter for d in where}
    for mutation in mutations(result.expression, letters=[*free, *(d.letter for d in where)], where=where):
        yield mutation.kind, replace(result, derivation=replace(derivation, expression=mutation.expression))
    for i, definition in enumerate(where):
        earlier = [*free, *(d.letter for d in where[:i])]
        for mutation in mutations(definition.expression, letters=earlier, where=where[:i]):
            changed = (*where[:i], Definition(definition.letter, mutation.expression), *where[i + 1 :])
            wrong = replace(result, derivation=replace(derivation, where=changed))
            if _differs(result, wrong):
                yield f"{mutation.kind} in {definition.letter}", wrong


# -- slips -------------------------------------------------------------------------------------------------------------


def _slips(node: Any, alphabet: Sequence[Any], whole: bool = False) -> Iterator[Mutation]:
    """Yield the slips at a node and below it. `whole` says that the node is not itself a term of a sum."""
    if whole and not isinstance(node, sympy.Add | sympy.MatAdd):
        yield from _slips_of_term(node)
    if isinstance(node, sympy.Add | sympy.MatAdd):
        for i, term in enumerate(node.args):
            for slip in _slips_of_term(term):
                yield Mutation(slip.kind, _with_argument(node, i, slip.expression))
    elif isinstance(node, sympy.Mul | sympy.MatMul):
        yield from _slips_of_product(node)
    elif isinstance(node, sympy.Pow | sympy.MatPow) and node.exp != -1:
        yield Mutation("dropped factor", node.func(node.base, node.exp - 1 if node.exp > 0 else node.exp + 1))
    elif node in alphabet:
        yield from _slips_of_letter(node, alphabet)
    if not isinstance(node, sympy.MatrixSymbol | sympy.Identity | sympy.Symbol):
        for i, argument in enumerate(node.args):
            for slip in _slips(argument, alphabet, whole=False):
                yield Mutation(slip.kind, _with_argument(node, i, slip.expression))


def _slips_of_term(term: Any) -> Iterator[Mutation]:
    product = sympy.MatMul if term.is_Matrix else sympy.Mul
    yield Mutation("coefficient", product(SLIP, term))
    yield Mutation("sign", product(sympy.S.NegativeOne, term))


def _slips_of_product(node: Any) -> Iterator[Mutation]:
    arguments = node.args
    for i, factor in enumerate(arguments):
        rest = [*arguments[:i], *arguments[i + 1 :]]
        is_number = not factor.is_Matrix and factor != -1  # leaving out -1 is a slip of sign
        if is_number or (_is_square(factor) and any(other.is_Matrix for other in rest)):
            yield Mutation("dropped factor", node.func(*rest) if len(rest) > 1 else rest[0])
    for i, (left, right) in enumerate(pairwise(arguments)):
        if _is_square(left) and _is_square(right):
            yield Mutation("exchanged factors", node.func(*arguments[:i], right, left, *arguments[i + 2 :]))


def _slips_of_letter(letter: Any, alphabet: Sequence[Any]) -> Iterator[Mutation]:
    alike = [other for other in alphabet if _shape(other) == _shape(letter)]
    if len(alike) > 1:
        yield Mutation("swapped letter", alike[(alike.index(letter) + 1) % len(alike)])
    if _is_square(letter) and not getattr(letter, "is_assumed_symmetric", False):
        yield Mutation("transposed factor", sympy.Transpose(letter))


def _with_argument(node: Any, index: int, argument: Any) -> Any:
    return node.func(*node.args[:index], argument, *node.args[index + 1 :])


def _is_square(node: Any) -> bool:
    return bool(node.is_Matrix and node.shape[0] == node.shape[1] and node.shape[0] != 1)


def _shape(letter: Any) -> Any:
    return getattr(letter, "shape", None)


# -- values ------------------------------------------------------------------------------------------------------------


def _letters(*expressions: Any) -> set[Any]:
    """Return the letters of expressions: matrices and scalars, but no dimension."""
    letters = {letter for expression in expressions for letter in expression.free_symbols}
    return {letter for letter in letters if getattr(letter, "is_Matrix", False) or not letter.is_integer}


def _sorted(letters: Any) -> list[Any]:
    return sorted(set(letters), key=lambda letter: letter.name)


def _point(expressions: Sequence[Any], where: Sequence[Definition], size: int, seed: int) -> tuple[dict[str, Any], int]:
    """Return exact random values of all letters, symmetric where so declared, abbreviations computed."""
    chance = random.Random(seed)
    defined = {definition.letter for definition in where}
    values: dict[str, Any] = {}
    for letter in _sorted(_letters(*expressions, *(d.expression for d in where)) - defined):
        if not letter.is_Matrix:
            values[letter.name] = Fraction(chance.randint(1, 99), 101)
            continue
        shape = tuple(1 if length == 1 else size for length in letter.shape)
        value = np.array(
            [Fraction(chance.randint(-9, 9), chance.randint(1, 9)) for _ in range(shape[0] * shape[1])], object
        )
        value = value.reshape(shape)
        values[letter.name] = value + value.T if getattr(letter, "is_assumed_symmetric", False) else value
    for definition in where:
        values[definition.letter.name] = number_if_scalar(definition, _value(definition.expression, (values, size)))
    return values, size


def _value(expression: Any, point: tuple[dict[str, Any], int]) -> Any:
    """Return the exact value, or None where an operator is singular."""
    values, size = point
    try:
        return evaluate(expression, values, size, solve_exactly)
    except ZeroDivisionError:
        return None
    except TypeError:  # an abbreviation has no value: it was None already
        if None in values.values():
            return None
        raise


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.all(np.asarray(one) == np.asarray(other)))


def _differs(one: Result, other: Result) -> bool:
    for size, seed in ((2, 0), (3, 1)):
        letters = _letters(one.expression) - {definition.letter for definition in one.where}
        points = [_point(list(_sorted(letters)), r.where, size, seed) for r in (one, other)]
        if not _same(_value(one.expression, points[0]), _value(other.expression, points[1])):
            return True
    return False
