"""Write records as an XLSX workbook: numbers as numbers, days as days, identifiers as text, nothing as a formula.

Excel's limits are in its "specifications and limits": 1,048,576 rows a sheet and 32,767 characters a cell.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.exporting import converting
from capptro_tui.exchange.exporting.columns import ExportColumn, read_values
from capptro_tui.exchange.exporting.converting import Convert
from capptro_tui.models.types import amounts
from capptro_tui.services.search.selection import Selection
from capptro_tui.services.search.snapshot import Snapshot
from capptro_tui.storage.leftovers import OPENED

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, its header included."""
MOST_CHARACTERS: Final = 32_767
"""Characters of a cell, as UTF-16 counts them."""
MOST_DIGITS: Final = 10**15
"""A spreadsheet keeps fifteen digits: a whole number from here on is written as text."""

_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it, Excel counts a 29 February 1900 that never was; before 1900 it has no days."""

_DAY, _MOMENT = 14, 22
"""Excel's own formats for a day and a moment, which follow the region of who opens the file."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML cannot hold."""

_MOST_TOLD: Final = 3
"""Most cells that a sentence names."""

_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")


class Cells:
    """Writes cells of one workbook, and notes what a spreadsheet cannot hold.

    Attributes:
        replaced: number of cells in which a character could not be written.
        examples: names of the first of them.
    """

    def __init__(self, workbook: Any) -> None:
        self.replaced = 0
        self.examples: list[str] = []
        self._workbook = workbook
        self._formats: dict[tuple[str, Any], Format] = {}

    def format(self, **properties: Any) -> Format:
        """Return the format with these properties; each is made once."""
        key = next(iter(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(properties)
        return self._formats[key]

    def write(self, sheet: Worksheet, row: int, column: int, value: Any, place: Callable[[], str]) -> None:
        """Write one value.

        Args:
            sheet: the sheet.
            row: the row, from 0.
            column: the column, from 0.
            value: a text, a number, an amount with its decimals, or a day or moment; None is an empty cell.
            place: returns the name of the cell for people.

        Raises:
            Refused: a text is too long for a cell.
        """
        if value is None or value == "":
            return
        if isinstance(value, str):
            self._write_text(sheet, row, column, value, place)
        elif isinstance(value, tuple):
            amount, decimals = value
            sheet.write_number(
                row, column, amount, self.format(num_format="#,##0" + f".{'0' * decimals}"[: decimals + 1])
            )
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.format(num_format=_MOMENT))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.format(num_format=_DAY))
        else:
            sheet.write_number(row, column, value)

    def _write_text(self, sheet: Worksheet, row: int, column: int, text: str, place: Callable[[], str]) -> None:
        if len(text) > MOST_CHARACTERS // 2 and (length := len(text.encode("utf-16-le")) // 2) > MOST_CHARACTERS:
            raise Refused(
                f"{place()} has {length:,} characters; a cell of a spreadsheet holds {MOST_CHARACTERS:,}. Nothing was "
                "written. Export it as CSV or JSON, or leave the column out with --columns."
            )
        if _ILLEGAL.search(text):
            self.replaced += 1
            self.examples += [place()] if self.replaced <= _MOST_TOLD else []
            text = _ILLEGAL.sub("\ufffd", text)
        guard = self.format(quote_prefix=True) if converting.guarded([text])[0] is not text else None
        sheet.write_string(row, column, text, guard)


def cell_columns(columns: Sequence[ExportColumn]) -> list[ExportColumn]:
    """Return columns with values for cells: numbers, amounts with their decimals, days, moments, texts."""
    return [_cell_column(column) for column in columns]


def text_columns(columns: Sequence[ExportColumn]) -> list[ExportColumn]:
    """Return columns with every value as its text, as in a CSV file."""
    return [replace(column, convert=_as_text(column.convert)) for column in columns]


def _as_text(convert: Convert | None) -> Convert:
    def converted(column: Sequence[Any], currencies: Sequence[str]) -> Sequence[Any]:
        values = convert(column, currencies) if convert else column
        return [value if value is None or isinstance(value, str) else str(value) for value in values]

    return converted


