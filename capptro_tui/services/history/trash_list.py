"""The list of the trash: records of every type that people see, the last deleted first."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows
from capptro_tui.db.read.history import trash_rows
from capptro_tui.models.record import RecordType, number


def trashed(database: Database, start: int, count: int) -> list[dict[str, Any]]:
    """Return `count` records in the trash from place `start`, the last deleted first.

    Each row has `record` (the record type), `row_id` (the record's id), `id` (unique in the list), `title`, `at` (time
    of deletion, UTC) and `by` (the user's full name).
    """
    records = database.schema.numbered
    found = trash_rows.page(database, records, start, count)
    for row in found:
        record = row["record"] = records[row["place"]]
        row["id"] = row["row_id"] * len(records) + row["place"]
        row["title"] = row["title"] or number(record, row["row_id"])
    return found


def count(database: Database) -> int:
    """Return the number of records in the trash."""
    return sum(rows.total(database, _in_trash(record)) for record in database.schema.numbered)


def _in_trash(record: RecordType) -> rows.Query:
    """Return the query for the trashed records of a type, without merged ones."""
    link = record.stand_in()
    return rows.Query(record, equal={link.name: None} if link else {}, trash=True)
