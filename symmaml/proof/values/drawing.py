"""Draw a value for one letter, given the letters before it: from a family, by solving, or by scaling until it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from symmaml import kernel
from symmaml.proof.values import exact, roots
from symmaml.proof.values.affine import Space, solutions
from symmaml.proof.values.choices import Choices
from symmaml.proof.values.constraints import SIGNS, Constraint, Step, accepted, is_own
from symmaml.proof.values.exact import Exact
from symmaml.proof.values.point import NUMBER, Infeasible, Point
from symmaml.proof.values.structured import NUMBERS, Family, general, menu, rotation, spectral, symmetric

SCALES = tuple(map(Fraction, "31/32 1/2 1/4 1/8 1/32 1/256 1/2048 2 8 64".split()))
TOWARDS_NEAREST = tuple(map(Fraction, "1 1/4 1/16 1/64 1/256 0".split()))
TRIALS, TRIAL_WORK = 3, 25  # members of a family that are tried, and the work of each


@dataclass(frozen=True)
class Manner:
    """How to draw: by a style, or near given values.

    A style is the name of a family, a trait of some, "alike" (the value of a letter of the same kind, or its inverse)
    or "fraction" (for 1x1 letters and matrices); without one, any family will do.
    """

    style: str | None = None
    base: Mapping[str, Exact] | None = None


class Drawing:
    """Draws letters one after another. Which families satisfy a letter's own relations is found out once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, tuple[int, int]], tuple[Family, ...]] = {}

    def draw(self, point: Point, step: Step, choices: Choices, manner: Manner) -> None:
        """Give a letter a value at which its constraints hold; raise `Infeasible` if these choices lead to none."""
        has_own = any(is_own(point.signature, step.name, c) for c in step.curved)
        if has_own and self.from_family(point, step, choices, manner):
            return
        bounds = [c for c in step.signs if _is_solvable(point, step.name, c)]
        if step.affine:
            _solve(point, step, choices, manner)
        elif bounds and not step.curved and manner.base is None:
            bound = bounds[choices.pick(len(bounds), None if len(bounds) > 1 else 0)]
            _bound(point, step, bound, choices, manner)
        else:
            _fit(point, step, choices, manner)

    def from_family(self, point: Point, step: Step, choices: Choices, manner: Manner) -> bool:
        """Draw from the families that satisfy a letter's own relations; say whether its other constraints hold too."""
        families = self.fitting(point, step)
        if not families:
            return False
        letter = point.signature.letters[step.name]
        if manner.base is not None:
            base = manner.base[step.name]
            value = _turned(base, letter, choices) if choices.natural(1) else base
        else:
            value = build(families, point.size(letter.shape), choices, manner)
        return accepted(point, step.name, value, step.constraints)

    def fitting(self, point: Point, step: Step) -> tuple[Family, ...]:
        """Return the families whose members satisfy the relations of a letter to itself and to numbers."""
        letter = point.signature.letters[step.name]
        own = [c for c in (*step.curved, *step.affine) if is_own(point.signature, step.name, c)]
        key = (step.name, point.size(letter.shape))
        is_fixed = all(c.letters == {step.name} for c in own)
        if is_fixed and key in self.known:
            return self.known[key]
        families = tuple(_spectral_families(point, letter, own))
        if is_fixed or not families:
            families += menu(letter) if letter.shape != NUMBER else ()
        found = tuple(family for family in families if _satisfies(point, step.name, family, own))
        found = tuple(family for family in found if family.name != "zero") or found
        if is_fixed:
            self.known[key] = found
        return found


def _turned(value: Exact, letter: kernel.Letter, choices: Choices) -> Exact:
    """Return a value after a small change of basis, which keeps relations of a letter to itself."""
    turn = rotation(len(value.rows), 2 ** choices.natural(5), choices)
    value = exact.product(turn, value)
    is_square = letter.shape[0] == letter.shape[1]
    return exact.product(value, exact.transpose(turn)) if is_square else value


def _is_solvable(point: Point, name: str, bound: Constraint) -> bool:
    """Whether a letter can be solved for in gap = W: it is affine there, and no number in place of a matrix."""
    is_number = point.signature.letters[name].shape == NUMBER
    return bound.kind in SIGNS and bound.is_affine(name) and (not is_number or bound.gap.shape == NUMBER)


def _fit(point: Point, step: Step, choices: Choices, manner: Manner) -> None:
    """Draw freely, and scale until the bounds hold."""
    value = _free(point, step.name, choices, manner)
    if accepted(point, step.name, value, (*step.signs, *step.curved)):
        return
    if step.curved or not _scale(point, step, lambda scale: exact.times(scale, value), choices):
        raise Infeasible(f"no multiple of the value of {step.name} satisfies its constraints")


