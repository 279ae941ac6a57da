"""Faults of the program end it in the program's own way, and those that need not end it do not.

Reason: the framework prints the traceback of whatever escapes from a handler or a worker with all local variables,
customers included. What escapes from a worker it wraps, so that neither the kind of the fault nor its place is seen.
A screen that is just being opened when the app ends finds its widgets gone, and that is no fault.

Touches: `App._handle_exception`, through which everything goes that escapes, `App._exception` and
`App._exception_event`, by which a test run knows of it, `App._return_code`, `App._exit`, and
`App._print_error_renderables`, which fails where nobody reads what it prints.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from contextlib import suppress
from typing import Any

from textual.app import App, ReturnType
from textual.worker import WorkerFailed


class FaultPath(App[ReturnType]):
    """An app that says one sentence of its own about a fault, and ends with 1."""

    @abstractmethod
    def fault_noted(self, fault: BaseException) -> str:
        """Note a fault; returns the sentence for the user."""

    def outlives(self, fault: BaseException) -> bool:
        """Whether the program goes on after this fault in a worker; then the app has said so to the user."""
        return False

    def report_fault(self, fault: BaseException) -> None:
        """A fault in a thread of the program's own; may be called from there."""
        self.call_later(self._handle_exception, fault)

    def catch_strays(self) -> None:
        """From now on what escapes from a callback of the event loop, or from a task that nobody waits for, comes this
        way too. To be called while the loop runs."""
        asyncio.get_running_loop().set_exception_handler(self._stray)

    def _stray(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        fault = context.get("exception")
        if isinstance(fault, Exception):
            self._handle_exception(fault)

    def _handle_exception(self, error: Exception) -> None:
        fault = error.error if isinstance(error, WorkerFailed) else error
        if self._exit and type(fault).__module__.partition(".")[0] == "textual":
            return
        if isinstance(error, WorkerFailed) and self.outlives(fault):
            return
        sentence = self.fault_noted(fault)
        self._return_code = 1
        if self._exception is not None:
            return
        self.panic(sentence)
        self._exception = fault if isinstance(fault, Exception) else error
        self._exception_event.set()

    def _print_error_renderables(self) -> None:
        with suppress(OSError):
            super()._print_error_renderables()
