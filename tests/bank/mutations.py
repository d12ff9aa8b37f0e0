"""Plausible slips: every way to change a statement in one place, named by what went wrong. Most make it false."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bank.entry import Entry
from bank.exact_values import Shape, ShapeMismatch, names, parsed, sides

SLIPS = (
    "sign of a term",
    "a term forgotten",
    "factor 2",
    "a transposition forgotten",
    "a transposition too many",
    "order of two factors",
    "one letter for another",
    "a factor forgotten",
    "an inverse forgotten",
    "exponent",
    "symmetry forgotten",
    "the inequality reversed",
    "a hypothesis forgotten",
)
TWO = ast.Constant(value=2)
Slip = tuple[str, ast.expr]


def mutations(entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Yield (slip, statement) for every slip in either side, in a definition, or in what is assumed."""
    if entry.relation == "psd":
        yield "the inequality reversed", replace(entry, lhs=entry.rhs, rhs=entry.lhs)
    for side in ("rhs", "lhs"):
        for slip, text in slips(getattr(entry, side), entry):
            yield slip, replace(entry, **{side: text})
    for index, hypothesis in enumerate(entry.given):
        left, sign, right = sides(hypothesis)
        others = entry.given[:index], entry.given[index + 1 :]
        if sign == "=" and left.isidentifier() and left not in entry.build:
            for slip, text in slips(right, entry):
                yield f"{slip}, in {left}", replace(entry, given=(*others[0], f"{left} = {text}", *others[1]))
        else:
            built = {name: text for name, text in entry.build.items() if name not in _letters(left, entry)}
            yield "a hypothesis forgotten", replace(entry, given=(*others[0], *others[1]), build=built)
    for name, letter in entry.letters.items():
        if letter.kind:
            strong, weak = {"sym": (":sym", ""), "pd": (":pd", ":sym")}[letter.kind]
            weaker = re.sub(rf"\b({name}:\S+){strong}\b", rf"\1{weak}", entry.declarations)
            yield "symmetry forgotten", replace(entry, declarations=weaker)


def _letters(text: str, entry: Entry) -> set[str]:
    return set(names(text) & entry.letters.keys())


def slips(text: str, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield (slip, text) for every change of one place that an expression of letters allows."""
    shapes = {name: letter.shape for name, letter in entry.letters.items()}
    symmetric = {name for name, letter in entry.letters.items() if letter.kind in ("sym", "pd")}
    seen = set[str]()
    for slip, node in _changed(parsed(text), shapes, symmetric):
        changed = re.sub(r" (\*\*|[*/]) ", r"\1", ast.unparse(node))
        if changed not in seen:
            seen.add(changed)
            yield slip, changed


def _changed(node: ast.expr, shapes: Mapping[str, Shape], symmetric: set[str]) -> Iterator[Slip]:
    yield from _here(node, shapes, symmetric)
    for field in ("left", "right", "operand", "value"):
        child = getattr(node, field, None)
        if isinstance(child, ast.expr) and not (
            field == "right" and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
        ):
            for slip, new in _changed(child, shapes, symmetric):
                yield slip, _with(node, **{field: new})
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Inverse", "Transpose"):
        for slip, new in _changed(node.args[0], shapes, symmetric):
            yield slip, _with(node, args=[new])


def _with(node: ast.expr, **fields: object) -> ast.expr:
    return type(node)(**{**{name: getattr(node, name) for name in node._fields}, **fields})


def _here(node: ast.expr, shapes: Mapping[str, Shape], symmetric: set[str]) -> Iterator[Slip]:
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as op, right=right):
            yield "sign of a term", _with(node, op=ast.Sub() if isinstance(op, ast.Add) else ast.Add())
            yield "a term forgotten", left
            if isinstance(op, ast.Add):
                yield "a term forgotten", right
            yield "factor 2", _with(node, right=ast.BinOp(TWO, ast.Mult(), right))
        case ast.BinOp(op=ast.Mult()):
            factors = _factors(node)
            for i in range(len(factors) - 1):
                yield "order of two factors", _chain([*factors[:i], factors[i + 1], factors[i], *factors[i + 2 :]])
            for i in range(len(factors)):
                yield "a factor forgotten", _chain([*factors[:i], *factors[i + 1 :]])
        case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant()):
            yield "factor 2", left
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int(value))):
            yield "exponent", _with(node, right=ast.Constant(value=value + 1))
            yield "exponent", left if value == 2 else _with(node, right=ast.Constant(value=value - 1))
        case ast.UnaryOp(operand=operand):
            yield "sign of a term", operand
        case ast.Attribute(value=value, attr="T"):
            yield "a transposition forgotten", value
        case ast.Attribute(value=value, attr="I"):
            yield "an inverse forgotten", value
        case ast.Call(func=ast.Name(id="Inverse"), args=[value]):
            yield "an inverse forgotten", value
        case ast.Name(id=name) if name in shapes:
            for other in shapes:
                if other != name and shapes[other] == shapes[name]:
                    yield "one letter for another", ast.Name(id=other)
            if shapes[name][0] == shapes[name][1] != "1" and name not in symmetric:
                yield "a transposition too many", ast.Attribute(value=node, attr="T")


def _factors(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), node.right]
    return [node]


def _chain(factors: list[ast.expr]) -> ast.expr:
    total = factors[0]
    for factor in factors[1:]:
        total = ast.BinOp(total, ast.Mult(), factor)
    return total


def is_well_shaped(entry: Entry) -> bool:
    try:
        entry.check_shapes()
    except (ShapeMismatch, ValueError):
        return False
    return True
