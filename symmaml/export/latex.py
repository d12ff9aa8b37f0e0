r"""Expressions and claims as LaTeX that one could have typed: `\tfrac12 \delta^{\top} (I - \alpha A)^2 \delta`.

Only the spelling is decided here; what is a sum, a product or an abbreviation, and in which order it stands, is
decided in `terms`. The output is ASCII and needs no package but amsmath.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import precedence_traditional

from symmaml.errors import InvalidNotation
from symmaml.export.terms import (
    Leaf,
    Node,
    Power,
    Product,
    Reader,
    Sum,
    arranged,
    as_product,
    is_negative,
    position,
    scalar_position,
    transposed,
    transposes,
)
from symmaml.notation import latex_name
from symmaml.statement import AtLeast, Claim, Definition, Equal, Gradient

_PRODUCT = 50  # SymPy's precedence of a product: a factor that binds less is put in parentheses
_BARE = r"\\?[A-Za-z]+"
_ATOMS = (sympy.Symbol, sympy.MatrixSymbol, sympy.Identity, sympy.ZeroMatrix)
_ONE = Leaf(sympy.Identity(1))
_LONG = 12  # digits of a number that may be a power
_OPENERS = ("(", r"\bigl(", r"\Bigl(", r"\biggl(", r"\Biggl(")


def latex(expression: Any, where: Iterable[Definition] = ()) -> str:
    r"""Print an expression, each part that equals a definition in `where` as its letter; the output is ASCII.

    Raises `InvalidNotation` if a letter cannot be spelled in LaTeX, or two letters have one spelling.

    >>> from symmaml.notation import scalar, symmetric
    >>> A, alpha = symmetric("A"), scalar("alpha")
    >>> print(latex((sympy.Identity(A.rows) - alpha * A) ** 2 * A))
    (I - \alpha A)^2 A
    """
    return str(_Printer(where).doprint(expression))


def latex_claim(claim: Claim, where: Iterable[Definition] = ()) -> str:
    r"""Print an equality, an inequality in the Loewner order, or a gradient.

    Where both sides would print the same, nothing is abbreviated: a definition is not printed as `S = S`.

    >>> from symmaml.notation import vector
    >>> theta = vector("theta")
    >>> print(latex_claim(Gradient(theta.T * theta, theta, 2 * theta)))
    \nabla_{\theta} (\theta^{\top} \theta) = 2 \theta
    """
    left, relation, right = claim_sides(claim, where)
    return f"{left} {relation} {right}"


def claim_sides(claim: Claim, where: Iterable[Definition] = ()) -> tuple[str, str, str]:
    """Return the left side, the relation and the right side of a claim as LaTeX."""
    where = tuple(where)
    if isinstance(claim, Equal):
        left, relation, right = latex(claim.lhs, where), "=", latex(claim.rhs, where)
    elif isinstance(claim, AtLeast):
        relation = r"\ge" if getattr(claim.larger, "shape", (1, 1)) == (1, 1) else r"\succeq"
        left, right = latex(claim.larger, where), latex(claim.smaller, where)
    elif isinstance(claim, Gradient):
        function = latex(claim.function, where)
        function = function if re.fullmatch(_BARE, function) else _parentheses(function)
        left = rf"\nabla_{{{latex(claim.variable)}}} {function}"
        relation, right = "=", latex(claim.gradient, where)
    else:
        raise InvalidNotation(f"{claim!r} is no claim: expected Equal, AtLeast or Gradient; write Equal(lhs, rhs)")
    return (left, relation, right) if left != right or not where else claim_sides(claim)


class _Printer(LatexPrinter):
    """SymPy's printer with our letters, order and spacing."""

    def __init__(self, where: Iterable[Definition] = ()) -> None:
        super().__init__()
        self._reader = Reader(where)

    def doprint(self, expression: Any) -> str:
        """Print a whole expression."""
        if not isinstance(expression, sympy.Basic | sympy.MatrixBase):
            raise InvalidNotation(f"{expression!r} is no SymPy expression: write it in letters, as with symmetric('A')")
        _check_spellings(expression)
        matrix = getattr(expression, "is_Matrix", False)
        text = str(self._print(expression if matrix else self._reader.scalar(expression)))
        if not text.isascii():
            raise InvalidNotation(f"{text!r} is not ASCII: name symbols by words, such as 'alpha' for the Greek letter")
        return text

    # --- letters and numbers

    def _print_Symbol(self, symbol: Any, style: str = "plain") -> str:
        if not re.fullmatch(r"[A-Za-z0-9_]+", symbol.name, re.ASCII):
            raise InvalidNotation(
                f"{symbol.name!r} cannot be spelled in LaTeX: write words, as in 'theta0' or 'A_alpha'"
            )
        return latex_name(symbol.name)

    _print_MatrixSymbol = _print_Symbol

    def _print_Identity(self, identity: Any) -> str:
        return "1" if identity.shape == (1, 1) else "I"

    def _print_OneMatrix(self, ones: Any) -> str:
        return r"\mathbf{1}"

    def _print_Rational(self, number: Any) -> str:
        return ("-" if number < 0 else "") + _fraction(abs(number))

    # --- commuting expressions

    def _print_Add(self, expression: Any, order: object = None) -> str:
        terms = [term for argument in expression.args for term in self._summands(argument)]
        ordered = arranged(terms, lambda term: term[0], lambda term: term[1])
        return _signed((negative, text) for _, negative, text in ordered)

    def _summands(self, argument: Any) -> Iterator[tuple[Any, bool, str]]:
        """Yield place, sign and text of each term; SymPy adds 1x1 matrices to numbers without merging the sums."""
        if not getattr(argument, "is_Matrix", False):
            negative = is_negative(argument)
            yield scalar_position(argument), negative, self._print(-argument if negative else argument)
            return
        node = self._reader.read(argument)
        for term in node.terms if isinstance(node, Sum) else (as_product(node),):
            yield position(term), is_negative(term.coefficient), self._unsigned(term)

    def _print_Mul(self, expression: Any) -> str:
        number, rest = expression.as_coeff_Mul()
        if not number.is_Rational:
            return str(super()._print_Mul(expression))
        above, below = sympy.fraction(rest)
        if below == 1:
            text = self._times(abs(number), above)
            text = _parentheses(text) if above.is_Add and abs(number) == 1 else text
        else:
            text = rf"\frac{{{self._times(abs(number.p), above)}}}{{{self._times(number.q, below)}}}"
        return ("-" if number < 0 else "") + text

    def _times(self, number: Any, product: Any) -> str:
        """Print a positive number times a product without sign and denominator."""
        factors = [] if product == 1 else product.as_ordered_factors() if product.is_Mul else [product]
        factors = [*([] if number == 1 and factors else [number]), *factors]
        return _juxtaposed(
            [self._factor(factor) if len(factors) > 1 else str(self._print(factor)) for factor in factors]
        )

    def _factor(self, factor: Any) -> str:
        text = str(self._print(factor))
        binds = precedence_traditional(factor) > _PRODUCT or factor.is_Mul or factor.is_Rational
        return text if binds else _parentheses(text)

    def _print_Pow(self, power: Any) -> str:
        base, exponent = power.base, power.exp
        if exponent == sympy.S.Half:
            return rf"\sqrt{{{self._print(base)}}}"
        if is_negative(exponent):
            return rf"\frac{{1}}{{{self._print(base**-exponent)}}}"
        text = str(self._print(base))
        simple = base.is_Symbol or (base.is_Integer and base >= 0)
        return _raised(text if simple else _parentheses(text), self._exponent(exponent))

    def _exponent(self, exponent: Any) -> str:
        is_fraction = exponent.is_Rational and exponent.q > 1
        return f"{exponent.p}/{exponent.q}" if is_fraction else str(self._print(exponent))

    def _print_Function(self, function: Any, exp: object = None) -> str:
        if not isinstance(function, sympy.core.function.AppliedUndef) or exp is not None:
            return str(super()._print_Function(function, exp))
        arguments = ", ".join(str(self._print(argument)) for argument in function.args)
        return latex_name(function.func.__name__) + _parentheses(arguments)

    # --- matrix expressions

    def _print_tree_of(self, expression: Any) -> str:
        return self._node(self._reader.read(expression))

    _print_MatAdd = _print_MatMul = _print_MatPow = _print_Inverse = _print_Transpose = _print_tree_of

    def _print_Trace(self, trace: Any) -> str:
        return rf"\operatorname{{tr}}{_parentheses(str(self._print(trace.arg)))}"

    def _print_Determinant(self, determinant: Any) -> str:
        return rf"\det{_parentheses(str(self._print(determinant.arg)))}"

    def _print_MatrixElement(self, element: Any) -> str:
        text = self._in_product(self._reader.read(element.parent))
        if element.parent.shape == (1, 1):
            return _parentheses(text) if text.startswith("-") else text
        # Entries are counted from zero in Python and from one in print.
        indices = f"{self._print(element.i + 1)},{self._print(element.j + 1)}"
        return f"{text if re.fullmatch(_BARE, text) else _parentheses(text)}_{{{indices}}}"

    def _node(self, node: Node) -> str:
        if isinstance(node, Leaf):
            text = str(self._print(node.expression))
            return _superscript(text, r"\top", isinstance(node.expression, _ATOMS)) if node.transposed else text
        if isinstance(node, Power):
            return self._power(node)
        if isinstance(node, Product):
            return ("-" if is_negative(node.coefficient) else "") + self._unsigned(node)
        folded = self._folded(node)
        if folded is not node:
            return f"{_parentheses(self._node(folded))}^{{\\top}}"
        return _signed((is_negative(term.coefficient), self._unsigned(term)) for term in node.terms)

    def _folded(self, node: Node) -> Node:
        """Return the transpose of a sum if that has fewer transposed letters, as `theta - v` for `theta.T - v.T`."""
        if not isinstance(node, Sum) or node.shape == (1, 1):
            return node
        other = transposed(node)
        return other if transposes(other) < transposes(node) else node

    def _unsigned(self, product: Product) -> str:
        coefficient = -product.coefficient if is_negative(product.coefficient) else product.coefficient
        factors = [self._in_product(factor) for factor in product.factors if factor != _ONE]
        return _juxtaposed([*([] if coefficient == 1 and factors else [self._factor(coefficient)]), *factors])

    def _in_product(self, node: Node) -> str:
        text = self._node(node)
        if isinstance(node, Sum):
            return text if self._folded(node) is not node else _parentheses(text)
        is_open = isinstance(node, Leaf) and not node.transposed and precedence_traditional(node.expression) <= _PRODUCT
        return _parentheses(text) if is_open else text

    def _power(self, power: Power) -> str:
        exponent = self._exponent(power.exponent)
        base = power.base
        flipped = transposed(base) if isinstance(base, Leaf) and base.transposed else self._folded(base)
        if exponent == "-1" and flipped is not base:
            base, exponent = flipped, r"-\top"
        return _superscript(self._node(base), exponent, self._is_atom(base))

    def _is_atom(self, node: Node) -> bool:
        return isinstance(node, Leaf) and not node.transposed and isinstance(node.expression, _ATOMS)


