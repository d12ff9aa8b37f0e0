"""Kalman filtering and smoothing, Gaussian conditioning, parallel sums, resolvents and Cayley transforms."""

from __future__ import annotations

from bank.entry import Entry, false

FILTER = "P:n,n:pd R:k,k:pd S:k,k:pd H:k,n K:n,k L:n,k M:n,n x:n z:n y:k F:n,n Q:n,n:pd"
GAIN = ("S = H*P*H.T + R", "K = P*H.T*S.I")
SHORT_GAIN = "K = P*H.T*inv(H*P*H.T + R)"
UPDATE = ("M = (I_n - K*H)*P", "z = x + K*(y - H*x)")
PQ = "P:n,n:pd Q:n,n:pd R:n,n:pd"
SIGNLESS = "A:n,n:sym B:n,n:sym C:n,n:sym S:n,n:sym"
AST = "A:n,n B:n,n s t"
CAYLEY = "B = (I_n - A)*inv(I_n + A)"
SKEW = {"A": "M - M.T"}

TABLE = (
    Entry("joseph", "Joseph form of the covariance update", FILTER, "(I_n - K*H)*P*(I_n - K*H).T + K*R*K.T", "(I_n - K*H)*P", given=(SHORT_GAIN,), mutations=2),
    Entry("joseph-any-gain", "covariance for any gain, completed square", FILTER, "(I_n - L*H)*P*(I_n - L*H).T + L*R*L.T", "(I_n - K*H)*P + (L - K)*S*(L - K).T", given=GAIN, mutations=2),
    Entry("covariance-symmetric", "the updated covariance is symmetric", FILTER, "((I_n - K*H)*P).T", "(I_n - K*H)*P", given=(SHORT_GAIN,)),
    Entry("information-form", "information form of the covariance update", FILTER, "(I_n - K*H)*P", "inv(P.I + H.T*R.I*H)", given=(SHORT_GAIN,)),
    Entry("information-gain", "gain in information form", FILTER, "K", "inv(P.I + H.T*R.I*H)*H.T*R.I", given=(SHORT_GAIN,)),
    Entry("gain-from-posterior", "gain from the posterior covariance", FILTER, "M*H.T*R.I", "K", given=(SHORT_GAIN, "M = P - K*H*P")),
    Entry("posterior-contraction", "the factor of the error", FILTER, "I_n - K*H", "inv(I_n + P*H.T*R.I*H)", given=(SHORT_GAIN,)),
    Entry("innovation-factor", "the factor of the residual", FILTER, "I_k - H*K", "R*S.I", given=GAIN),
    Entry("posterior-measurement", "posterior covariance of the measurement", FILTER, "H*(I_n - K*H)*P*H.T", "R - R*S.I*R", given=GAIN),
    Entry("posterior-residual", "residual after the update", FILTER, "y - H*z", "R*S.I*(y - H*x)", given=(*GAIN, "z = x + K*(y - H*x)")),
    Entry("information-vector", "update of the information vector", FILTER, "M.I*z", "P.I*x + H.T*R.I*y", given=(*GAIN, *UPDATE)),
    Entry("update-from-posterior", "update of the state by the posterior covariance", FILTER, "z", "x + M*H.T*R.I*(y - H*x)", given=(*GAIN, *UPDATE)),
    Entry("optimal-cost", "cost of the optimal estimate", FILTER, "(z - x).T*P.I*(z - x) + (y - H*z).T*R.I*(y - H*z)", "(y - H*x).T*S.I*(y - H*x)", given=(*GAIN, "z = x + K*(y - H*x)")),
    Entry("two-sensors", "two measurements one after the other", "P:n,n:pd R:k,k:pd Q:l,l:pd H:k,n G:l,n M:n,n", "inv(M.I + G.T*Q.I*G)", "inv(P.I + H.T*R.I*H + G.T*Q.I*G)", given=("M = P - P*H.T*inv(H*P*H.T + R)*H*P",)),
    Entry("smoother-gain", "Rauch-Tung-Striebel: gain in two forms", FILTER, "P*F.T*inv(F*P*F.T + Q)", "inv(P.I + F.T*Q.I*F)*F.T*Q.I"),
    Entry("riccati-one-step", "one step of the filter's Riccati equation, two forms", FILTER, "F*P*F.T - F*P*H.T*inv(H*P*H.T + R)*H*P*F.T", "F*inv(P.I + H.T*R.I*H)*F.T"),
    Entry("fusion-weights", "fusion of two estimates: weights add up", "P:n,n:pd Q:n,n:pd", "Q*inv(P + Q) + P*inv(P + Q)", "I_n"),
    Entry("fusion-two-forms", "fusion of two estimates, two forms", "P:n,n:pd Q:n,n:pd x:n z:n", "inv(P.I + Q.I)*(P.I*x + Q.I*z)", "x + P*inv(P + Q)*(z - x)"),
    Entry("gaussian-product", "Petersen & Pedersen, The Matrix Cookbook (2012), section 8.1.7: a sum of two squared forms", "P:n,n:pd Q:n,n:pd x:n a:n b:n c:n", "(x - a).T*P*(x - a) + (x - b).T*Q*(x - b)", "(x - c).T*(P + Q)*(x - c) + (a - b).T*inv(P.I + Q.I)*(a - b)", given=("c = inv(P + Q)*(P*a + Q*b)",), mutations=2),
    Entry("conditional-mean", "prediction by conditioning: precision form", "P:n,n:pd H:k,n R:k,k:pd y:k", "P*H.T*inv(H*P*H.T + R)*y", "inv(P.I + H.T*R.I*H)*H.T*R.I*y"),
    Entry("completed-square", "Petersen & Pedersen, The Matrix Cookbook (2012), section 8.1.6", "S:n,n:sym b:n x:n", "-x.T*S*x/2 + b.T*x", "-(x - S.I*b).T*S*(x - S.I*b)/2 + b.T*S.I*b/2", mutations=2),
    Entry("parallel-symmetric", "Anderson & Duffin (1969): the parallel sum is symmetric", SIGNLESS, "A*inv(A + B)*B", "B*inv(A + B)*A"),
    Entry("parallel-transposed", "the parallel sum of symmetric matrices is symmetric", SIGNLESS, "(A*inv(A + B)*B).T", "A*inv(A + B)*B"),
    Entry("parallel-harmonic", "the parallel sum is half the harmonic mean", SIGNLESS, "A*inv(A + B)*B", "inv(A.I + B.I)"),
    Entry("parallel-complement", "what the parallel sum leaves of an operand", SIGNLESS, "A - A*inv(A + B)*B", "A*inv(A + B)*A"),
    Entry("parallel-mean", "arithmetic minus harmonic mean", SIGNLESS, "(A + B)/4 - A*inv(A + B)*B", "(A - B)*inv(A + B)*(A - B)/4", mutations=2),
    Entry("parallel-associative", "the parallel sum is associative", SIGNLESS, "inv(inv(A.I + B.I).I + C.I)", "inv(A.I + inv(B.I + C.I).I)"),
    Entry("parallel-three", "parallel sum of three", SIGNLESS, "inv(A.I + B.I + C.I)", "A*inv(A + B)*B*inv(A*inv(A + B)*B + C)*C"),
    Entry("parallel-congruence", "the parallel sum under a congruence", "A:n,n:sym B:n,n:sym X:n,n", "X.T*A*X*inv(X.T*A*X + X.T*B*X)*X.T*B*X", "X.T*A*inv(A + B)*B*X"),
    Entry("parallel-form", "the parallel sum as a minimum: completed square", "P:n,n:pd Q:n,n:pd x:n z:n", "z.T*P*z + (x - z).T*Q*(x - z)", "x.T*P*inv(P + Q)*Q*x + (z - inv(P + Q)*Q*x).T*(P + Q)*(z - inv(P + Q)*Q*x)", mutations=2),
    Entry("parallel-difference", "parallel subtraction undoes the parallel sum", SIGNLESS, "S*inv(B - S)*B", "A", given=("S = A*inv(A + B)*B",)),
    Entry("parallel-scaled", "parallel sum of multiples", "A:n,n:sym s t", "s*A*inv(s*A + t*A)*(t*A)", "s*t*A/(s + t)"),
    Entry("first-resolvent", "first resolvent identity", AST, "inv(A - s*I_n) - inv(A - t*I_n)", "(s - t)*inv(A - s*I_n)*inv(A - t*I_n)", mutations=2),
    Entry("resolvents-commute", "resolvents commute", AST, "inv(A - s*I_n)*inv(A - t*I_n)", "inv(A - t*I_n)*inv(A - s*I_n)"),
    Entry("second-resolvent", "second resolvent identity", AST, "inv(A - s*I_n) - inv(B - s*I_n)", "inv(A - s*I_n)*(B - A)*inv(B - s*I_n)"),
    Entry("resolvent-power", "a matrix times its resolvent", AST, "A*inv(A - s*I_n)", "I_n + s*inv(A - s*I_n)"),
    Entry("resolvent-of-inverse", "resolvent of the inverse", AST, "inv(A.I - s*I_n)", "-I_n/s - inv(A - I_n/s)/s**2", given=("s != 0",)),
    Entry("partial-fractions", "partial fractions of a product of resolvents", AST, "inv((A - s*I_n)*(A - t*I_n))", "(inv(A - s*I_n) - inv(A - t*I_n))/(s - t)", given=("s != t",)),
    Entry("yosida", "Yosida approximation", AST, "(I_n - inv(I_n + s*A))/s", "A*inv(I_n + s*A)", given=("s != 0",)),
    Entry("resolvent-composition", "two proximal steps along one operator", AST, "inv(I_n + s*A)*(s/t*I_n + (1 - s/t)*inv(I_n + t*A))*(I_n + t*A)", "inv(I_n + s*A)*(I_n + s*A)", given=("t != 0",)),
    Entry("woodbury-resolvent", "resolvent after a rank-one change", "A:n,n u:n v:n s", "inv(A + u*v.T - s*I_n)*u", "inv(A - s*I_n)*u/(1 + v.T*inv(A - s*I_n)*u)"),
    Entry("cayley-involution", "the Cayley transform is an involution", AST, "(I_n - B)*inv(I_n + B)", "A", given=(CAYLEY,)),
    Entry("cayley-commutes", "the factors of a Cayley transform commute", AST, "(I_n - A)*inv(I_n + A)", "inv(I_n + A)*(I_n - A)"),
    Entry("cayley-orthogonal", "the Cayley transform of a skew matrix is orthogonal", AST, "B.T*B", "I_n", given=("A.T = -A", CAYLEY), build=SKEW, auxiliary="M:n,n", mutations=2),
    Entry("cayley-shifted", "one minus and one plus a Cayley transform", AST, "(I_n - B)*(I_n + B)", "4*A*inv(I_n + A)**2", given=(CAYLEY,)),
    Entry("cayley-inverse", "inverse of a Cayley transform", AST, "B.I", "2*inv(I_n - A) - I_n", given=(CAYLEY,)),
    Entry("cayley-symplectic", "the Cayley transform of a Hamiltonian matrix is symplectic", "A:n,n B:n,n J:n,n", "B.T*J*B", "J", given=("J*A = -A.T*J", CAYLEY), build={"J": "M - M.T", "A": "J.I*N*N.T"}, auxiliary="M:n,n N:n,n", sizes=({"n": 2}, {"n": 4})),
    Entry("crank-nicolson", "a Crank-Nicolson step keeps the energy of a skew system", "A:n,n x:n z:n", "z.T*z", "x.T*x", given=("A.T = -A", "z = inv(I_n - A/2)*(I_n + A/2)*x"), build=SKEW, auxiliary="M:n,n", mutations=2),
    false("gain-prior", "gain with the prior covariance", FILTER, "P*H.T*R.I", "K", given=(SHORT_GAIN,)),
    false("joseph-dropped", "dimension trap: the symmetric form without measurement noise", FILTER, "(I_n - K*H)*P*(I_n - K*H).T", "(I_n - K*H)*P", given=(SHORT_GAIN,)),
    false("gain-left-inverse", "the gain is no inverse of the measurement", FILTER, "H*K", "I_k", given=(SHORT_GAIN,)),
    false("parallel-wrong-middle", "dimension trap: true for n = 1", SIGNLESS, "A*B*inv(A + B)", "A*inv(A + B)*B"),
    false("parallel-distributes", "the parallel sum is not additive", SIGNLESS, "(A + B)*inv(A + B + C)*C", "A*inv(A + C)*C + B*inv(B + C)*C"),
    false("parallel-square", "dimension trap: true when A and B commute", SIGNLESS, "(A*inv(A + B)*B)**2", "A**2*inv(A + B)**2*B**2"),
    false("resolvents-of-two", "resolvents of different matrices need not commute", AST, "inv(A - s*I_n)*inv(B - s*I_n)", "inv(B - s*I_n)*inv(A - s*I_n)"),
    false("cayley-of-symmetric", "the Cayley transform of a symmetric matrix is symmetric, not orthogonal", "A:n,n:sym B:n,n", "B.T*B", "I_n", given=(CAYLEY,)),
    false("cayley-product", "Cayley transforms do not multiply", "A:n,n B:n,n", "(I_n - A)*inv(I_n + A)*(I_n - B)*inv(I_n + B)", "(I_n - A*B)*inv(I_n + A*B)"),
)
