"""The first screen that is painted is the right one, in the right colours."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen
from textual.widgets import Label

from capptro_tui.widgets.textual_patches.first_screen import begin_in_mode, begin_in_theme
from tests.widgets.textual_patches.guards import assert_unchanged


class First(Screen[None]):
    """The screen that is wanted."""

    def compose(self):  # type: ignore[no-untyped-def]
        yield Label("first")


class Patched(App[None]):
    """Begins in a mode and a theme of its own, and notes which screens it had and how often styles were parsed."""

    def __init__(self) -> None:
        begin_in_mode(self, "first")
        super().__init__()
        begin_in_theme(self, "textual-light")
        self.add_mode("first", First)
        self.themes: list[str] = []

    def on_mount(self) -> None:
        self.themes.append(self.theme)


async def test_the_app_begins_there() -> None:
    app = Patched()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert [type(screen) for screen in app.screen_stack] == [First]
        assert app.current_mode == "first"
        assert app.themes == ["textual-light"]
        assert app.screen.styles.background.hex == app.available_themes["textual-light"].background
        assert App.DEFAULT_MODE == "_default"


def test_the_framework_still_begins_in_this_way() -> None:
    assert_unchanged(
        (App.__init__, "a829baebd85f"),
        (App.get_css_variables, "66493a3cf215"),
        (App._init_mode, "a52d2d9dcfda"),
    )
