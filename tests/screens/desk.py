"""The whole app on a test's database, driven by keys, without a sleep: a test waits for what it expects to see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

from textual._context import visible_screen_stack
from textual.css.query import NoMatches
from textual.notifications import Notification, Notifications
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from capptro_tui.app import CapptroApp
from capptro_tui.config import DARK, Config
from capptro_tui.db.database import Database
from capptro_tui.screens.forms.unsaved import keep_everything
from tests.quick_apps import leave_undrawn

PATIENCE = 20.0
"""Seconds until a test gives up waiting for what it expects."""

_NAMED = {" ": "space", "/": "slash", ".": "full_stop", "+": "plus", "-": "minus", "@": "at", "'": "apostrophe"}


class Remembered(Notifications):
    """The notifications of an app, and what all of them have said.

    A message leaves the screen after five seconds. On a busy machine a test may take longer to look for it.
    """

    def __init__(self, earlier: Iterable[Notification]) -> None:
        super().__init__()
        self.said: list[str] = []
        for notification in earlier:
            self.add(notification)

    def add(self, notification: Notification) -> Self:
        """Take a notification."""
        self.said.append(notification.message)
        return super().add(notification)

    def clear(self) -> Self:
        """Forget all of them."""
        self.said.clear()
        return super().clear()


class Driver:
    """Presses keys in an app and looks at its screen."""

    def __init__(self, app: CapptroApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        if not isinstance(app._notifications, Remembered):
            app._notifications = Remembered(app._notifications)

    async def keys(self, *keys: str) -> None:
        """Press keys by their names."""
        for key in keys:
            await self.pilot.press(key)

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.keys(*(_NAMED.get(each, each) for each in text))

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in self.lines)

    @property
    def lines(self) -> list[Strip]:
        """The lines of the screen, with their colours."""
        visible_screen_stack.set(behind := self.app._background_screens)
        lines = self.app.screen._compositor.render_strips()
        behind.clear()
        return lines

    @property
    def messages(self) -> list[str]:
        """What the messages have said, the oldest first."""
        notifications = self.app._notifications
        assert isinstance(notifications, Remembered)
        return notifications.said

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until something is so; fail with the screen if it does not come to be.

        A widget that is not there yet is waited for. What came with it, such as the line of keys, is there too.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        rest = 0.0  # what has not come soon is waited for with fewer looks: each draws the whole screen
        while not _is_so(condition):
            assert loop.time() < end, f"never came: {what or condition}\n{self.app.focused=}\n{self.text}"
            await self.pilot.pause()
            await asyncio.sleep(rest)
            rest = min(rest + 0.005, 0.05)
        if rest and self.app.is_running:
            await self.pilot._wait_for_screen()

    async def has_finished(self) -> None:
        """Wait until nothing is at work in the background."""
        await until_finished(self.pilot)

    async def sees(self, *texts: str) -> None:
        """Wait until all texts are on the screen."""
        await self.until(lambda: not self._missing(texts), f"{texts} on the screen")

    async def sees_no(self, *texts: str) -> None:
        """Wait until none of the texts is on the screen."""
        await self.until(lambda: self._missing(texts) == list(texts), f"{texts} gone from the screen")

    def _missing(self, texts: Sequence[str]) -> list[str]:
        screen = self.text
        return [text for text in texts if text not in screen]

    async def is_on(self, name: str) -> None:
        """Wait until a screen of that class is shown."""

        def is_shown() -> bool:
            return any(one.__name__ == name for one in type(self.app.screen).__mro__)

        await self.until(is_shown, f"the screen {name}")
        await self.pilot.pause()

    async def focuses(self, widget_id: str) -> None:
        """Wait until the focus is in the widget with that id."""
        await self.until(lambda: widget_id in _ids(self.app.focused), f"the focus in {widget_id}")

    async def said(self, text: str) -> None:
        """Wait until a message says that."""
        await self.until(lambda: any(text in message for message in self.messages), f"the message {text}")

    async def has_ended(self, code: int = 0) -> None:
        """Wait until the program ends, with that exit code."""
        await self.until(lambda: self.app.return_code == code, f"the end with {code}")


async def threads_end(app: CapptroApp) -> None:
    """Wait until the threads of an app that has ended read nothing more: then its database may be closed."""
    async with asyncio.timeout(PATIENCE):
        while app.threads.are_at_work:
            await asyncio.sleep(0.005)


async def until_finished(pilot: Pilot[Any]) -> None:
    """Wait until no worker of an app is at work, and its widgets have taken what the workers have found."""

    def is_finished() -> bool:
        return all(worker.is_finished for worker in pilot.app.workers)

    was_finished = False
    async with asyncio.timeout(PATIENCE):
        while not was_finished or not is_finished():
            was_finished = is_finished()
            await pilot.pause()


def _is_so(condition: Callable[[], object]) -> bool:
    with suppress(NoMatches):
        return bool(condition())
    return False


def _ids(widget: Widget | None) -> list[str]:
    return [node.id or "" for node in widget.ancestors_with_self] if widget is not None else []


@asynccontextmanager
async def desk(
    database: Database, size: tuple[int, int] = (80, 24), tab: str = "dashboard", theme: str = DARK
) -> AsyncIterator[Driver]:
    """The app on a database, at one of its tabs."""
    app = CapptroApp(database.path, database, Config(theme))
    leave_undrawn(app)
    try:
        async with app.run_test(size=size) as pilot:
            driver = Driver(app, pilot)
            await driver.until(lambda: app.current_mode == "dashboard", "the dashboard")
            if tab != "dashboard":
                app.switch_mode(tab)
                await driver.until(lambda: app.current_mode == tab, tab)
            await pilot.pause()
            try:
                yield driver
            finally:
                keep_everything(app, [*app.modes, "_default"])  # as when a window is told to end
                app._exit = True  # what a screen that just opens misses then is no fault
    finally:
        app.close_drafts()  # as at the end of the program
