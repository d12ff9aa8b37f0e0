"""Try every mutation of every committed certificate, and count: `PYTHONPATH=tests python -m kernel.every_mutation`.

The suite tries a part of them by the same functions; all of them take about half an hour of one core.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kernel.mutations import tally

GENERATED = Path(__file__).parents[2] / "derivations" / "generated"


def main(folder: Path) -> int:
    """Print a line for each certificate, and the totals; return 1 if a genuine change was accepted."""
    genuine = refused = same = 0
    for path in sorted(folder.glob("*.certificate.json")):
        counted = tally(path.read_text(encoding="ascii"))
        genuine, refused, same = genuine + counted.genuine, refused + counted.refused, same + counted.same
        print(f"{path.name}: {counted.refused} of {counted.genuine} genuine changes refused", flush=True)
    print(f"{refused} of {genuine} genuine changes refused; {same} changes without a change of meaning accepted")
    return 0 if refused == genuine else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else GENERATED))
