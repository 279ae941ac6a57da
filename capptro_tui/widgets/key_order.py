"""Keys act in the order in which they were typed, however fast.

Textual hands a key to the focused widget and goes on to the next one at once. A key that acts by a binding only acts
once it has bubbled up to the app, and what it does (open a screen, move the focus) takes a moment more. Typed fast,
pasted by a tool or waiting in the terminal while the program was busy, the keys behind it overtake: `backspace` deletes
the wrong letter, the title is typed into the customer's field, a name becomes a row of commands.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

from textual import events
from textual.app import App, ReturnType
from textual.message_pump import MessagePump
from textual.widget import Widget

from capptro_tui.widgets.textual_patches.message_queues import above, holds, until_mounted

_PATIENCE = 2.0
"""Seconds after which the next key is let through, whatever the one before is still doing."""
_ROUNDS = 2
"""How often the queues are waited for: once for the key, once for the messages that its action has sent."""


class OrderedKeys(App[ReturnType]):
    """An app whose next key waits until the one before has done its work, new screen and new focus included."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._acting = False
        self._letters = False

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            if not self._acting:
                await self._type()
        else:
            await super().on_event(event)

    async def _type(self) -> None:
        """Hand on what has been typed, up to a key that must have done its work first."""
        while self._typed:
            event = self._typed[0]
            target: MessagePump = self.focused or self.screen
            if _is_text(event, target):
                # A letter in a text field does its work in the order of the field's own queue.
                await super().on_event(self._typed.popleft())
                self._letters = True
                continue
            if not self._letters:
                await super().on_event(self._typed.popleft())
            # Letters still on their way come before this key.
            self._letters = False
            self._acting = True
            self._settled = asyncio.create_task(self._settle(target))
            return

    async def _settle(self, target: MessagePump) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                for _ in range(_ROUNDS):
                    await self._empty(target)
                    target = self.focused or self.screen
        self.call_later(self._go_on)

    async def _go_on(self) -> None:
        self._acting = False
        await self._type()

    async def _empty(self, pump: MessagePump | None) -> None:
        """Wait until a widget and all above it have done what was waiting in their queues."""
        while pump:
            await until_mounted(pump)
            done = asyncio.Event()
            if pump.is_running and pump.call_later(done.set):
                await done.wait()
            pump = above(pump)


def keys_wait(app: App[Any]) -> bool:
    """Whether something else has been typed behind the key being handled: what that one asks for will not be shown."""
    if isinstance(app, OrderedKeys) and app._typed:
        return True
    pumps: list[MessagePump | None] = [app, app.focused]
    return any(holds(pump, events.Key, events.Paste) for pump in pumps if pump)


def _is_text(event: events.Key | events.Paste, target: MessagePump) -> bool:
    """Whether an event is text for the field that has the focus."""
    key, character = ("a", "a") if isinstance(event, events.Paste) else (event.key, event.character)
    return isinstance(target, Widget) and target.check_consume_key(key, character)
