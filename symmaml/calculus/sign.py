"""Which relation to zero an expression has on a box: by its enclosure, by its coefficients, or in an equal form.

`settle` answers with what was shown and how; where neither way decides, it says how wide the enclosure was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, pairwise, product as combinations
from math import inf
from types import MappingProxyType

from symmaml.calculus.coefficients import relations_by_coefficients
from symmaml.calculus.enclosure import PRECISION, Box, enclose
from symmaml.calculus.expression import Expression
from symmaml.calculus.interval import Interval, point
from symmaml.calculus.rational import identical
from symmaml.errors import FactRefused, NotDecided

PARTS = tuple(Fraction(part, 8) for part in (1, 4, 7))  # where a bounded interval is sampled
FAR = tuple(Fraction(2) ** power for power in (-4, 0, 4))  # and an unbounded one, from its end
MOST_SAMPLES = 200
CONTRARY = MappingProxyType({">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": ""})


@dataclass(frozen=True)
class Shown:
    """How a relation was shown: "exact value", "enclosure" or "coefficients", and what was reached."""

    kind: str
    reached: str


def settle(
    expression: Expression,
    relation: str,
    box: Box,
    precision: int = PRECISION,
    forms: Iterable[Expression] = (),
) -> Shown:
    """Show that the expression stands in `relation` (< <= = >= >) to zero everywhere on the box.

    `forms` are expressions thought to be equal to it, in which the sign is plainer; each is used only if it is.

    Raises `FactRefused` by the rule "sign" when the contrary was found, and `NotDecided` when nothing was.
    """
    reached = []
    for form in (expression, *(form for form in forms if identical(form, expression))):
        values = enclose(form, box, precision)
        reached.append(values)
        if relation in values.relations():
            return Shown("exact value" if values.is_point else "enclosure", str(values))
        refuse_the_contrary(values.relations(), relation, form, box, str(values))
    found = relations_by_coefficients(expression, box, precision)
    if relation in found:
        return Shown("coefficients", f"all coefficients have the sign {relation} 0")
    refuse_the_contrary(found, relation, expression, box, "all coefficients have one sign")
    refuse_a_sample(expression, relation, box, precision)
    width = min(values.width for values in reached)
    raise NotDecided(
        f"whether the expression is {relation} 0 on {spelled_box(box)}: its enclosure {reached[-1]} is {widths(width)} "
        f"at precision {precision}. Ask for precision {2 * precision}, cut the interval, or give a form of one sign"
    )


def refuse_the_contrary(found: frozenset[str], relation: str, form: Expression, box: Box, shown: str) -> None:
    if CONTRARY[relation] in found or (relation == "=" and found & {"<", ">"}):
        raise FactRefused("sign", f"the expression is not {relation} 0 on {spelled_box(box)}: {shown}")


def refuse_a_sample(expression: Expression, relation: str, box: Box, precision: int) -> None:
    """Refuse what fails strictly at some point of the box, or at an end of it: then it fails nearby too."""
    strictly = {">": "<", ">=": "<", "<": ">", "<=": ">"}.get(relation, "")
    for place in islice(combinations(*(samples(values) for values in box.values())), MOST_SAMPLES):
        there = dict(zip(box, map(point, place), strict=True))
        try:
            value = enclose(expression, there, precision)
        except FactRefused:  # not defined at this end
            continue
        if strictly in value.relations():
            raise FactRefused("sign", f"the expression is not {relation} 0 near {spelled_box(there)}: {value}")


def samples(values: Interval) -> tuple[Fraction, ...]:
    low, high = values.low, values.high
    if isinstance(low, Fraction) and isinstance(high, Fraction):
        return tuple(dict.fromkeys((low, high, *(low + (high - low) * part for part in PARTS))))
    if isinstance(low, Fraction):
        return (low, *(low + far for far in FAR))
    if isinstance(high, Fraction):
        return (high, *(high - far for far in FAR))
    return (Fraction(0), *FAR, *(-far for far in FAR))


def widths(width: float | Fraction) -> str:
    return "unbounded" if width == inf else f"{float(width):.3g} wide"


def spelled_box(box: Box) -> str:
    return ", ".join(f"{name} in {values}" for name, values in sorted(box.items())) or "one point"


def slices(values: Interval, cuts: Sequence[Fraction]) -> tuple[Interval, ...]:
    """Cut an interval at increasing inner numbers; neighbours share the number at which they meet."""
    ends = [values.low, *cuts, values.high]
    if any(not one < other for one, other in pairwise(ends)):
        raise FactRefused("cover", f"the cuts {[str(cut) for cut in cuts]} do not increase inside {values}")
    last = len(ends) - 2
    return tuple(
        Interval(ends[at], ends[at + 1], values.low_open and at == 0, values.high_open and at == last)
        for at in range(last + 1)
    )
