"""ODS, row by row. (OASIS OpenDocument 1.3, part 3)

A cell has its value and the text that is shown; a format such as `0000` is found in the text only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import FRACTION, SourceRow, Table, TableSource
from capptro_tui.exchange.formats.workbook.archive import MOST_TEXT, ignore, open_archive, parse, parse_all, undamaged
from capptro_tui.exchange.formats.workbook.merges import MOST_MERGED_COLUMNS, MOST_MERGED_ROWS
from capptro_tui.exchange.formats.workbook.number_formats import plain
from capptro_tui.text.patterns import pattern

_CONTENT: Final = "content.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_MOST_COLUMNS: Final = 16_384
_MOST_ROWS: Final = 1_048_576
_MOST_REPEATED: Final = 10_000_000
"""Most cells that a sheet has by repetition. A few bytes can stand for all cells of a sheet, many times over."""

_CELLS: Final = ("table-cell", "covered-table-cell")
_NUMBERS: Final = ("float", "currency", "percentage")
_UNSEEN: Final = ("annotation", "table", "tracked-changes")
"""Elements in a cell whose text is not that of the cell."""

_SPACES = pattern(r"[ \t\r\n]+")
_IDENTIFIER = pattern(r"[0-9 +()/-]+")


def open_ods(file: SourceFile) -> TableSource:
    """Open the sheets of a workbook. Raises Refused if it is damaged, encrypted, or has no sheet."""
    names: list[tuple[str, str]] = []
    hidden_styles: set[str] = set()
    style = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal style
        if name == "style":
            style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            hidden_styles.add(style)
        elif name == "table":
            names.append((attributes.get("name", ""), attributes.get("style-name", "")))

    with open_archive(file) as archive:
        if _MANIFEST in archive.namelist() and b"encryption-data" in archive.open(_MANIFEST).read(1_000_000):
            raise Refused(f"“{file.name}” is encrypted. Save it without a password, and import that.")
        parse_all(archive, _CONTENT, start, ignore, ignore)
    if not names:
        raise Refused(f"“{file.name}” has no sheet. Open it, and save it anew.")
    tables = [
        Table(name, partial(_rows, file, place), hidden=style in hidden_styles)
        for place, (name, style) in enumerate(names)
    ]
    facts = {"sheets": str(len(tables))}
    if hidden := [table.name for table in tables if table.hidden]:
        facts["hidden sheets"] = ", ".join(hidden)
    return TableSource(file.path, "ods", tuple(tables), facts)


class _OdsSheet:
    """Collects the rows of the n-th sheet.

    Attributes:
        rows: complete rows that have a text, each with the number of times it is repeated.
    """

    def __init__(self, place: int) -> None:
        self.rows: deque[tuple[SourceRow, int]] = deque()
        self._left = place + 1
        self._is_inside = False
        self._number = 1
        self._repeat = 1
        self._cells: list[str] = []
        self._fractions: set[int] = set()
        self._spans: dict[int, int] = {}  # column to the rows that a merged cell above still reaches
        self._begun: dict[int, int] = {}
        self._gap = 0
        self._cell: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._paragraphs = 0
        self._is_paragraph = False
        self._unseen = 0
        self._size = 0
        self._repeated = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self._unseen or (self._cell is not None and name in _UNSEEN):
            self._unseen += 1
        elif name == "table":
            self._left -= 1
            self._is_inside = not self._left
        elif not self._is_inside:
            return
        elif name == "table-row":
            self._repeat = _count(attributes.get("number-rows-repeated"), _MOST_ROWS)
            self._cells, self._gap, self._size = [], 0, 0
            self._fractions = set()
        elif name in _CELLS:
            self._cell, self._pieces, self._paragraphs = attributes, [], 0
        elif self._cell is not None:
            self._start_text(name, attributes)

    def end(self, name: str) -> None:
        """End an element."""
        if self._unseen:
            self._unseen -= 1
        elif not self._is_inside:
            return
        elif name == "p":
            self._is_paragraph = False
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
        elif name == "table-row":
            if self._cells:
                self._count_repeated((self._repeat - 1) * len(self._cells))
                fractions, merged = frozenset(self._fractions), frozenset(self._spans)
                self.rows.append((SourceRow(self._number, tuple(self._cells), fractions, merged=merged), self._repeat))
            self._number += self._repeat
            self._end_spans()
        elif name == "table":
            self._is_inside = False

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        if self._is_paragraph and not self._unseen:
            self._size += len(text)
            if self._size > MOST_TEXT:
                raise ValueError(self._size)
            self._pieces.append(_SPACES.sub(" ", text))

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p":
            self._pieces += ["\n"] if self._paragraphs else []
            self._paragraphs += 1
            self._is_paragraph = True
        elif name == "line-break":
            self._pieces.append("\n")
        elif name == "tab":
            self._pieces.append("\t")
        elif name == "s":
            self._pieces.append(" " * _count(attributes.get("c"), 10_000))

    def _end_cell(self, cell: dict[str, str]) -> None:
        count = _count(cell.get("number-columns-repeated"), _MOST_COLUMNS)
        text = _shown(cell, "".join(self._pieces))
        self._cell = None
        self._begin_span(cell)
        if not text:
            self._gap += count
            return
        if len(self._cells) + self._gap + count > _MOST_COLUMNS:
            raise ValueError(count)
        self._count_repeated(count - 1)
        self._cells += [""] * self._gap + [text] * count
        if cell.get("value-type") in _NUMBERS and FRACTION.fullmatch(text):
            self._fractions.update(range(len(self._cells) - count, len(self._cells)))
        self._gap = 0

    def _begin_span(self, cell: dict[str, str]) -> None:
        """Note a cell that is merged with those below it. A repeated row has no such cell."""
        rows = _count(cell.get("number-rows-spanned"), _MOST_ROWS)
        columns = _count(cell.get("number-columns-spanned"), _MOST_COLUMNS)
        if 1 < rows <= MOST_MERGED_ROWS and columns <= MOST_MERGED_COLUMNS and self._repeat == 1:
            left = len(self._cells) + self._gap
            self._begun.update(dict.fromkeys(range(left, left + columns), rows - 1))

    def _end_spans(self) -> None:
        """Count the rows that merged cells still reach, and begin with those of the row that has ended."""
        left = {column: rows - self._repeat for column, rows in self._spans.items() if rows > self._repeat}
        self._spans = {**left, **self._begun}
        self._begun = {}

    def _count_repeated(self, count: int) -> None:
        self._repeated += count
        if self._repeated > _MOST_REPEATED:
            raise Refused(
                f"A sheet repeats more than {_MOST_REPEATED:,} cells, which no real workbook does. Save its list alone."
            )


def _rows(file: SourceFile, place: int) -> Iterator[SourceRow]:
    with open_archive(file) as archive, undamaged(file.name):
        sheet = _OdsSheet(place)
        for _ in parse(archive, _CONTENT, sheet.start, sheet.end, sheet.characters):
            while sheet.rows:
                row, repeat = sheet.rows.popleft()
                for number in range(row.number, row.number + repeat):
                    yield SourceRow(number, row.cells, row.fractions, merged=row.merged)


def _shown(cell: dict[str, str], text: str) -> str:
    """Return the text of a cell: ISO for a date, all digits for a number, else the text that is shown."""
    match cell.get("value-type"):
        case "date":
            moment = cell.get("date-value", text).removesuffix("T00:00:00").replace("T", " ")
            return moment.removesuffix(":00") if moment.count(":") == 2 else moment
        case "float" | "currency":
            return _number(cell.get("value", ""), text)
        case _:
            return text


def _number(value: str, text: str) -> str:
    """Return a number's plain form; the text that is shown where that has the same digits, as `0043` for 43 has."""
    try:
        number = plain(Decimal(value))
    except (InvalidOperation, OverflowError, ValueError):
        return text
    digits = "".join(filter(str.isdigit, text))
    is_same = bool(_IDENTIFIER.fullmatch(text)) and digits.lstrip("0") == number.lstrip("0")
    return text if is_same and not number.startswith("-") else number


def _count(text: str | None, most: int) -> int:
    """Return a number of repetitions. Raises ValueError for text that is none."""
    return min(max(1, int(text)), most) if text else 1
