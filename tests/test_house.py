"""The house of symmaml, measured: what may import what, what may be written, how long it may be.

Each rule is a function from one file of the house to its violations; `EXHIBITS` at the end is a museum of wrong houses,
and each must be caught by exactly the rule it is filed under.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from types import MappingProxyType

import pytest

HOUSE = Path(__file__).parents[1] / "symmaml"

# The floor of every module; the longest matching prefix counts ("proof.search" before "proof"). A file may import only
# from floors strictly below its own, so two files on one floor are strangers. Steps inside a folder are tenths.
FLOORS = {
    "kernel": 0,
    "errors": 0,
    "real_roots": 0,
    "notation": 1,
    "writing": 1,
    "loading": 1,
    "figure": 1,
    "statement": 2.0,
    "tasks": 2.0,
    "adaptation": 2.1,
    "problem": 2.2,
    "pair": 2.3,
    "derivation": 2.3,
    "claim": 2.4,
    "bounds": 3,
    "calculus": 3,
    "derive": 4,
    "proof": 4,
    "export": 5,
    "certify": 5,
    "explanation": 5.5,
    "evidence": 5.1,
    "export.claims": 5.2,
    "oracle": 6,
    "questions": 7.0,
    "statement_runner": 7.0,
    "contents": 7.0,
    "illustrations": 6.5,
    "typeset": 7.1,
    "building": 7.1,
    "report": 7.2,
    "book": 7.3,
    "__init__": 9.0,
    "cli": 9.1,
    "__main__": 9.2,
}

# Folders that have one floor as a whole: inside, files import one another freely, but never in a circle.
WINGS = frozenset({"bounds", "calculus", "derive", "explanation", "export", "oracle", "proof"})

# Folders that never import one another, whatever their floors: the finder and the judge.
STRANGERS = frozenset({"derive", "proof"})

# Files that may import the standard library and, beyond it, these modules only.
ALLOWED = {
    "kernel": frozenset[str](),
    "errors": frozenset[str](),
    "real_roots": frozenset[str](),
    "oracle.definition": frozenset({"numpy", "mpmath", "symmaml.oracle.instances"}),
}

LAZY_IMPORTS = frozenset({"cli"})  # imports on demand, so that `symmaml --help` is instant
PRINTS = frozenset({"cli"})
PRINTS_AS_SCRIPT = frozenset({"kernel"})  # in `main` and under `if __name__ == "__main__"`

COMPILES = frozenset({"export.functions"})  # the one place that runs source, which we have printed ourselves
FORBIDDEN_NAMES = frozenset({"eval", "exec", "sympify", "parse_expr"})  # each runs text as code
FORBIDDEN_MODULES = frozenset({"pickle"})
MUTABLE_CALLS = frozenset({"list", "dict", "set", "bytearray", "defaultdict", "OrderedDict", "Counter", "deque"})
LONGEST_FILE = 300  # lines of code: no blank line, comment or docstring
LONGER = MappingProxyType({"kernel": 900})  # one file, so that it can be copied out and read alone
LONGEST_FUNCTION = 40  # likewise, from its `def` on

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
MUTABLE_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
LAYOUT = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)

Found = Iterator[tuple[int, str]]  # line, what is wrong there


@dataclass(frozen=True)
class File:
    """One file: its dotted name inside symmaml, its text, the names of all files of the house, and the floors."""

    name: str
    source: str
    tree: ast.Module
    house: frozenset[str]
    floors: Mapping[str, float]

    def floor_of(self, name: str) -> float | None:
        parts = name.split(".")
        prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
        return next((self.floors[prefix] for prefix in prefixes if prefix in self.floors), None)


def read_house(root: Path, floors: Mapping[str, float] = FLOORS) -> list[File]:
    texts = {".".join(path.relative_to(root).with_suffix("").parts): path.read_text() for path in root.rglob("*.py")}
    return [File(name, text, ast.parse(text), frozenset(texts), floors) for name, text in sorted(texts.items())]


def imports(file: File, inside: ast.AST | None = None) -> Iterator[tuple[int, str]]:
    """Yield (line, absolute dotted name) of every import: a module of ours where it is one, else what is named."""
    package = ["symmaml", *file.name.split(".")[:-1]]
    for node in ast.walk(inside or file.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                below = f"{base}.{alias.name}"
                yield node.lineno, below if own_module(below, file.house) in file.house else base


def spoken_imports(file: File) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of every import as it is written, with the names taken: "sympy.sympify"."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
            yield from ((node.lineno, prefix + alias.name) for alias in node.names)


def own_module(name: str, house: frozenset[str]) -> str | None:
    """Return the file of ours that importing `name` runs, None for a stranger: "symmaml.derive" is derive/__init__."""
    top, *rest = name.split(".")
    if top != "symmaml":
        return None
    inside = ".".join(rest)
    return inside if inside in house else ".".join([*rest, "__init__"])


def top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements that run at import, those under `if`, `try` and `with` included; not those of classes."""
    for statement in body:
        yield statement
        for block in ("body", "orelse", "finalbody"):
            if not isinstance(statement, (*FUNCTIONS, ast.ClassDef)):
                yield from top_level(getattr(statement, block, []))
        for handler in getattr(statement, "handlers", []):
            yield from top_level(handler.body)


