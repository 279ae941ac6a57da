"""Reads the contents that documents need: those in the rows, and those that the journal could bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from capptro_tui.db.connection.driver import as_dicts
from capptro_tui.db.connection.reader import Source
from capptro_tui.db.journal.format import COLUMNS, read_delta
from capptro_tui.models.records.attachment import Attachment

if TYPE_CHECKING:
    from sqlite3 import Connection

_TABLE = Attachment.info.name


def needed(connection: Connection) -> set[str]:
    """Return the hashes of all documents, those in the trash too, and of all former ones, which an undo may restore."""
    found = {str(row[0]) for row in connection.execute(f"SELECT sha256 FROM {_TABLE}")}
    entries = f"SELECT {COLUMNS} FROM change AS c JOIN batch AS b ON b.id = c.batch_id WHERE c.record = ?"
    for entry in as_dicts(connection.execute(entries, [_TABLE])):
        found.update(str(side) for side in read_delta(entry).get("sha256", ()) if side is not None)
    return found


def contents(source: Source) -> list[dict[str, Any]]:
    """Return each document's `id`, `sha256` and `size`, trashed ones too, equal contents together."""
    return source.select(f"SELECT id, sha256, size FROM {_TABLE} ORDER BY sha256, id")
