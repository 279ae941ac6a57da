"""Opens the app from the command line, if there is a terminal for it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import UnsupportedOperation
from pathlib import Path

from capptro_tui.cli.exit_codes import MISUSED
from capptro_tui.cli.streams import complain
from capptro_tui.errors import Refused
from capptro_tui.watchdog import PROCESS

_CANNOT_DRAW = ("", "dumb", "unknown")
"""Kinds of terminals whose cursor cannot be moved."""


def open_app(given: Path | None) -> int:
    """Open the app on a database and return its exit code. Raises Refused if there is no terminal for it."""
    from capptro_tui.locations import named_path

    # The app needs no terminal if it is shown elsewhere, as in a browser.
    if "TEXTUAL_DRIVER" not in os.environ:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise Refused("The app needs a terminal. Run “capptro --help” for what works without one.")
        terminal = os.environ.get("TERM", "")
        if terminal in _CANNOT_DRAW and sys.platform != "win32":
            what = f"TERM is {terminal}" if terminal else "TERM is not set"
            complain(f"The app cannot draw on this terminal: {what}. Run “capptro --help” for what works here.")
            return MISUSED
        with suppress(UnsupportedOperation):  # a stream that only claims to be a terminal
            PROCESS.start(sys.stdin.fileno())
    from capptro_tui.app import run

    return run(named_path(given))
