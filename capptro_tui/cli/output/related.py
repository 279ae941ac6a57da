"""Related records on the page of a customer."""

from __future__ import annotations

from collections.abc import Iterator

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType, Row
from capptro_tui.models.records.customer import Customer
from capptro_tui.services.search.listing import Listing

_PAGE = 200
"""The number of rows that are read at a time."""


def related(database: Database, record: RecordType, row: Row) -> Iterator[tuple[RecordType, list[Row]]]:
    """Yield each type of related records on the page of a customer, with its rows; nothing for other records.

    The page of a trashed customer includes related records in the trash.
    """
    if record is not Customer:
        return
    for other, link in database.schema.page_parts(record):
        trash = False if row["trashed"] is None else None
        listing = Listing(database, other, equal={link: row["id"]}, sort="id", trash=trash)
        found: list[Row] = []
        while block := listing.rows(len(found), _PAGE):
            found += block
        yield other, found
