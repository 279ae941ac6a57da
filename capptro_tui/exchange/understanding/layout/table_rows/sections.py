"""Rows that say something for others by their place: headings of sections, and rows that continue the one above.

`Leeds` alone above the customers of Leeds is a heading. In a sheet whose cells were merged downwards the company stands
on the first of the rows of its people only; any other merged cell stands for each of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.table_rows.header_row import is_footer
from capptro_tui.exchange.understanding.layout.table_rows.row_filter import (
    HEADER_AGAIN,
    HEADING_COLUMN,
    PAGE,
    RowFilter,
)
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.meanings import NOTE
from capptro_tui.text.patterns import pattern

_LABEL = "Heading"
_MARKED = pattern(r"\W*[-=*#_]{2,}\s*\S.*|.*\S\s*:")
"""A text with the marks of a heading: `== Leeds ==`, `Leeds:`."""

_LETTERS = pattern(r"(?P<first>[a-z0-9])(?: ?[-/] ?(?P<last>[a-z0-9]))?")
"""Heading of the names that begin with a letter: `A`, `X - Z`."""

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
        email: index of the column whose addresses must be of the domain of the first row; -1 if they need not.
        by_merge: whether the cells of the names are merged in the file, and only such rows continue others.
    """

    names: tuple[int, ...]
    of_first: tuple[int, ...]
    email: int = -1
    by_merge: bool = False

    def is_first(self, row: SourceRow) -> bool:
        """Whether a row has a name."""
        return any(_filled(row, index) for index in self.names)

    def is_further(self, row: SourceRow, first: SourceRow) -> bool:
        """Whether a row may continue the record of a first row: nothing of a first row is filled."""
        if self.by_merge:
            return any(index in row.merged for index in self.names)
        if any(_filled(row, index) for index in (*self.names, *self.of_first)):
            return False
        return self.email < 0 or _domain(row, self.email) == _domain(first, self.email) != ""


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
        self._has_merges = any(row.merged for row in sample)
        self.continuing = continuing if continuing is not None and _has_further(continuing, sample, rows) else None
        placed = [one for one in place_rows(sample, rows) if one.row.cells and lone_text(one.row)]
        lone = [one for one in placed if one.is_lone and one.follower is not None]
        self._are_apart = len(lone) >= _FEWEST and _are_apart(placed)
        self._are_shaped = len(lone) >= _FEWEST and lone[0] is placed[0] and _are_alike(placed, rows)
        self._may_have_words = self._are_shaped and _have_sections(placed)
        has_headings = any(self.is_heading(one, rows) and not _says_nothing(lone_text(one.row)) for one in lone)
        self.column = SourceColumn(len(columns), HEADING_COLUMN, NOTE, label=_LABEL) if has_headings else None

    def is_heading(self, placed: PlacedRow, kept: RowFilter) -> bool:
        """Whether a row is the heading of those below it."""
        if not placed.is_lone or placed.follower is None:
            return False
        text = fold_words(lone_text(placed.row))
        if kept.reason(placed.row) in (PAGE, HEADER_AGAIN):
            return False
        if kept.reason(placed.follower) == HEADER_AGAIN or _is_letter(placed, kept):
            return True
        if _MARKED.fullmatch(text) or text in kept.texts_beside_name(placed.follower):
            return True
        if kept.has_group(placed.follower):  # another town than the text's: the text is a customer's name
            return False
        return (self._are_apart and placed.is_after_gap) or (
            self._are_shaped and (self._may_have_words or " " not in text)
        )

    def applied(self, rows: Iterable[SourceRow], kept: RowFilter) -> Iterator[SourceRow]:
        """Return the rows, each with the heading above it as one more cell, and with the row that it continues.

        Args:
            rows: the rows of the table below the header.
            kept: tells records from other rows, and knows the headings.
        """
        is_needed = self.column is not None or self.continuing is not None or self._has_merges
        return self._applied(rows, kept) if is_needed else iter(rows)

    def _applied(self, rows: Iterable[SourceRow], kept: RowFilter) -> Iterator[SourceRow]:
        heading = ""
        first: SourceRow | None = None
        above: dict[int, str] = {}
        for each in rows:
            row = each
            if row.number in kept.headings:
                heading, first = _heading_of(row) or heading, None
                yield row
            elif kept.reason(row):
                first = None
                yield row
            else:
                first = self._first_of(row, first)
                if first in (None, row):
                    row = _with_merged(row, above)
                    first = row if first is not None else None
                yield self._completed(row, heading, first.number if first not in (None, row) else 0)

    def _first_of(self, row: SourceRow, first: SourceRow | None) -> SourceRow | None:
        """Return the first row of the record of a row; None if there is none."""
        if self.continuing is None or self.continuing.is_first(row):
            return row
        return first if first is not None and self.continuing.is_further(row, first) else None

    def _completed(self, row: SourceRow, heading: str, continues: int) -> SourceRow:
        if self.column is None:
            return replace(row, continues=continues) if continues else row
        folded, width = fold_words(heading), self.column.index
        is_known = any(fold_words(cell.strip()) == folded for cell in row.cells)
        before = (*row.cells[:width], *[""] * (width - len(row.cells)))
        cells = (*before, "" if is_known else heading.strip(" :-=*#_"), *row.cells[width:])
        return replace(row, cells=cells, continues=continues)


