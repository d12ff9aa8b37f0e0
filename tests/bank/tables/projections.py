"""Projections, least squares and ridge regression, generalised inverses."""

from __future__ import annotations

from bank.entry import Entry, false

PROJECTION = {"P": "M*inv(M.T*M)*M.T"}
TWO = {"P": "M*inv(M.T*M)*M.T", "Q": "N*inv(N.T*N)*N.T"}
TALL, TALLS = "M:n,r", "M:n,r N:n,s"
PQ = "P:n,n:sym Q:n,n:sym"
BOTH = ("P*P = P", "Q*Q = Q")
NESTED = {"Q": "M*inv(M.T*M)*M.T", "P": "M*Z*inv(Z.T*M.T*M*Z)*Z.T*M.T"}
ORTHOGONAL = {"P": "M*inv(M.T*M)*M.T", "Q": "W*inv(W.T*W)*W.T", "W": "N - M*inv(M.T*M)*M.T*N"}

# The pseudo-inverse G of A, by its four characterising equations (Penrose 1955); A = M N has any rank.
PENROSE = ("A*G*A = A", "G*A*G = G", "(A*G).T = A*G", "(G*A).T = G*A")
PSEUDO = {"A": "M*N", "G": "N.T*inv(N*N.T)*inv(M.T*M)*M.T"}
RANK = "M:n,r N:r,k"
AG = "A:n,k G:k,n"
INNER = {"A": "M*N", "G": "Y - N.T*inv(N*N.T)*N*Y*M*inv(M.T*M)*M.T + N.T*inv(N*N.T)*inv(M.T*M)*M.T"}

REGRESSION = "X:n,k y:n b:k d:k e:n W:n,n:pd V:n,n:pd t"
OLS = "b = inv(X.T*X)*X.T*y"
HAT = "X*inv(X.T*X)*X.T"

