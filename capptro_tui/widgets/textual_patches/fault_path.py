"""Handle escaped exceptions in the program's own way: faults end it without data, refusals are shown.

Reason: the framework prints the traceback of every exception that escapes from a handler or a worker with all local
variables, customers included. It wraps an exception of a worker, which hides its kind and place. A refusal, such as
that the file is in use by another program, ends the app as well, with the form that was being typed. A screen that is
opening when the app ends finds its widgets gone, and that is no fault.

Touches: `App._handle_exception`, through which every escaped exception goes, `App._exception` and
`App._exception_event`, by which a test run knows of it, `App._return_code`, `App._exit`, `App._shutdown`,
`App._print_error_renderables`, which fails if the output is closed, `MessagePump._dispatch_message`, which is replaced
for all widgets, `MessagePump._flush_next_callbacks`, and `active_message_pump`.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from contextlib import suppress
from typing import Any, Final
from weakref import WeakSet

from textual._context import active_message_pump
from textual.app import App, ReturnType
from textual.events import Compose, Mount
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.worker import WorkerFailed

from capptro_tui.errors import Refused

_dispatch: Final = MessagePump._dispatch_message

_not_opened: Final[WeakSet[MessagePump]] = WeakSet()
"""Screens that could not be opened and are being left."""


class FaultPath(App[ReturnType]):
    """An app that shows one sentence of its own about a fault, and ends with 1."""

    @abstractmethod
    def fault_noted(self, fault: BaseException) -> str:
        """Note a fault and return the sentence for the user."""

    @abstractmethod
    def say_refusal(self, refused: Refused) -> None:
        """Show a refusal."""

    def outlives(self, fault: BaseException) -> bool:
        """Whether the program continues after this fault in the background. If so, the app has told the user."""
        return False

    def report_fault(self, fault: BaseException) -> None:
        """Handle a fault of one of the program's own threads; may be called from there."""
        self.call_later(self._handle_exception, fault)

    def catch_strays(self) -> None:
        """Also handle exceptions that escape from a callback of the event loop, or from a task that no code awaits.

        Call it while the loop runs.
        """
        asyncio.get_running_loop().set_exception_handler(self._stray)

    def _stray(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        if isinstance(fault, Exception):
            self._handle_exception(fault)

    async def _shutdown(self) -> None:
        self._exit = True  # also where nobody has called `exit`
        await super()._shutdown()

    def _handle_exception(self, error: Exception) -> None:
        fault = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and type(fault).__module__.partition(".")[0] == "textual":
            return
        if isinstance(fault, Refused):
            self._refused(fault, active_message_pump.get(None))
            return
        if _is_in_background(error) and self.outlives(fault):
            return
        sentence = self.fault_noted(fault)
        self._return_code = 1
        if self._exception is not None:
            return
        self.panic(sentence)
        self._exception = fault if isinstance(fault, Exception) else error
        self._exception_event.set()

    def _refused(self, refused: Refused, pump: MessagePump | None) -> None:
        """Show a refusal. A screen that could not be opened for it is left again."""
        self.say_refusal(refused)
        if isinstance(pump, Screen) and not pump._is_mounted and pump not in _not_opened:
            _not_opened.add(pump)
            self.call_later(self._leave, pump)

    def _leave(self, screen: Screen[Any]) -> None:
        if screen is self.screen and len(self.screen_stack) > 1:
            screen.dismiss(None)

    def _print_error_renderables(self) -> None:
        with suppress(OSError):
            super()._print_error_renderables()


def _is_in_background(error: Exception) -> bool:
    """Whether an exception has only cut off a worker, or a callback between messages."""
    first = error.__traceback__
    is_callback = first is not None and first.tb_frame.f_code is MessagePump._flush_next_callbacks.__code__
    return isinstance(error, WorkerFailed) or is_callback


async def _dispatch_message(pump: MessagePump, message: Message) -> None:
    """Handle a message. A refusal is shown, and the widget continues."""
    if isinstance(message, Mount) and pump in _not_opened:
        return
    try:
        await _dispatch(pump, message)
    except Refused as refused:
        if not isinstance(pump.app, FaultPath):
            raise
        pump.app._refused(refused, pump if isinstance(message, Compose | Mount) else None)


MessagePump._dispatch_message = _dispatch_message  # type: ignore[assignment,method-assign]
