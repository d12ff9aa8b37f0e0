"""Half a parallel sum of the attenuated curvatures."""

import symmaml as sm


def claim(problem: sm.MetaProblem) -> tuple[sm.Part, ...]:
    """The least meta-loss, and the forms in which a parallel sum is written."""
    t = sm.two_tasks(problem)
    parallel = t.A_alpha * t.S.I * t.B_alpha
    forms = {
        "the parallel sum does not depend on the order": sm.Equal(parallel, t.B_alpha * t.S.I * t.A_alpha),
        "it is what is left of $A_\\alpha$": sm.Equal(parallel, t.A_alpha - t.A_alpha * t.S.I * t.A_alpha),
        "it inverts the sum of inverses, where these exist": sm.Equal(parallel, (t.A_alpha.I + t.B_alpha.I).I),
    }
    return (
        sm.Part(sm.Role.STATEMENT, "the least meta-loss is half a parallel sum", sm.minimum(problem)),
        *(sm.Part(sm.Role.REMARK, words, sm.prove(form, where=t.where)) for words, form in forms.items()),
    )
