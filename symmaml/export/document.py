r"""A result as a fragment of a paper: a theorem with its hypotheses and a badge, and the proof step by step.

A fragment needs `macros.tex` in the preamble and nothing else. Whether it says "proved" is computed here from the
kernel's theorems; nobody types it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sympy

from symmaml.derivation import Derivation, Result
from symmaml.errors import InvalidNotation
from symmaml.export.latex import claim_sides, latex
from symmaml.export.layout import LINE_WIDTH, aligned, width
from symmaml.export.pages import Chapter, Row, book, hypotheses_table, macros, results_table
from symmaml.export.prose import in_words, listed, prose, sentence, slug
from symmaml.export.terms import letter_position
from symmaml.problem import MetaProblem
from symmaml.statement import Claim, Definition, Status, Verdict

# What stands around the results is written in `pages`; whoever prints a document finds all of it here.
__all__ = ["Chapter", "Row", "book", "hypotheses_table", "macros", "results_table", "setting", "to_latex"]

_NUMBER_OF_EQUATION = 3.5  # em kept free for "(12)" at the right
_MARK = 0.3  # em for the full stop or comma after a formula
_MARGIN_OF_STEP = 2.5  # em by which \begin{proofsteps} indents

_LABEL = r"[A-Za-z0-9:/._-]+"
Sides = tuple[str, str, str]


def to_latex(result: Result, *, identifier: str | None = None, line_width: float = LINE_WIDTH) -> str:
    r"""Print a result as a theorem and its proof, for a text `line_width` em wide.

    The theorem is labelled `res:IDENTIFIER`, its equation `eq:IDENTIFIER`; without an identifier the title gives one.
    Formulas that are too long are broken. Only hypotheses that a certificate used are named.

    Raises `InvalidNotation` if a letter or a word cannot be written in ASCII LaTeX, or the identifier is no label.
    """
    derivation = result.derivation
    identifier = slug(derivation.title) if identifier is None else identifier
    if not re.fullmatch(_LABEL, identifier):
        raise InvalidNotation(
            f"{identifier!r} cannot be a label: expected letters, digits and any of -_./: such as 'fixed-point'"
        )
    status = status_of(result)
    environment = "theorem" if status is Status.PROVED else "claim"
    title, label = prose(derivation.title), f"eq:{identifier}"
    title = f"{{{title}}}" if "]" in title else title
    needed = _stated(derivation)
    later = needed_definitions(derivation.where, [part for claim in _claims(derivation) for part in _parts(claim)])
    later = [found for found in later if found not in needed and not _is_symbol(found, derivation)]
    lines = [
        rf"\begin{{{environment}}}[{title}]\label{{res:{identifier}}}",
        *_indented(_opening(result)),
        *_indented(_numbered(statement(derivation), label, "," if needed else ".", line_width)),
        *_indented(["where", *display(map(_definition, needed), ".", line_width)] if needed else []),
        rf"  \verdict{{\{status.value}}}",
        rf"\end{{{environment}}}",
        *_proof(result, later, label, line_width),
    ]
    return "\n".join(lines) + "\n"


def status_of(result: Result) -> Status:
    """Return what is known of a result: proved only if each line that is printed is what the kernel accepted."""
    verdicts = (*result.proofs, result.theorem)
    claims = _claims(result.derivation)
    if any(verdict.status is Status.REFUTED for verdict in verdicts):
        return Status.REFUTED
    proved = len(verdicts) == len(claims) and all(
        _proves(verdict, claim, result.derivation.where) for verdict, claim in zip(verdicts, claims, strict=True)
    )
    return Status.PROVED if proved else Status.UNDECIDED


def _proves(verdict: Verdict, claim: Claim, where: Sequence[Definition]) -> bool:
    """Whether a verdict proves this claim, under these definitions, and under no hypothesis that stays unprinted."""
    theorem, proved = verdict.theorem, verdict.statement
    if verdict.status is not Status.PROVED or theorem is None or theorem.signs:
        return False
    return proved.claim == claim and not proved.hypotheses and all(found in where for found in proved.where)


def statement(derivation: Derivation) -> Sides:
    """Return the sides of "symbol = expression", the expression in the letters of the other definitions."""
    symbol = derivation.symbol if isinstance(derivation.symbol, str) else latex(derivation.symbol)
    where = [definition for definition in derivation.where if not _is_symbol(definition, derivation)]
    return symbol, "=", latex(derivation.expression, where)


def definitions(derivation: Derivation) -> list[Sides]:
    """Return the sides of each abbreviation in which the answer is written."""
    return [_definition(found) for found in _stated(derivation)]


def _stated(derivation: Derivation) -> list[Definition]:
    """Return the definitions in which "symbol = expression" is written; it defines the symbol itself."""
    parts = [derivation.expression, derivation.symbol]
    if isinstance(derivation.symbol, str):
        parts += [definition.letter for definition in derivation.where if _occurs(definition.letter, derivation.symbol)]
    return [
        definition
        for definition in needed_definitions(derivation.where, parts)
        if not _is_symbol(definition, derivation)
    ]


def _occurs(letter: Any, text: str) -> bool:
    r"""Whether a letter stands in a name that is spelled in LaTeX: `F` does in `F(\theta)`, but not in `F_m`."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(latex(letter))}(?![A-Za-z_]|\^{{\\star)", text) is not None


