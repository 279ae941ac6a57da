"""Store created rows in the journal in the short form, if that decodes to the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alembic import op

from capptro_tui.db.journal.format import Stamps, decode_delta, encode_delta
from capptro_tui.models.system.journal import CREATE

if TYPE_CHECKING:
    from sqlite3 import Connection

revision = "0011"
down_revision = "0010"

_BLOCK = 5_000
_ENTRIES = (
    "SELECT c.id, c.record, c.delta, c.batch_id, b.at, b.by FROM change AS c JOIN batch AS b ON b.id = c.batch_id"
    f" WHERE c.id > ? AND c.deed = '{CREATE}' ORDER BY c.id LIMIT {_BLOCK}"
)


def upgrade() -> None:
    connection: Any = op.get_bind().connection.dbapi_connection
    last = 0
    while entries := connection.execute(_ENTRIES, [last]).fetchall():
        last = entries[-1][0]
        _shorten(connection, entries)


def _shorten(connection: Connection, entries: list[tuple[Any, ...]]) -> None:
    """Store entries in the short form; those that do not decode to the same stay as they are."""
    shortened = []
    for change_id, record, text, *stamped in entries:
        stamps, delta = Stamps(*stamped), json.loads(text)
        stored = encode_delta(record, CREATE, delta, stamps)
        if decode_delta(record, stored, stamps) == delta:
            shortened.append((stored, change_id))
    connection.executemany("UPDATE change SET delta = ? WHERE id = ?", shortened)
