"""The grammar of statement files: what is read, what is refused and where, and that strangers' text cannot break it."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

import pytest
from bank.exact_values import Point, Rows
from hypothesis import given, settings, strategies as st
from tree_values import value

from symmaml.errors import InvalidStatement
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.grammar import StatementReader
from symmaml.proof.statements.sizes import MAX_DEPTH, MAX_DIGITS
from symmaml.proof.statements.tokens import MAX_CHARACTERS

LETTERS = {
    **{"A": ("n", "n"), "B": ("n", "n"), "X": ("n", "k"), "Y": ("k", "n"), "W": ("k", "k")},
    **{"x": ("n", "1"), "y": ("n", "1"), "z": ("k", "1"), "s": ("1", "1"), "t": ("1", "1")},
}


def read(text: str) -> tree.Node:
    return StatementReader(LETTERS).expression(text)


def assume(text: str) -> tuple[str, str, str]:
    relation = StatementReader(LETTERS).hypothesis(text)
    return relation.kind, written(relation.lhs), written(relation.rhs)


def written(node: tree.Node) -> str:
    """Write a tree with all its brackets: the text says what the tree is."""
    match node:
        case tree.Name(name=name):
            return name
        case tree.Number(value=value):
            return str(value) if value >= 0 and value.denominator == 1 else f"({value})"
        case tree.Identity(shape=(size, _)):
            return f"Identity({size})"
        case tree.Zero(shape=(rows, cols)):
            return f"ZeroMatrix({rows}, {cols})"
        case tree.Sum(parts=parts):
            return f"({' + '.join(map(written, parts))})"
        case tree.Product(left=left, right=right):
            return f"({written(left)} * {written(right)})"
        case tree.Transpose(inside=inside):
            return f"Transpose({written(inside)})"
        case tree.Inverse(inside=inside):
            return f"Inverse({written(inside)})"
        case tree.Power(inside=inside, exponent=exponent):
            return f"({written(inside)} ** {exponent})"
    raise TypeError(node)


# --- what is read -----------------------------------------------------------------------------------------------------

READ = {
    "A + B - A": "(A + B + ((-1) * A))",
    "A*B*A": "((A * B) * A)",
    "A*(B*A)": "(A * (B * A))",
    "(A + B) + A": "((A + B) + A)",
    "A + (B + A)": "(A + (B + A))",
    "-A*B": "(((-1) * A) * B)",
    "-A**2": "((-1) * (A ** 2))",
    "--A": "((-1) * ((-1) * A))",
    "+A": "A",
    "A - -B": "(A + ((-1) * ((-1) * B)))",
    "A.T.I": "Inverse(Transpose(A))",
    "A.I**2": "(Inverse(A) ** 2)",
    "(A + B).T*A": "(Transpose((A + B)) * A)",
    "A**-1": "(Inverse(A) ** 1)",
    "A**(-2)": "(Inverse(A) ** 2)",
    "A**0": "(A ** 0)",
    "A**(4/2)": "(A ** 2)",
    "A**+3": "(A ** 3)",
    "x.T*A*x/2": "(((Transpose(x) * A) * x) * (1/2))",
    "1/2*A": "((1/2) * A)",
    "-3/4*t": "((-3/4) * t)",
    "1/-2": "(-1/2)",
    "2*3": "(2 * 3)",
    "2**3": "(2 ** 3)",
    "t/s*t": "((t * Inverse(s)) * t)",
    "1/(x.T*x)": "(1 * Inverse((Transpose(x) * x)))",
    "A/(x.T*x)": "(A * Inverse((Transpose(x) * x)))",
    "Inverse(A)*Transpose(B)": "(Inverse(A) * Transpose(B))",
    "Identity(n) + ZeroMatrix(n, n)": "(Identity(n) + ZeroMatrix(n, n))",
    "Identity(1) + ZeroMatrix(1, 1) + t": "(Identity(1) + ZeroMatrix(1, 1) + t)",
    "t*X*z*x.T": "(((t * X) * z) * Transpose(x))",
    "x*(y.T*x)": "(x * (Transpose(y) * x))",
    "(x.T*y)*X": "((Transpose(x) * y) * X)",
    "X*t": "(X * t)",
    "\t A\n+\r\nB ": "(A + B)",
    "007*A": "(7 * A)",
}


@pytest.mark.parametrize("text", READ)
def test_reads(text: str) -> None:
    assert written(read(text)) == READ[text]


ASSUMED = {
    "A = B": ("equal", "A", "B"),
    "A*B = B*A": ("equal", "(A * B)", "(B * A)"),
    "A**3 = 0": ("equal", "(A ** 3)", "ZeroMatrix(n, n)"),
    "0 = x": ("equal", "ZeroMatrix(n, 1)", "x"),
    "t = 0": ("equal", "t", "ZeroMatrix(1, 1)"),
    "psd(A - B)": ("nonnegative", "(A + ((-1) * B))", "ZeroMatrix(n, n)"),
    "pd(A)": ("positive", "A", "ZeroMatrix(n, n)"),
    "pd((A))": ("positive", "A", "ZeroMatrix(n, n)"),
    "psd(t)": ("nonnegative", "t", "ZeroMatrix(1, 1)"),
    "t > 0": ("positive", "t", "ZeroMatrix(1, 1)"),
    "0 < t": ("positive", "t", "ZeroMatrix(1, 1)"),
    "t < 0": ("positive", "((-1) * t)", "ZeroMatrix(1, 1)"),
    "t >= 1": ("nonnegative", "(t + (-1))", "ZeroMatrix(1, 1)"),
    "s <= t": ("nonnegative", "(t + ((-1) * s))", "ZeroMatrix(1, 1)"),
    "s != t": ("nonzero", "(s + ((-1) * t))", "ZeroMatrix(1, 1)"),
    "t != 0": ("nonzero", "t", "ZeroMatrix(1, 1)"),
    "x.T*A*x > 2*t": ("positive", "(((Transpose(x) * A) * x) + ((-1) * (2 * t)))", "ZeroMatrix(1, 1)"),
}


@pytest.mark.parametrize("text", ASSUMED)
def test_assumes(text: str) -> None:
    assert assume(text) == ASSUMED[text]


def test_equal_subexpressions_become_one_node() -> None:
    reader = StatementReader(LETTERS)
    left, right = reader.expression("(A + B)*A"), reader.expression("B*(A + B)")
    assert isinstance(left, tree.Product)
    assert isinstance(right, tree.Product)
    assert left.left is right.right


def test_doubled_text_is_work_done_once() -> None:
    text = "x"
    for _ in range(11):
        text = f"({text} - t*A*({text} - y))"
    reader = StatementReader(LETTERS)
    reader.expression(text)
    assert len(text) > 20_000
    assert len(reader.nodes) < 150


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED = [
    ("", 1, "expected an expression, got the end"),
    ("A*", 3, "expected an expression, got the end"),
    ("*A", 1, "expected an expression, got '*'"),
    ("A + + ", 7, "expected an expression"),
    ("(A", 3, "expected ')' for the bracket opened in column 1"),
    ("A)", 2, "expected an operator, got ')'"),
    ("()", 2, "expected an expression, got ')'"),
    ("2A", 2, "a product is written with *"),
    ("A B", 3, "a product is written with *"),
    ("(A)(B)", 4, "expected an operator, got '('"),
    ("A = B", 3, "'=' does not belong here"),
    ("A > B", 3, "'>' does not belong here"),
    ("A*Q", 3, "unknown name 'Q': the symbols are A, B, W, X, Y, s, t, x, y, z"),
    ("n*A", 1, "'n' is a dimension, not a number"),
    ("A + x", 3, "cannot add shapes nxn and nx1"),
    ("A + B + 1", 7, "write t*Identity(n)"),
    ("A*Y", 2, "cannot multiply shapes nxn and kxn: n is not k"),
    ("x*y", 2, "cannot multiply shapes nx1 and nx1"),
    ("x**2", 2, "cannot raise shape nx1 to a power"),
    ("X.I", 2, "cannot invert an expression of shape nxk: expected a square one"),
    ("t*Inverse(X)", 3, "cannot invert an expression of shape nxk"),
    ("X**-1", 2, "cannot invert"),
    ("A/B", 2, "division by a matrix of shape nxn"),
    ("1/x", 2, "division by a matrix of shape nx1"),
    ("A/0", 2, "division by zero"),
    ("t**-1/(0)", 6, "division by zero"),
    ("0**-1", 2, "division by zero"),
    ("ZeroMatrix(n, n).I", 17, "division by zero"),
    ("A**B", 2, "the exponent is not an integer"),
    ("A**t", 2, "the exponent is not an integer"),
    ("A**(1/2)", 2, "the exponent is not an integer"),
    ("A**(1+1)", 2, "the exponent is not an integer"),
    ("A**2**3", 2, "the exponent is not an integer"),
    ("A**", 4, "expected an expression"),
    ("A**65", 2, "exponent 65 is not between -64 and 64"),
    ("A**-65", 2, "exponent -65"),
    ("A^2", 2, "write ** for a power"),
    ("A@B", 2, "write * for a product"),
    ("A'", 2, "write .T for a transpose"),
    ("0.5*A", 2, "write 1/2 for 0.5"),
    ("1e3*A", 2, "expected an operator, got 'e3'"),
    ("A.X", 2, "only .T and .I follow a dot"),
    ("A.TT", 2, "only .T and .I follow a dot"),
    ("A .T", None, ""),
    ("A.inverse()", 2, "only .T and .I follow a dot"),
    ("Identity", 9, "expected '(' after Identity"),
    ("Identity(q)", 10, "'q' is no dimension of a symbol: the dimensions are 1, k, n"),
    ("Identity(2)", 10, "'2' is no dimension"),
    ("Identity(n, n)", 11, "expected ')' at the end of Identity"),
    ("ZeroMatrix(n)", 13, "expected ',' between the dimensions of ZeroMatrix"),
    ("Inverse A", 9, "expected '(' after Inverse"),
    ("Inverse(A, B)", 10, "expected ')' at the end of Inverse"),
    ("det(A)", 1, "'det' is no function; the functions are Identity, Inverse, Transpose, ZeroMatrix"),
    ("A(n)", 1, "'A' is no function"),
    ("psd(A)", 1, "'psd' is a hypothesis by itself"),
    ("__import__('os')", 12, "write .T for a transpose"),
    ("A; B", 2, "';' is not understood"),
    ("A\x00", 2, "is not understood"),
    ("É", 1, "is not understood"),
    ("²*A", 1, "is not understood"),
    ("٣*A", 1, "is not understood"),
]


@pytest.mark.parametrize(("text", "column", "reason"), REFUSED, ids=[text or "nothing" for text, _, _ in REFUSED])
def test_refuses_with_the_place_and_the_reason(text: str, column: int | None, reason: str) -> None:
    if column is None:
        read(text)
        return
    with pytest.raises(InvalidStatement) as refusal:
        read(text)
    assert str(refusal.value).startswith(f"column {column}: ")
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "column", "reason"),
    [
        ("A", 2, "expected = or a comparison, or psd(...), pd(...), got the end"),
        ("A ==", 4, "expected an expression, got '='"),
        ("A = B = A", 7, "'=' does not belong here"),
        ("A = x", 3, "the sides have shapes nxn and nx1: expected one shape"),
        ("A = 1", 3, "the sides have shapes nxn and 1x1"),
        ("A > 0", 3, "for matrices write psd(A - B)"),
        ("s > t > 0", 7, "'>' does not belong here"),
        ("x != y", 3, "expected numbers"),
        ("psd(X)", 1, "psd of an expression of shape nxk: expected a square one"),
        ("psd(A, B)", 6, "expected ')' at the end of psd"),
        ("psd A", 5, "expected '(' after psd"),
        ("psd(A) - B", 8, "expected an operator, got '-'"),
        ("= A", 1, "expected an expression, got '='"),
        ("symmetric(A)", 1, "'symmetric' is no function"),
    ],
)
def test_refuses_hypotheses(text: str, column: int, reason: str) -> None:
    with pytest.raises(InvalidStatement) as refusal:
        assume(text)
    assert str(refusal.value).startswith(f"column {column}: ")
    assert reason in str(refusal.value)


# --- limits -----------------------------------------------------------------------------------------------------------

TOO_LARGE = {
    "brackets": "(" * 90_000,
    "closed brackets": "(" * 40_000 + "A" + ")" * 40_000,
    "signs": "-" * 90_000 + "A",
    "functions": "Inverse(" * 10_000 + "A" + ")" * 10_000,
    "right-hand sums": "A+(" * 20_000,
    "dots": "A" + ".T" * 40_000,
    "factors": "A" + "*A" * 40_000,
    "exponents": "A" + "**2" * 30_000,
    "signed exponents": "A**" + "-" * 90_000 + "1",
    "powers of powers": "((A**60)**60)",
    "numbers of numbers": "(" * 9 + "9" + "**64)" * 9,
    "a long number": "9" * (MAX_DIGITS + 1),
    "a long text": "A+" * MAX_CHARACTERS,
    "a long name": "a" * 90_000,
}


@pytest.mark.parametrize("what", TOO_LARGE)
def test_what_is_too_large_is_refused_by_name(what: str) -> None:
    with pytest.raises(InvalidStatement) as refusal:
        read(TOO_LARGE[what])
    assert len(str(refusal.value)) < 300


def test_a_long_sum_is_not_deep() -> None:
    node = read("+".join(["A*x*t"] * 9_000))
    assert isinstance(node, tree.Sum)
    assert len(node.parts) == 9_000


def test_nesting_up_to_the_limit_is_read_on_a_stack_that_is_well_used() -> None:
    inside = "A + (" * (MAX_DEPTH - 1) + "A" + ")" * (MAX_DEPTH - 1)

    def deeper(frames: int) -> tree.Node:
        return deeper(frames - 1) if frames else read(inside)

    assert deeper(250).shape == ("n", "n")


# --- both ways --------------------------------------------------------------------------------------------------------


def leaves(shape: tree.Shape) -> st.SearchStrategy[tree.Node]:
    names = [tree.Name(letter, name) for name, letter in LETTERS.items() if letter == shape]
    plain: list[tree.Node] = [*names, tree.Zero(shape), *([tree.Identity(shape)] if shape[0] == shape[1] else [])]
    if shape != tree.NUMBER:
        return st.sampled_from(plain)
    return st.sampled_from(plain) | st.fractions(max_denominator=9).map(tree.number)


@functools.cache
def trees(shape: tree.Shape, depth: int) -> st.SearchStrategy[tree.Node]:
    """Return trees of a shape; numbers are combined with numbers only where reading keeps them apart."""
    if depth == 0:
        return leaves(shape)
    less = depth - 1
    rows, cols = shape
    makers: list[st.SearchStrategy[tree.Node]] = [
        leaves(shape),
        st.lists(trees(shape, less), min_size=2, max_size=3).map(tree.add),
        trees((cols, rows), less).map(tree.transpose),
        st.sampled_from(["n", "k", "1"]).flatmap(
            lambda middle: st.builds(tree.multiply, trees((rows, middle), less), trees((middle, cols), less))
        ),
        st.builds(tree.multiply, trees(tree.NUMBER, less), trees(shape, less)),
    ]
    if rows == cols:
        makers.append(st.builds(tree.power, trees(shape, less), st.integers(0, 4)))
        makers.append(trees(shape, less).filter(lambda n: not isinstance(n, tree.Number | tree.Zero)).map(tree.invert))
    return st.one_of(makers)


SHAPES = [("n", "n"), ("n", "k"), ("k", "1"), ("1", "n"), ("1", "1")]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(SHAPES).flatmap(lambda shape: trees(shape, 3)))
def test_what_is_written_is_read(node: tree.Node) -> None:
    assert read(written(node)) == node
    assert read(" " + written(node).replace(" ", "")) == node


@settings(max_examples=150, deadline=None, derandomize=True)
@given(trees(("n", "n"), 2), trees(("n", "n"), 2))
def test_hypotheses_are_written_and_read(left: tree.Node, right: tree.Node) -> None:
    reader = StatementReader(LETTERS)
    equal = reader.hypothesis(f"{written(left)} = {written(right)}")
    assert (equal.kind, equal.lhs, equal.rhs) == ("equal", left, right)
    cone = reader.hypothesis(f"psd({written(left)})")
    assert (cone.kind, cone.lhs, cone.rhs) == ("nonnegative", left, tree.Zero(("n", "n")))


# --- the meaning, against Python's own parser -------------------------------------------------------------------------

SIZES = {"n": 2, "k": 3}


def loose_text(generator: random.Random, depth: int) -> str:
    """Return the text of an n x n expression with no more brackets than chance puts there."""
    if depth == 0:
        return generator.choice(["A", "B", "A.T", "2*A", "t*B", "x*y.T", "Identity(n)", "X*Y", "-A", "B/3", "A**2"])
    a, b = loose_text(generator, depth - 1), loose_text(generator, depth - 1)
    pattern = generator.choice(
        ["{a} + {b}", "{a} - {b}", "{a}*{b}", "({a})*{b}", "-({a}) + {b}", "({a})**2 - {b}", "({a}).T + {b}"]
    )
    return pattern.format(a=a, b=b)


def test_precedence_is_pythons() -> None:
    generator = random.Random(1)
    shapes = {name: tuple(SIZES.get(size, 1) for size in shape) for name, shape in LETTERS.items()}
    values: dict[str, Rows] = {
        name: [[Fraction(generator.randint(-3, 3)) for _ in range(cols)] for _ in range(rows)]
        for name, (rows, cols) in shapes.items()
    }
    point = Point(SIZES, values)
    for _ in range(400):
        text = loose_text(generator, generator.randint(0, 3))
        assert value(read(text), SIZES, values) == point.at(text), text


# --- strangers --------------------------------------------------------------------------------------------------------


def anything(generator: random.Random) -> str:
    return "".join(
        chr(generator.choice([generator.randrange(128), generator.randrange(0x250)]))
        for _ in range(generator.randrange(60))
    )


def almost_something(generator: random.Random) -> str:
    pieces = "A B X x t n psd pd Identity Inverse ZeroMatrix ( ) ( ) + - * / ** .T .I , = != > >= < 0 1 2 1/2 -1 65 . ;"
    return generator.choice(["", " "]).join(generator.choices(pieces.split(), k=generator.randrange(1, 25)))


def once_good(generator: random.Random) -> str:
    text = list(generator.choice([*READ, *ASSUMED]))
    for _ in range(generator.randrange(1, 4)):
        place = generator.randrange(len(text) + 1)
        text[place : place + generator.randrange(2)] = generator.choice(
            ["(", ")", "*", "A", "x", "**", "0", ".I", "", "-", "/"]
        )
    return "".join(text)


@pytest.mark.parametrize("make", [anything, almost_something, once_good])
def test_no_text_raises_anything_but_invalid_statement(make: Callable[[random.Random], str]) -> None:
    generator = random.Random(0)
    for _ in range(2000):
        text = make(generator)
        for use in (read, assume):
            with suppress(InvalidStatement):
                use(text)
