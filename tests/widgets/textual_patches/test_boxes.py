"""A box that draws nothing shows what is behind it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from capptro_tui.widgets.textual_patches.boxes import Across, Down
from capptro_tui.widgets.textual_patches.compositor import draw_what_is_seen


class Boxed(Screen[None]):
    """Two words in a box, with room around them."""

    CSS = """
    Screen { background: $primary; }
    Static { width: 10; height: 1; }
    """

    def __init__(self, box: type[Widget], *, patched: bool) -> None:
        super().__init__()
        self.box = box
        if patched:
            draw_what_is_seen(self)

    def compose(self) -> Iterator[Widget]:
        with self.box():
            yield Static("one")
            yield Static("two")


async def drawn(box: type[Widget], *, patched: bool) -> list[str]:
    """The lines of the screen with their colours."""
    app = App[None]()
    async with app.run_test(size=(30, 5)) as pilot:
        await app.push_screen(screen := Boxed(box, patched=patched))
        await pilot.pause()
        assert (type(screen._compositor) is Compositor) != patched
        return [
            repr([(segment.text, str(segment.style)) for segment in strip.simplify()])
            for strip in screen._compositor.render_strips()
        ]


@pytest.mark.parametrize("patched", [True, False], ids=["our compositor", "the framework's"])
@pytest.mark.parametrize(("ours", "theirs"), [(Across, Horizontal), (Down, Vertical)])
async def test_a_box_without_lines_looks_like_one_with_lines(
    ours: type[Widget], theirs: type[Widget], patched: bool
) -> None:
    assert await drawn(ours, patched=patched) == await drawn(theirs, patched=False)
