"""Random rational expressions in pairs: equal by construction, or changed in one place. What they equal is decided by
their values at random matrices modulo a prime, computed here from the trees alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from symmaml import kernel
from symmaml.proof.statements import expression as tree
from symmaml.proof.statements.formal import formal
from symmaml.proof.statements.question import Declared, Question, Relation

PRIME = 2**61 - 1
Rows = list[list[int]]
Rule = Callable[[random.Random, tree.Node], "tree.Node | None"]

SQUARE = ("n", "n")
LETTERS = (
    Declared("A", SQUARE, symmetric=True),
    Declared("B", SQUARE, symmetric=True, sign="positive"),
    Declared("X", SQUARE),
    Declared("Y", SQUARE),
    Declared("U", ("n", "k")),
    Declared("V", ("k", "n")),
    Declared("v", ("n", "1")),
    Declared("w", ("n", "1")),
    Declared("t", tree.NUMBER, symmetric=True),
)
NAMES = {letter.name: tree.Name(letter.shape, letter.name) for letter in LETTERS}


# --- values modulo a prime --------------------------------------------------------------------------------------------


class Singular(Exception):
    """An inverse does not exist."""


def product(a: Rows, b: Rows) -> Rows:
    columns = list(zip(*b, strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) % PRIME for column in columns] for row in a]


def times(value: int, a: Rows) -> Rows:
    return [[value * x % PRIME for x in row] for row in a]


def unit(size: int) -> Rows:
    return [[int(i == j) for j in range(size)] for i in range(size)]


def inverse(a: Rows) -> Rows:
    size = len(a)
    rows = [[*row, *one] for row, one in zip(a, unit(size), strict=True)]
    for i in range(size):
        pivot = next((k for k in range(i, size) if rows[k][i]), None)
        if pivot is None:
            raise Singular
        rows[i], rows[pivot] = rows[pivot], rows[i]
        scale = pow(rows[i][i], -1, PRIME)
        rows[i] = [x * scale % PRIME for x in rows[i]]
        for k in range(size):
            if k != i and rows[k][i]:
                rows[k] = [(x - rows[k][i] * y) % PRIME for x, y in zip(rows[k], rows[i], strict=True)]
    return [row[size:] for row in rows]


@dataclass(frozen=True)
class Place:
    """Sizes, and matrices for the letters that have their symmetries."""

    sizes: Mapping[str, int]
    matrices: Mapping[str, Rows]

    def value(self, node: tree.Node) -> Rows:
        match node:
            case tree.Name(name=name):
                return self.matrices[name]
            case tree.Number(value=number):
                return [[number.numerator * pow(number.denominator, -1, PRIME) % PRIME]]
            case tree.Identity(shape=(size, _)):
                return unit(self.sizes[size])
            case tree.Zero(shape=(rows, cols)):
                return [[0] * self.sizes[cols] for _ in range(self.sizes[rows])]
            case tree.Sum(parts=parts):
                values = [self.value(part) for part in parts]
                return [[sum(xs) % PRIME for xs in zip(*rows, strict=True)] for rows in zip(*values, strict=True)]
            case tree.Product(left=left, right=right):
                a, b = self.value(left), self.value(right)
                if left.shape[1] == right.shape[0]:
                    return product(a, b)
                return times(a[0][0], b) if left.shape == tree.NUMBER else times(b[0][0], a)
            case tree.Transpose(inside=inside):
                return [list(row) for row in zip(*self.value(inside), strict=True)]
            case tree.Inverse(inside=inside):
                return inverse(self.value(inside))
            case tree.Power(inside=inside, exponent=exponent):
                total = unit(self.sizes[node.shape[0]])
                for _ in range(exponent):
                    total = product(total, self.value(inside))
                return total
        raise TypeError(node)


def place(seed: str, n: int, k: int) -> Place:
    generator = random.Random(seed)
    sizes = {"n": n, "k": k, "1": 1}
    matrices = {}
    for letter in LETTERS:
        rows, cols = (sizes[d] for d in letter.shape)
        value = [[generator.randrange(PRIME) for _ in range(cols)] for _ in range(rows)]
        if letter.symmetric:
            value = [[value[max(i, j)][min(i, j)] for j in range(cols)] for i in range(rows)]
        matrices[letter.name] = value
    return Place(sizes, matrices)


PLACES = (place("one", 3, 3), place("two", 2, 4), place("three", 4, 2))


def hashed(node: tree.Node) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return the values of an expression at the places; raise `Singular` where one does not exist."""
    return tuple(tuple(map(tuple, some.value(node))) for some in PLACES)


# --- random expressions -----------------------------------------------------------------------------------------------


def negative(node: tree.Node) -> tree.Node:
    return tree.multiply(tree.number(-1), node)


