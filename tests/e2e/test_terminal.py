"""The end-to-end driver itself, against a small program whose every answer is known."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .emulator import Emulator
from .terminal import KEYS, Terminal

PROGRAM = """
import os
from textual.app import App
from textual.widgets import Input, Label

class Small(App):
    BINDINGS = [("escape", "say('escaped')"), ("ctrl+s", "say('saved')"), ("f1", "say('helped')"),
                ("ctrl+q", "leave"), ("shift+right", "say('shifted')")]

    def compose(self):
        yield Input(id="field")
        yield Label("", id="length")
        yield Label("", id="said")
        yield Label("", id="size")
        yield Label(f"home {os.environ['HOME']}")

    def on_input_changed(self, event):
        self.query_one("#length", Label).update(f"{len(event.value)} typed")

    def on_input_submitted(self):
        self.query_one("#said", Label).update("entered 漢字 here")

    def on_resize(self, event):
        self.query_one("#size", Label).update(f"{event.size.width} by {event.size.height}")

    def action_say(self, text):
        self.query_one("#said", Label).update(text)

    def action_leave(self):
        self.exit(return_code=7)

app = Small()
app.run()
print("left", flush=True)
raise SystemExit(app.return_code)
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("program") / "small.py"
    path.write_text(PROGRAM)
    return path


@pytest.fixture
def terminal(program: Path) -> Iterator[Terminal]:
    with Terminal(sys.executable, str(program)) as terminal:
        terminal.wait_for("80 by 24")
        yield terminal


def test_typing_and_named_keys_reach_the_program(terminal: Terminal) -> None:
    terminal.keys("Smith & Söhne")
    terminal.wait_for("Smith & Söhne", "13 typed")
    terminal.keys("backspace")
    terminal.wait_for("12 typed")
    terminal.keys("x", "space")
    terminal.wait_for("Smith & Söhnx", "14 typed")
    terminal.keys("enter")
    terminal.wait_for("entered 漢字 here")
    terminal.keys("ctrl+s")
    terminal.wait_for("saved")
    terminal.keys("f1")
    terminal.wait_for("helped")


def test_a_key_name_can_be_typed_as_text(terminal: Terminal) -> None:
    terminal.type("enter")
    terminal.wait_for("5 typed", lambda terminal: "enter" in terminal.line(1))


def test_an_unknown_key_is_refused(terminal: Terminal) -> None:
    with pytest.raises(ValueError, match="no such key"):
        terminal.keys("ctrl+enter")


@pytest.mark.parametrize("escape", [KEYS["escape"].encode(), b"\x1b"], ids=["unambiguous", "lone"])
def test_escape_is_a_key_of_its_own(terminal: Terminal, escape: bytes) -> None:
    terminal.type("ab")
    terminal.send(escape)
    terminal.wait_for("escaped", "2 typed")


def test_escape_does_not_swallow_the_key_after_it(terminal: Terminal) -> None:
    terminal.keys("a", "escape", "[", "A", "escape", "b")
    terminal.wait_for("a[Ab", "4 typed", "escaped")


def test_a_long_paste_arrives_whole_and_as_one(terminal: Terminal) -> None:
    terminal.paste("x" * 50_000)
    terminal.wait_for("50000 typed")


def test_resizing(terminal: Terminal) -> None:
    terminal.resize(40, 20)
    terminal.wait_for("40 by 20")
    assert len(terminal.screen) == 20


def test_waiting_until_a_text_is_gone(terminal: Terminal) -> None:
    terminal.keys("a")
    terminal.wait_for("1 typed")
    terminal.keys("b")
    terminal.wait_gone("1 typed")
    assert "2 typed" in terminal.text


def test_nothing_happens_on_a_dead_key(terminal: Terminal) -> None:
    terminal.settle()
    before = terminal.screen
    terminal.keys("f9")
    terminal.settle()
    assert terminal.screen == before


def test_a_wait_in_vain_shows_the_screen(terminal: Terminal) -> None:
    with pytest.raises(AssertionError) as caught:
        terminal.wait_for("80 by 24", "no such text", timeout=0.1)
    message = str(caught.value)
    assert message.startswith("waited in vain for 'no such text' (running)")
    assert "│80 by 24" in message
    with pytest.raises(AssertionError, match="still there: '80 by 24'"):
        terminal.wait_gone("80 by 24", timeout=0.1)


def test_leaving_restores_the_terminal_and_tells_the_code(terminal: Terminal) -> None:
    assert "the alternate screen" in terminal.left_on
    terminal.keys("ctrl+q")
    assert terminal.wait_exit() == 7
    assert terminal.left_on == set()
    assert terminal.screen[0] == "left"
    assert terminal.text.strip() == "left"


def test_a_signal_ends_it(terminal: Terminal) -> None:
    terminal.signal(signal.SIGTERM)
    assert terminal.wait_exit() == -signal.SIGTERM
    assert "the alternate screen" in terminal.left_on
    with pytest.raises(AssertionError, match="takes no input"):
        terminal.keys("a")


def test_the_home_is_its_own(terminal: Terminal, program: Path, tmp_path: Path) -> None:
    terminal.wait_for(f"home {terminal.home}")
    with Terminal(sys.executable, str(program), home=tmp_path, env={"HOME": "/elsewhere"}, size=(100, 10)) as other:
        other.wait_for("100 by 10", "home /elsewhere")
        assert other.home == tmp_path


def test_closing_kills_the_program(program: Path) -> None:
    with Terminal(sys.executable, str(program)) as terminal:
        home = terminal.home
        terminal.wait_for("80 by 24")
    assert terminal.exit_code == -signal.SIGKILL
    assert not home.exists()


def test_a_missing_command_is_an_error_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        Terminal("no-such-command-anywhere")


def test_raw_output_is_kept() -> None:
    with Terminal("printf", r"\033]0;owned\007\033]52;c;aGk=\007plain") as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.screen[0] == "plain"
        assert terminal.title == "owned"
        assert b"\x1b]52;c;aGk=" in terminal.raw


def test_the_screen_survives_sequences_cut_anywhere() -> None:
    output = (
        "\x1b[?1049h\x1b[>25u\x1b[?2026$p\x1b[?2048$p\x1b[?2026h\x1b[4:3m\x1b[38;2;1;2;3mHello\x1b[0m\x1b[2 q"
        "\x1bP+q544e\x1b\\\x1b]8;;http://x\x1b\\ you\x1b]8;;\x1b\\\x1b[2;3HThere\x1b[6n\x1b[?2026l"
    )
    for size in range(1, len(output) + 1):
        emulator = Emulator((20, 3))
        answers = "".join(emulator.feed(output[start : start + size]) for start in range(0, len(output), size))
        assert emulator.lines == ["Hello you", "  There", ""]
        assert answers == "\x1b[?2026;2$y\x1b[?2048;0$y\x1b[2;8R"
        assert not emulator.mid_frame
        assert emulator.left_on == {"the alternate screen", "the keyboard protocol"}


def test_half_a_frame_is_not_looked_at() -> None:
    emulator = Emulator((20, 3))
    states = []
    for part in ("before", "\x1b[?2026h", " and", " after\x1b[?20", "26l"):
        emulator.feed(part)
        states.append(emulator.mid_frame)
    assert states == [False, True, True, True, False]
    assert emulator.lines[0] == "before and after"
