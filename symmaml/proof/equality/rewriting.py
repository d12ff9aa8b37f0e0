"""Search for certificates of equality: rewriting with completion, every rule remembering where it came from.

A rule is a polynomial known to be zero; its largest monomial is rewritten into the rest. A rule keeps its own
certificate, so
a goal that rewrites to zero leaves one behind. Completion (Knuth and Bendix; Buchberger) adds the consequences of
overlapping rules until the goal vanishes or a limit is reached. Nothing here is trusted.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, count

from symmaml.kernel import Alphabet, Monomial, Polynomial, Word

Terms = dict[Monomial, Fraction]


@dataclass(frozen=True)
class Context:
    """What stands around a rule: scalars * word * (left [rule] right); word is empty unless the bracket is 1x1."""

    scalars: tuple[Word, ...] = ()
    word: Word = ()
    left: Word = ()
    right: Word = ()


Multiple = tuple[Context, str]
Origin = list[tuple[Fraction, Context, "str | Rule"]]


@dataclass(eq=False)
class Rule:
    """A polynomial that is zero, with leading coefficient 1, and the multiples of references that it is."""

    lead: Monomial
    terms: Terms
    origin: Origin
    serial: int
    cut: int = 0
    expanded: dict[Multiple, Fraction] | None = None


@dataclass(frozen=True)
class Limits:
    """Where a search stops, undecided."""

    seconds: float = 5.0
    rules: int = 400
    weight: int = 60


@dataclass(frozen=True)
class Search:
    """The outcome: the multiples whose sum is the goal, or what was left over and which limit was met."""

    multiples: tuple[tuple[Fraction, Context, str], ...] | None
    left_over: tuple[tuple[Monomial, Fraction], ...] = ()
    limit: str = ""
    rules: int = 0


class Rewriting:
    """Rewrites polynomials over an alphabet; letters of larger `weight` are rewritten into letters of smaller."""

    def __init__(self, alphabet: Alphabet, weights: Mapping[str, int], limits: Limits) -> None:
        self.alphabet, self.limits = alphabet, limits
        self.deadline = time.monotonic() + limits.seconds
        self.rank = {name: index for index, name in enumerate(alphabet.letters)}
        self.weights = weights
        self.rules: list[Rule] = []
        self.serials = count()
        self.keys: dict[Monomial, tuple[object, ...]] = {}

    def key(self, monomial: Monomial) -> tuple[object, ...]:
        """Order monomials by weight, then longer words before numbers, then by their letters, read from the left."""
        if monomial not in self.keys:
            scalars, word = monomial
            weight = sum(self.weights.get(s.removesuffix("'"), 1) for part in (*scalars, word) for s in part)
            lengths = sorted(map(len, (word, *scalars)), reverse=True)
            words = [self.ranked(word), *sorted(map(self.ranked, scalars), reverse=True)]
            self.keys[monomial] = (weight, tuple(lengths), tuple(words))
        return self.keys[monomial]

    def ranked(self, word: Word) -> tuple[tuple[int, bool], ...]:
        return tuple((self.rank[s.removesuffix("'")], s.endswith("'")) for s in word)

    def lead(self, terms: Terms) -> Monomial:
        return max(terms, key=self.key)

    # -- contexts ----------------------------------------------------------------------------------------------------

    def apply(self, context: Context, monomial: Monomial) -> Monomial:
        """Put a monomial into a context."""
        scalars, word = self.alphabet.normal(monomial[0], context.left + monomial[1] + context.right)
        return self.alphabet.normal(context.scalars + scalars, context.word + word)

    def compose(self, outer: Context, inner: Context) -> Context:
        """Return the context `outer` around `inner`."""
        scalars = outer.scalars + inner.scalars
        if not inner.word:
            return Context(tuple(sorted(scalars)), outer.word, outer.left + inner.left, inner.right + outer.right)
        closed, word = self.alphabet.normal((), outer.left + inner.word + outer.right)
        return Context(tuple(sorted(scalars + closed)), outer.word + word, inner.left, inner.right)

    def placed(self, context: Context, rule: Rule) -> Terms:
        """Return a rule put into a context, multiplied out."""
        total: Terms = {}
        for monomial, value in rule.terms.items():
            image = self.apply(context, monomial)
            total[image] = total.get(image, Fraction(0)) + value
        return {monomial: value for monomial, value in total.items() if value}

    # -- reduction ---------------------------------------------------------------------------------------------------

    def places(self, monomial: Monomial, rule: Rule) -> Iterator[Context]:
        """Yield the contexts in which the lead of a rule is the monomial."""
        scalars, word = monomial
        needed, pattern = rule.lead
        rest = _without(scalars, needed)
        if not pattern:
            if rest is not None and needed:
                yield Context(rest, word)
            return
        if rest is not None:
            for i in _occurrences(pattern, word):
                yield Context(rest, (), word[:i], word[i + len(pattern) :])
        for index, scalar in enumerate(scalars):
            rest = _without(scalars[:index] + scalars[index + 1 :], needed)
            if rest is not None and len(scalar) >= len(pattern):
                for oriented in self.orientations(scalar):
                    for i in _occurrences(pattern, oriented):
                        yield Context(rest, word, oriented[:i], oriented[i + len(pattern) :])
        if rule.cut:
            yield from self.parted_places(monomial, rule)

    def parted_places(self, monomial: Monomial, rule: Rule) -> Iterator[Context]:
        """Yield places of a pattern `left row`, a column times a row, whose halves stand in different factors.

        Numbers commute, so a factor that ends in the column and a factor that begins with the row may be put side by
        side.
        """
        scalars, word = monomial
        needed, pattern = rule.lead
        column, row = pattern[: rule.cut], pattern[rule.cut :]
        split = self.cut(word)
        ends = [(None, word[:split])] if split else []
        starts = [(None, word[split:])] if split < len(word) else []
        closed = [(i, oriented) for i, scalar in enumerate(scalars) for oriented in self.orientations(scalar)]
        for i, ending in ends + closed:
            if ending[-len(column) :] == column:
                for j, start in starts + closed:
                    if start[: len(row)] == row and i != j:
                        rest = _without(tuple(s for k, s in enumerate(scalars) if k not in (i, j)), needed)
                        if rest is not None:
                            before, after = ending[: -len(column)], start[len(row) :]
                            if i is None:
                                yield Context(rest, (), before, after + word[split:])
                            elif j is None:
                                yield Context(rest, (), word[:split] + before, after)
                            else:
                                yield Context(rest, word, before, after)

    def orientations(self, scalar: Word) -> tuple[Word, ...]:
        """Return a 1x1 word and its transpose, if that is another word."""
        flipped = self.alphabet.flipped(scalar)
        return (scalar,) if flipped == scalar else (scalar, flipped)

    def cut(self, word: Word) -> int:
        """Return the place at which a word in normal form falls apart into a column and a row (0 if it is all row)."""
        return next((i + 1 for i, spelling in enumerate(word) if self.alphabet.shapes[spelling][1] == "1"), 0)

    def reduce(self, terms: Terms) -> tuple[Terms, Origin]:
        """Rewrite as far as the rules go; return what is left and the multiples that were subtracted."""
        used: Origin = []
        order = count()
        heap = [(_Reversed(self.key(m)), next(order), m) for m in terms]
        heapq.heapify(heap)
        while heap:
            monomial = heapq.heappop(heap)[2]
            if monomial not in terms:
                continue
            found = next(self.reductions(monomial), None)
            if found is not None:
                context, rule, image = found
                coefficient = terms[monomial] / image[monomial]
                used.append((coefficient, context, rule))
                for fresh, value in image.items():
                    if fresh not in terms:
                        heapq.heappush(heap, (_Reversed(self.key(fresh)), next(order), fresh))
                    terms[fresh] = terms.get(fresh, Fraction(0)) - coefficient * value
                    if not terms[fresh]:
                        del terms[fresh]
            self.check_time()
        return terms, used

    def reductions(self, monomial: Monomial) -> Iterator[tuple[Context, Rule, Terms]]:
        """Yield the rules in context that remove a monomial for lighter ones.

        A rule may meet its own lead twice in a 1x1 word, which equals its transpose: then the lead must not cancel.
        """
        key = self.key(monomial)
        for rule in self.rules:
            for context in self.places(monomial, rule):
                image = self.placed(context, rule)
                if monomial in image and all(self.key(other) <= key for other in image):
                    yield context, rule, image

    def check_time(self) -> None:
        """Raise `OutOfTime` past the deadline."""
        if time.monotonic() > self.deadline:
            raise OutOfTime

    # -- completion --------------------------------------------------------------------------------------------------

    def add_rule(self, terms: Terms, origin: Origin) -> Rule | None:
        """Reduce a polynomial that is zero and keep it as a rule, unless nothing is left."""
        terms, used = self.reduce(terms)
        if not terms:
            return None
        lead = self.lead(terms)
        leading = terms[lead]
        reduced = origin + [(-c, context, rule) for c, context, rule in used]
        scaled: Origin = [(c / leading, context, source) for c, context, source in reduced]
        rest = {m: c / leading for m, c in terms.items()}
        cut = self.cut(lead[1])
        rule = Rule(lead, rest, scaled, next(self.serials), cut if cut < len(lead[1]) else 0)
        overtaken = [old for old in self.rules if next(self.places(old.lead, rule), None) is not None]
        self.rules = [old for old in self.rules if old not in overtaken]
        self.rules.append(rule)
        for old in overtaken:
            self.add_rule(dict(old.terms), [(Fraction(1), Context(), old)])
        return rule

    def overlaps(self, first: Rule, second: Rule) -> Iterator[tuple[Context, Context]]:
        """Yield pairs of contexts in which both leads are one monomial."""
        (s, v), (t, w) = first.lead, second.lead
        if not v or not w:
            if first is not second and any(scalar in t for scalar in s):
                yield Context(_missing(s, t), () if v else w), Context(_missing(t, s), () if w else v)
            return
        for k in range(1, min(len(v), len(w))):
            if v[-k:] == w[:k]:
                yield Context(_missing(s, t), (), (), w[k:]), Context(_missing(t, s), (), v[:-k], ())
        # Numbers may keep a lead from being rewritten although its word stands within the other's.
        for i in _occurrences(v, w) if first is not second else ():
            yield Context(_missing(s, t), (), w[:i], w[i + len(v) :]), Context(_missing(t, s))

    def parted_overlaps(self, first: Rule, second: Rule) -> Iterator[tuple[Context, Context]]:
        """Yield overlaps of a column times a row with a 1x1 word, in the lead of numbers, that continues one of
        them."""
        (s, pattern), (t, word) = first.lead, second.lead
        column, row = pattern[: first.cut], pattern[first.cut :]
        for index, scalar in enumerate(t if first.cut and not word else ()):
            others = t[:index] + t[index + 1 :]
            for oriented in self.orientations(scalar):
                if oriented[: len(row)] == row:
                    right = oriented[len(row) :]
                    yield Context(_missing(s, others), (), (), right), Context(_missing(others, s), column)
                if oriented[-len(column) :] == column:
                    left = oriented[: -len(column)]
                    yield Context(_missing(s, others), (), left, ()), Context(_missing(others, s), row)

    def search(self, relations: Iterable[tuple[str, Polynomial]], goal: Polynomial, completing: bool = True) -> Search:
        """Write a goal as a sum of multiples of relations, each known to be zero by its reference."""
        terms = dict(goal.terms)
        try:
            for reference, polynomial in relations:
                self.add_rule(dict(polynomial.terms), [(Fraction(1), Context(), reference)])
            return self.complete(terms, completing)
        except OutOfTime:
            return self.failed(terms, f"{self.limits.seconds:.3g} seconds")

    def complete(self, goal: Terms, completing: bool = True) -> Search:
        """Add consequences of overlapping rules, lightest first, until the goal rewrites to zero."""
        goal, used = self.reduce(goal)
        if goal and not completing:
            return self.failed(goal, "rules that overlap")
        pairs: list[tuple[object, int, Rule, Rule, Context, Context]] = []
        order, paired = count(), set[tuple[int, int]]()
        while goal:
            for first in self.rules:
                for second in self.rules:
                    if (first.serial, second.serial) not in paired:
                        paired.add((first.serial, second.serial))
                        for a, b in chain(self.overlaps(first, second), self.parted_overlaps(first, second)):
                            weight = self.key(self.apply(a, first.lead))
                            heapq.heappush(pairs, (weight, next(order), first, second, a, b))
            if not pairs or len(self.rules) > self.limits.rules:
                return self.failed(goal, "no more rules follow" if not pairs else f"{self.limits.rules} rules")
            _, _, first, second, a, b = heapq.heappop(pairs)
            consequence: Terms = self.placed(a, first)
            for monomial, value in self.placed(b, second).items():
                consequence[monomial] = consequence.get(monomial, Fraction(0)) - value
            consequence = {monomial: value for monomial, value in consequence.items() if value}
            if self.add_rule(consequence, [(Fraction(1), a, first), (Fraction(-1), b, second)]) is not None:
                goal, more = self.reduce(goal)
                used += more
        return Search(tuple((c, context, reference) for (context, reference), c in self.expand(used).items()))

    def failed(self, goal: Terms, limit: str) -> Search:
        return Search(None, tuple(sorted(goal.items())), limit, len(self.rules))

    def expand(self, origin: Origin) -> dict[Multiple, Fraction]:
        """Write multiples of rules as multiples of references."""
        total: dict[Multiple, Fraction] = {}
        for coefficient, context, source in origin:
            inner = {(Context(), source): Fraction(1)} if isinstance(source, str) else self.expanded(source)
            for (inside, reference), value in inner.items():
                multiple = (self.compose(context, inside), reference)
                total[multiple] = total.get(multiple, Fraction(0)) + coefficient * value
        return {multiple: c for multiple, c in total.items() if c}

    def expanded(self, rule: Rule) -> dict[Multiple, Fraction]:
        if rule.expanded is None:
            rule.expanded = self.expand(rule.origin)
        return rule.expanded


class OutOfTime(Exception):
    """The deadline of a search passed."""


class _Reversed:
    """Reverses an order, for a heap of largest first."""

    def __init__(self, key: tuple[object, ...]) -> None:
        self.key = key

    def __lt__(self, other: _Reversed) -> bool:
        return bool(other.key < self.key)


def _occurrences(pattern: Word, word: Word) -> Iterator[int]:
    return (i for i in range(len(word) - len(pattern) + 1) if word[i : i + len(pattern)] == pattern)


def _without(scalars: tuple[Word, ...], needed: tuple[Word, ...]) -> tuple[Word, ...] | None:
    """Return the multiset difference, or None if something needed is missing."""
    rest = list(scalars)
    for scalar in needed:
        if scalar not in rest:
            return None
        rest.remove(scalar)
    return tuple(rest)


def _missing(present: tuple[Word, ...], wanted: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return what must be added to `present` so that it contains `wanted`."""
    rest, added = list(present), []
    for scalar in wanted:
        if scalar in rest:
            rest.remove(scalar)
        else:
            added.append(scalar)
    return tuple(added)
