"""Keys act in the order in which they were typed, however fast, and on the screen that they were typed for.

Textual hands a key to the focused widget and goes on to the next one at once. A key that acts by a binding only acts
once it has bubbled up to the app, and what it does (open a screen, move the focus) takes a moment more. Typed fast,
pasted by a tool or waiting in the terminal while the program was busy, the keys behind it overtake: `backspace` deletes
the wrong letter, the title is typed into the customer's field, a name becomes a row of commands.

So a key waits until the one before has done its work, and until the screen it leads to is mounted and has its focus.
It waits for as long as the program is at work, on a slow machine for many seconds. Only where nothing at all is done
any more, for `HANGING` seconds, what was typed since is dropped with a beep: it must not act somewhere else. From then
on every key beeps, until the program answers again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Container
from contextlib import suppress
from itertools import count
from typing import Any, Final
from weakref import WeakSet

from textual import events
from textual.app import App, ReturnType, ScreenStackError
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

from capptro_tui.widgets.keys.key_aliases import plain
from capptro_tui.widgets.keys.stillness import LOOK, Stillness, Threads
from capptro_tui.widgets.textual_patches.message_queues import above, holds, until_mounted

HANGING: Final = 10.0
"""Seconds without any work after which what a key has asked for will never be done."""

_SETTLED: Final = 0.3
"""Seconds without any work after which a screen that would focus something by itself has nothing to focus."""

_ROUNDS: Final = 2
"""How often the queues are waited for at least: once for the key, once for the messages that its action has sent."""

_GLANCE: Final = 0.01
"""Seconds from one look for the focus to the next."""


class OrderedKeys(App[ReturnType]):
    """An app whose next key waits until the one before has done its work, new screen and new focus included."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._acting = False
        self._letters = False
        self.is_hanging = False
        self._waiting: asyncio.Task[None] | None = None
        self._focused_once: WeakSet[Screen[Any]] = WeakSet()
        self.threads = Threads()
        self.stillness = Stillness(self.threads)
        self.own_keys: Container[str] = ()
        """Keys to which the user has given a meaning."""

    def use_threads(self) -> None:
        """Have all that is done in threads done in those that are watched. To be called as the app starts."""
        asyncio.get_running_loop().set_default_executor(self.threads)

    def leave_hanging(self, key: str) -> bool:
        """A key was typed while the program hangs; whether it was one that ends it."""
        return False

    def post_message(self, message: Message) -> bool:
        """Take a message; while the program hangs, no key."""
        if self.is_hanging and isinstance(message, events.Key | events.Paste) and not message.is_forwarded:
            if not (isinstance(message, events.Key) and self.leave_hanging(message.key)):
                self.bell()
            return False
        return super().post_message(message)

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif not self.is_hanging:
            self._typed.append(plain(event, self.own_keys) if isinstance(event, events.Key) else event)
            if not self._acting:
                await self._type()

    async def _type(self) -> None:
        """Hand on what has been typed, up to a key that must have done its work first."""
        while self._typed:
            if self.screen not in self._focused_once:
                self._hold_back()
                self._settle(self.focused or self.screen)
                return
            event = self._typed[0]
            target: MessagePump = self.focused or self.screen
            if _is_text(event, target):
                # A letter in a text field does its work in the order of the field's own queue.
                await super().on_event(self._typed.popleft())
                self._letters = True
                continue
            self._hold_back()
            try:
                if not self._letters:
                    await super().on_event(self._typed.popleft())
            finally:
                # Letters still on their way come before this key.
                self._letters = False
                self._settle(target)
            return

    def _hold_back(self) -> None:
        """Hold back what is typed from now on, and see whether that which it waits for will ever be."""
        self._acting = True
        self.stillness.begin()
        self._watching = asyncio.create_task(self._look_after())

    def _settle(self, target: MessagePump) -> None:
        """Go on once all that a key has led to is there."""
        self._settling = asyncio.create_task(self._go_on_when_ready(target))

    async def _go_on_when_ready(self, target: MessagePump) -> None:
        while True:
            self._waiting = asyncio.create_task(self._until_ready(target))
            await asyncio.wait([self._waiting])
            if not self._waiting.cancelled():
                break
            target = self.focused or self.screen
        self._waiting.result()
        self.call_later(self._go_on)

    async def _go_on(self) -> None:
        self._watching.cancel()
        self._acting = self.is_hanging = False
        await self._type()

    async def _look_after(self) -> None:
        """Look after a key until it has done its work: where nothing is being done any more, drop what was typed."""
        while True:
            await asyncio.sleep(LOOK)
            if self.stillness.look() >= HANGING:
                self._hang()

    def _hang(self) -> None:
        if not self.is_hanging:
            self.is_hanging = True
            self._typed.clear()
            self.bell()
        if self._waiting is not None:
            # What was waited for may be gone by now, and nobody there to say so.
            self._waiting.cancel()
        self.stillness.begin()

    async def _until_ready(self, target: MessagePump) -> None:
        """Wait until all queues are empty, and the screen that is then shown is mounted and has its focus."""
        # Without a screen the app ends.
        with suppress(ScreenStackError):
            for rounds in count(1):
                await self._empty(target)
                await self._until_focused(self.screen)
                if rounds >= _ROUNDS and target is (self.focused or self.screen):
                    break
                target = self.focused or self.screen
            self._focused_once.add(self.screen)

    async def _until_focused(self, screen: Screen[Any]) -> None:
        """Wait for a screen that focuses something by itself, when it first opens."""
        while (
            screen.AUTO_FOCUS == ""
            and screen not in self._focused_once
            and screen.is_current
            and screen.focused is None
            and bool(screen.focus_chain)
            and self.stillness.seconds < _SETTLED
        ):
            await asyncio.sleep(_GLANCE)

    async def _empty(self, pump: MessagePump | None) -> None:
        """Wait until a widget and all above it have done what was waiting in their queues."""
        while pump:
            # Who has been taken off the screen has nothing to do with it any more.
            if pump.is_dom_root or pump.is_attached:
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
