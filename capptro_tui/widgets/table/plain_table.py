"""A record table whose rows are used one at a time, and short lists as its source."""

from __future__ import annotations

from collections.abc import Callable

from capptro_tui.widgets.table.record_table import RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.table.table_pages import Source


class PlainTable(RecordTable):
    """Rows in one order, of which none is selected."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Rows are not sorted here, and none is opened where there are none."""
        if action == "open":
            return self.row_count > 0
        return action not in ("sort", "reverse", "select")

    def action_select(self) -> None:
        """A click beside a row selects nothing."""

    def _request_sort(self, key: str, descending: bool) -> None:
        """A click on a header changes nothing."""


class Paged(Source):
    """What a service reads page by page as a table's source."""

    def __init__(self, read: Callable[[int, int], list[Row]], count: Callable[[], int]) -> None:
        """`read` gets a place and how many rows; both are called in worker threads."""
        self._read = read
        self._count = count

    def rows(self, start: int, count: int) -> list[Row]:
        """`count` rows from place `start`."""
        return self._read(start, count)

    def total(self) -> int:
        """How many there are."""
        return self._count()


class Rows(Source):
    """A short list as a table's source, read as a whole by `read` each time."""

    def __init__(self, read: Callable[[], list[Row]]) -> None:
        """`read` is called in a worker thread."""
        self._read = read
        self._rows: list[Row] | None = None

    def rows(self, start: int, count: int) -> list[Row]:
        """Up to `count` rows from position `start`."""
        return self._all()[start : start + count]

    def total(self) -> int:
        """How many there are."""
        return len(self._all())

    def _all(self) -> list[Row]:
        if self._rows is None:
            self._rows = self._read()
        return self._rows
