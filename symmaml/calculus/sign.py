"""Which relation to zero an expression has on a box: by its enclosure, by its coefficients, or in an equal form.

`settle` answers with what was shown and how; where neither way decides, it says how wide the enclosure was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf
from types import MappingProxyType

from symmaml.calculus.coefficients import relations_by_coefficients
from symmaml.calculus.enclosure import PRECISION, Box, enclose
from symmaml.calculus.expression import Expression
from symmaml.calculus.interval import Interval
from symmaml.calculus.rational import identical
from symmaml.errors import FactRefused, NotDecided

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
    width = min(values.width for values in reached)
    raise NotDecided(
        f"whether the expression is {relation} 0 on {spelled_box(box)}: its enclosure {reached[-1]} is {widths(width)} "
        f"at precision {precision}. Ask for precision {2 * precision}, cut the interval, or give a form of one sign"
    )


def refuse_the_contrary(found: frozenset[str], relation: str, form: Expression, box: Box, shown: str) -> None:
    if CONTRARY[relation] in found or (relation == "=" and found & {"<", ">"}):
        raise FactRefused("sign", f"the expression is not {relation} 0 on {spelled_box(box)}: {shown}")


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