TABLE = (
    Entry("hat-idempotent", "the hat matrix is idempotent", "X:n,k", f"({HAT})**2", HAT),
    Entry("hat-symmetric", "the hat matrix is symmetric", "X:n,k", f"({HAT}).T", HAT, mutations=0),
    Entry("hat-fixes", "the hat matrix fixes the columns", "X:n,k", f"{HAT}*X", "X"),
    Entry("hat-annihilator", "residual maker and hat matrix annihilate each other", "X:n,k", f"{HAT}*(I_n - {HAT})", "O_n_n"),
    Entry("hat-change-of-basis", "the hat matrix depends on the column space alone", "X:n,k Y:k,k", "X*Y*inv((X*Y).T*X*Y)*(X*Y).T", HAT),
    Entry("hat-weighted", "the weighted hat matrix is idempotent", "X:n,k W:n,n:pd", "(X*inv(X.T*W*X)*X.T*W)**2", "X*inv(X.T*W*X)*X.T*W"),
    Entry("hat-weighted-adjoint", "the weighted hat matrix is self-adjoint in its own inner product", "X:n,k W:n,n:pd", "W*X*inv(X.T*W*X)*X.T*W", "(X*inv(X.T*W*X)*X.T*W).T*W"),
    Entry("oblique", "an oblique projection", "X:n,k Y:n,k", "(X*inv(Y.T*X)*Y.T)**2", "X*inv(Y.T*X)*Y.T"),
    Entry("oblique-product", "oblique and orthogonal projection on one space", "X:n,k Y:n,k", f"X*inv(Y.T*X)*Y.T*{HAT}", HAT),
    Entry("projection-complement", "products with the complement vanish", "P:n,n:sym", "P*(I_n - P)", "O_n_n", given=("P*P = P",), build=PROJECTION, auxiliary=TALL),
    Entry("projection-reflection", "a reflection is orthogonal", "P:n,n:sym", "(I_n - 2*P)*(I_n - 2*P).T", "I_n", given=("P*P = P",), build=PROJECTION, auxiliary=TALL),
    Entry("projection-pythagoras", "Pythagoras", "P:n,n:sym x:n", "x.T*x", "(P*x).T*(P*x) + (x - P*x).T*(x - P*x)", given=("P*P = P",), build=PROJECTION, auxiliary=TALL),
    Entry("projection-inverse", "inverse of a projection plus a multiple of its complement", "P:n,n:sym t", "inv(P + t*(I_n - P))", "P + (I_n - P)/t", given=("P*P = P", "t != 0"), build=PROJECTION, auxiliary=TALL),
    Entry("two-projections-commute", "the square of the difference commutes with either (Kato)", PQ, "P*(P - Q)**2", "(P - Q)**2*P", given=BOTH, build=TWO, auxiliary=TALLS),
    Entry("two-projections-sum", "Kato: squares of difference and codifference", PQ, "(P - Q)**2 + (I_n - P - Q)**2", "I_n", given=BOTH, build=TWO, auxiliary=TALLS),
    Entry("two-projections-sandwich", "a sandwich by the squared difference", PQ, "P*Q*P", "P*(I_n - (P - Q)**2)", given=BOTH, build=TWO, auxiliary=TALLS),
    Entry("two-projections-resolvent", "resolvents of both products", PQ, "inv(2*I_n - P*Q)*P", "P*inv(2*I_n - Q*P)", given=BOTH, build=TWO, auxiliary=TALLS),
    Entry("nested-projections", "projection on a smaller space absorbs", PQ, "Q*P", "P", given=(*BOTH, "P*Q = P"), build=NESTED, auxiliary="M:n,r Z:r,s"),
    Entry("nested-difference", "the difference of nested projections is a projection", PQ, "(Q - P)**2", "Q - P", given=(*BOTH, "P*Q = P"), build=NESTED, auxiliary="M:n,r Z:r,s"),
    Entry("orthogonal-projections", "the sum of orthogonal projections is a projection", PQ, "(P + Q)**2", "P + Q", given=(*BOTH, "P*Q = O_n_n"), build=ORTHOGONAL, auxiliary="M:n,r N:n,s W:n,s"),
    Entry("orthogonal-projections-reverse", "orthogonality of projections is symmetric", PQ, "Q*P", "O_n_n", given=(*BOTH, "P*Q = O_n_n"), build=ORTHOGONAL, auxiliary="M:n,r N:n,s W:n,s"),
    Entry("orthogonal-reflections", "reflections in orthogonal spaces compose", PQ, "(I_n - 2*P)*(I_n - 2*Q)", "I_n - 2*(P + Q)", given=(*BOTH, "P*Q = O_n_n"), build=ORTHOGONAL, auxiliary="M:n,r N:n,s W:n,s"),
    Entry("commuting-projections", "the product of commuting projections is a projection", PQ, "(P*Q)**2", "P*Q", given=(*BOTH, "P*Q = Q*P"), build={"P": "O*D*O.T", "Q": "O*F*O.T", "O": "(I_n - M + M.T)*inv(I_n + M - M.T)"}, auxiliary="O:n,n M:n,n D:n,n:bits F:n,n:bits"),
    Entry("commuting-projections-union", "the union of commuting projections", PQ, "(P + Q - P*Q)**2", "P + Q - P*Q", given=(*BOTH, "P*Q = Q*P"), build={"P": "O*D*O.T", "Q": "O*F*O.T", "O": "(I_n - M + M.T)*inv(I_n + M - M.T)"}, auxiliary="O:n,n M:n,n D:n,n:bits F:n,n:bits"),
    Entry("frisch-waugh", "Frisch-Waugh-Lovell: the partial coefficient", "X:n,k Z:n,l M:n,n y:n", "inv(X.T*M*X)*X.T*M*y", "inv((M*X).T*(M*X))*(M*X).T*(M*y)", given=("M = I_n - Z*inv(Z.T*Z)*Z.T",)),
    Entry("projection-update", "adding a regressor to a projection", "X:n,k z:n M:n,n", "(I_n - M)*z + M*z*(z.T*M*z)/(z.T*M*z)", "z", given=(f"M = I_n - {HAT}",), mutations=0),
    Entry("projection-update-idempotent", "a projection grows by a normalised residual", "X:n,k z:n M:n,n", "(M - M*z*z.T*M/(z.T*M*z))**2", "M - M*z*z.T*M/(z.T*M*z)", given=(f"M = I_n - {HAT}",)),
    Entry("residual-orthogonal", "residuals are orthogonal to the regressors", REGRESSION, "X.T*(y - X*b)", "O_k_1", given=(OLS,)),
    Entry("residual-orthogonal-fit", "residuals are orthogonal to the fit", REGRESSION, "(y - X*b).T*X*b", "0", given=(OLS,)),
    Entry("sum-of-squares", "decomposition of the residual sum of squares", REGRESSION, "(y - X*d).T*(y - X*d)", "(y - X*b).T*(y - X*b) + (d - b).T*X.T*X*(d - b)", given=(OLS,)),
    Entry("sum-of-squares-total", "total sum of squares", REGRESSION, "y.T*y", "(X*b).T*(X*b) + (y - X*b).T*(y - X*b)", given=(OLS,)),
    Entry("sum-of-squares-short", "residual sum of squares, short form", REGRESSION, "(y - X*b).T*(y - X*b)", "y.T*y - y.T*X*b", given=(OLS,)),
    Entry("estimator-error", "error of the estimator", REGRESSION, "b - d", "inv(X.T*X)*X.T*e", given=(OLS, "y = X*d + e")),
    Entry("weighted-normal", "normal equations of weighted least squares", REGRESSION, "X.T*W*(y - X*b)", "O_k_1", given=("b = inv(X.T*W*X)*X.T*W*y",)),
    Entry("weighted-sum-of-squares", "decomposition of the weighted sum of squares", REGRESSION, "(y - X*d).T*W*(y - X*d)", "(y - X*b).T*W*(y - X*b) + (d - b).T*X.T*W*X*(d - b)", given=("b = inv(X.T*W*X)*X.T*W*y",)),
    Entry("aitken", "covariance of the generalised least squares estimator (Aitken 1936)", REGRESSION, "inv(X.T*V.I*X)*X.T*V.I*V*(inv(X.T*V.I*X)*X.T*V.I).T", "inv(X.T*V.I*X)"),
    Entry("aitken-excess", "excess covariance of ordinary over generalised least squares", "X:n,k V:n,n:pd L:k,n G:k,n", "(L - G)*V*G.T", "O_k_k", given=("L = inv(X.T*X)*X.T", "G = inv(X.T*V.I*X)*X.T*V.I")),
    Entry("ridge-dual", "ridge regression in the dual", REGRESSION, "inv(X.T*X + t*I_k)*X.T*y", "X.T*inv(X*X.T + t*I_n)*y"),
    Entry("ridge-hat", "hat matrix of ridge regression", "X:n,k t", "X*inv(X.T*X + t*I_k)*X.T", "I_n - t*inv(X*X.T + t*I_n)"),
    Entry("ridge-shrinks", "ridge as a shrunken least squares", REGRESSION, "inv(X.T*X + t*I_k)*X.T*y", "b - t*inv(X.T*X + t*I_k)*b", given=(OLS,)),
    Entry("ridge-residual", "residual of ridge regression", REGRESSION, "y - X*d", "t*inv(X*X.T + t*I_n)*y", given=("d = inv(X.T*X + t*I_k)*X.T*y",)),
    Entry("ridge-normal", "normal equations of ridge regression", REGRESSION, "X.T*(y - X*d)", "t*d", given=("d = inv(X.T*X + t*I_k)*X.T*y",)),
    Entry("ridge-optimum", "optimal value of ridge regression", REGRESSION, "(y - X*d).T*(y - X*d) + t*d.T*d", "y.T*(y - X*d)", given=("d = inv(X.T*X + t*I_k)*X.T*y",)),
    Entry("leave-one-out", "estimate after an observation is left out", "X:n,k x:k y:n s b:k", "inv(X.T*X - x*x.T)*(X.T*y - x*s)", "b - inv(X.T*X)*x*(s - x.T*b)/(1 - x.T*inv(X.T*X)*x)", given=(OLS,)),
    Entry("recursive-least-squares", "estimate after an observation is added", "X:n,k x:k y:n s b:k", "inv(X.T*X + x*x.T)*(X.T*y + x*s)", "b + inv(X.T*X)*x*(s - x.T*b)/(1 + x.T*inv(X.T*X)*x)", given=(OLS,)),
    Entry("minimum-norm", "the minimum-norm solution solves", "A:k,n b:k x:n", "A*x", "b", given=("x = A.T*inv(A*A.T)*b",)),
    Entry("minimum-norm-orthogonal", "the minimum-norm solution is orthogonal to the kernel", "A:k,n b:k x:n z:n", "x.T*z", "0", given=("x = A.T*inv(A*A.T)*b", "A*z = O_k_1"), build={"z": "w - A.T*inv(A*A.T)*A*w"}, auxiliary="w:n"),
    Entry("constrained-least-squares", "constrained least squares meets its constraint", "X:n,k C:l,k y:n c:l b:k d:k", "C*d", "c", given=(OLS, "d = b - inv(X.T*X)*C.T*inv(C*inv(X.T*X)*C.T)*(C*b - c)")),
    Entry("penrose-projection", "A times its pseudo-inverse is a projection", AG, "(A*G)**2", "A*G", given=("A*G*A = A",), build=INNER, auxiliary=f"{RANK} Y:k,n"),
    Entry("penrose-unique", "the pseudo-inverse is unique", "A:n,k G:k,n H:k,n", "G", "H", given=(*PENROSE, "A*H*A = A", "H*A*H = H", "(A*H).T = A*H", "(H*A).T = H*A"), build={**PSEUDO, "H": "G"}, auxiliary=RANK),
    Entry("penrose-transpose", "A^+ absorbs its transpose", AG, "A.T*A*G", "A.T", given=PENROSE, build=PSEUDO, auxiliary=RANK),
    Entry("penrose-factor", "a form of the pseudo-inverse", AG, "G*G.T*A.T", "G", given=PENROSE, build=PSEUDO, auxiliary=RANK),
    Entry("penrose-gram", "pseudo-inverse of the Gram matrix", AG, "(A.T*A)*(G*G.T)*(A.T*A)", "A.T*A", given=PENROSE, build=PSEUDO, auxiliary=RANK),
    Entry("penrose-gram-range", "ranges of the pseudo-inverse and the transpose agree", AG, "G*A*A.T", "A.T", given=PENROSE, build=PSEUDO, auxiliary=RANK),
    Entry("penrose-full-column", "pseudo-inverse of full column rank", AG, "G", "inv(A.T*A)*A.T", given=("A*G*A = A", "(A*G).T = A*G"), build={"G": "inv(A.T*A)*A.T"}),
    Entry("penrose-full-row", "pseudo-inverse of full row rank", AG, "G", "A.T*inv(A*A.T)", given=("A*G*A = A", "(G*A).T = G*A"), build={"G": "A.T*inv(A*A.T)"}),
    Entry("penrose-commuting", "the pseudo-inverse of a symmetric matrix commutes with it", "A:n,n:sym G:n,n", "A*G", "G*A", given=PENROSE, build={"A": "M*S*M.T", "G": "M*inv(M.T*M)*S.I*inv(M.T*M)*M.T"}, auxiliary="M:n,r S:r,r:sym"),
    Entry("penrose-symmetric", "the pseudo-inverse of a symmetric matrix is symmetric", "A:n,n:sym G:n,n", "G.T", "G", given=PENROSE, build={"A": "M*S*M.T", "G": "M*inv(M.T*M)*S.I*inv(M.T*M)*M.T"}, auxiliary="M:n,r S:r,r:sym"),
    Entry("penrose-least-squares", "the pseudo-inverse solves the normal equations", "A:n,k G:k,n y:n", "A.T*(y - A*G*y)", "O_k_1", given=PENROSE, build=PSEUDO, auxiliary=RANK),
    Entry("inner-inverse-solves", "an inner inverse solves every solvable equation", "A:n,k G:k,n x:k y:n", "A*G*y", "y", given=("A*G*A = A", "y = A*x"), build=INNER, auxiliary=f"{RANK} Y:k,n"),
    Entry("inner-inverse-gram", "projection by any inner inverse of the Gram matrix", "X:n,k G:k,k", "X*G*X.T*X", "X", given=("X.T*X*G*X.T*X = X.T*X",), build={"X": "M*N", "G": "Y - N.T*inv(N*N.T)*N*Y*N.T*inv(N*N.T)*N + N.T*inv(N*N.T)*inv(M.T*M)*inv(N*N.T)*N"}, auxiliary=f"{RANK} Y:k,k"),
    Entry("drazin-group", "group inverse: the projection commutes", "A:n,n G:n,n", "A**2*G**2", "A*G", given=("A*G*A = A", "G*A*G = G", "A*G = G*A"), build={"A": "M*Z*inv(N.T*M)*N.T", "G": "M*Z.I*inv(N.T*M)*N.T"}, auxiliary="M:n,r N:n,r Z:r,r"),
    false("hat-is-identity", "dimension trap: true for square X", "X:n,k", HAT, "I_n"),
    false("hat-weights-agree", "dimension trap: true for square X", "X:n,k W:n,n:pd", "X*inv(X.T*W*X)*X.T*W", HAT),
    false("projections-multiply", "true for commuting projections", PQ, "(P*Q)**2", "P*Q", given=BOTH, build=TWO, auxiliary=TALLS),
    false("projections-commute", "true for n = 1", PQ, "P*Q", "Q*P", given=BOTH, build=TWO, auxiliary=TALLS),
    false("projections-sandwich", "true for n = 1", PQ, "P*Q*P", "Q*P*Q", given=BOTH, build=TWO, auxiliary=TALLS),
    false("projection-oblique-symmetric", "an idempotent need not be symmetric", "E:n,n", "E.T", "E", given=("E*E = E",), build={"E": "M*inv(N.T*M)*N.T"}, auxiliary="M:n,r N:n,r"),
    false("pseudo-reversal", "the pseudo-inverse of a product is no reversed product", "A:n,n B:n,n G:n,n H:n,n", "A*B*H*G*A*B", "A*B", given=("A*G*A = A", "G*A*G = G", "(A*G).T = A*G", "(G*A).T = G*A", "B*H*B = B", "H*B*H = H", "(B*H).T = B*H", "(H*B).T = H*B"), build={"A": "M*N", "G": "N.T*inv(N*N.T)*inv(M.T*M)*M.T", "B": "U*V", "H": "V.T*inv(V*V.T)*inv(U.T*U)*U.T"}, auxiliary="M:n,r N:r,n U:n,r V:r,n"),
    false("inner-inverse-outer", "an inner inverse need not be an outer one", AG, "G*A*G", "G", given=("A*G*A = A",), build=INNER, auxiliary=f"{RANK} Y:k,n"),
    false("inner-inverse-unique", "inner inverses differ", "A:n,k G:k,n H:k,n", "G", "H", given=("A*G*A = A", "A*H*A = A"), build={**INNER, "H": "N.T*inv(N*N.T)*inv(M.T*M)*M.T"}, auxiliary=f"{RANK} Y:k,n"),
    false("ols-is-gls", "dimension trap: true for square X", "X:n,k V:n,n:pd y:n", "inv(X.T*X)*X.T*y", "inv(X.T*V.I*X)*X.T*V.I*y"),
    false("ridge-unbiased", "ridge regression is biased", "X:n,k t d:k", "inv(X.T*X + t*I_k)*X.T*X*d", "d", given=("t > 0",)),
    false("least-squares-solves", "dimension trap: true for square X", "X:n,k y:n b:k", "X*b", "y", given=(OLS,)),
    false("minimum-norm-left", "dimension trap: true for square A", "A:k,n b:k x:n z:n", "x", "z", given=("x = A.T*inv(A*A.T)*b", "A*z = b"), build={"b": "A*z"}),
)
