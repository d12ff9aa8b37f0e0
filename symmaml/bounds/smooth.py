"""Where the meta-objective of two smooth, strongly convex tasks is strictly convex, and has one minimiser.

Let each f_i have a Hessian between mu I and L I that is Lipschitz with the constant rho, the minimiser c_i, and let
0 <= alpha < 1 / L. At distance d from c_i,

    |grad f_i(U_i theta)| <= L (1 - alpha mu) d,
    Hessian of F_i  >=  ((1 - alpha L)^2 mu - alpha rho L (1 - alpha mu) d) I,

so F_i is strictly convex nearer to c_i than the *radius* (1 - alpha L)^2 mu / (alpha rho L (1 - alpha mu)).

* On a line both distances add up to |c_2 - c_1| between the minimisers, and every critical point lies there: F is
  strictly convex there, and has one critical point, if |c_2 - c_1| < 2 radius.
* In every dimension a minimiser of F = F_1 + F_2 is no farther from either c_i than
  reach = sqrt(2 gap / mu) / (1 - alpha L), where gap is the excess of F at some point over the sum of the two minima,
  because F_i(theta) - min f_i >= 1/2 mu (1 - alpha L)^2 |theta - c_i|^2. If reach < radius, F is strictly convex where
  both balls meet, and has one global minimiser. At the midpoint the gap is at most
  L (1 - alpha mu)^2 |c_2 - c_1|^2 / 4.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symmaml.bounds.arguments import number, positive
from symmaml.bounds.spectrum import rounded_down, rounded_up
from symmaml.errors import InvalidArgument

ROOT_BITS = 128


@dataclass(frozen=True)
class UniqueMinimiser:
    """Whether the condition for a unique minimiser holds, decided exactly.

    `radius` is the distance from its minimiser up to which each adapted loss is strictly convex, rounded down (infinite
    for quadratics), `reach` what must be smaller: how far a minimiser may be from each of them, on a line half the
    distance, rounded up. Without a given `gap`, `holds` is true below `largest_distance`, rounded down. Where the
    condition does not hold nothing is said: there may be one minimiser or several.
    """

    holds: bool
    radius: float
    reach: float
    largest_distance: float


def unique_minimiser(
    *, alpha: Any, mu: Any, L: Any, rho: Any, distance: Any, on_a_line: bool = False, gap: Any = None
) -> UniqueMinimiser:
    """Decide a sufficient condition for MAML on two smooth, strongly convex tasks to have a single global minimiser.

    Hessians lie between mu and L and have the Lipschitz constant rho; `distance` is that between the two minimisers,
    and `0 <= alpha < 1 / L`. `on_a_line` takes the weaker condition of dimension one. `gap`, if known, is the excess of
    the meta-objective at any point over the sum of the two minima of the losses; without it the bound at the midpoint
    stands in its place. Raises `InvalidArgument` for other values.

    >>> near = unique_minimiser(alpha=Fraction(1, 4), mu=1, L=2, rho=Fraction(9, 10), distance=Fraction(1, 4))
    >>> near.holds, near.radius
    (True, 0.7407407407407407)
    >>> unique_minimiser(alpha=Fraction(1, 4), mu=1, L=2, rho=Fraction(9, 10), distance=3).holds
    False
    """
    step, lower, upper = number("alpha", alpha), positive("mu", mu), positive("L", L)
    lipschitz, between = _not_negative("rho", rho), _not_negative("distance", distance)
    if lower > upper:
        raise InvalidArgument(f"mu = {mu} exceeds L = {L}: expected the smallest and the largest curvature, in order")
    if not 0 <= step * upper < 1:
        raise InvalidArgument(
            f"alpha L = {float(step * upper):.6g}: expected at least 0 and below 1; "
            f"write alpha={0.5 / float(upper):.3g}"
        )
    kept = lower * (1 - step * upper) ** 2
    loss = step * lipschitz * upper * (1 - step * lower)  # of curvature, per distance from the minimiser
    share = Fraction(1, 4)  # of distance^2, times a quotient of curvatures: the square of the reach
    if not on_a_line:
        share = upper * (1 - step * lower) ** 2 / (2 * kept)
    squared_reach = share * between**2
    if gap is not None and not on_a_line:
        squared_reach = min(squared_reach, 2 * _not_negative("gap", gap) / kept)
    radius = kept / loss if loss else None
    return UniqueMinimiser(
        holds=radius is None or squared_reach < radius**2,
        radius=math.inf if radius is None else rounded_down(radius),
        reach=rounded_up(_root(squared_reach)[1]),
        largest_distance=math.inf if radius is None else rounded_down(_root(radius**2 / share)[0]),
    )


def _not_negative(name: str, value: Any) -> Fraction:
    fraction = number(name, value)
    if fraction < 0:
        raise InvalidArgument(f"{name} = {value} is negative: expected at least 0; write {name}=1")
    return fraction


def _root(number: Fraction) -> tuple[Fraction, Fraction]:
    """Enclose the square root; the ends agree where it is a rational that is found."""
    shift = ROOT_BITS + number.denominator.bit_length()
    below = math.isqrt((number.numerator << 2 * shift) // number.denominator)
    lower = Fraction(below, 1 << shift)
    return lower, lower if lower**2 == number else Fraction(below + 1, 1 << shift)
