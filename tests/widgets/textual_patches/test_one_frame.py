"""Nothing is painted while a frame is held, and all of it when it is let go."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Label

from capptro_tui.widgets.textual_patches import one_frame
from capptro_tui.widgets.textual_patches.one_frame import OneFrame
from tests.widgets.textual_patches.guards import assert_unchanged


class Counting(App[None]):
    """Counts the frames that are painted."""

    frames = 0

    def compose(self) -> ComposeResult:
        yield Label("before")

    def post_display_hook(self) -> None:
        if not self._batch_count:
            self.frames += 1


async def test_what_changes_in_a_frame_is_painted_at_its_end(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(one_frame, "MOMENT", 3600)
    app = Counting()
    async with app.run_test() as pilot:
        label = app.query_one(Label)
        frame = OneFrame(label)
        await pilot.pause()
        frame.hold()
        label.update("after")
        before = app.frames
        await pilot.pause()
        assert app.frames == before
        frame.release()
        await pilot.pause()
        assert app.frames > before


async def test_a_frame_is_held_for_a_moment_only() -> None:
    app = Counting()
    async with app.run_test() as pilot:
        label = app.query_one(Label)
        await pilot.pause()
        before = app.frames
        OneFrame(label).hold()
        label.update("after")
        while app.frames == before:
            await pilot.pause()


def test_the_framework_still_paints_in_this_way() -> None:
    assert_unchanged(
        (App.batch_update, "88947cc35379"),
        (MessagePump.check_idle, "de5d645af712"),
        (Screen._on_timer_update, "5fd9fd597f58"),
    )
