"""Output to the terminal that never blocks or fails once the terminal is gone."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from typing import Final, TextIO

_MOST: Final = 1 << 16
"""Bytes from which on a text is sent without waiting for its end."""

_AGAIN: Final = 0.1
"""Seconds until a terminal that takes nothing at the moment is tried again."""


class TerminalOutput:
    """A text file on the terminal. Once the terminal is gone, writing does nothing, and never waits."""

    def __init__(self, file: TextIO, gone: Callable[[], object]) -> None:
        """Write to `file`, which is open on the terminal. `gone` is called once if it cannot be written any more."""
        self._descriptor = file.fileno()
        self._encoding = file.encoding
        self._gone = gone
        self._is_gone = False
        self._waiting = bytearray()
        self._sent = threading.Event()

    def write(self, text: str) -> int:
        """Send a text with the next `flush`."""
        if not self._is_gone:
            self._waiting += text.encode(self._encoding, "backslashreplace")
            if len(self._waiting) >= _MOST:
                self.flush()
        return len(text)

    def expect(self) -> None:
        """Announce a write from another thread, for which `wait` waits."""
        self._sent.clear()

    def wait(self, seconds: float) -> None:
        """Wait until the announced write has been sent, at most `seconds`."""
        self._sent.wait(seconds)

    def flush(self) -> None:
        """Send the written text; waits while the terminal takes nothing."""
        data = memoryview(bytes(self._waiting))
        self._waiting.clear()
        while data and not self._is_gone:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:
                # Another program on the same terminal has set it to non-blocking.
                select.select([], [self._descriptor], [], _AGAIN)
            except OSError:
                self._is_gone = True
                self._gone()
        self._sent.set()

    def fileno(self) -> int:
        """Return the descriptor of the terminal."""
        return self._descriptor

    def isatty(self) -> bool:
        """Return True: it is a terminal."""
        return True
