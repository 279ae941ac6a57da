"""A text field of several lines that draws hostile text harmlessly.

It has a module of its own because its base class is slow to load.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.text import Text
from textual.dom import DOMNode
from textual.widgets import TextArea

from capptro_tui.show import show_aligned
from capptro_tui.widgets.textual_patches.compact import compact, compact_from_the_beginning


class LongInput(TextArea):
    """Several lines of text. Tab goes on to the next field."""

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

    compact = compact_from_the_beginning()

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, highlight_cursor_line=False, **compact(options))

    def watch(self, obj: DOMNode, attribute_name: str, callback: Callable[..., Any], init: bool = True) -> None:
        """Watch an attribute; the app's theme through the app's signal instead.

        The framework keeps every watcher of the app until the attribute changes, so that each field ever shown stays in
        memory (https://github.com/Textualize/textual/issues/6666). A subscription to the signal can be ended.
        """
        if obj is self.app and attribute_name == "theme":
            self.app.theme_changed_signal.subscribe(self, lambda _: callback())
        else:
            super().watch(obj, attribute_name, callback, init)

    def on_unmount(self) -> None:
        self.app.theme_changed_signal.unsubscribe(self)

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: made harmless, with the length that was typed."""
        return Text(show_aligned(super().get_line(line_index).plain), end="", no_wrap=True)