def _is_symbol(definition: Definition, derivation: Derivation) -> bool:
    return derivation.symbol in (definition.letter, latex(definition.letter))


def setting(problem: MetaProblem) -> str:
    """Print what is minimised, for the beginning of a chapter: the losses, the inner loops and the meta-objective."""
    theta = latex(problem.theta)
    rows: list[Sides] = []
    summands = []
    for index, task in enumerate(problem.tasks):
        number = str(index + 1)
        rows.append((f"f_{number}({theta})", "=", latex(task.query.value(problem.theta))))
        if not task.has_one_loss:
            rows.append((f"g_{number}({theta})", "=", latex(task.support.value(problem.theta))))
        rows.append((f"U_{number}({theta})", "=", latex(problem.adapted(index))))
        weight = "" if task.weight == 1 else latex(task.weight) + " "
        summands.append(rf"{weight}f_{number}\bigl(U_{number}({theta})\bigr)")
    rows.append((f"F({theta})", "=", " + ".join(summands)))
    adapt = "on its loss $f_i$" if all(task.has_one_loss for task in problem.tasks) else "on its support loss $g_i$"
    text = f"Task $i$ is judged by the loss $f_i$ after {prose(problem.adaptation.describe())} {adapt},"
    text += f" which leads from ${theta}$ to $U_i({theta})$; the meta-objective is $F$:"
    return "\n".join([text, *display(rows, ".", LINE_WIDTH)]) + "\n"


# --- the theorem ------------------------------------------------------------------------------------------------------


def _opening(result: Result) -> list[str]:
    spaces: dict[str, list[str]] = {}
    for letter in _free_letters(result.derivation):
        spaces.setdefault(_space(letter), []).append(latex(letter))
    groups = [", ".join(f"${name}$" for name in names)[:-1] + rf" \in {space}$" for space, names in spaces.items()]
    used = in_words(result.hypotheses)
    given = f"Let {listed(groups)}" if groups else ""
    if used:
        given = f"{given}, with {used}" if given else f"Let {used}"
    then = f"Then {prose(result.derivation.assertion)}".rstrip()
    return [f"{given}. {then}" if given else then]


def _space(letter: Any) -> str:
    if not getattr(letter, "is_Matrix", False):
        return r"\mathbb{R}"
    rows, cols = map(latex, letter.shape)
    exponent = rf"{{{rows} \times {cols}}}" if cols != "1" else rows if len(rows) == 1 else f"{{{rows}}}"
    return rf"\mathbb{{R}}^{exponent}"


def _free_letters(derivation: Derivation) -> list[Any]:
    """Return the letters that are given: in any claim or definition, but not defined; matrices, vectors, numbers."""
    parts = [derivation.symbol, derivation.expression]
    parts += [part for claim in _claims(derivation) for part in _parts(claim)]
    parts += [definition.expression for definition in needed_definitions(derivation.where, parts)]
    found = _letters(parts) - {definition.letter for definition in derivation.where} - {derivation.symbol}
    dimensions = {size for letter in found if letter.is_Matrix for size in letter.shape}
    matrices = [letter for letter in found if letter.is_Matrix]
    numbers = [letter for letter in found - dimensions if not letter.is_Matrix]
    by_kind = sorted(matrices, key=lambda letter: (letter.cols == 1, str(letter.shape), letter_position(letter.name)))
    return [*by_kind, *sorted(numbers, key=lambda letter: letter_position(letter.name))]


