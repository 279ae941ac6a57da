"""A text field of one line that keeps all of a paste."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from capptro_tui.widgets.textual_patches.compact import compact, compact_from_the_beginning
from capptro_tui.widgets.textual_patches.one_line import OneLine


class LineInput(OneLine):
    """One line of text. Enter goes on to the next field, as tab does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Next", show=False, id="input.next")]
    DEFAULT_CSS = """
    LineInput, LineInput.-textual-compact {
        background: $panel;
        padding: 0 1;
    }
    LineInput:focus {
        background: $panel;
        background-tint: $accent 15%;
    }
    """

    compact = compact_from_the_beginning()

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, **compact(options))

    def on_paste(self, event: events.Paste) -> None:
        """Paste all of the text, with a space for each tab and line break. The framework keeps only the first line."""
        event.stop()
        event.prevent_default()
        lines = event.text.splitlines()
        if len(lines) > 1:
            self.app.notify("The pasted line breaks became spaces.", markup=False)
        self.replace(" ".join(lines).replace("\t", " "), *self.selection)
