"""A text field of one line, in which hostile text is harmless and a paste loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from capptro_tui.show import show_aligned


class _Line(Text):
    """Text that is known to be one line: the framework would first lay it out as a paragraph, with every key."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        return iter(self.render(console))


class LineInput(Input):
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

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """The framework lays the whole screen out anew whenever this changes: here that would be with every letter."""

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(value, compact=True, **options)

    @property
    def _value(self) -> Text:
        """What is drawn for the text: the framework would send control characters to the terminal."""
        return _Line(show_aligned(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(show_aligned(self.value[:position]))

    def _on_paste(self, event: events.Paste) -> None:
        """Paste all of the text; the framework would keep the first line only, and say nothing."""
        event.stop()
        event.prevent_default()
        lines = event.text.splitlines()
        if len(lines) > 1:
            self.app.notify("The pasted line breaks became spaces.", markup=False)
        self.replace(" ".join(lines), *self.selection)
