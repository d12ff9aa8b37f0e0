"""Why nothing was decided: the engine and its limit, what was nearest, and what a person can try next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symmaml import kernel
from symmaml.proof.equality.rewriting import Search
from symmaml.statement import Obstacle

LONGEST = 500  # characters of what is left over
MORE = 6  # times as many seconds

NO_VALUES = Obstacle(
    "the search for values",
    "no values were found at which all hypotheses hold",
    advice=(
        "is the statement vacuous? Drop a hypothesis and decide again",
        "define a letter (where=[Definition(S, ...)]) instead of stating an equation for it",
    ),
)


def no_rewriting(document: kernel.Document, search: Search, seconds: float) -> Obstacle:
    """Say where rewriting ended.

    >>> letter = {"rows": "n", "cols": "n"}
    >>> claim = {"relation": "equal", "lhs": {"shape": ["n", "n"], "terms": [["2", [], "A B"]]}}
    >>> claim["rhs"] = {"shape": ["n", "n"], "terms": [["1", [], "B A"]]}
    >>> letters = [{"name": "A", **letter}, {"name": "B", **letter}]
    >>> document = kernel.Document({"letters": letters, "hypotheses": [], "claim": claim})
    >>> rest = document.alphabet.add((1, document.goal()), (-1, document.alphabet.word(("A", "B"))))
    >>> obstacle = no_rewriting(document, Search(None, rest.terms, "no more rules follow"), 1.0)
    >>> obstacle.residue, obstacle.advice[0]
    ('A B - B A', 'state a hypothesis: Equal(A*B, B*A)')
    """
    residue = kernel.Polynomial(document.goal().shape, search.left_over)
    degree = max((len(word) + sum(map(len, scalars)) for (scalars, word), _ in residue.terms), default=0)
    limit = f"{search.limit}, with {search.rules} rules and a rest of degree {degree}"
    text = kernel.show(residue)
    shown = text if len(text) <= LONGEST else text[:LONGEST] + " ..."
    names = [name for name in document.letters if name in kernel.occurring(residue)]
    return Obstacle(
        "rewriting", limit, shown + _meaning(document, names), tuple(_hints(document, residue, names, search, seconds))
    )


def two_readings(names: Iterable[str]) -> Obstacle:
    """Say that a gradient can be read in two ways, of which one is true and the other is not."""
    letters = ", ".join(names)
    return Obstacle(
        "the reading of the gradient",
        f"a hypothesis says what {letters} is in terms of the variable, and it matters whether that is held constant",
        advice=(
            f"to differentiate through {letters}, write it out, or define it: where=[Definition({letters}, ...)]",
            "to hold it constant, leave the hypothesis out",
        ),
    )


def no_squares(reason: str, seconds: float) -> Obstacle:
    """Say where the search for a sum of squares ended."""
    return Obstacle(
        "the search for a sum of squares",
        reason,
        advice=(
            f"give it more time: seconds={_more(seconds)}",
            "say what is positive: symmetric('P', definite='positive'), or a hypothesis AtLeast(P, Q), Positive(P - Q)",
            "split the claim: prove a step between both sides, and use it as a hypothesis",
        ),
    )


def too_long(detail: str) -> Obstacle:
    """Say that a statement is too long for the kernel to read.

    >>> print(too_long("a word has more than 400 letters"))
    reading the statement ended: a word has more than 400 letters; name a part that repeats, by a definition
    """
    return Obstacle("reading the statement", detail, advice=("name a part that repeats, by a definition",))


def _meaning(document: kernel.Document, names: list[str]) -> str:
    """Say what the inverses among some letters invert."""
    letters = (document.letters[name] for name in names)
    inverses = [f"{x.name} = ({kernel.brief(x.inverse_of)})^-1" for x in letters if x.inverse_of]
    return ", where " + ", ".join(inverses) if inverses else ""


def _hints(
    document: kernel.Document, residue: kernel.Polynomial, names: list[str], search: Search, seconds: float
) -> Iterator[str]:
    """Yield what to try, the most promising first."""
    words = {word for (_, word), _ in residue.terms}
    commuting = next((w for w in sorted(words) if len(w) == 2 and w[0] != w[1] and w[::-1] in words), None)
    if commuting and residue != document.goal():
        first, second = (spelling.replace("'", ".T") for spelling in commuting)
        yield f"state a hypothesis: Equal({first}*{second}, {second}*{first})"
    else:
        yield "state a hypothesis, Equal(..., ...), from which it follows that the rest is zero"
    defined = [name for name in names if document.letters[name].equals]
    if defined:
        yield f"unfold {defined[0]}: write what it stands for in its place"
    inverses = [name for name in names if document.letters[name].inverse_of]
    if inverses:
        yield f"name what is inverted in {inverses[0]}: where=[Definition(S, ...)], and write S.I"
    if search.limit != "no more rules follow":
        yield f"give it more time: seconds={_more(seconds)}"


def _more(seconds: float) -> int:
    return max(30, round(MORE * seconds))
