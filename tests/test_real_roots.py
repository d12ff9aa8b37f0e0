"""Counts of real roots: right ones are accepted; a museum of wrong ones, each refused by the rule it is filed under."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sympy import Poly, Rational, Symbol, symbols

from symmaml.errors import InvalidArgument
from symmaml.proof.spectral.isolate import count_roots
from symmaml.real_roots import FORMAT, RootCertificate, RootsRejected, check, value

x = Symbol("x")
ONE, TWO = Fraction(1), Fraction(2)

COUNTS = (
    (x**2 - 2, None, None, 2),
    (x**2 + 1, None, None, 0),
    (x**3 - 3 * x + 1, Fraction(0), None, 2),
    (x**3 - 3 * x + 1, None, Fraction(0), 1),
    ((x - 1) ** 3 * (x**2 - 2) ** 2, None, None, 3),
    (x * (1 - x) ** 2 - Rational(4, 27), Fraction(0), ONE, 1),  # the peak: a double root
    (x * (1 - x) ** 2 - Rational(1, 10), Fraction(0), ONE, 2),
    ((1 - x) * (1 - 3 * x), Fraction(0), ONE, 2),  # where the attenuated curvature turns
    (32 * x**6 - 48 * x**4 + 18 * x**2 - 1, -ONE, ONE, 6),  # a Chebyshev polynomial
    ((x - 1) * (x - 1 - Rational(1, 10**9)), Fraction(0), TWO, 2),
    (-5, None, None, 0),
)


@pytest.mark.parametrize(("expression", "lower", "upper", "count"), COUNTS)
def test_roots_are_counted(expression: Any, lower: Fraction | None, upper: Fraction | None, count: int) -> None:
    theorem, certificate = count_roots(expression, lower, upper)
    assert theorem.count == count == len(theorem.isolated)
    assert check(certificate) == theorem
    p = Poly(expression, x)
    assert list(theorem.polynomial) == [Fraction(int(c.p), int(c.q)) for c in reversed(p.all_coeffs())]
    if not count:
        assert theorem.sign == (1 if value(theorem.polynomial, Fraction(7, 10)) > 0 else -1)


def test_ends_count_only_if_the_interval_is_closed() -> None:
    p = x * (x - 1) * (x - Rational(1, 2))
    assert count_roots(p, Fraction(0), ONE)[0].count == 3
    assert count_roots(p, Fraction(0), ONE, closed=False)[0].count == 1


@pytest.mark.parametrize("seed", range(30))
def test_counts_agree_with_sturm(seed: int) -> None:
    rng = Random(f"roots {seed}")
    p = Poly([rng.randint(1, 9)] + [rng.randint(-9, 9) for _ in range(rng.randint(1, 9))], x)
    lower, upper = Fraction(rng.randint(-4, 0), rng.randint(1, 3)), Fraction(rng.randint(1, 4), rng.randint(1, 3))
    assert count_roots(p.as_expr(), lower, upper)[0].count == p.count_roots(Rational(lower), Rational(upper))


@pytest.mark.parametrize("wrong", [symbols("x") * symbols("y"), 1 / x, 0, "x", x**2 - 2**0.5, None])
def test_what_is_no_polynomial_is_named(wrong: Any) -> None:
    with pytest.raises(InvalidArgument, match="polynomial"):
        count_roots(wrong)


def test_an_empty_interval_is_named() -> None:
    with pytest.raises(InvalidArgument, match="interior"):
        count_roots(x, ONE, ONE)


# --- the museum: (x^2 - 2)(x - 1)^2 on [0, 2] has two roots; each exhibit spoils its certificate ---------------------

GOOD: dict[str, Any] = {
    "format": FORMAT,
    "version": 1,
    "factors": [[["-2", "0", "1"], 1], [["-1", "1"], 2]],
    "interval": ["0", "2"],
    "closed": True,
    "claim": {"count": 2},
    "cuts": ["1"],
}
EXHIBITS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("count", "one too many", {"claim": {"count": 3}}),
    ("count", "one too few", {"claim": {"count": 1}}),
    ("count", "with multiplicity", {"claim": {"count": 4}, "cuts": ["1/2", "1"]}),
    ("sign", "of what has roots", {"claim": {"sign": 1}}),
    ("sign", "that it has between roots", {"claim": {"sign": -1}, "factors": [[["-2", "0", "1"], 1]]}),
    ("sign", "zero", {"claim": {"sign": 0}}),
    ("sign", "the other one", {"claim": {"sign": -1}, "factors": [[["1", "0", "1"], 1]]}),
    ("sign", "of an even power of what has a root", {"claim": {"sign": 1}, "factors": [[["-1", "1"], 2]]}),
    ("sign-changes", "not cut finely enough", {"cuts": []}),
    ("sign-changes", "a double root is no factor", {"factors": [[["1", "-2", "1"], 1]], "cuts": []}),
    ("sign-changes", "a factor twice", {"factors": [[["-2", "0", "1"], 1]] * 2, "interval": ["1", "2"], "cuts": []}),
    ("sign-changes", "complex roots nearby", {"factors": [[["101/100", "-2", "1"], 1]], "cuts": []}),
    ("cuts", "not increasing", {"cuts": ["1", "1/2"]}),
    ("cuts", "twice", {"cuts": ["1", "1"]}),
    ("cuts", "outside", {"cuts": ["1", "3"]}),
    ("cuts", "at an end", {"cuts": ["0", "1"]}),
    ("cuts", "the line in one piece", {"interval": [None, None], "cuts": []}),
    ("cuts", "too many", {"cuts": [f"{k}/1000" for k in range(1, 600)]}),
    ("interval", "reversed", {"interval": ["2", "0"]}),
    ("interval", "a point", {"interval": ["1", "1"]}),
    ("polynomial", "zero", {"factors": [[["0"], 1]]}),
    ("polynomial", "leading zero", {"factors": [[["-2", "0", "1", "0"], 1]]}),
    ("polynomial", "empty", {"factors": [[[], 1]]}),
    ("polynomial", "multiplicity zero", {"factors": [[["-2", "0", "1"], 0]]}),
    ("polynomial", "multiplicity true", {"factors": [[["-2", "0", "1"], True]]}),
    ("size", "degree", {"factors": [[["-1", "1"], 60], [["1", "1"], 1]]}),
    ("number", "a float", {"interval": [0.0, "2"]}),
    ("number", "a power", {"interval": ["1e9", "2"]}),
    ("number", "division by zero", {"cuts": ["1/0"]}),
    ("format", "no such claim", {"claim": {"roots": 2}}),
    ("format", "two claims", {"claim": {"count": 2, "sign": 1}}),
    ("format", "a count that is true", {"claim": {"count": True}, "interval": ["5/4", "2"], "cuts": []}),
    ("format", "closed by a word", {"closed": "yes"}),
    ("format", "an interval of three", {"interval": ["0", "1", "2"]}),
    ("version", "another format", {"format": "symmaml-certificate"}),
    ("version", "a later one", {"version": 2}),
    ("version", "true", {"version": True}),
)


def refused(text: Any) -> str:
    with pytest.raises(RootsRejected) as refusal:
        check(RootCertificate(text))
    return refusal.value.rule


def test_the_good_certificate_is_accepted() -> None:
    theorem = check(RootCertificate(json.dumps(GOOD)))
    assert theorem.isolated == ((ONE, ONE), (ONE, TWO))
    assert theorem.polynomial == tuple(map(Fraction, (-2, 4, -1, -2, 1)))


def test_the_sign_is_that_of_the_whole_product() -> None:
    record = {
        **GOOD,
        "factors": [[["-1", "0", "-1"], 2]],
        "claim": {"sign": 1},
        "interval": [None, None],
        "cuts": ["0"],
    }
    assert check(RootCertificate(json.dumps(record))).sign == 1


@pytest.mark.parametrize(("rule", "title", "change"), EXHIBITS, ids=[f"{rule}: {title}" for rule, title, _ in EXHIBITS])
def test_a_wrong_certificate_is_refused_by_its_rule(rule: str, title: str, change: dict[str, Any]) -> None:
    assert refused(json.dumps({**GOOD, **change})) == rule


def test_what_is_no_certificate_is_refused() -> None:
    assert refused("{") == "file"
    assert refused("[" * 100_000) == "file"
    assert refused("[]") == "format"
    assert refused(json.dumps(GOOD).replace('"cuts"', '"cuts": [], "cuts"')) == "format"
    assert refused(json.dumps({**GOOD, "note": ""})) == "format"
    assert refused(json.dumps({key: GOOD[key] for key in GOOD if key != "cuts"})) == "format"
    assert refused(" " * ((1 << 20) + 1)) == "size"
    assert refused(None) == "size"


def changed(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the record with one number changed, for every number of the claim, the cuts and the interval."""
    for step in (-1, 1):
        yield "claim", {**record, "claim": {kind: n + step for kind, n in record["claim"].items()}}
    for k in range(len(record["cuts"])):
        yield "cut", {**record, "cuts": [cut for j, cut in enumerate(record["cuts"]) if j != k]}
    for k, (coefficients, _) in enumerate(record["factors"]):
        for j in range(len(coefficients)):
            other = deepcopy(record)
            other["factors"][k][0][j] = str(Fraction(coefficients[j]) + 1)
            yield "factor", other


@pytest.mark.parametrize(("expression", "lower", "upper", "count"), COUNTS)
def test_no_change_goes_unnoticed(expression: Any, lower: Any, upper: Any, count: int) -> None:
    """A changed certificate is refused, or shows something that is true of what it then speaks of."""
    theorem, certificate = count_roots(expression, lower, upper)
    for kind, record in changed(json.loads(certificate.text)):
        try:
            other = check(RootCertificate(json.dumps(record)))
        except RootsRejected:
            continue
        assert kind != "claim"
        sturm = Poly([Rational(c.numerator, c.denominator) for c in reversed(other.polynomial)], x)
        ends = [None if end is None else Rational(end.numerator, end.denominator) for end in (lower, upper)]
        assert other.count == sturm.count_roots(*ends)
        assert kind == "factor" or other.count == theorem.count
