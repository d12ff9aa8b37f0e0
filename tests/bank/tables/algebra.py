"""Transposes, powers, commutators, and what follows from equations between matrices; identities of small dimension."""

from __future__ import annotations

from bank.entry import Entry, false

AB = "A:n,n B:n,n C:n,n D:n,n"
COMMUTING = {"B": "p*I_n + q*A + r*A**2"}
NUMBERS = "p q r"
SKEW = {"K": "M - M.T"}
SQUARE = "M:n,n"
IDEMPOTENT = {"E": "M*inv(N.T*M)*N.T"}
TALL = "M:n,r N:n,r"


def commutator(x: str, y: str) -> str:
    return f"({x}*{y} - {y}*{x})"


def standard_four(x: str, y: str, z: str, w: str) -> str:
    """Spell the standard polynomial of degree four by commutators."""
    pairs = (("+", x, y, z, w), ("-", x, z, y, w), ("+", x, w, y, z))
    terms = (f"{s} {commutator(a, b)}*{commutator(c, d)} {s} {commutator(c, d)}*{commutator(a, b)}" for s, a, b, c, d in pairs)
    return " ".join(terms).removeprefix("+ ")


def standard_six(letters: str) -> str:
    """Spell the standard polynomial of degree six by commutators: signed ways to pair the letters, in every order."""

    def pairings(rest: str) -> list[tuple[int, list[str]]]:
        if not rest:
            return [(1, [])]
        first, found = rest[0], []
        for i in range(1, len(rest)):
            inner = pairings(rest[1:i] + rest[i + 1 :])
            found += [(sign * (-1) ** (i - 1), [commutator(first, rest[i]), *pairs]) for sign, pairs in inner]
        return found

    orders = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    terms = [("+" if s > 0 else "-") + " " + "*".join(p[i] for i in order) for s, p in pairings(letters) for order in orders]
    return " ".join(terms).removeprefix("+ ")


