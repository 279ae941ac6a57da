"""Ends the process soon when its terminal is gone or a signal asks for it, whatever hangs.

A program in a terminal can hang in many places: threads that the interpreter waits for, a queue of output that nobody
reads, a long search, a write that waits for its turn. So the end is watched from outside of all that, by a thread that
needs nothing of the program:

1. The terminal is gone (it says so itself, the driver has read its end or cannot write to it, SIGHUP), or SIGTERM came.
2. The app is told, and has `PATIENCE` to end by itself.
3. Else the functions registered with `before_hard_end` run, all at once, for `LAST` at most, and the process ends. The
   next program that opens the database rolls back a transaction that was cut off.
4. Should even this thread be kept from running, a timer of the interpreter that needs no Python ends the process at
   `AT_ONCE`.
"""

from __future__ import annotations

import faulthandler
import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event, RLock, Thread
from time import monotonic
from types import FrameType
from typing import Final

TERMINAL_GONE: Final = 128 + 1
"""The exit code of a program whose terminal is gone: that of SIGHUP, whether it came or not."""

PATIENCE: Final = 1.2
"""Seconds that the app has to end by itself."""

LAST: Final = 0.8
"""Seconds for all functions before a hard end together."""

AT_ONCE: Final = PATIENCE + LAST + 0.5
"""Seconds after which the interpreter itself ends the process."""

_EVERY: Final = 0.5
"""Seconds between two looks at the terminal, on systems that do not report that it is gone."""

Tell = Callable[[int], object]


class Watchdog:
    """Ends one process in time. Its methods may be called from any thread, but for `start`."""

    def __init__(self, exit_hard: Callable[[int], object] = os._exit, patience: float = PATIENCE) -> None:
        """`exit_hard` ends the process with a code."""
        self._exit_hard = exit_hard
        self._patience = patience
        self._ending = Event()
        self._lock = RLock()  # a signal may come while the main thread holds it
        self._is_started = False
        self._code = 0
        self._tell: Tell | None = None
        self._last: list[Callable[[], object]] = []

    def start(self, terminal: int | None) -> None:
        """Begin to watch, in the main thread: for signals, and for the end of the terminal with this descriptor."""
        self._is_started = True
        Thread(target=self._see_to_the_end, name="watchdog-end", daemon=True).start()
        if sys.platform != "win32":
            awake, wake = os.pipe()
            for end in (awake, wake):
                os.set_blocking(end, False)
            for number in (signal.SIGTERM, signal.SIGHUP):
                # If the shell ignores the signal (nohup), so does the program.
                if signal.getsignal(number) != signal.SIG_IGN:
                    signal.signal(number, self._signalled)
            # Written to as the signal arrives, even while the main thread waits for something that never comes.
            signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
            Thread(target=self._watch, args=(awake, terminal), name="watchdog", daemon=True).start()

    def tell(self, tell: Tell | None) -> None:
        """Register the function that is told of the end, with the exit code, in a thread of the watchdog.

        Without one, the watchdog does not wait for the program.
        """
        with self._lock:
            self._tell = tell
        if tell is not None and self._ending.is_set():
            tell(self._code)

    def before_hard_end(self, act: Callable[[], object]) -> None:
        """Register a function to call before a hard end, in a thread of its own.

        It writes drafts, or resets the terminal. It is cut off after `LAST`; its errors are ignored.
        """
        with self._lock:
            self._last.append(act)

    @property
    def is_ending(self) -> bool:
        """Whether the program has been told to end."""
        return self._ending.is_set()

    def end(self, code: int = TERMINAL_GONE) -> None:
        """End the program with this code; only the first call counts."""
        with self._lock:
            if self._ending.is_set():
                return
            self._code = code
            self._arm()
            self._ending.set()

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal, in the main thread, as soon as that runs."""
        self.end(128 + number)

    def _arm(self) -> None:
        """Set the timer that ends the process even if no Python code runs any more."""
        if self._is_started and self._exit_hard is os._exit:
            with suppress(OSError, RuntimeError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                faulthandler.dump_traceback_later(AT_ONCE, exit=True, file=nowhere)

    def _watch(self, awake: int, terminal: int | None) -> None:
        """Wait for a signal, or for the terminal to go."""
        poller = select.poll()
        poller.register(awake, select.POLLIN)
        if terminal is not None:
            poller.register(terminal, 0)
        while not self._ending.is_set():
            for descriptor, what in poller.poll(_EVERY * 1000):
                if descriptor == awake:
                    with suppress(BlockingIOError):
                        for number in os.read(awake, 64):
                            if number in (signal.SIGTERM, signal.SIGHUP):
                                self.end(128 + number)
                elif what & select.POLLNVAL:
                    poller.unregister(descriptor)
            if terminal is not None and not os.isatty(terminal):
                self.end()

    def _see_to_the_end(self) -> None:
        self._ending.wait()
        with self._lock:
            tell = self._tell
        if tell is not None:
            with suppress(Exception):
                tell(self._code)
            Event().wait(self._patience)
        self._do_last()
        self._exit_hard(self._code)

    def _do_last(self) -> None:
        _end_children()
        with self._lock:
            acts = list(self._last)
        threads = [Thread(target=partial(_quietly, act), daemon=True) for act in acts]
        for thread in threads:
            thread.start()
        deadline = monotonic() + LAST
        for thread in threads:
            thread.join(max(0.0, deadline - monotonic()))


def _quietly(act: Callable[[], object]) -> None:
    with suppress(Exception):
        act()


def _end_children() -> None:
    """End child processes that compute for this one; programs opened for the user go on."""
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        with suppress(Exception):
            for child in multiprocessing.active_children():
                child.kill()


PROCESS: Final = Watchdog()
"""The watchdog of this process: the command line starts it, before the app is loaded."""
