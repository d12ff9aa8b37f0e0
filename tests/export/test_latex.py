"""How expressions and claims are printed: exact strings, values that survive the printing, real TeX."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy
from export import reading, typesetting
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from symmaml.adaptation import GradientDescent, Proximal
from symmaml.errors import InvalidNotation
from symmaml.export.latex import latex, latex_claim
from symmaml.notation import matrix, scalar, scaled, symmetric, vector
from symmaml.problem import MetaProblem
from symmaml.statement import AtLeast, Definition, Equal, Gradient
from symmaml.tasks import quadratic

half, Q = sympy.Rational(1, 2), sympy.Rational
alpha, beta, lamda, rho, F = scalar("alpha beta lamda rho F")
A, B, A_alpha, B_alpha, S = symmetric("A B A_alpha B_alpha S")
X = matrix("X", rows="m", cols="n")
v, w, theta, theta0, theta_star, delta, h = vector("v w theta theta0 theta_star delta h")
n, k = A.rows, sympy.Symbol("k")
eye, one = sympy.Identity(n), sympy.Identity(1)
R = eye - alpha * A
gap = theta - v
maml = MetaProblem([quadratic("A", "v"), quadratic("B", "w")], adaptation=GradientDescent(alpha), rule="exact")

EXACT = [
    # letters and numbers
    (A_alpha, r"A_{\alpha}"),
    (theta_star, r"\theta^{\star}"),
    (theta0, r"\theta_{0}"),
    (eye, "I"),
    (one, "1"),
    (sympy.ZeroMatrix(n, n), "0"),
    (half, r"\tfrac12"),
    (Q(-3, 16), r"-\tfrac{3}{16}"),
    # numbers that are letters
    (lamda * (1 - alpha * lamda) ** 2, r"\lambda (1 - \alpha \lambda)^2"),
    (lamda * (1 - alpha * lamda) ** 2 - lamda, r"\lambda (1 - \alpha \lambda)^2 - \lambda"),
    (1 - 2 * alpha * lamda + alpha**2 * lamda**2, r"1 - 2 \alpha \lambda + \alpha^2 \lambda^2"),
    (alpha * lamda**2 * (alpha * lamda - 2), r"\alpha \lambda^2 (\alpha \lambda - 2)"),
    (4 / (27 * alpha), r"\frac{4}{27 \alpha}"),
    (alpha / 2, r"\tfrac12 \alpha"),
    (1 / alpha, r"\frac{1}{\alpha}"),
    (lamda / (1 + alpha), r"\frac{\lambda}{1 + \alpha}"),
    (sympy.sqrt(alpha), r"\sqrt{\alpha}"),
    (alpha ** Q(1, 3), r"\alpha^{1/3}"),
    (2 * 3**k, r"2 \cdot 3^k"),
    (sympy.Mul(-1, alpha + beta, evaluate=False), r"-(\alpha + \beta)"),
    # sums: the identity first, a plus in front, then by degree, then by letters
    (R, r"I - \alpha A"),
    (eye + alpha * A, r"I + \alpha A"),
    (A - eye, "A - I"),
    (A + rho * eye, r"A + \rho I"),
    (eye - 2 * alpha * A + alpha**2 * A**2, r"I - 2 \alpha A + \alpha^2 A^2"),
    (w - v, "w - v"),
    (-v - w, "-v - w"),
    (theta_star - theta, r"\theta^{\star} - \theta"),
    (A * gap + B * (theta - w), r"A (\theta - v) + B (\theta - w)"),
    (A - A * S.I * A, "A - A S^{-1} A"),
    (maml.adapted(0), r"\theta - \alpha A (\theta - v)"),
    (theta_star + (eye - beta * S) ** k * gap, r"\theta^{\star} + (I - \beta S)^k (\theta - v)"),
    (scaled(half, v + w), r"\tfrac12 (v + w)"),
    # products, powers, inverses
    (-A * v, "-A v"),
    (R * A * R, r"(I - \alpha A) A (I - \alpha A)"),
    (R**2 * A, r"(I - \alpha A)^2 A"),
    (2 * alpha * A * B, r"2 \alpha A B"),
    (sympy.MatMul(2, sympy.ZeroMatrix(n, n), A), r"2 \cdot 0 A"),
    ((alpha - 1) * A, r"(\alpha - 1) A"),
    (A / alpha, r"\frac{1}{\alpha} A"),
    (S.I * (A * v + B * w), "S^{-1} (A v + B w)"),
    (S**-2, "S^{-2}"),
    (sympy.MatPow(A, k + 1), "A^{1 + k}"),
    ((A + B).I, "(A + B)^{-1}"),
    ((A.I + B.I).I, "(A^{-1} + B^{-1})^{-1}"),
    (rho * (A + rho * eye).I, r"\rho (A + \rho I)^{-1}"),
    (sympy.MatPow(theta_star * theta_star.T, 2), r"(\theta^{\star} \theta^{\star\top})^2"),
    # transposes: pushed to the letters by SymPy, folded back where that is shorter
    (A.T * v, r"A^{\top} v"),
    (gap.T, r"(\theta - v)^{\top}"),
    ((A + B).T, r"(A + B)^{\top}"),
    ((A * B).T, r"B^{\top} A^{\top}"),
    ((A * v - w).T, r"(A v - w)^{\top}"),
    (v.T * A - w.T * B, r"v^{\top} A - w^{\top} B"),  # nothing would be saved: A is not its transpose here
    (A.T.I, r"A^{-\top}"),
    ((A.T + B.T).I, r"(A + B)^{-\top}"),
    (sympy.MatPow(A.T, 2), r"(A^{\top})^2"),
    (theta_star.T * v, r"\theta^{\star\top} v"),
    ((X.T * X + eye).I, r"(I + X^{\top} X)^{-1}"),
    # quadratic forms
    (scaled(half, sympy.MatMul(gap.T, A, gap)), r"\tfrac12 (\theta - v)^{\top} A (\theta - v)"),
    (scaled(Q(1, 8), (w - v).T * S * (w - v)), r"\tfrac18 (w - v)^{\top} S (w - v)"),
    (half * delta.T * A_alpha * S.I * B_alpha * delta, r"\tfrac12 \delta^{\top} A_{\alpha} S^{-1} B_{\alpha} \delta"),
    (
        maml.task_loss(0),
        r"\tfrac12 \bigl(\theta - v - \alpha A (\theta - v)\bigr)^{\top} A "
        r"\bigl(\theta - v - \alpha A (\theta - v)\bigr)",
    ),
    (v.T * v + one, r"1 + v^{\top} v"),
    # numbers and 1x1 matrices, which SymPy adds without merging them
    (sympy.Add(F, -h.T * v, scaled(half, h.T * S * h)), r"F - h^{\top} v + \tfrac12 h^{\top} S h"),
    (scaled(2, sympy.Add(F, h.T * v)), r"2 (F + h^{\top} v)"),
    # what is not of our grammar
    (sympy.Trace(A + B), r"\operatorname{tr}(A + B)"),
    (sympy.Determinant(A * B), r"\det(A B)"),
    (sympy.HadamardProduct(A, B) * v, r"(A \circ B) v"),
    (theta[0, 0], r"\theta_{1,1}"),
    (sympy.Function("F")(theta), r"F(\theta)"),
    (v * w.T, r"v w^{\top}"),
]


@pytest.mark.parametrize(("expression", "text"), EXACT, ids=[text for _, text in EXACT])
def test_prints_as_a_mathematician_writes(expression: sympy.Expr, text: str) -> None:
    assert latex(expression) == text
    assert text.isascii()


def test_the_table_is_long_enough() -> None:
    assert len(EXACT) >= 40


CLAIMS = [
    (Equal(S, A_alpha + B_alpha), r"S = A_{\alpha} + B_{\alpha}"),
    (Equal(A * v, sympy.ZeroMatrix(n, 1)), "A v = 0"),
    (AtLeast(A, A_alpha), r"A \succeq A_{\alpha}"),
    (AtLeast(v.T * A * v, sympy.ZeroMatrix(1, 1)), r"v^{\top} A v \ge 0"),
    (AtLeast(alpha, alpha**2), r"\alpha \ge \alpha^2"),
    (Gradient(F, theta, A * gap), r"\nabla_{\theta} F = A (\theta - v)"),
    (Gradient(theta.T * theta, theta, 2 * theta), r"\nabla_{\theta} (\theta^{\top} \theta) = 2 \theta"),
]


@pytest.mark.parametrize(("claim", "text"), CLAIMS, ids=[text for _, text in CLAIMS])
def test_prints_claims(claim: Equal | AtLeast | Gradient, text: str) -> None:
    assert latex_claim(claim) == text


WHERE = (
    Definition(A_alpha, R * A * R),
    Definition(B_alpha, (eye - alpha * B) * B * (eye - alpha * B)),
    Definition(S, A_alpha + B_alpha),
    Definition(delta, w - v),
    Definition(scalar("q"), 1 - alpha * lamda),
)
ABBREVIATED = [
    (R * A * R * gap, r"A_{\alpha} (\theta - v)"),
    (A_alpha + B_alpha, "S"),
    (R * A * R + B_alpha, "S"),
    ((R * A * R + B_alpha).I * R * A * R * (w - v), r"S^{-1} A_{\alpha} \delta"),
    (scaled(half, (w - v).T * S * (w - v)), r"\tfrac12 \delta^{\top} S \delta"),
    (v - w, "v - w"),  # the opposite of a definition is not that definition
    (R * A, r"(I - \alpha A) A"),
    (lamda * (1 - alpha * lamda) ** 2, r"\lambda q^2"),
    (A, "A"),
]


@pytest.mark.parametrize(("expression", "text"), ABBREVIATED, ids=[text for _, text in ABBREVIATED])
def test_abbreviates(expression: sympy.Expr, text: str) -> None:
    assert latex(expression, WHERE) == text


def test_a_coefficient_belongs_to_its_definition() -> None:
    midpoint = Definition(vector("m"), scaled(half, v + w))
    assert latex(sympy.MatMul(A, scaled(half, v + w)), [midpoint]) == "A m"
    assert latex(scaled(Q(1, 4), v + w), [midpoint]) == r"\tfrac14 (v + w)"


def test_another_name_of_a_letter_does_not_replace_it() -> None:
    assert latex(A + B, [Definition(S, A), Definition(scalar("b"), beta)]) == "A + B"


def test_a_definition_is_not_printed_as_itself() -> None:
    for definition in WHERE:
        left, right = latex_claim(Equal(definition.letter, definition.expression), WHERE).split(" = ")
        assert left != right


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (sympy.Symbol("\N{GREEK SMALL LETTER LAMDA}"), "cannot be spelled"),
        (sympy.Symbol("x'"), "cannot be spelled"),
        (scalar("theta0") + scalar("theta_0"), "theta0 and theta_0 look the same"),
        (symmetric("I") * v + R * w, "I and the identity look the same"),
        (3, "3 is no SymPy expression"),
        ("A + B", "is no SymPy expression"),
    ],
)
def test_refuses_what_it_cannot_print(expression: object, message: str) -> None:
    with pytest.raises(InvalidNotation, match=message):
        latex(expression)


def test_refuses_what_is_no_claim() -> None:
    with pytest.raises(InvalidNotation, match="is no claim"):
        latex_claim(A)  # type: ignore[arg-type]


STEADY = settings(
    max_examples=300,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much],
)
SEEDS = st.integers(0, 10**9)


def value_of(expression: sympy.Expr, at: reading.Values) -> sympy.Matrix:
    """Return the value, or drop the example: something is singular, or a zero is printed, which tells no shape."""
    assume(not expression.has(sympy.ZeroMatrix, sympy.zoo, sympy.nan))
    try:
        value = reading.value(expression, at)
    except (ValueError, ZeroDivisionError):
        assume(False)
    assume(not value.has(sympy.zoo, sympy.nan))
    return value


@STEADY
@given(SEEDS, st.integers(0, 4))
def test_what_is_printed_has_the_value_of_what_was_given(seed: int, depth: int) -> None:
    expression, at = reading.Grower(seed).any(depth), reading.values(seed)
    expected = value_of(expression, at)
    assert reading.read(latex(expression), at) == expected, f"{expression} printed as {latex(expression)}"


@STEADY
@given(SEEDS)
def test_abbreviations_keep_the_value(seed: int) -> None:
    grower, at = reading.Grower(seed, without=(A_alpha, delta)), dict(reading.values(seed))
    where = [Definition(A_alpha, grower.matrix(2)), Definition(delta, grower.vector(2))]
    for definition in where:
        at[definition.letter.name] = value_of(definition.expression, at)
    given_parts = (
        where[0].expression * grower.matrix(1),
        where[0].expression.T,
        grower.matrix(1) + where[0].expression,
    )
    expression = sympy.MatMul(grower.source.choice(given_parts), where[1].expression - grower.vector(1))
    expected = value_of(expression, at)
    assert reading.read(latex(expression, where), at) == expected


def test_real_tex_accepts_everything(tmp_path: Path) -> None:
    texts = [latex(expression) for expression, _ in EXACT] + [latex_claim(claim) for claim, _ in CLAIMS]

    @settings(STEADY, max_examples=200)
    @given(SEEDS, st.integers(1, 5))
    def collect(seed: int, depth: int) -> None:
        texts.append(latex(reading.Grower(seed).any(depth)))

    collect()
    assert all(text.isascii() for text in texts)
    log = typesetting.draft("\n\n".join(rf"\setbox0\hbox{{${text}$}}" for text in texts), tmp_path)
    assert typesetting.complaints(log) == []


def test_proximal_residual_prints() -> None:
    loss = quadratic("A", "v").query
    assert latex(Proximal(rho).residual(loss)) == r"\rho (A + \rho I)^{-1}"
