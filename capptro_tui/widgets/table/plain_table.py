"""A record table without selection, and sources for short and for paged lists."""

from __future__ import annotations

from collections.abc import Callable

from capptro_tui.widgets.table.record_table import RecordTable
from capptro_tui.widgets.table.table_columns import Row
from capptro_tui.widgets.table.table_pages import RowSource


class PlainTable(RecordTable):
    """Rows in one order, without selection."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable sorting and selection, and opening without a row."""
        if action == "open":
            return not self.is_empty
        return action not in ("sort", "reverse", "select")

    def on_record_table_counted(self) -> None:
        """Show the key that opens a row only where there is one."""
        self.refresh_bindings()

    def action_select(self) -> None:
        """Ignore a click beside a row."""

    def _request_sort(self, key: str, descending: bool) -> None:
        """Ignore a click on a header."""


class Paged(RowSource):
    """A source that reads pages through functions of a service."""

    def __init__(self, read: Callable[[int, int], list[Row]], count: Callable[[], int]) -> None:
        """Both functions are called in worker threads. `read` takes the first place and the number of rows."""
        self._read = read
        self._count = count

    def rows(self, start: int, count: int) -> list[Row]:
        """Return up to `count` rows from place `start`."""
        return self._read(start, count)

    def total(self) -> int:
        """Return the number of rows."""
        return self._count()


class Rows(RowSource):
    """A short list as a source. `read` reads all of it, once for each source."""

    def __init__(self, read: Callable[[], list[Row]]) -> None:
        """`read` is called in a worker thread."""
        self._read = read
        self._rows: list[Row] | None = None

    def rows(self, start: int, count: int) -> list[Row]:
        """Return up to `count` rows from place `start`."""
        return self._all()[start : start + count]

    def total(self) -> int:
        """Return the number of rows."""
        return len(self._all())

    def _all(self) -> list[Row]:
        if self._rows is None:
            self._rows = self._read()
        return self._rows
