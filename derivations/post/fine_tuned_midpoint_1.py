"""Fine-tuned to task 1 from the midpoint: a mixture of the minimisers."""

import symmaml as sm


def result(problem: sm.MetaProblem) -> sm.Result:
    """Run the inner loop of task 1 from the midpoint."""
    return sm.adapted(problem, task=0, at="midpoint")
