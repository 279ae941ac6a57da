"""A line of tabs inside a screen, each with a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from capptro_tui.show import show

_HINT: Final = "  ← →"
"""The keys that go through the tabs."""

_BEFORE, _BEHIND = "\u2039 ", "\u203a "
"""Marks at an end where tabs are left out."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its key in the program, its label for people, and its count; None for no count."""

    key: str
    label: str
    count: int | None = None

    @property
    def text(self) -> str:
        """The tab as it is drawn, without its colours."""
        return f" {show(self.label)}{'' if self.count is None else f' {self.count:,}'} "


class TabStrip(Widget):
    """Tabs side by side. Tabs that do not fit are left out at the end farther from the chosen one.

    A mark stands for those left out.
    """

    DEFAULT_CSS = "TabStrip { height: 1; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, key: str) -> None:
            """`key` is the tab's key."""
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs: Sequence[Tab] = ()
        self._chosen = ""
        self._places: list[tuple[int, int, str]] = []

    def show_tabs(self, tabs: Sequence[Tab], chosen: str) -> None:
        """Show these tabs, the one with the key `chosen` marked."""
        if (tabs, chosen) != (self._tabs, self._chosen):
            self._tabs, self._chosen = tabs, chosen
            self.refresh()

    def render(self) -> Content:
        """Return the line."""
        tabs = self._fitting()
        parts: list[Any] = []
        self._places = []
        x = 0
        keys = [tab.key for tab in self._tabs]
        first, last = (keys.index(tab.key) for tab in (tabs[0], tabs[-1])) if tabs else (0, len(keys))
        if first:
            x = self._mark(parts, 0, _BEFORE, keys[first - 1])
        for tab in tabs:
            width = cell_len(tab.text)
            self._places.append((x, x + width, tab.key))
            parts += [(tab.text, "bold $foreground on $panel" if tab.key == self._chosen else "$muted"), " "]
            x += width + 1
        if last + 1 < len(keys):
            x = self._mark(parts, x, _BEHIND, keys[last + 1])
        if x + cell_len(_HINT) <= self.size.width:
            parts.append((_HINT, "$muted"))
        return Content.assemble(*parts)

    def _mark(self, parts: list[Any], x: int, mark: str, key: str) -> int:
        """Put a mark for left-out tabs at `x`. A click on it chooses the nearest of them.

        Returns:
            The place after the mark.
        """
        parts.append((mark, "$accent"))
        self._places.append((x, x + cell_len(mark), key))
        return x + cell_len(mark)

    def _fitting(self) -> list[Tab]:
        """Return the tabs that fit beside the marks of left-out ones, the chosen one among them."""
        tabs = list(self._tabs)
        while len(tabs) > 1 and self._width(tabs) > max(self.size.width, 1):
            tabs.pop(0 if tabs[-1].key == self._chosen else -1)
        return tabs

    def _width(self, tabs: Sequence[Tab]) -> int:
        """Return the cells of some of the tabs side by side, with the marks of the others."""
        before = cell_len(_BEFORE) if tabs[0] != self._tabs[0] else 0
        behind = cell_len(_BEHIND) if tabs[-1] != self._tabs[-1] else 0
        return before + sum(cell_len(tab.text) + 1 for tab in tabs) - 1 + behind

    def on_click(self, event: events.Click) -> None:
        """Choose the tab that was clicked."""
        offset = event.get_content_offset(self)
        for start, end, key in self._places:
            if offset is not None and start <= offset.x < end:
                self.post_message(self.Chosen(key))
