"""What a notebook shows of a result."""

from __future__ import annotations

import dataclasses

import pytest
from export import records
from IPython.core.interactiveshell import InteractiveShell

from symmaml.derivation import Result
from symmaml.export.display import DisplayedResult, displayed
from symmaml.statement import Status

PLAIN = records.result(records.FIXED_POINT, inverses=("S",))
SHOWN = displayed(PLAIN)


def test_it_is_the_same_result() -> None:
    assert isinstance(SHOWN, Result)
    assert isinstance(SHOWN, DisplayedResult)
    assert {field.name: getattr(SHOWN, field.name) for field in dataclasses.fields(SHOWN)} == vars(PLAIN)
    assert displayed(PLAIN) == SHOWN
    assert SHOWN.hypotheses == PLAIN.hypotheses
    with pytest.raises(dataclasses.FrozenInstanceError):
        SHOWN.theorem = PLAIN.theorem  # type: ignore[misc]


def test_the_repr_is_short_and_steady() -> None:
    standing = "proved in every dimension, A symmetric; B symmetric; S invertible"
    assert repr(SHOWN) == str(SHOWN) == rf"<The fixed point $\theta^{{\star}}$: {standing}>"
    assert repr(displayed(records.result(records.GRADIENT, Status.UNDECIDED))) == "<The gradient: undecided>"


def test_a_notebook_chooses_between_text_and_latex() -> None:
    formatter = InteractiveShell.instance().display_formatter
    data, _ = formatter.format(SHOWN)
    assert set(data) == {"text/plain", "text/latex"}
    assert data["text/latex"] == SHOWN._repr_latex_() == (
        r"$$\begin{aligned} \theta^{\star} &= S^{-1} (A_{\alpha} v + B_{\alpha} w) \\ &\text{where} \\ "
        r"A_{\alpha} &= (I - \alpha A) A (I - \alpha A) \\ B_{\alpha} &= (I - \alpha B) B (I - \alpha B) \\ "
        r"S &= A_{\alpha} + B_{\alpha} \end{aligned}$$"
    )  # fmt: skip
    assert data["text/plain"].splitlines()[:2] == [
        r"The fixed point $\theta^{\star}$: proved in every dimension, A symmetric; B symmetric; S invertible",
        "  theta_star = S**(-1)*(A_alpha*v + B_alpha*w)",
    ]


@pytest.mark.parametrize("made", records.DERIVATIONS, ids=lambda made: made.title)
def test_mathjax_and_katex_know_every_command(made: object) -> None:
    text = displayed(records.result(made))._repr_latex_()  # type: ignore[arg-type]
    assert text.isascii()
    for ours in (r"\proved", r"\verdict", r"\label", r"\eqref", r"\texorpdfstring"):
        assert ours not in text
    assert text.count("{") == text.count("}")
    assert text.startswith("$$")
    assert text.endswith("$$")
    assert "$" not in text[2:-2]
