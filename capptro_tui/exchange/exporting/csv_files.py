"""Write records as CSV: for people and their spreadsheets, or exactly, for programs and for the way back."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from capptro_tui.exchange.exporting.columns import ExportColumn, guard_texts, read_values
from capptro_tui.models.types import locales
from capptro_tui.services.search.selection import Selection
from capptro_tui.services.search.snapshot import Snapshot

BOM: Final = "\ufeff"
"""The sign by which Excel knows that a file is UTF-8."""


class Writable(Protocol):
    """A text stream."""

    def write(self, text: str, /) -> Any:
        """Write a text."""


def shown_delimiter() -> str:
    """Return the sign between cells that a spreadsheet of the shown locale expects."""
    return ";" if locales.number_style(locales.shown_in()).decimal == "," else ","


def write_csv(
    file: Writable,
    snapshot: Snapshot,
    selection: Selection,
    columns: Sequence[ExportColumn],
    *,
    raw: bool,
    progress: Callable[[int], None] = lambda _: None,
) -> tuple[int, list[str]]:
    """Write a header and a line for each selected record.

    Args:
        file: a text stream that leaves line ends as they are.
        snapshot: the state of the database.
        selection: the records.
        columns: the columns.
        raw: whether nothing is added: no apostrophe before what looks like a formula, no sign of the encoding, commas
            in every locale.
        progress: called with the number of records so far.

    Returns:
        The number of records, and a sentence if some have zero bytes, which end a text in other programs.

    Raises:
        Unusable: the database cannot be read.
    """
    if not raw:
        file.write(BOM)
    lines = file if raw else _WithoutZeros(file)
    writer = csv.writer(lines, delimiter="," if raw else shown_delimiter())
    writer.writerow([column.header for column in columns])
    done = 0
    for block in read_values(snapshot, selection, columns):
        writer.writerows(zip(*(block if raw else guard_texts(columns, block)), strict=True))
        done += len(block[0])
        progress(done)
    return done, lines.sentences() if isinstance(lines, _WithoutZeros) else []


class _WithoutZeros:
    """A text stream, written a record at a time, in which \ufffd stands for each zero byte (NUL)."""

    def __init__(self, file: Writable) -> None:
        self._write = file.write
        self._replaced = 0

    def write(self, text: str, /) -> None:
        """Write a record."""
        if "\0" in text:
            self._replaced += 1
            text = text.replace("\0", "\ufffd")
        self._write(text)

    def sentences(self) -> list[str]:
        """Return a sentence about the records with zero bytes; none if there are none."""
        which = "1 record has" if self._replaced == 1 else f"{self._replaced:,} records have"
        return [f"{which} zero bytes, which end a text in other programs; \ufffd stands for each."][: self._replaced]
