"""Rows that say something for others by their place: headings of sections, and rows that continue the one above.

`Leeds` alone above the customers of Leeds is a heading. In a sheet whose cells were merged downwards the company stands
on the first of the rows of its people only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.layout.rows import HEADER_AGAIN, RowFilter
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.meanings import NOTE
from capptro_tui.text.patterns import pattern

HEADING_COLUMN = "(heading above)"
_LABEL = "Heading"
_MARKED = pattern(r"\W*[-=*#_]{2,}\s*\S.*|.*\S\s*:")
"""A text with the marks of a heading: `== Leeds ==`, `Leeds:`."""

_FEWEST = 2
"""Headings that a table must have to be taken for one with headings, unless their texts say that they are."""

_MOST = 0.8
_MOST_EMPTY = 20
"""Empty rows that may be between a heading and its records."""


@dataclass(frozen=True, slots=True)
class Continuing:
    """The columns by which a row is seen to continue the one above.

    Attributes:
        names: indexes of the columns with the customer's name; one of them is filled in a first row.
        of_first: indexes of columns that only first rows fill: numbers, addresses.
    """

    names: tuple[int, ...]
    of_first: tuple[int, ...]

    def is_first(self, row: SourceRow) -> bool:
        """Whether a row has a name."""
        return any(_filled(row, index) for index in self.names)

    def is_further(self, row: SourceRow) -> bool:
        """Whether a row may continue another one: nothing of a first row is filled."""
        return not any(_filled(row, index) for index in (*self.names, *self.of_first))


class Sections:
    """The headings and the continued rows of a table.

    Attributes:
        column: the column that takes the headings; None if the table has none.
        continuing: the columns by which rows continue others; None if no row does.
    """

    def __init__(
        self,
        columns: Sequence[SourceColumn],
        sample: Sequence[SourceRow],
        rows: RowFilter,
        continuing: Continuing | None,
    ) -> None:
        """
        Args:
            columns: the columns of the table.
            sample: its first rows below the header.
            rows: tells records from other rows.
            continuing: the columns by which rows may continue others; None if none can.
        """
        self.continuing = continuing if continuing is not None and _has_further(continuing, sample, rows) else None
        placed = [one for one in place_rows(sample, rows) if one.row.cells and lone_text(one.row)]
        lone = [one for one in placed if one.is_lone and one.follower is not None]
        self._are_apart = len(lone) >= _FEWEST and all(one.is_after_gap for one in lone)
        names = [rows.name_of(one.row) for one in placed if not one.is_lone]
        self._are_shaped = len(lone) >= _FEWEST and lone[0] is placed[0] and _are_alike(lone, names)
        has_headings = any(self.is_heading(one, rows) for one in lone)
        self.column = SourceColumn(len(columns), HEADING_COLUMN, NOTE, label=_LABEL) if has_headings else None

    def is_heading(self, placed: PlacedRow, kept: RowFilter) -> bool:
        """Whether a row is the heading of those below it."""
        if not placed.is_lone or placed.follower is None:
            return False
        text = fold_words(lone_text(placed.row))
        if kept.reason(placed.follower) == HEADER_AGAIN:
            return True
        if _MARKED.fullmatch(text) or text in kept.texts_beside_name(placed.follower):
            return True
        return (self._are_apart and placed.is_after_gap) or (self._are_shaped and " " not in text)

    def applied(self, rows: Iterable[SourceRow], kept: RowFilter) -> Iterator[SourceRow]:
        """Yield rows, each with the heading above it as one more cell, and with the row that it continues.

        Args:
            rows: the rows of the table below the header.
            kept: tells records from other rows, and knows the headings.
        """
        if self.column is None and self.continuing is None:
            yield from rows
            return
        heading, first = "", 0
        for row in rows:
            if row.number in kept.headings:
                heading, first = lone_text(row), 0
                yield row
            elif kept.reason(row):
                first = 0
                yield row
            else:
                first = self._first_of(row, first)
                yield self._completed(row, heading, first)

    def _first_of(self, row: SourceRow, first: int) -> int:
        """Return the number of the first row of the record of a row; 0 if there is none above it."""
        if self.continuing is None or self.continuing.is_first(row):
            return row.number
        return first if self.continuing.is_further(row) else 0

    def _completed(self, row: SourceRow, heading: str, first: int) -> SourceRow:
        continues = first if first != row.number else 0
        if self.column is None:
            return replace(row, continues=continues) if continues else row
        folded, width = fold_words(heading), self.column.index
        is_known = any(fold_words(cell.strip()) == folded for cell in row.cells)
        before = (*row.cells[:width], *[""] * (width - len(row.cells)))
        cells = (*before, "" if is_known else heading.strip(" :-=*#_"), *row.cells[width:])
        return replace(row, cells=cells, continues=continues)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with its place among the others.

    Attributes:
        row: the row.
        is_lone: whether it has nothing but a name.
        is_after_gap: whether it is the first row, or comes after an empty one.
        follower: for a lone row, the next row that is not empty, if that has more than a name; else None.
    """

    row: SourceRow
    is_lone: bool = False
    is_after_gap: bool = False
    follower: SourceRow | None = None


def place_rows(rows: Iterable[SourceRow], kept: RowFilter) -> Iterator[PlacedRow]:
    """Yield the rows in their order, each with its place among the others. A lone row waits for the next one."""
    waiting: PlacedRow | None = None
    gap: list[SourceRow] = []
    is_after_gap = True
    for row in rows:
        is_blank = not lone_text(row)
        if waiting is not None:
            if is_blank and len(gap) < _MOST_EMPTY:
                gap.append(row)
                is_after_gap = True
                continue
            has_follower = not is_blank and not kept.is_lone(row) and kept.reason(row) in ("", HEADER_AGAIN)
            yield replace(waiting, follower=row if has_follower else None)
            yield from map(PlacedRow, gap)
            waiting, gap = None, []
        if kept.is_lone(row):
            waiting = PlacedRow(row, True, is_after_gap)
        else:
            yield PlacedRow(row, is_after_gap=is_after_gap)
        is_after_gap = is_blank
    if waiting is not None:
        yield waiting
        yield from map(PlacedRow, gap)


def lone_text(row: SourceRow) -> str:
    """Return the only text of a row."""
    return next((cell.strip() for cell in row.cells if cell.strip()), "")


def _filled(row: SourceRow, index: int) -> bool:
    return index < len(row.cells) and bool(row.cells[index].strip())


def _has_further(continuing: Continuing, sample: Sequence[SourceRow], kept: RowFilter) -> bool:
    """Whether every row without a name can continue the one above, and there is one."""
    count, has_first = 0, False
    for row in sample:
        if kept.reason(row):
            has_first = False
        elif continuing.is_first(row):
            has_first = True
        elif not has_first or not continuing.is_further(row):
            return False
        else:
            count += 1
    return count > 0


def _are_alike(headings: Sequence[PlacedRow], names: Sequence[str]) -> bool:
    """Whether headings are single words, and most names of records are not."""
    several = sum(1 for name in names if " " in name)
    return several >= len(names) * _MOST and not any(" " in lone_text(one.row) for one in headings)
