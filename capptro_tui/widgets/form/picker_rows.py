"""The rows below a picker's text field. They are drawn line by line: laying them out would cost more than a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from capptro_tui.show import show

MOST_LINES: Final = 9
PRESENT: Final = "✓"
"""Mark before the present choice."""


@dataclass(frozen=True, slots=True)
class Choosable:
    """One row of a picker.

    Attributes:
        value: the value to store.
        text: the text that the field shows once the row is chosen.
        note: an explanation beside it.
        create: the row asks for a new record instead.
        guess: the row is only similar to the typed text: enter does not take it.
        label: the row's text, if it differs from `text`.
        whole: the typed text is exactly its name, number or phone.
        led_by: ids of the related records by which it was found, by record type.
    """

    value: Any
    text: str
    note: str = ""
    create: bool = False
    guess: bool = False
    label: str = ""
    whole: bool = False
    led_by: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


Find = Callable[[str], list[Choosable]]
"""Returns the rows for a typed text, best first. Called in a thread. Raises Refused."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The searches of a picker.

    Attributes:
        first_page: answers within a key's frame.
        whole: finds all rows and takes longer; None if `first_page` finds all.
        first_page_within: `first_page` with a time limit.
        is_fixed: the rows are fixed values.
    """

    first_page: Find
    whole: Find | None = None
    first_page_within: Callable[[str, float], list[Choosable]] | None = None
    """As `first_page`, but called on the event loop. Raises Superseded if it takes longer than so many seconds."""
    is_fixed: bool = False
    """Whether the rows are fixed values: a typed text then means the only value that it occurs in."""

    def unmistakable(self, found: Sequence[Choosable], text: str) -> Choosable | None:
        """Return the only row that a text can mean: it was typed exactly, or it is the only matching fixed value.

        None if there is no such row, or more than one.
        """
        whole = [row for row in found if row.whole and not row.create]
        if not whole and self.is_fixed:
            typed = text.strip().casefold()
            whole = [row for row in found if row.text.casefold() == typed] or list(found)
        return whole[0] if len(whole) == 1 else None


def suggested(found: Sequence[Choosable], text: str, *, completing: bool) -> Choosable | None:
    """Return the suggestion that equals a text except for case; with `completing`, also the only one that begins so.

    None if there is no such row, or more than one.
    """
    typed = text.strip().casefold()
    same = [row for row in found if row.text.casefold() == typed]
    if not same and completing:
        same = [row for row in found if row.text.casefold().startswith(typed)]
    return same[0] if len(same) == 1 else None


def with_present(found: list[Choosable], value: Any, text: str, *, is_text: bool) -> tuple[list[Choosable], int]:
    """Put the present choice among the rows, first if it is not there: enter then keeps it.

    Args:
        found: the rows.
        value: the present value.
        text: its text.
        is_text: find its row by text, not by value.

    Returns:
        The rows, and the index of the present choice.
    """
    for place, row in enumerate(found):
        if not row.create and (row.text == text if is_text else row.value == value):
            return found, place
    return [Choosable(value, text), *found], 0


def listed(rows: Callable[[], Iterable[Choosable]]) -> Choices:
    """Return choices among rows that are read each time. Rows that begin with the typed text come first."""

    def found(text: str) -> list[Choosable]:
        typed = text.strip().casefold()
        fitting = [row for row in rows() if typed in row.text.casefold()]
        return sorted(fitting, key=lambda row: not row.text.casefold().startswith(typed))

    return Choices(found, is_fixed=True)


class PickerRows(Widget):
    """A window on the rows, with a cursor. It grows with them, and keeps its height while it is open."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"picker-rows--cursor"}
    DEFAULT_CSS = """
    PickerRows {
        overlay: screen;
        constrain: none inside;
        display: none;
        width: 100%;
        height: 1;
        background: $panel;

        & > .picker-rows--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
    }
    """

    class Clicked(Message):
        """The row under the cursor was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Choosable] = ()
        """All rows, whether they are in the window or not."""
        self._cursor: int | None = None
        self._present: int | None = None
        self._top = 0
        self._height = 0

    @property
    def chosen(self) -> Choosable | None:
        """The row under the cursor; None without a cursor."""
        return self.rows[self._cursor] if self._cursor is not None else None

    def show_rows(self, rows: Sequence[Choosable], cursor: int | None, present: int | None = None) -> None:
        """Show rows.

        Args:
            rows: the rows.
            cursor: index of the row under the cursor; None for no cursor.
            present: index of the present choice, which gets a mark; None for no marks.
        """
        self.rows, self._cursor, self._present, self._top = rows, cursor, present, 0
        height = min(MOST_LINES, max(len(rows), self._height if self.display else 1))
        if height != self._height:
            self._height = height
            self.styles.height = height
        self.display = bool(rows)
        self._reveal()

    def step(self, step: int) -> None:
        """Move the cursor, from the last row to the first and back."""
        if self.rows:
            self._cursor = ((self._cursor if self._cursor is not None else -1) + step) % len(self.rows)
            self._reveal()

    def hide(self) -> None:
        """Hide the rows."""
        self.display = False

    def _reveal(self) -> None:
        if self._cursor is not None:
            self._top = min(max(self._top, self._cursor - self._height + 1), self._cursor)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the lines that are visible."""
        lines = [self._line(self._top + y) for y in crop.line_range]
        filters, background = self.get_line_filters(), self.background_colors[1]
        for line_filter in filters:
            lines = [line.apply_filter(line_filter, background) for line in lines]
        return [line.crop(crop.x, crop.right) for line in lines]

    def _line(self, place: int) -> Strip:
        width = self.size.width
        names = ["picker-rows--cursor"] if place == self._cursor else []
        style = self.get_visual_style(*names)
        if place >= len(self.rows):
            return Strip.blank(width, style.rich_style)
        mark = "" if self._present is None else f"{PRESENT} " if place == self._present else "  "
        room = max(0, width - 2 - len(mark))
        content = _prompt(self.rows[place], plain=bool(names)).truncate(room, ellipsis=True)
        return Strip(Content.assemble(" ", mark, content).render_segments(style)).adjust_cell_length(
            width, style.rich_style
        )

    def on_click(self, event: events.Click) -> None:
        """Take the row that was clicked."""
        event.stop()
        if self._top + event.y < len(self.rows):
            self._cursor = self._top + event.y
            self.post_message(self.Clicked())


def _prompt(row: Choosable, *, plain: bool) -> Content:
    """Return a row's text and note; in one colour under the cursor (`plain`)."""
    accent, muted = ("bold", "") if plain else ("$accent bold", "$muted")
    if row.create:
        return Content.assemble(("+ Create ", accent), (f"“{show(row.text, 60)}”", "bold"))
    note = f"  {show(row.note, 80)}" if row.note else ""
    return Content.assemble(show(row.label or row.text, 80), (note, muted))
