"""The same statements by symmaml, by plain SymPy's natural attempts, and by explicit entries of size 2 and 3.

    python tests/benchmarks/contenders.py [--every 40] [--limit 10] [--only ID ...]

The statements are every so many of tests/bank, and MAML's total loss written out in A, B and alpha. Each contender
answers each statement in a process of its own, which is stopped at the limit. The first column is symmaml's time; the
others are ratios to it. "wrong" is an answer that is not the bank's: entries of one size take what holds for that
size alone for an identity, and SymPy does not know all hypotheses.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from multiprocessing.connection import Connection
from operator import mul
from pathlib import Path
from typing import Any

import sympy
from sympy import Q

sys.path.insert(0, str(Path(__file__).parents[2]))  # the checkout, wherever the script is started

import symmaml as sm
from symmaml.notation import scalar, symmetric, vector
from symmaml.proof.judge import decide_question
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.question import Question, question
from symmaml.proof.statements.statement_file import read_statements

BANK = Path(__file__).parents[1] / "bank"
STEPS = (1, 2, 3, 8)
PROVED, REFUTED, UNDECIDED, STOPPED = "proved", "refuted", "undecided", "stopped"


@dataclass(frozen=True)
class Entry:
    """A statement, and what is known of it."""

    id: str
    question: Question
    expect: str


def bank(every: int, only: list[str]) -> list[Entry]:
    """Return every so many statements of the bank that are true or false, or those with the given identifiers."""
    read = [s for path in sorted(BANK.glob("*.json")) for s in read_statements(path)]
    known = [Entry(s.id, s.question, s.expect) for s in read if s.question and s.expect in (PROVED, REFUTED)]
    return [entry for entry in known if entry.id in only] if only else known[::every]


def total_loss(steps: int) -> Entry:
    """Return that the total loss at the fixed point after so many inner steps is 1/2 (w-v)' P S^-1 Q (w-v)."""
    (A, B), (v, w), alpha = symmetric("A B"), vector("v w"), scalar("alpha")
    P, Q = (X * (sympy.Identity(X.shape[0]) - alpha * X) ** (2 * steps) for X in (A, B))
    theta = (P + Q).I * (P * v + Q * w)
    lhs = ((theta - v).T * P * (theta - v) + (theta - w).T * Q * (theta - w)) / 2
    rhs = (w - v).T * P * (P + Q).I * Q * (w - v) / 2
    return Entry(f"total loss, k = {steps}", question(sm.Statement(sm.Equal(lhs, rhs))), PROVED)


# --- the contenders ---------------------------------------------------------------------------------------------------


def by_symmaml(asked: Question) -> str:
    return decide_question(asked).status.value


class Evaluation:
    """Trees as SymPy expressions: in matrix symbols, or in matrices of so many rows if a size is given."""

    def __init__(self, asked: Question, size: int | None) -> None:
        self.size = size
        self.dimensions = {d: sympy.Symbol(d, integer=True, positive=True) for x in asked.letters for d in x.shape}
        definitions = dict(asked.definitions)
        self.letters: dict[str, Any] = {}
        for letter in asked.letters:
            defined = letter.name in definitions
            self.letters[letter.name] = self.of(definitions[letter.name]) if defined else self.letter(letter)

    def dimension(self, name: str) -> Any:
        return 1 if name == "1" else self.size or self.dimensions.setdefault(name, sympy.Symbol(name))

    def letter(self, letter: Any) -> Any:
        if letter.shape == tree.NUMBER:
            return sympy.Symbol(letter.name, real=True, **({letter.sign: True} if letter.sign else {}))
        rows, cols = map(self.dimension, letter.shape)
        if self.size is None:
            return sympy.MatrixSymbol(letter.name, rows, cols)

        def entry(i: int, j: int) -> sympy.Symbol:
            first, second = sorted((i, j)) if letter.symmetric else (i, j)
            return sympy.Symbol(f"{letter.name}_{first}_{second}", real=True)

        return sympy.Matrix(rows, cols, entry)

    def of(self, node: tree.Node) -> Any:
        value = self.evaluated(node)
        return value[0, 0] if self.size and node.shape == tree.NUMBER and value.is_Matrix else value

    def evaluated(self, node: tree.Node) -> Any:
        parts = [self.of(part) for part in tree.parts(node)]
        match node:
            case tree.Name(name=name):
                return self.letters[name]
            case tree.Number(value=value):
                return sympy.Rational(value.numerator, value.denominator)
            case tree.Identity(shape=(rows, _)):
                return sympy.eye(self.size) if self.size else sympy.Identity(self.dimension(rows))
            case tree.Zero(shape=(rows, cols)):
                sizes = self.dimension(rows), self.dimension(cols)
                return sympy.zeros(*sizes) if self.size else sympy.ZeroMatrix(*sizes)
            case tree.Sum():
                return reduce(lambda x, y: x + y, parts)
            case tree.Product():
                return reduce(mul, parts)
            case tree.Transpose():
                return parts[0].T if parts[0].is_Matrix else parts[0]
            case tree.Power(exponent=exponent):
                return parts[0] ** exponent
        inside = parts[0]  # an inverse; by the adjugate, which is faster than SymPy's own
        return inside.adjugate() / inside.det() if self.size and inside.is_Matrix else inside**-1


