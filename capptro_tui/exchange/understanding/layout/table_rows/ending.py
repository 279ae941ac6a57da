"""The rows below the records of a table: a time stamp, a lone total, the remarks of a report behind an empty row."""

from __future__ import annotations

from collections.abc import Sequence

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.layout.table_rows.header_row import is_remark
from capptro_tui.exchange.understanding.layout.table_rows.other_tables import has_two_values, is_gap
from capptro_tui.exchange.understanding.layout.table_rows.row_filter import RowFilter
from capptro_tui.exchange.understanding.layout.table_rows.sections import lone_text

_LONGEST = 20
"""Most rows of the remarks of a report; more rows with one text each are a list."""


class Ending:
    """Keeps rows back until it is known whether a record comes below them."""

    def __init__(self, kept: RowFilter) -> None:
        self._kept = kept
        self._waiting: list[SourceRow] = []
        self._remarks = -1  # the place of the first row of the remarks among those that wait
        self._before: SourceRow | None = None

    def take(self, row: SourceRow) -> Sequence[SourceRow]:
        """Take a row that may be a record. Return the rows that are records now, in their order."""
        if not self._waiting and has_two_values(row):  # as nearly every row
            self._before = row
            return (row,)
        is_after_gap = self._before is not None and is_gap(self._before, row)
        self._before = row
        is_lone = self._kept.is_lone(row)
        if self._remarks < 0 and is_lone and is_after_gap:
            self._remarks = len(self._waiting)
        if self._kept.is_tail(row) or (is_lone and self._remarks >= 0 and len(self._waiting) < _LONGEST):
            self._waiting.append(row)
            return ()
        found = [*self._waiting, row]
        self._waiting, self._remarks = [], -1
        return found

    def take_empty(self, row: SourceRow) -> None:
        """Take an empty row: one without a cell would not be there at all."""
        if self._before is not None:
            self._before = SourceRow(row.number - 2, ())

    def finish(self) -> tuple[list[SourceRow], list[SourceRow]]:
        """Return the rows that waited at the end of the table: records, and rows below all records."""
        remarks = self._waiting[self._remarks :] if self._remarks >= 0 else []
        if remarks and 2 * sum(is_remark(lone_text(row)) for row in remarks) >= len(remarks):
            return [], self._waiting
        cut = max((place for place, row in enumerate(self._waiting, 1) if not self._kept.is_tail(row)), default=0)
        return self._waiting[:cut], self._waiting[cut:]
