"""Checks how many real roots a polynomial has in an interval; imports nothing but the standard library.

A certificate is a JSON text: a polynomial as factors with multiplicities, an interval, a claim, and cuts that divide
the interval. The claim is a count of distinct roots, or a sign on the whole interval. Descartes' rule is all that is
used: a polynomial with no change of sign among its coefficients has no positive root, one with one change has exactly
one. A piece (c, d) is carried to (0, oo) by x = (c + d y)/(1 + y); with more than one change it is refused, whatever
is claimed of it. Roots at cuts are found by evaluation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

FORMAT, VERSION = "symmaml-real-roots", 1
# What a file may ask for, so that every file is answered in seconds.
MAX_CHARACTERS, MAX_DEGREE, MAX_CUTS, MAX_DIGITS = 1 << 20, 60, 500, 400

Coefficients = tuple[Fraction, ...]  # from the constant upwards
End = Fraction | None  # None: the interval has no end here


class RootsRejected(Exception):
    """The certificate shows nothing; `rule` names the rule that refused it."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail


@dataclass(frozen=True)
class RootCertificate:
    """The text of a certificate. It is believed only as far as `check` accepts it."""

    text: str


@dataclass(frozen=True)
class RootTheorem:
    """What a certificate shows of a polynomial on an interval (closed: with its ends, where it has ends).

    `count` distinct roots, each in one of the `isolated` open intervals or, if both ends are equal, at that point.
    `sign` is that of the polynomial on the whole interval if it has no root there, else 0.
    """

    polynomial: Coefficients
    lower: End
    upper: End
    closed: bool
    count: int
    isolated: tuple[tuple[End, End], ...]
    sign: int = field(default=0)


def check(certificate: RootCertificate) -> RootTheorem:
    """Return what a certificate shows, or raise `RootsRejected`.

    >>> text = '''{"format": "symmaml-real-roots", "version": 1, "factors": [[["-2", "0", "1"], 1]],
    ... "interval": ["0", null], "closed": true, "claim": {"count": 1}, "cuts": []}'''
    >>> check(RootCertificate(text)).count
    1
    """
    record = _parsed(certificate.text)
    factors = [_factor(factor) for factor in _list(record["factors"])]
    _require(sum((len(p) - 1) * m for p, m in factors) <= MAX_DEGREE, "size", f"the degree is above {MAX_DEGREE}")
    whole: Coefficients = (Fraction(1),)
    simple = whole
    for p, multiplicity in factors:
        simple = product(simple, p)
        for _ in range(multiplicity):
            whole = product(whole, p)
    lower, upper = _interval(record["interval"])
    closed, ends = record["closed"], [end for end in (lower, upper) if end is not None]
    _require(isinstance(closed, bool), "format", "closed is not true or false")
    cuts = [_rational(cut) for cut in _list(record["cuts"])]
    marks = [lower, *cuts, upper]
    increasing = all(a is None or b is None or a < b for a, b in pairwise(marks))
    _require(len(cuts) <= MAX_CUTS and increasing, "cuts", "the cuts do not increase from one end to the other")
    isolated: list[tuple[End, End]] = []
    for place in (*(ends if closed else ()), *cuts):
        isolated += [(place, place)] if not value(simple, place) else []
    for low, high in pairwise(marks):
        changes = sign_changes(carried(simple, low, high))
        _require(changes < 2, "sign-changes", f"between {low} and {high} the coefficients change sign {changes} times")
        isolated += [(low, high)] if changes else []
    sign = 0 if isolated else _sign(value(whole, _inside(lower, upper)))
    _compare(record["claim"], len(isolated), sign)
    return RootTheorem(whole, lower, upper, closed, len(isolated), tuple(isolated), sign)


def _compare(claim: Any, count: int, sign: int) -> None:
    """Refuse a claim that differs from what was found."""
    known = isinstance(claim, dict) and len(claim) == 1 and next(iter(claim)) in ("count", "sign")
    _require(known, "format", 'the claim is not {"count": n} or {"sign": 1 or -1}')
    kind, claimed = next(iter(claim.items()))
    _require(type(claimed) is int, "format", f"the claimed {kind} is no integer")
    if kind == "count":
        _require(claimed == count, "count", f"{claimed} roots are claimed, there are {count}")
    else:
        _require(sign != 0 and claimed == sign, "sign", f"sign {claimed} is claimed; found {count} roots, sign {sign}")


# --- polynomials ------------------------------------------------------------------------------------------------------


