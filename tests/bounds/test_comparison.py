"""Evidence that the fixed point needs more steps: accepted as it is, and refused, by a named rule, once changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from bounds.plain_descent import first_step, random_tasks

from symmaml.bounds.comparison import LONGEST_RUN, check_more_steps
from symmaml.bounds.iterations import iterations_to, more_steps
from symmaml.claim import Standing
from symmaml.errors import InvalidArgument, NotRefuted
from symmaml.evidence import kind, standing

LEDGER = {"A": [[1]], "v": [0], "B": [[2]], "w": [1], "alpha": Fraction(1, 10)}
FOUND = more_steps(Fraction(1, 10**6), **LEDGER)


def numbers(*entries):
    return tuple(map(Fraction, entries))


def test_the_example_of_the_ledger():
    assert (FOUND.from_fixed_point, FOUND.from_midpoint, FOUND.fixed_point) == (58, 56, (Fraction(128, 209),))
    assert standing(FOUND) is Standing.REFUTED
    assert kind(FOUND) == "counterexample"
    values, counts = FOUND.explanation()
    assert r"$A = [[1]]$, $v = [0]$, $B = [[2]]$, $w = [1]$, $\alpha = 1/10$" in values
    assert r"$\theta^{\star} = [128/209]$" in values
    assert r"is 58 from $\theta^{\star}$ and 56 from the midpoint" in counts


def test_found_in_the_plane():
    tasks = {"A": [[2, 1], [1, 2]], "v": [0, 0], "B": [[5, 0], [0, 7]], "w": [1, 1], "alpha": Fraction(1, 20)}
    found = more_steps(Fraction(1, 10**4), **tasks)
    floats = {name: np.array(value, dtype=float) for name, value in tasks.items()}
    assert found.from_fixed_point == first_step(floats, "fixed-point", 1, 1e-4)[0]
    assert found.from_midpoint == first_step(floats, "midpoint", 1, 1e-4)[0]


MUSEUM = {
    "count, one step less": ("count", {"from_fixed_point": 57}),
    "count, one step more": ("count", {"from_fixed_point": 59}),
    "count, from the midpoint": ("count", {"from_midpoint": 55}),
    "fixed-point, that of joint training": ("fixed-point", {"fixed_point": numbers("2/3")}),
    "fixed-point, the midpoint": ("fixed-point", {"fixed_point": numbers("1/2")}),
    "fixed-point, another step": ("fixed-point", {"alpha": Fraction(1, 11)}),
    "definite, no curvature": ("definite", {"B": (numbers(0),)}),
    "definite, concave": ("definite", {"A": (numbers(-1),)}),
    "shape, two optima": ("shape", {"w": numbers(1, 1)}),
    "shape, not square": ("shape", {"A": (numbers(1, 0),)}),
    "exact, a float": ("exact", {"alpha": 0.1}),
    "exact, an integer": ("exact", {"A": ((1,),)}),
    "shape, nothing": ("shape", {"A": (), "B": (), "v": (), "w": (), "fixed_point": ()}),
    "sign, no step": ("sign", {"alpha": Fraction(0)}),
    "sign, no accuracy": ("sign", {"epsilon": Fraction(0)}),
    "length, too long to run": ("length", {"from_fixed_point": LONGEST_RUN + 1}),
    "length, negative": ("length", {"from_fixed_point": -1}),
}


@pytest.mark.parametrize("exhibit", MUSEUM)
def test_wrong_evidence_is_refused_by_its_rule(exhibit):
    rule, change = MUSEUM[exhibit]
    wrong = replace(FOUND, **change)
    with pytest.raises(NotRefuted) as refusal:
        check_more_steps(wrong)
    assert refusal.value.rule == rule
    with pytest.raises(NotRefuted):
        _ = wrong.standing


def test_a_matrix_that_is_not_symmetric_is_refused():
    plane = more_steps(
        Fraction(1, 10**4), A=[[2, 1], [1, 2]], v=[0, 0], B=[[5, 0], [0, 7]], w=[1, 1], alpha=Fraction(1, 20)
    )
    with pytest.raises(NotRefuted) as refusal:
        check_more_steps(replace(plane, A=(numbers(2, 1), numbers(0, 2))))
    assert refusal.value.rule == "definite"


def test_where_the_fixed_point_is_nearer_there_is_no_evidence():
    with pytest.raises(NotRefuted, match="order: the fixed point needs no more steps"):
        more_steps(Fraction(1, 10**6), A=[[2]], v=[0], B=[[1]], w=[1], alpha=Fraction(1, 10))


def test_wrong_arguments_are_refused():
    with pytest.raises(InvalidArgument, match="epsilon = 0 is not positive"):
        more_steps(0, **LEDGER)


@pytest.mark.parametrize("seed", range(6))
def test_evidence_exists_exactly_where_the_counts_say_so(seed):
    tasks = random_tasks(np.random.default_rng(seed), 2, 0.6, low=0.3)
    star, middle = (iterations_to(1e-3, **tasks, start=start).iterations for start in ("fixed-point", "midpoint"))
    if star > middle:
        assert more_steps(1e-3, **tasks).from_fixed_point == star
    else:
        with pytest.raises(NotRefuted, match="order"):
            more_steps(1e-3, **tasks)
