"""The driver on Linux and macOS: input from the terminal and output to it.

Reason: the framework's driver decodes strictly and hands exceptions of its parser to `App.panic`, past the program's
own fault path. When the terminal goes away, its input thread reads end of file for ever while the interpreter waits for
it, and its output thread dies with a full queue, so that the app's last write never returns.

Touches: of `LinuxDriver` the output file (`_file`), both threads, the attributes to restore (`attrs_before`), and the
query for resizes in the input stream (`_query_in_band_window_resize`), which is not sent: the kernel tells the size,
and a report may be late or made up.

Relies on: `App._display` calls `flush` once a frame is written.
"""

from __future__ import annotations

import os
import select
import sys
import termios
from typing import Any, Protocol, cast

from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from capptro_tui import faults
from capptro_tui.watchdog import Watchdog
from capptro_tui.widgets.terminal.output import TerminalOutput
from capptro_tui.widgets.textual_patches.terminal_input import TerminalInput

_LOOK, _LOOK_SOON = 0.1, 0.02
"""Seconds between checks of the input thread for the end of the app, and for the rest of a sequence."""

_AT_ONCE = 1 << 14
"""Most bytes of one read."""

_FRAME = 0.002
"""Seconds that a terminal has to take a frame before the program continues without waiting for it."""

_NOTED = 5
"""Most faults of the parser that are noted: the same bytes may come again and again."""

_RESTORE = b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""The sequences that the driver writes as it stops, in one."""


class Watched(Protocol):
    """An app with a watchdog."""

    watchdog: Watchdog

    def report_fault(self, fault: BaseException) -> None:
        """End through the program's own fault path. May be called from any thread."""


class TerminalDriver(LinuxDriver):
    """Reads any bytes, and tells the app's watchdog when the terminal is gone."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        assert sys.__stderr__ is not None
        self._watched = cast(Watched, app)
        self._output = TerminalOutput(sys.__stderr__, self._gone)
        self._file = self._output  # type: ignore[assignment]
        self._noted = 0
        self._watched.watchdog.before_hard_end(self._restore)

    def write(self, data: str) -> None:
        """Write to the terminal, unless the driver is suspended."""
        if self._writer_thread is not None:
            self._output.expect()
            super().write(data)

    def flush(self) -> None:
        """Let a written frame out before any other work.

        Otherwise the output thread gets the interpreter a few milliseconds later, or once the event loop is idle.
        """
        if self._writer_thread is not None:
            self._output.wait(_FRAME)

    def start_application_mode(self) -> None:
        """Take the terminal over, if it is still there."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if not os.isatty(self.fileno):
            self._gone()

    def run_input_thread(self) -> None:
        """Read until the app ends, or the terminal is gone."""
        reader = TerminalInput(self._debug, note=self._note)
        while not self.exit_event.is_set():
            if not select.select([self.fileno], [], [], _LOOK_SOON if reader.is_waiting else _LOOK)[0]:
                self._pass_on(reader.tick())
                continue
            try:
                data = os.read(self.fileno, _AT_ONCE)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                self._gone()
                return
            self._pass_on(reader.feed(data))

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as fault:
            if not self.exit_event.is_set():
                self._watched.report_fault(fault)

    def _query_in_band_window_resize(self) -> None:
        """Send no query."""

    def _pass_on(self, events: Any) -> None:
        event: Message
        for event in events:
            self.process_message(event)

    def _gone(self) -> None:
        self._watched.watchdog.end()

    def _note(self, fault: BaseException) -> None:
        """Note an exception of the parser, which has dropped the sequence."""
        self._noted += 1
        if self._noted <= _NOTED:
            faults.note(fault)

    def _restore(self) -> None:
        """Restore the terminal without the threads, before a hard end."""
        if self.attrs_before is not None:
            termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            os.write(self._output.fileno(), _RESTORE)
