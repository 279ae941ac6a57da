"""What is needed soon is loaded while nobody types."""

from __future__ import annotations

import asyncio
from threading import Event

import pytest
from textual.app import App

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.screens.background import preloading
from capptro_tui.screens.background.preloading import PARTS, Preloader


async def test_each_part_waits_for_a_pause(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def fail(_: Database) -> None:
        loaded.append("second")
        raise Refused("The file is in use.")

    quiet, is_done = iter([False, False, True, False, True, True]), [False]
    looks: list[tuple[bool, list[str]]] = []

    def is_quiet(_: float) -> bool:
        looks.append((now := next(quiet), list(loaded)))
        return now

    parts = (lambda _: loaded.append("first"), fail, lambda _: loaded.append("third"))
    monkeypatch.setattr(preloading, "PARTS", parts)
    monkeypatch.setattr(preloading, "EVERY", 0.001)
    app = App[None]()
    async with app.run_test() as pilot:
        Preloader(app, database, is_quiet, lambda: is_done.__setitem__(0, True)).start()
        for _ in range(2000):
            if is_done[0]:
                break
            await pilot.pause(0.001)
    assert is_done[0]
    assert loaded == ["first", "second", "third"]
    assert looks[:4] == [(False, []), (False, []), (True, []), (False, ["first"])]


async def test_the_last_part_is_waited_for(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, done = Event(), Event(), Event()

    def wait(_: Database) -> None:
        begun.set()
        assert go_on.wait(20)

    monkeypatch.setattr(preloading, "PARTS", (wait,))
    monkeypatch.setattr(preloading, "EVERY", 0.001)
    app = App[None]()
    async with app.run_test() as pilot:
        Preloader(app, database, lambda _: True, done.set).start()
        await asyncio.to_thread(begun.wait, 20)
        for _ in range(20):
            await pilot.pause(0.001)
        assert not done.is_set()
        go_on.set()
        await asyncio.to_thread(done.wait, 20)
        assert done.is_set()


def test_every_part_can_be_loaded(database: Database) -> None:
    for part in PARTS:
        part(database)
