"""What is handed to a generated function: accepted, converted, or refused with a message that says what to do."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from symmaml.errors import InvalidArgument
from symmaml.export.arguments import Parameter, Parameters, check_names, skew_weights
from symmaml.export.functions import to_function
from symmaml.notation import matrix, scalar, symmetric, vector
from symmaml.statement import Definition

A, B, M = *symmetric("A B"), matrix("M")
X, S = matrix("X", rows="m"), symmetric("S")
v, w = vector("v w")
alpha = scalar("alpha")
FUNCTION = to_function(A * v + alpha * M * w + S * v, where=(Definition(S, A * A),))
GOOD = {
    "A": np.array([[2.0, 1.0], [1.0, 3.0]]),
    "M": np.array([[0.0, 1.0], [2.0, 3.0]]),
    "v": np.array([1.0, 2.0]),
    "w": np.array([0.0, 1.0]),
    "alpha": 0.5,
}
SYMMETRIC = Parameters((Parameter("A", ("n", "n"), symmetric=True),))
VALUE = GOOD["A"] @ GOOD["v"] + 0.5 * GOOD["M"] @ GOOD["w"] + GOOD["A"] @ GOOD["A"] @ GOOD["v"]


def random_symmetric(size: int, seed: int, batch: tuple[int, ...] = ()) -> Any:
    value = np.random.default_rng(seed).normal(size=(*batch, size, size))
    return value + value.mT


# --- accepted ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"A": [[2, 1], [1, 3]]},
        {"A": GOOD["A"].astype(int), "v": [1, 2]},
        {"A": GOOD["A"].astype(np.float32)},
        {"A": np.asfortranarray(GOOD["A"]), "M": np.asfortranarray(GOOD["M"])},
        {"A": np.kron(GOOD["A"], np.ones((2, 2)))[::2, ::2]},
        {"alpha": np.float64(0.5)},
        {"alpha": np.array(0.5)},
        {"v": GOOD["v"][::-1][::-1]},
        {"v": (1, 2)},
    ],
    ids=str,
)
def test_whatever_holds_the_numbers_is_accepted(changes: dict[str, Any]) -> None:
    np.testing.assert_allclose(FUNCTION(**{**GOOD, **changes}), VALUE, rtol=1e-15)


def test_numbers_may_be_integers() -> None:
    np.testing.assert_array_equal(FUNCTION(**{**GOOD, "alpha": 2}), FUNCTION(**{**GOOD, "alpha": 2.0}))


def test_arguments_may_come_in_order() -> None:
    assert [parameter.name for parameter in FUNCTION.parameters] == ["A", "M", "v", "w", "alpha"]
    np.testing.assert_array_equal(FUNCTION(*GOOD.values()), VALUE)
    np.testing.assert_array_equal(FUNCTION(GOOD["A"], GOOD["M"], GOOD["v"], alpha=0.5, w=GOOD["w"]), VALUE)


@pytest.mark.parametrize("size", [1, 2, 3, 8, 50])
def test_rounding_does_not_make_a_matrix_unsymmetric(size: int) -> None:
    for seed in range(20):
        turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(size, size)))[0]
        product = (turn * np.logspace(-8, 0, size)) @ turn.T
        SYMMETRIC.checked([product])
        assert np.isfinite(to_function(A * v)(A=product, v=np.ones(size))).all()


@pytest.mark.parametrize("scale", [1e-300, 1e-160, 1e160, 1e300])
def test_any_scale_is_accepted(scale: float) -> None:
    value = to_function(A * v)(A=scale * GOOD["A"], v=np.ones(2))
    np.testing.assert_allclose(value, scale * np.array([3.0, 4.0]), rtol=1e-15)


def test_zero_matrices_are_symmetric() -> None:
    assert (to_function(A * v)(A=np.zeros((3, 3)), v=np.ones(3)) == 0).all()


def test_arguments_are_left_alone() -> None:
    before = {name: np.copy(value) for name, value in GOOD.items()}
    FUNCTION(**GOOD)
    for name, value in GOOD.items():
        np.testing.assert_array_equal(value, before[name])


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"S": np.eye(2)}, "S is an abbreviation, computed from the other letters; expected A, M, v, w, alpha"),
        ({"Q": np.eye(2)}, "Q is no letter of the formula; expected A, M, v, w, alpha"),
        ({"A": ...}, "no value for A; expected A, M, v, w, alpha"),
        ({"A": ..., "w": ...}, "no value for A, w; expected"),
        ({"alpha": sympy.Symbol("alpha")}, "alpha = alpha is symbolic: expected a number, .* write alpha=0.1"),
        ({"alpha": sympy.Rational(1, 2)}, "alpha = 1/2 is symbolic"),
        ({"A": sympy.eye(2)}, "A = Matrix.* is symbolic"),
        ({"v": np.array([sympy.Symbol("x"), 1])}, "v has entries of type object: .* np.asarray"),
        ({"alpha": Fraction(1, 2)}, "alpha has entries of type object: expected real numbers"),
        ({"alpha": "0.5"}, "alpha has entries of type <U3"),
        ({"alpha": True}, "alpha has entries of type bool"),
        ({"alpha": None}, "alpha has entries of type object"),
        ({"A": GOOD["A"] + 0j}, r"A is complex: .* \(..., n, n\); write A.real"),
        ({"A": [[1, 2], [3]]}, r"A is ragged: expected \(..., n, n\)"),
        ({"v": np.ones(3)}, r"v has shape \(3,\), expected \(..., n\) with n = 2 from A"),
        ({"v": np.ones((2, 1))}, r"v has shape \(2, 1\), .* with n = 2 from A; vectors have one axis, write v.ravel"),
        ({"A": np.ones((2, 3))}, r"A has shape \(2, 3\), expected \(..., n, n\); A must be square"),
        ({"A": np.eye(3)}, r"M has shape \(2, 2\), expected \(..., n, n\) with n = 3 from A"),
        ({"A": 2.0}, r"A has shape \(\), expected \(..., n, n\)"),
        ({"v": 1.0}, r"v has shape \(\), expected \(..., n\) with n = 2 from A"),
        ({"A": np.zeros((0, 0))}, r"A has shape \(0, 0\): a size is 0"),
        ({"A": np.array([[1.0, np.nan], [np.nan, 1.0]])}, r"A is not finite: 2 of 4 .* at index \(0, 1\) \(nan\)"),
        ({"A": np.diag([1.0, np.inf])}, r"A is not finite: 1 of 4 .* \(1, 1\) \(inf\)"),
        ({"M": np.diag([1.0, -np.inf])}, r"M is not finite: 1 of 4"),
        ({"v": np.array([np.nan, 1.0])}, r"v is not finite: 1 of 2"),
        ({"w": np.array([np.inf, 1.0])}, r"w is not finite: 1 of 2"),
        ({"alpha": float("inf")}, r"alpha is not finite"),
        ({"A": [[1, 2], [3, 4]]}, r"A is not symmetric: the largest \|A - A.T\| is 1.0e\+00, .* \(A \+ A.T\) / 2"),
        ({"A": np.stack([np.eye(2)] * 3), "v": np.ones((4, 2))}, r"batch axes do not broadcast: A \(3,\), v \(4,\)"),
        (
            {"A": np.stack([np.eye(2), [[1, 2], [3, 4]]])},
            r"A is not symmetric for instance \(1,\) of the batch: .*A.mT",
        ),
        ({"alpha": np.array([0.5, np.nan])}, r"alpha is not finite: 1 of 2 entries .* \(1,\)"),
    ],
    ids=str,
)
def test_wrong_arguments_are_refused(changes: dict[str, Any], words: str) -> None:
    arguments = {name: value for name, value in {**GOOD, **changes}.items() if value is not ...}
    with pytest.raises(InvalidArgument, match=words):
        FUNCTION(**arguments)


def test_too_many_or_repeated_arguments() -> None:
    with pytest.raises(InvalidArgument, match="6 values came for 5 arguments"):
        FUNCTION(*GOOD.values(), 1)
    with pytest.raises(InvalidArgument, match="A is given twice"):
        FUNCTION(GOOD["A"], **GOOD)
    with pytest.raises(InvalidArgument, match="expected no argument"):
        check_names((), 1, {}, frozenset())


def test_a_mistake_inside_is_not_taken_for_a_wrong_name() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        FUNCTION.unchecked(**{**GOOD, "alpha": None})


def test_rectangular_sizes_are_compared() -> None:
    function = to_function(X * v)
    np.testing.assert_array_equal(function(X=[[1, 2, 3], [4, 5, 6]], v=[1, 0, 1]), [4, 10])
    with pytest.raises(InvalidArgument, match=r"X has shape \(2, 3\), expected \(..., m, n\) with n = 2 from v"):
        function(v=[1, 0], X=[[1, 2, 3], [4, 5, 6]])


def test_sizes_that_are_numbers_are_compared() -> None:
    function = to_function(sympy.MatrixSymbol("Z", 2, 3) * sympy.MatrixSymbol("z", 3, 1))
    np.testing.assert_array_equal(function(Z=np.ones((2, 3)), z=np.ones(3)), [3, 3])
    with pytest.raises(InvalidArgument, match=r"Z has shape \(3, 3\), expected \(..., 2, 3\)"):
        function(Z=np.ones((3, 3)), z=np.ones(3))
    square = to_function(sympy.MatrixSymbol("Z", 3, 3) * sympy.MatrixSymbol("z", 3, 1))
    with pytest.raises(InvalidArgument, match=r"Z has shape \(2, 2\), expected \(..., 3, 3\)"):
        square(Z=np.ones((2, 2)), z=np.ones(2))


# --- the fast test never lets through what the thorough one refuses ---------------------------------------------------


@pytest.mark.parametrize("size", [2, 3, 4, 7, 12, 40])
@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_every_unsymmetric_pair_is_seen(size: int, scale: float) -> None:
    """One entry off by twice what rounding explains is refused, wherever it is; so is a batch with one such matrix."""
    base = random_symmetric(size, size)
    gap = 4 * size * np.finfo(float).eps * np.linalg.norm(base)
    for i, j in itertools.permutations(range(size), 2):
        wrong = base.copy()
        wrong[i, j] += gap
        assert not SYMMETRIC.pass_at_once([scale * wrong])
        with pytest.raises(InvalidArgument, match="not symmetric"):
            SYMMETRIC.checked([scale * wrong])
    with pytest.raises(InvalidArgument, match=re.escape("for instance (2,) of the batch")):
        SYMMETRIC.checked([scale * np.stack([base, base, wrong, base])])


@pytest.mark.parametrize("size", [2, 3, 5, 8])
@pytest.mark.parametrize(
    "make",
    [
        lambda a, b: np.triu(a),
        lambda a, b: np.tril(np.ones_like(a)),
        lambda a, b: a @ b,
        lambda a, b: a[::-1],
        lambda a, b: np.roll(np.eye(len(a)), 1, axis=0) + np.triu(np.ones_like(a), 1),
        lambda a, b: a - np.triu(a, 1) + np.triu(a, 1)[::-1, ::-1].T * 2,
        lambda a, b: np.arange(float(a.size)).reshape(a.shape),
        lambda a, b: np.vander(np.arange(1.0, len(a) + 1)),
        lambda a, b: np.triu(np.ones_like(a), 1) - np.tril(np.ones_like(a), -1),
    ],
)
def test_structured_matrices_that_are_not_symmetric_are_seen(size: int, make: Any) -> None:
    wrong = make(random_symmetric(size, 1), random_symmetric(size, 2))
    assert not SYMMETRIC.pass_at_once([np.ascontiguousarray(wrong)])
    assert not SYMMETRIC.pass_at_once([np.asfortranarray(wrong)])


@pytest.mark.parametrize("size", [1, 2, 8, 64, 300, 1100])
def test_symmetric_matrices_pass(size: int) -> None:
    value = random_symmetric(size, 3)
    assert SYMMETRIC.pass_at_once([value]) == (size <= 1024)
    assert SYMMETRIC.checked([value])[0] is value


def test_large_matrices_are_compared_entry_by_entry() -> None:
    wrong = random_symmetric(1100, 3)
    wrong[3, 1000] += 1e-8
    with pytest.raises(InvalidArgument, match="not symmetric"):
        SYMMETRIC.checked([wrong])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["A", "M", "v", "w", "alpha"])
def test_one_bad_entry_anywhere_fails_the_fast_test(name: str, bad: float) -> None:
    checks = Parameters(FUNCTION.parameters)
    assert checks.pass_at_once(list(GOOD.values()))
    for place in np.ndindex(np.shape(GOOD[name])):
        wrong = np.array(GOOD[name])
        wrong[place] = bad
        if name == "A":
            wrong[place[::-1]] = bad
        values = {**GOOD, name: wrong if wrong.ndim else float(wrong)}
        assert not checks.pass_at_once(list(values.values()))


def test_the_weights_are_skew_and_cannot_be_changed() -> None:
    weights = skew_weights(5).reshape(5, 5)
    np.testing.assert_array_equal(weights, -weights.T)
    assert (np.abs(weights[np.triu_indices(5, 1)]) >= 0.5).all()
    with pytest.raises(ValueError, match="read-only"):
        weights[0, 1] = 0.0