def _check_spellings(expression: Any) -> None:
    """Two letters that look the same in print would change what a formula says."""
    names = {symbol.name: latex_name(symbol.name) for symbol in expression.free_symbols if hasattr(symbol, "name")}
    if expression.has(sympy.Identity):
        names["the identity"] = "I"
    twins = [name for name, spelling in sorted(names.items()) if list(names.values()).count(spelling) > 1]
    if twins:
        raise InvalidNotation(f"{' and '.join(twins)} look the same in print: rename one of them, such as A0 to A1")


def _signed(terms: Iterable[tuple[bool, str]]) -> str:
    (negative, first), *rest = terms
    return ("-" if negative else "") + first + "".join((" - " if minus else " + ") + text for minus, text in rest)


def _juxtaposed(factors: list[str]) -> str:
    """Write factors side by side; a digit is kept apart by a dot."""
    return factors[0] + "".join((r" \cdot " if factor[0].isdigit() else " ") + factor for factor in factors[1:])


def _fraction(number: Any) -> str:
    """Write a positive number; a long one that is the power of a short one as that power."""
    if len(str(number.p)) + len(str(number.q)) > _LONG:
        for exponent in range(max(number.p, number.q).bit_length(), 1, -1):
            (above, is_above), (below, is_below) = (sympy.integer_nthroot(n, exponent) for n in (number.p, number.q))
            if is_above and is_below:
                return rf"\bigl({_fraction(sympy.Rational(above, below))}\bigr)^{{{exponent}}}"
    if number.q == 1:
        return str(number.p)
    return rf"\tfrac{number.p}{number.q}" if max(number.p, number.q) < 10 else rf"\tfrac{{{number.p}}}{{{number.q}}}"


def _parentheses(text: str) -> str:
    """Put text in parentheses, each pair a little larger than those inside."""
    if r"\frac" in text:
        return rf"\left( {text} \right)"
    level = max((size + 1 for size, opener in enumerate(_OPENERS) if opener in text), default=0)
    opener = _OPENERS[min(level, len(_OPENERS) - 1)]
    return f"{opener}{text}{opener[:-2] + 'r)' if level else ')'}"


def _raised(text: str, exponent: str) -> str:
    return f"{text}^{exponent}" if len(exponent) == 1 else f"{text}^{{{exponent}}}"


def _superscript(text: str, exponent: str, is_atom: bool) -> str:
    r"""Add a superscript; a star that is there already is kept: `\theta^{\star\top}`, but `(S^{\star})^2`."""
    if not is_atom:
        return _raised(_parentheses(text), exponent)
    if text.endswith(r"^{\star}"):
        starred = exponent in (r"\top", r"-\top")
        return rf"{text[:-1]}{exponent}}}" if starred else _raised(_parentheses(text), exponent)
    return f"{text}^{{{exponent}}}" if exponent.startswith("\\") else _raised(text, exponent)