def _letters(parts: Iterable[Any]) -> set[Any]:
    return {letter for part in parts if isinstance(part, sympy.Basic) for letter in part.free_symbols}


def _claims(derivation: Derivation) -> tuple[Claim, ...]:
    return (*(step.claim for step in derivation.steps), derivation.conclusion)


def _parts(claim: Claim) -> tuple[Any, ...]:
    return tuple(vars(claim).values())


def needed_definitions(where: Sequence[Definition], parts: Iterable[Any]) -> list[Definition]:
    """Return the definitions whose letters occur in the parts, or in a definition that is needed."""
    letters, needed = _letters(parts), list[Definition]()
    for definition in reversed(where):  # each is written in earlier letters
        if definition.letter in letters:
            needed.insert(0, definition)
            letters |= _letters([definition.expression])
    return needed


def _definition(definition: Definition) -> Sides:
    return latex(definition.letter), "=", latex(definition.expression)


# --- the proof --------------------------------------------------------------------------------------------------------


def _proof(result: Result, abbreviations: Sequence[Definition], label: str, line_width: float) -> Iterator[str]:
    environment = "proof" if status_of(result) is Status.PROVED else "derivation"
    box = r" \qedhere" if environment == "proof" else ""
    yield rf"\begin{{{environment}}}"
    if abbreviations:
        yield from _indented(["Write", *display(map(_definition, abbreviations), ".", line_width)])
    yield r"  \begin{proofsteps}"
    items = list(_items(result, label))
    for index, (text, sides) in enumerate(items):
        end = box if index == len(items) - 1 else ""
        yield rf"    \item {'{}' if text.startswith('[') else ''}{text}{end if sides is None else ''}"
        if sides is not None:
            yield from _indented(display([sides], f".{end}", line_width - _MARGIN_OF_STEP), 6)
    yield r"  \end{proofsteps}"
    yield rf"\end{{{environment}}}"


def _items(result: Result, label: str) -> Iterator[tuple[str, Sides | None]]:
    """Yield each line of the proof: the reason, and the equation if there is one to print."""
    steps, conclusion = result.derivation.steps, result.derivation.conclusion
    for index, step in enumerate(steps):
        status = result.proofs[index].status if index < len(result.proofs) else Status.UNDECIDED
        yield sentence(step.reason) + _doubt(status), claim_sides(step.claim)
    doubt = _doubt(result.theorem.status)
    if claim_sides(conclusion) == statement(result.derivation):
        yield rf"{'Hence' if steps else 'Multiply out both sides of'}~\eqref{{{label}}}.{doubt}", None
    elif not steps or conclusion != steps[-1].claim:
        yield f"Hence the claim{doubt}:", claim_sides(conclusion)


def _doubt(status: Status) -> str:
    return "" if status is Status.PROVED else rf" \{status.value}"


# --- displays ---------------------------------------------------------------------------------------------------------


def _indented(lines: Iterable[str], by: int = 2) -> Iterator[str]:
    return (" " * by + line for line in lines)


def _numbered(sides: Sides, label: str, mark: str, line_width: float) -> list[str]:
    rows = aligned(*sides, line_width - _MARK - _NUMBER_OF_EQUATION)
    rows[-1] += mark
    body = [r"  \begin{split}", *_indented(_ended(rows), 4), r"  \end{split}"]
    return [
        rf"\begin{{equation}}\label{{{label}}}",
        *(body if len(rows) > 1 else _indented(row.replace(" &", " ", 1) for row in rows)),
        r"\end{equation}",
    ]


def display(equations: Iterable[Sides], mark: str, line_width: float) -> list[str]:
    """Display equations, each ended by a comma but the last, which is ended by `mark`."""
    equations = list(equations)
    widest = max(width(left) for left, _, _ in equations)
    rows: list[str] = []
    for index, (left, relation, right) in enumerate(equations):
        rows += aligned(left, relation, right, line_width - _MARK - (widest - width(left)))
        rows[-1] += mark if index == len(equations) - 1 else ","
    if len(rows) == 1:
        return [r"\begin{equation*}", *_indented(row.replace(" &", " ", 1) for row in rows), r"\end{equation*}"]
    return [r"\begin{align*}", *_indented(_ended(rows)), r"\end{align*}"]


def _ended(rows: Sequence[str]) -> list[str]:
    return [*(rf"{row} \\" for row in rows[:-1]), rows[-1]]