TABLE = (
    Entry("transpose-of-product", "transpose of a product", AB, "(A*B*C).T", "C.T*B.T*A.T"),
    Entry("transpose-of-power", "transpose of a power", "A:n,n", "(A**3).T", "A.T**3", mutations=0),
    Entry("symmetric-product", "a product of symmetric matrices is symmetric when they commute", "P:n,n:sym Q:n,n:sym", "(P*Q).T", "Q*P"),
    Entry("congruence-symmetric", "a congruence keeps symmetry", "S:n,n:sym X:n,k", "(X.T*S*X).T", "X.T*S*X"),
    Entry("jacobi", "Jacobi identity", AB, "A*(B*C - C*B) - (B*C - C*B)*A + B*(C*A - A*C) - (C*A - A*C)*B", "(A*B - B*A)*C - C*(A*B - B*A)"),
    Entry("commutator-derivation", "a commutator is a derivation", AB, "A*B*C - B*C*A", "(A*B - B*A)*C + B*(A*C - C*A)"),
    Entry("anticommutator-square", "square of a sum", AB, "(A + B)**2", "A**2 + A*B + B*A + B**2"),
    Entry("sum-difference-product", "product of sum and difference", AB, "(A + B)*(A - B)", "A**2 - B**2 - A*B + B*A"),
    Entry("symmetrised-product", "Jordan product by squares", AB, "A*B + B*A", "((A + B)**2 - (A - B)**2)/2"),
    Entry("jordan-triple", "Jordan's triple product", AB, "2*A*B*A", "A*(A*B + B*A) + (A*B + B*A)*A - A**2*B - B*A**2"),
    Entry("cube-difference", "telescoping difference of cubes", AB, "A**3 - B**3", "A**2*(A - B) + A*(A - B)*B + (A - B)*B**2"),
    Entry("power-difference", "telescoping difference of fourth powers", AB, "A**4 - B**4", "A**3*(A - B) + A**2*(A - B)*B + A*(A - B)*B**2 + (A - B)*B**3"),
    Entry("commuting-powers", "powers of commuting matrices", AB, "(A*B)**3", "A**3*B**3", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("commuting-cubes", "difference of cubes of commuting matrices", AB, "A**3 - B**3", "(A - B)*(A**2 + A*B + B**2)", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("commuting-binomial", "binomial theorem for commuting matrices", AB, "(A + B)**3", "A**3 + 3*A**2*B + 3*A*B**2 + B**3", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("commuting-inverse", "an inverse commutes with what its matrix commutes with", AB, "A.I*B", "B*A.I", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("commuting-inverses", "inverses of commuting matrices commute", AB, "A.I*B.I", "B.I*A.I", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("commuting-resolvents", "resolvents of commuting matrices commute", AB, "inv(I_n + A)*inv(I_n + B)", "inv(I_n + B)*inv(I_n + A)", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("commuting-symmetric", "a product of commuting symmetric matrices is symmetric", "A:n,n:sym B:n,n:sym", "(A*B).T", "A*B", given=("A*B = B*A",), build=COMMUTING, auxiliary=NUMBERS),
    Entry("denman-beavers", "Denman-Beavers: X = A Y is kept when A and Y commute", "A:n,n X:n,n Y:n,n", "X + Y.I", "A*(Y + X.I)", given=("X = A*Y", "A*Y = Y*A"), build={"Y": "p*I_n + q*A + r*A**2"}, auxiliary=NUMBERS),
    Entry("square-root-newton", "Newton's iteration for the square root: error of a commuting start", "A:n,n X:n,n Y:n,n", "Y**2 - A", "(X**2 - A)**2*inv(4*X**2)", given=("Y = (X + X.I*A)/2", "A*X = X*A"), build={"X": "p*I_n + q*A + r*A**2"}, auxiliary=NUMBERS),
    Entry("idempotent-power", "powers of an idempotent", "E:n,n", "E**5", "E", given=("E*E = E",), build=IDEMPOTENT, auxiliary=TALL),
    Entry("idempotent-complement", "the complement of an idempotent is idempotent", "E:n,n", "(I_n - E)**2", "I_n - E", given=("E*E = E",), build=IDEMPOTENT, auxiliary=TALL),
    Entry("idempotent-reflection", "an idempotent gives an involution", "E:n,n", "(I_n - 2*E)**2", "I_n", given=("E*E = E",), build=IDEMPOTENT, auxiliary=TALL),
    Entry("idempotent-resolvent", "resolvent of an idempotent", "E:n,n t", "inv(I_n + t*E)", "I_n - t*E/(1 + t)", given=("E*E = E", "t != -1"), build=IDEMPOTENT, auxiliary=TALL),
    Entry("idempotent-from-involution", "an involution gives an idempotent", "J:n,n", "((I_n + J)/2)**2", "(I_n + J)/2", given=("J*J = I_n",), build={"J": "2*M*inv(N.T*M)*N.T - I_n"}, auxiliary=TALL),
    Entry("involution-inverse", "an involution is its own inverse", "J:n,n A:n,n", "(J*A*J).I", "J*A.I*J", given=("J*J = I_n",), build={"J": "2*M*inv(N.T*M)*N.T - I_n"}, auxiliary=TALL),
    Entry("nilpotent-two", "inverse near a nilpotent of index two", "N:n,n t", "inv(I_n - t*N)", "I_n + t*N", given=("N*N = O_n_n",), build={"N": "M*Y*(I_n - M*inv(M.T*M)*M.T)"}, auxiliary="M:n,r Y:r,n"),
    Entry("nilpotent-three", "inverse near a nilpotent of index three", "N:n,n", "inv(I_n - N)", "I_n + N + N**2", given=("N**3 = O_n_n",), build={"N": "M*J*M.I"}, auxiliary="M:n,n J:n,n:stairs"),
    Entry("unipotent-power", "powers of a unipotent", "N:n,n", "(I_n + N)**4", "I_n + 4*N + 6*N**2", given=("N**3 = O_n_n",), build={"N": "M*J*M.I"}, auxiliary="M:n,n J:n,n:stairs"),
    Entry("quadratic-relation", "a power from a quadratic relation", "A:n,n", "A**4", "15*A - 14*I_n", given=("A**2 = 3*A - 2*I_n",), build={"A": "I_n + M*inv(N.T*M)*N.T"}, auxiliary=TALL),
    Entry("quadratic-relation-inverse", "the inverse from a quadratic relation", "A:n,n", "A.I", "(3*I_n - A)/2", given=("A**2 = 3*A - 2*I_n",), build={"A": "I_n + M*inv(N.T*M)*N.T"}, auxiliary=TALL),
    Entry("golden-powers", "powers from the relation of a general idempotent", "A:n,n s t", "A**3", "(s**2 + s*t + t**2)*A - s*t*(s + t)*I_n", given=("(A - s*I_n)*(A - t*I_n) = O_n_n",), build={"A": "s*I_n + (t - s)*M*inv(N.T*M)*N.T"}, auxiliary=TALL),
    Entry("spectral-projector", "the spectral projector of a quadratic relation is idempotent", "A:n,n s t", "((A - s*I_n)/(t - s))**2", "(A - s*I_n)/(t - s)", given=("(A - s*I_n)*(A - t*I_n) = O_n_n", "s != t"), build={"A": "s*I_n + (t - s)*M*inv(N.T*M)*N.T"}, auxiliary=TALL),
    Entry("complex-structure", "a complex structure behaves as i", "J:n,n s t", "(s*I_n + t*J)*(s*I_n - t*J)", "(s**2 + t**2)*I_n", given=("J*J = -I_n",), build={"J": "M*Z*M.I"}, auxiliary="M:n,n Z:n,n:turn", sizes=({"n": 2}, {"n": 4})),
    Entry("complex-inverse", "inverse of a complex number as a matrix", "J:n,n s t", "inv(s*I_n + t*J)", "(s*I_n - t*J)/(s**2 + t**2)", given=("J*J = -I_n",), build={"J": "M*Z*M.I"}, auxiliary="M:n,n Z:n,n:turn", sizes=({"n": 2}, {"n": 4})),
    Entry("skew-square", "the square of a skew matrix is symmetric", "K:n,n", "(K**2).T", "K**2", given=("K.T = -K",), build=SKEW, auxiliary=SQUARE),
    Entry("skew-form", "the quadratic form of a skew matrix vanishes", "K:n,n x:n", "x.T*K*x", "0", given=("K.T = -K",), build=SKEW, auxiliary=SQUARE),
    Entry("skew-congruence", "a congruence keeps skewness", "K:n,n X:n,k", "(X.T*K*X).T", "-X.T*K*X", given=("K.T = -K",), build=SKEW, auxiliary=SQUARE),
    Entry("skew-commutator", "the commutator of symmetric matrices is skew", "P:n,n:sym Q:n,n:sym", "(P*Q - Q*P).T", "Q*P - P*Q"),
    Entry("skew-and-symmetric", "a commutator of a skew and a symmetric matrix is symmetric", "K:n,n S:n,n:sym", "(K*S - S*K).T", "K*S - S*K", given=("K.T = -K",), build=SKEW, auxiliary=SQUARE),
    Entry("symmetric-part", "only the symmetric part counts in a quadratic form", "A:n,n x:n", "x.T*A*x", "x.T*(A + A.T)*x/2"),
    Entry("orthogonal-gram", "an orthogonal change of basis keeps inner products", "Q:n,n x:n y:n", "(Q*x).T*(Q*y)", "x.T*y", given=("Q.T*Q = I_n",), build={"Q": "(I_n - M + M.T)*inv(I_n + M - M.T)"}, auxiliary=SQUARE),
    Entry("orthogonal-both", "a square matrix with orthonormal columns has orthonormal rows", "Q:n,n", "Q*Q.T", "I_n", given=("Q.T*Q = I_n",), build={"Q": "(I_n - M + M.T)*inv(I_n + M - M.T)"}, auxiliary=SQUARE),
    Entry("orthogonal-similarity", "an orthogonal similarity and the inverse", "Q:n,n S:n,n:sym", "(Q.T*S*Q).I", "Q.T*S.I*Q", given=("Q.T*Q = I_n",), build={"Q": "(I_n - M + M.T)*inv(I_n + M - M.T)"}, auxiliary=SQUARE),
    Entry("stiefel-projection", "orthonormal columns give a projection", "Q:n,k", "(Q*Q.T)**2", "Q*Q.T", given=("Q.T*Q = I_k",), build={"Q": "(I_n - M + M.T)*inv(I_n + M - M.T)*X"}, auxiliary="M:n,n X:n,k:frame"),
    Entry("similarity-powers", "powers of similar matrices", "A:n,n X:n,n", "(X.I*A*X)**3", "X.I*A**3*X"),
    Entry("sylvester-power", "an intertwining carries over to powers", "A:n,n B:k,k X:n,k", "A**3*X", "X*B**3", given=("A*X = X*B",), build={"B": "inv(X.T*X)*X.T*A*X", "A": "X*inv(X.T*X)*X.T*Y + Z*(I_n - X*inv(X.T*X)*X.T)"}, auxiliary="Y:n,n Z:n,n"),
    Entry("sylvester-resolvent", "an intertwining carries over to resolvents", "A:n,n B:k,k X:n,k", "inv(I_n + A)*X", "X*inv(I_k + B)", given=("A*X = X*B",), build={"B": "inv(X.T*X)*X.T*A*X", "A": "X*inv(X.T*X)*X.T*Y + Z*(I_n - X*inv(X.T*X)*X.T)"}, auxiliary="Y:n,n Z:n,n"),
    Entry("stein-unrolled", "a Stein equation, unrolled twice", "A:n,n X:n,n Q:n,n", "X - A**3*X*A.T**3", "Q + A*Q*A.T + A**2*Q*A.T**2", given=("Q = X - A*X*A.T",)),
    Entry("lyapunov-congruence", "a Lyapunov equation under a change of coordinates", "A:n,n X:n,n:sym Q:n,n Y:n,n", "Y*Q*Y.T", "(Y*A*Y.I)*(Y*X*Y.T) + (Y*X*Y.T)*(Y*A*Y.I).T", given=("Q = A*X + X*A.T",)),
    Entry("riccati-hamiltonian", "a Riccati solution spans an invariant subspace", "A:n,n G:n,n:sym Q:n,n X:n,n:sym", "-Q - A.T*X", "X*(A - G*X)", given=("Q = X*G*X - A.T*X - X*A",)),
    Entry("zero-divisors", "invertible factors cancel", "A:n,n B:n,n C:n,n", "B", "C", given=("A.I*B = A.I*C",), build={"B": "C"}),
    Entry("two-zeros", "the product of zeros", "A:n,n B:n,n C:n,n", "A*C*B", "A*C*B + A*B*C + C*A*B", given=("A*B = O_n_n",), build={"A": "Y*(I_n - M*inv(M.T*M)*M.T)", "B": "M*Z"}, auxiliary="M:n,r Y:n,n Z:r,n", mutations=0),
    Entry("orthogonal-dyads", "a product of dyads of orthogonal vectors", "u:n v:n w:n", "u*v.T*w*u.T", "O_n_n", given=("v.T*w = 0",), build={"w": "y - v*(v.T*y)/(v.T*v)"}, auxiliary="y:n"),
    false("hall", "dimension trap: Hall's identity holds for n <= 2", "X:n,n Y:n,n Z:n,n", "(X*Y - Y*X)**2*Z", "Z*(X*Y - Y*X)**2"),
    false("standard-four", "dimension trap (Amitsur-Levitzki): holds for n <= 2", "X:n,n Y:n,n Z:n,n W:n,n", standard_four("X", "Y", "Z", "W"), "O_n_n"),
    false("standard-six", "dimension trap (Amitsur-Levitzki): holds for n <= 3", "X:n,n Y:n,n Z:n,n W:n,n U:n,n V:n,n", standard_six("XYZWUV"), "O_n_n", sizes=({"n": 4},)),
    false("standard-four-symmetric", "dimension trap: symmetric matrices, n <= 2", "P:n,n:sym Q:n,n:sym R:n,n:sym S:n,n:sym", standard_four("P", "Q", "R", "S"), "O_n_n"),
    false("symmetric-commutators", "dimension trap: commutators of symmetric matrices commute for n <= 2", "P:n,n:sym Q:n,n:sym R:n,n:sym S:n,n:sym", "(P*Q - Q*P)*(R*S - S*R)", "(R*S - S*R)*(P*Q - Q*P)"),
    false("skew-commute", "dimension trap: skew matrices commute for n <= 2", "K:n,n L:n,n", "K*L", "L*K", given=("K.T = -K", "L.T = -L"), build={"K": "M - M.T", "L": "N - N.T"}, auxiliary="M:n,n N:n,n"),
    false("skew-square-scalar", "dimension trap: squares of skew matrices are central for n <= 2", "K:n,n A:n,n", "K**2*A", "A*K**2", given=("K.T = -K",), build=SKEW, auxiliary=SQUARE),
    false("skew-cube-vanishes", "dimension trap: true for n = 1", "K:n,n", "K**3", "O_n_n", given=("K.T = -K",), build=SKEW, auxiliary=SQUARE),
    false("commute", "dimension trap: true for n = 1", AB, "A*B", "B*A"),
    false("reversal", "dimension trap: true for n = 1", AB, "A*B*C", "C*B*A"),
    false("symmetric-reversal", "dimension trap: symmetric matrices, true for n = 1", "P:n,n:sym Q:n,n:sym", "P**2*Q*P", "P*Q*P**2"),
    false("dyads-commute", "dimension trap: true for n = 1", "u:n v:n", "u*v.T", "v*u.T"),
    false("square-is-symmetric", "dimension trap: true for n = 1", "A:n,n", "A.T*A", "A*A.T"),
    false("middle-forgotten", "a number moved out of the middle, with the wrong partner", "u:n v:n w:n", "u*v.T*w*u.T", "u*w.T*u*v.T"),
    false("nilpotent-index", "true for n <= 2", "N:n,n", "N**2", "O_n_n", given=("N**3 = O_n_n",), build={"N": "M*J*M.I"}, auxiliary="M:n,n J:n,n:stairs"),
    false("complex-structure-central", "true for n = 1 vacuously and for commuting A", "J:n,n A:n,n", "J*A", "A*J", given=("J*J = -I_n",), build={"J": "M*Z*M.I"}, auxiliary="M:n,n Z:n,n:turn", sizes=({"n": 2},)),
    false("idempotents-add", "the sum of idempotents is idempotent only if they annihilate each other", "E:n,n F:n,n", "(E + F)**2", "E + F", given=("E*E = E", "F*F = F"), build={**IDEMPOTENT, "F": "X*inv(Y.T*X)*Y.T"}, auxiliary=f"{TALL} X:n,r Y:n,r"),
    false("idempotent-invertible", "true for E = I", "E:n,n", "E", "I_n", given=("E*E = E",), build=IDEMPOTENT, auxiliary=TALL),
    false("orthonormal-rows", "dimension trap: orthonormal columns of a rectangular matrix", "Q:n,k", "Q*Q.T", "I_n", given=("Q.T*Q = I_k",), build={"Q": "(I_n - M + M.T)*inv(I_n + M - M.T)*X"}, auxiliary="M:n,n X:n,k:frame"),
    false("commuting-is-transitive", "commuting with a common matrix does not make matrices commute", "A:n,n B:n,n C:n,n", "A*C", "C*A", given=("A*B = B*A", "B*C = C*B"), build={"B": "t*I_n"}, auxiliary="t"),
    false("roots-agree", "matrices with equal squares need not be equal up to sign", "A:n,n B:n,n", "A*B", "A**2", given=("A**2 = B**2",), build={"A": "I_n - 2*M*inv(N.T*M)*N.T", "B": "I_n"}, auxiliary=TALL),
)
