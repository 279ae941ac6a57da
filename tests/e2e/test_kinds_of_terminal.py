"""Terminals that the app cannot draw on, and none at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal, plain_environment
from tests.e2e.test_main_job import CAPPTRO, capptro


@pytest.mark.parametrize(("kind", "what"), [("dumb", "TERM is dumb"), ("", "TERM is not set"), ("unknown", "unknown")])
def test_a_terminal_without_a_cursor_is_one_sentence(home: Path, kind: str, what: str) -> None:
    with Terminal(*CAPPTRO, home=home, env={"TERM": kind}) as terminal:
        assert terminal.wait_exit() == 2
        assert what in " ".join(terminal.screen)
        assert "\x1b" not in terminal.raw.decode()
    with Terminal(*CAPPTRO, "where", home=home, env={"TERM": kind}) as terminal:
        assert terminal.wait_exit() == 0
        terminal.wait_for("Database")


def test_another_driver_needs_no_terminal(home: Path) -> None:
    """As when the app is shown in a browser; here it is one that shows nothing."""
    capptro(home, "add", "customers", "--name", "Acme")
    variables = plain_environment(home) | {
        "TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver",
        "TEXTUAL_PRESS": "ctrl+q",
        "TERM": "dumb",
    }
    done = subprocess.run(CAPPTRO, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
