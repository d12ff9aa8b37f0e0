"""Gradients of polynomial and rational forms; every letter but the variable is constant, also one that is defined."""

from __future__ import annotations

from typing import Any

from bank.entry import Entry, false

LETTERS = "A:n,n B:n,n S:n,n:sym P:n,n:pd Q:n,n:pd X:k,n W:k,k:sym x:n a:n b:n c:n y:k d:k s t"


def gradient(id: str, note: str, function: str, derivative: str, **options: Any) -> Entry:
    return Entry(id, note, LETTERS, function, derivative, relation="gradient", wrt="x", **options)


def wrong(id: str, note: str, function: str, derivative: str, **options: Any) -> Entry:
    return false(id, note, LETTERS, function, derivative, relation="gradient", wrt="x", **options)


COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook (2012)"
TABLE = (
    gradient("linear", f"{COOKBOOK}, eq. 69", "a.T*x", "a"),
    gradient("linear-transposed", f"{COOKBOOK}, eq. 69", "x.T*a", "a"),
    gradient("bilinear", "a bilinear form, on the right", "y.T*X*x", "X.T*y"),
    gradient("quadratic", f"{COOKBOOK}, eq. 81", "x.T*A*x", "(A + A.T)*x"),
    gradient("quadratic-symmetric", "a symmetric quadratic form", "x.T*S*x/2", "S*x"),
    gradient("quadratic-affine", f"{COOKBOOK}, eq. 97", "x.T*A*x + b.T*x", "(A + A.T)*x + b"),
    gradient("squared-norm", "squared length", "x.T*x", "2*x"),
    gradient("distance", "squared distance", "(x - a).T*(x - a)/2", "x - a"),
    gradient("centred", "a centred quadratic", "(x - c).T*S*(x - c)/2", "S*(x - c)"),
    gradient("least-squares", f"{COOKBOOK}, eq. 84 without weight", "(X*x - y).T*(X*x - y)", "2*X.T*(X*x - y)"),
    gradient("weighted-least-squares", f"{COOKBOOK}, eq. 84", "(y - X*x).T*W*(y - X*x)", "-2*X.T*W*(y - X*x)"),
    gradient("weighted-distance", f"{COOKBOOK}, eq. 86", "(x - a).T*S*(x - a)", "2*S*(x - a)"),
    gradient("ridge", "ridge regression", "(X*x - y).T*(X*x - y)/2 + t*x.T*x/2", "X.T*(X*x - y) + t*x"),
    gradient(
        "two-quadratics",
        "a sum of two quadratics",
        "(x - a).T*P*(x - a)/2 + (x - b).T*Q*(x - b)/2",
        "(P + Q)*x - (P*a + Q*b)",
    ),
    gradient(
        "product-of-affine", "a product of affine functions", "(a.T*x + s)*(b.T*x + t)", "a*(b.T*x + t) + b*(a.T*x + s)"
    ),
    gradient(
        "product-of-residuals",
        "a product of residual vectors",
        "(A*x + a).T*(B*x + b)",
        "A.T*(B*x + b) + B.T*(A*x + a)",
    ),
    gradient("three-factors", f"{COOKBOOK}, eq. 78", "(A*x + a).T*S*(B*x + b)", "A.T*S*(B*x + b) + B.T*S*(A*x + a)"),
    gradient(
        "form-times-linear",
        "a quadratic form times a linear one",
        "(x.T*A*x)*(b.T*x)",
        "(A + A.T)*x*(b.T*x) + b*(x.T*A*x)",
    ),
    gradient("form-squared", "square of a quadratic form", "(x.T*A*x)**2", "2*(x.T*A*x)*(A + A.T)*x"),
    gradient("form-cubed", "cube of a symmetric quadratic form", "(x.T*S*x)**3", "6*(x.T*S*x)**2*S*x"),
    gradient(
        "product-of-forms", "product of two quadratic forms", "(x.T*S*x)*(x.T*P*x)", "2*(x.T*P*x)*S*x + 2*(x.T*S*x)*P*x"
    ),
    gradient("norm-fourth", "fourth power of the length", "(x.T*x)**2", "4*(x.T*x)*x"),
    gradient("dyad-form", "a quadratic form of a dyad", "x.T*a*b.T*x", "a*(b.T*x) + b*(a.T*x)"),
    gradient("linear-power", "a power of a linear form", "(a.T*x)**4", "4*(a.T*x)**3*a"),
    gradient("inverse-constant", "a constant inverse", "x.T*inv(P + Q)*x", "2*inv(P + Q)*x"),
    gradient(
        "inverse-sandwich",
        "a quadratic form of a constant resolvent",
        "x.T*X.T*inv(X*X.T + W)*X*x/2",
        "X.T*inv(X*X.T + W)*X*x",
    ),
    gradient("inverse-linear", "reciprocal of a linear form", "1/(a.T*x)", "-a/(a.T*x)**2"),
    gradient("inverse-form", "reciprocal of a quadratic form", "1/(x.T*S*x)", "-2*S*x/(x.T*S*x)**2"),
    gradient("inverse-norm", "reciprocal of one plus the squared length", "1/(1 + x.T*x)", "-2*x/(1 + x.T*x)**2"),
    gradient("quotient-linear", "quotient of linear forms", "(a.T*x)/(b.T*x)", "a/(b.T*x) - b*(a.T*x)/(b.T*x)**2"),
    gradient("rayleigh", "Rayleigh quotient", "(x.T*S*x)/(x.T*x)", "2*(S*x - x*(x.T*S*x)/(x.T*x))/(x.T*x)"),
    gradient(
        "rayleigh-general",
        "generalised Rayleigh quotient",
        "(x.T*S*x)/(x.T*P*x)",
        "2*S*x/(x.T*P*x) - 2*P*x*(x.T*S*x)/(x.T*P*x)**2",
    ),
    gradient(
        "rayleigh-unsymmetric",
        "Rayleigh quotient of a general matrix",
        "(x.T*A*x)*inv(x.T*x)",
        "(A + A.T)*x*inv(x.T*x) - 2*x*(x.T*A*x)*inv(x.T*x)**2",
    ),
    gradient(
        "cosine-squared", "squared cosine", "(a.T*x)**2/(x.T*x)", "2*a*(a.T*x)/(x.T*x) - 2*x*(a.T*x)**2/(x.T*x)**2"
    ),
    gradient(
        "rational-sum",
        "a resolvent that depends on the variable through a dyad",
        "a.T*inv(P + x*x.T)*b",
        "-inv(P + x*x.T)*a*(x.T*inv(P + x*x.T)*b) - inv(P + x*x.T)*b*(x.T*inv(P + x*x.T)*a)",
    ),
    gradient(
        "rational-own",
        "a quadratic form of a resolvent of its own dyad",
        "x.T*inv(P + x*x.T)*x",
        "2*P.I*x/(1 + x.T*P.I*x)**2",
    ),
    gradient("rational-product", "a form over one plus a form", "(x.T*P*x)/(1 + x.T*P*x)", "2*P*x/(1 + x.T*P*x)**2"),
    gradient(
        "fixed-curvature",
        "a centred quadratic with a defined curvature",
        "(x - c).T*P*(x - c)/2",
        "P*x - S*a - (P - S)*b",
        given=("c = P.I*(S*a + (P - S)*b)",),
    ),
    gradient("defined-residual", "a defined residual is constant", "a.T*x", "a", given=("a = S*b",)),
    gradient(
        "skew-form",
        "the form of a skew matrix",
        "x.T*A*x",
        "O_n_1",
        given=("A.T = -A",),
        build={"A": "B - B.T"},
        auxiliary="B:n,n",
    ),
    gradient(
        "projection-distance",
        "squared distance to a subspace",
        "x.T*(I_n - S)*x/2",
        "x - S*x",
        given=("S*S = S",),
        build={"S": "M*inv(M.T*M)*M.T"},
        auxiliary="M:n,r",
    ),
    gradient(
        "projection-residual",
        "squared residual of a projection",
        "(x - S*x).T*(x - S*x)/2",
        "x - S*x",
        given=("S*S = S",),
        build={"S": "M*inv(M.T*M)*M.T"},
        auxiliary="M:n,r",
    ),
    gradient(
        "orthogonal-invariance",
        "a rotated distance",
        "(B*x - a).T*(B*x - a)/2",
        "x - B.T*a",
        given=("B.T*B = I_n",),
        build={"B": "(I_n - M + M.T)*inv(I_n + M - M.T)"},
        auxiliary="M:n,n",
    ),
    gradient(
        "lagrangian", "Lagrangian of a constrained quadratic", "x.T*S*x/2 - b.T*x + d.T*(X*x - y)", "S*x - b + X.T*d"
    ),
    gradient(
        "augmented-lagrangian",
        "augmented Lagrangian",
        "b.T*x + d.T*(X*x - y) + t*(X*x - y).T*(X*x - y)/2",
        "b + X.T*(d + t*(X*x - y))",
    ),
    gradient(
        "proximal", "proximal objective", "(x - a).T*S*(x - a)/2 + t*(x - b).T*(x - b)/2", "(S + t*I_n)*x - S*a - t*b"
    ),
    gradient(
        "map-estimate",
        "maximum a posteriori for a linear measurement",
        "(x - a).T*P.I*(x - a)/2 + (y - X*x).T*W*(y - X*x)/2",
        "P.I*(x - a) - X.T*W*(y - X*x)",
    ),
    gradient("two-layer", "a two-layer linear network with one output", "(t - a.T*A*x)**2/2", "-(t - a.T*A*x)*A.T*a"),
    gradient("newton-merit", "merit function of a linear system", "(A*x - b).T*inv(A*A.T)*(A*x - b)/2", "x - A.I*b"),
    wrong("quadratic-one-side", "true for symmetric A", "x.T*A*x", "2*A*x"),
    wrong("quadratic-transposed", "true for symmetric A", "x.T*A*x", "2*A.T*x"),
    wrong("bilinear-untransposed", "a transposition forgotten; true for symmetric A", "a.T*A*x", "A*a"),
    wrong("product-rule-half", "half of the product rule", "(x.T*S*x)*(x.T*P*x)", "2*(x.T*P*x)*S*x"),
    wrong("quotient-rule-half", "the numerator alone", "(x.T*S*x)/(x.T*x)", "2*S*x/(x.T*x)"),
    wrong(
        "quotient-rule-sign",
        "sign of the quotient rule",
        "(x.T*S*x)/(x.T*x)",
        "2*S*x/(x.T*x) + 2*x*(x.T*S*x)/(x.T*x)**2",
    ),
    wrong(
        "chain-rule-forgotten",
        "inner derivative forgotten; true for orthogonal X",
        "(A*x - b).T*(A*x - b)/2",
        "A*x - b",
    ),
    wrong(
        "least-squares-untransposed", "dimension trap: true for symmetric A", "(A*x - b).T*(A*x - b)/2", "A*(A*x - b)"
    ),
    wrong("order-of-powers", "x' A^2 x is no |A x|^2; true for symmetric A", "x.T*A**2*x", "2*A.T*A*x"),
    wrong("norm-not-squared", "the squared length", "(x.T*x)**2", "4*x"),
    wrong(
        "definition-varied",
        "a letter that is defined is constant, whatever its definition contains",
        "x.T*S*x/2",
        "S*x + a*(a.T*x)/2",
        given=("S = a*a.T + P",),
    ),
    wrong("dyad-half", "a quadratic form of a dyad; true for a = b", "x.T*a*b.T*x", "2*a*(b.T*x)"),
    wrong("resolvent-frozen", "the resolvent treated as constant", "x.T*inv(P + x*x.T)*x", "2*inv(P + x*x.T)*x"),
)
