"""Choose how the program looks: each theme is seen at once, and only enter keeps it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from capptro_tui.config import THEMES
from capptro_tui.screens.base import Dialog
from capptro_tui.widgets.form.line_input import LineInput


def theme_title(name: str) -> str:
    """Return a theme's name for people: `Solarized light`."""
    return name.replace("-", " ").capitalize()


class ChooseTheme(Dialog[None]):
    """The themes, narrowed by typing. The one under the cursor is shown; escape brings back the one before."""

    AUTO_FOCUS = "LineInput"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="theme.back"),
        Binding("up", "move('cursor_up')", "Theme above", show=False, id="theme.up"),
        Binding("down", "move('cursor_down')", "Theme below", show=False, id="theme.down"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.offered: list[str] = []
        self._before = ""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield LineInput(placeholder="How it looks: enter keeps it, esc does not")
            yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        self._before = self.app.theme
        self._list.can_focus = False
        self._offer("")

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer(event.value)

    def _offer(self, text: str) -> None:
        """List the themes that have all typed words in their name, the cursor on the present one."""
        words = text.lower().split()
        self.offered = [name for name in THEMES if all(word in theme_title(name).lower() for word in words)]
        nothing = Option(Content.styled("Nothing found.", "$muted"), disabled=True)
        options = [Option(Content(theme_title(name))) for name in self.offered]
        self._list.clear_options().add_options(options or [nothing])
        if self.offered:
            self._list.highlighted = self.offered.index(self.app.theme) if self.app.theme in self.offered else 0
        else:
            self.app.theme = self._before

    @on(OptionList.OptionHighlighted)
    def _preview(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self.is_current and event.option_index < len(self.offered):
            self.app.theme = self.offered[event.option_index]

    def action_move(self, where: str) -> None:
        """Move the cursor in the list."""
        getattr(self._list, f"action_{where}")()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._choose(self._list.highlighted)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_index)

    def _choose(self, place: int | None) -> None:
        if place is not None and place < len(self.offered):
            self.dismiss()
            self.desk.choose_theme(self.offered[place])

    def action_leave(self) -> None:
        """Close, in the theme before."""
        self.app.theme = self._before
        self.dismiss()