def by_sympy(asked: Question) -> str:
    """Try what a user of SymPy would: expand, simplify, refine; `ask` for an order; `diff` for a gradient."""
    evaluation = Evaluation(asked, None)
    claim, lhs, rhs = asked.claim, evaluation.of(asked.claim.lhs), evaluation.of(asked.claim.rhs)
    known = assumptions(asked, evaluation)
    if claim.kind == "at-least":
        predicate = Q.nonnegative if claim.lhs.shape == tree.NUMBER else Q.positive_definite
        answer = sympy.ask(predicate(lhs - rhs), known)
        return UNDECIDED if answer is None else PROVED if answer else REFUTED
    if claim.kind == "gradient":
        lhs = lhs.diff(evaluation.letters[claim.variable])
    for hypothesis in asked.hypotheses:
        if hypothesis.kind == "equal":
            old, new = evaluation.of(hypothesis.lhs), evaluation.of(hypothesis.rhs)
            lhs, rhs = lhs.subs(old, new), rhs.subs(old, new)
    gap = (lhs - rhs).doit()
    attempts: tuple[Callable[[], Any], ...] = (
        lambda: gap,
        lambda: gap.expand().doit(),
        lambda: sympy.refine(gap, known).doit(),
        lambda: sympy.refine(gap.expand(), known).doit().expand().doit(),
        lambda: sympy.simplify(gap),
    )
    is_zero = any(x == 0 or getattr(x, "is_ZeroMatrix", False) for x in (attempt() for attempt in attempts))
    return PROVED if is_zero else REFUTED if sympy.Eq(lhs, rhs) == sympy.false else UNDECIDED


def assumptions(asked: Question, evaluation: Evaluation) -> Any:
    """Return what SymPy can be told of the letters."""
    told = [sympy.true]
    for letter in asked.letters:
        if letter.shape != tree.NUMBER and letter.shape[0] == letter.shape[1]:
            told += [Q.symmetric(evaluation.letters[letter.name])] if letter.symmetric else []
            told += [Q.positive_definite(evaluation.letters[letter.name])] if letter.sign == "positive" else []
    return sympy.And(*told)


def by_entries(size: int) -> Callable[[Question], str]:
    """Return the contender that looks at all entries of matrices of one size; it knows no hypotheses but flags."""

    def decide(asked: Question) -> str:
        evaluation = Evaluation(asked, size)
        claim, lhs, rhs = asked.claim, evaluation.of(asked.claim.lhs), evaluation.of(asked.claim.rhs)
        if claim.kind == "gradient":
            variable = evaluation.letters[claim.variable]
            lhs = sympy.Matrix([[lhs.diff(entry)] for entry in variable])
        gap = lhs - rhs
        if claim.kind == "at-least":
            answer = gap.is_positive_semidefinite if gap.is_Matrix else gap.is_nonnegative
        else:
            entries = list(gap) if gap.is_Matrix else [gap]
            answer = all(sympy.cancel(sympy.together(entry)) == 0 for entry in entries)
        if answer is None or (not answer and asked.hypotheses):
            return UNDECIDED
        return PROVED if answer else REFUTED

    return decide


CONTENDERS: Mapping[str, Callable[[Question], str]] = {
    "symmaml": by_symmaml,
    "SymPy": by_sympy,
    "2x2": by_entries(2),
    "3x3": by_entries(3),
}


# --- the race ---------------------------------------------------------------------------------------------------------


def _answer(connection: Connection, decide: Callable[[Question], str], asked: Question) -> None:
    started = time.process_time()
    try:
        found = decide(asked)
    except Exception:  # a contender that cannot express a statement has not decided it
        found = UNDECIDED
    connection.send((found, time.process_time() - started))


def timed(decide: Callable[[Question], str], asked: Question, limit: float) -> tuple[str, float]:
    """Return an answer and the processor's seconds that it took, in a process that is stopped at the limit."""
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_answer, args=(there, decide, asked))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(limit) else (STOPPED, limit)
    except EOFError:
        return UNDECIDED, limit
    finally:
        process.kill()
        process.join()


def verdict(found: str, expect: str) -> str:
    return "wrong" if found in (PROVED, REFUTED) and found != expect else found


def main(arguments: list[str] | None = None) -> None:
    """Print a table of times and answers, and how many statements each contender decides."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--every", type=int, default=40, help="take every so many statements of the bank")
    options.add_argument("--limit", type=float, default=10.0, help="seconds for one answer")
    options.add_argument("--only", nargs="*", default=[], help="take these statements of the bank, and no others")
    chosen = options.parse_args(arguments)
    entries = bank(chosen.every, chosen.only) + ([] if chosen.only else [total_loss(k) for k in STEPS])
    counts = {name: Counter[str]() for name in CONTENDERS}
    ratios: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    print(f"{'statement':44}" + "".join(f"{name:>20}" for name in CONTENDERS))
    for entry in entries:
        row, own = [], 0.0
        for name, decide in CONTENDERS.items():
            found, seconds = timed(decide, entry.question, chosen.limit)
            own = own or seconds
            counts[name][verdict(found, entry.expect)] += 1
            ratios[name].append(seconds / own)
            bound = ">" if found == STOPPED else ""
            spent = f"{bound}{seconds * 1e3:.0f} ms" if name == "symmaml" else f"{bound}{seconds / own:.2g} x"
            row.append(f"{verdict(found, entry.expect) + ' ' + spent:>20}")
        print(f"{entry.id[:43]:44}" + "".join(row), flush=True)
    for answer in (PROVED, REFUTED, UNDECIDED, STOPPED, "wrong"):
        print(f"{answer:44}" + "".join(f"{counts[name][answer]:>20}" for name in CONTENDERS))
    medians = {name: sorted(found)[len(found) // 2] for name, found in ratios.items()}
    print(f"{'median of the ratios':44}" + "".join(f"{medians[name]:>18.2g} x" for name in CONTENDERS))


if __name__ == "__main__":
    main()
