"""The house is easy to find one's way in: names occur once, functions are short, folders are small."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import ROOT

PACKAGE = ROOT / "capptro_tui"
MOST_LINES = 45
MOST_MODULES = 12

ONE_OF_A_KIND = {
    "db/schema/migrations/versions": "a migration a file",
    "models/records": "a record type a file",
    "models/types": "a field type a file",
    "widgets/textual_patches": "a patch a file, each with its own reason and test",
}
"""Folders that may have more modules, and the kind of thing of which each file is one."""

NEVER_CHANGED = "db/schema/migrations/versions"
"""Migrations of releases are what databases were made by: they stay as they are, however long a function is."""


def modules(package: Path = PACKAGE) -> Iterator[tuple[str, ast.Module]]:
    """Yield each module's path below the package, and its syntax."""
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), ast.parse(path.read_text("utf-8"))


def names_in(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the names of the classes of a module, also those made under a condition, but none inside another class."""
    for statement in statements:
        if isinstance(statement, ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.If | ast.Try | ast.With):
            yield from names_in(statement.body + getattr(statement, "orelse", []))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of a function's lines without its decorators and its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def repeated(package: Path = PACKAGE) -> list[str]:
    """Return the names of classes that occur more than once at the top of a module.

    A class inside another one is read with that: `Picker.Chosen` and `TabStrip.Chosen` are no two meanings of a word.
    """
    found = Counter(name for _, tree in modules(package) for name in names_in(tree.body))
    return sorted(name for name, count in found.items() if count > 1)


def long_functions(package: Path = PACKAGE) -> list[str]:
    """Return the functions that are longer than they may be."""
    return [
        f"{path}: {node.name} has {length(node)} lines"
        for path, tree in modules(package)
        if not path.startswith(NEVER_CHANGED)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > MOST_LINES
    ]


def large_folders(package: Path = PACKAGE) -> list[str]:
    """Return the folders that have more modules than they may."""
    counts = Counter(Path(path).parent.as_posix() for path, _ in modules(package) if not path.endswith("__init__.py"))
    return sorted(folder for folder, count in counts.items() if count > MOST_MODULES and folder not in ONE_OF_A_KIND)


def test_a_class_name_occurs_once() -> None:
    assert repeated() == []


def test_no_function_is_long() -> None:
    assert long_functions() == []


def test_no_folder_is_large() -> None:
    assert large_folders() == []


def test_every_folder_of_one_kind_needs_to_be_one() -> None:
    for folder in ONE_OF_A_KIND:
        assert len([path for path in (PACKAGE / folder).glob("*.py") if path.name != "__init__.py"]) > 10, folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A package with each thing that is not allowed, and next to it the nearest that is."""
    short, long = "    a = 1\n" * (MOST_LINES - 1), "    a = 1\n" * MOST_LINES
    (tmp_path / "one.py").write_text("class Twice:\n    class Inner: ...\nclass Once: ...\n")
    (tmp_path / "two.py").write_text("if True:\n    class Twice: ...\nclass Outer:\n    class Inner: ...\n")
    text = f'def short():\n    """One.\n\n    Two.\n    """\n{short}async def long():\n{long}'
    (tmp_path / "three.py").write_text(text)
    for folder, count in (("small", MOST_MODULES), ("large", MOST_MODULES + 1)):
        (tmp_path / folder).mkdir()
        for place in range(count):
            (tmp_path / folder / f"m{place}.py").touch()
        (tmp_path / folder / "__init__.py").touch()
    return tmp_path


def test_each_is_found(other: Path) -> None:
    assert repeated(other) == ["Twice"]
    assert long_functions(other) == [f"three.py: long has {MOST_LINES + 1} lines"]
    assert large_folders(other) == ["large"]
