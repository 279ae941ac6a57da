"""Records of any type but customers: a column is a field, and rows with one reference are one record with parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from capptro_tui.exchange.exporting.converting import unguarded
from capptro_tui.exchange.formats.table import SourceRow, StoredNumber
from capptro_tui.exchange.understanding.layout.field_mapping import COMPANY, CUSTOMER, FIRST, LAST, OWN, RAW
from capptro_tui.exchange.understanding.layout.source_column import SourceColumn
from capptro_tui.exchange.understanding.layout.sum_columns import RATE
from capptro_tui.exchange.understanding.record import Mend, SourceRecord
from capptro_tui.exchange.understanding.values import cells
from capptro_tui.exchange.understanding.values.dates import explained, is_ambiguous, read_date
from capptro_tui.exchange.understanding.values.tax_rates import read_rate
from capptro_tui.exchange.understanding.vocabulary.meanings import DECIDES, IGNORED, NOTE
from capptro_tui.exchange.understanding.vocabulary.status_words import fold_status, is_paid
from capptro_tui.exchange.understanding.vocabulary.sum_words import SUMS

_STATUS = "status"
_NAMES = (COMPANY, FIRST, LAST)


_Values = dict[str, str]
"""Field to its text."""


class PlainRecords:
    """Makes records of groups of rows.

    Attributes:
        notes: the field that takes the values of columns without a field.
        statuses: words of other programs for the states of the records, each with its state.
    """

    def __init__(self, columns: Sequence[SourceColumn], notes: str, statuses: Mapping[str, str]) -> None:
        self.notes = notes
        self.statuses = statuses
        self._columns = [one for one in columns if one.target not in (IGNORED, DECIDES)]
        self._width = len(columns)
        self._line = next((one.detail for one in columns if one.target in SUMS), "")
        self._has_names = any(one.target == CUSTOMER and one.detail in _NAMES for one in columns)

    def records(self, rows: Sequence[SourceRow]) -> Iterator[SourceRecord]:
        """Yield the record of a group of rows."""
        record = SourceRecord(tuple(row.number for row in rows))
        notes: list[str] = []
        lines: list[_Values] = []
        sums: list[_Values] = []
        for row in rows:
            beyond = sum(1 for cell in row.cells[self._width :] if cell.strip())
            if beyond:
                record.refused = f"Row {row.number} has {beyond} values more than the table has columns."
            parts: dict[str, _Values] = {}
            sums.append({})
            for column in self._columns:
                cell = row.cells[column.index] if column.index < len(row.cells) else ""
                text = self._text(record, column, cell, row.number)
                if column.target == CUSTOMER and column.detail in _NAMES:
                    continue
                if text and column.target == _STATUS and column.detail != RAW:
                    text = self._state(record, column, text, row.number, notes)
                elif text and column.part == RATE:
                    text = self._rate(record, column, text, row.number, notes)
                if text or column.detail == RAW:
                    text = StoredNumber(text) if column.index in row.fractions else text
                    if column.target in SUMS and self._line:
                        sums[-1][column.target] = text
                    else:
                        self._put(record, parts, notes, column, text)
            lines.append(parts.setdefault(self._line, {}) if sums[-1] else {})
            for name, values in parts.items():
                record.parts.setdefault(name, []).append(values)
            if self._has_names:
                self._put_name(record, notes, row)
        _put_sums(record, lines, sums)
        if notes and self.notes:
            record.values[self.notes] = "\n".join(filter(None, (record.values.get(self.notes), *notes)))
        yield record

    def _text(self, record: SourceRecord, column: SourceColumn, cell: str, row: int) -> str:
        if column.detail == RAW:
            return cell
        if column.detail == OWN:
            return unguarded(cell)
        was = cell.strip()
        if not was or cells.is_no_value(was):
            return ""
        text = cells.without_guard(was)
        if text != was:
            record.mends.append(Mend(row, column.header, was, text, cells.GUARD))
        return self._day(record, column, text, row) if column.date_order else text

    def _day(self, record: SourceRecord, column: SourceColumn, text: str, row: int) -> str:
        """Return a day in the order of its column; ask about one that may be two."""
        if day := read_date(text, column.date_order):
            if day != text:
                why = explained(text, column.date_order)
                record.mends.append(Mend(row, column.header, text, day, why, is_reading=True))
            return day
        if column.target != NOTE and is_ambiguous(text):
            record.question = f"“{text}” under “{column.header}”: is the day first, or the month?"
        return text

    def _state(self, record: SourceRecord, column: SourceColumn, text: str, row: int, notes: list[str]) -> str:
        """Return the state for a status of another program, and keep that as a note; a text that is none as it is."""
        state = self.statuses.get(fold_status(text), "")
        if not state:
            return text
        why = "the nearest state here; the text is kept, too"
        if is_paid(text):
            why += "; no payment comes with it: import the payments, too"
        record.mends.append(Mend(row, column.header, text, state, why))
        if (line := f"{column.label}: {text}") not in notes:
            notes.append(line)
        return state

    def _rate(self, record: SourceRecord, column: SourceColumn, text: str, row: int, notes: list[str]) -> str:
        """Return the rate of tax that stands among other words, and keep these as a note; any other text as it is."""
        rate = read_rate(text)
        if rate != text:
            record.mends.append(Mend(row, column.header, text, rate, "the rate in it; the text is kept as a note"))
            if (line := f"{column.label}: {text}") not in notes:
                notes.append(line)
        return rate

    def _put_name(self, record: SourceRecord, notes: list[str], row: SourceRow) -> None:
        """Put the name of a customer: of the company, with the person as a note, or of the person."""
        names = dict.fromkeys(_NAMES, "")
        for column in self._columns:
            if column.target == CUSTOMER and column.detail in names and column.index < len(row.cells):
                names[column.detail] = row.cells[column.index].strip()
        person = f"{names[FIRST]} {names[LAST]}".strip()
        for text in filter(None, (names[COMPANY], person)):
            if record.values.setdefault(CUSTOMER, text) != text and (line := f"Name: {text}") not in notes:
                notes.append(line)

    def _put(
        self,
        record: SourceRecord,
        parts: dict[str, _Values],
        notes: list[str],
        column: SourceColumn,
        text: str,
    ) -> None:
        """Put a value into its field; a second value of a field is a note."""
        if column.owner:
            parts.setdefault(column.owner, {})[column.part] = text
            return
        line = f"{column.label}: {text}"
        if column.target != NOTE and record.values.setdefault(column.target, text) == text:
            return
        if line not in notes:
            notes.append(line)


def _put_sums(record: SourceRecord, lines: Sequence[_Values], sums: Sequence[_Values]) -> None:
    """Put the sums of a record's rows into the record; if they differ, each row's into its line."""
    if any(len({each[name] for each in sums if name in each}) > 1 for name in SUMS):
        for line, each in zip(lines, sums, strict=True):
            line.update(each)
        return
    for each in sums:
        record.values |= each