def _heading_of(row: SourceRow) -> str:
    """Return the text of a heading; "" if it says nothing about the records below it."""
    text = lone_text(row)
    return "" if _says_nothing(text) else text


def _says_nothing(text: str) -> bool:
    """Whether a heading is a letter of the alphabet, or what is printed at the head of a page."""
    return _LETTERS.fullmatch(fold_words(text)) is not None or is_footer([text], is_below_field=True)


def _is_letter(placed: PlacedRow, kept: RowFilter) -> bool:
    """Whether a row is the letter with which the name below it begins."""
    found = _LETTERS.fullmatch(fold_words(lone_text(placed.row)))
    if found is None or placed.follower is None:
        return False
    first, last = found["first"], found["last"] or found["first"]
    return any(first <= name[:1] <= last for name in kept.names_of(placed.follower))


def _with_merged(row: SourceRow, above: dict[int, str]) -> SourceRow:
    """Return a row with the texts of the cells that are merged with those above, which are changed to those of it."""
    filled = {index: text for index in row.merged if (text := above.get(index))}
    if filled:
        width = max(len(row.cells), max(filled) + 1)
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        for index, text in filled.items():
            cells[index] = cells[index] or text
        row = replace(row, cells=tuple(cells))
    above.clear()
    above.update(enumerate(row.cells))
    return row


class PlacedRow(NamedTuple):
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
        is_blank = _is_blank(row)
        if waiting is not None:
            if is_blank and len(gap) < _MOST_EMPTY:
                gap.append(row)
                is_after_gap = True
                continue
            has_follower = not is_blank and not kept.is_lone(row) and kept.reason(row) in ("", HEADER_AGAIN)
            yield waiting._replace(follower=row if has_follower else None)
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


def _is_blank(row: SourceRow) -> bool:
    cells = row.cells
    return not (cells and cells[0] and not cells[0].isspace()) and not lone_text(row)


def lone_text(row: SourceRow) -> str:
    """Return the only text of a row."""
    return next((cell.strip() for cell in row.cells if cell.strip()), "")


def _filled(row: SourceRow, index: int) -> bool:
    return index < len(row.cells) and bool(row.cells[index].strip())


def _has_further(continuing: Continuing, sample: Sequence[SourceRow], kept: RowFilter) -> bool:
    """Whether every row without a name can continue the one above, and there is one."""
    count = 0
    first: SourceRow | None = None
    for row in sample:
        if kept.reason(row):
            first = None
        elif continuing.is_first(row):
            first = row
        elif first is None or not continuing.is_further(row, first):
            if not continuing.by_merge:
                return False
        else:
            count += 1
    return count > 0


def _domain(row: SourceRow, index: int) -> str:
    """Return the domain of the e-mail address in a cell; "" if there is none."""
    return row.cells[index].strip().partition("@")[2].casefold() if index < len(row.cells) else ""


def _are_apart(placed: Sequence[PlacedRow]) -> bool:
    """Whether an empty row is before each lone one that others follow, hardly before any other, and not between all."""
    lone = [one for one in placed if one.is_lone and one.follower is not None]
    others = sum(1 for before, one in pairwise(placed) if one.is_after_gap and not one.is_lone and not before.is_lone)
    close = sum(1 for one in placed if not one.is_after_gap and not one.is_lone)
    return all(one.is_after_gap for one in lone) and others <= len(lone) * (1 - _MOST) and 2 * close >= len(lone)


def _are_alike(placed: Sequence[PlacedRow], kept: RowFilter) -> bool:
    """Whether headings are single words, as far as their sections do not tell them, and most names are not."""
    names = [kept.name_of(one.row) for one in placed if not one.is_lone]
    single = [" " not in lone_text(one.row) for one in placed if one.is_lone and one.follower is not None]
    is_single = any(single) if _have_sections(placed) else all(single)
    return is_single and sum(1 for name in names if " " in name) >= len(names) * _MOST


def _have_sections(placed: Sequence[PlacedRow]) -> bool:
    """Whether each lone row has at least two others below it."""
    lone = [place for place, one in enumerate(placed) if one.is_lone]
    return all(after - place > _FEWEST for place, after in pairwise([*lone, len(placed)]))
