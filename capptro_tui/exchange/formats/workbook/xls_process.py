"""Program of the process in which an XLS workbook is read. It is run by its path, and knows no other module of ours.

A damaged workbook can make the reader end its whole process, or ask for all memory: this one, not the desk's.

It reads the workbook from standard input, and writes a line of JSON for each sheet (name, whether it is hidden), or,
with the place of a sheet as its argument, one for its merged cells and one for each of its rows. It ends with 0, or
with ENCRYPTED.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from typing import Any, Final

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

ENCRYPTED: Final = 3
_MOST_MEMORY: Final = 2 << 30


def main(arguments: list[str]) -> int:
    """Write the sheets, or the rows of one. Returns the exit code."""
    _limit_memory()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    except PasswordError:
        return ENCRYPTED
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if not arguments:
        for sheet in sheets:
            print(json.dumps([sheet.name, sheet.visible != SheetVisibleEnum.Visible]))
        return 0
    name = sheets[int(arguments[0])].name
    chosen = workbook.get_sheet_by_name(name)
    print(json.dumps(chosen.merged_cell_ranges or []))
    for row in chosen.to_python(skip_empty_area=False):
        print(json.dumps([_plain(value) for value in row]))
    return 0


def _plain(value: Any) -> str | float | bool:
    """Return a value that JSON has: ISO for a date or time."""
    match value:
        case datetime.datetime():
            return value.isoformat(" ", "seconds").removesuffix(":00").removesuffix(" 00:00")
        case datetime.date():
            return value.isoformat()
        case datetime.time():
            return value.isoformat("seconds").removesuffix(":00")
        case datetime.timedelta():
            hours, seconds = divmod(round(value.total_seconds()), 3600)
            return f"{hours}:{seconds // 60:02}"
        case bool() | int() | float():
            return value
        case _:
            return str(value)


def _limit_memory() -> None:
    """Let the process take two gigabytes at most, where the system can hold it to that."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
