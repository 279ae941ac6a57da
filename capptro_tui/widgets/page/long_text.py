"""A long text as a part of a page: harmless line by line, and scrolled by keys."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from capptro_tui.show import show

_LONGEST_LINE: Final = 20_000


class LongText(VerticalScroll):
    """A text of several lines."""

    DEFAULT_CSS = """
    LongText {
        padding: 0 2;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
    }
    """

    def __init__(self, text: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text

    def compose(self) -> ComposeResult:
        lines = (show(line.expandtabs(4), _LONGEST_LINE) for line in self._text.split("\n"))
        yield Static(Content("\n").join(map(Content, lines)))
