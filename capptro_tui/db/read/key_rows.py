"""Reads for the search of records by exact keys: those that a file names, some hundreds at a time."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from capptro_tui.db.connection.reader import Source
from capptro_tui.models.record import RecordType

_MOST = 20_000
"""Most rows that are read for a block of keys."""


def with_values(
    source: Source, record: RecordType, column: str, values: Collection[Any], *, folded: bool = False, below: int = 0
) -> list[dict[str, Any]]:
    """Return the rows outside the trash that have one of some values in a column, oldest first.

    Args:
        source: the source to read from.
        record: the record type.
        column: the column, which an index should have.
        values: the values.
        folded: whether the case of ASCII letters does not count.
        below: the id that all rows must be below; 0 for any.
    """
    older = f" AND id < {int(below)}" if below else ""
    names = ", ".join(f'"{name}"' for name in record.fields)
    collation = " COLLATE NOCASE" if folded else ""
    query = (
        f'SELECT {names} FROM "{record.info.name}" WHERE "{column}"{collation} IN (SELECT value FROM json_each(?))'
        f" AND trashed IS NULL{older} ORDER BY id LIMIT {_MOST}"
    )
    return source.select(query, [json.dumps(sorted(values))]) if values else []


def next_id(source: Source, record: RecordType) -> int:
    """Return the id that the next new record gets; every record so far has a lower one."""
    found = source.select("SELECT seq FROM sqlite_sequence WHERE name = ?", [record.info.name])
    return int(found[0]["seq"] or 0) + 1 if found else 1
