"""A screen that is closed while a thread reads for it: what was read is dropped, and nothing fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from capptro_tui.db.database import Database
from capptro_tui.screens.base import DeskScreen
from capptro_tui.screens.tabs.settings import SettingsScreen
from capptro_tui.services.history.write_result import WriteResult
from tests.screens.desk import desk
from tests.support import add_customer

ANYTHING = WriteResult(0, "", (), is_everything=True)


class LateThreads:
    """Threads whose results come only when a screen has lost its widgets, just before its workers are cancelled."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting = 0
        self._released = asyncio.Event()
        self._in_thread = asyncio.to_thread
        monkeypatch.setattr(asyncio, "to_thread", self._wait)

    async def _wait(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        found = await self._in_thread(function, *args, **options)
        self.waiting += 1
        await self._released.wait()
        return found

    def release_when_closed(self, screen: DeskScreen[Any], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
        """Let the results come when the screen is closed; the list then has whether it had no widgets by then."""
        closed: list[bool] = []
        unmounted = DeskScreen.on_unmount

        async def release(closing: DeskScreen[Any]) -> None:
            unmounted(closing)
            if closing is screen:
                own = [worker for worker in closing.workers if worker.node is closing]
                closed.append(bool(own) and not closing.children)
                self._released.set()
                await closing.workers.wait_for_complete(own)

        monkeypatch.setattr(DeskScreen, "on_unmount", release)
        return closed


@pytest.mark.parametrize(
    ("tab", "opened", "name"),
    [
        ("dashboard", "", "Dashboard"),
        ("settings", "", "SettingsScreen"),
        ("dashboard", "map", "MapScreen"),
        ("dashboard", "review", "Review"),
    ],
)
async def test_what_was_read_is_dropped(
    database: Database, monkeypatch: pytest.MonkeyPatch, tab: str, opened: str, name: str
) -> None:
    add_customer(database, "Acme Ltd")
    add_customer(database, "Acme Limited")
    with monkeypatch.context() as patched:
        async with desk(database, tab=tab) as driver:
            if opened:
                driver.app.open_screen(opened)
            await driver.is_on(name)
            await driver.has_finished()
            screen = driver.app.screen
            assert isinstance(screen, DeskScreen)
            threads = LateThreads(patched)
            if isinstance(screen, SettingsScreen):
                screen._backups = None  # so that what is read differs
            screen.written(ANYTHING)
            await driver.until(lambda: threads.waiting, "a thread")
            closed = threads.release_when_closed(screen, patched)
        assert closed == [True]
