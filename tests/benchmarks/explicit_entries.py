"""Each closed form: proved for every dimension, beside the same identity by explicit 3x3 entries in SymPy.

    python tests/benchmarks/explicit_entries.py [--size 3] [--limit 20]

The baseline replaces every letter by a matrix of symbols and asks SymPy whether both sides agree, entry by entry:
that would show the identity for this one size. An inverse is written as adjugate over determinant, which is
faster than SymPy's own `inv`. It runs in a process of its own and is stopped at the limit.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time

import sympy

import symmaml as sm
from symmaml.book import derive_entry, read_contents
from symmaml.certify import needed
from symmaml.statement import Equal, Statement


def explicit(expression: sympy.Basic, size: int, known: dict[sympy.Basic, sympy.Basic]) -> sympy.Basic:
    """Evaluate a matrix expression at matrices of symbols."""
    if expression in known:
        return known[expression]
    if isinstance(expression, sympy.MatrixSymbol):
        rows, cols = (1 if d == 1 else size for d in expression.shape)
        is_symmetric = getattr(expression, "is_assumed_symmetric", False)
        entries = [
            [
                sympy.Symbol(f"{expression.name}{min(i, j) if is_symmetric else i}{max(i, j) if is_symmetric else j}")
                for j in range(cols)
            ]
            for i in range(rows)
        ]
        value = sympy.Matrix(entries)
    elif isinstance(expression, sympy.Identity):
        value = sympy.eye(size)
    elif isinstance(expression, sympy.ZeroMatrix):
        value = sympy.zeros(*(1 if d == 1 else size for d in expression.shape))
    elif isinstance(expression, sympy.Inverse):
        inside = explicit(expression.arg, size, known)
        value = inside.adjugate() / inside.det()
    elif isinstance(expression, sympy.Transpose):
        value = explicit(expression.arg, size, known).T
    elif expression.args:
        parts = [explicit(part, size, known) for part in expression.args]
        value = parts[0]
        for part in parts[1:]:
            if isinstance(expression, sympy.MatAdd | sympy.Add):
                value = value + part
            elif isinstance(expression, sympy.MatPow | sympy.Pow):
                value = value**part
            else:
                value = value * part
    else:
        value = expression
    known[expression] = value
    return value


def baseline(statement: Statement, size: int) -> None:
    """Decide an equality by explicit entries; the answer is whether it holds for this size."""
    known: dict[sympy.Basic, sympy.Basic] = {}
    for definition in statement.where:
        known[definition.letter] = explicit(definition.expression, size, known)
    left, right = (explicit(side, size, known) for side in (statement.claim.lhs, statement.claim.rhs))
    gap = left - right
    entries = list(gap) if getattr(gap, "is_Matrix", False) else [gap]
    if any(sympy.cancel(sympy.together(entry)) != 0 for entry in entries):
        raise SystemExit(1)


def seconds_of_baseline(statement: Statement, size: int, limit: float) -> str:
    """Time the baseline in a process that can be stopped."""
    process = multiprocessing.get_context("fork").Process(target=baseline, args=(statement, size))
    started = time.perf_counter()
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        return f"> {limit:.0f}"
    return f"{time.perf_counter() - started:.2f}" if process.exitcode == 0 else "failed"


def main() -> None:
    """Print both times for every equality of the book."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--size", type=int, default=3)
    options.add_argument("--limit", type=float, default=20.0)
    chosen = options.parse_args()
    print(f"{'result':24} {'proved, every n':>16} {f'SymPy, n = {chosen.size}':>16}  seconds")
    for entry in read_contents("derivations").entries:
        derivation = derive_entry(entry).result.derivation
        claim = derivation.conclusion
        if isinstance(claim, Equal):
            statement = Statement(claim, (), needed(claim, derivation.where))
            verdict = sm.decide(statement)
            mine = f"{verdict.seconds:.2f}" if verdict.status is sm.Status.PROVED else verdict.status.value
            print(
                f"{entry.identifier:24} {mine:>16} {seconds_of_baseline(statement, chosen.size, chosen.limit):>16}",
                flush=True,
            )


if __name__ == "__main__":
    main()
