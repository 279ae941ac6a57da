"""Work beside the keys, on the app's own loop."""

from __future__ import annotations

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
        node: what the worker belongs to.
        work: the function. Its coroutine is made when the worker begins: one that was made before would be left
            behind, with a warning, where the worker is cancelled first.
        group: the name by which workers of the node are told apart.
        exclusive: whether the others of the group are cancelled.
        exit_on_error: whether a fault ends the program.
    """
    _: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive, exit_on_error=exit_on_error)
