"""Long output on a terminal goes through the pager; nothing else does."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from capptro_tui.db.database import Database
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from tests.cli.runner import Capptro
from tests.support import ROOT, Fill, add_customer


def sixty_customers(database: Database) -> None:
    for place in range(60):
        add_customer(database, f"Customer {place}")


@pytest.fixture
def many(absent: Capptro, filled_file: Callable[[Fill, Schema], Path]) -> Capptro:
    """A desk with more customers than a screen has rows."""
    shutil.copy(filled_file(sixty_customers, SHIPPED), absent.path)
    return absent


def on_terminal(capptro: Capptro, *words: str, **variables: str) -> tuple[int, str]:
    """The exit code of a command, and what reaches a terminal of 20 rows."""
    ours, its = pty.openpty()
    environment = os.environ | {"CAPPTRO_DB": str(capptro.path), "TERM": "xterm", "LINES": "20", "COLUMNS": "80"}
    command = [sys.executable, "-m", "capptro_tui", *words]
    streams = {"stdin": its, "stdout": its, "stderr": its}
    with subprocess.Popen(command, cwd=ROOT, env=environment | variables, **streams) as running:  # type: ignore[call-overload]
        os.close(its)
        shown = b""
        try:
            while some := os.read(ours, 4096):
                shown += some
        except OSError:
            pass  # the terminal is closed when nobody has it open any more
        os.close(ours)
        return running.wait(), shown.decode().replace("\r\n", "\n")


@pytest.fixture
def pager(tmp_path: Path) -> tuple[str, Path]:
    """A pager that keeps what it is given in a file."""
    kept = tmp_path / "paged"
    return f"sh -c 'cat > {kept}'", kept


def test_what_is_longer_than_the_screen_goes_to_the_pager(many: Capptro, pager: tuple[str, Path]) -> None:
    command, kept = pager
    assert on_terminal(many, "list", "customers", PAGER=command) == (0, "")
    assert len(kept.read_text().splitlines()) == 61
    assert kept.read_text().startswith("\x1b[1mNumber")
    on_terminal(many, "list", "customers", PAGER=command, NO_COLOR="1")
    assert kept.read_text().startswith("Number")


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (("list", "customers", "--limit", "5"), {}),
        (("list", "customers", "--no-pager"), {}),
        (("--no-pager", "list", "customers"), {}),
        (("list", "customers"), {"PAGER": ""}),
        (("list", "customers"), {"PAGER": "cat"}),
        (("list", "customers"), {"TERM": "dumb"}),
        (("list", "customers"), {"PAGER": "/no/such/pager"}),
        (("list", "customers"), {"PAGER": "'"}),
    ],
)
def test_all_else_is_printed_at_once(
    many: Capptro, pager: tuple[str, Path], words: tuple[str, ...], variables: dict[str, str]
) -> None:
    command, kept = pager
    code, shown = on_terminal(many, *words, **({"PAGER": command} | variables))
    assert code == 0
    assert not kept.exists()
    assert len(shown.splitlines()) == (6 if "--limit" in words else 61)


def test_help_is_paged_too(many: Capptro, pager: tuple[str, Path]) -> None:
    command, kept = pager
    assert on_terminal(many, "-h", PAGER=command) == (0, "")
    assert kept.read_text().startswith("Usage: capptro")


def test_a_reader_who_has_seen_enough(many: Capptro) -> None:
    """Nothing is complained about, and the exit code is that of what is done."""
    many.add("customers", *({"name": f"Customer {place}", "description": "d" * 3000} for place in range(60)))
    for words in (("list", "customers", "--json"), ("list", "customers"), ("history", "--limit", "1000")):
        code, shown = on_terminal(many, *words, PAGER="head -n 1")
        assert code == 0
        assert len(shown.splitlines()) == 1


def test_what_is_refused_after_some_output_is_said_below_it(many: Capptro, pager: tuple[str, Path]) -> None:
    command, kept = pager
    code, shown = on_terminal(many, "show", "C-1", "C-99", PAGER=command)
    assert (code, shown) == (1, "There is no customer C-000099.\n")
    assert not kept.exists()


def test_nothing_is_paged_into_a_file_or_pipe(many: Capptro, pager: tuple[str, Path]) -> None:
    command, kept = pager
    many.monkeypatch.setenv("PAGER", command)
    assert len(many.done("list", "customers").splitlines()) == 61
    assert len(many("list", "customers", terminal=True).out.splitlines()) == 61
    assert not kept.exists()
