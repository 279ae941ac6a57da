"""Streams that are closed, full or cut off: a sentence or silence, the right code, and no fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.locations import log_path
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from tests.cli.runner import Capptro
from tests.support import ROOT, Fill, add_customer

CLOSED = "The output could not be written: it is closed.\n"
FULL = "The output could not be written: No space left on device.\n"
NO_TERMINAL = "The app needs a terminal. Run “capptro --help” for what works without one.\n"
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")


def more_than_a_pipe_holds(database: Database) -> None:
    for place in range(60):
        add_customer(database, f"Customer {place}", description="d" * 3000)


@pytest.fixture(autouse=True)
def some(capptro: Capptro, filled_file: Callable[[Fill, Schema], Path]) -> None:
    """A desk with more than a pipe holds."""
    shutil.copy(filled_file(more_than_a_pipe_holds, SHIPPED), capptro.path)


def shell(capptro: Capptro, line: str) -> tuple[int, str, str]:
    """The code of a command, and what reaches the caller's streams. `capptro` is the program, on the database."""
    program = f"capptro() {{ CAPPTRO_DB='{capptro.path}' '{sys.executable}' -m capptro_tui \"$@\"; }}; {line}"
    command = ["bash", "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("capptro --version >&-", 1, CLOSED),
        ("capptro where >&-", 1, CLOSED),
        ("capptro find customer >&-", 1, CLOSED),
        ("capptro --help >&-", 1, CLOSED),
        ("capptro find customer --json >&-", 1, CLOSED),
        ("capptro nosuch >&-", 2, "“nosuch” is no verb of this program. Try “capptro --help”.\n"),
        ("capptro add customers <&-", 0, ""),
        ("capptro <&-", 1, NO_TERMINAL),
        ("capptro 2>&-", 1, ""),
        ("capptro <&- >&- 2>&-", 1, ""),
        ("capptro nosuch 2>&-", 2, ""),
        ("capptro show C-99 2>&-", 1, ""),
        ("capptro export customers | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}", 1, ""),
        ("capptro export customers | true; exit ${PIPESTATUS[0]}", 1, ""),
        ("capptro add customers 0>/dev/null", 1, "The input could not be read: it is closed.\n"),
    ],
)
def test_closed_and_cut_off(capptro: Capptro, line: str, code: int, said: str) -> None:
    assert shell(capptro, line) == (code, "", said)
    assert not log_path().exists()


@needs_full
@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("capptro --version >/dev/full", 1, FULL),
        ("capptro --help >/dev/full", 1, FULL),
        ("capptro find customer >/dev/full", 1, FULL),
        ("capptro history --json >/dev/full", 1, FULL),
        ("capptro nosuch 2>/dev/full", 2, ""),
        ("capptro show C-99 2>/dev/full", 1, ""),
    ],
)
def test_full(capptro: Capptro, line: str, code: int, said: str) -> None:
    assert shell(capptro, line) == (code, "", said)
    assert not log_path().exists()


def test_what_was_done_is_done_though_nobody_could_be_told(capptro: Capptro) -> None:
    assert shell(capptro, "capptro add customers --name Acme >&-") == (1, "", CLOSED)
    assert "Acme" in capptro.done("find", "acme")


def test_no_file_takes_the_place_of_a_closed_stream(capptro: Capptro) -> None:
    """Else what is printed would be written into the database."""
    assert shell(capptro, "capptro check >&- 2>&- <&-")[0] == 1
    assert capptro("check").code == 0
