"""What is in the trash: records of every type that people see, what was deleted last first."""

from __future__ import annotations

from typing import Any

from capptro_tui.db.database import Database
from capptro_tui.db.read import rows, trash_rows
from capptro_tui.models.record import RecordType, number
from capptro_tui.models.registry import numbered


def trashed(database: Database, start: int, count: int) -> list[dict[str, Any]]:
    """`count` records in the trash from place `start`, what was deleted last first.

    `record` is the record type and `row_id` the record's id; `id` differs from row to row. `title` names it, `at` is
    when it was deleted (UTC) and `by` who did it.
    """
    records = numbered()
    found = trash_rows.page(database, records, start, count)
    for row in found:
        record = row["record"] = records[row["place"]]
        row["id"] = row["row_id"] * len(records) + row["place"]
        row["title"] = row["title"] or number(record, row["row_id"])
    return found


def count(database: Database) -> int:
    """How many records are in the trash."""
    return sum(rows.total(database, _in_trash(record)) for record in numbered())


def _in_trash(record: RecordType) -> rows.Query:
    """What of a record type is in the trash; a merged record is not, it stands for the one it was merged into."""
    link = record.stand_in()
    return rows.Query(record, equal={link.name: None} if link else {}, trash=True)
