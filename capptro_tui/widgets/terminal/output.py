"""What is written to the terminal, for as long as there is one."""

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
    """Like a text file on the terminal. Once the terminal is gone, writing does nothing, and never waits."""

    def __init__(self, file: TextIO, gone: Callable[[], object]) -> None:
        """`file` is open on the terminal; `gone` is called once, when it cannot be written to any more."""
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
        """Something is going to be written from another thread; `wait` waits for it."""
        self._sent.clear()

    def wait(self, seconds: float) -> None:
        """Wait until what was expected has been sent, at most for so long."""
        self._sent.wait(seconds)

    def flush(self) -> None:
        """Send what was written; waits while the terminal takes nothing."""
        data = memoryview(bytes(self._waiting))
        self._waiting.clear()
        while data and not self._is_gone:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:
                # Another program that has the same terminal does not want to wait for it.
                select.select([], [self._descriptor], [], _AGAIN)
            except OSError:
                self._is_gone = True
                self._gone()
        self._sent.set()

    def fileno(self) -> int:
        """The descriptor of the terminal."""
        return self._descriptor

    def isatty(self) -> bool:
        """It is a terminal."""
        return True
