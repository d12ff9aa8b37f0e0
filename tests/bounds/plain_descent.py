"""Gradient descent on two quadratics as anyone would write it: NumPy, or fractions; nothing of symmaml."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

UNIT = 2.0**-53


def random_tasks(rng, size, reach, low=0.05):
    """Draw two curvatures with eigenvalues in [low, 1], dense and not commuting, and alpha with alpha L = reach."""

    def curvature():
        basis = np.linalg.qr(rng.normal(size=(size, size)))[0]
        matrix = basis @ np.diag(rng.uniform(low, 1.0, size)) @ basis.T
        return (matrix + matrix.T) / 2

    A, B = curvature(), curvature()
    largest = max(np.linalg.eigvalsh(A)[-1], np.linalg.eigvalsh(B)[-1])
    return {"A": A, "v": rng.normal(size=size), "B": B, "w": rng.normal(size=size), "alpha": float(reach / largest)}


def starting_point(tasks, start):
    v, w = tasks["v"], tasks["w"]
    if start == "midpoint":
        return (v + w) / 2
    gradient_zero, gradient_slope = meta_gradient(tasks, 0 * v), []
    for unit in np.eye(len(v)):  # the meta-gradient is affine: solve for where it vanishes
        gradient_slope.append(meta_gradient(tasks, unit) - gradient_zero)
    return np.linalg.solve(np.array(gradient_slope).T, -gradient_zero)


def meta_gradient(tasks, theta):
    """Return the gradient of f_1(U_1(theta)) + f_2(U_2(theta)), by the chain rule on each task's own step."""
    total = 0 * theta
    for curvature, centre in ((tasks["A"], tasks["v"]), (tasks["B"], tasks["w"])):
        stepped = theta - tasks["alpha"] * curvature @ (theta - centre)
        slope = curvature @ (stepped - centre)
        total = total + slope - tasks["alpha"] * curvature @ slope
    return total


def losses(tasks, start, task, count):
    """Return the losses before the first step, after one, ..., after `count` steps."""
    chosen = {1: [("A", "v")], 2: [("B", "w")], "both": [("A", "v"), ("B", "w")]}[task]
    total = np.zeros(count + 1)
    for curvature, centre in ((tasks[one], tasks[other]) for one, other in chosen):
        theta = starting_point(tasks, start)
        for step in range(count + 1):
            gap = theta - centre
            total[step] += gap @ curvature @ gap / 2
            theta = theta - tasks["alpha"] * curvature @ gap
    return total


def first_step(tasks, start, task, epsilon, most=100_000):
    """Return the first step with a loss of at most epsilon, and how near to epsilon (in ratio) the decision was."""
    count = 64
    while True:
        found = losses(tasks, start, task, count)
        small = np.flatnonzero(found <= epsilon)
        if len(small):
            step = int(small[0])
            near = [abs(found[place] / epsilon - 1) for place in (step - 1, step) if place >= 0]
            return step, min(near)
        if count > most:
            raise ArithmeticError(f"no step up to {count} has a loss of at most {epsilon}")
        count *= 4


def first_step_on_a_line(a, v, b, w, alpha, start, epsilon):
    """The same for two numbers as curvatures, in fractions: the first task, from either start."""
    p, q = a * (1 - alpha * a) ** 2, b * (1 - alpha * b) ** 2
    theta = Fraction(v + w) / 2 if start == "midpoint" else Fraction(p * v + q * w) / (p + q)
    step = 0
    while a * (theta - v) ** 2 / 2 > epsilon:
        theta, step = theta - alpha * a * (theta - v), step + 1
    return step


def closed_form(loss, rate, epsilon):
    """Return the closed-form bound in floats, and its distance from the next integer."""
    value = math.log(loss / epsilon) / (2 * math.log(1 / rate))
    return max(0, math.ceil(value)), abs(value - round(value))
