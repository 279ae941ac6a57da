"""A text field of one line that keeps all of a paste."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from capptro_tui.widgets.textual_patches.compact import compact, compact_from_the_beginning
from capptro_tui.widgets.textual_patches.one_line import OneLine


class LineInput(OneLine):
    """One line of text. Enter goes on to the next field, as tab does.

    Attributes:
        take_paste: called with each pasted text; it returns whether it has taken it, so that it is not put in here.
    """

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
        self.take_paste: Callable[[str], bool] | None = None

    def on_paste(self, event: events.Paste) -> None:
        """Paste all of the text, unless another one takes it. The framework keeps only the first line."""
        event.stop()
        event.prevent_default()
        if self.take_paste is None or not self.take_paste(event.text):
            self.put_paste(event.text)

    def put_paste(self, text: str) -> None:
        """Put a text in at the cursor as one line, with a space for each tab and line break."""
        lines = text.splitlines()
        if len(lines) > 1:
            self.app.notify("The pasted line breaks became spaces.", markup=False)
        self.replace(" ".join(lines).replace("\t", " "), *self.selection)
