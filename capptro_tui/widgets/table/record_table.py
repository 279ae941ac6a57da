"""A table of records that draws only the visible rows and reads only the rows that it draws."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from capptro_tui.widgets.background import run_in_background
from capptro_tui.widgets.keys.key_order import keys_wait
from capptro_tui.widgets.table import table_messages
from capptro_tui.widgets.table.table_columns import Column, Row, column_at
from capptro_tui.widgets.table.table_drawing import HEADER, PaintedTable, TableView
from capptro_tui.widgets.table.table_lines import GUTTER
from capptro_tui.widgets.table.table_pages import Pages, PageWindow, RowSource
from capptro_tui.widgets.table.table_reader import TableReader
from capptro_tui.widgets.textual_patches.one_frame import MOMENT, OneFrame

__all__ = ["Column", "RecordTable", "Row", "RowSource"]


class RecordTable(PaintedTable, can_focus=True, inherit_bindings=False):
    """Rows of any number, from a `Source` that is read page by page in worker threads while they scroll by.

    The owner gives the columns once and calls `show_source` whenever the rows should change: another filter, another
    order, or the same list after a write. The newest call wins. Nothing is drawn as markup.
    """

    HELP_TITLE: ClassVar[str] = "In the list"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Row up", show=False, id="table.up"),
        Binding("down", "move(1)", "Row down", show=False, id="table.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="table.page_up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="table.page_down"),
        Binding("home", "go(0)", "First row", show=False, id="table.first"),
        Binding("end", "go(-1)", "Last row", show=False, id="table.last"),
        Binding("enter", "open", "Open", id="table.open"),
        Binding("space", "select", "Select", show=False, id="table.select"),
        Binding("s", "sort", "Sort by the next column", show=False, id="table.sort"),
        Binding("S", "reverse", "Reverse order", show=False, id="table.reverse"),
    ]

    Highlighted = table_messages.Highlighted
    Opened = table_messages.Opened
    SelectionChanged = table_messages.SelectionChanged
    SortRequested = table_messages.SortRequested
    Counted = table_messages.Counted
    Failed = table_messages.Failed
    Astray = table_messages.Astray
    AboveFirst = table_messages.AboveFirst

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty_text: Content | str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """Make a table of `columns`, the most important first. It is blank until `show_source`."""
        super().__init__(columns, empty_text=empty_text, id=id, classes=classes)
        self._window = PageWindow()
        self._cursor = 0
        self._selected: set[int] = set()
        self._announced: Row | None = None
        self._told_total: int | None = None
        self._open_when_read = False
        self._click_opened = False
        self._to_end = False
        self._elsewhere = self._is_astray = False
        self._lines = 0
        self._frame = OneFrame(self)
        self._reader = TableReader(self)

    @property
    def cursor(self) -> int:
        """Index of the row under the cursor, from 0."""
        return self._cursor

    @property
    def row(self) -> Row | None:
        """The row under the cursor.

        None if there is none, it is not read yet, another source is being read, or another window has removed it.
        """
        return None if self._is_astray or self._window.is_stale else self._window.shown.row(self._cursor)

    def row_at(self, index: int) -> Row | None:
        """The row at an index, from 0. None while it is not read."""
        return self._window.shown.row(index)

    @property
    def row_count(self) -> int:
        """Number of rows, as far as is known; certain once `Counted` was posted."""
        return self._window.shown.length

    @property
    def is_empty(self) -> bool:
        """Whether there are no rows, and none are being read."""
        window = self._window
        return window.coming is None and not window.shown.length and not window.shown.may_have_rows

    @property
    def selected(self) -> frozenset[int]:
        """Ids of the selected records. They stay selected while other rows are shown."""
        return frozenset(self._selected)

    def show_at_once(self, source: RowSource) -> None:
        """Show the rows of `source`, and read the first of them here and now, so that the table is never empty.

        It is for sources that an index answers in no time.
        """
        self._turn_to(source, keep=False)
        if (pages := self._window.coming) is not None:
            pages.begin()
            self.take(pages)
        self._reader.ask()

    def show_source(
        self, source: RowSource, keep: bool = False, *, typed: bool = False, elsewhere: bool = False
    ) -> None:
        """Show the rows of `source` as soon as the first of them are read; until then the present ones stay.

        Args:
            source: the rows.
            keep: the list is the same one, read again: the cursor stays on its record, or on the nearest neighbour if
                that is gone. Otherwise, or if nothing near is left, it goes to the top.
            typed: a key was typed for it: the key and its rows are painted in one frame if the rows come quickly.
            elsewhere: another window changed the list: if the record under the cursor is gone, no row has the cursor
                until it is moved, so that a key does not act on a neighbour.
        """
        # What another window has changed may not be shown yet when the list is read again for another reason.
        self._elsewhere = elsewhere or (keep and self._elsewhere and self._window.coming is not None)
        self._turn_to(source, keep)
        self._reader.typing = typed
        pages = self._window.coming
        if typed and pages is not None:
            # A thread would have its rows a little later, and much later where the machine is busy.
            if not keys_wait(self.app) and pages.try_within(self._body, MOMENT):
                self.take(pages)
            else:
                self._frame.hold()
        self._reader.ask()

    async def show_record(self, source: RowSource, row_id: int) -> bool:
        """Show the rows of `source` with the cursor on a record, in view.

        Return False, and change nothing, if it has no place.
        """
        pages = Pages(source)
        place = await pages.read_around(row_id, max(self._body, 1))
        if pages.error is not None:
            self.post_message(self.Failed(self, pages.error))
        if place is None:
            return pages.error is not None
        self._window.turn_at_once(pages)
        self._told_total = None
        self._settle()
        self.move_to(place)
        return True

    def _turn_to(self, source: RowSource, keep: bool) -> None:
        self._window.turn_to(source, keep)
        self._reader.typing = False
        if not keep:  # a key that waits for a row waits on where the same list is read again
            self._open_when_read = self._to_end = False

    def move_to(self, index: int) -> None:
        """Put the cursor on the row at `index`, or the nearest one, and scroll it into view."""
        old = self._cursor
        self._is_astray = False
        self._open_when_read = self._to_end = self._reader.typing = False
        self._cursor = max(0, min(index, self._window.shown.length - 1))
        self._reveal()
        for line in {old, self._cursor}:
            self.refresh_line(line + HEADER)
        self._announce()
        self._reader.ask()

    def select(self, ids: Iterable[int]) -> None:
        """Select the records with these ids and no others."""
        self._selected = set(ids)
        self._selection_changed()

    def clear_selection(self) -> None:
        """Select nothing."""
        self.select(())

    def action_move(self, rows: int) -> None:
        """Move the cursor down by `rows`. If its record is gone, the first step down is to the successor."""
        if rows < 0 and self._cursor == 0 and not self._is_astray:
            self.post_message(self.AboveFirst(self))
        self.move_to(self._cursor + rows - (self._is_astray and rows > 0))

    def action_page(self, direction: int) -> None:
        """Move the cursor and the view by a screenful, down for 1 and up for -1."""
        rows = direction * max(1, self._body)
        self._scroll(self.scroll_offset.y + rows)
        self.move_to(self._cursor + rows)

    def action_go(self, index: int) -> None:
        """Move the cursor to the row at `index`, counted from the end if it is negative."""
        self.move_to(index if index >= 0 else self._window.shown.length + index)
        self._to_end = index < 0 and not self._window.shown.counted

    def action_open(self) -> None:
        """Open the row under the cursor; if it is still being read, once it is there."""
        if self._is_astray:
            return
        row = self.row
        self._open_when_read = row is None
        if row is not None:
            self.post_message(self.Opened(self, row))

    def action_select(self) -> None:
        """Select the row under the cursor, or deselect it."""
        if (row := self.row) is not None:
            self._selected ^= {row["id"]}
            self._selection_changed()

    def action_sort(self) -> None:
        """Ask for the rows in the order of the next column."""
        keys = [column.key for column, _ in self._painter.fitted if column.sortable]
        if keys:
            after = keys.index(self.sort[0]) + 1 if self.sort and self.sort[0] in keys else 0
            self._request_sort(keys[after % len(keys)], False)

    def action_reverse(self) -> None:
        """Ask for the rows in the opposite order."""
        if self.sort is not None:
            self._request_sort(self.sort[0], not self.sort[1])

    def on_click(self, event: events.Click) -> None:
        """Sort by a header, select in the gutter, move to a row, or open the row that has the cursor."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        if offset.y < HEADER:
            column = column_at(self._painter.fitted, offset.x - GUTTER)
            if column is not None and column.sortable:
                self._request_sort(column.key, self.sort == (column.key, False))
            return
        index = self.scroll_offset.y + offset.y - HEADER
        if index >= self._window.shown.length:
            return
        on_cursor = index == self._cursor
        self.move_to(index)
        if offset.x < GUTTER:
            self.action_select()
            return
        # After a double click the first click has opened the row, and the second is not meant for this table.
        opens = on_cursor and not (event.chain > 1 and self._click_opened)
        self._click_opened = opens
        if opens:
            self.action_open()

    def _request_sort(self, key: str, descending: bool) -> None:
        self.sort = (key, descending)
        self.post_message(self.SortRequested(self, key, descending))

    def _selection_changed(self) -> None:
        self.repaint()
        self.post_message(self.SelectionChanged(self, self.selected))

    def on_blur(self) -> None:
        """Forget an enter key that still waits for its row."""
        self._open_when_read = False

    def on_mount(self) -> None:
        """Start reading a source that was set before the table was mounted."""
        self._reader.ask()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read the rows that have scrolled into view."""
        super().watch_scroll_y(old_value, new_value)
        self._reader.ask()

    def job(self) -> tuple[Pages, int] | None:
        """Return the pages to read from and the page to read next; None if nothing is needed."""
        return self._window.job(self.scroll_offset.y, self._body, self._cursor)

    def read_in_background(self, read: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Read in a worker of this table, so that it ends with it."""
        run_in_background(self, read, group="pages")

    def is_shown(self, pages: Pages) -> bool:
        """Whether these are the rows on the screen, not those of a newer source."""
        return pages is self._window.shown

    def screenful(self) -> int:
        """Number of rows that fit on the screen."""
        return self._body

    def take(self, pages: Pages) -> None:
        """Show newly read rows of `pages`, unless another source is wanted by now."""
        window = self._window
        if pages is window.coming:
            if pages.error is not None and window.keep:
                # The present rows are the same list, a little older: better than none.
                window.coming = None
                self.post_message(self.Failed(self, pages.error))
                return
            # The cursor stays on its line of the screen.
            line = self._cursor - self.scroll_offset.y if window.keep else 0
            before = self.row
            index = window.turn(self._cursor, self._body)
            if index is not None:
                self._cursor = index
                self._note_astray(before)
                self._told_total = None
                self._settle()
                self._scroll(index - line)
                self._announce(again=True)
                self._frame.release()
        elif pages is window.shown:
            self._settle()
            self._announce()

    def _note_astray(self, before: Row | None) -> None:
        """Note after a new reading whether another window has removed the record under the cursor."""
        after = self._window.shown.row(self._cursor)
        if not self._window.keep:
            self._is_astray = False
        elif self._elsewhere and before is not None and (after is None or after["id"] != before["id"]):
            self._is_astray = True
            self.post_message(self.Astray(self, before))

    def _settle(self) -> None:
        """Draw after rows were read: the length may have changed, and visible rows may have arrived."""
        pages = self._window.shown
        # During typing the scrollbar waits for the count: otherwise it jumps twice, and it is slow to draw.
        if pages.counted or not self._reader.typing:
            self.resize_content(Size(self.scrollable_content_region.width, pages.length + HEADER))
        if self.scroll_offset.y > self.max_scroll_y:
            self._scroll(self.max_scroll_y)
        self._cursor = max(0, min(self._cursor, pages.length - 1))
        self.repaint()
        if pages.counted and self._to_end:
            self.action_go(-1)
        if pages.counted and pages.length != self._told_total:
            self._told_total = pages.length
            self.post_message(self.Counted(self, pages.length))
        if pages.error is not None:
            self._open_when_read = False
            self.post_message(self.Failed(self, pages.error))

    def _announce(self, again: bool = False) -> None:
        """Post the row under the cursor once it is read, if it has changed or with `again`."""
        row = None if self._is_astray else self._window.shown.row(self._cursor)
        if (row is not None or self._is_astray or not self._window.shown.length) and (again or row != self._announced):
            self._announced = row
            self.post_message(self.Highlighted(self, row))
        if row is not None and self._open_when_read:
            self.action_open()

    @property
    def _body(self) -> int:
        """Number of lines for rows."""
        return max(0, self.size.height - HEADER)

    def _scroll(self, top: float) -> None:
        self.scroll_to(y=top, animate=False, force=True)

    def _reveal(self) -> None:
        """Scroll as little as brings the cursor into view."""
        top = self.scroll_offset.y
        if self._cursor < top:
            self._scroll(self._cursor)
        elif self._cursor >= top + self._body:
            self._scroll(self._cursor - self._body + 1)

    def on_unmount(self) -> None:
        """End the running reads."""
        self._frame.release()
        self._window.stop()

    def on_resize(self) -> None:
        """Draw again in the new width, and keep the cursor in view if it was."""
        top = self.scroll_offset.y
        was_in_view = top <= self._cursor < top + self._lines or not self._lines
        self._lines = self._body
        self._painter.resize(self.size.width, self.scrollable_content_region.width - GUTTER - 1)
        self.refresh()
        if was_in_view:
            self._reveal()
        self._reader.ask()

    def view(self) -> TableView:
        """Return the state of the table for drawing."""
        cursor = None if self._is_astray else self._cursor
        pages, top = self._window.shown, self.scroll_offset.y
        return TableView(pages, top, self._body, cursor, self._selected, self.sort, self.empty_text)
