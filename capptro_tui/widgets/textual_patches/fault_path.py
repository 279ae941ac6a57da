"""Faults of the program end it in the program's own way.

Reason: the framework prints the traceback of whatever escapes from a handler or a worker with all local variables,
customers included.

Touches: `App._handle_exception`, through which everything goes that escapes, `App._exception` and
`App._exception_event`, by which a test run knows of it, and `App._return_code`.
"""

from __future__ import annotations

from abc import abstractmethod

from textual.app import App, ReturnType


class FaultPath(App[ReturnType]):
    """An app that says one sentence of its own about a fault, and ends with 1."""

    @abstractmethod
    def fault_noted(self, fault: BaseException) -> str:
        """Note a fault; returns the sentence for the user."""

    def report_fault(self, fault: BaseException) -> None:
        """A fault in a thread of the program's own."""
        self.call_later(self._handle_exception, fault)

    def _handle_exception(self, error: Exception) -> None:
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        self.panic(self.fault_noted(error))