def expression(generator: random.Random, shape: tree.Shape, depth: int) -> tree.Node:
    """Return a random expression of a shape."""
    leaves = [letter for letter in NAMES.values() if letter.shape == shape and shape != tree.NUMBER]
    leaves += [
        tree.transpose(letter) for letter in NAMES.values() if letter.shape == shape[::-1] and shape != tree.NUMBER
    ]
    if shape[0] == shape[1]:
        leaves.append(tree.Identity(shape))
    if depth <= 0 and leaves:
        return generator.choice(leaves)
    if depth <= 0:  # no letter has this shape; through dimension n there are some
        return tree.multiply(expression(generator, (shape[0], "n"), 0), expression(generator, ("n", shape[1]), 0))
    kind = generator.choice(("sum", "sum", "product", "product", "product", "scaled", "inverse", "transpose"))
    if kind == "inverse" and shape[0] == shape[1]:
        return tree.invert(expression(generator, shape, depth - 1))
    if kind == "transpose":
        return tree.transpose(expression(generator, shape[::-1], depth - 1))
    if kind == "scaled":
        number = generator.choice((tree.number(2), tree.number(-1), NAMES["t"], NAMES["t"]))
        return tree.multiply(number, expression(generator, shape, depth - 1))
    if kind == "product":
        middle = generator.choice(("n", "n", "k"))
        left = expression(generator, (shape[0], middle), depth - 1)
        return tree.multiply(left, expression(generator, (middle, shape[1]), depth - 1))
    return tree.add([expression(generator, shape, depth - 1) for _ in range(2)])


# --- rewriting --------------------------------------------------------------------------------------------------------


def reorder(generator: random.Random, node: tree.Node) -> tree.Node | None:
    if isinstance(node, tree.Sum):
        return replace(node, parts=tuple(generator.sample(node.parts, len(node.parts))))
    return None


def distribute(_: random.Random, node: tree.Node) -> tree.Node | None:
    match node:
        case tree.Product(left=tree.Sum(parts=parts), right=right):
            return tree.add([tree.multiply(part, right) for part in parts])
        case tree.Product(left=left, right=tree.Sum(parts=parts)):
            return tree.add([tree.multiply(left, part) for part in parts])
    return None


def associate(_: random.Random, node: tree.Node) -> tree.Node | None:
    match node:
        case tree.Product(left=tree.Product(left=a, right=b), right=c) if tree.NUMBER not in (
            a.shape,
            b.shape,
            c.shape,
        ):
            return tree.multiply(a, tree.multiply(b, c))
    return None


def turn_inside(_: random.Random, node: tree.Node) -> tree.Node | None:
    """Transposes and inverses move into products, and cancel."""
    match node:
        case tree.Transpose(inside=tree.Product(left=a, right=b)) if tree.NUMBER not in (a.shape, b.shape):
            return tree.multiply(tree.transpose(b), tree.transpose(a))
        case tree.Transpose(inside=tree.Sum(parts=parts)):
            return tree.add([tree.transpose(part) for part in parts])
        case tree.Transpose(inside=tree.Transpose(inside=a)) | tree.Inverse(inside=tree.Inverse(inside=a)):
            return a
        case tree.Transpose(inside=tree.Inverse(inside=a)):
            return tree.invert(tree.transpose(a))
        case tree.Inverse(inside=tree.Product(left=a, right=b)) if a.shape == b.shape == node.shape:
            return tree.multiply(tree.invert(b), tree.invert(a))
        case tree.Transpose(inside=tree.Name(name="A" | "B") as letter):
            return letter
    return None


def insert(generator: random.Random, node: tree.Node) -> tree.Node | None:
    """A matrix is a sum less one summand, and can be multiplied by a number or matrix and its inverse."""
    if node.shape == tree.NUMBER:
        return None
    way = generator.randrange(5)
    if way == 0:
        other = expression(generator, node.shape, 1)
        return tree.add([tree.add([node, other]), negative(other)])
    if way == 1:
        number = generator.choice((NAMES["t"], tree.add([NAMES["t"], tree.number(1)])))
        return tree.multiply(number, tree.multiply(tree.invert(number), node))
    commutator = tree.add([tree.multiply(NAMES["X"], NAMES["Y"]), negative(tree.multiply(NAMES["Y"], NAMES["X"]))])
    pivot = generator.choice([NAMES["B"], NAMES["X"], tree.add([NAMES["A"], NAMES["Y"]]), commutator])
    if way == 2 and node.shape[0] == "n":
        return tree.multiply(pivot, tree.multiply(tree.invert(pivot), node))
    if way == 3 and node.shape[1] == "n":
        return tree.multiply(tree.multiply(node, tree.invert(pivot)), pivot)
    return tree.transpose(tree.transpose(node))


def push_through(_: random.Random, node: tree.Node) -> tree.Node | None:
    """(I + a b)^-1 a = a (I + b a)^-1; without a factor, (I + a b)^-1 = I - a (I + b a)^-1 b."""
    match node:
        case tree.Inverse(inside=tree.Sum(parts=(tree.Identity() as one, tree.Product(left=a, right=b)))):
            if tree.NUMBER not in (a.shape, b.shape) and a.shape[0] == b.shape[1]:
                inner = tree.invert(tree.add([tree.Identity((a.shape[1], a.shape[1])), tree.multiply(b, a)]))
                return tree.add([one, negative(tree.multiply(a, tree.multiply(inner, b)))])
    return None


