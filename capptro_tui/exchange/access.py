"""The ways into a database that scripts and the shell share: open it, name its records, find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from capptro_tui.db.database import Database
from capptro_tui.errors import Refused
from capptro_tui.models.record import RecordType
from capptro_tui.models.schema import Schema
from capptro_tui.models.shipped import SHIPPED
from capptro_tui.models.types.locales import show_in
from capptro_tui.services.business.region import locale
from capptro_tui.services.rules import alias
from capptro_tui.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from capptro_tui.services.search.find import Hit


class UnknownRecords(Refused):
    """A word is the plural of no record type."""


@contextmanager
def open_database(path: Path, schema: Schema = SHIPPED, *, create: bool = False) -> Iterator[Database]:
    """Open a database, and read and write days, times and numbers as its business does. It is closed at the end.

    Args:
        path: the file.
        schema: its record types.
        create: whether to make a database where there is none.

    Raises:
        Unusable: there is none, or it cannot be used.
    """
    database = Database.create(path, schema=schema) if create else Database.open(path, schema=schema)
    try:
        show_in(locale(database))
        yield database
    finally:
        database.close()


def record_type(schema: Schema, slug: str) -> RecordType:
    """Return the record type that a plural names: `work-items`. Raises UnknownRecords."""
    known = {record.info.slug: record for record in schema.numbered}
    if slug not in known:
        text = f"“{slug[:40]}” are no records of this program; known are {', '.join(known)}."
        raise UnknownRecords(text + did_you_mean(slug, known))
    return known[slug]


def standing_record(database: Database, ref: str) -> tuple[RecordType, int, str]:
    """Find the record with a number such as `C-42`.

    Returns:
        Its type and its id; of a merged record those of the record that it was merged into, and a sentence that says
        so; "" for any other.

    Raises:
        Refused: no record type has such numbers.
    """
    record, row_id = database.schema.reference(ref)
    standing = alias.standing_for(database, record, row_id)
    return record, standing, "" if standing == row_id else alias.said(record, row_id, standing)


def find_records(database: Database, text: str, among: Sequence[RecordType], limit: int) -> Sequence[Hit]:
    """Return the records of some types that a text finds, best first. Raises Refused for an empty text."""
    from capptro_tui.services.search import find  # late: most verbs do without

    if not text.strip():
        raise Refused("Say what to look for: a part of a name, a number, a phone, an email.")
    return find.find(database, text, among, limit=limit)
