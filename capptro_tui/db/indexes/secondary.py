"""The secondary indexes of a table: those that answer queries, and hold no rule that rows must keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite3 import Connection


def drop(connection: Connection, table: str) -> list[str]:
    """Drop the secondary indexes of a table, and return the statements that create them. Unique ones stay."""
    query = (
        "SELECT m.name, m.sql FROM pragma_index_list(?) AS i JOIN sqlite_master AS m ON m.name = i.name"
        " WHERE i.origin = 'c' AND NOT i.\"unique\" ORDER BY m.name"
    )
    found = connection.execute(query, [table]).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [ddl for _, ddl in found]
