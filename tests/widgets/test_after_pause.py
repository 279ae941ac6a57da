"""What is asked for after a pause is done once, and not at all when it is stopped or its widget has gone."""

from __future__ import annotations

import asyncio

from textual.app import App

from capptro_tui.widgets.background import AfterPause


class _Probe(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []
        self.reached = asyncio.Event()

    def act(self) -> None:
        self.done.append("done")
        self.reached.set()


async def test_it_is_done_once_however_often_it_was_asked_for() -> None:
    app = _Probe()
    async with app.run_test() as pilot:
        pause = AfterPause(app, 0.001, app.act)
        for _ in range(3):
            pause.ask()
        assert pause.is_waiting
        await app.reached.wait()
        await pilot.pause()
        assert app.done == ["done"]
        assert not pause.is_waiting


async def test_it_is_not_done_once_it_is_stopped() -> None:
    app = _Probe()
    async with app.run_test():
        stopped, other = AfterPause(app, 0.001, lambda: app.done.append("stopped")), AfterPause(app, 0.002, app.act)
        stopped.ask()
        other.ask()
        stopped.stop()
        await app.reached.wait()
        assert app.done == ["done"]


async def test_it_is_not_done_for_what_has_gone() -> None:
    app = _Probe()
    async with app.run_test():
        pause = AfterPause(app, 0, app.act)
    pause.ask()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not pause.is_waiting
    assert app.done == []
