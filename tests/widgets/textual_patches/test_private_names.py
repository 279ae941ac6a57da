"""No file but the patches uses a private name of the framework."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import textual

from tests.support import ROOT

_PATCHES = ROOT / "capptro_tui" / "widgets" / "textual_patches"
_FILES = sorted(
    path
    for path in [
        ROOT / "capptro_tui" / "app.py",
        *(ROOT / "capptro_tui" / "screens").rglob("*.py"),
        *(ROOT / "capptro_tui" / "widgets").rglob("*.py"),
        *(ROOT / "capptro_tui" / "cli").rglob("*.py"),
    ]
    if _PATCHES not in path.parents
)


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def attributes(tree: ast.AST) -> set[str]:
    """The private names that are set on objects, or declared in classes."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    found.add(each.name)
                elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                    found.add(each.target.id)
                elif isinstance(each, ast.Assign):
                    found |= {target.id for target in each.targets if isinstance(target, ast.Name)}
    return {name for name in found if is_private(name)}


@cache
def of_the_framework() -> frozenset[str]:
    """Every private name of the framework's objects."""
    folder = Path(textual.__file__).parent
    return frozenset().union(*(attributes(ast.parse(path.read_text("utf-8"))) for path in folder.rglob("*.py")))


def own_classes(path: Path, root: Path) -> Iterator[type]:
    module = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"))
    for _, one in inspect.getmembers(module, inspect.isclass):
        if one.__module__ == module.__name__:
            yield one


@cache
def inherited(one: type) -> frozenset[str]:
    """The private names of a class of the framework."""
    try:
        return frozenset(attributes(ast.parse(textwrap.dedent(inspect.getsource(one)))))
    except OSError:
        return frozenset()


def private_imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Each private module or name of the framework that a statement imports."""
    for name in node.names:
        whole = f"{node.module}.{name.name}" if isinstance(node, ast.ImportFrom) else name.name
        parts = whole.split(".")
        if parts[0] == "textual" and any(map(is_private, parts)):
            yield f"{node.lineno}: import {whole}"


def private_uses(path: Path, root: Path = ROOT) -> Iterator[str]:
    """Each use of a private name of the framework in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from private_imports(node)
        elif isinstance(node, ast.Attribute) and is_private(node.attr):
            is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            if not is_own and node.attr in of_the_framework():
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("getattr", "setattr"):
            named = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            yield from (f"{node.lineno}: {name}" for name in named if name in of_the_framework())
    for one in own_classes(path, root):
        own = attributes(tree := ast.parse(textwrap.dedent(inspect.getsource(one))))
        own |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_private(node.attr)}
        for base in one.__mro__:
            if base.__module__.split(".")[0] == "textual":
                yield from (f"{one.__name__}.{name} is {base.__name__}'s" for name in sorted(own & inherited(base)))


@pytest.mark.parametrize("path", _FILES, ids=lambda path: str(path.relative_to(ROOT / "capptro_tui")))
def test_no_private_name_of_the_framework(path: Path) -> None:
    assert not list(private_uses(path))


def test_private_names_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search finds each way in which they can be used."""
    bad = tmp_path / "bad.py"
    bad.write_text(
        "import textual._compositor\n"
        "from textual._xterm_parser import XTermParser\n"
        "from textual.keys import _character_to_key\n"
        "from textual.app import App\n"
        "class Bad(App):\n"
        "    def _handle_exception(self, error): self._return_code = 1\n"
        "def use(app): return app.screen._compositor, getattr(app, '_driver')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = " ".join(private_uses(bad, tmp_path))
    for name in ("textual._compositor", "_xterm_parser", "_character_to_key", "screen._compositor", "_driver"):
        assert name in found
    assert "Bad._handle_exception is App's" in found
    assert "Bad._return_code is App's" in found
