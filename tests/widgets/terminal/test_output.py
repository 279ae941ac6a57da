"""What is written reaches the terminal; once that is gone, nothing waits for it."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator

import pytest

from capptro_tui.widgets.terminal.output import TerminalOutput


class Pty:
    """A terminal without a program, whose other end the test holds."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        self.file = io.TextIOWrapper(io.FileIO(self.slave, "w"), encoding="utf-8", write_through=True)
        self.gone = threading.Event()
        self.output = TerminalOutput(self.file, self.gone.set)

    def hang_up(self) -> None:
        if self.master >= 0:
            os.close(self.master)
            self.master = -1


@pytest.fixture
def pty() -> Iterator[Pty]:
    made = Pty()
    yield made
    made.hang_up()
    made.file.close()


def test_text_arrives_with_the_flush(pty: Pty) -> None:
    pty.output.write("Söhne")
    pty.output.write(" 株\ud800")
    pty.output.flush()
    assert os.read(pty.master, 100) == "Söhne 株".encode() + b"\\ud800"
    assert not pty.gone.is_set()


def test_who_waits_goes_on_once_it_is_sent(pty: Pty) -> None:
    pty.output.expect()
    pty.output.wait(0)  # nothing has been sent; it does not wait for ever
    writer = threading.Thread(target=lambda: (pty.output.write("frame"), pty.output.flush()))
    writer.start()
    pty.output.wait(60)
    os.set_blocking(pty.master, False)
    assert os.read(pty.master, 100) == b"frame"
    writer.join()


def test_a_terminal_that_is_gone_is_told_once_and_written_to_no_more(pty: Pty) -> None:
    pty.hang_up()
    pty.output.write("a")
    pty.output.flush()
    assert pty.gone.is_set()
    pty.gone.clear()
    pty.output.write("b" * 1_000_000)
    pty.output.flush()
    assert not pty.gone.is_set()


@pytest.mark.parametrize("blocking", [True, False])
def test_who_waits_for_a_terminal_that_reads_nothing_is_let_go_when_it_closes(pty: Pty, blocking: bool) -> None:
    """Also where another program has made the terminal one that nobody waits for."""
    os.set_blocking(pty.slave, blocking)
    begun = threading.Event()

    def write() -> None:
        begun.set()
        pty.output.write("x" * 1_000_000)
        pty.output.flush()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    begun.wait()
    os.read(pty.master, 1)  # it has begun to write
    pty.hang_up()
    writer.join(20)
    assert not writer.is_alive()
    assert pty.gone.is_set()
