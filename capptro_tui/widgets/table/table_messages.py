"""Messages of a record table to its owner, handled as `RecordTable.Opened` or `on_record_table_opened`, and so on."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from capptro_tui.widgets.table.table_columns import Row


class TableMessage(Message):
    """A message of a table; `table` is its sender."""

    def __init__(self, table: Widget) -> None:
        """`table` is the sender."""
        super().__init__()
        self.table = table

    @property
    def control(self) -> Widget:
        """The table, for `@on(…, selector)`."""
        return self.table


class Highlighted(TableMessage, namespace="record_table"):
    """The cursor is on another row, or its row was read again. `row` is None if no row has the cursor."""

    def __init__(self, table: Widget, row: Row | None) -> None:
        """`row` is the row under the cursor."""
        super().__init__(table)
        self.row = row


class Opened(TableMessage, namespace="record_table"):
    """A row was opened by the enter key or the mouse."""

    def __init__(self, table: Widget, row: Row) -> None:
        """`row` is the opened row."""
        super().__init__(table)
        self.row = row


class AboveFirst(TableMessage, namespace="record_table"):
    """The user moved up from the first row."""


class SelectionChanged(TableMessage, namespace="record_table"):
    """The selection has changed; `ids` are the ids of the selected records."""

    def __init__(self, table: Widget, ids: frozenset[int]) -> None:
        """`ids` are the ids of the selected records."""
        super().__init__(table)
        self.ids = ids


class SortRequested(TableMessage, namespace="record_table"):
    """The user wants another order. The owner answers with `show_source`; the header marks it already."""

    def __init__(self, table: Widget, key: str, descending: bool) -> None:
        """`key` is the column's key."""
        super().__init__(table)
        self.key = key
        self.descending = descending


class Counted(TableMessage, namespace="record_table"):
    """The number of rows is known: `total`."""

    def __init__(self, table: Widget, total: int) -> None:
        """`total` is the number of rows."""
        super().__init__(table)
        self.total = total


class Astray(TableMessage, namespace="record_table"):
    """Another window has removed the record under the cursor; `row` is its last state."""

    def __init__(self, table: Widget, row: Row) -> None:
        """`row` is the last state of the record."""
        super().__init__(table)
        self.row = row


class Failed(TableMessage, namespace="record_table"):
    """The source raised `error`. Nothing more is read from it; `show_source` tries again."""

    def __init__(self, table: Widget, error: Exception) -> None:
        """`error` is the exception."""
        super().__init__(table)
        self.error = error
