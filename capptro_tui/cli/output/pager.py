"""Long output on a terminal, a screenful at a time: through the user's pager, or `less` if none is named."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import subprocess

_LESS_OPTIONS = "FRX"
"""`less` ends at once if all fits, draws bold text, and leaves its text on the screen."""
_ROWS_KEPT = 2
"""Rows of the screen for the prompt of the shell."""


class PagerClosed(Exception):
    """The user closed the pager before all was printed."""


@contextmanager
def paged(wanted: bool) -> Iterator[None]:
    """Send the output of the body to a pager, if it is `wanted` and the output is longer than the screen.

    Without a terminal on standard output, or without a pager, the output is printed directly. The pager starts when the
    screen is full, so that never more than a screenful is held in memory.

    Raises:
        PagerClosed: the user closed the pager before all was printed.
    """
    command = _command() if wanted and _is_terminal(sys.stdout) else []
    if not command:
        yield
        return
    before, stream = sys.stdout, _Paged(sys.stdout, command)
    sys.stdout = stream
    try:
        yield
    finally:
        sys.stdout = before
        stream.finish()


class _Paged(io.TextIOBase):
    """A stream that holds its text until the screen is full, and then starts the pager."""

    def __init__(self, terminal: TextIO, command: list[str]) -> None:
        self._terminal = terminal
        self._command = command
        self._screen = shutil.get_terminal_size()
        self._held: list[str] = []
        self._rows = 0
        self._pager: subprocess.Popen[str] | None = None
        self._has_none = False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._terminal.encoding

    def isatty(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        if self._has_none:
            return self._terminal.write(text)
        if self._pager is None:
            self._held.append(text)
            self._rows += sum(1 + len(line) // self._screen.columns for line in text.splitlines())
            if self._rows > self._screen.lines - _ROWS_KEPT:
                self._start()
        else:
            self._send(text)
        return len(text)

    def flush(self) -> None:
        if self._pager is not None:
            self._send("", at_once=True)

    def finish(self) -> None:
        """Print the held text, or wait until the user has closed the pager."""
        if self._pager is None:
            self._terminal.write("".join(self._held))
            self._terminal.flush()
            return
        assert self._pager.stdin is not None
        with suppress(OSError):
            self._pager.stdin.close()
        while True:
            try:
                self._pager.wait()
                return
            except KeyboardInterrupt:
                continue  # the pager gets the interrupt, too, and goes back to its prompt

    def _start(self) -> None:
        import subprocess  # late, for the start: few outputs are long

        held, self._held = "".join(self._held), []
        environment = {"LESS": _LESS_OPTIONS, "LESSCHARSET": "utf-8"} | os.environ
        try:
            self._pager = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, env=environment, encoding="utf-8", errors="backslashreplace"
            )
        except OSError:
            self._has_none = True
            self._terminal.write(held)
            return
        self._send(held)

    def _send(self, text: str, *, at_once: bool = False) -> None:
        assert self._pager is not None
        assert self._pager.stdin is not None
        try:
            self._pager.stdin.write(text)
            if at_once:
                self._pager.stdin.flush()
        except BrokenPipeError:
            raise PagerClosed from None


def _command() -> list[str]:
    """Return the words that start the pager: `PAGER`, else `less` or `more`; none if `PAGER` is empty or `cat`."""
    named = os.environ.get("PAGER")
    if named is None:
        found = shutil.which("less") or shutil.which("more")
        return [found] if found else []
    import shlex  # late, for the start

    try:
        words = shlex.split(named)
    except ValueError:
        return []
    return [] if words == ["cat"] else words


def _is_terminal(stream: TextIO) -> bool:
    """Return whether a stream is a real terminal with a cursor that can be moved."""
    if os.environ.get("TERM", "") in ("", "dumb"):
        return False
    try:
        return os.isatty(stream.fileno())
    except (OSError, ValueError):
        return False
