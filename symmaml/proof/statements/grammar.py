"""Read the texts of a statement file: one expression or one hypothesis becomes a typed tree.

The text is data from strangers. It is cut into tokens and read by operator precedence; nothing is ever run as code, and
length, nesting, exponents, degrees and numbers are bounded before anything is built that could be large.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NoReturn

from symmaml.errors import InvalidStatement
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Relation
from symmaml.proof.statements.sizes import MAX_DEPTH, MAX_DIGITS, Size, measured, within_limits
from symmaml.proof.statements.tokens import Token, tokenize
from symmaml.proof.statements.translate import MAX_EXPONENT

# How tightly an operator binds. A sign stands between product and power: -A*B is (-A)*B and -A**2 is -(A**2).
SUM, PRODUCT, SIGN, POWER = 1, 2, 3, 4
LEVELS = MappingProxyType({"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "**": POWER})
FUNCTIONS = ("Identity", "Inverse", "Transpose", "ZeroMatrix")
CONES = MappingProxyType({"psd": "nonnegative", "pd": "positive"})
RESERVED = frozenset({*FUNCTIONS, *CONES})
# A comparison says something of larger - smaller; `flipped` ones have the larger side on the right.
COMPARISONS = MappingProxyType(
    {
        ">": "positive",
        ">=": "nonnegative",
        "<": "positive",
        "<=": "nonnegative",
        "!=": "nonzero",
    },
)
FLIPPED = frozenset({"<", "<="})


class StatementReader:
    """Reads the texts of one statement over its declared letters.

    Equal subexpressions become one and the same node, so that what is shared is worked on once.

    >>> reader = StatementReader({"A": ("n", "n"), "x": ("n", "1")})
    >>> reader.expression("x.T*A*x/2").shape
    ('1', '1')
    >>> reader.hypothesis("pd(A - Identity(n))").kind
    'positive'
    >>> reader.expression("A*y")
    Traceback (most recent call last):
        ...
    symmaml.errors.InvalidStatement: column 3: unknown name 'y': the symbols are A, x
    """

    def __init__(self, letters: Mapping[str, tree.Shape]) -> None:
        self.letters = letters
        self.dimensions = frozenset({"1"}.union(*letters.values()))
        self.nodes: dict[tree.Node, tree.Node] = {}
        self.sizes: dict[tree.Node, Size] = {}

    def expression(self, text: str) -> tree.Node:
        """Read an expression; raise `InvalidStatement` with the column of what cannot be read."""
        parser = _Parser(self, text)
        node = parser.expression()
        parser.finish()
        return node

    def hypothesis(self, text: str) -> Relation:
        """Read `E = E`, `psd(E)`, `pd(E)`, or a comparison of 1x1 expressions such as `a > 0` or `s != t`."""
        parser = _Parser(self, text)
        relation = parser.hypothesis()
        parser.finish()
        return relation

    def keep(self, node: tree.Node) -> tree.Node:
        """Return the node that stands for all equal ones; raise `InvalidStatement` if it is too large."""
        known = self.nodes.get(node)
        if known is None:
            known = self.nodes[node] = node
            self.sizes[node] = within_limits(measured(node, self.sizes))
        return known


class _Parser:
    """Reads one text by operator precedence."""

    def __init__(self, reader: StatementReader, text: str) -> None:
        self.reader, self.tokens = reader, tokenize(text)
        self.position = self.nesting = 0

    # -- tokens ------------------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self, kind: str = "", after: str = "") -> Token:
        """Return the present token, which must be of the given kind if there is one, and go on to the next."""
        token = self.token
        if kind and token.kind != kind:
            self.refuse(token, f"expected {kind!r} {after}, got {token}")
        self.position += token.kind != "end"
        return token

    def finish(self) -> None:
        if self.token.kind in ("=", *COMPARISONS):
            self.refuse(
                self.token,
                f"{self.token.text!r} does not belong here: an expression, or one relation, is read",
            )
        if self.token.kind != "end":
            self.refuse(
                self.token,
                f"expected an operator, got {self.token}; a product is written with *",
            )

    def refuse(self, token: Token, reason: str) -> NoReturn:
        raise InvalidStatement(f"column {token.column}: {reason}")

    def build(self, token: Token, make: Callable[..., tree.Node], *arguments: Any) -> tree.Node:
        """Make a node; what is wrong with it is said of the place of `token`."""
        try:
            return self.reader.keep(make(*arguments))
        except InvalidStatement as error:
            self.refuse(token, str(error))

    # -- expressions -------------------------------------------------------------------------------------------------

    def expression(self, level: int = SUM) -> tree.Node:
        """Read operands joined by operators that bind at least as tightly as `level`."""
        left = self.operand()
        while LEVELS.get(self.token.kind, 0) >= level:
            operator = self.token
            if LEVELS[operator.kind] == SUM:
                left = self.sum(left)
            elif operator.kind == "**":
                left = self.power(left)
            else:
                self.take()
                left = self.product(operator, left, self.expression(PRODUCT + 1))
        return left

    def sum(self, first: tree.Node) -> tree.Node:
        """Read the other summands of a sum; it becomes one node, however many there are."""
        parts, operator = [first], self.token
        while LEVELS.get(self.token.kind) == SUM:
            operator = self.take()
            part = self.expression(PRODUCT)
            parts.append(self.negative(operator, part) if operator.kind == "-" else part)
            if part.shape != first.shape:
                self.build(operator, tree.add, [first, part])
        return self.build(operator, tree.add, parts)

    def negative(self, sign: Token, node: tree.Node) -> tree.Node:
        if isinstance(node, tree.Number):
            return self.build(sign, tree.number, -node.value)
        return self.build(sign, tree.multiply, self.build(sign, tree.number, -1), node)

    def product(self, operator: Token, left: tree.Node, right: tree.Node) -> tree.Node:
        """Multiply or divide; a quotient of numbers is a number."""
        if operator.kind == "/":
            if right.shape != tree.NUMBER:
                shape = "x".join(right.shape)
                self.refuse(
                    operator,
                    f"division by a matrix of shape {shape}: expected 1x1; write Inverse(...) as a factor",
                )
            right = self.inverse(operator, right)
            if isinstance(left, tree.Number) and isinstance(right, tree.Number):
                return self.build(operator, tree.number, left.value * right.value)
        return self.build(operator, tree.multiply, left, right)

    def inverse(self, token: Token, node: tree.Node) -> tree.Node:
        if isinstance(node, tree.Zero) or (isinstance(node, tree.Number) and node.value == 0):
            self.refuse(token, "division by zero: 0 has no inverse")
        if isinstance(node, tree.Number):
            return self.build(token, tree.number, 1 / node.value)
        return self.build(token, tree.invert, node)

    def power(self, base: tree.Node) -> tree.Node:
        operator = self.take()
        self.descend(operator)
        exponent = self.expression(SIGN)
        self.nesting -= 1
        if not isinstance(exponent, tree.Number) or exponent.value.denominator != 1:
            self.refuse(operator, "the exponent is not an integer: expected one such as 2 or -1")
        number = int(exponent.value)
        if abs(number) > MAX_EXPONENT:
            self.refuse(
                operator,
                f"exponent {number} is not between -{MAX_EXPONENT} and {MAX_EXPONENT}",
            )
        if number < 0:
            base = self.inverse(operator, base)
        return self.build(operator, tree.power, base, abs(number))

    def operand(self) -> tree.Node:
        """Read signs, or an atom and what follows it with a dot."""
        token = self.take()
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            self.refuse(
                token,
                f"nested more than {MAX_DEPTH} deep: name a part of it by a hypothesis",
            )
        if token.kind in ("+", "-"):
            node = self.expression(SIGN)
            node = self.negative(token, node) if token.kind == "-" else node
        else:
            node = self.atom(token)
        while self.token.kind in (".T", ".I"):
            node = self.dotted(self.take(), node)
        self.nesting -= 1
        return node

    def descend(self, token: Token) -> None:
        self.nesting += 1
        if self.nesting > MAX_DEPTH:
            self.refuse(token, f"nested more than {MAX_DEPTH} deep: name a part of it by a hypothesis")

    def dotted(self, token: Token, node: tree.Node) -> tree.Node:
        return self.inverse(token, node) if token.kind == ".I" else self.build(token, tree.transpose, node)

    def atom(self, token: Token) -> tree.Node:
        if token.kind == "(":
            node = self.expression()
            self.take(")", f"for the bracket opened in column {token.column}")
            return node
        if token.kind == "number":
            if len(token.text) > MAX_DIGITS:
                self.refuse(
                    token,
                    f"a number of {len(token.text)} digits, expected at most {MAX_DIGITS}",
                )
            return self.build(token, tree.number, Fraction(token.text))
        if token.kind != "name":
            self.refuse(token, f"expected an expression, got {token}")
        if token.text in RESERVED or self.token.kind == "(":
            return self.call(token)
        if token.text not in self.reader.letters:
            self.unknown(token)
        return self.build(token, tree.Name, self.reader.letters[token.text], token.text)

    def unknown(self, token: Token) -> NoReturn:
        if token.text in self.reader.dimensions:
            self.refuse(
                token,
                f"{token.text!r} is a dimension, not a number: statements hold for every {token.text}",
            )
        self.refuse(
            token,
            f"unknown name {token.text[:60]!r}: the symbols are {_listed(self.reader.letters)}",
        )

    # -- functions ---------------------------------------------------------------------------------------------------

    def call(self, name: Token) -> tree.Node:
        if name.text not in FUNCTIONS:
            where = "a hypothesis by itself" if name.text in CONES else "no function"
            self.refuse(
                name,
                f"{name.text[:60]!r} is {where}; the functions are {', '.join(FUNCTIONS)}",
            )
        self.take("(", f"after {name.text}")
        if name.text == "Identity":
            size = self.dimension()
            node = self.build(name, tree.Identity, (size, size))
        elif name.text == "ZeroMatrix":
            rows = self.dimension()
            self.take(",", "between the dimensions of ZeroMatrix")
            cols = self.dimension()
            node = self.build(name, tree.Zero, (rows, cols))
        else:
            node = self.dotted(Token("." + name.text[0], name.text, name.column), self.expression())
        self.take(")", f"at the end of {name.text}")
        return node

    def dimension(self) -> str:
        token = self.take()
        if token.text not in self.reader.dimensions:
            known = _listed(self.reader.dimensions)
            self.refuse(
                token,
                f"{token.text[:60]!r} is no dimension of a symbol: the dimensions are {known}",
            )
        return token.text

    # -- hypotheses --------------------------------------------------------------------------------------------------

    def hypothesis(self) -> Relation:
        if self.token.text in CONES:
            name = self.take()
            self.take("(", f"after {name.text}")
            inside = self.expression()
            self.take(")", f"at the end of {name.text}")
            if inside.shape[0] != inside.shape[1]:
                self.refuse(
                    name,
                    f"{name.text} of an expression of shape {'x'.join(inside.shape)}: expected a square one",
                )
            return Relation(CONES[name.text], inside, tree.Zero(inside.shape))
        left, sign = self.expression(), self.take()
        if sign.kind == "=":
            return self.paired(sign, "equal", left, self.expression())
        if sign.kind not in COMPARISONS:
            self.refuse(sign, f"expected = or a comparison, or psd(...), pd(...), got {sign}")
        right = self.expression()
        if left.shape != tree.NUMBER or right.shape != tree.NUMBER:
            shapes = f"{'x'.join(left.shape)} and {'x'.join(right.shape)}"
            self.refuse(
                sign,
                f"{sign.text} between shapes {shapes}: expected numbers; for matrices write psd(A - B)",
            )
        larger, smaller = (right, left) if sign.kind in FLIPPED else (left, right)
        return Relation(
            COMPARISONS[sign.kind],
            self.difference(sign, larger, smaller),
            tree.Zero(tree.NUMBER),
        )

    def paired(self, sign: Token, kind: str, left: tree.Node, right: tree.Node) -> Relation:
        try:
            return related(kind, left, right)
        except InvalidStatement as error:
            self.refuse(sign, str(error))

    def difference(self, sign: Token, left: tree.Node, right: tree.Node) -> tree.Node:
        if is_bare_zero(right):
            return left
        negative = self.negative(sign, right)
        return negative if is_bare_zero(left) else self.build(sign, tree.add, [left, negative])


def related(kind: str, left: tree.Node, right: tree.Node) -> Relation:
    """Return a relation between expressions of one shape; a bare 0 stands for the zero matrix of the other side's."""
    if is_bare_zero(left):
        left = tree.Zero(right.shape)
    if is_bare_zero(right):
        right = tree.Zero(left.shape)
    if left.shape != right.shape:
        raise InvalidStatement(
            f"the sides have shapes {'x'.join(left.shape)} and {'x'.join(right.shape)}: expected one shape"
        )
    return Relation(kind, left, right)


def is_bare_zero(node: tree.Node) -> bool:
    """Whether a side of a relation is the number 0 alone."""
    return isinstance(node, tree.Number) and node.value == 0


def _listed(names: Mapping[str, object] | frozenset[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "") if listed else "none"
