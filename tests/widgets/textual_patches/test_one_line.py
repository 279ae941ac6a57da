"""A field of one line shows hostile text harmlessly, with the cursor where it belongs."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.validation import Length
from textual.widgets import Input

from capptro_tui.widgets.textual_patches.one_line import OneLine
from tests.support import HOSTILE
from tests.widgets.table.table_app import until
from tests.widgets.textual_patches.guards import assert_unchanged


class Typing(App[None]):
    """One field, and how often the screen is laid out."""

    def __init__(self, kind: type[Input], text: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.text = text
        self.laid_out = 0

    def compose(self) -> ComposeResult:
        yield self.kind(self.text, compact=True)

    @property
    def field(self) -> Input:
        return self.query_one(Input)

    def on_mount(self) -> None:
        def count(_: Screen[object]) -> None:
            self.laid_out += 1

        self.screen.screen_layout_refresh_signal.subscribe(self, count)


def line(app: App[None]) -> str:
    """The first line of the screen."""
    return app.screen._compositor.render_strips()[0].text


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_character_that_a_terminal_acts_on_is_drawn(text: str) -> None:
    app = Typing(OneLine, text)
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.press("home", "right", "end")
        assert line(app).isprintable()
        assert app.field.value == text


async def test_the_cursor_stands_behind_what_is_drawn() -> None:
    app = Typing(OneLine, "株\x1bx")
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.press("home", "right", "right")
        assert app.field.cursor_screen_offset.x == app.field.content_region.x + 3


async def test_a_letter_does_not_lay_the_screen_out() -> None:
    app = Typing(OneLine)
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.pause()
        before = app.laid_out
        await pilot.press("a", "b")
        assert app.laid_out == before
        assert app.field.value == "ab"


@pytest.mark.parametrize("field", [OneLine, Input])
async def test_it_has_no_class_for_what_nothing_checks(field: type[Input]) -> None:
    """Where the framework's has none either, this part of the patch may go."""
    app = Typing(field)
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.press("a")
        assert app.field.has_class("-valid") is (field is Input)


async def test_what_is_checked_has_its_class() -> None:
    app = Typing(OneLine)
    async with app.run_test(size=(60, 3)) as pilot:
        app.field.validators.append(Length(maximum=1))
        await pilot.press("a", "b")
        assert app.field.has_class("-invalid")


async def test_the_framework_lays_it_out_and_sends_what_it_is_given() -> None:
    """Where it does neither any more, the patch may go."""
    app = Typing(Input, "a\x1b[2Jb")
    async with app.run_test(size=(60, 3)) as pilot:
        await pilot.pause()
        await pilot.press("end")
        before = app.laid_out
        await pilot.press("a")
        await until(pilot, lambda: app.laid_out > before)
        assert "\x1b" in line(app)


def test_the_framework_still_draws_its_field_in_this_way() -> None:
    assert_unchanged(
        (Input._value, "4d5eec5356fc"),
        (Input._position_to_cell, "7142477c34e6"),
        (Input.render_line, "73c817c21aaf"),
    )
