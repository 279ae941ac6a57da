"""What a record table tells its owner. Handled as `RecordTable.Opened` or `on_record_table_opened`, and so on."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from capptro_tui.widgets.table.table_columns import Row


class TableMessage(Message):
    """A message of a table; `table` is the one it is about."""

    def __init__(self, table: Widget) -> None:
        """Say which table it is about."""
        super().__init__()
        self.table = table

    @property
    def control(self) -> Widget:
        """The table, for `@on(…, selector)`."""
        return self.table


class Highlighted(TableMessage, namespace="record_table"):
    """The cursor is on another row, or the row under it has been read anew. `row` is None when there are no rows."""

    def __init__(self, table: Widget, row: Row | None) -> None:
        """Say which row it is."""
        super().__init__(table)
        self.row = row


class Opened(TableMessage, namespace="record_table"):
    """A row was opened by the enter key or the mouse."""

    def __init__(self, table: Widget, row: Row) -> None:
        """Say which row it is."""
        super().__init__(table)
        self.row = row


class AboveFirst(TableMessage, namespace="record_table"):
    """A row above the first one was asked for."""


class SelectionChanged(TableMessage, namespace="record_table"):
    """Other rows are selected now; `ids` are the ids of their records."""

    def __init__(self, table: Widget, ids: frozenset[int]) -> None:
        """Say which rows they are."""
        super().__init__(table)
        self.ids = ids


class SortRequested(TableMessage, namespace="record_table"):
    """The rows are wanted in another order: the owner answers with `show_source`. The header marks it already."""

    def __init__(self, table: Widget, key: str, descending: bool) -> None:
        """Say by which column and in which direction."""
        super().__init__(table)
        self.key = key
        self.descending = descending


class Counted(TableMessage, namespace="record_table"):
    """It is known now that there are `total` rows."""

    def __init__(self, table: Widget, total: int) -> None:
        """Say how many there are."""
        super().__init__(table)
        self.total = total


class Astray(TableMessage, namespace="record_table"):
    """The record under the cursor went away by what another window wrote; `row` is what it was."""

    def __init__(self, table: Widget, row: Row) -> None:
        """Say which one it was."""
        super().__init__(table)
        self.row = row


class Failed(TableMessage, namespace="record_table"):
    """The source raised `error`. Nothing more is read from it; `show_source` tries again."""

    def __init__(self, table: Widget, error: Exception) -> None:
        """Say what was raised."""
        super().__init__(table)
        self.error = error