def code_lines(file: File) -> frozenset[int]:
    """Return the numbers of the lines that hold code: no blank line, comment, or string standing alone."""
    prose: set[int] = set()
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(file.source).readline):
        if token.type not in LAYOUT:
            code.update(range(token.start[0], token.end[0] + 1))
    return frozenset(code - prose)


def every_module_has_a_floor(file: File) -> Found:
    if file.floor_of(file.name) is None:
        yield 1, f"{file.name} has no floor: give it one in FLOORS"


def imports_go_down(file: File) -> Found:
    own = file.floor_of(file.name)
    for line, name in imports(file):
        target = own_module(name, file.house)
        below = None if target is None else file.floor_of(target)
        if target is not None and target not in file.house:
            yield line, f"imports {name}, which is no module of ours"
        elif own is not None and below is not None and below >= own and not in_one_wing(file.name, target or ""):
            yield line, f"on floor {own} imports {name} on floor {below}"


def in_one_wing(one: str, other: str) -> bool:
    """Whether two files stand in the same wing, where only circles are forbidden."""
    return any(one.startswith(f"{wing}.") and other.startswith(f"{wing}.") for wing in WINGS)


def finder_and_judge_are_strangers(file: File) -> Found:
    folder = file.name.split(".")[0]
    for line, name in imports(file):
        other = (own_module(name, file.house) or "").split(".")[0]
        if folder != other and {folder, other} <= STRANGERS:
            yield line, f"{folder} imports {name}"


def some_files_import_almost_nothing(file: File) -> Found:
    for line, name in imports(file):
        top = name.split(".")[0]
        welcome = ALLOWED.get(file.name)
        if welcome is not None and top not in sys.stdlib_module_names and not {top, name} & welcome:
            yield line, f"imports {name}, beyond the standard library and {sorted(welcome)}"


def no_import_hides_in_a_function(file: File) -> Found:
    functions = [node for node in ast.walk(file.tree) if isinstance(node, FUNCTIONS)]
    hidden = {found for function in functions for found in imports(file, inside=function)}
    for line, name in sorted(hidden):
        if file.name not in LAZY_IMPORTS and name.split(".")[0] in ("symmaml", "sympy"):
            yield line, f"imports {name} inside a function"


def only_the_command_prints(file: File) -> Found:
    excused: set[int] = set()
    for part in file.tree.body:
        is_main = isinstance(part, FUNCTIONS) and part.name == "main"
        is_entry = isinstance(part, ast.If) and ast.unparse(part.test) == "__name__ == '__main__'"
        if file.name in PRINTS_AS_SCRIPT and (is_main or is_entry):
            excused.update(range(part.lineno, (part.end_lineno or part.lineno) + 1))
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Name) and node.id == "print" and not (file.name in PRINTS or node.lineno in excused):
            yield node.lineno, "prints; raise, return or record instead"


def no_assert_statement(file: File) -> Found:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "asserts, which python -O deletes; raise instead"


def no_text_is_run_as_code(file: File) -> Found:
    forbidden = FORBIDDEN_NAMES - {"exec"} if file.name in COMPILES else FORBIDDEN_NAMES
    imported = {(line, part) for line, name in spoken_imports(file) for part in name.split(".")}
    for line, name in sorted(imported):
        if name in forbidden | FORBIDDEN_MODULES:
            yield line, f"imports {name}"
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in forbidden:
                yield node.lineno, f"uses {name}"


def no_mutable_global(file: File) -> Found:
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Global):
            yield node.lineno, f"global {', '.join(node.names)}"
    for statement in top_level(file.tree.body):
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        value = statement.value
        name = ast.unparse(statement.targets[0] if isinstance(statement, ast.Assign) else statement.target)
        function = ast.unparse(value.func).split(".")[-1] if isinstance(value, ast.Call) else None
        if name != "__all__" and (isinstance(value, MUTABLE_DISPLAYS) or function in MUTABLE_CALLS):
            yield statement.lineno, f"{name} can be changed: wrap it in tuple, frozenset or MappingProxyType"


def files_are_short(file: File) -> Found:
    length, longest = len(code_lines(file)), LONGER.get(file.name, LONGEST_FILE)
    if length > longest:
        yield 1, f"{length} lines of code; at most {longest}"