def write_xlsx(
    file: IO[bytes],
    snapshot: Snapshot,
    selection: Selection,
    columns: Sequence[ExportColumn],
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[int, list[str]]:
    """Write a sheet with a header and a row for each selected record, or several sheets where one is too short.

    Args:
        file: the file, opened for writing in binary.
        snapshot: the state of the database.
        selection: the records.
        columns: the columns, with values for cells.
        progress: called with the number of records so far.

    Returns:
        The number of records, and sentences about differences from the database.

    Raises:
        Refused: a text is too long for a cell, or the file cannot be written.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    # Sheets are put together in files of their own, which are gone at the end, whatever happens.
    with TemporaryDirectory(prefix=OPENED, ignore_cleanup_errors=True) as folder:
        workbook = Workbook(_Target(file), {"constant_memory": True, "tmpdir": folder})
        workbook.use_zip64()  # a part may be larger than 4 GB
        cells = Cells(workbook)
        sheets = _Sheets(workbook, cells, selection.record.info.plural, [column.header for column in columns])
        done = 0
        for block in read_values(snapshot, selection, columns):
            for values in zip(*block, strict=True):
                sheets.add(values)
            done += len(block[0])
            progress(done)
        sheets.start_if_none()
        try:
            workbook.close()
        except FileCreateError as error:
            raise OSError(*error.args[0].args) from None
    return done, [*_said_of_sheets(sheets.names), *_said_of_characters(cells)]


class _Target:
    """A file for a workbook.

    After a failure it only pretends to be written: the archive would otherwise fail again, and be heard, when it is
    dropped.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._pretended: io.BytesIO | None = None

    def write(self, content: bytes) -> int:
        """Write some bytes. Raises OSError once."""
        return self._try(lambda file: file.write(content))

    def tell(self) -> int:
        """Return the place in the file. Raises OSError once."""
        return self._try(lambda file: file.tell())

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place in the file. Raises OSError once."""
        return self._try(lambda file: file.seek(place, whence))

    def flush(self) -> None:
        """Hand over to the system all that was written. Raises OSError once."""
        self._try(lambda file: file.flush())

    def _try(self, step: Callable[[IO[bytes]], int | None]) -> int:
        try:
            return step(self._pretended or self._file) or 0
        except OSError:
            self._pretended = io.BytesIO()
            raise


class _Sheets:
    """The sheets of a workbook, filled one after the other."""

    def __init__(self, workbook: Any, cells: Cells, plural: str, headers: Sequence[str]) -> None:
        self.names: list[str] = []
        self._workbook, self._cells, self._plural, self._headers = workbook, cells, plural, headers
        self._sheet: Any = None
        self._row = MOST_ROWS

    def add(self, values: Sequence[Any]) -> None:
        """Write one record."""
        if self._row >= MOST_ROWS:
            self._start()
        for column, value in enumerate(values):
            self._cells.write(self._sheet, self._row, column, value, partial(self._place, values[0], column))
        self._row += 1

    def _place(self, first: Any, column: int) -> str:
        """Return the name of a cell for people: that of its row is the first value."""
        return f"{first}, {self._headers[column]},"

    def start_if_none(self) -> None:
        """Make a sheet with the header alone if there is no record."""
        if self._sheet is None:
            self._start()

    def _start(self) -> None:
        place = len(self.names) + 1
        name = _SHEET_SIGNS.sub(" ", self._plural)[:25] + (f" {place}" if place > 1 else "")
        self.names.append(name)
        self._sheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, header in enumerate(self._headers):
            self._sheet.write_string(0, column, header, self._cells.format(bold=True))
        self._row = 1


def _said_of_sheets(names: Sequence[str]) -> list[str]:
    if len(names) < 2:
        return []
    return [f"A sheet holds {MOST_ROWS - 1:,} records; the file has {len(names)} sheets: {', '.join(names)}."]


def _said_of_characters(cells: Cells) -> list[str]:
    if not cells.replaced:
        return []
    named = " ".join(cells.examples).rstrip(",")
    which = "1 cell has" if cells.replaced == 1 else f"{cells.replaced:,} cells have"
    return [f"{which} characters that a spreadsheet cannot hold; \ufffd stands for each: {named}."]


def _cell_column(column: ExportColumn) -> ExportColumn:
    field = column.field
    if column.name != column.source and not field.link:
        return column  # the number, a text
    if converting.is_temporal(field):
        convert = converting.by_value(lambda value: _calendar_cell(value, field.format))
    elif field.type.needs_currency:
        convert = converting.by_currency(
            lambda value, currency: _amount(field.to_json(value, {"currency": currency}), amounts.decimals(currency))
        )
    elif converting.is_number(field) and column.name != "id":
        convert = converting.by_value(lambda value: _number(field.to_json(value, {})))
    elif column.convert is None and field.type.is_text:
        convert = converting.twice_guarded
    else:
        return column
    return replace(column, convert=convert)


def _calendar_cell(stored: Any, text: Callable[[Any], str]) -> Any:
    """Return a day or moment; as text, if a spreadsheet has none so early."""
    found = converting.as_moment(stored)
    day = found.date() if isinstance(found, datetime) else found
    return found if day is not None and day >= _FIRST_DAY else text(stored)


def _amount(exact: str | None, decimals: int) -> Any:
    """Return an amount of money, from its exact text, with the decimals to show."""
    value = _number(exact)
    return (value, decimals) if isinstance(value, int | float) else value


def _number(exact: Any) -> Any:
    """Return a number, from its exact text; the text itself if it has more digits than a spreadsheet keeps."""
    if not isinstance(exact, str):
        return exact if not isinstance(exact, int) or abs(exact) < MOST_DIGITS else str(exact)
    return float(exact) if abs(int(exact.replace(".", ""))) < MOST_DIGITS else exact