def product(p: Coefficients, q: Coefficients) -> Coefficients:
    """Return the product of two polynomials."""
    total = [Fraction(0)] * (len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            total[i + j] += a * b
    return tuple(total)


def value(p: Coefficients, x: Fraction) -> Fraction:
    """Evaluate a polynomial."""
    total = Fraction(0)
    for c in reversed(p):
        total = total * x + c
    return total


def carried(p: Coefficients, low: End, high: End) -> Coefficients:
    """Return (1 + y)^n p(x) for the x that carries y > 0 to the interval; n is the degree if both ends are finite.

    >>> carried((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2))  # x^2 - 2 on (1, 2)
    (Fraction(-1, 1), Fraction(0, 1), Fraction(2, 1))
    """
    one, zero = Fraction(1), Fraction(0)
    if low is None and high is None:
        raise RootsRejected("cuts", "the whole line is one piece: it must be cut")
    top, bottom = (low or zero, high or zero), (one, one)
    if low is None or high is None:
        top, bottom = ((low, one) if low is not None else (high or zero, -one)), (one, zero)
    total: Coefficients = (p[-1],)
    power: Coefficients = (one,)
    for c in reversed(p[:-1]):
        power = product(power, bottom)
        total = tuple(a + c * b for a, b in zip(product(total, top), power, strict=True))
    return total


def sign_changes(p: Coefficients) -> int:
    """Count the changes of sign among the coefficients that are not zero.

    >>> sign_changes((Fraction(-1), Fraction(0), Fraction(2), Fraction(-3)))
    2
    """
    signs = [c > 0 for c in p if c]
    return sum(a != b for a, b in pairwise(signs))


def _inside(lower: End, upper: End) -> Fraction:
    """Return a point of an interval."""
    if lower is not None and upper is not None:
        return (lower + upper) / 2
    return lower + 1 if lower is not None else upper - 1 if upper is not None else Fraction(0)


def _sign(x: Fraction) -> int:
    return (x > 0) - (x < 0)


# --- reading ----------------------------------------------------------------------------------------------------------


def _require(condition: object, rule: str, detail: str) -> None:
    if not condition:
        raise RootsRejected(rule, detail)


def _parsed(text: Any) -> dict[str, Any]:
    """Parse the text: strict JSON, with exactly the known keys."""

    def unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        _require(len(dict(pairs)) == len(pairs), "format", "a key stands twice in an object")
        return dict(pairs)

    _require(isinstance(text, str) and len(text) <= MAX_CHARACTERS, "size", f"more than {MAX_CHARACTERS} characters")
    try:
        record = json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError) as error:
        raise RootsRejected("file", f"this is not a JSON file: {error}") from None
    keys = {"format", "version", "factors", "interval", "closed", "claim", "cuts"}
    _require(isinstance(record, dict) and set(record) == keys, "format", f"the keys are not {', '.join(sorted(keys))}")
    known = record["format"] == FORMAT and type(record["version"]) is int and record["version"] == VERSION
    _require(known, "version", f"this is not of the format {FORMAT}, version {VERSION}")
    return dict(record)


def _list(value: Any, length: int | None = None) -> list[Any]:
    good = isinstance(value, list) and length in (None, len(value))
    _require(good, "format", "something is no list" + ("" if length is None else f" of {length}"))
    return list(value)


def _rational(value: Any) -> Fraction:
    good = isinstance(value, str) and len(value) <= MAX_DIGITS
    _require(good and re.fullmatch("-?[0-9]+(/0*[1-9][0-9]*)?", value), "number", "no exact fraction such as '-3/4'")
    return Fraction(value)


def _interval(value: Any) -> tuple[End, End]:
    lower, upper = (None if end is None else _rational(end) for end in _list(value, 2))
    _require(lower is None or upper is None or lower < upper, "interval", "the interval is empty or a point")
    return lower, upper


def _factor(value: Any) -> tuple[Coefficients, int]:
    """Read a polynomial that is not zero, and its multiplicity."""
    coefficients, multiplicity = _list(value, 2)
    p = tuple(_rational(c) for c in _list(coefficients))
    _require(p and p[-1], "polynomial", "the leading coefficient is missing or zero")
    whole = type(multiplicity) is int and 1 <= multiplicity <= MAX_DEGREE
    _require(whole, "polynomial", f"a multiplicity is no integer from 1 to {MAX_DEGREE}")
    return p, multiplicity
