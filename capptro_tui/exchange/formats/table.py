"""A file of another program as tables of text: the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from capptro_tui.text.patterns import pattern

FRACTION: Final = pattern(r"-?[0-9]+\.[0-9]+")
"""A number as a workbook or JSON stores it, with its decimal point."""


class StoredNumber(str):
    """The text of a number that a file holds as a number: its point is a decimal point in every region."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a table.

    Attributes:
        number: its number as people count it, from 1: the line of the file where the record begins, the row of the
            sheet, the n-th card or object.
        cells: its text as it stands; a date or number of a spreadsheet as it is shown.
        fractions: places of the cells that are numbers for the file itself, with a decimal point. Text such as `1.234`
            is another number in another region, these are not.
        continues: number of the row above whose record it continues; 0 if it begins one.
        merged: places of the cells that are merged with the cell above, where the file says so.
    """

    number: int
    cells: tuple[str, ...]
    fractions: frozenset[int] = frozenset()
    continues: int = 0
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file.

    Attributes:
        name: name of the sheet or section; "" where a file has one table.
        rows: reads the file anew, row by row. Both the call and the iteration may raise Refused.
        header: the columns where the format itself names them; None if the header is one of the rows.
        hidden: whether the program that wrote the file hides the sheet.
        is_header_chosen: whether people have said which row is the header; then the others are as in any list.
    """

    name: str
    rows: Callable[[], Iterator[SourceRow]]
    header: tuple[str, ...] | None = None
    hidden: bool = False
    is_header_chosen: bool = False


@dataclass(frozen=True, slots=True)
class TableSource:
    """A file that can be read.

    Attributes:
        path: the file or folder.
        format: "csv", "xlsx", "xls", "ods", "vcard", "iif", "json", "jsonl" or "html".
        tables: its tables, in the order of the file.
        facts: for people: what was decided about the file, and what was left out, with its count.
    """

    path: Path
    format: str
    tables: tuple[Table, ...]
    facts: dict[str, str]
