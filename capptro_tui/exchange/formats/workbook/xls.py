"""XLS, the workbooks of Excel 97 to 2003, by python-calamine in a process of its own (see xls_process.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import FRACTION, SourceRow, Table, TableSource
from capptro_tui.exchange.formats.workbook.merges import Range, merges_of
from capptro_tui.exchange.formats.workbook.number_formats import plain

_PROGRAM: Final = Path(__file__).with_name("xls_process.py")
_ENCRYPTED: Final = 3
"""Exit code of the program for a workbook with a password."""


def open_xls(file: SourceFile) -> TableSource:
    """Open the sheets of a workbook. Raises Refused if it is damaged or encrypted."""
    sheets: list[tuple[str, bool]] = [(name, is_hidden) for name, is_hidden in _lines(file)]
    if not sheets:
        raise Refused(f"“{file.name}” has no sheet with cells. Open it, and save it as XLSX.")
    tables = [
        Table(name, partial(_rows, file, place), hidden=is_hidden) for place, (name, is_hidden) in enumerate(sheets)
    ]
    facts = {
        "sheets": str(len(tables)),
        "numbers": "without their formats: 0043 may be shown as 43. If that matters, save the file as XLSX",
    }
    if hidden := [name for name, is_hidden in sheets if is_hidden]:
        facts["hidden sheets"] = ", ".join(hidden)
    return TableSource(file.path, "xls", tuple(tables), facts)


def _rows(file: SourceFile, place: int) -> Iterator[SourceRow]:
    """Yield the rows of a sheet that have a text."""
    with closing(_lines(file, str(place))) as lines:
        merges = merges_of(map(_range, next(lines, ())))
        for number, row in enumerate(lines, 1):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                fractions = (
                    place
                    for place, (cell, value) in enumerate(zip(cells, row, strict=False))
                    if isinstance(value, float) and FRACTION.fullmatch(cell)
                )
                merged = merges.get(number, frozenset())
                yield SourceRow(number, tuple(cells), frozenset(fractions), merged=merged)


def _range(corners: list[list[int]]) -> Range:
    """Return a range of merged cells from the first and the last of them, row and column from 0."""
    (top, left), (bottom, right) = corners
    return (top + 1, bottom + 1), (left, right)


def _lines(file: SourceFile, *arguments: str) -> Generator[Any, None, None]:
    """Yield what the program writes.

    Raises:
        Refused: the workbook is encrypted, or the program has not come to its end.
    """
    command = [sys.executable, "-I", str(_PROGRAM), *arguments]
    with (
        file.open() as opened,
        subprocess.Popen(command, stdin=opened, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process,
    ):
        try:
            for line in process.stdout or ():
                yield json.loads(line)
            code = process.wait()
        except ValueError:  # it ended within a line
            code = 1
        finally:
            process.kill()
    if code == _ENCRYPTED:
        raise Refused(f"“{file.name}” is encrypted. Save it without a password, and import that.")
    if code:
        raise Refused(f"“{file.name}” is damaged, or no workbook of Excel. Open it, and save it as XLSX.")


def _text(value: str | float | bool) -> str:
    """Return the text of a value; a number without an exponent."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return plain(Decimal(repr(value))) if abs(value) < 1e300 else str(value)
