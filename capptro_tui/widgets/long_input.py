"""A text field of several lines, in which hostile text is harmless. A module of its own: it is slow to load."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.widgets import TextArea

from capptro_tui.show import show_aligned


class LongInput(TextArea):
    """Several lines of text; tab goes on to the next field."""

    DEFAULT_CSS = """
    LongInput, LongInput.-textual-compact {
        height: 4;
        background: $panel;
        padding: 0 0 0 1;
        scrollbar-size-vertical: 1;
    }
    LongInput:focus {
        background: $panel;
        background-tint: $accent 15%;
    }
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, compact=True, highlight_cursor_line=False, **options)

    def get_line(self, line_index: int) -> Text:
        """A line as it is drawn: harmless, and as long as it was typed."""
        return Text(show_aligned(super().get_line(line_index).plain), end="", no_wrap=True)
