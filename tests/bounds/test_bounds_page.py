"""The page on bounds: every block runs, and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "bounds.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)


def test_the_blocks_run(capsys):
    names = {}
    for block in BLOCKS:
        exec(compile(block, "bounds.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()
    assert len(BLOCKS) == 6
    assert printed[0] == "58 56"
    assert printed[1] == "[1, 7, 12, 44]"
    assert printed[3].startswith("True 0.74074")
