"""Run a command in a pseudo terminal of its own. The benchmark and the end-to-end tests use this module."""

from __future__ import annotations

import os
import select
import signal
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Self

Size = tuple[int, int]
"""Columns and lines, in that order."""


class Child:
    """One process whose standard streams are a pseudo terminal. It is killed at the end of a `with`."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], size: Size = (80, 24)) -> None:
        """Start `command` (looked up on the PATH) with exactly this environment.

        Raises:
            OSError: There is no such command.
        """
        self.fd, slave = os.openpty()
        termios.tcsetwinsize(self.fd, (size[1], size[0]))
        os.set_blocking(self.fd, False)
        # The new session has no terminal yet; the first one that it opens, here by name, becomes its own. This has the
        # effect of a fork and an ioctl without forking a process that may have threads.
        streams = [
            (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
            (os.POSIX_SPAWN_DUP2, 0, 2),
        ]
        self._exit_code: int | None = None
        self._open = True
        try:
            self.pid = os.posix_spawnp(command[0], list(command), environment, file_actions=streams, setsid=True)
        except OSError:
            os.close(self.fd)
            raise
        finally:
            os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for the signal that ended it; None while it runs."""
        if self._exit_code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._exit_code = os.waitstatus_to_exitcode(status)
        return self._exit_code

    def read(self, timeout: float) -> bytes | None:
        """Return the next output, waiting at most `timeout` seconds; None if there is none, `b""` at its end."""
        if not self._open:
            return b""
        if not select.select([self.fd], [], [], max(timeout, 0))[0]:
            return None
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:  # Linux says EIO where others say end of file
            data = b""
        self._open = bool(data)
        return data

    def write(self, data: bytes) -> int:
        """Send the start of `data` as typed keys, and return the number of bytes sent: 0 if the buffer is full."""
        try:
            return os.write(self.fd, data)
        except BlockingIOError:
            return 0

    def resize(self, size: Size) -> None:
        """Give the terminal another size; the kernel tells the process."""
        termios.tcsetwinsize(self.fd, (size[1], size[0]))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the process has ended."""
        if self.exit_code is None:
            os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal. The process decides how it reacts."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
            self._open = False

    def wait(self, timeout: float) -> int | None:
        """Wait for the end of the process; read its output first.

        Returns:
            The exit code; None if the process still runs after `timeout` seconds.
        """
        deadline = time.monotonic() + timeout
        while self.exit_code is None and time.monotonic() < deadline:
            time.sleep(0.002)  # the standard library has no portable way to wait for a process and a clock
        return self.exit_code

    def close(self) -> None:
        """Kill the process if it still runs, reap it, and close the terminal."""
        if self.exit_code is None:
            # Its own children are in the session that it leads, and are killed with it.
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._exit_code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.hang_up()
