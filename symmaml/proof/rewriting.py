"""Search for certificates of equality: rewriting with completion, every rule remembering where it came from.

A rule is a polynomial known to be zero; its largest monomial is rewritten into the rest. A rule keeps its own certificate, so
a goal that rewrites to zero leaves one behind. Completion (Knuth and Bendix; Buchberger) adds the consequences of
overlapping rules until the goal vanishes or a limit is reached. Nothing here is trusted.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import count

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

    def subtract(self, terms: Terms, coefficient: Fraction, context: Context, rule: Rule) -> list[Monomial]:
        """Subtract a multiple of a rule in place; return the monomials that are new."""
        fresh = []
        for monomial, value in rule.terms.items():
            placed = self.apply(context, monomial)
            if placed not in terms:
                fresh.append(placed)
            terms[placed] = terms.get(placed, Fraction(0)) - coefficient * value
            if not terms[placed]:
                del terms[placed]
        return fresh

    # -- reduction ---------------------------------------------------------------------------------------------------

    def places(self, monomial: Monomial, rule: Rule) -> Iterator[Context]:
        """Yield the contexts in which the lead of a rule is the monomial."""
        scalars, word = monomial
        needed, pattern = rule.lead
        if not pattern:
            rest = _without(scalars, needed)
            if rest is not None and needed:
                yield Context(rest, word)
            return
        rest = _without(scalars, needed)
        if rest is not None:
            for i in _occurrences(pattern, word):
                yield Context(rest, (), word[:i], word[i + len(pattern) :])
        for index, scalar in enumerate(scalars):
            if len(scalar) >= len(pattern):
                rest = _without(scalars[:index] + scalars[index + 1 :], needed)
                for oriented in {scalar: None, self.alphabet.flipped(scalar): None}:
                    for i in _occurrences(pattern, oriented) if rest is not None else ():
                        yield Context(rest or (), word, oriented[:i], oriented[i + len(pattern) :])

    def reduce(self, terms: Terms, skip: Rule | None = None) -> tuple[Terms, Origin]:
        """Rewrite as far as the rules go; return what is left and the multiples that were subtracted."""
        used: Origin = []
        order = count()
        heap = [(_Reversed(self.key(m)), next(order), m) for m in terms]
        heapq.heapify(heap)
        while heap:
            monomial = heapq.heappop(heap)[2]
            if monomial not in terms:
                continue
            for rule in self.rules:
                if rule is not skip and (context := next(self.places(monomial, rule), None)) is not None:
                    coefficient = terms[monomial]
                    for fresh in self.subtract(terms, coefficient, context, rule):
                        heapq.heappush(heap, (_Reversed(self.key(fresh)), next(order), fresh))
                    used.append((coefficient, context, rule))
                    break
            self.check_time()
        return terms, used

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
        rule = Rule(lead, {m: c / leading for m, c in terms.items()}, scaled, next(self.serials))
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
            shared = [scalar for scalar in s if scalar in t]
            if not v and not w and shared and first is not second:
                yield Context(_missing(s, t)), Context(_missing(t, s))
            return
        for k in range(1, min(len(v), len(w))):
            if v[-k:] == w[:k]:
                yield Context(_missing(s, t), (), (), w[k:]), Context(_missing(t, s), (), v[:-k], ())

    def complete(self, goal: Terms) -> Search:
        """Add consequences of overlapping rules, lightest first, until the goal rewrites to zero."""
        used: Origin = []
        try:
            goal, used = self.reduce(goal)
            pairs: list[tuple[object, int, Rule, Rule, Context, Context]] = []
            order, paired = count(), set[tuple[int, int]]()
            while goal:
                for first in self.rules:
                    for second in self.rules:
                        if (first.serial, second.serial) not in paired:
                            paired.add((first.serial, second.serial))
                            for a, b in self.overlaps(first, second):
                                weight = self.key(self.apply(a, first.lead))
                                heapq.heappush(pairs, (weight, next(order), first, second, a, b))
                if not pairs or len(self.rules) > self.limits.rules:
                    return self.failed(goal, "no more rules follow" if not pairs else f"{self.limits.rules} rules")
                _, _, first, second, a, b = heapq.heappop(pairs)
                terms: Terms = {}
                self.subtract(terms, Fraction(-1), a, first)
                self.subtract(terms, Fraction(1), b, second)
                if self.add_rule(terms, [(Fraction(1), a, first), (Fraction(-1), b, second)]) is not None:
                    goal, more = self.reduce(goal)
                    used += more
        except OutOfTime:
            return self.failed(goal, f"{self.limits.seconds} seconds")
        return Search(tuple((c, context, reference) for (context, reference), c in self.expand(used).items()))

    def failed(self, goal: Terms, limit: str) -> Search:
        return Search(None, tuple(sorted(goal.items())), limit)

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


def terms_of(polynomial: Polynomial) -> Terms:
    """Return a polynomial as a dictionary of terms."""
    return dict(polynomial.terms)
