"""Widgets look as the framework would have them look, though the style sheets are searched once for all alike."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.match import _check_selectors
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Button, Input, Label

from capptro_tui.db.database import Database
from capptro_tui.widgets.textual_patches.matched_once import MatchedOnce, match_once
from tests.screens.desk import Driver, desk
from tests.widgets.textual_patches.guards import assert_unchanged

_NOTES = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")


class Styled(App[None]):
    """Widgets that differ in what selectors ask for, one thing at a time."""

    CSS = """
    Label { color: red; }
    #second { color: green; }
    .odd { color: blue; }
    Label:first-child { text-style: bold; }
    Vertical:focus-within Label { background: yellow; }
    Input:disabled { width: 7; }
    #apart > Label { text-style: italic; }
    Button:hover { width: 9; }
    Label:last-of-type.odd { text-style: underline; }
    Input.wide:focus > .input--cursor { color: red; }
    Vertical:focus-within Input:disabled .input--placeholder { color: green; }
    """

    def __init__(self, *, once: bool = True) -> None:
        super().__init__()
        if once:
            match_once(self)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("a")
            yield Label("b", id="second")
            yield Label("c", classes="odd")
            yield Label("d", classes="odd")
            yield Input(classes="wide")
            yield Input(disabled=True)
            yield Button("e")
        with Vertical(id="apart"):
            yield Label("f")
            yield Label("g")
            yield Input(disabled=True)


def looks(node: DOMNode) -> dict[str, Any]:
    """All that style sheets decide about a node."""
    parts = {name: dict(styles.base._rules) for name, styles in node._component_styles.items()}
    return {"rules": dict(node.styles.base._rules), "parts": parts, **{name: getattr(node, name) for name in _NOTES}}


def assert_as_the_framework_has_it(app: App[Any]) -> None:
    plain = app.stylesheet.copy()
    assert type(plain) is Stylesheet
    plain.parse()
    nodes = [app, *(node for screen in app.screen_stack for node in screen.walk_children(DOMNode, with_self=True))]
    app.stylesheet.update_nodes(nodes)  # screens below are not styled before they are shown again
    before = [looks(node) for node in nodes]
    plain.update_nodes(nodes)
    for node, look in zip(nodes, before, strict=True):
        assert look == looks(node), node
    assert len(nodes) > 5


async def test_what_selectors_tell_apart_stays_apart() -> None:
    app = Styled()
    async with app.run_test() as pilot:
        assert_as_the_framework_has_it(app)
        await pilot.press("tab")
        assert_as_the_framework_has_it(app)
        await pilot.hover("Button")
        assert_as_the_framework_has_it(app)
        await pilot.press("tab")
        assert_as_the_framework_has_it(app)
        app.query(Input).last().disabled = False
        app.query(Label)[1].add_class("odd")
        app.query(Label)[2].remove_class("odd")
        await app.query(Label).first().remove()
        await pilot.pause()
        assert_as_the_framework_has_it(app)
        app.theme = "textual-light"
        await pilot.pause()
        assert_as_the_framework_has_it(app)


async def test_a_style_set_by_the_program_stays() -> None:
    app = Styled()
    async with app.run_test() as pilot:
        label = app.query_one("#second", Label)
        label.styles.color = "white"
        await pilot.press("tab")
        assert label.styles.color.hex == "#FFFFFF"


async def test_a_base_style_changed_behind_its_back_is_put_right() -> None:
    app = Styled()
    async with app.run_test():
        label = app.query_one("#second", Label)
        app.stylesheet.apply(label)
        label.styles.base.reset()
        app.stylesheet.apply(label)
        assert label.styles.color.hex == "#008000"


async def test_parts_that_are_styled_are_styled_again_once_they_look_otherwise() -> None:
    app = Styled()
    async with app.run_test() as pilot:
        field = app.query_one(".wide", Input)
        cursor = field._component_styles["input--cursor"]
        assert cursor.color.hex == "#FF0000"
        app.stylesheet.apply(field)
        assert field._component_styles["input--cursor"] is cursor
        cursor.base.reset()
        app.stylesheet.apply(field)
        assert field._component_styles["input--cursor"].color.hex == "#FF0000"
        await pilot.press("tab")
        assert field._component_styles["input--cursor"].color.hex != "#FF0000"


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the framework has searched its style sheets for each kind of widget."""
    count: Counter[str] = Counter()
    apply = Stylesheet.apply

    def counted(self: Stylesheet, node: DOMNode, **options: Any) -> None:
        count[type(node).__name__] += 1
        apply(self, node, **options)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    return count


@pytest.mark.parametrize("once", [True, False])
async def test_alike_widgets_are_searched_for_once(searched: Counter[str], once: bool) -> None:
    """Where the framework does so itself, the patch may go."""

    class Many(Screen[None]):
        def compose(self) -> ComposeResult:
            yield from (Button() for _ in range(20))

    app = Styled(once=once)
    async with app.run_test() as pilot:
        searched.clear()
        await app.push_screen(Many())
        await pilot.pause()
        assert (searched["Button"] < 5) is once


async def all_screens(driver: Driver) -> None:
    """Through list, page, form, picker, dialog and help."""
    for keys, screen in (
        ("down", "RecordList"),
        ("enter", "RecordPage"),
        ("e", "FormScreen"),
        ("tab", "FormScreen"),
        ("escape", "RecordPage"),
        ("w", "FormScreen"),
        ("f1", "Help"),
    ):
        await driver.keys(keys)
        await driver.is_on(screen)
        await driver.pilot.pause()
        assert_as_the_framework_has_it(driver.app)


@pytest.mark.parametrize("size", [(40, 20), (120, 40)])
async def test_the_desk_looks_as_the_framework_has_it(sample: Database, size: tuple[int, int]) -> None:
    async with desk(sample, size=size, tab="customer") as driver:
        assert isinstance(driver.app.stylesheet, MatchedOnce)
        await all_screens(driver)
        driver.app.choose_theme("capptro-light")
        await driver.pilot.pause()
        assert_as_the_framework_has_it(driver.app)


def test_the_framework_still_styles_in_this_way() -> None:
    assert_unchanged(
        (Stylesheet.apply, "913b4d642abf"),
        (Stylesheet.replace_rules, "dfce6992a9fc"),
        (Stylesheet._process_component_classes, "cd5ac6e2e7ae"),
        (Stylesheet._check_rule, "1785e3a76ba0"),
        (_check_selectors, "3f9448b68a46"),
        (Stylesheet.parse, "a08947a83b80"),
        (Stylesheet.reparse, "298aa8e27251"),
        (DOMNode.has_pseudo_class, "0b2ff30f8683"),
    )
