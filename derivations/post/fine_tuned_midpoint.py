"""Fine-tuned from the midpoint: a mixture of the two optima."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """One step on each task from the midpoint."""
    return tuple(
        sm.Part(
            sm.Role.STATEMENT, f"fine-tuned to task {task + 1} from the midpoint", sm.adapted(problem, task, "midpoint")
        )
        for task in (0, 1)
    )
