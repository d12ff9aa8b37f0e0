"""A question: letters, hypotheses, definitions and a claim, as trees. What the engines of the judge work on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import sympy

from symmaml.errors import InvalidStatement
from symmaml.notation import Kind, Letter, checked_name
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.translate import from_sympy
from symmaml.statement import AtLeast, Definition, Equal, Gradient, Named, Nonzero, Positive, Statement

READ = frozenset({("real", True), ("positive", True), ("nonnegative", True), ("commutative", True)})


@dataclass(frozen=True)
class Declared:
    """A letter as declared; the sign is "positive", "nonnegative" or None (for a 1x1 letter: > 0, >= 0)."""

    name: str
    shape: tree.Shape
    symmetric: bool = False
    sign: str | None = None


@dataclass(frozen=True)
class Relation:
    """`kind` between trees: equal, at-least, gradient, positive, nonnegative, nonzero, as in the kernel."""

    kind: str
    lhs: tree.Node
    rhs: tree.Node
    variable: str = ""


@dataclass(frozen=True)
class Question:
    """Do the hypotheses imply the claim, in every dimension, for all values of the letters?"""

    letters: tuple[Declared, ...]
    definitions: tuple[tuple[str, tree.Node], ...]
    hypotheses: tuple[Relation, ...]
    claim: Relation


def question(statement: Statement) -> Question:
    """Read a statement made of SymPy expressions.

    Raises `InvalidStatement` when shapes do not fit, or a letter is declared twice in different ways.
    """
    defined: list[tuple[str, tree.Node]] = []
    letters = _Letters()
    for definition in statement.where:
        if not isinstance(definition, Definition):
            raise InvalidStatement(f"{str(definition)[:80]} is no definition: write where=[Definition(S, A + B)]")
        node = from_sympy(definition.expression)
        letters.collect(definition.expression)
        letters.define(definition.letter, node)
        defined.append((definition.letter.name, node))
    relations = [_unnamed(number, hypothesis) for number, hypothesis in enumerate(statement.hypotheses, start=1)]
    hypotheses = [_as_hypothesis(_relation(relation)) for relation in relations]
    claim = _claim(statement.claim)
    for relation in (*relations, statement.claim):
        for field in fields(relation):
            letters.collect(getattr(relation, field.name))
    return Question(letters.declared(), tuple(defined), tuple(hypotheses), claim)


def _unnamed(number: int, hypothesis: Any) -> Any:
    """Return the relation that the kernel sees."""
    relation = hypothesis.relation if isinstance(hypothesis, Named) else hypothesis
    if not isinstance(relation, Equal | AtLeast | Positive | Nonzero):
        raise InvalidStatement(
            f"hypothesis {number} is not of a known form: {str(relation)[:80]}; expected Equal, AtLeast, Positive, "
            f"Nonzero, or one of them in Named('in words', ...)"
        )
    return relation


def _claim(claim: Any) -> Relation:
    if isinstance(claim, Positive | Nonzero):
        kind = type(claim).__name__
        raise InvalidStatement(
            f"{kind} is a hypothesis, and no claim: pass it in a list after one such as AtLeast(M, N)"
        )
    return _relation(claim)


def _as_hypothesis(relation: Relation) -> Relation:
    return replace(relation, kind="nonnegative") if relation.kind == "at-least" else relation


def _relation(relation: Any) -> Relation:
    match relation:
        case Equal(lhs=lhs, rhs=rhs):
            return _pair("equal", lhs, rhs)
        case AtLeast(larger=lhs, smaller=rhs):
            return _pair("at-least", lhs, rhs)
        case Gradient(function=function, variable=variable, gradient=gradient):
            if not isinstance(variable, Letter | sympy.Symbol):
                raise InvalidStatement(f"{variable} is no letter: a gradient is taken in a declared vector")
            lhs, rhs = from_sympy(function), _matching(gradient, from_sympy(variable).shape)
            if lhs.shape != tree.NUMBER or rhs.shape[1] != "1":
                raise InvalidStatement(
                    f"the gradient of shape {tree.spelled(lhs.shape)} in a letter of shape {tree.spelled(rhs.shape)}: "
                    f"expected 1x1, nx1"
                )
            return Relation("gradient", lhs, rhs, variable.name)
        case Positive(expression=inside):
            return _pair("positive", inside, 0)
        case Nonzero(expression=inside):
            return _pair("nonzero", inside, 0)
    raise InvalidStatement(f"{relation!r} is no statement: write Equal(a, b), AtLeast(M, N) or Gradient(F, theta, g)")


def _pair(kind: str, lhs: Any, rhs: Any) -> Relation:
    if _is_bare_zero(lhs):
        right = from_sympy(rhs)
        return Relation(kind, tree.Zero(right.shape), right)
    left = from_sympy(lhs)
    return Relation(kind, left, _matching(rhs, left.shape))


def _is_bare_zero(side: Any) -> bool:
    return side is not False and bool(side == 0) and not getattr(side, "is_Matrix", False)


def _matching(side: Any, shape: tree.Shape) -> tree.Node:
    """Read one side; a bare 0 stands for the zero of the other side's shape."""
    node: tree.Node = tree.Zero(shape) if _is_bare_zero(side) else from_sympy(side)
    if node.shape != shape:
        hint = "; for a number times the identity write t*Identity(n)" if node.shape == tree.NUMBER else ""
        raise InvalidStatement(
            f"{side} has shape {tree.spelled(node.shape)}, expected {tree.spelled(shape)}: "
            f"both sides have one shape{hint}"
        )
    return node


