"""Fine-tuned from the midpoint: a mixture of the two optima."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """One step on each task from the midpoint."""
    return tuple(
        sm.Part(sm.Role.STATEMENT, f"the model fine-tuned to task {task + 1}", sm.adapted(problem, task, "midpoint"))
        for task in (0, 1)
    )
