"""Meta-learning on quadratics: MAML and its relatives, expanded for one, two and three steps, and abstracted."""

from __future__ import annotations

from typing import Any

from bank.entry import Entry, false

LETTERS = (
    "A:n,n:sym B:n,n:sym P:n,n:sym Q:n,n:sym R:n,n:sym S:n,n:sym M:n,n "
    "theta:n v:n w:n c:n d:n m:n u:n alpha beta rho p q"
)
POST = ("P = A*(I_n - alpha*A)**2", "Q = B*(I_n - alpha*B)**2", "S = P + Q")
OPTIMUM = ("S = P + Q", "c = S.I*(P*v + Q*w)", "d = w - v")
FACTOR = "(I_n - alpha*A)"


def steps(count: int, curvature: str = "A", centre: str = "v") -> str:
    """Spell parameters after gradient steps from theta, written out."""
    text = "theta"
    for _ in range(count):
        text = f"({text} - alpha*{curvature}*({text} - {centre}))"
    return text


def loss(at: str, curvature: str, centre: str) -> str:
    return f"({at} - {centre}).T*{curvature}*({at} - {centre})/2"


def equal(id: str, note: str, lhs: str, rhs: str, **options: Any) -> Entry:
    return Entry(id, note, LETTERS, lhs, rhs, **options)


def gradient(id: str, note: str, lhs: str, rhs: str, **options: Any) -> Entry:
    return Entry(id, note, LETTERS, lhs, rhs, relation="gradient", wrt="theta", **options)


def wrong(id: str, note: str, lhs: str, rhs: str, relation: str = "gradient", **options: Any) -> Entry:
    return false(
        id, note, LETTERS, lhs, rhs, relation=relation, wrt="theta" if relation == "gradient" else "", **options
    )


PER_STEPS = tuple(
    entry
    for k in (1, 2, 3)
    for entry in (
        equal(f"adapted-{k}", f"parameters after {k} inner steps", steps(k), f"v + {FACTOR}**{k}*(theta - v)"),
        equal(
            f"meta-loss-{k}",
            f"loss after {k} inner steps, by the attenuated curvature",
            loss(steps(k), "A", "v"),
            f"(theta - v).T*A*{FACTOR}**{2 * k}*(theta - v)/2",
        ),
        gradient(
            f"maml-{k}",
            f"MAML's gradient after {k} inner steps",
            loss(steps(k), "A", "v"),
            f"{FACTOR}**{k}*A*{FACTOR}**{k}*(theta - v)",
        ),
        gradient(
            f"maml-query-{k}",
            f"MAML with its own query loss, {k} inner steps",
            loss(steps(k), "B", "w"),
            f"{FACTOR}**{k}*B*({steps(k)} - w)",
        ),
        gradient(
            f"maml-two-tasks-{k}",
            f"MAML on two tasks, {k} inner steps",
            f"{loss(steps(k), 'A', 'v')} + {loss(steps(k, 'B', 'w'), 'B', 'w')}",
            "P*(theta - v) + Q*(theta - w)",
            given=(f"P = A*{FACTOR}**{2 * k}", f"Q = B*(I_n - alpha*B)**{2 * k}"),
            mutations=int(k < 3),
        ),
        equal(
            f"reptile-{k}",
            f"Reptile's direction after {k} inner steps",
            f"theta - {steps(k)}",
            f"(I_n - {FACTOR}**{k})*(theta - v)",
        ),
    )
)

