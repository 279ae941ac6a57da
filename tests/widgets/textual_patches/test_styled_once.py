"""A new screen is styled as its widgets are made, and not again when it is first shown."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Label

from capptro_tui.widgets.textual_patches.styled_once import StyledOnce, styles_are_parsed
from tests.widgets.textual_patches.guards import assert_unchanged


class Plain(Screen[None]):
    """A screen of the framework's kind."""

    def compose(self) -> ComposeResult:
        yield Label("text")


class Once(StyledOnce[None]):
    """The same with the patch."""

    def compose(self) -> ComposeResult:
        yield Label("text")


@pytest.fixture
def styled(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each kind of widget was styled, and the style sheets were parsed."""
    count: Counter[str] = Counter()
    apply, parse = Stylesheet.apply, Stylesheet.reparse

    def counted(self: Stylesheet, node: DOMNode, **options: Any) -> None:
        count[type(node).__name__] += 1
        apply(self, node, **options)

    def parsed(self: Stylesheet) -> None:
        count["parsed"] += 1
        parse(self)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    monkeypatch.setattr(Stylesheet, "reparse", parsed)
    return count


async def labels_styled(screen: Screen[None], styled: Counter[str]) -> int:
    app = App[None]()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        return styled["Label"]


async def test_a_screen_is_styled_once(styled: Counter[str]) -> None:
    assert await labels_styled(Once(), styled) == 1


async def test_the_framework_styles_it_twice(styled: Counter[str]) -> None:
    """Where it does not any more, the patch may go."""
    assert await labels_styled(Plain(), styled) > 1


@pytest.mark.parametrize(("screen", "times"), [(Once, 1), (Plain, 2)])
async def test_a_screen_is_laid_out_once(
    screen: type[Screen[None]], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the framework does so itself, the patch may go."""
    sizes = []
    lay_out = Screen._refresh_layout

    def counted(self: Screen[None], size: Size | None = None, scroll: bool = False) -> None:
        if size is not None and isinstance(self, screen):
            sizes.append(size)
        lay_out(self, size, scroll)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)
    app = App[None]()
    async with app.run_test() as pilot:
        await app.push_screen(screen())
        await pilot.pause()
        assert len(sizes) == times
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert sizes[-1] == (60, 20)
        assert app.screen.size == (60, 20)


async def test_it_is_styled_anew_later_as_any_other() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        await app.push_screen(screen := Once())
        await pilot.pause()
        before = screen.styles.background
        app.theme = "textual-light"
        await pilot.pause()
        assert screen.styles.background != before


@pytest.mark.parametrize(("told", "parsed"), [(True, False), (False, True)])
async def test_style_sheets_are_not_parsed_for_a_tab_that_knows_of_them(
    styled: Counter[str], told: bool, parsed: bool
) -> None:
    """Without being told so, the framework parses them anew: where it does not any more, the patch may go."""
    app = App[None]()

    def opened() -> Screen[None]:
        screen = Plain()
        if told:
            styles_are_parsed(screen, app)
        return screen

    async with app.run_test() as pilot:
        app.theme = "textual-light"
        await pilot.pause()
        app.add_mode("tab", opened)
        styled.clear()
        await app.switch_mode("tab")
        assert bool(styled["parsed"]) is parsed


def test_the_framework_still_styles_screens_in_this_way() -> None:
    assert_unchanged(
        (DOMNode.update_node_styles, "a74be4cc581b"),
        (Screen._on_screen_resume, "38f28c87608d"),
        (App._init_mode, "a52d2d9dcfda"),
        (App.switch_mode, "309358c96eea"),
    )
