"""What the tests of exports start from: hostile texts, every record type, and files read back as others read them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.exchange.exporting.exporting import Exported, ExportRequest, write_binary, write_text
from capptro_tui.models.record import RecordType
from capptro_tui.services.search.snapshot import outside_the_trash
from tests.support import HOSTILE, add_customer

FORMULAS = ("=1+1", "+44 1632 960111", "-1", "@SUM(A1)", "\tcmd", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")')
"""Texts that a spreadsheet would run, or make another value of."""

NAMES = (
    *(text for text in (*HOSTILE, *FORMULAS) if text.strip() and "\x00" not in text),
    "Straße, Zoë; “Café”\\Söhne",
    '"',
    ",;\t|",
    "x" * 200,
    "007",
)
"""Names of customers that break careless writers."""


def fill_hostile(database: Database) -> None:
    """Customers with every hostile name, which is in the description, too, over several lines."""
    for name in NAMES:
        add_customer(database, name, description=f"{name}\r\n\n  {name}\n", billing_postcode="01234")


def text_of(database: Database, record: RecordType, form: str, names: Sequence[str] = (), **how: Any) -> str:
    """The text of an export of all records of a type."""
    return exported(database, record, form, names, **how)[0]


def exported(
    database: Database, record: RecordType, form: str, names: Sequence[str] = (), **how: Any
) -> tuple[str, Exported]:
    """The text of an export, and what was told."""
    file = io.StringIO(newline="")
    done = write_text(file, database, ExportRequest(outside_the_trash(record), form, names, **how), lambda _: None)
    return file.getvalue(), done


def book_of(
    database: Database, record: RecordType, names: Sequence[str] = (), **how: Any
) -> tuple[dict[str, list[list[Any]]], Exported]:
    """The sheets of an export as XLSX, as another program reads them, and what was told."""
    from python_calamine import CalamineWorkbook

    file = io.BytesIO()
    request = ExportRequest(outside_the_trash(record), "xlsx", names, **how)
    done = write_binary(file, database, request, lambda _: None)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}, done


def under(header: str, rows: Sequence[Sequence[Any]]) -> list[Any]:
    """The cells below a header."""
    place = list(rows[0]).index(header)
    return [row[place] for row in rows[1:]]


def cards_of(text: str) -> list[dict[str, list[str]]]:
    """The cards of a file, as a reader that keeps to RFC 2426 sees them: name to values, unescaped."""
    found: list[dict[str, list[str]]] = []
    for line in text.replace("\r\n ", "").split("\r\n"):
        name, colon, value = line.partition(":")
        if line == "BEGIN:VCARD":
            found.append({})
        elif colon and line not in ("END:VCARD", "VERSION:3.0"):
            found[-1].setdefault(name, []).append(value)
    return found


def unescaped(value: str) -> str:
    """A text value of a card."""
    found: list[str] = []
    signs: Iterable[str] = iter(value)
    for sign in signs:
        if sign == "\\":
            sign = next(iter(signs))
            sign = "\n" if sign in "nN" else sign
        found.append(sign)
    return "".join(found)
