"""State of the message queues.

Reason: keys act in the order in which they were typed (see `widgets/keys/key_order.py`). The framework does not say
whether a widget is mounted and has handled all its messages.

Touches: `MessagePump._mounted_event`, `MessagePump._parent` and `MessagePump._message_queue`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from textual.message import Message
from textual.message_pump import MessagePump


async def until_mounted(pump: MessagePump) -> None:
    """Wait until a widget is mounted with all its children."""
    mounted: asyncio.Event = pump._mounted_event
    await mounted.wait()


def above(pump: MessagePump) -> MessagePump | None:
    """Return the target of bubbling messages: the widget around this one, at last the screen and the app."""
    return pump._parent


def holds(pump: MessagePump, *types: type[Message]) -> bool:
    """Whether a message of one of these types is still waiting."""
    waiting: Iterable[Message | None] = pump._message_queue.values
    return any(isinstance(message, types) for message in waiting)
