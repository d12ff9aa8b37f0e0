"""Find how many real roots a polynomial has in an interval, and write what `symmaml.real_roots` checks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import Any

import sympy
from sympy.polys.polyerrors import BasePolynomialError

from symmaml.errors import InvalidArgument
from symmaml.real_roots import (
    FORMAT,
    VERSION,
    Coefficients,
    End,
    RootCertificate,
    RootTheorem,
    carried,
    check,
    product,
    sign_changes,
    value,
)


def count_roots(
    expression: Any, lower: Fraction | None = None, upper: Fraction | None = None, *, closed: bool = True
) -> tuple[RootTheorem, RootCertificate]:
    """Count the distinct real roots of a polynomial with rational coefficients in an interval; None is no end.

    Return the theorem with the certificate that was checked. If there is no root, the claim is the sign.
    Raises `InvalidArgument` for what is no such polynomial, or for an interval without interior.

    >>> x = sympy.Symbol("x")
    >>> theorem, _ = count_roots(x**3 - 3 * x + 1, Fraction(0))
    >>> theorem.count, theorem.isolated
    (2, ((Fraction(0, 1), Fraction(1, 1)), (Fraction(1, 1), None)))
    """
    if lower is not None and upper is not None and lower >= upper:
        raise InvalidArgument(f"the interval from {lower} to {upper} has no interior: write lower < upper")
    factors = _factors(expression)
    simple: Coefficients = (Fraction(1),)
    for factor, _ in factors:
        simple = product(simple, factor)
    cuts = list(_cuts(simple, lower, upper))
    places = [*cuts, *(end for end in (lower, upper) if closed and end is not None)]
    changes = (sign_changes(carried(simple, low, high)) for low, high in pairwise([lower, *cuts, upper]))
    count = sum(changes) + sum(not value(simple, place) for place in places)
    record = {
        "format": FORMAT,
        "version": VERSION,
        "factors": [[list(map(str, factor)), multiplicity] for factor, multiplicity in factors],
        "interval": [None if end is None else str(end) for end in (lower, upper)],
        "closed": closed,
        "claim": {"count": count} if count else {"sign": _sign(factors, places, lower, upper)},
        "cuts": list(map(str, cuts)),
    }
    certificate = RootCertificate(json.dumps(record))
    return check(certificate), certificate


def _factors(expression: Any) -> list[tuple[Coefficients, int]]:
    """Return a polynomial as a number and factors without multiple roots, with multiplicities."""
    if isinstance(expression, int | Fraction):
        expression = sympy.Rational(expression)
    known = isinstance(expression, sympy.Expr) and not expression.has(sympy.Float)
    symbols = sorted(expression.free_symbols, key=lambda x: str(x.name)) if known else []
    try:
        p = sympy.Poly(expression if known else 0, *(symbols or [sympy.Dummy("x")]), domain=sympy.QQ)
    except BasePolynomialError:
        p = sympy.Poly(0, sympy.Dummy("x"))
    if len(p.gens) > 1 or p.is_zero:
        raise InvalidArgument(
            f"{expression!r} is no polynomial in one variable with rational coefficients, or is zero; "
            f"write an expression such as x**2 - 2"
        )
    leading, factors = p.sqf_list()
    return [(_coefficients(leading), 1), *((_coefficients(factor), multiplicity) for factor, multiplicity in factors)]


def _coefficients(factor: Any) -> Coefficients:
    """Return the coefficients of a polynomial of SymPy's, or a number, from the constant upwards."""
    listed = factor.all_coeffs() if isinstance(factor, sympy.Poly) else [factor]
    return tuple(Fraction(int(c.p), int(c.q)) for c in reversed(listed))


def _cuts(p: Coefficients, low: End, high: End) -> Iterator[Fraction]:
    """Yield cuts, in order, between which coefficients change sign at most once; p has no multiple root."""
    if (low is not None or high is not None) and sign_changes(carried(p, low, high)) < 2:
        return
    middle = Fraction(0)
    if low is not None and high is not None:
        middle = (low + high) / 2
    elif low is not None:
        middle = low + max(Fraction(1), abs(low))
    elif high is not None:
        middle = high - max(Fraction(1), abs(high))
    yield from _cuts(p, low, middle)
    yield middle
    yield from _cuts(p, middle, high)


def _sign(factors: list[tuple[Coefficients, int]], places: list[Fraction], lower: End, upper: End) -> int:
    """Return the sign of a polynomial that has no root in an interval."""
    beyond = places[0] if places else lower + 1 if lower is not None else (upper or Fraction(1)) - 1
    if not places and lower is not None and upper is not None:
        beyond = (lower + upper) / 2
    return 1 if prod(value(factor, beyond) ** multiplicity for factor, multiplicity in factors) > 0 else -1
