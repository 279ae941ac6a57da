"""Systems that lack what Linux has: nothing is asked of them that is not there."""

from __future__ import annotations

import ast
import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from capptro_tui.db.database import Database, os_user
from tests.screens.desk import desk
from tests.support import ROOT

_POSIX = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
_DRIVER = "capptro_tui.widgets.textual_patches.terminal_driver"
"""The driver for Linux and macOS; there is another one for Windows."""

_IMPORT_ALL = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import asyncio, subprocess, multiprocessing.resource_tracker  # these know what the system has
for name in {_POSIX!r}:
    sys.modules[name] = None
import importlib, pkgutil, capptro_tui
for module in pkgutil.walk_packages(capptro_tui.__path__, "capptro_tui."):
    if module.name not in ({_DRIVER!r}, "capptro_tui.widgets.textual_patches.windows_driver", "capptro_tui.__main__"):
        if "migrations" not in module.name:
            importlib.import_module(module.name)
print("all")
"""


def test_no_module_needs_what_only_some_systems_have() -> None:
    done = subprocess.run([sys.executable, "-c", _IMPORT_ALL], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("all\n", "")


def test_the_search_would_find_one(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import termios\n")
    blocked = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.modules['termios'] = None; import bad"
    assert subprocess.run([sys.executable, "-c", blocked], capture_output=True, check=False).returncode == 1


async def test_the_app_starts_where_the_event_loop_knows_no_signals(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_here(*_: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(type(asyncio.get_running_loop()), "add_signal_handler", not_here, raising=False)
    monkeypatch.delattr(signal, "SIGHUP")
    async with desk(database, tab="customer") as driver:
        await driver.sees("No customers yet")


def test_signals_that_some_systems_lack_are_asked_for_in_one_place_only() -> None:
    """The watchdog, where it knows that it is not on Windows."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "capptro_tui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("SIGHUP", "SIGKILL", "add_signal_handler", "SIGWINCH")
    }
    assert found == {"capptro_tui/watchdog.py"}


def test_a_user_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise ImportError("No module named 'pwd'")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert os_user() == ("user", "User")
