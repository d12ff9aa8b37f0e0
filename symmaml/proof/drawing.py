"""Draw a value for one letter, given the letters before it: from a family, by solving, or by scaling down until it fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symmaml import kernel
from symmaml.proof import exact, roots
from symmaml.proof.affine import Space, solutions
from symmaml.proof.choices import Choices
from symmaml.proof.constraints import SIGNS, Constraint, Step, accepted
from symmaml.proof.exact import Exact
from symmaml.proof.point import NUMBER, Infeasible, Point
from symmaml.proof.structured import Family, menu, spectral

GENERAL, ALIKE, SIMPLE = "general", "alike", "simple"
SCALES = tuple(Fraction(1, 2**k) for k in (1, 2, 3, 4, 6, 8, 11)) + (Fraction(2), Fraction(4), Fraction(16), Fraction(64))
STEPS = tuple(Fraction(1, 4**k) for k in range(5)) + (Fraction(0),)
TRIALS = 3


class Drawing:
    """Draws letters one after another. Which families satisfy a letter's own relations is found out once."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, tuple[int, int]], tuple[Family, ...]] = {}

    def draw(self, point: Point, step: Step, choices: Choices, style: str | None) -> None:
        """Give a letter a value at which its constraints hold; raise `Infeasible` if these choices lead to none."""
        if any(self.is_own(point, step, c) for c in step.curved):
            families = self.fitting(point, step)
            if families:
                size = point.size(point.signature.letters[step.name].shape)
                value = build_one(families, size, choices, style)
                if accepted(point, step.name, value, (*step.affine, *step.curved, *step.signs)):
                    return
        bounds = [c for c in step.signs if self.is_solvable(point, step, c)]
        if step.affine:
            self.solve(point, step, choices)
        elif bounds and not step.curved:
            bound = bounds[choices.pick(len(bounds), None if len(bounds) > 1 else 0)]
            self.bounded(point, step, bound, choices, style)
        else:
            self.fit(point, step, choices, style)

    def is_own(self, point: Point, step: Step, constraint: Constraint) -> bool:
        """Whether a constraint relates a letter to nothing but numbers."""
        return all(point.signature.letters[name].shape == NUMBER for name in constraint.letters - {step.name})

    def is_solvable(self, point: Point, step: Step, bound: Constraint) -> bool:
        """Whether a letter can be solved for in gap = W: affine, and no number in place of a matrix."""
        is_number = point.signature.letters[step.name].shape == NUMBER
        return bound.kind in SIGNS and bound.is_affine(step.name) and (not is_number or bound.gap.shape == NUMBER)

    def fit(self, point: Point, step: Step, choices: Choices, style: str | None) -> None:
        """Draw from a family, and scale until bounds hold; then back towards the bound, so that it is nearly reached."""
        value = self.free(point, step.name, choices, style)
        if accepted(point, step.name, value, (*step.signs, *step.curved)):
            return
        if step.curved:
            raise Infeasible(f"{step.name} does not satisfy its relations by chance")
        for scale in SCALES:
            if accepted(point, step.name, exact.times(scale, value), step.signs):
                wide = 2 * scale if scale < 1 else scale / 2
                for _ in range(choices.natural(2)):
                    middle = (scale + wide) / 2
                    if accepted(point, step.name, exact.times(middle, value), step.signs):
                        scale = middle
                    else:
                        wide = middle
                point.assign(step.name, exact.times(scale, value))
                return
        raise Infeasible(f"no multiple of {step.name} satisfies its bounds")

    def free(self, point: Point, name: str, choices: Choices, style: str | None) -> Exact:
        """Draw a value from the families of a letter, or take the value of a letter of its kind, or its inverse."""
        letter = point.signature.letters[name]
        if letter.shape == NUMBER:
            return number(letter.sign, choices)
        kin = _kin(point, letter)
        chosen = choices.pick(1 + len(kin), None if style == ALIKE else 0)
        if chosen:
            return kin[chosen - 1]
        families = menu(letter.shape[0] == letter.shape[1], letter.symmetric, letter.sign)
        return build_one(families, point.size(letter.shape), choices, style)

    def bounded(self, point: Point, step: Step, bound: Constraint, choices: Choices, style: str | None) -> None:
        """Let a bound's gap be a semidefinite W, and solve for the letter; shrink W until the letter's own sign holds."""
        size = point.size(bound.gap.shape)
        families = menu(True, True, bound.kind)
        slack = number(bound.kind, choices) if bound.gap.shape == NUMBER else build_one(families, size, choices, style)
        space = solutions(point, step.name, [(bound.gap, slack)])
        if space is None:
            raise Infeasible(f"{step.name} cannot be solved for")
        coefficients = [choices.integer(2) for _ in space.directions]
        for scale in (Fraction(1), *SCALES):
            if scale != 1:
                space = solutions(point, step.name, [(bound.gap, exact.times(scale, slack))])
            if space and accepted(point, step.name, space.moved(coefficients), step.signs):
                return
        raise Infeasible(f"no multiple of the slack makes {step.name} fit")

    def solve(self, point: Point, step: Step, choices: Choices) -> None:
        """Solve the affine equations; choose a solution at which the other constraints hold too."""
        space = solutions(point, step.name, [(c.gap, None) for c in step.affine])
        if space is None:
            raise Infeasible(f"the equations for {step.name} contradict each other")
        wanted = (*step.signs, *step.curved)
        for value in self.members(point, step.name, space, choices):
            if accepted(point, step.name, value, wanted):
                return
        raise Infeasible(f"no solution for {step.name} was found that satisfies its constraints")

    def members(self, point: Point, name: str, space: Space, choices: Choices) -> Iterator[Exact]:
        """Yield solutions: a random one, then ever nearer to the one nearest to the identity (for a sign) or to zero."""
        coefficients = [choices.integer(3) for _ in space.directions]
        value = space.moved(coefficients)
        yield value
        if space.directions:
            rows, cols = len(value.rows), len(value.rows[0])
            letter = point.signature.letters[name]
            target = exact.identity(rows) if letter.sign else exact.zero(rows, cols)
            nearest = space.nearest(target)
            for step in STEPS:
                yield exact.plus(nearest, exact.times(step, exact.minus(value, nearest)))

    def fitting(self, point: Point, step: Step) -> tuple[Family, ...]:
        """Return the families whose members satisfy the relations of a letter to itself and to numbers."""
        letter = point.signature.letters[step.name]
        own = [c for c in (*step.curved, *step.affine) if self.is_own(point, step, c)]
        key = (step.name, point.size(letter.shape))
        is_fixed = all(c.letters == {step.name} for c in own)
        if is_fixed and key in self.known:
            return self.known[key]
        families = menu(letter.shape[0] == letter.shape[1], letter.symmetric, letter.sign)
        families = (*_spectral_families(point, step, letter), *families)
        found = tuple(f for f in families if _satisfies(point, step.name, f, own))
        found = tuple(f for f in found if f.name not in ("zero", "nothing")) or found
        if is_fixed:
            self.known[key] = found
        return found


