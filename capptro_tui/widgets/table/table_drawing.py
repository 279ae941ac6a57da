"""Paint a record table: its lines in its present state, and which of them have changed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import ClassVar, Final

from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive
from textual.strip import Strip

from capptro_tui.widgets.table.table_columns import Column
from capptro_tui.widgets.table.table_lines import MARKS, Painter
from capptro_tui.widgets.table.table_pages import Pages
from capptro_tui.widgets.textual_patches.scroll_view import QuietScrollView

HEADER: Final = 1
"""Lines above the rows that do not scroll."""

_FAILED = "This list could not be read."


@dataclass(frozen=True, slots=True)
class TableView:
    """The state of a table.

    Attributes:
        pages: its rows.
        top: index of the first visible row.
        body: number of lines for rows.
        cursor: index of the row with the cursor; None if no row has it.
        selected: ids of the selected records.
        sort: key of the column that orders the rows, and whether descending; None for any other order.
        empty: text in the middle if there are no rows.
    """

    pages: Pages
    top: int
    body: int
    cursor: int | None
    selected: Set[int]
    sort: tuple[str, bool] | None
    empty: Content | str


class Drawing:
    """Draws a table, and remembers the lines that were painted last."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self._painted: dict[int, Strip] = {}

    def paint(self, view: TableView, places: Iterable[int]) -> list[Strip]:
        """Draw the lines at some places of the screen area, 0 for the header, and remember them as painted."""
        places = list(places)
        lines = self.lines(view, places)
        self._painted.update(zip(places, lines, strict=True))
        return lines

    def changed(self, view: TableView, height: int) -> list[int]:
        """Return the places, among the first `height`, whose lines differ from the painted ones."""
        painted = self._painted
        return [y for y, line in enumerate(self.lines(view, range(height))) if y not in painted or line != painted[y]]

    def lines(self, view: TableView, places: Iterable[int]) -> list[Strip]:
        """Return the lines at some places of the screen area: the header, rows, or the text for no rows."""
        pages, painter = view.pages, self._painter
        painter.follow_locale()
        empty: list[Strip] = []
        if not pages.length:
            text = _FAILED if pages.error else view.empty if pages.counted else ""
            empty = painter.empty(text, view.body)
        lines = []
        for y in places:
            index = view.top + y - HEADER
            if y < HEADER:
                lines.append(painter.header(view.sort))
            elif empty:
                lines.append(empty[y - HEADER])
            elif index >= pages.length:
                lines.append(painter.blank())
            else:
                row = pages.row(index)
                selected = row is not None and row["id"] in view.selected
                lines.append(painter.row(row, cursor=index == view.cursor, selected=selected))
        return lines


class PaintedTable(QuietScrollView, can_focus=True, inherit_bindings=False):
    """The painted side of a table: its styles, and the lines for its `view`."""

    ALLOW_SELECT = False
    MARKS: ClassVar[tuple[str, str]] = MARKS
    """Marks before a row that is not selected, and before one that is."""
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--header",
        "record-table--sorted",
        "record-table--cursor",
        "record-table--selected",
        "record-table--dim",
        "record-table--empty",
    }
    DEFAULT_CSS = """
    PaintedTable {
        height: 1fr;
        background: transparent;
        color: $foreground;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .record-table--header { color: $text-muted; text-style: bold; }
        & > .record-table--sorted { color: $foreground; text-style: bold; }
        & > .record-table--cursor { background: $foreground 8%; }
        &:focus > .record-table--cursor { background: $accent 25%; }
        & > .record-table--selected { color: $accent; text-style: bold; }
        & > .record-table--dim { color: $text-disabled; }
        & > .record-table--empty { color: $text-muted; }
    }
    """
    sort: reactive[tuple[str, bool] | None] = reactive(None)
    """Key of the column that orders the rows, and whether descending, as the header marks it.

    None for any other order.
    """

    empty_text: reactive[Content | str] = reactive[Content | str]("")
    """Text in the middle if there are no rows. A string is plain text."""

    def __init__(
        self, columns: Sequence[Column], *, empty_text: Content | str, id: str | None, classes: str | None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.columns = tuple(columns)
        self.set_reactive(PaintedTable.empty_text, empty_text)
        self._painter = Painter(self, self.columns, self.MARKS)
        self._drawing = Drawing(self._painter)

    @abstractmethod
    def view(self) -> TableView:
        """Return the state of the table."""

    def notify_style_update(self) -> None:
        """Draw again in the colours of another theme, or with the focus gained or lost."""
        super().notify_style_update()
        self._painter.forget()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw lines of the screen area.

        The framework's own way makes three more strips of each line, for padding and borders that are not here.
        """
        filters = self.get_line_filters()
        background = self._painter.background
        whole = crop.width == self.size.width
        lines = []
        for line in self._drawing.paint(self.view(), crop.line_range):
            for line_filter in filters:
                line = line.apply_filter(line_filter, background)
            lines.append(line if whole else line.crop(crop.x, crop.right))
        return lines

    def render_line(self, y: int) -> Strip:
        """Draw line `y` of the screen area: the header, a row, or a part of the text for no rows."""
        return self._drawing.lines(self.view(), [y])[0]

    def repaint(self) -> None:
        """Repaint the lines that have changed."""
        width, height = self.size
        if regions := [Region(0, y, width, 1) for y in self._drawing.changed(self.view(), height)]:
            self.refresh(*regions)
