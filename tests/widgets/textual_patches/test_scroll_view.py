"""A longer list has another scrollbar, and nothing else on the screen is laid out anew."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.widget import Widget

from capptro_tui.widgets.textual_patches.scroll_view import QuietScrollView
from tests.widgets.textual_patches.guards import assert_unchanged


class Counting(App[None]):
    """Counts how often its screen is laid out."""

    CSS = "ScrollView { overflow-x: hidden; overflow-y: scroll; }"

    def __init__(self, view: ScrollView) -> None:
        super().__init__()
        self.view = view
        self.laid_out = 0

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        def count(_: Screen[object]) -> None:
            self.laid_out += 1

        self.screen.screen_layout_refresh_signal.subscribe(self, count)


async def test_only_the_scrollbar_is_another() -> None:
    view = QuietScrollView()
    app = Counting(view)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        before = app.laid_out
        view.resize_content(Size(19, 100))
        await pilot.pause()
        assert app.laid_out == before
        assert view.max_scroll_y == 95
        assert view.vertical_scrollbar.window_virtual_size == 100
        view.scroll_to(y=90, animate=False, force=True)
        view.resize_content(Size(19, 50))
        assert view.scroll_y == 45


async def test_the_framework_lays_the_screen_out() -> None:
    """Where it does not any more, the patch may go."""
    view = ScrollView()
    app = Counting(view)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        before = app.laid_out
        view.virtual_size = Size(19, 100)
        await pilot.pause()
        assert app.laid_out > before


def test_the_framework_still_scrolls_in_this_way() -> None:
    assert_unchanged((Widget._scroll_update, "d8ad11a7f657"), (ScrollView._size_updated, "f05adae515f0"))