def _scale(point: Point, step: Step, path: Callable[[Fraction], Exact | None], choices: Choices) -> bool:
    """Go along a path from 1 towards 0, or beyond 1, until bounds hold; then back, so that they nearly fail."""

    def fits(scale: Fraction) -> bool:
        value = path(scale)
        return value is not None and accepted(point, step.name, value, step.signs)

    failed = Fraction(1)
    for scale in SCALES:
        if fits(scale):
            break
        failed = scale if scale < 1 else failed
    else:
        return False
    for _ in range(choices.natural(4) if scale < 1 else 0):
        middle = (scale + failed) / 2
        scale, failed = (middle, failed) if fits(middle) else (scale, middle)
    return fits(scale)


def _free(point: Point, name: str, choices: Choices, manner: Manner) -> Exact:
    """Draw a value near the base or from the families of a letter; or that of a letter of its kind, or its inverse."""
    letter = point.signature.letters[name]
    size = point.size(letter.shape)
    if manner.base is not None:
        return _moved(manner.base[name], letter, choices)
    kin = _kin(point, letter)
    preferred = choices.generator.randint(1, len(kin)) if kin and manner.style == "alike" else 0
    chosen = choices.pick(1 + len(kin), preferred)
    if chosen:
        return kin[chosen - 1]
    # every turn that a style takes is a choice, so that a record says all
    if letter.shape == NUMBER or (size == (1, 1) and choices.pick(2, int(manner.style == "fraction"))):
        return number(letter.sign, choices, manner)
    return build(menu(letter), size, choices, manner)


def _moved(value: Exact, letter: kernel.Letter, choices: Choices) -> Exact:
    """Return a value as it is, after a small change of basis, or with small changes of its entries."""
    if not choices.natural(2):
        return value
    size = len(value.rows), len(value.rows[0])
    if size[0] > 1 and choices.natural(1):
        return _turned(value, letter, choices)
    move = symmetric(*size, choices) if letter.symmetric else general(*size, choices)
    return exact.plus(value, exact.times(Fraction(1, 2 ** choices.natural(6)), move))


def _kin(point: Point, letter: kernel.Letter) -> list[Exact]:
    """Return the values of letters of the same kind that are chosen already, and their inverses."""
    kind = (letter.shape, letter.symmetric, letter.sign)
    given = [(point.signature.letters[name], value) for name, value in point.given.items()]
    values = [value for other, value in given if (other.shape, other.symmetric, other.sign) == kind]
    is_square = letter.shape[0] == letter.shape[1]
    return values + [i for value in values if is_square and (i := exact.inverse(value)) is not None]


def _bound(point: Point, step: Step, bound: Constraint, choices: Choices, manner: Manner) -> None:
    """Let a bound's gap be a semidefinite W, and solve for the letter; shrink W until its other bounds hold."""
    if bound.gap.shape == NUMBER:
        slack = number(bound.kind, choices, manner)
    else:
        families = menu(kernel.Letter(step.name, bound.gap.shape, True, bound.kind))
        slack = build(families, point.size(bound.gap.shape), choices, manner)
    handle = bound.handles[step.name]
    none = solutions(point, handle, [(bound.gap, None)])
    full = solutions(point, handle, [(bound.gap, slack)])
    if none is None or full is None:
        raise Infeasible(f"{step.name} cannot be solved for")
    coefficients = [choices.integer(2) for _ in full.directions]
    origin, end = none.moved(coefficients), full.moved(coefficients)

    def path(scale: Fraction) -> Exact | None:
        value = exact.plus(exact.times(1 - scale, origin), exact.times(scale, end))
        return value if handle == step.name else exact.inverse(value)

    value = path(Fraction(1))
    fits = value is not None and accepted(point, step.name, value, step.signs)
    if not fits and not _scale(point, step, path, choices):
        raise Infeasible(f"no multiple of the slack makes {step.name} satisfy its bounds")


def _solve(point: Point, step: Step, choices: Choices, manner: Manner) -> None:
    """Solve the affine equations; choose a solution at which the other constraints hold too."""
    handle = step.affine[0].handles[step.name]
    space = solutions(point, handle, [(c.gap, None) for c in step.affine])
    if space is None:
        raise Infeasible(f"the equations for {step.name} contradict each other")
    base = manner.base[step.name] if manner.base is not None else None
    if handle != step.name and base is not None:
        base = exact.inverse(base)
    for solution in _members(space, point.signature.letters[step.name].sign, base, choices):
        value = solution if handle == step.name else exact.inverse(solution)
        if value is not None and accepted(point, step.name, value, (*step.signs, *step.curved)):
            return
    raise Infeasible(f"no solution for {step.name} was found that satisfies its other constraints")


