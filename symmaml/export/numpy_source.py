"""Print a plan as the source of a Python function.

The source calls six operations (`dot`, `inner`, `outer`, `eye`, `length`, `solve`). As it stands it imports those for
one instance; the same lines run on batches, or with bounds on all rounding errors, when the six names mean that.
"""

from __future__ import annotations

import keyword
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from symmaml.errors import InvalidStatement
from symmaml.export.plan import Operation, Plan, Term

OPERATIONS = ("dot", "inner", "outer", "eye", "length", "solve")
RESERVED = frozenset({*OPERATIONS, "float", "None", "True", "False"})
PREFIX = ("s", "x", "M")  # of intermediate numbers, vectors and matrices that the formula does not name
LONGEST = 88  # an expression longer than this is cut into several lines
WIDTH = 100  # of a docstring
HOME = "symmaml.export.arithmetic"  # where the operations are
_WORD = re.compile(r"\w+")
SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly a printed expression binds, as in Python


def function_source(plan: Plan, root: int, *, name: str, arguments: Sequence[str], description: str) -> str:
    """Return the source of a function that carries out the plan.

    >>> plan = Plan()
    >>> A, x = plan.letter("A", ("n", "n"), True), plan.letter("x", ("n",), False)
    >>> print(function_source(plan, plan.dot(A, x), name="f", arguments=("A", "x"), description="A times x."))
    from symmaml.export.arithmetic import dot
    <BLANKLINE>
    <BLANKLINE>
    def f(A, x):
        \"\"\"A times x.\"\"\"
        return dot(A, x)
    <BLANKLINE>
    """
    writer = Writer(plan, root, arguments)
    returned = writer.returned()
    body = [*writer.sizes, *writer.released(returned), f"return {returned}"]
    operations = sorted({word for line in body for word in _WORD.findall(line)}.intersection(OPERATIONS))
    header = f"from {HOME} import {', '.join(operations)}\n\n\n" if operations else ""
    signature = ", ".join([*map(identifier, arguments), *(["solve=solve"] if "solve" in operations else [])])
    lines = [*quoted(description), *body]
    return f"{header}def {name}({signature}):\n" + "".join(f"    {line}\n" if line else "\n" for line in lines)


def identifier(letter: str) -> str:
    """Return the variable of a letter; no letter ends in an underscore, so the new name is free.

    >>> identifier("alpha"), identifier("dot")
    ('alpha', 'dot_')
    """
    return f"{letter}_" if letter in RESERVED or keyword.issoftkeyword(letter) else letter


def quoted(text: str) -> list[str]:
    """Return the lines of a docstring that holds `text` and nothing else, whatever `text` is."""
    printable = ["".join(c for c in line if c.isprintable()) for line in text.splitlines()]
    wrapped = [part for line in printable for part in textwrap.wrap(line, WIDTH, break_long_words=False) or [""]]
    first, *rest = [line.replace("\\", "\\\\").replace('"', '\\"') for line in wrapped] or [""]
    return [f'"""{first}', *rest, '"""'] if rest else [f'"""{first}"""']


