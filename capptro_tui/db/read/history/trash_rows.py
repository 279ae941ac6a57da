"""Reads the trash: records of every type in one list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.list_order import title
from capptro_tui.db.read.user_rows import full_name_of
from capptro_tui.models.record import RecordType


def page(database: Source, records: Sequence[RecordType], start: int, count: int) -> list[dict[str, Any]]:
    """Return `count` trashed records from place `start`, the last deleted first and owners before their records.

    Merged records are no part of the trash. Each row has `place` (of its type in `records`), `row_id`, `title`,
    `batch`, `at` and `by` (the user's full name).
    """
    parts = " UNION ALL ".join(_part(place, record) for place, record in enumerate(records))
    statement = (
        f"SELECT r.*, b.at, coalesce({full_name_of('b.by')}, b.by, '') AS by"
        f" FROM ({parts}) AS r LEFT JOIN batch AS b ON b.id = r.batch"
        " ORDER BY r.batch DESC, r.place, r.row_id LIMIT ? OFFSET ?"
    )
    return database.select(statement, [count, start])


def _part(place: int, record: RecordType) -> str:
    link = record.stand_in()
    deleted = f'trashed IS NOT NULL AND "{link.name}" IS NULL' if link else "trashed IS NOT NULL"
    return (
        f"SELECT {place} AS place, id AS row_id, {title(record, 't')} AS title, trashed AS batch"
        f' FROM "{record.info.name}" AS t WHERE {deleted}'
    )