def functions_are_short(file: File) -> Found:
    code = code_lines(file)
    for node in ast.walk(file.tree):
        if isinstance(node, FUNCTIONS):
            length = len(code.intersection(range(node.lineno, (node.end_lineno or node.lineno) + 1)))
            if length > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines of code; at most {LONGEST_FUNCTION}"


Rule = Callable[[File], Found]
RULES: tuple[Rule, ...] = (
    every_module_has_a_floor,
    imports_go_down,
    finder_and_judge_are_strangers,
    some_files_import_almost_nothing,
    no_import_hides_in_a_function,
    only_the_command_prints,
    no_assert_statement,
    no_text_is_run_as_code,
    no_mutable_global,
    files_are_short,
    functions_are_short,
)


def violations(rule: Rule, house: list[File]) -> list[str]:
    found = ((file.name.replace(".", "/"), line, what) for file in house for line, what in rule(file))
    return list(dict.fromkeys(f"symmaml/{path}.py:{line}: {what}" for path, line, what in found))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps(rule: Rule) -> None:
    house = read_house(HOUSE)
    assert house, f"no files under {HOUSE}"
    found = violations(rule, house)
    assert not found, "\n".join(["", *found])


def test_there_is_no_circle() -> None:
    house = read_house(HOUSE)
    graph = {file.name: {own_module(name, file.house) for _, name in imports(file)} - {None} for file in house}
    assert tuple(TopologicalSorter(graph).static_order())