class Writer:
    """Writes the lines of a function, one value after the other."""

    def __init__(self, plan: Plan, root: int, arguments: Iterable[str]) -> None:
        self.plan, self.root, self.lines, self.sizes = plan, root, list[str](), list[str]()
        self._needed = plan.needed(root)
        self._uses = self._count_uses()
        self._taken = {*RESERVED, *map(identifier, arguments), *map(identifier, plan.names.values())}
        self._written: dict[int, tuple[str, int]] = {}
        self._formulas: dict[int, str] = {}
        self._dimensions: dict[str, str] = {}
        self._together = self._simultaneous()

    def returned(self) -> str:
        """Return the text of the result, which never shares memory with an argument."""
        text, tightness = self.written(self.root)
        if self.plan.operations[self.root].kind in ("letter", "transpose", "identity") and self.plan.rank(self.root):
            return f"{text if tightness == ATOM else f'({text})'}.copy()"
        return text

    def released(self, returned: str) -> list[str]:
        """Return the lines, with a `del` after the last use of each matrix: in batches, fresh memory costs a lot."""
        last: dict[str, int] = {}
        for place, line in enumerate([*self.lines, returned]):
            last.update(dict.fromkeys(_WORD.findall(line), place))
        matrices = [self._written[value][0] for value in self._formulas if self.plan.rank(value) == 2]
        lines = list[str]()
        for place, line in enumerate(self.lines):
            done = [name for name in matrices if last[name] == place]
            lines += [line, f"del {', '.join(done)}"] if done else [line]
        return lines

    def written(self, value: int) -> tuple[str, int]:
        """Return the text of a value and how tightly it binds; write the lines that it needs before."""
        if value not in self._written:
            together = self._together.get(value, [value])
            if len(together) > 1:
                self._solve_together(together)
            else:
                text, tightness = self._expression(self.plan.operations[value])
                if len(text) > LONGEST:
                    for operand in self.plan.operations[value].operands:
                        self._give_name(operand)
                    text, tightness = self._expression(self.plan.operations[value])
                if self._deserves_a_name(value):
                    self._assign(value, text)
                else:
                    self._written[value] = text, tightness
        return self._written[value]

    def text(self, value: int, tightness: int = SUM) -> str:
        """Return the text of a value, in parentheses if it binds less tightly than asked."""
        text, own = self.written(value)
        return text if own >= tightness else f"({text})"

    # -- what gets a line of its own ---------------------------------------------------------------------------------

    def _count_uses(self) -> Counter[int]:
        """Count how often each value is written; a transpose is written wherever it is used."""
        uses = Counter[int]()
        for user in reversed(self._needed):
            operation = self.plan.operations[user]
            for operand in operation.operands:
                uses[operand] += uses[user] if operation.kind == "transpose" else 1
        return uses

    def _deserves_a_name(self, value: int) -> bool:
        kind = self.plan.operations[value].kind
        if kind in ("letter", "number", "constant", "dimension", "transpose", "identity") or value == self.root:
            return False
        return value in self.plan.names or self._uses[value] > 1

    def _give_name(self, value: int) -> None:
        """Write a value on a line of its own, unless it is short anyway."""
        text, _ = self.written(value)
        if not text.isidentifier() and "(" in text:
            self._assign(value, text)

    def _assign(self, value: int, text: str) -> None:
        variable = self._variable(value)
        self._formulas[value] = text
        self.lines.append(f"{variable} = {text}")
        self._written[value] = variable, ATOM

    def _variable(self, value: int) -> str:
        if value in self.plan.names:
            return identifier(self.plan.names[value])
        return self._fresh(PREFIX[self.plan.rank(value)])

    def _fresh(self, prefix: str) -> str:
        number = 1
        while f"{prefix}{number}" in self._taken:
            number += 1
        self._taken.add(f"{prefix}{number}")
        return f"{prefix}{number}"

    def _simultaneous(self) -> dict[int, list[int]]:
        """Find the systems with one matrix that can be solved together."""
        groups: dict[tuple[int, int], list[int]] = {}
        for value in self._needed:
            if self.plan.operations[value].kind == "solve":
                groups.setdefault(self.plan.system(value), []).append(value)
        return {value: group for group in groups.values() for value in group}

    def _solve_together(self, values: list[int]) -> None:
        right_sides = [self.text(self.plan.operations[value].inputs[1]) for value in values]
        call = self._solve_call(self.plan.operations[values[0]].inputs[0], right_sides)
        variables = [self._variable(value) for value in values]
        self.lines.append(f"{', '.join(variables)} = {call}")
        self._formulas.update(dict.fromkeys(values, call))
        self._written.update({value: (variable, ATOM) for value, variable in zip(values, variables, strict=True)})

    # -- expressions -------------------------------------------------------------------------------------------------

    def _expression(self, operation: Operation) -> tuple[str, int]:
        match operation.kind:
            case "letter":
                return identifier(operation.name), ATOM
            case "number" | "constant":
                return _number(operation.content)
            case "dimension":
                return self._size(operation.name), ATOM
            case "identity":
                return f"eye({self._size(operation.shape[0])})", ATOM
            case "sum":
                return self._sum(operation)
            case "times":
                return " * ".join(self.text(value, POWER) for value in operation.inputs), PRODUCT
            case "power":
                return f"{self.text(operation.inputs[0], ATOM)}**{operation.content}", POWER
            case "transpose":
                return f"{self.text(operation.inputs[0], ATOM)}.mT", ATOM
            case "solve":
                return self._solve_call(operation.inputs[0], [self.text(operation.inputs[1])]), ATOM
        return f"{operation.kind}({', '.join(self.text(value) for value in operation.inputs)})", ATOM

    def _solve_call(self, matrix: int, right_sides: list[str]) -> str:
        if '"' in self.text(matrix):
            self._give_name(matrix)
        text = self.text(matrix)
        called = self.plan.names.get(matrix, self._formulas.get(matrix, text))
        called = text if '"' in called else called
        return f'solve({text}, "{called}", {", ".join(right_sides)})'

    def _sum(self, operation: Operation) -> tuple[str, int]:
        if not operation.terms:
            raise InvalidStatement("the result is zero whatever the arguments are: there is nothing to compute")
        # A sum that starts with a plus needs no minus sign in front of an array, which would cost a pass over it.
        terms = sorted(operation.terms, key=lambda term: term.number < 0)
        texts = [self._term(term) for term in terms]
        text = ("-" if terms[0].number < 0 else "") + texts[0]
        for term, added in zip(terms[1:], texts[1:], strict=True):
            text += (" - " if term.number < 0 else " + ") + added
        return text, SUM if len(terms) > 1 else SIGN if terms[0].number < 0 else PRODUCT

    def _term(self, term: Term) -> str:
        """Return the text of a summand without its sign: the numbers first, so that the array is scaled once."""
        is_number = self.plan.operations[term.value].kind == "number"
        factors = [] if abs(term.number) == 1 and not is_number else [_parenthesised(*_number(abs(term.number)), POWER)]
        factors += [] if term.scalar is None else [self.text(term.scalar, PRODUCT)]
        commutes = self.plan.operations[term.value].kind == "times"
        factors += [] if is_number else [self.text(term.value, POWER if factors and not commutes else PRODUCT)]
        return " * ".join(factors)

    def _size(self, axis: str | int) -> str:
        """Return the variable that holds a size, taken from the first argument that has it."""
        if isinstance(axis, int):
            return str(axis)
        if axis not in self._dimensions:
            needed = (self.plan.operations[value] for value in self._needed)
            holders = [operation for operation in needed if operation.kind == "letter" and axis in operation.shape]
            if not holders:
                raise InvalidStatement(
                    f"the size {axis} is left open: no argument has it, and the formula needs eye({axis})"
                )
            holder = max(holders, key=lambda op: len(op.shape))
            text = identifier(holder.name)
            place = f"{text}.shape[{holder.shape.index(axis) - 2}]" if len(holder.shape) == 2 else f"length({text})"
            variable = axis if axis not in self._taken else self._fresh("n")
            self._taken.add(variable)
            self._dimensions[axis] = variable
            self.sizes.append(f"{variable} = {place}")
        return self._dimensions[axis]


def _parenthesised(text: str, own: int, tightness: int) -> str:
    return text if own >= tightness else f"({text})"


def _number(value: Fraction | float) -> tuple[str, int]:
    """Print a number: a small integer as such, a fraction as the nearest float or as a quotient."""
    sign = "-" if value < 0 else ""
    if isinstance(value, float):
        return repr(value), SIGN if sign else ATOM
    size = abs(value)
    if size.denominator == 1:
        digits = str(size.numerator) if size.numerator < 2**53 else repr(float(size))
        return sign + digits, SIGN if sign else ATOM
    exact = repr(float(size))
    if len(exact) <= 8 and Fraction(exact) == size:
        return sign + exact, SIGN if sign else ATOM
    return f"{sign}{size.numerator} / {size.denominator}", PRODUCT
