"""Tables of a web page. Many web programs export one under a name that ends in .xls."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource
from capptro_tui.exchange.formats.text_encoding import TextFile, open_text
from capptro_tui.text.patterns import pattern

_CHUNK: Final = 1 << 16
_MOST_SPAN: Final = 1000
"""Most columns or rows that a cell may span, as browsers have it. (HTML, 4.9.11)"""

_MOST_CHARACTERS: Final = 10_000_000
_CHARSET = pattern(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)
_BREAKS: Final = frozenset({"br", "p", "div", "li"})
_UNSEEN: Final = frozenset({"script", "style", "template"})


def open_html(file: SourceFile, *, encoding: str = "") -> TableSource:
    """Open the tables of a web page. Raises Refused if it has none."""
    named = _CHARSET.search(file.head(4096))
    text = open_text(file, encoding or (named[1].decode("ascii") if named else ""))
    facts = text.facts
    if named and not encoding:
        facts["encoding decided by"] = "the page (charset)"
    counts: dict[int, int] = {}
    for place, *_ in _all_rows(text):
        counts[place] = counts.get(place, 0) + 1
    if not counts:
        raise Refused(f"“{file.name}” is a web page without a table. Save or export it as XLSX or CSV.")
    tables = [Table(f"Table {at + 1}" if len(counts) > 1 else "", partial(_rows, text, at)) for at in sorted(counts)]
    return TableSource(file.path, "html", tuple(tables), facts)


def _rows(text: TextFile, table: int) -> Iterator[SourceRow]:
    """Yield the rows of one table of the page."""
    number = 0
    for place, cells, merged in _all_rows(text):
        if place == table:
            number += 1
            if any(cells):
                yield SourceRow(number, cells, merged=merged)


_Row = tuple[int, tuple[str, ...], frozenset[int]]
"""Place of its table, from 0, its cells, and the places of those that a cell above reaches into."""


def _all_rows(text: TextFile) -> Iterator[_Row]:
    """Yield all rows of a page."""
    parser = _TableParser()
    with text.open() as opened:
        for chunk in iter(partial(opened.read, _CHUNK), ""):
            parser.feed(chunk)
            if len(parser.rawdata) > _MOST_CHARACTERS:
                raise Refused(f"“{text.name}” has a tag that is never closed. Export it again.")
            while parser.rows:
                yield parser.rows.popleft()
        parser.close()
        parser.finish()
        yield from parser.rows


class _OpenTable:
    """A table that is being parsed.

    Attributes:
        place: its place among the tables of the page.
        row: cells of the row that is open; None between rows.
        cell: pieces of text of the cell that is open; None between cells.
    """

    def __init__(self, place: int) -> None:
        self.place = place
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self._spans: dict[int, int] = {}
        self._merged: set[int] = set()
        self._width = self._height = 1

    def begin_cell(self, attributes: dict[str, str | None]) -> None:
        """Begin a cell. Columns that a cell of a row above reaches into stay empty."""
        self.end_cell()
        self.row = self.row if self.row is not None else []
        self._skip_spanned(self.row)
        self._width, self._height = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        self.cell = []

    def end_cell(self) -> None:
        """End the open cell, if there is one."""
        if self.cell is None or self.row is None:
            return
        lines = (" ".join(line.split()) for line in "".join(self.cell).split("\0"))
        for column in range(len(self.row), len(self.row) + self._width):
            if self._height > 1:
                self._spans[column] = self._height - 1
        self.row += ["\n".join(filter(None, lines)), *[""] * (self._width - 1)]
        self.cell = None

    def end_row(self) -> _Row | None:
        """Return the open row, if there is one, and end it."""
        self.end_cell()
        if (row := self.row) is None:
            return None
        self._skip_spanned(row)
        self.row = None
        merged, self._merged = frozenset(self._merged), set()
        return self.place, tuple(row), merged

    def _skip_spanned(self, row: list[str]) -> None:
        while self._spans.get(len(row)):
            self._spans[len(row)] -= 1
            self._merged.add(len(row))
            row.append("")


class _TableParser(HTMLParser):
    """Parser of the tables of a page. Text of a table inside a cell is a table of its own.

    Attributes:
        rows: complete rows.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: deque[_Row] = deque()
        self._open: list[_OpenTable] = []
        self._count = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell; a line break ends a line of the cell."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._open.append(_OpenTable(self._count))
            self._count += 1
        elif self._open and tag == "tr":
            self._end_row()
            self._open[-1].row = []
        elif self._open and tag in ("td", "th"):
            self._open[-1].begin_cell(dict(attrs))
        elif tag in _BREAKS:
            self.handle_data("\0")

    def handle_endtag(self, tag: str) -> None:
        """End a table, row or cell."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._open and tag in ("td", "th"):
            self._open[-1].end_cell()
        elif self._open and tag == "tr":
            self._end_row()
        elif self._open and tag == "table":
            self._end_row()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Add text to the open cell."""
        if self._open and (cell := self._open[-1].cell) is not None and not self._unseen:
            cell.append(data)

    def finish(self) -> None:
        """End what is open at the end of the page."""
        while self._open:
            self._end_row()
            self._open.pop()

    def _end_row(self) -> None:
        if (row := self._open[-1].end_row()) is not None:
            self.rows.append(row)


def _span(value: str | None) -> int:
    """Return the number of columns or rows that a cell spans."""
    text = (value or "").strip()
    return min(max(1, int(text)), _MOST_SPAN) if text.isascii() and text.isdigit() and len(text) < 10 else 1