def resolve(_: random.Random, node: tree.Node) -> tree.Node | None:
    """a^-1 + b^-1 = a^-1 (a + b) b^-1; (a + b)^-1 = a^-1 - a^-1 (a^-1 + b^-1)^-1 a^-1."""
    match node:
        case tree.Sum(parts=(tree.Inverse(inside=a), tree.Inverse(inside=b))):
            return tree.multiply(tree.multiply(tree.invert(a), tree.add([a, b])), tree.invert(b))
        case tree.Inverse(inside=tree.Sum(parts=(a, b))):
            left = tree.invert(a)
            inner = tree.invert(tree.add([left, tree.invert(b)]))
            return tree.add([left, negative(tree.multiply(tree.multiply(left, inner), left))])
    return None


def hua(_: random.Random, node: tree.Node) -> tree.Node | None:
    """x y x = x - (x^-1 + (y^-1 - x)^-1)^-1."""
    match node:
        case tree.Product(left=tree.Product(left=x, right=y), right=z) if x == z and x.shape == y.shape == ("n", "n"):
            inner = tree.invert(tree.add([tree.invert(y), negative(x)]))
            return tree.add([x, negative(tree.invert(tree.add([tree.invert(x), inner])))])
    return None


RULES: tuple[Rule, ...] = (reorder, distribute, associate, turn_inside, insert, push_through, resolve, hua)


def places_in(node: tree.Node) -> Iterator[tuple[tree.Node, Callable[[tree.Node], tree.Node]]]:
    """Yield every subtree, with the function that puts another in its place."""
    yield node, lambda other: other
    match node:
        case tree.Sum(parts=parts):
            for i, part in enumerate(parts):
                for inside, put in places_in(part):
                    yield inside, lambda x, i=i, put=put: replace(node, parts=(*parts[:i], put(x), *parts[i + 1 :]))
        case tree.Product(left=left, right=right):
            for inside, put in places_in(left):
                yield inside, lambda x, put=put: replace(node, left=put(x))
            for inside, put in places_in(right):
                yield inside, lambda x, put=put: replace(node, right=put(x))
        case tree.Transpose(inside=below) | tree.Inverse(inside=below):
            for inside, put in places_in(below):
                yield inside, lambda x, put=put: replace(node, inside=put(x))


def rewritten(generator: random.Random, node: tree.Node, steps: int) -> tree.Node:
    """Apply random rules in random places."""
    for _ in range(steps):
        rule = generator.choice(RULES)
        candidates = [(put, new) for inside, put in places_in(node) if (new := rule(generator, inside)) is not None]
        if candidates:
            put, new = generator.choice(candidates)
            node = put(new)
    return node


def changed(generator: random.Random, node: tree.Node) -> tree.Node:
    """Replace one subtree by another expression of its shape, or turn a sign."""
    candidates = [(inside, put) for inside, put in places_in(node) if inside.shape != tree.NUMBER]
    inside, put = generator.choice(candidates)
    if generator.random() < 0.4:
        return put(negative(inside))
    return put(expression(generator, inside.shape, 0))


# --- pairs ------------------------------------------------------------------------------------------------------------

SHAPES = (SQUARE, SQUARE, SQUARE, ("n", "k"), ("n", "1"), tree.NUMBER)


def question(lhs: tree.Node, rhs: tree.Node) -> Question:
    return Question(LETTERS, (), (), Relation("equal", lhs, rhs))


def is_multiplied_out(lhs: tree.Node, rhs: tree.Node) -> bool:
    """Whether multiplying out alone shows that the sides agree."""
    return not kernel.Document(formal(question(lhs, rhs))).goal().terms


def form(generator: random.Random, depth: int) -> tree.Node:
    """Return v' M w for a random M."""
    middle = expression(generator, SQUARE, depth)
    return tree.multiply(tree.multiply(tree.transpose(NAMES["v"]), middle), NAMES["w"])


def pairs(seed: str, count: int, equal: bool) -> Iterator[Question]:
    """Yield questions whose sides agree, or do not, at all places."""
    generator = random.Random(f"{seed} {equal}")
    found = 0
    while found < count:
        shape = generator.choice(SHAPES)
        depth = generator.choice((2, 3, 3, 4))
        lhs = form(generator, depth) if shape == tree.NUMBER else expression(generator, shape, depth)
        if sum(1 for _ in places_in(lhs)) > 40:
            continue
        try:
            value = hashed(lhs)
            rhs = rewritten(generator, lhs, generator.randrange(1, 8))
            if not equal:
                rhs = changed(generator, rhs)
            if equal and hashed(rhs) != value:
                raise ValueError(f"a rule is wrong: {lhs} became {rhs}")
            if equal == (hashed(rhs) == value) and not is_multiplied_out(lhs, rhs):
                found += 1
                yield question(lhs, rhs)
        except Singular:
            continue
