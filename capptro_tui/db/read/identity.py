"""Reads the mark of a database, and the identity of records in other databases, where numbers are others."""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256

from capptro_tui.db.connection.reader import Source
from capptro_tui.db.indexes.list_order import identity
from capptro_tui.models.record import RecordType

_DIGITS = 12


def mark(source: Source) -> str:
    """Return a short text that stands for the database: the same in all its exports, another in those of any other.

    It begins with letters, so that no spreadsheet takes it for a number. The random id itself stays in the file. A
    database that began with the records of another one has the mark of that: their numbers are the same.
    """
    found = source.select("SELECT database_id, numbered_as FROM database_file")
    if found[0]["numbered_as"]:
        return str(found[0]["numbered_as"])
    return f"db-{sha256(str(found[0]['database_id']).encode()).hexdigest()[:_DIGITS]}"


def identities(source: Source, record: RecordType, ids: Collection[int]) -> dict[int, str]:
    """Return id to title of some records; to the time of their creation if such records have no titles."""
    query = (
        f"SELECT o.id, {identity(record, 'o')} AS text FROM json_each(?) AS j"
        f' CROSS JOIN "{record.info.name}" AS o ON o.id = j.value'
    )
    return {row["id"]: row["text"] for row in source.select(query, [json.dumps(sorted(ids))])} if ids else {}
