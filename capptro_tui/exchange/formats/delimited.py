"""Text with delimiters: CSV, TSV and their kin. (RFC 4180, and what programs really write)"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Final

from capptro_tui.errors import Refused
from capptro_tui.exchange.formats.source_file import SourceFile
from capptro_tui.exchange.formats.table import SourceRow, Table, TableSource
from capptro_tui.exchange.formats.text_encoding import TextFile, open_text

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
MOST_COLUMNS: Final = 20_000
MOST_CHARACTERS: Final = 10_000_000
"""Longest line and longest cell that are read; a quote that is never closed would swallow the rest of the file."""

_SAMPLE: Final = 200_000

_EXACT_STARTS: Final = ("number,version,", "id,version,")
"""The first names in exact exports of this program."""


def open_delimited(file: SourceFile, *, encoding: str = "", delimiter: str = "") -> TableSource:
    """Open a text with delimiters.

    Args:
        file: the file.
        encoding: its encoding; "" to decide it.
        delimiter: a name of DELIMITERS or one character; "" to decide it.

    Raises:
        Refused: the encoding or the delimiter is none, or the file has nothing but blank lines.
    """
    text = open_text(file, encoding)
    sample = text.head(_SAMPLE)
    if not sample.strip():
        raise Refused(f"“{file.name}” has nothing but blank lines. Export it again.")
    stated = _stated(sample)
    if delimiter:
        separator, reason = _named(delimiter), "chosen"
    elif stated:
        separator, reason = stated, "first line of the file (sep=)"
    else:
        separator, reason = _scored(sample)
    names = {value: name for name, value in DELIMITERS.items()}
    facts = {**text.facts, "delimiter": names.get(separator, separator), "delimiter decided by": reason}
    rows = partial(_rows, text, separator, has_statement=bool(stated), has_zeros=_is_exact_export(sample))
    return TableSource(file.path, "csv", (Table("", rows),), facts)


def _named(delimiter: str) -> str:
    """Return the character of a delimiter. Raises Refused."""
    separator = DELIMITERS.get(delimiter.strip().lower(), delimiter)
    if len(separator) != 1 or separator in '"\r\n\0' or separator.isalnum():
        raise Refused(f"“{delimiter[:40]}” is no delimiter; name {', '.join(DELIMITERS)} or one character.")
    return separator


def _stated(sample: str) -> str:
    """Return the delimiter that the first line states, as Excel reads it: `sep=;`."""
    first = sample.splitlines()[0].strip('"') if sample else ""
    return first[4:] if len(first) == 5 and first.lower().startswith("sep=") else ""


def _scored(sample: str) -> tuple[str, str]:
    """Return the delimiter by which most rows have the same, and the largest, number of columns, and the reason.

    The rows of titles above a header and of totals below a list have fewer columns, and are few.
    """
    best, most, reason = ",", 0.0, "no delimiter found: one column"
    for separator in DELIMITERS.values():
        widths = Counter(len(row) for row in _sampled(sample, separator) if any(row))
        several = [(count, width) for width, count in widths.items() if width > 1]
        if not several:
            continue
        count, width = max(several)
        share = count / widths.total()
        if (score := share * share * (width - 1) ** 0.5) > most:
            best, most, reason = separator, score, f"{count} of {widths.total()} sampled rows have {width} columns"
    return best, reason


def _sampled(sample: str, separator: str) -> Iterator[list[str]]:
    """Yield the complete rows of a sample."""
    csv.field_size_limit(MOST_CHARACTERS)
    lines = io.StringIO(sample, newline="").readlines()
    if len(sample) >= _SAMPLE and len(lines) > 1:
        lines.pop()  # it may be cut
    yield from csv.reader((line.replace("\0", "") for line in lines), delimiter=separator)


def _is_exact_export(sample: str) -> bool:
    """Return whether a text is an exact export of this program, in which any character is part of a value."""
    return sample.startswith(_EXACT_STARTS)


class _Lines:
    """Lines of a file for the parser, with those of the record that is being parsed.

    Attributes:
        record: the lines of the record.
        is_at_end: whether the parser has asked for a line after the last one.
        number: number of the last line that was given.
    """

    def __init__(self, text: io.TextIOWrapper, name: str, *, has_zeros: bool) -> None:
        self._read = partial(text.readline, MOST_CHARACTERS)
        self._name = name
        self._has_zeros = has_zeros
        self.record: list[str] = []
        self.number = 0
        self.is_at_end = False

    def __iter__(self) -> Iterator[str]:
        record = self.record
        for line in iter(self._read, ""):
            self.number += 1
            if "\0" in line and not self._has_zeros:
                raise Refused(
                    f"Row {self.number} of “{self._name}” has a zero byte (NUL): the file is damaged, or is no text."
                )
            if len(line) >= MOST_CHARACTERS:
                raise Refused(f"Row {self.number} of “{self._name}” is longer than {MOST_CHARACTERS:,} characters.")
            record.append(line)
            yield line
        self.is_at_end = True


def _rows(text: TextFile, separator: str, *, has_statement: bool, has_zeros: bool) -> Iterator[SourceRow]:
    """Yield the rows that have a cell. A row's number is the line where it begins.

    Raises Refused where a zero byte shows that the file is damaged, unless texts may have some.
    """
    csv.field_size_limit(MOST_CHARACTERS)
    with text.open() as opened:
        lines = _Lines(opened, text.name, has_zeros=has_zeros)
        reader = csv.reader(lines, delimiter=separator)
        number = 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error:
                raise _unclosed(text.name, number) from None
            if cells is None:
                return
            if len(lines.record) > 1:
                _check_quotes(lines.record, separator, text.name, number)
            elif lines.is_at_end:
                raise _unclosed(text.name, number)
            if len(cells) > MOST_COLUMNS:
                raise Refused(f"Row {number} of “{text.name}” has {len(cells):,} columns; {MOST_COLUMNS:,} are read.")
            if cells and not (has_statement and number == 1):
                yield SourceRow(number, tuple(cells))
            number = lines.number + 1
            lines.record.clear()


def _check_quotes(lines: list[str], separator: str, name: str, number: int) -> None:
    """Refuse a row of several lines whose quote is not closed at the end of a cell."""
    try:
        parsed = list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        raise _unclosed(name, number) from None
    if len(parsed) != 1:
        raise _unclosed(name, number)


def _unclosed(name: str, number: int) -> Refused:
    return Refused(
        f"In row {number} of “{name}” a quotation mark opens a cell and is never closed as it should be. "
        "Close it, or take it out, and start again."
    )
