"""A real terminal for end-to-end tests: a process in a pseudo terminal, and the screen that a person would see.

    with Terminal("capptro", "--db", "x.db") as terminal:
        terminal.wait_for("Dashboard")
        terminal.keys("2", "/", "smi", "enter")
        terminal.wait_for("Smith & Sons")

Nothing sleeps: every wait blocks on the terminal's output and looks again after each painted frame.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from signal import Signals
from typing import Self

from bench.child import Child, Size

from .emulator import Emulator

TIMEOUT = 30.0
"""Seconds until a wait gives up: long enough for a slow machine that runs other tests at the same time."""

Wanted = str | Callable[["Terminal"], object]
"""What a test waits for: a text on one line of the screen, or a condition."""

_CURSOR = {"up": "A", "down": "B", "right": "C", "left": "D", "end": "F", "home": "H"}
_MODIFIERS = {"": "", "shift+": "1;2", "alt+": "1;3", "ctrl+": "1;5", "ctrl+shift+": "1;6"}
_TILDE = {"insert": 2, "delete": 3, "pageup": 5, "pagedown": 6, "f5": 15, "f6": 17, "f7": 18, "f8": 19, "f9": 20}
KEYS: dict[str, str] = {
    "enter": "\r",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    # A lone ESC may be the start of another key, so programs wait to see; this is the same key in the unambiguous form
    # of the newer keyboard protocol, which Textual asks for. `send(b"\x1b")` is the old one.
    "escape": "\x1b[27u",
    **{f"ctrl+{letter}": chr(ord(letter) - ord("a") + 1) for letter in "abcdefghijklmnopqrstuvwxyz"},
    **{f"f{n}": f"\x1bO{final}" for n, final in enumerate("PQRS", 1)},
    **{name: f"\x1b[{number}~" for name, number in _TILDE.items()},
    **{f"{held}{name}": f"\x1b[{code}{final}" for name, final in _CURSOR.items() for held, code in _MODIFIERS.items()},
}
"""Key names, as Textual spells them, and what a terminal sends for them."""


class Terminal:
    """One command in a terminal: type keys, wait for the screen, read it. Use it as a context manager."""

    def __init__(
        self, *command: str, size: Size = (80, 24), home: Path | None = None, env: Mapping[str, str] | None = None
    ) -> None:
        """Start `command` in a home of its own (else a temporary one), with `env` added to a plain environment."""
        self._temporary = tempfile.TemporaryDirectory(prefix="home-") if home is None else None
        self.home = Path(self._temporary.name) if self._temporary else home or Path()
        self.raw = bytearray()
        """Every byte that reached the terminal."""
        self._emulator = Emulator(size)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        try:
            self._child = Child(command, plain_environment(self.home) | dict(env or {}), size)
        except OSError:
            self._clean()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill the command if it still runs, and remove its temporary home."""
        self._child.close()
        self._clean()

    # What a person does

    def keys(self, *keys: str) -> None:
        """Press keys by their names (`"enter"`, `"ctrl+s"`, `"w"`); a string that is not a key's name is typed."""
        for key in keys:
            if key not in KEYS and re.fullmatch(r"(ctrl|alt|shift)\+.+", key):
                raise ValueError(f"no such key: {key}")
            self.type(KEYS.get(key, key))

    def type(self, text: str) -> None:
        """Type a text, one character after the other, exactly as it stands."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Paste a text: it arrives in brackets, as from a clipboard."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send bytes as they are, reading meanwhile, so that neither side blocks the other."""
        deadline = time.monotonic() + TIMEOUT
        while data:
            if time.monotonic() > deadline:
                raise AssertionError(self._report(f"{len(data)} bytes of input were not taken"))
            readable, writable, _ = select.select([self._child.fd], [self._child.fd], [], 0.1)
            if readable and self._read(0) == b"":
                raise AssertionError(self._report("the program has ended, and takes no input"))
            if writable:
                data = data[self._child.write(data[:1024]) :]

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        self._emulator.resize((columns, lines))
        self._child.resize((columns, lines))

    def hang_up(self) -> None:
        """Close the terminal under the command."""
        self._child.hang_up()

    def type_unread(self, data: bytes) -> None:
        """Send bytes, as many as the terminal takes, without reading what comes of them."""
        self._child.write(data)

    def signal(self, number: Signals) -> None:
        """Send the command a signal."""
        self._child.signal(number)

    # What a person sees

    @property
    def screen(self) -> list[str]:
        """The lines of the screen, without the blanks at their ends, as of the output read so far."""
        return self._emulator.lines

    @property
    def text(self) -> str:
        """The screen as one string."""
        return "\n".join(self.screen)

    def line(self, number: int) -> str:
        """One line of the screen, from 0; negative from the bottom."""
        return self.screen[number]

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and line of the terminal's cursor, from 0."""
        return self._emulator.cursor

    @property
    def title(self) -> str:
        """The window's title, as the command has set it."""
        return self._emulator.title

    @property
    def left_on(self) -> set[str]:
        """What the command has switched and not put back: empty in a terminal that is as it was."""
        return self._emulator.left_on

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal; None while the command runs."""
        return self._child.exit_code

    # Waiting

    def wait_for(self, *wanted: Wanted, timeout: float = TIMEOUT) -> None:
        """Read until the screen shows everything wanted at once; AssertionError with the screen after `timeout`."""

        def missing() -> list[Wanted]:
            return [item for item in wanted if not self._holds(item)]

        if not self._read_until(lambda: not missing(), timeout):
            raise AssertionError(self._report(f"waited in vain for {', '.join(map(_name, missing()))}"))

    def wait_gone(self, *unwanted: Wanted, timeout: float = TIMEOUT) -> None:
        """Read until the screen shows nothing of this any more; AssertionError with the screen after `timeout`."""

        def still() -> list[Wanted]:
            return [item for item in unwanted if self._holds(item)]

        if not self._read_until(lambda: not still(), timeout):
            raise AssertionError(self._report(f"still there: {', '.join(map(_name, still()))}"))

    def wait_exit(self, timeout: float = TIMEOUT) -> int:
        """Read until the command ends, and return its exit code; AssertionError with the screen if it does not."""
        deadline = time.monotonic() + timeout
        while self._child.exit_code is None and (left := deadline - time.monotonic()) > 0:
            if self._read(min(left, 0.05)) == b"":
                self._child.wait(left)
        while self._read(0):
            pass  # what it wrote last
        if self._child.exit_code is None:
            raise AssertionError(self._report("the program has not ended"))
        return self._child.exit_code

    def settle(self, quiet: float = 0.25, timeout: float = TIMEOUT) -> None:
        """Read until nothing has come for `quiet` seconds.

        Only for asserting that something does *not* happen (a key that is dead, a dialog that does not open): there is
        no output to wait for then. Anything else has a text to wait for, which is faster and cannot be too early.
        """
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline and self._read(quiet):
            pass

    def _holds(self, wanted: Wanted) -> bool:
        return any(wanted in line for line in self.screen) if isinstance(wanted, str) else bool(wanted(self))

    def _read_until(self, satisfied: Callable[[], bool], timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while True:
            # In the middle of a frame half a screen is new and half is old: whatever it shows was never there.
            if not self._emulator.mid_frame and satisfied():
                return True
            left = deadline - time.monotonic()
            if left <= 0 or self._read(left) == b"":
                return satisfied()

    def _read(self, timeout: float) -> bytes | None:
        data = self._child.read(timeout)
        if data:
            self.raw += data
            answer = self._emulator.feed(self._decoder.decode(data))
            if answer:
                self._child.write(answer.encode())
        return data

    def _report(self, problem: str) -> str:
        state = "running" if self.exit_code is None else f"ended with {self.exit_code}"
        rule = "─" * self._emulator.size[0]
        return "\n".join([f"{problem} ({state}):", f"┌{rule}", *(f"│{line}" for line in self.screen), f"└{rule}"])

    def _clean(self) -> None:
        if self._temporary:
            self._temporary.cleanup()


def plain_environment(home: Path) -> dict[str, str]:
    """The environment of a person at a modern terminal with nothing configured, whatever it is where the tests run."""
    return {
        "HOME": str(home),
        "USER": "tester",
        "LOGNAME": "tester",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }


def _name(wanted: Wanted) -> str:
    return repr(wanted) if isinstance(wanted, str) else getattr(wanted, "__name__", repr(wanted))