def _members(space: Space, sign: str | None, base: Exact | None, choices: Choices) -> Iterator[Exact]:
    """Yield solutions: a random one, then ever nearer to the one nearest to the identity (for a sign) or to zero."""
    if base is not None:
        yield space.nearest(base)
    value = space.moved([choices.integer(3) for _ in space.directions])
    yield value
    if space.directions:
        rows, cols = len(value.rows), len(value.rows[0])
        nearest = space.nearest(exact.identity(rows) if sign else exact.zero(rows, cols))
        for distance in TOWARDS_NEAREST:
            yield exact.plus(nearest, exact.times(distance, exact.minus(value, nearest)))


def build(families: Sequence[Family], size: tuple[int, int], choices: Choices, manner: Manner) -> Exact:
    """Build a member of the family that the style names (if none is, of the first); without a style, of any."""
    wanted: Sequence[int] = range(len(families))
    if manner.style is not None:
        wanted = [place for place, family in enumerate(families) if family.has(manner.style)] or [0]
    preferred = wanted[choices.generator.randrange(len(wanted))]
    return families[choices.pick(len(families), preferred)].build(*size, choices)


def number(sign: str | None, choices: Choices, manner: Manner) -> Exact:
    """Build a number of a sign: any small fraction, or in most styles one of a few that solve many equations."""
    listed = [value for value in NUMBERS if sign is None or value > 0 or (value == 0 and sign == "nonnegative")]
    place = choices.pick(1 + len(listed), 0 if manner.style in ("general", "small", "fraction") else None)
    if place:
        return exact.number(listed[place - 1])
    is_small = manner.style == "small"
    most = {"small": choices.spread + 1, "fraction": choices.spread}.get(str(manner.style), choices.spread // 2)
    denominator = 1 + choices.natural(most, least=int(is_small))
    if sign == "positive":
        return exact.number(Fraction(1 + choices.natural(0 if is_small else None), denominator))
    numerator = choices.natural() if sign == "nonnegative" else choices.integer()
    return exact.number(Fraction(numerator, denominator))


def _satisfies(point: Point, name: str, family: Family, own: Sequence[Constraint]) -> bool:
    """Whether some trial members of a family satisfy the relations, and none fails to."""
    size = point.size(point.signature.letters[name].shape)
    fitted = 0
    for trial in range(TRIALS):
        point.work += TRIAL_WORK
        try:
            value = family.build(*size, Choices(f"trial {trial}", spread=3))
        except Infeasible:
            continue
        if not accepted(point, name, value, own):
            return False
        fitted += 1
    return fitted > 0


def _spectral_families(point: Point, letter: kernel.Letter, own: Sequence[Constraint]) -> Iterator[Family]:
    """Yield families with the eigenvalues that the polynomial relations of a letter allow."""
    relations = [p for c in own if (p := _univariate(point, letter, c.gap)) is not None]
    if not relations or letter.shape[0] != letter.shape[1]:
        return
    common = relations[0]
    for other in relations[1:]:
        common = roots.common_divisor(common, other)
    found, rest = roots.rational_roots(common)
    turned = roots.symmetric_block(rest)
    if not letter.symmetric:
        blocks = [roots.jordan_block(r, k) for r, most in found.items() for k in range(2, most + 1)]
        blocks += [roots.companion(rest)] if len(rest) > 2 else []
        yield Family("spectral", spectral(tuple(found), blocks, is_symmetric=False))
    yield Family("symmetric spectral", spectral(tuple(found), [turned] if turned else [], is_symmetric=True))


def _univariate(point: Point, letter: kernel.Letter, gap: kernel.Polynomial) -> roots.Coefficients | None:
    """Read a gap as a polynomial in one letter, other numbers at their values; None if it is none."""
    coefficients: dict[int, Fraction] = {}
    for (scalars, word), coefficient in gap.terms:
        others = tuple(scalar for scalar in scalars if scalar != (letter.name,))
        mentioned = {spelling.removesuffix("'") for scalar in others for spelling in scalar}
        is_hidden = any(letter.name in point.signature.sources[other] for other in mentioned)
        if is_hidden or any(spelling != letter.name for spelling in word):
            return None
        power = len(scalars) - len(others) + len(word)
        value = Fraction(*point.scalars(others, coefficient))
        coefficients[power] = coefficients.get(power, Fraction(0)) + value
    found = roots.polynomial([coefficients.get(k, Fraction(0)) for k in range(max(coefficients, default=0) + 1)])
    return found if len(found) > 1 else None