# The museum: files added to the good house below, and the rule that must catch them. It has floors of its own, so that
# the ranks above can be edited freely.
MUSEUM_FLOORS = {
    **{
        "kernel": 0,
        "errors": 0,
        "notation": 1,
        "tasks": 2,
        "problem": 2,
        "derive": 4.0,
        "proof": 4.5,
        "export": 5,
        "book": 7,
    },
    **{"oracle": 6.2, "oracle.instances": 6.0, "oracle.definition": 6.1},
    **{"__init__": 9.0, "cli": 9.1, "__main__": 9.2},
}
GOOD_HOUSE = {
    "__init__.py": '"""Words, not print(code)."""\nfrom symmaml.book import BOOK\n__all__ = ["BOOK"]\n',
    "__main__.py": "from symmaml.cli import main\nmain()\n",
    "cli.py": "def main():\n    import symmaml\n    from symmaml import book\n    print(book)\n",
    "book.py": "from symmaml.oracle import compare, instances\nfrom .proof.search import find\nBOOK = (1, 2)\n",
    "kernel.py": "import json\ndef main():\n    print(json)\nif __name__ == '__main__':\n    main()\n    print(1)\n",
    "errors.py": "from __future__ import annotations\nclass Wrong(Exception):\n    table = {}\n",
    "notation.py": "import re\nimport sympy\nfrom types import MappingProxyType\nfrom symmaml.errors import Wrong\n"
    "GREEK = MappingProxyType({'alpha': 1})\nWORDS = frozenset({1})\nPATTERN = re.compile('a')\n",
    "derive/__init__.py": "",
    "derive/gradient.py": "from symmaml.notation import GREEK\ndef derive():\n    import json\n    seen = []\n",
    "proof/__init__.py": "",
    "proof/search.py": "from .. import kernel\nfrom ..notation import GREEK\n",
    "oracle/__init__.py": "",
    "oracle/instances.py": "import numpy\n",
    "oracle/definition.py": "import math\nimport numpy as np\nfrom mpmath import mpf\nfrom . import instances\n",
    "oracle/compare.py": "from symmaml.oracle.definition import np\nfrom .instances import numpy\n",
    "export/__init__.py": "",
    "export/long.py": "# comment\n\n" * 400 + '"""words\n' + "words\n" * 400 + '"""\n' + "x = 1\n" * 300,
    "export/wide.py": 'def f():\n    """Words.\n' + "\n    words\n" * 50 + '    """\n' + "    # why\n    x = 1\n" * 39,
}
EXHIBITS: tuple[tuple[Rule, str, dict[str, str]], ...] = (
    (every_module_has_a_floor, "new file", {"utils.py": ""}),
    (every_module_has_a_floor, "new folder", {"core/__init__.py": ""}),
    (imports_go_down, "upwards", {"notation.py": "from symmaml.book import BOOK"}),
    (imports_go_down, "upwards, relative", {"derive/gradient.py": "from ..book import BOOK"}),
    (imports_go_down, "upwards, by the package", {"notation.py": "from . import book"}),
    (imports_go_down, "upwards, for types only", {"notation.py": "if False:\n    from symmaml.book import BOOK"}),
    (imports_go_down, "by the public name", {"book.py": "import symmaml as sm"}),
    (imports_go_down, "by the public name, from", {"book.py": "from symmaml import BOOK"}),
    (imports_go_down, "same floor", {"tasks.py": "from symmaml import problem", "problem.py": ""}),
    (imports_go_down, "same floor, relative", {"tasks.py": "from . import problem", "problem.py": ""}),
    (imports_go_down, "the command is above", {"book.py": "import symmaml.cli"}),
    (imports_go_down, "no such module", {"book.py": "import symmaml.nowhere"}),
    (finder_and_judge_are_strangers, "judge sees finder", {"proof/search.py": "from symmaml.derive import gradient"}),
    (finder_and_judge_are_strangers, "finder sees judge", {"derive/gradient.py": "import symmaml.proof.search"}),
    (some_files_import_almost_nothing, "kernel and sympy", {"kernel.py": "import sympy.core"}),
    (some_files_import_almost_nothing, "errors and numpy", {"errors.py": "from numpy import linalg"}),
    (some_files_import_almost_nothing, "oracle and sympy", {"oracle/definition.py": "import sympy"}),
    (some_files_import_almost_nothing, "oracle and ours", {"oracle/definition.py": "from ..errors import Wrong"}),
    (no_import_hides_in_a_function, "ours", {"book.py": "def f():\n    from symmaml.notation import GREEK"}),
    (no_import_hides_in_a_function, "ours, relative", {"book.py": "def f():\n    from . import notation"}),
    (no_import_hides_in_a_function, "sympy", {"book.py": "class C:\n    async def f(self):\n        import sympy.abc"}),
    (only_the_command_prints, "call", {"book.py": "def main():\n    print(1)"}),
    (only_the_command_prints, "value", {"book.py": "log = print"}),
    (only_the_command_prints, "kernel, in check", {"kernel.py": "def check():\n    print(1)"}),
    (no_assert_statement, "assert", {"kernel.py": "def check(x):\n    assert x"}),
    (no_text_is_run_as_code, "eval", {"book.py": "eval('1')"}),
    (no_text_is_run_as_code, "exec", {"book.py": "import builtins\nbuiltins.exec('1')"}),
    (no_text_is_run_as_code, "sympify", {"notation.py": "import sympy\nsympy.sympify('x')"}),
    (no_text_is_run_as_code, "renamed", {"notation.py": "from sympy import sympify as s"}),
    (no_text_is_run_as_code, "parse_expr", {"notation.py": "from sympy.parsing.sympy_parser import parse_expr"}),
    (no_text_is_run_as_code, "pickle", {"book.py": "import pickle"}),
    (no_text_is_run_as_code, "pickle, from", {"book.py": "from pickle import loads"}),
    (no_mutable_global, "list", {"book.py": "SEEN = []"}),
    (no_mutable_global, "annotated dict", {"book.py": "SEEN: dict[str, int] = {}"}),
    (no_mutable_global, "set in a try", {"book.py": "try:\n    pass\nexcept OSError:\n    SEEN = {1}"}),
    (no_mutable_global, "comprehension", {"book.py": "SEEN = {k: k for k in (1, 2)}"}),
    (no_mutable_global, "call", {"book.py": "import collections\nSEEN = collections.defaultdict(int)"}),
    (no_mutable_global, "global statement", {"book.py": "N = 0\ndef f():\n    global N\n    N += 1"}),
    (files_are_short, "one line over", {"export/long.py": "x = 1\n" * 301}),
    (files_are_short, "one long string", {"export/long.py": 'x = """' + "a\n" * 300 + '"""'}),
    (functions_are_short, "one line over", {"export/wide.py": "def f():\n" + "    x = 1\n" * 40}),
    (functions_are_short, "method", {"export/wide.py": "class C:\n    def f(self):\n" + "        x = 1\n" * 40}),
)


def broken_rules(root: Path, files: dict[str, str]) -> set[Rule]:
    for name, source in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(source)
    house = read_house(root, MUSEUM_FLOORS)
    return {rule for rule in RULES if violations(rule, house)}


def test_a_good_house_is_accepted(tmp_path: Path) -> None:
    assert broken_rules(tmp_path, GOOD_HOUSE) == set()


@pytest.mark.parametrize(("rule", "exhibit", "files"), EXHIBITS, ids=[f"{r.__name__}: {e}" for r, e, _ in EXHIBITS])
def test_a_wrong_house_is_refused_by_its_rule(tmp_path: Path, rule: Rule, exhibit: str, files: dict[str, str]) -> None:
    broken = broken_rules(tmp_path, GOOD_HOUSE | files)
    # An import between finder and judge, or into the oracle, may also go up; every other exhibit is wrong in one way.
    also_up = {imports_go_down} if rule in (finder_and_judge_are_strangers, some_files_import_almost_nothing) else set()
    assert {rule} <= broken <= {rule} | also_up, exhibit


def test_every_rule_has_an_exhibit() -> None:
    assert {rule for rule, _, _ in EXHIBITS} == set(RULES)
