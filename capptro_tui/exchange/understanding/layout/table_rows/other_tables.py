"""Tables that stand below the one that is read, in the same sheet: their rows are none of its records."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.layout.table_rows.header_row import is_other_header

_RECENT = 200
"""Rows above a header that are compared with it: a row that shares a value with one of them is a record."""

_MOST_EMPTY = 20
"""Empty rows that may be between the title of a table and its header."""


class OtherTables:
    """The rows of further tables, each from its title or header until the header of the first table comes again."""

    def __init__(self, headers: Sequence[Sequence[str]]) -> None:
        """
        Args:
            headers: the cells of the rows of the header of the first table and of its titles; none if nobody names
                its columns.
        """
        self._headers = [[cell.strip() for cell in header if cell.strip()] for header in headers]
        self._ranges: list[tuple[int, float]] = []
        self._is_open = False
        self._recent: deque[SourceRow] = deque(maxlen=_RECENT)

    def has(self, number: int) -> bool:
        """Whether the row of a number is one of another table."""
        return any(first <= number <= last for first, last in self._ranges)

    @property
    def are_there(self) -> bool:
        """Whether there is another table, as far as the rows were read."""
        return bool(self._ranges)

    def note(self, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
        """Return the rows; those of another table are known before they are yielded."""
        return self._note(rows) if self._headers else iter(rows)

    def _note(self, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
        title: list[SourceRow] = []
        before: SourceRow | None = None
        is_after_gap = False
        for row in rows:
            is_next = before is not None and row.number == before.number + 1
            if is_next and not (is_after_gap or title or self._is_open) and has_two_values(row):
                yield row  # as nearly every row
                before = row
                self._recent.append(row)
                continue
            is_after_gap = is_after_gap or (before is not None and is_gap(before, row))
            if not (is_after_gap or title or self._is_open):
                yield row
                self._recent.append(row)
                before, is_after_gap = row, _is_blank(row)
                continue
            cells = [cell.strip() for cell in row.cells if cell.strip()]
            if self._is_open:
                self._end_before(row, cells)
                yield row
                continue
            if self._is_header(row, cells):
                self._ranges.append(((title or [row])[0].number, math.inf))
                self._is_open = True
            elif (is_after_gap and len(cells) == 1 and not title) or (title and not cells and len(title) < _MOST_EMPTY):
                title.append(row)
                before = row
                continue
            yield from title
            yield row
            self._recent.append(row)
            title, before, is_after_gap = [], row, not cells
        yield from title

    def _is_header(self, row: SourceRow, cells: list[str]) -> bool:
        """Whether a row is the header of another table: no value of it stands in its column above."""
        if not cells or cells in self._headers or not is_other_header(row):
            return False
        places = [place for place, cell in enumerate(row.cells) if cell.strip()]
        return not any(
            place < len(above.cells) and above.cells[place].strip() == row.cells[place].strip()
            for above in self._recent
            for place in places
        )

    def _end_before(self, row: SourceRow, cells: list[str]) -> None:
        """End the open table where the header of the first one comes again."""
        if cells in self._headers:
            self._ranges[-1] = (self._ranges[-1][0], row.number - 1)
            self._is_open = False


def has_two_values(row: SourceRow) -> bool:
    """Whether the first two cells of a row have values, which is quickly seen. Others may have, too."""
    cells = row.cells
    return len(cells) > 1 and bool(cells[0]) and bool(cells[1]) and not (cells[0].isspace() or cells[1].isspace())


def _is_blank(row: SourceRow) -> bool:
    return not any(cell and not cell.isspace() for cell in row.cells)


def is_gap(before: SourceRow, row: SourceRow) -> bool:
    """Whether there are empty rows between two that follow each other: the lines in a cell are none."""
    distance = row.number - before.number
    return distance > 1 and distance > 1 + sum(cell.count("\n") for cell in before.cells)
