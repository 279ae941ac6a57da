"""What the app has to do with its terminal: how it is driven, and how the program ends, whatever goes wrong."""

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
        """`watchdog` sees to the end of the process, once it is started."""
        super().__init__(**options)
        self.watchdog = watchdog or Watchdog()
        self.modes: Sequence[str] = ()
        """The modes that have screens of their own: the tabs."""

    def get_driver_class(self) -> type[Driver]:
        """The program's own driver, unless another is named in the environment, as to show the app in a browser."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        if sys.platform == "win32":
            from capptro_tui.widgets.textual_patches.windows_driver import GuardedWindowsDriver

            return GuardedWindowsDriver
        from capptro_tui.widgets.textual_patches.terminal_driver import TerminalDriver

        return TerminalDriver

    def on_mount(self) -> None:
        """From now on the app hears of the end, and of whatever escapes."""
        self.catch_strays()
        self.use_threads()
        loop = asyncio.get_running_loop()
        self.watchdog.tell(lambda code: loop.call_soon_threadsafe(self.told_to_end, code))

    @abstractmethod
    def say(self, text: str, *, severity: Any = "information") -> None:
        """A short message in a corner; data in it is harmless."""

    def every_screen(self) -> Iterator[Screen[Any]]:
        """The screens that are open in all tabs."""
        for mode in self.modes:
            with suppress(KeyError):  # a tab that was never shown
                yield from self.get_screen_stack(mode)

    # The end

    def told_to_end(self, code: int) -> None:
        """The terminal is gone, or a signal has come: end now, and ask nothing. What is not done soon is cut off."""
        self.exit(return_code=code)

    def leave_hanging(self, key: str) -> bool:
        """Nothing can be asked any more: the program is ended from outside, with what is typed on the disk."""
        if not self.is_quit(key):
            return False
        self.watchdog.end(1)
        return True

    @abstractmethod
    def is_quit(self, key: str) -> bool:
        """Whether this key ends the program."""

    # Faults

    def fault_noted(self, fault: BaseException) -> str:
        """A fault of the program: the terminal is put right, a line is said, and no data is printed or logged."""
        return faults.note(fault)

    def say_refusal(self, refused: Refused) -> None:
        """What is refused anywhere is said, if nobody closer has done so."""
        self.say(str(refused), severity="error")

    def outlives(self, fault: BaseException) -> bool:
        """What fails in the background is said, and never ends the program while somebody is filling in a form."""
        if isinstance(fault, Superseded):
            return True
        if any(getattr(screen, "IS_FORM", False) for screen in self.every_screen()):
            self.say(self.fault_noted(fault), severity="error")
            return True
        return False