TABLE = (
    *PER_STEPS,
    equal(
        "reptile-2-expanded",
        "Reptile's direction after two steps, as a polynomial in the curvature",
        f"theta - {steps(2)}",
        "alpha*A*(2*I_n - alpha*A)*(theta - v)",
    ),
    equal(
        "reptile-3-expanded",
        "Reptile's direction after three steps, as a polynomial in the curvature",
        f"theta - {steps(3)}",
        "alpha*A*(3*I_n - 3*alpha*A + alpha**2*A**2)*(theta - v)",
    ),
    equal(
        "fomaml-1",
        "first-order MAML follows the curvature, attenuated once",
        f"A*({steps(1)} - v)",
        f"A*{FACTOR}*(theta - v)",
    ),
    equal("fomaml-2", "first-order MAML after two steps", f"A*({steps(2)} - v)", f"A*{FACTOR}**2*(theta - v)"),
    equal(
        "maml-fomaml-gap",
        "what first-order MAML leaves out",
        f"A*{FACTOR}*(theta - v) - {FACTOR}*A*{FACTOR}*(theta - v)",
        f"alpha*A**2*{FACTOR}*(theta - v)",
    ),
    equal("adapted-composed", "two rounds of adaptation", "(v + M**2*(theta - v)) - v", "M*((v + M*(theta - v)) - v)"),
    equal(
        "preconditioned-adaptation",
        "adaptation with a matrix step, two steps",
        "(theta - M*A*(theta - v)) - M*A*((theta - M*A*(theta - v)) - v)",
        "v + (I_n - M*A)**2*(theta - v)",
    ),
    gradient(
        "preconditioned-maml",
        "MAML with a matrix step",
        loss("(theta - M*A*(theta - v))", "A", "v"),
        "(I_n - A*M.T)*A*(I_n - M*A)*(theta - v)",
    ),
    gradient(
        "preconditioned-query",
        "MAML with a matrix step and its own query loss",
        loss("(theta - M*A*(theta - v))", "B", "w"),
        "(I_n - A*M.T)*B*(theta - M*A*(theta - v) - w)",
    ),
    gradient(
        "chebyshev-two-steps",
        "MAML with two different step sizes",
        loss("(theta - alpha*A*(theta - v) - beta*A*(theta - alpha*A*(theta - v) - v))", "A", "v"),
        "A*(I_n - alpha*A)**2*(I_n - beta*A)**2*(theta - v)",
    ),
    gradient(
        "momentum",
        "MAML with one step of momentum",
        loss(
            "(theta - alpha*A*(theta - v) - alpha*A*(theta - alpha*A*(theta - v) - v)"
            " + beta*(theta - alpha*A*(theta - v) - theta))",
            "A",
            "v",
        ),
        "(I_n - (2*alpha + alpha*beta)*A + alpha**2*A**2)*A"
        "*(I_n - (2*alpha + alpha*beta)*A + alpha**2*A**2)*(theta - v)",
    ),
    equal(
        "imaml-adapted",
        "proximal adaptation",
        "inv(A + rho*I_n)*(A*v + rho*theta)",
        "v + rho*inv(A + rho*I_n)*(theta - v)",
    ),
    equal(
        "imaml-stationary",
        "proximal adaptation is stationary",
        "A*(u - v) + rho*(u - theta)",
        "O_n_1",
        given=("u = inv(A + rho*I_n)*(A*v + rho*theta)",),
    ),
    gradient(
        "imaml",
        "iMAML's gradient",
        loss("inv(A + rho*I_n)*(A*v + rho*theta)", "A", "v"),
        "rho**2*inv(A + rho*I_n)*A*inv(A + rho*I_n)*(theta - v)",
    ),
    gradient(
        "imaml-query",
        "iMAML with its own query loss",
        loss("inv(A + rho*I_n)*(A*v + rho*theta)", "B", "w"),
        "rho*inv(A + rho*I_n)*B*(inv(A + rho*I_n)*(A*v + rho*theta) - w)",
    ),
    equal(
        "imaml-jacobian",
        "iMAML's Jacobian in two forms",
        "rho*inv(A + rho*I_n)",
        "inv(I_n + A/rho)",
        given=("rho != 0",),
    ),
    equal(
        "imaml-curvature",
        "iMAML's curvature in two forms",
        "rho**2*inv(A + rho*I_n)*A*inv(A + rho*I_n)",
        "inv(I_n + A/rho)*A*inv(I_n + A/rho)",
        given=("rho != 0",),
    ),
    gradient(
        "moreau-envelope",
        "gradient of the Moreau envelope of a quadratic",
        "(u - v).T*A*(u - v)/2 + rho*(u - theta).T*(u - theta)/2",
        "rho*(theta - u)",
        given=("u = inv(A + rho*I_n)*(A*v + rho*theta)",),
    ),
    gradient(
        "joint-training",
        "joint training",
        f"{loss('theta', 'A', 'v')} + {loss('theta', 'B', 'w')}",
        "(A + B)*theta - (A*v + B*w)",
    ),
    gradient(
        "weighted-tasks",
        "two weighted tasks",
        "p*(theta - v).T*P*(theta - v)/2 + q*(theta - w).T*Q*(theta - w)/2",
        "(p*P + q*Q)*theta - (p*P*v + q*Q*w)",
    ),
    gradient(
        "abstract-gradient",
        "the total loss in the post's letters",
        "(theta - v).T*P*(theta - v)/2 + (theta - w).T*Q*(theta - w)/2",
        "S*theta - (P*v + Q*w)",
        given=("S = P + Q",),
    ),
    gradient(
        "abstract-gradient-centred",
        "the total loss around its minimiser",
        "(theta - v).T*P*(theta - v)/2 + (theta - w).T*Q*(theta - w)/2",
        "S*(theta - c)",
        given=OPTIMUM[:2],
    ),
    equal("stationary", "the minimiser is stationary", "P*(c - v) + Q*(c - w)", "O_n_1", given=OPTIMUM[:2]),
    equal(
        "uniqueness",
        "the gradient determines the distance to the minimiser",
        "S.I*(P*(theta - v) + Q*(theta - w))",
        "theta - c",
        given=OPTIMUM[:2],
    ),
    equal("minimiser-offset", "the minimiser relative to the first task", "c - v", "S.I*Q*d", given=OPTIMUM),
    equal("minimiser-offset-other", "the minimiser relative to the second task", "w - c", "S.I*P*d", given=OPTIMUM),
    equal("minimiser-weights", "the minimiser as a matrix average", "S.I*P + S.I*Q", "I_n", given=("S = P + Q",)),
    equal(
        "energy",
        "excess of the total loss",
        "(theta - v).T*P*(theta - v)/2 + (theta - w).T*Q*(theta - w)/2",
        "(theta - c).T*S*(theta - c)/2 + (c - v).T*P*(c - v)/2 + (c - w).T*Q*(c - w)/2",
        given=OPTIMUM[:2],
    ),
    equal(
        "minimum",
        "the least total loss is a parallel sum",
        "(c - v).T*P*(c - v)/2 + (c - w).T*Q*(c - w)/2",
        "d.T*P*S.I*Q*d/2",
        given=OPTIMUM,
    ),
    equal(
        "minimum-forms",
        "the parallel sum in another form",
        "d.T*P*S.I*Q*d",
        "d.T*(P - P*S.I*P)*d",
        given=("S = P + Q",),
    ),
    equal(
        "first-loss",
        "the loss of the first task at the minimiser",
        "(c - v).T*P*(c - v)/2",
        "d.T*Q*S.I*P*S.I*Q*d/2",
        given=OPTIMUM,
    ),
    equal(
        "midpoint-loss",
        "the total loss at the midpoint",
        "(m - v).T*P*(m - v)/2 + (m - w).T*Q*(m - w)/2",
        "d.T*S*d/8",
        given=("S = P + Q", "d = w - v", "m = (v + w)/2"),
    ),
    equal(
        "midpoint-gradient",
        "the gradient at the midpoint",
        "P*(m - v) + Q*(m - w)",
        "(P - Q)*d/2",
        given=("d = w - v", "m = (v + w)/2"),
    ),
    equal(
        "midpoint-gap",
        "what the midpoint loses",
        "d.T*S*d/8 - d.T*P*S.I*Q*d/2",
        "d.T*(P - Q)*S.I*(P - Q)*d/8",
        given=("S = P + Q",),
    ),
    equal(
        "midpoint-distance",
        "the minimiser relative to the midpoint",
        "c - m",
        "S.I*(Q - P)*d/2",
        given=(*OPTIMUM, "m = (v + w)/2"),
    ),
    equal(
        "outer-descent",
        "one step of meta gradient descent",
        "theta - beta*(P*(theta - v) + Q*(theta - w)) - c",
        "(I_n - beta*S)*(theta - c)",
        given=OPTIMUM[:2],
    ),
    equal(
        "outer-descent-twice",
        "two steps of meta gradient descent",
        "u - beta*(P*(u - v) + Q*(u - w)) - c",
        "(I_n - beta*S)**2*(theta - c)",
        given=(*OPTIMUM[:2], "u = theta - beta*(P*(theta - v) + Q*(theta - w))"),
    ),
    equal(
        "total-loss-expanded-1",
        "the least total loss, expanded for one step",
        "(c - v).T*P*(c - v)/2 + (c - w).T*Q*(c - w)/2",
        "d.T*P*S.I*Q*d/2",
        given=(*POST, "c = S.I*(P*v + Q*w)", "d = w - v"),
    ),
    equal(
        "total-loss-expanded-2",
        "the least total loss, expanded for two steps",
        "(c - v).T*P*(c - v)/2 + (c - w).T*Q*(c - w)/2",
        "d.T*P*S.I*Q*d/2",
        given=(
            f"P = {FACTOR}**2*A*{FACTOR}**2",
            "Q = (I_n - alpha*B)**2*B*(I_n - alpha*B)**2",
            "S = P + Q",
            "c = S.I*(P*v + Q*w)",
            "d = w - v",
        ),
    ),
    equal(
        "total-loss-written-out",
        "the least total loss, with nothing abbreviated",
        "(w - v).T*(A - A*inv(A + B)*A)*(w - v)/2",
        "(w - v).T*A*inv(A + B)*B*(w - v)/2",
    ),
    equal(
        "attenuated-curvature",
        "the attenuated curvature, expanded",
        f"{FACTOR}*A*{FACTOR}",
        "A - 2*alpha*A**2 + alpha**2*A**3",
    ),
    equal("attenuated-gap", "what attenuation takes away", f"A - {FACTOR}*A*{FACTOR}", "alpha*A*(2*I_n - alpha*A)*A"),
    equal(
        "fine-tuned-midpoint",
        "fine-tuned from the midpoint",
        "m - alpha*A*(m - v) - v",
        f"{FACTOR}*d/2",
        given=("d = w - v", "m = (v + w)/2"),
    ),
    equal(
        "fine-tuned-minimiser",
        "fine-tuned from the minimiser",
        "c - alpha*A*(c - v) - v",
        f"{FACTOR}*S.I*Q*d",
        given=OPTIMUM,
    ),
    equal(
        "equal-tasks",
        "tasks of one curvature: the minimiser is the midpoint",
        "S.I*(P*v + P*w)",
        "(v + w)/2",
        given=("S = P + P",),
    ),
    equal(
        "commuting-curvatures",
        "commuting curvatures attenuate to commuting ones",
        f"{FACTOR}*A*{FACTOR}*(I_n - alpha*B)*B*(I_n - alpha*B)",
        f"(I_n - alpha*B)*B*(I_n - alpha*B)*{FACTOR}*A*{FACTOR}",
        given=("A*B = B*A",),
        build={"B": "p*I_n + q*A"},
        auxiliary="p q",
    ),
    equal(
        "three-tasks-stationary",
        "three tasks: the minimiser is stationary",
        "P*(c - v) + Q*(c - w) + R*(c - u)",
        "O_n_1",
        given=("S = P + Q + R", "c = S.I*(P*v + Q*w + R*u)"),
    ),
    equal(
        "three-tasks-offset",
        "three tasks: the minimiser relative to the first",
        "c - v",
        "S.I*(Q*(w - v) + R*(u - v))",
        given=("S = P + Q + R", "c = S.I*(P*v + Q*w + R*u)"),
    ),
    gradient(
        "three-tasks",
        "three tasks: gradient around the minimiser",
        "(theta - v).T*P*(theta - v)/2 + (theta - w).T*Q*(theta - w)/2 + (theta - u).T*R*(theta - u)/2",
        "S*(theta - c)",
        given=("S = P + Q + R", "c = S.I*(P*v + Q*w + R*u)"),
    ),
    wrong(
        "fomaml-is-no-gradient",
        "first-order MAML is no gradient of the adapted loss",
        loss(steps(1), "A", "v"),
        f"A*{FACTOR}*(theta - v)",
    ),
    wrong(
        "fomaml-is-no-gradient-2",
        "first-order MAML is no gradient, two steps",
        loss(steps(2), "A", "v"),
        f"A*{FACTOR}**2*(theta - v)",
    ),
    wrong(
        "one-attenuation-too-few",
        "k attenuations in place of 2k",
        loss(steps(2), "A", "v"),
        f"A*{FACTOR}**3*(theta - v)",
    ),
    wrong(
        "query-untransposed",
        "the Jacobian on the wrong side; true when A and B commute",
        loss(steps(1), "B", "w"),
        f"B*{FACTOR}*({steps(1)} - w)",
    ),
    wrong(
        "support-for-query",
        "support and query exchanged",
        loss(steps(1), "B", "w"),
        f"(I_n - alpha*B)*A*({steps(1)} - w)",
    ),
    wrong(
        "imaml-once",
        "iMAML with one Jacobian",
        loss("inv(A + rho*I_n)*(A*v + rho*theta)", "A", "v"),
        "rho*inv(A + rho*I_n)*A*(theta - v)",
    ),
    wrong(
        "imaml-implicit-sign",
        "iMAML with the wrong sign of the proximal term",
        loss("inv(A + rho*I_n)*(A*v + rho*theta)", "A", "v"),
        "rho**2*inv(A - rho*I_n)*A*inv(A - rho*I_n)*(theta - v)",
    ),
    wrong(
        "reptile-is-maml", "Reptile's direction is no MAML gradient", loss(steps(1), "A", "v"), f"theta - {steps(1)}"
    ),
    wrong("joint-is-maml", "joint training is no MAML", loss(steps(1), "A", "v"), "A*(theta - v)"),
    wrong(
        "minimiser-is-midpoint",
        "the minimiser is the midpoint only for equal curvatures",
        "c",
        "(v + w)/2",
        "eq",
        given=OPTIMUM[:2],
    ),
    wrong(
        "minimum-wrong-order",
        "dimension trap: true for commuting curvatures",
        "d.T*P*Q*S.I*d",
        "d.T*P*S.I*Q*d",
        "eq",
        given=("S = P + Q",),
    ),
    wrong(
        "minimum-swapped",
        "the loss of one task for the total",
        "d.T*P*S.I*Q*d/2",
        "d.T*Q*S.I*P*S.I*Q*d/2",
        "eq",
        given=("S = P + Q",),
    ),
    wrong(
        "midpoint-gap-sum",
        "the sum in place of the difference",
        "d.T*S*d/8 - d.T*P*S.I*Q*d/2",
        "d.T*(P + Q)*S.I*(P - Q)*d/8",
        "eq",
        given=("S = P + Q",),
    ),
    wrong(
        "curvature-of-sum",
        "attenuation is not additive",
        "(I_n - alpha*(A + B))*(A + B)*(I_n - alpha*(A + B))",
        f"{FACTOR}*A*{FACTOR} + (I_n - alpha*B)*B*(I_n - alpha*B)",
        "eq",
    ),
    wrong(
        "attenuated-weights",
        "weights without attenuation",
        "S.I*(P*v + Q*w)",
        "inv(A + B)*(A*v + B*w)",
        "eq",
        given=POST,
    ),
    wrong(
        "outer-descent-joint",
        "the rate of joint training for meta gradient descent",
        "theta - beta*(P*(theta - v) + Q*(theta - w)) - c",
        "(I_n - beta*(A + B))*(theta - c)",
        "eq",
        given=(*POST, "c = S.I*(P*v + Q*w)"),
    ),
)
