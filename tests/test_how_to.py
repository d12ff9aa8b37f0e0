"""The how-to runs, and prints what stands beneath each of its blocks.

As a script, this writes the page anew: PYTHONPATH=. python tests/test_how_to.py
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "how-to-decide.md"
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:```text\n.*?^```\n)?", flags=re.DOTALL | re.MULTILINE)


def rewritten(page: str) -> str:
    """Run the blocks of a page in their order, and write beneath each what it prints."""
    names: dict[str, Any] = {}

    def run(block: re.Match[str]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block[1], PAGE.name, "exec"), names)
        return f"```python\n{block[1]}```\n```text\n{printed.getvalue()}```\n"

    return BLOCK.sub(run, page)


def test_every_block_prints_what_the_page_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(BLOCK.findall(page)) >= 10
    assert rewritten(page) == page, "if the page is out of date: PYTHONPATH=. python tests/test_how_to.py"


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
