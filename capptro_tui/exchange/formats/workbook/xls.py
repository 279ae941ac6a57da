"""XLS, the workbooks of Excel 97 to 2003, by python-calamine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource
from capptro_tui.exchange.formats.workbook.number_formats import plain

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook


def open_xls(file: SourceFile) -> TableSource:
    """Open the sheets of a workbook. Raises Refused if it is damaged or encrypted."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    with _opened(file) as workbook:
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        tables = [
            Table(sheet.name, partial(_rows, file, sheet.name), hidden=sheet.visible != SheetVisibleEnum.Visible)
            for sheet in sheets
        ]
    if not tables:
        raise Refused(f"“{file.name}” has no sheet with cells. Open it, and save it as XLSX.")
    facts = {
        "sheets": str(len(tables)),
        "numbers": "without their formats: 0043 may be shown as 43. If that matters, save the file as XLSX",
    }
    if hidden := [table.name for table in tables if table.hidden]:
        facts["hidden sheets"] = ", ".join(hidden)
    return TableSource(file.path, "xls", tuple(tables), facts)


@contextmanager
def _opened(file: SourceFile) -> Iterator[CalamineWorkbook]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with file.open() as opened, CalamineWorkbook.from_filelike(opened) as workbook:
            yield workbook
    except PasswordError:
        raise Refused(f"“{file.name}” is encrypted. Save it without a password, and import that.") from None
    except CalamineError:
        raise _damaged(file) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a fault of the library, which is no Exception
            raise _damaged(file) from None
        raise


def _damaged(file: SourceFile) -> Refused:
    return Refused(f"“{file.name}” is damaged, or no workbook of Excel. Open it, and save it as XLSX.")


def _rows(file: SourceFile, name: str) -> Iterator[SourceRow]:
    """Yield the rows of a sheet that have a text. The sheet is read as a whole: it has at most 65,536 rows."""
    with _opened(file) as workbook:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    for number, row in enumerate(rows, 1):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield SourceRow(number, tuple(cells))


def _text(value: Any) -> str:
    """Return the text of a value: ISO for a date or time, a number without an exponent."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return plain(Decimal(repr(value))) if abs(value) < 1e300 else str(value)
        case datetime():
            moment = value.isoformat(" ", "seconds").removesuffix(":00")
            return moment.removesuffix(" 00:00")
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("seconds").removesuffix(":00")
        case timedelta():
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours}:{seconds // 60:02}"
        case _:
            return str(value).replace("\r\n", "\n").replace("\r", "\n")
