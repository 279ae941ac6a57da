"""Bytes that are no keys, sent into a form of the app in a real terminal: what is typed is saved, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tests.e2e.test_main_job import CAPPTRO, capptro, exported, the_app

ODD = {
    "Latin-1": (b"\xfc", "\ufffd"),
    "half a character": (b"\xc3", "\ufffd"),
    "a mouse report past column 95": (b"\x1b[M#\xc8\xff", ""),
    "the release of a key": (b"\x1b[97;1:3u", ""),
    "a key with its alternates": (b"\x1b[97:65;2u", "A"),
    "a number too large": (b"\x1b[1114112u\x1b[99999999999999999999u", ""),
    "half of a surrogate": (b"\x1b[55296;1u\x1b[97;1;55296u", "a"),
    "the colour of the background": (b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", ""),
    "a string of the device": (b"\x1bP1+r544e=787465726d\x1b\\", ""),
    "what the terminal is": (b"\x1b[?62;22;52c\x1b[>0;276;0c", ""),
    "where the cursor is": (b"\x1b[24;80R", ""),
    "a size that is none": (b"\x1b[48;0;0;0;0t\x1b[8;0;0t", ""),
}


@pytest.fixture(scope="module")
def one_customer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to copy, in which the program has made a database with a customer."""
    folder = tmp_path_factory.mktemp("one-customer")
    capptro(folder, "add", "customers", "--name", "Old")
    return folder


@pytest.fixture
def home_with_one_customer(home: Path, one_customer: Path) -> Path:
    shutil.copytree(one_customer, home, dirs_exist_ok=True)
    return home


def open_form(terminal: Terminal) -> None:
    terminal.wait_for("Recent activity")
    terminal.keys("2")
    terminal.wait_for("1 customer")
    terminal.keys("n")
    terminal.wait_for("New customer")


def test_odd_bytes_in_the_middle_of_a_word(home_with_one_customer: Path) -> None:
    home = home_with_one_customer
    expected = ""
    with the_app(home) as terminal:
        open_form(terminal)
        for place, (raw, text) in enumerate(ODD.values()):
            terminal.send(f"H{place}".encode() + raw + b"x")
            expected += f"H{place}{text}x"
            terminal.wait_for(f"H{place}{text}x")
        terminal.keys("ctrl+s")
        terminal.wait_for("2 customers")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
        assert not terminal.left_on
    assert [one["CustomerName"] for one in exported(home, "customers")] == ["Old", expected]
    assert not list(home.rglob("capptro.log"))


def test_replies_that_come_in_pieces_or_never_end(home_with_one_customer: Path) -> None:
    home = home_with_one_customer
    with the_app(home) as terminal:
        open_form(terminal)
        for piece in (b"Smi\x1b]1", b"1;rgb:1e1e/", b"1e1e/1e1e\x1b", b"\\th"):
            terminal.send(piece)
            terminal.settle(0.15)
        terminal.wait_for("Smith")
        terminal.send(b" & Co\x1b]11;rgb:1e1e")
        terminal.wait_for("Smith & Co")
        terminal.settle(1.3)  # the reply has no end: it is given up
        terminal.keys(" Ltd", "ctrl+s")
        terminal.wait_for("2 customers")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
    assert [one["CustomerName"] for one in exported(home, "customers")] == ["Old", "Smith & Co Ltd"]


def test_a_paste_that_has_no_end_is_pasted(home_with_one_customer: Path) -> None:
    home = home_with_one_customer
    with the_app(home) as terminal:
        open_form(terminal)
        terminal.send(b"\x1b[200~Harbour Bakery")
        terminal.wait_for("Harbour Bakery")
        terminal.keys("ctrl+s")
        terminal.wait_for("2 customers")
        terminal.keys("ctrl+q")
        assert terminal.wait_exit() == 0
    assert [one["CustomerName"] for one in exported(home, "customers")] == ["Old", "Harbour Bakery"]


def test_a_terminal_that_another_program_has_made_impatient(home_with_one_customer: Path) -> None:
    """A program that shares the terminal may leave it so that reads and writes do not wait."""
    script = "import os, sys; os.set_blocking(0, False); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    with Terminal(CAPPTRO[0], "-c", script, *CAPPTRO[1:], size=(100, 30), home=home_with_one_customer) as terminal:
        open_form(terminal)
        terminal.keys("x" * 40)
        terminal.wait_for("x" * 40)
        terminal.keys("escape", "y", "ctrl+q")
        assert terminal.wait_exit() == 0
