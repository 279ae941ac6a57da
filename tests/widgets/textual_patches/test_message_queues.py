"""What waits in the queues can be asked."""

from __future__ import annotations

import asyncio

from textual import events
from textual.app import App, ComposeResult
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input

from capptro_tui.widgets.textual_patches.message_queues import above, holds, until_mounted
from tests.widgets.textual_patches.guards import assert_unchanged


class Slow(Widget):
    """A widget that is mounted when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.may_mount = asyncio.Event()

    async def on_mount(self) -> None:
        await self.may_mount.wait()


class Small(App[None]):
    """An app with one field."""

    def compose(self) -> ComposeResult:
        yield Input()


async def test_a_slow_widget_is_waited_for() -> None:
    app = Small()
    async with app.run_test():
        app.screen.mount(slow := Slow())
        waiting = asyncio.create_task(until_mounted(slow))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not waiting.done()
        slow.may_mount.set()
        await waiting


async def test_the_way_up_leads_to_the_app() -> None:
    app = Small()
    async with app.run_test():
        field = app.query_one(Input)
        assert above(field) is app.screen
        assert above(app.screen) is app
        assert above(app) is None


async def test_what_waits_is_seen() -> None:
    app = Small()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not holds(app, events.Key)
        app.post_message(events.Key("a", "a"))
        assert holds(app, events.Key, events.Paste)
        assert not holds(app, events.Paste)
        await pilot.pause()
        assert not holds(app, events.Key)


def test_the_framework_still_waits_in_this_way() -> None:
    assert_unchanged((MessagePump._pre_process, "3c47ee0939bd"))
