"""Keys act in the order in which they were typed, however fast, and on the screen that they were typed for.

Textual hands a key to the focused widget and goes on to the next one at once. A key with a binding acts only once it
has bubbled up to the app, and its action (open a screen, move the focus) takes a moment more. When keys are typed fast,
pasted by a tool or waiting in the terminal while the program is busy, the keys behind overtake it: `backspace` deletes
the wrong letter, the title is typed into the customer's field, a name becomes a row of commands.

So a key waits until the one before has done its work, and until the screen that it opens is mounted and has its focus.
It waits for as long as the program is at work, on a slow machine for many seconds. Only if nothing at all is done for
`HANGING` seconds, the keys typed since are dropped with a beep: they must not act somewhere else. From then on every
key beeps, until the program answers again.
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
"""Seconds without any work after which the action of a key is considered hanging."""

_SETTLED: Final = 0.3
"""Seconds without any work after which a screen with automatic focus has nothing to focus."""

_ROUNDS: Final = 2
"""Least number of waits for the queues: one for the key, one for the messages that its action has sent."""

_GLANCE: Final = 0.01
"""Seconds between checks for the focus."""


class OrderedKeys(App[ReturnType]):
    """An app in which a key waits until the one before has done its work, new screen and new focus included."""

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
        """Run everything that uses a thread in the watched threads. Call it as the app starts."""
        asyncio.get_running_loop().set_default_executor(self.threads)

    def leave_hanging(self, key: str) -> bool:
        """Handle a key typed while the program hangs. True if it ends the program."""
        return False

    def post_message(self, message: Message) -> bool:
        """Take a message, but no key while the program hangs."""
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
        """Hand on typed keys, up to one that must have done its work before the next."""
        while self._typed:
            if self.screen not in self._focused_once:
                self._hold_back()
                self._settle(self.focused or self.screen)
                return
            event = self._typed[0]
            target: MessagePump = self.focused or self.screen
            if _is_text(event, target):
                # A letter in a text field is handled in the order of the field's own queue.
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
        """Hold back keys from now on, and watch whether the program still works."""
        self._acting = True
        self.stillness.begin()
        self._watching = asyncio.create_task(self._look_after())

    def _settle(self, target: MessagePump) -> None:
        """Go on once everything that a key has led to is there."""
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
        """Watch a key until it has done its work. If nothing is done any more, drop the keys typed since."""
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
            # The awaited widget may be gone without a notice.
            self._waiting.cancel()
        self.stillness.begin()

    async def _until_ready(self, target: MessagePump) -> None:
        """Wait until all queues are empty, and the screen that is then shown is mounted and has its focus."""
        # Without a screen the app is ending.
        with suppress(ScreenStackError):
            for rounds in count(1):
                await self._empty(target)
                await self._until_focused(self.screen)
                if rounds >= _ROUNDS and target is (self.focused or self.screen):
                    break
                target = self.focused or self.screen
            self._focused_once.add(self.screen)

    async def _until_focused(self, screen: Screen[Any]) -> None:
        """Wait for the focus of a screen with automatic focus, when it first opens."""
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
        """Wait until a widget and all its ancestors have handled the messages in their queues."""
        while pump:
            # A widget that has been removed does not count any more.
            if pump.is_dom_root or pump.is_attached:
                await until_mounted(pump)
                done = asyncio.Event()
                if pump.is_running and pump.call_later(done.set):
                    await done.wait()
            pump = above(pump)


def keys_wait(app: App[Any]) -> bool:
    """Whether another key waits behind the one being handled, so that its result would not be seen."""
    if isinstance(app, OrderedKeys) and app._typed:
        return True
    pumps: list[MessagePump | None] = [app, app.focused]
    return any(holds(pump, events.Key, events.Paste) for pump in pumps if pump)


def _is_text(event: events.Key | events.Paste, target: MessagePump) -> bool:
    """Whether an event is text for the field that has the focus."""
    key, character = ("a", "a") if isinstance(event, events.Paste) else (event.key, event.character)
    return isinstance(target, Widget) and target.check_consume_key(key, character)
