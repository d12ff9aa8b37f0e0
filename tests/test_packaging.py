"""What the packaging files repeat must agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def citation(field: str) -> str:
    """Return a field of CITATION.cff that is one line at the top level."""
    (value,) = re.findall(rf"^{field}: (.+)$", (ROOT / "CITATION.cff").read_text(), flags=re.MULTILINE)
    return str(value).strip('"')


@pytest.mark.parametrize(
    ("field", "expected"),
    [("version", PROJECT["version"]), ("title", PROJECT["name"]), ("license", PROJECT["license"])],
)
def test_citation_agrees_with_pyproject(field: str, expected: str) -> None:
    assert citation(field) == expected


def test_the_package_declares_its_types() -> None:
    assert (ROOT / "symmaml" / "py.typed").is_file()
