"""Cut the text of an expression into tokens that know their columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from symmaml.errors import InvalidStatement

MAX_CHARACTERS = 100_000

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>[0-9]+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<postfix>\.[TI](?![A-Za-z0-9_]))|(?P<symbol>\*\*|[<>!]=|[-+*/(),=<>])",
    re.ASCII,
)
_HINTS = MappingProxyType(
    {
        "^": "write ** for a power",
        "@": "write * for a product",
        "'": "write .T for a transpose",
        ".": "only .T and .I follow a dot, and numbers are exact: write 1/2 for 0.5",
    }
)


@dataclass(frozen=True)
class Token:
    """A piece of text: `kind` is name, number, end, or the symbol itself; columns count from 1."""

    kind: str
    text: str
    column: int

    def __str__(self) -> str:
        return self.text if self.kind == "end" else repr(self.text[:60])


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens, the last of kind "end"; raise `InvalidStatement` at the first foreign character.

    >>> [token.kind for token in tokenize("2*A.T")]
    ['number', '*', 'name', '.T', 'end']
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidStatement(f"a text of {len(text)} characters, expected at most {MAX_CHARACTERS}")
    tokens, position = list[Token](), 0
    while position < len(text):
        matched = _TOKEN.match(text, position)
        if matched is None:
            hint = _HINTS.get(text[position], "expected names, integers, + - * / ** ( ) .T and .I")
            raise InvalidStatement(f"column {position + 1}: {text[position]!r} is not understood: {hint}")
        kind, piece = str(matched.lastgroup), matched.group()
        if kind != "space":
            tokens.append(Token(kind if kind in ("name", "number") else piece, piece, position + 1))
        position = matched.end()
    return [*tokens, Token("end", "the end", len(text) + 1)]
