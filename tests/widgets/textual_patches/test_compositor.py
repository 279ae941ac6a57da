"""Only what is seen is drawn, and the screen looks as if all were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from capptro_tui.widgets.textual_patches.boxes import Down
from capptro_tui.widgets.textual_patches.compositor import SeenCompositor, draw_what_is_seen
from tests.widgets.textual_patches.guards import assert_unchanged


class Letter(Widget):
    """A widget of one letter, which counts how often it is drawn."""

    def __init__(self, letter: str) -> None:
        super().__init__(id=letter)
        self.letter = letter
        self.drawn = 0

    def render(self) -> str:
        return self.letter * 200

    def render_lines(self, crop: Region) -> list[Strip]:
        self.drawn += 1
        return super().render_lines(crop)


class Layers(Screen[None]):
    """Two columns of letters, one in a box that draws nothing; a list may lie over the upper ones."""

    CSS: ClassVar[str] = """
    Layers { layers: below above; }
    Letter { height: 4; width: 100%; }
    Down { width: 50%; height: 100%; }
    #over { layer: above; position: absolute; width: 40; height: 8; display: none; }
    #half { layer: above; position: absolute; offset: 0 10; width: 50; height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        draw_what_is_seen(self)

    def compose(self) -> ComposeResult:
        with Down():
            yield Letter("a")
            yield Letter("b")
            yield Letter("c")
        yield Letter("over")
        yield Letter("half")

    def letters(self) -> Iterator[Letter]:
        return iter(self.query(Letter))

    def drawn(self) -> set[str]:
        """Who was drawn since the last time this was asked."""
        found = {one.letter for one in self.letters() if one.drawn}
        for one in self.letters():
            one.drawn = 0
        return found


def looks(screen: Screen[None], compositor: type[Compositor]) -> list[str]:
    """The lines of the screen, put together by a compositor."""
    ours = screen._compositor
    other = compositor()
    other.__dict__.update(ours.__dict__)
    return ["".join(segment.text for segment in strip) for strip in other.render_strips()]


@pytest.mark.parametrize("over", [False, True])
async def test_the_screen_looks_as_if_all_were_drawn(over: bool) -> None:
    app = App[None]()
    async with app.run_test(size=(80, 14)) as pilot:
        await app.push_screen(screen := Layers())
        screen.query_one("#over").display = over
        await pilot.pause()
        lines = looks(screen, SeenCompositor)
        assert lines == looks(screen, Compositor)
        assert lines[0].startswith("over" if over else "a")
        assert lines[10].startswith("half")


async def test_who_is_behind_another_is_not_drawn() -> None:
    """Unless a part of it is seen; and again when nobody is in front of it."""
    app = App[None]()
    async with app.run_test(size=(80, 14)) as pilot:
        await app.push_screen(screen := Layers())
        over = screen.query_one("#over", Letter)
        over.display = True
        await pilot.pause()
        screen.drawn()
        screen.refresh(layout=True)
        await pilot.pause()
        assert screen.drawn() == {"over", "c", "half"}
        over.display = False
        await pilot.pause()
        assert {"a", "b"} <= screen.drawn()


async def test_who_has_not_changed_is_not_drawn() -> None:
    """Also between two who have."""
    app = App[None]()
    async with app.run_test(size=(80, 14)) as pilot:
        await app.push_screen(screen := Layers())
        await pilot.pause()
        screen.drawn()
        screen.query_one("#a").refresh()
        screen.query_one("#c").refresh()
        await pilot.pause()
        assert screen.drawn() == {"a", "c", "half"}


async def test_who_was_removed_is_not_drawn_before_the_next_layout() -> None:
    """It has lost its styles by then: a table would end the program."""
    app = App[None]()
    async with app.run_test(size=(80, 14)) as pilot:
        await app.push_screen(screen := Layers())
        await pilot.pause()
        letter = screen.query_one("#a", Letter)
        with app.batch_update():  # no layout until its end
            await letter.remove()
            letter.drawn = 0
            screen._compositor.render_strips()
            assert letter.drawn == 0


async def test_what_is_behind_is_forgotten_once_it_is_drawn() -> None:
    """Else a task that is begun afterwards holds a closed screen."""
    app = App[None]()
    async with app.run_test(size=(80, 14)) as pilot:
        await app.push_screen(screen := Layers())
        await pilot.pause()
        for compositor, left in ((Compositor(), [screen]), (SeenCompositor(), [])):
            compositor.__dict__.update(screen._compositor.__dict__)
            compositor._dirty_regions = {Region(0, 0, 1, 1)}
            assert compositor.render_update(screen_stack=(behind := [screen]))
            assert visible_screen_stack.get() is behind
            assert behind == left


async def test_the_framework_draws_them_all() -> None:
    """Where it does not any more, the patch may go."""
    app = App[None]()
    async with app.run_test(size=(80, 14)) as pilot:
        await app.push_screen(screen := Layers())
        screen._compositor = Compositor()
        screen.refresh(layout=True)
        await pilot.pause()
        screen.drawn()
        screen.query_one("#a").refresh()
        screen.query_one("#c").refresh()
        await pilot.pause()
        assert "b" in screen.drawn()


def test_the_framework_still_puts_screens_together_in_this_way() -> None:
    assert_unchanged(
        (Compositor.render_update, "c33b548ec394"),
        (Compositor.render_partial_update, "3ade513a2947"),
        (Compositor._get_renders, "da817d9b842e"),
        (Compositor._render_chops, "b22250909879"),
    )
    assert type(Screen()._compositor) is Compositor
