"""Arrays of rational numbers over one denominator, and elimination without fractions.

A float is a rational number, so whatever is computed here from floats is exact as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from symmaml.errors import SingularOperator

Array = Any
PRIMES = (2**127 - 1, 2**521 - 1)
ROOM = 64  # bits behind the point of a square root


@dataclass(frozen=True, eq=False)
class Exact:
    """An array of rational numbers: integers (an array of Python's own, without bound) over one denominator.

    >>> half = Exact.of([[Fraction(1, 2), 0], [0, 1]])
    >>> (half @ half).floats
    array([[0.25, 0.  ],
           [0.  , 1.  ]])
    """

    numerators: Array
    denominator: int

    @staticmethod
    def of(values: Any) -> Exact:
        """Return an array whose entries `Fraction` understands: integers, fractions, floats."""
        array = np.asarray(values, dtype=object)
        entries = [Fraction(entry) for entry in array.flat]
        denominator = math.lcm(*(entry.denominator for entry in entries))
        integers = np.empty(len(entries), dtype=object)
        integers[:] = [entry.numerator * (denominator // entry.denominator) for entry in entries]
        return Exact(integers.reshape(array.shape), denominator)

    @staticmethod
    def identity(size: int) -> Exact:
        """Return the identity matrix."""
        return Exact.of(np.eye(size, dtype=int))

    @property
    def floats(self) -> Array:
        """The nearest floats."""
        shape = self.numerators.shape
        return np.array([int(entry) / self.denominator for entry in self.numerators.flat]).reshape(shape)

    @property
    def fractions(self) -> Any:
        """The entries as (nested) lists of fractions."""
        entries = np.empty(self.numerators.shape, dtype=object)
        for place, entry in np.ndenumerate(self.numerators):
            entries[place] = Fraction(entry, self.denominator)
        return entries.tolist()

    @property
    def reduced(self) -> Exact:
        """The same array over the smallest denominator."""
        common = math.gcd(self.denominator, *self.numerators.flat)
        return Exact(self.numerators // common, self.denominator // common)

    def __matmul__(self, other: Exact) -> Exact:
        return Exact(self.numerators @ other.numerators, self.denominator * other.denominator).reduced

    def __add__(self, other: Exact) -> Exact:
        total = self.numerators * other.denominator + other.numerators * self.denominator
        return Exact(total, self.denominator * other.denominator).reduced

    def __sub__(self, other: Exact) -> Exact:
        return self + other.times(-1)

    def times(self, factor: Fraction | int) -> Exact:
        """Return the array times a number."""
        factor = Fraction(factor)
        return Exact(self.numerators * factor.numerator, self.denominator * factor.denominator).reduced


def form(matrix: Exact, vector: Exact) -> Fraction:
    """Return the quadratic form `x^T M x`."""
    value = vector.numerators @ matrix.numerators @ vector.numerators
    return Fraction(value, matrix.denominator * vector.denominator**2)


def solve(matrix: Exact, vector: Exact) -> Exact:
    """Solve `matrix x = vector` exactly; raise `SingularOperator` if the matrix is singular.

    Digits of x to the base of a prime are found one after the other (Dixon 1982), from the inverse modulo the prime; a
    fraction is read from them and multiplied out. Elimination with exact numbers takes a hundred times longer.
    """
    integers, residual = matrix.numerators, vector.numerators
    inverses = ((prime, _inverse_modulo(prime, integers)) for prime in PRIMES)
    prime, inverse = next((found for found in inverses if found[1] is not None), (1, None))
    if inverse is None:
        raise SingularOperator("the system has no unique solution: its determinant vanishes")
    digits, power = residual * 0, 1
    # By Hadamard, numerators and denominator of x are at most the root of this product.
    enough = 2 * math.prod(sum(int(entry) ** 2 for entry in row) for row in np.column_stack([integers, residual]))
    while power <= enough:
        digit = inverse @ residual % prime
        digits, power = digits + digit * power, power * prime
        residual = (residual - integers @ digit) // prime
    denominator = 1
    for entry in digits:
        denominator *= _denominator(int(entry) * denominator % power, power)
    numerators = digits * denominator % power
    numerators = np.where(numerators > power // 2, numerators - power, numerators)
    if any(integers @ numerators != vector.numerators * denominator):
        raise ArithmeticError("the digits of the solution do not solve the system")
    return Exact(numerators * matrix.denominator, denominator * vector.denominator).reduced


def _inverse_modulo(prime: int, integers: Array) -> Array | None:
    size = len(integers)
    table = np.concatenate([integers, np.eye(size, dtype=int).astype(object)], axis=1) % prime
    for place in range(size):
        rows = np.flatnonzero(table[place:, place])
        if not len(rows):
            return None
        table[[place, place + rows[0]]] = table[[place + rows[0], place]]
        pivot_row = table[place] * pow(table[place, place], -1, prime) % prime
        table = (table - np.outer(table[:, place], pivot_row)) % prime
        table[place] = pivot_row
    return table[:, size:]


def _denominator(residue: int, modulus: int) -> int:
    """Return the denominator of the fraction n / d with small n and d that is congruent to the residue."""
    above, below, earlier, later = modulus, residue, 0, 1
    bound = math.isqrt(modulus // 2)
    while below > bound:
        quotient = above // below
        above, below, earlier, later = below, above - quotient * below, later, earlier - quotient * later
    return abs(later)


def is_definite(matrix: Exact) -> bool:
    """Whether a symmetric matrix is positive definite, decided exactly.

    With Q the eigenvectors in floats, taken as exact numbers, and D positive and diagonal, `D Q^T M Q D` is computed
    exactly. If it is strictly diagonally dominant, M is positive definite; if one of its diagonal entries is not
    positive, M is not. Elimination decides what is left.
    """
    vectors = Exact.of(np.linalg.eigh(matrix.floats)[1])
    congruent = (Exact(vectors.numerators.T, vectors.denominator) @ matrix @ vectors).numerators
    diagonal = congruent.diagonal()
    if min(diagonal) <= 0:
        return False
    # D makes the diagonal nearly 1: an off-diagonal entry then weighs as much as it can move an eigenvalue, in ratio.
    scale = np.array([math.isqrt((max(diagonal) << 2 * ROOM) // entry) for entry in diagonal], dtype=object)
    scaled = abs(congruent) * scale * scale[:, None]
    if all(2 * scaled.diagonal() > scaled.sum(axis=1)):
        return True
    return rank_if_semidefinite(matrix) == len(diagonal)


def rank_if_semidefinite(matrix: Exact) -> int | None:
    """Return the rank of a symmetric matrix that is positive semidefinite; None if it is not.

    >>> rank_if_semidefinite(Exact.of([[1, 1], [1, 1]])), rank_if_semidefinite(Exact.of([[1, 2], [2, 1]]))
    (1, None)
    """
    rest, previous, rank = matrix.numerators, 1, 0
    while len(rest):
        pivot, row = rest[0, 0], rest[0, 1:]
        if pivot < 0 or (pivot == 0 and any(row)):
            return None
        rest = rest[1:, 1:]
        if pivot > 0:
            rest = (rest * pivot - np.outer(row, row)) // previous
            previous, rank = pivot, rank + 1
    return rank
