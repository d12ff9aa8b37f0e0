"""The exceptions of symmaml: one small tree.

Every message says what came, what was expected, and the line to write instead.
The kernel keeps its own exception, so that it can be copied out and read alone.
"""

from __future__ import annotations


class SymmamlError(Exception):
    """Base of every error that symmaml raises on purpose."""


class InvalidNotation(SymmamlError, ValueError):
    """A name, shape or kind of symbol is not admissible."""


class InvalidStatement(SymmamlError, ValueError):
    """A statement cannot be read: a shape, a name, or an operation outside the grammar."""


class InvalidTask(SymmamlError, ValueError):
    """A task, an adaptation or a problem does not fit together."""


class NotDerivable(SymmamlError, ValueError):
    """The question cannot be answered for this problem."""


class NotProved(SymmamlError):
    """A statement that should be a theorem was refuted or left undecided; `verdict` says which."""

    def __init__(self, message: str, verdict: object = None) -> None:
        super().__init__(message)
        self.verdict = verdict


class InvalidArgument(SymmamlError, ValueError):
    """An array handed to a generated function has a wrong shape, entry or property."""


class SingularOperator(InvalidArgument):
    """An operator that must be inverted is singular at these values."""


class NotWritable(SymmamlError, OSError):
    """A file cannot be written; whatever was there before is still whole."""


class BookError(SymmamlError):
    """A folder of derivations cannot be read, built or written."""


class InvalidClaim(SymmamlError, ValueError):
    """A claim of a text is not put together as a claim: a quotation, a role, or a piece of evidence does not fit."""


class InvalidFigure(SymmamlError, ValueError):
    """The data of a figure do not fit together: a mark beside its curve, columns of different lengths."""


class MissingExtra(SymmamlError):
    """An optional package is needed and not installed; the message says how to install it."""


class NotRefuted(SymmamlError):
    """Values that were given as a counterexample are none; `rule` names the rule of the kernel that refused them."""

    def __init__(self, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class NotExplained(SymmamlError):
    """A verdict does not fit its evidence, or a step of it does not hold: there is nothing to explain."""


class FactRefused(SymmamlError, ValueError):
    """A fact of calculus, or what is given as its evidence, is wrong; `rule` names the rule that refused it."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule = rule


class NotDecided(SymmamlError):
    """An enclosure is too wide to decide a fact of calculus; the message says how wide, and what to ask for."""
