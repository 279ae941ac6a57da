"""Docstrings say plainly what a thing is or does: none is a riddle such as "What of it there is"."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.support import ROOT

RIDDLE = re.compile(
    r"""
    \A (?: what | whatever | who | whom | whose | whoever | which | where | when | how | of
         | whether \s (?: what | who | which ) ) \b
    | \b (?: of \s which | that \s which | which \s it \s is ) \b
    | \b (?: about | after | besides | by | for | from | of | to | with ) \s what (?: ever )? \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A docstring that begins with a question word, or has a clause without a noun."""


def packages() -> Iterator[tuple[str, list[Path]]]:
    """Yield name and modules of each package of the program, of the benchmark, and of the tools."""
    package = ROOT / "capptro_tui"
    yield package.name, sorted(package.glob("*.py"))
    for folder in (*sorted(path.parent for path in package.glob("*/__init__.py")), ROOT / "bench", ROOT / "tools"):
        yield folder.name, sorted(folder.rglob("*.py"))


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each docstring, also of those below an assignment."""
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            value = statement.value if isinstance(statement, ast.Expr) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.lineno, value.value


def riddles(modules: Iterable[Path]) -> list[str]:
    """Return file, line and first line of each docstring that is a riddle."""
    return [
        f"{module.relative_to(ROOT)}:{line}: {text.splitlines()[0]}"
        for module in modules
        for line, text in docstrings(module.read_text(encoding="utf-8"))
        if RIDDLE.search(" ".join(text.split()))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "What goes along when customers are deactivated.",
        "Whether what is typed is a name.",
        "How it is drawn.",
        "Of a link, its target.",
        "The rows of which one is chosen.",
        "Fills in that which is missing.",
        "Told apart by what stands in them.",
    ],
)
def test_a_riddle_is_found(text: str) -> None:
    """Riddles of each form are found, in a module, a class, a function, or below a constant."""
    body = f'"""{text}"""'
    for source in (body, f"class A:\n    {body}", f"async def a():\n    {body}", f"if True:\n    A = 1\n    {body}"):
        assert [found for _, found in docstrings(source) if RIDDLE.search(found)] == [text]


@pytest.mark.parametrize(
    "text",
    ["Return the row under the cursor.", "Whether a text is a phone number.", "Say what is wrong, and where."],
)
def test_a_plain_sentence_is_no_riddle(text: str) -> None:
    """A declarative sentence is no riddle."""
    assert not RIDDLE.search(text)


@pytest.mark.parametrize("modules", [pytest.param(modules, id=name) for name, modules in packages()])
def test_no_docstring_is_a_riddle(modules: list[Path]) -> None:
    """No docstring of a package is a riddle."""
    assert modules
    assert riddles(modules) == []
