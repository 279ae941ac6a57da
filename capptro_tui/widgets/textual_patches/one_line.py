"""A text field of one line that draws hostile text harmlessly and handles a letter quickly.

Reason: the framework's `Input` sends control characters to the terminal as they are, lays its one line out as a
paragraph with every key, and causes a layout of the whole screen when the text grows. It marks itself valid by a CSS
class although nothing checks it here: that styles each field of a form twice.

Touches: `Input._value`, the drawn text, and `Input._position_to_cell`, the cursor's place in it. Relies on:
`virtual_size` may be declared again as a reactive of another kind; `Input.render_line` has the console render `_value`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.segment import Segment
from rich.text import Text
from textual.geometry import Size
from textual.reactive import Reactive
from textual.validation import ValidationResult
from textual.widgets import Input

from capptro_tui.show import show_aligned


class _Line(Text):
    """Text that is known to be one line."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        return iter(self.render(console))


class OneLine(Input):
    """One line of text, drawn with a visible sign for each character that a terminal would act on."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    @property
    def _value(self) -> Text:
        return _Line(show_aligned(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(show_aligned(self.value[:position]))

    def validate(self, value: str) -> ValidationResult | None:
        """Run the validators, if there are any."""
        return super().validate(value) if self.validators else None
