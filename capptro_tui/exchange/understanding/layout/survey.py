"""One reading of a table: header row, targets of columns, rows that are records, keys that occur more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from capptro_tui.exchange.formats.table import SourceRow, Table
from capptro_tui.exchange.understanding.grouping import BLOCK, COLLEAGUE, SUB, Grouping, KeyTally, is_sub_name
from capptro_tui.exchange.understanding.layout.by_type import layout_of
from capptro_tui.exchange.understanding.layout.field_mapping import OWN, RAW, map_own_columns
from capptro_tui.exchange.understanding.layout.profile import ColumnProfile
from capptro_tui.exchange.understanding.layout.reject_columns import reject_columns
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.table_rows.ending import Ending
from capptro_tui.exchange.understanding.layout.table_rows.header_row import (
    find_header,
    is_total,
    unique_headers,
    whole_header,
)
from capptro_tui.exchange.understanding.layout.table_rows.other_tables import OtherTables
from capptro_tui.exchange.understanding.layout.table_rows.row_filter import BLANK, RowFilter, SkippedRows
from capptro_tui.exchange.understanding.layout.table_rows.sections import Sections, place_rows
from capptro_tui.exchange.understanding.values.addresses import region_named
from capptro_tui.exchange.understanding.values.cells import without_guard
from capptro_tui.exchange.understanding.values.dates import DateTally
from capptro_tui.exchange.understanding.values.zeros import lost_zero_of_phone, lost_zero_of_postcode
from capptro_tui.exchange.understanding.vocabulary.meanings import IGNORED
from capptro_tui.exchange.understanding.vocabulary.words import NO_VALUES, OTHER_STATES, US_STATES
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema

_SAMPLE = 2000
"""Most rows by which the columns are understood."""

_SAMPLE_CHARACTERS = 4_000_000
"""Characters of cells after which no more rows are taken for that."""

_MOST = 0.5
_MANY_COLUMNS = 3
_TEXT_ABOVE = 200


class Survey:
    """A table, read once. `Plan` documents the attributes of the same names."""

    def __init__(self, schema: Schema, record: RecordType, table: Table, region: str) -> None:
        rows = table.rows()
        sample = _sample(rows)
        self._find_header(schema, record, table, sample)
        below = [row for row in sample if row.number > self.header_row]
        self._rest: Iterator[SourceRow] = chain(below, rows)
        others = OtherTables(self.header_rows if table.header is None or table.is_header_chosen else ())
        data = [row for row in others.note(below) if not others.has(row.number)]
        headers = unique_headers(self.header, self._width(data))
        profiles = _profiles(data, self.header, len(headers))
        self.columns = self._mapped(schema, record, headers, profiles)
        self.region = _region_of(self.columns, profiles) or region.upper()
        is_own = any(column.detail in (RAW, OWN) for column in self.columns)
        kind = layout_of(record)
        self._groupings = [] if is_own else kind.groupings(self.columns, data)
        continuing = None if is_own else kind.continuing(self.columns, data)
        is_table = not is_own and (table.header is None or table.is_header_chosen)
        rows_kept = RowFilter(self.columns, self.header_rows)
        self.others = OtherTables(self.header_rows if is_table else ())
        self.sections = Sections(self.columns, data if is_table else (), rows_kept, continuing)
        if self.sections.column is not None:
            self.columns.append(self.sections.column)
        if self.sections.continuing is not None:
            self._groupings.insert(0, Grouping(BLOCK, -1))
        self.grouping: Grouping | None = None
        self.repeated: frozenset[int] = frozenset()
        self.rows = 0
        self.skipped: dict[str, SkippedRows] = {}
        self.last_row: int | None = None
        self.headings: frozenset[int] = frozenset()

    def _find_header(self, schema: Schema, record: RecordType, table: Table, sample: list[SourceRow]) -> None:
        self.header_row, self.header = 0, table.header or ()
        self.header_rows: tuple[tuple[str, ...], ...] = (self.header,) if self.header else ()
        self.above: tuple[tuple[int, str], ...] = ()
        if table.header is not None:
            return
        place = find_header(sample, layout_of(record).names(schema, record))
        if place >= 0:
            upper, lower, self.header = whole_header(sample, place)
            place = upper
            self.header_row = sample[lower].number
            self.header_rows = tuple(row.cells for row in sample[: lower + 1] if any(map(str.strip, row.cells)))
            self.above = tuple((row.number, text[:_TEXT_ABOVE]) for row in sample[:place] if (text := _text_of(row)))

    def _width(self, data: list[SourceRow]) -> int:
        """Return the number of columns: those of the header, and unnamed ones that most rows fill."""
        filled = Counter(len(row.cells) for row in data)
        widest = max(filled, default=0)
        width = len(self.header)
        while width < widest:
            count = sum(1 for row in data if len(row.cells) > width and row.cells[width].strip())
            if self.header and count < len(data) * _MOST:
                break
            width += 1
        return width

    def _mapped(
        self, schema: Schema, record: RecordType, headers: list[str], profiles: list[ColumnProfile]
    ) -> list[SourceColumn]:
        refused = reject_columns(headers, profiles)
        width = len(headers) - len(refused)
        columns = map_own_columns(record, headers[:width], profiles[:width])
        if columns is None:
            columns = layout_of(record).columns(schema, record, headers[:width], profiles[:width])
        return [*columns, *refused]

    def read_all(self) -> None:
        """Read the table to its end: count rows and values, find repeated keys, decide the orders of dates."""
        rows = RowFilter(self.columns, self.header_rows)
        rows.is_of_other = self.others.has
        ending = Ending(rows)
        tallies = [(grouping, KeyTally()) for grouping in self._groupings]
        counter = _ValueCounter(self.columns, self.region)
        has_subs = False
        found = self._with_headings(self.others.note(self._rest), rows)
        for each in self._records(self.sections.applied(found, rows), rows, ending):
            counter.add(each)
            for grouping, tally in tallies:
                if key := grouping.key(each):
                    tally.add(key)
                    has_subs = has_subs or (grouping.relation == SUB and is_sub_name(_cell(each, grouping.column)))
        self.last_row = rows.last_row
        counter.finish()
        self._choose_grouping(tallies, has_subs)

    def _records(self, found: Iterator[SourceRow], rows: RowFilter, ending: Ending) -> Iterator[SourceRow]:
        """Yield the rows that are records, and count them and the others."""
        for row in found:
            reason = rows.reason(row)
            if not reason:
                for each in ending.take(row):
                    self.rows += 1
                    self.last_row = each.number
                    yield each
                continue
            self.skipped.setdefault(reason, SkippedRows()).add(row.number)
            if reason == BLANK:
                ending.take_empty(row)
        records, below = ending.finish()
        for each in records:
            self.rows += 1
            self.last_row = each.number
            yield each
        rows.last_row = self.last_row or self.header_row
        for row in below:
            self.skipped.setdefault(rows.reason(row), SkippedRows()).add(row.number)

    def _with_headings(self, found: Iterator[SourceRow], rows: RowFilter) -> Iterator[SourceRow]:
        """Yield the rows; a heading is noted before it is yielded."""
        headings: set[int] = set()
        for placed in place_rows(found, rows):
            if placed.is_lone and self.sections.is_heading(placed, rows):
                headings.add(placed.row.number)
                self.headings = rows.headings = frozenset(headings)
            yield placed.row

    def _choose_grouping(self, tallies: list[tuple[Grouping, KeyTally]], has_subs: bool) -> None:
        """Take the first way that there are rows for: sub-customers go before people of the same company."""
        for grouping, tally in tallies:
            if not tally.repeated or (grouping.relation == SUB and not has_subs):
                continue
            self.grouping, self.repeated = grouping, frozenset(tally.repeated)
            return
        self.grouping = next((one for one, _ in tallies if one.relation not in (SUB, COLLEAGUE)), None)


class _ValueCounter:
    """Counts the values of each column, its dates, and the zeros that it may have lost."""

    def __init__(self, columns: list[SourceColumn], region: str) -> None:
        self._columns = columns
        self._region = region
        self._filled = [0] * len(columns)
        self._dates = [(one.index, DateTally()) for one in columns if one.date_order]
        self._phones = [one for one in columns if one.target == "phone"]
        self._postcodes = [one for one in columns if one.part.endswith("postcode")]

    def add(self, row: SourceRow) -> None:
        """Count the values of a row."""
        filled = self._filled
        for index, cell in enumerate(row.cells[: len(filled)]):
            if cell and not cell.isspace():
                if cell in NO_VALUES:
                    self._columns[index].placeholders += 1
                else:
                    filled[index] += 1
        for index, tally in self._dates:
            if text := _cell(row, index):
                tally.add(text)
        for column in self._phones:
            text = without_guard(_cell(row, column.index))
            column.zeros += text.isdigit() and bool(lost_zero_of_phone(text, self._region))
        for column in self._postcodes:
            text = without_guard(_cell(row, column.index))
            column.zeros += text.isdigit() and bool(lost_zero_of_postcode(text, self._region))

    def finish(self) -> None:
        """Write the counts into the columns."""
        for column, filled in zip(self._columns, self._filled, strict=True):
            column.filled = filled
        for index, tally in self._dates:
            if not self._columns[index].is_order_given:
                self._columns[index].date_order = tally.order


def _sample(rows: Iterator[SourceRow]) -> list[SourceRow]:
    """Return the first rows of a table, and leave the others."""
    sample: list[SourceRow] = []
    characters = 0
    for row in islice(rows, _SAMPLE):
        sample.append(row)
        characters += sum(map(len, row.cells))
        if characters > _SAMPLE_CHARACTERS:
            break
    return sample


def _cell(row: SourceRow, index: int) -> str:
    return row.cells[index].strip() if index < len(row.cells) else ""


def _text_of(row: SourceRow) -> str:
    return " · ".join(cell.strip() for cell in row.cells if cell.strip())


def _profiles(data: list[SourceRow], header: tuple[str, ...], width: int) -> list[ColumnProfile]:
    """Return the profiles of the columns, by the rows that look like records."""
    profiles = [ColumnProfile() for _ in range(width)]
    for row in data:
        filled = [cell for cell in row.cells if cell.strip()]
        is_lone = len(filled) == 1 and width >= _MANY_COLUMNS
        if not filled or is_lone or row.cells == header or (len(filled) > 1 and is_total(filled)):
            continue
        for profile, cell in zip(profiles, row.cells, strict=False):
            if cell:
                profile.add(cell)
    return profiles


def _region_of(columns: list[SourceColumn], profiles: list[ColumnProfile]) -> str:
    """Return the country that the addresses of the table name, if it is one; "" if they name none or several."""
    found: set[str] = set()
    for column in columns:
        if column.target == IGNORED:
            continue
        values = profiles[column.index].values
        if column.part.endswith("country"):
            found |= {region_named(value) for value in values} - {""}
        elif column.part.endswith("state") and values:
            found |= {"US"} if all(value.upper() in US_STATES - OTHER_STATES for value in values) else set()
    return next(iter(found)) if len(found) == 1 else ""
