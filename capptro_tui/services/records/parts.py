"""The parts of a record's page: the records that belong to it, counted."""

from __future__ import annotations

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.models.record import RecordType, Row


def counts(database: Database, record: RecordType, row: Row) -> dict[str, int]:
    """Return `record-link` to number of records in that part of the page; for a trashed record, trashed ones too."""
    parts = database.schema.page_parts(record)
    found = rows.counts_of(database, parts, row["id"], trashed=row["trashed"] is not None)
    return {f"{other.info.name}-{link}": count for (other, link), count in zip(parts, found, strict=True)}
