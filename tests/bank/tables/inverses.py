"""Inverses of sums: the Woodbury family, push-through, Henderson and Searle's forms, Hua, rank-one updates, Newton."""

from __future__ import annotations

from bank.entry import Entry, false

COOKBOOK = "Petersen & Pedersen, The Matrix Cookbook (2012)"
SEARLE = "Searle, Matrix Algebra Useful for Statistics (1982), section 5.5"
HENDERSON = "Henderson & Searle, On deriving the inverse of a sum of matrices (1981)"
AB = "A:n,n B:n,n C:n,n"
AUBV = "A:n,n U:n,k B:k,l V:l,n"

TABLE = (
    Entry(
        "woodbury",
        f"{COOKBOOK}, eq. 156",
        "A:n,n B:k,k C:n,k",
        "inv(A + C*B*C.T)",
        "A.I - A.I*C*inv(B.I + C.T*A.I*C)*C.T*A.I",
    ),
    Entry(
        "woodbury-two-factors",
        f"{COOKBOOK}, eq. 157",
        "A:n,n U:n,k B:k,k V:k,n",
        "inv(A + U*B*V)",
        "A.I - A.I*U*inv(B.I + V*A.I*U)*V*A.I",
    ),
    Entry(
        "woodbury-gain",
        f"{COOKBOOK}, eq. 158",
        "P:n,n:pd B:k,n R:k,k:pd",
        "inv(P.I + B.T*R.I*B)*B.T*R.I",
        "P*B.T*inv(B*P*B.T + R)",
    ),
    Entry(
        "kailath", f"{COOKBOOK}, eq. 159", "A:n,n B:n,k C:k,n", "inv(A + B*C)", "A.I - A.I*B*inv(I_k + C*A.I*B)*C*A.I"
    ),
    Entry(
        "sherman-morrison",
        f"{COOKBOOK}, eq. 160",
        "A:n,n b:n c:n",
        "inv(A + b*c.T)",
        "A.I - A.I*b*c.T*A.I/(1 + c.T*A.I*b)",
    ),
    Entry(
        "sherman-morrison-downdate",
        "Sherman & Morrison (1950), with a minus sign",
        "A:n,n b:n c:n",
        "inv(A - b*c.T)",
        "A.I + A.I*b*c.T*A.I*inv(1 - c.T*A.I*b)",
    ),
    Entry(
        "sherman-morrison-scaled",
        "Bartlett (1951): a multiple of a rank-one matrix",
        "A:n,n b:n c:n t",
        "inv(A + t*b*c.T)",
        "A.I - t*A.I*b*c.T*A.I/(1 + t*c.T*A.I*b)",
    ),
    Entry(
        "sherman-morrison-applied",
        "the updated inverse on the update direction",
        "A:n,n b:n c:n",
        "inv(A + b*c.T)*b",
        "A.I*b/(1 + c.T*A.I*b)",
    ),
    Entry(
        "sherman-morrison-form",
        "the updated inverse between the update directions",
        "A:n,n b:n c:n",
        "c.T*inv(A + b*c.T)*b",
        "c.T*A.I*b*inv(1 + c.T*A.I*b)",
    ),
    Entry(
        "identity-plus-dyad",
        "inverse of the identity plus a dyad",
        "u:n",
        "inv(I_n + u*u.T)",
        "I_n - u*u.T/(1 + u.T*u)",
    ),
    Entry(
        "difference-of-dyads",
        "a symmetric rank-one update and its downdate",
        "S:n,n:sym u:n",
        "inv(S + u*u.T) - inv(S - u*u.T)",
        "-S.I*u*u.T*S.I*(inv(1 + u.T*S.I*u) + inv(1 - u.T*S.I*u))",
    ),
    Entry("searle-1", f"{SEARLE}; {COOKBOOK}, eq. 161", "A:n,n", "inv(I_n + A.I)", "A*inv(A + I_n)"),
    Entry(
        "searle-2", f"{SEARLE}; {COOKBOOK}, eq. 162", "A:n,n B:n,k", "inv(A + B*B.T)*B", "A.I*B*inv(I_k + B.T*A.I*B)"
    ),
    Entry("searle-3", f"{SEARLE}; {COOKBOOK}, eq. 163", AB, "inv(A.I + B.I)", "A*inv(A + B)*B"),
    Entry("searle-3-other", f"{SEARLE}; {COOKBOOK}, eq. 163", AB, "A*inv(A + B)*B", "B*inv(A + B)*A"),
    Entry("searle-4", f"{SEARLE}; {COOKBOOK}, eq. 164", AB, "A - A*inv(A + B)*A", "B - B*inv(A + B)*B"),
    Entry("searle-5", f"{SEARLE}; {COOKBOOK}, eq. 165", AB, "A.I + B.I", "A.I*(A + B)*B.I"),
    Entry("searle-6", f"{SEARLE}; {COOKBOOK}, eq. 166", AB, "inv(I_n + A*B)", "I_n - A*inv(I_n + B*A)*B"),
    Entry("searle-7", f"{SEARLE}; {COOKBOOK}, eq. 167", AB, "inv(I_n + A*B)*A", "A*inv(I_n + B*A)"),
    Entry(
        "henderson-searle-1",
        f"{HENDERSON}, rectangular",
        AUBV,
        "inv(A + U*B*V)",
        "A.I - inv(I_n + A.I*U*B*V)*A.I*U*B*V*A.I",
    ),
    Entry(
        "henderson-searle-2",
        f"{HENDERSON}, rectangular",
        AUBV,
        "inv(A + U*B*V)",
        "A.I - A.I*inv(I_n + U*B*V*A.I)*U*B*V*A.I",
    ),
    Entry(
        "henderson-searle-3",
        f"{HENDERSON}, rectangular",
        AUBV,
        "inv(A + U*B*V)",
        "A.I - A.I*U*inv(I_k + B*V*A.I*U)*B*V*A.I",
    ),
    Entry(
        "henderson-searle-4",
        f"{HENDERSON}, rectangular",
        AUBV,
        "inv(A + U*B*V)",
        "A.I - A.I*U*B*inv(I_l + V*A.I*U*B)*V*A.I",
    ),
    Entry(
        "henderson-searle-5",
        f"{HENDERSON}, rectangular",
        AUBV,
        "inv(A + U*B*V)",
        "A.I - A.I*U*B*V*inv(I_n + A.I*U*B*V)*A.I",
    ),
    Entry(
        "henderson-searle-6",
        f"{HENDERSON}, rectangular",
        AUBV,
        "inv(A + U*B*V)",
        "A.I - A.I*U*B*V*A.I*inv(I_n + U*B*V*A.I)",
    ),
    Entry("hua", "Hua's identity (1949)", AB, "A - inv(A.I + inv(B.I - A))", "A*B*A"),
    Entry("hua-inverses", "Hua's identity between inverses", AB, "inv(A) + inv(inv(B) - A)", "inv(A - A*B*A)"),
    Entry("push-through", "push-through identity", "U:n,k V:k,n", "inv(I_n + U*V)*U", "U*inv(I_k + V*U)"),
    Entry(
        "push-through-gram",
        "push-through for a Gram matrix",
        "X:n,k t",
        "inv(X.T*X + t*I_k)*X.T",
        "X.T*inv(X*X.T + t*I_n)",
    ),
    Entry(
        "push-through-weighted",
        "push-through with a weight",
        "X:n,k W:n,n P:k,k",
        "inv(P + X.T*W*X)*X.T*W",
        "P.I*X.T*inv(W.I + X*P.I*X.T)",
    ),
    Entry(
        "push-through-complement",
        "complement form of the push-through identity",
        "U:n,k V:k,n",
        "inv(I_n + U*V)",
        "I_n - U*inv(I_k + V*U)*V",
    ),
    Entry(
        "push-through-squared",
        "push-through for a squared resolvent",
        "U:n,k V:k,n",
        "inv(I_n + U*V)**2*U",
        "U*inv(I_k + V*U)**2",
    ),
    Entry(
        "gram-inverse",
        "inverse of a shifted Gram matrix",
        "X:n,k t",
        "inv(t*I_n + X*X.T)",
        "(I_n - X*inv(t*I_k + X.T*X)*X.T)/t",
        given=("t != 0",),
    ),
    Entry(
        "duncan",
        "Duncan (1944), Guttman (1946)",
        "A:n,n U:n,k D:k,k V:k,n",
        "inv(A - U*D.I*V)",
        "A.I + A.I*U*inv(D - V*A.I*U)*V*A.I",
    ),
    Entry(
        "duncan-corner",
        "off-diagonal block of a partitioned inverse, two ways",
        "A:n,n U:n,k D:k,k V:k,n",
        "A.I*U*inv(D - V*A.I*U)",
        "inv(A - U*D.I*V)*U*D.I",
    ),
    Entry(
        "schur-product",
        "a Schur complement undone from the inverse's blocks",
        "A:n,n U:n,k D:k,k V:k,n",
        "inv(A - U*D.I*V) - inv(A - U*D.I*V)*U*D.I*inv(D.I + D.I*V*inv(A - U*D.I*V)*U*D.I)*D.I*V*inv(A - U*D.I*V)",
        "A.I",
    ),
    Entry("resolvent-difference", "difference of inverses", AB, "A.I - B.I", "A.I*(B - A)*B.I"),
    Entry(
        "resolvent-difference-other", "difference of inverses, the other way round", AB, "A.I - B.I", "B.I*(B - A)*A.I"
    ),
    Entry("sum-inverse-once", "inverse of a sum, one step", AB, "inv(A + B)", "A.I - inv(A + B)*B*A.I"),
    Entry(
        "sum-inverse-twice", "inverse of a sum, two steps", AB, "inv(A + B)", "A.I - A.I*B*A.I + A.I*B*inv(A + B)*B*A.I"
    ),
    Entry("sum-inverse-nested", "inverse of a sum by a nested inverse", AB, "inv(A + B)", "A.I - inv(A + A*B.I*A)"),
    Entry(
        "difference-inverse", "Hua's form for the inverse of a difference", AB, "inv(A - B)", "A.I + inv(A*B.I*A - A)"
    ),
    Entry("half-identity", "two complementary inverses", "A:n,n", "inv(I_n + A) + inv(I_n + A.I)", "I_n"),
    Entry("complement-of-sum", "complementary fractions of a sum", AB, "A*inv(A + B) + B*inv(A + B)", "I_n"),
    Entry(
        "neumann-three", "Neumann series with remainder", "A:n,n", "inv(I_n - A)", "I_n + A + A**2 + A**3*inv(I_n - A)"
    ),
    Entry(
        "geometric-sum", "finite geometric series", "A:n,n", "(I_n - A**5)*inv(I_n - A)", "I_n + A + A**2 + A**3 + A**4"
    ),
    Entry(
        "newton-schulz",
        "Newton-Schulz: the residual is squared",
        "A:n,n X:n,n Y:n,n",
        "I_n - A*Y",
        "(I_n - A*X)**2",
        given=("Y = X*(2*I_n - A*X)",),
    ),
    Entry(
        "newton-schulz-three",
        "third-order iteration for the inverse: the residual is cubed",
        "A:n,n X:n,n Y:n,n",
        "I_n - A*Y",
        "(I_n - A*X)**3",
        given=("Y = X*(3*I_n - 3*A*X + (A*X)**2)",),
    ),
    Entry(
        "newton-sign",
        "Newton's iteration for the matrix sign: error of the square",
        "X:n,n Y:n,n",
        "Y**2 - I_n",
        "(X - X.I)**2/4",
        given=("Y = (X + X.I)/2",),
    ),
    Entry(
        "newton-sign-factor",
        "Newton's iteration for the sign, factored",
        "X:n,n Y:n,n",
        "Y - I_n",
        "X.I*(X - I_n)**2/2",
        given=("Y = (X + X.I)/2",),
    ),
    Entry("inverse-of-product", "reversal of products", AB, "(A*B*C).I", "C.I*B.I*A.I"),
    Entry("inverse-of-transpose", "inverse and transpose commute", "A:n,n B:n,n", "((A*B).T).I", "(A.I).T*(B.I).T"),
    Entry(
        "inverse-of-symmetric",
        "a symmetric matrix has a symmetric inverse",
        "S:n,n:sym A:n,n",
        "(A.T*S.I*A).T",
        "A.T*S.I*A",
    ),
    Entry("nested-inverse", "inverse of an inverse", AB, "inv(inv(A) + B)", "A*inv(I_n + B*A)"),
    Entry(
        "triple-nesting",
        "continued fraction of depth three",
        AB,
        "inv(A + inv(B + inv(C)))",
        "(I_n + B*C)*inv(A*(I_n + B*C) + C)",
    ),
    Entry(
        "cancel-in-middle", "cancellation inside a product of sums", AB, "(A + B)*inv(A*C + B*C)*(A + B)", "(A + B)*C.I"
    ),
    Entry(
        "one-sided-is-two-sided",
        "a one-sided inverse of a square matrix is two-sided",
        "A:n,n B:n,n",
        "B*inv(A*B)*A",
        "I_n",
    ),
    Entry(
        "miller",
        "Miller, On the inverse of the sum of matrices (1981), with two dyads",
        "A:n,n u:n v:n",
        "inv(A + u*u.T + v*v.T)*v",
        "inv(A + u*u.T)*v/(1 + v.T*inv(A + u*u.T)*v)",
    ),
    Entry(
        "bordered-scalar",
        "last entry of a bordered inverse",
        "A:n,n b:n c:n t",
        "inv(t - c.T*A.I*b)",
        "1/t + c.T*inv(A - b*c.T/t)*b/t**2",
        given=("t != 0",),
    ),
    Entry(
        "weighted-sum-inverse",
        "convex combination under the inverse",
        "P:n,n:pd Q:n,n:pd t",
        "t*P.I + (1 - t)*Q.I - inv(t*P + (1 - t)*Q)",
        "t*(1 - t)*(P.I - Q.I)*inv(t*Q.I + (1 - t)*P.I)*(P.I - Q.I)",
        given=("t > 0", "t < 1"),
        build={"t": "a/(a + b)"},
        auxiliary="a:1,1:positive b:1,1:positive",
    ),
    false("inverse-of-sum-adds", "the inverse of a sum is no sum of inverses", AB, "inv(A + B)", "A.I + B.I"),
    false(
        "woodbury-square-trap",
        "dimension trap: true for n = k = 1 only",
        "U:n,n V:n,n",
        "inv(I_n + U*V)",
        "I_n - U*inv(I_n + U*V)*V",
    ),
    false("one-sided-rectangular", "dimension trap: true for square A and B", "A:k,n B:n,k", "B*inv(A*B)*A", "I_n"),
    false(
        "push-through-wrong-gram",
        "dimension trap: true for n = 1",
        "X:n,n t",
        "inv(X.T*X + t*I_n)*X.T",
        "X.T*inv(X.T*X + t*I_n)",
    ),
    false("hua-wrong-order", "true when A and B commute", AB, "A - inv(A.I + inv(B.I - A))", "A**2*B"),
    false("inverse-order", "true for n = 1", AB, "(A*B).I", "A.I*B.I"),
    false("sum-inverse-commuted", "true when A and B commute", AB, "inv(A + B)*A", "A*inv(A + B)"),
    false(
        "gram-inverse-splits",
        "true for square X only",
        "X:n,k P:n,n:pd",
        "inv(X.T*P*X)",
        "inv(X.T*X)*X.T*P.I*X*inv(X.T*X)",
    ),
)
