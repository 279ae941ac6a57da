"""Related records on the page of a customer."""

from __future__ import annotations

from collections.abc import Iterator

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType, Row
from capptro_tui.services.search.listing import Listing

_PAGE = 200
"""The number of rows that are read at a time."""

_WHOLE_PAGES = frozenset({"customer"})
"""Names of the record types that `show` prints with their whole page: with related records and the history."""


def has_whole_page(record: RecordType) -> bool:
    """Return whether `show` prints the whole page of records of a type."""
    return record.info.name in _WHOLE_PAGES


def related(database: Database, record: RecordType, row: Row) -> Iterator[tuple[RecordType, list[Row]]]:
    """Yield each type of related records on the page of a customer, with its rows; nothing for other records.

    The page of a trashed customer includes related records in the trash.
    """
    if not has_whole_page(record):
        return
    for other, link in database.schema.page_parts(record):
        trash = False if row["trashed"] is None else None
        listing = Listing(database, other, equal={link: row["id"]}, sort="id", trash=trash)
        found: list[Row] = []
        while block := listing.rows(len(found), _PAGE):
            found += block
        yield other, found
