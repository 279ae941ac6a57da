"""Run work in the background or after a pause, on the app's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode
from textual.worker import Worker


def run_in_background(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    group: str = "default",
    exclusive: bool = False,
    exit_on_error: bool = True,
) -> None:
    """Start `work` in a worker of a widget, a screen or the app, which cancels it when it closes.

    Args:
        node: the owner of the worker.
        work: the function. Its coroutine is made when the worker begins: one made before would be left behind, with a
            warning, if the worker is cancelled first.
        group: the name by which workers of the node are told apart.
        exclusive: whether the other workers of the group are cancelled.
        exit_on_error: whether a fault ends the program.
    """
    _: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive, exit_on_error=exit_on_error)


class AfterPause:
    """An action that runs once, some seconds after it was asked for. It ends with its widget.

    It serves actions that every key asks for and the next key postpones: a timer of the framework costs a task and a
    message to the widget each time.
    """

    def __init__(self, node: DOMNode, seconds: float, action: Callable[[], object]) -> None:
        """Prepare the action.

        Args:
            node: the widget, screen or app that the action belongs to.
            seconds: the pause.
            action: called in the order of the node's messages.
        """
        self._node = node
        self._seconds = seconds
        self._action = action
        self._handle: asyncio.TimerHandle | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the action was asked for and has not run yet."""
        return self._handle is not None

    def ask(self) -> None:
        """Run the action after the pause, counted from now."""
        self.stop()
        self._handle = asyncio.get_running_loop().call_later(self._seconds, self._do)

    def stop(self) -> None:
        """Cancel the action."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def _do(self) -> None:
        self._handle = None
        if self._node.is_running:
            self._node.call_later(self._action)
