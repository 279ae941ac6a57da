"""The app on its terminal: the driver, the end of the program, and its faults."""

from __future__ import annotations

import asyncio
import sys
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from textual import constants
from textual.driver import Driver
from textual.screen import Screen

from capptro_tui import faults
from capptro_tui.errors import Refused, Superseded
from capptro_tui.watchdog import Watchdog
from capptro_tui.widgets.keys.key_order import OrderedKeys
from capptro_tui.widgets.textual_patches.fault_path import FaultPath


class TerminalApp(FaultPath[int], OrderedKeys[int]):
    """An app on a terminal that may send anything and go away at any moment."""

    def __init__(self, watchdog: Watchdog | None = None, **options: Any) -> None:
        """`watchdog` ends the process if the app does not, once it is started."""
        super().__init__(**options)
        self.watchdog = watchdog or Watchdog()
        self.modes: Sequence[str] = ()
        """The modes that have screens of their own: the tabs."""

    def get_driver_class(self) -> type[Driver]:
        """Return the program's own driver, unless the environment names another, such as one for a browser."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        if sys.platform == "win32":
            from capptro_tui.widgets.textual_patches.windows_driver import GuardedWindowsDriver

            return GuardedWindowsDriver
        from capptro_tui.widgets.textual_patches.terminal_driver import TerminalDriver

        return TerminalDriver

    def on_mount(self) -> None:
        """Start to receive the order to end, and escaped exceptions."""
        self.catch_strays()
        self.use_threads()
        loop = asyncio.get_running_loop()
        self.watchdog.tell(lambda code: loop.call_soon_threadsafe(self.told_to_end, code))

    @abstractmethod
    def say(self, text: str, *, severity: Any = "information") -> None:
        """Show a short message in a corner. Data in it is made harmless."""

    def every_screen(self) -> Iterator[Screen[Any]]:
        """Yield the open screens of all tabs."""
        for mode in self.modes:
            with suppress(KeyError):  # a tab that was never shown
                yield from self.get_screen_stack(mode)

    # The end

    def told_to_end(self, code: int) -> None:
        """End now, without questions: the terminal is gone, or a signal has come. Slow work is cut off."""
        self.exit(return_code=code)

    def leave_hanging(self, key: str) -> bool:
        """End the hanging program from outside on its quit key. The typed text is already on the disk."""
        if not self.is_quit(key):
            return False
        self.watchdog.end(1)
        return True

    @abstractmethod
    def is_quit(self, key: str) -> bool:
        """Whether this key ends the program."""

    # Faults

    def fault_noted(self, fault: BaseException) -> str:
        """Note a fault without data and return the sentence for the user."""
        return faults.note(fault)

    def say_refusal(self, refused: Refused) -> None:
        """Show a refusal that no caller has shown."""
        self.say(str(refused), severity="error")

    def outlives(self, fault: BaseException) -> bool:
        """Whether the program continues after a fault in the background.

        It does if a form is open, with a message, or if the work was superseded.
        """
        if isinstance(fault, Superseded):
            return True
        if any(getattr(screen, "IS_FORM", False) for screen in self.every_screen()):
            self.say(self.fault_noted(fault), severity="error")
            return True
        return False
