"""Records selected by the values of their columns, read in blocks so that they are never all in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.models.record import RecordType, Row
from capptro_tui.services.search.listing import Listing, by_ids

BLOCK = 500
"""The number of rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Selected records of a type, in an order.

    Attributes:
        equal: column to its required value, or to several allowed values.
        sort: name of a field; "" for the list's own order.
        is_trashed: whether to select records in the trash, or others; None for both.
        ids: the ids of the records, in their order; None to select by the other attributes.
    """

    record: RecordType
    equal: dict[str, Any]
    sort: str
    is_descending: bool
    is_trashed: bool | None
    ids: Sequence[int] | None = None

    @property
    def has_index(self) -> bool:
        """Whether an index lets the database read the records in this order from any position."""
        listed = {field.name for field in self.record.list_fields() if not field.link}
        return self.is_trashed is False and self.sort in {"", "id", *listed}


def read_blocks(database: Database, selection: Selection, limit: int | None = None) -> Iterator[Sequence[Row]]:
    """Yield the selected records in blocks, at most `limit` in all."""
    record = selection.record
    if selection.ids is not None:
        chosen = selection.ids[:limit]
        yield from (by_ids(database, record, chosen[start : start + BLOCK]) for start in range(0, len(chosen), BLOCK))
        return
    listing = Listing(
        database,
        record,
        equal=selection.equal,
        sort=selection.sort,
        descending=selection.is_descending,
        trash=selection.is_trashed,
    )
    most = sys.maxsize if limit is None else limit
    if selection.has_index or most <= BLOCK:
        start = 0
        while start < most and (block := listing.rows(start, min(BLOCK, most - start))):
            yield block
            start += len(block)
        return
    # Without an index, each block would sort all rows again; the ids are sorted once.
    ids = listing.ids()[:most]
    for start in range(0, len(ids), BLOCK):
        yield by_ids(database, record, ids[start : start + BLOCK])
