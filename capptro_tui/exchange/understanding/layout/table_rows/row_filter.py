"""The rows of a table that are records, and the others with the reason why they are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from capptro_tui.exchange.formats.table import SourceRow
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.table_rows.header_row import (
    is_footer,
    is_lone_total,
    is_page_number,
    is_total,
)
from capptro_tui.exchange.understanding.values.cells import is_no_value, without_guard
from capptro_tui.exchange.understanding.vocabulary.header_words import fold_words
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.exchange.understanding.vocabulary.words import YES

BLANK, TOTAL, FOOTER = "empty", "total", "below the records"
HEADER_AGAIN, NO_VALUES = "the header again", "without a value of a record"
HEADING = "a heading"
PAGE = "the number of a page"
OTHER_TABLE = "of another table below"
DELETED = "deleted in the other program"

HEADING_COLUMN = "(heading above)"
"""Header of the column that is added for the headings of sections."""

_UNLIKELY_IN_TOTALS = ("phone", "fax", "email", "billing_", "shipping_")
_NAMES = ("name", "contact.first_name", "contact.full_name")
_GROUPS = ("city", "state", "country", "area", "zone", "category", "type", "sector", "industry")
_OF_HEADINGS = (*_GROUPS, NOTE)
_MANY_COLUMNS = 3
_MOST_EXAMPLES = 200
_FEWEST_DIGITS = 5
"""Digits below which a number is a count, and no phone number or postcode."""


@dataclass(slots=True)
class SkippedRows:
    """Rows that are skipped for one reason.

    Attributes:
        count: their number.
        rows: the numbers of the first ones.
    """

    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, number: int) -> None:
        """Count a row."""
        self.count += 1
        if len(self.rows) < _MOST_EXAMPLES:
            self.rows.append(number)


class RowFilter:
    """Tells records from other rows.

    Attributes:
        last_row: the number of the last row that is a record; what comes below is none. None while it is not known.
        headings: the numbers of rows that are headings of those below them.
        is_of_other: whether the row of a number is one of another table in the same sheet; None if there is none.
    """

    def __init__(self, columns: Sequence[SourceColumn], headers: Sequence[Sequence[str]]) -> None:
        """
        Args:
            columns: the columns of the table.
            headers: the cells of each row of its header, and of the titles above it.
        """
        self.last_row: int | None = None
        self.headings: frozenset[int] = frozenset()
        self.is_of_other: Callable[[int], bool] | None = None
        self._headers = [[cell.strip() for cell in header] for header in headers]
        self._header_texts = frozenset(text for header in self._headers for text in header if text)
        self._targets = [one.target for one in columns]
        self._own_width = next((one.index for one in columns if one.header == HEADING_COLUMN), None)
        self._labels = frozenset(
            one.index for one in columns
            if one.target in (IGNORED, DECIDES, "status", "currency", "external_id")
            or (one.target, one.detail) == (NOTE, "tags")
        )  # fmt: skip
        self._identifiers = [one.index for one in columns if one.target == "external_id"]
        self._deleted = [one.index for one in columns if (one.target, one.detail) == (DECIDES, "deleted")]

    def reason(self, row: SourceRow) -> str:
        """Return the reason why a row is no record; "" if it is one."""
        cells = row.cells
        filled = [index for index, cell in enumerate(cells) if cell and not cell.isspace()]
        if not filled:
            return BLANK
        if cells[filled[0]].strip() in self._header_texts and self._is_header(cells, filled):
            return HEADER_AGAIN
        if self.is_of_other is not None and self.is_of_other(row.number):
            return OTHER_TABLE
        if row.number in self.headings:
            return HEADING
        if self._is_total(cells, filled) if len(filled) > 1 else is_lone_total(cells[filled[0]]):
            return TOTAL
        if len(filled) == 1 and is_page_number(cells[filled[0]]):
            return PAGE
        if self._deleted and any(self._word(cells, index) in YES for index in self._deleted):
            return DELETED
        if not self._has_value(cells, filled):
            return NO_VALUES
        if self.last_row is not None and row.number > self.last_row:
            return TOTAL if is_total([cells[index] for index in filled]) else FOOTER
        return ""

    def is_tail(self, row: SourceRow) -> bool:
        """Whether a row is no record if none comes below it: a time stamp, a lone total."""
        filled = [index for index, cell in enumerate(row.cells[: self._own_width]) if cell and not cell.isspace()]
        if not filled or len(filled) > 1:
            return False
        target = self._targets[filled[0]] if filled[0] < len(self._targets) else IGNORED
        return is_footer([row.cells[filled[0]]], is_below_field=target not in (IGNORED, NOTE))

    def is_lone(self, row: SourceRow) -> bool:
        """Whether a row of a table with several columns has nothing but a name, or a text in its first column."""
        cells = row.cells[: self._own_width]
        if len(self._targets) < _MANY_COLUMNS or len(cells) - cells.count("") != 1:
            return False
        place = next(index for index, cell in enumerate(cells) if cell)
        return place == 0 or (place < len(self._targets) and self._targets[place] in _NAMES)

    def texts_beside_name(self, row: SourceRow) -> set[str]:
        """Return the texts of a row that may be headings, too, in small letters: its town, its category."""
        beside = (cell for cell, target in zip(row.cells, self._targets, strict=False) if target.endswith(_OF_HEADINGS))
        return {fold_words(cell.strip()) for cell in beside if cell.strip()}

    def has_group(self, row: SourceRow) -> bool:
        """Whether a row says itself to which group it belongs: it has a town, a category."""
        cells = zip(row.cells, self._targets, strict=False)
        return any(cell.strip() and target.endswith(_GROUPS) for cell, target in cells)

    def names_of(self, row: SourceRow) -> list[str]:
        """Return the names of a row and of its people, in small letters."""
        cells = zip(row.cells, self._targets, strict=False)
        return [fold_words(cell.strip()) for cell, target in cells if cell.strip() and target.endswith("name")]

    def name_of(self, row: SourceRow) -> str:
        """Return the first name of a row; "" if it has none."""
        named = (cell for cell, target in zip(row.cells, self._targets, strict=False) if target in _NAMES)
        return next((cell.strip() for cell in named if cell.strip()), "")

    def _is_header(self, cells: Sequence[str], filled: Sequence[int]) -> bool:
        return any(
            filled[-1] < len(header)
            and all(cells[index].strip() == header[index] for index in filled)
            and (len(filled) > 1 or sum(map(bool, header)) == 1)
            for header in self._headers
        )

    def _is_total(self, cells: Sequence[str], filled: Sequence[int]) -> bool:
        targets = [
            self._targets[index] for index in filled[1:] if _is_value(cells[index]) and index < len(self._targets)
        ]
        is_possible = not any(target.startswith(_UNLIKELY_IN_TOTALS) for target in targets)
        return is_possible and is_total([cells[index] for index in filled])

    def _word(self, cells: Sequence[str], index: int) -> str:
        return fold_words(cells[index]).strip() if index < len(cells) else ""

    def _has_value(self, cells: Sequence[str], filled: Sequence[int]) -> bool:
        for index in filled:
            if index not in self._labels and not is_no_value(cells[index].strip()):
                return True
        return any(without_guard(cells[index]) for index in self._identifiers if index < len(cells) and cells[index])


def _is_value(cell: str) -> bool:
    """Whether a cell is no mere count, which may be below a column of numbers."""
    return len(cell.strip()) >= _FEWEST_DIGITS or not cell.strip().isdigit()