class _Letters:
    """The letters of a statement, in order of name; definitions keep their own order."""

    def __init__(self) -> None:
        self.known: dict[str, Declared] = {}
        self.defined: set[str] = set()
        self.sizes: set[str] = set()

    def collect(self, expression: Any) -> None:
        if not isinstance(expression, sympy.Basic):
            return
        sizes = _sizes(expression)
        for symbol in sorted(expression.atoms(sympy.MatrixSymbol, sympy.Symbol) - sizes, key=lambda s: s.name):
            self.declare(_declared(symbol))
        self.sizes |= {size.name for size in sizes if isinstance(size, sympy.Symbol)}

    def declare(self, letter: Declared) -> None:
        known = self.known.setdefault(letter.name, letter)
        if known != letter:
            raise InvalidStatement(f"{letter.name} is declared in two ways: {known} and {letter}; rename one of them")

    def define(self, letter: Any, node: tree.Node) -> None:
        if not isinstance(letter, Letter | sympy.Symbol):
            raise InvalidStatement(f"{letter} cannot be defined: expected a letter such as symmetric('S')")
        declared = _declared(letter)
        if declared.shape != node.shape:
            raise InvalidStatement(f"{letter} has shape {declared.shape}, its definition {node.shape}")
        if declared.name in self.known:
            raise InvalidStatement(f"{letter} is used before it is defined, or defined twice; reorder the definitions")
        if declared.sign is not None:
            raise InvalidStatement(f"{letter} is defined and declared {declared.sign}: drop one of the two")
        self.known[declared.name] = declared
        self.defined.add(declared.name)

    def declared(self) -> tuple[Declared, ...]:
        both = sorted(self.sizes & self.known.keys())
        if both:
            raise InvalidStatement(f"{both[0]} is declared as a letter and used as a dimension: rename one of them")
        return tuple(self.known.values())


def _sizes(expression: Any) -> set[Any]:
    """Return the dimensions of the letters in an expression."""
    letters = expression.atoms(sympy.MatrixSymbol, sympy.Identity, sympy.ZeroMatrix)
    return {size for letter in letters for size in letter.shape}


def _declared(symbol: Any) -> Declared:
    name = checked_name(symbol.name)
    if isinstance(symbol, sympy.Dummy):
        raise InvalidStatement(f"{name} is a Dummy, which its name does not tell from others; write scalar({name!r})")
    if not isinstance(symbol, sympy.MatrixSymbol):
        unread = {key: value for key, value in symbol._assumptions_orig.items() if (key, value) not in READ}
        if unread:
            raise InvalidStatement(f"{name} is assumed {unread}, which is not understood; write scalar({name!r})")
        sign = "positive" if symbol.is_positive else "nonnegative" if symbol.is_nonnegative else None
        return Declared(name, tree.NUMBER, True, sign)
    shape = from_sympy(symbol).shape
    kind = symbol.kind_of_letter if isinstance(symbol, Letter) else Kind.GENERAL
    sign = {Kind.DEFINITE: "positive", Kind.SEMIDEFINITE: "nonnegative"}.get(kind)
    return Declared(name, shape, kind is not Kind.GENERAL, sign)
