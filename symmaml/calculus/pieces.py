"""Functions piece by piece: which side each positive part is on, and derivatives from one side at a kink."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from symmaml.calculus.differentiation import derivative
from symmaml.calculus.enclosure import PRECISION, Box
from symmaml.calculus.expression import (
    ZERO,
    Apply,
    Constant,
    Expression,
    Product,
    Sum,
    Variable,
    combination,
    parts_of,
    product,
    rebuilt,
    substitute,
    variables_of,
)
from symmaml.calculus.interval import Interval, opened
from symmaml.calculus.rational import rational, written
from symmaml.calculus.sign import settle
from symmaml.errors import FactRefused, NotDecided

PLACE = Variable("t")  # where on a piece: 0 at its start and 1 at its end, or the distance from its one end


@dataclass(frozen=True)
class Piece:
    """The points between `start` and `end`, which may depend on parameters; None is infinite.

    `place` writes the variable in a letter t that runs over `values`: for constant ends t is the variable itself.
    """

    variable: Variable
    start: Expression | None
    end: Expression | None
    closed: bool = False

    @property
    def constant(self) -> bool:
        return all(end is None or isinstance(end, Constant) for end in (self.start, self.end))

    @property
    def values(self) -> Interval:
        start, end = self.start, self.end
        if self.constant:
            inside = opened(*(each.value if isinstance(each, Constant) else None for each in (start, end)))
        else:
            inside = opened(0, 1 if start is not None and end is not None else None)
        return Interval(inside.low, inside.high) if self.closed else inside

    def on(self, expression: Expression) -> Expression:
        """Return the expression as a function of the place on the piece."""
        if self.constant:
            return expression
        if any(PLACE.name in variables_of(each) for each in (expression, self.start or ZERO, self.end or ZERO)):
            raise FactRefused("variable", "the letter t is kept for the place on a piece: rename the parameter t")
        if self.start is None:
            here = (self.end or ZERO) - PLACE
        else:
            here = self.start + (PLACE if self.end is None else (self.end - self.start) * PLACE)
        return substitute(expression, {self.variable: here})

    def box(self, parameters: Box) -> dict[str, Interval]:
        return {**parameters, (self.variable if self.constant else PLACE).name: self.values}

    def check_order(self, parameters: Box) -> None:
        if not self.constant and self.start is not None and self.end is not None:
            settle(self.end - self.start, ">", parameters)


def resolve(expression: Expression, piece: Piece, parameters: Box, precision: int = PRECISION) -> Expression:
    """Replace every positive part by what it is on the piece, its argument or zero.

    Raises `FactRefused` by the rule "kink" when an argument changes sign on the piece.
    """
    done: dict[Expression, Expression] = {}
    box = piece.box(parameters)

    def visit(node: Expression) -> Expression:
        if node not in done:
            made = rebuilt(node, {part: visit(part) for part in parts_of(node)})
            if isinstance(made, Apply) and made.function == "positive":
                made = made.argument if has_sign(piece.on(made.argument), box, precision) else ZERO
            done[node] = made
        return done[node]

    return visit(expression)


def near(expression: Expression, variable: Variable, place: Expression, parameters: Box) -> Expression:
    """Return the smooth function that the expression is near a point, at which no positive part may change sides."""
    done: dict[Expression, Expression] = {}

    def visit(node: Expression) -> Expression:
        if node not in done:
            made = rebuilt(node, {part: visit(part) for part in parts_of(node)})
            if isinstance(made, Apply) and made.function == "positive":
                here = substitute(made.argument, {variable: place})
                if not holds(here, ">", parameters) and not holds(here, "<", parameters):
                    raise FactRefused("kink", f"{made.argument.key} inside a positive part may vanish at {place.key}")
                made = made.argument if holds(here, ">", parameters) else ZERO
            done[node] = made
        return done[node]

    return visit(expression)


def decided(value: Expression, parameters: Box) -> Expression:
    """Return an expression with positive parts, and roots of squares of variables, replaced by what they are."""
    done: dict[Expression, Expression] = {}

    def visit(node: Expression) -> Expression:
        if node not in done:
            made = rebuilt(node, {part: visit(part) for part in parts_of(node)})
            if isinstance(made, Apply) and made.function == "positive":
                made = made.argument if has_sign(made.argument, parameters, PRECISION) else ZERO
            elif isinstance(made, Apply) and made.function == "sqrt":
                made = root_of_square(made, parameters)
            done[node] = made
        return done[node]

    return visit(value)


def root_of_square(root: Apply, parameters: Box) -> Expression:
    """Return the root of x^2, x a variable whose sign is known, as x or -x; any other root as it is."""
    inside = written(rational(root.argument))
    if isinstance(inside, Product) and len(inside.factors) == 1 and inside.factors[0][1] == 2:
        base = inside.factors[0][0]
        if isinstance(base, Variable):
            return base if has_sign(base, parameters, PRECISION) else -base
    return root


def has_sign(expression: Expression, box: Box, precision: int) -> bool:
    """Return whether the expression is nonnegative on the box (True) or nonpositive (False)."""
    for relation in (">=", "<="):
        try:
            settle(expression, relation, box, precision)
        except (NotDecided, FactRefused):
            continue
        return relation == ">="
    raise FactRefused("kink", f"the sign of {expression.key} inside a positive part is not one on this piece")


def one_sided(expression: Expression, variable: Variable, at: Expression, side: int, parameters: Box) -> Expression:
    """Return the derivative from the right (side 1) or from the left (side -1) at a point, exactly.

    >>> from symmaml.calculus.expression import positive, variable
    >>> x = variable("x")
    >>> [one_sided(positive(x), x, ZERO, side, {}).key for side in (-1, 1)]
    ['0', '1']
    """
    return one_sided_pair(expression, variable, at, side, parameters)[1] * side


def one_sided_pair(
    expression: Expression, variable: Variable, at: Expression, side: int, parameters: Box
) -> tuple[Expression, Expression]:
    """Return the value at the point and the derivative in the direction of `side`, by the chain rule for directions."""
    done: dict[Expression, tuple[Expression, Expression]] = {variable: (at, Constant(Fraction(side)))}
    letter = Variable("_")

    def visit(node: Expression) -> tuple[Expression, Expression]:
        if node not in done:
            done[node] = found(node)
        return done[node]

    def found(node: Expression) -> tuple[Expression, Expression]:
        inner = {part: visit(part) for part in parts_of(node)}
        value = rebuilt(node, {part: pair[0] for part, pair in inner.items()})
        if isinstance(node, Sum):
            return value, combination([(inner[term][1], c) for term, c in node.terms])
        if isinstance(node, Product):
            slope: Expression = ZERO
            for base, exponent in node.factors:
                others = product([(inner[other][0], e - (other == base)) for other, e in node.factors])
                slope = slope + others * inner[base][1] * exponent
            return value, slope
        if isinstance(node, Apply) and node.function == "positive":
            return value, turned(*inner[node.argument], parameters)
        if isinstance(node, Apply):
            outer = derivative(Apply(node.function, letter), letter)
            return value, substitute(outer, {letter: inner[node.argument][0]}) * inner[node.argument][1]
        return value, ZERO

    return visit(expression)


def turned(value: Expression, slope: Expression, parameters: Box) -> Expression:
    """Return the derivative of max(u, 0) in a direction, from the value of u and its derivative in that direction."""
    known = {relation for relation in (">", "<", "=") if holds(value, relation, parameters)}
    if not known:
        raise FactRefused("kink", f"the sign of {value.key} is not known: is this point a kink?")
    if "=" in known:
        return slope if holds(slope, ">=", parameters) else ZERO if holds(slope, "<=", parameters) else refused(slope)
    return slope if ">" in known else ZERO


def refused(slope: Expression) -> Expression:
    raise FactRefused("kink", f"the sign of the derivative {slope.key} inside a positive part is not known")


def holds(expression: Expression, relation: str, box: Box) -> bool:
    try:
        settle(expression, relation, box)
    except (NotDecided, FactRefused):
        return False
    return True