def _kin(point: Point, letter: kernel.Letter) -> list[Exact]:
    """Return the values of letters of the same kind that are chosen already, and their inverses."""
    letters = point.signature.letters
    kind = (letter.shape, letter.symmetric, letter.sign)
    alike = [letters[name] for name in point.given]
    values = [point.given[x.name] for x in alike if (x.shape, x.symmetric, x.sign) == kind]
    square = letter.shape[0] == letter.shape[1]
    return values + [i for value in values if square and (i := exact.inverse(value)) is not None]


def build_one(families: Sequence[Family], size: tuple[int, int], choices: Choices, style: str | None) -> Exact:
    """Build a member of one of the families: the one that the style names, else the first; any one if there is no style."""
    wanted = range(len(families))
    if style is not None:
        named = [k for k, family in enumerate(families) if family.name == style or (style == SIMPLE and family.is_simple)]
        wanted = range(1) if not named else named
    preferred = wanted[choices.generator.randrange(len(wanted))]
    return families[choices.pick(len(families), preferred)].build(*size, choices)


def number(sign: str | None, choices: Choices) -> Exact:
    """Build a number of a sign."""
    denominator = 1 + choices.natural(choices.spread // 2)
    if sign == "positive":
        return exact.number(Fraction(1 + choices.natural(), denominator))
    numerator = choices.natural() if sign == "nonnegative" else choices.integer()
    return exact.number(Fraction(numerator, denominator))


def _satisfies(point: Point, name: str, family: Family, equations: Sequence[Constraint]) -> bool:
    """Whether some trial members of a family satisfy the equations, and none fails to."""
    size = point.size(point.signature.letters[name].shape)
    if family.square and size[0] != size[1]:
        return False
    fitted = 0
    point.work += 30 * TRIALS
    for trial in range(TRIALS):
        try:
            value = family.build(*size, Choices(f"trial {trial}", spread=3))
        except Infeasible:
            continue
        if not accepted(point, name, value, equations):
            return False
        fitted += 1
    return fitted > 0


def _spectral_families(point: Point, step: Step, letter: kernel.Letter) -> Iterator[Family]:
    """Yield families with the eigenvalues that the polynomial relations of a letter allow."""
    if letter.shape[0] != letter.shape[1]:
        return
    relations = [p for c in step.curved if (p := _univariate(point, letter, c.gap)) is not None]
    if not relations:
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
    yield Family("spectral", spectral(tuple(found), [turned] if turned else [], is_symmetric=True), symmetric=True)


def _univariate(point: Point, letter: kernel.Letter, gap: kernel.Polynomial) -> roots.Coefficients | None:
    """Read a gap as a polynomial in one letter, other scalars at their values; None if it is none."""
    coefficients: dict[int, Fraction] = {}
    for (scalars, word), coefficient in gap.terms:
        own = [scalar for scalar in scalars if scalar == (letter.name,)]
        others = tuple(scalar for scalar in scalars if scalar != (letter.name,))
        if any(s != letter.name for s in word) or any(s.removesuffix("'") == letter.name for part in others for s in part):
            return None
        p, q = point.scalars(others, coefficient)
        power = len(own) + len(word)
        coefficients[power] = coefficients.get(power, Fraction(0)) + Fraction(p, q)
    found = roots.polynomial([coefficients.get(k, Fraction(0)) for k in range(max(coefficients, default=0) + 1)])
    return found if len(found) > 1 else None
