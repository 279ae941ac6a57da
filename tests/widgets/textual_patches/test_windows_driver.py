"""The driver on Windows. It cannot run elsewhere; what it stands on can be looked at."""

from __future__ import annotations

import ast
import inspect
import sys
from pathlib import Path

import pytest
import textual

from capptro_tui.widgets.textual_patches.terminal_input import TerminalInput

_WIN32 = Path(textual.__file__).with_name("drivers") / "win32.py"


def test_the_framework_still_makes_its_parser_by_this_name_and_uses_no_more_of_it() -> None:
    (monitor,) = [
        node
        for node in ast.parse(_WIN32.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name == "EventMonitor"
    ]
    source = ast.unparse(monitor)
    assert "parser = XTermParser(debug=constants.DEBUG)" in source
    used = {
        node.attr
        for node in ast.walk(monitor)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "parser"
    }
    assert used <= {"feed", "tick"}
    assert "debug" in inspect.signature(TerminalInput).parameters


@pytest.mark.skipif(sys.platform != "win32", reason="needs the console of Windows")
def test_the_guarded_driver_can_be_made() -> None:
    from capptro_tui.widgets.textual_patches.windows_driver import GuardedWindowsDriver

    assert GuardedWindowsDriver
