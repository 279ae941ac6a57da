"""The driver on Windows: the framework's own, with a guard against bytes that its parser cannot take.

Reason: as for `terminal_driver.py`; there an exception of the parser ends the program with a traceback.

Touches: `textual.drivers.win32.XTermParser`, the parser that the input thread makes.
"""

# mypy: disable-error-code="attr-defined,assignment,return-value,unused-ignore"

from __future__ import annotations

from functools import partial
from typing import Any

from textual.drivers import win32
from textual.drivers.windows_driver import WindowsDriver

from capptro_tui import faults
from capptro_tui.widgets.textual_patches.terminal_input import TerminalInput


class GuardedWindowsDriver(WindowsDriver):
    """Reads any input of the console."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        win32.XTermParser = partial(TerminalInput, note=faults.note)
